//! `daybreak study run`: lists → linkage → prevalence → coded records → publication, in one flow.
//!
//! Each step leaves a file and a note of what it was made from; begun again, a study goes on behind the
//! steps whose notes still hold. `manifest.json` lists every file that went in and came out by its
//! SHA-256, and holds neither a time nor a path of the machine: another team that runs the same study gets
//! the same bytes.

mod manifest;
mod report;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use linkage::settings::{Settings, preset};
use linkage::table::{TableBuilder, header, read};
use serde::Deserialize;
use study::Plan;

use crate::{extract, files, release};
use manifest::Steps;

/// The whole flow from agencies' lists to a publication.
#[derive(Debug, Args)]
#[command(subcommand_required = true)]
pub struct Options {
    #[command(subcommand)]
    step: Step,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Runs a study, or goes on with one.
    Run(Run),
}

/// A run.
#[derive(Debug, Args)]
struct Run {
    /// The study (TOML); paths in it start from its folder.
    study: PathBuf,
    /// Directory for the results; `results` beside the study without it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Do every step anew.
    #[arg(long)]
    again: bool,
    /// Threads; all processors by default. The result does not depend on it.
    #[arg(long)]
    threads: Option<usize>,
    /// No progress and no summary.
    #[arg(long)]
    quiet: bool,
}

/// What stands in `study.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StudyText {
    name: String,
    population: String,
    period: String,
    #[serde(default = "one")]
    seed: u64,
    #[serde(default = "hundred")]
    draws: usize,
    replicates: Option<u64>,
    lists: Vec<PathBuf>,
    settings: Option<PathBuf>,
    extract: Option<ExtractText>,
    release: Option<ReleaseText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtractText {
    cases: PathBuf,
    rules: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseText {
    workload: PathBuf,
    records: Option<PathBuf>,
}

fn one() -> u64 {
    1
}

fn hundred() -> usize {
    100
}

impl Options {
    /// Runs the study.
    ///
    /// # Errors
    /// What is wrong with the study, its lists or the output directory.
    pub fn run(&self) -> Result<ExitCode> {
        let Step::Run(run) = &self.step;
        if let Some(threads) = run.threads {
            // Fails only if a pool exists already; then its size is what it is.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        }
        run.run()
    }
}

impl Run {
    fn run(&self) -> Result<ExitCode> {
        let text = files::text(&self.study)?;
        let asked: StudyText =
            toml::from_str(&text).with_context(|| format!("in `{}`", self.study.display()))?;
        let base = self.study.parent().unwrap_or(Path::new("")).to_owned();
        let out = self.out.clone().unwrap_or_else(|| base.join("results"));
        files::directory(&out)?;
        let mut steps = Steps::open(&base, &out, self.again, self.quiet);
        steps.input(&self.study)?;
        self.estimate(&asked, &base, &out, &mut steps)?;
        let records = self.extract(&asked, &base, &out, &mut steps)?;
        let published = self.release(&asked, &base, &out, records, &mut steps)?;
        let study: serde_json::Value =
            serde_json::from_slice(&files::bytes(&out.join("prevalence.json"))?)?;
        let page = report::page(&asked, &study, published.then_some(out.as_path()))?;
        files::write(&out.join("report.html"), page.as_bytes())?;
        steps.output("report.html")?;
        steps.manifest(&asked)?;
        if !self.quiet {
            println!(
                "{}\nThe report is `{}`.",
                report::headline(&asked, &study),
                out.join("report.html").display()
            );
        }
        let refused = study["verdict"]["grade"] == "not estimable";
        Ok(if refused { ExitCode::from(3) } else { ExitCode::SUCCESS })
    }

    fn estimate(
        &self,
        asked: &StudyText,
        base: &Path,
        out: &Path,
        steps: &mut Steps,
    ) -> Result<()> {
        let mut inputs = vec![self.study.clone()];
        inputs.extend(asked.lists.iter().chain(&asked.settings).map(|path| base.join(path)));
        steps.step("prevalence", &inputs, &["prevalence.json", "overlap.csv"], |tell| {
            let first = asked.lists.first().context("the study names no list")?;
            let settings = match &asked.settings {
                Some(path) => Settings::read(&files::text(&base.join(path))?)?,
                None => preset::people(&header(&base.join(first))?)?,
            };
            let mut lists = TableBuilder::default();
            for path in &asked.lists {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let path = base.join(path);
                let wanted = preset::wanted(&settings, &header(&path)?)?;
                read(&path, &name, &wanted, &mut lists)?;
            }
            let plan = Plan {
                draws: asked.draws,
                replicates: asked.replicates,
                seed: asked.seed,
                ..Plan::default()
            };
            let found = study::run(lists.build(), settings, &plan, tell)?;
            files::write(&out.join("overlap.csv"), overlap(&found.linked.table).as_bytes())?;
            files::json(&out.join("prevalence.json"), &found)
        })
    }

    fn extract(
        &self,
        asked: &StudyText,
        base: &Path,
        out: &Path,
        steps: &mut Steps,
    ) -> Result<Option<PathBuf>> {
        let Some(ExtractText { cases, rules }) = &asked.extract else { return Ok(None) };
        let (cases, rules) = (base.join(cases), base.join(rules));
        let coded = out.join("coded.csv");
        steps.step("coded records", &[cases.clone(), rules.clone()], &["coded.csv"], |_| {
            extract::Options::quietly(cases.clone(), rules.clone(), coded.clone()).run().map(|_| ())
        })?;
        Ok(Some(coded))
    }

    fn release(
        &self,
        asked: &StudyText,
        base: &Path,
        out: &Path,
        records: Option<PathBuf>,
        steps: &mut Steps,
    ) -> Result<bool> {
        let Some(ReleaseText { workload, records: named }) = &asked.release else {
            return Ok(false);
        };
        let records = named.as_ref().map(|path| base.join(path)).or(records);
        let records = records.context("[release] needs `records`, or an [extract] before it")?;
        let workload = base.join(workload);
        let outputs = [
            "release/tables.json",
            "release/tables.csv",
            "release/statement.txt",
            "release/dictionary.csv",
        ];
        steps.step("publication", &[records.clone(), workload.clone()], &outputs, |_| {
            release::suppress(records.clone(), workload.clone(), out.join("release"))
        })?;
        Ok(true)
    }
}

/// The overlap table as `daybreak estimate` reads it.
fn overlap(table: &record::OverlapTable) -> String {
    let lists = table.lists().len();
    let mut text = table.lists().join(",") + ",count\n";
    for (history, count) in table.histories() {
        for digit in history.digits(lists).chars() {
            text.push(digit);
            text.push(',');
        }
        text += &format!("{count}\n");
    }
    text
}
