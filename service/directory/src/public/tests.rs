use uuid::Uuid;

use super::*;
use crate::{
    Address, Contact, Metadata, Phone,
    value::{Date, LocationType},
};

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

const STREET: &str = "1457 Quarry Hill Road";
const NUMBER: &str = "(311) 555-0142";

/// A refuge whose address and number were also written where they do not belong.
fn directory(location: Option<Confidentiality>, address: Option<Confidentiality>) -> Directory {
    let mut directory = Directory::default();
    directory.organizations.put(Organization {
        id: id(1),
        name: "Refuge".to_owned(),
        description: "Ring (311) 555 0142 at night.".to_owned(),
        ..Organization::default()
    });
    directory.locations.put(Location {
        id: id(2),
        organization_id: Some(id(1)),
        name: Some("The yellow house".to_owned()),
        description: Some("Behind the mill".to_owned()),
        latitude: crate::value::Number::new(27.123_456),
        longitude: crate::value::Number::new(-92.654_321),
        confidentiality: location,
        addresses: vec![Address {
            id: id(3),
            address_1: STREET.to_owned(),
            address_type: LocationType::Physical,
            confidentiality: address,
            ..Address::default()
        }],
        metadata: vec![Metadata {
            id: id(4),
            last_action_date: Date::default(),
            field_name: "name".to_owned(),
            previous_value: "The house on Mill Lane".to_owned(),
            ..Metadata::default()
        }],
        ..Location::default()
    });
    let phone = |number: u128, confidentiality| Phone {
        id: id(number),
        number: NUMBER.to_owned(),
        confidentiality,
        ..Phone::default()
    };
    let mut service = Service {
        id: id(5),
        organization_id: Some(id(1)),
        name: "Beds".to_owned(),
        description: Some(format!("Come to {}.", STREET.to_uppercase())),
        phones: vec![phone(6, Some(Confidentiality::Partner))],
        contacts: vec![Contact {
            id: id(7),
            name: Some("Ann".to_owned()),
            phones: vec![phone(8, Some(Confidentiality::Staff))],
            ..Contact::default()
        }],
        service_at_locations: vec![ServiceAtLocation {
            id: id(9),
            location_id: Some(id(2)),
            ..ServiceAtLocation::default()
        }],
        ..Service::default()
    };
    let note = serde_json::json!([{"way": "1457, quarry hill road; ask for Ann"}]);
    service.extra.insert("notes".to_owned(), note);
    directory.services.put(service);
    directory
}

/// Everything that the view gives out, squeezed to letters and digits.
fn out(directory: &Directory, audience: Audience) -> String {
    let view = PublicView::for_audience(directory, audience);
    let services = view.services().map(|row| row.line());
    let places = view.service_at_locations().map(|row| row.line());
    let organizations = view.organizations().map(|row| row.line());
    let tables = view.package().into_iter().map(|(_, bytes)| String::from_utf8(bytes).unwrap());
    let all: String = services.chain(places).chain(organizations).chain(tables).collect();
    all.to_lowercase().chars().filter(|character| character.is_alphanumeric()).collect()
}

#[test]
fn nothing_confidential_leaves_wherever_it_was_written() {
    for (location, address) in [
        (Some(Confidentiality::Staff), None),
        (None, Some(Confidentiality::Staff)),
        (Some(Confidentiality::Partner), Some(Confidentiality::Staff)),
    ] {
        let directory = directory(location, address);
        let out = out(&directory, Audience::Public);
        for secret in [
            "quarryhill",
            "yellowhouse",
            "behindthemill",
            "milllane",
            "5550142",
            "27123456",
            "92654321",
        ] {
            assert!(!out.contains(secret), "{secret} in {out}");
        }
        // What is not confidential is still there.
        for kept in ["refuge", "beds", "ann"] {
            assert!(out.contains(kept), "{kept}");
        }
    }
}

#[test]
fn a_partner_sees_what_is_for_partners_and_no_more() {
    let directory = directory(Some(Confidentiality::Partner), None);
    let partner = out(&directory, Audience::Partner);
    assert!(partner.contains("yellowhouse") && partner.contains("27123456"));
    // The number is for staff in one place and for partners in another: the stricter counts.
    assert!(!partner.contains("5550142"));
    let staff = out(&directory, Audience::Staff);
    assert!(staff.contains("5550142") && staff.contains("1457quarryhillroad"));
}

#[test]
fn a_public_directory_leaves_whole() {
    let mut directory = directory(None, None);
    let mut service = directory.services.find(id(5)).unwrap().clone();
    service.phones[0].confidentiality = None;
    service.contacts[0].phones[0].confidentiality = Some(Confidentiality::Public);
    directory.services.put(service.clone());
    let view = PublicView::of(&directory);
    let nesting = Nesting::of(&directory);
    assert_eq!(*view.service(id(5)).unwrap(), directory.nest_service(&service, &nesting));
    let names = |files: Vec<(String, Vec<u8>)>| -> Vec<String> {
        files.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names(view.package()), names(crate::export::package(&directory)));
}

#[test]
fn a_secret_that_looks_like_a_word_of_the_standard_breaks_nothing() {
    let mut directory = directory(Some(Confidentiality::Staff), None);
    let mut location = directory.locations.find(id(2)).unwrap().clone();
    for name in
        ["active", "physical", "00000000-0000-0000-0000-000000000005", "2026-01-01", "12345"]
    {
        location.name = Some(name.to_owned());
        directory.locations.put(location.clone());
        let view = PublicView::of(&directory);
        assert_eq!(view.services().count(), 1);
        assert_eq!(view.service(id(5)).unwrap().id, id(5));
    }
}

#[test]
fn an_unknown_word_for_confidentiality_is_refused_and_not_taken_for_public() {
    let bytes = br#"{"id":"7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10","location_type":"physical","confidentiality":"secret"}"#;
    let files = [crate::import::File { name: "place.json", bytes }];
    let problems = crate::import::import(&files, crate::import::Mode::Lenient);
    let taken = problems.unwrap();
    assert_eq!(taken.problems.refused(), 1);
    assert!(taken.directory.locations.is_empty());
}

#[test]
fn the_cleared_directory_differs_only_where_something_is_confidential() {
    let mut directory = directory(Some(Confidentiality::Staff), None);
    directory.organizations.put(Organization {
        id: id(20),
        name: "Clinic".to_owned(),
        description: "Open to all.".to_owned(),
        ..Organization::default()
    });
    directory.locations.put(Location {
        id: id(21),
        organization_id: Some(id(20)),
        name: Some("Main Street".to_owned()),
        ..Location::default()
    });
    // A place of nobody: no document tells of it.
    directory.locations.put(Location {
        id: id(22),
        name: Some("The hut".to_owned()),
        confidentiality: Some(Confidentiality::Staff),
        ..Location::default()
    });
    directory.services.put(Service {
        id: id(23),
        organization_id: Some(id(20)),
        name: "Check-ups".to_owned(),
        service_at_locations: vec![ServiceAtLocation {
            id: id(24),
            location_id: Some(id(21)),
            ..ServiceAtLocation::default()
        }],
        ..Service::default()
    });
    let cleared = PublicView::of(&directory).directory();
    assert_eq!(cleared.organizations.find(id(20)), directory.organizations.find(id(20)));
    assert_eq!(cleared.locations.find(id(21)), directory.locations.find(id(21)));
    assert_eq!(cleared.services.find(id(23)), directory.services.find(id(23)));
    assert_ne!(cleared.services.find(id(5)), directory.services.find(id(5)));
    let hut = cleared.locations.find(id(22)).unwrap();
    assert_eq!(hut.name.as_deref(), Some(WITHHELD));
}
