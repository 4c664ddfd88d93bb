//! The people of a case, each in one part: potential victim, exploiter, or somebody else.
//!
//! Whoever was exploited is a victim, also when they were coerced to recruit others: a person has one
//! part, and there is no way from [`VictimId`] to [`ExploiterId`]. Lists of offenders, justice events
//! and their exports take [`ExploiterId`]s only, so nothing can put a victim there:
//!
//! ```compile_fail,E0308
//! # use case::person::{ExploiterId, VictimId};
//! fn arrest(who: ExploiterId) {}
//! fn wrong(victim: VictimId) { arrest(victim) }
//! ```
//! ```compile_fail,E0423
//! # use casework::id::PersonId;
//! fn wrong(person: PersonId) -> case::person::ExploiterId { case::person::ExploiterId(person) }
//! ```

#[cfg(test)]
mod tests;

use casework::id::PersonId;
use casework::time::Timestamp;

use crate::htcds::{Field, Record, Section};

casework::codes! {
    /// Where a person stands as a victim (HTCDS `vic_TraffickingStatus`).
    pub enum VictimStatus in "victim_status" {
        /// A potential victim.
        Possible = "PossibleVictimOfTrafficking",
        /// Found to be a victim. Every child in a commercial sex act is, by 22 USC 7102(11).
        Actual = "ActualVictimOfTrafficking",
        /// Found not to be one. The person keeps their part and every right that goes with it.
        Not = "NotAVictimOfTrafficking",
    }
}

casework::codes! {
    /// What an alleged exploiter did.
    pub enum ExploiterRole in "exploiter_role" {
        /// Sells or offers a person.
        Seller = "seller",
        /// Buys.
        Buyer = "buyer",
        /// Makes it possible: drives, rents, advertises, looks away for money.
        Facilitator = "facilitator",
    }
}

casework::codes! {
    /// Who somebody else in a case is.
    pub enum OtherPart in "other_part" {
        /// A parent or somebody who looks after the person and does not exploit.
        Caregiver = "caregiver",
        /// Another member of the family.
        Family = "family",
        /// A friend or a partner who does not exploit.
        Friend = "friend",
        /// Somebody who saw or heard something.
        Witness = "witness",
        /// A professional: teacher, nurse, worker.
        Professional = "professional",
        /// Somebody else.
        Other = "other",
    }
}

/// A potential victim. It is made by [`Person::victim`] alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VictimId(PersonId);

/// An alleged exploiter. It is made by [`Person::exploiter`] alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExploiterId(PersonId);

/// One person of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Which person.
    pub id: PersonId,
    /// In which part.
    pub part: Part,
    /// Since when they are in the case.
    pub since: Timestamp,
}

/// The one part that a person has in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A potential victim.
    Victim(VictimStatus),
    /// An alleged exploiter.
    Exploiter(ExploiterRole),
    /// Somebody else.
    Other(OtherPart),
}

/// Why a person does not get another part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartRefused {
    /// A victim stays a victim.
    #[error(
        "a potential victim never becomes an exploiter; whoever was coerced to recruit is a victim"
    )]
    VictimStays,
    /// A victim keeps their part.
    #[error("a potential victim keeps their part; say that they were found not to be one, if so")]
    VictimKeepsPart,
    /// It counts under another record.
    #[error("this record counts under another one; change that one, or part them first")]
    CountsElsewhere,
    /// An imported record claims both.
    #[error(
        "the record has a victim's and a perpetrator's part; it is taken as a victim's only if a person says so"
    )]
    BothParts,
    /// An imported record has neither.
    #[error("the record has neither a victim's nor a perpetrator's part; say who this is")]
    NeitherPart,
}

impl Person {
    /// The person as a potential victim, if they are one.
    #[must_use]
    pub const fn victim(&self) -> Option<VictimId> {
        match self.part {
            Part::Victim(_) => Some(VictimId(self.id)),
            Part::Exploiter(_) | Part::Other(_) => None,
        }
    }

    /// The person as an alleged exploiter, if they are one.
    #[must_use]
    pub const fn exploiter(&self) -> Option<ExploiterId> {
        match self.part {
            Part::Exploiter(_) => Some(ExploiterId(self.id)),
            Part::Victim(_) | Part::Other(_) => None,
        }
    }

    /// Gives the person another part, when more is known. Everybody can turn out to be a victim;
    /// nobody who was held to be one becomes an exploiter, also not by the way of another part. Within a
    /// case [`People::turns_out`](crate::merge::People::turns_out) asks this of every record of theirs.
    ///
    /// # Errors
    /// [`PartRefused::VictimStays`] or [`PartRefused::VictimKeepsPart`].
    pub const fn turns_out(self, part: Part) -> Result<Self, PartRefused> {
        match (self.part, part) {
            (Part::Victim(_), Part::Exploiter(_)) => Err(PartRefused::VictimStays),
            (Part::Victim(_), Part::Other(_)) => Err(PartRefused::VictimKeepsPart),
            _ => Ok(Self { part, ..self }),
        }
    }
}

impl Part {
    /// The role of an alleged exploiter that an HTCDS record of them tells.
    #[must_use]
    pub(crate) fn role_of_htcds(record: &Record) -> ExploiterRole {
        let role = record.value(Field::PerRoleInProcess);
        let has = |code: &str| role.is_some_and(|value| value.has(code));
        if has("BoughtIndividual") {
            ExploiterRole::Buyer
        } else if has("SoldIndividual") || has("Exploiter") || has("ControlledIndividual") {
            ExploiterRole::Seller
        } else {
            ExploiterRole::Facilitator
        }
    }

    /// The part that the HTCDS records of one person tell.
    ///
    /// # Errors
    /// [`PartRefused::BothParts`] or [`PartRefused::NeitherPart`]: then a person decides, and until
    /// then nobody is an exploiter.
    pub fn of_htcds<'r>(
        records: impl IntoIterator<Item = &'r Record>,
    ) -> Result<Self, PartRefused> {
        let (mut victim, mut perpetrator) = (None, None);
        for record in records {
            match record.section() {
                Section::Victim => victim = Some(record),
                Section::Perpetrator => perpetrator = Some(record),
                _ => {}
            }
        }
        match (victim, perpetrator) {
            (Some(_), Some(_)) => Err(PartRefused::BothParts),
            (None, None) => Err(PartRefused::NeitherPart),
            (Some(record), None) => {
                let status = record.value(Field::VicTraffickingStatus);
                let is = |code: &VictimStatus| status.is_some_and(|value| value.has(code.code()));
                let known = VictimStatus::ALL.iter().copied().find(is);
                Ok(Self::Victim(known.unwrap_or(VictimStatus::Possible)))
            }
            (None, Some(record)) => Ok(Self::Exploiter(Self::role_of_htcds(record))),
        }
    }
}

impl VictimId {
    /// Which person.
    #[must_use]
    pub const fn person(self) -> PersonId {
        self.0
    }
}

impl ExploiterId {
    /// Which person.
    #[must_use]
    pub const fn person(self) -> PersonId {
        self.0
    }
}
