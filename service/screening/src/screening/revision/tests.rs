use proptest::prelude::*;

use super::*;
use crate::answers::{AbsentReason, Answers};
use crate::questionnaire::tests::link;
use crate::screening::tests::begun;
use crate::{Screening, bundled};

/// One of the things that can be said about a topic; the last takes it back.
fn said(sheet: &Instrument, link_id: &LinkId, choice: usize) -> Option<Given> {
    let item = sheet.questionnaire().item(link_id).unwrap();
    match choice {
        0 | 1 => Some(Given::Values(vec![item.options().listed()[choice].value.clone()])),
        2..5 => Some(Given::Absent(AbsentReason::ALL[choice - 2])),
        _ => None,
    }
}

fn topics(sheet: &Instrument) -> Vec<LinkId> {
    let items = sheet.questionnaire().items().iter().filter(|item| item.is_weighted());
    items.map(|item| item.link_id().clone()).collect()
}

/// A whole form: every topic as the page showed it, and what the writer chose where they chose.
fn form(sheet: &Instrument, shown: &Answers, choices: &[Option<usize>]) -> Vec<Change> {
    let change = |(link_id, choice): (LinkId, &Option<usize>)| {
        let known = shown.of(&link_id);
        let given = match choice {
            Some(choice) => said(sheet, &link_id, *choice),
            None => known.cloned(),
        };
        Change { seen: Seen::of(known), given, link_id }
    };
    topics(sheet).into_iter().zip(choices).map(change).collect()
}

fn choices() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::of(0_usize..6), 6)
}

proptest! {
    #[test]
    fn two_who_write_at_once_lose_no_answer(
        before in choices(), first in choices(), second in choices(),
    ) {
        let sheet = bundled::sscst();
        let shown = begun(&sheet).revise(&sheet, form(&sheet, &Answers::none(), &before)).unwrap();
        let shown = shown.screening;
        let (a, b) = (
            form(&sheet, shown.answers(), &first), form(&sheet, shown.answers(), &second),
        );
        let after_first = shown.revise(&sheet, a.clone()).unwrap();
        prop_assert!(after_first.conflicts.is_empty() && after_first.refused.is_empty());
        let after_both = after_first.screening.revise(&sheet, b.clone()).unwrap();
        let answers = after_both.screening.answers();
        for (a, b) in a.iter().zip(&b) {
            let stands = answers.of(&a.link_id);
            match (a.is_touched(), b.is_touched()) {
                (false, _) => prop_assert_eq!(stands, b.given.as_ref()),
                (true, false) => prop_assert_eq!(stands, a.given.as_ref()),
                (true, true) => {
                    prop_assert_eq!(stands, a.given.as_ref());
                    let told = after_both.conflicts.iter().find(|one| one.link_id == b.link_id);
                    match told {
                        Some(told) => {
                            prop_assert_eq!(&told.mine, &b.given);
                            prop_assert_eq!(&told.theirs, &a.given);
                        }
                        None => prop_assert_eq!(&a.given, &b.given),
                    }
                }
            }
        }
    }

    #[test]
    fn the_same_form_twice_changes_nothing_more(before in choices(), now in choices()) {
        let sheet = bundled::sscst();
        let shown = begun(&sheet).revise(&sheet, form(&sheet, &Answers::none(), &before)).unwrap();
        let changes = form(&sheet, shown.screening.answers(), &now);
        let once = shown.screening.revise(&sheet, changes.clone()).unwrap().screening;
        let twice = once.clone().revise(&sheet, changes).unwrap();
        prop_assert!(twice.changed.is_empty() && twice.conflicts.is_empty());
        prop_assert_eq!(twice.screening, once);
    }

    #[test]
    fn a_mark_is_read_as_it_was_written(number: u64, text in any::<String>()) {
        prop_assert_eq!(Seen::parse(&Seen(number).to_string()), Some(Seen(number)));
        let _ = Seen::parse(&text);
    }
}

#[test]
fn one_answer_that_does_not_fit_keeps_the_others() {
    let sheet = bundled::sscst();
    let wrong = Given::Values(vec![Value::Text("perhaps".into())]);
    let changes = vec![
        Change { link_id: link("injury"), seen: Seen::of(None), given: Some(wrong) },
        Change {
            link_id: link("infection"),
            seen: Seen::of(None),
            given: Some(Given::Absent(AbsentReason::Declined)),
        },
    ];
    let revision = begun(&sheet).revise(&sheet, changes).unwrap();
    assert_eq!(revision.changed, [link("infection")]);
    assert_eq!(revision.refused.len(), 1);
    let screening: Screening = revision.screening;
    assert!(screening.answers().of(&link("injury")).is_none());
}

#[test]
fn a_finished_sheet_takes_no_form() {
    let sheet = bundled::sscst();
    let done = begun(&sheet).finish().unwrap();
    let refused = done.clone().revise(&sheet, Vec::new()).unwrap_err();
    assert_eq!(refused, ScreeningRefused::Finished);
    let declined = Some(Given::Absent(AbsentReason::Declined));
    let late = Change { link_id: link("injury"), seen: Seen::of(None), given: declined.clone() };
    let untouched = Change { link_id: link("infection"), seen: Seen::of(None), given: None };
    let told = done.too_late(vec![late, untouched]);
    assert!(told.screening.answers().is_empty());
    let conflict = Conflict { link_id: link("injury"), mine: declined, theirs: None };
    assert_eq!(told.conflicts, [conflict]);
}
