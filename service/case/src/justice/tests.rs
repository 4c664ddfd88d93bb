use casework::id::PersonId;
use casework::time::Span;

use super::*;
use crate::person::{ExploiterRole, Part, Person, VictimStatus};

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
