//! Averaging over decomposable graphical models.
//!
//! # Definition
//! A decomposable graph over the lists factors the probabilities of histories into its cliques `C`
//! over its separators `S`. With hyper-Dirichlet prior `δ` per full history, `δ 2^{L-|C|}` per
//! margin of a clique, the marginal likelihood of a population `N = n + m` is
//! `N! / (m! Π y!) · Π_C D(C) / Π_S D(S)` with `D` the Dirichlet-multinomial of the margin. The
//! posterior sums over a grid of `m` and over all decomposable graphs, equally probable; the prior of
//! `N` is `1/N`. (Madigan & York 1997, Biometrika 84; prior and grid as in the R package dga.)
//!
//! # Assumptions
//! Dependence among lists is some decomposable graph. With large `δ` the saturated graph takes all
//! weight on sparse tables and the answer becomes `n + 1`; the default `2^-L` does not. The grid
//! ends somewhere: [`Posterior::boundary_mass`] says how much probability sits at its end.
//!
//! Cost: all 18,154 graphs on six lists and 1,000 grid points take a fraction of a second.

use record::OverlapTable;
use serde::Serialize;

use crate::Refusal;
use crate::cells::Cells;

mod chordal;
pub use chordal::Graph;

/// Prior and grid.
#[derive(Clone, Debug)]
pub struct Graphical {
    /// Prior weight per history (`δ`).
    pub prior_weight: f64,
    /// The numbers of unseen that are considered, rising.
    pub grid: Vec<f64>,
}

/// The posterior of the population.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Posterior {
    /// Posterior mean.
    pub mean: f64,
    /// The most probable population of the grid.
    pub mode: f64,
    /// The probability of the topmost hundredth of the grid: if not tiny, the grid's end decides.
    pub boundary_mass: f64,
    /// How many graphs were averaged.
    pub graphs: usize,
    /// The five most probable graphs, as models in brackets, with their probabilities.
    pub best: Vec<(String, f64)>,
    #[serde(skip)]
    populations: Vec<f64>,
    #[serde(skip)]
    cumulative: Vec<f64>,
}

impl Graphical {
    /// The usual prior weight `2^-L` and a grid of `points` from 1 to `multiple · n`.
    #[must_use]
    pub fn with_grid(table: &OverlapTable, points: usize, multiple: u64) -> Self {
        let last = (multiple * table.persons()).max(1) as f64;
        let steps = (points.max(2) - 1) as f64;
        // Half-way values go to even, as the packages' grids do.
        let point = |k: usize| (1.0 + (last - 1.0) * k as f64 / steps).round_ties_even();
        let mut grid: Vec<f64> = (0..points.max(2)).map(point).collect();
        grid.dedup();
        Self { prior_weight: 0.5_f64.powi(table.lists().len() as i32), grid }
    }

    /// The posterior over all decomposable graphs.
    ///
    /// # Errors
    /// [`Refusal::TooFewLists`] below two lists, [`Refusal::TooManyLists`] above six.
    ///
    /// ```
    /// use prevalence::{graphical::Graphical, published};
    /// let table = published::uk_4();
    /// let posterior = Graphical::with_grid(&table, 1000, 30).posterior(&table)?;
    /// assert_eq!(posterior.quantile(0.5), 11_397.0);
    /// # Ok::<(), prevalence::Refusal>(())
    /// ```
    pub fn posterior(&self, table: &OverlapTable) -> Result<Posterior, Refusal> {
        let (lists, method) = (table.lists().len(), "averaging over decomposable graphs");
        if lists < 2 {
            return Err(Refusal::TooFewLists { method, needed: 2, found: lists });
        }
        if lists > 6 {
            let instead = "leave out or merge lists";
            return Err(Refusal::TooManyLists { method, most: 6, found: lists, instead });
        }
        let margins = self.margins(&Cells::new(table));
        let graphs = Graph::all_decomposable(lists);
        let persons = table.persons() as f64;
        let common: Vec<f64> = self
            .grid
            .iter()
            .map(|&unseen| {
                let population = persons + unseen;
                libm::lgamma(population + 1.0) - libm::lgamma(unseen + 1.0) - population.ln()
            })
            .collect();
        let weights = |graph: &Graph| -> Vec<f64> {
            let mut weights = common.clone();
            for (subsets, sign) in [(&graph.cliques, 1.0), (&graph.separators, -1.0)] {
                for &subset in subsets.iter().filter(|&&subset| subset != 0) {
                    for (weight, margin) in weights.iter_mut().zip(&margins[subset as usize]) {
                        *weight += sign * margin;
                    }
                }
            }
            weights
        };
        Ok(self.summarise(lists, persons, &graphs, weights))
    }

    /// For each set of lists, the Dirichlet-multinomial of its margin, per point of the grid.
    fn margins(&self, cells: &Cells) -> Vec<Vec<f64>> {
        let lists = cells.lists();
        let total = self.prior_weight * (1_u64 << lists) as f64;
        (0..1_usize << lists)
            .map(|subset| {
                let weight =
                    self.prior_weight * (1_u64 << (lists as u32 - subset.count_ones())) as f64;
                let mut counts = vec![0.0; 1 << lists];
                for history in cells.observed() {
                    counts[history as usize & subset] += cells.counts()[history as usize];
                }
                let inside = (1..counts.len()).filter(|cell| cell & subset == *cell);
                let known: f64 = inside
                    .map(|cell| libm::lgamma(counts[cell] + weight) - libm::lgamma(weight))
                    .sum();
                let point = |&unseen: &f64| {
                    known + libm::lgamma(counts[0] + unseen + weight) - libm::lgamma(weight)
                        + libm::lgamma(total)
                        - libm::lgamma(cells.persons() + unseen + total)
                };
                self.grid.iter().map(point).collect()
            })
            .collect()
    }

    fn summarise(
        &self,
        lists: usize,
        persons: f64,
        graphs: &[Graph],
        weights: impl Fn(&Graph) -> Vec<f64>,
    ) -> Posterior {
        // Two passes: the greatest weight first, so that no exponential overflows.
        let top = graphs
            .iter()
            .flat_map(|graph| weights(graph).into_iter().reduce(f64::max))
            .fold(f64::NEG_INFINITY, f64::max);
        let mut masses = vec![0.0; self.grid.len()];
        let mut shares: Vec<(f64, &Graph)> = Vec::with_capacity(graphs.len());
        for graph in graphs {
            let mut share = 0.0;
            for (mass, weight) in masses.iter_mut().zip(weights(graph)) {
                let value = (weight - top).exp();
                *mass += value;
                share += value;
            }
            shares.push((share, graph));
        }
        let total: f64 = masses.iter().sum();
        shares.sort_by(|a, b| b.0.total_cmp(&a.0));
        let best = shares.iter().take(5).map(|(share, graph)| (graph.model(lists), share / total));
        let populations: Vec<f64> = self.grid.iter().map(|unseen| persons + unseen).collect();
        let cumulative = masses.iter().scan(0.0, |sum, mass| {
            *sum += mass / total;
            Some(*sum)
        });
        let mode = masses.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        let end = masses.len() - masses.len().div_ceil(100);
        Posterior {
            mean: masses.iter().zip(&populations).map(|(m, n)| m * n).sum::<f64>() / total,
            mode: mode.map_or(f64::NAN, |(index, _)| populations[index]),
            boundary_mass: masses[end..].iter().sum::<f64>() / total,
            graphs: graphs.len(),
            best: best.collect(),
            cumulative: cumulative.collect(),
            populations,
        }
    }
}

impl Posterior {
    /// The first population of the grid whose cumulative probability exceeds `p`.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let index = self.cumulative.partition_point(|&mass| mass <= p);
        self.populations[index.min(self.populations.len() - 1)]
    }
}

#[cfg(test)]
mod tests;
