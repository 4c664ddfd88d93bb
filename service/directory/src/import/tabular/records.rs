//! CSV, row by row, with the line of each.

use super::text;
use crate::problem::{Fault, Position, Problems};

/// The heading of a file, in lower case, and its rows with their lines.
#[derive(Default)]
pub(super) struct Records {
    pub(super) heading: Vec<String>,
    pub(super) rows: Vec<(u64, Vec<String>)>,
}

pub(super) fn records(name: &str, text: &str, problems: &mut Problems) -> Records {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
    let mut records = Records::default();
    let mut record = csv::StringRecord::new();
    let mut lines = Lines { text: text.as_bytes(), read: 0, line: 1 };
    loop {
        let line = lines.at(reader.position().byte());
        match reader.read_record(&mut record) {
            Ok(false) => return records,
            Ok(true) if records.heading.is_empty() => {
                records.heading = record.iter().map(|cell| cell.trim().to_lowercase()).collect();
            }
            Ok(true) => {
                if record.iter().all(|cell| cell.trim().is_empty()) {
                    continue;
                }
                if record.len() == records.heading.len() {
                    records.rows.push((line, record.iter().map(str::to_owned).collect()));
                } else {
                    let fault =
                        Fault::Ragged { found: record.len(), expected: records.heading.len() };
                    problems.refuse(Position::line(name, line), fault);
                }
            }
            Err(error) => {
                let fault = Fault::Json { message: error.to_string() };
                problems.refuse(Position::line(name, line), fault);
                return records;
            }
        }
    }
}

/// Line numbers of byte offsets that only grow. The reader's own count stands before the line end
/// of the row above.
struct Lines<'a> {
    text: &'a [u8],
    read: usize,
    line: u64,
}

impl Lines<'_> {
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        let rest = &self.text[byte..];
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.line += text::newlines(&self.text[self.read..byte + ends]);
        self.read = byte + ends;
        self.line
    }
}
