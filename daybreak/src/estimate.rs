//! `daybreak estimate`: how many, seen and unseen, from an overlap table.
//!
//! Reading order: [`Options`] (what can be asked), [`run`] (read, estimate, print, resample,
//! write), then [`summary`] and [`report`] for what people read.

mod plot;
mod report;
mod summary;

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use prevalence::assessment::{Drawing, Grade, Method, Plan};
use prevalence::catalogue::Progress;
use prevalence::{Answer, Assessment, Criterion, Model, Question, other_methods, replicates};
use record::linked::Linked;
use record::{Covariate, OverlapTable, coded, counts};

/// Estimate how many potential victims there are, seen and unseen, from overlapping lists.
#[derive(Debug, Args)]
pub struct Options {
    /// Capture-history file: one 0/1 column per list, then `count`.
    counts: PathBuf,
    /// How to estimate.
    #[arg(long, value_enum, default_value_t = How::Stepwise)]
    method: How,
    /// The model for `--method loglinear`, such as "[12,3]".
    #[arg(long)]
    model: Option<String>,
    /// The most lists in one interaction.
    #[arg(long)]
    max_order: Option<u32>,
    /// How many replicates to draw; without it, as many as the limits need.
    #[arg(long)]
    bootstrap: Option<u64>,
    /// Take replicates from this file instead of drawing them.
    #[arg(long, conflicts_with = "bootstrap")]
    replicates: Option<PathBuf>,
    /// Draw replicates from the chosen model, so that the number seen varies too; this trusts the
    /// model, and its limits are too narrow where the choice is uncertain.
    #[arg(long, conflicts_with = "replicates")]
    parametric: bool,
    /// Simulate so many worlds like the estimated one, and say how often limits hold the truth;
    /// a report asks for a hundred unasked where they are quick.
    #[arg(long)]
    coverage: Option<u64>,
    /// P-value below which stepwise selection adds a pair of lists.
    #[arg(long, default_value_t = 0.02)]
    threshold: f64,
    /// Level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    level: f64,
    /// Write the answer as JSON to this file, `-` for standard output.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write intervals, choices and checks as CSV to this file, `-` for standard output.
    #[arg(long)]
    csv: Option<PathBuf>,
    /// Write a report for people to this HTML file.
    #[arg(long)]
    report: Option<PathBuf>,
    /// The counts file holds linked records (person, list, strata), one row per person and list.
    #[arg(long, group = "persons")]
    linked: bool,
    /// The counts file holds coded records (person, list, codes), one row per person and list.
    #[arg(long, group = "persons")]
    coded: bool,
    /// With `--linked` or `--coded`: estimate per stratum too, by these columns.
    #[arg(long, value_delimiter = ',', requires = "persons")]
    by: Vec<String>,
    /// The population in words, for the report.
    #[arg(long, default_value = "persons who could have been on each of these lists")]
    population: String,
    /// The period in words, for the report.
    #[arg(long, default_value = "the period that the lists cover")]
    period: String,
    /// Makes every random step repeatable.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many threads to use; the result does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// The methods of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum How {
    /// Pairs of lists by Poisson p-values (Chan, Silverman & Vincent 2021).
    Stepwise,
    /// The best model by BIC.
    Bic,
    /// The best model by AIC.
    Aic,
    /// Downhill search by BIC (Silverman, Chan & Vincent 2024).
    Downhill,
    /// Bayesian average over decomposable graphs (Madigan & York 1997).
    Graphical,
    /// Dirichlet-process mixture of latent classes (Manrique-Vallier 2016).
    LatentClass,
    /// Bayesian thresholding of pairs (Silverman 2020).
    Threshold,
    /// Two lists (Chapman 1951).
    Chapman,
    /// A lower bound (Chao 1987).
    Chao,
    /// A given model.
    Loglinear,
}

/// At most so many replicates are drawn unasked.
const MOST_REPLICATES: u64 = 1_000_000;

/// Reads, estimates and reports.
///
/// # Errors
/// What the input or the question does wrong, for exit status 1.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    if let Some(threads) = options.threads {
        // Fails only if a pool exists already; then its size is what it is.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    if !(0.5..1.0).contains(&options.level) {
        bail!("--level is {}; use a number from 0.5 to below 1, such as 0.95", options.level);
    }
    let input = Input::read(options)?;
    let progress = watched(options);
    let (answer, sorted) = match options.question(&input.table)? {
        Asked::Loglinear(question) => options.loglinear(&input, &question, &progress)?,
        Asked::Other(other) => {
            let answer = other.answer(&input.table, options.level, options.seed, &progress);
            if options.shows_progress() {
                eprintln!();
            }
            options.say(&summary::opening(&answer, options.words()));
            options.say(&summary::closing(&answer));
            (answer, Vec::new())
        }
    };
    options.write(&answer, &sorted, &input)?;
    let refused = answer.verdict.grade == Grade::NotEstimable;
    Ok(if refused { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

/// What was read.
struct Input {
    table: OverlapTable,
    strata: Vec<(String, OverlapTable)>,
}

impl Input {
    fn read(options: &Options) -> anyhow::Result<Self> {
        let path = &options.counts;
        let name = path.display().to_string();
        let file = reveal::files::open(path)?;
        let linked = if options.linked {
            let by: Vec<&str> = options.by.iter().map(String::as_str).collect();
            Linked::read(&name, file, &by)?
        } else if options.coded {
            let by = options.by.iter().map(|name| name.parse());
            coded::read_linked(&name, file, &by.collect::<Result<Vec<Covariate>, _>>()?)?
        } else {
            let table = counts::read(&name, file)?;
            return Ok(Self { table, strata: Vec::new() });
        };
        let table = linked.table().with_context(|| format!("in `{name}`"))?;
        let strata =
            if options.by.is_empty() { Vec::new() } else { linked.strata()?.into_iter().collect() };
        Ok(Self { table, strata })
    }
}

enum Asked {
    Loglinear(Question),
    Other(other_methods::Other),
}

impl Options {
    fn question(&self, table: &OverlapTable) -> anyhow::Result<Asked> {
        use other_methods::Other;
        let method = match self.method {
            How::Graphical => return Ok(Asked::Other(Other::Graphical)),
            How::LatentClass => return Ok(Asked::Other(Other::LatentClass)),
            How::Threshold => return Ok(Asked::Other(Other::Threshold)),
            How::Chapman => return Ok(Asked::Other(Other::Chapman)),
            How::Chao => return Ok(Asked::Other(Other::Chao)),
            _ if self.model.is_some() => self.given(table)?,
            How::Loglinear => bail!("--method loglinear needs a model: add --model \"[12,3]\""),
            How::Stepwise => Method::Stepwise { threshold: self.threshold },
            How::Bic => Method::Best(Criterion::Bic),
            How::Aic => Method::Best(Criterion::Aic),
            How::Downhill => Method::Downhill,
        };
        Ok(Asked::Loglinear(Question {
            method,
            max_order: self.max_order,
            level: self.level,
            seed: self.seed,
            drawing: if self.parametric { Drawing::Parametric } else { Drawing::Multinomial },
        }))
    }

    fn given(&self, table: &OverlapTable) -> anyhow::Result<Method> {
        let text = self.model.as_deref().unwrap_or_default();
        Ok(Method::Loglinear(Model::parse(text, table.lists().len())?))
    }

    fn loglinear(
        &self,
        input: &Input,
        question: &Question,
        progress: &Progress,
    ) -> anyhow::Result<(Answer, Vec<f64>)> {
        let plan = self.plan(&input.table)?;
        let mut assessment = match Assessment::begin(&input.table, question, progress) {
            Ok(assessment) => assessment,
            Err(refusal) => {
                let name = question.method_name();
                let answer = Answer::refused(&input.table, name, &refusal);
                self.say(&summary::opening(&answer, self.words()));
                self.say(&summary::closing(&answer));
                return Ok((answer, Vec::new()));
            }
        };
        self.say(&summary::opening(assessment.answer(), self.words()));
        assessment.resample(&plan, progress);
        let mut answer = assessment.conclude();
        if self.report.is_some() {
            answer.diagnostics.extend(assessment.intervals_after_changes(progress));
        }
        let worlds = self.worlds(question);
        if worlds > 0 {
            answer.simulated_coverage = Some(assessment.simulated_coverage(worlds, progress));
        }
        if self.shows_progress() {
            eprintln!();
        }
        answer.tell();
        if !input.strata.is_empty() {
            answer.diagnostics.extend(prevalence::strata::tell(&input.strata, self.level));
        }
        self.say(&summary::closing(&answer));
        Ok((answer, assessment.replicates().to_vec()))
    }

    fn plan(&self, table: &OverlapTable) -> anyhow::Result<Plan> {
        if let Some(path) = &self.replicates {
            let name = path.display().to_string();
            let file = reveal::files::open(path)?;
            let drawn = replicates::read(&name, file, table.lists().len())?;
            return Ok(Plan::Given(drawn));
        }
        Ok(match self.bootstrap {
            Some(0) => Plan::None,
            Some(count) => Plan::Exactly(count),
            None => Plan::UntilSupported(MOST_REPLICATES),
        })
    }

    /// How many worlds are simulated.
    fn worlds(&self, question: &Question) -> u64 {
        let is_quick = matches!(question.method, Method::Stepwise { .. } | Method::Loglinear(_));
        self.coverage.unwrap_or(if self.report.is_some() && is_quick { 100 } else { 0 })
    }

    fn words(&self) -> summary::Words<'_> {
        summary::Words { population: &self.population, period: &self.period }
    }

    fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Prints for people, unless standard output belongs to a program.
    fn say(&self, text: &str) {
        let is_output = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
        if !self.quiet && !is_output(&self.json) && !is_output(&self.csv) {
            print!("{text}");
        }
    }

    fn write(&self, answer: &Answer, sorted: &[f64], input: &Input) -> anyhow::Result<()> {
        if let Some(path) = &self.json {
            write_to(path, &(serde_json::to_string_pretty(answer)? + "\n"))?;
        }
        if let Some(path) = &self.csv {
            write_to(path, &summary::table(answer))?;
        }
        if let Some(path) = &self.report {
            write_to(path, &report::page(answer, sorted, &input.table, self.words()))?;
            self.say(&format!("\nReport written to {}.\n", path.display()));
        }
        Ok(())
    }
}

/// Writes the whole file or nothing: a report cut short would mislead.
fn write_to(path: &Path, text: &str) -> anyhow::Result<()> {
    if path == Path::new("-") {
        print!("{text}");
        return Ok(());
    }
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let explain = || format!("`{}` cannot be written", path.display());
    fs::write(&partial, text).with_context(explain)?;
    fs::rename(&partial, path).with_context(explain)
}

/// Progress that shows itself on a terminal and stops on Ctrl-C.
fn watched(options: &Options) -> Arc<Progress> {
    let shown = options.shows_progress();
    let told = AtomicU64::new(0);
    let progress = Arc::new(Progress::telling(move |done| {
        // Steps differ by method; a line per thousand is enough.
        let thousands = done / 1000;
        if shown && told.fetch_max(thousands, Ordering::Relaxed) < thousands {
            eprint!("\r{} done, Ctrl-C for what there is ", summary::number(done as f64));
        }
    }));
    let stopped = Arc::clone(&progress);
    // The thread waits for the signal and ends with the process.
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let Ok(runtime) = runtime else { return };
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            stopped.stop();
        }
        // Whoever asks twice does not want to wait for what there is.
        if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            std::process::exit(130);
        }
    });
    progress
}
