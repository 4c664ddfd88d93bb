//! The weights of many pairs of few comparison vectors.
//!
//! What a vector says is added up once. Of a pair, only the rarity of its values is left to be looked up,
//! and not even that where no rarity could lift the pair to anything.

use super::{Base, NOTHING, Rarity, Scorer};
use crate::compared::{Compared, ComparedPair};
use std::ops::Range;

/// The weights of all vectors that occur.
pub(super) struct Weighing<'s> {
    scorer: &'s Scorer<'s>,
    vectors: Vec<Weighed>,
    rarities: Vec<&'s Rarity>,
}

enum Weighed {
    /// Every pair weighs this, or so little that it is all the same.
    Always(f64),
    /// These rarities come on top.
    With(Base, Range<usize>),
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
                return Weighed::Always(most);
            }
            Weighed::With(base, start..rarities.len())
        };
        let vectors = compared.counts().iter().map(|&(vector, _)| of(vector)).collect();
        Self { scorer, vectors, rarities }
    }

    /// True when the values of a pair with this vector are looked at.
    pub(super) fn needs_values(&self, vector: u32) -> bool {
        matches!(self.vectors[vector as usize], Weighed::With(..))
    }

    /// The weight of a pair; of one that cannot reach anything, the most that it could weigh.
    pub(super) fn of(&self, pair: &ComparedPair) -> f64 {
        match &self.vectors[pair.vector as usize] {
            Weighed::Always(weight) => *weight,
            Weighed::With(base, span) => {
                let rarities = self.rarities[span.clone()].iter().copied();
                self.scorer.with_rarities(base, rarities, pair.left, pair.right)
            }
        }
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
