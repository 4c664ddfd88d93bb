//! Latent classes: persons differ in kind, lists are independent within a kind.
//!
//! # Definition
//! Person `i` is of class `z_i` with probability `π_k`, stick-breaking with concentration
//! `α ~ Gamma(a, b)` over at most `K` classes; given the class, list `j` has them with probability
//! `λ_jk ~ Beta(1, 1)`, independently. Prior of `N`: `1/N`. (Manrique-Vallier 2016, Biometrics 72;
//! defaults `K = 10`, `a = b = 0.25` as in the R package LCMCR.) Sampled by Gibbs steps on counts
//! per history and class, so a sweep costs `histories × K`, not persons.
//!
//! # Assumptions
//! Every class has some chance to be seen. The posterior is often multimodal: the R package gives, by
//! seed, 48,000 or 142,000 persons for the Netherlands. Each chain is therefore a ladder of chains on
//! smaller and smaller samples that trade places (`ladder`), several ladders start from spread
//! points, they go on until they agree ([`crate::chains`]), and the answer is refused where they
//! do not.
//!
//! Cost: about 0.5 milliseconds a sweep of four ladders on five lists, whatever the persons; from
//! ten CPU seconds where ladders agree at once to a little over a minute where they never do.

use rayon::prelude::*;
use record::OverlapTable;
use serde::Serialize;

use crate::Refusal;
use crate::catalogue::Progress;
use crate::cells::Cells;
use crate::chains::Convergence;

mod ladder;
mod state;

use ladder::Ladder;

/// Prior and length of the simulation.
#[derive(Clone, Copy, Debug)]
pub struct LatentClass {
    /// The most classes (`K`).
    pub classes: usize,
    /// Shape and rate of the prior of `α`.
    pub concentration: (f64, f64),
    /// Sweeps that are forgotten.
    pub burn_in: usize,
    /// Draws that are kept per ladder, if they agree then.
    pub draws: usize,
    /// Draws that are kept at most; every [`LatentClass::draws`] it is asked whether ladders agree.
    pub most_draws: usize,
    /// Sweeps per draw.
    pub thinning: usize,
    /// Ladders to compare.
    pub chains: usize,
    /// Rungs of each ladder.
    pub rungs: usize,
    /// The share of persons in the sample of the last rung.
    pub smallest: f64,
}

impl Default for LatentClass {
    fn default() -> Self {
        Self {
            classes: 10,
            concentration: (0.25, 0.25),
            burn_in: 10_000,
            draws: 1000,
            most_draws: 5000,
            thinning: 20,
            chains: 4,
            rungs: 12,
            smallest: 0.02,
        }
    }
}

/// Draws from the posterior of the population.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Draws {
    /// Whether the chains agree.
    pub convergence: Convergence,
    /// The medians of the single chains: where they differ, so do the answers by seed.
    pub chain_medians: Vec<f64>,
    #[serde(skip)]
    sorted: Vec<f64>,
}

impl Draws {
    pub(crate) fn new(chains: &[Vec<f64>]) -> Self {
        let middle = |chain: &Vec<f64>| {
            let mut sorted = chain.clone();
            sorted.sort_by(f64::total_cmp);
            sorted[sorted.len() / 2]
        };
        let mut sorted: Vec<f64> = chains.concat();
        sorted.sort_by(f64::total_cmp);
        Self {
            convergence: Convergence::of(chains),
            chain_medians: chains.iter().map(middle).collect(),
            sorted,
        }
    }

    /// A quantile of all draws together.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        self.sorted[((p * last as f64).round() as usize).min(last)]
    }

    /// Refuses draws of chains that disagree.
    ///
    /// # Errors
    /// [`Refusal::Unsettled`] with the figures.
    pub fn settled(self) -> Result<Self, Refusal> {
        if self.convergence.is_settled() {
            return Ok(self);
        }
        let Convergence { r_hat, effective, chains, .. } = self.convergence;
        let (low, high) = (
            self.chain_medians.iter().copied().fold(f64::INFINITY, f64::min),
            self.chain_medians.iter().copied().fold(0.0, f64::max),
        );
        Err(Refusal::Unsettled(format!(
            "split R-hat {r_hat:.3}, {effective:.0} effective draws, medians of {chains} chains from \
             {low:.0} to {high:.0}, of all draws {:.0}",
            self.quantile(0.5)
        )))
    }
}

impl LatentClass {
    /// Simulates; the caller decides by [`Draws::settled`] whether to report.
    ///
    /// `progress` is told the sweeps done; when it is stopped, the draws are those done.
    ///
    /// # Errors
    /// [`Refusal::TooFewLists`] below three lists: two classes need more. [`Refusal::Unsettled`] when
    /// stopped before the first draw.
    pub fn draw(
        &self,
        table: &OverlapTable,
        seed: u64,
        progress: &Progress,
    ) -> Result<Draws, Refusal> {
        let lists = table.lists().len();
        if lists < 3 {
            let method = "the latent-class mixture";
            return Err(Refusal::TooFewLists { method, needed: 3, found: lists });
        }
        let cells = Cells::new(table);
        let mut ladders: Vec<Ladder<'_>> =
            (0..self.chains.max(1)).map(|number| Ladder::new(self, &cells, seed, number)).collect();
        let thinning = self.thinning.max(1);
        let mut sweep = || -> Vec<f64> {
            let draw = |ladder: &mut Ladder<'_>| {
                (0..thinning).for_each(|_| ladder.sweep());
                ladder.population()
            };
            let populations = ladders.par_iter_mut().map(draw).collect();
            progress.advance((thinning * self.chains) as u64);
            populations
        };
        // All ladders climb together, so that a stopped run leaves chains of equal length.
        for _ in 0..self.burn_in.div_ceil(thinning) {
            if progress.is_stopped() {
                break;
            }
            sweep();
        }
        let mut chains = vec![Vec::with_capacity(self.draws); self.chains.max(1)];
        while chains[0].len() < self.most_draws && !progress.is_stopped() {
            for (chain, population) in chains.iter_mut().zip(sweep()) {
                chain.push(population);
            }
            let is_time_to_ask = chains[0].len().is_multiple_of(self.draws);
            if is_time_to_ask && Convergence::of(&chains).is_settled() {
                break;
            }
        }
        if chains[0].is_empty() {
            return Err(Refusal::Unsettled("stopped before the first draw".to_owned()));
        }
        Ok(Draws::new(&chains))
    }
}

#[cfg(test)]
mod tests;
