//! One blocking rule: equalities between both records, and perhaps a further condition.

use super::sort::{Keyed, Sorter};
use crate::dictionary::{Code, MISSING};
use crate::expression::{Comparator, Expression, ParseError, Side};
use crate::linker::Linker;
use crate::program::{Cache, CompileError, Compiler, Node, Pairs, Set, positions};
use crate::settings::rule_expression;
use crate::table::{Record, Table};
use std::collections::HashSet;

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
    pub(super) text: String,
    pub(super) terms: Vec<(usize, usize)>,
    /// By term: the columns it looks at, which name the property that agrees.
    pub(super) properties: Vec<String>,
    pub(super) filter: Option<Node>,
    pub(super) skipped: HashSet<u64>,
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
        let text = text.to_owned();
        Ok(Self { text, terms, properties, filter, skipped: HashSet::new() })
    }

    /// The rule as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn is_symmetric(&self) -> bool {
        self.terms.iter().all(|(left, right)| left == right)
    }

    /// Key of the record as a left one; `None` when a value is missing.
    fn key(&self, linker: &Linker, record: Record) -> Option<u64> {
        let codes = linker.rows().codes(record);
        key_of(self.terms.iter().map(|&(left, _)| codes[left]))
    }

    /// The keys of all records as left or right ones, sorted; records that miss a value have none.
    pub(super) fn keyed(&self, linker: &Linker, side: Side, sorter: &mut Sorter) -> Vec<Keyed> {
        let slot = |&(left, right): &(usize, usize)| if side == Side::Right { right } else { left };
        let columns: Vec<&[Code]> = self.terms.iter().map(|t| linker.column(slot(t))).collect();
        let records = 0..linker.table().len() as Record;
        let keyed = records.filter_map(|record| {
            let key = key_of(columns.iter().map(|codes| codes[record as usize]))?;
            Some(Keyed { key, record })
        });
        sorter.sorted(keyed)
    }

    /// Those of `of` that the rule makes.
    pub(super) fn makes(
        &self,
        linker: &Linker,
        pairs: &mut Pairs<'_>,
        of: Set,
        cache: &mut Cache,
    ) -> Set {
        let agreeing = |of, &(left, right): &(usize, usize)| pairs.agreeing(left, right, of);
        let mut made = self.terms.iter().fold(of, agreeing);
        if !self.skipped.is_empty() {
            let is_skipped =
                |record| self.key(linker, record).is_some_and(|k| self.skipped.contains(&k));
            let skipped = positions(made).filter(|&i| is_skipped(pairs.records(i).0));
            made = skipped.fold(made, |made, i| made & !(1 << i));
        }
        self.filtered(pairs, made, cache)
    }

    /// Those of `of` for which the rule's further condition holds.
    pub(super) fn filtered(&self, pairs: &mut Pairs<'_>, of: Set, cache: &mut Cache) -> Set {
        self.filter.as_ref().map_or(of, |filter| filter.among(true, pairs, of, cache))
    }
}

/// The key of some codes; `None` when one of them is missing.
#[inline(always)]
fn key_of(mut codes: impl Iterator<Item = Code>) -> Option<u64> {
    let mixed = codes.try_fold(0_u64, |key, code| {
        let mixed = (key ^ u64::from(code)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
        (code != MISSING).then_some(mixed)
    });
    mixed.map(|key| key.wrapping_mul(0xD6E8_FEB8_6659_FD93))
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
