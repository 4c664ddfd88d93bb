//! What every way of estimating has in common.

use crate::Refusal;
use crate::cells::Cells;

/// A rule that turns a table into a number of persons, with any model selection inside.
///
/// Bootstrap, jackknife and the diagnostics are written once, for every estimator. `Scratch` is the
/// working memory of one thread; it may cache what depends on the cells alone, never on the
/// order of calls, so that results are equal bit by bit for any number of threads.
pub trait Estimator: Sync {
    /// Working memory of one thread.
    type Scratch: Default;

    /// The method's name in reports.
    fn name(&self) -> &'static str;

    /// The estimated number of persons, seen and unseen.
    ///
    /// # Errors
    /// [`Refusal`] where the table has no answer by this method.
    fn population(&self, cells: &Cells, scratch: &mut Self::Scratch) -> Result<Outcome, Refusal>;
}

/// What a bootstrap needs to know of one estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Persons, seen and unseen.
    pub population: f64,
}
