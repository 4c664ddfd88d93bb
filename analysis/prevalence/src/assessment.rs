//! A question about a table, and everything that belongs to an honest answer.
//!
//! [`Assessment::begin`] gives within a fraction of a second the estimate, what other defensible
//! choices would say, and what speaks against it; [`Assessment::resample`] adds limits with the
//! selection repeated in every replicate; [`Assessment::conclude`] grades the answer. The result,
//! [`Answer`], is what `daybreak estimate --json` prints.

use record::OverlapTable;

use crate::Refusal;
use crate::bca::{Bca, Limit, NoInterval, percentile_limit};
use crate::bootstrap::{Replicates, Resampling, acceleration};
use crate::catalogue::Progress;
use crate::cells::Cells;
use crate::criterion::Criterion;
use crate::downhill::Downhill;
use crate::loglinear::Fit;
use crate::model::Model;
use crate::profile::Profile;
use crate::replicates::Drawn;
use crate::selection::Selection;
use crate::simulated_coverage::SimulatedCoverage;
use crate::stepwise::Stepwise;

mod answer;
mod checks;
mod choices;
mod verdict;

pub use answer::{Answer, BootstrapSummary, Diagnostic, Interval, ListSummary};
pub use checks::{Checks, WithoutList};
pub(crate) use choices::side_by_side;
pub use choices::{Choice, NearBest};
pub(crate) use verdict::judge_posterior;
pub use verdict::{Grade, Verdict};

/// How the model is chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// Stepwise by Poisson p-values below a threshold.
    Stepwise {
        /// The threshold, usually 0.02.
        threshold: f64,
    },
    /// The best of all models up to an order.
    Best(Criterion),
    /// Downhill search.
    Downhill,
    /// A given model.
    Loglinear(Model),
}

/// From what replicates are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Drawing {
    /// The persons seen are drawn again; their number is fixed (Chan, Silverman & Vincent 2021).
    #[default]
    Multinomial,
    /// The estimated population is drawn from the chosen model; the number seen varies. It trusts
    /// the chosen model, so its limits are too narrow where the choice is uncertain.
    Parametric,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// How the model is chosen.
    pub method: Method,
    /// The most lists in one interaction; `None` for all that is feasible.
    pub max_order: Option<u32>,
    /// The level of intervals, such as 0.95.
    pub level: f64,
    /// Determines every random number.
    pub seed: u64,
    /// From what replicates are drawn.
    pub drawing: Drawing,
}

impl Default for Question {
    fn default() -> Self {
        let method = Method::Stepwise { threshold: 0.02 };
        Self { method, max_order: None, level: 0.95, seed: 1, drawing: Drawing::default() }
    }
}

impl Question {
    /// The method's name in the command's contract.
    #[must_use]
    pub fn method_name(&self) -> &'static str {
        match self.method {
            Method::Stepwise { .. } => "stepwise",
            Method::Best(Criterion::Bic) => "bic",
            Method::Best(Criterion::Aic) => "aic",
            Method::Downhill => "downhill",
            Method::Loglinear(_) => "loglinear",
        }
    }
}

/// Which replicates are drawn.
#[derive(Clone, Debug)]
pub enum Plan {
    /// None: only limits that hold the model as known.
    None,
    /// So many; limits without enough replicates beyond are refused.
    Exactly(u64),
    /// From a thousand on until every limit is supported, at most so many.
    UntilSupported(u64),
    /// Another program's replicates; their limits are given as they are, with their support.
    Given(Drawn),
}

/// Work in progress on a question.
pub struct Assessment<'a> {
    table: &'a OverlapTable,
    cells: Cells,
    question: &'a Question,
    selection: Selection,
    fit: Fit,
    answer: Answer,
    /// The replicates, in rising order.
    replicates: Vec<f64>,
    /// What was stopped before its end, as a reason against the answer.
    stopped: Vec<String>,
}

/// A fit costs `L 2^L` additions, and the checks ask for hundreds of fits: beyond this many lists
/// an answer would take minutes.
pub const MOST_LISTS: usize = 12;

/// Replicates per step, between looks at whether to go on.
const BATCH: u64 = 1024;

impl<'a> Assessment<'a> {
    /// Estimates, and compares with other choices.
    ///
    /// # Errors
    /// [`Refusal`] where the question has no answer on this table.
    pub fn begin(
        table: &'a OverlapTable,
        question: &'a Question,
        progress: &Progress,
    ) -> Result<Self, Refusal> {
        let lists = table.lists().len();
        if lists < 2 {
            let method = "multiple systems estimation";
            return Err(Refusal::TooFewLists { method, needed: 2, found: lists });
        }
        if lists > MOST_LISTS {
            let method = "a log-linear model";
            let instead = "merge lists that see the same people, leave out the smallest, or use \
                           --method latent-class or chao";
            return Err(Refusal::TooManyLists { method, most: MOST_LISTS, found: lists, instead });
        }
        let cells = Cells::new(table);
        let selection = select(&cells, question, progress)?;
        let fit = selection.fit(&cells)?;
        let mut answer = Answer::of(table, question.method_name(), &fit);
        answer.intervals = fixed_model_intervals(&cells, &fit, question.level);
        (answer.choices, answer.near_best) = choices::compare(table, &cells);
        answer.checks = Some(checks::check(table, &cells, &selection, &fit, question));
        let stopped = unfinished(&selection).into_iter().collect();
        let replicates = Vec::new();
        Ok(Self { table, cells, question, selection, fit, answer, replicates, stopped })
    }

    /// What is known so far.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The replicates' estimates in rising order, those without one last.
    #[must_use]
    pub fn replicates(&self) -> &[f64] {
        &self.replicates
    }

    /// The cells under study.
    #[must_use]
    pub fn cells(&self) -> &Cells {
        &self.cells
    }

    /// How the model is chosen, for diagnostics that choose again.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The table under study.
    #[must_use]
    pub fn table(&self) -> &OverlapTable {
        self.table
    }

    /// Draws replicates and reads the limits off them.
    ///
    /// `progress` is told the replicates done; when it is stopped, the limits rest on those.
    pub fn resample(&mut self, plan: &Plan, progress: &Progress) {
        let resampling = match self.question.drawing {
            Drawing::Multinomial => Resampling::multinomial(&self.cells),
            Drawing::Parametric => Resampling::parametric(&self.fit),
        };
        let mut drawn = Replicates::default();
        let stopped = || progress.is_stopped();
        let draw_to = |drawn: &mut Replicates, total: u64| {
            while (drawn.populations.len() as u64) < total && !stopped() {
                let from = drawn.populations.len() as u64;
                let range = from..total.min(from + BATCH);
                let more = Replicates::run(&self.selection, &resampling, self.question.seed, range);
                progress.advance(more.populations.len() as u64);
                drawn.populations.extend(more.populations);
            }
        };
        match plan {
            Plan::None => return,
            Plan::Exactly(count) => draw_to(&mut drawn, *count),
            Plan::Given(given) => drawn = Replicates::of_tables(&self.selection, &given.tables),
            Plan::UntilSupported(most) => {
                let mut total = 1000.min(*most);
                draw_to(&mut drawn, total);
                // The percentile itself is estimated, so the need is looked at again.
                while let Some(needed) = self.needed(&drawn).filter(|&needed| needed > total) {
                    if total == *most || stopped() {
                        break;
                    }
                    total = needed.min(*most);
                    draw_to(&mut drawn, total);
                }
            }
        }
        if stopped() {
            let finding = format!("limits rest on the {} replicates done", drawn.populations.len());
            self.answer.diagnostics.push(Diagnostic::new("stopped", finding));
        }
        self.read_limits(&drawn, matches!(plan, Plan::Given(_)));
        if let Plan::Given(given) = plan {
            self.compare(&drawn, given);
        }
    }

    /// Sets another program's replicates beside ours.
    fn compare(&mut self, drawn: &Replicates, given: &Drawn) {
        let finite = |&x: &f64| Some(x).filter(|x| x.is_finite());
        let estimates: Vec<Option<f64>> = drawn.populations.iter().map(finite).collect();
        let differences = estimates.iter().zip(&given.claimed).filter_map(|(ours, theirs)| {
            let (ours, theirs) = ((*ours)?, (*theirs)?);
            Some((ours / theirs - 1.0).abs())
        });
        let greatest = differences.reduce(f64::max);
        if let Some(greatest) = greatest {
            let finding = format!("estimates differ by at most {greatest:.1e} of their value");
            self.answer.diagnostics.push(Diagnostic::new("replicates from the file", finding));
        }
        if let Some(summary) = &mut self.answer.bootstrap {
            summary.estimates = Some(estimates);
            summary.greatest_difference = greatest;
        }
    }

    /// For each list left out, and each merging of lists into three or more (into pairs only above
    /// six lists), percentile limits from a thousand replicates of the changed table.
    ///
    /// Six lists have 176 such tables: about five CPU seconds.
    #[must_use]
    pub fn intervals_after_changes(&self, progress: &Progress) -> Vec<Diagnostic> {
        let lists = self.table.lists();
        let without = (0..lists.len()).filter_map(|number| {
            let rest = self.table.without(number).ok()?;
            Some(("limits without one list", format!("without {}", lists[number]), rest))
        });
        let fewest = if lists.len() > 6 { lists.len() - 1 } else { 3 };
        let merged = record::overlap::mergings(lists.len(), fewest).into_iter();
        let merged = merged.filter_map(|groups| {
            let joined = self.table.grouped(&groups).ok()?;
            Some(("limits with lists merged", joined.lists().join(", "), joined))
        });
        without
            .chain(merged)
            .filter(|(_, _, table)| table.lists().len() > 1 && !progress.is_stopped())
            .map(|(check, change, table)| {
                let [lower, upper] = self.limits_of(&Cells::new(&table));
                progress.advance(1000);
                let end = |limit: Option<f64>| {
                    limit.map_or("no finite limit".to_owned(), |limit| format!("{limit:.0}"))
                };
                let finding = format!("{change}: {} to {}", end(lower), end(upper));
                Diagnostic { limits: Some([lower, upper]), ..Diagnostic::new(check, finding) }
            })
            .collect()
    }

    /// How often such limits hold the truth in worlds like the estimated one: see
    /// [`SimulatedCoverage`].
    #[must_use]
    pub fn simulated_coverage(&self, worlds: u64, progress: &Progress) -> SimulatedCoverage {
        let Question { level, seed, .. } = *self.question;
        SimulatedCoverage::run(&self.selection, &self.fit, level, worlds, seed, progress)
    }

    fn limits_of(&self, cells: &Cells) -> [Option<f64>; 2] {
        let selection = checks::transferred(&self.selection);
        let resampling = Resampling::multinomial(cells);
        let drawn = Replicates::run(&selection, &resampling, self.question.seed, 0..1000);
        let sorted = drawn.sorted();
        self.levels().map(|level| percentile_limit(&sorted, level).value)
    }

    fn levels(&self) -> [f64; 2] {
        [0.5 - self.question.level / 2.0, 0.5 + self.question.level / 2.0]
    }

    /// How many replicates the limits need, a tenth more than computed; `None` without BCa.
    fn needed(&self, drawn: &Replicates) -> Option<u64> {
        let a = acceleration(&self.selection, &self.cells).ok()?;
        let bca = Bca::new(&drawn.sorted(), self.fit.population, a).ok()?;
        let needed = bca.needed(&self.levels());
        let plain = crate::bca::ENOUGH_BEYOND / self.levels()[0];
        Some((needed.max(plain) * 1.1).min(1e15) as u64)
    }

    fn read_limits(&mut self, drawn: &Replicates, as_they_are: bool) {
        let sorted = drawn.sorted();
        let level = self.question.level;
        let plain = self.levels().map(|level| percentile_limit(&sorted, level));
        let deletions = acceleration(&self.selection, &self.cells).map_err(NoInterval::from);
        let bca = deletions.and_then(|a| Bca::new(&sorted, self.fit.population, a));
        let mut summary = BootstrapSummary::of(drawn, self.question.drawing);
        let interval = match &bca {
            Ok(bca) => {
                summary.acceleration = Some(bca.acceleration);
                summary.bias_correction = Some(bca.bias_correction);
                summary.below = Some(bca.below);
                let limits = self.levels().map(|level| bca.limit(&sorted, level));
                Interval::read("BCa bootstrap", level, limits, as_they_are)
            }
            Err(reason) => Interval::refused("BCa bootstrap", level, &reason.to_string()),
        };
        let plain = Interval::read("percentile bootstrap", level, plain, as_they_are);
        self.answer.intervals.splice(0..0, [interval, plain]);
        self.answer.bootstrap = Some(summary);
        self.replicates = sorted;
    }

    /// Grades the answer and hands it over.
    #[must_use]
    pub fn conclude(&mut self) -> Answer {
        let mut because = self.stopped.clone();
        because.extend(verdict::judge(&self.answer, self.table).because);
        self.answer.verdict = Verdict::of(because);
        self.answer.clone()
    }
}

/// The interval limits without resampling: they hold the model as known.
fn fixed_model_intervals(cells: &Cells, fit: &Fit, level: f64) -> Vec<Interval> {
    let profile = match Profile::new(cells, fit, level) {
        Ok(profile) => {
            let mut interval =
                Interval::plain("profile likelihood", level, Some(profile.lower), profile.upper);
            if profile.upper.is_none() {
                interval.note = Some("the likelihood sets no upper limit".to_owned());
            }
            interval
        }
        Err(refusal) => Interval::refused("profile likelihood", level, &refusal.to_string()),
    };
    let (lower, upper) = fit.asymptotic_interval(level);
    vec![profile, Interval::plain("asymptotic", level, Some(lower), Some(upper))]
}

/// The highest order that is feasible for a search over all models.
#[must_use]
pub fn feasible_order(lists: usize) -> u32 {
    if lists <= 5 { lists.saturating_sub(1).max(1) as u32 } else { 2 }
}

fn select(cells: &Cells, question: &Question, progress: &Progress) -> Result<Selection, Refusal> {
    let order = question.max_order.unwrap_or_else(|| feasible_order(cells.lists()));
    match &question.method {
        Method::Stepwise { threshold } => {
            Ok(Selection::Stepwise(Stepwise { threshold: *threshold }))
        }
        Method::Best(criterion) => Selection::best(cells, order, *criterion, progress),
        Method::Downhill => {
            Ok(Selection::Downhill(Downhill { max_order: order, criterion: Criterion::Bic }))
        }
        Method::Loglinear(model) => Ok(Selection::Given(model.clone())),
    }
}

/// A search over models that was stopped chose among those it had seen.
fn unfinished(selection: &Selection) -> Option<String> {
    let Selection::TopModels(top) = selection else { return None };
    (!top.is_complete()).then(|| {
        format!(
            "the search over models was stopped after {}; a better one may be among the rest",
            top.considered()
        )
    })
}

/// Whether a limit may be shown, and if not, why.
fn supported(limit: &Limit) -> Result<(), String> {
    if limit.value.is_none() {
        return Err(format!(
            "at percentile {:.4} the replicates have no estimate: there is no finite limit",
            limit.percentile
        ));
    }
    if !limit.is_supported() {
        let enough = crate::bca::ENOUGH_BEYOND;
        return Err(format!(
            "only {:.1} replicates lie beyond percentile {:.6}, fewer than {enough}: draw more",
            limit.beyond, limit.percentile
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
