//! The standard's own examples go in and come out equal. They lie beside the checkout, not in it
//! (their licence is CC BY-SA 4.0); where they are absent the tests say so and pass.

use std::{collections::BTreeMap, fs};

use directory::{
    Directory, Nesting,
    import::{File, Mode, import},
};
use serde::Serialize;
use serde_json::Value;

use crate::schema::{assert_valid, check, examples, load};

mod schema;

fn read(name: &str) -> Option<(Directory, Value)> {
    let path = examples()?.join("examples").join(name);
    let bytes = fs::read(path).expect("the example can be read");
    let taken = import(&[File { name, bytes: &bytes }], Mode::Strict);
    let taken = taken.unwrap_or_else(|problems| panic!("{problems}"));
    Some((taken.directory, serde_json::from_slice(&bytes).expect("the example is JSON")))
}

fn json<T: Serialize>(row: &T) -> Value {
    serde_json::to_value(row).expect("a row is JSON")
}

fn only<T: Clone>(mut rows: impl Iterator<Item = T>) -> T {
    rows.next().expect("a row")
}

fn page(document: &Value) -> &Value {
    &document["contents"][0]
}

#[test]
fn a_service_comes_out_as_it_went_in() {
    let Some((directory, document)) = read("service_full.json") else { return };
    let nesting = Nesting::of(&directory);
    let service = only(directory.services.iter());
    assert_eq!(json(&directory.nest_service(service, &nesting)), document);
}

#[test]
fn a_page_of_services_comes_out_as_it_went_in() {
    let Some((directory, document)) = read("service_list.json") else { return };
    let nesting = Nesting::of(&directory);
    let service = only(directory.services.iter());
    assert_eq!(json(&directory.nest_service(service, &nesting)), *page(&document));
}

#[test]
fn an_organization_comes_out_as_it_went_in() {
    let Some((directory, document)) = read("organization_full.json") else { return };
    let nesting = Nesting::of(&directory);
    let organization = only(directory.organizations.iter());
    assert_eq!(json(&directory.nest_organization_with_services(organization, &nesting)), document);
    let Some((directory, document)) = read("organization_list.json") else { return };
    let organization = only(directory.organizations.iter());
    let nesting = Nesting::of(&directory);
    assert_eq!(json(&directory.nest_organization(organization, &nesting)), *page(&document));
}

#[test]
fn a_service_at_a_location_comes_out_as_it_went_in() {
    for name in ["service_at_location_full.json", "service_at_location_list.json"] {
        let Some((directory, document)) = read(name) else { return };
        let nesting = Nesting::of(&directory);
        let service = only(directory.services.iter());
        let place = only(service.service_at_locations.iter());
        let document = if document["contents"].is_array() { page(&document) } else { &document };
        assert_eq!(json(&directory.nest_service_at_location(service, place, &nesting)), *document);
    }
}

#[test]
fn a_location_comes_out_as_it_went_in() {
    let Some((directory, document)) = read("location.json") else { return };
    assert_eq!(json(&directory.nest_location(only(directory.locations.iter()))), document);
}

#[test]
fn taxonomies_and_terms_come_out_as_they_went_in() {
    let Some((directory, document)) = read("taxonomy.json") else { return };
    assert_eq!(json(only(directory.taxonomies.iter())), document);
    let Some((directory, document)) = read("taxonomy_list.json") else { return };
    assert_eq!(json(only(directory.taxonomies.iter())), *page(&document));
    for name in ["taxonomy_term.json", "taxonomy_term_list.json"] {
        let Some((directory, document)) = read(name) else { return };
        let document = if document["contents"].is_array() { page(&document) } else { &document };
        assert_eq!(json(&directory.nest_term(only(directory.taxonomy_terms.iter()))), *document);
    }
}

/// Cells by file, row and column: the order of columns and line ends are free.
fn cells(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let heading = reader.headers().expect("a heading").clone();
    let row = |record: csv::StringRecord| {
        let pairs = heading.iter().zip(record.iter());
        pairs
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect()
    };
    reader.records().map(|record| row(record.expect("a record"))).collect()
}

#[test]
fn the_tabular_package_is_refused_strictly_because_its_links_dangle() {
    let Some(path) = examples() else { return };
    let bytes = fs::read(path.join("examples/csv/service_capacity.csv")).expect("can be read");
    let files = [File { name: "service_capacity.csv", bytes: &bytes }];
    let problems = import(&files, Mode::Strict).expect_err("the example names no service");
    let all = problems.to_string();
    assert!(all.contains("service_capacity.csv, line 2 (`service_id`): `f75b808e"), "{all}");
}

#[test]
fn the_tabular_package_comes_out_as_it_went_in() {
    let Some(path) = examples() else { return };
    let folder = path.join("examples/csv");
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("an entry"))
        .map(|entry| {
            let bytes = fs::read(entry.path()).expect("the file can be read");
            (entry.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect();
    files.sort();
    let borrowed: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let taken = import(&borrowed, Mode::Lenient).expect("a lenient import takes what it can");
    assert_eq!(taken.problems.refused(), 0, "{}", taken.problems);
    let written: BTreeMap<String, Vec<u8>> =
        directory::export::package(&taken.directory).into_iter().collect();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".csv")) {
        let written = written.get(name).unwrap_or_else(|| panic!("{name} was not written"));
        let text = String::from_utf8_lossy(written);
        assert_eq!(cells(written), cells(bytes), "{name}\n{text}");
    }
}

#[test]
fn the_package_in_one_json_file_is_read_too() {
    let Some(path) = examples() else { return };
    let bytes = fs::read(path.join("examples/tabular.json")).expect("can be read");
    let taken = import(&[File { name: "tabular.json", bytes: &bytes }], Mode::Lenient)
        .expect("a lenient import takes what it can");
    assert_eq!(taken.problems.refused(), 0, "{}", taken.problems);
    assert_eq!(taken.directory.services.len(), 1);
    let service = only(taken.directory.services.iter());
    assert_eq!(service.phones.len(), 1);
    assert_eq!(service.phones[0].languages.len(), 1);
}

#[test]
fn what_comes_out_of_any_example_is_valid() {
    let mut checked = 0;
    for name in [
        "service_full.json",
        "service_list.json",
        "organization_full.json",
        "organization_list.json",
        "service_at_location_full.json",
        "service_at_location_list.json",
        "location.json",
        "taxonomy.json",
        "taxonomy_list.json",
        "taxonomy_term.json",
        "taxonomy_term_list.json",
    ] {
        let Some((directory, _)) = read(name) else { return };
        let nesting = Nesting::of(&directory);
        for service in &directory.services {
            assert_valid(&json(&directory.nest_service(service, &nesting)), "service.json");
            checked += 1;
            for place in &service.service_at_locations {
                let full = directory.nest_service_at_location(service, place, &nesting);
                assert_valid(&json(&full), "service_at_location.json");
            }
        }
        for row in &directory.organizations {
            let full = directory.nest_organization_with_services(row, &nesting);
            assert_valid(&json(&full), "organization.json");
            checked += 1;
        }
        for row in &directory.locations {
            assert_valid(&json(&directory.nest_location(row)), "location.json");
            checked += 1;
        }
        for row in &directory.taxonomy_terms {
            assert_valid(&json(&directory.nest_term(row)), "taxonomy_term.json");
            checked += 1;
        }
    }
    assert!(checked > 15, "{checked}");
}

#[test]
fn the_check_finds_what_is_wrong() {
    if examples().is_none() {
        return;
    }
    let mut faults = Vec::new();
    let wrong =
        serde_json::json!({"id": "1", "status": "open", "minimum_age": "12", "phones": [{}]});
    check(&wrong, &load("service.json"), "service", &mut faults);
    faults.sort();
    let all = faults.join("\n");
    for part in [
        "service.id: \"1\" is no UUID",
        "service.minimum_age: \"12\" is no",
        "service.status: \"open\" is none of",
        "service: no name",
        "service.phones[0]: no number",
    ] {
        assert!(all.contains(part), "{part} in {all}");
    }
}
