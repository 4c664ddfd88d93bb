use proptest::prelude::*;

use super::*;
use crate::answers::{AbsentReason, Answers, Given};
use crate::form::{Certainty, Form, shown};
use crate::questionnaire::Item;
use crate::value::Value;
use crate::{Instrument, bundled};

fn option(item: &Item, n: usize) -> Value {
    item.options().listed()[n].value.clone()
}

fn points(instrument: &Instrument, answers: &Answers) -> (String, String) {
    let readings = read(instrument.scores(), instrument.questionnaire(), answers);
    let (least, most) = readings[0].points().unwrap();
    (least.to_string(), most.to_string())
}

fn bands(instrument: &Instrument, answers: &Answers, score: usize) -> Vec<String> {
    let readings = read(instrument.scores(), instrument.questionnaire(), answers);
    readings[score].bands().iter().map(|band| band.code.clone()).collect()
}

#[test]
fn prefers_not_to_say_is_not_no() {
    let sheet = bundled::sscst();
    let questionnaire = sheet.questionnaire();
    let topics: Vec<_> = questionnaire.items().iter().filter(|item| item.is_weighted()).collect();
    let mut answers = Answers::none();
    for item in &topics {
        answers
            .record(questionnaire, item.link_id(), Given::Values(vec![option(item, 1)]))
            .unwrap();
    }
    assert_eq!(points(&sheet, &answers), ("0".into(), "0".into()));
    assert_eq!(bands(&sheet, &answers, 0), ["below"]);
    for reason in AbsentReason::ALL {
        for item in topics.iter().take(2) {
            answers.record(questionnaire, item.link_id(), Given::Absent(reason)).unwrap();
        }
        assert_eq!(points(&sheet, &answers), ("0".into(), "2".into()));
        assert_eq!(bands(&sheet, &answers, 0), ["below", "at-or-above"]);
    }
}

#[test]
fn one_yes_is_enough_where_one_is_the_cut_off_however_much_is_open() {
    let sheet = bundled::qyit();
    let questionnaire = sheet.questionnaire();
    let item = questionnaire.items().iter().find(|item| item.is_weighted()).unwrap();
    let mut answers = Answers::none();
    assert_eq!(bands(&sheet, &answers, 0), ["below", "at-or-above"]);
    answers.record(questionnaire, item.link_id(), Given::Values(vec![option(item, 0)])).unwrap();
    assert_eq!(points(&sheet, &answers), ("1".into(), "4".into()));
    assert_eq!(bands(&sheet, &answers, 0), ["at-or-above"]);
}

#[test]
fn reaching_the_cut_off_of_a_study_is_certain_open_or_excluded() {
    let sheet = bundled::sscst();
    let questionnaire = sheet.questionnaire();
    let topics: Vec<_> = questionnaire.items().iter().filter(|item| item.is_weighted()).collect();
    let mut answers = Answers::none();
    let mut reaches = |n: usize, answer: usize| {
        let given = Given::Values(vec![option(topics[n], answer)]);
        answers.record(questionnaire, topics[n].link_id(), given).unwrap();
        read(sheet.scores(), questionnaire, &answers)[0].reaches(&sheet.studies()[0].band)
    };
    assert_eq!(reaches(0, 0), Some(Certainty::Open));
    assert_eq!(reaches(1, 0), Some(Certainty::Certain));
    (1..5).for_each(|n| {
        reaches(n, 1);
    });
    assert_eq!(reaches(5, 1), Some(Certainty::Excluded));
}

#[test]
fn an_entered_total_has_its_band_and_none_has_all() {
    let sheet = bundled::cse_it();
    let total = LinkId::parse("total").unwrap();
    let mut answers = Answers::none();
    assert_eq!(bands(&sheet, &answers, 0), ["none", "possible", "clear"]);
    for (entered, band) in
        [(0, "none"), (3, "none"), (4, "possible"), (8, "possible"), (9, "clear")]
    {
        let given = Given::Values(vec![Value::Integer(entered)]);
        answers.record(sheet.questionnaire(), &total, given).unwrap();
        assert_eq!(bands(&sheet, &answers, 0), [band], "{entered}");
    }
    let over = Given::Values(vec![Value::Integer(24)]);
    assert!(answers.record(sheet.questionnaire(), &total, over).is_err());
}

/// A small instrument with everything that makes scoring hard: a branch, a multiple choice, an answer
/// without a weight, a negative weight, a hidden item, and rules over answers and the sum.
fn branching() -> Instrument {
    let own = crate::instrument::EXTENSION_BASE;
    let text = r#"{
      "resourceType": "Questionnaire", "status": "active", "url": "urn:test", "version": "1",
      "extension": [
        {"url": "OWN/score", "extension": [
          {"url": "id", "valueCode": "sum"}, {"url": "method", "valueCode": "sum"},
          {"url": "band", "extension": [{"url": "code", "valueCode": "low"}, {"url": "label", "valueString": "low"}]},
          {"url": "band", "extension": [{"url": "code", "valueCode": "high"}, {"url": "label", "valueString": "high"},
            {"url": "from", "valueDecimal": 2.5}, {"url": "flagged", "valueBoolean": true}]}]},
        {"url": "OWN/score", "extension": [
          {"url": "id", "valueCode": "rules"}, {"url": "method", "valueCode": "rules"},
          {"url": "band", "extension": [{"url": "code", "valueCode": "none"}, {"url": "label", "valueString": "none"}]},
          {"url": "band", "extension": [{"url": "code", "valueCode": "some"}, {"url": "label", "valueString": "some"}]},
          {"url": "band", "extension": [{"url": "code", "valueCode": "much"}, {"url": "label", "valueString": "much"}]},
          {"url": "rule", "extension": [{"url": "gives", "valueCode": "some"}, {"url": "when", "extension": [
            {"url": "question", "valueString": "b"}, {"url": "operator", "valueCode": "="}, {"url": "answer", "valueCoding": {"code": "y"}}]}]},
          {"url": "rule", "extension": [{"url": "gives", "valueCode": "much"}, {"url": "atLeast", "valueInteger": 2},
            {"url": "when", "extension": [{"url": "score", "valueCode": "sum"}, {"url": "reaches", "valueDecimal": 3}]},
            {"url": "when", "extension": [{"url": "question", "valueString": "n"}, {"url": "operator", "valueCode": ">="}, {"url": "answer", "valueInteger": 3}]},
            {"url": "when", "extension": [{"url": "question", "valueString": "a"}, {"url": "operator", "valueCode": "exists"}, {"url": "answer", "valueBoolean": true}]}]}]}],
      "item": [
        {"linkId": "a", "type": "choice", "answerOption": [YES1, NO0, {"valueCoding": {"code": "rather-not"}}]},
        {"linkId": "n", "type": "integer"},
        {"linkId": "g", "type": "group", "enableBehavior": "any", "enableWhen": [
            {"question": "a", "operator": "=", "answerCoding": {"code": "y"}},
            {"question": "n", "operator": ">", "answerInteger": 2}], "item": [
          {"linkId": "b", "type": "choice", "answerOption": [
            {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 1.5}], "valueCoding": {"code": "y"}}, NO0]},
          {"linkId": "c", "type": "choice", "repeats": true,
            "enableWhen": [{"question": "b", "operator": "!=", "answerCoding": {"code": "y"}}],
            "answerOption": [YES1, {"valueCoding": {"code": "m", "extension": [
              {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": -0.5}]}}]}]},
        {"linkId": "h", "type": "choice", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", "valueBoolean": true}],
          "answerOption": [YES1, NO0], "initial": [{"valueCoding": {"code": "y"}}]}]}"#;
    let weighted = |code: &str, weight: &str| {
        format!(
            r#"{{"extension": [{{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": {weight}}}], "valueCoding": {{"code": "{code}"}}}}"#
        )
    };
    let text = text.replace("YES1", &weighted("y", "1")).replace("NO0", &weighted("n", "0"));
    Instrument::read(text.replace("OWN/", own).as_bytes()).unwrap()
}

/// Every way to answer an item.
fn ways(item: &Item) -> Vec<Vec<Value>> {
    if item.link_id().as_str() == "n" {
        return (1..=4).map(|n| vec![Value::Integer(n)]).collect();
    }
    let single: Vec<_> = item.options().listed().iter().map(|o| vec![o.value.clone()]).collect();
    let all = item.options().listed().iter().map(|option| option.value.clone()).collect();
    if item.repeats() { [single, vec![all]].concat() } else { single }
}

/// Every sheet that `answers` can still become: each open question answered in each way.
fn completions(instrument: &Instrument, answers: &Answers) -> Vec<Answers> {
    let mut sheets = vec![answers.clone()];
    for item in instrument.questionnaire().items() {
        let known = item.is_hidden() || !answers.values(item.link_id()).is_empty();
        if known || !item.kind().is_question() {
            continue;
        }
        let questionnaire = instrument.questionnaire();
        sheets = sheets
            .iter()
            .flat_map(|sheet| {
                ways(item).into_iter().filter(|way| !has_no_weight(item, way)).map(|way| {
                    let mut sheet = sheet.clone();
                    sheet.record(questionnaire, item.link_id(), Given::Values(way)).unwrap();
                    sheet
                })
            })
            .collect();
    }
    sheets
}

fn has_no_weight(item: &Item, way: &[Value]) -> bool {
    item.is_weighted() && way.iter().all(|value| item.weight(value).is_none())
}

/// The plain score of a complete sheet, computed without any range: what is shown counts.
fn plain(instrument: &Instrument, answers: &Answers) -> Points {
    let shown = shown(instrument.questionnaire(), answers);
    let items = instrument.questionnaire().items().iter().zip(shown);
    items.filter(|(_, shown)| *shown).fold(Points::ZERO, |sum, (item, _)| {
        let values = if item.is_hidden() { item.initial() } else { answers.values(item.link_id()) };
        values.iter().filter_map(|value| item.weight(value)).fold(sum, Points::plus)
    })
}

fn partial() -> impl Strategy<Value = Vec<Option<usize>>> {
    proptest::collection::vec(proptest::option::weighted(0.5, 0..5_usize), 5)
}

fn filled(instrument: &Instrument, choices: &[Option<usize>]) -> Answers {
    let mut answers = Answers::none();
    let questions = instrument.questionnaire().items().iter();
    let questions = questions.filter(|item| item.kind().is_question() && !item.is_hidden());
    for (item, choice) in questions.zip(choices) {
        if let Some(way) = choice.and_then(|n| ways(item).into_iter().nth(n)) {
            answers.record(instrument.questionnaire(), item.link_id(), Given::Values(way)).unwrap();
        }
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn no_completion_scores_outside_the_range(choices in partial()) {
        let instrument = branching();
        let answers = filled(&instrument, &choices);
        let now = read(instrument.scores(), instrument.questionnaire(), &answers);
        let (least, most) = now[0].points().unwrap();
        for sheet in completions(&instrument, &answers) {
            let sum = plain(&instrument, &sheet);
            // A question answered without weight stays open, so the plain sum of it is not compared.
            let complete = read(instrument.scores(), instrument.questionnaire(), &sheet);
            let (low, high) = complete[0].points().unwrap();
            prop_assert!(least <= low && high <= most);
            if low == high {
                prop_assert_eq!(sum, low);
            }
            for (then, now) in complete.iter().zip(&now) {
                prop_assert!(then.bands().iter().all(|band| now.bands().contains(band)));
            }
        }
    }

    #[test]
    fn a_complete_sheet_has_one_score(choices in proptest::collection::vec(0..5_usize, 5)) {
        let instrument = branching();
        let choices: Vec<_> = choices.into_iter().map(Some).collect();
        let answers = filled(&instrument, &choices);
        for sheet in completions(&instrument, &answers) {
            let open = instrument.questionnaire().items().iter().any(|item| {
                has_no_weight(item, sheet.values(item.link_id()))
                    && Form::new(instrument.questionnaire(), &sheet).fields().iter().any(|field| {
                        field.item().link_id() == item.link_id() && field.is_enabled()
                    })
            });
            let reading = &read(instrument.scores(), instrument.questionnaire(), &sheet)[0];
            prop_assert_eq!(reading.is_open(), open && reading.is_open());
            if !open {
                let sum = plain(&instrument, &sheet);
                prop_assert_eq!(reading.points(), Some((sum, sum)));
            }
        }
    }
}

#[test]
fn rules_count_their_conditions_and_keep_open_ones_open() {
    let instrument = branching();
    let questionnaire = instrument.questionnaire();
    let item = |name: &str| questionnaire.item(&LinkId::parse(name).unwrap()).unwrap();
    let mut answers = Answers::none();
    assert_eq!(bands(&instrument, &answers, 1), ["none", "some", "much"]);
    let mut give = |name: &str, value: Value| {
        answers.record(questionnaire, item(name).link_id(), Given::Values(vec![value])).unwrap();
        (bands(&instrument, &answers, 0), bands(&instrument, &answers, 1))
    };
    // a = no and n = 1: the group is not shown, so nothing but the hidden point can count.
    give("a", option(item("a"), 1));
    let (sum, rules) = give("n", Value::Integer(1));
    assert_eq!((sum, rules), (vec!["low".to_owned()], vec!["none".to_owned()]));
    // a = yes, n = 3 and b = yes: 1 + 1.5 + the hidden 1 reaches 3, and all three conditions hold.
    give("a", option(item("a"), 0));
    give("n", Value::Integer(3));
    let (sum, rules) = give("b", option(item("b"), 0));
    assert_eq!((sum, rules), (vec!["high".to_owned()], vec!["much".to_owned()]));
}

#[test]
fn bands_must_differ_and_rise() {
    let band =
        |code: &str, from| Band { code: code.into(), label: code.into(), from, flagged: false };
    let score = |bands| Score::new("s".into(), "s".into(), Method::Sum { of: None }, bands, true);
    let two = Points::whole(2);
    assert!(score(vec![band("low", None), band("high", two)]).is_some());
    assert!(score(vec![band("high", two), band("low", None)]).is_none());
    assert!(score(vec![band("same", None), band("same", two)]).is_none());
}
