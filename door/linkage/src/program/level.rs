//! The conditions of one comparison's levels, with what decides most of them at once.
//!
//! Walking a condition costs more than most of them are worth: a value is missing, two codes are equal,
//! or the letters of two texts rule near agreement out. Such a *screen* is looked at first; the
//! condition itself only runs for pairs that pass it.

use super::agreement::{Agreement, bit_of};
use super::node::{Alike, Cache, Node, Number, Operand, Pair, Seen, Term};
use crate::expression::{Comparator, Side};

/// The levels of one comparison, strongest first.
pub struct Levels(Vec<Level>);

struct Level {
    bits: Bits,
    screen: Screen,
    /// What must hold as well; none when the screens say all.
    condition: Option<Node>,
    /// The slot of both records that is compared for plain equality, and nothing else.
    equality: Option<usize>,
}

/// What must be so of the codes of slots, slots being bits: no more than some instructions without a jump.
#[derive(Clone, Copy, Default)]
struct Bits {
    /// All these are the same.
    all: u64,
    /// One of these is the same, or one of those is missing; nothing, when both are empty.
    any: u64,
    missing: u64,
}

/// A necessary condition that costs a few loads.
enum Screen {
    /// Nothing is known beforehand.
    Open,
    /// Two codes of different slots are present and the same.
    Equal(Operand, Operand),
    /// The letters allow the relation.
    Letters(Term),
    /// The letters allow the similarity.
    Alike(Alike),
    /// A number of the left or the right record exceeds the bound.
    EitherAbove(usize, usize, f64),
    /// Two numbers of dates are of one year.
    OneYear(usize, usize),
}

impl Levels {
    /// Levels with these conditions; `None` is `else`.
    #[must_use]
    pub fn new(conditions: Vec<Option<Node>>) -> Self {
        Self(conditions.into_iter().map(Level::new).collect())
    }

    /// The first level whose condition holds for the pair; the last one if none does. `agreement` is that
    /// of the pair's codes.
    #[inline(always)]
    pub fn reached(&self, pair: &Pair<'_>, agreement: Agreement, cache: &mut Cache) -> usize {
        // No closures: they would not be made for the kind of processor that the caller is made for.
        let mut seen = Seen::default();
        for (number, level) in self.0.iter().enumerate() {
            if level.bits.pass(agreement) && level.screen.passes(pair, &mut seen) {
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
        self.0[level].equality
    }
}

impl Level {
    fn new(condition: Option<Node>) -> Self {
        let Some(condition) = condition else {
            let (bits, screen) = (Bits::default(), Screen::Open);
            return Self { bits, screen, condition: None, equality: None };
        };
        let (bits, is_all) = Bits::of(&condition);
        let screen = if is_all { Screen::Open } else { Screen::of(&condition) };
        let says_all =
            is_all || matches!((&screen, &condition), (Screen::EitherAbove(..), Node::Any(_)));
        let equality = match condition {
            Node::Same(Operand::Slot(a, left), Operand::Slot(b, right))
                if a != b && left == right =>
            {
                Some(left)
            }
            _ => None,
        };
        Self { bits, screen, condition: (!says_all).then_some(condition), equality }
    }
}

impl Bits {
    /// What the condition asks of codes, and whether that is all it asks.
    fn of(condition: &Node) -> (Self, bool) {
        let same = |node: &Node| match node {
            Node::Same(a, b) => bit_of(*a, *b),
            _ => None,
        };
        let nothing = Self::default();
        match condition {
            Node::Same(..) => match same(condition) {
                Some(all) => (Self { all, ..nothing }, true),
                None => (nothing, false),
            },
            Node::All(list) => {
                let parts: Vec<(Self, bool)> = list.iter().map(Self::of).collect();
                let all = parts.iter().fold(0, |all, (part, _)| all | part.all);
                // Of several alternatives, one is looked at here.
                let either = parts.iter().map(|(part, _)| part).find(|p| p.any | p.missing != 0);
                let either = either.copied().unwrap_or_default();
                let is_all = parts.iter().all(|(_, is_all)| *is_all)
                    && parts.iter().filter(|(part, _)| part.any | part.missing != 0).count() <= 1;
                (Self { all, ..either }, is_all)
            }
            Node::Any(list) => {
                let missing = |node: &[Node]| match node {
                    [Node::Missing(a), Node::Missing(b)] => bit_of(*a, *b),
                    _ => None,
                };
                let any = list.iter().map(same).try_fold(0, |any, bit| Some(any | bit?));
                match (any, missing(list)) {
                    (Some(any), _) => (Self { any, ..nothing }, true),
                    (None, Some(missing)) => (Self { missing, ..nothing }, true),
                    (None, None) => (nothing, false),
                }
            }
            _ => (nothing, false),
        }
    }

    #[inline(always)]
    fn pass(self, agreement: Agreement) -> bool {
        let found = (agreement.same & self.any) | (agreement.missing & self.missing);
        let is_free = self.any | self.missing == 0;
        (agreement.same & self.all == self.all) & ((found != 0) | is_free)
    }
}

impl Screen {
    fn of(condition: &Node) -> Self {
        match condition {
            Node::Same(a, b) if bit_of(*a, *b).is_none() => Self::Equal(*a, *b),
            Node::Related(term) if term.signatures.is_some() => Self::Letters(*term),
            Node::Alike(alike) => Self::Alike(*alike),
            Node::Swapped(a, b) => match (&**a, &**b) {
                (Number::Slot(Side::Left, left), Number::Slot(Side::Right, right)) => {
                    Self::OneYear(*left, *right)
                }
                _ => Self::Open,
            },
            Node::Any(list) => match list.as_slice() {
                [a, b] => Self::either_above(a, b).unwrap_or(Self::Open),
                _ => Self::Open,
            },
            Node::All(list) => {
                let mut screens = list.iter().map(Self::of);
                screens.find(|s| !matches!(s, Self::Open)).unwrap_or(Self::Open)
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
    fn passes(&self, pair: &Pair<'_>, seen: &mut Seen) -> bool {
        match self {
            Self::Open => true,
            Self::Equal(a, b) => pair.are_same(*a, *b),
            Self::Letters(term) => pair.may_hold(term, seen),
            Self::Alike(alike) => pair.may_be_alike(alike, seen),
            Self::EitherAbove(left, right, bound) => pair.is_either_above(*left, *right, *bound),
            Self::OneYear(left, right) => pair.are_of_one_year(*left, *right),
        }
    }
}
