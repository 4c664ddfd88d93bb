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
//! Every class has some chance to be seen. The posterior is often bimodal and chains mix badly:
//! the R package gives, by seed, 48,000 or 142,000 persons for the Netherlands. Several chains from
//! spread starting points are compared ([`crate::chains`]) and the answer is refused where they
//! disagree.

use record::OverlapTable;
use serde::Serialize;

use crate::Refusal;
use crate::cells::Cells;
use crate::chains::Convergence;
use crate::random::Stream;
use rayon::prelude::*;

/// Prior and length of the simulation.
#[derive(Clone, Copy, Debug)]
pub struct LatentClass {
    /// The most classes (`K`).
    pub classes: usize,
    /// Shape and rate of the prior of `α`.
    pub concentration: (f64, f64),
    /// Sweeps that are forgotten.
    pub burn_in: usize,
    /// Draws that are kept per chain.
    pub draws: usize,
    /// Sweeps per draw.
    pub thinning: usize,
    /// Chains.
    pub chains: usize,
}

impl Default for LatentClass {
    fn default() -> Self {
        Self {
            classes: 10,
            concentration: (0.25, 0.25),
            burn_in: 10_000,
            draws: 1000,
            thinning: 100,
            chains: 8,
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
             {low:.0} to {high:.0}"
        )))
    }
}

impl LatentClass {
    /// Simulates; the caller decides by [`Draws::settled`] whether to report.
    ///
    /// # Errors
    /// [`Refusal::TooFewLists`] below three lists: two classes need more.
    pub fn draw(&self, table: &OverlapTable, seed: u64) -> Result<Draws, Refusal> {
        let lists = table.lists().len();
        if lists < 3 {
            let method = "the latent-class mixture";
            return Err(Refusal::TooFewLists { method, needed: 3, found: lists });
        }
        let cells = Cells::new(table);
        let chains: Vec<Vec<f64>> = (0..self.chains)
            .into_par_iter()
            .map(|number| self.chain(&cells, seed, number))
            .collect();
        Ok(Draws::new(&chains))
    }

    fn chain(&self, cells: &Cells, seed: u64, number: usize) -> Vec<f64> {
        let mut state = State::new(self, cells, Stream::new(seed, number as u64), number);
        for _ in 0..self.burn_in {
            state.sweep();
        }
        let draws = (0..self.draws).map(|_| {
            for _ in 0..self.thinning {
                state.sweep();
            }
            state.persons + state.unseen
        });
        draws.collect()
    }
}

struct State<'a> {
    prior: &'a LatentClass,
    lists: usize,
    persons: f64,
    histories: Vec<(u32, f64)>,
    unseen: f64,
    concentration: f64,
    /// `π_k`.
    weights: Vec<f64>,
    /// `λ_jk`, by class and then list.
    chances: Vec<f64>,
    /// Persons per class, and per class and list.
    members: Vec<f64>,
    listed: Vec<f64>,
    masses: Vec<f64>,
    stream: Stream,
}

impl<'a> State<'a> {
    /// Chains start with one to `K` classes and up to several times the seen unseen.
    fn new(prior: &'a LatentClass, cells: &Cells, mut stream: Stream, number: usize) -> Self {
        let (classes, lists) = (prior.classes, cells.lists());
        let histories =
            cells.observed().map(|history| (history, cells.counts()[history as usize])).collect();
        let used = 1 + number % classes;
        let weight = |class: usize| if class < used { 1.0 / used as f64 } else { 1e-9 };
        let chances = (0..classes * lists).map(|_| stream.beta(1.0, 3.0 + number as f64)).collect();
        Self {
            prior,
            lists,
            persons: cells.persons(),
            histories,
            unseen: cells.persons() * (1 + number) as f64,
            concentration: 0.5,
            weights: (0..classes).map(weight).collect(),
            chances,
            members: vec![0.0; classes],
            listed: vec![0.0; classes * lists],
            masses: vec![0.0; classes],
            stream,
        }
    }

    fn sweep(&mut self) {
        self.members.fill(0.0);
        self.listed.fill(0.0);
        for index in 0..self.histories.len() {
            let (history, count) = self.histories[index];
            self.class_masses(history);
            self.allocate(history, count);
        }
        let missed = self.class_masses(0);
        // N has prior 1/N, so the unseen given the rest are negative binomial: Poisson over Gamma.
        let odds = missed / (1.0 - missed).max(1e-12);
        let rate = self.stream.gamma(self.persons) * odds;
        self.unseen = self.stream.poisson(rate.min(1e12));
        self.allocate(0, self.unseen);
        self.update_chances();
        self.update_weights();
    }

    /// The probability of a history in each class; returns the sum.
    fn class_masses(&mut self, history: u32) -> f64 {
        let mut total = 0.0;
        for (class, mass) in self.masses.iter_mut().enumerate() {
            let chances = &self.chances[class * self.lists..(class + 1) * self.lists];
            let factor = |(list, chance): (usize, &f64)| {
                if history >> list & 1 == 1 { *chance } else { 1.0 - chance }
            };
            *mass = self.weights[class] * chances.iter().enumerate().map(factor).product::<f64>();
            total += *mass;
        }
        total
    }

    /// Shares persons of one history among the classes.
    fn allocate(&mut self, history: u32, count: f64) {
        let (mut left, mut rest) = (count, self.masses.iter().sum::<f64>());
        for class in 0..self.masses.len() {
            if left <= 0.0 {
                return;
            }
            let share =
                if class + 1 == self.masses.len() { 1.0 } else { self.masses[class] / rest };
            let drawn = self.stream.binomial(left, share.min(1.0));
            rest -= self.masses[class];
            left -= drawn;
            self.members[class] += drawn;
            for list in (0..self.lists).filter(|list| history >> list & 1 == 1) {
                self.listed[class * self.lists + list] += drawn;
            }
        }
    }

    fn update_chances(&mut self) {
        for class in 0..self.members.len() {
            for list in 0..self.lists {
                let place = class * self.lists + list;
                let (on, all) = (self.listed[place], self.members[class]);
                self.chances[place] = self.stream.beta(1.0 + on, 1.0 + all - on);
            }
        }
    }

    fn update_weights(&mut self) {
        let (classes, mut later) = (self.members.len(), self.members.iter().sum::<f64>());
        let (mut left, mut log_left) = (1.0, 0.0);
        for class in 0..classes - 1 {
            later -= self.members[class];
            let broken = self.stream.beta(1.0 + self.members[class], self.concentration + later);
            let broken = broken.clamp(1e-15, 1.0 - 1e-15);
            self.weights[class] = left * broken;
            left *= 1.0 - broken;
            log_left += (-broken).ln_1p();
        }
        self.weights[classes - 1] = left;
        let (shape, rate) = self.prior.concentration;
        let drawn = self.stream.gamma(shape + classes as f64 - 1.0) / (rate - log_left);
        self.concentration = drawn.max(1e-6);
    }
}

#[cfg(test)]
mod tests;
