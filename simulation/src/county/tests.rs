use std::collections::HashSet;

use casework::need::{AgeBand, Gender, Need};
use directory::{
    PublicView, export,
    import::{File, Mode, import},
    matching::{Audience, Index, Needs, Settings, Wish},
    place::Point,
    value::Confidentiality,
};

use casework::time::Timestamp;

use super::*;

/// 2026-11-18 20:00 UTC.
const NOW: Timestamp = Timestamp::from_seconds(1_795_032_000);

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let bytes = |seed| export::package(&county(seed, NOW).directory);
    assert_eq!(bytes(1), bytes(1));
    assert_ne!(bytes(1), bytes(2));
}

#[test]
fn it_is_as_large_as_a_demonstration_needs() {
    let county = county(1, NOW);
    assert!(county.directory.services.len() >= 60, "{}", county.directory.services.len());
    assert!(county.directory.organizations.len() >= 25);
    let offering: HashSet<_> =
        county.directory.services.iter().filter_map(|service| service.organization_id).collect();
    assert_eq!(offering.len(), county.directory.organizations.len(), "each offers something");
    assert_eq!(county.teams.len(), 3);
    for role in StaffRole::ALL {
        assert!(county.staff.iter().any(|staff| staff.role == *role), "{role}");
    }
    let emails: HashSet<_> = county.staff.iter().map(|staff| &staff.email).collect();
    assert_eq!(emails.len(), county.staff.len());
}

#[test]
fn it_imports_without_a_doubt_and_unchanged() {
    let county = county(1, NOW);
    let files = export::package(&county.directory);
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    let taken = import(&files, Mode::Strict).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(taken.problems.is_empty(), "{}", taken.problems);
    assert_eq!(taken.directory, county.directory);
}

#[test]
fn nothing_in_it_is_real() {
    let county = county(1, NOW);
    for line in export::ndjson(&county.directory) {
        for number in line.split("555-").skip(1) {
            assert!(
                number.starts_with("01"),
                "a number outside 555-0100 to 555-0199: {number:.10}"
            );
        }
        for site in line.split("https://").skip(1) {
            let host = site.split(['/', '"']).next().unwrap();
            let own = host == "github.com" && site.contains("daybreak");
            assert!(own || host.ends_with(".example"), "{host}");
        }
    }
}

#[test]
fn every_confidential_address_is_gone_from_what_leaves() {
    let county = county(1, NOW);
    let view = PublicView::of(&county.directory);
    let out: String = view.services().map(|service| service.line()).collect();
    let mut organizations: String = view.organizations().map(|row| row.line()).collect();
    for (_, bytes) in view.package() {
        organizations.push_str(&String::from_utf8(bytes).unwrap());
    }
    let mut secret = 0;
    for location in &county.directory.locations {
        if location.confidentiality.unwrap_or_default() == Confidentiality::Public {
            continue;
        }
        secret += 1;
        let street = &location.addresses[0].address_1;
        let latitude = serde_json::to_string(&location.latitude).unwrap();
        assert!(!out.contains(street) && !organizations.contains(street), "{street}");
        assert!(!out.contains(&latitude) && !organizations.contains(&latitude), "{latitude}");
    }
    assert!(secret >= 15, "{secret}");
}

#[test]
fn a_girl_of_sixteen_who_needs_a_bed_tonight_finds_one() {
    // Tuesday, 2 in the morning in Alderwick.
    let night = Timestamp::from_seconds(1_794_902_400);
    let county = county(1, night);
    let index = Index::of(&county.directory, Settings::default());
    let wish = Wish {
        needs: Needs::NONE.with(Need::EmergencyShelter),
        age: Some(AgeBand::From15To17),
        gender: Some(Gender::Feminine),
        language: Some("es".to_owned()),
        county: Some("99001".to_owned()),
        from: Point::new(27.52, -92.10),
        open_now: true,
        place_now: true,
        audience: Audience::Staff,
        ..Wish::at(night)
    };
    let matches = index.matches(&wish);
    assert!(!matches.fitting.is_empty() && !matches.nearly.is_empty());
    for fit in &matches.fitting {
        assert_eq!(fit.failed().count(), 0);
    }
    for fit in &matches.nearly {
        assert_eq!(fit.failed().count(), 1);
    }
}

#[test]
fn every_need_has_a_service() {
    let county = county(1, NOW);
    let index = Index::of(&county.directory, Settings::default());
    for &need in Need::ALL.iter().filter(|&&need| need != Need::Other) {
        let wish = Wish { needs: Needs::NONE.with(need), ..Wish::at(NOW) };
        let matches = index.matches(&wish);
        assert!(!matches.fitting.is_empty(), "{need}");
    }
}
