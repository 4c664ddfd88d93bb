//! Expectation maximisation for a mixture of three kinds of pairs.
//!
//! A pair is of the same **p**erson, of two people of one **h**ousehold, or **u**nrelated. Given its kind,
//! comparisons are independent, a neutral level has probability 1, and
//!
//! ```text
//! P(vector) = λp ∏ m[c][l] + λh ∏ h[c][l] + λu ∏ u[c][l]
//! ```
//!
//! Pairs that no rule made are taken as unrelated, so λ are shares of *all possible pairs* and the
//! expected number of unrelated pairs with a vector is known rather than fitted. `u` is what random
//! pairs show, less the part that persons and households contribute to them, which matters for small
//! lists. Without a household class λh is zero and the mixture is the model of Fellegi and Sunter
//! (1969) in the form of Winkler (1988).
//!
//! The household class starts where its members stand: what a household shares agrees as for one
//! person, everything else as for strangers. Expectation maximisation then moves it to what the lists
//! show (twins, fathers and sons of one name).

use super::Training;
use crate::compared::Counts;
use crate::expression::Expression;
use crate::linker::{Linker, Vector};
use crate::settings::{Comparison, Settings};
use std::collections::BTreeSet;

/// What of the settings the mixture needs.
pub(crate) struct Shape {
    /// By comparison and level: does it speak at all?
    speaks: Vec<Vec<bool>>,
    /// By comparison and level: is it agreement on what a household shares, and only that?
    shared: Vec<Vec<bool>>,
    /// By comparison that depends on a column: the share of random pairs that it compares.
    compared: Vec<Option<f64>>,
    fixed_m: Vec<Vec<Option<f64>>>,
    fixed_u: Vec<Vec<Option<f64>>>,
}

impl Shape {
    /// `speaking` is the share of random pairs of which each comparison says something.
    pub(crate) fn of(linker: &Linker, speaking: &[f64]) -> Self {
        let settings = linker.settings();
        let grouped = settings.comparisons.iter().zip(speaking);
        let grouped = grouped.map(|(c, &share)| c.group().map(|_| share));
        let shared_columns = shared_columns(settings);
        let by_level = |f: &dyn Fn(&Comparison, usize) -> bool| -> Vec<Vec<bool>> {
            let of = |c: &Comparison| (0..c.levels.len()).map(|l| f(c, l)).collect();
            settings.comparisons.iter().map(of).collect()
        };
        let fixed = |f: &dyn Fn(&crate::settings::Level) -> Option<f64>| {
            settings.comparisons.iter().map(|c| c.levels.iter().map(f).collect()).collect()
        };
        Self {
            speaks: by_level(&|c, l| !c.levels[l].neutral),
            shared: by_level(&|c, l| is_shared_agreement(c, l, &shared_columns)),
            compared: grouped.collect(),
            fixed_m: fixed(&|l| l.m.filter(|_| l.fix_m)),
            fixed_u: fixed(&|l| l.u.filter(|_| l.fix_u)),
        }
    }

    /// Keeps the household class from becoming a second class of persons: on what is personal its
    /// members agree no more often than strangers, or a quarter as often as records of one person
    /// (twins share a birth date; see [`Shape::apart`]). The rest is disagreement.
    fn keep_apart(&self, comparison: usize, h: &mut [f64], m: &[f64], u: &[f64]) {
        let speaks = &self.speaks[comparison];
        let Some(last) = speaks.iter().rposition(|&s| s) else {
            return;
        };
        for l in 0..last {
            let most = u[l].max(m[l] / self.apart());
            if speaks[l] && !self.shared[comparison][l] && h[l] > most {
                h[last] += h[l] - most;
                h[l] = most;
            }
        }
    }

    /// Whether a comparison depends on a column, as names that are encoded under a year do.
    fn is_partly_compared(&self) -> bool {
        self.compared.iter().any(Option::is_some)
    }

    /// How many times as often one person agrees on what is personal as a household does, at least. Where
    /// names do not show across years, little else keeps both apart.
    fn apart(&self) -> f64 {
        if self.is_partly_compared() { 16.0 } else { 4.0 }
    }

    /// True when households can be told: they share something, and something else differs.
    pub(crate) fn can_share(&self) -> bool {
        let some = |c: &Vec<bool>| c.iter().any(|&s| s);
        self.shared.iter().any(some) && self.shared.iter().any(|c| !some(c))
    }
}

/// Columns that a household shares: those of the settings, or the usual names.
pub(crate) fn shared_columns(settings: &Settings) -> BTreeSet<String> {
    if !settings.shared.is_empty() {
        return settings.shared.iter().map(|s| s.to_lowercase()).collect();
    }
    const USUAL: &[&str] = &[
        "surname",
        "last_name",
        "family_name",
        "lastname",
        "postcode",
        "zip",
        "zip_code",
        "postal_code",
        "address",
        "address_1",
        "address_2",
        "street",
        "street_number",
        "suburb",
        "city",
        "town",
        "state",
        "county",
        "phone",
        "telephone",
        "phone_number",
        "lat",
        "lng",
        "latitude",
        "longitude",
        "apellido",
        "apellidos",
    ];
    USUAL.iter().map(|s| (*s).to_owned()).collect()
}

fn is_shared_agreement(comparison: &Comparison, level: usize, shared: &BTreeSet<String>) -> bool {
    let level = &comparison.levels[level];
    match level.condition() {
        Ok(Some(condition)) if !level.neutral => only_uses(&condition, shared),
        _ => false,
    }
}

fn only_uses(condition: &Expression, shared: &BTreeSet<String>) -> bool {
    let names = condition.column_names();
    !names.is_empty() && names.iter().all(|n| shared.contains(&n.to_lowercase()))
}

/// The probabilities of one kind of pair, by comparison and level.
type Levels = Vec<Vec<f64>>;

/// The mixture.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    prior: f64,
    household_prior: f64,
    m: Levels,
    h: Levels,
    u: Levels,
    random: Levels,
    households: bool,
}

/// Probabilities never leave this range, so that no single level decides for ever.
const LEAST: f64 = 1e-9;

impl Model {
    pub(crate) fn start(shape: &Shape, random: &Levels, prior: f64, households: bool) -> Self {
        let m: Levels = shape.speaks.iter().map(|speaks| starting_m(speaks)).collect();
        let h = (0..m.len())
            .map(|c| starting_h(&shape.shared[c], &shape.speaks[c], &m[c], &random[c]))
            .collect();
        let household_prior = if households { prior / 4.0 } else { 0.0 };
        let mut model = Self {
            prior,
            household_prior,
            m,
            h,
            u: random.clone(),
            random: random.clone(),
            households,
        };
        model.keep_fixed(shape);
        model
    }

    fn keep_fixed(&mut self, shape: &Shape) {
        for c in 0..self.m.len() {
            for l in 0..self.m[c].len() {
                if let Some(m) = shape.fixed_m[c][l] {
                    self.m[c][l] = m;
                }
                if let Some(u) = shape.fixed_u[c][l] {
                    self.u[c][l] = u;
                }
            }
        }
    }

    /// Joint probability of the vector with each kind of pair.
    fn joint(&self, levels: &[(usize, usize)]) -> [f64; 3] {
        let mut p = [self.prior, self.household_prior, 1.0 - self.prior - self.household_prior];
        for &(c, l) in levels {
            p[0] *= self.m[c][l];
            p[1] *= self.h[c][l];
            p[2] *= self.u[c][l];
        }
        p
    }

    /// Takes persons and households out of what random pairs show.
    ///
    /// Where it depends on a column which pairs are compared, persons are among those as often as `sums`
    /// says: two records of one person hardly ever differ in the year of birth.
    fn correct_u(&mut self, shape: &Shape, sums: &Sums) {
        let rest = 1.0 - self.prior - self.household_prior;
        for c in 0..self.u.len() {
            let priors = [self.prior, self.household_prior];
            let [person, household] = std::array::from_fn(|kind| match shape.compared[c] {
                Some(share) => priors[kind] * sums.compared(kind, c) / share,
                None => priors[kind],
            });
            for l in 0..self.u[c].len() {
                let seen = self.random[c][l];
                let theirs = person * self.m[c][l] + household * self.h[c][l];
                let unrelated = ((seen - theirs) / rest).max(seen * 0.02).max(LEAST / 1e3);
                self.u[c][l] = unrelated.min(1.0);
            }
        }
    }

    /// True when the household class presses against its bounds on two personal comparisons or more:
    /// then it is a second class of persons, and the lists show no households. Not so where names are compared
    /// within a year only: what is left of a household then looks like a person with another name.
    pub(crate) fn is_second_person(&self, shape: &Shape) -> bool {
        let presses = |c: usize| {
            let personal = !shape.shared[c].iter().any(|&s| s);
            let mut levels = (0..self.m[c].len()).filter(|&l| shape.speaks[c][l]);
            personal
                && levels.next().is_some_and(|l| {
                    let bound = self.m[c][l] / shape.apart();
                    self.u[c][l] < bound && self.h[c][l] > 0.95 * bound
                })
        };
        let is_told = self.households && !shape.is_partly_compared();
        is_told && (0..self.m.len()).filter(|&c| presses(c)).count() >= 2
    }

    pub(crate) fn write(&self, settings: &mut Settings) {
        settings.prior = Some(self.prior);
        settings.household_prior = self.households.then_some(self.household_prior.max(1e-15));
        for (c, comparison) in settings.comparisons.iter_mut().enumerate() {
            for (l, level) in comparison.levels.iter_mut().enumerate() {
                if !level.neutral {
                    level.m = Some(self.m[c][l]);
                    level.u = Some(self.u[c][l]);
                    level.h = self.households.then_some(self.h[c][l]);
                }
            }
        }
    }
}

/// Strong agreement is usual among records of one person: nine in ten, the rest halving downwards.
fn starting_m(speaks: &[bool]) -> Vec<f64> {
    let mut left = 1.0;
    let scored = speaks.iter().filter(|&&s| s).count();
    let mut seen = 0;
    speaks
        .iter()
        .map(|&speaks| {
            if !speaks {
                return 0.0;
            }
            seen += 1;
            let share = match seen {
                _ if seen == scored => left,
                1 => 0.85,
                _ => left / 2.0,
            };
            left -= share;
            share
        })
        .collect()
}

/// Shared agreement as for one person, the rest as for strangers.
fn starting_h(shared: &[bool], speaks: &[bool], m: &[f64], random: &[f64]) -> Vec<f64> {
    let taken: f64 = if shared.iter().any(|&s| s) { 0.9 } else { 0.0 };
    let sum = |of: &dyn Fn(usize) -> bool, from: &[f64]| -> f64 {
        (0..m.len()).filter(|&l| speaks[l] && of(l)).map(|l| from[l]).sum()
    };
    let of_shared = sum(&|l| shared[l], m).max(LEAST);
    let of_rest = sum(&|l| !shared[l], random).max(LEAST);
    (0..m.len())
        .map(|l| match (speaks[l], shared[l]) {
            (false, _) => 0.0,
            (_, true) => taken * m[l] / of_shared,
            _ => (1.0 - taken) * random[l] / of_rest,
        })
        .map(|p| p.max(LEAST))
        .collect()
}

/// The fitted mixture and how it was reached.
pub(crate) struct Outcome {
    pub model: Model,
    pub rounds: usize,
    pub converged: bool,
    pub matches: f64,
    pub household: f64,
    /// Pairs seen at each level.
    pub seen: Vec<Vec<u64>>,
}

/// What is known of the blocked pairs.
pub(crate) struct Observed<'a> {
    /// How often each vector occurs.
    pub counts: &'a Counts,
    /// Pairs among them that people decided.
    pub decided: &'a [(Vector, bool)],
}

/// Pairs with one vector.
struct Seen {
    levels: Vec<(usize, usize)>,
    pairs: f64,
    /// Whether they are one person, where people decided.
    same: Option<bool>,
}

impl Observed<'_> {
    /// The levels of each vector; decided pairs stand apart from the others of their vector.
    fn seen(&self, shape: &Shape, linker: &Linker) -> Vec<Seen> {
        let levels = |vector| speaking_levels(shape, linker, vector);
        let of = |&(vector, n): &(Vector, u64)| {
            let decided = self.decided.iter().filter(|(v, _)| *v == vector).count() as u64;
            Seen { levels: levels(vector), pairs: n.saturating_sub(decided) as f64, same: None }
        };
        let decided = self.decided.iter().map(|&(vector, same)| Seen {
            levels: levels(vector),
            pairs: 1.0,
            same: Some(same),
        });
        self.counts.iter().map(of).chain(decided).collect()
    }
}

/// Alternates expectation and maximisation until no probability moves by more than the tolerance.
///
/// Cost: rounds × different vectors × comparisons.
pub(crate) fn maximise(
    shape: &Shape,
    linker: &Linker,
    observed: &Observed<'_>,
    possible: f64,
    start: Model,
    training: &Training,
) -> Outcome {
    let spoken = observed.seen(shape, linker);
    let mut model = start;
    let (mut rounds, mut converged) = (0, false);
    let mut sums = Sums::of(&model, &spoken);
    while rounds < training.rounds && !converged && !spoken.is_empty() {
        let next = sums.maximised(&model, shape, possible);
        converged = distance(&model, &next) < training.tolerance;
        model = next;
        sums = Sums::of(&model, &spoken);
        rounds += 1;
    }
    let mut seen: Vec<Vec<u64>> = shape.speaks.iter().map(|s| vec![0; s.len()]).collect();
    for of_vector in &spoken {
        of_vector.levels.iter().for_each(|&(c, l)| seen[c][l] += of_vector.pairs as u64);
    }
    Outcome { model, rounds, converged, matches: sums.total[0], household: sums.total[1], seen }
}

fn speaking_levels(shape: &Shape, linker: &Linker, vector: Vector) -> Vec<(usize, usize)> {
    (0..shape.speaks.len())
        .map(|c| (c, linker.level(vector, c)))
        .filter(|&(c, l)| shape.speaks[c][l])
        .collect()
}

/// Expected pairs of persons and households, in all and at each level.
struct Sums {
    total: [f64; 2],
    levels: [Levels; 2],
}

impl Sums {
    fn of(model: &Model, seen: &[Seen]) -> Self {
        let zero: Levels = model.m.iter().map(|l| vec![0.0; l.len()]).collect();
        let mut sums = Self { total: [0.0; 2], levels: [zero.clone(), zero] };
        for Seen { levels, pairs: n, same } in seen {
            let mut joint = model.joint(levels);
            match same {
                Some(true) => joint = [1.0, 0.0, 0.0],
                Some(false) => joint[0] = 0.0,
                None => {}
            }
            let all: f64 = joint.iter().sum();
            for (kind, of_kind) in joint[..2].iter().enumerate() {
                let expected = if all > 0.0 { n * of_kind / all } else { 0.0 };
                sums.total[kind] += expected;
                for &(c, l) in levels {
                    sums.levels[kind][c][l] += expected;
                }
            }
        }
        sums
    }

    /// The share of the pairs of one kind of which a comparison says something.
    fn compared(&self, kind: usize, comparison: usize) -> f64 {
        self.levels[kind][comparison].iter().sum::<f64>() / self.total[kind].max(LEAST)
    }

    fn maximised(&self, model: &Model, shape: &Shape, possible: f64) -> Model {
        let mut next = model.clone();
        next.prior = (self.total[0] / possible).clamp(1e-15, 0.5);
        if model.households {
            next.household_prior = (self.total[1] / possible).clamp(1e-15, 0.4);
        }
        for c in 0..next.m.len() {
            shares(&mut next.m[c], &self.levels[0][c], &shape.speaks[c]);
            if model.households {
                shares(&mut next.h[c], &self.levels[1][c], &shape.speaks[c]);
                shape.keep_apart(c, &mut next.h[c], &next.m[c], &next.u[c]);
            }
        }
        next.correct_u(shape, self);
        next.keep_fixed(shape);
        next
    }
}

/// Expected counts as shares, a tenth of a pair added to each level.
fn shares(out: &mut [f64], counts: &[f64], speaks: &[bool]) {
    const ADDED: f64 = 0.1;
    let count = speaks.iter().filter(|&&s| s).count() as f64;
    let total: f64 = counts.iter().sum::<f64>() + ADDED * count;
    for l in 0..out.len() {
        if speaks[l] {
            out[l] = ((counts[l] + ADDED) / total).max(LEAST);
        }
    }
}

fn distance(a: &Model, b: &Model) -> f64 {
    let levels = |x: &Levels, y: &Levels| {
        x.iter().flatten().zip(y.iter().flatten()).map(|(p, q)| (p - q).abs()).fold(0.0, f64::max)
    };
    let ratio = |p: f64, q: f64| if p > 0.0 { (p / q - 1.0).abs() } else { 0.0 };
    levels(&a.m, &b.m)
        .max(levels(&a.h, &b.h))
        .max(ratio(a.prior, b.prior))
        .max(ratio(a.household_prior, b.household_prior))
}
