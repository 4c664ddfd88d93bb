//! One chain: Gibbs sweeps over class sizes, chances and the unseen.

use super::LatentClass;
use crate::cells::Cells;
use crate::random::Stream;

pub(super) struct State<'a> {
    prior: &'a LatentClass,
    lists: usize,
    persons: f64,
    histories: Vec<(u32, f64)>,
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
    pub(super) fn new(
        prior: &'a LatentClass,
        cells: &Cells,
        share: f64,
        mut stream: Stream,
        number: usize,
    ) -> Self {
        let (classes, lists) = (prior.classes, cells.lists());
        let count = |history: u32| (share * cells.counts()[history as usize]).round();
        let histories: Vec<(u32, f64)> =
            cells.observed().map(|history| (history, count(history))).collect();
        let persons = histories.iter().map(|(_, count)| count).sum();
        let used = 1 + number % classes;
        let weight = |class: usize| if class < used { 1.0 / used as f64 } else { 1e-9 };
        let chances = (0..classes * lists).map(|_| stream.beta(1.0, 3.0 + number as f64)).collect();
        Self {
            prior,
            lists,
            persons,
            histories,
            concentration: 0.5,
            weights: (0..classes).map(weight).collect(),
            chances,
            members: vec![0.0; classes],
            listed: vec![0.0; classes * lists],
            masses: vec![0.0; classes],
            stream,
        }
    }

    pub(super) fn sweep(&mut self) {
        self.members.fill(0.0);
        self.listed.fill(0.0);
        for index in 0..self.histories.len() {
            let (history, count) = self.histories[index];
            if count > 0.0 {
                self.class_masses(history);
                self.allocate(history, count);
            }
        }
        let unseen = self.unseen();
        self.allocate(0, unseen);
        self.update_chances();
        self.update_weights();
    }

    /// A draw of the population, given the classes.
    pub(super) fn population(&mut self) -> f64 {
        self.persons + self.unseen()
    }

    /// N has prior 1/N, so the unseen given the rest are negative binomial: Poisson over Gamma.
    fn unseen(&mut self) -> f64 {
        let missed = self.class_masses(0);
        let odds = missed / (1.0 - missed).max(1e-12);
        let rate = self.stream.gamma(self.persons) * odds;
        self.stream.poisson(rate.min(1e12))
    }

    /// The log-likelihood of this chain's table under the parameters of `other`, the population
    /// integrated out.
    pub(super) fn likelihood_of(&self, other: &Self) -> f64 {
        let seen = self.histories.iter().filter(|(_, count)| *count > 0.0);
        let known: f64 =
            seen.map(|&(history, count)| count * other.probability(history).ln()).sum();
        known - self.persons * (1.0 - other.probability(0)).max(1e-300).ln()
    }

    /// Exchanges the parameters of two chains; each keeps its table.
    pub(super) fn trade(&mut self, other: &mut Self) {
        std::mem::swap(&mut self.weights, &mut other.weights);
        std::mem::swap(&mut self.chances, &mut other.chances);
        std::mem::swap(&mut self.concentration, &mut other.concentration);
    }

    fn probability(&self, history: u32) -> f64 {
        let classes = self.weights.iter().zip(self.chances.chunks_exact(self.lists));
        classes.map(|(weight, chances)| weight * mass(history, chances)).sum()
    }

    /// The probability of a history in each class; returns the sum.
    fn class_masses(&mut self, history: u32) -> f64 {
        let classes = self.weights.iter().zip(self.chances.chunks_exact(self.lists));
        for (slot, (weight, chances)) in self.masses.iter_mut().zip(classes) {
            *slot = weight * mass(history, chances);
        }
        self.masses.iter().sum()
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

/// The probability of a history where the lists have these chances.
fn mass(history: u32, chances: &[f64]) -> f64 {
    let factor = |(list, chance): (usize, &f64)| {
        if history >> list & 1 == 1 { *chance } else { 1.0 - chance }
    };
    chances.iter().enumerate().map(factor).product()
}
