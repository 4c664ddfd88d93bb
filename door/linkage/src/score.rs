//! From a comparison vector to a match weight and a probability.
//!
//! # Definition
//! With the classes of [`crate::train::em`], the weight of a pair is the logarithm to base 2 of the
//! posterior odds that both records are one person:
//!
//! ```text
//! w = log2( λp ∏ m ) − log2( λh ∏ h + λu ∏ u ),   p = 1 / (1 + 2^−w)
//! ```
//!
//! Agreement on a rare value counts more: where a level has a frequency, `u` is multiplied by
//! `max(f, minimum) / u_exact` to its weight, `f` being the greater relative frequency of the two
//! values; `h` likewise unless the household shares the value. Without a household class this is
//! exactly Splink's weight.
//!
//! Near agreement of `x` with `y` (a typing error, a short form) is as likely among unrelated people as
//! `f(x) f(y)`, among records of one person as `f(x) ε + f(y) ε`. Levels marked `near` therefore use the
//! harmonic mean of both frequencies for `f` and, in place of `u_exact`, the value at which the
//! adjustment averages to nothing among random pairs of the level.

mod weighing;

use crate::blocking::Plan;
use crate::compared::{Compared, ComparedPair};
use crate::expression::{Comparator, Expression, Side, parse};
use crate::linker::{Linker, Vector};
use crate::program::{Cache, positions};
use crate::settings::{Comparison, Level};
use crate::table::Record;
use crate::train::em::shared_columns;
use rayon::prelude::*;
use weighing::{Memory, Weighing, Weight};

/// Weights below this one are nearer to nothing than ten billion such pairs could change.
const NOTHING: f64 = -40.0;

/// Splink's guard against the logarithm of zero.
const LEAST: f64 = 1e-300;

/// A pair worth keeping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// The lower record.
    pub left: Record,
    /// The higher record.
    pub right: Record,
    /// Match weight in bits.
    pub weight: f64,
}

impl Edge {
    /// Probability that both records are one person.
    #[must_use]
    pub fn probability(&self) -> f64 {
        probability_of(self.weight)
    }
}

/// Probability for a weight in bits.
#[must_use]
pub fn probability_of(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// Weight in bits for a probability.
#[must_use]
pub fn weight_of(probability: f64) -> f64 {
    (probability / (1.0 - probability)).log2()
}

/// One line of the explanation of a pair.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Evidence {
    /// The comparison, or the prior.
    pub name: String,
    /// The level reached.
    pub label: String,
    /// Bits for (positive) or against (negative) one person, against unrelated people.
    pub weight: f64,
    /// Bits that the rarity of the value adds.
    pub rarity: f64,
}

struct LevelScore {
    /// log2 of m, h and u.
    m: f64,
    h: f64,
    u: f64,
    rarity: Option<Rarity>,
}

struct Rarity {
    counted: usize,
    base: f64,
    weight: f64,
    /// log2 of the least frequency.
    minimum: f64,
    near: bool,
    /// log2 of how many times the average frequency stays without adjustment.
    above: Option<f64>,
    /// The value is not shared by a household, so rarity speaks against a household too.
    personal: bool,
}

impl Rarity {
    /// Bits that a value of relative frequency 2 to `bits` adds.
    fn of(&self, bits: f64) -> f64 {
        let bits = self.above.map_or(bits, |above| (bits - above).max(self.base));
        self.weight * (self.base - bits.max(self.minimum))
    }
}

/// What a comparison vector says of each kind of pair, as logarithms to base 2.
struct Base {
    person: f64,
    household: f64,
    unrelated: f64,
}

/// The trained model, ready to score pairs.
pub struct Scorer<'a> {
    linker: &'a Linker,
    prior: [f64; 3],
    households: bool,
    levels: Vec<Vec<LevelScore>>,
}

impl<'a> Scorer<'a> {
    /// A scorer for the model in the linker's settings; untrained levels count for nothing.
    #[must_use]
    pub fn new(linker: &'a Linker) -> Self {
        let settings = linker.settings();
        let households = settings.knows_households();
        let prior = settings.prior.unwrap_or(1e-4);
        let household = if households { settings.household_prior.unwrap_or(0.0) } else { 0.0 };
        let shared = shared_columns(settings);
        let levels = settings.comparisons.iter().enumerate().map(|(c, comparison)| {
            let of = |(l, level): (usize, &Level)| {
                let rarity = level.frequency.as_ref().and_then(|f| {
                    let column = parse(&f.column).ok()?;
                    let names = column.column_names();
                    let learned = f.near || comparison.within.is_some();
                    let base = if learned { f.base } else { exact_u(comparison, level, &column) };
                    Some(Rarity {
                        counted: linker.frequency_of(c, l)?,
                        base: base?.max(LEAST).log2(),
                        near: f.near,
                        above: f.above.map(f64::log2),
                        weight: f.weight,
                        minimum: f.minimum.log2(),
                        personal: !names.iter().all(|n| shared.contains(&n.to_lowercase())),
                    })
                });
                let bits = |p: Option<f64>| p.unwrap_or(1.0).max(LEAST).log2();
                let speaks = !level.neutral && level.m.is_some() && level.u.is_some();
                if speaks {
                    let (m, u) = (bits(level.m), bits(level.u));
                    LevelScore { m, h: level.h.map_or(u, |h| bits(Some(h))), u, rarity }
                } else {
                    LevelScore { m: 0.0, h: 0.0, u: 0.0, rarity: None }
                }
            };
            comparison.levels.iter().enumerate().map(of).collect()
        });
        let prior = [prior.log2(), household.max(LEAST).log2(), (1.0 - prior - household).log2()];
        Self { linker, prior, households, levels: levels.collect() }
    }

    /// The weight of a pair whose comparison vector is `vector`.
    #[must_use]
    pub fn weight(&self, vector: Vector, left: Record, right: Record) -> f64 {
        let base = self.base(vector);
        let rarities = self.reached(vector).filter_map(|level| level.rarity.as_ref());
        let (of_all, of_personal) = self.rarities(rarities, left, right);
        self.weighed(&base, of_all, of_personal)
    }

    /// The bits that the rarity of a pair's values adds: of all values, and of those that a household does
    /// not share.
    fn rarities<'r>(
        &self,
        rarities: impl Iterator<Item = &'r Rarity>,
        left: Record,
        right: Record,
    ) -> (f64, f64) {
        let (mut of_all, mut of_personal) = (0.0, 0.0);
        for rarity in rarities {
            let bits = self.rarity(rarity, left, right);
            of_all += bits;
            of_personal += if rarity.personal { bits } else { 0.0 };
        }
        (of_all, of_personal)
    }

    /// The levels that `vector` names, by comparison.
    fn reached(&self, vector: Vector) -> impl Iterator<Item = &LevelScore> {
        let of = move |(c, levels)| {
            let levels: &Vec<LevelScore> = levels;
            &levels[self.linker.level(vector, c)]
        };
        self.levels.iter().enumerate().map(of)
    }

    /// What the levels of `vector` say, whatever the values.
    fn base(&self, vector: Vector) -> Base {
        let [person, household, unrelated] = self.prior;
        let mut base = Base { person, household, unrelated };
        for level in self.reached(vector) {
            base.person += level.m;
            base.household += level.h;
            base.unrelated += level.u;
        }
        base
    }

    /// The weight of a pair, given the bits that rarity adds.
    fn weighed(&self, base: &Base, of_all: f64, of_personal: f64) -> f64 {
        let unrelated = base.unrelated - of_all;
        if self.households {
            base.person - log2_sum(base.household - of_personal, unrelated)
        } else {
            base.person - unrelated
        }
    }

    fn rarity(&self, rarity: &Rarity, left: Record, right: Record) -> f64 {
        match self.linker.log2_frequency(rarity.counted, rarity.near, left, right) {
            Some(bits) => rarity.of(bits),
            None => 0.0,
        }
    }

    /// The bits of prior odds: what a pair weighs before anything is compared.
    #[must_use]
    pub fn prior_weight(&self) -> f64 {
        self.prior[0] - log2_sum(self.prior[1], self.prior[2])
    }

    /// Compares and weighs two records; pairs that are forbidden weigh nothing ever.
    pub fn compare(&self, left: Record, right: Record, cache: &mut Cache) -> f64 {
        let (left, right) = (left.min(right), left.max(right));
        if !self.linker.is_possible(left, right) || self.linker.is_forbidden(left, right, cache) {
            return f64::NEG_INFINITY;
        }
        self.weight(self.linker.vector(left, right, cache), left, right)
    }

    /// Why a pair weighs what it does: the prior, each comparison, and the household's part.
    pub fn explain(&self, left: Record, right: Record, cache: &mut Cache) -> Vec<Evidence> {
        let vector = self.linker.vector(left, right, cache);
        let line = |name: &str, label: &str, weight, rarity| Evidence {
            name: name.to_owned(),
            label: label.to_owned(),
            weight,
            rarity,
        };
        let start = self.prior[0] - self.prior[2];
        let mut lines = vec![line("prior", "two random records", start, 0.0)];
        for (c, comparison) in self.linker.settings().comparisons.iter().enumerate() {
            let reached = self.linker.level(vector, c);
            let score = &self.levels[c][reached];
            let rarity = score.rarity.as_ref().map_or(0.0, |r| self.rarity(r, left, right));
            let label = &comparison.levels[reached].label;
            lines.push(line(&comparison.name, label, score.m - score.u, rarity));
        }
        if self.households {
            let told: f64 = lines.iter().map(|l| l.weight + l.rarity).sum();
            let rest = self.weight(vector, left, right) - told;
            lines.push(line("household", "how far two people of one home explain it", rest, 0.0));
        }
        lines
    }

    /// Scores every pair of `plan` and keeps those of at least `floor` bits, in the order of the plan.
    #[must_use]
    pub fn edges(&self, plan: &Plan, floor: f64) -> Scored {
        let parts = plan.run(self.linker, |task, cache| self.edges_of(plan, task, floor, cache));
        let mut all = Scored::default();
        parts.into_iter().for_each(|part| all.append(part));
        all
    }

    /// [`Scorer::edges`] without comparing again, where `compared` kept the pairs of `plan`.
    ///
    /// # Errors
    /// When the pairs were kept in a file that cannot be read.
    pub fn edges_among(
        &self,
        compared: &Compared,
        plan: &Plan,
        floor: f64,
    ) -> std::io::Result<Scored> {
        let weighing = Weighing::new(self, compared, floor);
        let of_task = |(cache, memory): &mut (Cache, Memory), pairs: &Vec<ComparedPair>| {
            let mut scored = Scored::default();
            for pair in pairs {
                let weight = weighing.of(pair, memory);
                self.keep(pair.left, pair.right, weight, floor, cache, &mut scored);
            }
            scored
        };
        let mut all = Scored::default();
        let were_kept = compared.for_each(plan, |tasks| {
            let parts: Vec<Scored> = tasks
                .par_iter()
                .map_init(|| (self.linker.cache(), Memory::default()), of_task)
                .collect();
            parts.into_iter().for_each(|part| all.append(part));
        })?;
        Ok(if were_kept { all } else { self.edges(plan, floor) })
    }

    fn keep(
        &self,
        left: Record,
        right: Record,
        weight: Weight,
        floor: f64,
        cache: &mut Cache,
        scored: &mut Scored,
    ) {
        scored.compared += 1;
        scored.below += weight.below;
        if weight.bits >= floor && !self.linker.is_forbidden(left, right, cache) {
            scored.edges.push(Edge { left, right, weight: weight.bits });
        }
    }

    /// Fresh similarity caches for one thread.
    #[must_use]
    pub fn cache(&self) -> Cache {
        self.linker.cache()
    }

    /// [`Scorer::edges`] for one task of the plan.
    pub fn edges_of(&self, plan: &Plan, task: usize, floor: f64, cache: &mut Cache) -> Scored {
        let mut scored = Scored::default();
        plan.for_each(self.linker, task, cache, |pairs, made, cache| {
            let vectors = self.linker.vectors(pairs, made, cache);
            for i in positions(made) {
                let (left, right) = pairs.records(i);
                let weight = Weight::of(self.weight(vectors[i], left, right), floor);
                self.keep(left, right, weight, floor, cache, &mut scored);
            }
        });
        scored
    }
}

/// The result of scoring.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scored {
    /// Pairs kept.
    pub edges: Vec<Edge>,
    /// Pairs compared.
    pub compared: u64,
    /// Expected pairs of one person among those dropped.
    pub below: f64,
}

impl Scored {
    /// Adds the result of another task.
    pub fn append(&mut self, other: Self) {
        self.edges.extend(other.edges);
        self.compared += other.compared;
        self.below += other.below;
    }
}

fn log2_sum(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    high + (1.0 + (low - high).exp2()).log2()
}

/// `u` of the level that compares the counted column for equality; the level's own when it says so.
fn exact_u(comparison: &Comparison, level: &Level, column: &Expression) -> Option<f64> {
    if level.frequency.as_ref().is_some_and(|f| f.own_u) {
        return level.u;
    }
    let equality = |left: Side, right: Side| {
        Expression::Compare(
            Comparator::Equal,
            Box::new(column.on(left)),
            Box::new(column.on(right)),
        )
    };
    let wanted = [equality(Side::Left, Side::Right), equality(Side::Right, Side::Left)];
    let exact = comparison
        .levels
        .iter()
        .find(|l| matches!(l.condition(), Ok(Some(condition)) if wanted.contains(&condition)));
    exact.and_then(|l| l.u).or(level.u)
}

#[cfg(test)]
mod tests;
