//! The rule table with its whole history: nothing that was ever in force disappears.
//!
//! Every change makes a new revision with who, when and why. A duty names the revision it came from,
//! so it can be explained years later. Whoever changes a rule loses its two marks (compared with the
//! source, reviewed by counsel): these are given again by [`RuleTable::mark_checked`] and
//! [`RuleTable::mark_reviewed`], which change nothing else.
//!
//! [`RuleTable::bundled`] holds the federal rows, filled from public sources, and the rows that the
//! house starts with. None of them has been reviewed by counsel, and each says so.

mod csv;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use casework::event::Event;
use casework::id::MemberId;
use casework::time::Timestamp;

use crate::rule::{Checked, NotARuleCode, Rule, RuleCode};

pub use self::csv::{ImportRefused, Problem};

/// Every rule with every revision of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleTable {
    histories: BTreeMap<RuleCode, Vec<Revision>>,
    last: u32,
}

/// One state of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number, counted over the whole table from 1.
    pub number: u32,
    /// The rule as it stood from then on; none once it was withdrawn.
    pub rule: Option<Rule>,
    /// Who wrote it.
    pub by: Author,
    /// When.
    pub at: Timestamp,
    /// Why, in their words.
    pub why: String,
}

/// Who wrote a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// It came with the software.
    Bundled,
    /// A member.
    Member(MemberId),
}

/// Who edits a rule, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The revision that the editor saw; none for a rule that is new to them.
    pub base: Option<u32>,
    /// Who edits.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    /// Why; not empty.
    pub why: String,
}

/// Why the table was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// Somebody else changed the rule.
    #[error("rule `{rule}` was changed meanwhile (revision {current}); look at it and try again")]
    ChangedMeanwhile {
        /// Which rule.
        rule: RuleCode,
        /// The revision it has now.
        current: u32,
    },
    /// There is no such rule in force.
    #[error("rule `{rule}` is not in the table; write it first")]
    Unknown {
        /// Which rule.
        rule: RuleCode,
    },
    /// Nobody would know why.
    #[error("say in a few words why the rule changes")]
    NoReason,
    /// The history has no room.
    #[error("the table has {0} revisions, which is the most it can hold")]
    Full(u32),
}

impl RuleTable {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The federal rows and the rows of the house, as they come with the software.
    ///
    /// # Errors
    /// [`ImportRefused`] if the table in this crate is damaged, which a test excludes.
    pub fn bundled() -> Result<Self, ImportRefused> {
        let mut table = Self::new();
        for rule in csv::read(include_str!("../data/rules.csv").as_bytes())? {
            table.push(rule.code.clone(), Some(rule), Author::Bundled, Timestamp::EPOCH, "bundled");
        }
        Ok(table)
    }

    /// The table that these revisions make, as stored; they are sorted by their numbers.
    ///
    /// # Errors
    /// [`NotARuleCode`] never happens for stored rows; a row whose name does not fit is refused.
    pub fn restore(
        revisions: impl IntoIterator<Item = (String, Revision)>,
    ) -> Result<Self, NotARuleCode> {
        let mut table = Self::new();
        for (code, revision) in revisions {
            table.last = table.last.max(revision.number);
            table.histories.entry(code.parse()?).or_default().push(revision);
        }
        for history in table.histories.values_mut() {
            history.sort_by_key(|revision| revision.number);
        }
        Ok(table)
    }

    /// Writes a new rule or a new wording of one. Its marks are taken off.
    ///
    /// # Errors
    /// [`EditRefused`]; then nothing changed.
    pub fn write(&mut self, rule: Rule, edit: &Edit) -> Result<Event, EditRefused> {
        let plain = Rule { checked: None, counsel: None, ..rule };
        self.edit(plain.code.clone(), Some(plain), edit)
    }

    /// Withdraws a rule. It stays in the history, and duties that it started stay as they are.
    ///
    /// # Errors
    /// [`EditRefused`]; then nothing changed.
    pub fn withdraw(&mut self, code: &RuleCode, edit: &Edit) -> Result<Event, EditRefused> {
        self.rule_or_refuse(code)?;
        self.edit(code.clone(), None, edit)
    }

    /// Records that somebody compared the row with its source.
    ///
    /// # Errors
    /// [`EditRefused`]; then nothing changed.
    pub fn mark_checked(
        &mut self,
        code: &RuleCode,
        checked: Checked,
        edit: &Edit,
    ) -> Result<Event, EditRefused> {
        let rule = Rule { checked: Some(checked), ..self.rule_or_refuse(code)?.clone() };
        self.edit(code.clone(), Some(rule), edit)
    }

    /// Records that counsel reviewed the row.
    ///
    /// # Errors
    /// [`EditRefused`]; then nothing changed.
    pub fn mark_reviewed(
        &mut self,
        code: &RuleCode,
        counsel: Checked,
        edit: &Edit,
    ) -> Result<Event, EditRefused> {
        let rule = Rule { counsel: Some(counsel), ..self.rule_or_refuse(code)?.clone() };
        self.edit(code.clone(), Some(rule), edit)
    }

    /// Every rule in force with the number of its revision, in the order of their names.
    pub fn in_force(&self) -> impl Iterator<Item = (u32, &Rule)> {
        self.histories.values().filter_map(|history| {
            let last = history.last()?;
            Some((last.number, last.rule.as_ref()?))
        })
    }

    /// Every revision of every rule, in the order of their numbers.
    #[must_use]
    pub fn revisions(&self) -> Vec<(&RuleCode, &Revision)> {
        let mut all = Vec::new();
        for (code, history) in &self.histories {
            all.extend(history.iter().map(|revision| (code, revision)));
        }
        all.sort_by_key(|(_, revision)| revision.number);
        all
    }

    /// The revisions of one rule, the oldest first.
    #[must_use]
    pub fn history(&self, code: &RuleCode) -> &[Revision] {
        self.histories.get(code).map_or(&[], Vec::as_slice)
    }

    /// The rule as it stood in revision `number`; for explaining an old duty.
    #[must_use]
    pub fn at_revision(&self, code: &RuleCode, number: u32) -> Option<&Rule> {
        let revision = self.history(code).iter().find(|revision| revision.number == number)?;
        revision.rule.as_ref()
    }

    fn rule_or_refuse(&self, code: &RuleCode) -> Result<&Rule, EditRefused> {
        let last = self.history(code).last().and_then(|revision| revision.rule.as_ref());
        last.ok_or_else(|| EditRefused::Unknown { rule: code.clone() })
    }

    fn edit(
        &mut self,
        code: RuleCode,
        rule: Option<Rule>,
        edit: &Edit,
    ) -> Result<Event, EditRefused> {
        let why = edit.why.trim();
        if why.is_empty() {
            return Err(EditRefused::NoReason);
        }
        let current = self.history(&code).last().map(|revision| revision.number);
        if let Some(current) = current.filter(|_| current != edit.base) {
            return Err(EditRefused::ChangedMeanwhile { rule: code, current });
        }
        if self.last == u32::MAX {
            return Err(EditRefused::Full(self.last));
        }
        self.push(code, rule, Author::Member(edit.by), edit.at, why);
        Ok(Event::RuleEdited { revision: self.last })
    }

    fn push(&mut self, code: RuleCode, rule: Option<Rule>, by: Author, at: Timestamp, why: &str) {
        self.last += 1;
        let revision = Revision { number: self.last, rule, by, at, why: why.to_owned() };
        self.histories.entry(code).or_default().push(revision);
    }
}
