//! Stepwise selection of pairs of lists by Poisson p-values.
//!
//! # Definition
//! Start from the model without interactions. For every pair not in the model let `n*` be the
//! persons on both lists and `λ*` their fitted mean over the kept histories; its p-value is the
//! smaller Poisson tail, `min(P(X ≤ n*), P(X ≥ n*))`. A pair whose model has no estimate gets 1.
//! Add the pair with the least p-value, ties to the first in the order 12, 13, …, 23, …; stop
//! when it is not below the threshold. Nothing is removed again.
//! (Chan, Silverman & Vincent 2021, JASA 116, section 3.2; threshold 0.02.)
//!
//! Unlike its predecessors the starting model is checked too: a sample without any overlap is
//! refused, not answered with 10^13.

use crate::Refusal;
use crate::cells::Cells;
use crate::estimator::{Estimator, Outcome};
use crate::existence::{OfPattern, Verdicts, split_terms};
use crate::loglinear::Fit;
use crate::model::Model;
use crate::newton::{Newton, Problem};
use crate::special::ln_poisson_tail;

/// The estimator with stepwise selection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stepwise {
    /// A pair is added while its p-value is below this.
    pub threshold: f64,
}

impl Default for Stepwise {
    fn default() -> Self {
        Self { threshold: 0.02 }
    }
}

/// Working memory of one thread.
#[derive(Default)]
pub struct Scratch {
    newton: Newton,
    verdicts: Verdicts,
    terms: Vec<u32>,
    finite: Vec<u32>,
    infinite: Vec<u32>,
    trial: Vec<u32>,
}

impl Stepwise {
    /// Selects and fits the model.
    ///
    /// # Errors
    /// [`Refusal::Existence`] if not even the model without interactions has an estimate.
    pub fn fit(&self, cells: &Cells) -> Result<Fit, Refusal> {
        let mut scratch = Scratch::default();
        self.select(cells, &mut scratch)?;
        let Scratch { mut newton, terms, finite, infinite, .. } = scratch;
        Ok(Fit::describe(
            cells,
            Model::of_terms(cells.lists(), terms),
            &finite,
            infinite,
            &mut newton,
        )?)
    }

    /// Leaves the selected model in `scratch.terms` and its fit in `scratch.newton`.
    fn select(&self, cells: &Cells, scratch: &mut Scratch) -> Result<(), Refusal> {
        let lists = cells.lists();
        let Scratch { newton, verdicts, terms, finite, infinite, trial } = scratch;
        let verdicts = verdicts.of(lists, cells.pattern());
        terms.clear();
        terms.extend((0..lists).map(|list| 1 << list));
        let verdict = verdicts.decide(lists, terms);
        if !verdict.is_estimable() {
            let model = Model::independence(lists).to_string();
            return Err(Refusal::Existence { model, verdict });
        }
        (*finite, *infinite) = split_terms(cells.margins(), terms);
        newton.fit(Problem::new(cells, finite, infinite))?;
        while let Some(pair) = self.best_pair(cells, newton, verdicts, terms, trial) {
            insert(terms, pair);
            if cells.margins()[pair as usize] > 0.0 {
                finite.push(pair);
            } else {
                infinite.push(pair);
            }
            let start = std::mem::take(&mut newton.beta);
            let start = start.into_iter().chain([0.0]).take(finite.len());
            newton.fit_from(Problem::new(cells, finite, infinite), start)?;
        }
        Ok(())
    }

    /// The pair to add next, if any is significant.
    fn best_pair(
        &self,
        cells: &Cells,
        newton: &Newton,
        verdicts: &mut OfPattern,
        terms: &[u32],
        trial: &mut Vec<u32>,
    ) -> Option<u32> {
        let (mut best, mut least) = (None, self.threshold.ln());
        for (a, b) in record::overlap::pairs(cells.lists()) {
            let pair = 1_u32 << a | 1 << b;
            if terms.contains(&pair) {
                continue;
            }
            let (shared, mean) = (cells.margins()[pair as usize], newton.sums[pair as usize]);
            let ln_p = ln_poisson_tail(shared, mean, least);
            if ln_p >= least {
                continue;
            }
            // Asked last: it is the dearest question, and most pairs are not significant.
            trial.clear();
            trial.extend_from_slice(terms);
            insert(trial, pair);
            if verdicts.decide(cells.lists(), trial).is_estimable() {
                (best, least) = (Some(pair), ln_p);
            }
        }
        best
    }
}

/// Keeps terms in the order of [`Model::terms`], so that a set of terms has one key.
fn insert(terms: &mut Vec<u32>, term: u32) {
    let key = |term: u32| (term.count_ones(), !term.reverse_bits());
    let place = terms.partition_point(|&t| key(t) < key(term));
    terms.insert(place, term);
}

impl Estimator for Stepwise {
    type Scratch = Scratch;

    fn name(&self) -> &'static str {
        "stepwise"
    }

    fn population(&self, cells: &Cells, scratch: &mut Scratch) -> Result<Outcome, Refusal> {
        self.select(cells, scratch)?;
        Ok(Outcome { population: cells.persons() + scratch.newton.beta[0].exp() })
    }
}

#[cfg(test)]
mod tests;
