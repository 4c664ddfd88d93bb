//! A rule as a row of text: for spreadsheets, forms and the database.

use std::collections::BTreeSet;

use casework::agency::AgencyKind;
use casework::code::UnknownCode;
use casework::facts::{CountyCode, ValueRefused};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Basis, Checked, Form, NotARuleCode, Reporter, Rule};
use crate::deadline::NotALimit;
use crate::place::{Jurisdiction, NotAState};
use crate::situation::Fact;

/// The columns of the rule table. Empty means "not given"; days are written 2026-03-14; several
/// facts are separated by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The rule's name.
    pub rule: String,
    /// The state's two letters; empty for a federal rule.
    #[serde(default)]
    pub state: String,
    /// The county's code; empty for a rule of the whole state.
    #[serde(default)]
    pub county: String,
    /// Whom it obliges ([`Reporter`]).
    pub who: String,
    /// What has to be known ([`Fact`]).
    pub when: String,
    /// Who has to be told ([`AgencyKind`]).
    pub recipient: String,
    /// In which form ([`Form`]).
    pub form: String,
    /// `yes` if it has to be done at once.
    pub immediately: String,
    /// How long there is at most ([`Limit`](crate::deadline::Limit)).
    pub limit: String,
    /// Why it binds ([`Basis`]).
    pub basis: String,
    /// The citation or the decision.
    pub source: String,
    /// The day to which the source was followed.
    pub as_of: String,
    /// Who compared the row with the source.
    #[serde(default)]
    pub checked_by: String,
    /// On which day.
    #[serde(default)]
    pub checked_on: String,
    /// Which counsel reviewed it.
    #[serde(default)]
    pub counsel: String,
    /// On which day.
    #[serde(default)]
    pub counsel_on: String,
    /// What a reader should know.
    #[serde(default)]
    pub note: String,
}

/// Why a row is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowRefused {
    /// A code that its list does not have.
    #[error(transparent)]
    Code(#[from] UnknownCode),
    /// No name of a rule.
    #[error(transparent)]
    Name(#[from] NotARuleCode),
    /// No state.
    #[error(transparent)]
    State(#[from] NotAState),
    /// No county.
    #[error(transparent)]
    County(#[from] ValueRefused),
    /// No limit.
    #[error(transparent)]
    Limit(#[from] NotALimit),
    /// A county without its state.
    #[error("a county needs its state; write the state's two letters as well")]
    CountyWithoutState,
    /// It would hold for everybody.
    #[error("`when` is empty, so the rule would always hold; name at least one fact")]
    NoFact,
    /// Nobody would know who says so.
    #[error("`source` is empty; cite the law or the decision")]
    NoSource,
    /// Something else than yes or no.
    #[error("`{column}` is yes or no, not `{found}`")]
    YesOrNo {
        /// In which column.
        column: &'static str,
        /// What stands there.
        found: String,
    },
    /// No day.
    #[error("`{column}` holds `{found}`; write a day as 2026-03-14")]
    Day {
        /// In which column.
        column: &'static str,
        /// What stands there.
        found: String,
    },
    /// A name without a day, or a day without a name.
    #[error("`{column}` needs both a name and a day, or neither")]
    HalfChecked {
        /// Which of the two marks.
        column: &'static str,
    },
    /// Too much text for a row.
    #[error("`{column}` has {chars} characters and may have {max}; shorten it")]
    TooLong {
        /// In which column.
        column: &'static str,
        /// How many there are.
        chars: usize,
        /// How many may be.
        max: usize,
    },
}

impl TryFrom<&Row> for Rule {
    type Error = RowRefused;

    fn try_from(row: &Row) -> Result<Self, RowRefused> {
        let source = text("source", &row.source)?;
        if source.is_empty() {
            return Err(RowRefused::NoSource);
        }
        let facts = row.when.split_whitespace().map(Fact::from_code);
        let when = facts.collect::<Result<BTreeSet<_>, _>>()?;
        if when.is_empty() {
            return Err(RowRefused::NoFact);
        }
        Ok(Self {
            code: row.rule.parse()?,
            jurisdiction: jurisdiction(&row.state, &row.county)?,
            who: Reporter::from_code(row.who.trim())?,
            when,
            recipient: AgencyKind::from_code(row.recipient.trim())?,
            form: Form::from_code(row.form.trim())?,
            immediately: yes_or_no("immediately", &row.immediately)?,
            limit: row.limit.parse()?,
            basis: Basis::from_code(row.basis.trim())?,
            source,
            as_of: day("as_of", &row.as_of)?,
            checked: checked("checked_by", &row.checked_by, &row.checked_on)?,
            counsel: checked("counsel", &row.counsel, &row.counsel_on)?,
            note: text("note", &row.note)?,
        })
    }
}

impl From<&Rule> for Row {
    fn from(rule: &Rule) -> Self {
        let (state, county) = match &rule.jurisdiction {
            Jurisdiction::Federal => (String::new(), String::new()),
            Jurisdiction::State(state) => (state.to_string(), String::new()),
            Jurisdiction::County(state, county) => (state.to_string(), county.as_str().to_owned()),
        };
        let facts: Vec<&str> = rule.when.iter().map(|fact| fact.code()).collect();
        let mark = |checked: &Option<Checked>| match checked {
            Some(checked) => (checked.by.clone(), checked.on.to_string()),
            None => (String::new(), String::new()),
        };
        let (checked_by, checked_on) = mark(&rule.checked);
        let (counsel, counsel_on) = mark(&rule.counsel);
        Self {
            rule: rule.code.to_string(),
            state,
            county,
            who: rule.who.to_string(),
            when: facts.join(" "),
            recipient: rule.recipient.to_string(),
            form: rule.form.to_string(),
            immediately: if rule.immediately { "yes" } else { "no" }.to_owned(),
            limit: rule.limit.to_string(),
            basis: rule.basis.to_string(),
            source: rule.source.clone(),
            as_of: rule.as_of.to_string(),
            checked_by,
            checked_on,
            counsel,
            counsel_on,
            note: rule.note.clone(),
        }
    }
}

const LONGEST: usize = 1_000;

fn text(column: &'static str, found: &str) -> Result<String, RowRefused> {
    let found = found.trim();
    match found.chars().count() {
        chars if chars > LONGEST => Err(RowRefused::TooLong { column, chars, max: LONGEST }),
        _ => Ok(found.to_owned()),
    }
}

fn jurisdiction(state: &str, county: &str) -> Result<Jurisdiction, RowRefused> {
    match (state.trim(), county.trim()) {
        ("", "") => Ok(Jurisdiction::Federal),
        ("", _) => Err(RowRefused::CountyWithoutState),
        (state, "") => Ok(Jurisdiction::State(state.parse()?)),
        (state, county) => Ok(Jurisdiction::County(state.parse()?, CountyCode::parse(county)?)),
    }
}

fn yes_or_no(column: &'static str, found: &str) -> Result<bool, RowRefused> {
    match found.trim() {
        "yes" => Ok(true),
        "no" | "" => Ok(false),
        other => Err(RowRefused::YesOrNo { column, found: other.chars().take(40).collect() }),
    }
}

fn day(column: &'static str, found: &str) -> Result<NaiveDate, RowRefused> {
    NaiveDate::parse_from_str(found.trim(), "%Y-%m-%d")
        .map_err(|_| RowRefused::Day { column, found: found.chars().take(40).collect() })
}

fn checked(column: &'static str, by: &str, on: &str) -> Result<Option<Checked>, RowRefused> {
    match (text(column, by)?, on.trim()) {
        (by, "") if by.is_empty() => Ok(None),
        (by, on) if by.is_empty() || on.is_empty() => Err(RowRefused::HalfChecked { column }),
        (by, on) => Ok(Some(Checked { by, on: day(column, on)? })),
    }
}
