//! The event log: appended with each change, read in order by the measures.

use casework::event::{Event, Logged};
use casework::id::ContactId;
use casework::time::Timestamp;
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{Conn, by_statement, on, row, statements};
use crate::tx::Reads;

statements! {
    APPEND = "
        INSERT INTO events (seq, at, kind, contact_id, detail) VALUES ($1, $2, $3, $4, $5)";
    /// Nearly every act has one event or two.
    APPEND_TWO = "
        INSERT INTO events (seq, at, kind, contact_id, detail)
        VALUES ($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10)";
    /// A batch of several acts.
    APPEND_EIGHT = "
        INSERT INTO events (seq, at, kind, contact_id, detail)
        VALUES ($1, $2, $3, $4, $5), ($6, $7, $8, $9, $10), ($11, $12, $13, $14, $15),
            ($16, $17, $18, $19, $20), ($21, $22, $23, $24, $25), ($26, $27, $28, $29, $30),
            ($31, $32, $33, $34, $35), ($36, $37, $38, $39, $40)";
    /// What measures are counted from, between two numbers, in order.
    COUNTED = "
        SELECT seq, at, detail FROM events
        WHERE seq > $1 AND seq <= $2 AND kind IN ('ContactReceived', 'ContactBlocked',
            'ContactAnswered', 'ContactReturnedToQueue', 'ContactBrokenOff', 'ContactResumed',
            'ContactEnded', 'ShiftStarted', 'ShiftEnded', 'MemberEnrolled', 'MemberChanged')
        ORDER BY seq LIMIT $3";
    /// What steps are written from, between two numbers, in order.
    STEPPED = "
        SELECT seq, at, detail FROM events
        WHERE seq > $1 AND seq <= $2 AND kind IN ('ReferralOffered', 'ReferralAccepted',
            'ReferralDeclined', 'ReferralExpired', 'ReferralArrived', 'BedRequested',
            'BedHoldEnded', 'BedRequestEnded', 'FollowUpRecorded', 'DutyStarted', 'DutySent',
            'PersonAdded')
        ORDER BY seq LIMIT $3";
    /// The number of the first event from a time on.
    FIRST_FROM = "SELECT seq FROM events WHERE at >= $1 ORDER BY at, seq LIMIT 1";
    LAST = "SELECT coalesce(max(seq), 0) FROM events";
    /// What happened to one contact before a number.
    OF_CONTACT = "
        SELECT seq, at, detail FROM events
        WHERE contact_id = $1 AND seq < $2 ORDER BY seq";
    /// Contacts that are not over: few at any time.
    NOT_ENDED = "SELECT id FROM contacts WHERE state <> 'ended'";
}

/// How many events are read at once: about a megabyte.
const PIECE: i64 = 4_000;

row! {
    struct Row {
        seq: i64,
        at: i64,
        detail: String,
    }
}

impl Row {
    fn read(&self) -> Result<Logged, Error> {
        let event = serde_json::from_str(&self.detail).map_err(|_| Error::Unknown("event"))?;
        Ok(Logged { at: Timestamp::from_micros(self.at), event })
    }
}

/// An event with its number, as its row holds it.
pub(crate) struct Numbered {
    seq: i64,
    at: Timestamp,
    kind: &'static str,
    contact: Option<ContactId>,
    detail: String,
}

impl Numbered {
    pub(crate) fn new(seq: i64, at: Timestamp, event: &Event) -> Result<Self, Error> {
        let detail = serde_json::to_string(event).map_err(|_| Error::Unknown("event"))?;
        Ok(Self { seq, at, kind: event.name(), contact: event.contact(), detail })
    }
}

/// Appends rows in order: eight in one statement as long as there are eight, then two, then one.
#[compiled_here]
pub(crate) async fn append(conn: &mut Conn, rows: &[Numbered]) -> Result<(), sqlx::Error> {
    for (some, text) in by_statement(rows, [APPEND_EIGHT, APPEND_TWO, APPEND]) {
        on!(conn, c => some
            .iter()
            .fold(sqlx::query(text), |query, row| query
                .bind(row.seq)
                .bind(row.at.micros())
                .bind(row.kind)
                .bind(row.contact.map(ContactId::uuid))
                .bind(row.detail.as_str()))
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

/// Where to read on in the log: after the last event that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark(i64);

/// Where the log ends now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn end(reads: &mut dyn Reads) -> Result<Mark, Error> {
    let (last,): (i64,) = on!(reads.conn(), c => sqlx::query_as(LAST).fetch_one(&mut **c).await?);
    Ok(Mark(last))
}

/// The next piece of what measures are counted from, up to `end`; empty when that is reached.
///
/// Reading piece by piece keeps memory bounded, however long the log; what people wrote, which is
/// most of it, is passed over. Cost: one range of the primary key.
///
/// # Errors
/// If the database fails or holds an event that this version does not know.
#[compiled_here]
pub async fn counted(
    reads: &mut dyn Reads,
    mark: &mut Mark,
    end: Mark,
) -> Result<Vec<Logged>, Error> {
    piece(reads, COUNTED, mark, end).await
}

/// The next piece of what steps are written from, as [`counted`].
///
/// # Errors
/// As [`counted`].
#[compiled_here]
pub(crate) async fn stepped(
    reads: &mut dyn Reads,
    mark: &mut Mark,
    end: Mark,
) -> Result<Vec<Logged>, Error> {
    piece(reads, STEPPED, mark, end).await
}

async fn piece(
    reads: &mut dyn Reads,
    text: &'static str,
    mark: &mut Mark,
    end: Mark,
) -> Result<Vec<Logged>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(text)
        .bind(mark.0)
        .bind(end.0)
        .bind(PIECE)
        .fetch_all(&mut **c)
        .await?);
    *mark = match rows.last() {
        Some(last) if rows.len() == PIECE as usize => Mark(last.seq),
        _ => end,
    };
    rows.iter().map(Row::read).collect()
}

/// Where the log stands just before its first event from `at` on; its end, if there is none.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn before(reads: &mut dyn Reads, at: Timestamp) -> Result<Mark, Error> {
    let first: Option<(i64,)> = on!(reads.conn(), c => sqlx::query_as(FIRST_FROM)
        .bind(at.micros()).fetch_optional(&mut **c).await?);
    match first {
        Some((seq,)) => Ok(Mark(seq - 1)),
        None => end(reads).await,
    }
}

/// What happened to one contact up to a mark, in order.
///
/// # Errors
/// As [`counted`].
#[compiled_here]
pub async fn of_contact(
    reads: &mut dyn Reads,
    contact: ContactId,
    mark: Mark,
) -> Result<Vec<Logged>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid())
        .bind(mark.0 + 1)
        .fetch_all(&mut **c)
        .await?);
    rows.iter().map(Row::read).collect()
}

/// Contacts that are not over, of all teams.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn not_ended(reads: &mut dyn Reads) -> Result<Vec<ContactId>, Error> {
    let found: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(NOT_ENDED)
        .fetch_all(&mut **c).await?);
    Ok(found.into_iter().map(|(id,)| ContactId::from_uuid(id)).collect())
}
