use casework::id::{ContactId, MemberId, ScreeningId};
use casework::time::Timestamp;
use proptest::prelude::*;
use screening::{
    AbsentReason, Change, Completion, Given, Instrument, Item, ItemKind, Questionnaire, Screening,
    Sitting, Value, bundled,
};

use super::filled::{Fields, is_chosen, read, untouched};

fn questions(questionnaire: &Questionnaire) -> Vec<(usize, &Item)> {
    let items = questionnaire.items().iter().enumerate();
    items.filter(|(_, item)| item.kind().is_question()).collect()
}

fn begun(instrument: &Instrument) -> Screening {
    let began = Timestamp::from_seconds(1_800_000_000);
    let (contact, member) = (ContactId::new(began, [1; 10]), MemberId::new(began, [2; 10]));
    let ways = &instrument.population().completion;
    let way = ways.first().copied().unwrap_or(Completion::ByProfessional);
    let sitting = Sitting { contact, member, began };
    Screening::begin(ScreeningId::new(began, [3; 10]), instrument, way, sitting).unwrap()
}

/// Something that an item takes.
fn something(item: &Item, choice: usize, words: &str) -> Option<Given> {
    match choice {
        0..3 => return Some(Given::Absent(AbsentReason::ALL[choice])),
        3 => return None,
        _ => {}
    }
    let options = item.options().listed();
    let value = match item.kind() {
        ItemKind::Integer => Value::Integer(i32::try_from(choice).unwrap()),
        ItemKind::Date => Value::Date("2026-03".into()),
        _ if options.is_empty() => Value::Text(words.to_owned()),
        _ => options[choice % options.len()].value.clone(),
    };
    Some(Given::Values(vec![value]))
}

/// A whole form as a browser sends it, untouched.
fn form(questionnaire: &Questionnaire, screening: &Screening) -> Vec<(String, String)> {
    let field = |(position, item): (usize, &Item)| {
        let given = screening.answers().of(item.link_id());
        let was = screening::Seen::of(given).to_string();
        let mut pairs = vec![(format!("q{position}.was"), was)];
        pairs.extend(untouched(item, position, given));
        pairs
    };
    questions(questionnaire).into_iter().flat_map(field).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn an_untouched_form_changes_nothing(
        choices in prop::collection::vec(0_usize..7, 60), words in "[a-zé,. \n]{1,40}",
    ) {
        for instrument in bundled::all() {
            let questionnaire = instrument.questionnaire();
            let mut screening = begun(&instrument);
            for ((_, item), choice) in questions(questionnaire).into_iter().zip(&choices) {
                if let Some(given) = something(item, *choice, &words) && words.trim() != "" {
                    screening = screening.record(&instrument, item.link_id(), given).unwrap();
                }
            }
            let pairs = form(questionnaire, &screening);
            let filled = read(questionnaire, &Fields::of(&pairs)).unwrap();
            prop_assert!(filled.wrong.is_empty(), "{:?}", filled.wrong);
            prop_assert_eq!(filled.changes.len(), questions(questionnaire).len());
            prop_assert!(!filled.changes.iter().any(Change::is_touched));
        }
    }

    #[test]
    fn no_form_makes_it_stumble(
        pairs in prop::collection::vec(("q[0-9]{1,2}(\\.was|\\.none|\\.own)?", ".{0,20}"), 0..20),
    ) {
        for instrument in bundled::all() {
            let _ = read(instrument.questionnaire(), &Fields::of(&pairs));
        }
    }
}

#[test]
fn prefers_not_to_say_is_a_value_of_its_own_and_never_no() {
    let sheet = bundled::sscst();
    let questionnaire = sheet.questionnaire();
    let (position, item) = questions(questionnaire)[0];
    let none = screening::Seen::of(None).to_string();
    let sent = |value: &str| {
        let pairs =
            [(format!("q{position}.was"), none.clone()), (format!("q{position}"), value.into())];
        let filled = read(questionnaire, &Fields::of(&pairs)).unwrap();
        filled.changes[0].given.clone()
    };
    assert_eq!(sent("-asked-declined"), Some(Given::Absent(AbsentReason::Declined)));
    let no = item.options().listed()[1].value.clone();
    assert_eq!(sent("1"), Some(Given::Values(vec![no])));
    assert_eq!(sent(""), None);
}

#[test]
fn what_is_no_answer_is_named_and_what_no_page_sends_is_refused() {
    let sheet = bundled::cse_it();
    let questionnaire = sheet.questionnaire();
    let none = screening::Seen::of(None).to_string();
    let all = questions(questionnaire);
    let at = |kind: ItemKind| all.iter().find(|(_, item)| item.kind() == kind).unwrap().0;
    for (kind, typed, key) in [
        (ItemKind::Integer, "nine", "sheet-number-wrong"),
        (ItemKind::Date, "yesterday", "sheet-date-wrong"),
        (ItemKind::String, &*"a".repeat(2_001), "sheet-too-long"),
    ] {
        let position = at(kind);
        let pairs =
            [(format!("q{position}.was"), none.clone()), (format!("q{position}"), typed.into())];
        let filled = read(questionnaire, &Fields::of(&pairs)).unwrap();
        assert!(filled.changes.is_empty());
        assert_eq!((filled.wrong[0].key, &*filled.wrong[0].typed), (key, typed));
    }
    let sscst = bundled::sscst();
    let (position, item) = questions(sscst.questionnaire())[0];
    assert!(is_chosen(item));
    for bad in ["9", "x", "-because"] {
        let pairs =
            [(format!("q{position}.was"), none.clone()), (format!("q{position}"), bad.into())];
        assert!(read(sscst.questionnaire(), &Fields::of(&pairs)).is_err(), "{bad}");
    }
    let pairs = [(format!("q{position}.was"), "what".to_owned())];
    assert!(read(sscst.questionnaire(), &Fields::of(&pairs)).is_err());
}
