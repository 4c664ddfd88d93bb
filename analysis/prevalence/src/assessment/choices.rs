//! How far the method decides: what other defensible choices say about the same table.

use record::OverlapTable;
use serde::Serialize;

use super::{MOST_LISTS, feasible_order};
use crate::Refusal;
use crate::best_pairs::BestPairs;
use crate::catalogue::{Catalogue, Progress, Ranked};
use crate::cells::Cells;
use crate::chao::Chao;
use crate::criterion::{Criterion, TIE};
use crate::downhill::Downhill;
use crate::loglinear::Fit;
use crate::model::Model;
use crate::stepwise::Stepwise;

/// One way of estimating, with what it says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice {
    /// The way, in words.
    pub method: String,
    /// The model it leads to.
    pub model: Option<String>,
    /// Persons, seen and unseen; `None` where it gives no number.
    pub population: Option<f64>,
    /// Its standard error, of the logarithm, holding the model as known.
    pub spread: Option<f64>,
    /// Whether an analyst could defend it as the headline.
    pub defensible: bool,
}

/// Models that fit nearly as well as the best.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NearBest {
    /// The criterion.
    pub criterion: Criterion,
    /// The most lists in one interaction.
    pub max_order: u32,
    /// Models are near while their value is within this of the best.
    pub margin: f64,
    /// How many models were considered, where known.
    pub considered: Option<u64>,
    /// The models, best first.
    pub models: Vec<Ranked>,
}

impl NearBest {
    /// The least and the greatest estimate.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let populations = || self.models.iter().map(|ranked| ranked.population);
        let (low, high) = (populations().reduce(f64::min)?, populations().reduce(f64::max)?);
        Some((low, high))
    }
}

/// A difference of six on the scale of BIC is "strong evidence" (Kass & Raftery 1995, JASA 90);
/// models closer than that cannot be told apart by the table.
const MARGIN: f64 = 6.0;

/// All choices side by side, and the models near the best, from one walk over all models.
pub(super) fn compare(table: &OverlapTable, cells: &Cells) -> (Vec<Choice>, Option<NearBest>) {
    let all = all_orders(cells);
    (rows(table, cells, all.as_deref()), near_best(cells, all))
}

pub(crate) fn side_by_side(table: &OverlapTable, cells: &Cells) -> Vec<Choice> {
    rows(table, cells, all_orders(cells).as_deref())
}

/// Every model of any order with an estimate, best by BIC first, where they are few enough.
fn all_orders(cells: &Cells) -> Option<Vec<Ranked>> {
    if !(4..=5).contains(&cells.lists()) {
        return None;
    }
    let max_order = feasible_order(cells.lists());
    let catalogue = Catalogue { max_order, criterion: Criterion::Bic, keep: usize::MAX };
    catalogue.survey(cells, &Progress::default()).ok().map(|survey| survey.best)
}

fn near_best(cells: &Cells, all: Option<Vec<Ranked>>) -> Option<NearBest> {
    let criterion = Criterion::Bic;
    let max_order = feasible_order(cells.lists());
    if cells.lists() > 7 {
        return None;
    }
    let models = match all {
        Some(mut models) => {
            let least = models.first()?.value;
            models.retain(|ranked| ranked.value <= least + MARGIN);
            models
        }
        None => BestPairs { criterion }.near_best(cells, MARGIN).ok()?,
    };
    let considered = Catalogue::size(cells.lists(), max_order);
    Some(NearBest { criterion, max_order, margin: MARGIN, considered, models })
}

fn rows(table: &OverlapTable, cells: &Cells, all: Option<&[Ranked]>) -> Vec<Choice> {
    let lists = cells.lists();
    let mut choices = Vec::new();
    if lists <= MOST_LISTS {
        let independence = Fit::new(cells, &Model::independence(lists));
        choices.push(choice("no interactions", independence, false));
        for threshold in [0.02, 0.05] {
            let fit = Stepwise { threshold }.fit(cells);
            choices.push(choice(&format!("stepwise, p < {threshold}"), fit, true));
        }
    }
    if (3..=MOST_LISTS).contains(&lists) {
        for criterion in [Criterion::Bic, Criterion::Aic] {
            let name = criterion.name();
            if lists <= 7 {
                let fit = BestPairs { criterion }.fit(cells);
                choices.push(choice(&format!("best {name}, pairs of lists"), fit, true));
            }
            if let Some(best) = all.and_then(|all| best_by(all, criterion, cells)) {
                let fit = Fit::new(cells, &best.model);
                choices.push(choice(&format!("best {name}, all orders"), fit, true));
            }
        }
        let downhill = Downhill { max_order: feasible_order(lists), criterion: Criterion::Bic };
        choices.push(choice("downhill search, BIC", downhill.fit(cells), true));
    }
    if let Ok(chao) = Chao::new(table) {
        choices.push(Choice {
            method: "Chao's lower bound".to_owned(),
            model: None,
            population: chao.lower_bound,
            spread: None,
            defensible: false,
        });
    }
    choices
}

/// The best by `criterion` of models that are ranked by BIC.
fn best_by<'a>(all: &'a [Ranked], criterion: Criterion, cells: &Cells) -> Option<&'a Ranked> {
    let persons = cells.persons();
    let change = criterion.per_parameter(persons) - Criterion::Bic.per_parameter(persons);
    let value = |ranked: &Ranked| ranked.value + change * ranked.model.parameters() as f64;
    let least = all.iter().map(value).reduce(f64::min)?;
    // Ties go to fewer parameters, then to the earlier, as everywhere.
    let ties = all.iter().filter(|ranked| value(ranked) <= least + TIE);
    ties.min_by_key(|ranked| ranked.model.parameters())
}

fn choice(method: &str, fit: Result<Fit, Refusal>, defensible: bool) -> Choice {
    let fit = fit.ok();
    Choice {
        method: method.to_owned(),
        model: fit.as_ref().map(|fit| fit.model.to_string()),
        population: fit.as_ref().map(|fit| fit.population),
        spread: fit.as_ref().map(Fit::spread),
        defensible,
    }
}
