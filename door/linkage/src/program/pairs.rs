//! Up to 64 pairs that are compared together.
//!
//! A set of pairs is one word with a bit for each. Which of them agree in a slot, or lack a value of it, is
//! told for all at once; rules and most levels are then some operations on words for 64 pairs, and no
//! jump depends on a single pair. What is left to be computed, pair by pair, is what letters allow.

use super::agreement::{Comparing, Plain, SLOTS};
use super::node::{Alike, Cache, Operand, Pair, Relation, Term};
use super::rows::Rows;
use super::signature::Letters;
use crate::dictionary::{Code, Dictionary, MISSING};
use crate::expression::{Comparator, Side};
use crate::table::Record;

/// A set of pairs, a bit for each.
pub type Set = u64;

/// Pairs that are compared together at most.
pub const TOGETHER: usize = Set::BITS as usize;

/// The positions in `set`, ascending.
#[inline(always)]
pub fn positions(mut set: Set) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let position = set.trailing_zeros() as usize;
        (set != 0).then(|| {
            set &= set - 1;
            position
        })
    })
}

/// What all records are compared by.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// What is asked of each record.
    pub rows: &'a Rows,
    /// The constants of the conditions.
    pub constants: &'a [Code],
    /// All texts.
    pub dictionary: &'a Dictionary,
    /// What the processor can do.
    pub processor: Processor,
}

/// What the processor can do.
#[derive(Clone, Copy)]
pub struct Processor {
    /// Its instructions.
    pub arch: pulp::Arch,
    #[cfg(target_arch = "x86_64")]
    wide: Option<pulp::x86::V3>,
}

impl Default for Processor {
    /// That of this processor.
    fn default() -> Self {
        Self {
            arch: pulp::Arch::new(),
            #[cfg(target_arch = "x86_64")]
            wide: pulp::x86::V3::try_new(),
        }
    }
}

/// The pairs, and what is known of all of them.
pub struct Pairs<'a> {
    source: Source<'a>,
    records: &'a [(Record, Record)],
    /// By slot: the pairs whose records both have a code there, and the same.
    same: [Set; SLOTS],
    /// By slot: the pairs of which a record has no code there.
    missing: [Set; SLOTS],
    /// The texts whose letters were compared last, and for which pairs; neighbouring conditions mostly
    /// ask for the same two.
    asked: Option<(Operand, Operand)>,
    known: Set,
    letters: [Letters; TOGETHER],
}

impl<'a> Pairs<'a> {
    /// Pairs of the first [`TOGETHER`] of `records`, the lower record being the left one.
    #[must_use]
    pub fn new(source: Source<'a>, records: &'a [(Record, Record)]) -> Self {
        let mut pairs = Self {
            source,
            records: &records[..records.len().min(TOGETHER)],
            same: [0; SLOTS],
            missing: [0; SLOTS],
            asked: None,
            known: 0,
            letters: [Letters::default(); TOGETHER],
        };
        pairs.agree();
        pairs
    }

    fn agree(&mut self) {
        let Self { source, records, same, missing, .. } = self;
        let (rows, processor) = (source.rows, source.processor);
        #[cfg(target_arch = "x86_64")]
        if let Some(wide) = processor.wide {
            let kind = super::agreement::Wide(wide);
            wide.vectorize(Agree { rows, records, same, missing, kind });
            return;
        }
        processor.arch.dispatch(Agree { rows, records, same, missing, kind: Plain });
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> Set {
        match self.records.len() {
            0 => 0,
            count => Set::MAX >> (TOGETHER - count),
        }
    }

    /// The records of one pair.
    #[inline(always)]
    #[must_use]
    pub fn records(&self, position: usize) -> (Record, Record) {
        self.records[position]
    }

    /// One pair by itself.
    #[must_use]
    pub fn pair(&self, position: usize) -> Pair<'a> {
        let (left, right) = self.records[position];
        Pair::new(self.source.rows, self.source.constants, self.source.dictionary, left, right)
    }

    /// Those of `of` of which a record has no code in `slot`.
    pub(super) fn lacking(&self, slot: usize, of: Set) -> Set {
        if slot < SLOTS {
            return self.missing[slot] & of;
        }
        let lacks = |i: usize| {
            let (l, r) = self.rows_of(i);
            l[slot] == MISSING || r[slot] == MISSING
        };
        filtered(of, lacks)
    }

    /// Those of `of` whose left record has the same code in slot `left` as the right one in `right`.
    #[must_use]
    pub fn agreeing(&self, left: usize, right: usize, of: Set) -> Set {
        if left == right && left < SLOTS {
            return self.same[left] & of;
        }
        let agrees = |i: usize| {
            let (l, r) = self.rows_of(i);
            l[left] == r[right] && l[left] != MISSING
        };
        filtered(of, agrees)
    }

    fn rows_of(&self, position: usize) -> (&'a [Code], &'a [Code]) {
        let (left, right) = self.records[position];
        (self.source.rows.codes(left), self.source.rows.codes(right))
    }

    /// Those of `of` that have the same text as both operands.
    pub(super) fn same(&self, a: Operand, b: Operand, of: Set) -> Set {
        match (a, b) {
            (Operand::Slot(Side::Right, right), Operand::Slot(Side::Left, left))
            | (Operand::Slot(Side::Left, left), Operand::Slot(Side::Right, right)) => {
                self.agreeing(left, right, of)
            }
            _ => filtered(of, |i| self.pair(i).are_same(a, b)),
        }
    }

    /// Those of `of` for which a number of one record compares so with `bound`.
    pub(super) fn compared(
        &self,
        comparator: Comparator,
        (side, slot): (Side, usize),
        bound: f64,
        of: Set,
    ) -> Set {
        filtered(of, |i| {
            let (left, right) = self.records[i];
            let record = if side == Side::Right { right } else { left };
            let number = self.source.rows.row(record).number(slot);
            !number.is_nan() && comparator.of(&number, &bound)
        })
    }

    /// Those of `of` whose dates, in these slots, are of one year.
    pub(super) fn of_one_year(&self, left: usize, right: usize, of: Set) -> Set {
        filtered(of, |i| self.pair(i).are_of_one_year(left, right))
    }

    /// Those of `of` for which the relation holds.
    pub(super) fn related(&mut self, term: &Term, of: Set, cache: &mut Cache) -> Set {
        let of = self.screened(term, Allowed::by(term.relation), of);
        self.fetch(term, of);
        filtered(of, |i| self.pair(i).computed(term, cache).is_some_and(|n| n > 0.5))
    }

    /// Those of `of` whose similarity is as great as asked.
    pub(super) fn alike(&mut self, alike: &Alike, of: Set, cache: &mut Cache) -> Set {
        let of = self.screened(&alike.term, Allowed::Jaro(alike.least_jaro), of);
        self.fetch(&alike.term, of);
        filtered(of, |i| {
            self.pair(i).computed(&alike.term, cache).is_some_and(|n| alike.reached(n))
        })
    }

    /// Those of `of` whose letters allow the relation.
    fn screened(&mut self, term: &Term, allowed: Allowed, of: Set) -> Set {
        let (Some(signatures), true) = (term.signatures, of != 0) else {
            return of;
        };
        let asked = Some((term.left, term.right));
        if self.asked != asked {
            (self.asked, self.known) = (asked, 0);
        }
        let wanted = of & !self.known;
        self.known |= wanted;
        let Self { source, records, letters, .. } = self;
        source.processor.arch.dispatch(Screen {
            rows: source.rows,
            records,
            sides: (side_of(term.left), side_of(term.right)),
            signatures,
            wanted,
            letters,
            allowed,
            of,
        })
    }

    /// Reads the beginnings of the texts, so that those that lie far apart are fetched from memory together.
    fn fetch(&self, term: &Term, of: Set) {
        if of.count_ones() < 2 {
            return;
        }
        let (mut codes, mut count) = ([MISSING; 2 * TOGETHER], 0);
        for i in positions(of) {
            let pair = self.pair(i);
            (codes[count], codes[count + 1]) = (pair.code(term.left), pair.code(term.right));
            count += 2;
        }
        self.source.dictionary.fetch(&codes[..count]);
    }
}

fn side_of(operand: Operand) -> Side {
    match operand {
        Operand::Slot(side, _) => side,
        Operand::Constant(_) => Side::Left,
    }
}

/// Those of `of` for which `holds` is true.
#[inline(always)]
pub(super) fn filtered(of: Set, mut holds: impl FnMut(usize) -> bool) -> Set {
    positions(of).fold(0, |found, i| found | Set::from(holds(i)) << i)
}

/// What is asked of letters.
#[derive(Clone, Copy)]
enum Allowed {
    Within(u8),
    ShortForm,
    SharesWord,
    Jaro(f64),
}

impl Allowed {
    fn by(relation: Relation) -> Self {
        match relation {
            Relation::Within(_, bound) => Self::Within(bound),
            Relation::ShortForm => Self::ShortForm,
            Relation::SharesWord => Self::SharesWord,
            Relation::Measure(_) => Self::Jaro(0.0),
        }
    }
}

/// Comparing the codes of all pairs.
struct Agree<'k, C> {
    rows: &'k Rows,
    records: &'k [(Record, Record)],
    same: &'k mut [Set; SLOTS],
    missing: &'k mut [Set; SLOTS],
    kind: C,
}

impl<C: Comparing> pulp::NullaryFnOnce for Agree<'_, C> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let places = self.same.iter_mut().zip(self.missing.iter_mut());
        for (&(left, right), (same, missing)) in self.records.iter().zip(places) {
            let agreement = self.rows.row(left).agreement(self.rows.row(right), self.kind);
            (*same, *missing) = (agreement.same, agreement.missing);
        }
        transpose(self.same);
        transpose(self.missing);
    }
}

/// Comparing the letters of two texts of each pair; letters are compared by counting bits, for which the
/// processor may have an instruction.
struct Screen<'k> {
    rows: &'k Rows,
    records: &'k [(Record, Record)],
    sides: (Side, Side),
    signatures: (usize, usize),
    /// The pairs whose letters are not compared yet.
    wanted: Set,
    letters: &'k mut [Letters; TOGETHER],
    allowed: Allowed,
    of: Set,
}

impl pulp::NullaryFnOnce for Screen<'_> {
    type Output = Set;

    #[inline(always)]
    fn call(self) -> Set {
        // Loops without closures: these would not be made for the kind of processor that this is made for.
        let mut rest = self.wanted;
        while rest != 0 {
            let i = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let (left, right) = self.records[i];
            let a = if self.sides.0 == Side::Right { right } else { left };
            let b = if self.sides.1 == Side::Right { right } else { left };
            let a = self.rows.row(a).signature(self.signatures.0);
            let b = self.rows.row(b).signature(self.signatures.1);
            self.letters[i] = Letters::of(a, b);
        }
        let (mut rest, mut found) = (self.of, 0);
        while rest != 0 {
            let i = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            let letters = self.letters[i];
            let is_allowed = match self.allowed {
                Allowed::Within(bound) => letters.may_be_within(bound),
                Allowed::ShortForm => letters.may_be_short_form(),
                Allowed::SharesWord => letters.may_share_word(),
                Allowed::Jaro(least) => letters.may_reach_jaro(least),
            };
            found |= Set::from(is_allowed) << i;
        }
        found
    }
}

/// Makes rows of bits columns: bit `j` of word `i` becomes bit `i` of word `j`. Halves of ever smaller
/// squares are exchanged (Warren, Hacker's Delight, 7-3).
#[inline(always)]
pub fn transpose(words: &mut [u64; 64]) {
    swap_squares::<32>(words, 0x0000_0000_FFFF_FFFF);
    swap_squares::<16>(words, 0x0000_FFFF_0000_FFFF);
    swap_squares::<8>(words, 0x00FF_00FF_00FF_00FF);
    swap_squares::<4>(words, 0x0F0F_0F0F_0F0F_0F0F);
    swap_squares::<2>(words, 0x3333_3333_3333_3333);
    swap_squares::<1>(words, 0x5555_5555_5555_5555);
}

#[inline(always)]
fn swap_squares<const SIDE: usize>(words: &mut [u64; 64], low: u64) {
    for piece in words.chunks_exact_mut(2 * SIDE) {
        let (above, below) = piece.split_at_mut(SIDE);
        for (a, b) in above.iter_mut().zip(below) {
            let differs = ((*a >> SIDE) ^ *b) & low;
            *a ^= differs << SIDE;
            *b ^= differs;
        }
    }
}

/// [`transpose`] as a step of its own.
pub struct Transpose<'k>(pub &'k mut [u64; 64]);

impl pulp::NullaryFnOnce for Transpose<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        transpose(self.0);
    }
}

#[cfg(test)]
mod tests;
