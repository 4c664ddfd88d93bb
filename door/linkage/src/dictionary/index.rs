//! Where the codes of texts are found by the hashes of these.
//!
//! Looking up a text of millions is waiting for memory. Each code therefore stands beside half its text's
//! hash in one word, at the place that the hash's leading bits say or soon after: one fetch, and few texts
//! are compared that differ. Growing goes through memory once from end to end, because the places of
//! twice as large an index are in the same order.

use super::{Code, MISSING};

/// Codes by the halves of their hashes.
#[derive(Clone)]
pub(super) struct Index {
    /// Hash above, code below; 0 where there is none.
    entries: Vec<u64>,
    /// Leading bits of a hash that say its place; there are some more places behind the last one.
    bits: u32,
    count: usize,
}

/// Places behind the last one, so that looking on need not begin again at the first.
const BEHIND: usize = 64;

impl Default for Index {
    fn default() -> Self {
        Self { entries: vec![0; 16 + BEHIND], bits: 4, count: 0 }
    }
}

impl Index {
    /// The code with this hash for which `is_it` is true.
    #[inline]
    pub(super) fn find(&self, half: u32, is_it: impl Fn(Code) -> bool) -> Option<Code> {
        for &entry in &self.entries[self.place(half)..] {
            if entry == 0 {
                return None;
            }
            if (entry >> 32) as u32 == half && is_it(entry as Code) {
                return Some(entry as Code);
            }
        }
        None
    }

    /// Adds a code that is not there yet.
    pub(super) fn add(&mut self, half: u32, code: Code) {
        debug_assert_ne!(code, MISSING);
        if self.count * 5 >= 3 << self.bits && self.bits < u32::BITS {
            self.grow();
        }
        self.put(u64::from(half) << 32 | u64::from(code));
        self.count += 1;
    }

    fn put(&mut self, entry: u64) {
        let start = self.place((entry >> 32) as u32);
        match self.entries[start..].iter_mut().find(|e| **e == 0) {
            Some(free) => *free = entry,
            // Nothing is free up to the last one: then behind it.
            None => self.entries.push(entry),
        }
    }

    fn grow(&mut self) {
        self.bits += 1;
        let old = std::mem::replace(&mut self.entries, vec![0; (1 << self.bits) + BEHIND]);
        old.into_iter().filter(|&entry| entry != 0).for_each(|entry| self.put(entry));
    }

    #[inline]
    fn place(&self, half: u32) -> usize {
        (u64::from(half) << self.bits >> 32) as usize
    }

    /// Fetches the places of some hashes together.
    pub(super) fn touch(&self, halves: &[u32]) {
        let seen = halves.iter().fold(0, |seen, &half| seen ^ self.entries[self.place(half)]);
        std::hint::black_box(seen);
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::Index;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_code_is_found_by_its_hash(
            halves in prop::collection::vec(prop_oneof![any::<u32>(), Just(u32::MAX), 0_u32..9], 0..900)
        ) {
            let mut index = Index::default();
            for (i, &half) in halves.iter().enumerate() {
                index.add(half, i as u32 + 1);
            }
            for (i, &half) in halves.iter().enumerate() {
                let code = i as u32 + 1;
                prop_assert_eq!(index.find(half, |found| found == code), Some(code));
                prop_assert_eq!(index.find(half ^ 0x5555, |found| found == code), None);
            }
        }
    }
}
