//! What a critic would ask (Whitehead et al. 2019; Jones et al. 2020; Zhang & Small 2020;
//! Binette & Steorts 2022): each list dropped, lists merged, assumptions moved.

use record::OverlapTable;
use serde::Serialize;

use super::Question;
use crate::cells::Cells;
use crate::common_dependence::CommonDependence;
use crate::estimator::Estimator;
use crate::loglinear::Fit;
use crate::model::Model;
use crate::selection::Selection;
use crate::sensitivity::{self, LinkageError, Row};

/// Estimates under changes of the table or of the assumptions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checks {
    /// The estimate without each list; the selection is repeated.
    pub without_list: Vec<WithoutList>,
    /// The estimate with two lists taken as one.
    pub merged: Vec<Row>,
    /// With one more dependence that the model leaves out.
    pub dependent_pairs: Vec<Row>,
    /// With an interaction of the highest order.
    pub highest_order: Vec<Row>,
    /// With errors of linkage undone.
    pub linkage: Vec<Row>,
    /// Pairs of lists that are negatively dependent in the model.
    pub negative_pairs: Vec<String>,
    /// Pairs of lists that are positively dependent in the model.
    pub positive_pairs: Vec<String>,
    /// Persons on two lists or more.
    pub overlapping: u64,
    /// Persons on three lists or more.
    pub on_three: u64,
    /// One dependence common to all pairs of lists: what the table cannot exclude.
    pub common_dependence: Option<CommonDependence>,
    /// The probability of so bad a fit by chance, from the deviance.
    pub fit_p_value: Option<f64>,
}

/// The estimate without one list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WithoutList {
    /// The list left out.
    pub list: String,
    /// Persons on the other lists.
    pub identified: u64,
    /// The estimate from the other lists.
    pub population: Option<f64>,
    /// Its standard error, of the logarithm, holding the model as known.
    pub spread: Option<f64>,
}

pub(super) fn check(
    table: &OverlapTable,
    cells: &Cells,
    selection: &Selection,
    fit: &Fit,
    question: &Question,
) -> Checks {
    let (positive_pairs, negative_pairs) = dependent(table, fit);
    Checks {
        without_list: without_each(table, selection),
        merged: merged(table, selection),
        dependent_pairs: [0.5, 2.0]
            .iter()
            .flat_map(|&ratio| sensitivity::dependent_pairs(cells, fit, table.lists(), ratio))
            .collect(),
        highest_order: sensitivity::highest_order(fit, &[0.5, 2.0]),
        linkage: linkage(cells, selection, question.seed),
        negative_pairs,
        positive_pairs,
        overlapping: table.by_number_of_lists()[1..].iter().sum(),
        on_three: table.by_number_of_lists().iter().skip(2).sum(),
        common_dependence: CommonDependence::new(cells, fit, question.level),
        fit_p_value: fit_p_value(cells, fit),
    }
}

/// The same way of choosing, on a table with other lists; with the spread.
fn fitted_again(selection: &Selection, table: &OverlapTable) -> Option<(f64, f64)> {
    if table.lists().len() < 2 {
        return None;
    }
    let fit = transferred(selection).fit(&Cells::new(table)).ok()?;
    Some((fit.population, fit.spread()))
}

/// The same way of choosing, on a table with other lists.
fn again(selection: &Selection, table: &OverlapTable) -> Option<f64> {
    if table.lists().len() < 2 {
        return None;
    }
    let cells = Cells::new(table);
    let selection = transferred(selection);
    let mut scratch = <Selection as Estimator>::Scratch::default();
    selection.population(&cells, &mut scratch).ok().map(|outcome| outcome.population)
}

/// The way of choosing for a table with other lists.
pub(super) fn transferred(selection: &Selection) -> Selection {
    match selection {
        // A model names lists of the whole table; elsewhere the usual selection takes its place.
        Selection::Given(_) => Selection::Stepwise(crate::Stepwise::default()),
        Selection::TopModels(_) => {
            Selection::Downhill(crate::Downhill { max_order: 3, criterion: crate::Criterion::Bic })
        }
        other => other.clone(),
    }
}

fn without_each(table: &OverlapTable, selection: &Selection) -> Vec<WithoutList> {
    let lists = table.lists().iter().enumerate();
    let row = |(number, name): (usize, &String)| {
        let rest = table.without(number).ok()?;
        let fitted = fitted_again(selection, &rest);
        Some(WithoutList {
            list: name.clone(),
            identified: rest.persons(),
            population: fitted.map(|(population, _)| population),
            spread: fitted.map(|(_, spread)| spread),
        })
    };
    lists.filter_map(row).collect()
}

fn merged(table: &OverlapTable, selection: &Selection) -> Vec<Row> {
    if table.lists().len() < 3 {
        return Vec::new();
    }
    let pairs = record::overlap::pairs(table.lists().len());
    let row = |(a, b): (usize, usize)| {
        let joined = table.merged(a, b).ok()?;
        Some(Row {
            assumption: format!("{} and {} as one list", table.lists()[a], table.lists()[b]),
            population: again(selection, &joined),
        })
    };
    pairs.filter_map(row).collect()
}

fn linkage(cells: &Cells, selection: &Selection, seed: u64) -> Vec<Row> {
    let kinds = [
        (LinkageError::Missed, "5 % of links had been missed"),
        (LinkageError::False, "5 % of links had been false"),
    ];
    let row = |(error, words): (LinkageError, &str)| Row {
        assumption: words.to_owned(),
        population: sensitivity::linkage(cells, selection, error, 0.05, seed).ok().flatten(),
    };
    kinds.map(row).into()
}

fn dependent(table: &OverlapTable, fit: &Fit) -> (Vec<String>, Vec<String>) {
    let pairs = fit.coefficients.iter().filter(|(term, _)| term.count_ones() == 2);
    let (positive, negative): (Vec<_>, Vec<_>) = pairs.partition(|(_, beta)| *beta > 0.0);
    let names = |pairs: Vec<&(u32, f64)>| -> Vec<String> {
        pairs.into_iter().map(|&(term, _)| Model::term_name(table, term)).collect()
    };
    let mut negative = names(negative);
    negative.extend(
        fit.minus_infinity
            .iter()
            .filter(|term| term.count_ones() == 2)
            .map(|&term| Model::term_name(table, term)),
    );
    (names(positive), negative)
}

/// Pearson's statistic is steadier than the deviance with many small expectations; its chi-squared
/// tail is approximated after Wilson & Hilferty (1931, PNAS 17).
fn fit_p_value(cells: &Cells, fit: &Fit) -> Option<f64> {
    let (statistic, groups) = pearson(cells, fit);
    let df = groups - fit.coefficients.len() as f64;
    if df < 1.0 {
        return None;
    }
    let cube = ((statistic / df).cbrt() - (1.0 - 2.0 / (9.0 * df))) / (2.0 / (9.0 * df)).sqrt();
    Some(crate::special::normal_cdf(-cube))
}

/// `Σ (y - μ)² / μ` and the number of its terms; histories with means below one are one term.
fn pearson(cells: &Cells, fit: &Fit) -> (f64, f64) {
    let is_kept = |history: &usize| {
        fit.minus_infinity.iter().all(|&term| history & term as usize != term as usize)
    };
    let (mut sum, mut groups, mut small) = (0.0, 0.0, (0.0, 0.0));
    for history in (1..cells.counts().len()).filter(is_kept) {
        let inside = fit.coefficients.iter().filter(|(t, _)| history & *t as usize == *t as usize);
        let mean = inside.map(|(_, beta)| beta).sum::<f64>().exp();
        let count = cells.counts()[history];
        if mean >= 1.0 {
            sum += (count - mean).powi(2) / mean;
            groups += 1.0;
        } else {
            small = (small.0 + count, small.1 + mean);
        }
    }
    if small.1 > 0.0 {
        sum += f64::powi(small.0 - small.1, 2) / f64::max(small.1, 1.0);
        groups += 1.0;
    }
    (sum, groups)
}
