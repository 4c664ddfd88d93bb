//! `daybreak extract`: cases go in, coded records come out.
//!
//! The input is the HTCDS 2.0 file that the service exports: the row of a case, then the rows of its
//! people. It is read once; of each record only the numbers of its codes are held until it is known which
//! combinations few share.
//!
//! Cost: memory for the different codes, one row group, and four bytes a record and column; time for reading
//! the file once.

mod columns;
mod held;
mod source;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use deidentify::{CodedCase, Rules};
use serde::Serialize;

use crate::files;
use columns::Columns;
use held::Held;
use source::Source;

/// Takes coded records out of cases; whatever is not coded stays behind.
#[derive(Debug, Args)]
pub struct Options {
    /// Cases as HTCDS 2.0 (CSV), each followed by its people.
    cases: PathBuf,
    /// What may leave (TOML).
    #[arg(long, value_name = "FILE")]
    rules: PathBuf,
    /// Where the coded records go: Parquet, or CSV for a name that ends in `.csv`.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write a machine-readable summary here (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// No summary.
    #[arg(long)]
    quiet: bool,
}

#[derive(Serialize)]
struct Summary {
    cases: u64,
    records: u64,
    coarsened: u64,
    k: u32,
}

impl Options {
    /// As `daybreak extract CASES --rules RULES --out OUT --quiet`.
    pub(crate) fn quietly(cases: PathBuf, rules: PathBuf, out: PathBuf) -> Self {
        Self { cases, rules, out, json: None, quiet: true }
    }

    /// Extracts.
    ///
    /// # Errors
    /// When the rules would let out what identifies, or a row is not HTCDS; then nothing is written.
    pub fn run(&self) -> Result<ExitCode> {
        let rules = Rules::read(&files::text(&self.rules)?)
            .with_context(|| format!("in `{}`", self.rules.display()))?;
        let mut held = Held::default();
        let cases = Source::open(&self.cases, &rules)?
            .each(|case, person, victim| held.take(&CodedCase::of(&rules, case, person, victim)))?;
        let mut summary = Summary { cases, records: 0, coarsened: 0, k: rules.k() };
        let names: Vec<&'static str> = rules.columns().collect();
        files::write_stream(&self.out, |file| {
            let is_csv = self.out.extension().is_some_and(|extension| extension == "csv");
            let mut out = Columns::begin(file, &names, is_csv)?;
            summary.records = held.each(rules.k(), |cells, is_coarser| {
                summary.coarsened += u64::from(is_coarser);
                out.row(cells)
            })?;
            out.end()
        })?;
        if let Some(path) = &self.json {
            files::json(path, &summary)?;
        }
        if !self.quiet && self.json.as_deref() != Some(std::path::Path::new("-")) {
            println!(
                "{} coded records of {} cases; {} of them coarser, because fewer than {} shared their \
                 month, county, age band and gender.",
                summary.records, summary.cases, summary.coarsened, summary.k
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}
