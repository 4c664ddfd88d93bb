//! Looking for confidential texts in the rest of a document: in descriptions, directions, notes,
//! the history of changes, unknown properties.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use uuid::Uuid;

use crate::{
    fold::fold,
    json,
    value::{
        Cell, Confidentiality, Date, Frequency, LocationType, Moment, Number, Status, TimeOfDay,
        WeekDay,
    },
};

/// The document with every text replaced that holds one of the secrets.
pub(super) fn scrub<T: Serialize + DeserializeOwned>(document: &T, secrets: &[String]) -> T {
    let secrets: Vec<String> = secrets.iter().map(|secret| squeeze(secret)).collect();
    let mut value = json::tree(document);
    walk(&mut value, &secrets);
    json::grown(&value).expect("only free text is replaced, and by text")
}

fn walk(value: &mut Value, secrets: &[String]) {
    match value {
        Value::String(text) if is_typed(text) => {}
        Value::String(text) => {
            let squeezed = squeeze(text);
            if secrets.iter().any(|secret| squeezed.contains(secret.as_str())) {
                *text = super::WITHHELD.to_owned();
            }
        }
        Value::Array(members) => members.iter_mut().for_each(|member| walk(member, secrets)),
        Value::Object(members) => members.values_mut().for_each(|member| walk(member, secrets)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Whether the text is an identifier, a date, a number or a word of the standard: those can hold no
/// address, and must stay what they are.
fn is_typed(text: &str) -> bool {
    fn is<T: Cell>(text: &str) -> bool {
        T::parse(text).is_some()
    }
    is::<Uuid>(text)
        || is::<Date>(text)
        || is::<TimeOfDay>(text)
        || is::<Moment>(text)
        || (text.len() < 5 && is::<Number>(text))
        || is::<bool>(text)
        || is::<Status>(text)
        || is::<LocationType>(text)
        || is::<WeekDay>(text)
        || is::<Frequency>(text)
        || is::<Confidentiality>(text)
}

/// The letters and digits of a text, folded: "12 Elm St." and "12, ELM ST" are the same.
fn squeeze(text: &str) -> String {
    fold(text).chars().filter(|character| character.is_alphanumeric()).collect()
}
