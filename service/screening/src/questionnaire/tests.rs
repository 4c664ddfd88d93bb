use proptest::prelude::*;

use super::*;
use crate::answers::{Answers, Given};
use crate::form::Form;
use crate::json::Object;
use crate::value::{Coding, Value, YES_NO};
use crate::{Instrument, bundled};

/// A FHIR R4B example beside the checkout; [`None`], with one line, where there is none.
pub(crate) fn example(name: &str) -> Option<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/standards/fhir-r4b/");
    let bytes = std::fs::read(format!("{folder}{name}")).ok();
    if bytes.is_none() {
        println!("skipped: {name} is not beside the checkout");
    }
    bytes
}

pub(crate) fn link(name: &str) -> LinkId {
    LinkId::parse(name).unwrap()
}

pub(crate) fn coding(system: &str, code: &str) -> Value {
    let (system, code) = (Some(system.into()), Some(code.into()));
    Value::Coding(Coding { system, code, display: None })
}

fn same(one: &[u8], other: &[u8]) -> bool {
    let value = |bytes| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    value(one) == value(other) && Json::read(one) == Json::read(other)
}

#[test]
fn real_questionnaires_load_render_and_round_trip() {
    for (name, fields) in [
        ("questionnaire-cqf-example.json", 10),
        ("questionnaire-example-gcs.json", 3),
        ("questionnaire-example.json", 10),
    ] {
        let Some(bytes) = example(name) else { continue };
        let questionnaire = Questionnaire::read(&bytes).unwrap();
        assert!(same(&bytes, questionnaire.write().as_bytes()), "{name}");
        let nothing = Answers::none();
        let form = Form::new(&questionnaire, &nothing);
        assert_eq!(form.fields().len(), fields, "{name}");
        assert_eq!(Questionnaire::read(questionnaire.write().as_bytes()).unwrap(), questionnaire);
    }
}

#[test]
fn the_options_of_a_contained_value_set_are_rendered() {
    let Some(bytes) = example("questionnaire-example-gcs.json") else { return };
    let questionnaire = Questionnaire::read(&bytes).unwrap();
    let labels = |name: &str| -> Vec<String> {
        let options = questionnaire.item(&link(name)).unwrap().options().listed();
        options.iter().map(|option| option.value.label()).collect()
    };
    assert_eq!(labels("1.2").len(), 6);
    assert_eq!(labels("1.3")[3], "Eyes open spontaneously");
}

#[test]
fn a_group_is_shown_when_the_real_example_says_so() {
    let Some(bytes) = example("questionnaire-example.json") else { return };
    let questionnaire = Questionnaire::read(&bytes).unwrap();
    let mut answers = Answers::none();
    let shown = |answers: &Answers| -> Vec<String> {
        let form = Form::new(&questionnaire, answers);
        let enabled = form.fields().iter().filter(|field| field.is_enabled());
        enabled.map(|field| field.item().link_id().to_string()).collect()
    };
    assert!(!shown(&answers).contains(&"1.1.1.1".to_owned()));
    let yes = Given::Values(vec![coding(YES_NO, "Y")]);
    answers.record(&questionnaire, &link("1.1"), yes).unwrap();
    assert!(shown(&answers).contains(&"1.1.1.1.1".to_owned()));
    let no = Given::Values(vec![coding(YES_NO, "N")]);
    answers.record(&questionnaire, &link("1.1"), no).unwrap();
    assert!(!shown(&answers).contains(&"1.1.1".to_owned()));
}

#[test]
fn what_is_kept_without_being_understood_is_named() {
    let Some(bytes) = example("questionnaire-cqf-example.json") else { return };
    let questionnaire = Questionnaire::read(&bytes).unwrap();
    let named: Vec<_> =
        questionnaire.unread().iter().map(|unread| unread.element.as_str()).collect();
    assert_eq!(
        named,
        [
            "http://hl7.org/fhir/StructureDefinition/cqf-library",
            "http://hl7.org/fhir/StructureDefinition/cqf-expression",
        ]
    );
}

fn with_items(items: &str) -> Result<Questionnaire, ResourceRefused> {
    let text =
        format!(r#"{{"resourceType": "Questionnaire", "status": "draft", "item": [{items}]}}"#);
    Questionnaire::read(text.as_bytes())
}

#[test]
fn what_cannot_be_passed_over_is_refused_by_name() {
    let refusals = [
        (
            r#"{"linkId": "a", "type": "attachment"}"#,
            "`type: attachment` of `Questionnaire.item[0]`",
        ),
        (r#"{"linkId": "a", "type": "quantity"}"#, "type: quantity"),
        (r#"{"linkId": "a", "type": "slider"}"#, "not an item type of FHIR R4"),
        (r#"{"linkId": "a"}"#, "no `type`"),
        (r#"{"type": "string"}"#, "no `linkId`"),
        (r#"{"linkId": " ", "type": "string"}"#, "`linkId` of `Questionnaire.item[0]`"),
        (r#"{"linkId": "a", "type": "string", "modifierExtension": []}"#, "modifierExtension"),
        (r#"{"linkId": "a", "type": "string", "required": "yes"}"#, "`required`"),
        (
            r#"{"linkId": "a", "type": "integer", "initial": [{"valueInteger": 1e99}]}"#,
            "valueInteger",
        ),
        (r#"{"linkId": "a", "type": "integer", "initial": [{"valueString": "1"}]}"#, "value[x]"),
        (
            r#"{"linkId": "a", "type": "date", "initial": [{"valueDate": "2026-02-30"}]}"#,
            "valueDate",
        ),
        (
            r#"{"linkId": "a", "type": "choice", "answerOption": [{"valueReference": {}}]}"#,
            "valueReference",
        ),
        (
            r#"{"linkId": "a", "type": "choice", "answerOption": [{"valueString": "x", "valueInteger": 1}]}"#,
            "only value",
        ),
        (r##"{"linkId": "a", "type": "choice", "answerValueSet": "#none"}"##, "answerValueSet"),
        (
            r#"{"linkId": "a", "type": "display", "item": [{"linkId": "b", "type": "display"}]}"#,
            "use a `group`",
        ),
        (
            r#"{"linkId": "a", "type": "string"}, {"linkId": "a", "type": "string"}"#,
            "two items are named `a`",
        ),
        (
            r#"{"linkId": "a", "type": "string", "enableWhen": [{"question": "z", "operator": "exists", "answerBoolean": true}]}"#,
            "`z`, which does not exist",
        ),
        (
            r#"{"linkId": "a", "type": "string", "enableWhen": [{"question": "a", "operator": "exists", "answerInteger": 1}]}"#,
            "as `exists` needs",
        ),
        (
            r#"{"linkId": "a", "type": "string", "enableWhen": [{"question": "a", "operator": "~", "answerInteger": 1}]}"#,
            "operator",
        ),
        (
            r#"{"linkId": "a", "type": "string", "enableWhen": [{"question": "a", "operator": ">", "answerString": "x"}]}"#,
            "able to order",
        ),
        (
            r#"{"linkId": "a", "type": "string", "extension": [{"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"}]}"#,
            "enableWhenExpression",
        ),
        (
            r#"{"linkId": "a", "type": "choice", "answerOption": [{"valueString": "x", "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 0.0001}]}]}"#,
            "three decimals",
        ),
    ];
    for (items, expected) in refusals {
        let refused = with_items(items).unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}\n  does not name {expected}");
    }
    let two = r#"{"linkId": "a", "type": "boolean"}, {"linkId": "b", "type": "string", "enableWhen": [
        {"question": "a", "operator": "exists", "answerBoolean": true},
        {"question": "a", "operator": "=", "answerBoolean": true}]}"#;
    assert!(with_items(two).unwrap_err().to_string().contains("enableBehavior"));
}

#[test]
fn circles_are_refused_and_long_chains_are_not() {
    let waits = |name: &str, on: &str| {
        format!(
            r#"{{"linkId": "{name}", "type": "boolean", "enableWhen":
               [{{"question": "{on}", "operator": "=", "answerBoolean": true}}]}}"#
        )
    };
    let circle = [waits("a", "b"), waits("b", "c"), waits("c", "a")].join(",");
    assert!(matches!(with_items(&circle), Err(ResourceRefused::Circular { .. })));
    let child = r#"{"linkId": "g", "type": "group", "enableWhen": [{"question": "a",
        "operator": "exists", "answerBoolean": true}], "item": [{"linkId": "a", "type": "boolean"}]}"#;
    assert!(matches!(with_items(child), Err(ResourceRefused::Circular { .. })));

    let first = r#"{"linkId": "0", "type": "boolean"}"#.to_owned();
    let later = (1..MAX_ITEMS).map(|n| waits(&n.to_string(), &(n - 1).to_string()));
    // Written in the wrong order: what an item waits for may stand after it.
    let mut items: Vec<_> = std::iter::once(first).chain(later).collect();
    items.reverse();
    let chain = with_items(&items.join(",")).unwrap();
    let mut answers = Answers::none();
    for n in 0..MAX_ITEMS {
        let yes = Given::Values(vec![Value::Boolean(true)]);
        answers.record(&chain, &link(&n.to_string()), yes).unwrap();
    }
    let form = Form::new(&chain, &answers);
    assert!(form.fields().iter().all(crate::Field::is_enabled));
    items.push(r#"{"linkId": "more", "type": "boolean"}"#.to_owned());
    assert!(matches!(with_items(&items.join(",")), Err(ResourceRefused::TooMany { .. })));
}

#[test]
fn answers_of_an_item_that_is_not_shown_count_as_none() {
    let items = r#"{"linkId": "a", "type": "boolean"},
        {"linkId": "b", "type": "boolean", "enableWhen": [{"question": "a", "operator": "=", "answerBoolean": true}]},
        {"linkId": "c", "type": "boolean", "enableWhen": [{"question": "b", "operator": "=", "answerBoolean": true}]},
        {"linkId": "d", "type": "display", "text": "d", "enableWhen": [{"question": "b", "operator": "!=", "answerBoolean": true}]}"#;
    let questionnaire = with_items(items).unwrap();
    let mut answers = Answers::none();
    let mut enabled = |name: &str, value: bool| -> Vec<bool> {
        let given = Given::Values(vec![Value::Boolean(value)]);
        answers.record(&questionnaire, &link(name), given).unwrap();
        Form::new(&questionnaire, &answers).fields().iter().map(crate::Field::is_enabled).collect()
    };
    enabled("a", true);
    assert_eq!(enabled("b", true), [true, true, true, false]);
    assert_eq!(enabled("a", false), [true, false, false, true]);
}

#[test]
fn every_bundled_instrument_round_trips_and_says_whose_words_it_has() {
    let all = bundled::all();
    assert_eq!(all.len(), 6);
    for instrument in &all {
        let text = instrument.questionnaire().write();
        assert_eq!(Instrument::read(text.as_bytes()).unwrap(), *instrument);
        assert!(instrument.questionnaire().unread().is_empty(), "{}", instrument.title());
        let own = instrument.wording() == crate::Wording::Own;
        let obtain =
            instrument.cautions().iter().any(|c| c.to_lowercase().contains("obtain the wording"));
        assert!(own != obtain, "{}", instrument.title());
        assert_eq!(instrument.kind() == crate::InstrumentKind::ConversationGuide, own);
        for item in instrument.questionnaire().items().iter().filter(|i| i.kind().is_question()) {
            let explained = item.why().is_some() || item.link_id().as_str() == "own-wish";
            assert!(
                explained,
                "{} does not say why it asks {}",
                instrument.title(),
                item.link_id()
            );
        }
        for study in instrument.studies() {
            assert!(!study.source.is_empty() && !study.population.is_empty());
        }
    }
    assert!(bundled::conversation_guide().scores().is_empty());
}

#[test]
fn the_guide_carries_every_sign_and_vulnerability_of_the_facts() {
    let facts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/facts/indicators.csv");
    let Ok(facts) = std::fs::read_to_string(facts) else {
        println!("skipped: indicators.csv is not beside the checkout");
        return;
    };
    let guide = bundled::conversation_guide();
    let ids = facts.lines().skip(1).filter_map(|line| line.split(',').next());
    for id in ids.filter(|id| !id.starts_with('P')) {
        let item = guide.questionnaire().item(&link(&id.to_lowercase()));
        let why = item.and_then(crate::Item::why).unwrap_or_default();
        assert!(why.contains("Source: "), "{id} is not in the guide with its source");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn damaged_bytes_are_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = include_bytes!("../../instruments/cse-it-entry.json").to_vec();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        if let Ok(instrument) = Instrument::read(&bytes) {
            let again = Instrument::read(instrument.questionnaire().write().as_bytes());
            prop_assert_eq!(again, Ok(instrument));
        }
    }

    #[test]
    fn any_value_in_any_place_is_read_or_refused(place in any::<prop::sample::Index>(), value in json()) {
        let mut source = Json::read(include_bytes!("../../instruments/qyit.json")).unwrap();
        let places = count(&source);
        replace(&mut source, place.index(places), &value, &mut 0);
        let bytes = source.write().into_bytes();
        if let Ok(instrument) = Instrument::read(&bytes) {
            prop_assert!(same(&bytes, instrument.questionnaire().write().as_bytes()));
        }
    }

    #[test]
    fn an_unknown_element_is_written_back_and_named(place in any::<prop::sample::Index>(), value in json()) {
        let text = r#"{"resourceType": "Questionnaire", "status": "draft", "item": [
            {"linkId": "g", "type": "group", "item": [
              {"linkId": "a", "type": "choice", "code": [{"code": "c"}], "initial": [{"valueCoding": {"code": "x"}}],
               "answerOption": [{"valueCoding": {"code": "x"}}, {"valueString": "y"}]},
              {"linkId": "b", "type": "string", "enableWhen": [{"question": "a", "operator": "exists", "answerBoolean": true}]}]}]}"#;
        let mut source = Json::read(text.as_bytes()).unwrap();
        let objects = objects(&mut source);
        let chosen = place.index(objects.len());
        for (n, object) in objects.into_iter().enumerate() {
            if n == chosen {
                object.set("fromTheFuture", value.clone());
            }
        }
        let bytes = source.write().into_bytes();
        let questionnaire = Questionnaire::read(&bytes).unwrap();
        prop_assert!(same(&bytes, questionnaire.write().as_bytes()));
        let named = questionnaire.unread().iter().filter(|unread| unread.element == "fromTheFuture");
        prop_assert_eq!(named.count(), 1);
    }
}

/// Small JSON values of every kind.
fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        any::<i64>().prop_map(Json::integer),
        "-?[1-9][0-9]{0,30}\\.[0-9]{1,20}".prop_map(|digits| Json::Number(digits.into())),
        "\\PC{0,12}".prop_map(Json::text),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::Array),
            inner.prop_map(|value| Object::of([("url", Json::text("x")), ("valueCode", value)])),
        ]
    })
}

fn children(json: &Json) -> Vec<&Json> {
    match json {
        Json::Array(items) => items.iter().collect(),
        Json::Object(object) => object.members().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

fn count(json: &Json) -> usize {
    1 + children(json).into_iter().map(count).sum::<usize>()
}

fn replace(json: &mut Json, place: usize, value: &Json, seen: &mut usize) {
    let here = *seen;
    *seen += 1;
    if here == place {
        *json = value.clone();
        return;
    }
    match json {
        Json::Array(items) => items.iter_mut().for_each(|item| replace(item, place, value, seen)),
        Json::Object(object) => {
            object.values_mut().for_each(|item| replace(item, place, value, seen));
        }
        _ => {}
    }
}

/// Every object of the tree.
fn objects(json: &mut Json) -> Vec<&mut Object> {
    fn names(json: &Json) -> bool {
        json.as_object().is_some()
    }
    let mut found = Vec::new();
    let mut open = vec![json];
    while let Some(json) = open.pop() {
        match json {
            Json::Array(items) => open.extend(items.iter_mut()),
            Json::Object(object) => {
                // A leaf object is taken whole; one with objects below is split into its parts.
                let has_below = object.members().any(|(_, value)| {
                    names(value) || matches!(value, Json::Array(items) if items.iter().any(names))
                });
                if has_below { open.extend(object.values_mut()) } else { found.push(object) }
            }
            _ => {}
        }
    }
    found
}
