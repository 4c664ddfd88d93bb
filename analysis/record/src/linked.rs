//! Reads linked records: one row per person and list.
//!
//! ```csv
//! person,list,area
//! p1,police,north
//! p1,shelter,north
//! p2,police,south
//! ```
//! A person twice on one list is one person on it. Columns other than `person` and `list` are
//! strata; a person belongs to the stratum of their first row, and rows that disagree are refused,
//! because a person counted in two strata would be counted twice.

use std::collections::BTreeMap;
use std::io::Read;

use crate::rows::{self, RowError, Rows};
use crate::{BuildError, History, MAX_LISTS, OverlapTable, Place};

/// Why linked records cannot be used, and where.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ReadError {
    /// The cell or line that is wrong.
    pub place: Place,
    /// What is wrong with it and what to do; part of the message, so not its source too.
    pub problem: Problem,
}

/// What is wrong with linked records.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A needed column is absent.
    #[error("no column is named `{0}`; linked records need `person` and `list`")]
    NoColumn(&'static str),
    /// A stratum was asked for that no column carries.
    #[error("no column is named `{0}` to form strata by; check the spelling")]
    NoStratum(String),
    /// An empty person or list.
    #[error("the `{0}` is empty; every row needs one")]
    Empty(&'static str),
    /// A column that coded records do not have, or that stands there twice.
    #[error(
        "column `{0}` is not one of person, list, age_band, gender, period and area, or stands \
         there twice; rename or remove it"
    )]
    UnknownColumn(String),
    /// A cell that holds none of its column's codes.
    #[error("`{cell}` is no code of `{column}`; use {codes}, or leave the cell empty")]
    UnknownCode {
        /// The column's name.
        column: &'static str,
        /// What stands there.
        cell: String,
        /// The codes of the column.
        codes: &'static str,
    },
    /// One person in two strata.
    #[error("person `{person}` is in `{found}` here but in `{earlier}` before; decide for one")]
    TwoStrata {
        /// The person's code.
        person: String,
        /// The stratum of the first row.
        earlier: String,
        /// The stratum of this row.
        found: String,
    },
    /// More lists than a table can have.
    #[error("list `{0}` is one more than {MAX_LISTS}; merge lists before linking")]
    TooManyLists(String),
    /// The line is no row, or no text.
    #[error(transparent)]
    Row(#[from] rows::Problem),
    /// The rows are fine but make no table.
    #[error(transparent)]
    Table(#[from] BuildError),
}

impl From<RowError> for ReadError {
    fn from(error: RowError) -> Self {
        Self { place: error.place, problem: error.problem.into() }
    }
}

/// The persons of linked records, ready to be tabulated.
#[derive(Clone, Debug)]
pub struct Linked {
    lists: Vec<String>,
    persons: BTreeMap<String, (History, String)>,
}

impl Linked {
    /// Reads linked records, with strata by the columns `by` (empty for none).
    ///
    /// Memory grows with the number of different persons.
    ///
    /// # Errors
    /// [`ReadError`] with the place of the first mistake.
    pub fn read(file: &str, input: impl Read, by: &[&str]) -> Result<Self, ReadError> {
        let mut rows = Rows::new(file, input);
        let header = rows.header()?;
        let column = |name: &str| header.iter().position(|found| found == name);
        let missing = |problem| ReadError { place: Place::line(file, 1), problem };
        let person = column("person").ok_or_else(|| missing(Problem::NoColumn("person")))?;
        let list = column("list").ok_or_else(|| missing(Problem::NoColumn("list")))?;
        let strata = by
            .iter()
            .map(|&name| column(name).ok_or_else(|| missing(Problem::NoStratum(name.to_owned()))))
            .collect::<Result<Vec<_>, _>>()?;
        let mut linked = Self { lists: Vec::new(), persons: BTreeMap::new() };
        while let Some((place, row)) = rows.next()? {
            let stratum: Vec<_> = strata.iter().map(|&column| &row[column]).collect();
            linked.add(&row[person], &row[list], &stratum.join(" / ")).map_err(|problem| {
                let column = match problem {
                    Problem::Empty("person") => person,
                    Problem::TwoStrata { .. } => strata.first().copied().unwrap_or(person),
                    _ => list,
                };
                ReadError { place: Place { column: column + 1, ..place.clone() }, problem }
            })?;
        }
        Ok(linked)
    }

    /// Puts a person on a list.
    ///
    /// # Errors
    /// [`Problem::Empty`], [`Problem::TooManyLists`] or [`Problem::TwoStrata`].
    pub fn add(&mut self, person: &str, list: &str, stratum: &str) -> Result<(), Problem> {
        if person.is_empty() {
            return Err(Problem::Empty("person"));
        }
        if list.is_empty() {
            return Err(Problem::Empty("list"));
        }
        let list = self.number_of(list)?;
        let (history, earlier) = self
            .persons
            .entry(person.to_owned())
            .or_insert_with(|| (History::UNSEEN, stratum.to_owned()));
        if earlier != stratum {
            return Err(Problem::TwoStrata {
                person: person.to_owned(),
                earlier: earlier.clone(),
                found: stratum.to_owned(),
            });
        }
        *history = history.with(list);
        Ok(())
    }

    fn number_of(&mut self, name: &str) -> Result<usize, Problem> {
        if let Some(list) = self.lists.iter().position(|known| known == name) {
            return Ok(list);
        }
        if self.lists.len() == MAX_LISTS {
            return Err(Problem::TooManyLists(name.to_owned()));
        }
        self.lists.push(name.to_owned());
        Ok(self.lists.len() - 1)
    }

    /// An empty set of linked records to [`Linked::add`] to.
    #[must_use]
    pub fn empty() -> Self {
        Self { lists: Vec::new(), persons: BTreeMap::new() }
    }

    /// The table of everybody.
    ///
    /// # Errors
    /// [`BuildError`] if there is no row at all.
    pub fn table(&self) -> Result<OverlapTable, BuildError> {
        OverlapTable::new(
            self.lists.clone(),
            self.persons.values().map(|&(history, _)| (history, 1)),
        )
    }

    /// One table per stratum, by name; lists that nobody of a stratum is on are left out of its
    /// table, since they say nothing about it.
    ///
    /// # Errors
    /// [`BuildError`], which cannot occur for records that were read.
    pub fn strata(&self) -> Result<BTreeMap<String, OverlapTable>, BuildError> {
        let mut members: BTreeMap<&str, Vec<History>> = BTreeMap::new();
        for (history, stratum) in self.persons.values() {
            members.entry(stratum).or_default().push(*history);
        }
        members
            .into_iter()
            .map(|(stratum, histories)| Ok((stratum.to_owned(), self.table_of(&histories)?)))
            .collect()
    }

    fn table_of(&self, histories: &[History]) -> Result<OverlapTable, BuildError> {
        let used: Vec<usize> = (0..self.lists.len())
            .filter(|&list| histories.iter().any(|history| history.is_on(list)))
            .collect();
        let names = used.iter().map(|&list| self.lists[list].clone()).collect();
        let packed = histories.iter().map(|history| {
            let bits = used.iter().enumerate().filter(|&(_, &list)| history.is_on(list));
            (bits.fold(History::UNSEEN, |packed, (place, _)| packed.with(place)), 1)
        });
        OverlapTable::new(names, packed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "person,list,area\np1,police,north\np1,shelter,north\np2,police,south\n\
                       p1,police,north\np3,shelter,north\n";

    #[test]
    fn a_person_twice_on_a_list_is_on_it_once() {
        let table = Linked::read("linked.csv", CSV.as_bytes(), &[]).unwrap().table().unwrap();
        assert_eq!(table.lists(), ["police", "shelter"]);
        let counts: Vec<_> = table.histories().map(|(history, n)| (history.0, n)).collect();
        assert_eq!(counts, [(1, 1), (2, 1), (3, 1)]);
    }

    #[test]
    fn strata_leave_out_lists_they_do_not_use() {
        let strata = Linked::read("linked.csv", CSV.as_bytes(), &["area"]).unwrap();
        let strata = strata.strata().unwrap();
        assert_eq!(strata["north"].lists(), ["police", "shelter"]);
        assert_eq!(strata["south"].lists(), ["police"]);
        assert_eq!(strata.values().map(OverlapTable::persons).sum::<u64>(), 3);
    }

    #[test]
    fn a_person_in_two_strata_is_refused_with_the_line() {
        let csv = "person,list,area\np1,police,north\np1,shelter,south\n";
        let error = Linked::read("linked.csv", csv.as_bytes(), &["area"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "linked.csv, line 3, column 3: person `p1` is in `south` here but in `north` before; decide for one"
        );
    }

    #[test]
    fn missing_columns_and_cells_are_named() {
        let found = |csv: &str, by: &[&str]| {
            Linked::read("x.csv", csv.as_bytes(), by).unwrap_err().to_string()
        };
        assert!(found("who,list\n", &[]).contains("no column is named `person`"));
        assert!(found("person,list\n", &["age"]).contains("no column is named `age`"));
        assert!(
            found("person,list\n,police\n", &[])
                .starts_with("x.csv, line 2, column 1: the `person`")
        );
    }
}
