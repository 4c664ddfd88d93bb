use casework::{
    need::{AgeBand, Gender, Need},
    time::{Span, Timestamp},
};
use uuid::Uuid;

use super::*;
use crate::{
    Directory, Location, Schedule, Service, ServiceArea, ServiceAtLocation, ServiceCapacity,
    place::Point,
    taxonomy,
    value::{Confidentiality, LocationType, Number, Status},
};

/// 2026-11-18 20:00 UTC: a Wednesday, 14:00 in Chicago.
fn now() -> Timestamp {
    Timestamp::from_seconds(1_795_032_000)
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A shelter with four beds free of six, said ten minutes ago, at 41° north, 90° west.
fn shelter(number: u128) -> Service {
    Service {
        id: id(number),
        name: format!("Shelter {number}"),
        minimum_age: Some(Number::from(12)),
        maximum_age: Some(Number::from(17)),
        genders: Some("Feminine".to_owned()),
        attributes: vec![taxonomy::attribute(id(1_000 + number), Need::EmergencyShelter)],
        service_at_locations: vec![ServiceAtLocation {
            id: id(2_000 + number),
            location_id: Some(id(1)),
            ..ServiceAtLocation::default()
        }],
        schedules: vec![Schedule {
            id: id(3_000 + number),
            opens_at: Some(chrono::NaiveTime::MIN.into()),
            closes_at: Some(chrono::NaiveTime::MIN.into()),
            zone: Some("America/Chicago".to_owned()),
            ..Schedule::default()
        }],
        capacities: vec![ServiceCapacity {
            id: id(4_000 + number),
            available: Number::from(4),
            maximum: Some(Number::from(6)),
            updated: (now() - Span::from_minutes(10)).into(),
            ..ServiceCapacity::default()
        }],
        ..Service::default()
    }
}

fn location(number: u128, latitude: f64, longitude: f64) -> Location {
    Location {
        id: id(number),
        location_type: LocationType::Physical,
        latitude: Number::new(latitude),
        longitude: Number::new(longitude),
        ..Location::default()
    }
}

fn index(services: impl IntoIterator<Item = Service>) -> Index {
    let mut directory = Directory::default();
    directory.locations.put(location(1, 41.0, -90.0));
    for service in services {
        directory.services.put(service);
    }
    Index::of(&directory, Settings::default())
}

fn bed() -> Wish {
    Wish { needs: Needs::NONE.with(Need::EmergencyShelter), place_now: true, ..Wish::at(now()) }
}

fn codes(fit: &Fit) -> Vec<&'static str> {
    fit.findings.iter().map(|finding| finding.reason().code()).collect()
}

#[test]
fn a_service_that_fits_says_why_point_by_point() {
    let wish = Wish {
        age: Some(AgeBand::From15To17),
        gender: Some(Gender::Feminine),
        from: Point::new(41.0, -90.1),
        ..bed()
    };
    let matches = index([shelter(10)]).matches(&wish);
    let [fit] = &matches.fitting[..] else { panic!("one fits: {matches:?}") };
    assert_eq!(codes(fit), ["covers", "takes_age", "takes_gender", "near", "open", "places_free"]);
    // 0.1 degree of longitude at 41° north on a sphere of 6371.0088 km: 8.392 km.
    assert!((fit.kilometres.unwrap() - 8.392).abs() < 0.01, "{:?}", fit.kilometres);
    assert_eq!(fit.free.unwrap().places, 4);
}

#[test]
fn a_service_that_fails_one_wish_is_listed_below_with_that_wish_named() {
    let wish = Wish { age: Some(AgeBand::From18To20), ..bed() };
    let matches = index([shelter(10)]).matches(&wish);
    assert!(matches.fitting.is_empty());
    let failed: Vec<_> = matches.nearly[0].failed().map(|finding| finding.reason()).collect();
    assert_eq!(failed, [&Reason::TakesOtherAges { from: 12, to: Some(17) }]);
}

#[test]
fn a_service_that_fails_two_wishes_is_not_listed() {
    let wish = Wish { age: Some(AgeBand::From18To20), gender: Some(Gender::Masculine), ..bed() };
    let matches = index([shelter(10)]).matches(&wish);
    assert_eq!((matches.fitting.len(), matches.nearly.len()), (0, 0));
    assert_eq!(matches.looked_at, 1);
}

#[test]
fn what_the_directory_does_not_say_is_to_be_asked_and_not_refused() {
    let silent = Service { id: id(10), name: "Silent".to_owned(), ..Service::default() };
    let wish = Wish {
        age: Some(AgeBand::Under18),
        gender: Some(Gender::Feminine),
        language: Some("es".to_owned()),
        county: Some("Ash".to_owned()),
        from: Point::new(41.0, -90.0),
        dangers: vec![Danger { at: Point::new(41.0, -90.0).unwrap(), kilometres: 5.0 }],
        own_child: true,
        pet: true,
        ..bed()
    };
    let matches = index([silent]).matches(&wish);
    let [fit] = &matches.fitting[..] else { panic!("one fits: {matches:?}") };
    assert_eq!(fit.to_ask().count(), fit.findings.len());
    assert_eq!(fit.findings.len(), 11);
}

#[test]
fn an_old_number_of_beds_is_to_be_confirmed_and_a_fresh_zero_is_a_no() {
    let with = |available: u32, age: Span| {
        let mut service = shelter(10);
        service.capacities[0].available = available.into();
        service.capacities[0].updated = (now() - age).into();
        index([service]).matches(&bed())
    };
    let day = Span::from_hours(25);
    assert_eq!(codes(&with(4, day).fitting[0]).last(), Some(&"places_old"));
    assert_eq!(codes(&with(0, day).fitting[0]).last(), Some(&"places_old"));
    assert_eq!(codes(&with(0, Span::from_hours(1)).nearly[0]).last(), Some(&"no_place_free"));
}

#[test]
fn more_beds_free_than_there_are_count_as_unknown() {
    let mut service = shelter(10);
    service.capacities[0].available = Number::from(7);
    let matches = index([service]).matches(&bed());
    assert_eq!(codes(&matches.fitting[0]).last(), Some(&"places_not_said"));
}

#[test]
fn a_new_number_of_beds_counts_at_once() {
    let index = index([shelter(10)]);
    assert!(index.set_free(id(4_010), Some(0), now()));
    assert!(!index.set_free(id(9), Some(0), now()));
    let matches = index.matches(&bed());
    assert_eq!(matches.nearly[0].free.unwrap().places, 0);
}

#[test]
fn beds_for_others_are_not_counted() {
    let mut service = shelter(10);
    service.genders = None;
    service.capacities[0].genders = Some("Masculine".to_owned());
    let wish = Wish { gender: Some(Gender::Feminine), ..bed() };
    let matches = index([service]).matches(&wish);
    let failed: Vec<_> = matches.nearly[0].failed().map(|finding| finding.reason()).collect();
    assert_eq!(failed, [&Reason::TakesOtherGenders]);
    assert_eq!(matches.nearly[0].free, None);
}

#[test]
fn a_transgender_girl_is_placed_where_it_is_said_that_she_is_a_girl() {
    let verdict = |affirming: Option<bool>| {
        let mut service = shelter(10);
        service.capacities[0].gender_affirming = affirming;
        let wish = Wish { gender: Some(Gender::TransgenderFeminine), ..bed() };
        let matches = index([service]).matches(&wish);
        let fit = matches.fitting.first().or(matches.nearly.first()).unwrap().clone();
        fit.findings[1].verdict()
    };
    assert_eq!(verdict(Some(true)), Verdict::Fits);
    assert_eq!(verdict(None), Verdict::Ask);
    assert_eq!(verdict(Some(false)), Verdict::Fails);
}

#[test]
fn better_comes_first() {
    let mut stale = shelter(10);
    stale.capacities[0].updated = (now() - Span::from_hours(30)).into();
    let mut broader = shelter(11);
    broader.attributes.push(taxonomy::attribute(id(5_011), Need::MedicalCare));
    let closed = Service { status: Status::TemporarilyClosed, ..shelter(12) };
    let good = shelter(13);
    let wish = Wish { needs: bed().needs.with(Need::MedicalCare), ..bed() };
    let matches = index([stale, closed, good, broader]).matches(&wish);
    let order: Vec<u128> = matches
        .fitting
        .iter()
        .chain(&matches.nearly)
        .map(|fit| fit.service.uuid().as_u128())
        .collect();
    assert_eq!(order, [11, 13, 10, 12]);
}

#[test]
fn a_defunct_service_is_not_listed() {
    let gone = Service { status: Status::Defunct, ..shelter(10) };
    let index = index([gone]);
    assert!(index.is_empty());
    assert!(index.matches(&bed()).fitting.is_empty());
}

#[test]
fn a_place_near_danger_fails_and_says_so() {
    let wish = Wish {
        dangers: vec![Danger { at: Point::new(41.0, -90.01).unwrap(), kilometres: 2.0 }],
        ..bed()
    };
    let matches = index([shelter(10)]).matches(&wish);
    assert!(matches.nearly[0].failed().any(|finding| *finding.reason() == Reason::InDanger));
}

#[test]
fn a_confidential_place_cannot_be_found_by_asking_from_here_and_there() {
    let mut directory = Directory::default();
    let mut secret = location(1, 41.0, -90.0);
    secret.confidentiality = Some(Confidentiality::Staff);
    directory.locations.put(secret);
    directory.services.put(shelter(10));
    let index = Index::of(&directory, Settings::default());
    let ask = |latitude: f64, audience: Audience| {
        let wish = Wish {
            from: Point::new(latitude, -90.0),
            dangers: vec![Danger { at: Point::new(latitude, -90.0).unwrap(), kilometres: 2.0 }],
            audience,
            ..bed()
        };
        index.matches(&wish)
    };
    // The answer is the same from next door and from the other side of the earth.
    assert_eq!(ask(41.0, Audience::Public), ask(-41.0, Audience::Public));
    assert_eq!(ask(41.0, Audience::Partner), ask(-41.0, Audience::Partner));
    assert_eq!(ask(41.0, Audience::Public).fitting[0].kilometres, None);
    assert_eq!(ask(41.0, Audience::Staff).nearly[0].kilometres, Some(0.0));
    assert!(ask(-41.0, Audience::Staff).fitting.is_empty());
}

#[test]
fn a_service_area_decides_by_county_or_by_border() {
    let area = |extent_type: &str, extent: &str| ServiceArea {
        id: id(6),
        extent_type: Some(extent_type.to_owned()),
        extent: Some(extent.to_owned()),
        ..ServiceArea::default()
    };
    let verdict = |area: ServiceArea, wish: Wish| {
        let mut service = shelter(10);
        service.service_areas = vec![area];
        let matches = index([service]).matches(&wish);
        let fit = matches.fitting.first().or(matches.nearly.first()).unwrap().clone();
        let found = fit.findings.iter().find(|finding| finding.criterion() == Criterion::Area);
        found.unwrap().verdict()
    };
    let ash = || Wish { county: Some("Ash County".to_owned()), ..bed() };
    assert_eq!(verdict(area("county", "Elm, ash"), ash()), Verdict::Fits);
    assert_eq!(verdict(area("county", "Elm"), ash()), Verdict::Fails);
    assert_eq!(verdict(area("state", "Anything"), ash()), Verdict::Fits);
    let square =
        r#"{"type":"Polygon","coordinates":[[[-91,40],[-89,40],[-89,42],[-91,42],[-91,40]]]}"#;
    let at = |latitude: f64| Wish { from: Point::new(latitude, -90.0), ..bed() };
    assert_eq!(verdict(area("geojson", square), at(41.5)), Verdict::Fits);
    assert_eq!(verdict(area("geojson", square), at(42.1)), Verdict::Fails);
    assert_eq!(verdict(area("geojson", square), ash()), Verdict::Ask);
}

#[test]
fn a_service_with_many_places_is_listed_once_at_its_nearest() {
    let mut directory = Directory::default();
    let mut service = shelter(10);
    service.service_at_locations.clear();
    for number in 0..20_u128 {
        directory.locations.put(location(100 + number, 41.0 + number as f64 / 20.0, -90.0));
        service.service_at_locations.push(ServiceAtLocation {
            id: id(200 + number),
            location_id: Some(id(100 + number)),
            ..ServiceAtLocation::default()
        });
    }
    directory.services.put(service);
    let wish = Wish { from: Point::new(41.52, -90.0), ..bed() };
    let matches = Index::of(&directory, Settings::default()).matches(&wish);
    assert_eq!(matches.fitting.len(), 1);
    assert_eq!(matches.fitting[0].location.unwrap().uuid(), id(110));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Places around 41° north, 90° west, some of them hundreds of kilometres away.
    fn places() -> impl Strategy<Value = Vec<(f64, f64)>> {
        proptest::collection::vec((36.0..46.0_f64, -97.0..-83.0_f64), 1..60)
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_a_look_at_every_place_finds(
            places in places(),
            latitude in 36.0..46.0_f64,
            longitude in -97.0..-83.0_f64,
        ) {
            let from = Point::new(latitude, longitude).unwrap();
            let mut directory = Directory::default();
            for (number, (latitude, longitude)) in places.iter().enumerate() {
                let number = number as u128 + 100;
                directory.locations.put(location(number, *latitude, *longitude));
                let mut service = shelter(number * 10_000);
                service.service_at_locations[0].location_id = Some(id(number));
                directory.services.put(service);
            }
            let wish = Wish { from: Some(from), limit: 100, ..bed() };
            let matches = Index::of(&directory, Settings::default()).matches(&wish);
            let mut found: Vec<Uuid> =
                matches.fitting.iter().filter_map(|fit| fit.location).map(|id| id.uuid()).collect();
            // The nearest first; single-precision degrees may swap places a few metres apart.
            let kilometres: Vec<f64> =
                matches.fitting.iter().filter_map(|fit| fit.kilometres).collect();
            prop_assert!(kilometres.windows(2).all(|pair| pair[0] <= pair[1] + 0.01));
            found.sort_unstable();
            let mut near: Vec<Uuid> = directory
                .locations
                .iter()
                .filter(|location| {
                    let point = super::super::listing::point(location).unwrap();
                    from.kilometres_to(point) < Wish::FAR - 0.01
                })
                .map(|location| location.id)
                .collect();
            near.sort_unstable();
            let missing: Vec<_> = near.iter().filter(|id| !found.contains(id)).collect();
            prop_assert!(missing.is_empty(), "{missing:?}");
            prop_assert!(found.len() <= near.len() + 2);
        }
    }
}

#[test]
fn a_place_that_was_withheld_does_not_spare_the_way_there() {
    let mut directory = Directory::default();
    directory.locations.put(Location {
        confidentiality: Some(Confidentiality::Staff),
        ..location(1, 41.0, -90.0)
    });
    directory.services.put(shelter(1));
    let cleared = crate::PublicView::of(&directory).directory();
    let wish = Wish { from: Point::new(41.0, -90.0), ..bed() };
    let matches = Index::of(&cleared, Settings::default()).matches(&wish);
    assert!(codes(&matches.fitting[0]).contains(&"place_confidential"));
}
