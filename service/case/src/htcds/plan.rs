//! Which case a file makes. All of it, or nothing: every record that cannot be taken is named with its line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use casework::id::{CaseId, PersonId};
use zeroize::Zeroizing;

use super::{Field, Problem, ReadRefused, Record, Section, Value};
use crate::case::Status;
use crate::person::{OtherPart, Part, PartRefused};

/// What a person says of records that have a victim's and a perpetrator's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Both {
    /// Nothing: then the file is not taken.
    Unsaid,
    /// Each of them is a victim. What the file says of them as a perpetrator is left out.
    Victims,
}

/// Somebody whom a file brings.
#[derive(Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// Their identifier in the file.
    pub in_file: String,
    /// Their part.
    pub part: Part,
    /// Their name.
    pub name: Zeroizing<String>,
    /// Numbers and addresses, one a line.
    pub reach: Zeroizing<String>,
}

/// The case that a file makes.
#[derive(Clone, PartialEq, Eq)]
pub struct Plan {
    /// Where the case stands.
    pub status: Status,
    /// Its people, in the order of the file.
    pub people: Vec<Newcomer>,
    case: Option<String>,
    records: Vec<Record>,
}

/// Neither tells who is in it.
impl fmt::Debug for Newcomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Newcomer")
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Plan")
    }
}

impl Plan {
    /// Every record under the identifiers that its case and people got here.
    #[must_use]
    pub fn records(self, case: CaseId, people: &[PersonId]) -> Vec<Record> {
        let mut names: BTreeMap<String, String> = self
            .people
            .iter()
            .zip(people)
            .map(|(one, id)| (one.in_file.clone(), id.to_string()))
            .collect();
        names.extend(self.case.map(|of| (of, case.to_string())));
        let name = |of: &str| names.get(of).cloned().unwrap_or_else(|| of.to_owned());
        self.records.into_iter().map(|record| record.renamed(name)).collect()
    }
}

/// The name that a person's record tells, in one line.
#[must_use]
pub(super) fn name(record: &Record) -> Zeroizing<String> {
    const NAMES: [Field; 3] = [Field::PrsFirstName, Field::PrsMiddleName, Field::PrsSecondName];
    joined(record, &NAMES, " ")
}

fn joined(record: &Record, fields: &[Field], between: &str) -> Zeroizing<String> {
    let cells: Vec<_> =
        fields.iter().filter_map(|field| record.value(*field)).map(Value::to_cell).collect();
    Zeroizing::new(cells.iter().map(|cell| cell.as_str()).collect::<Vec<_>>().join(between))
}

/// Reads which case these records, each with its line, make.
///
/// # Errors
/// [`ReadRefused`] with every record that cannot be taken: a second case, or somebody with both parts while
/// nobody said that they are a victim.
pub fn plan(lines: Vec<(u64, Record)>, both: Both) -> Result<Plan, ReadRefused> {
    let mut problems = Vec::new();
    let mut problem = |line: u64, what: String| {
        problems.push(Problem { line, column: "section".to_owned(), what });
    };
    let (mut case, mut status) = (None, Status::Active);
    let (mut people, mut victims) = (Vec::new(), BTreeSet::new());
    for (line, record) in &lines {
        match record.section() {
            Section::Case if case.is_some() => {
                problem(*line, "a file holds one case; make a file for each".into());
            }
            Section::Case => {
                case = Some(record.id().to_owned());
                status = status_of(record);
            }
            Section::Person => match part_of(&lines, record.id(), both) {
                Ok((part, had_both)) => {
                    people.push(newcomer(record, part));
                    victims.extend(had_both.then(|| record.id().to_owned()));
                }
                Err(refused) => problem(*line, refused.to_string()),
            },
            _ => {}
        }
    }
    if !problems.is_empty() {
        return Err(ReadRefused::of(problems));
    }
    let stays = |record: &Record| {
        let of_victim = record.of().is_some_and(|of| victims.contains(of));
        record.section() != Section::Perpetrator || !of_victim
    };
    let records = lines.into_iter().map(|(_, record)| record).filter(stays).collect();
    Ok(Plan { status, people, case, records })
}

fn status_of(case: &Record) -> Status {
    let known = case.value(Field::CasStatus);
    let is = |code: &&Status| known.is_some_and(|value| value.has(code.code()));
    Status::ALL.iter().find(is).copied().unwrap_or(Status::Active)
}

/// The part of a person of the file, and whether the file gave them both.
fn part_of(lines: &[(u64, Record)], person: &str, both: Both) -> Result<(Part, bool), PartRefused> {
    let theirs = || lines.iter().map(|(_, one)| one).filter(|one| one.of() == Some(person));
    match Part::of_htcds(theirs()) {
        Err(PartRefused::BothParts) if both == Both::Victims => {
            let rest = theirs().filter(|one| one.section() != Section::Perpetrator);
            Part::of_htcds(rest).map(|part| (part, true))
        }
        // Until a person says more, they are nobody's victim and nobody's exploiter.
        Err(PartRefused::NeitherPart) => Ok((Part::Other(OtherPart::Other), false)),
        other => other.map(|part| (part, false)),
    }
}

fn newcomer(record: &Record, part: Part) -> Newcomer {
    const REACH: [Field; 3] = [Field::PrsHomePhone, Field::PrsMobilePhone, Field::PrsEmail];
    Newcomer {
        in_file: record.id().to_owned(),
        part,
        name: name(record),
        reach: joined(record, &REACH, "\n"),
    }
}
