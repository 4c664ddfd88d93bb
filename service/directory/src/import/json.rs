//! JSON: one document, an array of them, a page of the standard's API, or one document a line.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::{Value, value::RawValue};
use serde_path_to_error::{Path, Segment};

use super::{File, Mode, Taking, base, tabular, text};
use crate::{
    json,
    problem::{Fault, Position},
    value::excerpt,
};

/// The longest document: a service with polygons is well below a tenth of it.
const LONGEST: usize = 16 << 20;

/// How many rows within one document are refused singly before the document is.
const MOST_REFUSALS: usize = 100;

/// The deepest nesting that is read (`serde_json`'s own limit).
const DEEPEST: usize = 128;

/// Takes a JSON or ndjson file.
pub(super) fn take(taking: &mut Taking, file: &File<'_>) {
    let text = match text::read(file.name, file.bytes) {
        Ok(text) => text,
        Err(told) => return taking.problems.refuse(told.0, told.1),
    };
    let name = base(file.name).to_ascii_lowercase();
    if name.ends_with(".ndjson") || name.ends_with(".jsonl") {
        return lines(taking, file.name, text);
    }
    let whole = Source { name: file.name, text, line: 1, column: 0 };
    match text.trim_start().as_bytes().first() {
        Some(b'[') => array(taking, &whole, text),
        _ => object(taking, &whole, text),
    }
}

fn lines(taking: &mut Taking, name: &str, text: &str) {
    for (number, line) in text.lines().enumerate() {
        if !line.trim().is_empty() {
            let source = Source { name, text: line, line: number as u64 + 1, column: 0 };
            document(taking, &source, line);
        }
    }
}

/// Where a document came from.
struct Source<'a> {
    name: &'a str,
    text: &'a str,
    /// The line in the file at which `text` begins.
    line: u64,
    /// How many bytes of that line stand before it.
    column: u64,
}

impl Source<'_> {
    /// The position of `part`, a slice of the source's text.
    fn position(&self, part: &str) -> Position {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        let column = match before.iter().rposition(|&byte| byte == b'\n') {
            Some(line_end) => (offset - line_end) as u64,
            None => self.column + offset as u64 + 1,
        };
        Position {
            column: Some(column),
            ..Position::line(self.name, self.line + text::newlines(before))
        }
    }

    /// The position of an error that `serde_json` found within `part`.
    fn error(&self, part: &str, error: &serde_json::Error) -> Position {
        let start = self.position(part);
        let (line, column) = (error.line() as u64, error.column() as u64);
        let first = line <= 1;
        Position {
            line: start.line.map(|at| at + line.saturating_sub(1)),
            column: start
                .column
                .map(|at| if first { at + column.saturating_sub(1) } else { column }),
            ..start
        }
    }
}

fn array(taking: &mut Taking, source: &Source<'_>, text: &str) {
    let documents: Vec<&RawValue> = match serde_json::from_str(text) {
        Ok(documents) => documents,
        Err(error) => return refuse(taking, source, text, &error),
    };
    // Counting the lines from the start for each document would be quadratic.
    let mut from = Source { ..*source };
    for raw in documents {
        from = from_here(&from, raw.get());
        document(taking, &from, raw.get());
    }
}

/// The source from `part` on.
fn from_here<'a>(source: &Source<'a>, part: &'a str) -> Source<'a> {
    let start = source.position(part);
    let offset = part.as_ptr() as usize - source.text.as_ptr() as usize;
    Source {
        name: source.name,
        text: &source.text[offset..],
        line: start.line.unwrap_or(source.line),
        column: start.column.unwrap_or(1) - 1,
    }
}

fn object(taking: &mut Taking, source: &Source<'_>, text: &str) {
    let properties: HashMap<String, &RawValue> = match serde_json::from_str(text) {
        Ok(properties) => properties,
        Err(error) => return refuse(taking, source, text, &error),
    };
    if let Some(contents) = properties.get("contents") {
        return array(taking, source, contents.get());
    }
    if properties.keys().any(|name| name.ends_with(".csv")) {
        return match serde_json::from_str(text) {
            Ok(tables) => tabular::take_json(taking, source.name, tables),
            Err(error) => refuse(taking, source, text, &error),
        };
    }
    document(taking, source, text);
}

fn refuse(taking: &mut Taking, source: &Source<'_>, part: &str, error: &serde_json::Error) {
    taking.problems.refuse(source.error(part, error), fault(error));
}

fn document(taking: &mut Taking, source: &Source<'_>, text: &str) {
    if text.len() > LONGEST {
        let fault = Fault::TooLong { length: text.len(), limit: LONGEST };
        return taking.problems.refuse(source.position(text), fault);
    }
    let names: HashMap<String, serde::de::IgnoredAny> = match serde_json::from_str(text) {
        Ok(names) => names,
        Err(error) => return refuse(taking, source, text, &error),
    };
    let at = Position { column: None, ..source.position(text) };
    match Kind::of(&|name| names.contains_key(name)) {
        Some(Kind::Service) => {
            if let Some(row) = read(taking, source, text) {
                taking.take_service(row, None, &at);
            }
        }
        Some(Kind::Organization) => {
            if let Some(row) = read(taking, source, text) {
                taking.take_organization(row, &at);
            }
        }
        Some(Kind::Location) => {
            if let Some(row) = read(taking, source, text) {
                taking.take_location(row, None, &at);
            }
        }
        Some(Kind::ServiceAtLocation) => {
            if let Some(row) = read(taking, source, text) {
                taking.take_service_at_location(row, &at);
            }
        }
        Some(Kind::TaxonomyTerm) => {
            if let Some(row) = read(taking, source, text) {
                taking.take_term(row, &at);
            }
        }
        Some(Kind::Taxonomy) => {
            if let Some(row) = read(taking, source, text) {
                taking.take_taxonomy(row, &at);
            }
        }
        None => {
            let mut found: Vec<&str> = names.keys().map(String::as_str).collect();
            found.sort_unstable();
            let fault = Fault::UnknownKind { found: excerpt(&found.join(", ")) };
            taking.problems.refuse(at, fault);
        }
    }
}

/// What a document is. The standard has no property that says it.
enum Kind {
    Service,
    Organization,
    Location,
    ServiceAtLocation,
    TaxonomyTerm,
    Taxonomy,
}

impl Kind {
    fn of(has: &dyn Fn(&str) -> bool) -> Option<Self> {
        let any = |names: &[&str]| names.iter().any(|name| has(name));
        if has("location_type") {
            Some(Self::Location)
        } else if any(&["location", "location_id"]) && !has("status") {
            Some(Self::ServiceAtLocation)
        } else if any(&["status", "organization", "organization_id", "service_at_locations"]) {
            Some(Self::Service)
        } else if any(&["taxonomy_detail", "taxonomy_id", "taxonomy", "term_uri", "code"]) {
            Some(Self::TaxonomyTerm)
        } else if any(ORGANIZATION) {
            Some(Self::Organization)
        } else if has("version") {
            Some(Self::Taxonomy)
        } else if any(&["name", "description"]) {
            Some(Self::Organization)
        } else {
            None
        }
    }
}

/// Properties that of those left only an organisation has.
const ORGANIZATION: &[&str] = &[
    "website",
    "email",
    "additional_websites",
    "tax_status",
    "tax_id",
    "year_incorporated",
    "legal_status",
    "logo",
    "parent_organization_id",
    "funding",
    "contacts",
    "phones",
    "locations",
    "programs",
    "services",
    "organization_identifiers",
];

/// Reads a document; leniently without those of its rows that cannot be read.
fn read<T: DeserializeOwned>(taking: &mut Taking, source: &Source<'_>, text: &str) -> Option<T> {
    let mut error = match json::read(text) {
        Ok(row) => return Some(row),
        Err(error) => error,
    };
    let mut left = match taking.mode {
        Mode::Strict => None,
        Mode::Lenient => serde_json::from_str::<Value>(text).ok(),
    };
    let mut removed: Vec<Vec<Step>> = Vec::new();
    loop {
        let path = owned(error.path());
        let at = as_in_file(&path, &removed);
        let position = Position {
            field: Some(written(&at)).filter(|field| !field.is_empty()),
            ..match locate(text, &at) {
                Some(found) if !at.is_empty() => source.position(found),
                // Of the changed document the reader's lines tell nothing.
                _ if !removed.is_empty() => source.position(text),
                _ => source.error(text, error.inner()),
            }
        };
        taking.problems.refuse(position, fault(error.inner()));
        let rows = left.as_mut().filter(|_| removed.len() < MOST_REFUSALS);
        removed.push(rows.and_then(|document| remove_row(document, &path))?);
        match json::grown(left.as_ref()?) {
            Ok(row) => return Some(row),
            Err(next) => error = next,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Name(String),
    Number(usize),
}

fn owned(path: &Path) -> Vec<Step> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Number(*index)),
            Segment::Map { key } => Some(Step::Name(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// Removes the innermost list member on the path; answers the path to it.
fn remove_row(value: &mut Value, path: &[Step]) -> Option<Vec<Step>> {
    let end = path.iter().rposition(|step| matches!(step, Step::Number(_)))?;
    let mut at = value;
    for step in &path[..end] {
        at = match step {
            Step::Name(name) => at.get_mut(name)?,
            Step::Number(number) => at.get_mut(number)?,
        };
    }
    let (Value::Array(rows), Step::Number(number)) = (at, &path[end]) else { return None };
    (*number < rows.len()).then(|| rows.remove(*number))?;
    Some(path[..=end].to_vec())
}

/// The path as it stood in the file, before rows were taken out: latest first, each row that was
/// taken out before or at a number moves it up by one.
fn as_in_file(path: &[Step], removed: &[Vec<Step>]) -> Vec<Step> {
    let mut path = path.to_vec();
    for gone in removed.iter().rev() {
        let Some((Step::Number(gone_at), list)) = gone.split_last() else { continue };
        if path.starts_with(list)
            && let Some(Step::Number(at)) = path.get_mut(list.len())
            && *gone_at <= *at
        {
            *at += 1;
        }
    }
    path
}

fn written(path: &[Step]) -> String {
    path.iter().fold(String::new(), |text, step| match step {
        Step::Name(name) if text.is_empty() => name.clone(),
        Step::Name(name) => format!("{text}.{name}"),
        Step::Number(number) => format!("{text}[{number}]"),
    })
}

/// The part of the text to which the path leads.
fn locate<'a>(text: &'a str, path: &[Step]) -> Option<&'a str> {
    let mut at = text;
    for step in path {
        at = match step {
            Step::Name(name) => {
                let members: HashMap<String, &RawValue> = serde_json::from_str(at).ok()?;
                members.get(name)?.get()
            }
            Step::Number(number) => {
                let members: Vec<&RawValue> = serde_json::from_str(at).ok()?;
                members.get(*number)?.get()
            }
        };
    }
    Some(at)
}

fn fault(error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        return Fault::TooDeep { limit: DEEPEST };
    }
    // The position is told apart from the message.
    let message = match message.rfind(" at line ") {
        Some(end) => message[..end].to_owned(),
        None => message,
    };
    Fault::Json { message }
}
