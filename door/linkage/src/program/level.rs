//! The levels of one comparison, strongest first.

use super::node::{Cache, Node, Operand, Pair};
use super::pairs::{Pairs, Set};

/// The conditions of the levels; `None` is `else`.
pub struct Levels(Vec<Option<Node>>);

impl Levels {
    /// Levels with these conditions.
    #[must_use]
    pub fn new(conditions: Vec<Option<Node>>) -> Self {
        Self(conditions)
    }

    /// The first level whose condition holds for the pair; the last one if none does.
    pub fn reached(&self, pair: &Pair<'_>, cache: &mut Cache) -> usize {
        let holds = |condition: &Option<Node>| match condition {
            Some(condition) => condition.holds(pair, cache) == Some(true),
            None => true,
        };
        self.0.iter().position(holds).unwrap_or(self.0.len() - 1)
    }

    /// [`Levels::reached`] for the pairs `of`: calls `store` with each level and those that reach it.
    pub fn reached_among(
        &self,
        pairs: &mut Pairs<'_>,
        of: Set,
        cache: &mut Cache,
        mut store: impl FnMut(usize, Set),
    ) {
        let mut open = of;
        for (level, condition) in self.0.iter().enumerate() {
            let reached = match condition {
                Some(condition) if level + 1 < self.0.len() => {
                    condition.among(true, pairs, open, cache)
                }
                _ => open,
            };
            store(level, reached);
            open &= !reached;
        }
    }

    /// The slot of both records that level number `level` compares for plain equality, and nothing else.
    #[must_use]
    pub fn equality_slot(&self, level: usize) -> Option<usize> {
        match self.0[level] {
            Some(Node::Same(Operand::Slot(a, left), Operand::Slot(b, right)))
                if a != b && left == right =>
            {
                Some(left)
            }
            _ => None,
        }
    }
}
