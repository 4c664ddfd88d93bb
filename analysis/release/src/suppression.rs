//! Withholding small cells, and the others that would give them away.
//!
//! # Definition
//! A cell is *sensitive* if its count lies from 1 to one below the threshold, or if a few contributors
//! dominate its sum. Each sensitive cell must be able, as far as anybody can tell from what is
//! published, to hold `lower` less and `upper` more than it does ([`Protection`]). For counts that is
//! "anything from nobody to the threshold".
//!
//! # Method
//! For each sensitive cell and direction, a linear programme (after Kelly, Golden & Assad 1992 and
//! Fischetti & Salazar 2001) finds the cheapest set of further cells that lets it move: a *flow* that
//! changes suppressed cells only and keeps every sum. Slopes are rescaled a few times, because what
//! counts is how many cells are lost, not how far they move. The flow is kept as the
//! [`Certificate`] of the protection: the table plus the flow is another table that agrees with
//! everything published. At the end, each complementary cell is published again where other flows do
//! without it.
//!
//! # Assumptions
//! The attacker knows no suppressed cell beforehand, and no zero as impossible. What is certified is
//! about real numbers, as in every tool of the field.
//!
//! Cost: at most two programmes a sensitive cell, over the cells of its tables; flows found serve other
//! cells, so far fewer in practice.

mod flow;
mod rule;

use std::collections::BTreeMap;

pub use flow::{Certificate, price};
use flow::{Moves, cheapest};
pub use rule::{Protection, sensitive_counts, sensitive_sums};

use crate::attack::Published;
use crate::cells::{CellId, Cells};

/// Up to this many cells all tables are protected at once; beyond, table by table until nothing
/// changes, and then together.
const AT_ONCE: usize = 1_500;

/// Up to this many suppressed cells, each is looked at again.
const LOOKED_AT_AGAIN: usize = 600;

/// Which cells are published, with the proof that this is enough.
#[derive(Clone, Debug, PartialEq)]
pub struct Suppression {
    protections: BTreeMap<CellId, Protection>,
    suppressed: Vec<bool>,
    certificates: BTreeMap<(CellId, Direction), Certificate>,
}

/// Which way a cell must be able to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Down by [`Protection::lower`].
    Down,
    /// Up by [`Protection::upper`].
    Up,
}

/// No protection was found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cell {0} cannot be protected: the solver found no table that hides it; merge codes")]
pub struct NotProtected(pub CellId);

impl Suppression {
    /// Protects `sensitive` cells of `values`.
    ///
    /// # Errors
    /// [`NotProtected`] if the solver fails; nothing must then be published.
    pub fn new(
        cells: &Cells,
        values: &[f64],
        sensitive: &BTreeMap<CellId, Protection>,
    ) -> Result<Self, NotProtected> {
        let mut suppressed = vec![false; cells.len()];
        for &cell in sensitive.keys() {
            suppressed[cell] = true;
        }
        let certificates = BTreeMap::new();
        let mut this = Self { protections: sensitive.clone(), suppressed, certificates };
        let equations = cells.spanning();
        if cells.len() > AT_ONCE && cells.tables().len() > 1 {
            this.protect_table_by_table(cells, values);
        }
        this.certify(&Moves { cells, values, equations })?;
        if this.suppressed.iter().filter(|&&suppressed| suppressed).count() <= LOOKED_AT_AGAIN {
            this.publish_again(&Moves { cells, values, equations });
        }
        Ok(this)
    }

    /// Every cell that must be able to move, and which way.
    fn demands(&self) -> Vec<(CellId, Direction, f64)> {
        let both = self.protections.iter().flat_map(|(&cell, protection)| {
            let demand = |direction| (cell, direction, protection.amount(direction));
            [Direction::Up, Direction::Down].map(demand)
        });
        let mut demands: Vec<_> = both.filter(|&(_, _, amount)| amount != 0.0).collect();
        // The largest first: its flow often serves the others.
        demands.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then(a.0.cmp(&b.0)));
        demands
    }

    fn certify(&mut self, moves: &Moves<'_>) -> Result<(), NotProtected> {
        for (cell, direction, amount) in self.demands() {
            if self.certificates.contains_key(&(cell, direction)) {
                continue;
            }
            // After a pass table by table most cells can move already, and that is the smaller programme.
            let is_large = moves.cells.len() > AT_ONCE;
            let found =
                is_large.then(|| flow::among(moves, &self.suppressed, cell, amount)).flatten();
            let found = found.or_else(|| cheapest(moves, &self.suppressed, cell, amount));
            let flow = found.ok_or(NotProtected(cell))?;
            self.take(&flow, moves.values);
            self.certificates.entry((cell, direction)).or_insert(flow);
        }
        Ok(())
    }

    /// Suppresses what a flow moves, and notes every demand that it meets: made smaller, larger or
    /// turned round it is a flow still.
    fn take(&mut self, flow: &Certificate, values: &[f64]) {
        for &(cell, _) in &flow.0 {
            self.suppressed[cell] = true;
        }
        for &(cell, _) in &flow.0 {
            let Some(protection) = self.protections.get(&cell) else { continue };
            for direction in [Direction::Up, Direction::Down] {
                if self.certificates.contains_key(&(cell, direction)) {
                    continue;
                }
                if let Some(flow) = flow.scaled(values, cell, protection.amount(direction)) {
                    self.certificates.insert((cell, direction), flow);
                }
            }
        }
    }

    /// A first pass over large workloads: each table on its own inherits what others suppressed, with
    /// the amounts by which those cells were moved, until no table changes.
    fn protect_table_by_table(&mut self, cells: &Cells, values: &[f64]) {
        let mut demands: BTreeMap<CellId, [f64; 2]> = self
            .protections
            .iter()
            .map(|(&cell, protection)| (cell, [protection.lower, protection.upper]))
            .collect();
        let mut met: BTreeMap<(usize, CellId), [f64; 2]> = BTreeMap::new();
        loop {
            let mut is_quiet = true;
            for (table, layout) in cells.tables().iter().enumerate() {
                let equations = cells.spanning_of_table(table);
                let moves = Moves { cells, values, equations };
                for &cell in &layout.cells {
                    let Some(&[lower, upper]) = demands.get(&cell) else { continue };
                    let done = met.get(&(table, cell)).copied().unwrap_or_default();
                    for (amount, done) in [(upper, done[1]), (-lower, done[0])] {
                        if amount.abs() <= done + flow::SLACK {
                            continue;
                        }
                        is_quiet = false;
                        let flow = cheapest(&moves, &self.suppressed, cell, amount);
                        // What cannot be done here is done with all tables together.
                        for &(moved, by) in flow.iter().flat_map(|flow| &flow.0) {
                            self.suppressed[moved] = true;
                            let side = usize::from(by > 0.0);
                            let most = &mut demands.entry(moved).or_default()[side];
                            *most = most.max(by.abs());
                            let most = &mut met.entry((table, moved)).or_default()[side];
                            *most = most.max(by.abs());
                        }
                        let side = usize::from(amount > 0.0);
                        met.entry((table, cell)).or_default()[side] = amount.abs();
                    }
                }
            }
            if is_quiet {
                return;
            }
        }
    }

    /// Publishes complementary cells that are not needed, the most informative first.
    fn publish_again(&mut self, moves: &Moves<'_>) {
        let mut candidates: Vec<CellId> = (0..self.suppressed.len())
            .filter(|cell| self.suppressed[*cell] && !self.protections.contains_key(cell))
            .collect();
        let margin = |cell: CellId| moves.cells.key(cell).len();
        candidates.sort_by(|&a, &b| {
            margin(a).cmp(&margin(b)).then(moves.values[b].total_cmp(&moves.values[a]))
        });
        let mut known: Vec<Certificate> = self.certificates.values().cloned().collect();
        for cell in candidates {
            self.suppressed[cell] = false;
            let mended = match self.gives_away(moves.cells) {
                true => None,
                false => self.without(cell, moves, &mut known),
            };
            match mended {
                Some(flows) => self.certificates.extend(flows),
                None => self.suppressed[cell] = true,
            }
        }
    }

    /// Certificates that do without `cell`, for all that use it. Flows that are found on the way are kept
    /// in `known`: they often serve other cells, which saves a programme each.
    fn without(
        &self,
        cell: CellId,
        moves: &Moves<'_>,
        known: &mut Vec<Certificate>,
    ) -> Option<Vec<((CellId, Direction), Certificate)>> {
        let uses = |flow: &Certificate| flow.0.iter().any(|&(moved, _)| moved == cell);
        let broken = self.certificates.iter().filter(|(_, flow)| uses(flow));
        broken
            .map(|(&(sensitive, direction), _)| {
                let amount = self.protections.get(&sensitive)?.amount(direction);
                let fitting = known.iter().rev().filter(|flow| flow.is_within(&self.suppressed));
                let mut fitting =
                    fitting.filter_map(|flow| flow.scaled(moves.values, sensitive, amount));
                let flow = match fitting.next() {
                    Some(flow) => flow,
                    None => {
                        let found = flow::among(moves, &self.suppressed, sensitive, amount)?;
                        known.push(found.clone());
                        found
                    }
                };
                Some(((sensitive, direction), flow))
            })
            .collect()
    }

    /// Whether subtractions alone tell a sensitive cell: a sum with one gap fills it, and that may leave
    /// another sum with one gap.
    fn gives_away(&self, cells: &Cells) -> bool {
        let mut hidden = self.suppressed.clone();
        loop {
            let mut is_quiet = true;
            for sum in cells.equations() {
                let parts = sum.children.iter().chain([&sum.parent]);
                let mut gaps = parts.copied().filter(|&cell| hidden[cell]);
                if let (Some(gap), None) = (gaps.next(), gaps.next()) {
                    if self.protections.contains_key(&gap) {
                        return true;
                    }
                    (hidden[gap], is_quiet) = (false, false);
                }
            }
            if is_quiet {
                return false;
            }
        }
    }

    /// Whether a cell is withheld.
    #[must_use]
    pub fn is_suppressed(&self, cell: CellId) -> bool {
        self.suppressed[cell]
    }

    /// The cells that are withheld for their own sake.
    #[must_use]
    pub fn protections(&self) -> &BTreeMap<CellId, Protection> {
        &self.protections
    }

    /// How many cells are withheld for the sake of others.
    #[must_use]
    pub fn complementary(&self) -> usize {
        self.suppressed.iter().filter(|&&suppressed| suppressed).count() - self.protections.len()
    }

    /// The publication: what an attacker sees.
    #[must_use]
    pub fn publish(&self, values: &[f64]) -> Vec<Option<f64>> {
        let pairs = values.iter().zip(&self.suppressed);
        pairs.map(|(&value, &suppressed)| (!suppressed).then_some(value)).collect()
    }

    /// Checks every certificate by arithmetic alone: the table plus the flow keeps every sum, changes
    /// no published cell, has no negative value, and moves the cell far enough.
    ///
    /// # Errors
    /// [`NotProtected`] with the first cell whose proof does not hold.
    pub fn verify(&self, cells: &Cells, values: &[f64]) -> Result<(), NotProtected> {
        for (cell, direction, amount) in self.demands() {
            let certificate = self.certificates.get(&(cell, direction));
            let holds = certificate.is_some_and(|certificate| {
                certificate.holds(cells, &self.publish(values), values, cell, amount)
            });
            if !holds {
                return Err(NotProtected(cell));
            }
        }
        Ok(())
    }
}

/// Whether an attack by linear programme undoes a protection, cell by cell: the independent audit.
///
/// # Errors
/// [`NotProtected`] with the first cell that comes out too narrow, or that could not be attacked.
pub fn audit(
    cells: &Cells,
    published: &Published,
    values: &[f64],
    protections: &BTreeMap<CellId, Protection>,
) -> Result<(), NotProtected> {
    for (&cell, protection) in protections {
        let found = crate::attack::interval(cells, published, cell);
        let hidden = found.is_ok_and(|found| {
            found.lower <= values[cell] - protection.lower + 1e-4
                && found.upper >= values[cell] + protection.upper - 1e-4
        });
        if !hidden {
            return Err(NotProtected(cell));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
