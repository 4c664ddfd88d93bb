//! Until when: from the receipt of the information to the moment at which a report is late.
//!
//! Hours are hours that pass: "24 hours" is 86,400 seconds, also in the night in which clocks change,
//! so that the wall clock may show 23 or 25 of them. Days are days of the calendar of the place: "2
//! days" ends with the second local midnight after the day of receipt. Working days leave out
//! Saturdays, Sundays and the holidays that are given.
//!
//! ```
//! use casework::time::Timestamp;
//! use chrono_tz::America::Chicago;
//! use duty::deadline::{Holidays, Limit};
//!
//! // Received on Saturday 14 March 2026 at 20:00 in Chicago.
//! let received = Timestamp::from_seconds(1_773_536_400);
//! let due = Limit::WorkingDays(1).due(received, Chicago, &Holidays::none());
//! // The end of Monday the 16th.
//! assert_eq!(due, Timestamp::from_seconds(1_773_723_600));
//! ```

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use casework::time::{Span, Timestamp};
use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// How long there is at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// None at all: it is due the moment it is known.
    AtOnce,
    /// Hours that pass.
    Hours(u16),
    /// Until the end of this many calendar days after the day of receipt.
    Days(u8),
    /// Until the end of this many working days after the day of receipt.
    WorkingDays(u8),
}

/// A text that is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "write a limit as `at_once`, `24 hours`, `2 days` or `1 working days`, with 1 to 720 hours or 1 to 90 days"
)]
pub struct NotALimit;

/// The days on which nobody works, beside Saturday and Sunday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holidays(BTreeSet<NaiveDate>);

impl Holidays {
    /// No holidays: then a working day is never counted too late.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// More days than this are no list of holidays.
    pub const MOST: usize = 400;
}

/// A text that is no list of holidays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHolidays {
    /// A line that is no day.
    #[error("line {0} is no day; write one day a line, as 2026-12-25")]
    Line(usize),
    /// Too long.
    #[error("write at most {} days", Holidays::MOST)]
    TooMany,
}

/// One day a line, `2026-12-25`; empty lines count for nothing.
impl FromStr for Holidays {
    type Err = NotHolidays;

    fn from_str(text: &str) -> Result<Self, NotHolidays> {
        let lines = text.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty());
        let days = lines.map(|(at, line)| {
            // The parser takes more spellings than this one.
            let day = NaiveDate::parse_from_str(line, DAY).ok();
            day.filter(|day| day.format(DAY).to_string() == line).ok_or(NotHolidays::Line(at + 1))
        });
        let days = days.collect::<Result<BTreeSet<_>, _>>()?;
        if days.len() > Self::MOST { Err(NotHolidays::TooMany) } else { Ok(Self(days)) }
    }
}

impl fmt::Display for Holidays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|day| writeln!(f, "{}", day.format(DAY)))
    }
}

const DAY: &str = "%Y-%m-%d";

impl FromIterator<NaiveDate> for Holidays {
    fn from_iter<I: IntoIterator<Item = NaiveDate>>(days: I) -> Self {
        Self(days.into_iter().collect())
    }
}

impl Limit {
    const MOST_HOURS: u16 = 720;
    const MOST_DAYS: u8 = 90;

    /// The moment at which it is late, for information received at `received` in `zone`.
    ///
    /// It costs at most some hundred steps of the calendar. A time beyond the calendar counts days
    /// as 24 hours, so that a broken clock never loses a duty.
    #[must_use]
    pub fn due(self, received: Timestamp, zone: Tz, holidays: &Holidays) -> Timestamp {
        match self {
            Self::AtOnce => received,
            Self::Hours(hours) => received + Span::from_hours(i64::from(hours)),
            Self::Days(days) => {
                end_of_day(received, zone, |date| date.checked_add_days(Days::new(u64::from(days))))
                    .unwrap_or(received + Span::from_days(i64::from(days)))
            }
            Self::WorkingDays(days) => {
                end_of_day(received, zone, |date| working_day(date, days, holidays))
                    .unwrap_or(received + Span::from_days(i64::from(days)))
            }
        }
    }
}

fn working_day(mut date: NaiveDate, days: u8, holidays: &Holidays) -> Option<NaiveDate> {
    let mut left = days;
    while left > 0 {
        date = date.succ_opt()?;
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && !holidays.0.contains(&date) {
            left -= 1;
        }
    }
    Some(date)
}

/// The first moment after the day that `to` makes of the local day of `received`.
fn end_of_day(
    received: Timestamp,
    zone: Tz,
    to: impl Fn(NaiveDate) -> Option<NaiveDate>,
) -> Option<Timestamp> {
    let local = DateTime::<Utc>::from_timestamp_micros(received.micros())?.with_timezone(&zone);
    let next = to(local.date_naive())?.succ_opt()?;
    Some(Timestamp::from_micros(first_moment(next, zone)?.timestamp_micros()))
}

/// Midnight, or the first moment after it where the clocks jump over midnight. Where midnight comes
/// twice the first one counts: a report is rather early than late.
fn first_moment(date: NaiveDate, zone: Tz) -> Option<DateTime<Tz>> {
    let midnight = date.and_time(NaiveTime::MIN);
    (0..24 * 4).find_map(|quarter| {
        let at = midnight + chrono::Duration::minutes(15 * quarter);
        match zone.from_local_datetime(&at) {
            LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => Some(moment),
            LocalResult::None => None,
        }
    })
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtOnce => f.write_str("at_once"),
            Self::Hours(hours) => write!(f, "{hours} hours"),
            Self::Days(days) => write!(f, "{days} days"),
            Self::WorkingDays(days) => write!(f, "{days} working days"),
        }
    }
}

impl FromStr for Limit {
    type Err = NotALimit;

    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let text = text.trim();
        if text == "at_once" {
            return Ok(Self::AtOnce);
        }
        let (number, unit) = text.split_once(' ').ok_or(NotALimit)?;
        let number: u16 = number.parse().map_err(|_| NotALimit)?;
        let days = u8::try_from(number).ok().filter(|days| (1..=Self::MOST_DAYS).contains(days));
        match unit.trim() {
            "hours" if (1..=Self::MOST_HOURS).contains(&number) => Ok(Self::Hours(number)),
            "days" => days.map(Self::Days).ok_or(NotALimit),
            "working days" => days.map(Self::WorkingDays).ok_or(NotALimit),
            _ => Err(NotALimit),
        }
    }
}

#[cfg(test)]
mod tests;
