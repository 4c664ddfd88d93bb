//! How many matches no rule made: the part of recall that labels are usually needed for.
//!
//! # Definition
//! A rule makes a pair when all its values agree. Among pairs of one person, whether the values of one
//! property agree is taken as independent of the other properties, as in the model itself. Pairs of one
//! person are then simulated by taking the agreement of each property from a different likely match, and
//! the share that no rule makes is counted. Likely matches were made by some rule and so agree too
//! often; the simulated misses are added to the pool and the simulation repeated until it settles.
//!
//! A missed pair costs a join only if nothing else connects the records. That is taken to be so for
//! pairs that are all that their person has, and for one in eight of the others (what generated lists
//! showed).

use crate::linker::Linker;
use crate::random::Random;
use crate::score::Scored;
use hashbrown::HashMap;
use serde::Serialize;

/// How the share is simulated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulation {
    /// Simulated pairs.
    pub pairs: usize,
    /// Likely matches looked at, at most.
    pub matches: usize,
    /// Seed.
    pub seed: u64,
}

impl Default for Simulation {
    fn default() -> Self {
        Self { pairs: 50_000, matches: 50_000, seed: 1 }
    }
}

/// Matches that were not seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Missed {
    /// Estimated share of all matches that some rule makes.
    pub recall: f64,
    /// Matches expected among pairs that were not kept.
    pub pairs: f64,
    /// Joins of persons that these would have made.
    pub joins: f64,
}

/// Estimates the matches that the rules of `linker` missed and those below the floor.
#[must_use]
pub fn missed(linker: &Linker, scored: &Scored, simulation: &Simulation) -> Missed {
    let seen: f64 = scored.edges.iter().map(|e| e.probability()).sum();
    let groups = linker.rule_groups();
    let patterns = likely_matches(linker, scored, simulation, &groups);
    let recall = if patterns.is_empty() { 1.0 } else { simulate(&groups, &patterns, simulation) };
    let pairs = (seen + scored.below) * (1.0 - recall) / recall.max(0.05) + scored.below;
    Missed { recall, pairs, joins: pairs * share_alone(scored) }
}

/// The equalities of all rules, by the property they belong to.
pub(crate) struct RuleGroups {
    /// By property: slots of left and right value.
    pub terms: Vec<Vec<(usize, usize)>>,
    /// By rule: property and bit of each of its equalities.
    pub rules: Vec<Vec<(usize, u32)>>,
}

/// Which equalities hold, per property, for likely matches.
fn likely_matches(
    linker: &Linker,
    scored: &Scored,
    simulation: &Simulation,
    groups: &RuleGroups,
) -> Vec<Vec<u64>> {
    let sure: Vec<_> = scored.edges.iter().filter(|e| e.weight > 0.0).collect();
    let step = (sure.len() / simulation.matches.max(1)).max(1);
    sure.iter()
        .step_by(step)
        .map(|e| {
            let (l, r) = (linker.rows().codes(e.left), linker.rows().codes(e.right));
            let holds = |&(a, b): &(usize, usize)| u64::from(l[a] != 0 && l[a] == r[b]);
            let pattern = |terms: &Vec<(usize, usize)>| {
                terms.iter().enumerate().fold(0, |bits, (i, t)| bits | holds(t) << i)
            };
            groups.terms.iter().map(pattern).collect()
        })
        .collect()
}

fn simulate(groups: &RuleGroups, patterns: &[Vec<u64>], simulation: &Simulation) -> f64 {
    let mut missed_pool: Vec<Vec<u64>> = Vec::new();
    let mut recall = 1.0;
    for round in 0..6 {
        let mut random = Random::new(simulation.seed ^ 0x7265_6361, round);
        let mut misses = Vec::new();
        let draw = |property: usize, random: &mut Random| {
            let from_missed = !missed_pool.is_empty() && random.unit() > recall;
            let pool = if from_missed { &missed_pool } else { patterns };
            pool[random.below(pool.len())][property]
        };
        for _ in 0..simulation.pairs {
            let pair: Vec<u64> = (0..groups.terms.len()).map(|p| draw(p, &mut random)).collect();
            let made =
                |rule: &Vec<(usize, u32)>| rule.iter().all(|&(p, bit)| pair[p] >> bit & 1 == 1);
            if !groups.rules.iter().any(made) {
                misses.push(pair);
            }
        }
        recall = 1.0 - misses.len() as f64 / simulation.pairs as f64;
        missed_pool = misses;
    }
    recall
}

/// Share of matched pairs whose loss separates a person.
fn share_alone(scored: &Scored) -> f64 {
    let mut links: HashMap<u32, u32> = HashMap::new();
    for edge in scored.edges.iter().filter(|e| e.weight > 0.0) {
        *links.entry(edge.left).or_default() += 1;
        *links.entry(edge.right).or_default() += 1;
    }
    let (mut alone, mut all) = (0.0, 0.0);
    for edge in scored.edges.iter().filter(|e| e.weight > 0.0) {
        all += 1.0;
        alone += f64::from(u8::from(links[&edge.left] == 1 && links[&edge.right] == 1));
    }
    let alone = if all > 0.0 { alone / all } else { 1.0 };
    alone + (1.0 - alone) / 8.0
}
