//! How many different persons there are, and how sure that is.
//!
//! # Definition
//! One clustering at one threshold gives one number and no idea of its error. Here clusterings are
//! *drawn*: joins are made in the order of [`crate::cluster`], each with the probability of its worth, so
//! a draw respects transitivity, contradictions and one-to-one lists. Every draw gives persons, persons
//! per list and the capture history of each person (which lists know them); quantiles over draws are the
//! intervals.
//!
//! Three uncertainties enter a draw:
//! - each join is a coin with the model's probability, tossed once per pair of groups;
//! - the model's calibration: all weights of a draw are shifted by the same normal deviate of
//!   [`Counting::calibration`] bits, because fields are not quite independent and no labels correct it;
//! - matches that no pair showed (not blocked, or below the floor) are added back as joins between lone
//!   records, with half their expected number as standard deviation.
//!
//! # Assumptions
//! Weights are calibrated up to that common shift. What no list holds is not counted here; that is
//! the business of multiple systems estimation, which takes the overlap table and its replicates.

use crate::cluster::{Bench, Components, Guards, Small};
use crate::linker::Linker;
use crate::random::Random;
use crate::score::{Edge, Scorer, probability_of};
use crate::table::Record;
use serde::Serialize;
use std::collections::BTreeMap;

/// Which lists know a person: bit `i` for list number `i`.
pub type History = u64;

/// How the count is made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Counting {
    /// Clusterings drawn.
    pub draws: usize,
    /// Seed of the draws.
    pub seed: u64,
    /// Coverage of the intervals.
    pub level: f64,
    /// Standard deviation of the common shift of weights, in bits.
    pub calibration: f64,
    /// Joins between lone records that no pair showed, expected.
    pub missed: f64,
}

impl Default for Counting {
    fn default() -> Self {
        Self { draws: 200, seed: 1, level: 0.9, calibration: 0.5, missed: 0.0 }
    }
}

/// An estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Interval {
    /// Mean over draws.
    pub estimate: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// The count of persons and its uncertainty.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Count {
    /// Different persons over all lists.
    pub persons: Interval,
    /// Different persons of each list.
    pub per_list: Vec<Interval>,
    /// Persons that each pair of lists shares (the diagonal is `per_list`).
    pub shared: Vec<Vec<Interval>>,
    /// Persons by capture history.
    pub histories: BTreeMap<History, Interval>,
    /// By draw: persons of each history, in the order of `histories`.
    pub replicates: Vec<Vec<u64>>,
    /// How the draws were made.
    pub counting: Counting,
}

/// Counts persons by drawing clusterings.
///
/// Cost: draws × edges for uncertain components; components of one certain pair cost one number each.
#[must_use]
pub fn count(
    linker: &Linker,
    scorer: &Scorer<'_>,
    edges: &[Edge],
    guards: &Guards,
    counting: &Counting,
) -> Count {
    let shifts: Vec<f64> = (0..counting.draws)
        .map(|d| Random::new(counting.seed, d as u64).normal() * counting.calibration)
        .collect();
    let components = Components::of(edges, linker.table().len());
    let prior = scorer.prior_weight();
    let draws = Draws { linker, guards, counting, shifts, prior };
    let visit = |tally: &mut Tally, edges: &[Edge], bench: &mut Bench<'_>| match edges {
        [edge] => draws.of_pair(edge, tally),
        _ => draws.of(edges, bench, tally),
    };
    let parts = components.map(linker, scorer, guards.contradictions, visit);
    let mut tally = Tally::default();
    for part in &parts {
        tally.append(part);
    }
    lone_records(linker, edges, counting.draws, &mut tally);
    tally.add_missed(counting);
    tally.summarise(linker.table().lists().len(), counting)
}

/// Persons by history, one number per draw.
#[derive(Default)]
struct Tally {
    persons: BTreeMap<History, Vec<i64>>,
}

impl Tally {
    fn of(&mut self, history: History, draws: usize) -> &mut Vec<i64> {
        self.persons.entry(history).or_insert_with(|| vec![0; draws])
    }

    fn append(&mut self, other: &Self) {
        for (&history, counts) in &other.persons {
            let own = self.of(history, counts.len());
            own.iter_mut().zip(counts).for_each(|(a, b)| *a += b);
        }
    }

    /// Joins lone records of two lists as the joins that were seen do: in proportion to the persons
    /// whose history is the union of two lists (or one list twice).
    fn add_missed(&mut self, counting: &Counting) {
        let draws = counting.draws;
        let of_two: Vec<(History, f64)> = self
            .persons
            .iter()
            .filter(|(h, _)| h.count_ones() <= 2)
            .map(|(&h, c)| (h, c.iter().sum::<i64>() as f64 / draws as f64))
            .collect();
        let pairs: f64 = of_two.iter().filter(|(h, _)| h.count_ones() == 2).map(|(_, c)| c).sum();
        let all: f64 = of_two.iter().map(|(_, c)| c).sum();
        if counting.missed <= 0.0 || all <= 0.0 {
            return;
        }
        let across_only = pairs > 0.0;
        let (total, kind) = if across_only { (pairs, 2) } else { (all, 1) };
        for draw in 0..draws {
            let deviate = Random::new(counting.seed ^ 0x6d69_7373, draw as u64).normal();
            let joins = (counting.missed * (1.0 + 0.5 * deviate)).max(0.0);
            for &(history, seen) in of_two.iter().filter(|(h, _)| h.count_ones() == kind) {
                let here = (joins * seen / total).round() as i64;
                if kind == 1 {
                    self.of(history, draws)[draw] -= here;
                    continue;
                }
                let first = history & history.wrapping_neg();
                self.of(first, draws)[draw] -= here;
                self.of(history & !first, draws)[draw] -= here;
                self.of(history, draws)[draw] += here;
            }
        }
    }

    fn summarise(self, lists: usize, counting: &Counting) -> Count {
        let draws = counting.draws;
        let sum = |wanted: &dyn Fn(History) -> bool| -> Vec<f64> {
            let mut total = vec![0.0; draws];
            for (_, counts) in self.persons.iter().filter(|(h, _)| wanted(**h)) {
                total.iter_mut().zip(counts).for_each(|(t, &c)| *t += c as f64);
            }
            total
        };
        let interval = |wanted: &dyn Fn(History) -> bool| interval_of(sum(wanted), counting.level);
        let shared = |i: usize| {
            let of = |j: usize| interval(&|h| h >> i & 1 == 1 && h >> j & 1 == 1);
            (0..lists).map(of).collect::<Vec<Interval>>()
        };
        let replicates = (0..draws)
            .map(|d| self.persons.values().map(|c| c[d].max(0) as u64).collect())
            .collect();
        let histories = self
            .persons
            .iter()
            .map(|(&h, c)| (h, interval_of(c.iter().map(|&n| n as f64).collect(), counting.level)))
            .collect();
        Count {
            persons: interval(&|_| true),
            per_list: (0..lists).map(|i| interval(&|h| h >> i & 1 == 1)).collect(),
            shared: (0..lists).map(shared).collect(),
            histories,
            replicates,
            counting: *counting,
        }
    }
}

pub(crate) fn interval_of(mut values: Vec<f64>, level: f64) -> Interval {
    if values.is_empty() {
        return Interval { estimate: 0.0, lower: 0.0, upper: 0.0 };
    }
    let estimate = values.iter().sum::<f64>() / values.len() as f64;
    values.sort_unstable_by(f64::total_cmp);
    let at = |q: f64| values[((q * values.len() as f64) as usize).min(values.len() - 1)];
    let tail = (1.0 - level) / 2.0;
    Interval { estimate, lower: at(tail), upper: at(1.0 - tail) }
}

/// Records in no edge are persons of their own in every draw.
fn lone_records(linker: &Linker, edges: &[Edge], draws: usize, tally: &mut Tally) {
    let mut linked = vec![false; linker.table().len()];
    for edge in edges {
        linked[edge.left as usize] = true;
        linked[edge.right as usize] = true;
    }
    for (index, list) in linker.table().lists().iter().enumerate() {
        let records = list.records.clone();
        let lone = records.filter(|&r| !linked[r as usize]).count() as i64;
        tally.of(1 << index, draws).iter_mut().for_each(|c| *c += lone);
    }
}

/// The clusterings drawn of one component after the other.
struct Draws<'a> {
    linker: &'a Linker,
    guards: &'a Guards,
    counting: &'a Counting,
    /// By draw: the common shift of weights.
    shifts: Vec<f64>,
    /// What a pair weighs before it is compared.
    prior: f64,
}

impl Draws<'_> {
    fn of(&self, edges: &[Edge], bench: &mut Bench<'_>, tally: &mut Tally) {
        if let Some(small) = Small::of(edges, self.guards, self.prior) {
            self.of_small(small, edges, tally);
            return;
        }
        let Bench { component, joining, cache } = bench;
        component.take(edges, self.guards);
        for number in 0..self.shifts.len() {
            joining
                .run(component, self.guards, cache, |worth, a, b| self.joins(number, worth, a, b));
            for group in joining.groups() {
                tally.of(component.history(group), self.shifts.len())[number] += 1;
            }
        }
    }

    /// [`Draws::of`] for a small component without contradictions.
    fn of_small(&self, mut small: Small, edges: &[Edge], tally: &mut Tally) {
        for number in 0..self.shifts.len() {
            small.run(edges, self.guards, |worth, a, b| self.joins(number, worth, a, b));
            for (members, _) in small.groups() {
                let list = |record| 1 << self.linker.list_of(record);
                let history = members.fold(0, |history, record| history | list(record));
                tally.of(history, self.shifts.len())[number] += 1;
            }
        }
    }

    /// [`Draws::of`] for two records and one pair, which most components are.
    fn of_pair(&self, edge: &Edge, tally: &mut Tally) {
        let lists = [edge.left, edge.right].map(|record| 1 << self.linker.list_of(record));
        let excluded = self.guards.one_to_one && lists[0] == lists[1];
        let weight = if excluded { f64::NEG_INFINITY } else { edge.weight };
        let worth = weight - self.guards.threshold;
        let joined: Vec<i64> = (0..self.shifts.len())
            .map(|number| i64::from(self.joins(number, worth, edge.left, edge.right)))
            .collect();
        let mut add = |history: History, of: fn(i64) -> i64| {
            let counts = tally.of(history, joined.len());
            counts.iter_mut().zip(&joined).for_each(|(count, &joined)| *count += of(joined));
        };
        add(lists[0] | lists[1], |joined| joined);
        lists.into_iter().for_each(|list| add(list, |joined| 1 - joined));
    }

    fn joins(&self, number: usize, worth: f64, a: Record, b: Record) -> bool {
        let likely = probability_of(worth + self.guards.threshold + self.shifts[number]);
        coin(self.counting.seed, number, a, b) < likely
    }
}

/// One uniform number per draw and pair of groups, whatever order they meet in: two groups toss once.
fn coin(seed: u64, draw: usize, a: Record, b: Record) -> f64 {
    let pair = u64::from(a.min(b)) << 32 | u64::from(a.max(b));
    Random::new(seed ^ (draw as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93), pair).unit()
}

#[cfg(test)]
mod tests;
