//! Where in a file something is wrong.

use std::fmt;

/// A cell of an input file, for people who have to correct it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name as the caller gave it.
    pub file: String,
    /// The line, counted from 1; the header is usually line 1.
    pub line: u64,
    /// The column, counted from 1; 0 when the whole line is meant.
    pub column: usize,
}

impl Place {
    pub(crate) fn line(file: &str, line: u64) -> Self {
        Self { file: file.to_owned(), line, column: 0 }
    }

    pub(crate) fn column(file: &str, line: u64, column: usize) -> Self {
        Self { file: file.to_owned(), line, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            0 => write!(f, "{}, line {}", self.file, self.line),
            column => write!(f, "{}, line {}, column {column}", self.file, self.line),
        }
    }
}
