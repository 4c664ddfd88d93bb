//! Sorting of records by 64-bit keys.

use crate::table::Record;
use std::ops::Range;

/// A record with its blocking key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keyed {
    pub key: u64,
    pub record: Record,
}

/// Sorts by key, then record. Keys are well mixed, so one counting pass over their leading bits leaves
/// buckets of a few entries; time is linear in practice.
pub(super) fn sort_by_key(list: &mut Vec<Keyed>) {
    if list.len() < 1 << 10 {
        list.sort_unstable();
        return;
    }
    let bits = (usize::BITS - list.len().leading_zeros()).saturating_sub(2).min(20);
    let bucket = |k: &Keyed| (k.key >> (64 - bits)) as usize;
    let mut ends = vec![0_u32; (1 << bits) + 1];
    for k in list.iter() {
        ends[bucket(k) + 1] += 1;
    }
    for i in 1..ends.len() {
        ends[i] += ends[i - 1];
    }
    let starts = ends.clone();
    let mut out = vec![Keyed { key: 0, record: 0 }; list.len()];
    for k in list.iter() {
        let place = &mut ends[bucket(k)];
        out[*place as usize] = *k;
        *place += 1;
    }
    for span in starts.windows(2) {
        out[span[0] as usize..span[1] as usize].sort_unstable();
    }
    *list = out;
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
