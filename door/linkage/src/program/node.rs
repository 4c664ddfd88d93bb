//! The compiled form of a condition, and its evaluation on a pair.

use super::agreement::{Agreement, Comparing};
use super::encodings::Encodings;
use super::interpret::{all, any, apply};
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
    least_jaro: f64,
}

impl Alike {
    pub(super) fn new(term: Term, measure: Measure, least: f64) -> Self {
        Self { term, least, least_jaro: measure.least_jaro(least) }
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

/// The two texts whose letters were compared last.
#[derive(Default)]
pub(super) struct Seen(Option<((Operand, Operand), Letters)>);

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
    fn code(&self, operand: Operand) -> Code {
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

    /// False when the letters of both texts rule the relation out. Neighbouring conditions mostly ask for
    /// the same two texts, so what was `seen` last is not told anew.
    #[inline(always)]
    pub(super) fn may_hold(&self, term: &Term, seen: &mut Seen) -> bool {
        let Some(letters) = self.letters(term, seen) else {
            return true;
        };
        match term.relation {
            Relation::Within(_, bound) => letters.may_be_within(bound),
            Relation::ShortForm => letters.may_be_short_form(),
            Relation::SharesWord => letters.may_share_word(),
            Relation::Measure(_) => true,
        }
    }

    #[inline(always)]
    fn letters(&self, term: &Term, seen: &mut Seen) -> Option<Letters> {
        let (left, right) = term.signatures?;
        let asked = (term.left, term.right);
        match seen.0 {
            Some((known, letters)) if known == asked => Some(letters),
            _ => {
                let (a, b) = (self.signature(term.left, left), self.signature(term.right, right));
                let letters = Letters::of(a, b);
                seen.0 = Some((asked, letters));
                Some(letters)
            }
        }
    }

    /// True when the similarity reaches `least`.
    fn is_alike(&self, alike: &Alike, cache: &mut Cache) -> Option<bool> {
        let (a, b) = (self.code(alike.term.left), self.code(alike.term.right));
        if a == MISSING || b == MISSING {
            return None;
        }
        let may_be = self.may_be_alike(alike, &mut Seen::default());
        Some(may_be && self.related(alike.term, cache)? >= alike.least)
    }

    /// False when the letters of both texts rule the similarity out.
    #[inline(always)]
    pub(super) fn may_be_alike(&self, alike: &Alike, seen: &mut Seen) -> bool {
        match self.letters(&alike.term, seen) {
            Some(letters) => letters.may_reach_jaro(alike.least_jaro),
            None => true,
        }
    }

    /// Which slots hold the same code, and which lack one.
    #[inline(always)]
    pub fn agreement(&self, kind: impl Comparing) -> Agreement {
        self.left.agreement(self.right, kind)
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

    /// True when the number in slot `left` of the left record or in `right` of the right one exceeds
    /// the bound; absent numbers do not.
    #[inline(always)]
    pub(super) fn is_either_above(&self, left: usize, right: usize, bound: f64) -> bool {
        self.left.number(left) > bound || self.right.number(right) > bound
    }

    fn related(&self, term: Term, cache: &mut Cache) -> Option<f64> {
        let (a, b) = (self.code(term.left), self.code(term.right));
        if a == MISSING || b == MISSING {
            return None;
        }
        if !self.may_hold(&term, &mut Seen::default()) {
            return Some(0.0);
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
            Self::Measured(term) => pair.related(*term, cache),
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
            Self::NoNumber(number) => Some(number.of(pair, cache).is_none()),
            Self::Same(a, b) => {
                let (a, b) = (pair.code(*a), pair.code(*b));
                (a != MISSING && b != MISSING).then_some(a == b)
            }
            Self::Related(term) => pair.related(*term, cache).map(|n| n > 0.5),
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
}
