//! `daybreak outcomes`: what was done for whom and how soon.
//!
//! Coded steps go in, figures come out: as a page of text, as CSV for a spreadsheet, as JSON with the
//! definition of each measure beside its figures. Small numbers are withheld in all three.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use measure::{Figures, Period, Steps, figures};

use crate::files;

/// What was done for whom and how soon, from coded steps.
#[derive(Debug, Args)]
pub struct Options {
    /// Coded steps (CSV).
    steps: PathBuf,
    /// The first day of the period.
    #[arg(long, value_name = "DAY")]
    from: String,
    /// The first day after the period.
    #[arg(long, value_name = "DAY")]
    to: String,
    /// Counts below this are withheld, and with them what would give them away.
    #[arg(long, default_value_t = 11, value_parser = clap::value_parser!(u64).range(3..))]
    threshold: u64,
    /// Write the counts here (CSV; `-` for standard output).
    #[arg(long, value_name = "PATH")]
    csv: Option<PathBuf>,
    /// Write figures and definitions here (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// No summary.
    #[arg(long)]
    quiet: bool,
}

impl Options {
    /// Counts.
    ///
    /// # Errors
    /// When the period is none, or the steps are not coded; then nothing is written.
    pub fn run(&self) -> Result<ExitCode> {
        let period = Period::new(&self.from, &self.to).context(
            "`--from` and `--to` are days, written 2026-03-14, the first before the second",
        )?;
        let name = self.steps.display().to_string();
        let steps = Steps::read(&name, files::open(&self.steps)?)?;
        let figures = figures::all(&steps, &period, self.threshold)
            .with_context(|| format!("the counts of `{name}` cannot be shown"))?;
        if let Some(path) = &self.csv {
            files::write(path, table(&figures)?.as_slice())?;
        }
        if let Some(path) = &self.json {
            let document = serde_json::json!({
                "from": self.from, "to": self.to, "measures": figures,
            });
            files::json(path, &document)?;
        }
        let is_read_by_a_program =
            [&self.csv, &self.json].into_iter().any(|path| path.as_deref() == Some(Path::new("-")));
        if !self.quiet && !is_read_by_a_program {
            println!("{}", page(&figures)?);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// One row for each count; an empty count is withheld.
fn table(figures: &[Figures]) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["measure", "by", "group", "outcome", "count"])?;
    for figures in figures {
        for table in &figures.tables {
            let by = table.by.get(1).map_or("", String::as_str);
            for row in &table.cells {
                let group = row.at.get(1).map_or("", String::as_str);
                let count = row.value.map(|value| format!("{value:.0}")).unwrap_or_default();
                out.write_record([figures.measure, by, group, row.at[0].as_str(), &count])?;
            }
        }
    }
    out.into_inner().context("the table cannot be ended")
}

/// Each measure as a sentence, of all.
fn page(figures: &[Figures]) -> Result<String> {
    let mut text = String::new();
    for Figures { definition, shares, .. } in figures {
        let all = shares.first().context("a measure has a figure of all")?;
        write!(text, "{}: ", definition.name)?;
        match (all.numerator, all.denominator, all.share) {
            (Some(above), Some(_), Some(_)) if definition.outcomes.len() == 1 => {
                write!(text, "{above}")?;
            }
            (Some(above), Some(below), Some(share)) => {
                write!(text, "{above} of {below} ({:.0} %)", 100.0 * share)?;
            }
            (Some(_), Some(_), None) => write!(text, "none in the period")?,
            _ => write!(text, "withheld, because a count is small")?,
        }
        writeln!(text, ". Counted: {}", definition.numerator.join(", "))?;
        writeln!(text, "    {}", definition.does_not_mean)?;
    }
    Ok(text)
}
