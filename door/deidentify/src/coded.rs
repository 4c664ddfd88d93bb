//! One case as codes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use case::htcds::{Field, Record, Section, Value};
use chrono::{Datelike, NaiveDate};
use record::coded::AgeBand;

use crate::rare::Quasi;
use crate::rules::{Rules, UNKNOWN};

/// The coded facts of one potential victim in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodedCase {
    quasi: Quasi,
    /// One cell for each kept field of the rules.
    kept: Vec<String>,
}

impl CodedCase {
    /// Takes the codes out of a case, a person and their part as a potential victim.
    ///
    /// The month is that of the incoming referral, the age that on its day; where it is unknown, the age
    /// when trafficked. Everything that the rules do not let through stays behind.
    #[must_use]
    pub fn of(rules: &Rules, case: &Record, person: &Record, victim: &Record) -> Self {
        let day = match case.value(Field::CasIncomingReferralDate) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        };
        let born = match person.value(Field::PrsBirthdate) {
            Some(Value::Date(born)) => Some(*born),
            _ => None,
        };
        let told = match victim.value(Field::VicAgeWhenTrafficked) {
            Some(Value::Number(age)) => Some(*age),
            _ => None,
        };
        let age = born.zip(day).and_then(|(born, day)| age(born, day)).or(told);
        let place = match person.value(Field::PrsMailingCity) {
            Some(Value::Text(place)) => rules.county(place),
            _ => UNKNOWN,
        };
        let gender = cell(rules, Field::PrsGender, person);
        let quasi = Quasi {
            month: day.map(|day| (day.year(), Some(day.month()))),
            county: place.to_owned(),
            age_band: band(age),
            gender: if gender == UNKNOWN { "NonSpecifiedUnknown".to_owned() } else { gender },
        };
        let kept = rules.keep().iter().map(|&field| {
            let from = match field.section() {
                Section::Person => person,
                Section::Case => case,
                _ => victim,
            };
            cell(rules, field, from)
        });
        Self { quasi, kept: kept.collect() }
    }

    /// What could tell who it is together with what somebody knows.
    #[must_use]
    pub fn quasi(&self) -> &Quasi {
        &self.quasi
    }

    /// The other codes, one cell for each kept field of the rules.
    #[must_use]
    pub fn kept(&self) -> &[String] {
        &self.kept
    }

    /// The same with a coarser combination.
    #[must_use]
    pub fn coarser(self, quasi: Quasi) -> Self {
        Self { quasi, ..self }
    }

    /// The cells in the order of [`Rules::columns`].
    pub fn cells(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.quasi.cells().into_iter().chain(self.kept.iter().map(|cell| cell.as_str().into()))
    }
}

/// The codes of one field, merged by the rules and sorted.
fn cell(rules: &Rules, field: Field, from: &Record) -> String {
    match from.value(field) {
        Some(Value::Codes(codes)) if !codes.is_empty() => {
            if let (Some(code), 1) = (codes.first(), codes.len()) {
                return rules.code(field, code).to_owned();
            }
            let codes: BTreeSet<&str> = codes.iter().map(|code| rules.code(field, code)).collect();
            codes.into_iter().collect::<Vec<_>>().join(";")
        }
        _ => UNKNOWN.to_owned(),
    }
}

/// Whole years from one day to another; none if it is no age of anybody.
fn age(born: NaiveDate, day: NaiveDate) -> Option<u32> {
    day.years_since(born).filter(|age| *age < 120)
}

fn band(age: Option<u32>) -> AgeBand {
    match age {
        None => AgeBand::Unknown,
        Some(0..=11) => AgeBand::UpTo11,
        Some(12..=14) => AgeBand::From12To14,
        Some(15..=17) => AgeBand::From15To17,
        Some(18..=24) => AgeBand::From18To24,
        Some(_) => AgeBand::From25,
    }
}

#[cfg(test)]
mod tests;
