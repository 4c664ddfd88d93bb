//! The standard's schemas, for tests: what is written must be valid by them. They lie beside the
//! checkout, not in it; where they are absent the tests say so and pass.

use std::{fs, path::PathBuf};

use serde_json::Value;

/// Where the standard lies, if it does.
pub fn examples() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards/hsds-3.1");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: the examples of HSDS 3.1 are not beside the checkout");
    None
}

/// What the standard's schemas say of a value: types, required properties, words, identifiers.
/// They use no more of JSON Schema than this; anything else stops the test.
pub fn check(value: &Value, schema: &Value, path: &str, faults: &mut Vec<String>) {
    const CHECKED: [&str; 6] = ["$ref", "type", "required", "properties", "items", "enum"];
    const TOLD: [&str; 16] = [
        "$schema",
        "$id",
        "title",
        "name",
        "description",
        "example",
        "core",
        "constraints",
        "datapackage_metadata",
        "datapackage_type",
        "tabular_required",
        "format",
        "path",
        "order",
        "default",
        "examples",
    ];
    for word in schema.as_object().into_iter().flat_map(|words| words.keys()) {
        assert!(CHECKED.contains(&&**word) || TOLD.contains(&&**word), "{path}: `{word}`");
    }
    if let Some(other) = schema["$ref"].as_str() {
        return check(value, &load(other), path, faults);
    }
    let fits = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some("boolean") => value.is_boolean(),
        other => panic!("{path}: type {other:?}"),
    };
    if !fits {
        faults.push(format!("{path}: {value} is no {}", schema["type"]));
    }
    if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
        faults.push(format!("{path}: {value} is none of {words:?}"));
    }
    let is_id = schema["format"] == "uuid";
    if is_id && value.as_str().is_none_or(|text| uuid::Uuid::try_parse(text).is_err()) {
        faults.push(format!("{path}: {value} is no UUID"));
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(name).is_none() {
            faults.push(format!("{path}: no {name}"));
        }
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            check(value, schema, &format!("{path}.{name}"), faults);
        }
    }
    for (number, member) in value.as_array().into_iter().flatten().enumerate() {
        check(member, &schema["items"], &format!("{path}[{number}]"), faults);
    }
}

pub fn load(name: &str) -> Value {
    let path = examples().expect("the caller has looked").join("schema").join(name);
    serde_json::from_slice(&fs::read(path).expect("the schema can be read")).expect("JSON")
}

pub fn assert_valid(value: &Value, schema: &str) {
    let mut faults = Vec::new();
    check(value, &load(schema), schema, &mut faults);
    assert!(faults.is_empty(), "{faults:#?}");
}
