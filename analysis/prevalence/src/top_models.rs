//! Selection among the models that are best on the whole table.
//!
//! # Definition
//! The models of the original table are ranked by the criterion; every replicate chooses among the
//! first `k` only, ties to the earlier (Silverman, Chan & Vincent 2024, Statistics and Computing
//! 34, section 4). It makes selection over models of any order feasible inside a bootstrap; the
//! limits should not move any more as `k` grows, which [`TopModels::first`] lets one check.

use crate::Refusal;
use crate::catalogue::Survey;
use crate::cells::Cells;
use crate::criterion::{Criterion, TIE};
use crate::estimator::{Estimator, Outcome};
use crate::existence::Verdicts;
use crate::model::Model;
use crate::newton::{Newton, Problem};

/// A shortlist of models from which every table chooses the best.
#[derive(Clone, Debug)]
pub struct TopModels {
    criterion: Criterion,
    /// Models with coefficients to start from.
    models: Vec<(Model, Vec<(u32, f64)>)>,
    considered: u64,
    complete: bool,
}

/// Working memory of one thread.
#[derive(Default)]
pub struct Scratch {
    newton: Newton,
    verdicts: Verdicts,
    finite: Vec<u32>,
    infinite: Vec<u32>,
}

impl TopModels {
    /// The first `k` models of a survey of `cells`.
    #[must_use]
    pub fn first(k: usize, survey: &Survey, cells: &Cells) -> Self {
        let models = survey.best.iter().take(k).map(|ranked| {
            let start = crate::Fit::new(cells, &ranked.model).map(|fit| fit.coefficients);
            (ranked.model.clone(), start.unwrap_or_default())
        });
        Self {
            criterion: survey.criterion,
            models: models.collect(),
            considered: survey.considered,
            complete: survey.complete,
        }
    }

    /// The number of the chosen model, with its estimate.
    ///
    /// # Errors
    /// [`Refusal::NoModel`] when no model of the list has an estimate on this table.
    pub fn select(&self, cells: &Cells, scratch: &mut Scratch) -> Result<(usize, f64), Refusal> {
        let per_parameter = self.criterion.per_parameter(cells.persons());
        let mut best: Option<(usize, f64, f64)> = None;
        for (number, (model, start)) in self.models.iter().enumerate() {
            let price = per_parameter * model.parameters() as f64;
            let Some((likelihood, population)) = fit(cells, model, start, scratch) else {
                continue;
            };
            let value = price - 2.0 * likelihood;
            if best.is_none_or(|(_, least, _)| value < least - TIE) {
                best = Some((number, value, population));
            }
        }
        best.map(|(number, _, population)| (number, population))
            .ok_or_else(|| Refusal::NoModel(format!("the {} best models", self.models.len())))
    }

    /// How many models the survey saw.
    #[must_use]
    pub fn considered(&self) -> u64 {
        self.considered
    }

    /// Whether the survey saw all models, or was stopped.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// The shortlist, best first.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        self.models.iter().map(|(model, _)| model)
    }
}

fn fit(
    cells: &Cells,
    model: &Model,
    start: &[(u32, f64)],
    scratch: &mut Scratch,
) -> Option<(f64, f64)> {
    let Scratch { newton, verdicts, finite, infinite } = scratch;
    let lists = cells.lists();
    if !verdicts.of(lists, cells.pattern()).decide(lists, model.terms()).is_estimable() {
        return None;
    }
    (*finite, *infinite) = crate::existence::split_terms(cells.margins(), model.terms());
    let known =
        |term: &u32| start.iter().find(|(other, _)| other == term).map_or(0.0, |&(_, beta)| beta);
    newton.fit_from(Problem::new(cells, finite, infinite), finite.iter().map(known)).ok()?;
    Some((newton.likelihood, cells.persons() + newton.beta[0].exp()))
}

impl Estimator for TopModels {
    type Scratch = Scratch;

    fn name(&self) -> &'static str {
        "bic"
    }

    fn population(&self, cells: &Cells, scratch: &mut Scratch) -> Result<Outcome, Refusal> {
        self.select(cells, scratch).map(|(_, population)| Outcome { population })
    }
}

#[cfg(test)]
mod tests;
