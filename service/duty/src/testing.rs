//! What the tests of several modules need: one house, one table, some people.

use std::collections::BTreeSet;

use casework::contact::Lane;
use casework::id::{ContactId, DutyId, MemberId, TeamId};
use casework::time::{Span, Timestamp};
use proptest::prelude::*;

use crate::deadline::Holidays;
use crate::duty::Duty;
use crate::obligation::{House, Obligations, obligations};
use crate::place::Place;
use crate::rule::Reporter;
use crate::situation::{Fact, Situation, Subject};
use crate::table::RuleTable;

pub(crate) const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

pub(crate) fn member(number: u8) -> MemberId {
    MemberId::new(START, [number; 10])
}

pub(crate) fn team() -> TeamId {
    TeamId::new(START, [3; 10])
}

pub(crate) fn subject() -> Subject {
    Subject::Contact(ContactId::new(START, [2; 10]))
}

pub(crate) fn house(we: &[Reporter]) -> House {
    House {
        we: we.iter().copied().collect::<BTreeSet<_>>(),
        zone: chrono_tz::America::Chicago,
        holidays: Holidays::none(),
    }
}

pub(crate) fn situation(lane: Lane, facts: &[Fact]) -> Situation {
    let empty = Situation::new(subject(), lane, Place::unknown());
    facts.iter().fold(empty, |situation, fact| situation.learn(*fact, START, member(1)))
}

pub(crate) fn found(lane: Lane, facts: &[Fact], we: &[Reporter]) -> Obligations {
    obligations(&RuleTable::bundled().unwrap(), &situation(lane, facts), &house(we))
}

/// The duties that the bundled rules make of a tip about a trafficked child, all at once.
pub(crate) fn duties(owner: Option<MemberId>) -> Vec<Duty> {
    let owed = found(Lane::Tip, &[Fact::Minor, Fact::CommercialSexAct], &[]).owed;
    let id = |number: usize| DutyId::new(START, [number as u8; 10]);
    let start = |(number, owed)| Duty::start(id(number), owed, team(), owner, START).0;
    owed.into_iter().enumerate().map(start).collect()
}

pub(crate) fn a_duty() -> Duty {
    duties(Some(member(1))).remove(0)
}

pub(crate) fn after(hours: i64) -> Timestamp {
    START + Span::from_hours(hours)
}

pub(crate) fn facts() -> impl Strategy<Value = Vec<Fact>> {
    prop::sample::subsequence(Fact::ALL.to_vec(), 0..=Fact::ALL.len())
}

pub(crate) fn reporters() -> impl Strategy<Value = Vec<Reporter>> {
    prop::sample::subsequence(Reporter::ALL.to_vec(), 0..=Reporter::ALL.len())
}
