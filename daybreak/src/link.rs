//! `daybreak link` and `daybreak encode`: which records of several lists are the same person.

mod earlier;
mod encode;
mod files;
mod results;
mod rules;
mod steps;

pub use encode::Encode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use earlier::Earlier;
use linkage::cluster::Guards;
use linkage::encoding::TooShort;
use linkage::score::weight_of;
use linkage::train::Training;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use steps::Run;

/// Which records of several lists are the same person, and how sure we are.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Link {
    #[command(subcommand)]
    step: Option<Step>,
    #[command(flatten)]
    run: Whole,
}

/// One step of a linkage on its own.
#[derive(Debug, Subcommand)]
enum Step {
    /// Learns a model and writes it.
    Train(TrainArgs),
    /// Scores pairs with a model.
    Predict(Whole),
    /// Says what blocking rules cost and find, and which together reach a wished recall.
    Rules(rules::Rules),
    /// Makes persons of lists with a model; other thresholds and guards need no new training.
    Cluster(Whole),
}

/// Lists and how they are read.
#[derive(Debug, Clone, Args)]
pub struct Input {
    /// Settings or model (TOML, JSON, or the JSON of Splink); without it, the preset for people.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// The lists, one per agency: CSV, Parquet, `sqlite:FILE#TABLE` or `postgres://…#TABLE`.
    #[arg(required = true, value_name = "LIST")]
    lists: Vec<PathBuf>,
    /// A column computed from others, as NAME=EXPRESSION; may be repeated.
    #[arg(long, value_name = "NAME=EXPRESSION")]
    derive: Vec<String>,
    /// Seed of every random step.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; all processors by default.
    #[arg(long)]
    threads: Option<usize>,
    /// No progress and no summary.
    #[arg(long)]
    quiet: bool,
    /// Blocks of more records than this are left out, and said so.
    #[arg(long, default_value_t = 10_000, value_name = "RECORDS")]
    largest_block: u32,
    /// Learn the model anew even if the settings hold one.
    #[arg(long)]
    retrain: bool,
    /// Most memory to use, in GiB: pairs beyond it go to disk, lists that do not fit are refused.
    #[arg(long, value_name = "GIB", value_parser = gibibytes)]
    memory: Option<u64>,
    /// Do not learn a class for different people of one household.
    #[arg(long)]
    no_households: bool,
    /// Random pairs from which agreement by chance is learned.
    #[arg(long, default_value_t = 1_000_000, value_name = "PAIRS")]
    random_pairs: u64,
}

/// A whole run.
#[derive(Debug, Clone, Args)]
pub struct Whole {
    #[command(flatten)]
    input: Input,
    /// Directory for the results; made if absent.
    #[arg(long, value_name = "DIR", required = true)]
    out: Option<PathBuf>,
    /// Write a machine-readable report here (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// Write results as CSV instead of Parquet.
    #[arg(long)]
    csv: bool,
    /// Pairs less likely than this are dropped.
    #[arg(long, default_value_t = 0.01, value_name = "PROBABILITY")]
    floor: f64,
    /// Joins less likely than this are not made.
    #[arg(long, default_value_t = 0.5, value_name = "PROBABILITY")]
    threshold: f64,
    /// Each list holds a person once.
    #[arg(long)]
    one_to_one: bool,
    /// Plain connected components: contradictions between records do not forbid a join.
    #[arg(long)]
    no_guards: bool,
    /// Clusterings drawn for the intervals; 0 for none.
    #[arg(long, default_value_t = 100)]
    draws: usize,
    /// Keep the person ids of the earlier result in this directory.
    #[arg(long, value_name = "DIR")]
    previous: Option<PathBuf>,
    /// Compare only records that the earlier result does not know: its pairs, and without --settings its
    /// model, are taken over.
    #[arg(long, requires = "previous")]
    increment: bool,
    /// Decisions of reviewers (CSV), applied before persons are made; may be repeated.
    #[arg(long, value_name = "FILE")]
    decisions: Vec<PathBuf>,
    /// Write a page of uncertain pairs for review here.
    #[arg(long, value_name = "HTML")]
    review: Option<PathBuf>,
    /// Fill the review page with so many pairs of every band of probability, to estimate the quality,
    /// instead of the 200 least certain ones.
    #[arg(long, value_name = "PAIRS", requires = "review")]
    review_sample: Option<usize>,
    /// Write a report on the quality of the linkage here.
    #[arg(long, value_name = "HTML")]
    report: Option<PathBuf>,
    /// Write how many persons which lists share, and nothing about any record.
    #[arg(long, conflicts_with_all = ["review", "previous"])]
    counts_only: bool,
    /// Keep the steps of the run in this directory; begun again after a kill, the run goes on there.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

/// Training alone.
#[derive(Debug, Clone, Args)]
struct TrainArgs {
    #[command(flatten)]
    input: Input,
    /// Where the model goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write the model as Splink settings, too.
    #[arg(long, value_name = "FILE")]
    splink: Option<PathBuf>,
}

impl Link {
    /// Runs the command. A refusal of encoded lists that are too short exits with 3.
    ///
    /// # Errors
    /// What is wrong with the lists, the settings or the output directory.
    pub fn run(self) -> Result<ExitCode> {
        match self.run_step() {
            Err(e) if e.is::<TooShort>() => {
                eprintln!("refused: {e}");
                Ok(ExitCode::from(3))
            }
            other => other.map(|()| ExitCode::SUCCESS),
        }
    }

    fn run_step(self) -> Result<()> {
        match (self.step, self.run) {
            (Some(Step::Train(args)), _) => in_pool(args.input.threads, || train(&args)),
            (Some(Step::Rules(args)), _) => in_pool(args.input.threads, || args.run()),
            (Some(Step::Predict(args)), _) => in_pool(args.input.threads, || predict(&args)),
            (Some(Step::Cluster(args)), _) | (None, args) => {
                in_pool(args.input.threads, || whole(&args))
            }
        }
    }
}

fn in_pool(threads: Option<usize>, work: impl FnOnce() -> Result<()> + Send) -> Result<()> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    pool.context("threads cannot be started")?.install(work)
}

fn train(args: &TrainArgs) -> Result<()> {
    let mut run = Run::start(&args.input, None)?;
    run.train(&args.input.training(), None)?;
    files::write_json(&args.out, run.linker.settings())?;
    if let Some(path) = &args.splink {
        let settings = linkage::settings::splink::export(run.linker.settings())?;
        files::write_json(path, &settings)?;
    }
    run.tell(&args.input);
    Ok(())
}

fn predict(args: &Whole) -> Result<()> {
    let mut run = Run::start(&args.input, None)?;
    let work = run.resume(args)?;
    run.train(&args.input.training(), Some(args.pairs_dir()?))?;
    run.score(weight_of(args.floor), work.as_ref())?;
    let out = files::Results::open(args.out()?, args.csv)?;
    run.write_pairs(&out)?;
    run.write_model(&out, &args.input)?;
    run.report_json(args)?;
    run.tell(&args.input);
    Ok(())
}

fn whole(args: &Whole) -> Result<()> {
    let earlier = args.previous.as_deref().map(|dir| Earlier::read(dir, args.increment));
    let earlier = earlier.transpose()?;
    let mut run = Run::start(&args.input, earlier)?;
    run.read_decisions(&args.decisions)?;
    let work = run.resume(args)?;
    run.train(&args.input.training(), Some(args.pairs_dir()?))?;
    run.score(weight_of(args.floor), work.as_ref())?;
    run.add_earlier_pairs()?;
    run.decide();
    run.cluster(&args.guards());
    run.count(&args.guards(), args.draws, args.input.seed);
    let out = files::Results::open(args.out()?, args.csv)?;
    if !args.counts_only {
        run.write_pairs(&out)?;
        run.write_persons(&out)?;
    }
    run.write_counts(&out)?;
    run.write_model(&out, &args.input)?;
    run.write_pages(args)?;
    run.report_json(args)?;
    run.tell(&args.input);
    Ok(())
}

/// A number of GiB as bytes.
fn gibibytes(text: &str) -> Result<u64, String> {
    match text.parse::<f64>() {
        Ok(n) if n > 0.0 && n < 1e6 => Ok((n * f64::from(1 << 30)) as u64),
        _ => Err(format!("`{text}` is no number of GiB")),
    }
}

impl Input {
    fn training(&self) -> Training {
        Training {
            random_pairs: self.random_pairs,
            seed: self.seed,
            households: !self.no_households,
            largest_block: self.largest_block,
            ..Training::default()
        }
    }
}

impl Whole {
    fn out(&self) -> Result<&Path> {
        self.out.as_deref().context("--out is missing")
    }

    /// Where pairs go that memory has no room for; made if absent.
    fn pairs_dir(&self) -> Result<&Path> {
        let dir = self.work.as_deref().map_or_else(|| self.out(), Ok)?;
        std::fs::create_dir_all(dir)
            .with_context(|| format!("`{}` cannot be made", dir.display()))?;
        Ok(dir)
    }

    fn guards(&self) -> Guards {
        Guards {
            threshold: weight_of(self.threshold),
            contradictions: !self.no_guards,
            one_to_one: self.one_to_one,
            ..Guards::default()
        }
    }
}
