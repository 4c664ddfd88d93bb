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

use crate::blocking::{Plan, RuleCost};
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
    let recall = recall_of(&simulate(&groups, &patterns, simulation));
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

/// By simulated pair of one person: which rules make it, as bits. Empty without likely matches.
fn simulate(groups: &RuleGroups, patterns: &[Vec<u64>], simulation: &Simulation) -> Vec<u64> {
    let mut made_by = Vec::new();
    if patterns.is_empty() {
        return made_by;
    }
    let mut missed_pool: Vec<Vec<u64>> = Vec::new();
    for round in 0..6 {
        let recall = recall_of(&made_by);
        let mut random = Random::new(simulation.seed ^ 0x7265_6361, round);
        let mut misses = Vec::new();
        let draw = |property: usize, random: &mut Random| {
            let from_missed = !missed_pool.is_empty() && random.unit() > recall;
            let pool = if from_missed { &missed_pool } else { patterns };
            pool[random.below(pool.len())][property]
        };
        made_by.clear();
        for _ in 0..simulation.pairs {
            let pair: Vec<u64> = (0..groups.terms.len()).map(|p| draw(p, &mut random)).collect();
            let makes =
                |rule: &Vec<(usize, u32)>| rule.iter().all(|&(p, bit)| pair[p] >> bit & 1 == 1);
            let rules = groups.rules.iter().take(RULES).enumerate();
            let bits = rules.fold(0, |bits, (i, rule)| bits | u64::from(makes(rule)) << i);
            if bits == 0 {
                misses.push(pair);
            }
            made_by.push(bits);
        }
        missed_pool = misses;
    }
    made_by
}

/// Rules that are told apart, at most.
const RULES: usize = u64::BITS as usize;

/// Share of the pairs that some rule makes; 1 of no pairs.
fn recall_of(made_by: &[u64]) -> f64 {
    let made = made_by.iter().filter(|&&bits| bits != 0).count();
    if made_by.is_empty() { 1.0 } else { made as f64 / made_by.len() as f64 }
}

/// One rule among several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// The rule.
    pub rule: String,
    /// Pairs that it makes.
    pub pairs: u64,
    /// Share of all matches that it makes alone.
    pub alone: f64,
    /// Share of all matches that it makes with all suggestions before it; 0 when it is not suggested.
    pub together: f64,
    /// It is among the rules that reach the wished share.
    pub suggested: bool,
}

/// Which rules of `linker` together make the `wished` share of all matches, cheaply: each time, the one
/// that makes the most further matches a pair. Suggested rules come first, in that order, then the others.
///
/// `plan` and `scored` are of the same rules, of which the first 64 are looked at.
#[must_use]
pub fn suggest(
    linker: &Linker,
    plan: &Plan,
    scored: &Scored,
    wished: f64,
    simulation: &Simulation,
) -> Vec<Suggestion> {
    let groups = linker.rule_groups();
    let patterns = likely_matches(linker, scored, simulation, &groups);
    let made_by = simulate(&groups, &patterns, simulation);
    let share = |count: usize| count as f64 / made_by.len().max(1) as f64;
    let made = |rules: u64, not: u64| {
        made_by.iter().filter(|&&bits| bits & rules != 0 && bits & not == 0).count()
    };
    let of = |(i, cost): (usize, &RuleCost)| Suggestion {
        rule: cost.rule.clone(),
        pairs: cost.pairs,
        alone: share(made(1 << i, 0)),
        together: 0.0,
        suggested: false,
    };
    let mut rules: Vec<(usize, Suggestion)> =
        plan.costs.iter().take(RULES).enumerate().map(|r| (r.0, of(r))).collect();
    let (mut chosen, mut out) = (0_u64, Vec::new());
    while share(made(chosen, 0)) < wished {
        let worth = |(i, s): &(usize, Suggestion)| {
            made(1 << i, chosen) as f64 / (s.pairs as f64 + linker.table().len() as f64)
        };
        let best = (0..rules.len()).max_by(|&a, &b| worth(&rules[a]).total_cmp(&worth(&rules[b])));
        let Some(best) = best.filter(|&b| worth(&rules[b]) > 0.0) else {
            break;
        };
        let (i, mut suggestion) = rules.remove(best);
        chosen |= 1 << i;
        suggestion.together = share(made(chosen, 0));
        suggestion.suggested = true;
        out.push(suggestion);
    }
    out.extend(rules.into_iter().map(|(_, suggestion)| suggestion));
    out
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Scorer;
    use crate::testing::{THREE, linker, noisy};

    #[test]
    fn the_cheapest_rules_that_reach_the_wished_share_are_suggested() {
        let rules = "[\"a\", \"substr(a, 1, 5)\", \"b\", \"c\"]";
        let settings =
            THREE.replace("[\"a\", \"b\", \"c\"]", rules).replace("prior = 0.01", "prior = 0.2");
        let mut linker = linker(&settings, &[&noisy(400, 0.9, 1)]);
        let plan = Plan::new(&mut linker, 1_000);
        let scored = Scorer::new(&linker).edges(&plan, -3.0);
        let of = |wished| suggest(&linker, &plan, &scored, wished, &Simulation::default());
        let suggested = |wished| of(wished).into_iter().filter(|s| s.suggested).count();
        // Two of three values must agree for a likely match. A value survives twice with q = 0.81, so it
        // agrees in (q³ + 2q²(1 − q)) / (q³ + 3q²(1 − q)) = 0.86 of them.
        let all = of(0.8);
        let first = all.first().unwrap();
        assert!((first.alone - 0.86).abs() < 0.05 && first.together >= 0.8, "{first:?}");
        assert!(suggested(0.5) == 1 && suggested(0.95) >= 2);
        let dear = all.iter().find(|s| s.rule.starts_with("substr")).unwrap();
        assert!(!dear.suggested && dear.pairs > 100 * first.pairs, "every pair is too dear");
        let shares: Vec<f64> = of(0.99).iter().map(|s| s.together).collect();
        let chosen = suggested(0.99);
        assert!(shares[..chosen].windows(2).all(|w| w[0] < w[1]), "{shares:?}");
    }
}
