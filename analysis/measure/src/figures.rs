//! Counts by outcome and group, shares, and what is withheld.

mod linked;

use std::collections::BTreeSet;

use record::coded::{AgeBand, Gender};
use release::publication::PublishedTable;
use release::suppression::NotProtected;
use release::variable::VariableRefused;
use serde::Serialize;

use crate::beds::{BedHour, Beds, TIMES};
use crate::course;
use crate::definition;
use crate::definition::exploiters::JusticeMeasure;
use crate::definition::{Definition, Measure};
use crate::interval::wilson;
use crate::justice::{Justice, Part};
use crate::period::Period;
use crate::proceeding;
use crate::step::Steps;

use linked::{Counted, Groups, Sorted};

/// By what figures of victims are told.
pub const GROUPS: [&str; 4] = ["agency", "county", "age_band", "gender"];

/// By what figures of exploiters are told.
pub const GROUPS_OF_EXPLOITERS: [&str; 2] = ["part", "county"];

/// By what free places are told; need and county together as well.
pub const GROUPS_OF_BEDS: [&str; 3] = ["need", "county", "time"];

/// The figures of one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Which: its code.
    pub measure: &'static str,
    /// What it is.
    pub definition: Definition,
    /// Counts below this are withheld, and others with them.
    pub threshold: u64,
    /// Counts by outcome alone, then by each group and outcome, then by the parts of the period.
    pub tables: Vec<PublishedTable>,
    /// The measure itself, of all, of each group and of each part of the period.
    pub shares: Vec<Share>,
}

/// A share with its two counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// By what; empty for all.
    pub by: String,
    /// Which group; empty for all.
    pub group: String,
    /// Units whose outcome counts; none if that is withheld.
    pub numerator: Option<u64>,
    /// Units of which something is known; none if that is withheld.
    pub denominator: Option<u64>,
    /// One by the other; none of nothing.
    pub share: Option<f64>,
    /// [Limits](wilson) of the share at 95 %; none of a measure that only counts, and none of free places.
    pub limits: Option<[f64; 2]>,
}

/// No figures can be shown.
#[derive(Debug, thiserror::Error)]
pub enum NoFigures {
    /// Too many agencies or counties.
    #[error(transparent)]
    Variable(#[from] VariableRefused),
    /// Suppression did not find a way.
    #[error(transparent)]
    NotProtected(#[from] NotProtected),
}

/// Every measure of victims. Measures of the same units have the same totals of each group: what one of them
/// withholds the others would give away, so they are protected as one set of linked tables.
///
/// # Errors
/// [`NoFigures`] where nothing can be shown.
pub fn all(steps: &Steps, period: &Period, threshold: u64) -> Result<Vec<Figures>, NoFigures> {
    let agencies = seen(steps.all().iter().map(|step| step.agency.as_str()));
    let counties = seen(steps.all().iter().map(|step| step.county.as_str()));
    let ages = AGES.map(|age| age.to_string()).to_vec();
    let genders = GENDERS.map(|gender| format!("{gender:?}")).to_vec();
    let groups = GROUPS.into_iter().zip([agencies, counties, ages, genders]).collect();
    let sorted = Measure::ALL.into_iter().map(|measure| {
        let units = course::units(measure, steps, period).into_iter().map(|unit| {
            let (age, gender) = (unit.of.age_band.to_string(), format!("{:?}", unit.of.gender));
            let of = vec![unit.of.agency.clone(), unit.of.county.clone(), age, gender];
            Counted { outcome: unit.outcome, day: unit.day, of }
        });
        let (code, definition) = (measure.code(), measure.definition());
        // A measure with one outcome only counts.
        let has_limits = definition.outcomes.len() > 1;
        Sorted { code, definition, has_limits, units: units.collect() }
    });
    linked::figures(Groups::each_alone(groups), sorted.collect(), period, threshold)
}

/// Every measure of exploiters before the law, protected in the same way and apart from those of victims,
/// with which they share no unit.
///
/// # Errors
/// [`NoFigures`] where nothing can be shown.
pub fn of_exploiters(
    justice: &Justice,
    period: &Period,
    threshold: u64,
) -> Result<Vec<Figures>, NoFigures> {
    let parts = Part::ALL.map(|part| part.code().to_owned()).to_vec();
    let counties = seen(justice.all().iter().map(|entry| entry.county.as_str()));
    let groups = GROUPS_OF_EXPLOITERS.into_iter().zip([parts, counties]).collect();
    let sorted = JusticeMeasure::ALL.into_iter().map(|measure| {
        let units = proceeding::units(measure, justice, period).into_iter().map(|unit| {
            let of = vec![unit.of.part.code().to_owned(), unit.of.county.clone()];
            Counted { outcome: unit.outcome, day: unit.of.day, of }
        });
        let (code, definition) = (measure.code(), measure.definition());
        // A measure with one outcome only counts.
        let has_limits = definition.outcomes.len() > 1;
        Sorted { code, definition, has_limits, units: units.collect() }
    });
    linked::figures(Groups::each_alone(groups), sorted.collect(), period, threshold)
}

/// The measure of free places. Hours are no people, but the same rule holds for them.
///
/// # Errors
/// [`NoFigures`] where nothing can be shown.
pub fn of_beds(beds: &Beds, period: &Period, threshold: u64) -> Result<Vec<Figures>, NoFigures> {
    let units = beds.units(period);
    // A need or county of which nothing is counted would only be a row of zeros.
    let needs = seen(units.iter().map(|unit| unit.of.need.as_str()));
    let counties = seen(units.iter().map(|unit| unit.of.county.as_str()));
    let times = TIMES.map(str::to_owned).to_vec();
    let groups = GROUPS_OF_BEDS.into_iter().zip([needs, counties, times]).collect();
    // Hours that follow each other are too much alike for limits.
    let units = units.iter().map(|unit| {
        let BedHour { need, county, .. } = unit.of;
        let of = vec![need.clone(), county.clone(), unit.of.time().to_owned()];
        Counted { outcome: unit.outcome, day: unit.of.day(), of }
    });
    let (code, definition) = (definition::beds::CODE, definition::beds::DEFINITION);
    let sorted = vec![Sorted { code, definition, has_limits: false, units: units.collect() }];
    linked::figures(Groups::each_alone(groups).and_together(&[0, 1]), sorted, period, threshold)
}

/// Codes of agencies and counties are those of the whole file, so that which of them occur in a period is no
/// news. A file without any has figures of nothing, not none.
fn seen<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut codes: BTreeSet<&str> = codes.collect();
    if codes.is_empty() {
        codes.insert("unknown");
    }
    codes.into_iter().map(str::to_owned).collect()
}

fn shares(definition: &Definition, has_limits: bool, tables: &[PublishedTable]) -> Vec<Share> {
    let outcomes = definition.outcomes.iter().copied();
    let known: Vec<&str> =
        outcomes.filter(|outcome| !definition.left_out.contains(outcome)).collect();
    let mut shares = Vec::new();
    for table in tables {
        let mut groups: Vec<&[String]> = Vec::new();
        for row in &table.cells {
            let group = &row.at[1..];
            if !groups.contains(&group) && group.iter().all(|code| code != "total") {
                groups.push(group);
            }
        }
        for group in groups {
            let count = |outcome: &&str| {
                let mut rows = table.cells.iter();
                let row = rows.find(|row| row.at[0] == **outcome && &row.at[1..] == group)?;
                row.value.map(|value| value.round() as u64)
            };
            let sum = |outcomes: &[&str]| -> Option<u64> { outcomes.iter().map(count).sum() };
            // What is withheld among the outcomes may still be told together, if the total less the rest
            // tells it anyway.
            let told = |outcomes: &[&str]| {
                let all = definition.outcomes.iter().copied();
                let rest: Vec<&str> = all.filter(|outcome| !outcomes.contains(outcome)).collect();
                sum(outcomes).or_else(|| count(&"total")?.checked_sub(sum(&rest)?))
            };
            let (numerator, denominator) = (told(definition.numerator), told(&known));
            let both = numerator.zip(denominator).filter(|&(_, below)| below > 0);
            shares.push(Share {
                by: table.by[1..].join(" and "),
                group: group.join(", "),
                numerator,
                denominator,
                share: both.map(|(above, below)| above as f64 / below as f64),
                limits: both.filter(|_| has_limits).and_then(|(above, below)| wilson(above, below)),
            });
        }
    }
    shares
}

const AGES: [AgeBand; 6] = [
    AgeBand::UpTo11,
    AgeBand::From12To14,
    AgeBand::From15To17,
    AgeBand::From18To24,
    AgeBand::From25,
    AgeBand::Unknown,
];

const GENDERS: [Gender; 6] = [
    Gender::Feminine,
    Gender::Masculine,
    Gender::TransgenderFeminine,
    Gender::TransgenderMasculine,
    Gender::NonConforming,
    Gender::NonSpecifiedUnknown,
];
