//! What is wrong with an import, so that the person who made the file can mend it.

use std::fmt;

use crate::value::excerpt;

/// Where in the files something was found. Lines and columns count from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The file's name.
    pub file: String,
    /// The line.
    pub line: Option<u64>,
    /// The column: of a table the cell's number, of JSON the byte in the line.
    pub column: Option<u64>,
    /// The field: a heading, or a JSON path such as `services[3].phones[0].number`.
    pub field: Option<String>,
}

impl Position {
    pub(crate) fn file(name: &str) -> Self {
        Self { file: name.to_owned(), ..Self::default() }
    }

    pub(crate) fn line(name: &str, line: u64) -> Self {
        Self { line: Some(line), ..Self::file(name) }
    }

    pub(crate) fn cell(name: &str, line: u64, column: usize, field: &str) -> Self {
        Self {
            column: Some(column as u64 + 1),
            field: Some(field.to_owned()),
            ..Self::line(name, line)
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        if let Some(field) = &self.field {
            write!(f, " (`{field}`)")?;
        }
        Ok(())
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The file is not UTF-8.
    #[error("the file is not UTF-8 text ({found}); save it as UTF-8 and import it again")]
    Encoding {
        /// What it seems to be.
        found: String,
    },
    /// The JSON cannot be read.
    #[error("{message}")]
    Json {
        /// What the reader says.
        message: String,
    },
    /// The nesting is deeper than any real directory.
    #[error("nested deeper than {limit} levels; this is not a directory")]
    TooDeep {
        /// The deepest level that is read.
        limit: usize,
    },
    /// A value is longer than any real one.
    #[error("{length} bytes long; at most {limit} are read, shorten it")]
    TooLong {
        /// Its length.
        length: usize,
        /// The longest that is read.
        limit: usize,
    },
    /// A JSON object of no known kind.
    #[error(
        "cannot tell what this object is (its properties: {found}); an HSDS service, organization, location, service_at_location, taxonomy or taxonomy_term is expected"
    )]
    UnknownKind {
        /// Its properties.
        found: String,
    },
    /// A file of no known table.
    #[error(
        "no table of HSDS 3.1 has this name; rename the file as the standard does (`services.csv`, `phones.csv`, …) or leave it out"
    )]
    UnknownTable,
    /// A table without the column that everything needs.
    #[error("the heading has no column `{column}`; add it")]
    MissingColumn {
        /// The column.
        column: &'static str,
    },
    /// A heading that says the same twice.
    #[error("the heading has the column `{column}` twice; remove one")]
    DoubleColumn {
        /// The column.
        column: String,
    },
    /// A row of the wrong length.
    #[error(
        "the row has {found} cells, the heading {expected}; put texts with commas or line breaks in quotation marks"
    )]
    Ragged {
        /// Cells of the row.
        found: usize,
        /// Columns of the heading.
        expected: usize,
    },
    /// A required value that is not there.
    #[error("empty; {expects} is needed")]
    Missing {
        /// What a right value looks like.
        expects: &'static str,
    },
    /// A value of the wrong kind.
    #[error("found `{found}`, expected {expects}")]
    Wrong {
        /// The value, shortened.
        found: String,
        /// What a right value looks like.
        expects: &'static str,
    },
    /// Two rows with one identifier.
    #[error("`{id}` is already the identifier of another row of this table; give each its own")]
    Duplicate {
        /// The identifier.
        id: String,
    },
    /// One thing described in two ways.
    #[error("`{id}` is described twice and the descriptions differ in `{field}`; make them equal")]
    Conflict {
        /// The identifier.
        id: String,
        /// The property.
        field: String,
    },
    /// A reference to a row that is not there.
    #[error("`{id}` is not the identifier of any row of `{table}`; add that row or mend this one")]
    Dangling {
        /// The identifier.
        id: String,
        /// The table it should be in.
        table: &'static str,
    },
    /// A row that belongs to nothing.
    #[error("the row belongs to nothing: fill one of {columns}")]
    Unattached {
        /// The columns that could say it.
        columns: String,
    },
    /// More free than there are.
    #[error(
        "{available} free of {maximum} cannot be; until it is mended the number of free places counts as unknown"
    )]
    MoreFreeThanThereAre {
        /// Free.
        available: String,
        /// In all.
        maximum: String,
    },
    /// A place that is not on earth.
    #[error("{found} is not a {name}; until it is mended the distance counts as unknown")]
    NotOnEarth {
        /// The value.
        found: String,
        /// `latitude` or `longitude`.
        name: &'static str,
    },
    /// A zone that nobody knows.
    #[error(
        "`{found}` is not an IANA time zone such as America/Chicago; the hours count as unknown"
    )]
    UnknownZone {
        /// The value.
        found: String,
    },
    /// Hours that cannot be computed.
    #[error("the hours cannot be computed: {reason}; they count as unknown")]
    Hours {
        /// Why.
        reason: String,
    },
    /// An extension with letters.
    #[error("`{found}` is kept as text, where the standard has a number")]
    ExtensionIsText {
        /// The value.
        found: String,
    },
}

impl Fault {
    pub(crate) fn wrong(found: &str, expects: &'static str) -> Self {
        Self::Wrong { found: excerpt(found), expects }
    }
}

/// What an import did about a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// The row was taken as it is; what is doubtful in it counts as unknown.
    Noted,
    /// The row was not taken.
    Refused,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub position: Position,
    /// What.
    pub fault: Fault,
    /// What was done about it.
    pub gravity: Gravity,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.fault)
    }
}

/// The problems of one import: the first [`Problems::LIMIT`] in full, all of them counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
    refused: u64,
    noted: u64,
}

impl Problems {
    /// How many problems are kept in full; the memory of an import of garbage is bounded by it.
    pub const LIMIT: usize = 1_000;

    /// The problems kept, in the order of the files.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }

    /// How many rows or documents were refused.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// How many doubts were noted on rows that were taken.
    #[must_use]
    pub fn noted(&self) -> u64 {
        self.noted
    }

    /// How many problems there are beyond those in [`Problems::list`].
    #[must_use]
    pub fn unlisted(&self) -> u64 {
        self.refused + self.noted - self.list.len() as u64
    }

    /// Whether nothing at all is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.refused + self.noted == 0
    }

    /// Adds what was found elsewhere.
    pub fn join(&mut self, other: Self) {
        self.refused += other.refused;
        self.noted += other.noted;
        other.list.into_iter().for_each(|problem| self.keep(problem));
    }

    pub(crate) fn refuse(&mut self, position: Position, fault: Fault) {
        self.refused += 1;
        self.keep(Problem { position, fault, gravity: Gravity::Refused });
    }

    pub(crate) fn note(&mut self, position: Position, fault: Fault) {
        self.noted += 1;
        self.keep(Problem { position, fault, gravity: Gravity::Noted });
    }

    /// Notes must not push refusals out of the list: those are what has to be mended first.
    fn keep(&mut self, problem: Problem) {
        if self.list.len() < Self::LIMIT {
            self.list.push(problem);
        } else if problem.gravity == Gravity::Refused
            && let Some(note) = self.list.iter().rposition(|kept| kept.gravity == Gravity::Noted)
        {
            self.list.remove(note);
            self.list.push(problem);
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.list {
            writeln!(f, "{problem}")?;
        }
        match self.unlisted() {
            0 => Ok(()),
            more => writeln!(f, "and {more} more"),
        }
    }
}

impl std::error::Error for Problems {}
