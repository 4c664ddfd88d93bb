use casework::facts::{Edit, FactField, FactValue, Facts};
use directory::matching::{Builder, Settings};

use super::*;

fn known(facts: &[(FactField, &str)]) -> Facts {
    let edit = facts.iter().fold(Edit::new(), |edit, (field, code)| {
        edit.set(*field, FactValue::parse(*field, [*code]).unwrap())
    });
    Facts::new().apply(edit, 0).unwrap().facts
}

fn nothing() -> Ready {
    Ready::empty(Builder::new(Settings::default()).finish())
}

#[test]
fn the_facts_become_the_wish() {
    let facts = known(&[
        (FactField::Needs, "emergency_shelter"),
        (FactField::AgeBand, "15_17"),
        (FactField::Gender, "prefers_not_to_say"),
        (FactField::County, "zz001"),
    ]);
    let wishes = Wishes::of(&facts, "es");
    let wish = wishes.wish(&nothing(), Timestamp::from_seconds(1_800_000_000)).unwrap();
    assert!(wish.needs.has(Need::EmergencyShelter) && wish.place_now && wish.open_now);
    assert_eq!((wish.age, wish.gender), (Some(AgeBand::From15To17), None));
    assert_eq!((wish.county.as_deref(), wish.language.as_deref()), (Some("ZZ001"), Some("es")));
}

#[test]
fn what_is_no_choice_is_refused_by_its_field() {
    let now = Timestamp::from_seconds(1_800_000_000);
    let wrong = |wishes: Wishes| wishes.wish(&nothing(), now).unwrap_err().0;
    let all = Wishes::default;
    assert_eq!(wrong(Wishes { need: vec!["gold".into()], ..all() }), "need");
    assert_eq!(wrong(Wishes { age: "young".into(), ..all() }), "age");
    assert_eq!(wrong(Wishes { language: "e1".into(), ..all() }), "language");
    assert_eq!(wrong(Wishes { county: "12 Main Street".into(), ..all() }), "county");
    assert_eq!(wrong(Wishes { near: "Atlantis".into(), ..all() }), "near");
    assert_eq!(wrong(Wishes { within: "7".into(), ..all() }), "within");
}
