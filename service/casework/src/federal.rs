//! The monthly figures that the federal grant for the national hotline asks for, as far as they are
//! known to us: OMB 0970-0598, "NHTH performance indicators".
//!
//! Counted are questions, answers, reports and contacts, never people. Counts below [`SMALL`] are
//! withheld unless the exact ones are asked for: the national line gives out no exact figure under
//! three, while the one who pays for it gets them by form.

mod definition;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::agency::AgencyKind;
use crate::facts::{Answer, Facts};
use crate::need::{AgeBand, Gender, Need};
use crate::referral::ReferralState;
use crate::unmet::Unmet;

pub use definition::{Definition, Element, Unit};

/// Counts below this are withheld.
pub const SMALL: u64 = 3;

/// The one group of an element that has no groups.
pub const ALL: &str = "all";

/// Where a trait was not asked, is not known or was not told.
pub const NOT_CODED: &str = "not_coded";

/// Every recipient that the report does not name.
const OTHER: &str = "other";

/// The recipients that the report names.
const RECIPIENTS: [AgencyKind; 3] =
    [AgencyKind::LawEnforcement, AgencyKind::ChildProtection, AgencyKind::MissingChildrenCenter];

crate::code::codes! {
    /// What became of the question that a referral is.
    pub enum Said in "federal_answer" {
        /// The service said yes.
        Accepted = "accepted",
        /// The service said no.
        Declined = "declined",
        /// Nobody answered in time.
        NoAnswer = "no_answer",
        /// The hotline or the person took it back, before or after an answer.
        TakenBack = "taken_back",
        /// It still waits for an answer.
        Open = "open",
    }
}

impl Said {
    /// What the state of a referral says.
    #[must_use]
    pub const fn of(state: ReferralState) -> Self {
        match state {
            ReferralState::Offered => Self::Open,
            ReferralState::Accepted
            | ReferralState::Scheduled
            | ReferralState::Arrived
            | ReferralState::DidNotArrive
            | ReferralState::Served => Self::Accepted,
            ReferralState::Declined => Self::Declined,
            ReferralState::Expired => Self::NoAnswer,
            ReferralState::Withdrawn => Self::TakenBack,
        }
    }
}

impl Element {
    /// The groups that the element is counted by, each of which is written even if nothing is in it.
    #[must_use]
    pub fn groups(self) -> Vec<&'static str> {
        match self {
            Self::EmergencyRequests | Self::EmergencyRequestsFound => {
                Need::ALL.iter().filter(|n| n.is_emergency_request()).map(|n| n.code()).collect()
            }
            Self::IndividualReferrals | Self::NewReferralPartners | Self::ReferralPartners => {
                vec![ALL]
            }
            Self::ReferralsByAnswer => Said::CODES.to_vec(),
            Self::ReportsMade => RECIPIENTS.iter().map(|r| r.code()).chain([OTHER]).collect(),
            Self::ContactsByAgeBand => coded(AgeBand::CODES),
            Self::ContactsByGender => coded(Gender::CODES),
        }
    }

    /// Whether its groups add up to a number that stands elsewhere in the report, so that one group
    /// that is withheld alone could be worked out from the others.
    const fn adds_up(self) -> bool {
        matches!(self, Self::ReferralsByAnswer | Self::ContactsByAgeBand | Self::ContactsByGender)
    }
}

fn coded(codes: &[&'static str]) -> Vec<&'static str> {
    codes.iter().copied().chain([NOT_CODED]).collect()
}

/// The exact counts of one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Federal {
    counts: BTreeMap<(Element, &'static str), u64>,
}

/// One count as it may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Of which group.
    pub group: &'static str,
    /// The count; none if it is withheld.
    pub count: Option<u64>,
}

impl Federal {
    fn add(&mut self, element: Element, group: &'static str, count: u64) {
        *self.counts.entry((element, group)).or_default() += count;
    }

    /// Takes over what was asked in emergencies, and what found a place, from unmet need.
    pub fn add_requests(&mut self, unmet: &Unmet) {
        for (group, counts) in unmet.groups() {
            if group.need.is_emergency_request() {
                self.add(Element::EmergencyRequests, group.need.code(), counts.asked);
                self.add(Element::EmergencyRequestsFound, group.need.code(), counts.found);
            }
        }
    }

    /// Adds referrals that stand in one state.
    pub fn add_referrals(&mut self, state: ReferralState, count: u64) {
        self.add(Element::IndividualReferrals, ALL, count);
        self.add(Element::ReferralsByAnswer, Said::of(state).code(), count);
    }

    /// Sets how many organisations were asked for the first time, and how many the directory holds.
    pub fn set_partners(&mut self, new: u64, all: u64) {
        self.counts.insert((Element::NewReferralPartners, ALL), new);
        self.counts.insert((Element::ReferralPartners, ALL), all);
    }

    /// Adds reports that were sent to one kind of agency.
    pub fn add_reports(&mut self, to: AgencyKind, count: u64) {
        let group = if RECIPIENTS.contains(&to) { to.code() } else { OTHER };
        self.add(Element::ReportsMade, group, count);
    }

    /// Adds one contact about a potential victim.
    pub fn add_contact(&mut self, facts: &Facts) {
        let age = known(facts.age_band()).map_or(NOT_CODED, AgeBand::code);
        let gender = known(facts.gender()).map_or(NOT_CODED, Gender::code);
        self.add(Element::ContactsByAgeBand, age, 1);
        self.add(Element::ContactsByGender, gender, 1);
    }

    /// One exact count.
    #[must_use]
    pub fn count(&self, element: Element, group: &str) -> u64 {
        let known =
            |(at, count): (&(Element, &str), &u64)| (*at == (element, group)).then_some(*count);
        self.counts.iter().find_map(known).unwrap_or(0)
    }

    /// The counts of an element as they may be written: without those below [`SMALL`] and what would
    /// give them away, unless the exact ones are wanted.
    #[must_use]
    pub fn shown(&self, element: Element, exact: bool) -> Vec<Shown> {
        let groups = element.groups();
        let counts: Vec<u64> = groups.iter().map(|group| self.count(element, group)).collect();
        let hidden =
            if exact { vec![false; counts.len()] } else { withheld(&counts, element.adds_up()) };
        let one = |((group, count), hidden): ((_, u64), bool)| Shown {
            group,
            count: (!hidden).then_some(count),
        };
        groups.into_iter().zip(counts).zip(hidden).map(one).collect()
    }
}

fn known<T>(answer: Option<Answer<T>>) -> Option<T> {
    match answer? {
        Answer::Known(value) => Some(value),
        Answer::Unknown | Answer::PrefersNotToSay => None,
    }
}

/// Which counts are withheld. Where they add up to a number that is known, the next smallest go with
/// them until neither one alone nor a sum below [`SMALL`] can be worked out. Zeros that are withheld
/// with nothing beside them point at nobody.
fn withheld(counts: &[u64], adds_up: bool) -> Vec<bool> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| *count < SMALL).collect();
    if !adds_up {
        return hidden;
    }
    loop {
        let of_hidden = || counts.iter().zip(&hidden).filter(|(_, hidden)| **hidden);
        let (number, sum) = (of_hidden().count(), of_hidden().map(|(count, _)| count).sum::<u64>());
        let is_safe = sum == 0 || (number > 1 && sum >= SMALL);
        let shown = counts.iter().zip(&mut hidden).filter(|(_, hidden)| !**hidden);
        match shown.min_by_key(|(count, _)| **count) {
            Some((_, next)) if !is_safe => *next = true,
            _ => return hidden,
        }
    }
}
