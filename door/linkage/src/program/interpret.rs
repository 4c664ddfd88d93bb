//! One-record expressions, evaluated value by value. Nulls propagate as in SQL.

use crate::expression::{Arithmetic, Comparator, Expression, Function};
use crate::names;
use crate::table::{Record, Table};
use std::borrow::Cow;

/// A value of one record.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Null,
    Text(Cow<'a, str>),
    Number(f64),
    Truth(bool),
}

impl Value<'_> {
    pub(super) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(t) => Value::Text(Cow::Owned(t.into_owned())),
            Self::Null => Value::Null,
            Self::Number(n) => Value::Number(n),
            Self::Truth(b) => Value::Truth(b),
        }
    }

    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => None,
            Self::Text(t) => Some(Cow::Borrowed(t)),
            Self::Number(n) => Some(Cow::Owned(n.to_string())),
            Self::Truth(b) => Some(Cow::Owned(b.to_string())),
        }
    }

    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Null => None,
            Self::Text(t) => t.trim().parse().ok(),
            Self::Number(n) => Some(*n),
            Self::Truth(b) => Some(f64::from(u8::from(*b))),
        }
    }

    fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(b) => Some(*b),
            _ => None,
        }
    }
}

/// Where the columns of an expression are found.
#[derive(Clone, Copy)]
pub(super) enum Source<'t> {
    /// In the row of a record; columns that the table lacks are null.
    Row(&'t Table, Record),
    /// The expression has one column, and this is its value.
    Value(&'t str),
}

impl<'t> Source<'t> {
    fn column(self, name: &str) -> Value<'t> {
        let text = match self {
            Self::Row(table, record) => table.column(name).map(|c| table.text(c, record)),
            Self::Value(text) => Some(text),
        };
        text.filter(|t| !t.is_empty()).map_or(Value::Null, |t| Value::Text(Cow::Borrowed(t)))
    }
}

/// The value of `e`.
pub(super) fn interpret<'t>(e: &'t Expression, source: Source<'t>) -> Value<'t> {
    let eval = |e: &'t Expression| interpret(e, source);
    let truth = |b: Option<bool>| b.map_or(Value::Null, Value::Truth);
    match e {
        Expression::Column(_, name) => source.column(name),
        Expression::Text(text) => Value::Text(Cow::Borrowed(text)),
        Expression::Number(n) => Value::Number(*n),
        Expression::Truth(b) => Value::Truth(*b),
        Expression::Null => Value::Null,
        Expression::Call(function, arguments) => call(*function, arguments, &eval),
        Expression::Not(inner) => truth(eval(inner).truth().map(|b| !b)),
        Expression::All(list) => truth(all(list.iter().map(|e| eval(e).truth()))),
        Expression::Any(list) => truth(any(list.iter().map(|e| eval(e).truth()))),
        Expression::IsNull(inner) => Value::Truth(eval(inner) == Value::Null),
        Expression::Compare(comparator, a, b) => truth(compare(*comparator, &eval(a), &eval(b))),
        Expression::Arithmetic(operator, a, b) => match (eval(a).number(), eval(b).number()) {
            (Some(a), Some(b)) => Value::Number(operator.of(a, b)),
            _ => Value::Null,
        },
        Expression::Case(arms, otherwise) => arms
            .iter()
            .find(|(when, _)| eval(when).truth() == Some(true))
            .map(|(_, then)| eval(then))
            .or_else(|| otherwise.as_ref().map(|o| eval(o)))
            .unwrap_or(Value::Null),
    }
}

/// SQL's AND over three truth values.
pub(super) fn all(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut out = Some(true);
    for value in values {
        match value {
            Some(false) => return Some(false),
            None => out = None,
            Some(true) => {}
        }
    }
    out
}

/// SQL's OR over three truth values.
pub(super) fn any(values: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut out = Some(false);
    for value in values {
        match value {
            Some(true) => return Some(true),
            None => out = None,
            Some(false) => {}
        }
    }
    out
}

impl Arithmetic {
    pub(super) fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
        }
    }
}

impl Comparator {
    pub(super) fn of<T: PartialOrd>(self, a: &T, b: &T) -> bool {
        match self {
            Self::Equal => a == b,
            Self::Unequal => a != b,
            Self::Less => a < b,
            Self::AtMost => a <= b,
            Self::Greater => a > b,
            Self::AtLeast => a >= b,
        }
    }
}

fn compare(comparator: Comparator, a: &Value<'_>, b: &Value<'_>) -> Option<bool> {
    if let (Value::Text(a), Value::Text(b)) = (a, b) {
        return Some(comparator.of(a, b));
    }
    Some(comparator.of(&a.number()?, &b.number()?))
}

fn call<'t>(
    function: Function,
    arguments: &'t [Expression],
    eval: &impl Fn(&'t Expression) -> Value<'t>,
) -> Value<'t> {
    use Function as F;
    if function == F::Coalesce {
        return arguments.iter().map(eval).find(|v| *v != Value::Null).unwrap_or(Value::Null);
    }
    if let Some(value) = piece(function, arguments, eval) {
        return value;
    }
    let values: Vec<Value<'t>> = arguments.iter().map(eval).collect();
    if function == F::NullIf {
        let same = compare(Comparator::Equal, &values[0], &values[1]) == Some(true);
        return if same { Value::Null } else { values[0].clone() };
    }
    if values.contains(&Value::Null) && !matches!(function, F::Least | F::Greatest) {
        return Value::Null;
    }
    match on_texts(function, &values) {
        Some(value) => value.into_owned(),
        None => {
            let numbers: Vec<f64> = values.iter().filter_map(Value::number).collect();
            apply(function, &numbers).map_or(Value::Null, Value::Number)
        }
    }
}

/// Functions whose value is mostly a piece of their first argument, or all of it: then nothing is
/// copied. `None` when it has to be computed.
fn piece<'t>(
    function: Function,
    arguments: &'t [Expression],
    eval: &impl Fn(&'t Expression) -> Value<'t>,
) -> Option<Value<'t>> {
    use Function as F;
    let is_piece = matches!(
        function,
        F::Substring | F::Left | F::Right | F::Digits | F::Fold | F::Year | F::RegexpExtract
    );
    let (first, rest) = arguments.split_first().filter(|_| is_piece)?;
    let text = match eval(first) {
        Value::Null if rest.iter().all(|e| matches!(e, Expression::Number(_))) => {
            return Some(Value::Null);
        }
        Value::Text(Cow::Borrowed(text)) if text.is_ascii() => text,
        _ => return None,
    };
    let count = |i: usize| match rest.get(i) {
        Some(Expression::Number(n)) => Some(*n as i64),
        _ => None,
    };
    let length = |i: usize| count(i).map(|n| usize::try_from(n).unwrap_or(0).min(text.len()));
    let found = match (function, rest.len()) {
        (F::Substring, 2) => {
            let start = usize::try_from(count(0)? - 1).unwrap_or(0).min(text.len());
            &text[start..(start + length(1)?).min(text.len())]
        }
        (F::Left, 1) => &text[..length(0)?],
        (F::Right, 1) => &text[text.len() - length(0)?..],
        (F::Digits, 0) if text.bytes().all(|b| b.is_ascii_digit()) => text,
        (F::Fold, 0) if text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) => text,
        (F::Year, 0) => names::year(text).unwrap_or_default(),
        (F::RegexpExtract, 1) => match &rest[0] {
            Expression::Text(pattern) => text.split(all_but_one(pattern)?).next()?,
            _ => return None,
        },
        _ => return None,
    };
    Some(Value::Text(Cow::Borrowed(found)))
}

fn on_texts(function: Function, values: &[Value<'_>]) -> Option<Value<'static>> {
    use Function as F;
    let text = |i: usize| values.get(i).and_then(Value::text).unwrap_or_default();
    let count = |i: usize| values.get(i).and_then(Value::number).map_or(0, |n| n as i64);
    let owned = |t: String| Some(Value::Text(Cow::Owned(t)));
    let number = |n: Option<f64>| Some(n.map_or(Value::Null, Value::Number));
    let first = text(0);
    match function {
        F::Lower => owned(first.to_lowercase()),
        F::Upper => owned(first.to_uppercase()),
        F::Trim => owned(first.trim().to_owned()),
        F::Substring => {
            let skip = usize::try_from(count(1) - 1).unwrap_or(0);
            let take =
                if values.len() > 2 { usize::try_from(count(2)).unwrap_or(0) } else { usize::MAX };
            owned(first.chars().skip(skip).take(take).collect())
        }
        F::Left => owned(first.chars().take(usize::try_from(count(1)).unwrap_or(0)).collect()),
        F::Right => {
            let keep = usize::try_from(count(1)).unwrap_or(0);
            let length = first.chars().count();
            owned(first.chars().skip(length.saturating_sub(keep)).collect())
        }
        F::Length => number(Some(first.chars().count() as f64)),
        F::Concat => owned(values.iter().filter_map(Value::text).collect()),
        F::Replace => owned(first.replace(text(1).as_ref(), &text(2))),
        F::RegexpExtract => owned(extract(&first, &text(1), count(2))),
        F::TryStrptime => number(names::seconds(&first, &text(1))),
        F::Epoch => number(
            values[0]
                .number()
                .filter(|_| !first.contains('-'))
                .or_else(|| {
                    names::seconds(&first, "%Y-%m-%d")
                        .or_else(|| names::seconds(&first, "%Y-%m-%d %H:%M:%S"))
                })
                .or_else(|| values[0].number()),
        ),
        F::Number => number(values[0].number()),
        F::Text => owned(first.into_owned()),
        F::Fold => owned(names::fold(&first)),
        F::Phonetic => owned(names::phonetic(&first)),
        F::Digits => owned(first.chars().filter(char::is_ascii_digit).collect()),
        F::Year => owned(names::year(&first).unwrap_or_default().to_owned()),
        F::DateNumber => number(Some(names::date_number(&first))),
        F::Estimated => Some(Value::Truth(names::is_estimated(&first))),
        F::ShortForm => Some(Value::Truth(names::is_short_form(&first, &text(1)))),
        F::SharesWord => Some(Value::Truth(names::shares_word(&first, &text(1)))),
        F::DayMonthSwapped => Some(Value::Truth(names::day_month_swapped(&first, &text(1)))),
        _ => None,
    }
}

/// The match (or its group) of a pattern; empty without a match or with a pattern that is none.
fn extract(text: &str, pattern: &str, group: i64) -> String {
    type Compiled = (String, Option<regex_lite::Regex>);
    const KEPT: usize = 8;
    thread_local! {
        /// The last patterns: a column is extracted with a few throughout.
        static LAST: std::cell::RefCell<Vec<Compiled>> = const { std::cell::RefCell::new(vec![]) };
    }
    if let (Some(end), 0) = (all_but_one(pattern), group) {
        return text.split(end).next().unwrap_or_default().to_owned();
    }
    let group = usize::try_from(group).unwrap_or(0);
    LAST.with_borrow_mut(|last| {
        let known = last.iter().position(|(known, _)| known == pattern).unwrap_or_else(|| {
            last.truncate(KEPT - 1);
            last.insert(0, (pattern.to_owned(), regex_lite::Regex::new(pattern).ok()));
            0
        });
        let (_, regex) = &last[known];
        regex
            .as_ref()
            .and_then(|r| r.captures(text)?.get(group).map(|m| m.as_str().to_owned()))
            .unwrap_or_default()
    })
}

/// The character of a pattern `^[^x]+`, everything before the first `x`, which needs no engine.
fn all_but_one(pattern: &str) -> Option<char> {
    let inner = pattern.strip_prefix("^[^")?.strip_suffix("]+")?;
    let mut chars = inner.chars();
    let only = chars.next().filter(|c| !matches!(c, '\\' | '[' | ']' | '^'))?;
    chars.next().is_none().then_some(only)
}

/// Functions of numbers; `None` when the arguments do not suffice.
pub(super) fn apply(function: Function, numbers: &[f64]) -> Option<f64> {
    use Function as F;
    let first = *numbers.first()?;
    Some(match function {
        F::Abs => first.abs(),
        F::Least => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        F::Greatest => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        F::Floor => first.floor(),
        F::Round => {
            let scale = 10_f64.powf(numbers.get(1).copied().unwrap_or(0.0));
            (first * scale).round() / scale
        }
        F::Radians => first.to_radians(),
        F::Sin => first.sin(),
        F::Cos => first.cos(),
        F::Acos => first.acos(),
        F::Sqrt => first.sqrt(),
        F::Epoch | F::Number => first,
        F::DistanceKm => distance_km(first, *numbers.get(1)?, *numbers.get(2)?, *numbers.get(3)?),
        _ => return None,
    })
}

/// Haversine distance on a sphere of 6,371 km.
fn distance_km(lat_a: f64, lng_a: f64, lat_b: f64, lng_b: f64) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let a = half(lat_a, lat_b)
        + lat_a.to_radians().cos() * lat_b.to_radians().cos() * half(lng_a, lng_b);
    2.0 * 6371.0 * a.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::{Source, interpret};
    use crate::expression::parse;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_piece_of_a_text_is_what_computing_it_gives(text in "[a-cA-C0-9@. é-]{0,12}") {
            for form in [
                "substr(#, 1, 3)", "substr(#, 3, 2)", "substr(#, 20, 2)", "left(#, 2)", "right(#, 5)",
                "digits(#)", "fold(#)", "birth_year(#)", "regexp_extract(#, '^[^@]+')",
            ] {
                // What was put together is computed anew.
                let piece = parse(&form.replace('#', "c")).unwrap();
                let computed = parse(&form.replace('#', "(c || '')")).unwrap();
                let of = |e| interpret(e, Source::Value(&text)).text().unwrap_or_default().into_owned();
                prop_assert_eq!(of(&piece), of(&computed), "{} of {:?}", form, &text);
            }
        }
    }
}
