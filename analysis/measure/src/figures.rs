//! Counts by outcome and group, shares, and what is withheld.

use std::collections::BTreeMap;

use record::coded::{AgeBand, Gender};
use release::cells::Cells;
use release::dataset::Dataset;
use release::publication::PublishedTable;
use release::suppression::{NotProtected, Suppression, sensitive_counts};
use release::variable::{Variable, VariableRefused, VariableText};
use release::workload::{TableSpec, Workload};
use serde::Serialize;

use crate::course::{Period, Unit, units};
use crate::definition::{Definition, Measure};
use crate::step::{Step, Steps};

/// By what figures are told.
pub const GROUPS: [&str; 4] = ["agency", "county", "age_band", "gender"];

/// The figures of one measure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Which.
    pub measure: Measure,
    /// What it is.
    pub definition: Definition,
    /// Counts below this are withheld, and others with them.
    pub threshold: u64,
    /// Counts by outcome alone, then by each group and outcome.
    pub tables: Vec<PublishedTable>,
    /// The measure itself, of all and of each group.
    pub shares: Vec<Share>,
}

/// A share with its two counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// By what; empty for all.
    pub by: &'static str,
    /// Which group; empty for all.
    pub group: String,
    /// Units whose outcome counts; none if one of the counts is withheld.
    pub numerator: Option<u64>,
    /// Units of which something is known; none if one of the counts is withheld.
    pub denominator: Option<u64>,
    /// One by the other; none of nothing.
    pub share: Option<f64>,
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

/// Measures of the same units have the same totals of each group: what one of them withholds the other
/// would give away, so they are protected as one set of linked tables.
///
/// # Errors
/// [`NoFigures`] where nothing can be shown.
pub fn all(steps: &Steps, period: &Period, threshold: u64) -> Result<Vec<Figures>, NoFigures> {
    let mut figures = Vec::new();
    for together in of_the_same_units() {
        figures.extend(protected(&together, steps, period, threshold)?);
    }
    figures.sort_by_key(|figures| figures.measure);
    Ok(figures)
}

fn of_the_same_units() -> Vec<Vec<Measure>> {
    let units = |measure: &Measure| {
        let Definition { unit, of_the_period, .. } = measure.definition();
        (unit, of_the_period)
    };
    let mut sets: Vec<Vec<Measure>> = Vec::new();
    for measure in Measure::ALL {
        match sets.iter_mut().find(|set| units(&set[0]) == units(&measure)) {
            Some(set) => set.push(measure),
            None => sets.push(vec![measure]),
        }
    }
    sets
}

fn protected(
    together: &[Measure],
    steps: &Steps,
    period: &Period,
    threshold: u64,
) -> Result<Vec<Figures>, NoFigures> {
    let workload = workload(together, steps, threshold)?;
    let cells = Cells::new(&workload.variables, &workload.tables);
    let sorted: Vec<_> = together.iter().map(|&measure| units(measure, steps, period)).collect();
    let data = dataset(&workload, &sorted);
    let counts = cells.tabulate(&workload.variables, &data, |_| 1.0);
    let small = sensitive_counts(&counts, threshold);
    let suppression = Suppression::new(&cells, &counts, &small)?;
    suppression.verify(&cells, &counts)?;
    let published = suppression.publish(&counts);
    let table = |(at, spec): (usize, &TableSpec)| {
        PublishedTable::of_cells(&workload, spec, &cells, at, &published)
    };
    let tables: Vec<_> = workload.tables.iter().enumerate().map(table).collect();
    let figures = together.iter().zip(tables.chunks_exact(1 + GROUPS.len()));
    let figures = figures.map(|(&measure, tables)| {
        let definition = measure.definition();
        let shares = shares(&definition, tables);
        Figures { measure, definition, threshold, tables: tables.to_vec(), shares }
    });
    Ok(figures.collect())
}

/// The tables of each measure: outcomes alone, and by each group. Codes of agencies and counties are those
/// of the whole file, so that which of them occur in a period is no news.
fn workload(
    together: &[Measure],
    steps: &Steps,
    threshold: u64,
) -> Result<Workload, VariableRefused> {
    let seen = |of: fn(&Step) -> &str| {
        let mut codes: Vec<&str> = steps.all().iter().map(of).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let outcomes = together.iter().map(|measure| {
        let outcomes = measure.definition().outcomes.iter().map(|&code| code.to_owned());
        (measure.code(), outcomes.collect())
    });
    let groups = [
        seen(|step| &step.agency),
        seen(|step| &step.county),
        AGES.map(|age| age.to_string()).to_vec(),
        GENDERS.map(|gender| format!("{gender:?}")).to_vec(),
    ];
    let variables = outcomes.chain(GROUPS.into_iter().zip(groups)).map(|(name, codes)| {
        Variable::new(&VariableText { name: name.to_owned(), codes, groups: Vec::new() })
    });
    let tables = together.iter().enumerate().flat_map(|(at, measure)| {
        let alone = std::iter::once(("all", vec![at]));
        let by_group = (together.len()..).zip(GROUPS).map(move |(by, name)| (name, vec![at, by]));
        alone.chain(by_group).map(|(by, variables)| TableSpec {
            name: format!("{} by {by}", measure.code()),
            by: variables,
            sum: None,
            importance: None,
        })
    });
    let Definition { unit, of_the_period, .. } = together[0].definition();
    Ok(Workload {
        dataset: "steps".to_owned(),
        period: String::new(),
        unit: unit.to_owned(),
        population: of_the_period.to_owned(),
        threshold,
        dominance: None,
        tables: tables.collect(),
        variables: variables.collect::<Result<_, _>>()?,
        dictionary: BTreeMap::new(),
    })
}

/// One column of outcomes for each measure, then those of the groups.
fn dataset(workload: &Workload, sorted: &[Vec<Unit<'_>>]) -> Dataset {
    let column = |at: usize, units: &[Unit<'_>], code: &dyn Fn(&Unit<'_>) -> String| {
        let variable: &Variable = &workload.variables[at];
        let number = |unit: &Unit<'_>| variable.number(&code(unit)).unwrap_or_default() as u8;
        units.iter().map(number).collect::<Vec<u8>>()
    };
    let outcome = |unit: &Unit<'_>| unit.outcome.to_owned();
    let outcomes = sorted.iter().enumerate().map(|(at, units)| column(at, units, &outcome));
    let of: [&dyn Fn(&Unit<'_>) -> String; 4] = [
        &|unit| unit.of.agency.clone(),
        &|unit| unit.of.county.clone(),
        &|unit| unit.of.age_band.to_string(),
        &|unit| format!("{:?}", unit.of.gender),
    ];
    let groups = (sorted.len()..).zip(of).map(|(at, code)| column(at, &sorted[0], code));
    Dataset::of_codes(outcomes.chain(groups).collect())
}

fn shares(definition: &Definition, tables: &[PublishedTable]) -> Vec<Share> {
    let mut shares = Vec::new();
    for (table, by) in tables.iter().zip(std::iter::once("").chain(GROUPS)) {
        let mut groups: Vec<&str> = Vec::new();
        for row in &table.cells {
            let group = row.at.get(1).map_or("", String::as_str);
            if !groups.contains(&group) && (group != "total" || by.is_empty()) {
                groups.push(group);
            }
        }
        for group in groups {
            let count = |outcome: &str| {
                let mut rows = table.cells.iter();
                let row = rows
                    .find(|row| row.at[0] == outcome && row.at.get(1).is_none_or(|at| at == group));
                row.and_then(|row| row.value).map(|value| value.round() as u64)
            };
            let sum = |outcomes: &[&str]| -> Option<u64> {
                outcomes.iter().map(|outcome| count(outcome)).sum()
            };
            let outcomes = definition.outcomes.iter().copied();
            let known: Vec<&str> =
                outcomes.filter(|outcome| !definition.left_out.contains(outcome)).collect();
            let (numerator, denominator) = (sum(definition.numerator), sum(&known));
            let share = numerator.zip(denominator).filter(|&(_, below)| below > 0);
            let share = share.map(|(above, below)| above as f64 / below as f64);
            shares.push(Share { by, group: group.to_owned(), numerator, denominator, share });
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
