//! Collects lists row by row.

use super::{Column, List, ReadError, Record, Table, clean};
use crate::dictionary::{Batch, MISSING};
use std::collections::{BTreeMap, BTreeSet};

/// Which columns a reader keeps.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Column that holds the record id; row numbers serve as ids when it is absent.
    pub id: Option<String>,
    /// Columns to keep; all when `None`.
    pub columns: Option<BTreeSet<String>>,
    /// Columns that are kept under another name, by their name in the header.
    pub renamed: BTreeMap<String, String>,
    /// Kept columns whose dates are written as `yyyy-mm-dd`, whatever their form in the list.
    pub dates: BTreeSet<String>,
    /// Texts that are kept as missing.
    pub missing: BTreeSet<String>,
}

impl Wanted {
    pub(super) fn keeps(&self, name: &str) -> bool {
        self.columns.as_ref().is_none_or(|set| {
            set.contains(name) || set.iter().any(|c| c.eq_ignore_ascii_case(name))
        })
    }

    pub(super) fn is_id(&self, name: &str) -> bool {
        self.id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(name))
    }
}

/// What a reader does with one field of its input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
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
    most_bytes: Option<u64>,
}

impl TableBuilder {
    /// A builder that stops reading when the lists take more than so many bytes of memory.
    #[must_use]
    pub fn within(most_bytes: Option<u64>) -> Self {
        Self { most_bytes, ..Self::default() }
    }

    /// Starts a list whose fields are `header`, and says where each field goes.
    pub(super) fn start(&mut self, name: &str, header: &[String], wanted: &Wanted) -> Vec<Target> {
        let start = self.table.len() as Record;
        self.table.lists.push(List { name: name.to_owned(), records: start..start });
        header
            .iter()
            .map(|field| {
                let field = wanted.renamed.get(field).unwrap_or(field);
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

    pub(super) fn push_id(&mut self, id: &str) {
        self.table.id_bytes.push_str(id);
        self.table.id_ends.push(self.table.id_bytes.len() as u64);
    }

    pub(super) fn push(&mut self, column: usize, text: &str) {
        // Most values neither begin nor end with a space; telling that costs two bytes.
        let is_trimmed = match text.as_bytes() {
            [] => true,
            [first, .., last] => first.is_ascii_graphic() && last.is_ascii_graphic(),
            [only] => only.is_ascii_graphic(),
        };
        self.batch.push(if is_trimmed { text } else { text.trim() });
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
    pub(super) fn finish_list(&mut self, path: &str, wanted: &Wanted) -> Result<(), ReadError> {
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
        self.reject_duplicate_ids(&list)?;
        clean::clean(&mut self.table, &list, wanted);
        Ok(())
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
        self.finish_list(name, wanted)
    }

    pub(super) fn push_row<'a>(
        &mut self,
        list: &str,
        row: usize,
        targets: &[Target],
        fields: impl Iterator<Item = &'a str>,
        wanted: &Wanted,
    ) -> Result<(), ReadError> {
        const CHECKED: usize = 1 << 12;
        if let Some(allowed) = self.most_bytes
            && row.is_multiple_of(CHECKED)
            && self.table.bytes() > allowed
        {
            return Err(ReadError::OutOfRoom { list: list.to_owned(), row, allowed });
        }
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
