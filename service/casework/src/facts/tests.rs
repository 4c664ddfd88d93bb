use std::fs;
use std::path::Path;

use proptest::prelude::*;

use super::*;

fn value(field: FactField, codes: &[&str]) -> FactValue {
    FactValue::parse(field, codes.iter().copied()).unwrap()
}

fn edit(field: FactField, codes: &[&str]) -> Edit {
    Edit::new().set(field, value(field, codes))
}

#[test]
fn two_members_who_change_different_fields_both_succeed() {
    let facts = Facts::new();
    let facts = facts.apply(edit(FactField::AgeBand, &["15_17"]), 0).unwrap().facts;
    let facts = facts.apply(edit(FactField::Gender, &["Feminine"]), 0).unwrap().facts;
    assert_eq!(facts.version(), 2);
    assert_eq!(facts.age_band(), Some(Answer::Known(AgeBand::From15To17)));
    assert_eq!(facts.gender(), Some(Answer::Known(Gender::Feminine)));
}

#[test]
fn two_members_who_change_the_same_field_are_shown_both_values_and_lose_nothing_else() {
    let theirs = Facts::new().apply(edit(FactField::AgeBand, &["18_20"]), 0).unwrap().facts;
    let mine = edit(FactField::AgeBand, &["15_17"])
        .set(FactField::Venue, value(FactField::Venue, &["online", "hotel_or_motel"]));
    let EditRefused::Conflicts { merged, conflicts } = theirs.apply(mine, 0).unwrap_err() else {
        panic!("there must be a conflict")
    };
    assert_eq!(
        conflicts,
        [Conflict {
            field: FactField::AgeBand,
            mine: Some(value(FactField::AgeBand, &["15_17"])),
            theirs: Some(value(FactField::AgeBand, &["18_20"])),
        }]
    );
    assert_eq!(merged.changed, [FactField::Venue]);
    assert_eq!(merged.facts.age_band(), Some(Answer::Known(AgeBand::From18To20)));
    assert_eq!(
        merged.facts.venues(),
        Some(Answer::Known([Venue::Online, Venue::HotelOrMotel].into()))
    );

    // Having seen both, the member decides; that edit is made against the new version.
    let decided = merged.facts.apply(edit(FactField::AgeBand, &["15_17"]), merged.facts.version());
    assert_eq!(decided.unwrap().facts.age_band(), Some(Answer::Known(AgeBand::From15To17)));
}

#[test]
fn clearing_is_an_edit_that_can_conflict_too() {
    let one = Facts::new().apply(edit(FactField::County, &["48201"]), 0).unwrap().facts;
    let cleared = one.apply(Edit::new().clear(FactField::County), 1).unwrap().facts;
    assert_eq!(cleared.value(FactField::County), None);
    assert!(cleared.is_empty());
    let late = cleared.apply(edit(FactField::County, &["48113"]), 1).unwrap_err();
    assert!(
        matches!(late, EditRefused::Conflicts { conflicts, .. } if conflicts[0].theirs.is_none())
    );
}

#[test]
fn saying_the_same_twice_is_no_conflict_and_no_new_version() {
    let facts = Facts::new().apply(edit(FactField::AgeBand, &["unknown"]), 0).unwrap().facts;
    let again = facts.apply(edit(FactField::AgeBand, &["unknown"]), 0).unwrap();
    assert_eq!((again.facts.version(), again.changed), (1, vec![]));
}

#[test]
fn an_edit_against_a_version_that_does_not_exist_is_refused() {
    let refused = Facts::new().apply(edit(FactField::AgeBand, &["15_17"]), 7).unwrap_err();
    assert_eq!(refused, EditRefused::UnknownVersion { base: 7, current: 0 });
}

#[test]
fn values_outside_the_list_too_many_none_or_contradicting_are_refused() {
    let refused =
        |field, codes: &[&str]| FactValue::parse(field, codes.iter().copied()).unwrap_err();
    assert!(matches!(refused(FactField::AgeBand, &["16"]), ValueRefused::Code(_)));
    assert!(matches!(refused(FactField::Venue, &["online", "moon"]), ValueRefused::Code(_)));
    assert_eq!(
        refused(FactField::AgeBand, &["15_17", "18_20"]),
        ValueRefused::TooMany { field: FactField::AgeBand, given: 2 }
    );
    assert_eq!(refused(FactField::Needs, &[]), ValueRefused::Empty { field: FactField::Needs });
    assert_eq!(
        refused(FactField::Needs, &["food", "prefers_not_to_say"]),
        ValueRefused::Contradiction { field: FactField::Needs, code: "prefers_not_to_say" }
    );
    assert_eq!(refused(FactField::County, &["12 Main Street"]), ValueRefused::County);
}

#[test]
fn prefers_not_to_say_and_unknown_are_answers_of_every_field_and_not_no() {
    for &field in FactField::ALL {
        for code in ["unknown", "prefers_not_to_say"] {
            assert_eq!(value(field, &[code]).codes(), [code]);
        }
    }
    let facts = Facts::new()
        .apply(edit(FactField::CommercialSexAct, &["prefers_not_to_say"]), 0)
        .unwrap()
        .facts;
    assert_eq!(facts.commercial_sex_act(), Some(Answer::PrefersNotToSay));
}

#[test]
fn what_the_panel_says_about_danger_reaches_the_queue() {
    assert_eq!(edit(FactField::DangerNow, &["now"]).danger(), Some(Danger::Now));
    assert_eq!(edit(FactField::DangerNow, &["prefers_not_to_say"]).danger(), Some(Danger::Unknown));
    assert_eq!(Edit::new().clear(FactField::DangerNow).danger(), Some(Danger::Unknown));
    assert_eq!(edit(FactField::AgeBand, &["15_17"]).danger(), None);
}

#[test]
fn every_key_is_a_valid_fluent_identifier_and_occurs_once() {
    let keys = FactField::keys();
    let unique: std::collections::BTreeSet<&String> = keys.iter().collect();
    assert_eq!(unique.len(), keys.len());
    for key in &keys {
        assert!(key.starts_with(|c: char| c.is_ascii_alphabetic()), "{key}");
        assert!(key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'), "{key}");
    }
    for key in ["fact-age_band", "fact-age_band-why", "age_band-15_17", "answer-unknown"] {
        assert!(keys.contains(&key.to_owned()), "{key}");
    }
    assert_eq!(FactField::Needs.option_key("food"), Need::Food.key());
    assert_eq!(FactField::Control.option_key("TakesEarnings"), Control::TakesEarnings.key());
}

#[test]
fn the_statute_speaks_for_a_child_and_clears_nobody() {
    use statute::{Finding, finding};
    let facts = |age: &[&str], act: &[&str]| {
        let mut edit = Edit::new();
        if !age.is_empty() {
            edit = edit.set(FactField::AgeBand, value(FactField::AgeBand, age));
        }
        if !act.is_empty() {
            edit = edit.set(FactField::CommercialSexAct, value(FactField::CommercialSexAct, act));
        }
        Facts::new().apply(edit, 0).unwrap().facts
    };
    for band in ["under_12", "12_14", "15_17", "under_18"] {
        assert_eq!(finding(&facts(&[band], &["yes"])), Finding::VictimOfSexTrafficking, "{band}");
    }
    for band in ["18_20", "21_24", "25_plus", "18_plus"] {
        assert_eq!(finding(&facts(&[band], &["yes"])), Finding::DoesNotApply, "{band}");
    }
    let missing = |missing: &[FactField]| Finding::CannotSay { missing: missing.to_vec() };
    let (age, act) = (FactField::AgeBand, FactField::CommercialSexAct);
    assert_eq!(finding(&facts(&[], &[])), missing(&[age, act]));
    assert_eq!(finding(&facts(&["unknown"], &["yes"])), missing(&[age]));
    assert_eq!(finding(&facts(&["15_17"], &["prefers_not_to_say"])), missing(&[act]));
}

#[test]
fn stored_facts_that_do_not_fit_are_refused() {
    let read =
        |json: &str| serde_json::from_str::<Facts>(json).map(|_| ()).unwrap_err().to_string();
    let error = read(r#"{"version":1,"facts":{"age_band":{"codes":["17"],"changed_in":1}}}"#);
    assert!(error.contains("`17` is not a code of `age_band`"), "{error}");
    let error = read(r#"{"version":1,"facts":{"age_band":{"codes":["15_17"],"changed_in":2}}}"#);
    assert!(error.contains("was changed in version 2"), "{error}");
}

#[test]
fn the_codes_taken_from_htcds_are_those_of_the_standard() {
    let fields =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards/htcds/fields.csv");
    let Ok(text) = fs::read_to_string(fields) else {
        eprintln!("skipped: ../shared/standards/htcds is not here");
        return;
    };
    let standard = |name: &str| -> Vec<String> {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let row = rows
            .records()
            .map(|row| row.unwrap())
            .find(|row| row.get(6) == Some(name))
            .unwrap_or_else(|| panic!("{name} is not in the standard"));
        row[9].lines().map(|line| line.trim().to_owned()).collect()
    };
    assert_eq!(standard("vic_MethodsOfControl"), Control::CODES);
    assert_eq!(standard("vic_RelationshipToTrafficker"), Relation::CODES);
    let genders = standard("prs_Gender");
    assert_eq!(genders[..Gender::CODES.len()], *Gender::CODES);
    assert_eq!(genders[Gender::CODES.len()..], ["NonSpecifiedUnknown"]);
}

fn any_field() -> impl Strategy<Value = FactField> {
    proptest::sample::select(FactField::ALL)
}

fn any_change() -> impl Strategy<Value = (FactField, Option<FactValue>)> {
    any_field().prop_flat_map(|field| {
        let options = match field {
            FactField::County => vec!["48201", "48113"],
            other => other.options().to_vec(),
        };
        let most = if field.takes_several() { options.len().min(3) } else { 1 };
        let known = proptest::sample::subsequence(options, 1..=most)
            .prop_map(move |codes| Some(FactValue::parse(field, codes).unwrap()));
        let value = prop_oneof![
            4 => known,
            1 => Just(Some(FactValue::Unknown)),
            1 => Just(Some(FactValue::PrefersNotToSay)),
            1 => Just(None),
        ];
        (Just(field), value)
    })
}

fn any_edit() -> impl Strategy<Value = Edit> {
    proptest::collection::vec(any_change(), 0..4).prop_map(|changes| {
        changes.into_iter().fold(Edit::new(), |edit, (field, value)| match value {
            Some(value) => edit.set(field, value),
            None => edit.clear(field),
        })
    })
}

proptest! {
    #[test]
    fn of_two_simultaneous_edits_every_wish_is_kept_or_shown(
        before in any_edit(), first in any_edit(), second in any_edit(),
    ) {
        let seen = Facts::new().apply(before, 0).unwrap().facts;
        let base = seen.version();
        let stands = seen.apply(first, base).unwrap().facts;
        let (result, conflicts) = match stands.apply(second.clone(), base) {
            Ok(applied) => (applied.facts, vec![]),
            Err(EditRefused::Conflicts { merged, conflicts }) => (merged.facts, conflicts),
            Err(other) => panic!("{other}"),
        };
        for (field, wish) in &second.changes {
            let kept = result.value(*field) == wish.as_ref();
            let shown = conflicts.iter().find(|conflict| conflict.field == *field);
            prop_assert!(kept != shown.is_some());
            if let Some(conflict) = shown {
                prop_assert_eq!(&conflict.mine, wish);
                prop_assert_eq!(conflict.theirs.as_ref(), stands.value(*field));
            }
        }
        for &field in FactField::ALL {
            if !second.changes.contains_key(&field) {
                prop_assert_eq!(result.value(field), stands.value(field));
            }
        }
    }

    #[test]
    fn stored_facts_come_back_the_same(edits in proptest::collection::vec(any_edit(), 0..6)) {
        let mut facts = Facts::new();
        for edit in edits {
            let version = facts.version();
            facts = facts.apply(edit, version).unwrap().facts;
        }
        let json = serde_json::to_string(&facts).unwrap();
        prop_assert_eq!(serde_json::from_str::<Facts>(&json).unwrap(), facts);
    }

    #[test]
    fn no_text_but_a_code_becomes_a_value(field in any_field(), text in any::<String>()) {
        if let Ok(value) = FactValue::parse(field, [text.as_str()]) {
            for code in value.codes() {
                prop_assert!(
                    field.options().contains(&code)
                        || ["unknown", "prefers_not_to_say"].contains(&code)
                        || field == FactField::County && code.len() <= 12
                );
            }
        }
    }
}
