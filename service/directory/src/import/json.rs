//! JSON: one document, an array of them, a page of the standard's API, or one document a line.

use std::{borrow::Cow, collections::HashMap, fmt};

use rayon::prelude::*;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};
use serde_path_to_error::{Path, Segment};

use super::{File, Mode, Taking, base, tabular, text};
use crate::{
    Location, Organization, Service, ServiceAtLocation, Taxonomy, TaxonomyTerm, json,
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
    let numbered = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let source = |(number, line)| Source { name, text: line, line: number as u64 + 1, column: 0 };
    take_all(taking, numbered.map(source).map(|source| (source, source.text)));
}

/// How many documents all cores read together.
const TOGETHER: usize = 4_096;

/// Takes documents in their order. Reading is most of the work and is done by all cores; what cannot
/// be read at first go is read again by itself, to say what is wrong and to take what is right.
fn take_all<'a>(taking: &mut Taking, mut documents: impl Iterator<Item = (Source<'a>, &'a str)>) {
    loop {
        let some: Vec<(Source<'a>, &str)> = documents.by_ref().take(TOGETHER).collect();
        if some.is_empty() {
            return;
        }
        let read: Vec<Option<Document>> =
            some.par_iter().map(|(_, text)| Document::at_first_go(text)).collect();
        for ((source, text), read) in some.iter().zip(read) {
            match read {
                Some(row) => taking.take(row, &source.row(text)),
                None => document(taking, source, text),
            }
        }
    }
}

/// One document of the standard.
enum Document {
    Service(Box<Service>),
    Organization(Box<Organization>),
    Location(Box<Location>),
    ServiceAtLocation(Box<ServiceAtLocation>),
    Term(Box<TaxonomyTerm>),
    Taxonomy(Box<Taxonomy>),
}

impl Document {
    /// The document, if nothing at all is wrong with it.
    fn at_first_go(text: &str) -> Option<Self> {
        fn row<T: DeserializeOwned>(text: &str) -> Option<Box<T>> {
            json::read(text).ok().map(Box::new)
        }
        if text.len() > LONGEST {
            return None;
        }
        let names: Names<'_> = serde_json::from_str(text).ok()?;
        Some(match Kind::of(&|name| names.has(name))? {
            Kind::Service => Self::Service(row(text)?),
            Kind::Organization => Self::Organization(row(text)?),
            Kind::Location => Self::Location(row(text)?),
            Kind::ServiceAtLocation => Self::ServiceAtLocation(row(text)?),
            Kind::TaxonomyTerm => Self::Term(row(text)?),
            Kind::Taxonomy => Self::Taxonomy(row(text)?),
        })
    }
}

impl Taking {
    fn take(&mut self, document: Document, at: &Position) {
        match document {
            Document::Service(row) => {
                self.take_service(*row, None, at);
            }
            Document::Organization(row) => {
                self.take_organization(*row, at);
            }
            Document::Location(row) => {
                self.take_location(*row, None, at);
            }
            Document::ServiceAtLocation(row) => {
                self.take_service_at_location(*row, at);
            }
            Document::Term(row) => {
                self.take_term(*row, at);
            }
            Document::Taxonomy(row) => {
                self.take_taxonomy(*row, at);
            }
        }
    }
}

/// The names of a document's properties, without what stands in them.
struct Names<'a>(Vec<Cow<'a, str>>);

impl Names<'_> {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|one| one == name)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Names<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfMap;

        impl<'de> Visitor<'de> for OfMap {
            type Value = Vec<Cow<'de, str>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry::<Name<'de>, _>()? {
                    names.push(name.0);
                }
                Ok(names)
            }
        }

        #[derive(Deserialize)]
        struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

        deserializer.deserialize_map(OfMap).map(Self)
    }
}

/// Where a document came from.
#[derive(Clone, Copy)]
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

    /// The position of a row as a whole: its line.
    fn row(&self, part: &str) -> Position {
        Position { column: None, ..self.position(part) }
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
    let from = documents.into_iter().scan(*source, |from, raw| {
        *from = from_here(from, raw.get());
        Some((*from, raw.get()))
    });
    take_all(taking, from);
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
    let names: Names<'_> = match serde_json::from_str(text) {
        Ok(names) => names,
        Err(error) => return refuse(taking, source, text, &error),
    };
    let at = source.row(text);
    let document = match Kind::of(&|name| names.has(name)) {
        Some(Kind::Service) => read(taking, source, text).map(Document::Service),
        Some(Kind::Organization) => read(taking, source, text).map(Document::Organization),
        Some(Kind::Location) => read(taking, source, text).map(Document::Location),
        Some(Kind::ServiceAtLocation) => {
            read(taking, source, text).map(Document::ServiceAtLocation)
        }
        Some(Kind::TaxonomyTerm) => read(taking, source, text).map(Document::Term),
        Some(Kind::Taxonomy) => read(taking, source, text).map(Document::Taxonomy),
        None => {
            let mut found: Vec<&str> = names.0.iter().map(|name| &**name).collect();
            found.sort_unstable();
            let fault = Fault::UnknownKind { found: excerpt(&found.join(", ")) };
            return taking.problems.refuse(at, fault);
        }
    };
    if let Some(document) = document {
        taking.take(document, &at);
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
fn read<T: DeserializeOwned>(
    taking: &mut Taking,
    source: &Source<'_>,
    text: &str,
) -> Option<Box<T>> {
    let mut error = match json::read(text) {
        Ok(row) => return Some(Box::new(row)),
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
            Ok(row) => return Some(Box::new(row)),
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
