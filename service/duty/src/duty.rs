//! One duty: a report that has to be made, with a clock, an owner and an end.
//!
//! ```text
//! start ──▶ Open ──────────────── send ───────────────▶ Sent (with its proof)
//!            │ ▲                                          ▲
//!     dispute│ │uphold                                    │ send
//!            ▼ │                                          │
//!          Disputed (the clock goes on) ──────────────────┘
//!            └─ agree, by another member ─────────────▶ NotRequired (with the reason)
//! ```
//! Whether it is due or overdue is no state: it follows from the stored deadline and the time that is
//! passed in, so a restart cannot lose it. A duty always belongs to a team; its owner is one member or
//! nobody, and when an owner leaves it falls to the team. Nothing but a proof of sending or two
//! members who agree ends it.

mod snapshot;

#[cfg(test)]
mod tests;

use casework::agency::AgencyKind;
use casework::event::Event;
use casework::id::{DutyId, MemberId, TeamId};
use casework::outcome::{Escalation, NotRequired};
use casework::time::{Span, Timestamp};

use crate::obligation::{Ground, Owed};
use crate::proof::{OralNumber, Proof};
use crate::rule::Form;
use crate::situation::Subject;

pub use snapshot::{DutyCorrupt, Snapshot};

casework::codes! {
    /// The stored state of a duty.
    pub enum DutyState in "duty_state" {
        /// The report has to be made.
        Open = "open",
        /// A member holds that it does not; it is still due.
        Disputed = "disputed",
        /// It was sent.
        Sent = "sent",
        /// Two members agreed that it does not have to be made.
        NotRequired = "not_required",
    }
}

/// One report that has to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    id: DutyId,
    subject: Subject,
    recipient: AgencyKind,
    form: Form,
    grounds: Vec<Ground>,
    team: TeamId,
    owner: Option<MemberId>,
    started_at: Timestamp,
    escalated: Escalation,
    progress: Progress,
}

/// How far a duty is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The report has to be made.
    Open,
    /// A member holds that it does not.
    Disputed(Dispute),
    /// It was sent.
    Sent(Proof),
    /// Two members agreed that it does not have to be made.
    NotRequired {
        /// What the first said.
        dispute: Dispute,
        /// Who agreed.
        agreed_by: MemberId,
        /// When.
        at: Timestamp,
    },
}

/// What a member says who holds that no report has to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Why.
    pub reason: NotRequired,
    /// Who says so.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
}

/// How a duty stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is time left.
    Due(Span),
    /// It is late by this much.
    Overdue(Span),
    /// It was sent in time.
    SentInTime,
    /// It was sent, late by this much.
    SentLate(Span),
    /// It did not have to be sent.
    NotRequired,
}

/// Why a duty did not change, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DutyRefused {
    /// It has ended.
    #[error("this duty has ended as `{0}`; it does not change any more")]
    Ended(DutyState),
    /// The proof lies in the future.
    #[error("the report cannot have been sent later than now; correct the time of sending")]
    SentInFuture,
    /// The proof is older than the duty.
    #[error(
        "the report was sent before the information was received; if an earlier report covers it, say `reported before`"
    )]
    SentBeforeReceipt,
    /// An oral report without a word about its number.
    #[error("write down the number of the oral report, or that the agency gave none")]
    NoOralNumber,
    /// Nothing is disputed.
    #[error("nobody holds that this report is not required")]
    NotDisputed,
    /// The same member twice.
    #[error("another member has to agree; the one who said it cannot")]
    SameMember,
}

impl Duty {
    /// Starts a duty. It belongs to `team` and, if the member is known, to `owner`.
    #[must_use]
    pub fn start(
        id: DutyId,
        owed: Owed,
        team: TeamId,
        owner: Option<MemberId>,
        now: Timestamp,
    ) -> (Self, Event) {
        let (contact, case) = match owed.subject {
            Subject::Contact(contact) => (Some(contact), None),
            Subject::Person { case, .. } => (None, Some(case)),
        };
        let (recipient, due_at) = (owed.recipient, owed.due_at());
        let duty = Self {
            id,
            subject: owed.subject,
            recipient,
            form: owed.form,
            grounds: owed.grounds,
            team,
            owner,
            started_at: now,
            escalated: Escalation::None,
            progress: Progress::Open,
        };
        (duty, Event::DutyStarted { duty: id, contact, case, recipient, due_at })
    }

    /// Adds a rule that came to oblige to the same report. The deadline can only come nearer.
    ///
    /// # Errors
    /// [`DutyRefused::Ended`] if it has ended; start a new one.
    pub fn ground(mut self, ground: Ground) -> Result<(Self, Event), DutyRefused> {
        self.check_open()?;
        self.grounds.retain(|known| known.rule != ground.rule || known.due_at < ground.due_at);
        if !self.grounds.iter().any(|known| known.rule == ground.rule) {
            self.grounds.push(ground);
        }
        self.grounds.sort_by(|a, b| (a.due_at, &a.rule).cmp(&(b.due_at, &b.rule)));
        let event = Event::DutyGrounded { duty: self.id, due_at: self.due_at() };
        Ok((self, event))
    }

    /// Gives the duty to a member, or to the whole team.
    ///
    /// # Errors
    /// [`DutyRefused::Ended`].
    pub fn hand(self, to: Option<MemberId>) -> Result<(Self, Event), DutyRefused> {
        self.check_open()?;
        Ok((Self { owner: to, ..self }, Event::DutyHanded { duty: self.id, to }))
    }

    /// The contact or case went to another team: the duty goes with it and is that team's until one
    /// of them takes it. None if it is theirs already, or has ended.
    #[must_use]
    pub fn follow(self, team: TeamId) -> (Self, Option<Event>) {
        if self.team == team || !self.is_open() {
            return (self, None);
        }
        let event = Event::DutyHanded { duty: self.id, to: None };
        (Self { team, owner: None, ..self }, Some(event))
    }

    /// A member goes off shift for good, is suspended or leaves: what they own falls to the team.
    /// None if there is nothing to do.
    #[must_use]
    pub fn member_left(self, member: MemberId) -> (Self, Option<Event>) {
        if self.owner == Some(member) && self.is_open() {
            let event = Event::DutyHanded { duty: self.id, to: None };
            (Self { owner: None, ..self }, Some(event))
        } else {
            (self, None)
        }
    }

    /// Records that `to` was told that the duty is open. It never goes back to fewer.
    #[must_use]
    pub fn escalate(self, to: Escalation) -> (Self, Option<Event>) {
        if to > self.escalated && self.is_open() {
            let event = Event::DutyEscalated { duty: self.id, to };
            (Self { escalated: to, ..self }, Some(event))
        } else {
            (self, None)
        }
    }

    /// Records that the report was sent. A disputed duty can be sent as well.
    ///
    /// # Errors
    /// [`DutyRefused`] if it has ended, or the proof cannot be right.
    pub fn send(self, proof: Proof, now: Timestamp) -> Result<(Self, Event), DutyRefused> {
        self.check_open()?;
        if proof.sent_at > now {
            return Err(DutyRefused::SentInFuture);
        }
        if proof.sent_at < self.received_at() {
            return Err(DutyRefused::SentBeforeReceipt);
        }
        if self.form == Form::Oral && proof.number == OralNumber::NotOral {
            return Err(DutyRefused::NoOralNumber);
        }
        let event = Event::DutySent { duty: self.id, late: proof.sent_at > self.due_at() };
        Ok((Self { progress: Progress::Sent(proof), ..self }, event))
    }

    /// A member holds that no report has to be made. The clock goes on until another agrees.
    ///
    /// # Errors
    /// [`DutyRefused::Ended`].
    pub fn dispute(self, dispute: Dispute) -> Result<(Self, Event), DutyRefused> {
        self.check_open()?;
        let event = Event::DutyDisputed { duty: self.id, reason: dispute.reason };
        Ok((Self { progress: Progress::Disputed(dispute), ..self }, event))
    }

    /// Another member agrees that no report has to be made.
    ///
    /// # Errors
    /// [`DutyRefused::NotDisputed`], [`DutyRefused::SameMember`].
    pub fn agree(self, by: MemberId, at: Timestamp) -> Result<(Self, Event), DutyRefused> {
        let dispute = self.disputed_by_other(by)?;
        let event = Event::DutyNotRequired { duty: self.id, reason: dispute.reason };
        let progress = Progress::NotRequired { dispute, agreed_by: by, at };
        Ok((Self { progress, ..self }, event))
    }

    /// The report has to be made after all; anybody may say so, the one who doubted it too.
    ///
    /// # Errors
    /// [`DutyRefused::NotDisputed`].
    pub fn uphold(self) -> Result<(Self, Event), DutyRefused> {
        let Progress::Disputed(_) = self.progress else { return Err(self.not_disputed()) };
        let event = Event::DutyUpheld { duty: self.id };
        Ok((Self { progress: Progress::Open, ..self }, event))
    }

    fn disputed_by_other(&self, by: MemberId) -> Result<Dispute, DutyRefused> {
        match self.progress {
            Progress::Disputed(dispute) if dispute.by == by => Err(DutyRefused::SameMember),
            Progress::Disputed(dispute) => Ok(dispute),
            _ => Err(self.not_disputed()),
        }
    }

    fn not_disputed(&self) -> DutyRefused {
        self.check_open().err().unwrap_or(DutyRefused::NotDisputed)
    }

    fn check_open(&self) -> Result<(), DutyRefused> {
        if self.is_open() { Ok(()) } else { Err(DutyRefused::Ended(self.state())) }
    }
}

impl Duty {
    /// How it stands at `now`.
    #[must_use]
    pub fn standing(&self, now: Timestamp) -> Standing {
        let due = self.due_at();
        match &self.progress {
            Progress::NotRequired { .. } => Standing::NotRequired,
            Progress::Sent(proof) if proof.sent_at <= due => Standing::SentInTime,
            Progress::Sent(proof) => Standing::SentLate(proof.sent_at - due),
            Progress::Open | Progress::Disputed(_) if now < due => Standing::Due(due - now),
            Progress::Open | Progress::Disputed(_) => Standing::Overdue(now - due),
        }
    }

    /// Who has to be told at `now` that it is open: the owner when half of the time is gone, the
    /// supervisors at three quarters, everybody when it is due. Nobody once it has ended. Without an
    /// owner the supervisors are told at half.
    #[must_use]
    pub fn escalation(&self, now: Timestamp) -> Escalation {
        if !self.is_open() {
            return Escalation::None;
        }
        let gone = i128::from((now - self.received_at()).micros());
        let all = i128::from((self.due_at() - self.received_at()).micros());
        match (gone * 4, self.owner) {
            (gone, _) if gone >= all * 4 => Escalation::Everybody,
            (gone, _) if gone >= all * 3 => Escalation::Supervisor,
            (gone, None) if gone >= all * 2 => Escalation::Supervisor,
            (gone, Some(_)) if gone >= all * 2 => Escalation::Owner,
            _ => Escalation::None,
        }
    }

    /// When more people have to be told than were told last, if that ever comes: from then on
    /// [`Duty::escalation`] is higher than [`Duty::escalated`]. It may be past.
    #[must_use]
    pub fn escalates_at(&self) -> Option<Timestamp> {
        let all = (self.due_at() - self.received_at()).micros();
        // The first moment at which so many quarters of the time are gone.
        let gone = |quarters: i64| {
            let micros = (i128::from(all) * i128::from(quarters) + 3).div_euclid(4);
            let micros = i64::try_from(micros).unwrap_or(all);
            self.received_at() + Span::from_micros(micros)
        };
        [2, 3, 4].map(gone).into_iter().find(|at| self.escalation(*at) > self.escalated)
    }

    /// Whether it has not ended; a disputed duty has not.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        matches!(self.progress, Progress::Open | Progress::Disputed(_))
    }

    /// Its state as stored.
    #[must_use]
    pub const fn state(&self) -> DutyState {
        match self.progress {
            Progress::Open => DutyState::Open,
            Progress::Disputed(_) => DutyState::Disputed,
            Progress::Sent(_) => DutyState::Sent,
            Progress::NotRequired { .. } => DutyState::NotRequired,
        }
    }

    /// When it is late: the least time of its grounds.
    #[must_use]
    pub fn due_at(&self) -> Timestamp {
        self.grounds.iter().map(|ground| ground.due_at).min().unwrap_or(self.started_at)
    }

    /// When the information of the most urgent ground was received.
    #[must_use]
    pub fn received_at(&self) -> Timestamp {
        let urgent = self.grounds.iter().min_by_key(|ground| ground.due_at);
        urgent.map_or(self.started_at, |ground| ground.received_at)
    }

    /// When it ended, if it has.
    #[must_use]
    pub const fn ended_at(&self) -> Option<Timestamp> {
        match &self.progress {
            Progress::Sent(proof) => Some(proof.sent_at),
            Progress::NotRequired { at, .. } => Some(*at),
            Progress::Open | Progress::Disputed(_) => None,
        }
    }

    /// Which duty this is.
    #[must_use]
    pub const fn id(&self) -> DutyId {
        self.id
    }

    /// About whom.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// To whom the report goes.
    #[must_use]
    pub const fn recipient(&self) -> AgencyKind {
        self.recipient
    }

    /// In which form it has to be made.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The rules and facts that made it; never empty.
    #[must_use]
    pub fn grounds(&self) -> &[Ground] {
        &self.grounds
    }

    /// The team it belongs to.
    #[must_use]
    pub const fn team(&self) -> TeamId {
        self.team
    }

    /// The member it belongs to; none while it is the whole team's.
    #[must_use]
    pub const fn owner(&self) -> Option<MemberId> {
        self.owner
    }

    /// Who was told last.
    #[must_use]
    pub const fn escalated(&self) -> Escalation {
        self.escalated
    }

    /// How far it is.
    #[must_use]
    pub const fn progress(&self) -> &Progress {
        &self.progress
    }
}
