//! `daybreak outcomes`: what was done for whom and how soon.
//!
//! Coded steps go in, figures come out: as a page of text, as a page for browsers and paper, as CSV for a
//! spreadsheet, as JSON with the definition of each measure beside its figures. Small numbers are withheld in
//! all of them. Exploiters before the law and free places come from files of their own.

mod chart;
mod report;
mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use measure::period::Grain;
use measure::{Beds, Figures, Justice, Period, Steps, figures};

use crate::files;

/// What was done for whom and how soon, from coded steps.
#[derive(Debug, Args)]
pub struct Options {
    /// Coded steps (CSV).
    steps: PathBuf,
    /// Steps of exploiters before the law (CSV): a file of its own, never one of victims.
    #[arg(long, value_name = "JUSTICE.csv")]
    justice: Option<PathBuf>,
    /// Free places, hour by hour (CSV).
    #[arg(long, value_name = "BEDS.csv")]
    beds: Option<PathBuf>,
    /// The first day of the period.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// The first day after the period.
    #[arg(long, value_name = "DAY")]
    to: String,
    /// Tell each figure by the parts of the period as well.
    #[arg(long, value_enum, value_name = "PART")]
    by: Option<By>,
    /// Counts below this are withheld, and with them what would give them away.
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u64).range(3..))]
    threshold: u64,
    /// Write the counts here (CSV; `-` for standard output).
    #[arg(long, value_name = "PATH")]
    csv: Option<PathBuf>,
    /// Write the shares with their limits here (CSV; `-` for standard output).
    #[arg(long, value_name = "PATH")]
    shares: Option<PathBuf>,
    /// Write figures and definitions here (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// Write a page with charts here (HTML, nothing outside of it).
    #[arg(long, value_name = "PATH")]
    report: Option<PathBuf>,
    /// No summary.
    #[arg(long)]
    quiet: bool,
}

/// The parts of a trend.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum By {
    /// Months of the calendar.
    Month,
    /// Quarters of the calendar.
    Quarter,
}

/// The figures of one file.
struct Chapter {
    /// The key in the document.
    key: &'static str,
    /// The heading for people.
    heading: &'static str,
    /// What has to be said of all of them.
    note: &'static str,
    figures: Vec<Figures>,
}

impl Options {
    /// Counts.
    ///
    /// # Errors
    /// When the period is none, or a file is not coded or another one; then nothing is written.
    pub fn run(&self) -> Result<ExitCode> {
        let chapters = self.chapters(&self.period()?)?;
        if let Some(path) = &self.csv {
            files::write(path, text::counts(&chapters)?.as_slice())?;
        }
        if let Some(path) = &self.shares {
            files::write(path, text::shares(&chapters)?.as_slice())?;
        }
        if let Some(path) = &self.json {
            let mut document = serde_json::json!({ "from": self.from, "to": self.to });
            for chapter in &chapters {
                document[chapter.key] = serde_json::json!(chapter.figures);
            }
            files::json(path, &document)?;
        }
        if let Some(path) = &self.report {
            let page = report::page(&chapters, [&self.from, &self.to], self.threshold);
            files::write(path, page.as_bytes())?;
        }
        let written = [&self.csv, &self.shares, &self.json, &self.report];
        let is_read_by_a_program =
            written.into_iter().any(|path| path.as_deref() == Some(Path::new("-")));
        if !self.quiet && !is_read_by_a_program {
            print!("{}", text::page(&chapters)?);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn period(&self) -> Result<Period> {
        let period = Period::new(&self.from, &self.to).context(
            "`--from` and `--to` are days, written 2026-03-14, the first before the second",
        )?;
        Ok(match self.by {
            None => period,
            Some(By::Month) => period.told_by(Grain::Month)?,
            Some(By::Quarter) => period.told_by(Grain::Quarter)?,
        })
    }

    /// Every file is read before anything is written.
    fn chapters(&self, period: &Period) -> Result<Vec<Chapter>> {
        let threshold = self.threshold;
        let shown = |name: &str| format!("the counts of `{name}` cannot be shown");
        let name = self.steps.display().to_string();
        let steps = Steps::read(&name, files::open(&self.steps)?)?;
        let mut chapters = vec![Chapter {
            key: "measures",
            heading: "What was done for whom",
            note: "Of children and young people who were, or may have been, exploited.",
            figures: figures::all(&steps, period, threshold).with_context(|| shown(&name))?,
        }];
        if let Some(path) = &self.justice {
            let name = path.display().to_string();
            let justice = Justice::read(&name, files::open(path)?)?;
            chapters.push(Chapter {
                key: "exploiters",
                heading: "Exploiters before the law",
                note: "Of those who are said to have sold, bought or made it possible: alleged until \
                       a court says otherwise. No victim is among them.",
                figures: figures::of_exploiters(&justice, period, threshold)
                    .with_context(|| shown(&name))?,
            });
        }
        if let Some(path) = &self.beds {
            let name = path.display().to_string();
            let beds = Beds::read(&name, files::open(path)?)?;
            chapters.push(Chapter {
                key: "beds",
                heading: "Free places",
                note: "Of hours, not of people.",
                figures: figures::of_beds(&beds, period, threshold)
                    .with_context(|| shown(&name))?,
            });
        }
        Ok(chapters)
    }
}
