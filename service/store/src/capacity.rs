//! Free places: numbers that change by the hour, kept beside the entry of their service.

use ::directory::ServiceCapacity;
use casework::bed::Places;
use casework::id::{CapacityId, ServiceId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    /// What was said later counts, whoever writes it down first.
    PUT = "
        INSERT INTO capacities (id, service_id, available, maximum, updated_at, noted_at, previous)
        VALUES ($1, $2, $3, $4, $5, $6, NULL)
        ON CONFLICT (id) DO UPDATE
        SET service_id = $2, available = $3, maximum = $4, updated_at = $5, noted_at = $6,
            previous = CASE WHEN capacities.available = $3 THEN capacities.previous
                ELSE capacities.available END
        WHERE capacities.updated_at < $5";
    OF_SERVICE = "
        SELECT c.id, c.service_id, c.available, c.maximum, c.updated_at, c.noted_at, c.previous,
            (SELECT count(*) FROM bed_holds h
             WHERE h.capacity_id = c.id AND h.state = 'held' AND h.expires_at > $2) AS held
        FROM capacities c WHERE c.service_id = $1 ORDER BY c.id";
    /// As many as [`THESE`](crate::directory::THESE) services at once.
    OF_SERVICES = "
        SELECT c.id, c.service_id, c.available, c.maximum, c.updated_at, c.noted_at, c.previous,
            (SELECT count(*) FROM bed_holds h
             WHERE h.capacity_id = c.id AND h.state = 'held' AND h.expires_at > $101) AS held
        FROM capacities c WHERE c.service_id IN (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35,
            $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52,
            $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69,
            $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86,
            $87, $88, $89, $90, $91, $92, $93, $94, $95, $96, $97, $98, $99, $100)";
    /// How many there are, however long ago it was said how many are free. More free than there are
    /// cannot be, and counts as not said.
    LIMIT = "
        UPDATE capacities SET maximum = $2, noted_at = $3,
            available = CASE WHEN available > $2 THEN NULL ELSE available END
        WHERE id = $1 AND (maximum IS NULL OR maximum <> $2)";
    REMOVE = "DELETE FROM capacities WHERE id = $1";
    SINCE = "
        SELECT c.id, c.service_id, c.available, c.maximum, c.updated_at, c.noted_at, c.previous,
            (SELECT count(*) FROM bed_holds h
             WHERE h.capacity_id = c.id AND h.state = 'held' AND h.expires_at > $4) AS held
        FROM capacities c
        WHERE (c.noted_at, c.id) > ($1, $2) ORDER BY c.noted_at, c.id LIMIT $3";
    LAST_NOTED = "SELECT max(noted_at) FROM capacities";
}

/// The free places of one group of people at one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Which row of the standard's `service_capacity`.
    pub id: Uuid,
    /// How many are free, those that are kept for somebody among them; none if what was said cannot
    /// be, such as more than there are.
    pub available: Option<u32>,
    /// How many there are, if that is said.
    pub maximum: Option<u32>,
    /// When it was said.
    pub updated_at: Timestamp,
    /// When it was written down here.
    pub noted_at: Timestamp,
    /// What was said before, to take the last word back.
    pub previous: Option<u32>,
    /// How many of the free ones are kept for somebody at the moment of reading.
    pub held: u32,
}

impl Capacity {
    /// The count by which a bed is held, and against which a new number is checked.
    #[must_use]
    pub fn places(&self) -> Places {
        Places {
            capacity: CapacityId::from_uuid(self.id),
            available: self.available,
            maximum: self.maximum,
            held: self.held,
        }
    }
}

/// The numbers of a row as imported.
pub(crate) fn of_row(row: &ServiceCapacity) -> Capacity {
    let maximum = row.maximum.and_then(::directory::value::Number::count);
    let available = row.available.count().filter(|free| maximum.is_none_or(|most| *free <= most));
    let updated_at = row.updated.timestamp();
    Capacity {
        id: row.id,
        available,
        maximum,
        updated_at,
        noted_at: updated_at,
        previous: None,
        held: 0,
    }
}

row! {
    struct Row {
        id: Uuid,
        available: Option<i64>,
        maximum: Option<i64>,
        updated_at: i64,
        noted_at: i64,
        previous: Option<i64>,
        held: i64,
    }
}

impl From<Row> for Capacity {
    fn from(row: Row) -> Self {
        let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
        Self {
            id: row.id,
            available: count(row.available),
            maximum: count(row.maximum),
            updated_at: Timestamp::from_micros(row.updated_at),
            noted_at: Timestamp::from_micros(row.noted_at),
            previous: count(row.previous),
            held: count(Some(row.held)).unwrap_or(u32::MAX),
        }
    }
}

/// Makes the capacities of a service these, but keeps a number that was said later.
#[compiled_here]
pub(crate) async fn replace(
    tx: &mut Tx,
    service: ServiceId,
    said: &[Capacity],
) -> Result<(), Error> {
    let now = tx.now();
    for stands in of_service(tx, service, now).await? {
        if !said.iter().any(|one| one.id == stands.id) {
            on!(tx.conn(), c => sqlx::query(REMOVE)
                .bind(stands.id).execute(&mut **c).await.map(drop)?);
        }
    }
    for one in said {
        put(tx, service, one).await?;
    }
    Ok(())
}

/// Writes down how many there are, for those whose number changed.
#[compiled_here]
pub(crate) async fn limit(tx: &mut Tx, rows: &[Capacity]) -> Result<(), Error> {
    let now = tx.now();
    for (id, most) in rows.iter().filter_map(|row| Some((row.id, row.maximum?))) {
        on!(tx.conn(), c => sqlx::query(LIMIT)
            .bind(id)
            .bind(i64::from(most))
            .bind(now.micros())
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

/// Writes down what was said about free places, unless something later was.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put(tx: &mut Tx, service: ServiceId, said: &Capacity) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(said.id)
        .bind(service.uuid())
        .bind(said.available.map(i64::from))
        .bind(said.maximum.map(i64::from))
        .bind(said.updated_at.micros())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// The capacities of a service, with what is kept of them at `now`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_service(
    reads: &mut dyn Reads,
    service: ServiceId,
    now: Timestamp,
) -> Result<Vec<Capacity>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_SERVICE)
        .bind(service.uuid()).bind(now.micros()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(Capacity::from).collect())
}

/// The capacities of these services, with what is kept of them at `now`. One statement for every
/// [`THESE`](crate::directory::THESE).
///
/// # Errors
/// If the database fails.
pub async fn of_services(
    reads: &mut dyn Reads,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Capacity>, Error> {
    let mut all = Vec::new();
    for some in ids.chunks(crate::directory::THESE) {
        let padded = some.iter().copied().chain(std::iter::repeat(Uuid::nil()));
        let padded = padded.take(crate::directory::THESE);
        let rows: Vec<Row> = on!(reads.conn(), c => {
            let query = sqlx::query_as(OF_SERVICES);
            padded
                .fold(query, |query, id| query.bind(id))
                .bind(now.micros())
                .fetch_all(&mut **c)
                .await?
        });
        all.extend(rows.into_iter().map(Capacity::from));
    }
    Ok(all)
}

/// Where to read on among what was written down.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    at: i64,
    id: Uuid,
}

impl Since {
    /// From this moment on. Start a little before the last moment that was read: the clocks of two
    /// nodes may differ, and a number that is read twice is the same number.
    #[must_use]
    pub const fn from(at: Timestamp) -> Self {
        Self { at: at.micros(), id: Uuid::nil() }
    }
}

/// What was written down after a mark, with what is kept of it at `now`, at most `most`; empty at the
/// end.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn since(
    reads: &mut dyn Reads,
    mark: &mut Since,
    (now, most): (Timestamp, i64),
) -> Result<Vec<Capacity>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(SINCE)
        .bind(mark.at).bind(mark.id).bind(most).bind(now.micros()).fetch_all(&mut **c).await?);
    if let Some(last) = rows.last() {
        *mark = Since { at: last.noted_at, id: last.id };
    }
    Ok(rows.into_iter().map(Capacity::from).collect())
}

#[compiled_here]
pub(crate) async fn last_noted(conn: &mut Conn) -> Result<Timestamp, Error> {
    let (last,): (Option<i64>,) =
        on!(conn, c => sqlx::query_as(LAST_NOTED).fetch_one(&mut **c).await?);
    Ok(Timestamp::from_micros(last.unwrap_or(0)))
}
