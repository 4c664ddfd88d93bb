//! How files of codes are read: a cell that is no code is refused with its line and never repeated.

use std::io::Read;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileRefused {
    /// Not CSV.
    #[error("`{file}`: {reason}")]
    Csv {
        /// Which file.
        file: String,
        /// What is wrong with it.
        reason: csv::Error,
    },
    /// Another of the files that this program reads, or one that mixes them.
    #[error("`{file}` {is}")]
    OtherFile {
        /// Which file.
        file: String,
        /// Which file it is, and where it is read.
        is: &'static str,
    },
    /// A cell that holds something else than it may. It is not repeated: it may identify.
    #[error("`{file}`, line {line}: {expected}")]
    Cell {
        /// Which file.
        file: String,
        /// Which line.
        line: u64,
        /// What may stand there.
        expected: &'static str,
    },
}

/// What the reader of one kind of file knows about the others.
pub(crate) struct Kind {
    /// A column that stands in another kind of file alone, with the words that say which file that is.
    pub foreign: &'static [(&'static str, &'static str)],
    /// What is wrong with a row that does not fit the columns.
    pub unreadable: &'static str,
}

/// Reads and parses each row.
pub(crate) fn rows<Row: DeserializeOwned, T>(
    file: &str,
    input: impl Read,
    kind: &Kind,
    mut parse: impl FnMut(Row) -> Result<T, &'static str>,
) -> Result<Vec<T>, FileRefused> {
    let csv = |reason| FileRefused::Csv { file: file.to_owned(), reason };
    let mut reader = csv::Reader::from_reader(input);
    let heading = reader.headers().map_err(csv)?.clone();
    let foreign =
        kind.foreign.iter().find(|(column, _)| heading.iter().any(|name| name == *column));
    if let Some(&(_, is)) = foreign {
        return Err(FileRefused::OtherFile { file: file.to_owned(), is });
    }
    let mut found = Vec::new();
    for row in reader.records() {
        let row = row.map_err(csv)?;
        let line = row.position().map_or(0, csv::Position::line);
        let refused = |expected| FileRefused::Cell { file: file.to_owned(), line, expected };
        // The reader's own message would repeat the cell.
        let cells = row.deserialize(Some(&heading)).map_err(|_| refused(kind.unreadable))?;
        found.push(parse(cells).map_err(refused)?);
    }
    Ok(found)
}

/// At most as long as the door lets a county's code be.
pub(crate) fn is_code(cell: &str) -> bool {
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    !cell.is_empty() && cell.len() <= 24 && cell.bytes().all(fits)
}

/// A county's code; nothing is `unknown`.
pub(crate) fn county(cell: String) -> String {
    if cell.is_empty() { "unknown".to_owned() } else { cell }
}

/// A day, or none.
pub(crate) fn day(cell: &str) -> Result<Option<NaiveDate>, &'static str> {
    if cell.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(cell, "%Y-%m-%d");
    day.map(Some).map_err(|_| "days are written 2026-03-14")
}

/// A code of a closed list; nothing is unknown.
pub(crate) fn coded<T: for<'a> Deserialize<'a> + Default>(cell: &str) -> Option<T> {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};
    if cell.is_empty() {
        return Some(T::default());
    }
    let cell: StrDeserializer<'_, Error> = cell.into_deserializer();
    T::deserialize(cell).ok()
}
