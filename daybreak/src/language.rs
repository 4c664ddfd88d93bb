//! `daybreak language check`: words that harm, with what to say instead, why, and who says so.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ::language::{Finding, Markup, Severity, Terms};
use anyhow::{Context, Result};
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

/// Words that harm, and what to say instead.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Names every harmful word in these files. It changes nothing.
    Check(Check),
}

#[derive(Debug, Args)]
struct Check {
    /// Text, Markdown, HTML or Fluent files; `-` reads plain text from standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Name nothing milder than this.
    #[arg(long, value_enum, default_value_t = Level::Info)]
    level: Level,
    /// Exit with status 1 if anything as severe as this is found.
    #[arg(long, value_enum, default_value_t = Level::Error)]
    fail_on: Level,
    /// Write the findings as JSON to this file, `-` for standard output.
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Level {
    Info,
    Warn,
    Error,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Self::Info => Severity::Info,
            Self::Warn => Severity::Warn,
            Self::Error => Severity::Error,
        }
    }
}

/// One finding, as other programs read it.
#[derive(Serialize)]
struct Row {
    file: String,
    line: usize,
    column: usize,
    term: String,
    found: String,
    severity: &'static str,
    depends_on_meaning: bool,
    only_if: String,
    prefer: String,
    why: String,
    source_key: String,
    source: String,
}

/// Runs the command; status 1 if something was found that is as severe as `--fail-on`.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let Step::Check(check) = &options.step;
    let terms = Terms::english();
    let mut rows = Vec::new();
    let mut failed = false;
    for file in &check.files {
        let text = read(file)?;
        for finding in terms.check(&text, Markup::of_file(&file.to_string_lossy())) {
            if finding.severity >= check.level.severity() {
                failed |= finding.severity >= check.fail_on.severity();
                rows.push(row(file, &finding));
            }
        }
    }
    match check.json.as_deref() {
        None => rows.iter().for_each(print),
        Some(path) => write(path, &rows)?,
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).context("standard input cannot be read")?;
    } else {
        bytes =
            std::fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    }
    String::from_utf8(bytes)
        .with_context(|| format!("`{}` is not text in UTF-8; convert it first", file.display()))
}

fn row(file: &Path, finding: &Finding<'_>) -> Row {
    Row {
        file: file.display().to_string(),
        line: finding.line,
        column: finding.column,
        term: finding.term.id.clone(),
        found: finding.found.clone(),
        severity: finding.severity.code(),
        depends_on_meaning: finding.depends_on_meaning,
        only_if: if finding.depends_on_meaning {
            finding.term.only_if.clone()
        } else {
            String::new()
        },
        prefer: finding.term.prefer.clone(),
        why: finding.term.why.clone(),
        source_key: finding.term.source_key.clone(),
        source: finding.term.source.clone(),
    }
}

fn print(row: &Row) {
    let Row { file, line, column, severity, found, only_if, prefer, why, source, .. } = row;
    println!("{file}:{line}:{column}: {severity}: \"{found}\"");
    if !only_if.is_empty() {
        println!("  only if: {only_if}");
    }
    println!("  say:     {prefer}\n  why:     {why}\n  source:  {source}");
}

fn write(path: &Path, rows: &[Row]) -> Result<()> {
    let json = serde_json::to_string_pretty(rows).context("the findings cannot be written")?;
    if path == Path::new("-") {
        println!("{json}");
        return Ok(());
    }
    std::fs::write(path, json + "\n")
        .with_context(|| format!("`{}` cannot be written", path.display()))
}
