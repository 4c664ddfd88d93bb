//! What happens to a tip, step by step, each with its time.
//!
//! ```text
//! receive ─▶ Received ─read─▶ BeingRead ─route─▶ Routed ─acted_on─▶ ActedOn ─close─▶ Closed
//!                               │ ▲                │ ▲ └route          │               │
//!                               │ │                │ └────route────────┤               │
//!                               │ │                ▼                   │               │
//!                               │ │  could_not_act: CouldNotAct ─close─┼──▶ Closed     │
//!                               │ └──────────── read (the tipster added something) ────┘
//!                               └─ could_not_act ─▶ CouldNotAct
//! ```
//! A tip can go to several agencies, one after another or side by side; each step stays in the list.

#[cfg(test)]
mod tests;

use casework::agency::AgencyKind;
use casework::event::Event;
use casework::id::{ContactId, MemberId};
use casework::outcome::{CouldNotAct, TipStage};
use casework::time::Timestamp;

/// Everything that happened to one tip, the oldest first; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fate {
    contact: ContactId,
    steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happened.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// Who did it; none for the receipt.
    pub by: Option<MemberId>,
}

/// What happened in a step, with what belongs to it and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The tip came in.
    Received,
    /// Somebody reads it.
    BeingRead,
    /// It was given to an agency of this kind.
    Routed(AgencyKind),
    /// An agency of this kind did something because of it.
    ActedOn(AgencyKind),
    /// Nobody could act: one agency, or nobody at all.
    CouldNotAct {
        /// Which kind of agency could not; none if it went to none.
        agency: Option<AgencyKind>,
        /// Why, as a class.
        reason: CouldNotAct,
    },
    /// It is finished.
    Closed,
}

/// One line of what the tipster sees: codes and a time, and no place for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What happened.
    pub stage: TipStage,
    /// When; the page shows the day.
    pub at: Timestamp,
    /// Which kind of agency had a part.
    pub agency: Option<AgencyKind>,
    /// Why nobody could act.
    pub reason: Option<CouldNotAct>,
}

/// Why a tip did not move, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FateRefused {
    /// It does not stand where this step begins.
    #[error(
        "this tip is `{from}`, so it cannot become `{to}`; read it first, then say what came of it"
    )]
    WrongStage {
        /// Where it stands.
        from: TipStage,
        /// Where it should have gone.
        to: TipStage,
    },
    /// An agency that never got it cannot have acted on it.
    #[error("this tip was not given to `{0}`; route it first")]
    NotRouted(AgencyKind),
    /// The same agency has it already.
    #[error("`{0}` has this tip already, and nothing is known to have come of it yet")]
    RoutedAlready(AgencyKind),
    /// Reports about it are due.
    #[error("{0} reports about this tip are still due; send them or settle them first")]
    DutiesOpen(usize),
    /// An agency that has it has not answered.
    #[error("nobody has said what `{0}` made of it; ask, or record that it does not tell")]
    Unanswered(AgencyKind),
    /// The rows are no fate.
    #[error("the steps of this tip are stored wrongly; restore them from a backup")]
    Corrupt,
}

impl Fate {
    /// A tip came in.
    #[must_use]
    pub fn receive(contact: ContactId, at: Timestamp) -> (Self, Event) {
        let step = Step { stage: Stage::Received, at, by: None };
        (Self { contact, steps: vec![step] }, Event::TipReceived { contact })
    }

    /// A member reads it, for the first time or again after the tipster added something.
    ///
    /// # Errors
    /// [`FateRefused::WrongStage`] if somebody reads it or it is under way.
    pub fn read(self, by: MemberId, at: Timestamp) -> Result<(Self, Event), FateRefused> {
        self.check(&[TipStage::Received, TipStage::Closed], TipStage::BeingRead)?;
        Ok(self.push(Stage::BeingRead, by, at))
    }

    /// It is given to an agency of `kind`.
    ///
    /// # Errors
    /// [`FateRefused::WrongStage`] if nobody has read it or it is closed;
    /// [`FateRefused::RoutedAlready`] if such an agency has it and has not answered.
    pub fn route(
        self,
        kind: AgencyKind,
        by: MemberId,
        at: Timestamp,
    ) -> Result<(Self, Event), FateRefused> {
        self.check(&UNDER_WAY, TipStage::Routed)?;
        if self.waiting_for().contains(&kind) {
            return Err(FateRefused::RoutedAlready(kind));
        }
        Ok(self.push(Stage::Routed(kind), by, at))
    }

    /// The agency did something because of it. What it did is not told.
    ///
    /// # Errors
    /// [`FateRefused::NotRouted`] if it never had it, or [`FateRefused::WrongStage`].
    pub fn acted_on(
        self,
        kind: AgencyKind,
        by: MemberId,
        at: Timestamp,
    ) -> Result<(Self, Event), FateRefused> {
        self.check(&UNDER_WAY, TipStage::ActedOn)?;
        if !self.was_routed(kind) {
            return Err(FateRefused::NotRouted(kind));
        }
        Ok(self.push(Stage::ActedOn(kind), by, at))
    }

    /// Nobody could act: an agency that had it, or, with none, nobody at all.
    ///
    /// # Errors
    /// [`FateRefused::NotRouted`] if that agency never had it, or [`FateRefused::WrongStage`].
    pub fn could_not_act(
        self,
        agency: Option<AgencyKind>,
        reason: CouldNotAct,
        by: MemberId,
        at: Timestamp,
    ) -> Result<(Self, Event), FateRefused> {
        self.check(&UNDER_WAY, TipStage::CouldNotAct)?;
        match agency {
            Some(kind) if !self.was_routed(kind) => Err(FateRefused::NotRouted(kind)),
            _ => Ok(self.push(Stage::CouldNotAct { agency, reason }, by, at)),
        }
    }

    /// It is finished. `open_duties` is how many reports about it are still due.
    ///
    /// # Errors
    /// [`FateRefused::DutiesOpen`], [`FateRefused::Unanswered`] while an agency has it of which
    /// nothing is known, [`FateRefused::WrongStage`] if nothing came of it yet.
    pub fn close(
        self,
        open_duties: usize,
        by: MemberId,
        at: Timestamp,
    ) -> Result<(Self, Event), FateRefused> {
        if open_duties > 0 {
            return Err(FateRefused::DutiesOpen(open_duties));
        }
        if let Some(&kind) = self.waiting_for().first() {
            return Err(FateRefused::Unanswered(kind));
        }
        self.check(&[TipStage::ActedOn, TipStage::CouldNotAct], TipStage::Closed)?;
        Ok(self.push(Stage::Closed, by, at))
    }

    /// The steps as rows hold them, made a fate again.
    ///
    /// # Errors
    /// [`FateRefused::Corrupt`] if there are none, or the first is not the receipt.
    pub fn restore(contact: ContactId, steps: Vec<Step>) -> Result<Self, FateRefused> {
        match steps.first() {
            Some(Step { stage: Stage::Received, .. }) => Ok(Self { contact, steps }),
            _ => Err(FateRefused::Corrupt),
        }
    }

    fn check(&self, from: &[TipStage], to: TipStage) -> Result<(), FateRefused> {
        let stage = self.stage();
        if from.contains(&stage) {
            Ok(())
        } else {
            Err(FateRefused::WrongStage { from: stage, to })
        }
    }

    fn push(mut self, stage: Stage, by: MemberId, at: Timestamp) -> (Self, Event) {
        // Clocks of two nodes may disagree a little; the list of the tipster never goes back.
        let at = self.steps.last().map_or(at, |last| last.at.max(at));
        self.steps.push(Step { stage, at, by: Some(by) });
        let (to, agency, reason) = stage.parts();
        let event = Event::TipMoved { contact: self.contact, to, agency, reason };
        (self, event)
    }

    fn was_routed(&self, kind: AgencyKind) -> bool {
        self.steps.iter().any(|step| step.stage == Stage::Routed(kind))
    }
}

const UNDER_WAY: [TipStage; 4] =
    [TipStage::BeingRead, TipStage::Routed, TipStage::ActedOn, TipStage::CouldNotAct];

impl Fate {
    /// What the tipster sees, the oldest first.
    pub fn shown(&self) -> impl Iterator<Item = Shown> + '_ {
        self.steps.iter().map(|step| {
            let (stage, agency, reason) = step.stage.parts();
            Shown { stage, at: step.at, agency, reason }
        })
    }

    /// Where the tip stands.
    #[must_use]
    pub fn stage(&self) -> TipStage {
        self.steps.last().map_or(TipStage::Received, |step| step.stage.parts().0)
    }

    /// The kinds of agency that have it and have not answered, in the order in which they got it.
    #[must_use]
    pub fn waiting_for(&self) -> Vec<AgencyKind> {
        let mut waiting = Vec::new();
        for step in &self.steps {
            match step.stage {
                Stage::Routed(kind) => waiting.push(kind),
                Stage::ActedOn(kind) | Stage::CouldNotAct { agency: Some(kind), .. } => {
                    waiting.retain(|other| *other != kind);
                }
                _ => {}
            }
        }
        waiting
    }

    /// Every step, the oldest first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Which tip it is.
    #[must_use]
    pub const fn contact(&self) -> ContactId {
        self.contact
    }
}

impl Stage {
    /// The step taken apart into codes, as a row and the log hold it.
    #[must_use]
    pub const fn parts(self) -> (TipStage, Option<AgencyKind>, Option<CouldNotAct>) {
        match self {
            Self::Received => (TipStage::Received, None, None),
            Self::BeingRead => (TipStage::BeingRead, None, None),
            Self::Routed(kind) => (TipStage::Routed, Some(kind), None),
            Self::ActedOn(kind) => (TipStage::ActedOn, Some(kind), None),
            Self::CouldNotAct { agency, reason } => (TipStage::CouldNotAct, agency, Some(reason)),
            Self::Closed => (TipStage::Closed, None, None),
        }
    }

    /// A step put together from the codes of a row.
    ///
    /// # Errors
    /// [`FateRefused::Corrupt`] if the codes do not belong together.
    pub const fn of_parts(
        stage: TipStage,
        agency: Option<AgencyKind>,
        reason: Option<CouldNotAct>,
    ) -> Result<Self, FateRefused> {
        match (stage, agency, reason) {
            (TipStage::Received, None, None) => Ok(Self::Received),
            (TipStage::BeingRead, None, None) => Ok(Self::BeingRead),
            (TipStage::Routed, Some(kind), None) => Ok(Self::Routed(kind)),
            (TipStage::ActedOn, Some(kind), None) => Ok(Self::ActedOn(kind)),
            (TipStage::CouldNotAct, agency, Some(reason)) => {
                Ok(Self::CouldNotAct { agency, reason })
            }
            (TipStage::Closed, None, None) => Ok(Self::Closed),
            _ => Err(FateRefused::Corrupt),
        }
    }
}
