//! Specialists: for one load, or for each hour of a coming week.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use planning::erlang::Load;
use planning::forecast::{Forecast, HOURS, forecast};
use planning::queue::{Line, Observed, simulate};
use planning::staffing::{Goal, Staffing, rostered, specialists};
use serde::Serialize;

use crate::files;

/// Specialists for a service level, for one load or for each hour of a coming week.
#[derive(Debug, Args)]
pub struct Staff {
    /// Contacts an hour.
    #[arg(long, value_name = "CONTACTS", required_unless_present = "history")]
    arrivals: Option<f64>,
    /// Past contacts: a CSV whose column `contacts` holds the count of every hour from a Monday's
    /// midnight on, whole weeks.
    #[arg(long, value_name = "FILE", conflicts_with = "arrivals")]
    history: Option<PathBuf>,
    /// Mean seconds a contact takes, the work after it included.
    #[arg(long, value_name = "SECONDS")]
    handling: f64,
    /// The share answered in time.
    #[arg(long, default_value_t = 0.95)]
    goal: f64,
    /// In time is within so many seconds.
    #[arg(long, default_value_t = 20.0, value_name = "SECONDS")]
    within: f64,
    /// Mean seconds after which people give up; without it nobody does, which asks for more staff.
    #[arg(long, value_name = "SECONDS")]
    patience: Option<f64>,
    /// The share of paid time that is not at the line: breaks, leave, training, supervision.
    #[arg(long, default_value_t = 0.3)]
    shrinkage: f64,
    /// The share of contacts by text or chat; checked by simulation.
    #[arg(long, value_name = "SHARE", conflicts_with = "history")]
    texts: Option<f64>,
    /// Texts at once for one specialist.
    #[arg(long, default_value_t = 3)]
    texts_at_once: u32,
    /// How much longer a text takes for each other one beside it.
    #[arg(long, default_value_t = 0.2)]
    slower_by: f64,
    /// Simulate so many contacts to check the formula, or with --texts instead of it.
    #[arg(long, value_name = "CONTACTS", conflicts_with = "history")]
    simulate: Option<u64>,
    /// For the hours of a week: staff for so much of what may come; 0.5 is the middle.
    #[arg(long, default_value_t = 0.9)]
    level: f64,
    /// Makes the simulation repeatable.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the answer as JSON (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

#[derive(Serialize)]
struct Answer {
    specialists: u32,
    rostered: u32,
    formula: Option<Staffing>,
    simulated: Option<Observed>,
    assumptions: Vec<String>,
}

#[derive(Serialize)]
struct Week {
    forecast: Forecast,
    hours: Vec<HourPlan>,
    rostered_hours: u64,
}

#[derive(Serialize)]
struct HourPlan {
    hour: usize,
    expected: f64,
    upper: u64,
    specialists: u32,
    rostered: u32,
}

impl Staff {
    /// Plans and prints.
    ///
    /// # Errors
    /// When a number or the history is wrong.
    pub fn run(&self) -> Result<ExitCode> {
        if !(0.0..0.95).contains(&self.shrinkage) {
            bail!("--shrinkage is a share from 0 to below 0.95");
        }
        match (&self.history, self.arrivals) {
            (Some(path), _) => self.week(path),
            (None, Some(arrivals)) => self.hour(arrivals / 3600.0),
            (None, None) => bail!("--arrivals or --history is missing"),
        }
    }

    fn goal(&self) -> Goal {
        Goal { share: self.goal, within: self.within }
    }

    fn hour(&self, arrivals: f64) -> Result<ExitCode> {
        let load = Load::new(arrivals, self.handling)?;
        let formula = specialists(load, self.patience, self.goal())?;
        let (found, simulated) = match self.texts {
            Some(share) => {
                let (found, observed) = self.with_texts(load, share, formula.specialists)?;
                (found, Some(observed))
            }
            None => {
                let observed = self.simulate.map(|contacts| {
                    let line = self.line(formula.specialists, Some(load), None);
                    simulate(&line, contacts, &mut super::uniform(self.seed, "calls"))
                });
                (formula.specialists, observed)
            }
        };
        let answer = Answer {
            specialists: found,
            rostered: rostered(found, self.shrinkage),
            formula: self.texts.is_none().then_some(formula),
            simulated,
            assumptions: self.assumptions(),
        };
        self.tell(&answer, || {
            let mut text = format!(
                "{} specialists at once, {} on the roster at {:.0} % away from the line.\n",
                answer.specialists,
                answer.rostered,
                100.0 * self.shrinkage
            );
            if let Some(formula) = &answer.formula {
                text += &format!(
                    "{:.2} % answered within {} s; {:.2} % give up; mean wait {:.1} s; {:.1} % of the \
                     time in contact.\n",
                    100.0 * formula.service_level,
                    self.within,
                    100.0 * formula.waiting.abandoned,
                    formula.waiting.mean_wait,
                    100.0 * formula.waiting.occupancy
                );
            }
            if let Some(seen) = &answer.simulated {
                text += &format!(
                    "Simulated: {:.2} % (± {:.2}) in time, {:.2} % (± {:.2}) give up.\n",
                    100.0 * seen.in_time.share,
                    196.0 * seen.in_time.error,
                    100.0 * seen.abandoned.share,
                    196.0 * seen.abandoned.error
                );
            }
            text + &answer.assumptions.join("\n") + "\n"
        })
    }

    /// The least number that keeps the goal by simulation, from the formula's downwards or upwards.
    fn with_texts(&self, load: Load, share: f64, formula: u32) -> Result<(u32, Observed)> {
        if !(share > 0.0 && share <= 1.0) {
            bail!("--texts is a share above 0 and up to 1");
        }
        let part = |share: f64| Load::new(load.arrivals() * share, load.handling()).ok();
        let contacts = self.simulate.unwrap_or(100_000);
        let run = |specialists: u32| {
            let line = self.line(specialists, part(1.0 - share), part(share));
            simulate(&line, contacts, &mut super::uniform(self.seed, "texts"))
        };
        let (mut low, mut high) = (0, formula.max(1));
        let mut best = run(high);
        while best.in_time.share < self.goal {
            low = high;
            high *= 2;
            if high > 100_000 {
                bail!("no number of specialists keeps this goal; are the seconds right?");
            }
            best = run(high);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            let seen = run(middle);
            if seen.in_time.share >= self.goal {
                (high, best) = (middle, seen);
            } else {
                low = middle;
            }
        }
        Ok((high, best))
    }

    fn line(&self, specialists: u32, calls: Option<Load>, texts: Option<Load>) -> Line {
        Line {
            specialists,
            calls,
            texts,
            texts_at_once: self.texts_at_once,
            slower_by: self.slower_by,
            patience: self.patience,
            within: self.within,
        }
    }

    fn week(&self, path: &Path) -> Result<ExitCode> {
        let counts = history(path)?;
        // Staff for the upper end of what comes in this share of hours.
        let forecast = forecast(&counts, 2.0 * self.level.clamp(0.5001, 0.9999) - 1.0)
            .with_context(|| format!("in `{}`", path.display()))?;
        let mut hours = Vec::with_capacity(HOURS);
        for hour in &forecast.hours {
            let busy = hour.upper.max(1) as f64;
            let load = Load::new(busy / 3600.0, self.handling)?;
            let found = specialists(load, self.patience, self.goal())?.specialists;
            hours.push(HourPlan {
                hour: hour.hour,
                expected: hour.mean,
                upper: hour.upper,
                specialists: found,
                rostered: rostered(found, self.shrinkage),
            });
        }
        let rostered_hours = hours.iter().map(|hour| u64::from(hour.rostered)).sum();
        let week = Week { forecast, hours, rostered_hours };
        self.tell(&week, || {
            let mut text =
                String::from("day        hour  expected  up to  specialists  rostered\n");
            for plan in &week.hours {
                text += &format!(
                    "{:<9}  {:02}:00  {:>8.1}  {:>5}  {:>11}  {:>8}\n",
                    DAYS[plan.hour / 24],
                    plan.hour % 24,
                    plan.expected,
                    plan.upper,
                    plan.specialists,
                    plan.rostered
                );
            }
            text + &format!(
                "{:.0} contacts a week expected; {} rostered hours.\n{}\n",
                week.forecast.week,
                week.rostered_hours,
                self.assumptions().join("\n")
            )
        })
    }

    fn assumptions(&self) -> Vec<String> {
        let patience = match self.patience {
            Some(seconds) => format!("Who waits gives up after {seconds} s on average (Erlang A)."),
            None => "Nobody gives up (Erlang C): more staff than a line with abandonment needs."
                .to_owned(),
        };
        vec![
            patience,
            "Contacts come at random and one after the other; a rush after a broadcast needs a reserve."
                .to_owned(),
        ]
    }

    fn tell(&self, answer: &impl Serialize, text: impl FnOnce() -> String) -> Result<ExitCode> {
        if let Some(path) = &self.json {
            files::json(path, answer)?;
        }
        if !self.quiet && self.json.as_deref() != Some(Path::new("-")) {
            print!("{}", text());
        }
        Ok(ExitCode::SUCCESS)
    }
}

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

fn history(path: &Path) -> Result<Vec<u32>> {
    let bytes = files::bytes(path)?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let within = || format!("in `{}`", path.display());
    let at = reader.headers().with_context(within)?.iter().position(|name| name == "contacts");
    let at = at.with_context(|| format!("`{}` has no column `contacts`", path.display()))?;
    let mut counts = Vec::new();
    for (line, row) in reader.records().enumerate() {
        let row = row.with_context(within)?;
        let count = row.get(at).and_then(|cell| cell.trim().parse().ok());
        let count = count.with_context(|| {
            format!("`{}`, line {}: `contacts` is a whole number", path.display(), line + 2)
        })?;
        counts.push(count);
    }
    Ok(counts)
}
