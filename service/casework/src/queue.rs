//! Whom to answer next: danger first, then lane, then who waits longest.
//!
//! The order is total and stable: two entries are never equal unless they are the same contact, and
//! the place of one does not depend on the others. A database orders the same way by
//! `(danger rank, lane rank, waiting since, id)`, see [`Danger::rank`] and [`Lane::rank`].
//!
//! Waiting time never lifts a contact over a more dangerous one or over another lane, however long:
//! the desk shows who waits longest, so that a question which waits for hours is seen by people
//! rather than pushed in front of a child by arithmetic.

use std::cmp::Ordering;

use crate::code::codes;
use crate::contact::{Contact, Danger, Lane, State};
use crate::id::ContactId;
use crate::time::{Span, Timestamp};

/// One waiting contact, as much of it as its place needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Which contact.
    pub contact: ContactId,
    /// What is known about danger.
    pub danger: Danger,
    /// Its lane.
    pub lane: Lane,
    /// Since when it waits.
    pub since: Timestamp,
}

codes! {
    /// Why a contact stands where it stands; the page puts it into words.
    pub enum Reason in "queue_reason" {
        /// Somebody is in danger now.
        DangerNow = "danger_now",
        /// There are signs of danger.
        DangerRaised = "danger_raised",
        /// Nothing is known about danger, which is not the same as safe.
        DangerUnknown = "danger_unknown",
        /// The help lane comes first.
        HelpLane = "help_lane",
        /// The tip lane comes before questions.
        TipLane = "tip_lane",
        /// It has waited longer than the next one.
        WaitedLonger = "waited_longer",
        /// Nobody stands behind it.
        Last = "last",
    }
}

impl Entry {
    /// The entry of a contact; none unless it waits.
    #[must_use]
    pub const fn of(contact: &Contact) -> Option<Self> {
        match contact.state() {
            State::Waiting(wait) => Some(Self {
                contact: contact.id(),
                danger: contact.danger(),
                lane: contact.lane(),
                since: wait.since,
            }),
            _ => None,
        }
    }

    /// How long it has waited.
    #[must_use]
    pub fn waited(&self, now: Timestamp) -> Span {
        (now - self.since).not_negative()
    }

    /// Why this entry stands before `next`, the one right behind it, or that nobody is behind it.
    #[must_use]
    pub fn reason(&self, next: Option<&Self>) -> Reason {
        let Some(next) = next else { return Reason::Last };
        if self.danger != next.danger {
            match self.danger {
                Danger::Now => return Reason::DangerNow,
                Danger::Raised => return Reason::DangerRaised,
                Danger::Unknown => return Reason::DangerUnknown,
                Danger::NoneKnown => {}
            }
        }
        match (self.lane == next.lane, self.lane) {
            (false, Lane::Help) => Reason::HelpLane,
            (false, Lane::Tip) => Reason::TipLane,
            _ => Reason::WaitedLonger,
        }
    }

    fn key(&self) -> (i64, i64, Timestamp, ContactId) {
        (self.danger.rank(), self.lane.rank(), self.since, self.contact)
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests;
