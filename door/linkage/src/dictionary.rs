//! Every distinct text of a run, stored once and named by a 32-bit code.
//!
//! One dictionary serves all columns of all lists, so "this first name equals that surname" is a
//! comparison of two integers. Code 0 is *missing*.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
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
    codes: HashTable<Code>,
    hasher: FixedState,
}

impl Default for Dictionary {
    fn default() -> Self {
        // Entry 0 is the missing value: an empty text that can never be interned.
        Self {
            bytes: String::new(),
            ends: vec![0],
            codes: HashTable::new(),
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
        let hash = self.hasher.hash_one(text);
        let (bytes, ends) = (&self.bytes, &self.ends);
        if let Some(&code) =
            self.codes.find(hash, |&code| text_of(bytes, ends, code).as_bytes() == text.as_bytes())
        {
            return code;
        }
        let code = Code::try_from(self.ends.len()).expect("fewer than 2^32 distinct texts");
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
        let (bytes, ends, hasher) = (&self.bytes, &self.ends, &self.hasher);
        self.codes.insert_unique(hash, code, |&c| hasher.hash_one(text_of(bytes, ends, c)));
        code
    }

    /// The code of `text` if it is known.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Code> {
        let hash = self.hasher.hash_one(text);
        self.codes.find(hash, |&code| self.text(code) == text).copied()
    }

    /// The text that `code` names; empty for [`MISSING`].
    #[must_use]
    pub fn text(&self, code: Code) -> &str {
        text_of(&self.bytes, &self.ends, code)
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

    #[test]
    fn an_empty_text_is_missing() {
        let mut dictionary = Dictionary::default();
        assert_eq!(dictionary.intern(""), MISSING);
        assert!(dictionary.is_empty());
    }
}
