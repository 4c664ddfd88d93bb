//! What a study found about an instrument, and how sure it can be.

mod interval;

#[cfg(test)]
mod tests;

use crate::instrument::Ages;

pub use interval::{Interval, clopper_pearson, wilson};

/// One study of one instrument at one cut-off.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Study {
    /// Authors, year, journal, pages.
    pub citation: String,
    /// Where the figures were seen.
    pub source: String,
    /// Who was studied, in words that can follow "of 100".
    pub population: String,
    /// What the study looked for, in words that can follow "about 20".
    pub looked_for: String,
    /// What else must be known about it.
    pub notes: Vec<String>,
    /// The id of the score that it is about; empty if it is about none.
    pub score: String,
    /// The code of the lowest band that it counts as positive; empty if it is about none.
    pub band: String,
    /// The ages of the people studied.
    pub ages: Option<Ages>,
    /// How many people or assessments there were.
    pub sample_size: Option<u32>,
    /// How common it was among them.
    pub prevalence: Option<Percent>,
    /// The share of those affected whose score was positive.
    pub sensitivity: Option<Rate>,
    /// The share of those not affected whose score was not positive.
    pub specificity: Option<Rate>,
}

/// A published percentage, with as many digits as were published.
#[derive(Clone, Debug, PartialEq)]
pub struct Percent {
    digits: String,
    share: f64,
    /// Half of the last published digit, as a share: how far rounding can have moved it.
    half_digit: f64,
}

impl Percent {
    /// Takes a plain decimal from 0 to 100, such as `84.44`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && decimals <= 12;
        let percent: f64 = text.parse().ok().filter(|_| plain)?;
        let decimals = i32::try_from(decimals).ok()?;
        let half_digit = 0.5 * 10_f64.powi(-decimals) / 100.0;
        (percent <= 100.0).then(|| Self { digits: text.into(), share: percent / 100.0, half_digit })
    }

    /// The percentage as published, without the sign.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }

    /// The same as a share from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    found: u32,
    of: u32,
    from: CountsFrom,
}

/// Where counts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CountsFrom {
    /// The study prints them.
    Published,
    /// Derived from the study's size, prevalence and percentages; there was one way to do it.
    Derived,
}

impl Counts {
    /// The most that is counted.
    pub const LIMIT: u32 = 10_000_000;

    /// `found` of `of`; [`None`] if that cannot be.
    #[must_use]
    pub fn new(found: u32, of: u32, from: CountsFrom) -> Option<Self> {
        (of > 0 && found <= of && of <= Self::LIMIT).then_some(Self { found, of, from })
    }

    /// How many.
    #[must_use]
    pub fn found(self) -> u32 {
        self.found
    }

    /// Of how many.
    #[must_use]
    pub fn of(self) -> u32 {
        self.of
    }

    /// Where they come from.
    #[must_use]
    pub fn from(self) -> CountsFrom {
        self.from
    }
}

/// A published share, with its counts if they are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    percent: Percent,
    counts: Option<Counts>,
}

impl Rate {
    /// A rate; [`None`] if the counts give another percentage than the one published.
    #[must_use]
    pub fn new(percent: Percent, counts: Option<Counts>) -> Option<Self> {
        let agrees = |counts: Counts| {
            let share = f64::from(counts.found) / f64::from(counts.of);
            (share - percent.share).abs() <= percent.half_digit * (1.0 + 1e-9)
        };
        counts.is_none_or(agrees).then_some(Self { percent, counts })
    }

    /// The published percentage.
    #[must_use]
    pub fn percent(&self) -> &Percent {
        &self.percent
    }

    /// Its counts.
    #[must_use]
    pub fn counts(&self) -> Option<Counts> {
        self.counts
    }

    /// The rate as a share: from the counts if they are known, as they are more exact.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.counts.map_or(self.percent.share, |c| f64::from(c.found) / f64::from(c.of))
    }

    /// Its exact 95 % interval (Clopper and Pearson); [`None`] without counts.
    #[must_use]
    pub fn interval(&self) -> Option<Interval> {
        self.counts.map(|counts| clopper_pearson(counts, 0.95))
    }
}
