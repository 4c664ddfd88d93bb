//! Bayesian thresholding of pairwise interactions.
//!
//! # Definition
//! The Poisson model with all pairs of lists, with independent normal priors: variance 1 on the
//! interactions, 10,000 on the intercept and the main effects. Interactions whose posterior mean is
//! less than `threshold` (2) posterior standard deviations from zero are dropped, and the model is
//! fitted again with the rest; the estimate is the posterior median of `n + exp(β_0)`. (Silverman
//! 2020, JRSS A 183, section 6.)
//!
//! Sampled by random-walk Metropolis steps with the shape of the posterior at its mode, in several
//! chains that are compared ([`crate::chains`]).
//!
//! # Assumptions
//! Those of [`crate::loglinear`]. The proper prior always gives a number, even where the table alone
//! has none; the limits hold the dropped interactions at zero.

use rayon::prelude::*;
use serde::Serialize;

use crate::Refusal;
use crate::cells::Cells;
use crate::latent_class::Draws;
use crate::model::Model;
use crate::newton::{Newton, Problem};
use crate::random::Stream;

/// Priors, threshold and length of the simulation.
#[derive(Clone, Copy, Debug)]
pub struct Threshold {
    /// Posterior means within this many standard deviations of zero are dropped.
    pub threshold: f64,
    /// Prior variance of interactions.
    pub interaction_variance: f64,
    /// Draws kept per chain, each after [`THINNING`] steps.
    pub draws: usize,
    /// Chains.
    pub chains: usize,
}

impl Default for Threshold {
    fn default() -> Self {
        Self { threshold: 2.0, interaction_variance: 1.0, draws: 2000, chains: 4 }
    }
}

/// Steps per draw.
pub const THINNING: usize = 40;
const MAIN_VARIANCE: f64 = 1e4;
const BURN_IN: usize = 5000;

/// The posterior after thresholding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Thresholded {
    /// The model that was kept.
    pub model: Model,
    /// Draws of the population.
    pub draws: Draws,
}

impl Threshold {
    /// Simulates twice, with all pairs and with those kept.
    ///
    /// # Errors
    /// [`Refusal::TooManyLists`] above ten lists; [`Refusal::NotConverged`] if the mode is not
    /// found.
    pub fn estimate(&self, cells: &Cells, seed: u64) -> Result<Thresholded, Refusal> {
        let lists = cells.lists();
        if lists > 10 {
            let (method, instead) = ("Bayesian thresholding", "leave out or merge lists");
            return Err(Refusal::TooManyLists { method, most: 10, found: lists, instead });
        }
        let all = Model::all_pairs(lists);
        let first = self.simulate(cells, &all, seed)?;
        let is_kept = |&(column, &term): &(usize, &u32)| {
            term.count_ones() < 2 || first.is_away_from_zero(column + 1, self.threshold)
        };
        let kept = all.terms().iter().enumerate().filter(is_kept).map(|(_, &term)| term);
        let model = Model::of_terms(lists, kept.collect());
        let second = self.simulate(cells, &model, seed.wrapping_add(1))?;
        let population = |beta0: &f64| cells.persons() + beta0.exp();
        let chains: Vec<Vec<f64>> =
            second.chains.iter().map(|chain| chain.iter().map(population).collect()).collect();
        Ok(Thresholded { model, draws: Draws::new(&chains) })
    }

    fn simulate(&self, cells: &Cells, model: &Model, seed: u64) -> Result<Simulation, Refusal> {
        let terms: Vec<u32> = std::iter::once(0).chain(model.terms().iter().copied()).collect();
        let variance = |term: &u32| {
            if term.count_ones() < 2 { MAIN_VARIANCE } else { self.interaction_variance }
        };
        let precision: Vec<f64> = terms.iter().map(|term| 1.0 / variance(term)).collect();
        let problem = Problem { precision: &precision, ..Problem::new(cells, &terms, &[]) };
        let mut newton = Newton::default();
        newton.fit(problem)?;
        let runs: Vec<(Vec<f64>, Moments)> = (0..self.chains)
            .into_par_iter()
            .map(|number| self.walk(problem, newton.clone(), Stream::new(seed, number as u64)))
            .collect();
        let (chains, moments): (Vec<_>, Vec<_>) = runs.into_iter().unzip();
        Ok(Simulation { chains, moments: Moments::joined(&moments) })
    }

    fn walk(
        &self,
        problem: Problem<'_>,
        mut newton: Newton,
        mut stream: Stream,
    ) -> (Vec<f64>, Moments) {
        let side = problem.finite.len();
        let scale = 2.38 / (side as f64).sqrt();
        let shape = newton.posterior_shape(problem);
        let mut beta = newton.beta.clone();
        // Start away from the mode, so that agreement of chains means something.
        jump(&mut beta, &shape, 2.0, &mut stream);
        let mut density = newton.log_density(problem, &beta);
        let mut moments = Moments::new(side);
        let mut kept = Vec::with_capacity(self.draws);
        for step in 0..BURN_IN + self.draws * THINNING {
            let mut proposal = beta.clone();
            jump(&mut proposal, &shape, scale, &mut stream);
            let proposed = newton.log_density(problem, &proposal);
            if stream.uniform().ln() < proposed - density {
                (beta, density) = (proposal, proposed);
            }
            if step >= BURN_IN && (step - BURN_IN).is_multiple_of(THINNING) {
                moments.add(&beta);
                kept.push(beta[0]);
            }
        }
        (kept, moments)
    }
}

/// Moves `point` by a normal step of the posterior's shape.
fn jump(point: &mut [f64], shape: &crate::cholesky::Cholesky, scale: f64, stream: &mut Stream) {
    let mut step: Vec<f64> = point.iter().map(|_| stream.normal()).collect();
    shape.solve_upper(&mut step);
    for (coordinate, step) in point.iter_mut().zip(step) {
        *coordinate += scale * step;
    }
}

struct Simulation {
    /// Draws of the intercept.
    chains: Vec<Vec<f64>>,
    moments: Moments,
}

impl Simulation {
    fn is_away_from_zero(&self, column: usize, threshold: f64) -> bool {
        let mean = self.moments.sum[column] / self.moments.count;
        let square = self.moments.squares[column] / self.moments.count;
        let spread = (square - mean * mean).max(0.0).sqrt();
        mean.abs() >= threshold * spread
    }
}

/// Sums from which means and standard deviations of coefficients follow.
struct Moments {
    count: f64,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl Moments {
    fn new(side: usize) -> Self {
        Self { count: 0.0, sum: vec![0.0; side], squares: vec![0.0; side] }
    }

    fn add(&mut self, beta: &[f64]) {
        self.count += 1.0;
        for (index, value) in beta.iter().enumerate() {
            self.sum[index] += value;
            self.squares[index] += value * value;
        }
    }

    fn joined(parts: &[Self]) -> Self {
        let mut all = Self::new(parts.first().map_or(0, |part| part.sum.len()));
        for part in parts {
            all.count += part.count;
            for index in 0..all.sum.len() {
                all.sum[index] += part.sum[index];
                all.squares[index] += part.squares[index];
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published;

    /// MultipleSystemsEstimation 1.2.0, `estimate_population_bayesthresh`: kept pairs are equal,
    /// quantiles agree within the package's own Monte-Carlo error (10,000 correlated draws: 4 %).
    #[test]
    fn posteriors_agree_with_the_package() {
        for (table, model, quantiles) in [
            (published::uk_6(), "[12,13,25,35,36,45]", [10_890.8, 12_345.7, 14_407.6]),
            (published::uk_5(), "[12,13,25,35,45]", [11_061.4, 12_400.3, 14_239.8]),
            (published::uk_4(), "[12,13,4]", [10_423.1, 11_825.8, 13_652.7]),
            (published::netherlands_5(), "[12,15,23,24,25,35,45]", [44_878.7, 49_960.4, 57_344.3]),
        ] {
            let cells = Cells::new(&table);
            let found = Threshold::default().estimate(&cells, 12_345).unwrap();
            assert_eq!(found.model.to_string(), model);
            assert!(found.draws.convergence.is_settled(), "{:?}", found.draws.convergence);
            for (p, expected) in [0.025, 0.5, 0.975].iter().zip(quantiles) {
                let value = found.draws.quantile(*p);
                assert!((value / expected - 1.0).abs() < 0.04, "{model} {p}: {value} {expected}");
            }
        }
    }
}
