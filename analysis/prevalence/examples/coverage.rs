//! Do 95 % intervals cover the truth, and does the verdict warn when they do not?
//!
//! Worlds with known truth are drawn, estimated by stepwise selection with BCa limits, and counted:
//! `cargo run --release -p prevalence --example coverage -- 1000` (worlds per line of the table), with
//! a word behind it for only the scenarios whose name contains it, and behind that the number of the
//! first world, so that a long study can be run in parts whose counts add up.
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

const SCENARIOS: [Scenario; 13] = [
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
    Scenario::new("people differ mildly", false, USUAL, &[], &[(0.5, 1.5), (0.5, 0.65)]),
    Scenario::new("some people hard to see", false, USUAL, &[], &[(0.7, 1.0), (0.3, 0.2)]),
    Scenario::new("some people easy to see", false, USUAL, &[], &[(0.9, 1.0), (0.1, 4.0)]),
    Scenario::new("three lists attract", false, USUAL, &[(0b0111, 4.0)], ALIKE),
    Scenario::new("a tenth cannot be seen", false, USUAL, &[], &[(0.9, 1.0), (0.1, 0.0)]),
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
    /// Both limits are supported and shown.
    limited: bool,
    /// The limits shown hold the truth.
    covered: bool,
    /// The limits hold the truth, taken as they are where too few replicates support them.
    covered_as_read: bool,
    usable: bool,
    /// Logarithm of estimate by truth.
    error: f64,
}

/// Worlds beyond this many replicates are not followed further.
const MOST_REPLICATES: u64 = 6_000;

fn outcome(scenario: &Scenario, persons: u64, number: u64) -> Outcome {
    // Rules of the verdict were tuned on other seeds.
    let mut stream = Stream::new(20_261_122 + persons, number);
    let Some(table) = scenario.world(persons, &mut stream) else { return Outcome::default() };
    let question = Question { seed: number, ..Question::default() };
    let progress = Progress::default();
    let Ok(mut assessment) = Assessment::begin(&table, &question, &progress) else {
        return Outcome::default();
    };
    assessment.resample(&Plan::UntilSupported(MOST_REPLICATES), &progress);
    let answer = assessment.conclude();
    let truth = persons as f64;
    let bca = &answer.intervals[0];
    let limits = bca.lower.zip(bca.upper);
    // Beyond the last estimate lie samples without one: there the interval is open.
    let read = bca.limits.as_ref().map(|[lower, upper]| {
        (lower.value.unwrap_or(f64::INFINITY), upper.value.unwrap_or(f64::INFINITY))
    });
    let holds = |(lower, upper): (f64, f64)| lower <= truth && truth <= upper;
    Outcome {
        answered: true,
        limited: limits.is_some(),
        covered: limits.is_some_and(holds),
        covered_as_read: read.is_some_and(holds),
        usable: answer.verdict.grade == Grade::Usable,
        error: answer.population.map_or(f64::NAN, |estimate| (estimate / truth).ln()),
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok());
    let (worlds, first) = (number(0).unwrap_or(250), number(2).unwrap_or(0));
    let wanted = arguments.get(1).map_or("", String::as_str);
    println!(
        "| worlds | assumptions | persons | answered | both limits | of them cover | cover | \
         Monte-Carlo error | cover as read | median estimate / truth | usable | misses | warned |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for scenario in SCENARIOS.iter().filter(|scenario| scenario.name.contains(wanted)) {
        for persons in SIZES {
            let outcomes: Vec<Outcome> = (first..first + worlds)
                .into_par_iter()
                .map(|number| outcome(scenario, persons, number))
                .collect();
            line(scenario, persons, &outcomes);
        }
    }
}

fn line(scenario: &Scenario, persons: u64, outcomes: &[Outcome]) {
    let count = |keep: fn(&Outcome) -> bool| outcomes.iter().filter(|o| keep(o)).count();
    let (answered, limited) = (count(|o| o.answered), count(|o| o.limited));
    let covered = count(|o| o.covered);
    let share = covered as f64 / limited as f64;
    let mut errors: Vec<f64> = outcomes.iter().filter(|o| o.answered).map(|o| o.error).collect();
    errors.sort_by(f64::total_cmp);
    let median = errors.get(errors.len() / 2).map_or(f64::NAN, |error| error.exp());
    println!(
        "| {} | {} | {persons} | {answered} | {limited} | {covered} | {:.1} % | {:.1} % | {} | \
         {median:.3} | {} | {} | {} |",
        scenario.name,
        if scenario.holds { "hold" } else { "broken" },
        100.0 * share,
        100.0 * (share * (1.0 - share) / limited as f64).sqrt(),
        count(|o| o.covered_as_read),
        count(|o| o.usable),
        count(|o| o.limited && !o.covered),
        count(|o| o.limited && !o.covered && !o.usable),
    );
}
