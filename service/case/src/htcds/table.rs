//! The file: read all or nothing, written so that it is read back the same.

use std::collections::BTreeSet;
use std::io;

use zeroize::Zeroizing;

use super::{Field, Kind, Record, Section, Value};

/// Why a file is not taken: every wrong cell, with its line and column.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} cells of the file are wrong; the first is {}", .problems.len(), .problems[0])]
pub struct ReadRefused {
    problems: Vec<Problem>,
}

/// One wrong cell.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, `{column}`: {what}")]
pub struct Problem {
    /// Which line, counted from 1 with the heading.
    pub line: u64,
    /// Which column.
    pub column: String,
    /// What is wrong and what to do; never what stands in a cell of text.
    pub what: String,
}

impl ReadRefused {
    pub(super) fn of(problems: Vec<Problem>) -> Self {
        Self { problems }
    }

    /// Every problem, in the order of the file; never empty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// Writes records as CSV, one line at a time.
///
/// # Errors
/// Whatever `to` refuses.
pub fn write<'r>(
    records: impl IntoIterator<Item = &'r Record>,
    to: impl io::Write,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    let heading = KEYS.iter().copied().chain(Field::CODES.iter().copied());
    writer.write_record(heading).map_err(io::Error::other)?;
    for record in records {
        let keys = [record.section.code(), &record.id, record.of().unwrap_or_default()];
        for key in keys {
            writer.write_field(key).map_err(io::Error::other)?;
        }
        for field in Field::ALL {
            let cell = record.value(*field).map(|value| guarded(*field, value));
            let cell = cell.as_ref().map_or("", |cell| cell.as_str());
            writer.write_field(cell).map_err(io::Error::other)?;
        }
        writer.write_record(None::<&[u8]>).map_err(io::Error::other)?;
    }
    writer.flush()
}

/// Reads a file that [`write`](write()) wrote, or that somebody made after it: columns may stand in any
/// order and may be missing, but a column that the standard does not have is refused, as its content
/// would be lost.
///
/// # Errors
/// [`ReadRefused`] with every wrong cell; then nothing is taken.
pub fn read(from: impl io::Read) -> Result<Vec<Record>, ReadRefused> {
    Ok(read_lines(from)?.into_iter().map(|(_, record)| record).collect())
}

/// [`read`], each record with its line: for checks that look at several records together.
///
/// # Errors
/// As [`read`].
pub fn read_lines(from: impl io::Read) -> Result<Vec<(u64, Record)>, ReadRefused> {
    let mut reader = csv::ReaderBuilder::new().from_reader(from);
    let mut problems = Vec::new();
    let columns = heading(&mut reader, &mut problems);
    let mut records: Vec<(u64, Record)> = Vec::new();
    for (at, row) in reader.records().enumerate() {
        let place = row.as_ref().ok().and_then(csv::StringRecord::position);
        let line = place.map_or(at as u64 + 2, csv::Position::line);
        let mut problem = |column: &str, what: String| {
            problems.push(Problem { line, column: column.to_owned(), what });
        };
        match row {
            Ok(row) => {
                let record = record(&row, &columns, &mut problem);
                records.extend(record.map(|record| (line, record)));
            }
            Err(error) => problem("the whole line", error.to_string()),
        }
    }
    check_links(&records, &mut problems);
    if problems.is_empty() { Ok(records) } else { Err(ReadRefused { problems }) }
}

const KEYS: [&str; 3] = ["section", "id", "of"];

enum Column {
    Key(usize),
    Field(Field),
    Unknown,
}

fn heading(reader: &mut csv::Reader<impl io::Read>, problems: &mut Vec<Problem>) -> Vec<Column> {
    let mut problem = |column: &str, what: &str| {
        problems.push(Problem { line: 1, column: column.to_owned(), what: what.to_owned() });
    };
    let names = reader.headers().cloned().unwrap_or_default();
    for key in ["section", "id"] {
        if !names.iter().any(|name| name == key) {
            problem(key, "this column is missing; add it");
        }
    }
    let mut seen = BTreeSet::new();
    let column = |name: &str| {
        if !seen.insert(name.to_owned()) {
            problem(name, "this column stands here twice; keep one");
        }
        match (KEYS.iter().position(|key| *key == name), Field::from_code(name)) {
            (Some(key), _) => Column::Key(key),
            (None, Ok(field)) => Column::Field(field),
            (None, Err(_)) => {
                problem(
                    name,
                    "HTCDS has no such field; its content would be lost: rename or remove it",
                );
                Column::Unknown
            }
        }
    };
    names.iter().map(column).collect()
}

fn record(
    row: &csv::StringRecord,
    columns: &[Column],
    problem: &mut impl FnMut(&str, String),
) -> Option<Record> {
    let mut keys = [""; 3];
    for (cell, column) in row.iter().zip(columns) {
        if let Column::Key(key) = column {
            keys[*key] = cell;
        }
    }
    let section = match Section::from_code(keys[0]) {
        Ok(section) => section,
        Err(error) => {
            problem("section", error.to_string());
            return None;
        }
    };
    if keys[1].is_empty() {
        problem("id", "every record needs an identifier; number them".to_owned());
    }
    let of = Some(keys[2]).filter(|of| !of.is_empty()).map(str::to_owned);
    let mut record = Record::new(section, keys[1], of);
    for (cell, column) in row.iter().zip(columns) {
        let Column::Field(field) = column else { continue };
        if cell.is_empty() {
            continue;
        }
        let read = Value::parse(*field, unguarded(*field, cell)).map_err(|why| why.to_string());
        let set = read.and_then(|value| record.set(*field, value).map_err(|why| why.to_string()));
        if let Err(what) = set {
            problem(field.code(), what);
        }
    }
    Some(record)
}

fn check_links(records: &[(u64, Record)], problems: &mut Vec<Problem>) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    for (line, record) in records {
        let own = !record.section.belongs_to_another();
        if own && !known.insert(record.id.as_str()) {
            let what = "this identifier stands here twice; give each record its own".to_owned();
            problems.push(Problem { line: *line, column: "id".to_owned(), what });
        }
    }
    for (line, record) in records {
        let what = match record.of() {
            Some(of) if !known.contains(of) => "no record has this identifier; add it",
            None if record.section.belongs_to_another() => {
                "say to which person or case this belongs"
            }
            _ => continue,
        };
        let column = "of".to_owned();
        problems.push(Problem { line: *line, column, what: what.to_owned() });
    }
}

/// An apostrophe in front of text that a spreadsheet would take for a formula, and of text that
/// begins with one. Codes, days and degrees are no text.
fn guarded(field: Field, value: &Value) -> Zeroizing<String> {
    let cell = value.to_cell();
    if is_text(field) && cell.starts_with(TELLING) {
        Zeroizing::new(format!("'{}", cell.as_str()))
    } else {
        cell
    }
}

fn unguarded(field: Field, cell: &str) -> &str {
    let rest = cell.strip_prefix('\'').filter(|rest| rest.starts_with(TELLING));
    if is_text(field) { rest.unwrap_or(cell) } else { cell }
}

const TELLING: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

fn is_text(field: Field) -> bool {
    matches!(field.kind(), Kind::Text | Kind::LongText | Kind::Lookup)
}
