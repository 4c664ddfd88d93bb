//! The values that questions and answers are made of.
//!
//! What a person answered is sensitive: [`Value`] and [`Coding`] print as their type name only, as
//! the texts of `casework::text` do. Equality is exact and never depends on floating point.

use std::cmp::Ordering;
use std::fmt;

/// The name of one item within its questionnaire (FHIR `linkId`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(Box<str>);

impl LinkId {
    /// The longest name that is taken, in bytes (FHIR R4 recommends at most 255 characters).
    pub const MAX_BYTES: usize = 255;

    /// Takes `text` if it is a FHIR string that is neither empty, blank nor too long.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() <= Self::MAX_BYTES && !text.trim().is_empty();
        (fits && !text.chars().any(char::is_control)).then(|| Self(text.into()))
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A code out of a code system, with the words shown for it (FHIR `Coding`).
///
/// Two codings are equal when system and code are: the display is for people.
#[derive(Clone)]
pub struct Coding {
    /// The code system's address.
    pub system: Option<String>,
    /// The code within it.
    pub code: Option<String>,
    /// The words shown for it.
    pub display: Option<String>,
}

impl Coding {
    /// What to show: the display, else the code.
    #[must_use]
    pub fn label(&self) -> &str {
        self.display.as_deref().or(self.code.as_deref()).unwrap_or_default()
    }
}

impl PartialEq for Coding {
    fn eq(&self, other: &Self) -> bool {
        match (&self.code, &other.code) {
            (None, None) => self.system == other.system && self.display == other.display,
            (mine, its) => mine == its && self.system == other.system,
        }
    }
}

impl Eq for Coding {}

/// A decimal number that keeps its digits (FHIR `decimal`).
#[derive(Clone)]
pub struct Decimal {
    digits: Box<str>,
    /// The number times 10¹².
    scaled: i128,
}

impl Decimal {
    const SCALE: usize = 12;

    /// Takes a plain decimal of at most 18 digits before and 12 after the point.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let canonical = whole == "0" || !whole.starts_with('0');
        if !digits(whole) || !digits(fraction) || !canonical {
            return None;
        }
        if whole.len() > 18 || fraction.len() > Self::SCALE {
            return None;
        }
        let scaled: i128 =
            format!("{whole}{fraction:0<width$}", width = Self::SCALE).parse().ok()?;
        let scaled = if unsigned.len() < text.len() { -scaled } else { scaled };
        Some(Self { digits: text.into(), scaled })
    }

    /// The digits as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.digits
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.scaled == other.scaled
    }
}

impl Eq for Decimal {}

/// Points of a score, exact to a thousandth; sums cannot lose a part to rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// The most points that one answer or cut-off may have, either way.
    pub const LIMIT: i64 = 1_000_000;

    /// This many whole points; [`None`] beyond [`Self::LIMIT`].
    #[must_use]
    pub fn whole(points: i64) -> Option<Self> {
        (points.checked_abs()? <= Self::LIMIT).then_some(Self(points * 1_000))
    }

    /// Takes a decimal with at most three places and within [`Self::LIMIT`].
    #[must_use]
    pub fn from_decimal(decimal: &Decimal) -> Option<Self> {
        let thousandth = 10_i128.pow(9);
        if decimal.scaled % thousandth != 0 {
            return None;
        }
        let thousandths = i64::try_from(decimal.scaled / thousandth).ok()?;
        (thousandths.abs() <= Self::LIMIT * 1_000).then_some(Self(thousandths))
    }

    /// The sum; it stops at the ends of the range, which no readable questionnaire can reach.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1_000, self.0.unsigned_abs() % 1_000);
        if rest == 0 {
            return write!(f, "{sign}{whole}");
        }
        let fraction = format!("{rest:03}");
        write!(f, "{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }
}

/// One value that was answered, offered as an option or compared with.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A whole number (FHIR: 32 bits).
    Integer(i32),
    /// A decimal number.
    Decimal(Decimal),
    /// A year, a month or a day: `2026`, `2026-03` or `2026-03-14`.
    Date(String),
    /// A date with a time, kept as written.
    DateTime(String),
    /// A time of day, `14:05:00`.
    Time(String),
    /// Words, also an address.
    Text(String),
    /// A code.
    Coding(Coding),
}

impl Value {
    /// How two values of one kind stand to each other; [`None`] if they have no order.
    ///
    /// Two dates of different precision have none: `2026` is neither before nor after `2026-03`.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(b)),
            (Self::Decimal(a), Self::Decimal(b)) => Some(a.scaled.cmp(&b.scaled)),
            (Self::Date(a), Self::Date(b)) | (Self::Time(a), Self::Time(b)) => {
                (a.len() == b.len()).then(|| a.cmp(b))
            }
            _ => None,
        }
    }

    /// Whether it is a plain "yes": `true`, or the code `Y` of HL7 table 0136.
    #[must_use]
    pub fn is_yes(&self) -> bool {
        match self {
            Self::Boolean(value) => *value,
            Self::Coding(coding) => {
                coding.code.as_deref() == Some("Y") && coding.system.as_deref() == Some(YES_NO)
            }
            _ => false,
        }
    }

    /// The words to show for it.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Boolean(true) => "Yes".to_owned(),
            Self::Boolean(false) => "No".to_owned(),
            Self::Integer(number) => number.to_string(),
            Self::Decimal(number) => number.as_str().to_owned(),
            Self::Date(text) | Self::DateTime(text) | Self::Time(text) | Self::Text(text) => {
                text.clone()
            }
            Self::Coding(coding) => coding.label().to_owned(),
        }
    }
}

/// HL7 table 0136, "yes or no", as the code system that FHIR R4 names for it.
pub const YES_NO: &str = "http://terminology.hl7.org/CodeSystem/v2-0136";

macro_rules! shown_by_name_only {
    ($($Name:ident),+) => {
        $(impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($Name))
            }
        })+
    };
}

shown_by_name_only!(Value, Coding, Decimal);

/// Whether `text` is a FHIR `date`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let year = parts.next().and_then(|part| digits(part, 4));
    let month = parts.next().map(|part| digits(part, 2));
    let day = parts.next().map(|part| digits(part, 2));
    if parts.next().is_some() {
        return false;
    }
    match (year, month, day) {
        (Some(year), None, None) => year > 0,
        (Some(year), Some(Some(month)), None) => year > 0 && (1..=12).contains(&month),
        (Some(year), Some(Some(month)), Some(Some(day))) => {
            year > 0 && (1..=days_of(year, month)).contains(&day)
        }
        _ => false,
    }
}

/// Whether `text` is a FHIR `time`: hours, minutes, seconds and perhaps their fraction.
#[must_use]
pub fn is_time(text: &str) -> bool {
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let parts: Vec<_> = clock.split(':').map(|part| digits(part, 2)).collect();
    let in_day = matches!(parts[..], [Some(h), Some(m), Some(s)] if h < 24 && m < 60 && s <= 60);
    let tail = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    in_day && fraction.is_none_or(tail)
}

/// Whether `text` is a FHIR `dateTime`: a date, or a day with a time and a zone.
#[must_use]
pub fn is_date_time(text: &str) -> bool {
    let Some((date, rest)) = text.split_once('T') else { return is_date(text) };
    let zone = rest.find(['Z', '+', '-']).map(|at| rest.split_at(at));
    let Some((time, zone)) = zone else { return false };
    let zoned = zone == "Z"
        || zone
            .get(1..)
            .and_then(|hours| hours.split_once(':'))
            .and_then(|(h, m)| Some((digits(h, 2)?, digits(m, 2)?)))
            .is_some_and(|(h, m)| h <= 14 && m < 60);
    date.len() == 10 && is_date(date) && is_time(time) && zoned
}

fn digits(part: &str, length: usize) -> Option<u32> {
    let plain = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| part.parse().ok()).flatten()
}

fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(400) || (year.is_multiple_of(4) && !year.is_multiple_of(100)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn decimals_compare_by_value_and_keep_their_digits() {
        assert_eq!(decimal("1.50"), decimal("1.5"));
        assert_eq!(decimal("1.50").as_str(), "1.50");
        assert_eq!(
            Value::Decimal(decimal("-0.1")).order(&Value::Decimal(decimal("0.0"))),
            Some(Ordering::Less)
        );
        for bad in ["", "-", ".5", "5.", "05", "1e3", "+1", "1.1234567890123", "NaN"] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn points_are_exact_where_floating_point_is_not() {
        let points = |text| Points::from_decimal(&decimal(text)).unwrap();
        assert_eq!(points("0.1").plus(points("0.2")), points("0.3"));
        assert_eq!(points("-1.250").to_string(), "-1.25");
        assert!(Points::from_decimal(&decimal("0.0001")).is_none());
        assert!(Points::whole(Points::LIMIT + 1).is_none());
        assert!(Points::whole(i64::MIN).is_none());
    }

    #[test]
    fn dates_and_times_are_those_of_the_calendar() {
        for good in ["2026", "2026-03", "2024-02-29", "2000-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["", "26", "2026-13", "2026-02-29", "1900-02-29", "2026-1-1", "2026-01-01-01"] {
            assert!(!is_date(bad), "{bad}");
        }
        assert!(is_time("14:05:00") && is_time("14:05:00.25") && !is_time("14:05"));
        assert!(!is_time("24:00:00") && !is_time("14:05:00."));
        assert!(is_date_time("2013-02-19T14:15:00-05:00") && is_date_time("2014-12-11T04:44:16Z"));
        assert!(!is_date_time("2013-02-19T14:15:00") && !is_date_time("2013-02T14:15:00Z"));
    }

    #[test]
    fn an_answer_is_never_printed() {
        assert_eq!(format!("{:?}", Value::Text("my name is Alma".into())), "Value");
    }

    proptest! {
        #[test]
        fn any_text_is_a_value_or_not(text in any::<String>(), near in "[-0-9T:Z+.eE]{0,30}") {
            for text in [text, near] {
                let _ = (is_date_time(&text), is_time(&text), LinkId::parse(&text));
                if let Some(number) = Decimal::parse(&text) {
                    prop_assert_eq!(number.as_str(), text);
                }
            }
        }
    }
}
