//! Limits from the profile likelihood of the number of persons, for a given model.
//!
//! # Definition
//! For population `N` the unseen are taken as known, `N - n`, and the model is fitted to all `2^L`
//! histories; the multinomial log-likelihood, `ln N! - ln (N - n)! + Σ y ln(μ / N)` with the unseen
//! among the `y`, is maximised over the model's coefficients. The limits are where it is
//! `χ²_1(level) / 2` below its maximum over `N` (Cormack 1992, Biometrics 48).
//!
//! # Assumptions
//! Those of [`crate::loglinear`]; the model is held as known, so after selection the limits are too
//! narrow.

use crate::Refusal;
use crate::cells::Cells;
use crate::existence::split_terms;
use crate::loglinear::Fit;
use crate::newton::{Newton, NotConverged, Problem};
use crate::special::normal_quantile;

/// The profile likelihood's maximum and limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// Where the likelihood is greatest; near the Poisson estimate, not equal to it.
    pub population: f64,
    /// The lower limit.
    pub lower: f64,
    /// The upper limit; `None` where the likelihood never falls far enough.
    pub upper: Option<f64>,
}

/// Beyond this multiple of the estimate an upper limit says nothing.
const FARTHEST: f64 = 1e4;

impl Profile {
    /// The limits at `level` for the model of `fit`.
    ///
    /// # Errors
    /// [`Refusal::NotConverged`].
    pub fn new(cells: &Cells, fit: &Fit, level: f64) -> Result<Self, Refusal> {
        let mut likelihood = Likelihood::new(cells, fit);
        let (seen, unseen) = (fit.identified, fit.population - fit.identified);
        // Searched on the logarithm of the unseen, where the profile is nearly a parabola.
        let mut at = |log_unseen: f64| likelihood.at(log_unseen.exp());
        let span = 2.0 * fit.standard_error + 1.0;
        let top = maximum(&mut at, unseen.ln() - span, unseen.ln() + span)?;
        let drop = normal_quantile(0.5 + level / 2.0).powi(2) / 2.0;
        let target = at(top)? - drop;
        let lowest = (1e-6_f64).ln();
        let lower = crossing(&mut at, top, lowest, target)?;
        let upper = crossing(&mut at, top, unseen.ln() + FARTHEST.ln(), target)?;
        Ok(Self {
            population: seen + top.exp(),
            lower: seen + lower.map_or(0.0, f64::exp),
            upper: upper.map(|upper| seen + upper.exp()),
        })
    }
}

struct Likelihood<'a> {
    cells: &'a Cells,
    finite: Vec<u32>,
    infinite: Vec<u32>,
    newton: Newton,
}

impl<'a> Likelihood<'a> {
    fn new(cells: &'a Cells, fit: &Fit) -> Self {
        let (finite, infinite) = split_terms(cells.margins(), fit.model.terms());
        Self { cells, finite, infinite, newton: Newton::default() }
    }

    fn at(&mut self, unseen: f64) -> Result<f64, NotConverged> {
        let population = self.cells.persons() + unseen;
        let problem = Problem {
            unseen: Some(unseen),
            ..Problem::new(self.cells, &self.finite, &self.infinite)
        };
        self.newton.fit(problem)?;
        // The fit keeps the total, so the Poisson kernel is Σ y ln μ - N.
        let kernel = self.newton.likelihood + population - population * population.ln();
        Ok(kernel + libm::lgamma(population + 1.0) - libm::lgamma(unseen + 1.0))
    }
}

/// Golden-section search for the maximum of a function with one.
fn maximum(
    function: &mut impl FnMut(f64) -> Result<f64, NotConverged>,
    mut low: f64,
    mut high: f64,
) -> Result<f64, NotConverged> {
    let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
    let (mut at_a, mut at_b) = (function(a)?, function(b)?);
    while high - low > 1e-9 * high.abs().max(1.0) {
        if at_a >= at_b {
            (high, b, at_b) = (b, a, at_a);
            a = high - golden * (high - low);
            at_a = function(a)?;
        } else {
            (low, a, at_a) = (a, b, at_b);
            b = low + golden * (high - low);
            at_b = function(b)?;
        }
    }
    Ok(f64::midpoint(low, high))
}

/// Where the function falls to `target` between its maximum `top` and `end`; `None` if it stays
/// above.
fn crossing(
    function: &mut impl FnMut(f64) -> Result<f64, NotConverged>,
    top: f64,
    end: f64,
    target: f64,
) -> Result<Option<f64>, NotConverged> {
    let (mut inside, mut outside) = (top, top);
    let mut step = 0.1 * (end - top).signum();
    while function(outside)? > target {
        inside = outside;
        outside += step;
        step *= 1.5;
        if (end - outside) * (end - top).signum() < 0.0 {
            return Ok(None);
        }
    }
    for _ in 0..60 {
        let middle = f64::midpoint(inside, outside);
        if function(middle)? > target { inside = middle } else { outside = middle }
    }
    Ok(Some(f64::midpoint(inside, outside)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Model, published};

    /// Rcapture 1.4-4, `closedpCI.t` on its best model by BIC; its own search stops at about 1e-4.
    #[test]
    fn limits_equal_rcapture() {
        for (table, model, population, lower, upper) in [
            (
                published::uk_5(),
                "[123,25,34]",
                25_279.499_345_791,
                19_389.301_379_451_4,
                34_111.017_086_837_2,
            ),
            (
                published::uk_4(),
                "[12,13,4]",
                11_979.810_293_697_5,
                10_507.360_805_490_2,
                13_780.600_198_442_1,
            ),
            (
                published::netherlands_5(),
                "[135,12,24,34]",
                148_715.022_837_277,
                116_617.888_129_858,
                194_421.472_565_056,
            ),
        ] {
            let cells = Cells::new(&table);
            let fit = Fit::new(&cells, &Model::parse(model, cells.lists()).unwrap()).unwrap();
            let profile = Profile::new(&cells, &fit, 0.95).unwrap();
            crate::reference::close(profile.population, population, 1e-4, model);
            crate::reference::close(profile.lower, lower, 1e-4, model);
            crate::reference::close(profile.upper.unwrap(), upper, 1e-4, model);
        }
    }
}
