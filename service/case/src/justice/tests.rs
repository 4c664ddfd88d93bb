use casework::id::MemberId;
use casework::time::Span;
use proptest::prelude::*;

use super::*;
use crate::person::{ExploiterRole, OtherPart, Part, VictimStatus};

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn person(part: Part) -> Person {
    Person { id: PersonId::new(START, [1; 10]), part, since: START }
}

fn record() -> Justice {
    Justice::of(person(Part::Exploiter(ExploiterRole::Buyer)).exploiter().unwrap())
}

fn add(steps: Vec<Step>) -> Result<Justice, StepRefused> {
    let mut at = START;
    steps.into_iter().try_fold(record(), |record, step| {
        at = at + Span::from_days(1);
        record.add(at, step)
    })
}

fn charged() -> Step {
    Step::Charged(Statute::parse("18 USC 1591(a)").unwrap())
}

#[test]
fn a_record_grows_from_report_to_restitution() {
    let record = add(vec![
        Step::Reported,
        Step::Investigated(Nibrs::CommercialSexActs),
        Step::Arrested,
        Step::Cleared(Clearance::Arrest),
        charged(),
        Step::Disposed(Disposition::Plea),
        Step::Sentenced { months: 120 },
        Step::Restitution { ordered: 50_000, paid: 200 },
    ])
    .unwrap();
    assert!(record.is_convicted());
    assert_eq!(record.steps().len(), 8);
}

#[test]
fn nobody_is_guilty_before_a_court_said_so() {
    assert_eq!(add(vec![Step::Disposed(Disposition::Plea)]), Err(StepRefused::Needs("charged")));
    let acquitted = vec![charged(), Step::Disposed(Disposition::Acquitted)];
    assert!(!add(acquitted.clone()).unwrap().is_convicted());
    let sentenced = [acquitted, vec![Step::Sentenced { months: 1 }]].concat();
    assert_eq!(add(sentenced), Err(StepRefused::Needs("found guilty")));
    let cleared = vec![Step::Cleared(Clearance::Arrest)];
    assert_eq!(add(cleared), Err(StepRefused::Needs("arrested")));
    let convicted = vec![charged(), Step::Disposed(Disposition::Convicted)];
    let paid = [convicted, vec![Step::Restitution { ordered: 1, paid: 2 }]].concat();
    assert_eq!(add(paid), Err(StepRefused::PaidTooMuch));
    let late = record().add(START, Step::Reported).unwrap();
    assert_eq!(late.add(START - Span::from_days(1), Step::Arrested), Err(StepRefused::Before));
}

#[test]
fn the_codes_are_those_of_the_fbi() {
    assert_eq!(Nibrs::CODES, ["64A", "64B"]);
    assert_eq!(Clearance::CODES, ["arrest", "A", "B", "C", "D", "E", "N"]);
}

#[test]
fn a_statute_is_a_citation_and_no_story() {
    for text in ["Penal Code § 20A.02", "18 USC 1591(a)(1), (b)(2)"] {
        assert_eq!(Statute::parse(text).unwrap().as_str(), text);
    }
    for text in ["", "he hurt her", "1; DROP", &"1".repeat(81)] {
        assert_eq!(Statute::parse(text), Err(NotAStatute), "{text}");
    }
}

#[test]
fn a_victim_who_was_arrested_is_a_red_event_and_no_justice_record() {
    let victim = person(Part::Victim(VictimStatus::Actual)).victim().unwrap();
    let case = CaseId::new(START, [2; 10]);
    let (harm, event) = harm_by_system(case, victim, SystemHarm::Arrested, START);
    assert_eq!(harm.put_right_at, None);
    assert_eq!(event, Event::VictimTreatedAsOffender { case, person: victim.person() });
}

#[test]
fn what_was_done_to_somebody_who_turns_out_to_be_a_victim_is_harm_by_the_system() {
    let before = add(vec![
        Step::Reported,
        Step::Arrested,
        charged(),
        Step::Disposed(Disposition::Plea),
        Step::Sentenced { months: 12 },
    ])
    .unwrap();
    let case = CaseId::new(START, [9; 10]);
    let victim = person(Part::Victim(VictimStatus::Possible)).victim().unwrap();
    let harms = turned_out(case, victim, &before);
    let found: Vec<_> = harms.iter().map(|(harm, _)| harm.harm).collect();
    let expected =
        [SystemHarm::Arrested, SystemHarm::Charged, SystemHarm::Adjudicated, SystemHarm::Detained];
    assert_eq!(found, expected);
    for (harm, event) in harms {
        assert_eq!(harm.put_right_at, None);
        assert_eq!(event, Event::VictimTreatedAsOffender { case, person: victim.person() });
        assert!(harm.put_right(harm.at - Span::from_days(1)).is_err());
        let right = harm.put_right(harm.at).unwrap();
        assert_eq!(right.put_right(harm.at), Err(NotPutRight));
    }
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        Just(Part::Victim(VictimStatus::Possible)),
        Just(Part::Victim(VictimStatus::Not)),
        Just(Part::Exploiter(ExploiterRole::Seller)),
        Just(Part::Other(OtherPart::Friend)),
    ]
}

proptest! {
    /// Whatever is recorded, merged or turned out: no list of offenders names somebody who counts as a
    /// victim, and every step of an exploiter stands in exactly one record.
    #[test]
    fn no_victim_is_ever_in_a_list_of_offenders(
        parts in prop::collection::vec(part(), 1..8),
        merges in prop::collection::vec((0..8_u8, 0..8_u8), 0..6),
        turns in prop::collection::vec((0..8_u8, part()), 0..6),
        steps in prop::collection::vec(0..8_u8, 0..20),
    ) {
        let id = |number: u8| PersonId::new(START, [number; 10]);
        let mut people = People::of(CaseId::new(START, [9; 10]));
        for (number, part) in (0..).zip(parts) {
            let _ = people.put(Person { id: id(number), part, since: START });
        }
        let (one, other) = (MemberId::new(START, [1; 10]), MemberId::new(START, [2; 10]));
        for (kept, merged) in merges {
            let _ = people.propose(id(kept), id(merged), one);
            let _ = people.agree(id(kept), id(merged), other, START);
        }
        for (who, part) in turns {
            if let Some(Ok(person)) = people.turns_out(id(who), part) {
                let _ = people.put(person);
            }
        }
        let steps: Vec<_> =
            steps.into_iter().map(|who| (id(who), START, Step::Arrested)).collect();
        let records = records(&people, &steps);
        for record in &records {
            let person = people.person(record.exploiter().person()).unwrap();
            prop_assert!(person.victim().is_none());
            prop_assert_eq!(people.resolve(person.id), person.id);
        }
        let counts = |who: PersonId| {
            let kept = people.person(people.resolve(who));
            kept.is_some_and(|kept| kept.exploiter().is_some())
        };
        let kept: usize = records.iter().map(|record| record.steps().len()).sum();
        prop_assert_eq!(kept, steps.iter().filter(|(who, ..)| counts(*who)).count());
    }
}
