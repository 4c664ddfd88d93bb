//! One row of the rule table: who must report what to whom by when, and who says so.
//!
//! A rule is data. It is read from a row of text ([`Row`]), so that counsel can read and correct the
//! table as a spreadsheet, and it knows its source, the day to which that source was followed, who
//! checked it, and whether counsel has looked at it. Nothing of it is a constant in code.

mod row;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use casework::agency::AgencyKind;
use casework::contact::Lane;
use chrono::NaiveDate;

use crate::deadline::Limit;
use crate::place::Jurisdiction;
use crate::situation::Fact;

pub use row::{Row, RowRefused};

casework::codes! {
    /// Whom a rule obliges. An installation says which of these it is.
    pub enum Reporter in "duty_reporter" {
        /// Everybody who works here.
        Everyone = "everyone",
        /// Whoever the law of the place names as one who has to report.
        MandatedReporter = "mandated_reporter",
        /// The child welfare agency of a state or tribe (title IV-E of the Social Security Act).
        TitleIvEAgency = "title_iv_e_agency",
        /// A provider of electronic communication or remote computing.
        ElectronicProvider = "electronic_provider",
    }
}

casework::codes! {
    /// Why a rule binds.
    pub enum Basis in "duty_basis" {
        /// The law says so.
        Law = "law",
        /// The house does so by its own decision. It never binds in the help lane: there the law
        /// alone may go beyond what the person allows.
        House = "house",
    }
}

casework::codes! {
    /// In which form a report has to be made.
    pub enum Form in "duty_form" {
        /// By voice; the number that the agency gives is written down.
        Oral = "oral",
        /// In writing.
        Written = "written",
        /// In either.
        Either = "either",
    }
}

/// The stable name of a rule: 3 to 60 lower-case letters, digits and hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleCode(String);

/// A text that is no rule code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a rule is named by 3 to 60 lower-case letters, digits and hyphens")]
pub struct NotARuleCode;

/// Who looked at something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Their name or office, as they want it shown.
    pub by: String,
    /// On which day.
    pub on: NaiveDate,
}

/// One rule. It is made by reading a [`Row`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name.
    pub code: RuleCode,
    /// Where it holds.
    pub jurisdiction: Jurisdiction,
    /// Whom it obliges.
    pub who: Reporter,
    /// What has to be known; all of it, never nothing.
    pub when: BTreeSet<Fact>,
    /// Who has to be told.
    pub recipient: AgencyKind,
    /// In which form.
    pub form: Form,
    /// Whether it has to be done at once; the limit is then the outside limit.
    pub immediately: bool,
    /// How long there is at most.
    pub limit: Limit,
    /// Why it binds.
    pub basis: Basis,
    /// The citation or the decision that says so.
    pub source: String,
    /// The day to which the source was followed.
    pub as_of: NaiveDate,
    /// Who compared the row with the source; none yet if empty.
    pub checked: Option<Checked>,
    /// Which counsel reviewed it. While nobody did, every page that shows it says "needs review by
    /// counsel".
    pub counsel: Option<Checked>,
    /// What a reader should know; may be empty.
    pub note: String,
}

impl Rule {
    /// Whether the rule can bind in `lane`: a decision of the house never does in the help lane.
    #[must_use]
    pub fn binds_in(&self, lane: Lane) -> bool {
        self.basis == Basis::Law || lane != Lane::Help
    }

    /// Whether the rule obliges somebody who is any of `we`.
    #[must_use]
    pub fn obliges(&self, we: &BTreeSet<Reporter>) -> bool {
        self.who == Reporter::Everyone || we.contains(&self.who)
    }

    /// Whether nobody with a licence to practise has looked at it.
    #[must_use]
    pub const fn needs_counsel(&self) -> bool {
        self.counsel.is_none()
    }
}

impl RuleCode {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RuleCode {
    type Err = NotARuleCode;

    fn from_str(text: &str) -> Result<Self, NotARuleCode> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let text = text.trim();
        if (3..=60).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotARuleCode)
        }
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
