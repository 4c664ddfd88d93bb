//! Every distinct text of a run, stored once and named by a 32-bit code.
//!
//! One dictionary serves all columns of all lists, so "this first name equals that surname" is a
//! comparison of two integers. Code 0 is *missing*.

mod index;

use foldhash::fast::FixedState;
use index::Index;
use std::hash::BuildHasher;

/// Names one text of a [`Dictionary`]; [`MISSING`] names none.
pub type Code = u32;

/// The code of an absent value.
pub const MISSING: Code = 0;

/// An append-only set of texts.
///
/// Interning costs one hash and one comparison; looking a code up costs two loads.
#[derive(Clone)]
pub struct Dictionary {
    bytes: String,
    ends: Vec<u64>,
    codes: Index,
    hasher: FixedState,
}

/// Texts waiting for their codes.
#[derive(Clone, Default)]
pub struct Batch {
    bytes: String,
    ends: Vec<u32>,
    /// Filled when the texts are interned: their hashes, and the codes that these point to.
    halves: Vec<u32>,
    likely: Vec<Code>,
}

impl Batch {
    /// Adds a text; an empty one is [`MISSING`].
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u32);
    }

    /// True without texts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// True when it is time to intern: enough to fetch together, little enough to stay in the processor's
    /// first cache.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.ends.len() >= 1 << 7 || self.bytes.len() >= 1 << 16
    }
}

impl Default for Dictionary {
    fn default() -> Self {
        // Entry 0 is the missing value: an empty text that can never be interned.
        Self {
            bytes: String::new(),
            ends: vec![0],
            codes: Index::default(),
            hasher: FixedState::with_seed(0x6c69_6e6b),
        }
    }
}

impl Dictionary {
    /// The code of `text`, adding it if it is new. Empty text is [`MISSING`].
    ///
    /// # Panics
    /// After 2³² − 1 distinct texts; ten million records of ten columns reach 2 % of that.
    pub fn intern(&mut self, text: &str) -> Code {
        if text.is_empty() {
            return MISSING;
        }
        self.intern_hashed(text, self.half_hash(text))
    }

    fn intern_hashed(&mut self, text: &str, half: u32) -> Code {
        let is_text = |code| self.text(code).as_bytes() == text.as_bytes();
        if let Some(code) = self.codes.find(half, is_text) {
            return code;
        }
        let code = Code::try_from(self.ends.len()).expect("fewer than 2^32 distinct texts");
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
        self.codes.add(half, code);
        code
    }

    /// Calls `store` with the code of each text of `batch`, in order, and empties it. The same as
    /// interning one by one; but where texts lie far apart in memory, they are fetched together.
    pub fn intern_all(&mut self, batch: &mut Batch, mut store: impl FnMut(Code)) {
        self.touch(batch);
        let mut start = 0;
        for ((&end, &half), &likely) in batch.ends.iter().zip(&batch.halves).zip(&batch.likely) {
            let text = &batch.bytes[start as usize..end as usize];
            let is_likely = || self.text(likely).as_bytes() == text.as_bytes();
            store(if text.is_empty() {
                MISSING
            } else if likely != MISSING && is_likely() {
                likely
            } else {
                self.intern_hashed(text, half)
            });
            start = end;
        }
        batch.bytes.clear();
        batch.ends.clear();
    }

    /// Finds the code that each text of `batch` probably has and reads the beginning of its text, in loops
    /// of independent steps.
    fn touch(&self, batch: &mut Batch) {
        let Batch { bytes, ends, halves, likely } = batch;
        let mut start = 0;
        halves.clear();
        halves.extend(ends.iter().map(|&end| {
            let text = &bytes[start as usize..end as usize];
            start = end;
            self.half_hash(text)
        }));
        self.codes.touch(halves);
        likely.clear();
        likely
            .extend(halves.iter().map(|half| self.codes.find(*half, |_| true).unwrap_or(MISSING)));
        self.fetch(likely);
    }

    /// Reads the beginnings of these codes' texts in independent steps, so that they are fetched from memory
    /// together.
    pub(crate) fn fetch(&self, codes: &[Code]) {
        let bytes = self.bytes.as_bytes();
        let place = |&code: &Code| self.ends[(code as usize).saturating_sub(1)];
        let seen = codes
            .iter()
            .map(place)
            .fold(0, |seen, at| seen ^ bytes.get(at as usize).copied().unwrap_or_default());
        std::hint::black_box(seen);
    }

    fn half_hash(&self, text: &str) -> u32 {
        (self.hasher.hash_one(text) >> 32) as u32
    }

    /// The code of `text` if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Code> {
        self.codes.find(self.half_hash(text), |code| self.text(code) == text)
    }

    /// The text that `code` names; empty for [`MISSING`].
    #[inline]
    #[must_use]
    pub fn text(&self, code: Code) -> &str {
        text_of(&self.bytes, &self.ends, code)
    }

    /// Bytes that the texts and their index take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u64>() + self.codes.bytes()
    }

    /// Number of codes, the missing one included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when nothing was interned yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.len() == 1
    }
}

#[inline]
fn text_of<'a>(bytes: &'a str, ends: &[u64], code: Code) -> &'a str {
    let code = code as usize;
    if code == 0 {
        return "";
    }
    &bytes[ends[code - 1] as usize..ends[code] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_comes_back_and_equal_texts_share_a_code(
            texts in prop::collection::vec("[a-cé]{0,3}", 0..60)
        ) {
            let mut dictionary = Dictionary::default();
            let codes: Vec<Code> = texts.iter().map(|t| dictionary.intern(t)).collect();
            for (i, a) in texts.iter().enumerate() {
                prop_assert_eq!(dictionary.text(codes[i]), a.as_str());
                for (j, b) in texts.iter().enumerate() {
                    prop_assert_eq!(a == b, codes[i] == codes[j]);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_batch_gets_the_codes_of_its_texts_one_by_one(
            texts in prop::collection::vec("[a-cé]{0,3}", 0..60)
        ) {
            let (mut together, mut single) = (Dictionary::default(), Dictionary::default());
            let (mut batch, mut codes) = (Batch::default(), Vec::new());
            texts.iter().for_each(|t| batch.push(t));
            together.intern_all(&mut batch, |code| codes.push(code));
            let expected: Vec<Code> = texts.iter().map(|t| single.intern(t)).collect();
            prop_assert_eq!(codes, expected);
        }
    }

    #[test]
    fn an_empty_text_is_missing() {
        let mut dictionary = Dictionary::default();
        assert_eq!(dictionary.intern(""), MISSING);
        assert!(dictionary.is_empty());
    }
}
