//! What somebody can work out from published tables.
//!
//! The attacker knows every published cell, every [`Equation`](crate::cells::Equation), and that no
//! value is negative; linear programmes give the least and the largest value that each suppressed
//! cell can have. This module shares nothing with [`suppression`](crate::suppression) but the solver:
//! it sees the publication, not the data.
//!
//! The programme is about real numbers. Counts are whole, so in tables of three or more variables the
//! interval of whole numbers can be narrower; the tests look at that, too.

use std::collections::BTreeSet;

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use crate::cells::{CellId, Cells, Equation};

/// What is published: every cell in the order of [`Cells`], `None` for a suppressed one.
pub type Published = [Option<f64>];

/// The values that a suppressed cell can have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// At least.
    pub lower: f64,
    /// At most; infinite where nothing bounds it.
    pub upper: f64,
}

/// The attack did not come to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttackFailed {
    /// No table agrees with what is published.
    #[error("the published cells contradict each other; the table was changed after it was made")]
    Contradiction,
    /// The solver gave up.
    #[error("the linear programme could not be solved")]
    Solver,
}

/// Bounds a suppressed cell.
///
/// Cost: two linear programmes with a variable for each suppressed cell and a row for each of the
/// [spanning](Cells::spanning) sums that holds one.
///
/// # Errors
/// [`AttackFailed`] where there is no answer.
pub fn interval(
    cells: &Cells,
    published: &Published,
    target: CellId,
) -> Result<Interval, AttackFailed> {
    if let Some(value) = published[target] {
        return Ok(Interval { lower: value, upper: value });
    }
    let lower = extreme(cells, published, target, OptimizationDirection::Minimize)?;
    let upper = extreme(cells, published, target, OptimizationDirection::Maximize)?;
    Ok(Interval { lower, upper })
}

fn extreme(
    cells: &Cells,
    published: &Published,
    target: CellId,
    direction: OptimizationDirection,
) -> Result<f64, AttackFailed> {
    let mut problem = Problem::new(direction);
    // With its own end in sight, the programme for the largest value starts where it may stop.
    let most = at_most(cells, published, target);
    let unknown: Vec<Option<Variable>> = published
        .iter()
        .enumerate()
        .map(|(cell, value)| {
            let (weight, most) = if cell == target { (1.0, most) } else { (0.0, f64::INFINITY) };
            value.is_none().then(|| problem.add_var(weight, (0.0, most)))
        })
        .collect();
    for &equation in cells.spanning() {
        let signed = signed(&cells.equations()[equation]);
        let known: f64 = signed.iter().filter_map(|&(c, s)| Some(s * published[c]?)).sum();
        let terms: Vec<_> = signed.iter().filter_map(|&(c, s)| Some((unknown[c]?, s))).collect();
        if !terms.is_empty() {
            problem.add_constraint(&terms, ComparisonOp::Eq, -known);
        } else if known.abs() > 1e-6 {
            return Err(AttackFailed::Contradiction);
        }
    }
    match problem.solve() {
        Ok(outcome) => Ok(outcome.into_solution().map_err(|_| AttackFailed::Solver)?.objective()),
        Err(microlp::Error::Unbounded) => Ok(f64::INFINITY),
        Err(microlp::Error::Infeasible) => Err(AttackFailed::Contradiction),
        Err(_) => Err(AttackFailed::Solver),
    }
}

fn signed(equation: &Equation) -> Vec<(CellId, f64)> {
    let parts = equation.children.iter().map(|&child| (child, 1.0));
    parts.chain([(equation.parent, -1.0)]).collect()
}

/// A bound that the sums above a cell give without a programme: no part is larger than its sum.
fn at_most(cells: &Cells, published: &Published, target: CellId) -> f64 {
    let mut most = f64::INFINITY;
    let mut above = vec![target];
    let mut looked_at = BTreeSet::from([target]);
    while let Some(cell) = above.pop() {
        for equation in cells.equations().iter().filter(|sum| sum.children.contains(&cell)) {
            match published[equation.parent] {
                Some(sum) => most = most.min(sum.max(0.0)),
                None if looked_at.insert(equation.parent) => above.push(equation.parent),
                None => {}
            }
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::workload;

    /// Two by two with both margins: one suppressed cell is a subtraction, four are an interval.
    #[test]
    fn one_gap_is_a_subtraction_and_four_are_an_interval() {
        let workload = workload(&[2, 2], &[&[0, 1]], 3);
        let cells = Cells::new(&workload.variables, &workload.tables);
        let layout = &cells.tables()[0];
        let at = |row: usize, column: usize| layout.cells[row * 3 + column];
        let mut published = vec![None; cells.len()];
        for (row, column, value) in [
            (0, 0, 30.0),
            (0, 1, 13.0),
            (0, 2, 17.0),
            (1, 0, 12.0),
            (2, 0, 18.0),
            (1, 2, 10.0),
            (2, 1, 11.0),
            (2, 2, 7.0),
        ] {
            published[at(row, column)] = Some(value);
        }
        let found = interval(&cells, &published, at(1, 1)).unwrap();
        assert!((found.lower - 2.0).abs() < 1e-6 && (found.upper - 2.0).abs() < 1e-6);
        for (row, column) in [(1, 2), (2, 1), (2, 2)] {
            published[at(row, column)] = None;
        }
        let found = interval(&cells, &published, at(1, 1)).unwrap();
        assert!(found.lower.abs() < 1e-6 && (found.upper - 12.0).abs() < 1e-6, "{found:?}");
        published[at(0, 1)] = Some(14.0);
        assert_eq!(interval(&cells, &published, at(1, 1)), Err(AttackFailed::Contradiction));
    }
}
