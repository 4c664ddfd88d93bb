//! A case: one situation, with everything that agencies know and do about it, by identifiers.
//!
//! ```text
//! open ──▶ Active ⇄ FollowUp ──close──▶ Closed | ClosedReferred ──reopen──▶ Active
//! ```
//! The words (names, notes, plans) are sealed beside it. A case cannot be closed while a report is due,
//! a task is open, somebody is in danger, or a harm by the system is not put right.

mod snapshot;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use casework::contact::Danger;
use casework::event::Event;
use casework::id::{
    CaseId, ConsentId, ContactId, DutyId, MemberId, NoteId, OrganizationId, ReferralId,
    ScreeningId, TaskId, TeamId,
};
use casework::time::Timestamp;

use crate::merge::People;

pub use snapshot::Snapshot;

casework::codes! {
    /// Where a case stands (HTCDS `cas_Status`).
    pub enum Status in "case_status" {
        /// Worked on.
        Active = "Active",
        /// Looked at from time to time.
        FollowUp = "FollowUp",
        /// Closed.
        Closed = "Closed",
        /// Closed, because another organisation goes on with it.
        ClosedReferred = "ClosedReferred",
    }
}

/// One thing that belongs to a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A contact.
    Contact(ContactId),
    /// An agency that works on it.
    Agency(OrganizationId),
    /// A screening.
    Screening(ScreeningId),
    /// A referral.
    Referral(ReferralId),
    /// A duty.
    Duty(DutyId),
    /// A consent.
    Consent(ConsentId),
    /// A note or a document that was typed in.
    Note(NoteId),
    /// A task.
    Task(TaskId),
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    id: CaseId,
    team: TeamId,
    owner: Option<MemberId>,
    status: Status,
    since: Timestamp,
    opened_at: Timestamp,
    danger: Danger,
    parts: BTreeSet<Part>,
    people: People,
}

/// What is open about a case, as the store counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenWork {
    /// Reports that are due.
    pub duties: usize,
    /// Tasks that have not ended.
    pub tasks: usize,
    /// Harm by the system that is not put right.
    pub harm_by_system: usize,
}

/// Why a case did not change, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseRefused {
    /// It is closed.
    #[error("this case is closed; open it again first")]
    Closed,
    /// It is open.
    #[error("this case is open already")]
    Open,
    /// Something is not settled.
    #[error(
        "{} reports, {} tasks and {} harms by the system are not settled; settle them first",
        .0.duties, .0.tasks, .0.harm_by_system
    )]
    OpenWork(OpenWork),
    /// Somebody is in danger.
    #[error("somebody in this case is in danger; it cannot be closed")]
    DangerNow,
}

impl Case {
    /// Opens a case for `team`.
    #[must_use]
    pub fn open(id: CaseId, team: TeamId, owner: Option<MemberId>, at: Timestamp) -> (Self, Event) {
        let case = Self {
            id,
            team,
            owner,
            status: Status::Active,
            since: at,
            opened_at: at,
            danger: Danger::Unknown,
            parts: BTreeSet::new(),
            people: People::of(id),
        };
        (case, Event::CaseOpened { case: id, team })
    }

    /// Joins a contact to the case. Joining it twice changes nothing.
    ///
    /// # Errors
    /// [`CaseRefused::Closed`]: something new about a closed case opens it again first.
    pub fn join(mut self, contact: ContactId) -> Result<(Self, Event), CaseRefused> {
        self.check_open()?;
        self.parts.insert(Part::Contact(contact));
        let case = self.id;
        Ok((self, Event::ContactJoined { contact, case }))
    }

    /// Adds anything else that belongs to it.
    ///
    /// # Errors
    /// [`CaseRefused::Closed`].
    pub fn attach(mut self, part: Part) -> Result<Self, CaseRefused> {
        self.check_open()?;
        self.parts.insert(part);
        Ok(self)
    }

    /// Records what is known about danger; possible at any time.
    #[must_use]
    pub fn assess_danger(self, danger: Danger) -> Self {
        Self { danger, ..self }
    }

    /// Moves an open case between being worked on and being looked at from time to time.
    ///
    /// # Errors
    /// [`CaseRefused::Closed`].
    pub fn follow_up(self, from_time_to_time: bool, at: Timestamp) -> Result<Self, CaseRefused> {
        self.check_open()?;
        let status = if from_time_to_time { Status::FollowUp } else { Status::Active };
        Ok(Self { status, since: at, ..self })
    }

    /// Closes the case; `referred` if another organisation goes on with it.
    ///
    /// # Errors
    /// [`CaseRefused`] while anything is open or somebody is in danger.
    pub fn close(self, referred: bool, open: OpenWork, at: Timestamp) -> Result<Self, CaseRefused> {
        self.check_open()?;
        if open != OpenWork::default() {
            return Err(CaseRefused::OpenWork(open));
        }
        if self.danger == Danger::Now {
            return Err(CaseRefused::DangerNow);
        }
        let status = if referred { Status::ClosedReferred } else { Status::Closed };
        Ok(Self { status, since: at, ..self })
    }

    /// Opens a closed case again.
    ///
    /// # Errors
    /// [`CaseRefused::Open`].
    pub fn reopen(self, at: Timestamp) -> Result<Self, CaseRefused> {
        if self.status.is_open() {
            return Err(CaseRefused::Open);
        }
        Ok(Self { status: Status::Active, since: at, ..self })
    }

    /// The owner goes: the case falls to the team.
    #[must_use]
    pub fn member_left(self, member: MemberId) -> Self {
        Self { owner: self.owner.filter(|owner| *owner != member), ..self }
    }

    fn check_open(&self) -> Result<(), CaseRefused> {
        if self.status.is_open() { Ok(()) } else { Err(CaseRefused::Closed) }
    }
}

impl Case {
    /// Which case.
    #[must_use]
    pub const fn id(&self) -> CaseId {
        self.id
    }

    /// Whose team's.
    #[must_use]
    pub const fn team(&self) -> TeamId {
        self.team
    }

    /// Whose; none while it is the whole team's.
    #[must_use]
    pub const fn owner(&self) -> Option<MemberId> {
        self.owner
    }

    /// Where it stands, and since when.
    #[must_use]
    pub const fn status(&self) -> (Status, Timestamp) {
        (self.status, self.since)
    }

    /// When it was opened for the first time.
    #[must_use]
    pub const fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// What is known about danger.
    #[must_use]
    pub const fn danger(&self) -> Danger {
        self.danger
    }

    /// Everything that belongs to it, by kind.
    #[must_use]
    pub const fn parts(&self) -> &BTreeSet<Part> {
        &self.parts
    }

    /// Its people.
    #[must_use]
    pub const fn people(&self) -> &People {
        &self.people
    }

    /// Its people, to be added to, merged and parted.
    pub const fn people_mut(&mut self) -> &mut People {
        &mut self.people
    }
}

impl Status {
    /// Whether the case is not closed.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Active | Self::FollowUp)
    }
}
