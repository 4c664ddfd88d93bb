//! Which pairs are compared: rules, their blocks, and their cost before anything is compared.
//!
//! A rule is a conjunction of equalities between an expression of the left record and one of the
//! right. Records are sorted by a 64-bit key of those values; equal keys form a block. A pair belongs to
//! the first rule that makes it, which is decided by comparing codes, so no list of pairs exists.

mod sort;

use crate::dictionary::MISSING;
use crate::expression::{Comparator, Expression, ParseError, Side};
use crate::linker::Linker;
use crate::program::{Cache, CompileError, Compiler, Node};
use crate::recall::RuleGroups;
use crate::settings::{LinkKind, rule_expression};
use crate::table::{Record, Table};
use rayon::prelude::*;
use sort::{Keyed, runs, sort_by_key};
use std::collections::HashSet;
use std::ops::Range;

/// Why a text is no blocking rule.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// It is not understood.
    #[error(transparent)]
    Condition(#[from] ParseError),
    /// It does not fit the lists.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// It holds no equality between left and right.
    #[error(
        "the blocking rule `{rule}` has no equality between a left and a right value, so it would compare every pair"
    )]
    NoEquality {
        /// The rule.
        rule: String,
    },
}

/// One compiled rule.
pub struct Rule {
    text: String,
    terms: Vec<(usize, usize)>,
    /// By term: the columns it looks at, which name the property that agrees.
    properties: Vec<String>,
    filter: Option<Node>,
    skipped: HashSet<u64>,
}

impl Rule {
    pub(crate) fn compile(
        text: &str,
        table: &Table,
        compiler: &mut Compiler,
    ) -> Result<Self, RuleError> {
        let conditions = match rule_expression(text)? {
            Expression::All(list) => flatten(list),
            one => vec![one],
        };
        let (mut terms, mut properties, mut rest) = (Vec::new(), Vec::new(), Vec::new());
        for condition in conditions {
            match equality(&condition) {
                Some((left, right)) => {
                    compiler.condition(&condition, table)?;
                    terms.push((compiler.slot(left), compiler.slot(right)));
                    let names: Vec<String> = condition.column_names().into_iter().collect();
                    properties.push(names.join(" "));
                }
                None => rest.push(condition),
            }
        }
        if terms.is_empty() {
            return Err(RuleError::NoEquality { rule: text.to_owned() });
        }
        let filter = match rest.len() {
            0 => None,
            _ => Some(compiler.condition(&Expression::All(rest), table)?),
        };
        Ok(Self { text: text.to_owned(), terms, properties, filter, skipped: HashSet::new() })
    }

    /// The rule as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn is_symmetric(&self) -> bool {
        self.terms.iter().all(|(left, right)| left == right)
    }

    /// Key of the record as a left or right one; `None` when a value is missing.
    fn key(&self, linker: &Linker, record: Record, side: Side) -> Option<u64> {
        let codes = linker.rows().codes(record);
        let mut key = 0_u64;
        for &(left, right) in &self.terms {
            let code = codes[if side == Side::Right { right } else { left }];
            if code == MISSING {
                return None;
            }
            key = (key ^ u64::from(code)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        }
        Some(key.wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    /// True when the rule makes the pair.
    fn makes(&self, linker: &Linker, left: Record, right: Record, cache: &mut Cache) -> bool {
        let (l, r) = (linker.rows().codes(left), linker.rows().codes(right));
        let agrees = self.terms.iter().all(|&(a, b)| l[a] == r[b] && l[a] != MISSING);
        agrees
            && (self.skipped.is_empty()
                || self.key(linker, left, Side::Left).is_none_or(|k| !self.skipped.contains(&k)))
            && self.filter_holds(linker, left, right, cache)
    }

    fn filter_holds(
        &self,
        linker: &Linker,
        left: Record,
        right: Record,
        cache: &mut Cache,
    ) -> bool {
        self.filter.as_ref().is_none_or(|f| f.holds(&linker.pair(left, right), cache) == Some(true))
    }
}

impl Linker {
    /// The equalities of all rules by property, which is the set of columns that they look at.
    pub(crate) fn rule_groups(&self) -> RuleGroups {
        let mut names: Vec<String> = Vec::new();
        let mut groups = RuleGroups { terms: vec![], rules: vec![] };
        for rule in self.rules() {
            let mut of_rule = Vec::new();
            for (&term, name) in rule.terms.iter().zip(&rule.properties) {
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

fn flatten(list: Vec<Expression>) -> Vec<Expression> {
    list.into_iter()
        .flat_map(|e| match e {
            Expression::All(inner) => flatten(inner),
            other => vec![other],
        })
        .collect()
}

/// The left and the right expression of `left = right`.
fn equality(condition: &Expression) -> Option<(&Expression, &Expression)> {
    let Expression::Compare(Comparator::Equal, a, b) = condition else {
        return None;
    };
    let side = |e: &Expression| {
        let sides: HashSet<Side> = e.columns().into_iter().map(|(side, _)| side).collect();
        (sides.len() == 1).then(|| sides.into_iter().next()).flatten()
    };
    match (side(a)?, side(b)?) {
        (Side::Left, Side::Right) => Some((a, b)),
        (Side::Right, Side::Left) => Some((b, a)),
        _ => None,
    }
}

/// Records of a rule grouped by key; only groups that make pairs are kept.
struct Blocks {
    left: Vec<Record>,
    /// Empty when the rule is symmetric: then `left` serves for both.
    right: Vec<Record>,
    spans: Vec<(Range<u32>, Range<u32>)>,
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

/// The blocks of all rules, cut into tasks of bounded size.
pub struct Plan {
    blocks: Vec<Blocks>,
    tasks: Vec<Task>,
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
        let found: Vec<(Blocks, RuleCost, HashSet<u64>)> =
            linker.rules().par_iter().map(|rule| group(linker, rule, largest)).collect();
        let (mut blocks, mut costs, mut tasks, mut cumulative) = (vec![], vec![], vec![], 0);
        for (index, (of_rule, mut cost, skipped)) in found.into_iter().enumerate() {
            cumulative += cost.pairs;
            cost.cumulative = cumulative;
            linker.rules_mut()[index].skipped = skipped;
            cut(index, &of_rule, &mut tasks);
            blocks.push(of_rule);
            costs.push(cost);
        }
        Self { blocks, tasks, costs }
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
        let mut consider = |a: Record, b: Record, cache: &mut Cache| {
            if linker.is_possible(a, b)
                && rule.filter_holds(linker, a, b, cache)
                && !earlier.iter().any(|e| e.makes(linker, a, b, cache))
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
                    let a = members[i as usize];
                    for &b in &members[i as usize + 1..] {
                        consider(a, b, cache);
                    }
                }
            } else {
                for &a in &blocks.left[part.start as usize..part.end as usize] {
                    for &b in &blocks.right[right.start as usize..right.end as usize] {
                        // The left record of a pair is the lower one; equality with itself is no pair.
                        if a < b {
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

fn group(linker: &Linker, rule: &Rule, largest: u32) -> (Blocks, RuleCost, HashSet<u64>) {
    let n = linker.table().len() as Record;
    let keyed = |side| {
        let mut list: Vec<Keyed> = (0..n)
            .filter_map(|record| rule.key(linker, record, side).map(|key| Keyed { key, record }))
            .collect();
        sort_by_key(&mut list);
        list
    };
    let mut grouping = Grouping::new(rule, largest);
    let left = keyed(Side::Left);
    if rule.is_symmetric() {
        let across = linker.settings().link == LinkKind::Link;
        for span in runs(&left) {
            let members = &left[span];
            let pairs =
                if across { pairs_across(linker, members) } else { pairs_of(members.len()) };
            grouping.push(members, &[], pairs);
        }
    } else {
        let right = keyed(Side::Right);
        for (a, b) in matching_runs(&left, &right) {
            let pairs = (a.len() * b.len()) as u64 / 2;
            grouping.push(&left[a], &right[b], pairs.max(1));
        }
    }
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
    let mut cache = linker.cache();
    let mut total = 0;
    for (index, rule) in rules.iter().enumerate() {
        let (blocks, _, _) = group(linker, rule, largest);
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
                        && !rules[..index].iter().any(|e| e.makes(linker, a, b, &mut cache));
                    total += u64::from(counts);
                }
            }
        }
    }
    total
}

#[cfg(test)]
mod tests;
