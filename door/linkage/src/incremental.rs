//! Person ids that stay: a new result takes over the ids of an earlier one.
//!
//! Linking again with new records can only add to what is known, so a person keeps the id that most of
//! its records had. Where two earlier persons became one, the id of the one with more records stays;
//! where one became two, the larger part keeps it and the other gets a new id. New ids continue after the
//! highest ever given, so none is used twice.
//!
//! An increment compares only pairs with a new record ([`fresh_records`], [`crate::blocking::Plan::of_fresh`]) and
//! takes the pairs of known records from the earlier result ([`earlier_edges`]); all are then joined anew. Known
//! pairs keep the weight they had. A record that was changed under the same id is taken as known.

use crate::cluster::Persons;
use crate::linker::Linker;
use crate::score::Edge;
use crate::table::{Record, Table};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Earlier person ids by list and record.
pub type Earlier = BTreeMap<(String, String), String>;

/// By record: whether the earlier result does not know it, so that its pairs have to be made.
///
/// Cost: one lookup per record.
#[must_use]
pub fn fresh_records(table: &Table, earlier: &Earlier) -> Vec<bool> {
    let mut fresh = Vec::with_capacity(table.len());
    for list in table.lists() {
        fresh.extend(list.records.clone().map(|record| {
            !earlier.contains_key(&(list.name.clone(), table.id(record).to_owned()))
        }));
    }
    fresh
}

/// A pair of an earlier result: list and record of both sides, and its weight.
pub type EarlierPair<'a> = ((&'a str, &'a str), (&'a str, &'a str), f64);

/// The pairs of an earlier result among the records of `table`; pairs of records that are gone, or of
/// one that `fresh` says is new, are left out.
#[must_use]
pub fn earlier_edges<'a>(
    table: &Table,
    fresh: &[bool],
    pairs: impl Iterator<Item = EarlierPair<'a>>,
) -> Vec<Edge> {
    let mut records: HashMap<(&str, &str), Record> = HashMap::new();
    for list in table.lists() {
        let known = list.records.clone().filter(|&record| !fresh[record as usize]);
        records.extend(known.map(|record| ((list.name.as_str(), table.id(record)), record)));
    }
    let edge = |(left, right, weight): EarlierPair<'a>| {
        let (left, right) = (*records.get(&left)?, *records.get(&right)?);
        Some(Edge { left: left.min(right), right: left.max(right), weight })
    };
    pairs.filter_map(edge).collect()
}

/// The ids of persons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonNames {
    /// By person number.
    pub names: Vec<String>,
    /// Persons that kept an earlier id.
    pub kept: usize,
}

/// Names persons `P1`, `P2`, … in order of their first record, or as `earlier` named them.
///
/// Cost: one lookup per record.
#[must_use]
pub fn name_persons(linker: &Linker, persons: &Persons, earlier: &Earlier) -> PersonNames {
    let mut votes: Vec<HashMap<&str, u32>> = vec![HashMap::new(); persons.count];
    if !earlier.is_empty() {
        for (record, &person) in persons.person.iter().enumerate() {
            let record = record as u32;
            let list = linker.table().lists()[linker.list_of(record)].name.clone();
            if let Some(name) = earlier.get(&(list, linker.table().id(record).to_owned())) {
                *votes[person as usize].entry(name).or_default() += 1;
            }
        }
    }
    let mut claims: Vec<(u32, usize, &str)> = votes
        .iter()
        .enumerate()
        .flat_map(|(person, of)| of.iter().map(move |(&name, &count)| (count, person, name)))
        .collect();
    claims.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(b.2)));
    let mut names: Vec<Option<String>> = vec![None; persons.count];
    let mut taken: HashSet<&str> = HashSet::new();
    for (_, person, name) in claims {
        if names[person].is_none() && taken.insert(name) {
            names[person] = Some(name.to_owned());
        }
    }
    let kept = names.iter().flatten().count();
    let highest = earlier.values().filter_map(|n| n.strip_prefix('P')?.parse::<u64>().ok()).max();
    let mut next = highest.unwrap_or(0);
    let names = names
        .into_iter()
        .map(|name| {
            name.unwrap_or_else(|| {
                next += 1;
                format!("P{next}")
            })
        })
        .collect();
    PersonNames { names, kept }
}

#[cfg(test)]
mod tests;
