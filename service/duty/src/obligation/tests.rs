use casework::facts::{Edit, FactField, FactValue, Facts};
use casework::time::Span;
use proptest::prelude::*;

use super::*;
use crate::rule::{Basis, Reporter};
use crate::situation::Source;
use crate::testing::{START, after, facts, found, house, member, reporters, situation, subject};

use AgencyKind::{ChildProtection, LawEnforcement, MissingChildrenCenter};
use Fact::{CommercialSexAct, DangerNow, Minor, Missing};
use Reporter::{MandatedReporter, TitleIvEAgency};

fn told(found: &Obligations) -> Vec<(AgencyKind, Span)> {
    let mut told: Vec<_> =
        found.owed.iter().map(|owed| (owed.recipient, owed.due_at() - START)).collect();
    told.sort();
    told.dedup();
    told
}

/// Lane, facts, who we are, who has to be told within how many hours.
#[test]
fn the_bundled_rules_oblige_as_the_law_and_the_house_say() {
    type Line<'t> = (Lane, &'t [Fact], &'t [Reporter], &'t [(AgencyKind, i64)]);
    let table: &[Line] = &[
        (
            Lane::Tip,
            &[Minor, CommercialSexAct],
            &[],
            &[(ChildProtection, 24), (LawEnforcement, 24)],
        ),
        (Lane::Tip, &[Minor, Missing], &[], &[(LawEnforcement, 24), (MissingChildrenCenter, 24)]),
        (Lane::Tip, &[Minor, DangerNow], &[], &[(ChildProtection, 24), (LawEnforcement, 1)]),
        (Lane::Tip, &[CommercialSexAct, DangerNow, Missing], &[], &[]),
        (Lane::Tip, &[], &[TitleIvEAgency, MandatedReporter], &[]),
        // In the help lane the law alone binds, and only whom it names.
        (Lane::Help, &[Minor, CommercialSexAct, Missing, DangerNow], &[], &[]),
        (Lane::Help, &[Minor, CommercialSexAct], &[MandatedReporter], &[(ChildProtection, 24)]),
        (
            Lane::Help,
            &[Minor, CommercialSexAct],
            &[MandatedReporter, TitleIvEAgency],
            &[(ChildProtection, 24), (LawEnforcement, 24)],
        ),
        (
            Lane::Help,
            &[Minor, Missing],
            &[TitleIvEAgency],
            &[(LawEnforcement, 24), (MissingChildrenCenter, 24)],
        ),
        (Lane::Help, &[Minor, DangerNow], &[MandatedReporter], &[(ChildProtection, 24)]),
        (
            Lane::Question,
            &[Minor, Missing],
            &[TitleIvEAgency],
            &[(LawEnforcement, 24), (MissingChildrenCenter, 24)],
        ),
    ];
    for (lane, facts, we, expected) in table {
        let expected: Vec<_> =
            expected.iter().map(|(agency, hours)| (*agency, Span::from_hours(*hours))).collect();
        assert_eq!(told(&found(*lane, facts, we)), expected, "{lane} {facts:?} {we:?}");
    }
}

#[test]
fn each_duty_names_the_rule_and_the_facts_that_made_it() {
    let found = found(Lane::Help, &[Minor, CommercialSexAct], &[MandatedReporter]);
    let ground = &found.owed[0].grounds[0];
    assert_eq!(ground.rule.as_str(), "us-trafficked-child-protection");
    let because: Vec<_> = ground.because.keys().copied().collect();
    assert_eq!(because, [Minor, CommercialSexAct]);
    assert_eq!(ground.because[&Minor].from, Source::Member(member(1)));
    assert!(ground.immediately);
}

#[test]
fn the_clock_runs_from_when_the_last_needed_fact_was_received() {
    let learned = situation(Lane::Tip, &[Minor]).learn(Missing, after(5), member(2));
    let table = RuleTable::bundled().unwrap();
    let found = obligations(&table, &learned, &house(&[]));
    assert!(found.owed.iter().all(|owed| owed.due_at() == after(29)));
    // Typing the fact in again, later or earlier, never buys time.
    let again = learned.clone().learn(Missing, after(9), member(3));
    assert_eq!(obligations(&table, &again, &house(&[])), found);
    let earlier = obligations(&table, &learned.learn(Missing, after(2), member(3)), &house(&[]));
    assert!(earlier.owed.iter().all(|owed| owed.due_at() == after(26)));
}

#[test]
fn the_panel_is_read_with_its_three_kinds_of_answer() {
    let set = |field, code: &str| (field, FactValue::parse(field, [code]).unwrap());
    let read = |codes: &[(FactField, FactValue)]| {
        let edit =
            codes.iter().fold(Edit::new(), |edit, (field, value)| edit.set(*field, value.clone()));
        let facts = Facts::new().apply(edit, 0).unwrap().facts;
        let read = Situation::of_panel(subject(), Lane::Tip, &facts, |_| START);
        obligations(&RuleTable::bundled().unwrap(), &read, &house(&[]))
    };
    let act = set(FactField::CommercialSexAct, "yes");
    let known = read(&[act.clone(), set(FactField::AgeBand, "15_17")]);
    assert_eq!(known.owed.len(), 2);
    for unanswered in ["unknown", "prefers_not_to_say"] {
        let silent = read(&[act.clone(), set(FactField::AgeBand, unanswered)]);
        assert!(silent.owed.is_empty());
        assert!(!silent.may.is_empty(), "silence is not no");
        assert!(silent.may.iter().all(|may| may.missing == [Minor].into()));
    }
    let adult = read(&[act, set(FactField::AgeBand, "21_24")]);
    assert_eq!(adult, Obligations::default());
}

#[test]
fn rules_for_one_report_make_one_obligation_with_the_least_time() {
    let we = [TitleIvEAgency, MandatedReporter];
    let found = found(Lane::Tip, &[Minor, CommercialSexAct], &we);
    assert_eq!(found.owed.len(), 2);
    for owed in &found.owed {
        let rules: Vec<_> = owed.grounds.iter().map(|ground| ground.rule.as_str()).collect();
        assert_eq!(rules.len(), 2, "{rules:?}");
        assert_eq!(owed.due_at(), after(24));
    }
}

#[test]
fn before_the_conversation_nothing_of_the_house_is_shown_in_the_help_lane() {
    let table = RuleTable::bundled().unwrap();
    let we = house(&[MandatedReporter]);
    let shown: Vec<_> =
        could_oblige(&table, Lane::Help, &Place::unknown(), &we).map(|rule| rule.basis).collect();
    assert!(!shown.is_empty() && shown.iter().all(|basis| *basis == Basis::Law));
}

proptest! {
    #[test]
    fn whatever_obliges_was_shown_beforehand(
        lane in prop::sample::select(Lane::ALL.to_vec()),
        facts in facts(),
        we in reporters(),
    ) {
        let table = RuleTable::bundled().unwrap();
        let shown: Vec<RuleCode> = could_oblige(&table, lane, &Place::unknown(), &house(&we))
            .map(|rule| rule.code.clone())
            .collect();
        for owed in found(lane, &facts, &we).owed {
            for ground in owed.grounds {
                prop_assert!(shown.contains(&ground.rule), "{} came as a surprise", ground.rule);
            }
        }
    }

    #[test]
    fn more_facts_never_take_a_duty_away(
        lane in prop::sample::select(Lane::ALL.to_vec()),
        facts in facts(),
        more in facts(),
        we in reporters(),
    ) {
        let all: Vec<Fact> = facts.iter().chain(&more).copied().collect();
        let (few, many) = (found(lane, &facts, &we), found(lane, &all, &we));
        for owed in few.owed {
            let kept = many.owed.iter().find(|other| {
                (other.recipient, other.form) == (owed.recipient, owed.form)
            });
            prop_assert!(kept.is_some_and(|kept| kept.due_at() <= owed.due_at()));
        }
    }

    #[test]
    fn a_denied_fact_stops_every_rule_that_asks_for_it(facts in facts(), we in reporters()) {
        let denied = situation(Lane::Tip, &facts).deny(Minor);
        let found = obligations(&RuleTable::bundled().unwrap(), &denied, &house(&we));
        prop_assert_eq!(found, Obligations::default());
    }
}
