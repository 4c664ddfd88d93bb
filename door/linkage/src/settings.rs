//! What a run compares, how it blocks, and (once trained) the probabilities of the model.
//!
//! The same structure is read from TOML or JSON, written as `model.json` after training, and converted
//! from and to the settings of Splink 5 ([`splink`]). [`preset`] writes one for lists of people.

pub mod preset;
pub mod splink;

use crate::expression::{Expression, ParseError, parse};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Which pairs are possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// All pairs, within lists and across: duplicates within a list are looked for.
    #[serde(alias = "dedupe_only")]
    Deduplicate,
    /// Only pairs across lists: each list is trusted to hold a person once.
    #[serde(alias = "link_only")]
    Link,
    /// All pairs of several lists.
    #[serde(alias = "link_and_dedupe")]
    LinkAndDeduplicate,
}

/// A run's settings and, after training, its model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Which pairs are possible.
    #[serde(default = "default_link")]
    pub link: LinkKind,
    /// Column with the record id; row numbers when absent from the lists.
    #[serde(default = "default_id")]
    pub id: String,
    /// Columns computed from others, by name.
    #[serde(default)]
    pub derive: BTreeMap<String, String>,
    /// Columns that hold dates; they are read in any usual form and become `yyyy-mm-dd`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// Texts that mean that a value is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Rules that make pairs; a pair belongs to the first rule that makes it.
    pub blocking: Vec<String>,
    /// Rules that are nearly always right, for a first guess of the prior.
    #[serde(default)]
    pub certain: Vec<String>,
    /// Share of all matches that the certain rules find.
    #[serde(default = "default_recall")]
    pub certain_recall: f64,
    /// Columns that people of one household share, besides their surname.
    #[serde(default)]
    pub shared: Vec<String>,
    /// Conditions under which two records cannot be one person, whatever else agrees.
    #[serde(default)]
    pub never: Vec<String>,
    /// Each list holds a person at most once, so a person takes at most one record of it.
    #[serde(default)]
    pub one_to_one: bool,
    /// Probability that two random records are the same person.
    #[serde(default)]
    pub prior: Option<f64>,
    /// Probability that two random records are two people of one household.
    #[serde(default)]
    pub household_prior: Option<f64>,
    /// What is compared.
    pub comparisons: Vec<Comparison>,
}

/// One property of people that is compared, in ordered levels of agreement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Name in reports.
    pub name: String,
    /// The property says nothing of records that differ in this column, and agreement by chance is that
    /// among records that do not: names that are encoded under the year of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// The reverse: the property says nothing of records that have the same in this column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond: Option<String>,
    /// From the strongest agreement to none; the first level that holds counts.
    pub levels: Vec<Level>,
}

/// One level of agreement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Condition on the pair; `else` holds always.
    pub when: String,
    /// Name in reports.
    #[serde(default)]
    pub label: String,
    /// The level says nothing about the pair: a value is missing, or another comparison speaks.
    #[serde(default, skip_serializing_if = "is_false")]
    pub neutral: bool,
    /// Probability of the level among records of the same person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m: Option<f64>,
    /// Probability of the level among records of unrelated people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u: Option<f64>,
    /// Probability of the level among different people of one household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub h: Option<f64>,
    /// Training must not change `m`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fix_m: bool,
    /// Training must not change `u`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fix_u: bool,
    /// Rare values count more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frequency: Option<Frequency>,
}

/// Adjustment of a level by how common the agreeing value is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frequency {
    /// Column (or expression of one record) whose values are counted.
    pub column: String,
    /// Share of the full adjustment, 0 to 1.
    #[serde(default = "one")]
    pub weight: f64,
    /// Frequencies below this count as this.
    #[serde(default)]
    pub minimum: f64,
    /// Relate the frequency to this level's own `u`, not to that of the exact-match level.
    #[serde(default, skip_serializing_if = "is_false")]
    pub own_u: bool,
    /// Weigh near agreement by the harmonic mean of both frequencies instead of the greater one: a
    /// rare misspelling of a common name is evidence, two common names that look alike are not.
    #[serde(default, skip_serializing_if = "is_false")]
    pub near: bool,
    /// Adjust only values that are more than so many times as frequent as values are on average, by what
    /// goes beyond that. For numbers that tell people apart: a made-up one tells nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<f64>,
    /// Learned with `near`: the frequency at which the adjustment is nil.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<f64>,
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// A condition is not understood.
    #[error(transparent)]
    Condition(#[from] ParseError),
    /// The file is not of the expected shape.
    #[error("the settings are not understood: {0}")]
    Shape(String),
    /// A value out of range or an empty part.
    #[error("the settings are wrong: {0}")]
    Value(String),
    /// A feature of Splink's settings that has no counterpart, or the reverse.
    #[error("{0}")]
    NoCounterpart(String),
}

impl Settings {
    /// Reads settings: TOML, our JSON, or Splink's JSON, told apart by content.
    ///
    /// # Errors
    /// [`SettingsError`] naming what is not understood or out of range.
    pub fn read(text: &str) -> Result<Self, SettingsError> {
        let shape = |e: &dyn std::fmt::Display| SettingsError::Shape(e.to_string());
        let settings: Self = if text.trim_start().starts_with('{') {
            let value: serde_json::Value = serde_json::from_str(text).map_err(|e| shape(&e))?;
            if value.get("link_type").is_some() {
                splink::import(&value)?
            } else {
                serde_json::from_value(value).map_err(|e| shape(&e))?
            }
        } else {
            toml::from_str(text).map_err(|e| shape(&e))?
        };
        settings.check()?;
        Ok(settings)
    }

    /// Checks ranges and that every condition is understood.
    ///
    /// # Errors
    /// [`SettingsError`] with the first fault.
    pub fn check(&self) -> Result<(), SettingsError> {
        let wrong = |text: String| Err(SettingsError::Value(text));
        if self.comparisons.is_empty() {
            return wrong("there is nothing to compare: `comparisons` is empty".to_owned());
        }
        if self.blocking.is_empty() {
            return wrong("`blocking` is empty: without a rule no pair is made".to_owned());
        }
        if !(self.certain_recall > 0.0 && self.certain_recall <= 1.0) {
            return wrong(format!("certain_recall is {}, not in (0, 1]", self.certain_recall));
        }
        for (name, prior) in [("prior", self.prior), ("household_prior", self.household_prior)] {
            if prior.is_some_and(|p| !(p > 0.0 && p < 1.0)) {
                return wrong(format!("{name} is not between 0 and 1"));
            }
        }
        for comparison in &self.comparisons {
            comparison.check()?;
        }
        for rule in self.blocking.iter().chain(&self.certain).chain(&self.never) {
            rule_expression(rule)?;
        }
        for expression in self.derive.values() {
            parse(expression)?;
        }
        Ok(())
    }

    /// Names of all input columns that the settings use, derived ones replaced by their sources.
    ///
    /// # Errors
    /// [`SettingsError::Condition`] when a condition is not understood.
    pub fn columns(&self) -> Result<BTreeSet<String>, SettingsError> {
        let mut names = BTreeSet::new();
        for rule in self.blocking.iter().chain(&self.certain).chain(&self.never) {
            names.extend(rule_expression(rule)?.column_names());
        }
        names.extend(self.comparisons.iter().filter_map(|c| c.group().cloned()));
        for level in self.comparisons.iter().flat_map(|c| &c.levels) {
            if let Some(condition) = level.condition()? {
                names.extend(condition.column_names());
            }
            if let Some(frequency) = &level.frequency {
                names.extend(parse(&frequency.column)?.column_names());
            }
        }
        for expression in self.derive.values() {
            names.extend(parse(expression)?.column_names());
        }
        names.retain(|name| !self.derive.contains_key(name));
        Ok(names)
    }

    /// True when every level has its probabilities, so that no training is needed.
    #[must_use]
    pub fn is_trained(&self) -> bool {
        let levels = self.comparisons.iter().flat_map(|c| &c.levels);
        let mut scored = levels.filter(|l| !l.neutral);
        self.prior.is_some() && scored.all(|l| l.m.is_some() && l.u.is_some())
    }

    /// True when keyed encodings are compared, not values.
    #[must_use]
    pub fn is_encoded(&self) -> bool {
        use crate::expression::Function;
        let mut found = false;
        for level in self.comparisons.iter().flat_map(|c| &c.levels) {
            if let Ok(Some(condition)) = level.condition() {
                condition.visit(&mut |e| {
                    found |= matches!(e, Expression::Call(Function::Dice, _));
                });
            }
        }
        found
    }

    /// The columns whose comparison depends on another one.
    pub(crate) fn grouped_columns(&self) -> BTreeSet<String> {
        let levels =
            self.comparisons.iter().filter(|c| c.group().is_some()).flat_map(|c| &c.levels);
        let conditions = levels.filter(|l| !l.neutral).filter_map(|l| l.condition().ok().flatten());
        conditions.flat_map(|condition| condition.column_names()).collect()
    }

    /// True when the model knows households as a class of their own.
    #[must_use]
    pub fn knows_households(&self) -> bool {
        let mut levels = self.comparisons.iter().flat_map(|c| &c.levels);
        self.household_prior.is_some() && levels.any(|l| l.h.is_some())
    }
}

impl Comparison {
    /// The column on which it depends whether records are compared.
    pub(crate) fn group(&self) -> Option<&String> {
        self.within.as_ref().or(self.beyond.as_ref())
    }

    fn check(&self) -> Result<(), SettingsError> {
        let name = &self.name;
        if self.levels.iter().filter(|l| !l.neutral).count() < 2 || self.levels.len() > 250 {
            let text = format!("comparison `{name}` needs 2 to 250 levels that are not neutral");
            return Err(SettingsError::Value(text));
        }
        for level in &self.levels {
            level.condition()?;
            for p in [level.m, level.u, level.h].into_iter().flatten() {
                if !(0.0..=1.0).contains(&p) {
                    let text = format!("comparison `{name}`: probability {p} is not in [0, 1]");
                    return Err(SettingsError::Value(text));
                }
            }
        }
        Ok(())
    }
}

impl Level {
    /// The level's condition; `None` for `else`.
    ///
    /// # Errors
    /// [`ParseError`] when it is not understood.
    pub fn condition(&self) -> Result<Option<Expression>, ParseError> {
        if self.when.trim().eq_ignore_ascii_case("else") {
            return Ok(None);
        }
        parse(&self.when).map(Some)
    }
}

/// A rule as a condition on a pair. `first_name, substr(surname, 1, 3)` is short for equality of each
/// expression on both sides.
///
/// # Errors
/// [`ParseError`] when it is not understood.
pub fn rule_expression(rule: &str) -> Result<Expression, ParseError> {
    use crate::expression::{Comparator, Side};
    let parts: Result<Vec<Expression>, ParseError> =
        split_outside_brackets(rule).into_iter().map(parse).collect();
    let mut conditions: Vec<Expression> = parts?
        .into_iter()
        .map(|part| {
            let is_short = part.columns().iter().all(|(side, _)| *side == Side::Own);
            if !is_short {
                return part;
            }
            let (left, right) = (part.on(Side::Left), part.on(Side::Right));
            Expression::Compare(Comparator::Equal, Box::new(left), Box::new(right))
        })
        .collect();
    Ok(if conditions.len() == 1 { conditions.remove(0) } else { Expression::All(conditions) })
}

fn split_outside_brackets(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start, mut quoted) = (Vec::new(), 0_i32, 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn is_false(b: &bool) -> bool {
    !*b
}

fn one() -> f64 {
    1.0
}

fn default_link() -> LinkKind {
    LinkKind::LinkAndDeduplicate
}

fn default_id() -> String {
    "unique_id".to_owned()
}

fn default_recall() -> f64 {
    0.7
}

#[cfg(test)]
mod tests;
