//! The conditions of one comparison's levels, with what decides most of them at once.
//!
//! Walking a condition costs more than most of them are worth: a value is missing, two codes are equal,
//! or the letters of two texts rule near agreement out. Such a *screen* is looked at first; the
//! condition itself only runs for pairs that pass it.

use super::node::{Alike, Cache, Node, Number, Operand, Pair, Term};
use crate::expression::{Comparator, Side};

/// The levels of one comparison, strongest first.
pub struct Levels(Vec<Level>);

struct Level {
    screen: Screen,
    /// What must hold as well; none when the screen says all.
    condition: Option<Node>,
}

/// A necessary condition that costs a few loads.
enum Screen {
    /// Nothing is known beforehand.
    Open,
    /// One of two codes is missing.
    EitherMissing(Operand, Operand),
    /// Both codes are present and equal.
    Equal(Operand, Operand),
    /// The letters allow the relation.
    Letters(Term),
    /// The letters allow the similarity.
    Alike(Alike),
    /// A number of the left or the right record exceeds the bound.
    EitherAbove(usize, usize, f64),
}

impl Levels {
    /// Levels with these conditions; `None` is `else`.
    #[must_use]
    pub fn new(conditions: Vec<Option<Node>>) -> Self {
        Self(conditions.into_iter().map(Level::new).collect())
    }

    /// The first level whose condition holds for the pair; the last one if none does.
    #[inline(always)]
    pub fn reached(&self, pair: &Pair<'_>, cache: &mut Cache) -> usize {
        // No closures: they would not be made for the kind of processor that the caller is made for.
        for (number, level) in self.0.iter().enumerate() {
            if level.screen.passes(pair) {
                match &level.condition {
                    Some(condition) if condition.holds(pair, cache) != Some(true) => {}
                    _ => return number,
                }
            }
        }
        self.0.len() - 1
    }

    /// The slot that level number `level` compares for plain equality of one value of both records.
    #[must_use]
    pub fn equality_slot(&self, level: usize) -> Option<usize> {
        match (&self.0[level].screen, &self.0[level].condition) {
            (Screen::Equal(Operand::Slot(a, left), Operand::Slot(b, right)), None)
                if a != b && left == right =>
            {
                Some(*left)
            }
            _ => None,
        }
    }
}

impl Level {
    fn new(condition: Option<Node>) -> Self {
        let Some(condition) = condition else {
            return Self { screen: Screen::Open, condition: None };
        };
        let screen = Screen::of(&condition);
        let says_all = match &condition {
            Node::Same(..) => true,
            Node::Any(_) => matches!(screen, Screen::EitherMissing(..) | Screen::EitherAbove(..)),
            _ => false,
        };
        Self { screen, condition: (!says_all).then_some(condition) }
    }
}

impl Screen {
    fn of(condition: &Node) -> Self {
        match condition {
            Node::Same(a, b) => Self::Equal(*a, *b),
            Node::Related(term) if term.signatures.is_some() => Self::Letters(*term),
            Node::Alike(alike) => Self::Alike(*alike),
            Node::Any(either) => match either.as_slice() {
                [Node::Missing(a), Node::Missing(b)] => Self::EitherMissing(*a, *b),
                [a, b] => Self::either_above(a, b).unwrap_or(Self::Open),
                _ => Self::Open,
            },
            Node::All(list) => {
                let screens = list.iter().map(Self::of);
                screens.into_iter().find(|s| !matches!(s, Self::Open)).unwrap_or(Self::Open)
            }
            _ => Self::Open,
        }
    }

    fn either_above(a: &Node, b: &Node) -> Option<Self> {
        let above = |node: &Node, side: Side| match node {
            Node::Compare(Comparator::Greater, value, bound) => match (&**value, &**bound) {
                (Number::Slot(of, slot), Number::Constant(bound)) if *of == side => {
                    Some((*slot, *bound))
                }
                _ => None,
            },
            _ => None,
        };
        let ((left, bound), (right, other)) = (above(a, Side::Left)?, above(b, Side::Right)?);
        (bound.to_bits() == other.to_bits()).then_some(Self::EitherAbove(left, right, bound))
    }

    #[inline(always)]
    fn passes(&self, pair: &Pair<'_>) -> bool {
        match self {
            Self::Open => true,
            Self::EitherMissing(a, b) => pair.is_missing(*a) || pair.is_missing(*b),
            Self::Equal(a, b) => pair.are_same(*a, *b),
            Self::Letters(term) => pair.may_hold(term),
            Self::Alike(alike) => pair.may_be_alike(alike),
            Self::EitherAbove(left, right, bound) => pair.is_either_above(*left, *right, *bound),
        }
    }
}
