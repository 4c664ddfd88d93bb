//! What the methods cost, as a task after the other:
//! `time cargo run --release -p prevalence --example cost -- TASK [SIZE] [LISTS]`.
//!
//! Six lists are the published British ones; other numbers of lists are drawn: 20,000 persons, lists
//! with 4 to 10 % of them, two pairs of lists that attract each other. Figures of a run stand in
//! `docs/methods/prevalence.md`.

use prevalence::assessment::{Assessment, Plan, Question};
use prevalence::bootstrap::{Replicates, Resampling, acceleration};
use prevalence::catalogue::{Catalogue, Progress};
use prevalence::graphical::Graphical;
use prevalence::latent_class::LatentClass;
use prevalence::random::Stream;
use prevalence::{BestPairs, Cells, Criterion, Downhill, Stepwise, published};
use record::{History, OverlapTable};

const TASKS: &str = "stepwise REPLICATES, downhill, all-pairs REPLICATES, survey ORDER, graphs, \
                     changes, answer REPLICATES, latent SEED";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok());
    let (size, lists) = (number(1).unwrap_or(1000), number(2).unwrap_or(6) as usize);
    let table = table(lists);
    let found = match arguments.first().map_or("", String::as_str) {
        "stepwise" => stepwise(&table, size),
        "downhill" => downhill(&table),
        "all-pairs" => all_pairs(&table, size),
        "survey" => survey(&table, size as u32),
        "graphs" => graphs(&table),
        "changes" => changes(&table),
        "answer" => answer(&table, size),
        "latent" => latent(&table, size),
        other => format!("`{other}` is none of {TASKS}"),
    };
    println!("{} lists, {} persons: {found}", table.lists().len(), table.persons());
}

/// Replicates with selection inside, and the jackknife that BCa limits need beside them.
fn stepwise(table: &OverlapTable, size: u64) -> String {
    let (cells, stepwise) = (Cells::new(table), Stepwise::default());
    let run = Replicates::run(&stepwise, &Resampling::multinomial(&cells), 1, 0..size);
    let a = acceleration(&stepwise, &cells);
    format!("{size} replicates, {} failed, acceleration {a:?}", run.failed())
}

fn downhill(table: &OverlapTable) -> String {
    let downhill = Downhill { max_order: 2, criterion: Criterion::Bic };
    match downhill.fit(&Cells::new(table)) {
        Ok(fit) => format!("downhill to {} with {:.0} persons", fit.model, fit.population),
        Err(refusal) => refusal.to_string(),
    }
}

fn all_pairs(table: &OverlapTable, size: u64) -> String {
    let cells = Cells::new(table);
    if let Err(refusal) = BestPairs::default().fit(&cells) {
        return refusal.to_string();
    }
    let resampling = Resampling::multinomial(&cells);
    let run = Replicates::run(&BestPairs::default(), &resampling, 1, 0..size);
    format!("{size} selections among all models of pairs, {} failed", run.failed())
}

fn survey(table: &OverlapTable, max_order: u32) -> String {
    let catalogue = Catalogue { max_order, criterion: Criterion::Bic, keep: 1000 };
    match catalogue.survey(&Cells::new(table), &Progress::default()) {
        Ok(survey) => format!(
            "{} of {} models have an estimate, {} failed, best {} with {:.0} persons",
            survey.estimable,
            survey.considered,
            survey.failed,
            survey.best[0].model,
            survey.best[0].population
        ),
        Err(refusal) => refusal.to_string(),
    }
}

fn graphs(table: &OverlapTable) -> String {
    match Graphical::with_grid(table, 1000, 30).posterior(table) {
        Ok(posterior) => {
            format!("{} decomposable graphs, mean {:.1}", posterior.graphs, posterior.mean)
        }
        Err(refusal) => refusal.to_string(),
    }
}

/// Each list left out and each merging of lists, with limits from a thousand replicates.
fn changes(table: &OverlapTable) -> String {
    let (question, progress) = (Question::default(), Progress::default());
    match Assessment::begin(table, &question, &progress) {
        Ok(assessment) => {
            format!("{} changed tables", assessment.intervals_after_changes(&progress).len())
        }
        Err(refusal) => refusal.to_string(),
    }
}

/// The whole answer of the command, with choices, checks and verdict.
fn answer(table: &OverlapTable, size: u64) -> String {
    let (question, progress) = (Question::default(), Progress::default());
    match Assessment::begin(table, &question, &progress) {
        Ok(mut assessment) => {
            assessment.resample(&Plan::Exactly(size), &progress);
            let answer = assessment.conclude();
            format!("{:.0?} persons, {:?}", answer.population, answer.verdict.grade)
        }
        Err(refusal) => refusal.to_string(),
    }
}

fn latent(table: &OverlapTable, seed: u64) -> String {
    match LatentClass::default().draw(table, seed, &Progress::default()) {
        Ok(draws) => {
            let [low, middle, high] = [0.025, 0.5, 0.975].map(|p| draws.quantile(p));
            format!("{middle:.0} ({low:.0} to {high:.0}), {:.2?}", draws.convergence)
        }
        Err(refusal) => refusal.to_string(),
    }
}

fn table(lists: usize) -> OverlapTable {
    if lists == 6 {
        return published::uk_6();
    }
    let mut stream = Stream::new(20_261_123, lists as u64);
    let mut counts = vec![0_u64; 1 << lists];
    for _ in 0..20_000 {
        let mut history = 0_usize;
        for list in 0..lists {
            // Lists 1 and 2, and 2 and 3, attract each other.
            let before = list > 0 && list < 3 && history >> (list - 1) & 1 == 1;
            let chance = 0.04 + 0.02 * (list % 4) as f64;
            let chance = if before { 3.0 * chance } else { chance };
            history |= usize::from(stream.uniform() < chance) << list;
        }
        counts[history] += 1;
    }
    let names = (1..=lists).map(|list| format!("list {list}")).collect();
    let rows = (1..).zip(counts.into_iter().skip(1)).map(|(bits, n)| (History(bits), n));
    OverlapTable::new(names, rows).expect("no list of 20,000 persons is empty")
}
