//! Places for each need and county.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use planning::beds::{Need, Places, places};
use serde::{Deserialize, Serialize};

use crate::files;

/// Places for each need and county, with limits.
#[derive(Debug, Args)]
pub struct Beds {
    /// A CSV with the columns `county`, `need`, `days`, `met`, `unmet` (empty if not counted),
    /// `stays`, `stay_days` and `places`.
    needs: PathBuf,
    /// At most this share of requests is turned away.
    #[arg(long, default_value_t = 0.05)]
    turned_away: f64,
    /// Level of the limits.
    #[arg(long, default_value_t = 0.9)]
    level: f64,
    /// Makes the limits repeatable.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Write the answer as JSON (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

#[derive(Deserialize)]
struct Row {
    county: String,
    need: String,
    days: f64,
    met: u32,
    unmet: Option<u32>,
    stays: u32,
    stay_days: f64,
    places: u32,
}

#[derive(Serialize)]
struct Line {
    county: String,
    need: String,
    places_now: u32,
    /// None where nothing can be said, with the reason.
    needed: Option<Places>,
    because: Option<String>,
}

impl Beds {
    /// Plans and prints.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub fn run(&self) -> Result<ExitCode> {
        let bytes = files::bytes(&self.needs)?;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let mut lines = Vec::new();
        for row in reader.deserialize::<Row>() {
            let row = row.with_context(|| format!("in `{}`", self.needs.display()))?;
            lines.push(self.line(row));
        }
        if let Some(path) = &self.json {
            files::json(path, &lines)?;
        }
        if !self.quiet && self.json.as_deref() != Some(Path::new("-")) {
            print!("{}", text(&lines));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn line(&self, row: Row) -> Line {
        let Row { county, need, days, met, unmet, stays, stay_days, places: places_now } = row;
        let known = Need { days, met, unmet, stays, stay_days, places: places_now };
        let purpose = format!("{county}\n{need}");
        let mut uniform = super::uniform(self.seed, &purpose);
        let (needed, because) = match places(&known, self.turned_away, self.level, &mut uniform) {
            Ok(needed) => (Some(needed), None),
            Err(refused) => (None, Some(refused.to_string())),
        };
        Line { county, need, places_now, needed, because }
    }
}

fn text(lines: &[Line]) -> String {
    let mut text =
        String::from("county              need                  now  needed  limits     missing\n");
    for line in lines {
        let start = format!("{:<18}  {:<20}  {:>3}", line.county, line.need, line.places_now);
        let rest = match (&line.needed, &line.because) {
            (Some(needed), _) => format!(
                "  {:>6}  {:<9}  {:>7}{}",
                needed.median,
                format!("{} to {}", needed.lower, needed.upper),
                needed.missing,
                if needed.is_lower_bound {
                    "  at least: unmet requests were not counted"
                } else {
                    ""
                }
            ),
            (None, because) => format!("  {}", because.as_deref().unwrap_or_default()),
        };
        text += &format!("{start}{rest}\n");
    }
    text
}
