use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::facts::{Edit, FactField, FactValue};
use crate::unmet::{Counts, Group};

fn facts(age: Option<&str>, gender: Option<&str>) -> Facts {
    let told = [(FactField::AgeBand, age), (FactField::Gender, gender)];
    let edit = told.into_iter().fold(Edit::new(), |edit, (field, code)| match code {
        Some(code) => edit.set(field, FactValue::parse(field, [code]).unwrap()),
        None => edit,
    });
    Facts::new().apply(edit, 0).unwrap().facts
}

#[test]
fn each_count_stands_in_its_group_and_what_is_not_coded_in_one_of_its_own() {
    let mut federal = Federal::default();
    for (state, count) in [
        (ReferralState::Arrived, 4),
        (ReferralState::DidNotArrive, 1),
        (ReferralState::Expired, 2),
        (ReferralState::Offered, 3),
    ] {
        federal.add_referrals(state, count);
    }
    federal.add_reports(AgencyKind::ChildProtection, 2);
    federal.add_reports(AgencyKind::TribalAuthority, 1);
    federal.add_contact(&facts(Some("15_17"), Some("Masculine")));
    federal.add_contact(&facts(Some("unknown"), None));
    federal.set_partners(1, 9);
    let count = |element, group| federal.count(element, group);
    assert_eq!(count(Element::IndividualReferrals, ALL), 10);
    assert_eq!(count(Element::ReferralsByAnswer, "accepted"), 5);
    assert_eq!(count(Element::ReferralsByAnswer, "no_answer"), 2);
    assert_eq!(count(Element::ReferralsByAnswer, "open"), 3);
    assert_eq!(count(Element::ReportsMade, "child_protection"), 2);
    assert_eq!(count(Element::ReportsMade, "other"), 1);
    assert_eq!(count(Element::ContactsByAgeBand, "15_17"), 1);
    assert_eq!(count(Element::ContactsByAgeBand, NOT_CODED), 1);
    assert_eq!(count(Element::ContactsByGender, NOT_CODED), 1);
    assert_eq!(count(Element::ReferralPartners, ALL), 9);
}

#[test]
fn only_the_three_kinds_of_the_report_are_emergency_requests() {
    let mut unmet = Unmet::default();
    for need in [Need::EmergencyShelter, Need::Extraction, Need::Food] {
        let group = Group { need, county: None, age_band: None, gender: None };
        unmet.add(group, Counts { asked: 7, found: 4, ..Counts::default() });
    }
    let mut federal = Federal::default();
    federal.add_requests(&unmet);
    let shown = federal.shown(Element::EmergencyRequests, true);
    let shown: Vec<_> = shown.iter().map(|one| (one.group, one.count)).collect();
    let expected = [("emergency_shelter", 7), ("extraction", 7), ("transportation", 0)];
    assert_eq!(shown, expected.map(|(group, count)| (group, Some(count))));
    assert_eq!(federal.count(Element::EmergencyRequestsFound, "extraction"), 4);
    assert_eq!(federal.count(Element::EmergencyRequests, "food"), 0);
}

#[test]
fn a_small_count_is_withheld_and_with_it_what_would_give_it_away() {
    assert_eq!(withheld(&[9, 2, 5], false), [false, true, false]);
    assert_eq!(withheld(&[9, 2, 5], true), [false, true, true], "the total gives one alone away");
    assert_eq!(withheld(&[9, 1, 1, 5], true), [false, true, true, true], "two of them are two");
    assert_eq!(withheld(&[9, 0, 5], true), [false, true, false], "nobody is nobody's secret");
    let mut federal = Federal::default();
    federal.add_referrals(ReferralState::Declined, 2);
    let one = |exact| federal.shown(Element::IndividualReferrals, exact)[0].count;
    assert_eq!((one(false), one(true)), (None, Some(2)));
}

#[test]
fn every_group_of_every_element_is_written() {
    for element in Element::ALL {
        let groups = element.groups();
        assert!(!groups.is_empty());
        assert_eq!(Federal::default().shown(*element, true).len(), groups.len());
    }
}

proptest! {
    #[test]
    fn nothing_below_three_can_be_worked_out_from_the_total(
        counts in proptest::collection::vec(0..8_u64, 1..12),
    ) {
        let hidden = withheld(&counts, true);
        for (count, hidden) in counts.iter().zip(&hidden) {
            prop_assert!(*hidden || *count >= SMALL);
        }
        let gone: Vec<u64> =
            counts.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(c, _)| *c).collect();
        let sum: u64 = gone.iter().sum();
        let all = gone.len() == counts.len();
        prop_assert!(sum == 0 || all || (gone.len() > 1 && sum >= SMALL));
    }
}

#[test]
fn the_document_of_the_measures_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/methods/measures.md");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = words(&fs::read_to_string(path).expect("docs/methods/measures.md is part of it"));
    for element in Element::ALL {
        let Definition { name, unit, counts, source, does_not_mean } = element.definition();
        let heading = format!("### {name} `{}`, unit: {unit}", element.code());
        let parts = [
            format!("- **Counts:** {counts}"),
            format!("- **Source:** {source}"),
            format!("- **Does not mean:** {does_not_mean}"),
        ];
        for part in std::iter::once(heading).chain(parts) {
            assert!(text.contains(&words(&part)), "the document lacks, for `{element}`: {part}");
        }
    }
}
