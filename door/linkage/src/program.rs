//! Conditions compiled to kernels over columns of codes.
//!
//! Whatever depends on one record alone (`substr(postcode, 1, 4)`, a parsed date) becomes a *slot*:
//! a column computed once per distinct value and stored row by row, so that comparing two records
//! reads two short runs of memory. What remains for a pair is equality of codes, numbers, and
//! similarity of texts, which is remembered per pair of codes.

mod agreement;
mod encodings;
mod interpret;
mod level;
mod node;
mod pairs;
mod rows;
mod signature;

pub use level::Levels;
pub use node::{Cache, Node, Pair};
pub use pairs::{Pairs, Processor, Set, Source, TOGETHER, Transpose, positions};
pub use rows::Rows;
pub use signature::{Letters, Signature};

use crate::dictionary::Code;
use crate::expression::{Comparator, Expression, Function, Kind, Side};
use crate::similarity::Measure;
use crate::table::{Column, Table};
use node::{Alike, Number, Operand, Relation, Term};
use rows::Shape;
use std::collections::HashMap;

/// Why a condition cannot be run on these lists.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// A column that no list has.
    #[error("column `{column}` is in no list; the lists have {present}")]
    NoColumn {
        /// The column.
        column: String,
        /// What there is.
        present: String,
    },
    /// A form outside what pairs can be asked.
    #[error("`{condition}` cannot be run: {reason}")]
    Unsupported {
        /// The condition or part.
        condition: String,
        /// Why, and what to write instead.
        reason: String,
    },
}

/// Collects the slots that conditions need, then lays out the [`Rows`].
#[derive(Default)]
pub struct Compiler {
    code_slots: Vec<Expression>,
    number_slots: Vec<Expression>,
    /// Code slots whose values are counted.
    counted_slots: Vec<usize>,
    /// Code slots whose texts are compared letter by letter.
    signature_slots: Vec<usize>,
    /// Code slots that hold keyed encodings.
    encoding_slots: Vec<usize>,
    caches: HashMap<(Relation, Operand, Operand), u16>,
    texts: Vec<String>,
}

impl Compiler {
    /// Compiles a condition on a pair.
    ///
    /// # Errors
    /// [`CompileError`] when the condition needs a column that is absent or a form not supported.
    pub fn condition(
        &mut self,
        expression: &Expression,
        table: &Table,
    ) -> Result<Node, CompileError> {
        for (_, name) in expression.columns() {
            if table.column(&name).is_none() {
                let present: Vec<&str> = table.columns().iter().map(|c| c.name.as_str()).collect();
                return Err(CompileError::NoColumn { column: name, present: present.join(", ") });
            }
        }
        self.truth(expression)
    }

    /// The slot that holds `expression` of one record.
    pub fn slot(&mut self, expression: &Expression) -> usize {
        position_or_push(&mut self.code_slots, &expression.on(Side::Own))
    }

    /// The slot that holds `expression` of one record, and its place among those whose values are counted.
    pub fn counted(&mut self, expression: &Expression) -> (usize, usize) {
        let slot = self.slot(expression);
        (slot, position_or_push(&mut self.counted_slots, &slot))
    }

    /// Number of similarity caches that a [`Cache`] must offer.
    #[must_use]
    pub fn caches(&self) -> usize {
        self.caches.len()
    }

    fn truth(&mut self, e: &Expression) -> Result<Node, CompileError> {
        Ok(match e {
            Expression::Truth(truth) => Node::Constant(Some(*truth)),
            Expression::Null => Node::Constant(None),
            Expression::Not(inner) => Node::Not(Box::new(self.truth(inner)?)),
            Expression::All(list) => Node::All(self.truths(list)?),
            Expression::Any(list) => self.any(list)?,
            Expression::IsNull(inner) if inner.kind() == Kind::Number => {
                Node::NoNumber(Box::new(self.number(inner)?))
            }
            Expression::IsNull(inner) => Node::Missing(self.operand(inner)?),
            Expression::Compare(comparator, a, b) => self.comparison(*comparator, a, b)?,
            Expression::Call(function, arguments) => self.predicate(*function, arguments, e)?,
            _ => return Err(unsupported(e, "it is a value, not a condition")),
        })
    }

    fn truths(&mut self, list: &[Expression]) -> Result<Vec<Node>, CompileError> {
        let mut nodes: Vec<Node> = list.iter().map(|e| self.truth(e)).collect::<Result<_, _>>()?;
        nodes.sort_by_key(Node::cost);
        Ok(nodes)
    }

    fn any(&mut self, list: &[Expression]) -> Result<Node, CompileError> {
        let nodes = self.truths(list)?;
        Ok(match nodes.as_slice() {
            [Node::Missing(Operand::Slot(a, left)), Node::Missing(Operand::Slot(b, right))]
                if a != b && left == right =>
            {
                Node::Lacking(*left)
            }
            _ => Node::Any(nodes),
        })
    }

    fn predicate(
        &mut self,
        function: Function,
        arguments: &[Expression],
        whole: &Expression,
    ) -> Result<Node, CompileError> {
        let relation = match function {
            Function::ShortForm => Relation::ShortForm,
            Function::SharesWord => Relation::SharesWord,
            Function::DayMonthSwapped => {
                let date = |e: &Expression| Expression::Call(Function::DateNumber, vec![e.clone()]);
                let (a, b) =
                    (self.number(&date(&arguments[0]))?, self.number(&date(&arguments[1]))?);
                return Ok(Node::Swapped(Box::new(a), Box::new(b)));
            }
            Function::Estimated => {
                return Ok(Node::Compare(
                    Comparator::Greater,
                    Box::new(self.number(whole)?),
                    Box::new(Number::Constant(0.5)),
                ));
            }
            _ => return Err(unsupported(whole, "it is a value, not a condition")),
        };
        let term = self.term(relation, &arguments[0], &arguments[1])?;
        Ok(Node::Related(term))
    }

    fn comparison(
        &mut self,
        comparator: Comparator,
        a: &Expression,
        b: &Expression,
    ) -> Result<Node, CompileError> {
        let texts = a.kind() == Kind::Text && b.kind() == Kind::Text;
        if texts {
            let (left, right) = (self.operand(a)?, self.operand(b)?);
            return match comparator {
                Comparator::Equal => Ok(Node::Same(left, right)),
                Comparator::Unequal => Ok(Node::Not(Box::new(Node::Same(left, right)))),
                _ => Err(unsupported(a, "texts are compared by = or <>; write epoch(…) for dates")),
            };
        }
        if let Some((measure, bound, arguments)) = bounded_distance(comparator, a, b) {
            let relation = Relation::Within(measure, bound);
            return Ok(Node::Related(self.term(relation, &arguments[0], &arguments[1])?));
        }
        if let Some((measure, least, arguments)) = least_similarity(comparator, a, b) {
            let term = self.term(Relation::Measure(measure), &arguments[0], &arguments[1])?;
            return Ok(Node::Alike(Alike::new(term, measure, least)));
        }
        if a.kind() == Kind::Truth || b.kind() == Kind::Truth {
            return Err(unsupported(a, "conditions are joined by AND, OR, NOT, not compared"));
        }
        Ok(Node::Compare(comparator, Box::new(self.number(a)?), Box::new(self.number(b)?)))
    }

    /// A number for the pair.
    fn number(&mut self, e: &Expression) -> Result<Number, CompileError> {
        if let Expression::Number(n) = e {
            return Ok(Number::Constant(*n));
        }
        if let Some(side) = only_side(e) {
            let own = e.on(Side::Own);
            return Ok(Number::Slot(side, position_or_push(&mut self.number_slots, &own)));
        }
        Ok(match e {
            Expression::Arithmetic(operator, a, b) => {
                Number::Arithmetic(*operator, Box::new(self.number(a)?), Box::new(self.number(b)?))
            }
            Expression::Call(function, arguments) => self.call(*function, arguments, e)?,
            Expression::Case(arms, otherwise) => {
                let arms = arms
                    .iter()
                    .map(|(when, then)| Ok((self.truth(when)?, self.number(then)?)))
                    .collect::<Result<_, CompileError>>()?;
                let otherwise = match otherwise {
                    Some(value) => Some(Box::new(self.number(value)?)),
                    None => None,
                };
                Number::Case(arms, otherwise)
            }
            _ => return Err(unsupported(e, "it mixes texts of both records")),
        })
    }

    fn call(
        &mut self,
        function: Function,
        arguments: &[Expression],
        whole: &Expression,
    ) -> Result<Number, CompileError> {
        let measure = match function {
            Function::JaroWinkler => Some(Measure::JaroWinkler),
            Function::Jaro => Some(Measure::Jaro),
            Function::Levenshtein => Some(Measure::Levenshtein),
            Function::DamerauLevenshtein => Some(Measure::DamerauLevenshtein),
            Function::Jaccard => Some(Measure::Jaccard),
            Function::Dice => Some(Measure::Dice),
            _ => None,
        };
        if let Some(measure) = measure {
            let term = self.term(Relation::Measure(measure), &arguments[0], &arguments[1])?;
            return Ok(Number::Measured(term));
        }
        if function.kind() != Kind::Number {
            return Err(unsupported(whole, "it mixes texts of both records"));
        }
        let arguments = arguments.iter().map(|a| self.number(a)).collect::<Result<_, _>>()?;
        Ok(Number::Function(function, arguments))
    }

    fn term(
        &mut self,
        relation: Relation,
        a: &Expression,
        b: &Expression,
    ) -> Result<Term, CompileError> {
        let (left, right) = (self.operand(a)?, self.operand(b)?);
        let next = self.caches.len() as u16;
        let cache = *self.caches.entry((relation, left, right)).or_insert(next);
        if relation == Relation::Measure(Measure::Dice) {
            for operand in [left, right] {
                if let Operand::Slot(_, slot) = operand {
                    position_or_push(&mut self.encoding_slots, &slot);
                }
            }
        }
        let has_signatures = relation.is_told_by_letters();
        let mut signature = |operand| match operand {
            Operand::Slot(_, slot) if has_signatures => {
                Some(position_or_push(&mut self.signature_slots, &slot))
            }
            _ => None,
        };
        let signatures = signature(left).zip(signature(right));
        Ok(Term { relation, left, right, cache, signatures })
    }

    /// A text of one record, or a constant.
    fn operand(&mut self, e: &Expression) -> Result<Operand, CompileError> {
        if let Expression::Text(text) = e {
            let found = self.texts.iter().position(|t| t == text).unwrap_or_else(|| {
                self.texts.push(text.clone());
                self.texts.len() - 1
            });
            return Ok(Operand::Constant(found));
        }
        match only_side(e) {
            Some(side) => Ok(Operand::Slot(side, self.slot(e))),
            None => Err(unsupported(e, "it mixes both records; each text must come from one")),
        }
    }

    /// Bytes that the slots of all records of `table` will take.
    #[must_use]
    pub fn bytes(&self, table: &Table) -> u64 {
        let shape = Shape {
            codes: self.code_slots.len(),
            counts: self.counted_slots.len(),
            numbers: self.number_slots.len(),
            signatures: self.signature_slots.len(),
        };
        Rows::bytes(table.len(), shape)
    }

    /// Computes all slots for all records of `table`, adding derived texts to its dictionary.
    ///
    /// Cost: one evaluation per distinct value of a one-column expression, per record otherwise.
    pub fn lay_out(&mut self, table: &mut Table) -> (Rows, Vec<Code>) {
        let constants = self.texts.iter().map(|t| table.dictionary.intern(t)).collect();
        let Self {
            code_slots, counted_slots, number_slots, signature_slots, encoding_slots, ..
        } = self;
        let mut rows =
            Rows::lay_out(table, code_slots, counted_slots, number_slots, signature_slots);
        rows.read_encodings(table, encoding_slots);
        (rows, constants)
    }
}

/// Adds to `table` a column called `name` that holds `expression` of each record.
///
/// # Errors
/// [`CompileError`] when the expression names a column that is absent or compares two records.
pub fn derive(table: &mut Table, name: &str, expression: &Expression) -> Result<(), CompileError> {
    for (side, column) in expression.columns() {
        if side != Side::Own {
            return Err(unsupported(expression, "a derived column looks at one record only"));
        }
        if table.column(&column).is_none() {
            let present: Vec<&str> = table.columns().iter().map(|c| c.name.as_str()).collect();
            return Err(CompileError::NoColumn { column, present: present.join(", ") });
        }
    }
    let codes = rows::derived(table, &expression.on(Side::Own));
    table.push_column(Column { name: name.to_owned(), codes });
    Ok(())
}

/// The parts of `distance(a, b) <= n` for a whole number of edits.
fn bounded_distance<'e>(
    comparator: Comparator,
    a: &'e Expression,
    b: &Expression,
) -> Option<(Measure, u8, &'e [Expression])> {
    let (Expression::Call(function, arguments), Expression::Number(n)) = (a, b) else {
        return None;
    };
    let measure = match function {
        Function::Levenshtein => Measure::Levenshtein,
        Function::DamerauLevenshtein => Measure::DamerauLevenshtein,
        _ => return None,
    };
    let whole = n.fract() == 0.0 && (0.0..=200.0).contains(n);
    (comparator == Comparator::AtMost && whole).then_some((measure, *n as u8, arguments))
}

/// The parts of `similarity(a, b) >= n` for similarities of letters.
fn least_similarity<'e>(
    comparator: Comparator,
    a: &'e Expression,
    b: &Expression,
) -> Option<(Measure, f64, &'e [Expression])> {
    let (Expression::Call(function, arguments), Expression::Number(least)) = (a, b) else {
        return None;
    };
    let measure = match function {
        Function::JaroWinkler => Measure::JaroWinkler,
        Function::Jaro => Measure::Jaro,
        _ => return None,
    };
    (comparator == Comparator::AtLeast).then_some((measure, *least, arguments))
}

/// The side that all columns of `e` share; `None` when there are none or several.
fn only_side(e: &Expression) -> Option<Side> {
    let mut sides = e.columns().into_iter().map(|(side, _)| side);
    let first = sides.next()?;
    sides.all(|side| side == first).then_some(first)
}

fn position_or_push<T: PartialEq + Clone>(list: &mut Vec<T>, e: &T) -> usize {
    list.iter().position(|x| x == e).unwrap_or_else(|| {
        list.push(e.clone());
        list.len() - 1
    })
}

fn unsupported(e: &Expression, reason: &str) -> CompileError {
    CompileError::Unsupported { condition: e.to_string(), reason: reason.to_owned() }
}
