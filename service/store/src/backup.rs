//! Everything that is kept, as one stream: out of a database that goes on serving, into an empty one.
//!
//! The stream is the same on both engines, so a backup of SQLite can be restored to PostgreSQL and
//! the other way round. It holds what the tables hold: the sealed plane stays ciphertext. The coded
//! plane is plain, so the stream is meant to be sealed as a whole (`vault::archive`) before it is
//! written anywhere.
//!
//! # Format
//! Lines of JSON. The first is the [`Header`]; `{"table":…,"columns":[…]}` begins a table, and every
//! `[…]` after it is a row: numbers, texts, ids as text, bytes in base64, or null. The last line is
//! `{"end":{"settings":2,…}}` with the rows of each table: without it the stream was cut.
//!
//! Cost: one pass over each table in one read transaction, about a microsecond a cell; memory for one
//! piece of [`PIECE`] bytes. Writers go on meanwhile; on SQLite the write-ahead log cannot be folded
//! back until the transaction ends, so it grows by what is written in that time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::OpenError;

mod read;
pub(crate) mod table;
#[cfg(test)]
mod tests;
mod write;

pub use read::restore;

/// The version of this format.
const FORMAT: u32 = 1;
/// About how many bytes travel at once.
const PIECE: usize = 64 * 1024;
/// The longest line that is read back: a message of the greatest length is far below it.
const LONGEST: usize = 16 * 1024 * 1024;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format.
    pub format: u32,
    /// The version of the program that wrote it.
    pub program: String,
    /// The last migration of the schema that it was taken from.
    pub schema: i64,
    /// The moment that it shows, in microseconds since 1970.
    pub at: i64,
    /// The end of the audit chain at that moment, as `seq:hash`.
    pub head: String,
    /// The key under which log-in names are hashed, in hexadecimal: without it nobody could sign in.
    pub instance_key: String,
}

/// What was copied: the header, and the rows of each table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// What the backup says of itself.
    pub header: Header,
    /// How many rows each table had.
    pub rows: BTreeMap<String, u64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Mark {
    Begin { table: String, columns: Vec<String> },
    End { end: BTreeMap<String, u64> },
}

/// Why a backup was not restored. Nothing of it is kept then.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The first line is no header.
    #[error("this is no backup of Daybreak")]
    NotABackup,
    /// A later version wrote it in another way.
    #[error("format {0} of this backup is not known; use the version of the program that wrote it")]
    Format(u32),
    /// A later version wrote it from tables that this one does not have.
    #[error(
        "this backup was written by version {program} with schema {theirs}, this program knows \
         schema {ours}; restore it with that version or a later one"
    )]
    Newer {
        /// The version that wrote it.
        program: String,
        /// Its schema.
        theirs: i64,
        /// Ours.
        ours: i64,
    },
    /// The target is in use.
    #[error(
        "the target holds {rows} rows or more in `{table}`; a restore goes into an empty database \
         only, so name another with `--database`"
    )]
    NotEmpty {
        /// A table that has rows.
        table: String,
        /// At least how many.
        rows: i64,
    },
    /// The target belongs to another program.
    #[error("the target has a table `{0}` that is none of ours; name another with `--database`")]
    Foreign(String),
    /// A table that this version does not have in this shape.
    #[error(
        "table `{table}` of this backup has another shape here; restore it with version {program} \
         of the program and let the new one bring it up to date"
    )]
    Shape {
        /// The table.
        table: String,
        /// The version that wrote it.
        program: String,
    },
    /// A row that is none.
    #[error("row {row} of `{table}` is damaged")]
    Row {
        /// The table.
        table: String,
        /// Which row, from 1.
        row: u64,
    },
    /// The end is missing, or does not agree with the rows.
    #[error("the backup is cut off or damaged: its rows are not those that its end tells of")]
    Incomplete,
    /// The backup cannot be read, or does not open.
    #[error("the backup cannot be read to its end")]
    Source(#[source] std::io::Error),
    /// The target cannot be opened or prepared.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database refused.
    #[error("the database refused what the backup holds")]
    Database(#[from] sqlx::Error),
}
