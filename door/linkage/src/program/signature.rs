//! What a text's letters alone say about its likeness to another, without reading either text.
//!
//! Most pairs of values are told apart by their letters: an edit changes one letter, and Jaro's similarity
//! counts shared letters. A signature stands in the row of its record, so the many pairs that differ
//! cost no access to the dictionary, which is where the time of a large list goes.

use crate::names;

/// Length, letters and kind of one text, in 12 bytes.
///
/// Bytes are sorted into 32 bins (letters by their place in the alphabet, whatever their case). Two
/// thermometer bits count each bin up to two; what goes beyond is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signature {
    bins: [u32; 2],
    length: u8,
    excess: u8,
    kind: u8,
}

/// Longer than the length can tell: then nothing is concluded.
const TOO_LONG: u8 = u8::MAX;

/// The text is its own folded form, in ASCII.
const FOLDED: u8 = 1;
/// The text is a listed short form of some name.
const LISTED: u8 = 2;
/// The text is one word of ASCII letters.
const WORD: u8 = 4;

impl Signature {
    /// The signature of `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut signature = Self { length: TOO_LONG, ..Self::default() };
        if text.len() >= usize::from(TOO_LONG) {
            return signature;
        }
        signature.length = text.len() as u8;
        for byte in text.bytes() {
            let bin = 1 << (byte & 31);
            if signature.bins[0] & bin == 0 {
                signature.bins[0] |= bin;
            } else if signature.bins[1] & bin == 0 {
                signature.bins[1] |= bin;
            } else {
                signature.excess += 1;
            }
        }
        if text.bytes().all(|b| b.is_ascii_lowercase()) {
            signature.kind |= FOLDED;
            if names::is_listed_short_form(text) {
                signature.kind |= LISTED;
            }
        }
        if text.bytes().all(|b| b.is_ascii_alphabetic()) {
            signature.kind |= WORD;
        }
        signature
    }

    /// Words of a row that a signature takes.
    pub(super) const WORDS: usize = 3;

    /// The signature as it stands in a row.
    pub(super) fn to_words(self) -> [u32; Self::WORDS] {
        let rest = [self.length, self.excess, self.kind, 0];
        [self.bins[0], self.bins[1], u32::from_le_bytes(rest)]
    }

    /// Reads [`Signature::to_words`].
    #[inline(always)]
    pub(super) fn from_words([first, second, rest]: [u32; Self::WORDS]) -> Self {
        let [length, excess, kind, _] = rest.to_le_bytes();
        Self { bins: [first, second], length, excess, kind }
    }

    #[inline(always)]
    fn both_bins(&self) -> u64 {
        u64::from(self.bins[0]) | u64::from(self.bins[1]) << 32
    }
}

/// A text is too long for anything to be concluded.
const UNTOLD: u8 = 8;
/// Both texts have the same letters and are equally long.
const ALIKE: u8 = 16;

/// What the signatures of two texts say together, in 4 bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Letters {
    lengths: [u8; 2],
    /// The most bytes that both texts can share, each counted once; never more than either length.
    shared: u8,
    /// What both texts are, whether one is listed, and the marks above.
    marks: u8,
}

impl Letters {
    /// Two signatures compared.
    #[inline(always)]
    #[must_use]
    pub fn of(a: Signature, b: Signature) -> Self {
        let is_untold = (a.length == TOO_LONG) | (b.length == TOO_LONG);
        let is_alike = (a.length == b.length) & (a.both_bins() == b.both_bins());
        let bins = (a.both_bins() & b.both_bins()).count_ones() as u8;
        let both = a.kind & b.kind & (FOLDED | WORD) | (a.kind | b.kind) & LISTED;
        Self {
            lengths: [a.length, b.length],
            shared: bins.wrapping_add(a.excess.min(b.excess)),
            marks: both | (u8::from(is_untold) * UNTOLD) | (u8::from(is_alike) * ALIKE),
        }
    }

    #[inline(always)]
    fn is(self, mark: u8) -> bool {
        self.marks & mark != 0
    }

    /// False when the texts cannot be within `bound` edits, transpositions included.
    #[inline(always)]
    #[must_use]
    pub fn may_be_within(self, bound: u8) -> bool {
        let [a, b] = self.lengths;
        let is_shared = u32::from(a.max(b)) <= u32::from(self.shared) + u32::from(bound);
        self.is(UNTOLD) | (is_shared & (a.abs_diff(b) <= bound))
    }

    /// False when the texts cannot have a Jaro similarity of `least`. Jaro's formula for texts whose shared
    /// letters all stand in order, without its divisions.
    #[inline(always)]
    #[must_use]
    pub fn may_reach_jaro(self, least: f64) -> bool {
        let [a, b] = self.lengths.map(u32::from);
        let shared = u32::from(self.shared);
        // A little more than the formula, for rounding.
        let reached = f64::from(shared * (a + b)) + 1e-6;
        let may_reach = reached >= (3.0 * least - 1.0) * f64::from(a * b);
        // Two empty texts share nothing and are the same.
        let is_nothing = (shared == 0) & (a.max(b) > 0);
        self.is(UNTOLD) | if is_nothing { least <= 0.0 } else { may_reach }
    }

    /// False when neither text can be a short form of the other.
    #[inline(always)]
    #[must_use]
    pub fn may_be_short_form(self) -> bool {
        let shorter = self.lengths[0].min(self.lengths[1]);
        let is_begun = (shorter >= 3) & (self.shared >= shorter);
        !self.is(FOLDED) | self.is(LISTED | UNTOLD) | is_begun
    }

    /// False when the texts are single words and differ.
    #[inline(always)]
    #[must_use]
    pub fn may_share_word(self) -> bool {
        !self.is(WORD) | self.is(ALIKE)
    }
}

#[cfg(test)]
mod tests {
    use super::{Letters, Signature};
    use crate::names::{is_short_form, shares_word};
    use crate::similarity::Measure;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_alike_is_ruled_out(
            a in "([a-dA-D1é -]{0,12}|[a-c]{0,40}|bill|will|liam|William|de la O)",
            b in "([a-dA-D1é -]{0,12}|[a-c]{0,40}|bill|will|liam|William|de la O)",
            bound in 0_u8..4,
        ) {
            let letters = Letters::of(Signature::of(&a), Signature::of(&b));
            for measure in [Measure::Levenshtein, Measure::DamerauLevenshtein] {
                prop_assert!(!measure.is_within(&a, &b, bound) || letters.may_be_within(bound));
            }
            for measure in [Measure::Jaro, Measure::JaroWinkler] {
                let similarity = measure.of(&a, &b);
                prop_assert!(letters.may_reach_jaro(measure.least_jaro(similarity)));
            }
            prop_assert!(!is_short_form(&a, &b) || letters.may_be_short_form());
            prop_assert!(!shares_word(&a, &b) || letters.may_share_word());
        }
    }

    #[test]
    fn plainly_different_names_are_ruled_out() {
        let letters = Letters::of(Signature::of("guadalupe"), Signature::of("esperanza"));
        assert!(!letters.may_be_within(2) && !letters.may_reach_jaro(0.7));
        assert!(!letters.may_be_short_form() && !letters.may_share_word());
    }

    #[test]
    fn nothing_is_like_nothing_and_unlike_something() {
        let [nothing, something] = ["", "ana"].map(Signature::of);
        assert!(Letters::of(nothing, nothing).may_reach_jaro(1.0));
        assert!(!Letters::of(nothing, something).may_reach_jaro(0.1));
    }

    #[test]
    fn a_text_too_long_to_tell_is_never_ruled_out() {
        let letters = Letters::of(Signature::of(&"a".repeat(300)), Signature::of("b"));
        assert!(letters.may_be_within(1) && letters.may_reach_jaro(1.0));
    }
}
