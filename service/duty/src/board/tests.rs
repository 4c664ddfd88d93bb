use casework::contact::Lane;
use casework::outcome::NotRequired;
use proptest::prelude::*;

use super::*;
use crate::duty::Dispute;
use crate::obligation::obligations;
use crate::proof::{OralNumber, Proof, Way};
use crate::rule::Reporter;
use crate::situation::{Fact, Situation};
use crate::table::RuleTable;
use crate::testing::{
    START, after, duties, facts, found, house, member, reporters, situation, team,
};

/// Takes every step, as the store will.
fn take(steps: Vec<Step>, duties: &mut Vec<Duty>) {
    for step in steps {
        match step {
            Step::Start(owed) => {
                let id = DutyId::new(START, [duties.len() as u8 + 1; 10]);
                duties.push(Duty::start(id, owed, team(), None, START).0);
            }
            Step::Ground(id, ground) => {
                let at = duties.iter().position(|duty| duty.id() == id).unwrap();
                let duty = duties.remove(at);
                duties.insert(at, duty.ground(ground).unwrap().0);
            }
        }
    }
}

fn found_now(situation: &Situation) -> Obligations {
    obligations(&RuleTable::bundled().unwrap(), situation, &house(&[]))
}

fn sent(duty: Duty, hours: i64) -> Duty {
    let proof = Proof {
        sent_at: after(hours),
        by: member(1),
        way: Way::AgencyForm,
        number: OralNumber::NotGiven,
    };
    duty.send(proof, after(hours)).unwrap().0
}

#[test]
fn a_report_answers_what_was_known_when_it_was_sent_and_no_more() {
    let missing = situation(Lane::Tip, &[Fact::Minor, Fact::Missing]);
    let mut duties = Vec::new();
    take(steps(&found_now(&missing), &duties), &mut duties);
    assert_eq!(duties.len(), 2);
    let mut duties: Vec<Duty> = duties.into_iter().map(|duty| sent(duty, 3)).collect();
    assert_eq!(steps(&found_now(&missing), &duties), []);
    // Two days later it becomes known that the child is exploited.
    let more = missing.learn(Fact::CommercialSexAct, after(48), member(2));
    take(steps(&found_now(&more), &duties), &mut duties);
    let mut open: Vec<_> = agenda(&duties).iter().map(|duty| duty.recipient()).collect();
    open.sort();
    assert_eq!(open, [AgencyKind::ChildProtection, AgencyKind::LawEnforcement]);
    assert_eq!(duties.len(), 4);
}

#[test]
fn what_two_members_found_not_required_answers_only_the_rules_they_looked_at() {
    let missing = situation(Lane::Tip, &[Fact::Minor, Fact::Missing]);
    let mut duties = Vec::new();
    take(steps(&found_now(&missing), &duties), &mut duties);
    let dispute = Dispute { reason: NotRequired::FactsCorrected, by: member(1), at: after(1) };
    let mut duties: Vec<Duty> = duties
        .into_iter()
        .map(|duty| duty.dispute(dispute).unwrap().0.agree(member(2), after(1)).unwrap().0)
        .collect();
    assert_eq!(steps(&found_now(&missing), &duties), []);
    let exploited = missing.learn(Fact::CommercialSexAct, START, member(2));
    take(steps(&found_now(&exploited), &duties), &mut duties);
    assert_eq!(agenda(&duties).len(), 2, "another rule was not looked at");
}

#[test]
fn the_board_counts_and_orders_what_is_open() {
    let mut all = duties(Some(member(1)));
    all[0] = all[0].clone().member_left(member(1)).0;
    let now = figures(&all, after(25));
    assert_eq!(now, Figures { overdue: 2, without_owner: 1, ..Figures::default() });
    all[1] = sent(all[1].clone(), 30);
    let later = figures(&all, after(31));
    assert_eq!(later, Figures { overdue: 1, without_owner: 1, sent_late: 1, ..Figures::default() });
    assert_eq!(agenda(&all).len(), 1);
}

proptest! {
    /// After the steps are taken nothing more is asked for, in whatever order facts came in, and every
    /// obligation has its duty with no more time than the rules give.
    #[test]
    fn every_obligation_has_one_duty(
        batches in prop::collection::vec((facts(), 0..60_i64), 1..5),
        we in reporters(),
    ) {
        let mut known = situation(Lane::Tip, &[]);
        let table = RuleTable::bundled().unwrap();
        let mut duties = Vec::new();
        for (facts, hours) in batches {
            known = facts.iter().fold(known, |known, fact| known.learn(*fact, after(hours), member(1)));
            let found = obligations(&table, &known, &house(&we));
            take(steps(&found, &duties), &mut duties);
            prop_assert_eq!(steps(&found, &duties), []);
            for owed in &found.owed {
                let of: Vec<_> = duties
                    .iter()
                    .filter(|duty| (duty.recipient(), duty.form()) == (owed.recipient, owed.form))
                    .collect();
                prop_assert_eq!(of.len(), 1);
                prop_assert!(of[0].due_at() <= owed.due_at());
            }
        }
    }
}

#[test]
fn who_has_to_be_told_is_said_at_once() {
    let we = [Reporter::MandatedReporter];
    let told = recipients(&found(Lane::Help, &[Fact::Minor, Fact::DangerNow], &we));
    assert_eq!(told, [(AgencyKind::ChildProtection, Form::Oral)].into());
}
