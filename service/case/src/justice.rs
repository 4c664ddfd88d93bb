//! What became of exploiters before the law, apart from everything about victims.
//!
//! Each step is kept with its day; none is taken back, because an arrest that led to nothing is an
//! outcome as well. A court's words are needed before anybody is more than alleged.
//!
//! [`harm_by_system`] is the other side: a victim who was arrested, charged or detained for their own
//! exploitation. That is no entry here but a red event, counted as a failure of the system. So is what was
//! recorded here about somebody who then [`turned_out`] to be a victim.

#[cfg(test)]
mod tests;

use casework::event::Event;
use casework::id::{CaseId, PersonId};
use casework::time::Timestamp;

use crate::merge::People;
use crate::person::{ExploiterId, Person, VictimId};

casework::codes! {
    /// The offence as the FBI's National Incident-Based Reporting System counts it (Group A).
    pub enum Nibrs in "nibrs" {
        /// Human trafficking, commercial sex acts: anybody under 18, without force being shown.
        CommercialSexActs = "64A",
        /// Human trafficking, involuntary servitude.
        InvoluntaryServitude = "64B",
    }
}

casework::codes! {
    /// How an incident was cleared (NIBRS data elements 4 and 11).
    pub enum Clearance in "clearance" {
        /// Arrested, charged and turned over for prosecution.
        Arrest = "arrest",
        /// Exceptionally: the offender died.
        OffenderDied = "A",
        /// Exceptionally: prosecution declined, for another reason than a lack of probable cause.
        ProsecutionDeclined = "B",
        /// Exceptionally: another jurisdiction holds the offender and extradition is denied.
        InCustodyElsewhere = "C",
        /// Exceptionally: the victim does not take part in the prosecution.
        VictimDoesNotTakePart = "D",
        /// Exceptionally: a juvenile who was not taken into custody.
        JuvenileNotInCustody = "E",
        /// Not cleared.
        NotCleared = "N",
    }
}

casework::codes! {
    /// How a charge ended.
    pub enum Disposition in "disposition" {
        /// Dismissed.
        Dismissed = "dismissed",
        /// Guilty by plea.
        Plea = "plea",
        /// Guilty after a trial.
        Convicted = "convicted",
        /// Not guilty.
        Acquitted = "acquitted",
        /// Diverted, with conditions.
        Diverted = "diverted",
    }
}

/// The section of law of a charge, such as "18 USC 1591(a)": letters, digits and the signs of
/// citations, at most 80 characters. It is not a place for a narrative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statute(String);

/// A text that is no citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "cite the section as 18 USC 1591(a): 3 to 80 letters, digits, spaces and . , ( ) - § with a digit"
)]
pub struct NotAStatute;

casework::codes! {
    /// What kind of thing happened, in the order of a proceeding.
    pub enum StepKind in "justice_step" {
        /// Somebody told the police.
        Reported = "reported",
        /// The police look into it.
        Investigated = "investigated",
        /// The report was found to be untrue.
        Unfounded = "unfounded",
        /// Arrested.
        Arrested = "arrested",
        /// The incident was cleared, or not.
        Cleared = "cleared",
        /// Charged.
        Charged = "charged",
        /// A charge ended.
        Disposed = "disposed",
        /// Sentenced.
        Sentenced = "sentenced",
        /// Has to pay the victim.
        Restitution = "restitution",
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Somebody told the police.
    Reported,
    /// The police look into it, as this offence.
    Investigated(Nibrs),
    /// The report was found to be untrue.
    Unfounded,
    /// Arrested.
    Arrested,
    /// The incident was cleared, or not.
    Cleared(Clearance),
    /// Charged.
    Charged(Statute),
    /// A charge ended.
    Disposed(Disposition),
    /// Sentenced, in months; 0 for a sentence without custody.
    Sentenced {
        /// Months in custody.
        months: u16,
    },
    /// Has to pay the victim, in whole units of the currency. 18 USC 1593 makes it mandatory.
    Restitution {
        /// How much was ordered.
        ordered: u64,
        /// How much was paid so far.
        paid: u64,
    },
}

/// The justice record of one alleged exploiter in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Justice {
    exploiter: ExploiterId,
    steps: Vec<(Timestamp, Step)>,
}

/// Why a step cannot have happened yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefused {
    /// It needs another step before it.
    #[error("record first that the exploiter was {0}")]
    Needs(&'static str),
    /// More was paid than ordered.
    #[error("more was paid than was ordered; correct the amounts")]
    PaidTooMuch,
    /// It happened before what came before it.
    #[error("this happened before the step before it; correct the day")]
    Before,
}

impl Justice {
    /// An empty record.
    #[must_use]
    pub const fn of(exploiter: ExploiterId) -> Self {
        Self { exploiter, steps: Vec::new() }
    }

    /// Adds a step that happened at `at`.
    ///
    /// # Errors
    /// [`StepRefused`] if something is missing before it.
    pub fn add(mut self, at: Timestamp, step: Step) -> Result<Self, StepRefused> {
        if self.steps.last().is_some_and(|(last, _)| *last > at) {
            return Err(StepRefused::Before);
        }
        let has = |wanted: fn(&Step) -> bool| self.steps.iter().any(|(_, step)| wanted(step));
        let charged = has(|step| matches!(step, Step::Charged(_)));
        match &step {
            Step::Disposed(_) if !charged => return Err(StepRefused::Needs("charged")),
            Step::Sentenced { .. } | Step::Restitution { .. } if !self.is_convicted() => {
                return Err(StepRefused::Needs("found guilty"));
            }
            Step::Cleared(Clearance::Arrest) if !has(|step| matches!(step, Step::Arrested)) => {
                return Err(StepRefused::Needs("arrested"));
            }
            Step::Restitution { ordered, paid } if paid > ordered => {
                return Err(StepRefused::PaidTooMuch);
            }
            _ => {}
        }
        self.steps.push((at, step));
        Ok(self)
    }

    /// A record as stored, in the order of the days on which things happened.
    #[must_use]
    pub fn restore(
        exploiter: ExploiterId,
        steps: impl IntoIterator<Item = (Timestamp, Step)>,
    ) -> Self {
        let mut steps: Vec<_> = steps.into_iter().collect();
        steps.sort_by_key(|(at, _)| *at);
        Self { exploiter, steps }
    }

    /// Whose record it is.
    #[must_use]
    pub const fn exploiter(&self) -> ExploiterId {
        self.exploiter
    }

    /// Every step, the oldest first.
    #[must_use]
    pub fn steps(&self) -> &[(Timestamp, Step)] {
        &self.steps
    }

    /// Whether a court found them guilty; until then they are alleged to exploit, on every page.
    #[must_use]
    pub fn is_convicted(&self) -> bool {
        self.steps.iter().any(|(_, step)| {
            matches!(step, Step::Disposed(Disposition::Plea | Disposition::Convicted))
        })
    }
}

impl Step {
    /// What kind of thing it is.
    #[must_use]
    pub const fn kind(&self) -> StepKind {
        match self {
            Self::Reported => StepKind::Reported,
            Self::Investigated(_) => StepKind::Investigated,
            Self::Unfounded => StepKind::Unfounded,
            Self::Arrested => StepKind::Arrested,
            Self::Cleared(_) => StepKind::Cleared,
            Self::Charged(_) => StepKind::Charged,
            Self::Disposed(_) => StepKind::Disposed,
            Self::Sentenced { .. } => StepKind::Sentenced,
            Self::Restitution { .. } => StepKind::Restitution,
        }
    }

    /// What was done to a victim if this happened to one.
    const fn harm(&self) -> Option<SystemHarm> {
        match self {
            Self::Arrested => Some(SystemHarm::Arrested),
            Self::Charged(_) => Some(SystemHarm::Charged),
            Self::Disposed(Disposition::Plea | Disposition::Convicted) => {
                Some(SystemHarm::Adjudicated)
            }
            Self::Sentenced { months: 1.. } => Some(SystemHarm::Detained),
            Self::Reported
            | Self::Investigated(_)
            | Self::Unfounded
            | Self::Cleared(_)
            | Self::Disposed(_)
            | Self::Sentenced { .. }
            | Self::Restitution { .. } => None,
        }
    }
}

/// The justice records of a case: one for each alleged exploiter who counts, with what was recorded
/// under any record of theirs. Steps of anybody else are in none of them.
#[must_use]
pub fn records(people: &People, steps: &[(PersonId, Timestamp, Step)]) -> Vec<Justice> {
    let of = |exploiter: ExploiterId| {
        let theirs = steps.iter().filter(|(who, ..)| people.resolve(*who) == exploiter.person());
        Justice::restore(exploiter, theirs.map(|(_, at, step)| (*at, step.clone())))
    };
    people.iter().filter_map(Person::exploiter).map(of).collect()
}

/// Somebody who was held to be an exploiter turns out to be a victim: what was done to them as if they
/// were an offender is a harm by the system, each with its red event.
#[must_use]
pub fn turned_out(case: CaseId, victim: VictimId, before: &Justice) -> Vec<(HarmBySystem, Event)> {
    let harm = |(at, step): &(Timestamp, Step)| {
        step.harm().map(|harm| harm_by_system(case, victim, harm, *at))
    };
    before.steps.iter().filter_map(harm).collect()
}

impl Statute {
    /// Reads a citation.
    ///
    /// # Errors
    /// [`NotAStatute`].
    pub fn parse(text: &str) -> Result<Self, NotAStatute> {
        let text = text.trim();
        let plain = |c: char| c.is_ascii_alphanumeric() || " .,()-§/:".contains(c);
        let long_enough = (3..=80).contains(&text.chars().count());
        if long_enough && text.chars().all(plain) && text.contains(|c: char| c.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAStatute)
        }
    }

    /// The citation.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

casework::codes! {
    /// What was done to a victim as if they were an offender.
    pub enum SystemHarm in "system_harm" {
        /// Arrested.
        Arrested = "arrested",
        /// Charged.
        Charged = "charged",
        /// Detained or locked up "for their own safety".
        Detained = "detained",
        /// Convicted or adjudicated.
        Adjudicated = "adjudicated",
    }
}

/// Records that the system harmed a victim for what was done to them. It stays until it is put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HarmBySystem {
    /// Whom.
    pub victim: VictimId,
    /// What was done.
    pub harm: SystemHarm,
    /// When.
    pub at: Timestamp,
    /// When it was put right: released, dismissed, vacated, expunged.
    pub put_right_at: Option<Timestamp>,
}

/// It was put right before, or before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is put right already, or the day is before it was done; correct the day")]
pub struct NotPutRight;

impl HarmBySystem {
    /// It was put right.
    ///
    /// # Errors
    /// [`NotPutRight`].
    pub fn put_right(self, at: Timestamp) -> Result<Self, NotPutRight> {
        if self.put_right_at.is_some() || at < self.at {
            return Err(NotPutRight);
        }
        Ok(Self { put_right_at: Some(at), ..self })
    }
}

/// A victim was treated as an offender: the record, and the red event to commit with it.
#[must_use]
pub fn harm_by_system(
    case: CaseId,
    victim: VictimId,
    harm: SystemHarm,
    at: Timestamp,
) -> (HarmBySystem, Event) {
    let event = Event::VictimTreatedAsOffender { case, person: victim.person() };
    (HarmBySystem { victim, harm, at, put_right_at: None }, event)
}
