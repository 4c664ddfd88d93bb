//! CSV in: UTF-8, a header, comma (or the separator that the header shows), quotes as in RFC 4180.

use super::builder::Target;
use super::{ReadError, TableBuilder, Wanted};
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
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
/// Lines without quotes, which are nearly all of them, are cut at their separators; from the first other line
/// on, the rest is read with all rules of CSV, which takes several times as long.
///
/// # Errors
/// [`ReadError`], naming file and line; the builder must then be dropped.
pub fn read(
    path: &Path,
    name: &str,
    wanted: &Wanted,
    builder: &mut TableBuilder,
) -> Result<(), ReadError> {
    let header = header(path)?;
    let (mut file, separator, shown) = open_file(path)?;
    let mut rows = Rows {
        targets: builder.start(name, &header, wanted),
        builder: &mut *builder,
        shown: &shown,
        name,
        wanted,
        expected: header.len(),
        count: 0,
    };
    let (mut line, mut number, mut ends) = (Vec::new(), 0, Vec::new());
    loop {
        line.clear();
        file.by_ref()
            .take(LONGEST)
            .read_until(b'\n', &mut line)
            .map_err(|source| ReadError::Unreadable { path: shown.clone(), source })?;
        if line.is_empty() {
            break;
        }
        let Some(plain) = plain(&line, separator, &mut ends) else {
            rows.read_rest(Cursor::new(line).chain(file), separator, number)?;
            break;
        };
        number += 1;
        if number > 1 && !plain.is_empty() {
            rows.push_line(plain, &ends, number)?;
        }
    }
    builder.finish_list(&shown, wanted)
}

/// A line of more bytes is not looked at as a whole.
const LONGEST: u64 = 1 << 16;

/// The line without its end, and where its fields end; `None` when it takes all rules of CSV to read it.
fn plain<'l>(line: &'l [u8], separator: u8, ends: &mut Vec<usize>) -> Option<&'l [u8]> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // The high bit of every byte of the word that is this one.
    let found = |word: u64, byte: u8| {
        let differs = word ^ (EACH * u64::from(byte));
        !(((differs & (0x7F * EACH)) + 0x7F * EACH) | differs | (0x7F * EACH))
    };
    let ended = line.strip_suffix(b"\n").unwrap_or(line);
    let ended =
        if ended.len() < line.len() { ended.strip_suffix(b"\r").unwrap_or(ended) } else { ended };
    if line.len() as u64 == LONGEST {
        return None;
    }
    ends.clear();
    for (number, piece) in ended.chunks(8).enumerate() {
        let mut bytes = [0; 8];
        bytes[..piece.len()].copy_from_slice(piece);
        let word = u64::from_le_bytes(bytes);
        if found(word, b'"') | found(word, b'\r') != 0 {
            return None;
        }
        let mut separators = found(word, separator);
        while separators != 0 {
            ends.push(8 * number + separators.trailing_zeros() as usize / 8);
            separators &= separators - 1;
        }
    }
    ends.push(ended.len());
    Some(ended)
}

/// The rows of a list on their way into the builder.
struct Rows<'a> {
    builder: &'a mut TableBuilder,
    targets: Vec<Target>,
    shown: &'a str,
    name: &'a str,
    wanted: &'a Wanted,
    /// Fields of the header.
    expected: usize,
    count: usize,
}

impl Rows<'_> {
    fn push_line(&mut self, line: &[u8], ends: &[usize], number: u64) -> Result<(), ReadError> {
        let Ok(text) = std::str::from_utf8(line) else {
            return Err(ReadError::NotUtf8 { path: self.shown.to_owned(), line: number });
        };
        let mut start = 0;
        let fields = ends.iter().map(|&end| {
            let field = &text[start..end];
            start = end + 1;
            field
        });
        self.push(fields, ends.len(), number)
    }

    fn push<'f>(
        &mut self,
        fields: impl Iterator<Item = &'f str>,
        count: usize,
        line: u64,
    ) -> Result<(), ReadError> {
        if count != self.expected {
            let (fields, expected) = (count as u64, self.expected as u64);
            return Err(ReadError::Ragged { path: self.shown.to_owned(), line, fields, expected });
        }
        self.builder.push_row(self.name, self.count, &self.targets, fields, self.wanted)?;
        self.count += 1;
        Ok(())
    }

    /// Reads what follows after so many lines; without any, the header comes first.
    fn read_rest(&mut self, rest: impl Read, separator: u8, lines: u64) -> Result<(), ReadError> {
        let mut reader = ::csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(lines == 0)
            .flexible(true)
            .from_reader(rest);
        let mut row = ::csv::StringRecord::new();
        while reader.read_record(&mut row).map_err(|e| explain(self.shown, e, lines))? {
            let line = lines + row.position().map_or(1, ::csv::Position::line);
            self.push(row.iter(), row.len(), line)?;
        }
        Ok(())
    }
}

type Reader = ::csv::Reader<BufReader<File>>;

fn open(path: &Path) -> Result<(Reader, String), ReadError> {
    let (file, separator, shown) = open_file(path)?;
    Ok((::csv::ReaderBuilder::new().delimiter(separator).from_reader(file), shown))
}

/// The file behind its byte-order mark, which would become part of the first column's name; and its
/// separator.
fn open_file(path: &Path) -> Result<(BufReader<File>, u8, String), ReadError> {
    let shown = path.display().to_string();
    let unreadable = |source| ReadError::Unreadable { path: shown.clone(), source };
    let mut file = BufReader::with_capacity(1 << 18, File::open(path).map_err(unreadable)?);
    let start = file.fill_buf().map_err(unreadable)?;
    let line = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let separator = separator_of(line);
    if start.starts_with(b"\xef\xbb\xbf") {
        file.consume(3);
    }
    Ok((file, separator, shown))
}

/// The commonest of comma, semicolon and tab in the header line.
fn separator_of(line: &[u8]) -> u8 {
    let count = |b: u8| line.iter().filter(|&&x| x == b).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&b| count(b)).unwrap_or(b',')
}

fn read_header(reader: &mut Reader, path: &str) -> Result<Vec<String>, ReadError> {
    let header: Vec<String> = reader
        .headers()
        .map_err(|e| explain(path, e, 0))?
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

/// What went wrong, `before` lines having been read otherwise.
fn explain(path: &str, error: ::csv::Error, before: u64) -> ReadError {
    let path = path.to_owned();
    let line_of =
        |pos: &Option<::csv::Position>| before + pos.as_ref().map_or(1, ::csv::Position::line);
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
