//! The rule table as a spreadsheet: read all or nothing, written so that it is read back the same.

use std::collections::BTreeSet;

use super::RuleTable;
use crate::rule::{Row, RowRefused, Rule, RuleCode};

/// Why a spreadsheet of rules is not taken: every problem with its line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} lines of the rule table are wrong; the first is line {}: {}", .problems.len(), .problems[0].line, .problems[0].what)]
pub struct ImportRefused {
    /// At least one.
    problems: Vec<Problem>,
}

/// One line that is no rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which line, counted from 1 with the heading.
    pub line: u64,
    /// What is wrong and what to do.
    pub what: String,
}

impl ImportRefused {
    /// Every problem; never empty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl RuleTable {
    /// Reads rules from CSV with the columns of [`Row`], all or nothing. They are not in any table
    /// yet: [`RuleTable::write`] puts each in, with its reason.
    ///
    /// # Errors
    /// [`ImportRefused`] with every line that is no rule.
    pub fn read_csv(from: impl std::io::Read) -> Result<Vec<Rule>, ImportRefused> {
        read(from)
    }

    /// Writes the rules in force as CSV.
    ///
    /// # Errors
    /// Whatever `to` refuses.
    pub fn write_csv(&self, to: impl std::io::Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        for (_, rule) in self.in_force() {
            writer.serialize(Row::from(rule)).map_err(std::io::Error::other)?;
        }
        writer.flush()
    }
}

pub(super) fn read(from: impl std::io::Read) -> Result<Vec<Rule>, ImportRefused> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(from);
    let (mut rules, mut problems) = (Vec::new(), Vec::new());
    let mut seen: BTreeSet<RuleCode> = BTreeSet::new();
    for (number, row) in reader.deserialize::<Row>().enumerate() {
        let number = number as u64 + 2;
        let line = |error: &csv::Error| error.position().map_or(number, csv::Position::line);
        let rule = match &row {
            Ok(row) => Rule::try_from(row).map_err(|error: RowRefused| error.to_string()),
            Err(error) => {
                problems.push(Problem { line: line(error), what: error.to_string() });
                continue;
            }
        };
        match rule {
            Ok(rule) if seen.contains(&rule.code) => {
                let what = format!("rule `{}` stands here twice; keep one", rule.code);
                problems.push(Problem { line: number, what });
            }
            Ok(rule) => {
                seen.insert(rule.code.clone());
                rules.push(rule);
            }
            Err(what) => problems.push(Problem { line: number, what }),
        }
    }
    if problems.is_empty() { Ok(rules) } else { Err(ImportRefused { problems }) }
}
