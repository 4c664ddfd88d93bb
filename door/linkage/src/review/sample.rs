//! A sample of pairs from every band of probability, and what its review says of the quality.
//!
//! The pairs nearest to even odds teach the model most, but say nothing of the rest. Here each band gives
//! the same number of pairs, drawn at random; every drawn pair carries the size of its band, so the file of
//! decisions alone suffices for estimates, on any machine.
//!
//! # Estimates
//! The share of one person within a band has Jeffreys' posterior Beta(s + ½, n − s + ½). Precision above a
//! threshold is `Σ N p / Σ N` over the bands above it; recall is `Σ N p` above over `Σ N p` of all bands, so
//! it is the recall *among the pairs that were kept*. Intervals are quantiles of draws.

use super::Decisions;
use crate::count::{Interval, interval_of};
use crate::random::Random;
use crate::score::Edge;
use serde::Serialize;
use std::collections::BTreeMap;

/// Lower ends of the bands of probability.
pub const BANDS: [f64; 8] = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.999];

/// A pair to review, with the band that it stands for if it was drawn from one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// The pair.
    pub edge: Edge,
    /// Its band.
    pub band: Option<Band>,
}

/// A band and the pairs in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band {
    /// Place among [`BANDS`].
    pub number: usize,
    /// Pairs of the band, reviewed or not.
    pub pairs: u64,
}

/// Quality above a threshold, by review.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reviewed {
    /// Probability from which pairs are taken.
    pub threshold: f64,
    /// Share of them that are one person.
    pub precision: Interval,
    /// Share of the kept pairs of one person that are taken.
    pub recall_of_kept: Interval,
}

/// Draws `each` pairs of every band, or all where there are fewer.
#[must_use]
pub fn sample(edges: &[Edge], each: usize, seed: u64) -> Vec<Chosen> {
    let mut bands: Vec<Vec<&Edge>> = vec![Vec::new(); BANDS.len()];
    for edge in edges {
        let probability = edge.probability();
        bands[BANDS.partition_point(|&least| least <= probability) - 1].push(edge);
    }
    let mut chosen = Vec::new();
    for (number, of_band) in bands.iter_mut().enumerate() {
        let mut random = Random::new(seed ^ 0x7361_6d70, number as u64);
        let band = Band { number, pairs: of_band.len() as u64 };
        for place in 0..each.min(of_band.len()) {
            let left = of_band.len() - place;
            of_band.swap(place, place + random.below(left));
            chosen.push(Chosen { edge: *of_band[place], band: Some(band) });
        }
    }
    chosen
}

/// The `most` pairs nearest to even odds.
#[must_use]
pub fn least_certain(edges: &[Edge], most: usize) -> Vec<Chosen> {
    let mut uncertain: Vec<&Edge> = edges.iter().collect();
    uncertain.sort_unstable_by(|a, b| {
        a.weight.abs().total_cmp(&b.weight.abs()).then((a.left, a.right).cmp(&(b.left, b.right)))
    });
    uncertain.into_iter().take(most).map(|&edge| Chosen { edge, band: None }).collect()
}

/// What a band's review found.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    pairs: u64,
    reviewed: f64,
    same: f64,
}

impl Decisions {
    /// Precision and recall at each band's lower end, from the sampled pairs on which reviewers agree;
    /// empty without a sample.
    #[must_use]
    pub fn quality(&self, seed: u64) -> Vec<Reviewed> {
        let mut bands: BTreeMap<usize, Found> = BTreeMap::new();
        for (pair, same) in self.agreed() {
            if let Some(band) = self.bands.get(&pair) {
                let found = bands.entry(band.number).or_default();
                found.pairs = band.pairs;
                found.reviewed += 1.0;
                found.same += f64::from(u8::from(same));
            }
        }
        let thresholds = bands.keys().map(|&number| (number, BANDS[number])).skip(1);
        thresholds.map(|(number, least)| quality_above(&bands, number, least, seed)).collect()
    }
}

fn quality_above(
    bands: &BTreeMap<usize, Found>,
    from: usize,
    threshold: f64,
    seed: u64,
) -> Reviewed {
    const DRAWS: u64 = 2_000;
    let (mut precision, mut recall) = (Vec::new(), Vec::new());
    for draw in 0..DRAWS {
        let mut random = Random::new(seed ^ 0x7175_616c, draw);
        let (mut taken, mut right, mut all) = (0.0, 0.0, 0.0);
        for (&number, found) in bands {
            let (s, n) = (found.same, found.reviewed);
            let (yes, no) = (random.gamma(s + 0.5), random.gamma(n - s + 0.5));
            let expected = found.pairs as f64 * yes / (yes + no);
            all += expected;
            if number >= from {
                taken += found.pairs as f64;
                right += expected;
            }
        }
        precision.push(right / taken);
        recall.push(right / all);
    }
    Reviewed {
        threshold,
        precision: interval_of(precision, 0.9),
        recall_of_kept: interval_of(recall, 0.9),
    }
}

#[cfg(test)]
mod tests;
