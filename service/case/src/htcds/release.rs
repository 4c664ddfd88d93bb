//! What of a case's file an agency may read: each field by the item of the sheet that it belongs to, so that a
//! file never tells more than the page of what is shared.
//!
//! What belongs to one young person is theirs to allow. What belongs to the whole case, or to anybody else in
//! it, is in the file when every young person of the case allows it; without any, it is not.

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, Record, Section};
use crate::merge::People;
use crate::person::{Person, VictimId};
use crate::sharing::Item;

/// Which item of the sheet a field belongs to. What could be several of them is the one that is allowed least
/// often.
#[must_use]
pub const fn item(field: Field) -> Item {
    match field {
        Field::PrsBirthdate | Field::VicAgeWhenTrafficked => Item::Age,
        Field::PrsEmail | Field::PrsHomePhone | Field::PrsMobilePhone => Item::SafeContact,
        Field::PrsMailingCity
        | Field::PrsMailingCountry
        | Field::PrsMailingState
        | Field::PrsMailingStreet
        | Field::PrsMailingPostalCode
        | Field::PrsMailingLongitude
        | Field::PrsMailingLatitude => Item::Location,
        Field::PrsGender | Field::PrsPrimaryLanguage | Field::PrsSecondaryLanguage => Item::Needs,
        Field::SplObjectives => Item::Wishes,
        Field::SplActionPlan => Item::SafetyPlan,
        Field::CcoCaseComment => Item::Notes,
        Field::CasStatus => Item::Tasks,
        _ => match field.section() {
            // A street of birth or a number of children tells who somebody is.
            Section::Person => Item::Name,
            Section::SupportPlan => Item::Needs,
            Section::Organization
            | Section::Victim
            | Section::Perpetrator
            | Section::Case
            | Section::Comment
            | Section::Event
            | Section::Consent => Item::Situation,
        },
    }
}

/// What each young person of a case lets an agency see at this moment, as [`shown`](crate::sharing::shown)
/// says it.
pub type Seen = BTreeMap<VictimId, BTreeSet<Item>>;

/// The records as the agency may read them. A record of which nothing is left is in it only while another
/// says that it belongs to it.
#[must_use]
pub fn released(records: &[Record], people: &People, seen: &Seen) -> Vec<Record> {
    let mut left: Vec<Record> = Vec::new();
    for record in records {
        let whose = whose(record, people);
        let mut one = record.clone();
        // Whoever is no young person is told of where what happened is told.
        let stranger = whose.is_none() && record.section() == Section::Person;
        let of = |field| if stranger { Item::Situation } else { item(field) };
        one.keep(|field| allows(of(field), whose, seen));
        left.push(one);
    }
    let told: BTreeSet<String> = left
        .iter()
        .filter(|one| one.values().next().is_some())
        .flat_map(|one| [Some(one.id()), one.of()])
        .flatten()
        .map(str::to_owned)
        .collect();
    left.retain(|one| {
        one.values().next().is_some()
            || (!one.section().belongs_to_another() && told.contains(one.id()))
    });
    left
}

/// Whose record it is: a young person's, or the whole case's.
fn whose(record: &Record, people: &People) -> Option<VictimId> {
    let named = match record.section() {
        Section::Person => Some(record.id()),
        _ => record.of(),
    };
    let person = named?.parse().ok()?;
    people.person(people.resolve(person)).and_then(Person::victim)
}

fn allows(item: Item, whose: Option<VictimId>, seen: &Seen) -> bool {
    match whose {
        Some(victim) => seen.get(&victim).is_some_and(|items| items.contains(&item)),
        // The work of the table, where it tells nothing about anybody.
        None if item == Item::Tasks => seen.values().any(|items| items.contains(&item)),
        // An exploiter's name, a place, a comment: it tells of every one of them.
        None => !seen.is_empty() && seen.values().all(|items| items.contains(&item)),
    }
}
