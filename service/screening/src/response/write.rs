//! From answers to [`Response`].

use std::collections::HashMap;

use super::{ABSENT, Cover, Entry, Response};
use crate::answers::{Answers, Given};
use crate::instant;
use crate::instrument::{COMPLETION, PAUSED, SITTING};
use crate::json::{Json, Object};
use crate::questionnaire::{Item, ItemKind, Questionnaire};
use crate::value::{Coding, LinkId, Value};

pub(super) fn response(
    questionnaire: &Questionnaire,
    answers: &Answers,
    cover: &Cover<'_>,
    base: Option<&Response>,
) -> Response {
    let mut root = base.and_then(|base| base.source.as_object()).cloned().unwrap_or_default();
    let foreign = foreign_extensions(&root);
    root.set("resourceType", Json::text("QuestionnaireResponse"));
    root.remove("text");
    root.set("extension", Json::Array(cover_extensions(cover, foreign)));
    root.set("questionnaire", Json::text(cover.instrument.to_string()));
    root.set("status", Json::text(cover.status.code()));
    root.set("authored", Json::text(instant::write(cover.authored)));
    let writing = Writing {
        questionnaire,
        answers,
        cover,
        children: children(questionnaire),
        base: base.map(entries).unwrap_or_default(),
    };
    match writing.items(None) {
        items if items.is_empty() => root.remove("item"),
        items => root.set("item", Json::Array(items)),
    }
    let written = Json::Object(root).write();
    // What stands there came from a resource that was read, or was written here for this reader.
    Response::read(written.as_bytes()).expect("a response written here can be read")
}

fn children(questionnaire: &Questionnaire) -> HashMap<Option<usize>, Vec<usize>> {
    let mut children: HashMap<_, Vec<usize>> = HashMap::new();
    for (position, item) in questionnaire.items().iter().enumerate() {
        children.entry(item.parent).or_default().push(position);
    }
    children
}

fn entries(base: &Response) -> HashMap<&LinkId, &Entry> {
    base.entries.iter().map(|entry| (&entry.link_id, entry)).collect()
}

fn foreign_extensions(root: &Object) -> Vec<Json> {
    let ours = [COMPLETION, SITTING, PAUSED].map(Json::text);
    let Some(Json::Array(extensions)) = root.member("extension") else { return Vec::new() };
    let url = |json: &Json| json.as_object().and_then(|object| object.member("url")).cloned();
    let foreign = extensions.iter().filter(|json| url(json).is_none_or(|url| !ours.contains(&url)));
    foreign.cloned().collect()
}

fn cover_extensions(cover: &Cover<'_>, foreign: Vec<Json>) -> Vec<Json> {
    let mut extensions = foreign;
    let code = |url: &str, code: &str| {
        Object::of([("url", Json::text(url)), ("valueCode", Json::text(code))])
    };
    extensions.push(code(COMPLETION, cover.completion.code()));
    extensions.extend(cover.paused.map(|why| code(PAUSED, why)));
    extensions.extend(cover.sittings.iter().map(|sitting| {
        let part = |url: &str, kind: &str, text: &str| {
            Object::of([("url", Json::text(url)), (kind, Json::text(text))])
        };
        let parts = vec![
            part("contact", "valueString", &sitting.contact),
            part("member", "valueString", &sitting.member),
            part("began", "valueDateTime", &instant::write(sitting.began)),
        ];
        Object::of([("url", Json::text(SITTING)), ("extension", Json::Array(parts))])
    }));
    extensions
}

struct Writing<'a> {
    questionnaire: &'a Questionnaire,
    answers: &'a Answers,
    cover: &'a Cover<'a>,
    children: HashMap<Option<usize>, Vec<usize>>,
    base: HashMap<&'a LinkId, &'a Entry>,
}

impl Writing<'_> {
    /// The items below `parent` about which something is known; their depth bounds the recursion.
    fn items(&self, parent: Option<usize>) -> Vec<Json> {
        let positions = self.children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        positions.iter().filter_map(|&position| self.item(position)).collect()
    }

    fn item(&self, position: usize) -> Option<Json> {
        let item = self.questionnaire.items().get(position)?;
        let given = self.answers.of(item.link_id());
        let base = self.base.get(item.link_id());
        let below = self.items(Some(position));
        if given.is_none() && base.is_none() && below.is_empty() {
            return None;
        }
        let mut object = Object::default();
        object.set("linkId", Json::text(item.link_id().as_str()));
        object.extend(base.iter().flat_map(|base| base.kept.members()));
        match self.item_extensions(item, given) {
            extensions if extensions.is_empty() => {}
            extensions => object.set("extension", Json::Array(extensions)),
        }
        let mut answers = self.answers_of(item, given);
        if item.kind() == ItemKind::Group {
            if !below.is_empty() {
                object.set("item", Json::Array(below));
            }
        } else if !below.is_empty() {
            // FHIR nests what belongs to a question within its answer, even within an empty one.
            let mut first = match answers.first() {
                Some(Json::Object(first)) => first.clone(),
                _ => Object::default(),
            };
            first.set("item", Json::Array(below));
            let first = Json::Object(first);
            if answers.is_empty() { answers.push(first) } else { answers[0] = first }
        }
        if !answers.is_empty() {
            object.set("answer", Json::Array(answers));
        }
        Some(Json::Object(object))
    }

    fn item_extensions(&self, item: &Item, given: Option<&Given>) -> Vec<Json> {
        let base = self.base.get(item.link_id());
        let mut extensions = base.map(|base| base.kept_extensions.clone()).unwrap_or_default();
        if let Some(Given::Absent(reason)) = given {
            let reason = ("valueCode", Json::text(reason.code()));
            extensions.push(Object::of([("url", Json::text(ABSENT)), reason]));
        }
        if let Some(sitting) = (self.cover.answered_in)(item.link_id()) {
            let number = i64::try_from(sitting).unwrap_or(0) + 1;
            let number = ("valueInteger", Json::integer(number));
            extensions.push(Object::of([("url", Json::text(SITTING)), number]));
        }
        extensions
    }

    /// The answers; one that the base already had is written as it stood there.
    fn answers_of(&self, item: &Item, given: Option<&Given>) -> Vec<Json> {
        let Some(Given::Values(values)) = given else { return Vec::new() };
        let base = self.base.get(item.link_id());
        let as_before = |value: &Value| {
            let known = base.and_then(|base| base.values.iter().find(|(known, _)| known == value));
            known.map(|(_, json)| json.clone())
        };
        values.iter().map(|value| as_before(value).unwrap_or_else(|| answer(item, value))).collect()
    }
}

fn answer(item: &Item, value: &Value) -> Json {
    let (name, json) = match value {
        Value::Boolean(value) => ("valueBoolean", Json::Bool(*value)),
        Value::Integer(number) => ("valueInteger", Json::integer(i64::from(*number))),
        Value::Decimal(number) => ("valueDecimal", Json::Number(number.as_str().into())),
        Value::Date(text) => ("valueDate", Json::text(text)),
        Value::DateTime(text) => ("valueDateTime", Json::text(text)),
        Value::Time(text) => ("valueTime", Json::text(text)),
        Value::Text(text) if item.kind() == ItemKind::Url => ("valueUri", Json::text(text)),
        Value::Text(text) => ("valueString", Json::text(text)),
        Value::Coding(coding) => ("valueCoding", Json::Object(coding_object(item, coding))),
    };
    Object::of([(name, json)])
}

/// The coding with the words of the option, so that the response can be read by itself.
fn coding_object(item: &Item, coding: &Coding) -> Object {
    let offered = item.options().listed().iter().find_map(|option| match &option.value {
        Value::Coding(known) if known == coding => known.display.as_deref(),
        _ => None,
    });
    let mut object = Object::default();
    let display = coding.display.as_deref().or(offered);
    for (name, text) in [
        ("system", coding.system.as_deref()),
        ("code", coding.code.as_deref()),
        ("display", display),
    ] {
        if let Some(text) = text {
            object.set(name, Json::text(text));
        }
    }
    object
}
