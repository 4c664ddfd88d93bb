//! Which pairs are compared: rules, their blocks, and their cost before anything is compared.
//!
//! A rule is a conjunction of equalities between an expression of the left record and one of the
//! right. Records are sorted by a 64-bit key of those values; equal keys form a block. A pair belongs to
//! the first rule that makes it, which is decided by comparing codes, so no list of pairs exists.

mod group;
mod rule;
mod sort;

pub use group::RuleCost;
pub use rule::{Rule, RuleError};

use crate::linker::Linker;
use crate::program::Cache;
use crate::recall::RuleGroups;
use crate::table::Record;
use group::{Blocks, group};
use rayon::prelude::*;
use sort::Sorter;
use std::collections::HashSet;
use std::ops::Range;

impl Linker {
    /// The equalities of all rules by property, which is the set of columns that they look at. What is
    /// compared within or beyond a column is one property: a wrong year of birth spoils all of it at once.
    pub(crate) fn rule_groups(&self) -> RuleGroups {
        let grouped = self.settings().grouped_columns();
        let of = |name: &String| match name.split(' ').any(|column| grouped.contains(column)) {
            true => String::new(),
            false => name.clone(),
        };
        let mut names: Vec<String> = Vec::new();
        let mut groups = RuleGroups { terms: vec![], rules: vec![] };
        for rule in self.rules() {
            let mut of_rule = Vec::new();
            for (&term, name) in rule.terms.iter().zip(&rule.properties) {
                let name = &of(name);
                let property = names.iter().position(|n| n == name).unwrap_or_else(|| {
                    names.push(name.clone());
                    groups.terms.push(vec![]);
                    names.len() - 1
                });
                let terms: &mut Vec<(usize, usize)> = &mut groups.terms[property];
                let bit = terms.iter().position(|t| *t == term).unwrap_or_else(|| {
                    terms.push(term);
                    terms.len() - 1
                });
                of_rule.push((property, bit as u32));
            }
            groups.rules.push(of_rule);
        }
        groups
    }
}

/// The blocks of all rules, cut into tasks of bounded size.
pub struct Plan {
    blocks: Vec<Blocks>,
    tasks: Vec<Task>,
    /// By record: whether it is new. When there is one, pairs of two known records are left out.
    fresh: Option<Vec<bool>>,
    /// Cost of each rule.
    pub costs: Vec<RuleCost>,
}

/// A bounded piece of one rule's work.
#[derive(Debug, Clone)]
struct Task {
    rule: usize,
    spans: Range<usize>,
    /// Part of the single span when it is too large for one task.
    part: Option<Range<u32>>,
}

/// Pairs per task: small enough to balance threads, large enough to amortise them.
const TASK_PAIRS: u64 = 1 << 16;

impl Plan {
    /// Groups the records by every rule of `linker`. Blocks of more than `largest` records are left
    /// out and reported.
    ///
    /// Cost: one sort of the records per rule; memory of four bytes a record and rule.
    pub fn new(linker: &mut Linker, largest: u32) -> Self {
        Self::of(linker, largest, None)
    }

    /// [`Plan::new`] for what is new: only pairs with a record for which `fresh` is true are made. Blocks
    /// without one cost nothing.
    pub fn of_fresh(linker: &mut Linker, largest: u32, fresh: Vec<bool>) -> Self {
        Self::of(linker, largest, Some(fresh))
    }

    fn of(linker: &mut Linker, largest: u32, fresh: Option<Vec<bool>>) -> Self {
        let fresh_records = fresh.as_deref();
        let rules = linker.rules().par_iter();
        let found: Vec<(Blocks, RuleCost, HashSet<u64>)> = rules
            .map_init(Sorter::default, |sorter, rule| {
                group(linker, rule, largest, fresh_records, sorter)
            })
            .collect();
        let (mut blocks, mut costs, mut tasks, mut cumulative) = (vec![], vec![], vec![], 0);
        for (index, (of_rule, mut cost, skipped)) in found.into_iter().enumerate() {
            cumulative += cost.pairs;
            cost.cumulative = cumulative;
            linker.rules_mut()[index].skipped = skipped;
            cut(index, &of_rule, &mut tasks);
            blocks.push(of_rule);
            costs.push(cost);
        }
        Self { blocks, tasks, fresh, costs }
    }

    /// Number of tasks; results are the same whatever order they run in.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.tasks.len()
    }

    /// Calls `visit` for every pair of task number `task`, each pair once over all tasks, the lower
    /// record first.
    pub fn for_each(
        &self,
        linker: &Linker,
        task: usize,
        cache: &mut Cache,
        mut visit: impl FnMut(Record, Record, &mut Cache),
    ) {
        let task = &self.tasks[task];
        let (blocks, rule) = (&self.blocks[task.rule], &linker.rules()[task.rule]);
        let earlier = &linker.rules()[..task.rule];
        let is_fresh = |record: Record| self.fresh.as_ref().is_none_or(|f| f[record as usize]);
        let mut consider = |a: Record, b: Record, cache: &mut Cache| {
            if linker.is_possible(a, b)
                && rule.filter_holds(linker, a, b, cache)
                && !is_made_by(linker, earlier, (a, b), cache)
            {
                visit(a, b, cache);
            }
        };
        let mut ahead = Ahead::default();
        for (left, right) in &blocks.spans[task.spans.clone()] {
            let part = task.part.clone().unwrap_or_else(|| left.clone());
            ahead.reach(linker, &blocks.left, left);
            if blocks.right.is_empty() {
                let members = &blocks.left[left.start as usize..left.end as usize];
                for i in (part.start - left.start)..(part.end - left.start) {
                    let (a, others) = (members[i as usize], &members[i as usize + 1..]);
                    let all = is_fresh(a);
                    for &b in others.iter().filter(|&&b| all || is_fresh(b)) {
                        consider(a, b, cache);
                    }
                }
            } else {
                for &a in &blocks.left[part.start as usize..part.end as usize] {
                    for &b in &blocks.right[right.start as usize..right.end as usize] {
                        // The left record of a pair is the lower one; equality with itself is no pair.
                        if a < b && (is_fresh(a) || is_fresh(b)) {
                            consider(a, b, cache);
                        }
                    }
                }
            }
        }
    }

    /// Runs `visit` over all tasks on all threads, and joins the results in task order.
    pub fn run<T: Send>(
        &self,
        linker: &Linker,
        visit: impl Fn(usize, &mut Cache) -> T + Sync,
    ) -> Vec<T> {
        (0..self.tasks())
            .into_par_iter()
            .map_init(|| linker.cache(), |cache, task| visit(task, cache))
            .collect()
    }
}

/// True when one of `rules` makes the pair.
fn is_made_by(
    linker: &Linker,
    rules: &[Rule],
    (left, right): (Record, Record),
    cache: &mut Cache,
) -> bool {
    let agreement = linker.agreement(left, right);
    rules.iter().any(|rule| rule.makes(linker, (left, right), agreement, cache))
}

/// How far the rows of a rule's records have been fetched from memory.
#[derive(Default)]
struct Ahead {
    reached: usize,
}

impl Ahead {
    /// Fetches the rows of `span` and of some records after it.
    fn reach(&mut self, linker: &Linker, records: &[Record], span: &Range<u32>) {
        const RECORDS: usize = 64;
        if span.end as usize > self.reached {
            let start = self.reached.max(span.start as usize);
            self.reached = records.len().min(start + RECORDS);
            linker.rows().touch(&records[start..self.reached]);
        }
    }
}

fn cut(rule: usize, blocks: &Blocks, tasks: &mut Vec<Task>) {
    let (mut start, mut pairs) = (0, 0);
    for (index, (left, right)) in blocks.spans.iter().enumerate() {
        let rows = u64::from(left.end - left.start);
        let per_row = if right.is_empty() { rows } else { u64::from(right.end - right.start) };
        if rows * per_row > 4 * TASK_PAIRS {
            push_task(tasks, rule, start..index);
            let step = (TASK_PAIRS / per_row).max(1) as u32;
            let mut at = left.start;
            while at < left.end {
                let part = at..left.end.min(at + step);
                tasks.push(Task { rule, spans: index..index + 1, part: Some(part) });
                at += step;
            }
            (start, pairs) = (index + 1, 0);
            continue;
        }
        pairs += rows * per_row / 2;
        if pairs >= TASK_PAIRS {
            push_task(tasks, rule, start..index + 1);
            (start, pairs) = (index + 1, 0);
        }
    }
    push_task(tasks, rule, start..blocks.spans.len());
}

fn push_task(tasks: &mut Vec<Task>, rule: usize, spans: Range<usize>) {
    if !spans.is_empty() {
        tasks.push(Task { rule, spans, part: None });
    }
}

/// Number of different pairs that any of `rules` makes. Used for rules that are nearly always right.
pub(crate) fn count_pairs(linker: &Linker, rules: &[Rule], largest: u32) -> u64 {
    let (mut cache, mut sorter) = (linker.cache(), Sorter::default());
    let mut total = 0;
    for (index, rule) in rules.iter().enumerate() {
        let (blocks, _, _) = group(linker, rule, largest, None, &mut sorter);
        for (left, right) in &blocks.spans {
            let members = &blocks.left[left.start as usize..left.end as usize];
            for (i, &a) in members.iter().enumerate() {
                let others = if blocks.right.is_empty() {
                    &members[i + 1..]
                } else {
                    &blocks.right[right.start as usize..right.end as usize]
                };
                for &b in others.iter().filter(|&&b| blocks.right.is_empty() || a < b) {
                    let counts = linker.is_possible(a, b)
                        && rule.filter_holds(linker, a, b, &mut cache)
                        && !is_made_by(linker, &rules[..index], (a, b), &mut cache);
                    total += u64::from(counts);
                }
            }
        }
    }
    total
}

#[cfg(test)]
mod tests;
