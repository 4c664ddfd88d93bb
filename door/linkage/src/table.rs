//! The records of one or several lists, as columns of dictionary codes.
//!
//! Lists stand one after the other, so a record is named by one number and belongs to the list whose
//! range holds it. Readers fill a [`TableBuilder`]; only the columns that the settings use are kept.

pub mod csv;
#[cfg(feature = "parquet")]
pub mod parquet;

use crate::dictionary::{Batch, Code, Dictionary, MISSING};
use std::collections::BTreeSet;
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
    /// More records than a 32-bit number can name.
    #[error("more than {limit} records in one run")]
    TooManyRecords {
        /// The limit.
        limit: u64,
    },
}

/// The column names of the list at `path`: Parquet by its extension, CSV otherwise.
///
/// # Errors
/// [`ReadError`] when the file cannot be read as what it is.
pub fn header(path: &Path) -> Result<Vec<String>, ReadError> {
    if !is_parquet(path) {
        return csv::header(path);
    }
    #[cfg(feature = "parquet")]
    return parquet::header(path);
    #[cfg(not(feature = "parquet"))]
    Err(without_parquet(path))
}

/// Adds the list at `path` to `builder` under `name`: Parquet by its extension, CSV otherwise.
///
/// # Errors
/// [`ReadError`]; the builder must then be dropped.
pub fn read(
    path: &Path,
    name: &str,
    wanted: &Wanted,
    builder: &mut TableBuilder,
) -> Result<(), ReadError> {
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

/// Which columns a reader keeps.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Column that holds the record id; row numbers serve as ids when it is absent.
    pub id: Option<String>,
    /// Columns to keep; all when `None`.
    pub columns: Option<BTreeSet<String>>,
}

impl Wanted {
    fn keeps(&self, name: &str) -> bool {
        self.columns.as_ref().is_none_or(|set| {
            set.contains(name) || set.iter().any(|c| c.eq_ignore_ascii_case(name))
        })
    }

    fn is_id(&self, name: &str) -> bool {
        self.id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(name))
    }
}

/// What a reader does with one field of its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Id,
    Column(usize),
    Ignored,
}

/// Collects lists, then becomes a [`Table`].
#[derive(Default)]
pub struct TableBuilder {
    table: Table,
    batch: Batch,
    batch_columns: Vec<u32>,
}

impl TableBuilder {
    /// Starts a list whose fields are `header`, and says where each field goes.
    fn start(&mut self, name: &str, header: &[String], wanted: &Wanted) -> Vec<Target> {
        let start = self.table.len() as Record;
        self.table.lists.push(List { name: name.to_owned(), records: start..start });
        header
            .iter()
            .map(|field| {
                if wanted.is_id(field) {
                    Target::Id
                } else if wanted.keeps(field) {
                    Target::Column(self.column(field))
                } else {
                    Target::Ignored
                }
            })
            .collect()
    }

    fn column(&mut self, name: &str) -> usize {
        if let Some(found) =
            self.table.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name))
        {
            return found;
        }
        let codes = vec![MISSING; self.table.len()];
        self.table.columns.push(Column { name: name.to_owned(), codes });
        self.table.columns.len() - 1
    }

    fn push_id(&mut self, id: &str) {
        self.table.id_bytes.push_str(id);
        self.table.id_ends.push(self.table.id_bytes.len() as u64);
    }

    fn push(&mut self, column: usize, text: &str) {
        self.batch.push(text.trim());
        self.batch_columns.push(column as u32);
        if self.batch.is_full() {
            self.flush();
        }
    }

    /// Gives the texts read so far their codes, in the order in which they were read.
    fn flush(&mut self) {
        let columns = &mut self.table.columns;
        let mut of = self.batch_columns.drain(..);
        self.table.dictionary.intern_all(&mut self.batch, |code| {
            if let Some(column) = of.next() {
                columns[column as usize].codes.push(code);
            }
        });
    }

    /// Ends the list: fills the columns it lacks and checks its ids.
    fn finish_list(&mut self, path: &str) -> Result<(), ReadError> {
        self.flush();
        let length = self.table.len();
        let end = Record::try_from(length)
            .map_err(|_| ReadError::TooManyRecords { limit: u64::from(Record::MAX) })?;
        for column in &mut self.table.columns {
            column.codes.resize(length, MISSING);
        }
        let list = self.table.lists.last_mut().expect("a list was started");
        list.records.end = end;
        if list.records.is_empty() {
            return Err(ReadError::Empty { path: path.to_owned() });
        }
        let list = list.clone();
        self.reject_duplicate_ids(&list)
    }

    fn reject_duplicate_ids(&self, list: &List) -> Result<(), ReadError> {
        let table = &self.table;
        // Numbered lists are in order, which needs no set of all ids.
        let mut ids = list.records.clone().map(|r| table.id(r)).map(|id| (id.len(), id));
        if ids.clone().zip(ids.by_ref().skip(1)).all(|(a, b)| a < b) {
            return Ok(());
        }
        let mut seen = hashbrown::HashSet::with_capacity(list.records.len());
        match list.records.clone().find(|&r| !seen.insert(table.id(r))) {
            None => Ok(()),
            Some(r) => {
                Err(ReadError::DuplicateId { list: list.name.clone(), id: table.id(r).to_owned() })
            }
        }
    }

    /// Adds a list from rows in memory; `header` names the fields of every row.
    ///
    /// # Errors
    /// As for a file: ragged rows, duplicate or missing ids, no rows.
    pub fn rows<'a>(
        &mut self,
        name: &str,
        header: &[String],
        rows: impl IntoIterator<Item = &'a [String]>,
        wanted: &Wanted,
    ) -> Result<(), ReadError> {
        let targets = self.start(name, header, wanted);
        for (row, fields) in rows.into_iter().enumerate() {
            if fields.len() != header.len() {
                return Err(ReadError::Ragged {
                    path: name.to_owned(),
                    line: row as u64 + 2,
                    fields: fields.len() as u64,
                    expected: header.len() as u64,
                });
            }
            self.push_row(name, row, &targets, fields.iter().map(String::as_str), wanted)?;
        }
        self.finish_list(name)
    }

    fn push_row<'a>(
        &mut self,
        list: &str,
        row: usize,
        targets: &[Target],
        fields: impl Iterator<Item = &'a str>,
        wanted: &Wanted,
    ) -> Result<(), ReadError> {
        let mut has_id = false;
        for (target, field) in targets.iter().zip(fields) {
            match target {
                Target::Id if !field.trim().is_empty() => {
                    has_id = true;
                    self.push_id(field.trim());
                }
                Target::Column(column) => self.push(*column, field),
                Target::Id | Target::Ignored => {}
            }
        }
        if !has_id {
            if targets.contains(&Target::Id) {
                return Err(ReadError::NoId {
                    list: list.to_owned(),
                    row: row + 1,
                    column: wanted.id.clone().unwrap_or_default(),
                });
            }
            self.push_id(&(row + 1).to_string());
        }
        Ok(())
    }

    /// The finished table.
    #[must_use]
    pub fn build(self) -> Table {
        self.table
    }
}
