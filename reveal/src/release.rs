//! `daybreak release`: tables and rows that identify nobody.
//!
//! Reading order: [`Options`] (what can be asked), [`Run::publish`] (suppression, cell keys or
//! differential privacy), then [`budget`] (the ledger's file) and [`sign`] (who stands behind it).

mod budget;
mod rows;
mod sign;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use release::account::Rho;
use release::cell_key::{Perturbation, perturb};
use release::cells::Cells;
use release::consistent::Measured;
use release::dataset::Dataset;
use release::difference::disclosures;
use release::ledger::{ChargeRefused, years};
use release::private::{Mechanism, measure};
use release::publication::{Publication, PublishedTable, dictionary};
use release::statement;
use release::suppression::{self, Suppression, sensitive_counts, sensitive_sums};
use release::synthetic::Targets;
use release::workload::Workload;

use crate::files;
use budget::Budget;

/// What may be published: tables and rows that identify nobody.
#[derive(Debug, Args)]
#[command(subcommand_required = true)]
pub struct Options {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Opens the privacy ledger of a dataset, with its yearly budget.
    Open(budget::Open),
    /// Says what was published and what is left of the budget.
    Budget(budget::Show),
    /// Protects the tables of a workload and writes them, with rows if asked for.
    Tables(Box<Run>),
    /// Attacks suppressed tables by linear programming and says what they give away.
    Audit(Audit),
    /// Gives rows of coded records the 27 columns of the Counter-Trafficking Data Collaborative.
    Crosswalk(rows::Crosswalk),
    /// Makes the key of a publisher and prints its public half.
    Key(sign::MakeKey),
    /// Signs a publication, so that a data page shows it.
    Sign(sign::Sign),
    /// Says whether a signed publication is what its publisher signed.
    Verify(sign::Verify),
}

/// How tables are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Small cells are withheld, and what would give them away.
    Suppression,
    /// Every count changes a little, always the same for the same people.
    CellKey,
    /// Differential privacy by discrete Gaussian noise.
    Gaussian,
    /// Differential privacy by discrete Laplace noise.
    Laplace,
}

/// A publication.
#[derive(Debug, Args)]
struct Run {
    /// Coded records: a CSV whose columns are the variables of the workload.
    records: PathBuf,
    /// Which tables, of what, under which rules (TOML).
    #[arg(long, value_name = "FILE")]
    workload: PathBuf,
    /// How they are protected.
    #[arg(long, value_enum, default_value_t = Method::Suppression)]
    method: Method,
    /// Directory for the publication; made if absent.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The privacy ledger: needed for `gaussian`, `laplace` and `cell-key`.
    #[arg(long, value_name = "DIR")]
    ledger: Option<PathBuf>,
    /// What the release may cost, at the ledger's delta.
    #[arg(long, value_name = "EPSILON", default_value_t = 1.0)]
    epsilon: f64,
    /// Column of opaque record keys, for `cell-key`.
    #[arg(long, value_name = "COLUMN")]
    record_key: Option<String>,
    /// Earlier publications of the same people (`tables.json`), to be compared with; may be repeated.
    #[arg(long, value_name = "FILE")]
    earlier: Vec<PathBuf>,
    /// Write synthetic rows too.
    #[arg(long)]
    rows: bool,
    /// With `suppression`: every combination in the rows occurs in so many records.
    #[arg(long, value_name = "K", requires = "rows")]
    k: Option<u64>,
    /// How far the release is from the truth, for the analyst alone: never publish this file.
    #[arg(long, value_name = "FILE")]
    check: Option<PathBuf>,
    /// Write a machine-readable summary here (`-` for standard output).
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// No summary.
    #[arg(long)]
    quiet: bool,
}

/// As `daybreak release tables RECORDS --workload WORKLOAD --out OUT --quiet`.
///
/// # Errors
/// What is wrong with the records or the workload.
pub(crate) fn suppress(records: PathBuf, workload: PathBuf, out: PathBuf) -> Result<()> {
    let run = Run {
        records,
        workload,
        method: Method::Suppression,
        out,
        ledger: None,
        epsilon: 1.0,
        record_key: None,
        earlier: Vec::new(),
        rows: false,
        k: None,
        check: None,
        json: None,
        quiet: true,
    };
    run.run(0).map(|_| ())
}

/// An attack.
#[derive(Debug, Args)]
struct Audit {
    /// Coded records.
    records: PathBuf,
    /// The workload of the publication.
    #[arg(long, value_name = "FILE")]
    workload: PathBuf,
    /// The publication, `tables.json`.
    publication: PathBuf,
}

impl Options {
    /// Runs the step.
    ///
    /// # Errors
    /// What is wrong with the input or the question.
    pub fn run(&self, at: i64) -> Result<ExitCode> {
        match &self.step {
            Step::Open(open) => open.run(),
            Step::Budget(show) => show.run(),
            Step::Tables(run) => run.run(at),
            Step::Audit(audit) => audit.run(),
            Step::Crosswalk(crosswalk) => crosswalk.run(),
            Step::Key(key) => key.run(),
            Step::Sign(sign) => sign.run(),
            Step::Verify(verify) => verify.run(),
        }
    }
}

/// What goes out.
struct Bundle {
    publication: Publication,
    rows: Option<Dataset>,
}

/// An answer that exists and is not given.
struct Refused(String);

impl Run {
    fn run(&self, at: i64) -> Result<ExitCode> {
        let workload = workload(&self.workload)?;
        let records = files::bytes(&self.records)?;
        let name = self.records.display().to_string();
        let data = Dataset::read(&workload, &name, records.as_slice(), self.record_key.as_deref())?;
        let made = match self.method {
            Method::Suppression => self.suppress(&workload, &data)?,
            Method::CellKey => Ok(self.perturb(&workload, &data)?),
            Method::Gaussian | Method::Laplace => self.noise(&workload, &data, &records, at)?,
        };
        match made {
            Ok(bundle) => self.write(&workload, &data, &bundle),
            Err(Refused(why)) => {
                eprintln!("refused: {why}");
                Ok(ExitCode::from(3))
            }
        }
    }

    fn suppress(&self, workload: &Workload, data: &Dataset) -> Result<Result<Bundle, Refused>> {
        let (tables, small, complementary) = suppressed_tables(workload, data)?;
        let publication = Publication {
            statement: statement::suppression(workload, small, complementary),
            ..publication(workload, "suppression", tables)
        };
        if let Some(why) = self.given_away(workload, &publication)? {
            return Ok(Err(Refused(why)));
        }
        if !self.rows {
            return Ok(Ok(Bundle { publication, rows: None }));
        }
        let k = self.k.unwrap_or(workload.threshold).max(workload.threshold);
        // Rows without noise come from counts that are not secret; any fixed bits will do, and a run
        // repeats to the same bytes.
        let key = release::source::Key::new([0; 32]);
        let purpose = format!("rows\n{}\n{}", workload.dataset, workload.period);
        let mut source = release::source::Source::new(&key, purpose.as_bytes());
        let rows = Targets::k_anonymous(workload, data, k)?.rows(&mut source)?;
        Ok(Ok(Bundle { publication, rows: Some(rows) }))
    }

    /// The first thing that earlier publications give away together with this one.
    fn given_away(&self, workload: &Workload, new: &Publication) -> Result<Option<String>> {
        for path in &self.earlier {
            let earlier: Publication = serde_json::from_slice(&files::bytes(path)?)
                .with_context(|| format!("`{}` is no publication", path.display()))?;
            if earlier.dataset != new.dataset || !share_a_year(&earlier.period, &new.period) {
                continue;
            }
            let found = disclosures(
                &new.counts(&workload.variables),
                &earlier.counts(&workload.variables),
                workload.threshold,
            );
            if let Some(first) = found.first() {
                let (all, path) = (found.len(), path.display());
                return Ok(Some(format!(
                    "beside `{path}` this publication gives {all} small groups away; the first: \
                     {first}. Publish the same tables of the same people, or use `--method cell-key` \
                     or `gaussian`"
                )));
            }
        }
        Ok(None)
    }

    fn perturb(&self, workload: &Workload, data: &Dataset) -> Result<Bundle> {
        if self.rows {
            bail!("rows are made from suppressed or noisy tables; use another --method");
        }
        let budget = self.budget()?;
        let perturbation = Perturbation::default();
        let cells = Cells::new(&workload.variables, &workload.tables);
        let counts = perturb(&cells, &workload.variables, data, &perturbation, budget.key())?;
        let counts: Vec<_> = counts.into_iter().map(|count| Some(count as f64)).collect();
        let tables = workload.tables.iter().enumerate().map(|(number, spec)| {
            PublishedTable::of_cells(workload, spec, &cells, number, &counts)
        });
        if let Some(sum) = workload.tables.iter().find(|table| table.sum.is_some()) {
            bail!("table `{}` is a sum; cell keys change counts only", sum.name);
        }
        let publication = Publication {
            statement: statement::cell_key(workload, &perturbation),
            ..publication(workload, "cell key", tables.collect())
        };
        Ok(Bundle { publication, rows: None })
    }

    fn noise(
        &self,
        workload: &Workload,
        data: &Dataset,
        records: &[u8],
        at: i64,
    ) -> Result<Result<Bundle, Refused>> {
        if self.k.is_some() {
            bail!("--k is for rows made from suppressed tables");
        }
        let mut budget = self.budget()?;
        let delta = budget.ledger().terms().delta;
        let mechanism = match self.method {
            Method::Laplace => Mechanism::Laplace(self.epsilon),
            _ => Mechanism::Gaussian(Rho::within(self.epsilon, delta)),
        };
        let charged = match budget.charge(workload, mechanism, records, &self.workload, at)? {
            Ok(charged) => charged,
            Err(ChargeRefused::Period(period)) => bail!(ChargeRefused::Period(period)),
            Err(refused) => return Ok(Err(Refused(refused.to_string()))),
        };
        let tables = measure(workload, data, mechanism, budget.key(), &charged)?;
        let cost = mechanism.cost(workload);
        let published = workload.tables.iter().zip(&tables);
        let published =
            published.map(|(spec, table)| PublishedTable::of_measured(workload, spec, table));
        let publication = Publication {
            statement: statement::private(workload, &tables, mechanism.name(), cost, delta),
            ..publication(workload, mechanism.name(), published.collect())
        };
        let rows = if self.rows {
            Some(self.private_rows(workload, tables, &budget, &charged)?)
        } else {
            None
        };
        Ok(Ok(Bundle { publication, rows }))
    }

    fn private_rows(
        &self,
        workload: &Workload,
        tables: Vec<Measured>,
        budget: &Budget,
        release: &str,
    ) -> Result<Dataset> {
        let purpose = format!("rows\n{release}");
        let mut source = release::source::Source::new(budget.key(), purpose.as_bytes());
        Ok(Targets::private(workload, tables)?.rows(&mut source)?)
    }

    fn budget(&self) -> Result<Budget> {
        let Some(path) = &self.ledger else {
            bail!(
                "this method needs a ledger: open one with `daybreak release open`, name it with --ledger"
            );
        };
        Budget::read(path)
    }

    fn write(&self, workload: &Workload, data: &Dataset, bundle: &Bundle) -> Result<ExitCode> {
        let Bundle { publication, rows } = bundle;
        files::directory(&self.out)?;
        let mut publication = publication.clone();
        if rows.is_some() {
            let private = matches!(self.method, Method::Gaussian | Method::Laplace);
            let k = self.k.unwrap_or(workload.threshold).max(workload.threshold);
            publication.statement.extend(statement::rows((!private).then_some(k)));
        }
        files::json(&self.out.join("tables.json"), &publication)?;
        files::write(&self.out.join("tables.csv"), publication.csv().as_bytes())?;
        let text = publication.statement.join("\n") + "\n";
        files::write(&self.out.join("statement.txt"), text.as_bytes())?;
        let words = publication.dictionary_csv();
        files::write(&self.out.join("dictionary.csv"), words.as_bytes())?;
        if let Some(rows) = rows {
            rows::write(&self.out, workload, rows, &publication)?;
        }
        if let Some(path) = &self.check {
            rows::check(path, workload, data, rows.as_ref(), &publication)?;
        }
        let summary = Summary::of(&publication, rows.as_ref());
        if let Some(path) = &self.json {
            files::json(path, &summary)?;
        }
        if !self.quiet && self.json.as_deref() != Some(Path::new("-")) {
            println!("{text}\n{} cells, {} of them withheld.", summary.cells, summary.withheld);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Audit {
    fn run(&self) -> Result<ExitCode> {
        let workload = workload(&self.workload)?;
        let name = self.records.display().to_string();
        let data = Dataset::read(&workload, &name, files::bytes(&self.records)?.as_slice(), None)?;
        let publication: Publication = serde_json::from_slice(&files::bytes(&self.publication)?)
            .with_context(|| format!("`{}` is no publication", self.publication.display()))?;
        let specs: Vec<_> = workload.tables.iter().filter(|table| table.sum.is_none()).collect();
        let cells = Cells::new(&workload.variables, specs.iter().copied());
        let counts = cells.tabulate(&workload.variables, &data, |_| 1.0);
        let mut published: Vec<Option<f64>> = vec![None; cells.len()];
        for (layout, spec) in cells.tables().iter().zip(&specs) {
            let table = publication.tables.iter().find(|table| table.name == spec.name);
            let table = table.with_context(|| format!("table `{}` is not in it", spec.name))?;
            for (&cell, row) in layout.cells.iter().zip(&table.cells) {
                published[cell] = published[cell].or(row.value);
            }
        }
        let small = sensitive_counts(&counts, workload.threshold);
        match suppression::audit(&cells, &published, &counts, &small) {
            Ok(()) => {
                println!(
                    "{} small cells, none can be worked out to less than 0 to {}.",
                    small.len(),
                    workload.threshold
                );
                Ok(ExitCode::SUCCESS)
            }
            Err(found) => {
                println!("{} can be worked out.", cells.describe(&workload, found.0));
                Ok(ExitCode::from(3))
            }
        }
    }
}

/// Whether two periods may be about the same people: disjoint years are not.
fn share_a_year(one: &str, other: &str) -> bool {
    match (years(one), years(other)) {
        (Some(one), Some(other)) => one.start() <= other.end() && other.start() <= one.end(),
        _ => true,
    }
}

/// What was made, in figures.
#[derive(serde::Serialize)]
struct Summary {
    method: String,
    tables: usize,
    cells: usize,
    withheld: usize,
    rows: Option<usize>,
}

impl Summary {
    fn of(publication: &Publication, rows: Option<&Dataset>) -> Self {
        let cells = publication.tables.iter().flat_map(|table| &table.cells);
        Self {
            method: publication.method.clone(),
            tables: publication.tables.len(),
            cells: cells.clone().count(),
            withheld: cells.filter(|cell| cell.value.is_none()).count(),
            rows: rows.map(Dataset::len),
        }
    }
}

fn workload(path: &Path) -> Result<Workload> {
    Workload::read(&files::text(path)?).with_context(|| format!("in `{}`", path.display()))
}

fn publication(workload: &Workload, method: &str, tables: Vec<PublishedTable>) -> Publication {
    Publication {
        dataset: workload.dataset.clone(),
        period: workload.period.clone(),
        unit: workload.unit.clone(),
        population: workload.population.clone(),
        method: method.to_owned(),
        threshold: workload.threshold,
        statement: Vec::new(),
        dictionary: dictionary(workload),
        tables,
    }
}

/// The protected tables in the workload's order, with the numbers of small and of further withheld
/// cells. Tables about one quantity are protected together.
fn suppressed_tables(
    workload: &Workload,
    data: &Dataset,
) -> Result<(Vec<PublishedTable>, usize, usize)> {
    let mut done: BTreeMap<usize, PublishedTable> = BTreeMap::new();
    let (mut small, mut complementary) = (0, 0);
    let mut quantities: Vec<Option<&str>> =
        workload.tables.iter().map(|table| table.sum.as_deref()).collect();
    quantities.sort_unstable();
    quantities.dedup();
    for quantity in quantities {
        let numbers: Vec<usize> = (0..workload.tables.len())
            .filter(|&number| workload.tables[number].sum.as_deref() == quantity)
            .collect();
        let specs = numbers.iter().map(|&number| &workload.tables[number]);
        let cells = Cells::new(&workload.variables, specs);
        let counts = cells.tabulate(&workload.variables, data, |_| 1.0);
        let amounts = quantity.and_then(|quantity| data.amounts(quantity));
        let (values, sensitive) = match amounts {
            None => {
                let sensitive = sensitive_counts(&counts, workload.threshold);
                (counts, sensitive)
            }
            Some(amounts) => {
                let sums = cells.tabulate(&workload.variables, data, |record| amounts[record]);
                let rule = workload
                    .dominance
                    .context("a table is a sum: the workload needs `dominance`")?;
                let most = rule.largest.max(2);
                let largest = cells.largest(&workload.variables, data, amounts, most);
                let sensitive = sensitive_sums(&sums, &counts, &largest, workload.threshold, &rule);
                (sums, sensitive)
            }
        };
        let suppression = Suppression::new(&cells, &values, &sensitive)?;
        suppression.verify(&cells, &values)?;
        small += sensitive.len();
        complementary += suppression.complementary();
        let published = suppression.publish(&values);
        for (layout, number) in numbers.into_iter().enumerate() {
            let spec = &workload.tables[number];
            let table = PublishedTable::of_cells(workload, spec, &cells, layout, &published);
            done.insert(number, table);
        }
    }
    Ok((done.into_values().collect(), small, complementary))
}
