//! Synthetic records: rows that nobody lived, with the tables of those who did.
//!
//! # Definition
//! Rows are made from [`Measured`] tables alone, never from records: from differentially private
//! tables they are differentially private at no further cost; from tables without their small cells
//! ([`Targets::k_anonymous`]) every combination of a table's codes that occurs in the rows occurs in at
//! least `k` records.
//!
//! # Method
//! A first draft draws each variable given the one it depends on most (Chow & Liu 1968, among the
//! measured tables). Then rows are changed table by table, from cells that have too many to cells that
//! have too few, by less each round (gradually updating, Zhang et al., *PrivSyn*, USENIX Security 2021).
//! Rows with a combination that no table allows are replaced at the end.
//!
//! Cost: rounds × tables × rows.

use crate::consistent::{Measured, reconcile};
use crate::dataset::Dataset;
use crate::private::count;
use crate::source::Source;
use crate::workload::Workload;

mod draft;
mod lots;

use lots::Lots;

/// Rounds of changes.
const ROUNDS: usize = 40;

/// The tables that rows are made to have.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    tables: Vec<Measured>,
    codes: Vec<usize>,
    rows: usize,
    /// Combinations with a target of 0 may not occur.
    strict: bool,
}

/// Rows cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetsRefused {
    /// A column that no table is about.
    #[error(
        "variable `{0}` is in no table of the workload, so nothing is known of it; leave it out"
    )]
    NoTable(String),
    /// Nobody is left.
    #[error("no combination occurs often enough; ask for coarser tables")]
    Nobody,
}

impl Targets {
    /// Targets from tables with noise, which agree with each other.
    ///
    /// # Errors
    /// [`TargetsRefused`] if a variable is in none.
    pub fn private(workload: &Workload, tables: Vec<Measured>) -> Result<Self, TargetsRefused> {
        Self::new(workload, tables, false)
    }

    /// Targets from counts, in which cells below `k` are empty.
    ///
    /// # Errors
    /// [`TargetsRefused`] if a variable is in none, or if nobody is left.
    pub fn k_anonymous(
        workload: &Workload,
        data: &Dataset,
        k: u64,
    ) -> Result<Self, TargetsRefused> {
        let tables = workload.tables.iter().map(|spec| {
            let mut table = count(&workload.variables, data, &spec.by);
            for value in &mut table.values {
                if *value < k as f64 {
                    *value = 0.0;
                }
            }
            table
        });
        Self::new(workload, tables.collect(), true)
    }

    fn new(
        workload: &Workload,
        tables: Vec<Measured>,
        strict: bool,
    ) -> Result<Self, TargetsRefused> {
        for (number, variable) in workload.variables.iter().enumerate() {
            if !tables.iter().any(|table| table.by.contains(&number)) {
                return Err(TargetsRefused::NoTable(variable.name().to_owned()));
            }
        }
        let totals = tables.iter().map(|table| table.values.iter().sum::<f64>());
        let mean = totals.sum::<f64>() / tables.len() as f64;
        let rows = mean.round().max(0.0) as usize;
        if rows == 0 {
            return Err(TargetsRefused::Nobody);
        }
        let codes = workload.variables.iter().map(crate::variable::Variable::codes).collect();
        Ok(Self { tables, codes, rows, strict })
    }

    /// Makes rows, as many as the tables count.
    ///
    /// # Errors
    /// [`TargetsRefused::Nobody`] if the tables allow no row in common.
    pub fn rows(&self, source: &mut Source) -> Result<Dataset, TargetsRefused> {
        let mut smooth = self.tables.clone();
        if self.strict {
            // Emptied cells leave margins that differ; rows aim between them.
            for table in &mut smooth {
                table.variance = 1.0;
            }
            reconcile(&mut smooth);
            for (smooth, table) in smooth.iter_mut().zip(&self.tables) {
                for (aim, &value) in smooth.values.iter_mut().zip(&table.values) {
                    *aim = if value == 0.0 { 0.0 } else { *aim };
                }
            }
        }
        let mut lots = Lots::new(source);
        let mut columns = draft::columns(&smooth, &self.codes, self.rows, &mut lots);
        for round in 0..ROUNDS {
            let share = 0.9_f64.powi(round as i32).max(0.1);
            for table in &smooth {
                shift(table, &mut columns, share, &mut lots);
            }
        }
        if self.strict {
            self.replace_forbidden(&mut columns, &mut lots)?;
        }
        Ok(Dataset::of_codes(columns))
    }

    /// Rows with an emptied combination become copies of rows without one.
    fn replace_forbidden(
        &self,
        columns: &mut [Vec<u8>],
        lots: &mut Lots,
    ) -> Result<(), TargetsRefused> {
        let allowed = |columns: &[Vec<u8>], row: usize| {
            self.tables.iter().all(|table| table.values[place(table, columns, row)] > 0.0)
        };
        let (good, bad): (Vec<_>, Vec<_>) = (0..self.rows).partition(|&row| allowed(columns, row));
        if good.is_empty() {
            return Err(TargetsRefused::Nobody);
        }
        for row in bad {
            let model = good[lots.below(good.len())];
            for column in columns.iter_mut() {
                column[row] = column[model];
            }
        }
        Ok(())
    }
}

fn place(table: &Measured, columns: &[Vec<u8>], row: usize) -> usize {
    let codes = table.by.iter().zip(&table.sizes);
    codes.fold(0, |place, (&by, &size)| place * size + usize::from(columns[by][row]))
}

/// The place of every row.
fn places(table: &Measured, columns: &[Vec<u8>]) -> Vec<u32> {
    let mut places = vec![0_u32; columns[0].len()];
    for (&by, &size) in table.by.iter().zip(&table.sizes) {
        for (place, &code) in places.iter_mut().zip(&columns[by]) {
            *place = *place * size as u32 + u32::from(code);
        }
    }
    places
}

/// Rows to copy, of each cell that wants more, at most.
const MODELS: usize = 16;

/// Moves a share of what a table has too much of to where it has too little.
fn shift(table: &Measured, columns: &mut [Vec<u8>], share: f64, lots: &mut Lots) {
    let rows = columns[0].len();
    let total: f64 = table.values.iter().sum();
    if total <= 0.0 {
        return;
    }
    let places = places(table, columns);
    let mut counts = vec![0_u32; table.values.len()];
    for &place in &places {
        counts[place as usize] += 1;
    }
    let scale = rows as f64 / total;
    let over = |cell: usize| f64::from(counts[cell]) - table.values[cell] * scale;
    let mut leaving = vec![0.0; counts.len()];
    let mut wanted = Vec::new();
    for (cell, leaves) in leaving.iter_mut().enumerate() {
        let more = over(cell);
        if more > 0.0 {
            *leaves = share * more / f64::from(counts[cell]);
        } else if more < 0.0 {
            wanted.push((cell, -more));
        }
    }
    let mut cumulated = 0.0;
    for (_, more) in &mut wanted {
        cumulated += *more;
        *more = cumulated;
    }
    if cumulated < 0.5 {
        return;
    }
    let models = models(&places, &counts, &wanted, lots);
    for (row, &place) in places.iter().enumerate() {
        let leaves = leaving[place as usize];
        if leaves == 0.0 || lots.share() >= leaves {
            continue;
        }
        let drawn = lots.share() * cumulated;
        let at = wanted.partition_point(|&(_, below)| below <= drawn).min(wanted.len() - 1);
        let models = &models[at];
        if !models.is_empty() && lots.share() < 0.5 {
            let model = models[lots.below(models.len())] as usize;
            for column in columns.iter_mut() {
                column[row] = column[model];
            }
        } else {
            let mut rest = wanted[at].0;
            for (&by, &size) in table.by.iter().zip(&table.sizes).rev() {
                columns[by][row] = (rest % size) as u8;
                rest /= size;
            }
        }
    }
}

/// A few rows of each cell that wants more, to copy: a copy keeps what other tables know.
fn models(
    places: &[u32],
    counts: &[u32],
    wanted: &[(usize, f64)],
    lots: &mut Lots,
) -> Vec<Vec<u32>> {
    let mut models: Vec<Vec<u32>> = vec![Vec::new(); wanted.len()];
    // The share of a cell's rows that are kept, and its number among those that want more.
    let mut kept = vec![(0.0, 0); counts.len()];
    for (number, &(cell, _)) in wanted.iter().enumerate() {
        let share = 2.0 * MODELS as f64 / f64::from(counts[cell].max(1));
        kept[cell] = (if counts[cell] as usize <= MODELS { 1.0 } else { share }, number);
    }
    for (row, &place) in places.iter().enumerate() {
        let (share, number) = kept[place as usize];
        if share > 0.0 && models[number].len() < MODELS && (share >= 1.0 || lots.share() < share) {
            models[number].push(row as u32);
        }
    }
    models
}

#[cfg(test)]
mod tests;
