//! A period, and the months or quarters that it is told by.

use chrono::{Datelike, Months, NaiveDate};

/// From a day up to another, which is not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    from: NaiveDate,
    until: NaiveDate,
    told_by: Option<Grain>,
}

/// How long the parts of a trend are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// A month of the calendar.
    Month,
    /// Three months of the calendar.
    Quarter,
}

/// A period that is no whole number of months or quarters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTrend {
    /// Part of a month would look like a month with fewer.
    #[error("the period is told by {0}, so it begins and ends with one; set its days accordingly")]
    Broken(&'static str),
    /// Nothing to compare.
    #[error("the period is told by {0}, so it takes two of them at least")]
    Single(&'static str),
    /// More than can be protected and read.
    #[error("the period has more than {MOST_PARTS} parts; tell it by quarter, or a shorter one")]
    TooMany,
}

/// Five years of months.
pub const MOST_PARTS: usize = 60;

impl Grain {
    /// What a part is called in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }

    fn begins(self, day: NaiveDate) -> bool {
        day.day() == 1 && day.month0().is_multiple_of(self.months())
    }

    /// The part that a day lies in: `2026-03` or `2026-Q1`.
    fn part(self, day: NaiveDate) -> String {
        match self {
            Self::Month => day.format("%Y-%m").to_string(),
            Self::Quarter => format!("{}-Q{}", day.year(), day.month0() / 3 + 1),
        }
    }
}

impl Period {
    /// A period of days written 2026-03-14; none if they are not, or if it would be empty.
    #[must_use]
    pub fn new(from: &str, until: &str) -> Option<Self> {
        let day = |text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let (from, until) = (day(from)?, day(until)?);
        (from < until).then_some(Self { from, until, told_by: None })
    }

    /// The same period, each figure told by its parts as well.
    ///
    /// # Errors
    /// [`NoTrend`] if it does not begin and end with a part, or has one or too many.
    pub fn told_by(self, grain: Grain) -> Result<Self, NoTrend> {
        if !grain.begins(self.from) || !grain.begins(self.until) {
            return Err(NoTrend::Broken(grain.name()));
        }
        let told = Self { told_by: Some(grain), ..self };
        match told.parts().len() {
            ..=1 => Err(NoTrend::Single(grain.name())),
            2..=MOST_PARTS => Ok(told),
            _ => Err(NoTrend::TooMany),
        }
    }

    /// What its parts are.
    #[must_use]
    pub const fn grain(&self) -> Option<Grain> {
        self.told_by
    }

    /// Its parts, in the order of time; none if it is told as one.
    #[must_use]
    pub fn parts(&self) -> Vec<String> {
        let Some(grain) = self.told_by else { return Vec::new() };
        let next = |day: &NaiveDate| day.checked_add_months(Months::new(grain.months()));
        let days = std::iter::successors(Some(self.from), next);
        days.take_while(|day| *day < self.until).map(|day| grain.part(day)).collect()
    }

    /// The part that a day of the period lies in.
    pub(crate) fn part(&self, day: NaiveDate) -> Option<String> {
        self.told_by.map(|grain| grain.part(day))
    }

    pub(crate) fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }

    /// Of what stands in the order of days, what happened before the end.
    pub(crate) fn until_its_end<'a, T>(&self, all: &'a [T], day: fn(&T) -> NaiveDate) -> &'a [T] {
        &all[..all.partition_point(|one| day(one) < self.until)]
    }

    /// Whether more days than these have passed between `since` and the end.
    pub(crate) fn is_over(&self, since: NaiveDate, days: i64) -> bool {
        (self.until - since).num_days() > days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, until: &str) -> Period {
        Period::new(from, until).unwrap()
    }

    #[test]
    fn months_and_quarters_follow_each_other_over_the_new_year() {
        let winter = period("2025-11-01", "2026-02-01").told_by(Grain::Month).unwrap();
        assert_eq!(winter.parts(), ["2025-11", "2025-12", "2026-01"]);
        let year = period("2025-10-01", "2026-07-01").told_by(Grain::Quarter).unwrap();
        assert_eq!(year.parts(), ["2025-Q4", "2026-Q1", "2026-Q2"]);
        let last = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
        assert_eq!(year.part(last).unwrap(), "2026-Q2");
    }

    #[test]
    fn a_piece_of_a_month_is_no_month() {
        let broken = period("2026-01-15", "2026-04-01");
        assert_eq!(broken.told_by(Grain::Month), Err(NoTrend::Broken("month")));
        let broken = period("2026-02-01", "2026-07-01");
        assert_eq!(broken.told_by(Grain::Quarter), Err(NoTrend::Broken("quarter")));
        assert!(broken.told_by(Grain::Month).is_ok());
        let one = period("2026-01-01", "2026-02-01");
        assert_eq!(one.told_by(Grain::Month), Err(NoTrend::Single("month")));
        let long = period("2020-01-01", "2026-01-01");
        assert_eq!(long.told_by(Grain::Month), Err(NoTrend::TooMany));
    }
}
