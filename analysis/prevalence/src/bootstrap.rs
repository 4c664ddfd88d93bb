//! Bootstrap and grouped jackknife, with model selection inside every replicate.
//!
//! # Definition
//! *Multinomial*: `n` persons are drawn again from the observed histories (the bootstrap of Chan,
//! Silverman & Vincent 2021, section 3.3; n stays fixed). *Parametric*: `N` persons are drawn from
//! the fitted probabilities of all histories, the unseen among them, so that n varies too (Norris &
//! Pollock 1996, Environmental and Ecological Statistics 3).
//!
//! A replicate without an estimate counts as unbounded (`+∞`), because that is what the table
//! says: dropping it would make the upper limit too low. The number of such replicates is part of
//! the result.
//!
//! Cost: one draw per observed history and one selection per replicate; memory is 8 bytes each.

use rayon::prelude::*;

use crate::Refusal;
use crate::cells::Cells;
use crate::estimator::Estimator;
use crate::loglinear::Fit;
use crate::random::Stream;

/// From what replicates are drawn.
#[derive(Clone, Debug)]
pub struct Resampling {
    /// Histories with their probabilities, most frequent first; 0 is the unseen.
    histories: Vec<(usize, f64)>,
    persons: f64,
    lists: usize,
}

impl Resampling {
    /// Draws the seen persons again: `n` is fixed.
    #[must_use]
    pub fn multinomial(cells: &Cells) -> Self {
        let observed = cells.observed().map(|history| history as usize);
        let share = |history: usize| (history, cells.counts()[history] / cells.persons());
        Self::new(observed.map(share).collect(), cells.persons(), cells.lists())
    }

    /// Draws the whole estimated population from the fitted model: `n` varies.
    #[must_use]
    pub fn parametric(fit: &Fit) -> Self {
        let lists = fit.model.lists();
        let kept = (0..1_u32 << lists)
            .filter(|history| fit.minus_infinity.iter().all(|term| history & term != *term));
        let mean = |history: u32| {
            let inside = fit.coefficients.iter().filter(|(term, _)| history & term == *term);
            inside.map(|(_, beta)| beta).sum::<f64>().exp()
        };
        let shares = kept.map(|history| (history as usize, mean(history) / fit.population));
        Self::new(shares.collect(), fit.population.round(), lists)
    }

    fn new(mut histories: Vec<(usize, f64)>, persons: f64, lists: usize) -> Self {
        // Frequent histories first: few persons are left for the many rare ones.
        histories.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Self { histories, persons, lists }
    }

    /// Draws one replicate into `cells`.
    pub(crate) fn draw(&self, stream: &mut Stream, cells: &mut Cells) {
        let (mut left, mut mass) = (self.persons, 1.0);
        cells.refill(self.histories.iter().filter_map(|&(history, share)| {
            if left <= 0.0 {
                return None;
            }
            let count = stream.binomial(left, share / mass);
            left -= count;
            mass -= share;
            (history != 0).then_some((history, count))
        }));
    }
}

/// Estimates of replicates; `+∞` where a replicate has none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replicates {
    /// One estimate per replicate, in their order.
    pub populations: Vec<f64>,
}

impl Replicates {
    /// The replicates with numbers `range`, in parallel.
    ///
    /// Replicate `i` depends on `seed` and `i` alone.
    pub fn run<E: Estimator>(
        estimator: &E,
        resampling: &Resampling,
        seed: u64,
        range: std::ops::Range<u64>,
    ) -> Self {
        let numbers: Vec<u64> = range.collect();
        let populations = numbers
            .par_chunks(64)
            .flat_map_iter(|chunk| {
                let mut scratch = E::Scratch::default();
                let mut cells = Cells::empty(resampling.lists);
                let estimates = chunk.iter().map(|&number| {
                    resampling.draw(&mut Stream::new(seed, number), &mut cells);
                    population(estimator, &cells, &mut scratch)
                });
                estimates.collect::<Vec<_>>()
            })
            .collect();
        Self { populations }
    }

    /// The estimates on tables that another program has drawn.
    pub fn of_tables<E: Estimator>(estimator: &E, tables: &[Cells]) -> Self {
        let populations = tables
            .par_iter()
            .map_init(E::Scratch::default, |scratch, cells| population(estimator, cells, scratch))
            .collect();
        Self { populations }
    }

    /// How many replicates have no estimate.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.populations.iter().filter(|population| !population.is_finite()).count()
    }

    /// The estimates in rising order, those without one last.
    #[must_use]
    pub fn sorted(&self) -> Vec<f64> {
        let mut sorted = self.populations.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted
    }
}

fn population<E: Estimator>(estimator: &E, cells: &Cells, scratch: &mut E::Scratch) -> f64 {
    // A refusal is not an error here but the sample's answer: no bound on the unseen.
    estimator.population(cells, scratch).map_or(f64::INFINITY, |outcome| outcome.population)
}

/// The acceleration of the BCa interval, from the grouped jackknife.
///
/// # Definition
/// For every observed history `j` with `n_j` persons one of them is left out and everything is
/// done again: `θ_(j)`. With `θ̄ = Σ n_j θ_(j) / n` and `r_j = θ̄ - θ_(j)`,
/// `a = Σ n_j r_j³ / (6 (Σ n_j r_j²)^{3/2})`.
///
/// # Errors
/// [`Deletions`] names the histories whose deletion leaves no estimate: then there is no
/// acceleration, and no BCa interval.
pub fn acceleration<E: Estimator>(estimator: &E, cells: &Cells) -> Result<f64, Deletions> {
    let observed: Vec<u32> = cells.observed().collect();
    let deleted: Vec<(f64, Result<f64, Refusal>)> = observed
        .par_iter()
        .map_init(E::Scratch::default, |scratch, &left_out| {
            let mut fewer = Cells::empty(cells.lists());
            fewer.refill(observed.iter().map(|&history| {
                let count = cells.counts()[history as usize];
                (history as usize, if history == left_out { count - 1.0 } else { count })
            }));
            let outcome = estimator.population(&fewer, scratch);
            (cells.counts()[left_out as usize], outcome.map(|outcome| outcome.population))
        })
        .collect();
    let failed = observed.iter().zip(&deleted).filter(|(_, (_, estimate))| estimate.is_err());
    let failed: Vec<u32> = failed.map(|(&history, _)| history).collect();
    if !failed.is_empty() {
        return Err(Deletions { histories: failed, lists: cells.lists() });
    }
    let weighted: Vec<(f64, f64)> = deleted
        .into_iter()
        .filter_map(|(weight, estimate)| Some((weight, estimate.ok()?)))
        .collect();
    Ok(skewness(&weighted, cells.persons()))
}

fn skewness(deleted: &[(f64, f64)], persons: f64) -> f64 {
    let mean = deleted.iter().map(|(weight, value)| weight * value).sum::<f64>() / persons;
    let moment = |power: i32| -> f64 {
        deleted.iter().map(|(weight, value)| weight * (mean - value).powi(power)).sum()
    };
    let spread = moment(2);
    if spread > 0.0 { moment(3) / (6.0 * spread.powf(1.5)) } else { 0.0 }
}

/// Leaving one person out of these histories leaves no estimate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("without one person of {} there is no estimate, so BCa has no acceleration", self.named())]
pub struct Deletions {
    /// The histories.
    pub histories: Vec<u32>,
    lists: usize,
}

impl Deletions {
    fn named(&self) -> String {
        let digits = self.histories.iter().map(|&bits| record::History(bits).digits(self.lists));
        format!("history {}", digits.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests;
