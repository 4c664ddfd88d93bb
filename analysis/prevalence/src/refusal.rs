//! Why no number is given.

use crate::existence::Existence;
use crate::newton::NotConverged;

/// A question whose answer would be misleading, refused with the reason.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The model's estimate is not attained or not unique.
    #[error("the estimate of model {model} {}", reason(.verdict))]
    Existence {
        /// The model in brackets.
        model: String,
        /// What is wrong with it.
        verdict: Existence,
    },
    /// The numerical steps failed although the estimate exists.
    #[error("the fit did not converge; the table may be close to one without an estimate")]
    NotConverged,
    /// No model of the family has an estimate.
    #[error("no model considered has an estimate: {0}")]
    NoModel(String),
    /// The method needs more lists than the table has.
    #[error("{method} needs at least {needed} lists, but there are {found}")]
    TooFewLists {
        /// The method.
        method: &'static str,
        /// The least number of lists.
        needed: usize,
        /// The number of lists of the table.
        found: usize,
    },
    /// The method is not feasible with so many lists.
    #[error("{method} is limited to {most} lists, but there are {found}; {instead}")]
    TooManyLists {
        /// The method.
        method: &'static str,
        /// The most lists.
        most: usize,
        /// The number of lists of the table.
        found: usize,
        /// What to do.
        instead: &'static str,
    },
    /// Nobody is on two lists, so nothing links the seen to the unseen.
    #[error("nobody is on two lists; without any overlap the unseen cannot be estimated")]
    NoOverlap,
    /// Simulation did not settle.
    #[error("the chains have not converged ({0}); run more sweeps or use another method")]
    Unsettled(String),
}

impl From<NotConverged> for Refusal {
    fn from(_: NotConverged) -> Self {
        Self::NotConverged
    }
}

fn reason(verdict: &Existence) -> &'static str {
    match verdict {
        Existence::Exists => "exists",
        Existence::DoesNotExist => {
            "does not exist: with these empty histories the likelihood has no maximum"
        }
        Existence::NotIdentifiable => {
            "is not identifiable: different numbers of unseen fit equally well"
        }
        Existence::Neither => "neither exists nor would be identifiable",
        Existence::Undecided => "could not be decided to exist in 128-bit whole numbers",
    }
}
