//! Opening a record that one has no right to, in the open: with a reason, for hours, and looked at
//! afterwards.
//!
//! ```text
//! ask ──▶ Asked ──approve, by a supervisor──▶ Open ──time──▶ over ──review──▶ Reviewed
//!   │        └────refuse──▶ Refused             ▲
//!   └─ danger: at once ─────────────────────────┘
//! ```
//! Only danger opens a record before anybody has agreed. Every opening is reviewed afterwards by
//! somebody who did not ask for it, and the owner of the record sees who looked and why
//! ([`BreakGlass::banner`]). A conflict of interest is never broken: whoever a record is closed to can
//! neither ask, approve nor review.

#[cfg(test)]
mod tests;

use casework::id::{CaseId, ContactId, MemberId};
use casework::time::{Span, Timestamp};

casework::codes! {
    /// Why a record has to be opened.
    pub enum Reason in "break_glass_reason" {
        /// Somebody is in danger now, and the record may say where or how to help.
        DangerNow = "danger_now",
        /// Whoever may open it cannot be reached, and it cannot wait.
        OwnerUnreachable = "owner_unreachable",
        /// A court or a law asks for it.
        CourtOrLaw = "court_or_law",
        /// A complaint or an incident has to be looked into.
        Complaint = "complaint",
    }
}

casework::codes! {
    /// What a review found.
    pub enum Finding in "break_glass_finding" {
        /// There was good reason.
        Justified = "justified",
        /// There was none: the supervisor takes it from there.
        NotJustified = "not_justified",
    }
}

/// Which record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A contact.
    Contact(ContactId),
    /// A case.
    Case(CaseId),
}

/// One opening of one record by one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakGlass {
    subject: Subject,
    by: MemberId,
    reason: Reason,
    asked_at: Timestamp,
    state: State,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Asked for, not open.
    Asked,
    /// Refused; never opened.
    Refused {
        /// Who refused.
        by: MemberId,
    },
    /// Open until a time; over after it, and waiting for its review.
    Opened {
        /// Who agreed; none where danger opened it.
        approved_by: Option<MemberId>,
        /// Since when.
        at: Timestamp,
        /// Until when.
        until: Timestamp,
    },
    /// Looked at afterwards.
    Reviewed {
        /// Who agreed; none where danger opened it.
        approved_by: Option<MemberId>,
        /// Who reviewed.
        by: MemberId,
        /// What they found.
        finding: Finding,
    },
}

/// An opening as stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which record.
    pub subject: Subject,
    /// Who asked.
    pub by: MemberId,
    /// Why.
    pub reason: Reason,
    /// When.
    pub asked_at: Timestamp,
    /// How far it is.
    pub state: State,
}

/// What the owner of the record sees at its top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Banner {
    /// Who opened it.
    pub by: MemberId,
    /// Why.
    pub reason: Reason,
    /// Who agreed; none where danger opened it.
    pub approved_by: Option<MemberId>,
    /// What the review found; none while nobody has reviewed it.
    pub finding: Option<Finding>,
}

/// Why a record is not opened or reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GlassRefused {
    /// A conflict of interest.
    #[error(
        "this record is closed to this member because of a conflict of interest; ask another one"
    )]
    ConflictOfInterest,
    /// The member who asked.
    #[error("whoever asked cannot decide about it; ask another supervisor")]
    OwnRequest,
    /// No supervisor.
    #[error("a supervisor has to decide this")]
    NotSupervisor,
    /// Another state.
    #[error("this was decided already; ask anew")]
    Decided,
    /// Still open.
    #[error("it is still open; review it when the time is over")]
    StillOpen,
    /// Never opened.
    #[error("it was never opened, so there is nothing to review")]
    NeverOpened,
}

/// Whoever decides: a member, whether they supervise, and whether the record is closed to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decider {
    /// Who.
    pub member: MemberId,
    /// Whether they are a supervisor of the team that has the record.
    pub supervises: bool,
    /// Whether the record is closed to them.
    pub closed: bool,
}

impl BreakGlass {
    /// How long a record stays open: long enough for a night's shift to help, and no longer.
    pub const LASTS: Span = Span::from_hours(4);

    /// A member asks to open a record. With danger it is open at once.
    ///
    /// # Errors
    /// [`GlassRefused::ConflictOfInterest`] if the record is closed to them, danger or not.
    pub fn ask(
        subject: Subject,
        by: MemberId,
        closed: bool,
        reason: Reason,
        now: Timestamp,
    ) -> Result<Self, GlassRefused> {
        if closed {
            return Err(GlassRefused::ConflictOfInterest);
        }
        let state = if reason == Reason::DangerNow {
            State::Opened { approved_by: None, at: now, until: now + Self::LASTS }
        } else {
            State::Asked
        };
        Ok(Self { subject, by, reason, asked_at: now, state })
    }

    /// A supervisor agrees: it is open from now.
    ///
    /// # Errors
    /// [`GlassRefused`] if it was decided, or this member may not decide.
    pub fn approve(self, decider: &Decider, now: Timestamp) -> Result<Self, GlassRefused> {
        self.check_asked(decider)?;
        let approved_by = Some(decider.member);
        Ok(Self { state: State::Opened { approved_by, at: now, until: now + Self::LASTS }, ..self })
    }

    /// A supervisor refuses.
    ///
    /// # Errors
    /// As [`BreakGlass::approve`].
    pub fn refuse(self, decider: &Decider) -> Result<Self, GlassRefused> {
        self.check_asked(decider)?;
        Ok(Self { state: State::Refused { by: decider.member }, ..self })
    }

    /// A supervisor looks at it afterwards.
    ///
    /// # Errors
    /// [`GlassRefused`] if it was never opened, is still open, was reviewed, or this member may not.
    pub fn review(
        self,
        decider: &Decider,
        finding: Finding,
        now: Timestamp,
    ) -> Result<Self, GlassRefused> {
        self.check(decider)?;
        match self.state {
            State::Asked | State::Refused { .. } => Err(GlassRefused::NeverOpened),
            State::Reviewed { .. } => Err(GlassRefused::Decided),
            State::Opened { until, .. } if now < until => Err(GlassRefused::StillOpen),
            State::Opened { approved_by, .. } => {
                let state = State::Reviewed { approved_by, by: decider.member, finding };
                Ok(Self { state, ..self })
            }
        }
    }

    fn check_asked(&self, decider: &Decider) -> Result<(), GlassRefused> {
        self.check(decider)?;
        if self.state == State::Asked { Ok(()) } else { Err(GlassRefused::Decided) }
    }

    fn check(&self, decider: &Decider) -> Result<(), GlassRefused> {
        match decider {
            Decider { closed: true, .. } => Err(GlassRefused::ConflictOfInterest),
            Decider { supervises: false, .. } => Err(GlassRefused::NotSupervisor),
            Decider { member, .. } if *member == self.by => Err(GlassRefused::OwnRequest),
            Decider { .. } => Ok(()),
        }
    }
}

impl BreakGlass {
    /// Whether `member` may read the record by it at `now`. `closed` is asked anew: a conflict that
    /// came to light closes the record at once.
    #[must_use]
    pub fn opens(&self, member: MemberId, closed: bool, now: Timestamp) -> bool {
        let open =
            matches!(self.state, State::Opened { at, until, .. } if at <= now && now < until);
        open && member == self.by && !closed
    }

    /// Whether its time is over and nobody has looked at it.
    #[must_use]
    pub fn waits_for_review(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Opened { until, .. } if until <= now)
    }

    /// What the owner of the record sees; none if it was never opened.
    #[must_use]
    pub const fn banner(&self) -> Option<Banner> {
        let (approved_by, finding) = match self.state {
            State::Opened { approved_by, .. } => (approved_by, None),
            State::Reviewed { approved_by, finding, .. } => (approved_by, Some(finding)),
            State::Asked | State::Refused { .. } => return None,
        };
        Some(Banner { by: self.by, reason: self.reason, approved_by, finding })
    }

    /// Which record.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// Who asked.
    #[must_use]
    pub const fn by(&self) -> MemberId {
        self.by
    }

    /// Why.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The opening as stored.
    #[must_use]
    pub const fn restore(snapshot: &Snapshot) -> Self {
        let Snapshot { subject, by, reason, asked_at, state } = *snapshot;
        Self { subject, by, reason, asked_at, state }
    }

    /// When it was asked for.
    #[must_use]
    pub const fn asked_at(&self) -> Timestamp {
        self.asked_at
    }

    /// How far it is.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }
}
