//! The model's probabilities, learned without labels.
//!
//! - `u`, the probability of each level among unrelated people, comes from random pairs.
//! - The first guess of the prior comes from rules that are nearly always right.
//! - `m`, the prior, and the household class `h` come from expectation maximisation over *counts of
//!   comparison vectors* of the blocked pairs ([`em`]), so its cost does not grow with the pairs.

pub mod em;

use crate::blocking::{Plan, count_pairs};
use crate::compared::{Compared, Counts};
use crate::dictionary::{Code, MISSING};
use crate::linker::{Linker, Vector};
use crate::program::{Cache, TOGETHER};
use crate::random::Random;
use crate::settings::{Comparison, Level, LinkKind};
use crate::table::Record;
use em::{Model, Observed, Shape};
use hashbrown::HashMap;
use rayon::prelude::*;
use serde::Serialize;
use std::ops::Range;

/// How training is done.
#[derive(Debug, Clone, Serialize)]
pub struct Training {
    /// Random pairs for `u`.
    pub random_pairs: u64,
    /// Seed of the random pairs.
    pub seed: u64,
    /// Rounds of expectation maximisation at most.
    pub rounds: usize,
    /// Stop when no probability moves by more.
    pub tolerance: f64,
    /// Learn a class for different people of one household.
    pub households: bool,
    /// Blocks of more records than this are left out when counting certain pairs.
    pub largest_block: u32,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            random_pairs: 1_000_000,
            seed: 1,
            rounds: 500,
            tolerance: 1e-7,
            households: true,
            largest_block: 10_000,
        }
    }
}

/// What was learned besides the probabilities themselves.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Learned {
    /// Rounds until convergence, or the most allowed.
    pub rounds: usize,
    /// True when the probabilities had settled.
    pub converged: bool,
    /// Pairs that the blocking rules made.
    pub pairs: u64,
    /// Different comparison vectors among them.
    pub vectors: usize,
    /// Expected pairs of one person among them.
    pub expected_matches: f64,
    /// Expected pairs of one household among them.
    pub expected_household: f64,
    /// Things a reader should know before trusting the model.
    pub warnings: Vec<String>,
}

/// Learns the model of `linker` from the pairs of `plan` and writes it into its settings.
pub fn train(linker: &mut Linker, plan: &Plan, training: &Training) -> Learned {
    let compared = Compared::new(linker, plan, 0);
    learn(linker, compared.counts(), training)
}

/// [`train`] from counts already made.
pub fn learn(linker: &mut Linker, counts: &Counts, training: &Training) -> Learned {
    learn_with(linker, counts, &[], training)
}

/// [`learn`] where people have decided some of the pairs: these count as what they were found to be.
pub fn learn_with(
    linker: &mut Linker,
    counts: &Counts,
    decided: &[(Vector, bool)],
    training: &Training,
) -> Learned {
    let observed = Observed { counts, decided };
    let mut warnings = Vec::new();
    let (random, speaking) = random_levels(linker, training, &mut warnings);
    let possible = linker.possible_pairs();
    let prior = first_prior(linker, training, possible);
    let shape = Shape::of(linker, &speaking);
    let fit = |households: bool| {
        let start = Model::start(&shape, &random, prior, households);
        em::maximise(&shape, linker, &observed, possible, start, training)
    };
    let mut outcome = fit(training.households && shape.can_share());
    if outcome.model.is_second_person(&shape) {
        warnings.push("no households were found in these lists; the model has two classes".into());
        outcome = fit(false);
    }
    let pairs = counts.iter().map(|(_, n)| n).sum();
    outcome.model.write(linker.settings_mut());
    note_unobserved(linker, &outcome.seen, &mut warnings);
    Learned {
        rounds: outcome.rounds,
        converged: outcome.converged,
        pairs,
        vectors: counts.len(),
        expected_matches: outcome.matches,
        expected_household: outcome.household,
        warnings,
    }
}

/// Pairs that certain rules find, over their recall and the possible pairs.
fn first_prior(linker: &Linker, training: &Training, possible: f64) -> f64 {
    if linker.certain().is_empty() {
        let stated = linker.settings().prior;
        return stated.unwrap_or(linker.table().len() as f64 / possible / 4.0).clamp(1e-12, 0.5);
    }
    let found = count_pairs(linker, linker.certain(), training.largest_block) as f64;
    (found.max(1.0) / linker.settings().certain_recall / possible).clamp(1e-12, 0.5)
}

/// What random pairs show of one comparison, by level.
#[derive(Clone)]
struct Tally {
    pairs: [u64; 256],
    /// Sum of inverse frequencies, in 1/256: whole numbers add up alike in any order of threads.
    inverse: [u64; 256],
}

impl Tally {
    const EMPTY: Self = Self { pairs: [0; 256], inverse: [0; 256] };

    fn add(&mut self, other: &Self) {
        self.pairs.iter_mut().zip(&other.pairs).for_each(|(a, b)| *a += b);
        self.inverse.iter_mut().zip(&other.inverse).for_each(|(a, b)| *a += b);
    }
}

/// Share of each level among random pairs where it could be told, per comparison, and the share where it
/// could. Learns the base of near-agreement frequencies on the way.
fn random_levels(
    linker: &mut Linker,
    training: &Training,
    warnings: &mut Vec<String>,
) -> (Vec<Vec<f64>>, Vec<f64>) {
    let parts = training.random_pairs.div_ceil((GROUP * (GROUP - 1) / 2) as u64);
    let comparisons = linker.settings().comparisons.len();
    let shown: &Linker = linker;
    let tallies = (0..parts)
        .into_par_iter()
        .map_init(|| shown.cache(), |cache, part| tally(shown, training.seed, part, cache))
        .reduce(
            || vec![Tally::EMPTY; comparisons],
            |mut total, part| {
                total.iter_mut().zip(&part).for_each(|(t, p)| t.add(p));
                total
            },
        );
    learn_bases(linker, &tallies);
    let equals: Vec<_> = (0..comparisons).map(|i| linker.share_of_equals(i)).collect();
    learn_bases_within(linker, &equals);
    let settings = linker.settings();
    let shares = (0..comparisons).map(|i| {
        let comparison = &settings.comparisons[i];
        let shares = shares_of(&comparison.levels, &tallies[i].pairs);
        let exact = equals[i].as_ref().map(|e| (e.level, e.share));
        settle(&comparison.levels, shares, &tallies[i].pairs, exact, &comparison.name, warnings)
    });
    let shares = shares.collect();
    let speaking = |(tally, comparison): (&Tally, &Comparison)| {
        let levels = comparison.levels.iter().zip(&tally.pairs);
        let speaking: u64 = levels.filter(|(l, _)| !l.neutral).map(|(_, n)| n).sum();
        speaking.max(1) as f64 / tally.pairs.iter().sum::<u64>().max(1) as f64
    };
    (shares, tallies.iter().zip(&settings.comparisons).map(speaking).collect())
}

/// Where a property is only compared within a group, the frequency at which exact agreement adjusts nothing
/// is its share among all pairs: a value is counted over all records, too.
fn learn_bases_within(linker: &mut Linker, equals: &[Option<Equals>]) {
    for (comparison, equals) in linker.settings_mut().comparisons.iter_mut().zip(equals) {
        let Some(equals) = equals.as_ref().filter(|_| comparison.within.is_some()) else {
            continue;
        };
        if let Some(frequency) = comparison.levels[equals.level].frequency.as_mut() {
            frequency.base = Some(equals.among_all);
        }
    }
}

/// All pairs within random groups of [`GROUP`] records: as unbiased as separate pairs, and the records
/// of a group stay in the processor's cache.
fn tally(linker: &Linker, seed: u64, part: u64, cache: &mut Cache) -> Vec<Tally> {
    let mut random = Random::new(seed, part);
    let mut tallies = vec![Tally::EMPTY; linker.settings().comparisons.len()];
    let n = linker.table().len();
    let group: Vec<Record> = (0..GROUP).map(|_| random.below(n) as Record).collect();
    linker.rows().touch(&group);
    let pairs: Vec<(Record, Record)> = group
        .iter()
        .enumerate()
        .flat_map(|(i, &x)| group[i + 1..].iter().map(move |&y| (x.min(y), x.max(y))))
        .filter(|&(a, b)| linker.is_possible(a, b))
        .collect();
    for records in pairs.chunks(TOGETHER) {
        let mut pairs = linker.pairs(records);
        let all = pairs.all();
        let vectors = linker.vectors(&mut pairs, all, cache);
        for (&(a, b), vector) in records.iter().zip(vectors) {
            for (comparison, tally) in tallies.iter_mut().enumerate() {
                let level = linker.level(vector, comparison);
                tally.pairs[level] += 1;
                let frequency = linker
                    .frequency_of(comparison, level)
                    .and_then(|counted| linker.log2_frequency(counted, true, a, b));
                tally.inverse[level] += frequency.map_or(0, |bits| (8.0 - bits).exp2() as u64);
            }
        }
    }
    tallies
}

/// Records per random group.
const GROUP: usize = 128;

/// The frequency at which near agreement adjusts nothing: the inverse of the mean inverse frequency
/// among random pairs of the level.
fn learn_bases(linker: &mut Linker, tallies: &[Tally]) {
    for (comparison, tally) in linker.settings_mut().comparisons.iter_mut().zip(tallies) {
        for (level, of_level) in comparison.levels.iter_mut().enumerate() {
            if let Some(frequency) = of_level.frequency.as_mut().filter(|f| f.near) {
                let (pairs, inverse) = (tally.pairs[level], tally.inverse[level]);
                frequency.base =
                    (pairs >= 5 && inverse > 0).then(|| 256.0 * pairs as f64 / inverse as f64);
            }
        }
    }
}

/// Counts of the levels that speak, as shares; half an observation stands for a level never seen.
fn shares_of(levels: &[Level], counts: &[u64; 256]) -> Vec<f64> {
    let scored = |i: usize| !levels[i].neutral;
    let amount = |i: usize| if scored(i) { (counts[i] as f64).max(0.5) } else { 0.0 };
    let total: f64 = (0..levels.len()).map(amount).sum();
    (0..levels.len()).map(|i| amount(i) / total.max(1.0)).collect()
}

/// Replaces the sampled share of an exact-match level by its exact value and rescales the others.
fn settle(
    levels: &[Level],
    mut shares: Vec<f64>,
    counts: &[u64; 256],
    exact: Option<(usize, f64)>,
    name: &str,
    warnings: &mut Vec<String>,
) -> Vec<f64> {
    if let Some((level, share)) = exact {
        let rest = 1.0 - shares[level];
        let scale = if rest > 0.0 { (1.0 - share) / rest } else { 0.0 };
        for (i, s) in shares.iter_mut().enumerate() {
            *s = if i == level { share } else { *s * scale };
        }
    }
    for (i, level) in levels.iter().enumerate() {
        let sampled = exact.is_none_or(|(l, _)| l != i);
        if !level.neutral && sampled && counts[i] < 20 {
            warnings.push(format!(
                "{name}, level \"{}\": u rests on {} random pairs",
                level.label, counts[i]
            ));
        }
    }
    shares
}

fn note_unobserved(linker: &Linker, seen: &[Vec<u64>], warnings: &mut Vec<String>) {
    for (comparison, counts) in linker.settings().comparisons.iter().zip(seen) {
        for (level, &count) in comparison.levels.iter().zip(counts) {
            if count == 0 && !level.neutral {
                warnings.push(format!(
                    "{}, level \"{}\": never observed among the compared pairs",
                    comparison.name, level.label
                ));
            }
        }
    }
}

/// How often plain equality of a value holds by chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Equals {
    level: usize,
    /// Its exact share of the possible pairs that are compared.
    share: f64,
    /// Its share of all possible pairs where both have a value.
    among_all: f64,
}

impl Linker {
    /// For a comparison whose first level that speaks is plain equality of one value: its share of
    /// possible pairs, from the counts of values alone.
    fn share_of_equals(&self, comparison: usize) -> Option<Equals> {
        let of = &self.settings().comparisons[comparison];
        let level = of.levels.iter().position(|l| !l.neutral)?;
        let slot = self.equality_slot(comparison, level)?;
        let groups = match of.group() {
            Some(name) => Some(self.table().column(name)?.codes.as_slice()),
            None => None,
        };
        let (mut all, mut grouped) = (Pairs::default(), Pairs::default());
        let mut add = |records: Range<Record>, sign: f64| {
            let span = records.start as usize..records.end as usize;
            let codes = &self.column(slot)[span.clone()];
            all.add(&self.pairs_of(codes.iter().copied()), sign);
            if let Some(groups) = groups {
                grouped.add(&pairs_in_groups(codes, &groups[span]), sign);
            }
        };
        add(0..self.table().len() as Record, 1.0);
        if self.settings().link == LinkKind::Link {
            self.table().lists().iter().for_each(|list| add(list.records.clone(), -1.0));
        }
        let compared = match (&of.within, &of.beyond) {
            (Some(_), _) => grouped,
            (None, Some(_)) => {
                let mut beyond = all;
                beyond.add(&grouped, -1.0);
                beyond
            }
            (None, None) => all,
        };
        let (share, among_all) = (compared.share(), all.share());
        (compared.all > 0.0).then_some(Equals { level, share, among_all })
    }

    /// Pairs of values that are present, and those of them that are the same.
    fn pairs_of(&self, codes: impl Iterator<Item = Code>) -> Pairs {
        // Counts by code, as whole numbers: each further equal value pairs with those before it.
        let mut counts = vec![0_u32; self.table().dictionary.len()];
        let (mut present, mut same) = (0_u64, 0_u64);
        for code in codes.filter(|&code| code != MISSING) {
            let count = &mut counts[code as usize];
            (present, same) = (present + 1, same + u64::from(*count));
            *count += 1;
        }
        let n = present as f64;
        Pairs { all: n * (n - 1.0) / 2.0, same: same as f64 }
    }
}

/// The same among pairs of one group; who has no group is in none.
fn pairs_in_groups(codes: &[Code], groups: &[Code]) -> Pairs {
    let mut counts: HashMap<(Code, Code), u32> = HashMap::new();
    let (mut all, mut same) = (0_u64, 0_u64);
    let present = codes.iter().zip(groups).filter(|(c, g)| **c != MISSING && **g != MISSING);
    for (&code, &group) in present {
        for (key, pairs) in [((group, MISSING), &mut all), ((group, code), &mut same)] {
            let count = counts.entry(key).or_default();
            *pairs += u64::from(*count);
            *count += 1;
        }
    }
    Pairs { all: all as f64, same: same as f64 }
}

/// Numbers of pairs of records.
#[derive(Debug, Clone, Copy, Default)]
struct Pairs {
    all: f64,
    same: f64,
}

impl Pairs {
    fn add(&mut self, other: &Self, sign: f64) {
        self.all += sign * other.all;
        self.same += sign * other.same;
    }

    /// A tenth of a pair stands for none.
    fn share(&self) -> f64 {
        (self.same / self.all).max(0.1 / self.all)
    }
}

#[cfg(test)]
mod tests;
