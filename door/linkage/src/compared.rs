//! The comparison vectors of all blocked pairs: counted for training, kept for scoring while they are few.
//!
//! Training needs only how often each vector occurs. Scoring needs the vector of every pair again, and
//! comparing is what costs; so up to a limit, each pair is kept with the place of its vector, in 12 bytes.
//! Beyond the limit nothing is kept and scoring compares anew: slower, in bounded memory, with the same
//! result.

use crate::blocking::Plan;
use crate::linker::{Linker, Vector};
use crate::table::Record;
use hashbrown::HashMap;

/// How often each comparison vector occurs among the blocked pairs.
pub type Counts = Vec<(Vector, u64)>;

/// A pair with the place of its vector among the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ComparedPair {
    pub left: Record,
    pub right: Record,
    pub vector: u32,
}

/// What comparing the blocked pairs gave.
pub struct Compared {
    counts: Counts,
    kept: Option<Vec<Vec<ComparedPair>>>,
}

/// Pairs kept when nothing else is said: 300 MB.
pub const KEPT: u64 = 25_000_000;

impl Compared {
    /// Compares all pairs of `plan`. The pairs themselves are kept when the rules make at most `most`.
    ///
    /// Cost: one comparison a pair, which is most of the time of a linkage.
    #[must_use]
    pub fn new(linker: &Linker, plan: &Plan, most: u64) -> Self {
        let keep = plan.costs.last().is_some_and(|c| c.cumulative <= most);
        let parts = plan.run(linker, |task, cache| {
            let mut part = Part::default();
            plan.for_each(linker, task, cache, |left, right, cache| {
                let vector = part.place(linker.vector(left, right, cache));
                if keep {
                    part.pairs.push(ComparedPair { left, right, vector });
                }
            });
            part
        });
        let mut all: HashMap<Vector, u64> = HashMap::new();
        for (vector, count) in parts.iter().flat_map(|p| &p.counts) {
            *all.entry(*vector).or_default() += count;
        }
        let mut counts: Counts = all.into_iter().collect();
        counts.sort_unstable();
        let kept = keep.then(|| parts.into_iter().map(|p| p.placed_among(&counts)).collect());
        Self { counts, kept }
    }

    /// How often each vector occurs, in ascending order of vector.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The pairs by task, if they were kept.
    pub(crate) fn kept(&self) -> Option<&[Vec<ComparedPair>]> {
        self.kept.as_deref()
    }
}

/// The vectors of one task, in order of appearance.
#[derive(Default)]
struct Part {
    places: HashMap<Vector, u32>,
    counts: Counts,
    pairs: Vec<ComparedPair>,
}

impl Part {
    fn place(&mut self, vector: Vector) -> u32 {
        let next = self.counts.len() as u32;
        let place = *self.places.entry(vector).or_insert(next);
        if place == next {
            self.counts.push((vector, 0));
        }
        self.counts[place as usize].1 += 1;
        place
    }

    fn placed_among(mut self, all: &Counts) -> Vec<ComparedPair> {
        let place = |vector: &Vector| all.binary_search_by_key(vector, |(v, _)| *v);
        let places: Vec<u32> = self
            .counts
            .iter()
            .map(|(v, _)| place(v).expect("every vector of a part is among all") as u32)
            .collect();
        self.pairs.iter_mut().for_each(|p| p.vector = places[p.vector as usize]);
        self.pairs.shrink_to_fit();
        self.pairs
    }
}
