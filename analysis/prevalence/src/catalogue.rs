//! Every hierarchical model up to a given order, fitted once.
//!
//! Models are walked as words over the interactions in the order 12, 13, …, 123, …: each model is
//! its parent and one more term, so every fit starts from the parent's and every rank from the
//! parent's echelon form. Where the rank is full modulo a prime it is full over the rationals, and
//! the estimate exists; the exact question ([`crate::existence`]) is asked for the rest only.
//!
//! Cost on six lists: about 12 microseconds a model; memory is bounded by the models kept.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering as Atomic};

use rayon::prelude::*;
use serde::Serialize;

use crate::Refusal;
use crate::cells::Cells;
use crate::criterion::{Criterion, TIE};
use crate::existence::{Existence, decide, split_terms};
use crate::model::{Model, sort_terms};
use crate::newton::{Newton, Problem};

mod echelon;
use echelon::Echelon;

/// What is enumerated and what is kept.
#[derive(Clone, Copy, Debug)]
pub struct Catalogue {
    /// The most lists in one interaction.
    pub max_order: u32,
    /// By what models are ranked.
    pub criterion: Criterion,
    /// How many of the best models are kept.
    pub keep: usize,
}

/// A model with its estimate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// The model.
    pub model: Model,
    /// Persons, seen and unseen.
    pub population: f64,
    /// The criterion's value.
    pub value: f64,
}

/// The result of fitting a catalogue of models.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Survey {
    /// By what models are ranked.
    pub criterion: Criterion,
    /// How many models were considered.
    pub considered: u64,
    /// How many have an estimate.
    pub estimable: u64,
    /// How many have an estimate whose fit nevertheless failed numerically.
    pub failed: u64,
    /// Whether all models were seen, or the walk was stopped.
    pub complete: bool,
    /// The best models, best first.
    pub best: Vec<Ranked>,
}

/// How far a long computation has come, and whether it should go on.
#[derive(Default)]
pub struct Progress {
    done: AtomicU64,
    stop: AtomicBool,
    tell: Option<Box<dyn Fn(u64) + Send + Sync>>,
}

impl Progress {
    /// Progress that calls `tell` with the models or replicates done, from time to time and from
    /// any thread.
    #[must_use]
    pub fn telling(tell: impl Fn(u64) + Send + Sync + 'static) -> Self {
        Self { tell: Some(Box::new(tell)), ..Self::default() }
    }

    /// Asks the computation to end with what it has.
    pub fn stop(&self) {
        self.stop.store(true, Atomic::Relaxed);
    }

    /// Whether the computation was asked to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Atomic::Relaxed)
    }

    pub(crate) fn advance(&self, by: u64) {
        let done = self.done.fetch_add(by, Atomic::Relaxed) + by;
        if let Some(tell) = &self.tell {
            tell(done);
        }
    }
}

impl Catalogue {
    /// The number of models, where it is known: with all main effects, without the saturated one.
    #[must_use]
    pub fn size(lists: usize, max_order: u32) -> Option<u64> {
        let pairs = (lists * lists.saturating_sub(1) / 2) as u32;
        match (lists, max_order) {
            (_, 0 | 1) => Some(1),
            (_, 2) if lists > 2 => 1_u64.checked_shl(pairs),
            (2, _) => Some(1),
            (3, _) => Some(8),
            (4, _) => Some(113),
            (5, 3) => Some(6_212),
            (5, _) => Some(6_893),
            (6, 3) => Some(3_702_013),
            (6, 5..) => Some(7_785_061),
            _ => None,
        }
    }

    /// Fits every model; `progress` can be watched and stopped from another thread.
    ///
    /// # Errors
    /// [`Refusal::TooManyLists`] where the number of models is out of reach, and
    /// [`Refusal::NoModel`] when none has an estimate.
    pub fn survey(&self, cells: &Cells, progress: &Progress) -> Result<Survey, Refusal> {
        let lists = cells.lists();
        let most = if self.max_order <= 2 { 7 } else { 6 };
        if lists > most {
            let instead = "use --method downhill, or --max-order 2 for seven lists";
            let method = "the search over all models";
            return Err(Refusal::TooManyLists { method, most, found: lists, instead });
        }
        let plan = Plan::new(cells, self.max_order.min(lists.saturating_sub(1).max(1) as u32));
        let split = plan.interactions.len().min(9);
        let parts: Vec<Part> = (0..1_u64 << split)
            .into_par_iter()
            .map(|chosen| Walker::new(self, cells, &plan, progress).walk(chosen, split))
            .collect();
        let survey = self.join(lists, &plan, parts, !progress.is_stopped());
        if survey.best.is_empty() {
            let text = format!("{} models of order up to {}", survey.considered, self.max_order);
            return Err(Refusal::NoModel(text));
        }
        Ok(survey)
    }

    fn join(&self, lists: usize, plan: &Plan, parts: Vec<Part>, complete: bool) -> Survey {
        let total = |count: fn(&Part) -> u64| parts.iter().map(count).sum();
        let (considered, estimable, failed) =
            (total(|p| p.considered), total(|p| p.estimable), total(|p| p.failed));
        let mut best: Vec<Candidate> = parts.into_iter().flat_map(|part| part.best).collect();
        best.sort_unstable();
        best.truncate(self.keep);
        let rank = |candidate: Candidate| Ranked {
            model: plan.model(lists, candidate.chosen),
            population: candidate.population,
            value: candidate.value,
        };
        Survey {
            criterion: self.criterion,
            considered,
            estimable,
            failed,
            complete,
            best: best.into_iter().map(rank).collect(),
        }
    }
}

/// The interactions in the order of the walk.
struct Plan {
    interactions: Vec<u32>,
    /// For each, the interactions with one list less, as bits over `interactions`.
    below: Vec<u64>,
    observed: Vec<u32>,
    ln_factorials: f64,
}

impl Plan {
    fn new(cells: &Cells, max_order: u32) -> Self {
        let lists = cells.lists();
        let mut interactions: Vec<u32> = (1..1_u32 << lists)
            .filter(|term| (2..=max_order).contains(&term.count_ones()))
            .collect();
        sort_terms(&mut interactions);
        let below = interactions.iter().map(|&term| {
            let is_below =
                |other: u32| other & term == other && other.count_ones() + 1 == term.count_ones();
            let bits = interactions.iter().enumerate().filter(|&(_, &other)| is_below(other));
            bits.fold(0, |bits, (index, _)| bits | 1 << index)
        });
        Self {
            below: below.collect(),
            interactions,
            observed: cells.observed().collect(),
            ln_factorials: cells.ln_factorials(),
        }
    }

    fn model(&self, lists: usize, chosen: u64) -> Model {
        let interactions = self.interactions.iter().enumerate();
        let terms = interactions.filter(|&(index, _)| chosen >> index & 1 == 1).map(|(_, &t)| t);
        Model::of_terms(lists, (0..lists).map(|list| 1 << list).chain(terms).collect())
    }
}

/// A fitted model, ordered best first.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Candidate {
    value: f64,
    population: f64,
    parameters: u32,
    chosen: u64,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        // Values are put on a grid, so that a tie within rounding is one and the order is total.
        let grid = |value: f64| (value / TIE).round();
        grid(self.value)
            .total_cmp(&grid(other.value))
            .then(self.parameters.cmp(&other.parameters))
            .then(other.chosen.reverse_bits().cmp(&self.chosen.reverse_bits()))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What one branch of the walk found.
#[derive(Default)]
struct Part {
    considered: u64,
    estimable: u64,
    failed: u64,
    best: BinaryHeap<Candidate>,
}

/// Progress is told so many models at a time.
const TOLD: u64 = 1024;

struct Walker<'a> {
    catalogue: &'a Catalogue,
    cells: &'a Cells,
    plan: &'a Plan,
    progress: &'a Progress,
    per_parameter: f64,
    newton: Newton,
    echelon: Echelon,
    finite: Vec<u32>,
    infinite: Vec<u32>,
    chosen: u64,
    part: Part,
}

impl<'a> Walker<'a> {
    fn new(
        catalogue: &'a Catalogue,
        cells: &'a Cells,
        plan: &'a Plan,
        progress: &'a Progress,
    ) -> Self {
        let mains: Vec<u32> = (0..cells.lists()).map(|list| 1 << list).collect();
        let (finite, infinite) = split_terms(cells.margins(), &mains);
        let mut echelon = Echelon::new(plan.observed.len());
        for &term in &finite {
            echelon.push(plan.observed.iter().map(|history| history & term == term));
        }
        Self {
            catalogue,
            cells,
            plan,
            progress,
            per_parameter: catalogue.criterion.per_parameter(cells.persons()),
            newton: Newton::default(),
            echelon,
            finite,
            infinite,
            chosen: 0,
            part: Part::default(),
        }
    }

    /// All models whose first `split` interactions are exactly `chosen`.
    fn walk(mut self, chosen: u64, split: usize) -> Part {
        for index in (0..split).filter(|index| chosen >> index & 1 == 1) {
            if self.plan.below[index] & !self.chosen != 0 {
                return self.part;
            }
            self.add(index);
        }
        let start = self.settle(None);
        self.descend(split, start.as_deref());
        self.progress.advance(self.part.considered % TOLD);
        self.part
    }

    /// Fits the present model, from its parent's coefficients if there are any.
    fn settle(&mut self, parent: Option<&[f64]>) -> Option<Vec<f64>> {
        self.part.considered += 1;
        if self.part.considered.is_multiple_of(TOLD) {
            self.progress.advance(TOLD);
        }
        if !self.verdict().is_estimable() {
            return None;
        }
        self.part.estimable += 1;
        let problem = Problem::new(self.cells, &self.finite, &self.infinite);
        let fitted = match parent {
            Some(beta) => {
                let start = beta.iter().copied().chain([0.0]).take(self.finite.len());
                self.newton.fit_from(problem, start)
            }
            None => self.newton.fit(problem),
        };
        if fitted.is_err() {
            self.part.failed += 1;
            return None;
        }
        self.record();
        Some(self.newton.beta.clone())
    }

    fn verdict(&self) -> Existence {
        if self.echelon.is_full_rank() {
            return Existence::Exists;
        }
        let terms: Vec<u32> = self.finite[1..].iter().chain(&self.infinite).copied().collect();
        decide(self.cells.lists(), &self.plan.observed, &terms)
    }

    fn record(&mut self) {
        let parameters = self.cells.lists() as u32 + 1 + self.chosen.count_ones();
        let candidate = Candidate {
            value: 2.0 * (self.plan.ln_factorials - self.newton.likelihood)
                + self.per_parameter * f64::from(parameters),
            population: self.cells.persons() + self.newton.beta[0].exp(),
            parameters,
            chosen: self.chosen,
        };
        let best = &mut self.part.best;
        if best.len() < self.catalogue.keep {
            best.push(candidate);
        } else if best.peek().is_some_and(|worst| candidate < *worst) {
            best.pop();
            best.push(candidate);
        }
    }

    /// Visits every model that adds interactions from `start` on.
    fn descend(&mut self, start: usize, parent: Option<&[f64]>) {
        for index in start..self.plan.interactions.len() {
            if self.plan.below[index] & !self.chosen != 0 {
                continue;
            }
            if self.progress.is_stopped() {
                return;
            }
            self.add(index);
            let beta = self.settle(parent);
            self.descend(index + 1, beta.as_deref());
            self.remove(index);
        }
    }

    fn add(&mut self, index: usize) {
        let term = self.plan.interactions[index];
        self.chosen |= 1 << index;
        if self.cells.margins()[term as usize] > 0.0 {
            self.finite.push(term);
            self.echelon.push(self.plan.observed.iter().map(|history| history & term == term));
        } else {
            self.infinite.push(term);
        }
    }

    fn remove(&mut self, index: usize) {
        self.chosen &= !(1 << index);
        if self.cells.margins()[self.plan.interactions[index] as usize] > 0.0 {
            self.finite.pop();
            self.echelon.pop();
        } else {
            self.infinite.pop();
        }
    }
}

#[cfg(test)]
mod tests;
