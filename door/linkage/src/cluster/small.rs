//! The joining of small components in which nothing speaks against a join.
//!
//! Most persons have few records, and every two of them are a pair that was kept, none of which speaks
//! against one person. Then a join is worth what its pair is, and all that is needed fits a few lines of
//! cache.

use super::Guards;
use crate::score::Edge;
use crate::table::Record;

/// Records of such a component at most.
const MOST: usize = 16;

/// A small component whose pairs do not contradict each other.
pub(crate) struct Small {
    count: usize,
    /// Ascending; everything below is by position among them.
    records: [Record; MOST],
    /// By record: the lowest position of its group.
    group: [u8; MOST],
    /// By group: its nearest doubt.
    doubt: [f64; MOST],
}

impl Small {
    /// The component that `edges` make, heaviest first; `None` when it is large, or when pairs between two
    /// groups could speak against joining them. `prior` is what a pair weighs before it is compared.
    pub(crate) fn of(edges: &[Edge], guards: &Guards, prior: f64) -> Option<Self> {
        let is_weighed = edges.last().is_some_and(|lightest| lightest.weight >= prior);
        if guards.one_to_one || edges.len() > MOST * (MOST - 1) / 2 || !is_weighed {
            return None;
        }
        let mut small = Self { count: 0, records: [0; MOST], group: [0; MOST], doubt: [0.0; MOST] };
        for record in edges.iter().flat_map(|e| [e.left, e.right]) {
            if small.position(record).is_none() {
                *small.records.get_mut(small.count)? = record;
                small.count += 1;
            }
        }
        small.records[..small.count].sort_unstable();
        let is_whole = edges.len() == small.count * (small.count - 1) / 2;
        let holds = !guards.contradictions || (is_whole && small.are_different(edges));
        holds.then_some(small)
    }

    fn position(&self, record: Record) -> Option<usize> {
        self.records[..self.count].iter().position(|&r| r == record)
    }

    /// True when no two edges are of the same pair.
    fn are_different(&self, edges: &[Edge]) -> bool {
        let mut seen = [0_u16; MOST];
        edges.iter().all(|edge| match (self.position(edge.left), self.position(edge.right)) {
            (Some(i), Some(j)) => {
                let is_new = seen[i] >> j & 1 == 0;
                seen[i] |= 1 << j;
                seen[j] |= 1 << i;
                is_new
            }
            _ => false,
        })
    }

    /// Goes through the edges from the heaviest, every record a group of its own; `decide` is asked with
    /// the worth of each join beyond the threshold and the lowest records of both groups.
    pub(crate) fn run(
        &mut self,
        edges: &[Edge],
        guards: &Guards,
        mut decide: impl FnMut(f64, Record, Record) -> bool,
    ) {
        self.group = std::array::from_fn(|position| position as u8);
        self.doubt = [f64::INFINITY; MOST];
        for edge in edges {
            let (Some(i), Some(j)) = (self.position(edge.left), self.position(edge.right)) else {
                continue;
            };
            let (a, b) = (self.group[i], self.group[j]);
            if a == b {
                continue;
            }
            let worth = edge.weight - guards.threshold;
            let (keep, gone) = (a.min(b), a.max(b));
            let [kept, other] = [keep, gone].map(usize::from);
            if decide(worth, self.records[usize::from(a)], self.records[usize::from(b)]) {
                self.group.iter_mut().filter(|g| **g == gone).for_each(|g| *g = keep);
                self.doubt[kept] = self.doubt[kept].min(self.doubt[other]).min(worth);
            } else {
                for group in [kept, other] {
                    self.doubt[group] = self.doubt[group].min(-worth);
                }
            }
        }
    }

    /// The groups found, by their lowest record, with the nearest doubt of each.
    pub(crate) fn groups(&self) -> impl Iterator<Item = (impl Iterator<Item = Record> + '_, f64)> {
        let lowest = (0..self.count).filter(|&p| usize::from(self.group[p]) == p);
        lowest.map(move |lowest| {
            let members = (0..self.count).filter(move |&p| usize::from(self.group[p]) == lowest);
            (members.map(move |p| self.records[p]), self.doubt[lowest])
        })
    }
}
