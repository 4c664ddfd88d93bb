//! The cells of a workload and how they add up.
//!
//! A cell is known by the nodes that it is about, so the count of 15 to 17 year old girls is one cell
//! in whichever tables it stands: tables that share margins are linked by construction. An
//! [`Equation`] says that a cell is the sum of others. Whoever attacks a publication has exactly the
//! published cells and these equations.

use std::collections::HashMap;

use crate::dataset::Dataset;
use crate::variable::{NodeId, TOTAL, Variable};
use crate::workload::{TableSpec, Workload};

/// A cell's place in [`Cells`].
pub type CellId = usize;

/// What a cell is about: variables by number with one node each, totals left out.
pub type Key = Vec<(usize, NodeId)>;

/// `parent` is the sum of `children`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// The subtotal.
    pub parent: CellId,
    /// Its parts.
    pub children: Vec<CellId>,
}

/// Where the cells of one table are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its variables, rising.
    pub by: Vec<usize>,
    /// How many nodes each variable has.
    pub sizes: Vec<usize>,
    /// One cell for each combination of nodes; the last variable runs fastest.
    pub cells: Vec<CellId>,
}

/// The cells of tables about one quantity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    keys: Vec<Key>,
    tables: Vec<Layout>,
    equations: Vec<Equation>,
    spanning: Vec<usize>,
    spanning_of_table: Vec<Vec<usize>>,
}

impl Cells {
    /// The cells of some tables of a workload.
    ///
    /// Cost: linear in cells times variables.
    #[must_use]
    pub fn new<'a>(
        variables: &[Variable],
        tables: impl IntoIterator<Item = &'a TableSpec>,
    ) -> Self {
        let mut cells = Self::default();
        let mut by_key = HashMap::new();
        let mut seen = HashMap::new();
        for table in tables {
            let sizes: Vec<_> = table.by.iter().map(|&by| variables[by].nodes().len()).collect();
            let count = sizes.iter().product();
            let ids = (0..count).map(|at| {
                let nodes = coordinates(at, &sizes);
                let key = table.by.iter().copied().zip(nodes);
                let key: Key = key.filter(|&(_, node)| node != TOTAL).collect();
                *by_key.entry(key.clone()).or_insert_with(|| {
                    cells.keys.push(key);
                    cells.keys.len() - 1
                })
            });
            let layout = Layout { by: table.by.clone(), cells: ids.collect(), sizes };
            cells.add_equations(variables, &layout, &mut seen);
            cells.tables.push(layout);
        }
        cells
    }

    fn add_equations(
        &mut self,
        variables: &[Variable],
        layout: &Layout,
        seen: &mut HashMap<(CellId, CellId), usize>,
    ) {
        let (mut of_table, of_earlier) = (Vec::new(), self.equations.len());
        for (at, &parent) in layout.cells.iter().enumerate() {
            let nodes = coordinates(at, &layout.sizes);
            let mut ways = Vec::new();
            for (dimension, (&by, &node)) in layout.by.iter().zip(&nodes).enumerate() {
                let below = &variables[by].nodes()[node].children;
                if below.is_empty() {
                    continue;
                }
                let stride: usize = layout.sizes[dimension + 1..].iter().product();
                let origin = at - node * stride;
                let children: Vec<_> =
                    below.iter().map(|&child| layout.cells[origin + child * stride]).collect();
                // Another table may say the same: the first child tells the variable.
                let number = *seen.entry((parent, children[0])).or_insert(self.equations.len());
                if number == self.equations.len() {
                    self.equations.push(Equation { parent, children });
                }
                ways.push(number);
            }
            // One way to add a cell up is enough: its parts add up to the same inner cells.
            of_table.extend(ways.first());
            if !ways.iter().any(|&way| way < of_earlier) {
                self.spanning.extend(ways.first());
            }
        }
        self.spanning_of_table.push(of_table);
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// What a cell is about.
    #[must_use]
    pub fn key(&self, cell: CellId) -> &Key {
        &self.keys[cell]
    }

    /// The tables.
    #[must_use]
    pub fn tables(&self) -> &[Layout] {
        &self.tables
    }

    /// Every sum.
    #[must_use]
    pub fn equations(&self) -> &[Equation] {
        &self.equations
    }

    /// Sums from which all others follow, by their place in [`Cells::equations`].
    ///
    /// A cell of five variables is the sum of others in up to five ways, and each way follows from one of
    /// them and the sums of the parts. Programmes over these alone have the same answers, sooner.
    #[must_use]
    pub fn spanning(&self) -> &[usize] {
        &self.spanning
    }

    /// The same within one table.
    #[must_use]
    pub fn spanning_of_table(&self, table: usize) -> &[usize] {
        &self.spanning_of_table[table]
    }

    /// Adds up `amount` of every record (1 for a count) in every cell.
    #[must_use]
    pub fn tabulate(
        &self,
        variables: &[Variable],
        data: &Dataset,
        amount: impl Fn(usize) -> f64,
    ) -> Vec<f64> {
        let mut values = vec![0.0; self.len()];
        for layout in &self.tables {
            let mut dense = vec![0.0; layout.cells.len()];
            for record in 0..data.len() {
                dense[layout.place_of(data, record)] += amount(record);
            }
            layout.add_up(variables, &mut dense);
            for (&cell, value) in layout.cells.iter().zip(dense) {
                values[cell] = value;
            }
        }
        values
    }

    /// The largest amounts in every cell, falling, at most `most`.
    #[must_use]
    pub fn largest(
        &self,
        variables: &[Variable],
        data: &Dataset,
        amounts: &[f64],
        most: usize,
    ) -> Vec<Vec<f64>> {
        let mut largest = vec![Vec::new(); self.len()];
        let mut done = vec![false; self.len()];
        for layout in &self.tables {
            let mut here: Vec<Vec<f64>> = vec![Vec::new(); layout.cells.len()];
            for (record, &amount) in amounts.iter().enumerate().take(data.len()) {
                keep(&mut here[layout.place_of(data, record)], amount, most);
            }
            layout.fold(variables, &mut here, |sum, part| {
                for &amount in part {
                    keep(sum, amount, most);
                }
            });
            for (&cell, amounts) in layout.cells.iter().zip(here) {
                if !std::mem::replace(&mut done[cell], true) {
                    largest[cell] = amounts;
                }
            }
        }
        largest
    }

    /// A cell in words, such as `age_band=15-17, gender=Feminine`.
    #[must_use]
    pub fn describe(&self, workload: &Workload, cell: CellId) -> String {
        let parts = self.keys[cell].iter().map(|&(by, node)| {
            let variable = &workload.variables[by];
            format!("{}={}", variable.name(), variable.nodes()[node].name)
        });
        let text = parts.collect::<Vec<_>>().join(", ");
        if text.is_empty() { "total".to_owned() } else { text }
    }
}

impl Layout {
    /// The place of a record's cell of codes.
    #[must_use]
    pub fn place_of(&self, data: &Dataset, record: usize) -> usize {
        self.by
            .iter()
            .zip(&self.sizes)
            .fold(0, |at, (&by, &size)| at * size + usize::from(data.column(by)[record]) + 1)
    }

    /// Fills subtotals and totals from the cells of codes.
    pub fn add_up(&self, variables: &[Variable], dense: &mut [f64]) {
        self.fold(variables, dense, |sum, part| *sum += *part);
    }

    fn fold<T: Clone>(&self, variables: &[Variable], dense: &mut [T], add: impl Fn(&mut T, &T)) {
        for (dimension, &by) in self.by.iter().enumerate() {
            let stride: usize = self.sizes[dimension + 1..].iter().product();
            let size = self.sizes[dimension];
            let variable = &variables[by];
            for node in variable.upwards() {
                for &child in &variable.nodes()[node].children {
                    for outer in (0..dense.len()).step_by(size * stride) {
                        for inner in outer..outer + stride {
                            let part = dense[inner + child * stride].clone();
                            add(&mut dense[inner + node * stride], &part);
                        }
                    }
                }
            }
        }
    }
}

/// The nodes of the cell at this place of a table.
#[must_use]
pub fn coordinates(at: usize, sizes: &[usize]) -> Vec<NodeId> {
    let mut rest = at;
    let mut nodes = vec![0; sizes.len()];
    for (node, &size) in nodes.iter_mut().zip(sizes).rev() {
        *node = rest % size;
        rest /= size;
    }
    nodes
}

fn keep(largest: &mut Vec<f64>, amount: f64, most: usize) {
    let at = largest.partition_point(|&other| other >= amount);
    if at < most {
        largest.insert(at, amount);
        largest.truncate(most);
    }
}

#[cfg(test)]
mod tests;
