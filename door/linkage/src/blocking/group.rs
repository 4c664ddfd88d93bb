//! The records of one rule in blocks of equal keys.

use super::rule::Rule;
use super::sort::{Keyed, Sorter, runs};
use crate::expression::Side;
use crate::linker::Linker;
use crate::settings::LinkKind;
use crate::table::Record;
use std::collections::HashSet;
use std::ops::Range;

/// Records of a rule grouped by key; only groups that make pairs are kept.
pub(super) struct Blocks {
    pub left: Vec<Record>,
    /// Empty when the rule is symmetric: then `left` serves for both.
    pub right: Vec<Record>,
    pub spans: Vec<(Range<u32>, Range<u32>)>,
}

impl Blocks {
    /// Calls `push` for the pairs of the block `left`, `right`, of which only the left records `part` count. Where
    /// `fresh` says which records are new, one of each pair is.
    pub(super) fn for_each(
        &self,
        (left, right): &(Range<u32>, Range<u32>),
        part: Range<u32>,
        fresh: Option<&[bool]>,
        mut push: impl FnMut(Record, Record),
    ) {
        let is_fresh = |record: Record| fresh.is_none_or(|fresh| fresh[record as usize]);
        for at in part {
            let a = self.left[at as usize];
            let others = match self.right.is_empty() {
                true => &self.left[at as usize + 1..left.end as usize],
                false => &self.right[right.start as usize..right.end as usize],
            };
            let is_new = is_fresh(a);
            // The left record of a pair is the lower one; equality with itself is no pair.
            for &b in others.iter().filter(|&&b| a < b && (is_new || is_fresh(b))) {
                push(a, b);
            }
        }
    }
}

/// What a rule costs, known before anything is compared.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct RuleCost {
    /// The rule.
    pub rule: String,
    /// Pairs that its blocks hold, before earlier rules take theirs.
    pub pairs: u64,
    /// Pairs of this and all earlier rules, counted once per rule.
    pub cumulative: u64,
    /// Sizes of the largest blocks, in records.
    pub largest: Vec<u64>,
    /// Blocks left out because they were larger than the limit, and the pairs they held.
    pub skipped_blocks: u64,
    /// Pairs of the blocks left out.
    pub skipped_pairs: u64,
}

pub(super) fn group(
    linker: &Linker,
    rule: &Rule,
    largest: u32,
    fresh: Option<&[bool]>,
    sorter: &mut Sorter,
) -> (Blocks, RuleCost, HashSet<u64>) {
    let mut grouping = Grouping::new(rule, largest);
    let left = rule.keyed(linker, Side::Left, sorter);
    if rule.is_symmetric() {
        let across = linker.settings().link == LinkKind::Link;
        for span in runs(&left) {
            let members = &left[span];
            let all = if across { pairs_across(linker, members) } else { pairs_of(members.len()) };
            let known = members.iter().filter(|k| fresh.is_some_and(|f| !f[k.record as usize]));
            let pairs =
                all.saturating_sub(if fresh.is_some() { pairs_of(known.count()) } else { 0 });
            grouping.push(members, &[], pairs);
        }
    } else {
        let right = rule.keyed(linker, Side::Right, sorter);
        for (a, b) in matching_runs(&left, &right) {
            let pairs = (a.len() * b.len()) as u64 / 2;
            grouping.push(&left[a], &right[b], pairs.max(1));
        }
        sorter.give_back(right);
    }
    sorter.give_back(left);
    grouping.finish()
}

struct Grouping {
    blocks: Blocks,
    cost: RuleCost,
    skipped: HashSet<u64>,
    largest: usize,
}

impl Grouping {
    fn new(rule: &Rule, largest: u32) -> Self {
        Self {
            blocks: Blocks { left: vec![], right: vec![], spans: vec![] },
            cost: RuleCost {
                rule: rule.text.clone(),
                pairs: 0,
                cumulative: 0,
                largest: vec![],
                skipped_blocks: 0,
                skipped_pairs: 0,
            },
            skipped: HashSet::new(),
            largest: largest as usize,
        }
    }

    fn push(&mut self, left: &[Keyed], right: &[Keyed], pairs: u64) {
        if pairs == 0 {
            return;
        }
        let size = left.len().max(right.len());
        note_largest(&mut self.cost.largest, size as u64);
        if size > self.largest {
            self.skipped.insert(left[0].key);
            self.cost.skipped_blocks += 1;
            self.cost.skipped_pairs += pairs;
            return;
        }
        self.cost.pairs += pairs;
        let extend = |to: &mut Vec<Record>, from: &[Keyed]| {
            let start = to.len() as u32;
            to.extend(from.iter().map(|k| k.record));
            start..to.len() as u32
        };
        let span = (extend(&mut self.blocks.left, left), extend(&mut self.blocks.right, right));
        self.blocks.spans.push(span);
    }

    fn finish(self) -> (Blocks, RuleCost, HashSet<u64>) {
        (self.blocks, self.cost, self.skipped)
    }
}

fn note_largest(largest: &mut Vec<u64>, size: u64) {
    const KEPT: usize = 5;
    if largest.len() < KEPT || largest.last().is_some_and(|&least| size > least) {
        let at = largest.partition_point(|&s| s >= size);
        largest.insert(at, size);
        largest.truncate(KEPT);
    }
}

fn pairs_of(n: usize) -> u64 {
    n as u64 * (n as u64).saturating_sub(1) / 2
}

/// Pairs of a block between different lists; records stand in list order.
fn pairs_across(linker: &Linker, members: &[Keyed]) -> u64 {
    let within: u64 = members
        .chunk_by(|a, b| linker.list_of(a.record) == linker.list_of(b.record))
        .map(|list| pairs_of(list.len()))
        .sum();
    pairs_of(members.len()) - within
}

fn matching_runs(left: &[Keyed], right: &[Keyed]) -> Vec<(Range<usize>, Range<usize>)> {
    let end_of = |list: &[Keyed], at: usize| {
        list[at..].iter().position(|k| k.key != list[at].key).map_or(list.len(), |n| at + n)
    };
    let (mut i, mut j, mut out) = (0, 0, vec![]);
    while i < left.len() && j < right.len() {
        match left[i].key.cmp(&right[j].key) {
            std::cmp::Ordering::Less => i = end_of(left, i),
            std::cmp::Ordering::Greater => j = end_of(right, j),
            std::cmp::Ordering::Equal => {
                let (a, b) = (end_of(left, i), end_of(right, j));
                out.push((i..a, j..b));
                (i, j) = (a, b);
            }
        }
    }
    out
}
