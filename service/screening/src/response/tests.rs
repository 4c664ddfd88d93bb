use proptest::prelude::*;

use super::*;
use crate::questionnaire::tests::{coding, example, link};
use crate::value::YES_NO;
use crate::{Instrument, bundled};

fn same(one: &[u8], other: &[u8]) -> bool {
    Json::read(one) == Json::read(other)
}

fn cover<'a>(
    instrument: &'a InstrumentKey,
    answered_in: &'a dyn Fn(&LinkId) -> Option<usize>,
) -> Cover<'a> {
    Cover {
        instrument,
        status: ResponseStatus::Completed,
        authored: Timestamp::from_seconds(1_645_557_742),
        completion: Completion::ReadAloud,
        sittings: Vec::new(),
        paused: None,
        answered_in,
    }
}

#[test]
fn real_responses_load_and_round_trip() {
    for name in ["questionnaireresponse-example.json", "questionnaireresponse-example-gcs.json"] {
        let Some(bytes) = example(name) else { continue };
        let response = Response::read(&bytes).unwrap();
        assert!(same(&bytes, response.write().as_bytes()), "{name}");
        assert_eq!(response.status(), ResponseStatus::Completed);
    }
}

#[test]
fn a_real_response_fits_its_questionnaire_and_keeps_all_it_brought() {
    let (Some(questions), Some(answered)) = (
        example("questionnaire-example-gcs.json"),
        example("questionnaireresponse-example-gcs.json"),
    ) else {
        return;
    };
    let questionnaire = Questionnaire::read(&questions).unwrap();
    let response = Response::read(&answered).unwrap();
    let answers = response.answers(&questionnaire).unwrap();
    assert_eq!(answers.values(&link("1.2"))[0], coding("http://loinc.org", "LA6566-9"));

    let key = InstrumentKey {
        url: "http://hl7.org/fhir/Questionnaire/gcs".into(),
        version: String::new(),
    };
    let nowhere = |_: &LinkId| None;
    let again = Response::of(&questionnaire, &answers, &cover(&key, &nowhere), Some(&response));
    let (before, after) =
        (Json::read(&answered).unwrap(), Json::read(again.write().as_bytes()).unwrap());
    let (before, after) = (before.as_object().unwrap(), after.as_object().unwrap());
    for (name, value) in before.members() {
        let changed = ["text", "authored", "extension"].contains(&name);
        assert!(changed || after.member(name) == Some(value), "`{name}` changed");
    }
}

#[test]
fn a_response_that_does_not_fit_is_refused_item_by_item() {
    let (Some(questions), Some(answered)) =
        (example("questionnaire-example.json"), example("questionnaireresponse-example.json"))
    else {
        return;
    };
    let questionnaire = Questionnaire::read(&questions).unwrap();
    // HL7's own example answers with codes of another system, and an item that the questionnaire
    // does not have.
    let refused = Response::read(&answered).unwrap().answers(&questionnaire).unwrap_err();
    assert!(refused.contains(&AnswerRefused::NotAnOption { link_id: "1.1".into() }), "{refused:?}");
    assert!(refused.iter().all(|refusal| !refusal.to_string().contains("yesno")));
}

fn sheet_with(choices: &[u8]) -> (Instrument, Answers) {
    let sheet = bundled::sscst();
    let mut answers = Answers::none();
    let topics = sheet.questionnaire().items().iter().filter(|item| item.is_weighted());
    for (item, choice) in topics.zip(choices) {
        let given = match choice {
            0 => Given::Values(vec![item.options().listed()[0].value.clone()]),
            1 => Given::Values(vec![item.options().listed()[1].value.clone()]),
            2..=4 => Given::Absent(AbsentReason::ALL[usize::from(choice - 2)]),
            _ => continue,
        };
        answers.record(sheet.questionnaire(), item.link_id(), given).unwrap();
    }
    (sheet, answers)
}

#[test]
fn absence_is_written_as_fhir_has_it_and_never_as_no() {
    let (sheet, answers) = sheet_with(&[2]);
    let nowhere = |_: &LinkId| None;
    let text =
        Response::of(sheet.questionnaire(), &answers, &cover(sheet.key(), &nowhere), None).write();
    assert!(text.contains("data-absent-reason") && text.contains("asked-declined"));
    assert!(!text.contains("valueCoding"));
}

#[test]
fn children_of_a_question_without_an_answer_are_kept() {
    let text = r#"{"resourceType": "Questionnaire", "status": "active", "url": "urn:q", "item": [
        {"linkId": "a", "type": "string", "item": [{"linkId": "b", "type": "integer"}]}]}"#;
    let sheet = Instrument::read(text.as_bytes()).unwrap();
    let mut answers = Answers::none();
    answers
        .record(sheet.questionnaire(), &link("b"), Given::Values(vec![Value::Integer(3)]))
        .unwrap();
    let nowhere = |_: &LinkId| None;
    let response =
        Response::of(sheet.questionnaire(), &answers, &cover(sheet.key(), &nowhere), None);
    assert_eq!(response.answers(sheet.questionnaire()).unwrap(), answers);
}

#[test]
fn a_repeated_group_is_refused_and_not_merged() {
    let text = r#"{"resourceType": "QuestionnaireResponse", "status": "completed", "item": [
        {"linkId": "topics", "item": [{"linkId": "injury", "answer": [{"valueCoding": {"system": "SYSTEM", "code": "Y"}}]}]},
        {"linkId": "topics", "item": [{"linkId": "injury", "answer": [{"valueCoding": {"system": "SYSTEM", "code": "N"}}]}]}]}"#;
    let response = Response::read(text.replace("SYSTEM", YES_NO).as_bytes()).unwrap();
    let refused = response.answers(bundled::sscst().questionnaire()).unwrap_err();
    assert!(refused.contains(&AnswerRefused::Twice { link_id: "injury".into() }));
}

#[test]
fn no_error_and_no_debug_tells_an_answer() {
    let text = r#"{"resourceType": "QuestionnaireResponse", "status": "completed", "item": [
        {"linkId": "injury", "answer": [{"valueString": "my name is Alma"}]}]}"#;
    let response = Response::read(text.as_bytes()).unwrap();
    let refused = response.answers(bundled::sscst().questionnaire()).unwrap_err();
    assert!(!format!("{refused:?} {response:?}").contains("Alma"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn answers_round_trip_also_over_a_base(
        first in prop::collection::vec(0_u8..6, 6), then in prop::collection::vec(0_u8..6, 6),
    ) {
        let (sheet, before) = sheet_with(&first);
        let (_, after) = sheet_with(&then);
        let third = |_: &LinkId| Some(2);
        let cover = cover(sheet.key(), &third);
        let base = Response::of(sheet.questionnaire(), &before, &cover, None);
        prop_assert_eq!(base.answers(sheet.questionnaire()), Ok(before.clone()));
        let again = Response::read(base.write().as_bytes());
        prop_assert_eq!(again.as_ref(), Ok(&base));
        let written = Response::of(sheet.questionnaire(), &after, &cover, Some(&base));
        prop_assert_eq!(written.answers(sheet.questionnaire()), Ok(after));
        let back = Response::of(sheet.questionnaire(), &before, &cover, Some(&written));
        prop_assert_eq!(back.answers(sheet.questionnaire()), Ok(before));
    }

    #[test]
    fn damaged_bytes_are_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), choices in prop::collection::vec(0_u8..6, 6)) {
        let (sheet, answers) = sheet_with(&choices);
        let nowhere = |_: &LinkId| Some(0);
        let response = Response::of(sheet.questionnaire(), &answers, &cover(sheet.key(), &nowhere), None);
        let mut bytes = response.write().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(read) = Response::read(&bytes) {
            prop_assert_eq!(Response::read(read.write().as_bytes()), Ok(read.clone()));
            let _ = read.answers(sheet.questionnaire());
        }
    }
}
