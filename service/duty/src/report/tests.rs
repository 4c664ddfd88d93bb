use casework::contact::Lane;
use casework::facts::{Edit, FactField};
use proptest::prelude::*;

use super::*;
use crate::rule::Reporter;
use crate::situation::Fact;
use crate::testing::{START, found, member, team};
use casework::id::DutyId;

fn duty_to(recipient: AgencyKind) -> Duty {
    let facts = [Fact::Minor, Fact::CommercialSexAct, Fact::Missing];
    let found = found(Lane::Tip, &facts, &[Reporter::MandatedReporter]);
    let owed = found.owed.into_iter().find(|owed| owed.recipient == recipient).unwrap();
    Duty::start(DutyId::new(START, [4; 10]), owed, team(), None, START).0
}

fn facts() -> Facts {
    let set = |edit: Edit, field, codes: &[&str]| {
        edit.set(field, FactValue::parse(field, codes.iter().copied()).unwrap())
    };
    let edit = set(Edit::new(), FactField::AgeBand, &["15_17"]);
    let edit = set(edit, FactField::Venue, &["online", "hotel_or_motel"]);
    let edit = set(edit, FactField::Gender, &["prefers_not_to_say"]);
    let edit = set(edit, FactField::County, &["48201"]);
    let edit = set(edit, FactField::Needs, &["emergency_shelter"]);
    Facts::new().apply(edit, 0).unwrap().facts
}

fn finished(kind: AgencyKind, words: &str) -> Report {
    let draft = Draft::begin(&duty_to(kind), &facts()).unwrap();
    let draft = draft.write(Question::WhatHappened, words).unwrap();
    let open = draft.missing();
    let draft = open.into_iter().fold(draft, |draft, question| draft.unknown(question).unwrap());
    draft.finish(member(1), START).unwrap().0
}

#[test]
fn coded_facts_are_taken_over_and_the_rest_is_written_by_a_person() {
    let draft = Draft::begin(&duty_to(AgencyKind::ChildProtection), &facts()).unwrap();
    assert_eq!(
        draft.missing(),
        [
            Question::WhatHappened,
            Question::WhereNow,
            Question::ChildName,
            Question::Tribe,
            Question::ReportedBy,
        ]
    );
    let refused = draft.clone().finish(member(1), START).unwrap_err();
    assert!(matches!(refused, ReportRefused::Missing(questions) if questions.len() == 5));
    assert_eq!(
        draft.clone().write(Question::AgeBand, "about 16").unwrap_err(),
        ReportRefused::FromFacts(Question::AgeBand)
    );
    assert!(draft.write(Question::DangerNow, "not known to the panel").is_ok());
    let report = finished(AgencyKind::ChildProtection, "A neighbour heard a child cry.");
    let gender = report.given().find(|(question, _)| *question == Question::Gender).unwrap();
    assert_eq!(gender.1, &Given::PrefersNotToSay, "that is not `unknown`, and not `no`");
}

#[test]
fn a_report_asks_only_what_its_recipient_needs() {
    let police = Draft::begin(&duty_to(AgencyKind::LawEnforcement), &facts()).unwrap();
    let refused = police.write(Question::Needs, "a bed").unwrap_err();
    assert!(matches!(refused, ReportRefused::NotAsked { question: Question::Needs, .. }));
    let ncmec = finished(AgencyKind::MissingChildrenCenter, "Last seen on Monday.");
    assert!(ncmec.given().all(|(question, _)| question.asked_in(ReportKind::NcmecTip)));
    assert!(ncmec.given().all(|(question, _)| question != Question::Needs));
    for recipient in [AgencyKind::School, AgencyKind::Health] {
        assert_eq!(ReportKind::to(recipient), None);
    }
}

#[test]
fn every_fact_of_the_panel_but_two_is_asked_by_some_report() {
    let asked: Vec<FactField> =
        Question::ALL.iter().filter_map(|question| question.fact()).collect();
    let left: Vec<_> = FactField::ALL.iter().filter(|field| !asked.contains(field)).collect();
    // Who reaches out is told in words, if at all; what made a child easier to exploit is no one's
    // business in a report.
    assert_eq!(left, [&FactField::ReachingOut, &FactField::Vulnerability]);
    for question in Question::ALL {
        let needless = ReportKind::ALL
            .iter()
            .any(|kind| question.has_to_be_answered(*kind) && !question.asked_in(*kind));
        assert!(!needless, "{question} has to be answered but is not asked");
    }
}

#[test]
fn the_document_says_what_why_and_until_when() {
    let report = finished(AgencyKind::MissingChildrenCenter, "Last seen on Monday.");
    let document: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
    assert_eq!(document["format"], "daybreak-report-1");
    assert_eq!(document["incident_type"], "Child Sex Trafficking");
    assert_eq!(document["received_at"], "2027-01-15T08:00:00Z");
    assert_eq!(document["due_at"], "2027-01-16T08:00:00Z");
    assert_eq!(document["because"][0]["rule"], "house-missing-child-ncmec");
    assert_eq!(document["because"][0]["facts"], serde_json::json!(["minor", "missing"]));
    let answers = document["answers"].as_array().unwrap();
    let venue = answers.iter().find(|answer| answer["question"] == "venue").unwrap();
    assert_eq!(venue["codes"], serde_json::json!(["hotel_or_motel", "online"]));
    let name = answers.iter().find(|answer| answer["question"] == "child_name").unwrap();
    assert_eq!(name["unknown"], true);
    let police = finished(AgencyKind::LawEnforcement, "Last seen on Monday.");
    assert!(!police.to_json().contains("incident_type"));
}

#[test]
fn no_cell_is_a_formula_for_a_spreadsheet() {
    for words in ["=HYPERLINK(\"x\")", "+1 555", "-1", "@home", "'quoted"] {
        let report = finished(AgencyKind::LawEnforcement, words);
        let text = report.to_csv();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for record in reader.records() {
            let record = record.unwrap();
            assert!(!record[2].starts_with(['=', '+', '-', '@']), "{words}");
        }
    }
}

#[test]
fn debug_does_not_print_what_was_written() {
    let report = finished(AgencyKind::LawEnforcement, "her name is Alma");
    assert!(!format!("{report:?}").contains("Alma"));
}

proptest! {
    #[test]
    fn both_texts_hold_every_answer_unchanged(words in "\\PC{1,80}") {
        prop_assume!(NoteText::parse(&words).is_ok());
        let report = finished(AgencyKind::ChildProtection, &words);
        let given: Vec<_> = report.given().map(|(q, given)| (q, given.clone())).collect();
        prop_assert_eq!(&Report::read_csv(&report.to_csv()).unwrap(), &given);
        let document: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        let answers = document["answers"].as_array().unwrap();
        prop_assert_eq!(answers.len(), given.len());
        for (answer, (question, given)) in answers.iter().zip(&given) {
            prop_assert_eq!(answer["question"].as_str(), Some(question.code()));
            match given {
                Given::Coded(codes) => prop_assert_eq!(&answer["codes"], &serde_json::json!(codes)),
                Given::Written(words) => {
                    prop_assert_eq!(answer["words"].as_str(), Some(words.expose()));
                }
                Given::Unknown => prop_assert_eq!(answer["unknown"].as_bool(), Some(true)),
                Given::PrefersNotToSay => {
                    prop_assert_eq!(answer["prefers_not_to_say"].as_bool(), Some(true));
                }
            }
        }
    }
}
