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
use crate::program::{Cache, Pairs, Set, TOGETHER};
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

    /// Calls `visit` with the pairs of task number `task`, some at a time and the lower record of each first,
    /// and with which of them count: each pair once over all tasks.
    pub(crate) fn for_each(
        &self,
        linker: &Linker,
        task: usize,
        cache: &mut Cache,
        visit: impl FnMut(&mut Pairs<'_>, Set, &mut Cache),
    ) {
        let task = &self.tasks[task];
        let blocks = &self.blocks[task.rule];
        let mut making = Making::new(linker, &linker.rules()[..=task.rule], cache, visit);
        let mut ahead = Ahead::default();
        for span in &blocks.spans[task.spans.clone()] {
            ahead.reach(linker, &blocks.left, &span.0);
            let part = task.part.clone().unwrap_or_else(|| span.0.clone());
            blocks.for_each(span, part, self.fresh.as_deref(), |a, b| making.push(a, b));
        }
        making.finish();
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

/// The pairs of one rule's blocks, put together until there are enough to be looked at.
struct Making<'a, F> {
    linker: &'a Linker,
    /// The rule, after all earlier ones.
    rules: &'a [Rule],
    cache: &'a mut Cache,
    visit: F,
    waiting: Vec<(Record, Record)>,
}

impl<'a, F: FnMut(&mut Pairs<'_>, Set, &mut Cache)> Making<'a, F> {
    fn new(linker: &'a Linker, rules: &'a [Rule], cache: &'a mut Cache, visit: F) -> Self {
        Self { linker, rules, cache, visit, waiting: Vec::with_capacity(TOGETHER) }
    }

    fn push(&mut self, left: Record, right: Record) {
        if self.linker.is_possible(left, right) {
            self.waiting.push((left, right));
            if self.waiting.len() == TOGETHER {
                self.finish();
            }
        }
    }

    /// Hands out what waits: the pairs that the rule makes and no earlier one.
    fn finish(&mut self) {
        let Self { linker, rules, cache, visit, waiting } = self;
        let mut pairs = linker.pairs(waiting);
        let mut made = pairs.all();
        if let Some((rule, earlier)) = rules.split_last() {
            made = rule.filtered(&mut pairs, made, cache);
            for rule in earlier {
                made &= !rule.makes(linker, &mut pairs, made, cache);
            }
        }
        if made != 0 {
            visit(&mut pairs, made, cache);
        }
        waiting.clear();
    }
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
    for index in 0..rules.len() {
        let (blocks, _, _) = group(linker, &rules[index], largest, None, &mut sorter);
        let count =
            |_: &mut Pairs<'_>, made: Set, _: &mut Cache| total += u64::from(made.count_ones());
        let mut making = Making::new(linker, &rules[..=index], &mut cache, count);
        for span in &blocks.spans {
            blocks.for_each(span, span.0.clone(), None, |a, b| making.push(a, b));
        }
        making.finish();
    }
    total
}

#[cfg(test)]
mod tests;
