//! The records of one or several lists, as columns of dictionary codes.
//!
//! Lists stand one after the other, so a record is named by one number and belongs to the list whose
//! range holds it. Readers fill a [`TableBuilder`]; only the columns that the settings use are kept.

mod builder;
mod clean;
pub mod csv;
#[cfg(feature = "database")]
pub mod database;
mod dates;
#[cfg(feature = "parquet")]
pub mod parquet;

pub use builder::{TableBuilder, Wanted};

use crate::dictionary::{Code, Dictionary};
use std::ops::Range;
use std::path::Path;

/// Names one record of a [`Table`]: its position over all lists.
pub type Record = u32;

/// Why a list cannot be read. Nothing of a list that failed is kept.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("`{path}` cannot be read: {source}")]
    Unreadable {
        /// The file as it was named.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row has another number of fields than the header, or is not CSV at all.
    #[error("`{path}`, line {line}: {fields} fields, but the header has {expected}")]
    Ragged {
        /// The file as it was named.
        path: String,
        /// Line in the file, counted from 1.
        line: u64,
        /// Fields found.
        fields: u64,
        /// Fields of the header.
        expected: u64,
    },
    /// Bytes that are not UTF-8.
    #[error("`{path}`, line {line}: the text is not UTF-8; save the list as UTF-8 and try again")]
    NotUtf8 {
        /// The file as it was named.
        path: String,
        /// Line in the file, counted from 1.
        line: u64,
    },
    /// The same record id twice in one list.
    #[error("list `{list}`: record id `{id}` occurs twice; ids must be unique within a list")]
    DuplicateId {
        /// The list.
        list: String,
        /// The repeated id.
        id: String,
    },
    /// A record without an id.
    #[error("list `{list}`: record {row} has no id in column `{column}`")]
    NoId {
        /// The list.
        list: String,
        /// Position in the list, counted from 1.
        row: usize,
        /// The id column.
        column: String,
    },
    /// A column that the settings name is in no list.
    #[error("no list has a column `{column}`; the columns are {present}")]
    NoColumn {
        /// The missing column.
        column: String,
        /// What there is.
        present: String,
    },
    /// A column occurs twice in a header.
    #[error("`{path}`: the header names column `{column}` twice")]
    DuplicateColumn {
        /// The file as it was named.
        path: String,
        /// The repeated name.
        column: String,
    },
    /// A list with no records or no header.
    #[error("`{path}` holds no records")]
    Empty {
        /// The file as it was named.
        path: String,
    },
    /// The file is not what its name says.
    #[error("`{path}` is not readable as {format}: {reason}")]
    Malformed {
        /// The file as it was named.
        path: String,
        /// The format tried.
        format: &'static str,
        /// What the reader said.
        reason: String,
    },
    /// The lists alone outgrow the memory allowed.
    #[error(
        "after record {row} of list `{list}` the lists take more than the {allowed} bytes of memory allowed; allow more, or link fewer columns or parts of the lists by a place or year that is never wrong"
    )]
    OutOfRoom {
        /// The list being read.
        list: String,
        /// Its records so far.
        row: usize,
        /// Bytes allowed.
        allowed: u64,
    },
    /// More records than a 32-bit number can name.
    #[error("more than {limit} records in one run")]
    TooManyRecords {
        /// The limit.
        limit: u64,
    },
}

/// The column names of the list at `path`: a table of a database by its address (`sqlite:FILE#TABLE`,
/// `postgres://…#TABLE`), Parquet by its extension, CSV otherwise.
///
/// # Errors
/// [`ReadError`] when the file cannot be read as what it is.
pub fn header(path: &Path) -> Result<Vec<String>, ReadError> {
    #[cfg(feature = "database")]
    if let Some(place) = path.to_str().and_then(database::Place::parse) {
        return database::header(&place);
    }
    if !is_parquet(path) {
        return csv::header(path);
    }
    #[cfg(feature = "parquet")]
    return parquet::header(path);
    #[cfg(not(feature = "parquet"))]
    Err(without_parquet(path))
}

/// Adds the list at `path` to `builder` under `name`, told apart as by [`header`].
///
/// # Errors
/// [`ReadError`]; the builder must then be dropped.
pub fn read(
    path: &Path,
    name: &str,
    wanted: &Wanted,
    builder: &mut TableBuilder,
) -> Result<(), ReadError> {
    #[cfg(feature = "database")]
    if let Some(place) = path.to_str().and_then(database::Place::parse) {
        return database::read(&place, name, wanted, builder);
    }
    if !is_parquet(path) {
        return csv::read(path, name, wanted, builder);
    }
    #[cfg(feature = "parquet")]
    return parquet::read(path, name, wanted, builder);
    #[cfg(not(feature = "parquet"))]
    Err(without_parquet(path))
}

fn is_parquet(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("parquet") || e.eq_ignore_ascii_case("pq"))
}

#[cfg(not(feature = "parquet"))]
fn without_parquet(path: &Path) -> ReadError {
    ReadError::Malformed {
        path: path.display().to_string(),
        format: "Parquet",
        reason: "this build reads CSV only".to_owned(),
    }
}

/// One agency's records within a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// The name that outputs carry, usually the file's stem.
    pub name: String,
    /// Its records.
    pub records: Range<Record>,
}

/// One column over all lists.
#[derive(Clone)]
pub struct Column {
    /// Name as in the header.
    pub name: String,
    /// One code per record; missing where the list has no such column.
    pub codes: Vec<Code>,
}

/// Records of several lists with their shared [`Dictionary`].
#[derive(Clone, Default)]
pub struct Table {
    /// All texts.
    pub dictionary: Dictionary,
    lists: Vec<List>,
    id_bytes: String,
    id_ends: Vec<u64>,
    columns: Vec<Column>,
}

impl Table {
    /// Number of records over all lists.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id_ends.len()
    }

    /// True without records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id_ends.is_empty()
    }

    /// The lists, in the order in which they were read.
    #[must_use]
    pub fn lists(&self) -> &[List] {
        &self.lists
    }

    /// The columns that were kept.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column called `name`, ignoring case when no exact name fits.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|c| c.name == name)
            .or_else(|| self.columns.iter().find(|c| c.name.eq_ignore_ascii_case(name)))
    }

    /// The list that holds `record`, as an index into [`Table::lists`].
    #[must_use]
    pub fn list_of(&self, record: Record) -> usize {
        self.lists.partition_point(|list| list.records.end <= record)
    }

    /// The record's own id within its list.
    #[must_use]
    pub fn id(&self, record: Record) -> &str {
        let record = record as usize;
        let start = if record == 0 { 0 } else { self.id_ends[record - 1] as usize };
        &self.id_bytes[start..self.id_ends[record] as usize]
    }

    /// The value of `column` for `record`.
    #[must_use]
    pub fn text(&self, column: &Column, record: Record) -> &str {
        self.dictionary.text(column.codes[record as usize])
    }

    /// Bytes that the records take in memory.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let columns: usize =
            self.columns.iter().map(|c| c.codes.capacity() * size_of::<Code>()).sum();
        let ids = self.id_bytes.capacity() + self.id_ends.capacity() * size_of::<u64>();
        (self.dictionary.bytes() + columns + ids) as u64
    }

    /// Adds a column that was computed from others.
    pub(crate) fn push_column(&mut self, column: Column) {
        self.columns.push(column);
    }

    /// The records of `keep`, in that order, as a table of their own; lists keep their names.
    /// Costs one pass over the kept records.
    #[must_use]
    pub fn select(&self, keep: &[Record]) -> Self {
        let mut out = Self {
            dictionary: self.dictionary.clone(),
            columns: self
                .columns
                .iter()
                .map(|c| Column {
                    name: c.name.clone(),
                    codes: keep.iter().map(|&r| c.codes[r as usize]).collect(),
                })
                .collect(),
            ..Self::default()
        };
        for &record in keep {
            out.id_bytes.push_str(self.id(record));
            out.id_ends.push(out.id_bytes.len() as u64);
        }
        let mut start = 0;
        for (index, list) in self.lists.iter().enumerate() {
            let count = keep.iter().filter(|&&r| self.list_of(r) == index).count() as Record;
            out.lists.push(List { name: list.name.clone(), records: start..start + count });
            start += count;
        }
        out
    }
}
