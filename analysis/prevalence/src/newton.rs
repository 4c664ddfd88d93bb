//! Maximum likelihood of a hierarchical Poisson model, by Newton steps without a design matrix.
//!
//! # Definition
//! Kept history `s` has count `y_s ~ Poisson(μ_s)`, `ln μ_s = Σ_{t ⊆ s} β_t` over the model's
//! terms `t`. With `Z(a) = Σ_{s ⊇ a} μ_s`, the score is `N*_a - Z(a)` and the information
//! `Z(a ∪ b)` (Poisson with logarithmic link; Cormack 1989, Biometrics 45). One step costs
//! `L · 2^L` additions, `2^L` exponentials and one Cholesky factor.
//!
//! The caller decides existence first ([`crate::existence`]); the likelihood is then strictly
//! concave with a maximum, and Newton steps with halving reach it from anywhere.

use crate::cells::Cells;
use crate::cholesky::Cholesky;
use crate::zeta;

/// Squared Newton decrement below which one more step leaves errors of rounding only.
const CONVERGED: f64 = 1e-16;
const MOST_STEPS: usize = 200;
const MOST_HALVINGS: usize = 40;

/// The working memory of fits over one number of lists; reused, it allocates nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Newton {
    /// Fitted means after [`over_supersets`](zeta::over_supersets): `Z`.
    pub(crate) sums: Vec<f64>,
    /// Fitted means of the kept histories.
    pub(crate) means: Vec<f64>,
    /// The linear predictor of all histories.
    pub(crate) predictor: Vec<f64>,
    /// Coefficients of the finite terms.
    pub(crate) beta: Vec<f64>,
    step: Vec<f64>,
    trial: Vec<f64>,
    kept: Vec<bool>,
    information: Cholesky,
    /// `Σ y η - Σ μ` at `beta`.
    pub(crate) likelihood: f64,
}

/// What is fitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Problem<'a> {
    pub(crate) cells: &'a Cells,
    /// Terms with a finite parameter, the intercept first.
    pub(crate) finite: &'a [u32],
    /// Terms at minus infinity: histories that contain one are not kept.
    pub(crate) infinite: &'a [u32],
    /// Terms with a coefficient that is given, not estimated.
    pub(crate) fixed: &'a [(u32, f64)],
    /// The unseen, when they are taken as known (for the profile likelihood).
    pub(crate) unseen: Option<f64>,
    /// Precisions of independent normal priors around zero, one per finite term, or none.
    pub(crate) precision: &'a [f64],
}

impl<'a> Problem<'a> {
    pub(crate) fn new(cells: &'a Cells, finite: &'a [u32], infinite: &'a [u32]) -> Self {
        Self { cells, finite, infinite, fixed: &[], unseen: None, precision: &[] }
    }

    fn margin(&self, term: u32) -> f64 {
        let unseen = if term == 0 { self.unseen.unwrap_or(0.0) } else { 0.0 };
        self.cells.margins()[term as usize] + unseen
    }

    fn precision(&self, index: usize) -> f64 {
        self.precision.get(index).copied().unwrap_or(0.0)
    }

    fn count(&self, history: usize) -> f64 {
        if history == 0 { self.unseen.unwrap_or(0.0) } else { self.cells.counts()[history] }
    }
}

/// The steps did not settle: the caller reports the model as failed, never its last value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the fit did not converge")]
pub struct NotConverged;

impl Newton {
    /// Fits from scratch.
    pub(crate) fn fit(&mut self, problem: Problem<'_>) -> Result<(), NotConverged> {
        self.prepare(&problem);
        self.start(&problem)?;
        self.climb(&problem)
    }

    /// Fits from coefficients given per term of `problem.finite`.
    pub(crate) fn fit_from(
        &mut self,
        problem: Problem<'_>,
        start: impl Iterator<Item = f64>,
    ) -> Result<(), NotConverged> {
        self.prepare(&problem);
        self.beta.clear();
        self.beta.extend(start);
        if self.climb(&problem).is_ok() {
            return Ok(());
        }
        self.fit(problem)
    }

    fn prepare(&mut self, problem: &Problem<'_>) {
        let size = problem.cells.counts().len();
        self.sums.resize(size, 0.0);
        self.means.resize(size, 0.0);
        self.predictor.resize(size, 0.0);
        self.kept.clear();
        self.kept.resize(size, true);
        self.kept[0] = problem.unseen.is_some();
        for &term in problem.infinite {
            let term = term as usize;
            for history in (term..size).filter(|history| history & term == term) {
                self.kept[history] = false;
            }
        }
    }

    /// Weighted least squares on `ln(y + 0.1)`: the first step of the usual iteration.
    fn start(&mut self, problem: &Problem<'_>) -> Result<(), NotConverged> {
        self.load_predictor(problem.fixed.iter().copied());
        self.trial.clear();
        self.trial.resize(self.sums.len(), 0.0);
        for history in 0..self.sums.len() {
            let weight = problem.count(history) + 0.1;
            let (kept, offset) = (self.kept[history], self.predictor[history]);
            self.sums[history] = if kept { weight } else { 0.0 };
            let response = weight.ln() - offset - 0.1 / weight;
            self.trial[history] = if kept { weight * response } else { 0.0 };
        }
        zeta::over_supersets(&mut self.sums);
        zeta::over_supersets(&mut self.trial);
        self.factor(problem)?;
        self.beta.clear();
        self.beta.extend(problem.finite.iter().map(|&term| self.trial[term as usize]));
        self.information.solve(&mut self.beta);
        Ok(())
    }

    fn climb(&mut self, problem: &Problem<'_>) -> Result<(), NotConverged> {
        self.evaluate(problem);
        for _ in 0..MOST_STEPS {
            let before = self.likelihood;
            if !before.is_finite() {
                return Err(NotConverged);
            }
            let decrement = self.newton_step(problem)?;
            self.advance(1.0);
            self.evaluate(problem);
            // Beyond a thousand million persons the score itself is rounded by more than that.
            let rounding = problem.cells.persons() * 8.0 * f64::EPSILON;
            if decrement < CONVERGED.max(rounding * rounding) {
                return Ok(());
            }
            self.halve_until_better(problem, before)?;
        }
        Err(NotConverged)
    }

    /// Computes the step and returns its squared decrement, twice the gain still expected.
    fn newton_step(&mut self, problem: &Problem<'_>) -> Result<f64, NotConverged> {
        self.factor(problem)?;
        let sums = &self.sums;
        let score = |((index, &term), beta): ((usize, &u32), &f64)| {
            problem.margin(term) - sums[term as usize] - problem.precision(index) * beta
        };
        self.trial.clear();
        self.trial.extend(problem.finite.iter().enumerate().zip(&self.beta).map(score));
        self.step.clone_from(&self.trial);
        self.information.solve(&mut self.step);
        let decrement: f64 =
            self.trial.iter().zip(&self.step).map(|(score, step)| score * step).sum();
        if decrement.is_finite() { Ok(decrement) } else { Err(NotConverged) }
    }

    fn halve_until_better(
        &mut self,
        problem: &Problem<'_>,
        before: f64,
    ) -> Result<(), NotConverged> {
        let tolerance = 1e-12 * (1.0 + before.abs());
        let mut share = 1.0;
        for _ in 0..MOST_HALVINGS {
            if self.likelihood >= before - tolerance {
                return Ok(());
            }
            share *= 0.5;
            self.advance(-share);
            self.evaluate(problem);
        }
        Err(NotConverged)
    }

    fn advance(&mut self, share: f64) {
        for (beta, step) in self.beta.iter_mut().zip(&self.step) {
            *beta += share * step;
        }
    }

    fn factor(&mut self, problem: &Problem<'_>) -> Result<(), NotConverged> {
        let (sums, finite) = (&self.sums, problem.finite);
        let entry = |row: usize, column: usize| {
            let prior = if row == column { problem.precision(row) } else { 0.0 };
            sums[(finite[row] | finite[column]) as usize] + prior
        };
        if self.information.factor(finite.len(), entry) { Ok(()) } else { Err(NotConverged) }
    }

    fn load_predictor(&mut self, coefficients: impl Iterator<Item = (u32, f64)>) {
        self.predictor.fill(0.0);
        for (term, coefficient) in coefficients {
            self.predictor[term as usize] += coefficient;
        }
        zeta::over_subsets(&mut self.predictor);
    }

    /// Means, their superset sums and the likelihood at `beta`.
    fn evaluate(&mut self, problem: &Problem<'_>) {
        self.predictor.fill(0.0);
        for (&term, &coefficient) in problem.finite.iter().zip(&self.beta) {
            self.predictor[term as usize] = coefficient;
        }
        for &(term, coefficient) in problem.fixed {
            self.predictor[term as usize] += coefficient;
        }
        zeta::over_subsets(&mut self.predictor);
        for ((mean, predictor), kept) in self.means.iter_mut().zip(&self.predictor).zip(&self.kept)
        {
            *mean = if *kept { predictor.exp() } else { 0.0 };
        }
        self.sums.copy_from_slice(&self.means);
        zeta::over_supersets(&mut self.sums);
        let explained: f64 = problem
            .finite
            .iter()
            .zip(&self.beta)
            .map(|(&term, beta)| problem.margin(term) * beta)
            .chain(problem.fixed.iter().map(|&(term, value)| problem.margin(term) * value))
            .sum();
        let squares = self.beta.iter().zip(problem.precision).map(|(beta, tau)| tau * beta * beta);
        self.likelihood = explained - self.sums[0] - 0.5 * squares.sum::<f64>();
    }

    /// The factor of the information, prior included, at the present coefficients.
    pub(crate) fn posterior_shape(&mut self, problem: Problem<'_>) -> Cholesky {
        // The fit has just factored it; should rounding refuse now, the last factor still serves.
        let _ = self.factor(&problem);
        self.information.clone()
    }

    /// Log-likelihood and log-prior at `beta`, up to constants.
    pub(crate) fn log_density(&mut self, problem: Problem<'_>, beta: &[f64]) -> f64 {
        self.beta.clear();
        self.beta.extend_from_slice(beta);
        self.evaluate(&problem);
        self.likelihood
    }

    /// The standard error of the intercept, from the information at the present coefficients.
    pub(crate) fn intercept_error(&mut self, problem: Problem<'_>) -> Result<f64, NotConverged> {
        self.factor(&problem)?;
        let mut unit = vec![0.0; problem.finite.len()];
        unit[0] = 1.0;
        self.information.solve(&mut unit);
        Ok(unit[0].sqrt())
    }

    /// How many histories were fitted.
    pub(crate) fn kept(&self) -> usize {
        self.kept.iter().filter(|&&kept| kept).count()
    }

    /// `2 Σ (y ln(y/μ) - (y - μ))` over the kept histories, each term without cancellation.
    pub(crate) fn deviance(&self, cells: &Cells) -> f64 {
        let cell = |(&count, &mean): (&f64, &f64)| {
            if count > 0.0 { count * (count / mean).ln() - (count - mean) } else { mean }
        };
        2.0 * cells.counts().iter().zip(&self.means).skip(1).map(cell).sum::<f64>()
    }
}
