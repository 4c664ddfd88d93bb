//! Rows of comma-separated text, each with the line where it stands.
//!
//! Whatever ends a line (`\n`, `\r\n` or `\r`), the line number is the one that an editor shows, so
//! that a message leads to the mistake. Blank lines are skipped, blanks around cells and the mark
//! that spreadsheet programs put before UTF-8 text are dropped.

use std::io::{self, Chain, Read};

use csv::StringRecord;

use crate::Place;

/// The rows of one file.
///
/// ```
/// use record::rows::Rows;
/// let mut rows = Rows::new("a.csv", "A,count\r\n\r\n1, 40\r\n".as_bytes());
/// assert_eq!(rows.header()?.len(), 2);
/// let (place, row) = rows.next()?.expect("there is a row");
/// assert_eq!((place.line, &row[1]), (3, "40"));
/// assert!(rows.next()?.is_none());
/// # Ok::<(), record::rows::RowError>(())
/// ```
pub struct Rows<R> {
    file: String,
    reader: csv::Reader<Newlines<Chain<R, &'static [u8]>>>,
    row: StringRecord,
    columns: usize,
}

/// Why a line is no row.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct RowError {
    /// The line.
    pub place: Place,
    /// What is wrong with it and what to do; part of the message, so not its source too.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Problem {
    /// A line with too many or too few cells.
    #[error("the line has {found} cells but the header has {expected}; check the commas")]
    Ragged {
        /// Cells in the header.
        expected: usize,
        /// Cells in this line.
        found: usize,
    },
    /// The file is no readable text.
    #[error("the line cannot be read: {0}; save the file as comma-separated UTF-8 text")]
    Unreadable(String),
}

impl<R: Read> Rows<R> {
    /// The rows of `input`; `file` is only used in messages.
    pub fn new(file: &str, input: R) -> Self {
        // With a line end behind the last row, every row is followed by exactly one.
        let input = Newlines { inner: input.chain(b"\n".as_slice()), after_return: false };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(input);
        Self { file: file.to_owned(), reader, row: StringRecord::new(), columns: 0 }
    }

    /// The first row; without any row an empty one.
    ///
    /// # Errors
    /// [`RowError`] if the row is no text.
    pub fn header(&mut self) -> Result<Vec<String>, RowError> {
        let Some((_, header)) = self.advance()? else { return Ok(Vec::new()) };
        let clean = |name: &str| name.strip_prefix('\u{feff}').unwrap_or(name).trim().to_owned();
        let header: Vec<String> = header.iter().map(clean).collect();
        self.columns = header.len();
        Ok(header)
    }

    /// The next row, with as many cells as the header; `None` after the last.
    ///
    /// # Errors
    /// [`RowError`] if the row is no text, or has too many or too few cells.
    #[expect(clippy::should_implement_trait, reason = "the row is borrowed from the reader")]
    pub fn next(&mut self) -> Result<Option<(Place, &StringRecord)>, RowError> {
        let (expected, advanced) = (self.columns, self.advance()?);
        match advanced {
            Some((place, row)) if row.len() != expected => {
                let problem = Problem::Ragged { expected, found: row.len() };
                Err(RowError { place, problem })
            }
            other => Ok(other),
        }
    }

    fn advance(&mut self) -> Result<Option<(Place, &StringRecord)>, RowError> {
        let read = self.reader.read_record(&mut self.row);
        // The reader notes where it began to look, blank lines included; the end is certain.
        let end = self.reader.position().line() - 1;
        match read {
            Ok(false) => Ok(None),
            Ok(true) => {
                let inside = self.row.as_slice().matches('\n').count() as u64;
                Ok(Some((Place::line(&self.file, end - inside), &self.row)))
            }
            Err(error) => {
                let problem = Problem::Unreadable(error.to_string());
                Err(RowError { place: Place::line(&self.file, end), problem })
            }
        }
    }
}

/// Every end of line as `\n`.
struct Newlines<R> {
    inner: R,
    after_return: bool,
}

impl<R: Read> Read for Newlines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let found = self.inner.read(buffer)?;
            let mut kept = 0;
            for place in 0..found {
                let byte = buffer[place];
                if byte != b'\n' || !self.after_return {
                    buffer[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
                self.after_return = byte == b'\r';
            }
            if kept > 0 || found == 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lines_are_counted_as_an_editor_counts_them(
            blanks in prop::collection::vec(0_usize..3, 1..20),
            ending in prop::sample::select(vec!["\n", "\r\n", "\r"]),
            is_ended in any::<bool>(),
        ) {
            let (mut text, mut line, mut lines) = (format!("a,b{ending}"), 2, Vec::new());
            for &blank in &blanks {
                text += &ending.repeat(blank);
                line += blank as u64;
                lines.push(line);
                text += &format!("1,2{ending}");
                line += 1;
            }
            if !is_ended {
                text.truncate(text.len() - ending.len());
            }
            let mut rows = Rows::new("a.csv", text.as_bytes());
            rows.header().unwrap();
            for line in lines {
                prop_assert_eq!(rows.next().unwrap().unwrap().0.line, line);
            }
            prop_assert!(rows.next().unwrap().is_none());
        }
    }

    #[test]
    fn a_cell_over_several_lines_counts_from_its_first() {
        let mut rows = Rows::new("a.csv", "a,b\n\"x\ny\",2\n3\n".as_bytes());
        rows.header().unwrap();
        assert_eq!(rows.next().unwrap().unwrap().0.line, 2);
        let error = rows.next().unwrap_err();
        assert_eq!(error.place.line, 4);
        assert_eq!(error.problem, Problem::Ragged { expected: 2, found: 1 });
    }
}
