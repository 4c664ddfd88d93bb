//! Would limits like these hold the truth, at this table's size and sparseness?
//!
//! # Definition
//! Worlds are drawn from the fitted model with the estimated population, the unseen among them.
//! Each world's seen persons are treated as the table was: the model is chosen again and BCa limits
//! are read off [`REPLICATES`] replicates. The coverage is the share of worlds whose limits hold
//! the population they were drawn with; its Monte-Carlo error is binomial.
//!
//! # Assumptions
//! The fitted model: it shows what size, sparseness and selection do to the limits, not what broken
//! assumptions do. A world without an estimate, or without limits, covers nothing and is counted
//! apart. (Binette & Steorts 2022, JRSS A 185, ask for it.)
//!
//! Cost: `worlds` times [`REPLICATES`] selections.

use rayon::prelude::*;
use serde::Serialize;

use crate::bca::Bca;
use crate::bootstrap::{Replicates, Resampling, acceleration};
use crate::catalogue::Progress;
use crate::cells::Cells;
use crate::estimator::Estimator;
use crate::loglinear::Fit;
use crate::random::Stream;

/// Replicates behind the limits of each world: enough for a share of covered worlds, too few for a
/// limit that is shown.
pub const REPLICATES: u64 = 400;

/// How often limits held the truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct SimulatedCoverage {
    /// Worlds drawn.
    pub worlds: u64,
    /// Worlds whose limits hold the truth.
    pub covered: u64,
    /// Worlds whose limits lie above the truth.
    pub above: u64,
    /// Worlds whose limits lie below the truth.
    pub below: u64,
    /// Worlds without an estimate or without limits.
    pub without: u64,
}

enum World {
    Covered,
    Above,
    Below,
    Without,
}

impl SimulatedCoverage {
    /// Draws `worlds` from `fit` and estimates each by `estimator` with limits at `level`.
    ///
    /// When `progress` is stopped, the worlds done are counted.
    ///
    /// ```
    /// use prevalence::simulated_coverage::SimulatedCoverage;
    /// use prevalence::{Cells, Stepwise, catalogue::Progress, published};
    /// let estimator = Stepwise::default();
    /// let fit = estimator.fit(&Cells::new(&published::uk_4()))?;
    /// let found = SimulatedCoverage::run(&estimator, &fit, 0.95, 2, 1, &Progress::default());
    /// assert_eq!(found.worlds, 2);
    /// # Ok::<(), prevalence::Refusal>(())
    /// ```
    pub fn run<E: Estimator>(
        estimator: &E,
        fit: &Fit,
        level: f64,
        worlds: u64,
        seed: u64,
        progress: &Progress,
    ) -> Self {
        let source = Resampling::parametric(fit);
        let truth = fit.population.round();
        let outcomes: Vec<World> = (0..worlds)
            .into_par_iter()
            .filter(|_| !progress.is_stopped())
            .map(|number| {
                let mut cells = Cells::empty(fit.model.lists());
                // Worlds and their replicates must not share random numbers.
                source.draw(&mut Stream::new(!seed, number), &mut cells);
                let outcome = world(estimator, &cells, level, truth, seed.wrapping_add(number));
                progress.advance(REPLICATES);
                outcome
            })
            .collect();
        let mut found = Self { worlds: outcomes.len() as u64, ..Self::default() };
        for outcome in outcomes {
            *match outcome {
                World::Covered => &mut found.covered,
                World::Above => &mut found.above,
                World::Below => &mut found.below,
                World::Without => &mut found.without,
            } += 1;
        }
        found
    }

    /// The share of worlds covered, with its standard error; `None` without a world.
    #[must_use]
    pub fn share(&self) -> Option<(f64, f64)> {
        let worlds = self.worlds as f64;
        let share = self.covered as f64 / worlds;
        (self.worlds > 0).then(|| (share, (share * (1.0 - share) / worlds).sqrt()))
    }
}

fn world<E: Estimator>(estimator: &E, cells: &Cells, level: f64, truth: f64, seed: u64) -> World {
    let estimate = estimator.population(cells, &mut E::Scratch::default());
    let (Ok(estimate), Ok(a)) = (estimate, acceleration(estimator, cells)) else {
        return World::Without;
    };
    let resampling = Resampling::multinomial(cells);
    let sorted = Replicates::run(estimator, &resampling, seed, 0..REPLICATES).sorted();
    let Ok(bca) = Bca::new(&sorted, estimate.population, a) else { return World::Without };
    // A limit among replicates without an estimate is infinite.
    let end = |level: f64| bca.limit(&sorted, level).value.unwrap_or(f64::INFINITY);
    match (end(0.5 - level / 2.0), end(0.5 + level / 2.0)) {
        (lower, _) if lower > truth => World::Above,
        (_, upper) if upper < truth => World::Below,
        _ => World::Covered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Stepwise, published};

    fn run(worlds: u64, level: f64) -> SimulatedCoverage {
        let fit = Stepwise::default().fit(&Cells::new(&published::uk_4())).unwrap();
        let progress = Progress::default();
        SimulatedCoverage::run(&Stepwise::default(), &fit, level, worlds, 7, &progress)
    }

    #[test]
    fn every_world_is_counted_once_and_repeats() {
        let found = run(12, 0.9);
        assert_eq!(found.covered + found.above + found.below + found.without, found.worlds);
        assert_eq!(found, run(12, 0.9));
    }

    #[test]
    fn wider_limits_hold_more_and_narrow_ones_miss() {
        let (narrow, wide) = (run(30, 0.5), run(30, 0.99));
        assert!(narrow.covered < wide.covered, "{narrow:?} {wide:?}");
        assert!(wide.share().unwrap().0 > 0.8);
    }

    #[test]
    fn a_stopped_run_counts_what_is_done() {
        let fit = Stepwise::default().fit(&Cells::new(&published::uk_4())).unwrap();
        let progress = Progress::default();
        progress.stop();
        let found = SimulatedCoverage::run(&Stepwise::default(), &fit, 0.95, 9, 1, &progress);
        assert_eq!((found.worlds, found.share()), (0, None));
    }
}
