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
    /// Edges of each component with two or more records, heaviest first.
    pub edges: Vec<Vec<Edge>>,
}

/// Groups edges into components. Cost: one pass and one sort of the edges.
pub(crate) fn components(edges: &[Edge], records: usize) -> Components {
    let mut forest = Forest::new(records);
    for edge in edges {
        forest.join(edge.left, edge.right);
    }
    let mut keyed: Vec<(Record, Edge)> = edges.iter().map(|e| (forest.root(e.left), *e)).collect();
    keyed.par_sort_unstable_by(|(a, x), (b, y)| {
        a.cmp(b).then(y.weight.total_cmp(&x.weight)).then((x.left, x.right).cmp(&(y.left, y.right)))
    });
    let of = |list: &[(Record, Edge)]| list.iter().map(|(_, e)| *e).collect();
    Components { edges: keyed.chunk_by(|a, b| a.0 == b.0).map(of).collect() }
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
    let components = components(edges, records);
    let groups: Vec<Grouping> = components
        .edges
        .par_chunks(256)
        .map_init(
            || linker.cache(),
            |cache, list| {
                let of = |edges: &Vec<Edge>| {
                    let component = Component::new(linker, scorer, edges, guards, cache);
                    let mut joining = Joining::new(&component);
                    joining.run(guards, cache, |score, _, _| score >= 0.0);
                    joining.into_grouping()
                };
                list.iter().map(of).collect::<Vec<_>>()
            },
        )
        .flatten_iter()
        .collect();
    number(records, groups, guards)
}

fn number(records: usize, groups: Vec<Grouping>, guards: &Guards) -> Persons {
    let mut group_of = vec![u32::MAX; records];
    let (mut sure, mut sizes, mut refused) = (Vec::new(), Vec::new(), 0);
    for grouping in groups {
        refused += grouping.refused;
        for (members, confidence) in grouping.groups {
            for &record in &members {
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
        confidence: Vec::new(),
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

/// The groups of one component.
pub(crate) struct Grouping {
    groups: Vec<(Vec<Record>, f64)>,
    refused: u64,
}

/// One component made ready to be joined, once or many times.
pub(crate) struct Component<'a> {
    linker: &'a Linker,
    scorer: &'a Scorer<'a>,
    /// Its records, ascending; everything below names them by position.
    pub records: Vec<Record>,
    /// Edges between positions, heaviest first.
    edges: Vec<(u32, u32, f64)>,
    /// Evidence of every pair, when the component is small enough to hold it.
    evidence: Vec<f64>,
    prior: f64,
}

/// Components of more records compute evidence when asked, not all of it beforehand.
const DENSE: usize = 256;

impl<'a> Component<'a> {
    pub(crate) fn new(
        linker: &'a Linker,
        scorer: &'a Scorer<'a>,
        edges: &[Edge],
        guards: &Guards,
        cache: &mut Cache,
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
            let mut evidence = vec![f64::NAN; n * n];
            for &(i, j, weight) in &component.edges {
                evidence[i as usize * n + j as usize] = weight - prior;
            }
            for i in 0..n {
                for j in i + 1..n {
                    if evidence[i * n + j].is_nan() {
                        evidence[i * n + j] = component.computed(i, j, cache);
                    }
                }
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
        if self.evidence.is_empty() {
            self.computed(i, j, cache)
        } else {
            self.evidence[i * self.records.len() + j]
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

    fn into_grouping(self) -> Grouping {
        let records = &self.component.records;
        let groups = self.members.iter().zip(&self.doubt).filter(|(m, _)| !m.is_empty());
        Grouping {
            groups: groups
                .map(|(m, &doubt)| {
                    (m.iter().map(|&p| records[p as usize]).collect(), probability_of(doubt))
                })
                .collect(),
            refused: self.refused,
        }
    }
}

#[cfg(test)]
mod tests;
