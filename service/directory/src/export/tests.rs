use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::{
    Attribute, Contact, Directory, Language, Location, Metadata, Organization, Phone, Program,
    Schedule, Service, ServiceAtLocation, ServiceCapacity, Taxonomy, TaxonomyTerm, Unit,
    import::{File, Mode, import},
    value::{Cell, Confidentiality, Extension, Number, TimeOfDay},
};

#[test]
fn what_a_spreadsheet_would_compute_is_known() {
    for formula in
        ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"x\")"]
    {
        assert!(is_formula(formula), "{formula}");
    }
    for plain in ["+1 (311) 555-0142", "-92.1", "a=b", "", "'=1+1", "+44 20 7946 0000", "-"] {
        assert!(!is_formula(plain), "{plain}");
    }
}

/// Texts that have broken importers before.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,8}( [a-z]{1,8})?",
        1 => "[ -~]{1,12}[a-z]",
        1 => "\\PC{1,8}x",
        1 => Just("=HYPERLINK(\"http://x\")".to_owned()),
        1 => Just("'=1".to_owned()),
        1 => Just("''@x".to_owned()),
        1 => Just("line one\r\nline \"two\", and three".to_owned()),
        1 => Just("json:5".to_owned()),
        1 => Just("ñandú, 🏠".to_owned()),
    ]
}

fn maybe_text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of(text())
}

fn extra() -> impl Strategy<Value = crate::Extra> {
    let value = prop_oneof![
        text().prop_map(Value::String),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null),
        Just(Value::String(String::new())),
        text().prop_map(|text| serde_json::json!({"deep": [text, 1.5, true]})),
    ];
    proptest::collection::btree_map("x_[a-z]{1,3}", value, 0..3)
        .prop_map(|pairs| pairs.into_iter().collect())
}

fn attributes() -> impl Strategy<Value = Vec<Attribute>> {
    proptest::collection::vec((maybe_text(), any::<bool>(), extra()), 0..3).prop_map(|rows| {
        rows.into_iter()
            .map(|(value, coded, extra)| Attribute {
                value,
                taxonomy_term_id: coded.then(|| Uuid::from_u128(71)),
                extra,
                ..Attribute::default()
            })
            .collect()
    })
}

fn phones() -> impl Strategy<Value = Vec<Phone>> {
    let row = (text(), 0..3_u8, proptest::option::of("[0-9a-z]{1,5}"), 0..2_usize, attributes());
    proptest::collection::vec(row, 0..3).prop_map(|rows| {
        rows.into_iter()
            .map(|(number, secret, extension, languages, attributes)| Phone {
                number,
                extension: extension.and_then(|text| Extension::parse(&text)),
                confidentiality: Confidentiality::ALL.get(secret as usize).copied(),
                languages: vec![Language::default(); languages],
                attributes,
                ..Phone::default()
            })
            .collect()
    })
}

fn contacts() -> impl Strategy<Value = Vec<Contact>> {
    proptest::collection::vec((maybe_text(), phones()), 0..2).prop_map(|rows| {
        rows.into_iter()
            .map(|(name, phones)| Contact { name, phones, ..Contact::default() })
            .collect()
    })
}

fn schedules() -> impl Strategy<Value = Vec<Schedule>> {
    proptest::collection::vec((proptest::option::of(0..24_u32), maybe_text()), 0..2).prop_map(
        |rows| {
            rows.into_iter()
                .map(|(hour, description)| Schedule {
                    opens_at: hour.and_then(|hour| TimeOfDay::parse(&format!("{hour}:05"))),
                    description,
                    zone: Some("America/Chicago".to_owned()),
                    ..Schedule::default()
                })
                .collect()
        },
    )
}

fn capacities() -> impl Strategy<Value = Vec<ServiceCapacity>> {
    proptest::collection::vec((0..50_u32, maybe_text(), any::<Option<bool>>()), 0..3).prop_map(
        |rows| {
            rows.into_iter()
                .map(|(available, population, pets)| ServiceCapacity {
                    available: Number::from(available),
                    population,
                    pets,
                    unit: Some(Box::new(Unit {
                        id: Uuid::from_u128(72),
                        name: "bed".to_owned(),
                        ..Unit::default()
                    })),
                    ..ServiceCapacity::default()
                })
                .collect()
        },
    )
}

fn location() -> impl Strategy<Value = Location> {
    (maybe_text(), -90.0..90.0_f64, phones(), schedules(), contacts(), extra()).prop_map(
        |(name, latitude, phones, schedules, contacts, extra)| Location {
            name,
            latitude: Number::new(latitude),
            longitude: Number::new(-92.5),
            phones,
            schedules,
            contacts,
            extra,
            metadata: vec![Metadata {
                last_action_type: "update".to_owned(),
                field_name: "name".to_owned(),
                previous_value: "a".to_owned(),
                replacement_value: "b".to_owned(),
                updated_by: "c".to_owned(),
                ..Metadata::default()
            }],
            ..Location::default()
        },
    )
}

prop_compose! {
    fn service()(
        name in text(),
        description in maybe_text(),
        phones in phones(),
        contacts in contacts(),
        schedules in schedules(),
        capacities in capacities(),
        attributes in attributes(),
        places in proptest::collection::vec((0..3_u128, phones()), 0..3),
        extra in extra(),
        of in 0..3_u128,
    ) -> Service {
        let place = |(location, phones): (u128, Vec<Phone>)| ServiceAtLocation {
            location_id: Some(Uuid::from_u128(300 + location)),
            phones,
            ..ServiceAtLocation::default()
        };
        Service {
            name,
            description,
            organization_id: Some(Uuid::from_u128(100 + of)),
            program_id: (of == 1).then(|| Uuid::from_u128(201)),
            phones,
            contacts,
            schedules,
            capacities,
            attributes,
            service_at_locations: places.into_iter().map(place).collect(),
            extra,
            ..Service::default()
        }
    }
}

/// Gives every row an identifier of its own that has none yet.
fn number(value: &mut Value, next: &mut u128) {
    match value {
        Value::Array(rows) => rows.iter_mut().for_each(|row| number(row, next)),
        Value::Object(row) => {
            if row.get("id").and_then(Value::as_str) == Some(&Uuid::nil().to_string()) {
                *next += 1;
                row.insert("id".to_owned(), Uuid::from_u128(*next).to_string().into());
            }
            row.values_mut().for_each(|value| number(value, next));
        }
        _ => {}
    }
}

fn numbered<T: serde::Serialize + serde::de::DeserializeOwned>(row: T, next: &mut u128) -> T {
    let mut value = serde_json::to_value(row).unwrap();
    number(&mut value, next);
    serde_json::from_value(value).unwrap()
}

prop_compose! {
    fn directory()(
        names in proptest::collection::vec((text(), text(), phones(), contacts()), 3),
        locations in proptest::collection::vec((location(), proptest::option::of(0..3_u128)), 3),
        services in proptest::collection::vec(service(), 0..6),
    ) -> Directory {
        let mut directory = Directory::default();
        let mut next = 10_000;
        directory.taxonomies.put(Taxonomy {
            id: Uuid::from_u128(70),
            name: "codes".to_owned(),
            description: "all".to_owned(),
            ..Taxonomy::default()
        });
        directory.taxonomy_terms.put(TaxonomyTerm {
            id: Uuid::from_u128(71),
            taxonomy_id: Some(Uuid::from_u128(70)),
            name: "code".to_owned(),
            description: "one".to_owned(),
            ..TaxonomyTerm::default()
        });
        directory.programs.put(Program {
            id: Uuid::from_u128(201),
            organization_id: Some(Uuid::from_u128(101)),
            name: "program".to_owned(),
            description: "a program".to_owned(),
            ..Program::default()
        });
        for (number, (name, description, phones, contacts)) in (100..).zip(names) {
            let row = Organization { name, description, phones, contacts, ..Organization::default() };
            let row = Organization { id: Uuid::from_u128(number), ..row };
            directory.organizations.put(numbered(row, &mut next));
        }
        for (number, (location, of)) in (300..).zip(locations) {
            let id = Uuid::from_u128(number);
            let organization_id = of.map(|of| Uuid::from_u128(100 + of));
            directory.locations.put(numbered(Location { id, organization_id, ..location }, &mut next));
        }
        for service in services {
            directory.services.put(numbered(service, &mut next));
        }
        directory
    }
}

/// The directory without what a table has to say and nesting says already: whose an attribute or
/// a change is.
fn bare(directory: &Directory) -> Directory {
    fn walk(value: &mut Value) {
        match value {
            Value::Array(rows) => rows.iter_mut().for_each(walk),
            Value::Object(row) => {
                row.remove("link_entity");
                row.remove("resource_type");
                row.values_mut().for_each(walk);
            }
            _ => {}
        }
    }
    fn each<T>(table: &crate::directory::Table<T>) -> crate::directory::Table<T>
    where
        T: crate::row::Row + serde::Serialize + serde::de::DeserializeOwned,
    {
        let mut bare = crate::directory::Table::default();
        for row in table {
            let mut value = serde_json::to_value(row).unwrap();
            walk(&mut value);
            bare.put(serde_json::from_value(value).unwrap());
        }
        bare
    }
    Directory {
        organizations: each(&directory.organizations),
        programs: each(&directory.programs),
        services: each(&directory.services),
        locations: each(&directory.locations),
        taxonomies: each(&directory.taxonomies),
        taxonomy_terms: each(&directory.taxonomy_terms),
        meta_table_descriptions: directory.meta_table_descriptions.clone(),
        loose: directory.loose.clone(),
    }
}

fn read(name: &str, files: &[(String, Vec<u8>)]) -> Directory {
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let taken =
        import(&files, Mode::Strict).unwrap_or_else(|problems| panic!("{name}: {problems}"));
    taken.directory
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_tabular_package_loses_nothing(directory in directory()) {
        prop_assert!(bare(&read("package", &package(&directory))) == bare(&directory));
    }

    #[test]
    fn newline_delimited_json_loses_nothing_that_a_service_or_organization_leads_to(
        directory in directory(),
    ) {
        let lines: Vec<String> = ndjson(&directory).collect();
        let again = read("ndjson", &[("all.ndjson".to_owned(), lines.join("\n").into_bytes())]);
        prop_assert_eq!(&again.services, &directory.services);
        prop_assert_eq!(&again.organizations, &directory.organizations);
        let lone = |location: &Location| {
            location.organization_id.is_none()
                && !directory.services.iter().any(|service| {
                    service.service_at_locations.iter().any(|place| place.location_id == Some(location.id))
                })
        };
        for location in directory.locations.iter().filter(|location| !lone(location)) {
            prop_assert_eq!(again.locations.find(location.id), Some(location));
        }
        prop_assert_eq!(&again.programs, &directory.programs);
    }

    /// One phone below two services of one directory has room in no table of the standard.
    #[test]
    fn a_row_with_two_parents_of_one_kind_keeps_both(mut directory in directory(), phones in phones()) {
        let mut next = 90_000;
        let shared: Vec<Phone> = phones.into_iter().map(|phone| numbered(phone, &mut next)).collect();
        let services: Vec<Service> = directory.services.iter().cloned().collect();
        for mut service in services {
            service.phones.extend(shared.clone());
            directory.services.put(service);
        }
        prop_assert!(bare(&read("package", &package(&directory))) == bare(&directory));
    }
}

#[test]
fn an_export_says_what_it_holds() {
    let mut directory = Directory::default();
    directory.organizations.put(Organization {
        id: Uuid::from_u128(1),
        name: "=cmd()".to_owned(),
        description: "x".to_owned(),
        ..Organization::default()
    });
    let files = package(&directory);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["organizations.csv", "datapackage.json"]);
    let text = String::from_utf8(files[0].1.clone()).unwrap();
    assert!(text.contains(",'=cmd(),"), "{text}");
    let descriptor: Value = serde_json::from_slice(&files[1].1).unwrap();
    assert_eq!(descriptor["resources"][0]["path"], "organizations.csv");
    assert_eq!(descriptor["resources"][0]["schema"]["fields"][0]["name"], "id");
}
