//! A file makes a case, a case makes a file, and an agency gets of it what it may read.

use std::collections::{BTreeMap, BTreeSet};

use casework::id::{CaseId, PersonId};
use casework::time::Timestamp;
use zeroize::Zeroizing;

use super::*;
use crate::case::Status;
use crate::htcds::release::{Seen, item, released};
use crate::merge::People;
use crate::person::{ExploiterRole, OtherPart, Part, Person, VictimStatus};
use crate::sharing::Item;

const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

fn id(number: u8) -> PersonId {
    PersonId::new(START, [number; 10])
}

fn case() -> CaseId {
    CaseId::new(START, [99; 10])
}

/// Every line of a file numbered, as it is read.
fn lines(records: &[Record]) -> Vec<(u64, Record)> {
    (2..).zip(records.iter().cloned()).collect()
}

/// The case of a file and its file again, with what the case holds between them.
fn through(records: &[Record]) -> (Vec<Record>, Vec<Record>, People) {
    let plan = plan(lines(records), Both::Unsaid).unwrap();
    let (status, mut people) = (plan.status, People::of(case()));
    let (mut ids, mut names) = (Vec::new(), BTreeMap::new());
    for (number, one) in (1..).zip(&plan.people) {
        let _ = people.put(Person { id: id(number), part: one.part, since: START });
        names.insert(id(number), one.name.clone());
        ids.push(id(number));
    }
    let kept = plan.records(case(), &ids);
    let wishes = BTreeMap::new();
    let known = Known { case: case(), status, people: &people, names: &names, wishes: &wishes };
    (kept.clone(), copy(kept, &known), people)
}

fn sorted(mut records: Vec<Record>) -> Vec<String> {
    let key = |record: &Record| {
        let cells: Vec<_> =
            record.values().map(|(field, value)| (field, value.to_cell().to_string())).collect();
        format!("{:?} {:?} {:?} {cells:?}", record.section(), record.id(), record.of())
    };
    records.sort_by_key(key);
    records.iter().map(key).collect()
}

/// A record of each section with each of its fields, as a whole case.
fn full() -> impl Strategy<Value = Vec<Record>> {
    let fields: Vec<_> = Field::ALL.iter().map(|field| value(*field)).collect();
    fields.prop_map(|values| {
        let mut records: BTreeMap<Section, Record> = BTreeMap::new();
        for (field, value) in Field::ALL.iter().zip(values) {
            let section = field.section();
            let (own, of) = match section {
                Section::Case => ("c", None),
                Section::Person => ("youth", None),
                Section::Organization => ("o", None),
                Section::Perpetrator => ("of-buyer", Some("buyer")),
                Section::Victim | Section::SupportPlan => ("of-youth", Some("youth")),
                Section::Comment | Section::Event | Section::Consent => ("of-case", Some("c")),
            };
            let new = || Record::new(section, own, of.map(str::to_owned));
            records.entry(section).or_insert_with(new).put(*field, value);
        }
        let buyer = Record::new(Section::Person, "buyer", None);
        records.into_values().chain([buyer]).collect()
    })
}

proptest! {
    /// Every field of the standard: through a case and back, also through the file, without a loss.
    #[test]
    fn no_field_is_lost_on_the_way_through_a_case(records in full()) {
        let (kept, out, _) = through(&records);
        prop_assert_eq!(sorted(out.clone()), sorted(kept));
        prop_assert_eq!(sorted(round(&out)), sorted(out.clone()));
        // What went out comes in again as the same.
        let (_, again, _) = through(&out);
        let fields = |records: &[Record]| -> Vec<_> {
            let mut all: Vec<_> = records
                .iter()
                .flat_map(Record::values)
                .map(|(field, value)| (field, value.to_cell().to_string()))
                .collect();
            all.sort();
            all
        };
        prop_assert_eq!(fields(&again), fields(&records));
    }

    /// For whatever a page shows of each young person: the file tells nothing else of them, and of the
    /// whole case only what every one of them lets be told.
    #[test]
    fn a_file_tells_what_the_page_of_sharing_shows_and_nothing_else(
        records in full(),
        mine in items(),
        others in prop::option::of(items()),
    ) {
        let (_, out, mut people) = through(&records);
        let youth = people.iter().find_map(Person::victim).unwrap();
        let mut seen: Seen = [(youth, mine.clone())].into();
        if let Some(others) = &others {
            let part = Part::Victim(VictimStatus::Possible);
            let other = Person { id: id(50), part, since: START };
            let _ = people.put(other);
            seen.insert(other.victim().unwrap(), others.clone());
        }
        let everybody = others.map_or_else(|| mine.clone(), |others| &mine & &others);
        let left = released(&out, &people, &seen);
        for record in &left {
            let named = if record.section() == Section::Person { Some(record.id()) } else { record.of() };
            let theirs = named == Some(youth.person().to_string().as_str());
            for (field, _) in record.values() {
                let allowed = match (theirs, record.section()) {
                    (true, _) => mine.contains(&item(field)),
                    (false, Section::Person) => everybody.contains(&Item::Situation),
                    _ if item(field) == Item::Tasks => {
                        seen.values().any(|items| items.contains(&Item::Tasks))
                    }
                    _ => everybody.contains(&item(field)),
                };
                prop_assert!(allowed, "{}", field);
            }
        }
        // It is a file that can be read.
        prop_assert_eq!(round(&left), left);
        prop_assert!(released(&out, &people, &Seen::new()).is_empty(), "nobody allows anything");
    }
}

fn items() -> impl Strategy<Value = BTreeSet<Item>> {
    prop::sample::subsequence(Item::ALL.to_vec(), 0..=Item::ALL.len())
        .prop_map(|items| items.into_iter().collect())
}

#[test]
fn a_file_is_taken_whole_or_every_record_that_is_not_is_named_with_its_line() {
    let file = "section,id,of,prs_FirstName,vic_TraffickingStatus\n\
                case,c,,,\n\
                person,1,,Ana,\n\
                victim,2,1,,PossibleVictimOfTrafficking\n\
                perpetrator,3,1,,\n\
                case,d,,,\n";
    let refused = plan(read_lines(file.as_bytes()).unwrap(), Both::Unsaid).unwrap_err();
    let found: Vec<_> = refused.problems().iter().map(|one| (one.line, &*one.column)).collect();
    assert_eq!(found, [(3, "section"), (6, "section")]);
    assert!(!format!("{refused}").contains("Ana"));

    // A person says that they are a victim: then they are nothing else, here and in the next file.
    let file = file.replace("case,d,,,\n", "");
    let plan = plan(read_lines(file.as_bytes()).unwrap(), Both::Victims).unwrap();
    assert_eq!(plan.people[0].part, Part::Victim(VictimStatus::Possible));
    let records = plan.records(case(), &[id(1)]);
    assert!(records.iter().all(|one| one.section() != Section::Perpetrator));
}

#[test]
fn who_somebody_is_here_stands_in_the_file_whatever_came_with_one() {
    let mut people = People::of(case());
    let parts = [
        Part::Victim(VictimStatus::Actual),
        Part::Exploiter(ExploiterRole::Seller),
        Part::Other(OtherPart::Friend),
    ];
    for (number, part) in (1..).zip(parts) {
        let _ = people.put(Person { id: id(number), part, since: START });
    }
    let mut wrong = Record::new(Section::Perpetrator, "x", Some(id(1).to_string()));
    wrong.put(Field::PerRoleDetails, Value::parse(Field::PerRoleDetails, "she drove").unwrap());
    let names = [(id(1), Zeroizing::new("Ana".to_owned()))].into();
    let wishes = [(id(1), Zeroizing::new("To finish school.".to_owned()))].into();
    let (people, status) = (&people, Status::FollowUp);
    let known = Known { case: case(), status, people, names: &names, wishes: &wishes };
    let out = copy(vec![wrong], &known);
    let of = |section, person: u8| {
        let mut found = out.iter().filter(move |one| one.section() == section);
        found.find(|one| one.of() == Some(&*id(person).to_string())).cloned()
    };
    assert!(of(Section::Perpetrator, 1).is_none(), "a victim is no perpetrator in any file");
    assert!(of(Section::Victim, 2).is_none() && of(Section::Victim, 3).is_none());
    let victim = of(Section::Victim, 1).unwrap();
    assert!(victim.value(Field::VicTraffickingStatus).unwrap().has("ActualVictimOfTrafficking"));
    let seller = of(Section::Perpetrator, 2).unwrap();
    assert!(seller.value(Field::PerRoleInProcess).unwrap().has("SoldIndividual"));
    let plan = of(Section::SupportPlan, 1).unwrap();
    assert_eq!(*plan.value(Field::SplObjectives).unwrap().to_cell(), "To finish school.");
    assert!(out[0].value(Field::CasStatus).unwrap().has("FollowUp"));
}
