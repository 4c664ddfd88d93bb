//! The event log: appended with each change, read in order by the measures.

use casework::event::{Event, Logged};
use casework::id::ContactId;
use casework::time::Timestamp;

use crate::Error;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;

statements! {
    APPEND = "
        INSERT INTO events (seq, at, kind, contact_id, detail)
        SELECT coalesce(max(seq), 0) + 1, $1, $2, $3, $4 FROM events";
    /// A piece of the log between two times, in order.
    PIECE = "
        SELECT seq, at, detail FROM events
        WHERE at >= $1 AND at < $2 AND seq > $3 ORDER BY seq LIMIT $4";
    OF_CONTACT = "
        SELECT seq, at, detail FROM events WHERE contact_id = $1 ORDER BY seq LIMIT $2";
}

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

/// Appends one event. The log's numbers have no gap, because there is one writer at a time.
pub(crate) async fn append(conn: &mut Conn, at: Timestamp, event: &Event) -> Result<(), Error> {
    let detail = serde_json::to_string(event).map_err(|_| Error::Unknown("event"))?;
    on!(conn, c => sqlx::query(APPEND)
        .bind(at.micros())
        .bind(event.name())
        .bind(event.contact().map(ContactId::uuid))
        .bind(detail)
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Where to read on in the log.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark(i64);

/// The next piece of the log between two times, at most `most` events; empty at the end.
///
/// Reading piece by piece keeps memory bounded, however long the period.
///
/// # Errors
/// If the database fails.
pub async fn between(
    reads: &mut impl Reads,
    from: Timestamp,
    to: Timestamp,
    mark: &mut Mark,
    most: i64,
) -> Result<Vec<Logged>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(PIECE)
        .bind(from.micros())
        .bind(to.micros())
        .bind(mark.0)
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    if let Some(last) = rows.last() {
        *mark = Mark(last.seq);
    }
    rows.iter().map(Row::read).collect()
}

/// What happened to one contact, in order, at most `most` events.
///
/// # Errors
/// If the database fails.
pub async fn of_contact(
    reads: &mut impl Reads,
    contact: ContactId,
    most: i64,
) -> Result<Vec<Logged>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    rows.iter().map(Row::read).collect()
}
