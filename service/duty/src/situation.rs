//! What is known, in the few coded facts that rules of reporting look at, and since when.
//!
//! A fact is known, denied or not known. Only a known fact can start a duty; only a denied one stops
//! a rule; while one is not known the rule is shown as one that may apply, with what is missing.
//! Screening scores are no facts: this crate does not depend on the crate that computes them.

use std::collections::{BTreeMap, BTreeSet};

use casework::contact::{Danger, Lane};
use casework::facts::list::{CommercialSexAct, LivingSituation};
use casework::facts::{Answer, FactField, Facts};
use casework::id::{CaseId, ContactId, MemberId, PersonId};
use casework::time::Timestamp;

use crate::place::Place;

casework::codes! {
    /// One thing that rules look at.
    pub enum Fact in "duty_fact" {
        /// The person is under 18.
        Minor = "minor",
        /// Anything of value was given or promised for a sex act.
        CommercialSexAct = "commercial_sex_act",
        /// The person is in danger at this moment.
        DangerNow = "danger_now",
        /// The person is missing: whoever looks after them does not know where they are.
        Missing = "missing",
        /// The person is in the care or under the supervision of child welfare.
        InPublicCare = "in_public_care",
        /// Somebody who looks after the person abuses or neglects them.
        CaregiverAbuse = "caregiver_abuse",
        /// Images of the abuse exist or are passed on.
        AbuseImages = "abuse_images",
        /// The person belongs to a tribe or may.
        TribalChild = "tribal_child",
    }
}

/// Whom a duty is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The potential victim of one contact.
    Contact(ContactId),
    /// One person of a case.
    Person {
        /// The case.
        case: CaseId,
        /// The person.
        person: PersonId,
    },
}

/// How a fact came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// When the information was received: from then the clock runs, not from when it was typed in.
    pub received_at: Timestamp,
    /// Where it stands.
    pub from: Source,
}

/// Where a fact stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the documentation panel of the contact.
    Panel(FactField),
    /// A member recorded it for the duty rules.
    Member(MemberId),
}

/// Everything that the rules look at, about one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Situation {
    subject: Subject,
    lane: Lane,
    place: Place,
    known: BTreeMap<Fact, Evidence>,
    denied: BTreeSet<Fact>,
}

impl Situation {
    /// Nothing is known yet.
    #[must_use]
    pub const fn new(subject: Subject, lane: Lane, place: Place) -> Self {
        Self { subject, lane, place, known: BTreeMap::new(), denied: BTreeSet::new() }
    }

    /// What the documentation panel says. `received` tells when the value of a field was received.
    ///
    /// "Unknown" and "prefers not to say" make a fact neither known nor denied.
    #[must_use]
    pub fn of_panel(
        subject: Subject,
        lane: Lane,
        facts: &Facts,
        received: impl Fn(FactField) -> Timestamp,
    ) -> Self {
        let county = facts.county().and_then(Answer::known);
        let place = county.map_or_else(Place::unknown, Place::county);
        let mut situation = Self::new(subject, lane, place);
        let mut take = |fact, field, says: Option<bool>| match says {
            Some(true) => {
                let evidence =
                    Evidence { received_at: received(field), from: Source::Panel(field) };
                situation.known.insert(fact, evidence);
            }
            Some(false) => {
                situation.denied.insert(fact);
            }
            None => {}
        };
        let age = facts.age_band().and_then(Answer::known);
        take(Fact::Minor, FactField::AgeBand, age.map(|band| band.is_minor()));
        let act = facts.commercial_sex_act().and_then(Answer::known);
        let act = act.map(|act| act == CommercialSexAct::Yes);
        take(Fact::CommercialSexAct, FactField::CommercialSexAct, act);
        let danger = match facts.danger_now().and_then(Answer::known) {
            Some(Danger::Now) => Some(true),
            Some(Danger::NoneKnown | Danger::Raised) => Some(false),
            Some(Danger::Unknown) | None => None,
        };
        take(Fact::DangerNow, FactField::DangerNow, danger);
        let home = facts.living_situation().and_then(Answer::known);
        let care = matches!(home, Some(LivingSituation::FosterCare | LivingSituation::GroupHome));
        take(Fact::InPublicCare, FactField::LivingSituation, care.then_some(true));
        situation
    }

    /// A member records `fact`, received at `received_at`. If it was known already, the earlier
    /// receipt counts: typing it in again never buys time.
    #[must_use]
    pub fn learn(mut self, fact: Fact, received_at: Timestamp, by: MemberId) -> Self {
        self.denied.remove(&fact);
        let new = Evidence { received_at, from: Source::Member(by) };
        let kept = self.known.get(&fact).copied();
        let earlier = kept.filter(|kept| kept.received_at <= received_at).unwrap_or(new);
        self.known.insert(fact, earlier);
        self
    }

    /// A member records that `fact` does not hold. A fact that the panel tells is not overruled:
    /// change the panel instead.
    #[must_use]
    pub fn deny(mut self, fact: Fact) -> Self {
        let from_panel = |evidence: &Evidence| matches!(evidence.from, Source::Panel(_));
        if !self.known.get(&fact).is_some_and(from_panel) {
            self.known.remove(&fact);
            self.denied.insert(fact);
        }
        self
    }

    /// Whom it is about.
    #[must_use]
    pub const fn subject(&self) -> Subject {
        self.subject
    }

    /// In which lane it is.
    #[must_use]
    pub const fn lane(&self) -> Lane {
        self.lane
    }

    /// Where it happens.
    #[must_use]
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// How `fact` came to be known, if it is known.
    #[must_use]
    pub fn evidence(&self, fact: Fact) -> Option<Evidence> {
        self.known.get(&fact).copied()
    }

    /// Whether somebody said that `fact` does not hold.
    #[must_use]
    pub fn denies(&self, fact: Fact) -> bool {
        self.denied.contains(&fact)
    }
}
