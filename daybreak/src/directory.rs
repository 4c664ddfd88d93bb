//! `daybreak directory`: loads a directory of services (HSDS 3.1), follows another one, and writes it
//! out again.

use std::collections::HashSet;
use std::io::{BufWriter, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::directory::PublicView;
use ::directory::import::{File, Import, Mode, import};
use ::directory::problem::{Gravity, Problems};
use access::{Act, Look};
use anyhow::{Context, Result, bail};
use casework::member::Actor;
use casework::time::Timestamp;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;
use serde_json::json;
use store::directory::{Missing, Prepared, Report};
use store::{Store, subject};

use crate::settings::{Deployment, Which};
use crate::{clock, serve};

mod sync;

/// The directory of services: organisations, services, places, hours, capacity (HSDS 3.1).
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Loads a directory: a JSON or ndjson file, a table, or a folder with the files of a tabular
    /// package. All of it is taken, or nothing.
    Import(Load),
    /// Follows another directory through its HSDS 3 API: what changed there since the last time.
    Sync(sync::Follow),
    /// Writes the directory without what is confidential: that is sealed, and opens for staff only.
    Export(Save),
}

#[derive(Debug, Args)]
struct Load {
    /// A file, or a folder with the files of one package.
    path: PathBuf,
    #[command(flatten)]
    which: Which,
    /// Leave out rows that cannot be read, and name each, instead of taking nothing.
    #[arg(long)]
    lenient: bool,
    /// Keep entries that these files do not name: for a directory in parts.
    #[arg(long)]
    keep: bool,
    /// Read and check only; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write what was done as JSON to this file, `-` for standard output.
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// No progress.
    #[arg(long)]
    quiet: bool,
}

#[derive(Debug, Args)]
struct Save {
    /// A file, or for `tabular` a folder; it is made. `-` is standard output.
    path: PathBuf,
    /// In which form.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    #[command(flatten)]
    which: Which,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One array of services, each in full; then organisations that offer none.
    Json,
    /// The same, one a line.
    Ndjson,
    /// The tables of the standard as CSV, with `datapackage.json`.
    Tabular,
}

/// Runs the command.
///
/// # Errors
/// When a file cannot be read or written, or the database does not open; the text says what to do.
pub fn run(options: &Options) -> Result<ExitCode> {
    match &options.step {
        Step::Import(load) => take(load),
        Step::Sync(follow) => sync::run(follow),
        Step::Export(save) => give(save),
    }
}

fn take(load: &Load) -> Result<ExitCode> {
    let files = read(&load.path)?;
    let named: Vec<File<'_>> =
        files.iter().map(|(name, bytes)| File { name, bytes: bytes.as_slice() }).collect();
    let mode = if load.lenient { Mode::Lenient } else { Mode::Strict };
    let Import { directory, problems } = match import(&named, mode) {
        Ok(taken) => taken,
        Err(problems) => {
            tell(&problems);
            eprintln!(
                "error: `{}` is not imported: {} to mend. Nothing was changed.\n  \
                 hint: `--lenient` leaves out the rows that are named above, and takes the rest",
                load.path.display(),
                count(problems.refused(), "thing"),
            );
            return Ok(ExitCode::FAILURE);
        }
    };
    tell(&problems);
    let loose = loose(&directory);
    if loose > 0 {
        eprintln!(
            "note: {} to nothing and cannot be found by anybody, so not kept",
            if loose == 1 { "1 row belongs".to_owned() } else { format!("{loose} rows belong") },
        );
    }
    if directory.services.is_empty() && directory.organizations.is_empty() {
        bail!(
            "`{}` holds no service and no organisation; nothing was changed",
            load.path.display()
        );
    }
    if load.dry_run {
        println!(
            "readable: {}, {}. Nothing was changed.",
            count(directory.organizations.len() as u64, "organisation"),
            count(directory.services.len() as u64, "service"),
        );
        return Ok(ExitCode::SUCCESS);
    }
    let report = serve::runtime()?.block_on(write(load, &directory))?;
    match load.json.as_deref() {
        None => print(&report),
        Some(path) => write_json(path, &report, &problems, loose)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the directory in one transaction.
async fn write(load: &Load, directory: &::directory::Directory) -> Result<Report> {
    let deployment = load.which.deployment()?;
    let store = Store::open(&deployment.address, clock::system()).await?;
    let missing = if load.keep { Missing::Keep } else { Missing::Remove };
    let new = New { directory, missing, followed: None, shows: shows(load.quiet) };
    let report = put(&store, &deployment, new).await?;
    store.close().await;
    Ok(report)
}

/// What is written over the directory that stands.
struct New<'a> {
    directory: &'a ::directory::Directory,
    missing: Missing,
    /// The address that it was fetched from, and how far.
    followed: Option<(&'a str, Timestamp)>,
    shows: bool,
}

async fn put(store: &Store, deployment: &Deployment, new: New<'_>) -> Result<Report> {
    let prepared = Prepared::of(new.directory, &deployment.config()?.key.marks());
    let entered = store.enter(&Actor::Machine, Act::ImportDirectory, subject::Directory).await;
    let ((), mut tx) = entered.context("the directory cannot be written")?;
    let all = prepared.len();
    let mut progress = |done: usize| {
        if new.shows {
            eprint!("\r{done} of {all} rows");
        }
    };
    let (report, event) =
        store::directory::import(&mut tx, &prepared, new.missing, &mut progress).await?;
    if let Some((address, mark)) = new.followed {
        store::directory::source::put_mark(&mut tx, address, mark).await?;
    }
    tx.commit(event).await?;
    if new.shows {
        eprintln!("\r{all} of {all} rows");
    }
    Ok(report)
}

fn shows(quiet: bool) -> bool {
    !quiet && std::io::stderr().is_terminal()
}

/// The files of a directory, by name. A folder's files are those that can be part of one.
fn read(path: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let of_file = |path: &Path| -> Result<(String, Vec<u8>)> {
        let bytes =
            std::fs::read(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        if bytes.starts_with(b"PK\x03\x04") {
            bail!("`{}` is a zip file; unpack it and import the folder", path.display());
        }
        let name = path.file_name().unwrap_or(path.as_os_str());
        Ok((name.to_string_lossy().into_owned(), bytes))
    };
    if !path.is_dir() {
        return Ok(vec![of_file(path)?]);
    }
    let mut files = Vec::new();
    let entries =
        std::fs::read_dir(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    for entry in entries {
        let path = entry?.path();
        let extension = path.extension().and_then(|part| part.to_str()).unwrap_or_default();
        let known = ["csv", "json", "ndjson", "jsonl"];
        if path.is_file() && known.iter().any(|one| extension.eq_ignore_ascii_case(one)) {
            files.push(of_file(&path)?);
        }
    }
    if files.is_empty() {
        bail!(
            "`{}` holds no CSV, JSON or ndjson file; unpack the package there first",
            path.display()
        );
    }
    files.sort();
    Ok(files)
}

fn tell(problems: &Problems) {
    for problem in problems.list() {
        let word = match problem.gravity {
            Gravity::Refused => "error",
            Gravity::Noted => "note",
        };
        eprintln!("{word}: {problem}");
    }
    if problems.unlisted() > 0 {
        eprintln!("and {} more", problems.unlisted());
    }
}

/// Rows that belong to no row of the package.
fn loose(directory: &::directory::Directory) -> usize {
    let loose = &directory.loose;
    loose.service_at_locations.len()
        + loose.phones.len()
        + loose.contacts.len()
        + loose.addresses.len()
        + loose.schedules.len()
        + loose.funding.len()
        + loose.service_areas.len()
        + loose.required_documents.len()
        + loose.languages.len()
        + loose.accessibility.len()
        + loose.cost_options.len()
        + loose.organization_identifiers.len()
        + loose.capacities.len()
        + loose.units.len()
        + loose.urls.len()
        + loose.attributes.len()
        + loose.metadata.len()
}

fn count(number: u64, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

fn print(report: &Report) {
    println!("{:<24} {:>8} {:>8} {:>9} {:>8}", "", "added", "changed", "unchanged", "removed");
    for (kind, counts) in &report.kinds {
        println!(
            "{:<24} {:>8} {:>8} {:>9} {:>8}",
            kind.code(),
            counts.added,
            counts.changed,
            counts.unchanged,
            counts.removed
        );
    }
    if report.sealed > 0 {
        println!(
            "{} confidential: sealed to the hotline's teams",
            count(report.sealed, "entry is")
        );
    }
}

#[derive(Serialize)]
struct Told<'a> {
    position: String,
    problem: String,
    refused: bool,
    file: &'a str,
    line: Option<u64>,
    column: Option<u64>,
}

fn write_json(path: &Path, report: &Report, problems: &Problems, loose: usize) -> Result<()> {
    let kinds: serde_json::Map<String, serde_json::Value> =
        report.kinds.iter().map(|(kind, counts)| (kind.code().to_owned(), json!(counts))).collect();
    let problems: Vec<Told<'_>> = problems
        .list()
        .iter()
        .map(|problem| Told {
            position: problem.position.to_string(),
            problem: problem.fault.to_string(),
            refused: problem.gravity == Gravity::Refused,
            file: &problem.position.file,
            line: problem.position.line,
            column: problem.position.column,
        })
        .collect();
    let told = json!({
        "kinds": kinds,
        "total": report.total(),
        "sealed": report.sealed,
        "belonging_to_nothing": loose,
        "problems": problems,
    });
    let text = serde_json::to_string_pretty(&told)? + "\n";
    if path == Path::new("-") {
        print!("{text}");
        return Ok(());
    }
    std::fs::write(path, text).with_context(|| format!("`{}` cannot be written", path.display()))
}

fn give(save: &Save) -> Result<ExitCode> {
    let directory = serve::runtime()?.block_on(async {
        let store = Store::open(&save.which.deployment()?.address, clock::system()).await?;
        let look = Look::SeeDirectory;
        let ((), mut view) = store.look(&Actor::Machine, look, subject::Directory).await?;
        let all = store::directory::all(&mut view).await?;
        drop(view);
        store.close().await;
        anyhow::Ok(all)
    })?;
    // What is stored in clear is cleared already; this is the form that may leave.
    let view = PublicView::of(&directory);
    if save.format == Format::Tabular {
        std::fs::create_dir_all(&save.path)
            .with_context(|| format!("`{}` cannot be made", save.path.display()))?;
        for (name, bytes) in view.package() {
            let path = save.path.join(name);
            std::fs::write(&path, bytes)
                .with_context(|| format!("`{}` cannot be written", path.display()))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let out: Box<dyn std::io::Write> = if save.path == Path::new("-") {
        Box::new(std::io::stdout().lock())
    } else {
        let file = std::fs::File::create(&save.path)
            .with_context(|| format!("`{}` cannot be written", save.path.display()))?;
        Box::new(file)
    };
    let mut out = BufWriter::new(out);
    let (start, between, end) =
        if save.format == Format::Json { ("[\n", ",\n", "\n]\n") } else { ("", "\n", "\n") };
    out.write_all(start.as_bytes())?;
    // Organisations without a service would be in no document of one.
    let busy: HashSet<_> =
        directory.services.iter().filter_map(|service| service.organization_id).collect();
    let idle = directory.organizations.iter().filter(|row| !busy.contains(&row.id));
    let idle = idle.filter_map(|row| view.organization(row.id)).map(|row| row.line());
    let lines = view.services().map(|row| row.line()).chain(idle);
    for (number, line) in lines.enumerate() {
        if number > 0 {
            out.write_all(between.as_bytes())?;
        }
        out.write_all(line.as_bytes())?;
    }
    out.write_all(end.as_bytes())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
