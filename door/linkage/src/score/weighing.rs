//! The weights of many pairs of few comparison vectors.
//!
//! What a vector says is added up once. Of a pair, only the rarity of its values is left to be looked up,
//! and not even that where no rarity could lift the pair to anything. Pairs of one block mostly share
//! vector and rarity, so that their weights, which take logarithms, are remembered.

use super::{Base, NOTHING, Rarity, Scorer, probability_of};
use crate::compared::{Compared, ComparedPair};
use std::ops::Range;

/// The weights of all vectors that occur.
pub(super) struct Weighing<'s> {
    scorer: &'s Scorer<'s>,
    floor: f64,
    vectors: Vec<Weighed>,
    rarities: Vec<&'s Rarity>,
}

/// What a pair weighs, and what its probability adds to the pairs that are dropped.
#[derive(Clone, Copy, Default)]
pub(super) struct Weight {
    pub bits: f64,
    pub below: f64,
}

enum Weighed {
    /// Every pair weighs this, or so little that it is all the same.
    Always(Weight),
    /// These rarities come on top.
    With(Base, Range<usize>),
}

/// Weights computed lately, by vector and the bits that rarity adds: bounded, private to a thread and without
/// influence on results.
pub(super) struct Memory(Vec<((u32, u64, u64), Weight)>);

impl Default for Memory {
    fn default() -> Self {
        Self(vec![((u32::MAX, 0, 0), Weight::default()); 1 << Self::BITS])
    }
}

impl Memory {
    /// Small enough for the processor's own caches.
    const BITS: u32 = 10;

    fn weight(&mut self, key: (u32, u64, u64), compute: impl FnOnce() -> Weight) -> Weight {
        let mixed = u64::from(key.0) ^ key.1.rotate_left(21) ^ key.2.rotate_left(42);
        let place = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - Self::BITS);
        let entry = &mut self.0[place as usize];
        if entry.0 != key {
            *entry = (key, compute());
        }
        entry.1
    }
}

impl<'s> Weighing<'s> {
    pub(super) fn new(scorer: &'s Scorer<'s>, compared: &Compared, floor: f64) -> Self {
        let mut rarities: Vec<&Rarity> = Vec::new();
        let mut of = |vector| {
            let start = rarities.len();
            rarities.extend(scorer.reached(vector).filter_map(|level| level.rarity.as_ref()));
            let base = scorer.base(vector);
            let most = scorer.most(&base, &rarities[start..]);
            if rarities.len() == start || most < floor.min(NOTHING) {
                rarities.truncate(start);
                return Weighed::Always(Weight::of(most, floor));
            }
            Weighed::With(base, start..rarities.len())
        };
        let vectors = compared.counts().iter().map(|&(vector, _)| of(vector)).collect();
        Self { scorer, floor, vectors, rarities }
    }

    /// The weight of a pair; of one that cannot reach anything, the most that it could weigh.
    pub(super) fn of(&self, pair: &ComparedPair, memory: &mut Memory) -> Weight {
        match &self.vectors[pair.vector as usize] {
            Weighed::Always(weight) => *weight,
            Weighed::With(base, span) => {
                let rarities = self.rarities[span.clone()].iter().copied();
                let (of_all, of_personal) = self.scorer.rarities(rarities, pair.left, pair.right);
                memory.weight((pair.vector, of_all.to_bits(), of_personal.to_bits()), || {
                    Weight::of(self.scorer.weighed(base, of_all, of_personal), self.floor)
                })
            }
        }
    }
}

impl Weight {
    pub(super) fn of(bits: f64, floor: f64) -> Self {
        let is_dropped = (NOTHING..floor).contains(&bits);
        Self { bits, below: if is_dropped { probability_of(bits) } else { 0.0 } }
    }
}

impl Scorer<'_> {
    /// The most that a pair can weigh, whatever its values.
    fn most(&self, base: &Base, rarities: &[&Rarity]) -> f64 {
        let (mut of_all, mut of_personal) = (0.0, 0.0);
        for rarity in rarities {
            let bits = rarity.of(self.linker.log2_least_frequency(rarity.counted)).max(0.0);
            of_all += bits;
            of_personal += if rarity.personal { bits } else { 0.0 };
        }
        self.weighed(base, of_all, of_personal)
    }
}
