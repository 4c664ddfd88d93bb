//! Poisson log-linear models: the estimate of one given model.
//!
//! # Definition
//! With the fit of `newton`, the unseen are `exp(β_0)` and the population
//! `n + exp(β_0)` (Fienberg 1972, Biometrika 59; Cormack 1989). A parameter whose margin is zero
//! is minus infinity and still counts in the penalties (Chan, Silverman & Vincent 2021).
//!
//! # Assumptions
//! A closed population; records of one person are linked without error; every person could be on
//! every list; the interactions left out are zero, among them the one of the highest order, which
//! no table can show.
//!
//! # Errors
//! A model whose estimate does not exist or is not unique gets [`Refusal`], never a number.

use serde::Serialize;

use crate::Refusal;
use crate::cells::Cells;
use crate::existence::{Existence, decide, split_terms};
use crate::model::Model;
use crate::newton::{Newton, Problem};

/// A fitted log-linear model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    /// The model.
    pub model: Model,
    /// Estimated number of persons, seen and unseen.
    pub population: f64,
    /// Persons seen.
    pub identified: f64,
    /// Terms (as bits, 0 the intercept) with their coefficients.
    pub coefficients: Vec<(u32, f64)>,
    /// Terms at minus infinity.
    pub minus_infinity: Vec<u32>,
    /// Standard error of the intercept, the logarithm of the unseen.
    pub standard_error: f64,
    /// Residual deviance over the fitted histories.
    pub deviance: f64,
    /// Fitted histories less finite parameters.
    pub df: i64,
    /// Log-likelihood, with all constants.
    pub log_likelihood: f64,
    /// Akaike's criterion; parameters at minus infinity count.
    pub aic: f64,
    /// Schwarz's criterion with the number of persons as sample size.
    pub bic: f64,
    /// How many histories were fitted.
    pub fitted_histories: usize,
}

impl Fit {
    /// Fits `model` after checking that the estimate exists and is unique.
    ///
    /// # Errors
    /// [`Refusal::Existence`] with the verdict, [`Refusal::NotConverged`] if the steps fail.
    ///
    /// ```
    /// use prevalence::{Cells, Fit, Model, published};
    /// let table = published::uk_5();
    /// let model = Model::parse("[123,25,34]", 5)?;
    /// let fit = Fit::new(&Cells::new(&table), &model)?;
    /// assert_eq!(fit.population.round(), 25_311.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(cells: &Cells, model: &Model) -> Result<Self, Refusal> {
        Self::with_fixed(cells, model, &[])
    }

    /// Fits `model` with further terms whose coefficients are given, such as a dependence between
    /// two lists that is assumed and not estimated (Gerritse, van der Heijden & Bakker 2015,
    /// Journal of Official Statistics 31).
    ///
    /// # Errors
    /// As [`Fit::new`].
    pub fn with_fixed(cells: &Cells, model: &Model, fixed: &[(u32, f64)]) -> Result<Self, Refusal> {
        let observed: Vec<u32> = cells.observed().collect();
        let verdict = decide(cells.lists(), &observed, model.terms());
        if !verdict.is_estimable() {
            return Err(Refusal::Existence { model: model.to_string(), verdict });
        }
        let (finite, infinite) = split_terms(cells.margins(), model.terms());
        let mut newton = Newton::default();
        let problem = Problem { fixed, ..Problem::new(cells, &finite, &infinite) };
        newton.fit(problem)?;
        Ok(Self::describe(cells, model.clone(), &finite, infinite, &mut newton)?)
    }

    /// What `newton` has just fitted.
    pub(crate) fn describe(
        cells: &Cells,
        model: Model,
        finite: &[u32],
        infinite: Vec<u32>,
        newton: &mut Newton,
    ) -> Result<Self, crate::newton::NotConverged> {
        let parameters = model.parameters() as f64;
        let log_likelihood = newton.likelihood - cells.ln_factorials();
        Ok(Self {
            population: cells.persons() + newton.beta[0].exp(),
            identified: cells.persons(),
            coefficients: finite.iter().copied().zip(newton.beta.iter().copied()).collect(),
            minus_infinity: infinite,
            standard_error: newton.intercept_error(Problem::new(cells, finite, &[]))?,
            deviance: newton.deviance(cells),
            df: newton.kept() as i64 - finite.len() as i64,
            log_likelihood,
            aic: 2.0 * (parameters - log_likelihood),
            bic: parameters * cells.persons().ln() - 2.0 * log_likelihood,
            fitted_histories: newton.kept(),
            model,
        })
    }

    /// The limits `n + exp(β_0 ± z · SE)`: symmetric on the logarithm of the unseen.
    ///
    /// They hold the model as known, and are therefore too narrow after any selection.
    #[must_use]
    pub fn asymptotic_interval(&self, level: f64) -> (f64, f64) {
        let z = crate::special::normal_quantile(0.5 + level / 2.0);
        let unseen = (self.population - self.identified).ln();
        let limit = |z: f64| self.identified + (unseen + z * self.standard_error).exp();
        (limit(-z), limit(z))
    }

    /// Standard error of the logarithm of the population, holding the model as known: that of the
    /// logarithm of the unseen, times their share.
    #[must_use]
    pub fn spread(&self) -> f64 {
        self.standard_error * (1.0 - self.identified / self.population)
    }

    /// The verdict that every fit has passed.
    #[must_use]
    pub fn existence(&self) -> Existence {
        Existence::Exists
    }
}

#[cfg(test)]
mod tests;
