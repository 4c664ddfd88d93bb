//! Reading directories: JSON, newline-delimited JSON and tabular packages of HSDS 3.1.
//!
//! An import takes all of the given files or, when it is [`Mode::Strict`] and anything had to be
//! refused, nothing. [`Mode::Lenient`] leaves out exactly the rows that it names in
//! [`Import::problems`]. What is doubtful but can be kept (more free beds than beds, a latitude of
//! 100) is kept, noted, and counts as unknown when services are matched.

mod json;
mod merge;
mod split;
pub(crate) mod tabular;
mod text;

use crate::{Directory, problem::Problems};

/// A file to import: its name decides how it is read.
///
/// `*.csv` and `datapackage.json` are parts of a tabular package, `*.ndjson` and `*.jsonl` hold one
/// document a line, anything else is JSON: one document, an array of them, or a page of the
/// standard's API.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its name; a path is fine, only the last part counts.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// What to do when a row cannot be taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Take nothing at all.
    #[default]
    Strict,
    /// Leave the row out and say so.
    Lenient,
}

/// What an import took.
#[derive(Clone, Debug)]
pub struct Import {
    /// The directory.
    pub directory: Directory,
    /// Rows left out (lenient only) and doubts about rows taken.
    pub problems: Problems,
}

/// Imports the files of one directory.
///
/// Costs one pass over the bytes; memory is that of the directory and, for a tabular package, of
/// its rows besides.
///
/// # Errors
/// In strict mode, all problems (the first [`Problems::LIMIT`] in full) if any row or file had to
/// be refused.
///
/// ```
/// use directory::import::{File, Mode, import};
///
/// let bytes = br#"{
///   "id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10", "name": "Night shelter", "status": "actve"
/// }"#;
/// let problems = import(&[File { name: "shelter.json", bytes }], Mode::Strict).unwrap_err();
/// assert_eq!(
///     problems.list()[0].to_string(),
///     "shelter.json, line 2, column 84 (`status`): found `actve`, expected active, inactive, \
///      defunct or temporarily closed"
/// );
/// ```
pub fn import(files: &[File<'_>], mode: Mode) -> Result<Import, Problems> {
    let mut taking = Taking { mode, ..Taking::default() };
    let (tables, documents): (Vec<File<'_>>, Vec<File<'_>>) =
        files.iter().partition(|file| is_table(file.name));
    for file in documents {
        json::take(&mut taking, &file);
    }
    tabular::take(&mut taking, &tables);
    if mode == Mode::Strict && taking.problems.refused() > 0 {
        return Err(taking.problems);
    }
    Ok(Import { directory: taking.directory, problems: taking.problems })
}

/// An import under way.
#[derive(Debug, Default)]
struct Taking {
    mode: Mode,
    directory: Directory,
    problems: Problems,
}

fn is_table(name: &str) -> bool {
    let name = base(name);
    name.to_ascii_lowercase().ends_with(".csv") || name.eq_ignore_ascii_case("datapackage.json")
}

/// The last part of a path, whichever way its slashes lean.
fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests;
