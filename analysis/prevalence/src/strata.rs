//! Strata of a population, each estimated alone and with partial pooling.
//!
//! # Definition
//! In stratum `s` let `θ_s = ln(unseen_s / seen_s)` with the fit's standard error `σ_s`. The `θ_s`
//! are taken as normal around a common mean with variance `τ²`, estimated by DerSimonian & Laird
//! (1986, Controlled Clinical Trials 7); the pooled value of a stratum is
//! `(θ_s/σ_s² + θ̄/τ²) / (1/σ_s² + 1/τ²)`, and its population `seen_s (1 + exp θ_s)`. With the weight
//! `b = τ² / (τ² + σ_s²)` of its own value, the pooled value has variance
//! `b σ_s² + (1 - b)² Var θ̄` (Morris 1983, JASA 78), from which its limits are taken.
//!
//! # Assumptions
//! Each stratum's chosen model and `τ²` are held as known, so limits are too narrow with few
//! strata. Strata resemble each other in how many of their people are seen. A stratum without an estimate of
//! its own gets none by borrowing: it is named as such.

use record::OverlapTable;
use serde::Serialize;

use crate::assessment::Diagnostic;
use crate::cells::Cells;
use crate::special::normal_quantile;
use crate::stepwise::Stepwise;

/// A stratum's estimates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stratum {
    /// The stratum's name.
    pub name: String,
    /// Persons seen.
    pub identified: u64,
    /// The estimate from the stratum alone.
    pub alone: Option<f64>,
    /// Limits from the stratum alone, holding its model as known.
    pub alone_limits: Option<(f64, f64)>,
    /// The estimate that borrows from the other strata.
    pub pooled: Option<f64>,
    /// Its limits.
    pub pooled_limits: Option<(f64, f64)>,
}

/// Estimates every stratum, with limits at `level`.
///
/// ```
/// use prevalence::{published, strata};
/// let tables = [("four lists".to_owned(), published::uk_4()), ("five".to_owned(), published::uk_5())];
/// let strata = strata::pool(&tables, 0.95);
/// assert!(strata.iter().all(|stratum| stratum.pooled.is_some()));
/// ```
#[must_use]
pub fn pool(tables: &[(String, OverlapTable)], level: f64) -> Vec<Stratum> {
    let fits: Vec<Option<(f64, f64)>> = tables.iter().map(|(_, table)| log_odds(table)).collect();
    let known: Vec<(f64, f64)> = fits.iter().flatten().copied().collect();
    let Common { mean, variance: of_mean, between } = Common::of(&known);
    let z = normal_quantile(0.5 + level / 2.0);
    tables
        .iter()
        .zip(&fits)
        .map(|((name, table), fit)| {
            let population = |theta: f64| table.persons() as f64 * (1.0 + theta.exp());
            let limits = |(theta, variance): (f64, f64)| {
                let reach = z * variance.sqrt();
                (population(theta - reach), population(theta + reach))
            };
            let shrunk = fit.map(|(theta, variance)| {
                // Without variance between strata they are one, and share the mean.
                let own = between / (between + variance);
                let spread = own * variance + (1.0 - own).powi(2) * of_mean;
                (own * theta + (1.0 - own) * mean, spread)
            });
            Stratum {
                name: name.clone(),
                identified: table.persons(),
                alone: fit.map(|(theta, _)| population(theta)),
                alone_limits: fit.map(limits),
                pooled: shrunk.map(|(theta, _)| population(theta)),
                pooled_limits: shrunk.map(limits),
            }
        })
        .collect()
}

/// `θ_s` and its variance.
fn log_odds(table: &OverlapTable) -> Option<(f64, f64)> {
    if table.lists().len() < 2 {
        return None;
    }
    let fit = Stepwise::default().fit(&Cells::new(table)).ok()?;
    let odds = (fit.population - fit.identified) / fit.identified;
    Some((odds.ln(), fit.standard_error.powi(2)))
}

/// What the strata have in common.
struct Common {
    mean: f64,
    /// The variance of the mean.
    variance: f64,
    /// The variance between strata.
    between: f64,
}

impl Common {
    fn of(known: &[(f64, f64)]) -> Self {
        let weighted = |extra: f64| {
            let weights: Vec<f64> =
                known.iter().map(|(_, variance)| 1.0 / (variance + extra)).collect();
            let total: f64 = weights.iter().sum();
            let sum: f64 = known.iter().zip(&weights).map(|((theta, _), w)| w * theta).sum();
            (weights, total, sum / total)
        };
        let (weights, total, mean) = weighted(0.0);
        let spread: f64 =
            known.iter().zip(&weights).map(|((theta, _), w)| w * (theta - mean).powi(2)).sum();
        let squares: f64 = weights.iter().map(|w| w * w).sum();
        let between = (spread - (known.len() as f64 - 1.0)) / (total - squares / total);
        let between = if between.is_finite() { between.max(0.0) } else { 0.0 };
        let (_, total, mean) = weighted(between);
        Self { mean, variance: 1.0 / total, between }
    }
}

/// The strata as findings beside an answer.
#[must_use]
pub fn tell(tables: &[(String, OverlapTable)], level: f64) -> Vec<Diagnostic> {
    let number = |population: Option<f64>, limits: Option<(f64, f64)>| match (population, limits) {
        (Some(population), Some((low, high))) => format!("{population:.0} ({low:.0} to {high:.0})"),
        _ => "no estimate".to_owned(),
    };
    let tell = |stratum: Stratum| {
        let finding = format!(
            "{}: {} seen, {} alone, {} with partial pooling",
            stratum.name,
            stratum.identified,
            number(stratum.alone, stratum.alone_limits),
            number(stratum.pooled, stratum.pooled_limits)
        );
        Diagnostic::new("strata", finding).with_population(stratum.pooled)
    };
    pool(tables, level).into_iter().map(tell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published;

    #[test]
    fn pooling_moves_strata_towards_each_other_and_never_past() {
        let tables = [
            ("a".to_owned(), published::uk_4()),
            ("b".to_owned(), published::netherlands_5()),
            ("c".to_owned(), published::artificial_3()),
        ];
        let strata = pool(&tables, 0.95);
        let share = |population: f64, stratum: &Stratum| population / stratum.identified as f64;
        let alone: Vec<f64> =
            strata.iter().map(|stratum| share(stratum.alone.unwrap(), stratum)).collect();
        let (low, high) = (
            alone.iter().copied().fold(f64::MAX, f64::min),
            alone.iter().copied().fold(0.0, f64::max),
        );
        for stratum in &strata {
            let pooled = share(stratum.pooled.unwrap(), stratum);
            assert!(low <= pooled && pooled <= high, "{stratum:?}");
        }
    }

    #[test]
    fn borrowing_narrows_limits_and_keeps_the_estimate_within() {
        let table = published::uk_4;
        let tables = [("a".to_owned(), table()), ("b".to_owned(), table())];
        for stratum in pool(&tables, 0.95) {
            let width = |limits: Option<(f64, f64)>| {
                let (low, high) = limits.unwrap();
                ((high - 2428.0) / (low - 2428.0)).ln()
            };
            // Two equal strata: the common mean has half the variance of each.
            let ratio = width(stratum.pooled_limits) / width(stratum.alone_limits);
            assert!((ratio - 0.5_f64.sqrt()).abs() < 1e-9, "{ratio}");
        }
    }

    #[test]
    fn equal_strata_keep_their_estimates() {
        let tables = [("a".to_owned(), published::uk_4()), ("b".to_owned(), published::uk_4())];
        for stratum in pool(&tables, 0.95) {
            assert!((stratum.pooled.unwrap() / stratum.alone.unwrap() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_stratum_without_overlap_borrows_nothing() {
        let counts = [1, 2, 4].map(|bits| (record::History(bits), 9));
        let lists = ["A", "B", "C"].map(str::to_owned).to_vec();
        let apart = OverlapTable::new(lists, counts).unwrap();
        let strata = pool(&[("a".to_owned(), published::uk_4()), ("b".to_owned(), apart)], 0.95);
        assert_eq!((strata[1].alone, strata[1].pooled), (None, None));
    }
}
