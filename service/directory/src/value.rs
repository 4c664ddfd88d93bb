//! The kinds of value an HSDS cell or property can hold, and how each is read and written.
//!
//! Loose files write the same thing in several ways: a number in quotation marks, `10:00` beside
//! `10:00:00`, a date with a time behind it. All of them are read; dates, times and instants are
//! [`Written`]: the value beside the way it was written, so that an export gives back what came in.

mod property;
mod word;

use std::{borrow::Cow, fmt};

use casework::time::Timestamp;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Serialize, Serializer};
use uuid::Uuid;

pub(crate) use property::{list, optional, required};
pub use word::{Confidentiality, Frequency, LocationType, Status, WeekDay};

/// One cell of a table or one scalar property of a JSON object.
pub trait Cell: Sized {
    /// What a right value looks like, for the person who has to mend a wrong one.
    const EXPECTS: &'static str;
    /// Whether a spreadsheet could take the written value for a formula.
    const IS_TEXT: bool = false;

    /// Reads the value from text; `None` if it cannot be one.
    fn parse(text: &str) -> Option<Self>;

    /// Writes the value as text.
    fn text(&self) -> Cow<'_, str>;
}

impl Cell for String {
    const EXPECTS: &'static str = "text";
    const IS_TEXT: bool = true;

    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

impl Cell for Uuid {
    const EXPECTS: &'static str = "a UUID such as 3f7b145d-84af-42d7-8fae-eaca714b02b2";

    fn parse(text: &str) -> Option<Self> {
        Self::try_parse(text.trim()).ok()
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(self.to_string())
    }
}

impl Cell for bool {
    const EXPECTS: &'static str = "true or false";

    fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        }
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(if *self { "true" } else { "false" })
    }
}

/// A finite number. Whole numbers are written without a decimal point, as the standard's own
/// examples are.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Number(f64);

impl Number {
    /// The number, if it is finite.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self(value))
    }

    /// The value.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }

    /// The value as a count: whole, zero or more, below 2^32.
    #[must_use]
    pub fn count(self) -> Option<u32> {
        // The bounds are checked before the cast, which is therefore exact.
        (self.0.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&self.0))
            .then_some(self.0 as u32)
    }

    fn whole(self) -> Option<i64> {
        (self.0.fract() == 0.0 && self.0.abs() < 9_007_199_254_740_992.0).then_some(self.0 as i64)
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Self(f64::from(value))
    }
}

impl Cell for Number {
    const EXPECTS: &'static str = "a number such as 12 or 12.5";

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // `f64::from_str` also reads "nan", "inf" and "infinity".
        text.bytes().all(|byte| b"0123456789+-.eE".contains(&byte)).then_some(())?;
        Self::new(text.parse().ok()?)
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(match self.whole() {
            Some(whole) => whole.to_string(),
            None => self.0.to_string(),
        })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.serialize_f64(self.0),
        }
    }
}

/// A telephone extension. The standard says number; real directories write "ext. 5" and "012".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extension(String);

impl Extension {
    /// The extension as it is dialled or described.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The extension as the number that the standard asks for, if it is one and loses nothing.
    #[must_use]
    pub fn number(&self) -> Option<u32> {
        self.0.parse().ok().filter(|number: &u32| number.to_string() == self.0)
    }
}

impl Cell for Extension {
    const EXPECTS: &'static str = "a telephone extension such as 104";
    const IS_TEXT: bool = true;

    fn parse(text: &str) -> Option<Self> {
        (!text.trim().is_empty()).then(|| Self(text.trim().to_owned()))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl Serialize for Extension {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.number() {
            Some(number) => serializer.serialize_u32(number),
            None => serializer.serialize_str(&self.0),
        }
    }
}

/// A value that can be written in several ways, together with the way it was written here.
///
/// Two are equal if they were written alike.
#[derive(Clone, Debug)]
pub struct Written<T> {
    text: Box<str>,
    value: T,
}

/// A calendar day.
pub type Date = Written<NaiveDate>;
/// A time of day, on the clock of the place.
pub type TimeOfDay = Written<NaiveTime>;
/// A moment in time.
pub type Moment = Written<DateTime<Utc>>;

impl<T: Copy> Written<T> {
    /// The value.
    #[must_use]
    pub fn value(&self) -> T {
        self.value
    }
}

impl<T> PartialEq for Written<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Serialize for Written<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<T> fmt::Display for Written<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<NaiveDate> for Date {
    fn from(value: NaiveDate) -> Self {
        Self { text: value.format("%Y-%m-%d").to_string().into(), value }
    }
}

impl From<NaiveTime> for TimeOfDay {
    fn from(value: NaiveTime) -> Self {
        Self { text: value.format("%H:%M:%S").to_string().into(), value }
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(value: DateTime<Utc>) -> Self {
        Self { text: value.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true).into(), value }
    }
}

impl Default for Date {
    fn default() -> Self {
        NaiveDate::default().into()
    }
}

impl Default for Moment {
    fn default() -> Self {
        DateTime::<Utc>::default().into()
    }
}

impl Cell for Date {
    const EXPECTS: &'static str = "a date such as 2026-03-14";

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let value = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .or_else(|| moment(text).map(|at| at.date_naive()))?;
        Some(Self { text: text.into(), value })
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }
}

impl Cell for TimeOfDay {
    const EXPECTS: &'static str = "a time such as 09:30 or 09:30:00";

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        // The offset of a time without a date says nothing that the schedule's zone does not say
        // better.
        let clock = text.split(['Z', '+']).next()?;
        // ISO 8601 allows 24:00 for the end of a day.
        let value = if clock.starts_with("24:00") {
            NaiveTime::MIN
        } else {
            NaiveTime::parse_from_str(clock, "%H:%M:%S%.f")
                .or_else(|_| NaiveTime::parse_from_str(clock, "%H:%M"))
                .ok()?
        };
        Some(Self { text: text.into(), value })
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }
}

impl Cell for Moment {
    const EXPECTS: &'static str = "a date and time such as 2026-03-14T09:30:00Z";

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let value = moment(text).or_else(|| {
            text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|at| at.and_utc())
        })?;
        Some(Self { text: text.into(), value })
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }
}

impl Moment {
    /// The moment as the rest of the program counts time.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        timestamp(self.value)
    }
}

impl From<Timestamp> for Moment {
    fn from(at: Timestamp) -> Self {
        utc(at).into()
    }
}

/// A timestamp as a calendar's moment; beyond the years of the calendar, its last.
pub(crate) fn utc(at: Timestamp) -> DateTime<Utc> {
    let last =
        if at < Timestamp::EPOCH { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
    DateTime::from_timestamp_micros(at.micros()).unwrap_or(last)
}

pub(crate) fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_micros(at.timestamp_micros())
}

/// A date-time without offset is taken as UTC, for want of better.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::<FixedOffset>::parse_from_rfc3339(text).map(|at| at.to_utc()).ok().or_else(|| {
        let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
            .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f"));
        naive.ok().map(|at| at.and_utc())
    })
}

/// The first 60 characters of what was found, on one line: enough to find it again.
pub(crate) fn excerpt(text: &str) -> String {
    let mut short: String = text
        .chars()
        .map(|character| if character.is_control() { ' ' } else { character })
        .take(60)
        .collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests;
