//! Who looked at the access review of which month, and signed it.
//!
//! A month is signed once it is over, because more looks may come until then; and never by somebody about whom
//! it asks. A month that nobody signed stays on the page until somebody does.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use casework::id::MemberId;
use casework::time::Timestamp;

use super::{Line, Question};

/// A calendar month: `2026-11`. Its text orders as time does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: u16,
    month: u8,
}

/// A text that names no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written 2026-11")]
pub struct NotAMonth;

impl Month {
    /// A month of a year with four digits.
    ///
    /// # Errors
    /// [`NotAMonth`] for another year or no such month.
    pub fn new(year: i32, month: u32) -> Result<Self, NotAMonth> {
        match (u16::try_from(year), u8::try_from(month)) {
            (Ok(year @ 1000..=9999), Ok(month @ 1..=12)) => Ok(Self { year, month }),
            _ => Err(NotAMonth),
        }
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// Its number in the year, from 1.
    #[must_use]
    pub fn month(self) -> u32 {
        u32::from(self.month)
    }

    /// The month before; none at the beginning of what can be written.
    #[must_use]
    pub fn before(self) -> Option<Self> {
        match self.month() {
            1 => Self::new(self.year() - 1, 12).ok(),
            month => Self::new(self.year(), month - 1).ok(),
        }
    }

    /// The month after; none at the end of what can be written.
    #[must_use]
    pub fn after(self) -> Option<Self> {
        match self.month() {
            12 => Self::new(self.year() + 1, 1).ok(),
            month => Self::new(self.year(), month + 1).ok(),
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let digits = |text: &str, length| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAMonth);
        }
        let number = |text: &str| text.parse::<u32>().map_err(|_| NotAMonth);
        Self::new(i32::try_from(number(year)?).map_err(|_| NotAMonth)?, number(month)?)
    }
}

casework::codes! {
    /// What whoever signs found.
    pub enum Found in "access_found" {
        /// There was nothing to ask, or every question was answered.
        Explained = "explained",
        /// Something is followed up outside of this page.
        FollowedUp = "followed_up",
    }
}

/// One month of a team, looked at and signed. It is never changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Which month.
    pub month: Month,
    /// Who looked at it.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    /// What they found.
    pub found: Found,
    /// How many looks at sealed records it had.
    pub looks: u32,
    /// How many questions stood on the page when it was signed.
    pub questions: u32,
}

/// Why a month is not signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignRefused {
    /// More looks may come.
    #[error("this month is not over; sign it when it is")]
    NotOver,
    /// Whoever signs is asked about.
    #[error("this month asks about you; another supervisor of the team has to sign it")]
    AboutOneself,
    /// Somebody was there before.
    #[error("this month was signed already")]
    Signed,
}

/// What a month's page showed to whoever signs it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// Which month.
    pub month: Month,
    /// How many looks at sealed records it had.
    pub looks: usize,
    /// What it asked.
    pub lines: &'a [Line],
}

impl Signature {
    /// A member signs a month, in a month.
    ///
    /// # Errors
    /// [`SignRefused`] when it is not over, or asks about the member's own looks. That an account was not
    /// used is no such question: whoever signs uses it.
    pub fn sign(
        seen: Seen<'_>,
        this: Month,
        (by, found): (MemberId, Found),
        at: Timestamp,
    ) -> Result<Self, SignRefused> {
        if seen.month >= this {
            return Err(SignRefused::NotOver);
        }
        let concerns = |line: &Line| line.member == by && line.question != Question::Unused;
        if seen.lines.iter().any(concerns) {
            return Err(SignRefused::AboutOneself);
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (looks, questions) = (count(seen.looks), count(seen.lines.len()));
        Ok(Self { month: seen.month, by, at, found, looks, questions })
    }
}

/// How many months back are told.
pub const TOLD: usize = 12;

/// The months of a team that are over, the latest first, each with its signature: as far back as `founded`,
/// at most [`TOLD`].
#[must_use]
pub fn standing(
    (founded, this): (Month, Month),
    signatures: &[Signature],
) -> Vec<(Month, Option<Signature>)> {
    let of: BTreeMap<Month, Signature> = signatures.iter().map(|one| (one.month, *one)).collect();
    std::iter::successors(this.before(), |month| month.before())
        .take_while(|month| *month >= founded)
        .take(TOLD)
        .map(|month| (month, of.get(&month).copied()))
        .collect()
}

/// Those of them that nobody signed, the latest first.
#[must_use]
pub fn unsigned(months: (Month, Month), signatures: &[Signature]) -> Vec<Month> {
    let all = standing(months, signatures).into_iter();
    all.filter(|(_, signature)| signature.is_none()).map(|(month, _)| month).collect()
}
