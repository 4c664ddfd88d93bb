//! Measures of the hotline from the event log: read once for a period, or kept up to date for a
//! board.
//!
//! [`recompute`] reads the log from its first event, a piece at a time, so its memory is bounded by
//! the contacts that are open at once. [`Live`] never reads the log as a whole: it starts from what
//! is open and what was logged since the period began, and then reads only what is new. Both must
//! give the same figures, and a test compares them on both engines.

use std::collections::{BTreeSet, HashSet};

use access::Look;
use casework::event::{Event, Logged};
use casework::id::{ContactId, MemberId};
use casework::measure::{Hotline, Period, Scope, Tally};
use casework::member::Actor;
use casework::time::Timestamp;

use crate::compiled_here;
use crate::event::{self, Mark};
use crate::subject::Installation;
use crate::tx::Reads;
use crate::{Error, Store, member};

#[cfg(test)]
mod tests;

/// Far beyond any event: the end of a tally that is asked again and again.
const NO_END: Timestamp = Timestamp::from_micros(i64::MAX);

/// The measures of one period, from the whole log.
///
/// Cost: one pass over the log by its primary key; memory for the contacts that are open at once.
///
/// # Errors
/// [`Error::NotFound`] when `actor` may not see measures; otherwise if the database fails.
#[compiled_here]
pub async fn recompute(
    store: &Store,
    actor: &Actor,
    period: Period,
    scope: Scope,
) -> Result<Hotline, Error> {
    let ((), mut view) = store.look(actor, Look::SeeMeasures, Installation).await?;
    let crew = crew(&mut view, scope).await?;
    let mut tally = Tally::new(period, scope);
    let (mut mark, end) = (Mark::default(), event::end(&mut view).await?);
    while mark != end {
        for logged in event::counted(&mut view, &mut mark, end).await? {
            if belongs(crew.as_ref(), &logged) {
                tally.observe(&logged);
            }
        }
    }
    Ok(tally.finish())
}

/// Whose shifts count: the members of the one team that is asked for, or everybody's.
async fn crew(reads: &mut dyn Reads, scope: Scope) -> Result<Option<BTreeSet<MemberId>>, Error> {
    match scope.team {
        Some(team) => Ok(Some(member::of_team(reads, team).await?)),
        None => Ok(None),
    }
}

fn belongs(crew: Option<&BTreeSet<MemberId>>, logged: &Logged) -> bool {
    match &logged.event {
        Event::ShiftStarted { member, .. } | Event::ShiftEnded { member } => {
            crew.is_none_or(|crew| crew.contains(member))
        }
        _ => true,
    }
}

/// A tally of a period that goes on, kept up to date.
///
/// Cost: once, the events since the period began and those of the contacts that are open; then the
/// events since the last question. Memory: the contacts that are open.
#[derive(Debug)]
pub struct Live {
    from: Timestamp,
    scope: Scope,
    crew: Option<BTreeSet<MemberId>>,
    tally: Tally,
    mark: Mark,
}

impl Live {
    /// Starts a tally of what was logged from `from` on.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn start(
        reads: &mut dyn Reads,
        from: Timestamp,
        scope: Scope,
    ) -> Result<Self, Error> {
        let tally = Tally::new(Period { from, to: NO_END }, scope);
        let mark = event::before(reads, from).await?;
        let crew = crew(reads, scope).await?;
        let mut live = Self { from, scope, crew, tally, mark };
        live.catch_up(reads).await?;
        Ok(live)
    }

    /// From when on it counts.
    #[must_use]
    pub fn from(&self) -> Timestamp {
        self.from
    }

    /// Reads what is new in the log, and gives the measures as of `now`.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn as_of(&mut self, reads: &mut dyn Reads, now: Timestamp) -> Result<Hotline, Error> {
        let end = event::end(reads).await?;
        while self.mark != end {
            for logged in event::counted(reads, &mut self.mark, end).await? {
                if self.moves_crew(&logged) {
                    // Who belongs to the team has changed, and with it whose shifts count.
                    *self = Self::start(reads, self.from, self.scope).await?;
                    return Ok(self.tally.as_of(now));
                }
                self.observe(&logged);
            }
        }
        Ok(self.tally.as_of(now))
    }

    /// Reads what was logged since the period began, and before each contact's first event of that
    /// time what had happened to it earlier.
    ///
    /// What is open is read first: whatever changes meanwhile is then found in the log.
    async fn catch_up(&mut self, reads: &mut dyn Reads) -> Result<(), Error> {
        let started = self.mark;
        let open = event::not_ended(reads).await?;
        for member in member::on_shift(reads).await? {
            let event = Event::ShiftStarted { member, places: 0 };
            self.observe(&Logged { at: self.from, event });
        }
        let mut known = HashSet::new();
        let end = event::end(reads).await?;
        while self.mark != end {
            for logged in event::counted(reads, &mut self.mark, end).await? {
                if let Some(contact) = logged.event.contact()
                    && known.insert(contact)
                {
                    self.remember(reads, contact, started).await?;
                }
                self.observe(&logged);
            }
        }
        for contact in open {
            if known.insert(contact) {
                self.remember(reads, contact, started).await?;
            }
        }
        Ok(())
    }

    /// Reads what had happened to one contact up to a mark.
    async fn remember(
        &mut self,
        reads: &mut dyn Reads,
        contact: ContactId,
        until: Mark,
    ) -> Result<(), Error> {
        for logged in event::of_contact(reads, contact, until).await? {
            self.observe(&logged);
        }
        Ok(())
    }

    fn observe(&mut self, logged: &Logged) {
        if belongs(self.crew.as_ref(), logged) {
            self.tally.observe(logged);
        }
    }

    fn moves_crew(&self, logged: &Logged) -> bool {
        self.crew.is_some()
            && matches!(logged.event, Event::MemberEnrolled { .. } | Event::MemberChanged { .. })
    }
}
