//! The value of one field: what the field can hold, and nothing else.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use zeroize::Zeroizing;

use super::{Field, Kind};

/// The value of one field. Text may identify somebody, so `Debug` shows its kind only.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, a lookup.
    Text(Zeroizing<String>),
    /// A day.
    Date(NaiveDate),
    /// A whole number.
    Number(u32),
    /// Degrees as they were written: no digit is lost.
    Coordinate(Zeroizing<String>),
    /// Yes or no.
    Checkbox(bool),
    /// Codes, sorted; exactly one where the field takes one.
    Codes(BTreeSet<String>),
}

/// Why a text is no value of a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueRefused {
    /// No code of the list.
    #[error("`{code}` is not a code of `{field}`; use one of: {}", allowed.join(", "))]
    Code {
        /// Which field.
        field: Field,
        /// What was found, cut short.
        code: String,
        /// What is allowed.
        allowed: &'static [&'static str],
    },
    /// Several codes where one is allowed, or one twice.
    #[error("`{0}` takes each code once, and one alone unless it is a list; correct the cell")]
    Several(Field),
    /// Something else than what the field holds.
    #[error("`{field}` holds {expected}; correct the cell")]
    Form {
        /// Which field.
        field: Field,
        /// What it holds, in words.
        expected: &'static str,
    },
}

impl Value {
    /// Reads a cell that is not empty.
    ///
    /// # Errors
    /// [`ValueRefused`] if the field cannot hold it.
    pub fn parse(field: Field, cell: &str) -> Result<Self, ValueRefused> {
        let form = |expected| ValueRefused::Form { field, expected };
        match field.kind() {
            Kind::Text | Kind::LongText | Kind::Lookup => {
                Ok(Self::Text(Zeroizing::new(cell.to_owned())))
            }
            Kind::Date => NaiveDate::parse_from_str(cell, "%Y-%m-%d")
                .ok()
                .filter(|day| day.to_string() == cell)
                .map(Self::Date)
                .ok_or(form("a day, written 2026-03-14")),
            Kind::Number => {
                let number = cell.parse().ok().filter(|number: &u32| number.to_string() == cell);
                number.map(Self::Number).ok_or(form("a whole number"))
            }
            Kind::Coordinate if is_degrees(cell) => {
                Ok(Self::Coordinate(Zeroizing::new(cell.to_owned())))
            }
            Kind::Coordinate => Err(form("degrees from -180 to 180, such as -95.3698")),
            Kind::Checkbox => match cell {
                "true" => Ok(Self::Checkbox(true)),
                "false" => Ok(Self::Checkbox(false)),
                _ => Err(form("true or false")),
            },
            Kind::Country => codes(field, cell, 1, is_country),
            Kind::Countries => codes(field, cell, usize::MAX, is_country),
            Kind::Language => codes(field, cell, 1, is_language),
            Kind::One(list) => codes(field, cell, 1, |code| list.contains(&code)),
            Kind::Several(list) => codes(field, cell, usize::MAX, |code| list.contains(&code)),
            Kind::Open(_) => codes(field, cell, usize::MAX, is_name),
        }
    }

    /// The cell; [`Value::parse`] reads it back the same. It may identify somebody.
    #[must_use]
    pub fn to_cell(&self) -> Zeroizing<String> {
        Zeroizing::new(match self {
            Self::Text(text) | Self::Coordinate(text) => text.to_string(),
            Self::Date(day) => day.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Checkbox(checked) => checked.to_string(),
            Self::Codes(codes) => codes.iter().map(String::as_str).collect::<Vec<_>>().join(";"),
        })
    }

    /// Whether the value holds this code.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        matches!(self, Self::Codes(codes) if codes.contains(code))
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text",
            Self::Date(_) => "Date",
            Self::Number(_) => "Number",
            Self::Coordinate(_) => "Coordinate",
            Self::Checkbox(_) => "Checkbox",
            Self::Codes(_) => "Codes",
        })
    }
}

fn codes(
    field: Field,
    cell: &str,
    most: usize,
    known: impl Fn(&str) -> bool,
) -> Result<Value, ValueRefused> {
    let parts: Vec<&str> = cell.split(';').collect();
    if let Some(wrong) = parts.iter().find(|code| !known(code)) {
        let allowed = match field.kind() {
            Kind::One(list) | Kind::Several(list) | Kind::Open(list) => list,
            Kind::Country | Kind::Countries => &["ISO 3166 codes of two capital letters"],
            _ => &["ISO 639 codes of two or three small letters"],
        };
        return Err(ValueRefused::Code { field, code: wrong.chars().take(40).collect(), allowed });
    }
    let set: BTreeSet<String> = parts.iter().map(|code| (*code).to_owned()).collect();
    if set.len() != parts.len() || set.len() > most {
        return Err(ValueRefused::Several(field));
    }
    Ok(Value::Codes(set))
}

fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn is_language(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_name(code: &str) -> bool {
    (1..=60).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_degrees(cell: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.' || byte == b'-';
    cell.bytes().all(plain) && cell.parse().is_ok_and(|degrees: f64| degrees.abs() <= 180.0)
}
