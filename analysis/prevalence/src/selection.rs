//! The ways of choosing a log-linear model, as one estimator.

use crate::Refusal;
use crate::best_pairs::{self, BestPairs};
use crate::catalogue::{Catalogue, Progress};
use crate::cells::Cells;
use crate::criterion::Criterion;
use crate::downhill::{self, Downhill};
use crate::estimator::{Estimator, Outcome};
use crate::existence::{Verdicts, split_terms};
use crate::loglinear::Fit;
use crate::model::Model;
use crate::newton::{Newton, Problem};
use crate::stepwise::{self, Stepwise};
use crate::top_models::{self, TopModels};

/// How a log-linear model is chosen, on the table and again on every replicate.
#[derive(Clone, Debug)]
pub enum Selection {
    /// The model is given; nothing is chosen.
    Given(Model),
    /// Stepwise by Poisson p-values.
    Stepwise(Stepwise),
    /// The best of all models of pairs.
    BestPairs(BestPairs),
    /// The best of a shortlist.
    TopModels(TopModels),
    /// Downhill search.
    Downhill(Downhill),
}

/// How many models of higher order compete in every replicate.
pub const SHORTLIST: usize = 100;

impl Selection {
    /// Selection by a criterion among all models up to `max_order`: exactly where that is two,
    /// else among the [`SHORTLIST`] best on the whole table.
    ///
    /// # Errors
    /// As [`Catalogue::survey`].
    pub fn best(
        cells: &Cells,
        max_order: u32,
        criterion: Criterion,
        progress: &Progress,
    ) -> Result<Self, Refusal> {
        if max_order <= 2 {
            return Ok(Self::BestPairs(BestPairs { criterion }));
        }
        let survey = Catalogue { max_order, criterion, keep: SHORTLIST }.survey(cells, progress)?;
        Ok(Self::TopModels(TopModels::first(SHORTLIST, &survey, cells)))
    }

    /// The chosen model and its fit.
    ///
    /// # Errors
    /// [`Refusal`] where there is no estimate.
    pub fn fit(&self, cells: &Cells) -> Result<Fit, Refusal> {
        match self {
            Self::Given(model) => Fit::new(cells, model),
            Self::Stepwise(stepwise) => stepwise.fit(cells),
            Self::BestPairs(best) => best.fit(cells),
            Self::Downhill(downhill) => downhill.fit(cells),
            Self::TopModels(top) => {
                let (number, _) = top.select(cells, &mut top_models::Scratch::default())?;
                let model = top.models().nth(number).expect("the selection is from the list");
                Fit::new(cells, model)
            }
        }
    }
}

/// Working memory of one thread.
#[derive(Default)]
pub struct Scratch {
    newton: Newton,
    verdicts: Verdicts,
    stepwise: stepwise::Scratch,
    best_pairs: best_pairs::Scratch,
    top_models: top_models::Scratch,
    downhill: downhill::Scratch,
}

impl Estimator for Selection {
    type Scratch = Scratch;

    fn name(&self) -> &'static str {
        match self {
            Self::Given(_) => "loglinear",
            Self::Stepwise(stepwise) => stepwise.name(),
            Self::BestPairs(best) => best.name(),
            Self::TopModels(top) => top.name(),
            Self::Downhill(downhill) => downhill.name(),
        }
    }

    fn population(&self, cells: &Cells, scratch: &mut Scratch) -> Result<Outcome, Refusal> {
        match self {
            Self::Given(model) => given(cells, model, scratch),
            Self::Stepwise(stepwise) => stepwise.population(cells, &mut scratch.stepwise),
            Self::BestPairs(best) => best.population(cells, &mut scratch.best_pairs),
            Self::TopModels(top) => top.population(cells, &mut scratch.top_models),
            Self::Downhill(downhill) => downhill.population(cells, &mut scratch.downhill),
        }
    }
}

fn given(cells: &Cells, model: &Model, scratch: &mut Scratch) -> Result<Outcome, Refusal> {
    let lists = cells.lists();
    let verdict = scratch.verdicts.of(lists, cells.pattern()).decide(lists, model.terms());
    if !verdict.is_estimable() {
        return Err(Refusal::Existence { model: model.to_string(), verdict });
    }
    let (finite, infinite) = split_terms(cells.margins(), model.terms());
    scratch.newton.fit(Problem::new(cells, &finite, &infinite))?;
    Ok(Outcome { population: cells.persons() + scratch.newton.beta[0].exp() })
}
