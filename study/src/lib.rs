//! From agencies' lists to a number with its uncertainty.
//!
//! Two things are unknown: which records are the same person, and how many people are on no list.
//! Estimating from one linkage as if it were the truth gives limits that are too narrow, and a missed
//! link makes the number too large. So the lists are linked, clusterings are *drawn* with their
//! probabilities, each draw is estimated, and both uncertainties go into the limits ([`combine`]).
//!
//! # Reading order
//! [`link`] (lists to overlap tables, one of them drawn many times), [`combine`] (estimates of draws to
//! one interval), [`contradiction`] (what speaks against the assumptions).
//!
//! # Invariants
//! - The same lists, settings and seed give the same result, bit for bit, on any number of threads.
//! - No number is given where the engine refuses one; the refusal is the answer.
//!
//! # Example
//! ```
//! use study::{Plan, combine::Draws};
//!
//! // Five draws that hardly differ leave the limits as they are.
//! let draws = Draws { estimates: vec![1000.0, 1001.0, 999.0, 1000.5, 999.5], without: 0 };
//! let [lower, upper] = draws.widen(1000.0, [900.0, 1150.0], Plan::default().level);
//! assert!((lower - 900.0).abs() < 1.0 && (upper - 1150.0).abs() < 1.0);
//! ```

pub mod combine;
pub mod contradiction;
pub mod link;

use linkage::settings::Settings;
use linkage::table::Table;
use prevalence::assessment::{Grade, Plan as Resampling, Verdict};
use prevalence::catalogue::Progress;
use prevalence::{Answer, Assessment, Question};
use record::OverlapTable;
use serde::Serialize;

use combine::Draws;
use link::{LinkFailed, Linked};

/// How a study is made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Clusterings drawn.
    pub draws: usize,
    /// Replicates behind the limits; `None` for as many as they need, at most 20,000.
    pub replicates: Option<u64>,
    /// Level of the limits.
    pub level: f64,
    /// Determines every random step.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self { draws: 100, replicates: None, level: 0.95, seed: 1 }
    }
}

/// What a study found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Study {
    /// The lists as linked.
    pub linked: Linked,
    /// The answer on the most likely linkage, as if it were the truth.
    pub answer: Answer,
    /// The estimate with linkage uncertainty: the median of the draws.
    pub population: Option<f64>,
    /// Limits with linkage uncertainty.
    pub limits: Option<[f64; 2]>,
    /// The estimates of the draws.
    pub draws: Draws,
    /// The answer on the draw in the middle: the limits and the verdict rest on it. `None` where no
    /// draw has an estimate.
    pub middle: Option<Answer>,
    /// How far it can be relied upon.
    pub verdict: Verdict,
    /// What the table says against the assumptions that chance does not explain, as sentences. Empty
    /// says that nothing was found, not that they hold.
    pub contradictions: Vec<String>,
}

/// Links, draws and estimates.
///
/// `step` is told the name of each step as it begins.
///
/// # Errors
/// [`LinkFailed`] where the lists cannot be linked. A number that cannot be had is no error: the
/// verdict then says why.
pub fn run(
    lists: Table,
    settings: Settings,
    plan: &Plan,
    mut step: impl FnMut(&'static str),
) -> Result<Study, LinkFailed> {
    let linked = link::link(lists, settings, plan, &mut step)?;
    step("estimate");
    let question = Question { level: plan.level, seed: plan.seed, ..Question::default() };
    let answer = assessed(&linked.table, &question, plan);
    step("draws");
    let estimates = combine::estimates(&linked.drawn);
    let draws = Draws::of(&estimates);
    let middle = combine::middle(&estimates).map(|draw| &linked.drawn[draw]);
    let middle = middle.map(|table| assessed(table, &question, plan));
    let within = middle.as_ref().and_then(|answer| answer.population.zip(shown(answer)));
    let limits = within.map(|(population, limits)| draws.widen(population, limits, plan.level));
    let judged = middle.as_ref().unwrap_or(&answer);
    let contradictions = contradiction::found(judged, draws.spread(), plan.level);
    let verdict = judge(judged, &draws, limits, &contradictions);
    Ok(Study {
        population: judged.population.and(draws.median()),
        limits,
        draws,
        verdict,
        contradictions,
        answer,
        middle,
        linked,
    })
}

fn assessed(table: &OverlapTable, question: &Question, plan: &Plan) -> Answer {
    let progress = Progress::default();
    let resampling =
        plan.replicates.map_or(Resampling::UntilSupported(20_000), Resampling::Exactly);
    let mut answer = match Assessment::begin(table, question, &progress) {
        Ok(mut assessment) => {
            assessment.resample(&resampling, &progress);
            assessment.conclude()
        }
        Err(refusal) => Answer::refused(table, question.method_name(), &refusal),
    };
    answer.tell();
    answer
}

/// The most trustworthy limits that both exist.
fn shown(answer: &Answer) -> Option<[f64; 2]> {
    let both =
        answer.intervals.iter().filter_map(|interval| Some([interval.lower?, interval.upper?]));
    both.into_iter().next()
}

/// The verdict on the middle draw: errors of linkage that the draws undo do not speak against it.
fn judge(
    middle: &Answer,
    draws: &Draws,
    limits: Option<[f64; 2]>,
    contradictions: &[String],
) -> Verdict {
    if middle.verdict.grade == Grade::NotEstimable {
        return middle.verdict.clone();
    }
    let mut because = middle.verdict.because.clone();
    if because.is_empty() {
        because.extend_from_slice(contradictions);
    }
    let all = draws.estimates.len() + draws.without;
    if draws.without * 20 > all {
        let without = draws.without;
        because.push(format!("{without} of {all} drawn linkages have no estimate"));
    }
    if limits.is_none() {
        because.push("no pair of limits is supported".to_owned());
    }
    if draws.spread() > 0.15 {
        because.push(format!(
            "the linkage alone moves the estimate by a factor of {:.2} (one standard deviation)",
            draws.spread().exp()
        ));
    }
    Verdict::of(because)
}
