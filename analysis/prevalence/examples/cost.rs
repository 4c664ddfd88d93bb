//! What the methods cost on the six UK lists.
//!
//! `cargo run --release -p prevalence --example cost -- stepwise 1000`

use prevalence::bootstrap::{Replicates, Resampling, acceleration};
use prevalence::catalogue::{Catalogue, Progress};
use prevalence::{BestPairs, Cells, Criterion, Stepwise, published};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = arguments.first().map_or("stepwise", String::as_str);
    let size: u64 = arguments.get(1).and_then(|size| size.parse().ok()).unwrap_or(1000);
    let cells = Cells::new(&published::uk_6());
    let resampling = Resampling::multinomial(&cells);
    match task {
        "stepwise" => {
            let run = Replicates::run(&Stepwise::default(), &resampling, 1, 0..size);
            let a = acceleration(&Stepwise::default(), &cells);
            println!("{size} replicates, {} failed, acceleration {a:?}", run.failed());
        }
        "all-pairs" => {
            let run = Replicates::run(&BestPairs::default(), &resampling, 1, 0..size);
            println!("{size} exhaustive selections, {} failed", run.failed());
        }
        "survey" => {
            let max_order = size as u32;
            let catalogue = Catalogue { max_order, criterion: Criterion::Bic, keep: 1000 };
            let survey = catalogue.survey(&cells, &Progress::default());
            let survey = survey.expect("the published table has estimable models");
            println!(
                "{} of {} models, {} failed",
                survey.estimable, survey.considered, survey.failed
            );
            for ranked in &survey.best[..5] {
                println!("{} {:.1} {:.3}", ranked.model, ranked.population, ranked.value);
            }
        }
        "latent" => {
            for table in [published::netherlands_5(), published::uk_5()] {
                let draws = prevalence::latent_class::LatentClass::default().draw(&table, size);
                let draws = draws.expect("the tables have five lists");
                let quantiles = [0.025, 0.5, 0.975].map(|p| draws.quantile(p));
                println!("{quantiles:?} {:?} {:?}", draws.chain_medians, draws.convergence);
            }
        }
        other => println!("`{other}` is none of stepwise, all-pairs, survey, latent"),
    }
}
