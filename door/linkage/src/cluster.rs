//! From pairs to persons.
//!
//! Pairs are joined from the heaviest down, but a join must outweigh what speaks against it. Joining
//! two groups of records is worth
//!
//! ```text
//! s = w(best pair between them) + Σ min(0, evidence of every other pair between them)
//! ```
//!
//! where evidence is the pair's weight without the prior. Plain connected components ask only for the
//! first term, so one ambiguous record chains two children into one person; here the contradictions
//! between their other records (another first name, another birth date) keep them apart.

use crate::linker::Linker;
use crate::program::Cache;
use crate::score::{Edge, Scorer, probability_of};
use crate::table::Record;
use rayon::prelude::*;
use std::cell::Cell;
use std::ops::Range;

/// How clusters are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guards {
    /// Weight in bits from which a pair may join records.
    pub threshold: f64,
    /// Let contradictions between groups forbid a join; without it, plain connected components.
    pub contradictions: bool,
    /// No person holds two records of one list.
    pub one_to_one: bool,
    /// Persons of more records than this are reported.
    pub alarm: usize,
}

impl Default for Guards {
    fn default() -> Self {
        Self { threshold: 0.0, contradictions: true, one_to_one: false, alarm: 30 }
    }
}

/// Which person each record belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Persons {
    /// By record: its person, numbered from 0 in order of first appearance.
    pub person: Vec<u32>,
    /// Number of persons.
    pub count: usize,
    /// By person: how sure the grouping is, 0 to 1 (the weakest join, or the strongest pair that was
    /// not joined).
    pub confidence: Vec<f64>,
    /// Joins that the guards refused.
    pub refused: u64,
    /// Persons with more records than the alarm.
    pub alarms: Vec<(u32, usize)>,
}

/// Records connected by pairs of any weight kept: what happens in one cannot touch another.
pub(crate) struct Components {
    edges: Vec<Edge>,
    /// By component, in order of its lowest record: where its edges stand.
    spans: Vec<Range<u32>>,
}

impl Components {
    /// Groups edges by the records they connect.
    ///
    /// Cost: linear in edges and records; the edges of a component are then sorted where it is used.
    pub(crate) fn of(edges: &[Edge], records: usize) -> Self {
        let mut forest = Forest::new(records);
        for edge in edges {
            forest.join(edge.left, edge.right);
        }
        let mut ends = vec![0_u32; records];
        let roots: Vec<Record> = edges.iter().map(|e| forest.root(e.left)).collect();
        roots.iter().for_each(|&root| ends[root as usize] += 1);
        let (mut spans, mut total) = (Vec::new(), 0);
        for end in ends.iter_mut().filter(|end| **end > 0) {
            spans.push(total..total + *end);
            total += *end;
            *end = total;
        }
        let mut placed = vec![Edge { left: 0, right: 0, weight: 0.0 }; edges.len()];
        for (edge, &root) in edges.iter().zip(&roots).rev() {
            let end = &mut ends[root as usize];
            *end -= 1;
            placed[*end as usize] = *edge;
        }
        Self { edges: placed, spans }
    }

    /// Calls `visit` for the components in pieces of some hundreds, on all threads; `visit` is handed
    /// the edges of each component, heaviest first. Results come in order of components.
    pub(crate) fn map<T: Default + Send>(
        &self,
        linker: &Linker,
        visit: impl Fn(&mut T, &[Edge], &mut Cache) + Sync,
    ) -> Vec<T> {
        let of_piece = |(cache, sorted): &mut (Cache, Vec<Edge>), piece: &[Range<u32>]| {
            let mut out = T::default();
            for span in piece {
                sorted.clear();
                sorted.extend_from_slice(&self.edges[span.start as usize..span.end as usize]);
                sorted.sort_unstable_by(|x, y| {
                    let heavier = y.weight.total_cmp(&x.weight);
                    heavier.then((x.left, x.right).cmp(&(y.left, y.right)))
                });
                visit(&mut out, sorted, cache);
            }
            out
        };
        self.spans.par_chunks(512).map_init(|| (linker.cache(), vec![]), of_piece).collect()
    }
}

/// Disjoint sets by union to the lower root with path halving.
pub(crate) struct Forest {
    parent: Vec<Record>,
}

impl Forest {
    pub(crate) fn new(n: usize) -> Self {
        Self { parent: (0..n as Record).collect() }
    }

    pub(crate) fn root(&mut self, mut record: Record) -> Record {
        while self.parent[record as usize] != record {
            let up = self.parent[self.parent[record as usize] as usize];
            self.parent[record as usize] = up;
            record = up;
        }
        record
    }

    pub(crate) fn join(&mut self, a: Record, b: Record) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}

/// Joins the records of `edges` into persons.
///
/// Cost: one sort of the edges; each considered join looks at the pairs between two groups, at most
/// [`CROSS`] of them.
#[must_use]
pub fn persons(linker: &Linker, scorer: &Scorer<'_>, edges: &[Edge], guards: &Guards) -> Persons {
    let records = linker.table().len();
    let components = Components::of(edges, records);
    let groups = components.map(linker, |grouping: &mut Grouping, edges, cache| match edges {
        [edge] => grouping.add_pair(linker, edge, guards),
        _ => {
            let component = Component::new(linker, scorer, edges, guards);
            let mut joining = Joining::new(&component);
            joining.run(guards, cache, |score, _, _| score >= 0.0);
            joining.finish(grouping);
        }
    });
    number(records, &groups, guards)
}

fn number(records: usize, groups: &[Grouping], guards: &Guards) -> Persons {
    let mut group_of = vec![u32::MAX; records];
    let (mut sure, mut sizes, mut refused) = (Vec::new(), Vec::new(), 0);
    for grouping in groups {
        refused += grouping.refused;
        for (members, confidence) in grouping.iter() {
            for &record in members {
                group_of[record as usize] = sure.len() as u32;
            }
            sure.push(confidence);
            sizes.push(members.len());
        }
    }
    let mut number_of = vec![u32::MAX; sure.len()];
    let mut persons = Persons {
        person: vec![0; records],
        count: 0,
        confidence: Vec::with_capacity(records),
        refused,
        alarms: Vec::new(),
    };
    for (record, &group) in group_of.iter().enumerate() {
        let group = group as usize;
        let known = number_of.get(group).copied().unwrap_or(u32::MAX);
        if known != u32::MAX {
            persons.person[record] = known;
            continue;
        }
        let next = persons.count as u32;
        persons.person[record] = next;
        persons.confidence.push(sure.get(group).copied().unwrap_or(1.0));
        if let Some(number) = number_of.get_mut(group) {
            *number = next;
            if sizes[group] > guards.alarm {
                persons.alarms.push((next, sizes[group]));
            }
        }
        persons.count += 1;
    }
    persons
}

/// Pairs between two groups that a join looks at, at most.
pub const CROSS: usize = 256;

/// The groups of some components.
#[derive(Default)]
struct Grouping {
    members: Vec<Record>,
    /// By group: where its members end, and how sure it is.
    groups: Vec<(u32, f64)>,
    refused: u64,
}

impl Grouping {
    fn push(&mut self, members: impl IntoIterator<Item = Record>, doubt: f64) {
        self.members.extend(members);
        self.groups.push((self.members.len() as u32, probability_of(doubt)));
    }

    /// A component of two records and one pair: what [`Joining`] does, without its tables.
    fn add_pair(&mut self, linker: &Linker, edge: &Edge, guards: &Guards) {
        let excluded = guards.one_to_one && linker.list_of(edge.left) == linker.list_of(edge.right);
        let weight = if excluded { f64::NEG_INFINITY } else { edge.weight };
        let worth = weight - guards.threshold;
        if worth >= 0.0 {
            self.push([edge.left, edge.right], worth);
        } else {
            self.refused += u64::from(edge.weight >= guards.threshold);
            self.push([edge.left], -worth);
            self.push([edge.right], -worth);
        }
    }

    fn iter(&self) -> impl Iterator<Item = (&[Record], f64)> {
        let starts = std::iter::once(0).chain(self.groups.iter().map(|(end, _)| *end));
        let of = |(start, &(end, sure)): (u32, &(u32, f64))| {
            (&self.members[start as usize..end as usize], sure)
        };
        starts.zip(&self.groups).map(of)
    }
}

/// One component made ready to be joined, once or many times.
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

/// Components of more records compute evidence whenever asked.
const DENSE: usize = 256;

impl<'a> Component<'a> {
    pub(crate) fn new(
        linker: &'a Linker,
        scorer: &'a Scorer<'a>,
        edges: &[Edge],
        guards: &Guards,
    ) -> Self {
        let mut records: Vec<Record> = edges.iter().flat_map(|e| [e.left, e.right]).collect();
        records.sort_unstable();
        records.dedup();
        let position = |r: Record| records.binary_search(&r).unwrap_or_default() as u32;
        let edges: Vec<(u32, u32, f64)> =
            edges.iter().map(|e| (position(e.left), position(e.right), e.weight)).collect();
        let prior = scorer.prior_weight();
        let mut component = Self { linker, scorer, records, edges, evidence: vec![], prior };
        let n = component.records.len();
        if guards.contradictions && (3..=DENSE).contains(&n) {
            let evidence = vec![Cell::new(f64::NAN); n * n];
            for &(i, j, weight) in &component.edges {
                evidence[i as usize * n + j as usize].set(weight - prior);
            }
            component.evidence = evidence;
        }
        component
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

/// The joining of one component's records.
pub(crate) struct Joining<'a, 'c> {
    component: &'c Component<'a>,
    /// By position: its group; by group: its members and its nearest doubt.
    group: Vec<u32>,
    members: Vec<Vec<u32>>,
    doubt: Vec<f64>,
    refused: u64,
}

impl<'a, 'c> Joining<'a, 'c> {
    pub(crate) fn new(component: &'c Component<'a>) -> Self {
        let n = component.records.len() as u32;
        Self {
            component,
            group: (0..n).collect(),
            members: (0..n).map(|i| vec![i]).collect(),
            doubt: vec![f64::INFINITY; n as usize],
            refused: 0,
        }
    }

    /// Goes through the edges from the heaviest; `decide` is asked with the worth of each join beyond
    /// the threshold and the lowest records of both groups.
    pub(crate) fn run(
        &mut self,
        guards: &Guards,
        cache: &mut Cache,
        mut decide: impl FnMut(f64, Record, Record) -> bool,
    ) {
        for &(i, j, weight) in &self.component.edges {
            let (a, b) = (self.group[i as usize] as usize, self.group[j as usize] as usize);
            if a == b {
                continue;
            }
            let worth = self.worth((i, j, weight), (a, b), guards, cache) - guards.threshold;
            let lowest = |group: usize| self.component.records[self.members[group][0] as usize];
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

    fn worth(
        &self,
        (i, j, weight): (u32, u32, f64),
        (a, b): (usize, usize),
        guards: &Guards,
        cache: &mut Cache,
    ) -> f64 {
        let (a, b) = (&self.members[a], &self.members[b]);
        if guards.one_to_one && self.share_a_list(a, b) {
            return f64::NEG_INFINITY;
        }
        if !guards.contradictions || (a.len() == 1 && b.len() == 1) {
            return weight;
        }
        let pairs = a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y)));
        let others = pairs.take(CROSS).filter(|&(x, y)| (x.min(y), x.max(y)) != (i, j));
        let against: f64 = others.map(|(x, y)| self.component.evidence(x, y, cache).min(0.0)).sum();
        weight + against
    }

    fn share_a_list(&self, a: &[u32], b: &[u32]) -> bool {
        let list = |&x: &u32| self.component.list_of(x);
        a.iter().any(|x| b.iter().any(|y| list(x) == list(y)))
    }

    fn join(&mut self, a: usize, b: usize, worth: f64) {
        let (keep, gone) = if self.members[a][0] < self.members[b][0] { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut self.members[gone]);
        for &position in &moved {
            self.group[position as usize] = keep as u32;
        }
        self.members[keep].extend(moved);
        self.members[keep].sort_unstable();
        self.doubt[keep] = self.doubt[keep].min(self.doubt[gone]).min(worth);
    }

    /// The groups found, each as positions in the component.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[u32]> {
        self.members.iter().filter(|m| !m.is_empty()).map(Vec::as_slice)
    }

    fn finish(&self, into: &mut Grouping) {
        let records = &self.component.records;
        for (members, &doubt) in self.members.iter().zip(&self.doubt) {
            if !members.is_empty() {
                into.push(members.iter().map(|&p| records[p as usize]), doubt);
            }
        }
        into.refused += self.refused;
    }
}

#[cfg(test)]
mod tests;
