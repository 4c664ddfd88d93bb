//! People who differ in how easily they are seen: what the table shows of it, and what it cannot
//! exclude.
//!
//! # Definition
//! If each person has a propensity of its own, every pair of lists attracts each other by the same
//! odds ratio `exp γ`; to the model at hand is added `γ · k(k - 1)/2` for persons on `k` lists
//! (Darroch, Fienberg, Glonek & Junker 1993, JASA 88; the Rasch model's quasi-symmetry to second
//! order). `γ` is estimated by maximum likelihood with limits where the profile is `χ²_1(level)/2`
//! below its maximum; the populations under these limits are what the table cannot exclude.
//!
//! # Assumptions
//! Those of [`crate::loglinear`], but for one dependence common to all pairs. A sensitivity, not a
//! correction: propensities of another shape can have no effect on the seen and any on the unseen
//! (Link 2003, Biometrics 59).
//!
//! Cost: about a hundred fits.

use serde::Serialize;

use crate::cells::Cells;
use crate::existence::split_terms;
use crate::loglinear::Fit;
use crate::newton::{Newton, NotConverged, Problem};
use crate::special::normal_quantile;

/// One dependence common to all pairs of lists.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CommonDependence {
    /// The odds ratio that fits best; 1 means none.
    pub odds_ratio: f64,
    /// The least odds ratio that the table does not exclude; `None` if it excludes none.
    pub lowest: Option<f64>,
    /// The greatest odds ratio that the table does not exclude; `None` if it excludes none.
    pub highest: Option<f64>,
    /// Persons, seen and unseen, at `odds_ratio`.
    pub population: f64,
    /// Persons at `lowest`.
    pub population_at_lowest: Option<f64>,
    /// Persons at `highest`.
    pub population_at_highest: Option<f64>,
}

/// Odds ratios beyond `exp 3`, twenty, are not looked for.
const FARTHEST: f64 = 3.0;

impl CommonDependence {
    /// Adds the dependence to the model of `fit`.
    ///
    /// `None` where the table cannot tell it from the model's own interactions, as when the model
    /// holds all pairs, or where the fits do not settle.
    #[must_use]
    pub fn new(cells: &Cells, fit: &Fit, level: f64) -> Option<Self> {
        let mut profile = Profile::new(cells, fit);
        let (top, greatest) = profile.maximum().ok()?;
        let drop = normal_quantile(0.5 + level / 2.0).powi(2) / 2.0;
        // A profile without curvature has its maximum anywhere.
        let is_flat = [-FARTHEST, FARTHEST]
            .iter()
            .all(|&end| profile.at(end).is_ok_and(|(likelihood, _)| greatest - likelihood < 1e-6));
        if is_flat {
            return None;
        }
        let population = profile.at(top).ok()?.1;
        let lowest = profile.crossing(top, -FARTHEST, greatest - drop);
        let highest = profile.crossing(top, FARTHEST, greatest - drop);
        Some(Self {
            odds_ratio: top.exp(),
            lowest: lowest.map(|(gamma, _)| gamma.exp()),
            highest: highest.map(|(gamma, _)| gamma.exp()),
            population,
            population_at_lowest: lowest.map(|(_, population)| population),
            population_at_highest: highest.map(|(_, population)| population),
        })
    }
}

impl CommonDependence {
    /// What is not excluded, as the end of a sentence.
    pub(crate) fn told(&self) -> String {
        let end = |odds_ratio: Option<f64>, population: Option<f64>, none: &str| match (
            odds_ratio, population,
        ) {
            (Some(odds_ratio), Some(population)) => {
                format!("{odds_ratio:.2} ({population:.0} persons)")
            }
            _ => none.to_owned(),
        };
        let lowest = end(self.lowest, self.population_at_lowest, "the least");
        let highest = end(self.highest, self.population_at_highest, "the greatest looked for, 20");
        format!("a common odds ratio from {lowest} to {highest}")
    }
}

struct Profile<'a> {
    cells: &'a Cells,
    finite: Vec<u32>,
    infinite: Vec<u32>,
    pairs: Vec<u32>,
    start: Vec<f64>,
    newton: Newton,
}

impl<'a> Profile<'a> {
    fn new(cells: &'a Cells, fit: &Fit) -> Self {
        let (finite, infinite) = split_terms(cells.margins(), fit.model.terms());
        let pairs = record::overlap::pairs(cells.lists()).map(|(a, b)| 1 << a | 1 << b).collect();
        let start = fit.coefficients.iter().map(|&(_, beta)| beta).collect();
        Self { cells, finite, infinite, pairs, start, newton: Newton::default() }
    }

    /// Log-likelihood and population at `gamma`.
    fn at(&mut self, gamma: f64) -> Result<(f64, f64), NotConverged> {
        let fixed: Vec<(u32, f64)> = self.pairs.iter().map(|&pair| (pair, gamma)).collect();
        let problem =
            Problem { fixed: &fixed, ..Problem::new(self.cells, &self.finite, &self.infinite) };
        self.newton.fit_from(problem, self.start.iter().copied())?;
        self.start.clone_from(&self.newton.beta);
        Ok((self.newton.likelihood, self.cells.persons() + self.newton.beta[0].exp()))
    }

    /// Golden-section search: the profile of a concave likelihood is concave.
    fn maximum(&mut self) -> Result<(f64, f64), NotConverged> {
        let golden = (5.0_f64.sqrt() - 1.0) / 2.0;
        let (mut low, mut high) = (-FARTHEST, FARTHEST);
        let (mut a, mut b) = (high - golden * (high - low), low + golden * (high - low));
        let (mut at_a, mut at_b) = (self.at(a)?.0, self.at(b)?.0);
        while high - low > 1e-6 {
            if at_a >= at_b {
                (high, b, at_b) = (b, a, at_a);
                a = high - golden * (high - low);
                at_a = self.at(a)?.0;
            } else {
                (low, a, at_a) = (a, b, at_b);
                b = low + golden * (high - low);
                at_b = self.at(b)?.0;
            }
        }
        Ok((f64::midpoint(low, high), at_a.max(at_b)))
    }

    /// Where the profile falls to `target` between `top` and `end`, with the population there.
    fn crossing(&mut self, top: f64, end: f64, target: f64) -> Option<(f64, f64)> {
        if self.at(end).ok()?.0 > target {
            return None;
        }
        let (mut inside, mut outside) = (top, end);
        while (outside - inside).abs() > 1e-6 {
            let middle = f64::midpoint(inside, outside);
            if self.at(middle).ok()?.0 > target { inside = middle } else { outside = middle }
        }
        Some((inside, self.at(inside).ok()?.1))
    }
}

#[cfg(test)]
mod tests;
