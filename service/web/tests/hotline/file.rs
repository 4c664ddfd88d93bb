//! Cases as files and meetings of the weekly review, through the whole router.

use std::collections::BTreeMap;

use axum::http::{StatusCode, header};
use case::htcds::{Field, Kind, Record, Section, Value, read, write};

use crate::case::{VICTIM, case, person};
use crate::house::{Browser, House, hidden, key_of};

async fn import(
    house: &House,
    desk: &mut Browser,
    file: &str,
    victims: &str,
) -> (StatusCode, String, String) {
    let page = house.get(desk, "/desk/cases/import").await.text;
    let fields = [("key", key_of(&page)), ("file", file), ("victims", victims)];
    let answer = house.post(desk, "/desk/cases/import", &fields).await;
    let place =
        answer.headers.get(header::LOCATION).map(|place| place.to_str().unwrap().to_owned());
    (answer.status, place.unwrap_or_default(), answer.text)
}

/// A cell of a field that no other field has.
fn cell(number: usize, field: Field) -> String {
    match field.kind() {
        Kind::Text | Kind::LongText | Kind::Lookup => format!("=\"word\" {number}, and\nmore"),
        Kind::Date => format!("20{:02}-02-28", number % 100),
        Kind::Number => number.to_string(),
        Kind::Coordinate => format!("-{number}.50"),
        Kind::Checkbox => "true".to_owned(),
        Kind::Country => "US".to_owned(),
        Kind::Countries => "MX;US".to_owned(),
        Kind::Language => "spa".to_owned(),
        Kind::One(list) => list[0].to_owned(),
        Kind::Several(list) | Kind::Open(list) => {
            let mut codes = list.to_vec();
            codes.sort_unstable();
            codes.join(";")
        }
    }
}

/// A case with every field of the standard.
fn full() -> Vec<Record> {
    let mut records: BTreeMap<Section, Record> = BTreeMap::new();
    for (number, field) in Field::ALL.iter().enumerate() {
        let section = field.section();
        let (id, of) = match section {
            Section::Case => ("c", None),
            Section::Person => ("youth", None),
            Section::Organization => ("o", None),
            Section::Perpetrator => ("p", Some("buyer")),
            Section::Victim => ("v", Some("youth")),
            Section::SupportPlan => ("s", Some("youth")),
            Section::Comment => ("m", Some("c")),
            Section::Event => ("e", Some("c")),
            Section::Consent => ("k", Some("youth")),
        };
        let new = || Record::new(section, id, of.map(str::to_owned));
        let value = Value::parse(*field, &cell(number, *field)).unwrap();
        records.entry(section).or_insert_with(new).set(*field, value).unwrap();
    }
    records.into_values().chain([Record::new(Section::Person, "buyer", None)]).collect()
}

fn in_text(records: &[Record]) -> String {
    let mut bytes = Vec::new();
    write(records, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Every field with what it holds.
fn cells(records: &[Record]) -> Vec<(Field, String)> {
    let all = records.iter().flat_map(Record::values);
    let mut cells: Vec<_> =
        all.map(|(field, value)| (field, value.to_cell().to_string())).collect();
    cells.sort();
    cells
}

#[tokio::test]
async fn every_field_of_the_standard_comes_in_and_goes_out_again_without_a_loss() {
    let house = House::founded().await;
    let mut desk = house.signed_in("coordinator").await;
    let (status, place, text) = import(&house, &mut desk, &in_text(&full()), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    let page = house.get(&mut desk, &place).await.text;
    assert!(page.contains("alleged exploiter") && page.contains("potential victim"));
    let shown = house.get(&mut desk, &format!("{place}/export")).await.text;
    for field in Field::ALL {
        assert!(shown.contains(&format!("<code>{}</code>", field.code())), "{field}");
    }
    let file = house.post(&mut desk, &format!("{place}/export"), &[("agency", "")]).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    let out = read(file.text.as_bytes()).unwrap();
    assert_eq!(cells(&out), cells(&full()));
    assert_eq!(cells(&full()).len(), 84);

    // A specialist reads the case, and takes no copy of it.
    let mut specialist = house.signed_in("specialist").await;
    let shown = house.get(&mut specialist, &format!("{place}/export")).await;
    assert!(shown.text.contains("take a copy"));
    let refused = house.post(&mut specialist, &format!("{place}/export"), &[("agency", "")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for file in std::fs::read_dir(&house.folder).unwrap() {
        let content = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!content.windows(6).any(|part| part == b"\"word\""), "stored in clear");
    }
}

#[tokio::test]
async fn a_file_that_is_longer_than_a_form_comes_in_whole_and_one_without_end_does_not() {
    let house = House::founded().await;
    let mut desk = house.signed_in("coordinator").await;
    let long = |field: &&Field| {
        field.section() == Section::Comment && matches!(field.kind(), Kind::LongText | Kind::Text)
    };
    let field = *Field::ALL.iter().find(long).unwrap();
    let comments = |many: usize| {
        let one = |number: usize| {
            let mut record =
                Record::new(Section::Comment, format!("m{number}"), Some("c".to_owned()));
            let words = format!("{number} {}", "It was written down twice. ".repeat(8));
            record.set(field, Value::parse(field, &words).unwrap()).unwrap();
            record
        };
        let all = full().into_iter().chain((0..many).map(one));
        all.collect::<Vec<_>>()
    };
    let records = comments(1_000);
    let file = in_text(&records);
    assert!(file.len() > 3 * web::form::LIMIT);
    let (status, place, text) = import(&house, &mut desk, &file, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    let out = house.post(&mut desk, &format!("{place}/export"), &[("agency", "")]).await.text;
    assert_eq!(cells(&read(out.as_bytes()).unwrap()), cells(&records));

    let (status, ..) = import(&house, &mut desk, &in_text(&comments(6_000)), "").await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let crowd: String = (0..301).map(|number| format!("person,{number},\n")).collect();
    let (status, _, text) = import(&house, &mut desk, &format!("section,id,of\n{crowd}"), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("at most 300 people"), "{text}");
    // Elsewhere a form stays as short as before, for members too.
    let words = "a".repeat(web::form::LIMIT);
    house.visitor("hello").await;
    let (mut desk, contact) = crate::answered(&house).await;
    let note = [("text", &*words)];
    let refused = house.post(&mut desk, &format!("/desk/{contact}/notes"), &note).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_file_with_wrong_cells_is_named_cell_by_cell_and_nothing_of_it_is_taken() {
    let house = House::founded().await;
    let mut desk = house.signed_in("coordinator").await;
    let wrong = "section,id,of,prs_FirstName,prs_Birthdate,prs_Gender\n\
                 person,1,,Ana,2009-02-30,girl\nwizard,2,,,,\n";
    let (status, _, text) = import(&house, &mut desk, wrong, "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("3 cells are wrong"));
    for column in ["prs_Birthdate", "prs_Gender", "section"] {
        assert!(text.contains(&format!("<code>{column}</code>")), "{column}");
    }
    assert!(text.contains("person,1,,Ana,2009-02-30,girl"), "what was pasted is still there");
    let both = "section,id,of,vic_TraffickingStatus\nperson,1,,\n\
                victim,2,1,ActualVictimOfTrafficking\nperpetrator,3,1,\n";
    let (status, _, text) = import(&house, &mut desk, both, "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
    assert!(house.get(&mut desk, "/desk/cases").await.text.contains("There is no such case."));

    // A person says that they are a victim; then no list of offenders and no file says otherwise.
    let (status, place, text) = import(&house, &mut desk, both, "yes").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
    let justice = house.get(&mut desk, &format!("{place}/justice")).await.text;
    assert!(justice.contains("There is no alleged exploiter"));
    let file = house.post(&mut desk, &format!("{place}/export"), &[("agency", "")]).await.text;
    assert!(file.contains("victim,") && !file.contains("perpetrator,"));
}

#[tokio::test]
async fn an_agencys_file_tells_what_a_consent_names_and_nothing_after_it_was_taken_back() {
    let house = House::founded().await;
    let (mut desk, id, contact) = case(&house).await;
    let path = format!("/desk/cases/{id}");
    let youth = person(&house, &mut desk, &id, VICTIM, ("Zorblatt", "5559871234")).await;
    let agency = [
        ("act", "add"),
        ("name", "County child welfare"),
        ("seat", "partner"),
        ("purpose", "coordinate_care"),
    ];
    house.post(&mut desk, &format!("{path}/agencies"), &agency).await;
    let page = house.get(&mut desk, &format!("{path}/sharing")).await.text;
    let organization = hidden(&page, "organization").to_owned();
    let export = format!("{path}/export");
    let theirs = [("agency", &*organization)];
    let shown = house.get(&mut desk, &format!("{export}?agency={organization}")).await.text;
    assert!(shown.contains("No consent that holds") && shown.contains("to plan help together"));
    let file = house.post(&mut desk, &export, &theirs).await.text;
    assert_eq!(file.lines().count(), 1, "the heading alone: {file}");
    let consent = [
        ("act", "give"),
        ("person", &*youth),
        ("recipient", &*organization),
        ("scope", "situation"),
        ("purpose", "coordinate_care"),
        ("signer", "adult_themself"),
        ("abuser", "not_checked"),
        ("contact", &*contact),
        ("days", "30"),
    ];
    let given = house.post(&mut desk, &format!("{path}/consents"), &consent).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let shown = house.get(&mut desk, &format!("{export}?agency={organization}")).await.text;
    assert!(shown.contains("consent until"));
    let file = house.post(&mut desk, &export, &theirs).await.text;
    assert!(file.contains("PossibleVictimOfTrafficking") && !file.contains("Zorblatt"), "{file}");
    let page = house.get(&mut desk, &format!("{path}/sharing")).await.text;
    let back = [("act", "revoke"), ("consent", hidden(&page, "consent")), ("person", &*youth)];
    house.post(&mut desk, &format!("{path}/consents"), &back).await;
    assert_eq!(house.post(&mut desk, &export, &theirs).await.text.lines().count(), 1);
}
