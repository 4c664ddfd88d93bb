//! Reads a capture-history file: one 0/1 column per list, then `count`.
//!
//! ```csv
//! police,shelter,hotline,count
//! 1,0,0,40
//! 0,1,0,30
//! 1,1,0,6
//! ```
//! Histories that do not occur are zero. A file is read whole or refused with the place of the
//! first mistake; memory is bounded by the number of possible histories, not by the file.

use std::collections::BTreeMap;
use std::io::Read;

use csv::StringRecord;

use crate::rows::{self, RowError, Rows};
use crate::{BuildError, History, MAX_LISTS, OverlapTable, Place};

/// Why a capture-history file cannot be used, and where.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ReadError {
    /// The cell or line that is wrong.
    pub place: Place,
    /// What is wrong with it and what to do; part of the message, so not its source too.
    pub problem: Problem,
}

/// What is wrong with a cell, a line or the file.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The file is empty.
    #[error("the file has no header; write one 0/1 column per list and then `count`")]
    NoHeader,
    /// No column is called `count`.
    #[error("no column is named `count`; name the last column `count`")]
    NoCount,
    /// `count` stands before a list.
    #[error("`{0}` stands after `count`; put `count` last and remove unknown columns")]
    AfterCount(String),
    /// A cell of a list column is neither 0 nor 1.
    #[error(
        "column `{column}` holds `{cell}`, which is not 0 or 1; if it is not a list, remove the \
         column"
    )]
    NotABit {
        /// The column's name.
        column: String,
        /// What stands there.
        cell: String,
    },
    /// A count below zero.
    #[error("the count `{0}` is negative; write how many persons have this history")]
    Negative(String),
    /// A count with a fraction.
    #[error("the count `{0}` is not a whole number; persons are counted whole")]
    Fractional(String),
    /// Anything else in the count column.
    #[error("the count `{0}` is not a number; write digits only, without separators")]
    NotACount(String),
    /// The all-zero history.
    #[error("the history is all zero; the unseen cannot be counted, remove the row")]
    Unseen,
    /// The same history twice.
    #[error("history {history} stands in line {first} already; add the two counts into one row")]
    Duplicate {
        /// The history in digits.
        history: String,
        /// The line of its first occurrence.
        first: u64,
    },
    /// The rows are fine but make no table.
    #[error(transparent)]
    Table(#[from] BuildError),
    /// The line is no row, or no text.
    #[error(transparent)]
    Row(#[from] rows::Problem),
}

impl From<RowError> for ReadError {
    fn from(error: RowError) -> Self {
        Self { place: error.place, problem: error.problem.into() }
    }
}

/// Reads a capture-history file; `file` is only used in messages.
///
/// # Errors
/// [`ReadError`] with the place of the first mistake; nothing is read by halves.
pub fn read(file: &str, input: impl Read) -> Result<OverlapTable, ReadError> {
    let mut rows = Rows::new(file, input);
    let header = rows.header()?;
    if header.is_empty() {
        return Err(ReadError { place: Place::line(file, 1), problem: Problem::NoHeader });
    }
    let header = Header::parse(file, &header)?;
    let mut counts: BTreeMap<History, (u64, u64)> = BTreeMap::new();
    while let Some((place, row)) = rows.next()? {
        let (history, count) = header.row(&place, row)?;
        if let Some(&(_, first)) = counts.get(&history) {
            let history = history.digits(header.lists.len());
            return Err(ReadError { place, problem: Problem::Duplicate { history, first } });
        }
        counts.insert(history, (count, place.line));
    }
    OverlapTable::new(header.lists, counts.into_iter().map(|(history, (n, _))| (history, n)))
        .map_err(|error| ReadError { place: Place::line(file, 1), problem: error.into() })
}

struct Header {
    lists: Vec<String>,
}

impl Header {
    fn parse(file: &str, names: &[String]) -> Result<Self, ReadError> {
        let at =
            |column: usize, problem| ReadError { place: Place::column(file, 1, column), problem };
        let Some(count) = names.iter().position(|name| name.eq_ignore_ascii_case("count")) else {
            return Err(at(names.len(), Problem::NoCount));
        };
        if let Some(extra) = names.get(count + 1) {
            return Err(at(count + 2, Problem::AfterCount(extra.clone())));
        }
        if count > MAX_LISTS {
            return Err(at(count, BuildError::TooManyLists(count).into()));
        }
        for (column, name) in names[..count].iter().enumerate() {
            if name.is_empty() {
                return Err(at(column + 1, BuildError::UnnamedList(column + 1).into()));
            }
            if names[..column].contains(name) {
                let problem = BuildError::DuplicateList(name.clone()).into();
                return Err(at(column + 1, problem));
            }
        }
        let lists = names[..count].to_vec();
        Ok(Self { lists })
    }

    fn row(&self, place: &Place, row: &StringRecord) -> Result<(History, u64), ReadError> {
        let at = |column: usize, problem| {
            let place = Place { column, ..place.clone() };
            ReadError { place, problem }
        };
        let mut history = History::UNSEEN;
        for (list, cell) in row.iter().take(self.lists.len()).enumerate() {
            match cell {
                "0" => {}
                "1" => history = history.with(list),
                _ => {
                    let column = self.lists[list].clone();
                    let problem = Problem::NotABit { column, cell: cell.to_owned() };
                    return Err(at(list + 1, problem));
                }
            }
        }
        let column = self.lists.len() + 1;
        let count = parse_count(&row[column - 1]).map_err(|problem| at(column, problem))?;
        if history == History::UNSEEN {
            return Err(at(0, Problem::Unseen));
        }
        Ok((history, count))
    }
}

/// A count of persons: digits only.
///
/// # Errors
/// [`Problem::Negative`], [`Problem::Fractional`] or [`Problem::NotACount`].
pub fn parse_count(cell: &str) -> Result<u64, Problem> {
    if let Ok(count) = cell.parse::<u64>() {
        return Ok(count);
    }
    match cell.parse::<f64>() {
        Ok(number) if number < 0.0 => Err(Problem::Negative(cell.to_owned())),
        Ok(number) if number.is_finite() && number.fract() != 0.0 => {
            Err(Problem::Fractional(cell.to_owned()))
        }
        _ => Err(Problem::NotACount(cell.to_owned())),
    }
}

#[cfg(test)]
mod tests;
