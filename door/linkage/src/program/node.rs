//! The compiled form of a condition, and its evaluation on a pair.

use super::encodings::Encodings;
use super::interpret::{all, any, apply};
use super::pairs::{Pairs, Set, filtered};
use super::rows::{Row, Rows};
use super::signature::{Letters, Signature};
use crate::dictionary::{Code, Dictionary, MISSING};
use crate::expression::{Arithmetic, Comparator, Function, Side};
use crate::names;
use crate::similarity::Measure;
use crate::table::Record;

/// A text of the pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operand {
    /// A code slot of one record.
    Slot(Side, usize),
    /// A constant of the conditions.
    Constant(usize),
}

/// What is computed from two texts and remembered per pair of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// A similarity or distance.
    Measure(Measure),
    /// A distance of at most so many edits.
    Within(Measure, u8),
    /// [`names::is_short_form`].
    ShortForm,
    /// [`names::shares_word`].
    SharesWord,
}

/// A relation between two texts of the pair, with its cache.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    pub(super) relation: Relation,
    pub(super) left: Operand,
    pub(super) right: Operand,
    pub(super) cache: u16,
    /// Where the signatures of both texts stand in their rows; none for constants.
    pub(super) signatures: Option<(usize, usize)>,
}

/// A similarity of at least so much, of a measure that is made of Jaro's.
#[derive(Debug, Clone, Copy)]
pub struct Alike {
    pub(super) term: Term,
    least: f64,
    pub(super) least_jaro: f64,
}

impl Alike {
    pub(super) fn new(term: Term, measure: Measure, least: f64) -> Self {
        Self { term, least, least_jaro: measure.least_jaro(least) }
    }

    /// True when a similarity is as great as asked.
    pub(super) fn reached(&self, similarity: f64) -> bool {
        similarity >= self.least
    }
}

/// A number of the pair.
#[derive(Debug, Clone)]
pub enum Number {
    /// A constant.
    Constant(f64),
    /// A number slot of one record.
    Slot(Side, usize),
    /// A similarity or distance.
    Measured(Term),
    /// Arithmetic.
    Arithmetic(Arithmetic, Box<Number>, Box<Number>),
    /// A function of numbers.
    Function(Function, Vec<Number>),
    /// `CASE`.
    Case(Vec<(Node, Number)>, Option<Box<Number>>),
}

/// A condition on the pair.
#[derive(Debug, Clone)]
pub enum Node {
    /// A fixed truth value.
    Constant(Option<bool>),
    /// The text is absent.
    Missing(Operand),
    /// One of the records has no code in this slot.
    Lacking(usize),
    /// The number is absent.
    NoNumber(Box<Number>),
    /// Both texts are the same; unknown when one is absent.
    Same(Operand, Operand),
    /// A relation that is true or false.
    Related(Term),
    /// A similarity of at least so much.
    Alike(Alike),
    /// Two numbers of [`names::date_number`] whose day and month are exchanged.
    Swapped(Box<Number>, Box<Number>),
    /// Two numbers compared.
    Compare(Comparator, Box<Number>, Box<Number>),
    /// Negation.
    Not(Box<Node>),
    /// Conjunction.
    All(Vec<Node>),
    /// Disjunction.
    Any(Vec<Node>),
}

/// Similarities already computed, one direct-mapped table per relation: bounded, private to a thread
/// and without influence on results.
pub struct Cache {
    tables: Vec<Vec<(u64, f64)>>,
}

/// Small enough for the processor's own caches: a miss there costs more than most measures.
const CACHE_BITS: u32 = 11;

impl Cache {
    /// Empty caches for `count` relations; 32 KiB each.
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self { tables: vec![vec![(0, 0.0); 1 << CACHE_BITS]; count] }
    }

    fn value(&mut self, table: u16, a: Code, b: Code, compute: impl FnOnce() -> f64) -> f64 {
        let key = u64::from(a) << 32 | u64::from(b);
        let place = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - CACHE_BITS)) as usize;
        let entry = &mut self.tables[table as usize][place];
        if entry.0 != key {
            *entry = (key, compute());
        }
        entry.1
    }
}

/// Two records to compare.
pub struct Pair<'a> {
    left: Row<'a>,
    right: Row<'a>,
    constants: &'a [Code],
    dictionary: &'a Dictionary,
    encodings: &'a Encodings,
}

impl<'a> Pair<'a> {
    /// The pair of `left` and `right`.
    #[inline(always)]
    #[must_use]
    pub fn new(
        rows: &'a Rows,
        constants: &'a [Code],
        dictionary: &'a Dictionary,
        left: Record,
        right: Record,
    ) -> Self {
        let encodings = rows.encodings();
        Self { left: rows.row(left), right: rows.row(right), constants, dictionary, encodings }
    }

    #[inline(always)]
    pub(super) fn code(&self, operand: Operand) -> Code {
        match operand {
            Operand::Slot(Side::Right, slot) => self.right.code(slot),
            Operand::Slot(_, slot) => self.left.code(slot),
            Operand::Constant(index) => self.constants[index],
        }
    }

    #[inline(always)]
    fn signature(&self, operand: Operand, index: usize) -> Signature {
        match operand {
            Operand::Slot(Side::Right, _) => self.right.signature(index),
            _ => self.left.signature(index),
        }
    }

    /// False when the letters of both texts rule the relation out.
    fn may_hold(&self, term: &Term) -> bool {
        let Some(letters) = self.letters(term) else {
            return true;
        };
        match term.relation {
            Relation::Within(_, bound) => letters.may_be_within(bound),
            Relation::ShortForm => letters.may_be_short_form(),
            Relation::SharesWord => letters.may_share_word(),
            Relation::Measure(_) => true,
        }
    }

    fn letters(&self, term: &Term) -> Option<Letters> {
        let (left, right) = term.signatures?;
        Some(Letters::of(self.signature(term.left, left), self.signature(term.right, right)))
    }

    /// True when the similarity reaches what is asked.
    fn is_alike(&self, alike: &Alike, cache: &mut Cache) -> Option<bool> {
        let (a, b) = (self.code(alike.term.left), self.code(alike.term.right));
        if a == MISSING || b == MISSING {
            return None;
        }
        let letters = self.letters(&alike.term);
        let may_be = letters.is_none_or(|letters| letters.may_reach_jaro(alike.least_jaro));
        Some(may_be && alike.reached(self.computed(&alike.term, cache)?))
    }

    /// True when two [`names::date_number`]s are of one year; absent ones are not.
    #[inline(always)]
    pub(super) fn are_of_one_year(&self, left: usize, right: usize) -> bool {
        (self.left.number(left) - self.right.number(right)).abs() < names::YEAR
    }

    /// True when both codes are present and equal.
    #[inline(always)]
    pub(super) fn are_same(&self, a: Operand, b: Operand) -> bool {
        let (a, b) = (self.code(a), self.code(b));
        a == b && a != MISSING
    }

    fn related(&self, term: &Term, cache: &mut Cache) -> Option<f64> {
        if self.may_hold(term) {
            return self.computed(term, cache);
        }
        let is_told = self.code(term.left) != MISSING && self.code(term.right) != MISSING;
        is_told.then_some(0.0)
    }

    /// The relation of two texts, whatever their letters say.
    pub(super) fn computed(&self, term: &Term, cache: &mut Cache) -> Option<f64> {
        let (a, b) = (self.code(term.left), self.code(term.right));
        if a == MISSING || b == MISSING {
            return None;
        }
        let compute = || match term.relation {
            Relation::Measure(Measure::Dice) => self.encodings.dice(a, b),
            relation => relation.of(self.dictionary.text(a), self.dictionary.text(b)),
        };
        // A bound is told from lengths and ends, in less time than it takes to look it up.
        let is_bound = matches!(term.relation, Relation::Within(..));
        Some(if is_bound { compute() } else { cache.value(term.cache, a, b, compute) })
    }
}

impl Relation {
    /// True when signatures can rule it out.
    pub(super) fn is_told_by_letters(self) -> bool {
        use Measure as M;
        match self {
            Self::Measure(measure) => matches!(measure, M::Jaro | M::JaroWinkler),
            Self::Within(..) | Self::ShortForm | Self::SharesWord => true,
        }
    }

    fn of(self, a: &str, b: &str) -> f64 {
        let truth = |b: bool| f64::from(u8::from(b));
        match self {
            Self::Measure(measure) => measure.of(a, b),
            Self::Within(measure, bound) => truth(measure.is_within(a, b, bound)),
            Self::ShortForm => truth(names::is_short_form(a, b)),
            Self::SharesWord => truth(names::shares_word(a, b)),
        }
    }
}

impl Number {
    fn of(&self, pair: &Pair<'_>, cache: &mut Cache) -> Option<f64> {
        match self {
            Self::Constant(n) => Some(*n),
            Self::Slot(Side::Right, slot) => present(pair.right.number(*slot)),
            Self::Slot(_, slot) => present(pair.left.number(*slot)),
            Self::Measured(term) => pair.related(term, cache),
            Self::Arithmetic(operator, a, b) => {
                Some(operator.of(a.of(pair, cache)?, b.of(pair, cache)?))
            }
            Self::Function(function, arguments) => {
                if let [argument] = arguments.as_slice() {
                    return apply(*function, &[argument.of(pair, cache)?]).and_then(present);
                }
                let numbers: Option<Vec<f64>> =
                    arguments.iter().map(|a| a.of(pair, cache)).collect();
                apply(*function, &numbers?).and_then(present)
            }
            Self::Case(arms, otherwise) => {
                for (when, then) in arms {
                    if when.holds(pair, cache) == Some(true) {
                        return then.of(pair, cache);
                    }
                }
                otherwise.as_ref()?.of(pair, cache)
            }
        }
    }
}

fn present(n: f64) -> Option<f64> {
    (!n.is_nan()).then_some(n)
}

impl Node {
    /// The truth of the condition for the pair; `None` is SQL's unknown.
    pub fn holds(&self, pair: &Pair<'_>, cache: &mut Cache) -> Option<bool> {
        match self {
            Self::Constant(truth) => *truth,
            Self::Missing(operand) => Some(pair.code(*operand) == MISSING),
            Self::Lacking(slot) => {
                Some(pair.left.code(*slot) == MISSING || pair.right.code(*slot) == MISSING)
            }
            Self::NoNumber(number) => Some(number.of(pair, cache).is_none()),
            Self::Same(a, b) => {
                let (a, b) = (pair.code(*a), pair.code(*b));
                (a != MISSING && b != MISSING).then_some(a == b)
            }
            Self::Related(term) => pair.related(term, cache).map(|n| n > 0.5),
            Self::Alike(alike) => pair.is_alike(alike, cache),
            Self::Swapped(a, b) => Some(names::are_swapped(a.of(pair, cache)?, b.of(pair, cache)?)),
            Self::Compare(comparator, a, b) => {
                Some(comparator.of(&a.of(pair, cache)?, &b.of(pair, cache)?))
            }
            Self::Not(inner) => inner.holds(pair, cache).map(|b| !b),
            Self::All(list) => all(list.iter().map(|n| n.holds(pair, cache))),
            Self::Any(list) => any(list.iter().map(|n| n.holds(pair, cache))),
        }
    }

    /// Those of `of` for which the truth of the condition is known to be `truth`.
    pub fn among(&self, truth: bool, pairs: &mut Pairs<'_>, of: Set, cache: &mut Cache) -> Set {
        if of == 0 {
            return 0;
        }
        match (self, truth) {
            (Self::Not(inner), _) => inner.among(!truth, pairs, of, cache),
            (Self::All(list), true) | (Self::Any(list), false) => {
                list.iter().fold(of, |of, node| node.among(truth, pairs, of, cache))
            }
            (Self::All(list), false) | (Self::Any(list), true) => list
                .iter()
                .fold(0, |found, node| found | node.among(truth, pairs, of & !found, cache)),
            (Self::Lacking(slot), true) => pairs.lacking(*slot, of),
            (Self::Same(a, b), true) => pairs.same(*a, *b, of),
            (Self::Related(term), true) => pairs.related(term, of, cache),
            (Self::Alike(alike), true) => pairs.alike(alike, of, cache),
            (Self::Compare(comparator, a, b), true)
                if let (Number::Slot(side, slot), Number::Constant(bound)) = (&**a, &**b) =>
            {
                pairs.compared(*comparator, (*side, *slot), *bound, of)
            }
            (Self::Swapped(a, b), true) => {
                let of = match (&**a, &**b) {
                    (Number::Slot(Side::Left, left), Number::Slot(Side::Right, right)) => {
                        pairs.of_one_year(*left, *right, of)
                    }
                    _ => of,
                };
                self.one_by_one(truth, pairs, of, cache)
            }
            _ => self.one_by_one(truth, pairs, of, cache),
        }
    }

    fn one_by_one(&self, truth: bool, pairs: &Pairs<'_>, of: Set, cache: &mut Cache) -> Set {
        filtered(of, |i| self.holds(&pairs.pair(i), cache) == Some(truth))
    }

    /// How much the condition costs beside others, in no unit: what costs less is asked first.
    pub(super) fn cost(&self) -> u8 {
        let greatest = |list: &[Self]| list.iter().map(Self::cost).max().unwrap_or(0);
        match self {
            Self::Constant(_) | Self::Lacking(_) | Self::Same(..) => 0,
            Self::Missing(_) => 1,
            Self::Compare(_, a, b) => match (&**a, &**b) {
                (Number::Slot(..), Number::Constant(_)) => 2,
                _ => 4,
            },
            Self::Swapped(..) => 3,
            Self::NoNumber(_) => 4,
            Self::Related(_) | Self::Alike(_) => 5,
            Self::Not(inner) => inner.cost(),
            Self::All(list) | Self::Any(list) => greatest(list),
        }
    }
}
