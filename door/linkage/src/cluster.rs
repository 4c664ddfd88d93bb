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

mod component;
mod small;

pub(crate) use component::Bench;
pub use component::CROSS;
pub(crate) use small::Small;

use crate::linker::Linker;
use crate::score::{Edge, Scorer, probability_of};
use crate::table::Record;
use rayon::prelude::*;
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
    /// the edges of each component, heaviest first, and a bench to work at. Results come in order of
    /// components. With `compares`, the rows of records between which pairs are missing are fetched first.
    pub(crate) fn map<'a, T: Default + Send>(
        &self,
        linker: &'a Linker,
        scorer: &'a Scorer<'a>,
        compares: bool,
        visit: impl Fn(&mut T, &[Edge], &mut Bench<'a>) + Sync,
    ) -> Vec<T> {
        let fetch = |spans: &[Range<u32>], records: &mut Vec<Record>| {
            records.clear();
            for span in spans {
                let edges = &self.edges[span.start as usize..span.end as usize];
                if !is_whole(edges.len()) {
                    records.extend(edges.iter().flat_map(|e| [e.left, e.right]));
                }
            }
            linker.rows().touch(records);
        };
        let of_piece = |(bench, sorted, records): &mut (Bench<'a>, Vec<Edge>, Vec<Record>),
                        piece: &[Range<u32>]| {
            let mut out = T::default();
            for (number, span) in piece.iter().enumerate() {
                if compares && number % FETCHED == 0 {
                    fetch(&piece[number..piece.len().min(number + FETCHED)], records);
                }
                let edges = &self.edges[span.start as usize..span.end as usize];
                if let [_] = edges {
                    visit(&mut out, edges, bench);
                    continue;
                }
                sorted.clear();
                sorted.extend_from_slice(edges);
                sorted.sort_unstable_by(|x, y| {
                    let heavier = y.weight.total_cmp(&x.weight);
                    heavier.then((x.left, x.right).cmp(&(y.left, y.right)))
                });
                visit(&mut out, sorted, bench);
            }
            out
        };
        let pieces = self.spans.par_chunks(512);
        pieces.map_init(|| (Bench::new(linker, scorer), vec![], vec![]), of_piece).collect()
    }
}

/// Components whose rows are fetched from memory together.
const FETCHED: usize = 32;

/// True when so many pairs can be all pairs of some records.
fn is_whole(pairs: usize) -> bool {
    let records = (2 * pairs).isqrt() + 1;
    records * (records - 1) / 2 == pairs
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
    let prior = scorer.prior_weight();
    let visit = |grouping: &mut Grouping, edges: &[Edge], bench: &mut Bench<'_>| {
        if let [edge] = edges {
            grouping.add_pair(linker, edge, guards);
            return;
        }
        if let Some(mut small) = Small::of(edges, guards, prior) {
            small.run(edges, guards, |worth, _, _| worth >= 0.0);
            small.groups().for_each(|(members, doubt)| grouping.push(members, doubt));
            return;
        }
        let Bench { component, joining, cache } = bench;
        component.take(edges, guards);
        joining.run(component, guards, cache, |worth, _, _| worth >= 0.0);
        for (members, doubt) in joining.doubts() {
            grouping.push(members.iter().map(|&p| component.records[p as usize]), doubt);
        }
        grouping.refused += joining.refused;
    };
    let groups = components.map(linker, scorer, guards.contradictions, visit);
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

#[cfg(test)]
mod tests;
