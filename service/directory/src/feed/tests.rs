use proptest::prelude::*;

use super::nearby::Nearby;
use super::*;
use crate::import::{File, Mode, import};
use crate::value::{Confidentiality, Number};
use crate::{Address, Location};

const WORDS: [&str; 5] = ["night", "shelter", "youth", "legal", "Café"];

fn id(number: usize) -> Uuid {
    Uuid::from_u128(number as u128 + 1)
}

/// What one row says, as the property draws it.
type Drawn = (Vec<usize>, Vec<u8>, Option<i64>);

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let row = (
        prop::collection::vec(0..WORDS.len(), 0..4),
        prop::collection::vec(0_u8..3, 0..3),
        prop::option::of(0_i64..10),
    );
    prop::collection::vec(row, 0..30)
}

fn rows(drawn: &[Drawn]) -> Rows {
    let mut rows = Rows::default();
    for (number, (words, links, modified)) in drawn.iter().enumerate() {
        let text = words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(", ");
        let links = links.iter().map(|link| Link::Term(id(usize::from(*link))));
        rows.add(id(number), [text.as_str()], links, *modified);
    }
    rows.finish();
    rows
}

proptest! {
    #[test]
    fn a_question_is_answered_as_by_asking_every_row(
        all in drawn(),
        sought in prop::collection::vec(0..WORDS.len(), 0..3),
        links in prop::collection::vec(0_u8..4, 0..2),
        since in prop::option::of(0_i64..10),
        among in prop::option::of(prop::collection::btree_set(0_u32..30, 0..10)),
    ) {
        let question = Question {
            // Neither case nor accents count.
            search: sought.iter().map(|word| WORDS[*word].to_uppercase()).collect::<Vec<_>>().join(" "),
            links: links.iter().map(|link| Link::Term(id(usize::from(*link)))).collect(),
            modified_after: since,
            among: among.as_ref().map(|rows| rows.iter().copied().collect()),
        };
        let fits = |(number, (words, has, modified)): (usize, &Drawn)| {
            let row = u32::try_from(number).unwrap();
            (sought.iter().all(|word| words.contains(word))
                && links.iter().all(|link| has.contains(link))
                && since.is_none_or(|since| modified.unwrap_or(i64::MAX) >= since)
                && among.as_ref().is_none_or(|among| among.contains(&row)))
            .then_some(row)
        };
        let expected: Vec<u32> = all.iter().enumerate().filter_map(fits).collect();
        let found = rows(&all).find(&question);
        prop_assert_eq!(found.len(), expected.len());
        prop_assert_eq!(&found.slice(0, usize::MAX), &expected);
        // Turned page by page, it is the same.
        let pages = (0..10).flat_map(|page| found.slice(page * 4, 4));
        prop_assert_eq!(pages.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn near_is_what_lies_within_the_distance(
        points in prop::collection::vec((-89.9_f64..89.9, -180.0_f64..180.0), 1..40),
        kilometres in 0.0_f64..3_000.0,
    ) {
        let mut nearby = Nearby::default();
        for (row, (latitude, longitude)) in points.iter().enumerate() {
            let location = location(*latitude, *longitude, None);
            nearby.add(u32::try_from(row).unwrap(), Some(&location), std::iter::empty());
        }
        let from = Point::new(points[0].0, points[0].1).unwrap();
        let near = |(row, (latitude, longitude)): (usize, &(f64, f64))| {
            let at = Point::new(*latitude, *longitude)?;
            (from.kilometres_to(at) <= kilometres).then(|| u32::try_from(row).unwrap())
        };
        let expected: Vec<u32> = points.iter().enumerate().filter_map(near).collect();
        prop_assert_eq!(nearby.within(from, kilometres), expected);
    }
}

fn location(latitude: f64, longitude: f64, confidentiality: Option<Confidentiality>) -> Location {
    let address = Address { postal_code: "10 001".into(), ..Address::default() };
    Location {
        latitude: Number::new(latitude),
        longitude: Number::new(longitude),
        confidentiality,
        addresses: vec![address],
        ..Location::default()
    }
}

#[test]
fn a_confidential_place_has_no_point_and_teaches_no_postal_code() {
    let mut nearby = Nearby::default();
    let hidden = location(40.7, -74.0, Some(Confidentiality::Staff));
    nearby.learn(&hidden);
    nearby.add(0, Some(&hidden), std::iter::empty());
    assert!(nearby.centre("10001").is_none());
    assert!(nearby.within(Point::new(40.7, -74.0).unwrap(), 1.0).is_empty());
    nearby.learn(&location(40.0, -74.0, None));
    nearby.learn(&location(41.0, -75.0, None));
    let centre = nearby.centre("10001").unwrap();
    assert_eq!((centre.latitude(), centre.longitude()), (40.5, -74.5));
}

const SERVICE: &str = r#"{
    "id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10", "name": "Night shelter", "status": "active",
    "phones": [{"id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a11", "number": "555-0100"}],
    "organization": {"id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a12", "name": "Harbor",
        "description": "Beds", "phones": [{"id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a13",
        "number": "555-0101"}]},
    "service_at_locations": [{"id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a14",
        "location": {"id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a15", "location_type": "physical",
            "name": "The house on Elm Road", "confidentiality": "staff",
            "latitude": 41.0, "longitude": -74.0,
            "addresses": [{"id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a16", "address_1": "12 Elm Road",
                "city": "Ashford", "state_province": "NJ", "postal_code": "07001",
                "country": "US", "address_type": "physical"}]}}]
}"#;

#[test]
fn what_is_said_of_a_row_is_cleared_in_full_and_in_short() {
    let files = [File { name: "one.json", bytes: SERVICE.as_bytes() }];
    let taken = import(&files, Mode::Strict).unwrap().directory;
    // As it is stored: without what only staff may know.
    let stored = PublicView::of(&taken).directory();
    let services: Vec<Service> = stored.services.iter().cloned().collect();
    let mut builder = Builder::new(stored);
    services.iter().for_each(|service| builder.add(service));
    let feed = builder.finish();

    let asked = Question { search: "harbor NIGHT".into(), ..Question::default() };
    assert_eq!(feed.services.find(&asked), Found::These(vec![0]));
    let elm = Question { search: "elm".into(), ..Question::default() };
    assert!(feed.places.find(&elm).is_empty(), "a confidential name is not found");
    let full = feed.service(&services[0]);
    assert!(full.line().contains("555-0101") && !full.line().contains("Elm"));
    let brief = full.brief();
    assert!(brief.line().contains("Harbor") && !brief.line().contains("555-01"));
    let (of, place) = feed.place(0).unwrap();
    assert_eq!(of, services[0].id);
    let there = feed.service_at_location(&services[0], place).unwrap();
    assert!(!there.line().contains("Elm") && !there.brief().line().contains("Elm"));
    let organization = services[0].organization_id.unwrap();
    let of = feed.organization(organization).unwrap();
    let of = of.with_services(vec![feed.service(&services[0]).brief()]);
    assert!(of.line().contains("Night shelter") && !of.line().contains("Elm"));
    assert!(!feed.brief_organization(organization).unwrap().line().contains("555-0101"));
}
