//! The plain verdict: usable, fragile because …, not estimable because ….
//!
//! *Usable* means that no check that this crate can make speaks against the interval. It does not
//! mean that the assumptions hold: no table can show that.

use record::OverlapTable;
use serde::Serialize;

use super::answer::{Answer, Diagnostic, Interval};
use super::checks::Checks;

/// How far an answer can be relied upon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Grade {
    /// No check speaks against it.
    #[serde(rename = "usable")]
    Usable,
    /// At least one check does.
    #[serde(rename = "fragile")]
    Fragile,
    /// There is no number.
    #[default]
    #[serde(rename = "not estimable")]
    NotEstimable,
}

/// A grade with its reasons.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Verdict {
    /// The grade.
    pub grade: Grade,
    /// The reasons, as sentences; empty for a usable answer.
    pub because: Vec<String>,
}

impl Verdict {
    /// No number, for this reason.
    #[must_use]
    pub fn not_estimable(reason: String) -> Self {
        Self { grade: Grade::NotEstimable, because: vec![reason] }
    }

    /// Fragile if there is any reason, else usable.
    #[must_use]
    pub fn of(because: Vec<String>) -> Self {
        let grade = if because.is_empty() { Grade::Usable } else { Grade::Fragile };
        Self { grade, because }
    }
}

/// Fewer persons on several lists than this carry no answer.
const FEW_OVERLAPPING: u64 = 30;

/// That people differ in how easily they are seen shows first in who is on three lists or more. In
/// simulated worlds with two kinds of people and fewer than this many, limits missed unnoticed.
const FEW_ON_THREE: u64 = 50;

/// By this share of the estimate a dependence common to all lists may move it out of its interval.
/// In simulated worlds whose people differ mildly, with nothing else to be seen in the table, nine
/// misses in ten are warned of at a twentieth, and at a tenth only six.
const MATTERS: f64 = 0.05;

pub(super) fn judge(answer: &Answer, table: &OverlapTable) -> Verdict {
    if answer.population.is_none() {
        return answer.verdict.clone();
    }
    let mut because = Vec::new();
    because.extend(lists(table));
    because.extend(nested_lists(answer));
    because.extend(bootstrap(answer));
    let interval = headline(answer);
    if let Some((lower, upper)) = interval {
        if upper / lower > 4.0 {
            because.push(format!("the interval is wide, from {lower:.0} to {upper:.0}"));
        }
        because.extend(near_best(answer, lower, upper));
        because.extend(choices(answer, lower, upper));
        if let Some(checks) = &answer.checks {
            because.extend(checked(checks, lower, upper));
            let slack = MATTERS * answer.population.unwrap_or_default();
            because.extend(common_dependence(checks, lower - slack, upper + slack));
        }
    }
    Verdict::of(because)
}

/// What one dependence common to all lists, which the table does not exclude, does to the estimate.
fn common_dependence(checks: &Checks, lower: f64, upper: f64) -> Option<String> {
    if checks.without_list.len() < 3 {
        return None;
    }
    let Some(common) = &checks.common_dependence else {
        return Some(
            "the table cannot tell the model's interactions from a dependence common to all lists, \
             as when people differ in how easily they are seen"
                .to_owned(),
        );
    };
    let low = common.population_at_lowest.unwrap_or(0.0);
    let high = common.population_at_highest.unwrap_or(f64::INFINITY);
    (low < lower || high > upper).then(|| {
        format!(
            "people may differ in how easily they are seen: the table does not exclude {}",
            common.told()
        )
    })
}

/// The verdict on a posterior: its own complaints, and whether other choices leave its limits.
pub(crate) fn judge_posterior(
    answer: &Answer,
    table: &OverlapTable,
    mut because: Vec<String>,
) -> Verdict {
    because.extend(lists(table));
    if let Some((lower, upper)) = headline(answer) {
        because.extend(choices(answer, lower, upper));
    }
    let on_three: u64 = table.by_number_of_lists().iter().skip(2).sum();
    because.extend(few_on_three(on_three).filter(|_| table.lists().len() > 2));
    Verdict::of(because)
}

fn few_on_three(persons: u64) -> Option<String> {
    (persons < FEW_ON_THREE).then(|| {
        format!(
            "only {} on three lists or more, fewer than {FEW_ON_THREE}: too few to see whether \
             people differ in how easily they are seen",
            persons_are(persons)
        )
    })
}

/// The interval that the verdict is about: the first with both limits.
fn headline(answer: &Answer) -> Option<(f64, f64)> {
    let both = |interval: &Interval| Some((interval.lower?, interval.upper?));
    answer.intervals.iter().find_map(both)
}

fn lists(table: &OverlapTable) -> Option<String> {
    (table.lists().len() < 3).then(|| {
        "two lists cannot show whether they are independent; the answer rests on that assumption"
            .to_owned()
    })
}

/// A list whose persons are all on another list is a part of it, not another look at the same
/// people; so is a list entered twice.
fn nested_lists(answer: &Answer) -> Vec<String> {
    let lists = &answer.lists;
    let others = |list: usize| (0..lists.len()).filter(move |&other| other != list);
    let pairs = (0..lists.len()).flat_map(|list| others(list).map(move |other| (list, other)));
    pairs
        .filter(|&(list, other)| lists[list].shared[other] == lists[list].persons)
        .map(|(list, other)| {
            let (list, other) = (&lists[list].name, &lists[other].name);
            format!("everybody on {list} is also on {other}: are they two lists, or one?")
        })
        .collect()
}

fn bootstrap(answer: &Answer) -> Vec<String> {
    let mut because = Vec::new();
    let Some(bootstrap) = &answer.bootstrap else {
        return vec!["no replicates were drawn, so the limits ignore model selection".to_owned()];
    };
    let share = bootstrap.failed as f64 / bootstrap.replicates.max(1) as f64;
    if share > 0.01 {
        because.push(format!(
            "{:.1} % of resampled tables have no estimate, so chance alone can remove it",
            100.0 * share
        ));
    }
    let withheld = answer
        .intervals
        .iter()
        .filter(|interval| interval.method == "BCa bootstrap")
        .filter_map(|interval| interval.note.clone());
    because.extend(withheld);
    because
}

/// What the overlap supports, and what more of it would give.
fn sample_size(checks: &Checks) -> String {
    let Checks { overlapping, on_three, .. } = *checks;
    let mut text = format!(
        "{} on more than one list and {on_three} on three or more; limits narrow by half with four \
         times as many",
        persons_are(overlapping)
    );
    if overlapping < FEW_OVERLAPPING {
        text += &format!("; at least {FEW_OVERLAPPING} on more than one are needed");
    }
    if on_three < FEW_ON_THREE && checks.without_list.len() > 2 {
        text += &format!("; at least {FEW_ON_THREE} on three or more are needed to see dependence");
    }
    text
}

fn persons_are(number: u64) -> String {
    if number == 1 { "1 person is".to_owned() } else { format!("{number} persons are") }
}

/// Whether estimates from `low` to `high` leave the interval, by a person or more, or are far apart.
fn disagree(low: f64, high: f64, lower: f64, upper: f64) -> bool {
    low < lower - 1.0 || high > upper + 1.0 || high / low > 1.5
}

fn near_best(answer: &Answer, lower: f64, upper: f64) -> Option<String> {
    let near = answer.near_best.as_ref()?;
    let (low, high) = near.range()?;
    disagree(low, high, lower, upper).then(|| match near.models.len() {
        1 => format!("the best model by {} says {low:.0}", near.criterion.name()),
        many => {
            format!(
                "{many} models fit almost as well as the best and range from {low:.0} to {high:.0}"
            )
        }
    })
}

fn choices(answer: &Answer, lower: f64, upper: f64) -> Option<String> {
    let defensible = || {
        let choices = answer.choices.iter().filter(|choice| choice.defensible);
        choices.filter_map(|choice| choice.population)
    };
    let (low, high) = (defensible().reduce(f64::min)?, defensible().reduce(f64::max)?);
    disagree(low, high, lower, upper).then(|| {
        format!("the choice of method decides: defensible ones range from {low:.0} to {high:.0}")
    })
}

fn checked(checks: &Checks, lower: f64, upper: f64) -> Vec<String> {
    let mut because = Vec::new();
    if checks.overlapping < FEW_OVERLAPPING {
        because.push(format!(
            "only {} on more than one list; at least {FEW_OVERLAPPING} are needed",
            persons_are(checks.overlapping)
        ));
    }
    because.extend(few_on_three(checks.on_three).filter(|_| checks.without_list.len() > 2));
    let carrying: Vec<String> = checks
        .without_list
        .iter()
        .filter(|row| row.population.is_none_or(|n| n < lower - 1.0 || n > upper + 1.0))
        .map(|row| row.list.clone())
        .collect();
    if !carrying.is_empty() && checks.without_list.len() > 2 {
        because.push(format!(
            "without {} the estimate leaves the interval: such a list carries the answer",
            carrying.join(" or ")
        ));
    }
    if checks.fit_p_value.is_some_and(|p| p < 0.01) {
        because.push("the model does not fit the table".to_owned());
    }
    if checks.positive_pairs.len() >= 2 && checks.positive_pairs.len() > checks.negative_pairs.len()
    {
        because.push(format!(
            "most lists attract each other ({}): people differ in how easily they are seen, and \
             the unseen are then more than any such model says",
            checks.positive_pairs.join(", ")
        ));
    }
    because
}

impl Answer {
    /// Fills [`Answer::diagnostics`] from the checks, one sentence each.
    pub fn tell(&mut self) {
        let Some(checks) = &self.checks else { return };
        let number = |population: Option<f64>| match population {
            Some(population) => format!("{population:.0} persons"),
            None => "no estimate".to_owned(),
        };
        let rows = |check: &'static str, rows: &[crate::sensitivity::Row]| -> Vec<Diagnostic> {
            let tell = |row: &crate::sensitivity::Row| {
                let finding = format!("{}: {}", row.assumption, number(row.population));
                Diagnostic::new(check, finding).with_population(row.population)
            };
            rows.iter().map(tell).collect()
        };
        let mut told: Vec<Diagnostic> = checks
            .without_list
            .iter()
            .map(|row| {
                let finding = format!("without {}: {}", row.list, number(row.population));
                Diagnostic::new("leave one list out", finding).with_population(row.population)
            })
            .collect();
        told.extend(rows("merge two lists", &checks.merged));
        told.extend(rows("dependence that the model leaves out", &checks.dependent_pairs));
        told.extend(rows("interaction of the highest order", &checks.highest_order));
        told.extend(rows("errors of linkage", &checks.linkage));
        let mut say = |check, finding| told.push(Diagnostic::new(check, finding));
        if let Some(common) = &checks.common_dependence {
            say(
                "a dependence common to all lists",
                format!(
                    "odds ratio {:.2} fits best ({:.0} persons); not excluded is {}",
                    common.odds_ratio,
                    common.population,
                    common.told()
                ),
            );
        }
        if !checks.negative_pairs.is_empty() {
            let pairs = checks.negative_pairs.join(", ");
            say(
                "negative dependence",
                format!(
                    "{pairs}: fewer shared persons than expected; check whether records were not \
                 linked or agencies serve different people"
                ),
            );
        }
        say("sample size", sample_size(checks));
        if let Some((share, error)) = self.simulated_coverage.and_then(|found| found.share()) {
            let found = self.simulated_coverage.unwrap_or_default();
            say(
                "simulated coverage for this table's size",
                format!(
                    "in {} worlds drawn from the chosen model the limits held the truth in {:.0} % \
                     (error {:.0}), lay below it in {}, above it in {}; {} had none",
                    found.worlds,
                    100.0 * share,
                    100.0 * error,
                    found.below,
                    found.above,
                    found.without
                ),
            );
        }
        if let Some(p) = checks.fit_p_value {
            say("fit", format!("so bad a fit would occur by chance with probability {p:.3}"));
        }
        self.diagnostics.extend(told);
    }
}
