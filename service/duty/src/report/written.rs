//! A report as JSON and as CSV.
//!
//! JSON: an object with `format` ("daybreak-report-1"), `kind`, `incident_type`, `duty`,
//! `recipient`, `received_at`, `due_at`, `prepared_at` (RFC 3339, UTC), `prepared_by`, `because`
//! (rule, revision, facts) and `answers`, an array of `question` with one of `codes`, `words`,
//! `unknown` or `prefers_not_to_say`. CSV: the columns `question`, `kind`, `value`, one row an answer.
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front.

use casework::facts::Answer;
use casework::text::NoteText;
use casework::time::Timestamp;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Given, Question, Report};

/// Why a file is not what [`Report::to_csv`] writes.
#[derive(Debug, thiserror::Error)]
pub enum ReadBackRefused {
    /// No CSV, or other columns.
    #[error("the file is no report: {0}")]
    Csv(#[from] csv::Error),
    /// A question or a code that no report has.
    #[error("line {line} of the report is wrong: {what}")]
    Line {
        /// Which line, from 1 with the heading.
        line: usize,
        /// What is wrong.
        what: String,
    },
}

#[derive(Serialize)]
struct Document<'r> {
    format: &'static str,
    kind: super::ReportKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident_type: Option<&'static str>,
    duty: String,
    recipient: casework::agency::AgencyKind,
    received_at: String,
    due_at: String,
    prepared_at: String,
    prepared_by: String,
    because: Vec<Because<'r>>,
    answers: Vec<Line<'r>>,
}

#[derive(Serialize)]
struct Because<'r> {
    rule: &'r str,
    revision: u32,
    facts: Vec<&'static str>,
}

#[derive(Serialize)]
struct Line<'r> {
    question: Question,
    #[serde(flatten)]
    given: Answered<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Answered<'r> {
    Codes(&'r [String]),
    Words(&'r str),
    Unknown(bool),
    PrefersNotToSay(bool),
}

impl Report {
    /// The report as JSON.
    ///
    /// # Panics
    /// Never: every value is text, a number or a list of them.
    #[must_use]
    pub fn to_json(&self) -> Zeroizing<String> {
        let because = self.duty.grounds().iter().map(|ground| Because {
            rule: ground.rule.as_str(),
            revision: ground.revision,
            facts: ground.because.keys().map(|fact| fact.code()).collect(),
        });
        let line = |(question, given)| Line { question, given: Answered::of(given) };
        let document = Document {
            format: "daybreak-report-1",
            kind: self.kind,
            incident_type: self.kind.incident_type(),
            duty: self.duty.id().to_string(),
            recipient: self.duty.recipient(),
            received_at: rfc3339(self.duty.received_at()),
            due_at: rfc3339(self.duty.due_at()),
            prepared_at: rfc3339(self.prepared_at),
            prepared_by: self.prepared_by.to_string(),
            because: because.collect(),
            answers: self.given().map(line).collect(),
        };
        let text = serde_json::to_string_pretty(&document).expect("text and lists become JSON");
        Zeroizing::new(text)
    }

    /// The answers as CSV.
    ///
    /// # Panics
    /// Never: writing to memory does not fail.
    #[must_use]
    pub fn to_csv(&self) -> Zeroizing<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let wrote = "writing to memory does not fail";
        writer.write_record(COLUMNS).expect(wrote);
        for (question, given) in self.given() {
            let (kind, value) = match given {
                Given::Coded(codes) => ("codes", codes.join(" ")),
                Given::Written(words) => ("words", guarded(words.expose())),
                Given::Unknown => (Answer::<()>::UNKNOWN, String::new()),
                Given::PrefersNotToSay => (Answer::<()>::PREFERS_NOT_TO_SAY, String::new()),
            };
            let value = Zeroizing::new(value);
            writer.write_record([question.code(), kind, value.as_str()]).expect(wrote);
        }
        let bytes = writer.into_inner().expect(wrote);
        Zeroizing::new(String::from_utf8(bytes).expect("only text was written"))
    }

    /// Reads the answers of a CSV back, as an agency's own tool would.
    ///
    /// # Errors
    /// [`ReadBackRefused`].
    pub fn read_csv(text: &str) -> Result<Vec<(Question, Given)>, ReadBackRefused> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut answers = Vec::new();
        for (at, record) in reader.records().enumerate() {
            let record = record?;
            let wrong = |what: String| ReadBackRefused::Line { line: at + 2, what };
            let cell = |column: usize| record.get(column).unwrap_or_default();
            let question =
                Question::from_code(cell(0)).map_err(|error| wrong(error.to_string()))?;
            let given = match cell(1) {
                "codes" => Given::Coded(cell(2).split(' ').map(str::to_owned).collect()),
                "words" => {
                    let words = NoteText::parse(unguarded(cell(2)));
                    Given::Written(words.map_err(|error| wrong(error.to_string()))?)
                }
                "unknown" => Given::Unknown,
                "prefers_not_to_say" => Given::PrefersNotToSay,
                other => return Err(wrong(format!("`{other}` is no kind of answer"))),
            };
            answers.push((question, given));
        }
        Ok(answers)
    }
}

const COLUMNS: [&str; 3] = ["question", "kind", "value"];

impl<'r> Answered<'r> {
    fn of(given: &'r Given) -> Self {
        match given {
            Given::Coded(codes) => Self::Codes(codes),
            Given::Written(words) => Self::Words(words.expose()),
            Given::Unknown => Self::Unknown(true),
            Given::PrefersNotToSay => Self::PrefersNotToSay(true),
        }
    }
}

/// An apostrophe in front of what a spreadsheet would take for a formula, and of what has one.
fn guarded(words: &str) -> String {
    let telling = words.starts_with(['=', '+', '-', '@', '\t', '\'']);
    if telling { format!("'{words}") } else { words.to_owned() }
}

fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell)
}

fn rfc3339(at: Timestamp) -> String {
    DateTime::<Utc>::from_timestamp_micros(at.micros())
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}
