//! The privacy ledger: everything that was ever published about a dataset, and what it cost.
//!
//! A ledger is a text of lines, begun with the budget: each a mark and then JSON. The mark is the HMAC
//! of the line and the mark before under the ledger's key, so that a line can be neither changed nor
//! taken out of the middle without notice. (Lines taken off the end are not noticed: a ledger is
//! backed up like the data, and kept where the people who publish cannot replace it.) Reading and writing the file is the caller's: a charge is on the
//! disk *before* the noise is drawn, so a crash or a restart loses budget, never privacy.
//!
//! The budget is per year of the data. Records of one year are different people-years, so what a
//! release of 2026 costs does not add to 2027's; a release about several years is charged to each.
//!
//! # Invariants
//! - A charge that would pass the budget of a year is refused.
//! - The same release of the same data costs nothing again: it gives the same bytes.
//! - The same data cannot be charged under another period.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::Rho;
use crate::source::Key;

/// What a ledger is opened with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The dataset's name in workloads.
    pub dataset: String,
    /// What may be spent on each year of the data.
    pub yearly: Rho,
    /// The δ at which ε is told.
    pub delta: f64,
}

/// One release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// The period of the data, as in the workload.
    pub period: String,
    /// How it was protected.
    pub method: String,
    /// What it cost.
    pub rho: Rho,
    /// The mark of what was released: workload, method and data.
    pub release: String,
    /// The mark of the data alone.
    pub data: String,
    /// When, in seconds since 1970.
    pub at: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
enum Entry {
    Opened(Terms),
    Charged(Charge),
}

/// A ledger that was read and checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    terms: Terms,
    charges: Vec<Charge>,
    last: String,
}

/// What to do with a charge that was let through.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Charged {
    /// Append this line, with a line end, and flush it to the disk before anything is drawn.
    Append(String),
    /// The same release was charged before: draw it again for the same bytes.
    Before,
}

/// The ledger is not what it was.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LedgerDamaged {
    /// Nothing in it.
    #[error(
        "the ledger is empty; restore it from the backup, for what was spent cannot be guessed"
    )]
    Empty,
    /// A line that nobody wrote so.
    #[error(
        "line {0} of the ledger was changed, or the key is another one; restore both from the backup"
    )]
    Line(usize),
}

/// A release is not let through.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ChargeRefused {
    /// Another dataset.
    #[error("the ledger is about `{ledger}`, the workload about `{workload}`")]
    OtherDataset {
        /// The ledger's.
        ledger: String,
        /// The workload's.
        workload: String,
    },
    /// A period without a year.
    #[error("`{0}` names no year; write a period as 2026, 2026-Q3, 2026-07 or 2024/2026")]
    Period(String),
    /// The data were charged under another period.
    #[error(
        "these records were released as those of `{0}`; the same people cannot be charged twice"
    )]
    OtherPeriod(String),
    /// Too much.
    #[error(
        "the budget of {year} is rho {yearly:.6}, of which {spent:.6} is spent: {asked:.6} is too much"
    )]
    Spent {
        /// Which year.
        year: u16,
        /// Its budget.
        yearly: f64,
        /// What was spent.
        spent: f64,
        /// What was asked for.
        asked: f64,
    },
}

impl Ledger {
    /// The first line of a new ledger.
    #[must_use]
    pub fn open(terms: Terms, key: &Key) -> String {
        line(&Entry::Opened(terms), "", key)
    }

    /// Reads a ledger.
    ///
    /// # Errors
    /// [`LedgerDamaged`] with the line.
    pub fn read(text: &str, key: &Key) -> Result<Self, LedgerDamaged> {
        let mut ledger: Option<Self> = None;
        for (number, text) in text.lines().enumerate() {
            let damaged = || LedgerDamaged::Line(number + 1);
            let (found, entry) = text.split_once(' ').ok_or_else(damaged)?;
            let last = ledger.as_ref().map_or("", |ledger| ledger.last.as_str());
            if found != mark(entry, last, key) {
                return Err(damaged());
            }
            let entry: Entry = serde_json::from_str(entry).map_err(|_| damaged())?;
            let last = found.to_owned();
            match (entry, &mut ledger) {
                (Entry::Opened(terms), None) => {
                    ledger = Some(Self { terms, charges: Vec::new(), last });
                }
                (Entry::Charged(charge), Some(ledger)) => {
                    ledger.charges.push(charge);
                    ledger.last = last;
                }
                _ => return Err(damaged()),
            }
        }
        ledger.ok_or(LedgerDamaged::Empty)
    }

    /// Charges a release, or says why not.
    ///
    /// # Errors
    /// [`ChargeRefused`]; nothing may then be published.
    pub fn charge(
        &self,
        dataset: &str,
        charge: Charge,
        key: &Key,
    ) -> Result<Charged, ChargeRefused> {
        if dataset != self.terms.dataset {
            let (ledger, workload) = (self.terms.dataset.clone(), dataset.to_owned());
            return Err(ChargeRefused::OtherDataset { ledger, workload });
        }
        let years =
            years(&charge.period).ok_or_else(|| ChargeRefused::Period(charge.period.clone()))?;
        if self.charges.iter().any(|before| before.release == charge.release) {
            return Ok(Charged::Before);
        }
        let other = self
            .charges
            .iter()
            .find(|before| before.data == charge.data && before.period != charge.period);
        if let Some(other) = other {
            return Err(ChargeRefused::OtherPeriod(other.period.clone()));
        }
        let spent = self.spent();
        for year in years {
            let spent = spent.get(&year).map_or(0.0, |rho| rho.0);
            let Rho(yearly) = self.terms.yearly;
            // The slack is for sums of decimal fractions, not for anybody's benefit.
            let fits = charge.rho.0 >= 0.0 && spent + charge.rho.0 <= yearly * (1.0 + 1e-9);
            if !fits {
                return Err(ChargeRefused::Spent { year, yearly, spent, asked: charge.rho.0 });
            }
        }
        Ok(Charged::Append(line(&Entry::Charged(charge), &self.last, key)))
    }

    /// What was spent on each year.
    #[must_use]
    pub fn spent(&self) -> BTreeMap<u16, Rho> {
        let mut spent = BTreeMap::new();
        for charge in &self.charges {
            for year in years(&charge.period).into_iter().flatten() {
                spent.entry(year).or_insert(Rho(0.0)).0 += charge.rho.0;
            }
        }
        spent
    }

    /// What it was opened with.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Every release, the oldest first.
    #[must_use]
    pub fn charges(&self) -> &[Charge] {
        &self.charges
    }
}

/// The years that a period touches; `None` for what is no period.
#[must_use]
pub fn years(period: &str) -> Option<std::ops::RangeInclusive<u16>> {
    let year = |text: &str| {
        let (digits, rest) = text.split_at_checked(4)?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        (plain && (rest.is_empty() || rest.starts_with('-'))).then(|| digits.parse().ok())?
    };
    match period.split_once('/') {
        None => year(period).map(|only| only..=only),
        Some((from, to)) => {
            let (from, to) = (year(from)?, year(to)?);
            (from <= to).then_some(from..=to)
        }
    }
}

fn line(entry: &Entry, last: &str, key: &Key) -> String {
    let entry = serde_json::to_string(entry).expect("an entry is plain data");
    format!("{} {entry}", mark(&entry, last, key))
}

fn mark(entry: &str, last: &str, key: &Key) -> String {
    hex(&key.mark(format!("ledger\n{last}\n{entry}").as_bytes()))
}

/// Bytes as text.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
