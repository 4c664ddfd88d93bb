use proptest::prelude::*;

use super::*;
use crate::htcds::Value;

fn person(part: Part) -> Person {
    Person { id: PersonId::new(Timestamp::EPOCH, [1; 10]), part, since: Timestamp::EPOCH }
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        prop::sample::select(VictimStatus::ALL.to_vec()).prop_map(Part::Victim),
        prop::sample::select(ExploiterRole::ALL.to_vec()).prop_map(Part::Exploiter),
        prop::sample::select(OtherPart::ALL.to_vec()).prop_map(Part::Other),
    ]
}

fn record(section: Section, field: Field, cell: &str) -> Record {
    let mut record = Record::new(section, "2", Some("1".to_owned()));
    record.set(field, Value::parse(field, cell).unwrap()).unwrap();
    record
}

#[test]
fn an_imported_child_who_was_made_to_recruit_is_no_exploiter() {
    let victim = record(Section::Victim, Field::VicTraffickingStatus, "ActualVictimOfTrafficking");
    let recruiter =
        record(Section::Perpetrator, Field::PerRoleInProcess, "RecruiterOrIntermediary");
    assert_eq!(Part::of_htcds([&victim, &recruiter]), Err(PartRefused::BothParts));
    assert_eq!(Part::of_htcds([&victim]), Ok(Part::Victim(VictimStatus::Actual)));
    assert_eq!(Part::of_htcds([&recruiter]), Ok(Part::Exploiter(ExploiterRole::Facilitator)));
    let buyer = record(Section::Perpetrator, Field::PerRoleInProcess, "BoughtIndividual;Abuser");
    assert_eq!(Part::of_htcds([&buyer]), Ok(Part::Exploiter(ExploiterRole::Buyer)));
    assert_eq!(Part::of_htcds([]), Err(PartRefused::NeitherPart));
}

#[test]
fn the_status_codes_are_those_of_the_standard() {
    assert_eq!(VictimStatus::CODES, crate::htcds::list::TRAFFICKING_STATUS);
}

proptest! {
    /// Whatever is found out in whatever order: who is held to be a victim is in no list of
    /// offenders, and stays out of it.
    #[test]
    fn nobody_is_both_and_a_victim_never_becomes_an_exploiter(
        first in part(),
        later in prop::collection::vec(part(), 0..12),
    ) {
        let mut person = person(first);
        for part in later {
            let was = person.victim().is_some();
            let next = person.turns_out(part);
            prop_assert_eq!(next.is_err(), was && !matches!(part, Part::Victim(_)));
            person = next.unwrap_or(person);
            prop_assert!(person.victim().is_none() || person.exploiter().is_none());
            prop_assert!(!was || person.victim().is_some(), "not even by a detour");
        }
        prop_assert!(person.victim().is_none_or(|victim| victim.person() == person.id));
    }
}
