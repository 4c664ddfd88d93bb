//! Tables of measures that have units in common, protected as one set.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use release::cells::Cells;
use release::dataset::Dataset;
use release::publication::PublishedTable;
use release::suppression::{Suppression, sensitive_counts};
use release::variable::{Variable, VariableRefused, VariableText};
use release::workload::{TableSpec, Workload};

use super::{Figures, NoFigures, shares};
use crate::definition::Definition;
use crate::period::Period;

/// One unit, as it is tabulated.
pub(super) struct Counted {
    pub outcome: &'static str,
    /// The day by which it belongs to the period.
    pub day: NaiveDate,
    /// Its code in each group.
    pub of: Vec<String>,
}

/// The units of one measure.
pub(super) struct Sorted {
    pub code: &'static str,
    pub definition: Definition,
    /// Whether units are independent enough for limits to say anything.
    pub has_limits: bool,
    pub units: Vec<Counted>,
}

/// By what figures are told: names with every code, and which of them together.
pub(super) struct Groups {
    named: Vec<(&'static str, Vec<String>)>,
    tables: Vec<Vec<usize>>,
}

impl Groups {
    pub(super) fn each_alone(named: Vec<(&'static str, Vec<String>)>) -> Self {
        let tables = (0..named.len()).map(|group| vec![group]).collect();
        Self { named, tables }
    }

    pub(super) fn and_together(mut self, groups: &[usize]) -> Self {
        self.tables.push(groups.to_vec());
        self
    }

    /// A part of the period is one group more: its counts add up to those of the whole period, so what is
    /// withheld in one is not given away by the other.
    fn and_parts_of(mut self, period: &Period) -> Self {
        if let Some(grain) = period.grain() {
            self.tables.push(vec![self.named.len()]);
            self.named.push((grain.name(), period.parts()));
        }
        self
    }
}

/// The figures of each measure, in the order given.
pub(super) fn figures(
    groups: Groups,
    mut sorted: Vec<Sorted>,
    period: &Period,
    threshold: u64,
) -> Result<Vec<Figures>, NoFigures> {
    let groups = groups.and_parts_of(period);
    for unit in sorted.iter_mut().flat_map(|measure| &mut measure.units) {
        unit.of.extend(period.part(unit.day));
    }
    let order: Vec<&str> = sorted.iter().map(|measure| measure.code).collect();
    let mut figures = Vec::new();
    for together in of_the_same_units(&sorted) {
        figures.extend(protected(&together, &groups, threshold)?);
    }
    figures.sort_by_key(|figures| order.iter().position(|&code| code == figures.measure));
    Ok(figures)
}

fn of_the_same_units(sorted: &[Sorted]) -> Vec<Vec<&Sorted>> {
    let units = |measure: &Sorted| (measure.definition.unit, measure.definition.of_the_period);
    let mut sets: Vec<Vec<&Sorted>> = Vec::new();
    for measure in sorted {
        match sets.iter_mut().find(|set| units(set[0]) == units(measure)) {
            Some(set) => set.push(measure),
            None => sets.push(vec![measure]),
        }
    }
    sets
}

fn protected(
    together: &[&Sorted],
    groups: &Groups,
    threshold: u64,
) -> Result<Vec<Figures>, NoFigures> {
    let workload = workload(together, groups, threshold)?;
    let cells = Cells::new(&workload.variables, &workload.tables);
    let data = dataset(&workload, together);
    let counts = cells.tabulate(&workload.variables, &data, |_| 1.0);
    let small = sensitive_counts(&counts, threshold);
    let suppression = Suppression::new(&cells, &counts, &small)?;
    suppression.verify(&cells, &counts)?;
    let published = suppression.publish(&counts);
    let table = |(at, spec): (usize, &TableSpec)| {
        PublishedTable::of_cells(&workload, spec, &cells, at, &published)
    };
    let tables: Vec<_> = workload.tables.iter().enumerate().map(table).collect();
    let figures = together.iter().zip(tables.chunks_exact(1 + groups.tables.len()));
    let figures = figures.map(|(&&Sorted { code, definition, has_limits, .. }, tables)| {
        let shares = shares(&definition, has_limits, tables);
        Figures { measure: code, definition, threshold, tables: tables.to_vec(), shares }
    });
    Ok(figures.collect())
}

/// The tables of each measure: outcomes alone, and by each of the groups.
fn workload(
    together: &[&Sorted],
    groups: &Groups,
    threshold: u64,
) -> Result<Workload, VariableRefused> {
    let outcomes = together.iter().map(|measure| {
        let outcomes = measure.definition.outcomes.iter().map(|&code| code.to_owned());
        (measure.code, outcomes.collect())
    });
    let variables = outcomes.chain(groups.named.iter().cloned()).map(|(name, codes)| {
        Variable::new(&VariableText { name: name.to_owned(), codes, groups: Vec::new() })
    });
    let tables = together.iter().enumerate().flat_map(|(at, measure)| {
        let by_group = groups.tables.iter().map(move |by| {
            let names: Vec<_> = by.iter().map(|&group| groups.named[group].0).collect();
            let variables = by.iter().map(|group| together.len() + group);
            (names.join(" and "), std::iter::once(at).chain(variables).collect())
        });
        std::iter::once(("all".to_owned(), vec![at])).chain(by_group).map(|(by, variables)| {
            let name = format!("{} by {by}", measure.code);
            TableSpec { name, by: variables, sum: None, importance: None }
        })
    });
    let Definition { unit, of_the_period, .. } = together[0].definition;
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

/// One column of outcomes for each measure, then those of the groups, which all measures share.
fn dataset(workload: &Workload, together: &[&Sorted]) -> Dataset {
    let (outcomes, groups) = workload.variables.split_at(together.len());
    let number = |variable: &Variable, code: &str| variable.number(code).unwrap_or_default() as u8;
    let outcomes = outcomes.iter().zip(together).map(|(variable, measure)| {
        measure.units.iter().map(|unit| number(variable, unit.outcome)).collect()
    });
    let groups = groups.iter().enumerate().map(|(group, variable)| {
        together[0].units.iter().map(|unit| number(variable, &unit.of[group])).collect()
    });
    Dataset::of_codes(outcomes.chain(groups).collect())
}

#[cfg(test)]
mod tests {
    use release::suppression::audit;

    use super::*;
    use crate::Measure;
    use crate::period::Grain;

    /// Two measures of the same people, with small months in each.
    fn sorted(period: &Period) -> Vec<Sorted> {
        let unit = |at: usize, outcomes: &[&'static str], every: usize| {
            let day = NaiveDate::from_ymd_opt(2026, 1 + at as u32 % 6, 7).unwrap();
            let outcome = outcomes[usize::from(at.is_multiple_of(every))];
            let mut of = vec![["north", "lake", "east"][(at / 7) % 3].to_owned()];
            of.extend(period.part(day));
            Counted { outcome, day, of }
        };
        let measure = |measure: Measure, every: usize| {
            let definition = measure.definition();
            let units = (0..150).map(|at| unit(at, definition.outcomes, every));
            let units = units.collect();
            Sorted { code: measure.code(), definition, has_limits: true, units }
        };
        vec![measure(Measure::VictimsArrested, 5), measure(Measure::Returned, 7)]
    }

    #[test]
    fn no_month_and_no_group_gives_away_what_another_withholds() {
        let year = Period::new("2026-01-01", "2026-07-01").unwrap().told_by(Grain::Month).unwrap();
        let counties = ["east", "lake", "north"].map(str::to_owned).to_vec();
        let groups = Groups::each_alone(vec![("county", counties)]).and_parts_of(&year);
        let sorted = sorted(&year);
        let together: Vec<&Sorted> = sorted.iter().collect();
        let workload = workload(&together, &groups, 11).unwrap();
        let cells = Cells::new(&workload.variables, &workload.tables);
        let data = dataset(&workload, &together);
        let counts = cells.tabulate(&workload.variables, &data, |_| 1.0);
        let small = sensitive_counts(&counts, 11);
        assert!(small.len() > 5);
        let suppression = Suppression::new(&cells, &counts, &small).unwrap();
        audit(&cells, &suppression.publish(&counts), &counts, &small).unwrap();
        // Small cells alone are not enough: the whole period would give them away.
        let alone: Vec<Option<f64>> = counts
            .iter()
            .enumerate()
            .map(|(cell, &count)| (!small.contains_key(&cell)).then_some(count))
            .collect();
        assert!(audit(&cells, &alone, &counts, &small).is_err());
    }
}
