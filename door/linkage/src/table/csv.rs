//! CSV in: UTF-8, a header, comma (or the separator that the header shows), quotes as in RFC 4180.

use super::{ReadError, TableBuilder, Wanted};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// The header of the file at `path`.
///
/// # Errors
/// [`ReadError`] when the file cannot be read, is empty or is not UTF-8.
pub fn header(path: &Path) -> Result<Vec<String>, ReadError> {
    let (mut reader, shown) = open(path)?;
    read_header(&mut reader, &shown)
}

/// Adds the list at `path` to `builder` under `name`. One pass, one row in memory.
///
/// # Errors
/// [`ReadError`], naming file and line; the builder must then be dropped.
pub fn read(
    path: &Path,
    name: &str,
    wanted: &Wanted,
    builder: &mut TableBuilder,
) -> Result<(), ReadError> {
    let (mut reader, shown) = open(path)?;
    let header = read_header(&mut reader, &shown)?;
    let targets = builder.start(name, &header, wanted);
    let mut row = ::csv::StringRecord::new();
    let mut count = 0;
    while reader.read_record(&mut row).map_err(|e| explain(&shown, e))? {
        builder.push_row(name, count, &targets, row.iter(), wanted)?;
        count += 1;
    }
    builder.finish_list(&shown, wanted)
}

type Reader = ::csv::Reader<Box<dyn Read>>;

fn open(path: &Path) -> Result<(Reader, String), ReadError> {
    let shown = path.display().to_string();
    let unreadable = |source| ReadError::Unreadable { path: shown.clone(), source };
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).map_err(unreadable)?);
    let start = file.fill_buf().map_err(unreadable)?;
    let line = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let separator = separator_of(line);
    // A byte-order mark would become part of the first column's name.
    if start.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    let reader = ::csv::ReaderBuilder::new()
        .delimiter(separator)
        .from_reader(Box::new(file) as Box<dyn Read>);
    Ok((reader, shown))
}

/// The commonest of comma, semicolon and tab in the header line.
fn separator_of(line: &[u8]) -> u8 {
    let count = |b: u8| line.iter().filter(|&&x| x == b).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&b| count(b)).unwrap_or(b',')
}

fn read_header(reader: &mut Reader, path: &str) -> Result<Vec<String>, ReadError> {
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| explain(path, e))?
        .iter()
        .map(|h| h.trim().to_owned())
        .collect();
    if header.iter().all(String::is_empty) {
        return Err(ReadError::Empty { path: path.to_owned() });
    }
    for (i, column) in header.iter().enumerate() {
        if header[..i].iter().any(|h| h.eq_ignore_ascii_case(column)) {
            return Err(ReadError::DuplicateColumn {
                path: path.to_owned(),
                column: column.clone(),
            });
        }
    }
    Ok(header)
}

fn explain(path: &str, error: ::csv::Error) -> ReadError {
    let path = path.to_owned();
    let line_of = |pos: &Option<::csv::Position>| pos.as_ref().map_or(1, ::csv::Position::line);
    match error.into_kind() {
        ::csv::ErrorKind::Io(source) => ReadError::Unreadable { path, source },
        ::csv::ErrorKind::Utf8 { pos, .. } => ReadError::NotUtf8 { path, line: line_of(&pos) },
        ::csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            ReadError::Ragged { path, line: line_of(&pos), fields: len, expected: expected_len }
        }
        other => ReadError::Malformed { path, format: "CSV", reason: format!("{other:?}") },
    }
}

#[cfg(test)]
mod tests;
