//! Which cells are sensitive, and how far each must be able to move.

use std::collections::BTreeMap;

use super::Direction;
use crate::cells::CellId;
use crate::workload::Dominance;

/// How far a cell must be able to move, as far as an attacker can tell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Protection {
    /// So much less than its value.
    pub lower: f64,
    /// So much more.
    pub upper: f64,
}

impl Protection {
    /// By how much a cell must be able to move that way, with its sign.
    pub(super) fn amount(&self, direction: Direction) -> f64 {
        match direction {
            Direction::Up => self.upper,
            Direction::Down => -self.lower,
        }
    }
}

/// Counts of 1 to one below `threshold`: each must look like anything from 0 to the threshold.
///
/// A zero is no count of anybody and is shown; who must hide that a group has nobody in it merges
/// codes.
#[must_use]
pub fn sensitive_counts(counts: &[f64], threshold: u64) -> BTreeMap<CellId, Protection> {
    let threshold = threshold as f64;
    let small = counts.iter().enumerate().filter(|&(_, &count)| count > 0.0 && count < threshold);
    small
        .map(|(cell, &count)| (cell, Protection { lower: count, upper: threshold - count }))
        .collect()
}

/// Sums over few or unequal contributors.
///
/// With contributions `x1 ≥ x2 ≥ …` of sum `T`: the p% rule wants `T − x1 − x2 ≥ within · x1`, the
/// (n, k) rule `x1 + … + xn ≤ share · T`; the protection is what is missing (Hundepool et al.,
/// *Statistical Disclosure Control*, 2012, section 4.2). A sum over a small count must look like
/// anything from nothing to twice itself.
#[must_use]
pub fn sensitive_sums(
    sums: &[f64],
    counts: &[f64],
    largest: &[Vec<f64>],
    threshold: u64,
    dominance: &Dominance,
) -> BTreeMap<CellId, Protection> {
    let mut sensitive = BTreeMap::new();
    for (cell, (&sum, &count)) in sums.iter().zip(counts).enumerate() {
        if sum <= 0.0 {
            continue;
        }
        let few = count > 0.0 && count < threshold as f64;
        let largest = &largest[cell];
        let x1 = largest.first().copied().unwrap_or_default();
        let x2 = largest.get(1).copied().unwrap_or_default();
        let near = dominance.within * x1 - (sum - x1 - x2);
        let top: f64 = largest.iter().take(dominance.largest).sum();
        let heavy = top / dominance.share - sum;
        let missing = if few { sum } else { near.max(heavy) };
        if missing > 1e-9 {
            let protection = Protection { lower: missing.min(sum), upper: missing };
            sensitive.insert(cell, protection);
        }
    }
    sensitive
}
