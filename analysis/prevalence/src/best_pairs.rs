//! The best of all models of pairs, found without fitting all of them.
//!
//! # Definition
//! Over all `2^(L(L-1)/2)` sets of pairs whose model has an estimate, the one with the least
//! criterion. Branch and bound: with some pairs decided in, some out and the rest open, no model
//! can do better than the likelihood with all open pairs in, at the price of the pairs decided in,
//! because leaving a pair out never raises the likelihood. A model without an estimate gives no
//! bound of its own; its parent's is used. The answer is exactly that of the full enumeration
//! ([`crate::catalogue`]), which the tests check.
//!
//! Cost: on the six UK lists about a hundred fits instead of 32,768, so selection over all models
//! fits inside every bootstrap replicate.

use crate::Refusal;
use crate::catalogue::Ranked;
use crate::cells::Cells;
use crate::criterion::{Criterion, TIE};
use crate::estimator::{Estimator, Outcome};
use crate::existence::{OfPattern, Verdicts};
use crate::loglinear::Fit;
use crate::model::Model;
use crate::newton::{Newton, Problem};

/// The estimator that selects among all models of pairs.
#[derive(Clone, Copy, Debug, Default)]
pub struct BestPairs {
    /// By what models are compared.
    pub criterion: Criterion,
}

/// Working memory of one thread.
#[derive(Default)]
pub struct Scratch {
    newton: Newton,
    verdicts: Verdicts,
}

impl BestPairs {
    /// Selects and fits the model.
    ///
    /// # Errors
    /// [`Refusal::NoModel`] if no model of pairs has an estimate; [`Refusal::TooManyLists`] from
    /// eight lists on.
    pub fn fit(&self, cells: &Cells) -> Result<Fit, Refusal> {
        let winner = self.select(cells, &mut Scratch::default())?;
        Fit::new(cells, &winner.model(cells.lists()))
    }

    /// All models of pairs within `margin` of the best value, best first.
    ///
    /// # Errors
    /// As [`BestPairs::fit`].
    pub fn near_best(&self, cells: &Cells, margin: f64) -> Result<Vec<Ranked>, Refusal> {
        let lists = cells.lists();
        let mut scratch = Scratch::default();
        let best = self.select(cells, &mut scratch)?;
        let verdicts = scratch.verdicts.of(lists, cells.pattern());
        let mut search = Search::new(self.criterion, cells, &mut scratch.newton, verdicts);
        search.margin = margin;
        search.winner = Some(best.clone());
        search.near = Some(Vec::new());
        search.run();
        let mut near = search.near.unwrap_or_default();
        near.retain(|found| found.value <= best.value + margin);
        near.sort_by(|a, b| a.value.total_cmp(&b.value).then_with(|| a.pairs.cmp(&b.pairs)));
        near.dedup_by(|a, b| a.pairs == b.pairs);
        let rank = |found: Winner| Ranked {
            model: found.model(lists),
            population: found.population,
            value: found.value,
        };
        Ok(near.into_iter().map(rank).collect())
    }

    fn select(&self, cells: &Cells, scratch: &mut Scratch) -> Result<Winner, Refusal> {
        let lists = cells.lists();
        if lists > 7 {
            let method = "the search over all models of pairs";
            let instead = "use --method downhill";
            return Err(Refusal::TooManyLists { method, most: 7, found: lists, instead });
        }
        let verdicts = scratch.verdicts.of(lists, cells.pattern());
        let mut search = Search::new(self.criterion, cells, &mut scratch.newton, verdicts);
        search.run();
        search.winner.ok_or_else(|| Refusal::NoModel("all models of pairs".to_owned()))
    }
}

impl Estimator for BestPairs {
    type Scratch = Scratch;

    fn name(&self) -> &'static str {
        "bic"
    }

    fn population(&self, cells: &Cells, scratch: &mut Scratch) -> Result<Outcome, Refusal> {
        self.select(cells, scratch).map(|winner| Outcome { population: winner.population })
    }
}

#[derive(Clone, Debug)]
struct Winner {
    value: f64,
    population: f64,
    pairs: Vec<u32>,
}

impl Winner {
    fn model(&self, lists: usize) -> Model {
        Model::generated(lists, self.pairs.iter().copied())
    }

    fn beats(&self, other: &Self) -> bool {
        let key = |winner: &Self| {
            let mut words: Vec<u32> = winner.pairs.iter().map(|p| !p.reverse_bits()).collect();
            words.sort_unstable();
            (winner.pairs.len(), words)
        };
        self.value < other.value - TIE || self.value < other.value + TIE && key(self) < key(other)
    }
}

struct Search<'a> {
    cells: &'a Cells,
    newton: &'a mut Newton,
    verdicts: &'a mut OfPattern,
    /// All pairs, in the order in which they are decided.
    pairs: Vec<u32>,
    per_parameter: f64,
    ln_factorials: f64,
    winner: Option<Winner>,
    /// Models this far above the winner are looked at too.
    margin: f64,
    near: Option<Vec<Winner>>,
}

/// A model that was fitted: twice its negative log-likelihood and its coefficients.
#[derive(Clone)]
struct Fitted {
    deviance: f64,
    population: f64,
    coefficients: Vec<(u32, f64)>,
}

impl<'a> Search<'a> {
    fn new(
        criterion: Criterion,
        cells: &'a Cells,
        newton: &'a mut Newton,
        verdicts: &'a mut OfPattern,
    ) -> Self {
        let pairs = record::overlap::pairs(cells.lists()).map(|(a, b)| 1 << a | 1 << b).collect();
        Self {
            cells,
            newton,
            verdicts,
            pairs,
            per_parameter: criterion.per_parameter(cells.persons()),
            ln_factorials: cells.ln_factorials(),
            winner: None,
            margin: 0.0,
            near: None,
        }
    }

    fn run(&mut self) {
        let all = self.pairs.clone();
        let full = self.fit(&all, None);
        self.climb();
        let order = self.by_importance(full.as_ref());
        // Without an estimate of the largest model the bound is a perfect fit.
        let perfect = 2.0 * (self.ln_factorials - self.perfect_likelihood());
        let bound = full.as_ref().map_or(perfect, |full| full.deviance);
        self.pairs = order;
        let open = self.pairs.clone();
        self.branch(0, &open, bound, full);
    }

    fn perfect_likelihood(&self) -> f64 {
        let positive = self.cells.counts().iter().filter(|&&n| n > 0.0);
        positive.map(|&n| n * n.ln() - n).sum()
    }

    /// Greedy addition from the smallest model, for a first winner to beat.
    fn climb(&mut self) {
        let mut chosen = Vec::new();
        let mut present = self.fit(&chosen, None);
        while present.is_some() {
            self.offer(&chosen, present.as_ref());
            let fits: Vec<(u32, Fitted)> = self
                .pairs
                .clone()
                .into_iter()
                .filter(|pair| !chosen.contains(pair))
                .filter_map(|pair| {
                    let larger: Vec<u32> = chosen.iter().copied().chain([pair]).collect();
                    Some((pair, self.fit(&larger, present.as_ref())?))
                })
                .collect();
            let best = fits.into_iter().min_by(|a, b| a.1.deviance.total_cmp(&b.1.deviance));
            let Some((pair, next)) = best else { return };
            if present.is_some_and(|now| next.deviance + self.per_parameter >= now.deviance) {
                return;
            }
            chosen.push(pair);
            present = Some(next);
        }
    }

    /// Pairs whose absence costs most likelihood first: their branches are cut at once.
    fn by_importance(&mut self, full: Option<&Fitted>) -> Vec<u32> {
        let all = self.pairs.clone();
        let mut costs: Vec<(f64, u32)> = all
            .iter()
            .map(|&pair| {
                let rest: Vec<u32> = all.iter().copied().filter(|&other| other != pair).collect();
                let cost = self.fit(&rest, full).map_or(0.0, |fit| fit.deviance);
                (cost, pair)
            })
            .collect();
        costs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        costs.into_iter().map(|(_, pair)| pair).collect()
    }

    /// Decides pair number `next`; `upper` are the pairs in or open, `bound` a lower bound on twice
    /// the negative log-likelihood of every model within them.
    fn branch(&mut self, next: usize, upper: &[u32], bound: f64, fitted: Option<Fitted>) {
        let decided = next - (self.pairs.len() - upper.len());
        let parameters = (self.cells.lists() + 1 + decided) as f64;
        let least = bound + self.per_parameter * parameters;
        if self.winner.as_ref().is_some_and(|winner| least > winner.value + self.margin + TIE) {
            return;
        }
        let Some(&pair) = self.pairs.get(next) else {
            self.offer(upper, fitted.as_ref());
            return;
        };
        let without: Vec<u32> = upper.iter().copied().filter(|&other| other != pair).collect();
        let smaller = self.fit(&without, fitted.as_ref());
        let smaller_bound = smaller.as_ref().map_or(bound, |fit| fit.deviance.max(bound));
        self.branch(next + 1, &without, smaller_bound, smaller);
        self.branch(next + 1, upper, bound, fitted);
    }

    fn offer(&mut self, pairs: &[u32], fitted: Option<&Fitted>) {
        let Some(fitted) = fitted else { return };
        let parameters = (self.cells.lists() + 1 + pairs.len()) as f64;
        let value = fitted.deviance + self.per_parameter * parameters;
        let mut pairs = pairs.to_vec();
        pairs.sort_unstable();
        let candidate = Winner { value, population: fitted.population, pairs };
        if let Some(near) = &mut self.near {
            near.push(candidate.clone());
        }
        if self.winner.as_ref().is_none_or(|winner| candidate.beats(winner)) {
            self.winner = Some(candidate);
        }
    }

    fn fit(&mut self, pairs: &[u32], near: Option<&Fitted>) -> Option<Fitted> {
        let lists = self.cells.lists();
        let mut terms: Vec<u32> = (0..lists).map(|list| 1 << list).chain(pairs.to_vec()).collect();
        crate::model::sort_terms(&mut terms);
        if !self.verdicts.decide(lists, &terms).is_estimable() {
            return None;
        }
        let (finite, infinite) = crate::existence::split_terms(self.cells.margins(), &terms);
        let problem = Problem::new(self.cells, &finite, &infinite);
        match near {
            Some(near) => {
                let known = |term: &u32| {
                    let found = near.coefficients.iter().find(|(other, _)| other == term);
                    found.map_or(0.0, |&(_, beta)| beta)
                };
                self.newton.fit_from(problem, finite.iter().map(known)).ok()?;
            }
            None => self.newton.fit(problem).ok()?,
        }
        Some(Fitted {
            deviance: 2.0 * (self.ln_factorials - self.newton.likelihood),
            population: self.cells.persons() + self.newton.beta[0].exp(),
            coefficients: finite.into_iter().zip(self.newton.beta.iter().copied()).collect(),
        })
    }
}

#[cfg(test)]
mod tests;
