//! The joining of one component's records, once or many times.
//!
//! There are as many components as persons, so what joining needs is kept at a [`Bench`] and used again
//! for the next one.

use super::Guards;
use crate::linker::Linker;
use crate::program::Cache;
use crate::score::{Edge, Scorer};
use crate::table::Record;
use std::cell::Cell;

/// Pairs between two groups that a join looks at, at most.
pub const CROSS: usize = 256;

/// Components of more records compute evidence whenever asked.
const DENSE: usize = 256;

/// What one thread needs to join the records of one component after the other.
pub(crate) struct Bench<'a> {
    pub component: Component<'a>,
    pub joining: Joining,
    pub cache: Cache,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(linker: &'a Linker, scorer: &'a Scorer<'a>) -> Self {
        let component = Component {
            linker,
            scorer,
            records: vec![],
            edges: vec![],
            evidence: vec![],
            prior: scorer.prior_weight(),
        };
        Self { component, joining: Joining::default(), cache: linker.cache() }
    }
}

/// One component made ready to be joined.
pub(crate) struct Component<'a> {
    linker: &'a Linker,
    scorer: &'a Scorer<'a>,
    /// Its records, ascending; everything below names them by position.
    pub records: Vec<Record>,
    /// Edges between positions, heaviest first.
    edges: Vec<(u32, u32, f64)>,
    /// Evidence of every pair known so far, when the component is small enough to hold it.
    evidence: Vec<Cell<f64>>,
    prior: f64,
}

impl Component<'_> {
    /// Takes the component that `edges` make, heaviest first, in place of the last one.
    pub(crate) fn take(&mut self, edges: &[Edge], guards: &Guards) {
        self.records.clear();
        self.records.extend(edges.iter().flat_map(|e| [e.left, e.right]));
        self.records.sort_unstable();
        self.records.dedup();
        let Self { records, prior, .. } = self;
        let position = |r: Record| records.binary_search(&r).unwrap_or_default() as u32;
        self.edges.clear();
        self.edges.extend(edges.iter().map(|e| (position(e.left), position(e.right), e.weight)));
        self.evidence.clear();
        let n = records.len();
        if guards.contradictions && (3..=DENSE).contains(&n) {
            self.evidence.resize(n * n, Cell::new(f64::NAN));
            for &(i, j, weight) in &self.edges {
                self.evidence[i as usize * n + j as usize].set(weight - *prior);
            }
        }
    }

    /// Evidence of a pair for one person, the prior left out. Pairs that the kind of linkage does not
    /// compare say nothing.
    fn computed(&self, i: usize, j: usize, cache: &mut Cache) -> f64 {
        let (x, y) = (self.records[i], self.records[j]);
        if !self.linker.is_possible(x, y) {
            return 0.0;
        }
        self.scorer.compare(x, y, cache) - self.prior
    }

    fn evidence(&self, i: u32, j: u32, cache: &mut Cache) -> f64 {
        let (i, j) = (i.min(j) as usize, i.max(j) as usize);
        let known = self.evidence.get(i * self.records.len() + j);
        match known.map(Cell::get) {
            Some(evidence) if !evidence.is_nan() => evidence,
            _ => {
                let evidence = self.computed(i, j, cache);
                known.inspect(|known| known.set(evidence));
                evidence
            }
        }
    }

    /// Which lists know the person made of these records.
    pub(crate) fn history(&self, group: &[u32]) -> u64 {
        group.iter().fold(0, |history, &p| history | 1 << self.list_of(p))
    }

    fn list_of(&self, position: u32) -> usize {
        self.linker.list_of(self.records[position as usize])
    }
}

/// Groups of a component's records, joined step by step.
#[derive(Default)]
pub(crate) struct Joining {
    /// By position: its group.
    group: Vec<u32>,
    /// By group: its members, ascending. Longer than the component when an earlier one was larger.
    members: Vec<Vec<u32>>,
    /// By group: its nearest doubt.
    doubt: Vec<f64>,
    /// Joins that the guards refused.
    pub refused: u64,
}

impl Joining {
    /// Goes through the edges from the heaviest; `decide` is asked with the worth of each join beyond
    /// the threshold and the lowest records of both groups.
    pub(crate) fn run(
        &mut self,
        component: &Component<'_>,
        guards: &Guards,
        cache: &mut Cache,
        mut decide: impl FnMut(f64, Record, Record) -> bool,
    ) {
        self.start(component.records.len() as u32);
        for &(i, j, weight) in &component.edges {
            let (a, b) = (self.group[i as usize] as usize, self.group[j as usize] as usize);
            if a == b {
                continue;
            }
            let worth =
                self.worth(component, (i, j, weight), (a, b), guards, cache) - guards.threshold;
            let lowest = |group: usize| component.records[self.members[group][0] as usize];
            if decide(worth, lowest(a), lowest(b)) {
                self.join(a, b, worth);
            } else {
                self.refused += u64::from(weight >= guards.threshold);
                for group in [a, b] {
                    self.doubt[group] = self.doubt[group].min(-worth);
                }
            }
        }
    }

    /// Every record a group of its own.
    fn start(&mut self, n: u32) {
        self.group.clear();
        self.group.extend(0..n);
        self.doubt.clear();
        self.doubt.resize(n as usize, f64::INFINITY);
        self.refused = 0;
        if self.members.len() < n as usize {
            self.members.resize(n as usize, vec![]);
        }
        for (group, members) in (0..n).zip(&mut self.members) {
            members.clear();
            members.push(group);
        }
    }

    fn worth(
        &self,
        component: &Component<'_>,
        (i, j, weight): (u32, u32, f64),
        (a, b): (usize, usize),
        guards: &Guards,
        cache: &mut Cache,
    ) -> f64 {
        let (a, b) = (&self.members[a], &self.members[b]);
        if guards.one_to_one && share_a_list(component, a, b) {
            return f64::NEG_INFINITY;
        }
        if !guards.contradictions || (a.len() == 1 && b.len() == 1) {
            return weight;
        }
        let pairs = a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y)));
        let others = pairs.take(CROSS).filter(|&(x, y)| (x.min(y), x.max(y)) != (i, j));
        let against: f64 = others.map(|(x, y)| component.evidence(x, y, cache).min(0.0)).sum();
        weight + against
    }

    fn join(&mut self, a: usize, b: usize, worth: f64) {
        let (keep, gone) = if self.members[a][0] < self.members[b][0] { (a, b) } else { (b, a) };
        let mut moved = std::mem::take(&mut self.members[gone]);
        for &position in &moved {
            self.group[position as usize] = keep as u32;
        }
        self.members[keep].extend_from_slice(&moved);
        self.members[keep].sort_unstable();
        self.doubt[keep] = self.doubt[keep].min(self.doubt[gone]).min(worth);
        // The emptied group keeps its memory for the next component.
        moved.clear();
        self.members[gone] = moved;
    }

    /// The groups found, each as positions in the component.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[u32]> {
        self.doubts().map(|(members, _)| members)
    }

    /// The groups found with the nearest doubt of each.
    pub(crate) fn doubts(&self) -> impl Iterator<Item = (&[u32], f64)> {
        let groups = self.members.iter().zip(&self.doubt);
        groups.filter(|(m, _)| !m.is_empty()).map(|(m, &doubt)| (m.as_slice(), doubt))
    }
}

fn share_a_list(component: &Component<'_>, a: &[u32], b: &[u32]) -> bool {
    let list = |&x: &u32| component.list_of(x);
    a.iter().any(|x| b.iter().any(|y| list(x) == list(y)))
}
