//! Do 95 % intervals cover the truth, and does the verdict warn when they do not?
//!
//! Worlds with known truth are drawn, estimated by stepwise selection with BCa limits, and counted:
//! `cargo run --release -p prevalence --example coverage -- 250` (worlds per line of the table), with
//! a word behind it for only the scenarios whose name contains it.
//! The figures of a run stand in `docs/methods/prevalence.md`, the bad ones too.

use prevalence::assessment::{Grade, Plan};
use prevalence::catalogue::Progress;
use prevalence::random::Stream;
use prevalence::{Assessment, Question};
use rayon::prelude::*;
use record::{History, OverlapTable};

const LISTS: usize = 4;
const SIZES: [u64; 4] = [500, 2_000, 8_000, 30_000];

/// How persons come to be on lists.
struct Scenario {
    name: &'static str,
    /// Whether the estimator's assumptions hold.
    holds: bool,
    /// Chance of each list.
    chances: [f64; LISTS],
    /// Interactions (lists as bits) with their odds ratios.
    interactions: &'static [(usize, f64)],
    /// Classes: share of persons and a factor on the odds of being listed.
    classes: &'static [(f64, f64)],
}

const USUAL: [f64; LISTS] = [0.25, 0.2, 0.15, 0.1];
const SPARSE: [f64; LISTS] = [0.08, 0.06, 0.05, 0.03];
const ALIKE: &[(f64, f64)] = &[(1.0, 1.0)];

const SCENARIOS: [Scenario; 8] = [
    Scenario::new("independent", true, USUAL, &[], ALIKE),
    Scenario::new("one positive pair", true, USUAL, &[(0b0011, 4.0)], ALIKE),
    Scenario::new("one negative pair", true, USUAL, &[(0b0011, 0.25)], ALIKE),
    Scenario::new("two pairs, both signs", true, USUAL, &[(0b0011, 4.0), (0b1100, 0.25)], ALIKE),
    Scenario::new("sparse", true, SPARSE, &[], ALIKE),
    Scenario::new("sparse, one positive pair", true, SPARSE, &[(0b0011, 4.0)], ALIKE),
    Scenario::new("two kinds of persons", false, USUAL, &[], &[(0.3, 3.0), (0.7, 0.3)]),
    Scenario::new(
        "highest-order interaction",
        false,
        USUAL,
        &[(0b0011, 3.0), (0b0101, 3.0), (0b0110, 3.0), (0b1001, 2.0), (0b0111, 0.3)],
        ALIKE,
    ),
];

impl Scenario {
    const fn new(
        name: &'static str,
        holds: bool,
        chances: [f64; LISTS],
        interactions: &'static [(usize, f64)],
        classes: &'static [(f64, f64)],
    ) -> Self {
        Self { name, holds, chances, interactions, classes }
    }

    /// The probability of every history.
    fn probabilities(&self) -> [f64; 1 << LISTS] {
        let mut all = [0.0; 1 << LISTS];
        for &(share, factor) in self.classes {
            let weight = |history: usize| {
                let odds: f64 = (0..LISTS)
                    .filter(|list| history >> list & 1 == 1)
                    .map(|list| factor * self.chances[list] / (1.0 - self.chances[list]))
                    .product();
                let inside = self.interactions.iter().filter(|(term, _)| history & term == *term);
                odds * inside.map(|(_, ratio)| ratio).product::<f64>()
            };
            let total: f64 = (0..1 << LISTS).map(weight).sum();
            for (history, probability) in all.iter_mut().enumerate() {
                *probability += share * weight(history) / total;
            }
        }
        all
    }

    fn world(&self, persons: u64, stream: &mut Stream) -> Option<OverlapTable> {
        let (mut left, mut mass) = (persons as f64, 1.0);
        let mut counts = Vec::new();
        for (history, probability) in self.probabilities().into_iter().enumerate() {
            let count = stream.binomial(left, (probability / mass).min(1.0));
            left -= count;
            mass -= probability;
            if history > 0 {
                counts.push((History(history as u32), count as u64));
            }
        }
        let names = (1..=LISTS).map(|list| format!("list {list}")).collect();
        OverlapTable::new(names, counts).ok()
    }
}

/// What became of one world.
#[derive(Clone, Copy, Default)]
struct Outcome {
    answered: bool,
    limited: bool,
    covered: bool,
    usable: bool,
    error: f64,
}

fn outcome(scenario: &Scenario, persons: u64, number: u64) -> Outcome {
    let mut stream = Stream::new(20_251_122, number);
    let Some(table) = scenario.world(persons, &mut stream) else { return Outcome::default() };
    let question = Question { seed: number, ..Question::default() };
    let progress = Progress::default();
    let Ok(mut assessment) = Assessment::begin(&table, &question, &progress) else {
        return Outcome::default();
    };
    assessment.resample(&Plan::UntilSupported(6_000), &progress);
    let answer = assessment.conclude();
    let truth = persons as f64;
    let bca = &answer.intervals[0];
    let limits = bca.lower.zip(bca.upper);
    Outcome {
        answered: true,
        limited: limits.is_some(),
        covered: limits.is_some_and(|(lower, upper)| lower <= truth && truth <= upper),
        usable: answer.verdict.grade == Grade::Usable,
        error: answer.population.map_or(f64::NAN, |estimate| (estimate / truth).ln()),
    }
}

fn main() {
    let worlds: u64 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(250);
    println!(
        "| worlds | holds | persons | answered | both limits | cover | error of cover | median estimate / truth | usable | misses that are warned |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let wanted = std::env::args().nth(2).unwrap_or_default();
    for scenario in SCENARIOS.iter().filter(|scenario| scenario.name.contains(&wanted)) {
        for persons in SIZES {
            let outcomes: Vec<Outcome> = (0..worlds)
                .into_par_iter()
                .map(|number| outcome(scenario, persons, number))
                .collect();
            line(scenario, persons, &outcomes);
        }
    }
}

fn line(scenario: &Scenario, persons: u64, outcomes: &[Outcome]) {
    let count = |keep: fn(&Outcome) -> bool| outcomes.iter().filter(|o| keep(o)).count() as f64;
    let (answered, limited) = (count(|o| o.answered), count(|o| o.limited));
    let cover = count(|o| o.covered) / limited;
    let misses = count(|o| o.limited && !o.covered);
    let warned = count(|o| o.limited && !o.covered && !o.usable);
    let mut errors: Vec<f64> = outcomes.iter().filter(|o| o.answered).map(|o| o.error).collect();
    errors.sort_by(f64::total_cmp);
    let median = errors.get(errors.len() / 2).map_or(f64::NAN, |error| error.exp());
    println!(
        "| {} | {} | {persons} | {answered} | {limited} | {:.1} % | {:.1} % | {median:.3} | {:.0} % | {} |",
        scenario.name,
        if scenario.holds { "yes" } else { "no" },
        100.0 * cover,
        100.0 * (cover * (1.0 - cover) / limited).sqrt(),
        100.0 * count(|o| o.usable) / answered,
        if misses > 0.0 {
            format!("{warned} of {misses} ({:.0} %)", 100.0 * warned / misses)
        } else {
            "none missed".to_owned()
        }
    );
}
