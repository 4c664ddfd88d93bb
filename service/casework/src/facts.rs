//! What is known about a contact, as coded facts (the documentation panel beside the conversation).
//!
//! Every fact is optional and says on the page why it is asked ([`FactField::why_key`]). "Unknown"
//! and "prefers not to say" are answers ([`Answer`]) and differ from "not asked", which is the
//! absence of an entry: silence is never read as "no". Values are codes from closed lists
//! ([`list`]), so nothing that a person said can slip into the coded plane.
//!
//! Two members can write at once. An [`Edit`] is made against the version that its author saw;
//! [`Facts::apply`] merges what does not overlap and returns the rest as [`Conflict`]s with both
//! values. Nobody's edit disappears without being shown.
//!
//! The statutory rule is in [`statute`], apart from any score.

mod answer;
mod edit;
mod field;
pub mod list;
pub mod statute;
mod stored;
mod value;

#[cfg(test)]
mod tests;

pub use answer::Answer;
pub use edit::{Applied, Conflict, Edit, EditRefused};
pub use field::FactField;
pub use stored::FactsCorrupt;
pub use value::{CountyCode, FactValue, ValueRefused};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::contact::Danger;
use crate::need::{AgeBand, Gender, Need};
use list::{
    CommercialSexAct, Control, ExploiterKind, LivingSituation, ReachingOut, Relation, Venue,
    Vulnerability,
};

/// All facts about one contact, with the version that each was last changed in.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(into = "stored::Stored", try_from = "stored::Stored")]
pub struct Facts {
    version: u64,
    entries: BTreeMap<FactField, Fact>,
}

/// One fact as it stands; `value` is empty once it was cleared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fact {
    value: Option<FactValue>,
    changed_in: u64,
}

impl Facts {
    /// Nothing known, version 0.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The version; every applied edit that changes something adds one.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The value of one field; none if it was not asked or was cleared.
    #[must_use]
    pub fn value(&self, field: FactField) -> Option<&FactValue> {
        self.entries.get(&field).and_then(|fact| fact.value.as_ref())
    }

    /// Every field that has a value, in the order of the panel.
    pub fn iter(&self) -> impl Iterator<Item = (FactField, &FactValue)> {
        self.entries.iter().filter_map(|(&field, fact)| Some((field, fact.value.as_ref()?)))
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    fn set(&mut self, field: FactField, value: Option<FactValue>) {
        self.entries.insert(field, Fact { value, changed_in: self.version });
    }

    fn changed_in(&self, field: FactField) -> u64 {
        self.entries.get(&field).map_or(0, |fact| fact.changed_in)
    }
}

macro_rules! one {
    ($( $(#[$meta:meta])* $name:ident: $Field:ident -> $Type:ty, )+) => {
        impl Facts {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $name(&self) -> Option<Answer<$Type>> {
                    self.value(FactField::$Field)?.one(<$Type>::from_code)
                }
            )+
        }
    };
}

macro_rules! several {
    ($( $(#[$meta:meta])* $name:ident: $Field:ident -> $Type:ty, )+) => {
        impl Facts {
            $(
                $(#[$meta])*
                #[must_use]
                pub fn $name(&self) -> Option<Answer<BTreeSet<$Type>>> {
                    self.value(FactField::$Field)?.several(<$Type>::from_code)
                }
            )+
        }
    };
}

one! {
    /// Who is reaching out.
    reaching_out: ReachingOut -> ReachingOut,
    /// What is known about danger at this moment.
    danger_now: DangerNow -> Danger,
    /// How old the (potential) victim is.
    age_band: AgeBand -> AgeBand,
    /// The gender of the (potential) victim.
    gender: Gender -> Gender,
    /// Where the person lives now.
    living_situation: LivingSituation -> LivingSituation,
    /// Whether anything of value was given or promised for a sex act.
    commercial_sex_act: CommercialSexAct -> CommercialSexAct,
    /// How the person and the exploiter know each other.
    relation: Relation -> Relation,
}

several! {
    /// What the person needs.
    needs: Needs -> Need,
    /// Where it happens.
    venues: Venue -> Venue,
    /// Who exploits.
    exploiters: Exploiter -> ExploiterKind,
    /// By what means the person is controlled.
    control: Control -> Control,
    /// What made the person easier to exploit.
    vulnerabilities: Vulnerability -> Vulnerability,
}

impl Facts {
    /// The county in which help is needed.
    #[must_use]
    pub fn county(&self) -> Option<Answer<CountyCode>> {
        Some(match self.value(FactField::County)? {
            FactValue::Unknown => Answer::Unknown,
            FactValue::PrefersNotToSay => Answer::PrefersNotToSay,
            FactValue::County(county) => Answer::Known(county.clone()),
            FactValue::Codes(_) => return None,
        })
    }
}
