//! Flows: changes of suppressed cells that keep every sum.

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use crate::attack::Published;
use crate::cells::{CellId, Cells};

/// What a solver's rounding may cost.
pub const SLACK: f64 = 1e-5;

/// How many times larger a flow may be made.
const MOST_SCALED: f64 = 10.0;

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

    /// The same flow made smaller, larger or turned round, so that it moves `cell` by `amount`; `None`
    /// where it does not move the cell, or some count would fall below nobody.
    #[must_use]
    pub fn scaled(&self, values: &[f64], cell: CellId, amount: f64) -> Option<Self> {
        let &(_, by) = self.0.iter().find(|&&(moved, by)| moved == cell && by.abs() > SLACK)?;
        let factor = amount / by;
        // What rounding left in the flow grows with it.
        if factor.abs() > MOST_SCALED {
            return None;
        }
        let flow = || self.0.iter().map(move |&(moved, by)| (moved, by * factor));
        let natural = flow().all(|(moved, by)| values[moved] + by >= -SLACK / 10.0);
        natural.then(|| Self(flow().collect()))
    }

    /// Whether it moves nothing that is published.
    #[must_use]
    pub fn is_within(&self, suppressed: &[bool]) -> bool {
        self.0.iter().all(|&(moved, _)| suppressed[moved])
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
    /// It moves by what is asked.
    Target(Variable),
    /// Up at a price, and down where it holds anybody.
    Moves(Variable, Option<Variable>),
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
    let price = |cell: CellId| price(moves.cells.key(cell).len(), moves.values[cell]);
    let mut prices: Vec<f64> = (0..moves.values.len()).map(price).collect();
    let lost = |flow: &Certificate| -> f64 {
        let new = flow.0.iter().filter(|&&(cell, _)| !suppressed[cell]);
        new.map(|&(cell, _)| price(cell)).sum()
    };
    let mut best = solve(moves, suppressed, cell, amount, |cell| Some(prices[cell]))?;
    for _ in 0..RESCALINGS {
        if best.is_within(suppressed) {
            break;
        }
        for &(moved, by) in &best.0 {
            prices[moved] = price(moved) * amount.abs() / by.abs();
        }
        let next = solve(moves, suppressed, cell, amount, |cell| Some(prices[cell]));
        match next {
            Some(next) if lost(&next) < lost(&best) => best = next,
            _ => break,
        }
    }
    Some(best)
}

/// What it costs to lose a cell about so many variables: one, and more for margins, which more people
/// read, and for zeros, which an attacker may know.
#[must_use]
pub fn price(about: usize, value: f64) -> f64 {
    let margin = if about == 0 { 10.0 } else { 1.0 + 0.25 / about as f64 };
    if value == 0.0 { 2.0 * margin } else { margin }
}

/// What it costs to move a suppressed cell by one: next to nothing. With a price on every movement the
/// programme starts at "nothing moves", which only the target's own sums find wrong.
const FREE: f64 = 1e-4;

/// Between 0 and 1, by cell: equal prices would leave the solver many equal ways to try.
fn jitter(cell: CellId) -> f64 {
    let mixed = (cell as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as f64 / (1_u64 << 24) as f64
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
            if of == cell {
                return Part::Target(problem.add_var(0.0, (amount, amount)));
            }
            let price = if suppressed[of] { Some(FREE) } else { price(of) };
            let Some(price) = price.map(|price| price * (1.0 + 0.01 * jitter(of))) else {
                return Part::Fixed;
            };
            let most_down = moves.values[of];
            let up = problem.add_var(price, (0.0, f64::INFINITY));
            let down = (most_down > 0.0).then(|| problem.add_var(price, (0.0, most_down)));
            Part::Moves(up, down)
        })
    };
    for &equation in moves.equations {
        let equation = &moves.cells.equations()[equation];
        let mut terms = Vec::new();
        let signed = equation.children.iter().map(|&child| (child, 1.0));
        for (of, sign) in signed.chain([(equation.parent, -1.0)]) {
            match part_of(&mut problem, of) {
                Part::Fixed => {}
                Part::Target(target) => terms.push((target, sign)),
                Part::Moves(up, down) => {
                    terms.push((up, sign));
                    terms.extend(down.map(|down| (down, -sign)));
                }
            }
        }
        if !terms.is_empty() {
            problem.add_constraint(&terms, ComparisonOp::Eq, 0.0);
        }
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let value = |of: Variable| solution.var_value(of);
    let flow = used.into_iter().filter_map(|of| {
        let by = match parts[of]? {
            Part::Fixed => 0.0,
            Part::Target(target) => value(target),
            Part::Moves(up, down) => value(up) - down.map_or(0.0, value),
        };
        (by.abs() > SLACK / 10.0).then_some((of, by))
    });
    Some(Certificate(flow.collect()))
}
