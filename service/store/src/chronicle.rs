//! What a batch has to tell: its events and its audit entries, written together before its flush.
//!
//! Both are counted and chained at once, in the order of the work, so that each piece knows its own
//! numbers; the rows wait until the batch ends, because eight of them cost hardly more to hand to the
//! database than one. They stand in the same transaction as the work, and a flush without them
//! cannot be.

use casework::event::Event;
use casework::time::Timestamp;
use vault::audit::{Entry, Head};

use crate::Error;
use crate::audit::{self, Chained, Ends};
use crate::compiled_here;
use crate::db::Conn;
use crate::event::{self, Numbered};

/// The ends of the audit chain and of the event log, with what is not written yet.
pub(crate) struct Chronicle {
    ends: Ends,
    events: Vec<Numbered>,
    entries: Vec<Chained>,
}

/// A place to go back to when a piece of work is undone.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    ends: Ends,
    events: usize,
    entries: usize,
}

impl Chronicle {
    /// Of an empty database.
    pub(crate) fn empty() -> Self {
        Self { ends: Ends::EMPTY, events: Vec::new(), entries: Vec::new() }
    }

    /// Begins where the tables end, at the start of a transaction.
    #[compiled_here]
    pub(crate) async fn begin(&mut self, conn: &mut Conn) -> Result<(), Error> {
        *self = Self { ends: audit::ends(conn).await?, ..Self::empty() };
        Ok(())
    }

    /// Where it stands.
    pub(crate) fn place(&self) -> Place {
        let (events, entries) = (self.events.len(), self.entries.len());
        Place { ends: self.ends, events, entries }
    }

    /// Forgets what was told since.
    pub(crate) fn back_to(&mut self, place: Place) {
        self.ends = place.ends;
        self.events.truncate(place.events);
        self.entries.truncate(place.entries);
    }

    /// Tells the events of one act. The log's numbers have no gap, because there is one writer at a
    /// time.
    pub(crate) fn tell(&mut self, at: Timestamp, events: &[Event]) -> Result<(), Error> {
        for event in events {
            self.events.push(Numbered::new(self.ends.event + 1, at, event)?);
            self.ends.event += 1;
        }
        Ok(())
    }

    /// Adds the entry that follows the last one; `entry` is given its number.
    pub(crate) fn note(&mut self, entry: impl FnOnce(i64) -> Entry<'static>) {
        let Head { seq, hash } = self.ends.audit;
        let entry = entry(seq + 1);
        let hash = hash.extend(&entry);
        self.ends.audit = Head { seq: entry.seq, hash };
        self.entries.push(Chained { entry, hash });
    }

    /// Writes what was told. Cost: a statement for eight rows each.
    #[compiled_here]
    pub(crate) async fn write(&mut self, conn: &mut Conn) -> Result<(), sqlx::Error> {
        event::append(conn, &std::mem::take(&mut self.events)).await?;
        audit::append(conn, &std::mem::take(&mut self.entries)).await
    }
}
