//! Encodings turned on their side, and the counting of what they share with another one.
//!
//! Numbers, too, are held on their side: one word for their lowest bits, one for the next, and so on, so that
//! one instruction adds to as many of them as a word has bits. Three words of equal worth become one of
//! that worth and one of twice of it; in trees of such adders (Harley and Seal) a further word costs five
//! instructions and hardly ever more.

use super::super::{BITS, Encoding};
use pulp::Simd;

/// Set bits added together.
pub(super) const PIECE: usize = 16;

/// Set bits of an encoding; those that fill up the last piece are [`BITS`], which no encoding has.
pub(super) type Piece = [u16; PIECE];

/// As many encodings as the processor's widest word has bits.
pub(super) struct Group<S: Simd> {
    simd: S,
    /// By bit: which encodings have it. One more, which none has.
    rows: Vec<S::u64s>,
}

impl<S: Simd> Group<S> {
    #[inline(always)]
    pub(super) fn new(simd: S) -> Self {
        Self { simd, rows: vec![simd.splat_u64s(0); BITS + 1] }
    }

    /// Encodings in a group.
    #[inline(always)]
    pub(super) fn size(&self) -> usize {
        64 * S::U64_LANES
    }

    /// Takes some encodings in place of the last ones.
    #[inline(always)]
    pub(super) fn fill(&mut self, members: &[Encoding]) {
        self.rows.fill(self.simd.splat_u64s(0));
        let words: &mut [u64] = pulp::bytemuck::cast_slice_mut(&mut self.rows);
        for (place, encoding) in members.iter().enumerate() {
            super::for_each_bit(encoding, |bit| {
                words[bit * S::U64_LANES + place / 64] |= 1 << (place % 64);
            });
        }
    }

    /// Those that share at least `least` of these set bits; `None` when it is none of them.
    #[inline(always)]
    pub(super) fn reaching(&self, pieces: &[Piece], least: u32) -> Option<S::u64s> {
        let simd = self.simd;
        // Counting begins where 1,024 is reached with the last bit needed, so that one word tells.
        let mut counters = Counters::new(simd, (BITS as u32).checked_sub(least)?);
        for (number, piece) in pieces.iter().enumerate() {
            counters.add(simd, &self.rows, piece);
            let left = pieces.len() - 1 - number;
            if left.is_multiple_of(STEP) && left < 8 * STEP {
                let reaching = counters.at_least(simd, 8 - left / STEP);
                if !is_any(reaching) {
                    return None;
                }
                if left == 0 {
                    return Some(reaching);
                }
            }
        }
        (least == 0).then(|| simd.splat_u64s(u64::MAX))
    }
}

/// Pieces whose bits are an eighth of all.
const STEP: usize = BITS / PIECE / 8;

#[inline(always)]
fn is_any<W: pulp::bytemuck::Pod>(word: W) -> bool {
    let words: &[u64] = pulp::bytemuck::cast_slice(std::slice::from_ref(&word));
    words.iter().fold(0, |any, word| any | word) != 0
}

/// A number for each encoding of a group, up to 2,047.
struct Counters<W> {
    ones: W,
    twos: W,
    fours: W,
    eights: W,
    /// Sixteens, and so on up to 1,024.
    upper: [W; 7],
}

impl<W: Copy> Counters<W> {
    #[inline(always)]
    fn new<S: Simd<u64s = W>>(simd: S, start: u32) -> Self {
        let bit = |n: u32| simd.splat_u64s(0_u64.wrapping_sub(u64::from(start >> n & 1)));
        Self {
            ones: bit(0),
            twos: bit(1),
            fours: bit(2),
            eights: bit(3),
            upper: [bit(4), bit(5), bit(6), bit(7), bit(8), bit(9), bit(10)],
        }
    }

    /// Adds the rows of a piece.
    #[inline(always)]
    fn add<S: Simd<u64s = W>>(&mut self, simd: S, rows: &[W], piece: &Piece) {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *piece;
        let first = self.eight(simd, rows, [a, b, c, d, e, f, g, h]);
        let second = self.eight(simd, rows, [i, j, k, l, m, n, o, p]);
        let mut carry = sum(simd, &mut self.eights, first, second);
        for word in &mut self.upper {
            let next = simd.and_u64s(*word, carry);
            *word = simd.xor_u64s(*word, carry);
            carry = next;
        }
    }

    #[inline(always)]
    fn eight<S: Simd<u64s = W>>(&mut self, simd: S, rows: &[W], bits: [u16; 8]) -> W {
        let [a, b, c, d, e, f, g, h] = bits;
        let first = self.four(simd, rows, [a, b, c, d]);
        let second = self.four(simd, rows, [e, f, g, h]);
        sum(simd, &mut self.fours, first, second)
    }

    #[inline(always)]
    fn four<S: Simd<u64s = W>>(&mut self, simd: S, rows: &[W], bits: [u16; 4]) -> W {
        let [a, b, c, d] = bits.map(|bit| rows[usize::from(bit)]);
        let first = sum(simd, &mut self.ones, a, b);
        let second = sum(simd, &mut self.ones, c, d);
        sum(simd, &mut self.twos, first, second)
    }

    /// Those whose number is at least so many eighths of 1,024.
    #[inline(always)]
    fn at_least<S: Simd<u64s = W>>(&self, simd: S, eighths: usize) -> W {
        let [_, _, _, upper @ ..] = self.upper;
        let mut reaches = simd.splat_u64s(u64::MAX);
        for (n, word) in upper.into_iter().enumerate() {
            reaches = if eighths >> n & 1 == 1 {
                simd.and_u64s(word, reaches)
            } else {
                simd.or_u64s(word, reaches)
            };
        }
        reaches
    }
}

/// Adds three words of equal worth: their sum stays in `first`, what it carries is returned.
#[inline(always)]
fn sum<S: Simd>(simd: S, first: &mut S::u64s, second: S::u64s, third: S::u64s) -> S::u64s {
    let two = simd.xor_u64s(*first, second);
    let carry = simd.or_u64s(simd.and_u64s(*first, second), simd.and_u64s(two, third));
    *first = simd.xor_u64s(two, third);
    carry
}
