//! Flows: changes of suppressed cells that keep every sum.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use crate::attack::Published;
use crate::cells::{CellId, Cells};

/// What a solver's rounding may cost.
pub const SLACK: f64 = 1e-5;

/// How often slopes are rescaled.
const RESCALINGS: usize = 3;

/// A flow, by cell: added to the table it gives another that agrees with everything published.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate(pub Vec<(CellId, f64)>);

impl Certificate {
    /// Whether this proves that `cell` can move by `amount`.
    #[must_use]
    pub fn holds(
        &self,
        cells: &Cells,
        published: &Published,
        values: &[f64],
        cell: CellId,
        amount: f64,
    ) -> bool {
        let mut flow = vec![0.0; cells.len()];
        for &(cell, by) in &self.0 {
            flow[cell] = by;
        }
        let far =
            if amount > 0.0 { flow[cell] >= amount - SLACK } else { flow[cell] <= amount + SLACK };
        let hidden = self.0.iter().all(|&(cell, _)| published[cell].is_none());
        let natural = self.0.iter().all(|&(cell, by)| values[cell] + by >= -SLACK);
        let kept = cells.equations().iter().all(|equation| {
            let parts: f64 = equation.children.iter().map(|&child| flow[child]).sum();
            (parts - flow[equation.parent]).abs() < SLACK
        });
        far && hidden && natural && kept
    }
}

/// Within which sums flows are looked for.
#[derive(Clone, Copy)]
pub struct Moves<'a> {
    /// Every cell.
    pub cells: &'a Cells,
    /// Its true value.
    pub values: &'a [f64],
    /// The sums that count, by their place in [`Cells::equations`].
    pub equations: &'a [usize],
}

/// How a cell takes part in a programme.
#[derive(Clone, Copy)]
enum Part {
    /// Not at all.
    Fixed,
    /// Freely: it is suppressed already.
    Free(Variable),
    /// At a price, up and down.
    Priced(Variable, Variable),
}

/// A flow that moves `cell` by `amount` and uses suppressed cells only.
pub fn among(
    moves: &Moves<'_>,
    suppressed: &[bool],
    cell: CellId,
    amount: f64,
) -> Option<Certificate> {
    solve(moves, suppressed, cell, amount, |_| None)
}

/// A flow that moves `cell` by `amount` and needs few further cells.
pub fn cheapest(
    moves: &Moves<'_>,
    suppressed: &[bool],
    cell: CellId,
    amount: f64,
) -> Option<Certificate> {
    let mut prices: Vec<f64> = (0..moves.values.len()).map(|cell| price(moves, cell)).collect();
    let lost = |flow: &Certificate| -> f64 {
        let new = flow.0.iter().filter(|&&(cell, _)| !suppressed[cell]);
        new.map(|&(cell, _)| price(moves, cell)).sum()
    };
    let mut best = solve(moves, suppressed, cell, amount, |cell| Some(prices[cell]))?;
    for _ in 0..RESCALINGS {
        if best.0.iter().all(|&(cell, _)| suppressed[cell]) {
            break;
        }
        for &(moved, by) in &best.0 {
            prices[moved] = price(moves, moved) * amount.abs() / by.abs();
        }
        let next = solve(moves, suppressed, cell, amount, |cell| Some(prices[cell]));
        match next {
            Some(next) if lost(&next) < lost(&best) => best = next,
            _ => break,
        }
    }
    Some(best)
}

/// What it costs to lose a cell: one, and more for margins, which more people read, and for zeros,
/// which an attacker may know.
fn price(moves: &Moves<'_>, cell: CellId) -> f64 {
    let about = moves.cells.key(cell).len();
    let margin = if about == 0 { 10.0 } else { 1.0 + 0.25 / about as f64 };
    if moves.values[cell] == 0.0 { 2.0 * margin } else { margin }
}

fn solve(
    moves: &Moves<'_>,
    suppressed: &[bool],
    cell: CellId,
    amount: f64,
    price: impl Fn(CellId) -> Option<f64>,
) -> Option<Certificate> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let mut parts: Vec<Option<Part>> = vec![None; moves.values.len()];
    let mut used = Vec::new();
    let mut part_of = |problem: &mut Problem, of: CellId| {
        *parts[of].get_or_insert_with(|| {
            used.push(of);
            let most_down = moves.values[of].max(0.0);
            if of == cell {
                Part::Free(problem.add_var(0.0, (amount, amount)))
            } else if suppressed[of] {
                Part::Free(problem.add_var(0.0, (-most_down, f64::INFINITY)))
            } else if let Some(price) = price(of) {
                let up = problem.add_var(price, (0.0, f64::INFINITY));
                Part::Priced(up, problem.add_var(price, (0.0, most_down)))
            } else {
                Part::Fixed
            }
        })
    };
    for &equation in moves.equations {
        let equation = &moves.cells.equations()[equation];
        let mut terms = Vec::new();
        let signed = equation.children.iter().map(|&child| (child, 1.0));
        for (of, sign) in signed.chain([(equation.parent, -1.0)]) {
            match part_of(&mut problem, of) {
                Part::Fixed => {}
                Part::Free(free) => terms.push((free, sign)),
                Part::Priced(up, down) => terms.extend([(up, sign), (down, -sign)]),
            }
        }
        if !terms.is_empty() {
            problem.add_constraint(&terms, ComparisonOp::Eq, 0.0);
        }
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let flow = used.into_iter().filter_map(|of| {
        let by = match parts[of]? {
            Part::Fixed => 0.0,
            Part::Free(free) => solution.var_value(free),
            Part::Priced(up, down) => solution.var_value(up) - solution.var_value(down),
        };
        (by.abs() > SLACK / 10.0).then_some((of, by))
    });
    Some(Certificate(flow.collect()))
}
