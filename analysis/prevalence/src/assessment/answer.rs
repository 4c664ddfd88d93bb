//! The answer, in the form of the command's contract.

use record::OverlapTable;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Drawing;
use super::checks::Checks;
use super::choices::{Choice, NearBest};
use super::supported;
use super::verdict::Verdict;
use crate::bca::Limit;
use crate::bootstrap::Replicates;
use crate::loglinear::Fit;
use crate::model::Model;
use crate::simulated_coverage::SimulatedCoverage;

/// Everything that is said about a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Estimated persons, seen and unseen; `null` where no number is given.
    pub population: Option<f64>,
    /// Persons seen.
    pub identified: u64,
    /// The method's name.
    pub method: &'static str,
    /// The model in brackets.
    pub model: Option<String>,
    /// Coefficients by term, as lists' names joined by colons.
    #[serde(serialize_with = "as_map")]
    pub coefficients: Vec<(String, f64)>,
    /// Terms whose coefficient is minus infinity.
    pub minus_infinity: Vec<String>,
    /// Standard error of the logarithm of the unseen, holding the model as known.
    pub standard_error: Option<f64>,
    /// Residual deviance.
    pub deviance: Option<f64>,
    /// Its degrees of freedom.
    pub df: Option<i64>,
    /// Akaike's criterion.
    pub aic: Option<f64>,
    /// Schwarz's criterion.
    pub bic: Option<f64>,
    /// `exists`, `does not exist` or `not identifiable`.
    pub existence: &'static str,
    /// Limits, the most trustworthy first.
    pub intervals: Vec<Interval>,
    /// The bootstrap behind them.
    pub bootstrap: Option<BootstrapSummary>,
    /// The lists and what they share.
    pub lists: Vec<ListSummary>,
    /// Persons on exactly one list, two lists, and so on.
    pub frequencies: Vec<u64>,
    /// What other defensible choices say.
    pub choices: Vec<Choice>,
    /// Models that fit almost as well.
    pub near_best: Option<NearBest>,
    /// How often such limits hold the truth in worlds like the estimated one; `null` unless asked.
    pub simulated_coverage: Option<SimulatedCoverage>,
    /// What a critic would ask.
    #[serde(skip)]
    pub checks: Option<Checks>,
    /// The same, as sentences with their numbers.
    pub diagnostics: Vec<Diagnostic>,
    /// The grade with its reasons.
    pub verdict: Verdict,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagnostic {
    /// What was looked at.
    pub check: &'static str,
    /// What was found, as a sentence.
    pub finding: String,
    /// The estimate under it, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<f64>,
    /// The limits under it, where it has some; `null` for one that is not finite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<[Option<f64>; 2]>,
}

impl Diagnostic {
    /// A finding in words.
    #[must_use]
    pub fn new(check: &'static str, finding: String) -> Self {
        Self { check, finding, population: None, limits: None }
    }

    /// With the estimate under it.
    #[must_use]
    pub fn with_population(mut self, population: Option<f64>) -> Self {
        self.population = population;
        self
    }
}

/// One list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ListSummary {
    /// The list's name.
    pub name: String,
    /// Persons on it.
    pub persons: u64,
    /// Persons on it and on no other.
    pub only_here: u64,
    /// Persons shared with each list, in the order of lists.
    pub shared: Vec<u64>,
}

/// Limits for the population.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// How they were obtained.
    pub method: &'static str,
    /// The level, such as 0.95.
    pub level: f64,
    /// The lower limit; `null` where it is refused.
    pub lower: Option<f64>,
    /// The upper limit; `null` where it is refused.
    pub upper: Option<f64>,
    /// Why a limit is refused, or how little it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// For bootstrap limits: percentile read, replicates beyond, Monte-Carlo error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<[Limit; 2]>,
}

/// The bootstrap in figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BootstrapSummary {
    /// From what the replicates were drawn.
    pub drawing: Drawing,
    /// Replicates drawn.
    pub replicates: usize,
    /// Replicates without an estimate; they count as unbounded.
    pub failed: usize,
    /// `a` of BCa; `null` where it cannot be had.
    pub acceleration: Option<f64>,
    /// `z0` of BCa; `null` where it cannot be had.
    pub bias_correction: Option<f64>,
    /// The share of replicates below the estimate, ties half.
    pub below: Option<f64>,
    /// For replicates read from a file, the estimate of each in the order of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimates: Option<Vec<Option<f64>>>,
    /// The greatest relative difference from the estimates that the file claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greatest_difference: Option<f64>,
}

impl Answer {
    pub(super) fn of(table: &OverlapTable, method: &'static str, fit: &Fit) -> Self {
        let name = |term: u32| Model::term_name(table, term);
        Self {
            population: Some(fit.population),
            model: Some(fit.model.to_string()),
            coefficients: fit.coefficients.iter().map(|&(term, b)| (name(term), b)).collect(),
            minus_infinity: fit.minus_infinity.iter().map(|&term| name(term)).collect(),
            standard_error: Some(fit.standard_error),
            deviance: Some(fit.deviance),
            df: Some(fit.df),
            aic: Some(fit.aic),
            bic: Some(fit.bic),
            existence: fit.existence().word(),
            ..Self::without_estimate(table, method)
        }
    }

    /// The frame of an answer, for methods that have no log-linear model.
    #[must_use]
    pub fn without_estimate(table: &OverlapTable, method: &'static str) -> Self {
        Self {
            population: None,
            identified: table.persons(),
            method,
            model: None,
            coefficients: Vec::new(),
            minus_infinity: Vec::new(),
            standard_error: None,
            deviance: None,
            df: None,
            aic: None,
            bic: None,
            existence: "exists",
            intervals: Vec::new(),
            bootstrap: None,
            lists: ListSummary::all(table),
            frequencies: table.by_number_of_lists(),
            choices: Vec::new(),
            near_best: None,
            simulated_coverage: None,
            checks: None,
            diagnostics: Vec::new(),
            verdict: Verdict::default(),
        }
    }

    /// The answer to a question that is refused.
    #[must_use]
    pub fn refused(table: &OverlapTable, method: &'static str, refusal: &crate::Refusal) -> Self {
        let existence = match refusal {
            crate::Refusal::Existence { verdict, .. } => verdict.word(),
            _ => "does not exist",
        };
        let verdict = Verdict::not_estimable(refusal.to_string());
        Self { existence, verdict, ..Self::without_estimate(table, method) }
    }
}

impl ListSummary {
    fn all(table: &OverlapTable) -> Vec<Self> {
        let lists = table.lists();
        let summary = |list: usize| {
            let here = record::History::only(list);
            Self {
                name: lists[list].clone(),
                persons: table.size_of(list),
                only_here: table.count(here),
                shared: (0..lists.len()).map(|other| table.on_all(here.with(other))).collect(),
            }
        };
        (0..lists.len()).map(summary).collect()
    }
}

impl Interval {
    /// Limits that rest on no replicates.
    #[must_use]
    pub fn plain(method: &'static str, level: f64, lower: Option<f64>, upper: Option<f64>) -> Self {
        Self { method, level, lower, upper, note: None, limits: None }
    }

    pub(super) fn refused(method: &'static str, level: f64, reason: &str) -> Self {
        Self { note: Some(reason.to_owned()), ..Self::plain(method, level, None, None) }
    }

    /// Limits read off replicates; unsupported ones are withheld unless `as_they_are`.
    pub(super) fn read(
        method: &'static str,
        level: f64,
        limits: [Limit; 2],
        as_they_are: bool,
    ) -> Self {
        let complaints: Vec<String> = ["lower", "upper"]
            .iter()
            .zip(&limits)
            .filter_map(|(end, limit)| Some(format!("{end} limit: {}", supported(limit).err()?)))
            .collect();
        let shown = |limit: &Limit| limit.value.filter(|_| as_they_are || limit.is_supported());
        Self {
            note: (!complaints.is_empty()).then(|| complaints.join("; ")),
            ..Self::plain(method, level, shown(&limits[0]), shown(&limits[1]))
        }
        .with_limits(limits)
    }

    fn with_limits(mut self, limits: [Limit; 2]) -> Self {
        self.limits = Some(limits);
        self
    }
}

impl BootstrapSummary {
    pub(super) fn of(drawn: &Replicates, drawing: Drawing) -> Self {
        Self {
            drawing,
            replicates: drawn.populations.len(),
            failed: drawn.failed(),
            acceleration: None,
            bias_correction: None,
            below: None,
            estimates: None,
            greatest_difference: None,
        }
    }
}

fn as_map<S: Serializer>(pairs: &[(String, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}
