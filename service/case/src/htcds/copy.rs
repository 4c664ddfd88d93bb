//! The file of a case: what is known here, over what came with a file and has no place of its own.

use std::collections::BTreeMap;

use casework::id::{CaseId, PersonId};
use zeroize::Zeroizing;

use super::plan::name;
use super::{Field, Record, Section, Value};
use crate::case::Status;
use crate::merge::People;
use crate::person::{ExploiterRole, Part, Person};

/// What is known of a case here.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Which case.
    pub case: CaseId,
    /// Where it stands.
    pub status: Status,
    /// Its people.
    pub people: &'a People,
    /// What they are called; nobody is named who is not in it.
    pub names: &'a BTreeMap<PersonId, Zeroizing<String>>,
    /// What the young people want, in their own words.
    pub wishes: &'a BTreeMap<PersonId, Zeroizing<String>>,
}

/// The records of a case. Those of `kept` are in it as they came, but for what is known better here: where
/// the case stands, who somebody is in it, what they are called.
///
/// A victim has no perpetrator's record in it, whatever came.
#[must_use]
pub fn copy(kept: Vec<Record>, known: &Known<'_>) -> Vec<Record> {
    let case = known.case.to_string();
    let mut records: Vec<Record> =
        kept.into_iter().filter(|record| is_theirs(record, known)).collect();
    let mut own = take(&mut records, Section::Case, &case, None);
    own.put(Field::CasStatus, code(known.status.code()));
    let mut first = vec![own];
    for person in known.people.iter() {
        let id = person.id.to_string();
        let mut record = take(&mut records, Section::Person, &id, None);
        if let Some(called) = known.names.get(&person.id).filter(|one| **one != name(&record)) {
            record.keep(|field| !matches!(field, Field::PrsMiddleName | Field::PrsSecondName));
            set_text(&mut record, Field::PrsFirstName, called);
        }
        first.push(record);
        first.extend(part(&mut records, person));
        if let Some(wishes) = known.wishes.get(&person.id).filter(|_| person.victim().is_some()) {
            let goals = records
                .iter()
                .any(|one| one.of() == Some(&*id) && one.value(Field::SplObjectives).is_some());
            if !goals {
                let mut plan = Record::new(Section::SupportPlan, format!("{id}-wishes"), Some(id));
                set_text(&mut plan, Field::SplObjectives, wishes);
                first.push(plan);
            }
        }
    }
    first.extend(records);
    first
}

/// Whether a record says what its person may be: a victim's part belongs to a victim alone, a perpetrator's
/// to an exploiter alone.
fn is_theirs(record: &Record, known: &Known<'_>) -> bool {
    let of = record.of().and_then(|of| of.parse().ok());
    let kept = of.and_then(|of| known.people.person(known.people.resolve(of)));
    match record.section() {
        Section::Victim => kept.is_none_or(|one| one.victim().is_some()),
        Section::Perpetrator => kept.is_some_and(|one| one.exploiter().is_some()),
        _ => true,
    }
}

/// The part of somebody: what came, with what is known here.
fn part(records: &mut Vec<Record>, person: &Person) -> Option<Record> {
    let id = person.id.to_string();
    match person.part {
        Part::Victim(status) => {
            let mut record = take(records, Section::Victim, &format!("{id}-victim"), Some(&id));
            record.put(Field::VicTraffickingStatus, code(status.code()));
            Some(record)
        }
        Part::Exploiter(role) => {
            let own = format!("{id}-perpetrator");
            let mut record = take(records, Section::Perpetrator, &own, Some(&id));
            let told = record.value(Field::PerRoleInProcess).is_some();
            if !told || Part::role_of_htcds(&record) != role {
                record.put(Field::PerRoleInProcess, code(of_role(role)));
            }
            Some(record)
        }
        Part::Other(_) => None,
    }
}

const fn of_role(role: ExploiterRole) -> &'static str {
    match role {
        ExploiterRole::Seller => "SoldIndividual",
        ExploiterRole::Buyer => "BoughtIndividual",
        ExploiterRole::Facilitator => "Other",
    }
}

/// Takes the record of a section out: the one with this identifier or, for one that belongs to another, the
/// first of that other. A new one where there is none.
fn take(records: &mut Vec<Record>, section: Section, id: &str, of: Option<&str>) -> Record {
    let is = |one: &Record| {
        one.section() == section && if of.is_some() { one.of() == of } else { one.id() == id }
    };
    match records.iter().position(is) {
        Some(at) => records.remove(at),
        None => Record::new(section, id, of.map(str::to_owned)),
    }
}

fn code(code: &str) -> Value {
    Value::Codes([code.to_owned()].into())
}

fn set_text(record: &mut Record, field: Field, text: &Zeroizing<String>) {
    if text.is_empty() {
        record.keep(|one| one != field);
    } else {
        record.put(field, Value::Text(text.clone()));
    }
}
