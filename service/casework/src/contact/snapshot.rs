//! A contact laid flat, as a row holds it.

use std::collections::BTreeSet;

use super::{
    Before, Channel, Contact, Danger, Ending, Entry, Lane, Loss, Participants, State, Talk, Wait,
};
use crate::code::codes;
use crate::id::{ContactId, MemberId, TeamId};
use crate::time::Timestamp;

codes! {
    /// The state of a contact without what belongs to it.
    pub enum StateCode in "contact_state" {
        /// In the queue.
        Waiting = "waiting",
        /// Members are with it.
        Active = "active",
        /// The visitor is gone; somebody must look at it.
        BrokenOff = "broken_off",
        /// Over.
        Ended = "ended",
    }
}

/// Every column of a contact. Only [`Contact::restore`] makes it a contact again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which contact.
    pub id: ContactId,
    /// Whose.
    pub team: TeamId,
    /// By which way it came.
    pub channel: Channel,
    /// The lane it is in.
    pub lane: Lane,
    /// What is known about danger.
    pub danger: Danger,
    /// When it was received.
    pub received_at: Timestamp,
    /// Who entered it by hand, if somebody did.
    pub entered_by: Option<MemberId>,
    /// When it was entered; the same as `received_at` if it came by itself.
    pub entered_at: Timestamp,
    /// What is happening to it.
    pub state: StateCode,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// Since when it waits, or waited when it broke off; none if members are or were with it.
    pub waiting_since: Option<Timestamp>,
    /// Since when members are with it, or were with it when it broke off or ended.
    pub talking_since: Option<Timestamp>,
    /// When somebody answered first.
    pub first_answered_at: Option<Timestamp>,
    /// How the visitor went; only while broken off.
    pub loss: Option<Loss>,
    /// How it ended; only when ended.
    pub ending: Option<Ending>,
    /// Who is or was last with it, the lead first.
    pub members: Vec<MemberId>,
}

/// A row that is no contact: the columns contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("contact {contact} is stored wrongly: {contradiction}; restore it from a backup")]
pub struct ContactCorrupt {
    /// Which contact.
    pub contact: ContactId,
    /// What contradicts what.
    pub contradiction: &'static str,
}

impl Contact {
    /// Lays the contact flat.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let (entered_by, entered_at) = match self.entry {
            Entry::Arrived => (None, self.received_at),
            Entry::ByHand { member, at } => (Some(member), at),
        };
        let (state, loss, ending) = match &self.state {
            State::Waiting(_) => (StateCode::Waiting, None, None),
            State::Active(_) => (StateCode::Active, None, None),
            State::BrokenOff { loss, .. } => (StateCode::BrokenOff, Some(*loss), None),
            State::Ended { ending, .. } => (StateCode::Ended, None, Some(*ending)),
        };
        let (waiting_since, talking_since) = match &self.state {
            State::Waiting(wait)
            | State::BrokenOff { before: Before::Waiting(wait), .. }
            | State::Ended { before: Before::Waiting(wait), .. } => (Some(wait.since), None),
            State::Active(talk)
            | State::BrokenOff { before: Before::Active(talk), .. }
            | State::Ended { before: Before::Active(talk), .. } => (None, Some(talk.since)),
        };
        Snapshot {
            id: self.id,
            team: self.team,
            channel: self.channel,
            lane: self.lane,
            danger: self.danger,
            received_at: self.received_at,
            entered_by,
            entered_at,
            state,
            since: self.since(),
            waiting_since,
            talking_since,
            first_answered_at: self.first_answered_at(),
            loss,
            ending,
            members: self.participants().map(|all| all.iter().collect()).unwrap_or_default(),
        }
    }

    /// Makes a row a contact again.
    ///
    /// # Errors
    /// [`ContactCorrupt`] if the columns contradict each other.
    pub fn restore(row: &Snapshot) -> Result<Self, ContactCorrupt> {
        let contact = row.id;
        let state =
            state(row).map_err(|contradiction| ContactCorrupt { contact, contradiction })?;
        let entry =
            entry(row).map_err(|contradiction| ContactCorrupt { contact, contradiction })?;
        Ok(Self {
            id: row.id,
            team: row.team,
            channel: row.channel,
            lane: row.lane,
            danger: row.danger,
            received_at: row.received_at,
            entry,
            state,
        })
    }
}

fn entry(row: &Snapshot) -> Result<Entry, &'static str> {
    match row.entered_by {
        None if row.entered_at == row.received_at => Ok(Entry::Arrived),
        Some(member) if row.entered_at >= row.received_at => {
            Ok(Entry::ByHand { member, at: row.entered_at })
        }
        _ => Err("it was entered at a time that does not go with its reception"),
    }
}

fn state(row: &Snapshot) -> Result<State, &'static str> {
    let before = before(row)?;
    match (row.state, row.loss, row.ending, before) {
        (StateCode::Waiting, None, None, Before::Waiting(wait)) if wait.since == row.since => {
            Ok(State::Waiting(wait))
        }
        (StateCode::Active, None, None, Before::Active(talk)) if talk.since == row.since => {
            Ok(State::Active(talk))
        }
        (StateCode::BrokenOff, Some(loss), None, before) => {
            Ok(State::BrokenOff { since: row.since, loss, before })
        }
        (StateCode::Ended, None, Some(ending), before) => {
            Ok(State::Ended { since: row.since, ending, before })
        }
        _ => Err("its state does not go with its other columns"),
    }
}

fn before(row: &Snapshot) -> Result<Before, &'static str> {
    match (row.waiting_since, row.talking_since, row.first_answered_at, &row.members[..]) {
        (Some(since), None, first_answered_at, []) => {
            Ok(Before::Waiting(Wait { since, first_answered_at }))
        }
        (None, Some(since), Some(first_answered_at), [lead, others @ ..]) => {
            let unique: BTreeSet<_> = row.members.iter().collect();
            if unique.len() < row.members.len() {
                return Err("a member is with it twice");
            }
            let members = Participants { lead: *lead, others: others.to_vec() };
            Ok(Before::Active(Talk { since, first_answered_at, members }))
        }
        _ => Err("it neither waits nor has members with it"),
    }
}
