//! Sorting of records by 64-bit keys.

use crate::table::Record;
use std::ops::Range;

/// A record with its blocking key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keyed {
    pub key: u64,
    pub record: Record,
}

/// Sorts by key, then record, in memory that it keeps: fresh pages cost as much as the sorting.
///
/// Keys are well mixed, so a counting pass over their leading bits leaves pieces of even size; pieces
/// that do not fit the processor's cache are cut once more. Time is linear in practice.
#[derive(Default)]
pub(super) struct Sorter {
    spare: Vec<Vec<Keyed>>,
    ends: Vec<u32>,
}

/// Pieces of this many records are sorted by comparison.
const SMALL: usize = 24;

/// Leading bits by which one pass cuts, at most: more places than this are too many to write to at once.
const BITS: u32 = 10;

impl Sorter {
    /// The records of `list`, sorted; `list` is in ascending order of records.
    pub(super) fn sorted(&mut self, list: impl Iterator<Item = Keyed>) -> Vec<Keyed> {
        let mut from = self.spare.pop().unwrap_or_default();
        from.clear();
        from.extend(list);
        let mut to = self.spare.pop().unwrap_or_default();
        to.resize(from.len(), Keyed { key: 0, record: 0 });
        self.cut(&mut from, &mut to, 0);
        self.spare.push(to);
        from
    }

    /// Takes back a list that is no longer needed.
    pub(super) fn give_back(&mut self, list: Vec<Keyed>) {
        self.spare.push(list);
    }

    /// Sorts `list`, whose keys share their leading `known` bits, with `other` to write to.
    fn cut(&mut self, list: &mut [Keyed], other: &mut [Keyed], known: u32) {
        if list.len() <= SMALL || known >= u64::BITS {
            list.sort_unstable();
            return;
        }
        let bits = (list.len() / 4).ilog2().clamp(1, BITS).min(u64::BITS - known);
        let bucket = |k: &Keyed| (k.key << known >> (u64::BITS - bits)) as usize;
        let first = self.ends.len();
        self.ends.resize(first + (1 << bits) + 1, 0);
        let ends = &mut self.ends[first..];
        list.iter().for_each(|k| ends[bucket(k) + 1] += 1);
        for i in 1..ends.len() {
            ends[i] += ends[i - 1];
        }
        for k in list.iter() {
            let place = &mut ends[bucket(k)];
            other[*place as usize] = *k;
            *place += 1;
        }
        list.copy_from_slice(other);
        // Each place now stands at the end of its piece.
        let mut start = 0;
        for piece in first..first + (1 << bits) {
            let end = self.ends[piece] as usize;
            if end - start > 1 {
                let span = start..end;
                self.cut(&mut list[span.clone()], &mut other[span], known + bits);
            }
            start = end;
        }
        self.ends.truncate(first);
    }
}

/// Ranges of two or more equal keys.
pub(super) fn runs(list: &[Keyed]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < list.len() {
            let start = at;
            while at < list.len() && list[at].key == list[start].key {
                at += 1;
            }
            if at - start > 1 {
                return Some(start..at);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::{Keyed, Sorter};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_come_out_in_order_whatever_they_are(
            keys in prop::collection::vec(prop_oneof![any::<u64>(), 0..9_u64, Just(u64::MAX)], 0..900)
        ) {
            let list = |keys: &[u64]| -> Vec<Keyed> {
                let of = |(record, &key)| Keyed { key, record: record as u32 };
                keys.iter().enumerate().map(of).collect()
            };
            let mut sorter = Sorter::default();
            for keys in [&keys[..], &keys[keys.len() / 2..]] {
                let mut expected = list(keys);
                expected.sort();
                let sorted = sorter.sorted(list(keys).into_iter());
                prop_assert_eq!(&sorted, &expected);
                sorter.give_back(sorted);
            }
        }
    }
}
