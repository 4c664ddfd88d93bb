//! Synthetic rows as files: their own columns, those of others, and how far they are off.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;
use release::crosswalk::{CROSSWALK, Coverage, to_ctdc};
use release::dataset::Dataset;
use release::publication::Publication;
use release::quality::{Quality, compare, compare_tables};
use release::workload::Workload;

use crate::files;

/// Gives rows of coded records the 27 columns of the Counter-Trafficking Data Collaborative.
#[derive(Debug, Args)]
pub struct Crosswalk {
    /// Coded records or synthetic rows with HTCDS columns (CSV).
    rows: PathBuf,
    /// Where the rows in CTDC's columns go.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Crosswalk {
    /// Translates every row.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn run(&self) -> Result<ExitCode> {
        let bytes = files::bytes(&self.rows)?;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let within = || format!("in `{}`", self.rows.display());
        let header = reader.headers().with_context(within)?.clone();
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(CROSSWALK.iter().map(|column| column.ctdc))?;
        for row in reader.records() {
            let row = row.with_context(within)?;
            let row: BTreeMap<&str, &str> = header.iter().zip(&row).collect();
            out.write_record(to_ctdc(|column| row.get(column).copied()))?;
        }
        files::write(&self.out, &out.into_inner()?)?;
        for column in CROSSWALK.iter().filter(|column| column.coverage != Coverage::Full) {
            println!("{}: {:?}", column.ctdc, column.coverage);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes `rows.csv` with the variables' columns and `rows-errors.csv`: how far the rows are from the
/// tables that were published with them, which tells nothing that those do not.
///
/// # Errors
/// When a file cannot be written.
pub fn write(
    out: &Path,
    workload: &Workload,
    rows: &Dataset,
    publication: &Publication,
) -> Result<()> {
    let mut text = csv::Writer::from_writer(Vec::new());
    text.write_record(workload.variables.iter().map(release::variable::Variable::name))?;
    for row in 0..rows.len() {
        let codes = workload.variables.iter().enumerate();
        let code = |(number, variable): (usize, &release::variable::Variable)| {
            variable.code(usize::from(rows.column(number)[row])).to_owned()
        };
        text.write_record(codes.map(code))?;
    }
    files::write(&out.join("rows.csv"), &text.into_inner()?)?;
    let mut errors = String::from("table,variables,difference_from_published_table\n");
    for (spec, table) in workload.tables.iter().zip(&publication.tables) {
        let made = release::private::count(&workload.variables, rows, &spec.by);
        let published = codes_only(workload, table, &spec.by);
        let pairs = published.iter().zip(&made.values);
        let known: Vec<_> = pairs.filter_map(|(p, made)| p.map(|p| (p, *made))).collect();
        let mass: f64 = known.iter().map(|(published, _)| published).sum();
        let off: f64 = known.iter().map(|(published, made)| (published - made).abs()).sum();
        let share = if mass > 0.0 { off / mass } else { 0.0 };
        errors += &format!("\"{}\",{},{share:.4}\n", spec.name.replace('"', "\"\""), spec.by.len());
    }
    files::write(&out.join("rows-errors.csv"), errors.as_bytes())
}

/// The published cells of codes, in the order of [`release::private::count`].
fn codes_only(
    workload: &Workload,
    table: &release::publication::PublishedTable,
    by: &[usize],
) -> Vec<Option<f64>> {
    let cells = table.cells.iter().filter(|cell| {
        let parts = cell.at.iter().zip(by);
        parts.into_iter().all(|(node, &by)| workload.variables[by].number(node).is_some())
    });
    cells.map(|cell| cell.value).collect()
}

/// Writes the error table for the analyst: it is about true records and is never published.
///
/// # Errors
/// When the file cannot be written.
pub fn check(
    path: &Path,
    workload: &Workload,
    data: &Dataset,
    rows: Option<&Dataset>,
    publication: &Publication,
) -> Result<()> {
    #[derive(serde::Serialize)]
    struct Check {
        tables: Vec<Quality>,
        rows: Option<Vec<Quality>>,
    }
    let pairs = workload.tables.iter().zip(&publication.tables);
    let published = pairs.map(|(spec, table)| {
        let cells = codes_only(workload, table, &spec.by);
        cells.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>()
    });
    let check = Check {
        tables: compare_tables(workload, data, published, workload.threshold),
        rows: rows.map(|rows| compare(workload, data, rows, workload.threshold)),
    };
    files::json(path, &check)
}
