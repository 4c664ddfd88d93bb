//! `daybreak measures`: the figures of a period. `hotline` counts them from the event log,
//! `unmet-need` from what services were asked and what they said, `federal` from both for the federal
//! report. `steps` counts nothing: it writes the coded steps that `daybreak outcomes` reads.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use casework::id::TeamId;
use casework::measure::{Hotline, Measure, Period, Scope, Value};
use casework::member::Actor;
use casework::time::Timestamp;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use serde::Serialize;
use store::Store;

use crate::settings::{Deployment, Which};
use crate::{clock, serve};

/// Counts the measures of a period. The desk shows the same figures.
#[derive(Debug, Args)]
pub struct Options {
    /// Which measures.
    name: Name,
    /// The first moment: `2026-11-01` (midnight), `2026-11-01T08:00` or an RFC 3339 time.
    #[arg(long)]
    from: String,
    /// The first moment after the period, in the same form.
    #[arg(long)]
    to: String,
    /// Only contacts that this team received: its identifier.
    #[arg(long)]
    team: Option<String>,
    /// The time zone of the settings says when a day begins.
    #[command(flatten)]
    which: Which,
    /// Writes JSON to a file; `-` is standard output.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["csv", "format"])]
    json: Option<PathBuf>,
    /// Writes CSV to a file; `-` is standard output.
    #[arg(long, value_name = "PATH", conflicts_with = "format")]
    csv: Option<PathBuf>,
    /// Writes this format to standard output.
    #[arg(long)]
    format: Option<Format>,
    /// `federal` alone: shows counts below three as well, for whoever is entitled to them.
    #[arg(long)]
    exact: bool,
    /// `steps` alone: the new file that they are written to; `-` is standard output.
    #[arg(long, value_name = "PATH", conflicts_with_all = ["json", "csv", "format"])]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Name {
    Hotline,
    UnmetNeed,
    Federal,
    Steps,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
}

/// Prints the measures.
///
/// # Errors
/// When a time or the team is not understood, or the database cannot be read; the text says what to
/// do.
pub fn run(options: &Options) -> Result<ExitCode> {
    let deployment = options.which.deployment()?;
    let zone = deployment.zone()?;
    let period = Period { from: moment(&options.from, zone)?, to: moment(&options.to, zone)? };
    if period.to <= period.from {
        bail!("the period ends before it begins; `--to` is the first moment after it");
    }
    if options.team.is_some() && options.name != Name::Hotline {
        bail!("only `hotline` is counted for one team; leave out `--team`");
    }
    if options.exact && options.name != Name::Federal {
        bail!("only `federal` withholds small counts; leave out `--exact`");
    }
    if options.out.is_some() && options.name != Name::Steps {
        bail!("only `steps` writes to `--out`; figures go to `--json` or `--csv`");
    }
    match options.name {
        Name::Hotline => hotline(options, &deployment, (period, zone)),
        Name::UnmetNeed => unmet::run(options, &deployment, (period, zone)),
        Name::Federal => federal::run(options, &deployment, (period, zone)),
        Name::Steps => steps::run(options, &deployment, (period, zone)),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn hotline(options: &Options, deployment: &Deployment, (period, zone): (Period, Tz)) -> Result<()> {
    let report = serve::runtime()?.block_on(async {
        let store = Store::open(&deployment.address, clock::system()).await?;
        let team = team(&store, options.team.as_deref()).await?;
        let scope = Scope { team, ..Scope::default() };
        let hotline = store::measure::recompute(&store, &Actor::Machine, period, scope).await;
        store.close().await;
        Ok::<_, anyhow::Error>(Report::of(period, scope, &hotline?, zone))
    })?;
    print(options, &report)
}

/// Figures as each format writes them.
trait Written {
    fn json(&self, out: &mut dyn Write) -> Result<()>;
    fn csv(&self, out: &mut dyn Write) -> Result<()>;
    fn text(&self, out: &mut dyn Write) -> Result<()>;
}

/// Writes figures where and as the options say.
fn print(options: &Options, report: &dyn Written) -> Result<()> {
    match (&options.json, &options.csv, options.format) {
        (Some(path), ..) => write(path, |out| report.json(out)),
        (_, Some(path), _) => write(path, |out| report.csv(out)),
        (.., Some(Format::Json)) => write(Path::new("-"), |out| report.json(out)),
        (.., Some(Format::Csv)) => write(Path::new("-"), |out| report.csv(out)),
        _ => write(Path::new("-"), |out| report.text(out)),
    }
}

/// A moment as a person writes it, on the organisation's clock.
fn moment(text: &str, zone: Tz) -> Result<Timestamp> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(Timestamp::from_micros(at.timestamp_micros()));
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let local = day
        .and_then(|day| day.and_hms_opt(0, 0, 0))
        .or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok());
    let at = local.and_then(|local| zone.from_local_datetime(&local).earliest());
    let Some(at) = at else {
        bail!("`{text}` is no time; write a day as 2026-11-01 or a time as 2026-11-01T08:00");
    };
    Ok(Timestamp::from_micros(at.timestamp_micros()))
}

/// A moment as figures carry it, on the organisation's clock.
fn written(at: Timestamp, zone: Tz) -> String {
    DateTime::from_timestamp_micros(at.micros())
        .map(|utc| utc.with_timezone(&zone).to_rfc3339())
        .unwrap_or_default()
}

async fn team(store: &Store, named: Option<&str>) -> Result<Option<TeamId>> {
    let Some(named) = named else { return Ok(None) };
    let teams = store.teams().await?;
    let id: Option<TeamId> = named.parse().ok();
    match id.filter(|id| teams.iter().any(|team| team.id == *id)) {
        Some(id) => Ok(Some(id)),
        None => {
            let all: Vec<_> = teams.iter().map(|team| team.id.to_string()).collect();
            bail!("`{named}` is no team; the teams are {}", all.join(", "))
        }
    }
}

fn write(path: &Path, print: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    if path == Path::new("-") {
        return print(&mut std::io::stdout().lock());
    }
    let mut file = std::fs::File::create(path)
        .with_context(|| format!("`{}` cannot be written", path.display()))?;
    print(&mut file)
}

/// The measures of one period, as they are written.
#[derive(Debug, Serialize)]
struct Report {
    measures: &'static str,
    from: String,
    to: String,
    team: Option<TeamId>,
    values: Vec<Line>,
}

/// One measure.
#[derive(Debug, PartialEq, Serialize)]
struct Line {
    measure: &'static str,
    name: &'static str,
    unit: &'static str,
    /// The figure: a count, a share between 0 and 1, or seconds; none if there was nothing to
    /// measure.
    value: Option<f64>,
    /// What was counted or added up, where it was divided: contacts, or seconds.
    numerator: Option<f64>,
    /// By what it was divided.
    denominator: Option<u64>,
}

impl Line {
    fn of(hotline: &Hotline, measure: Measure) -> Self {
        let definition = measure.definition();
        let seconds = |span: casework::time::Span| span.micros() as f64 / 1e6;
        let (value, numerator, denominator) = match hotline.value(measure) {
            Value::Count(count) => (Some(count as f64), None, None),
            Value::Duration(span) => (span.map(seconds), None, None),
            Value::Share(share) => {
                let part = share.numerator as f64;
                let value = (share.denominator > 0).then(|| part / share.denominator as f64);
                (value, Some(part), Some(share.denominator))
            }
            Value::Mean(mean) => {
                let total = seconds(mean.total);
                let value = (mean.count > 0).then(|| total / mean.count as f64);
                (value, Some(total), Some(mean.count))
            }
        };
        let (measure, unit) = (measure.code(), definition.unit.code());
        Self { measure, name: definition.name, unit, value, numerator, denominator }
    }
}

impl Report {
    fn of(period: Period, scope: Scope, hotline: &Hotline, zone: Tz) -> Self {
        let written = |at| written(at, zone);
        Self {
            measures: "hotline",
            from: written(period.from),
            to: written(period.to),
            team: scope.team,
            values: Measure::ALL.iter().map(|one| Line::of(hotline, *one)).collect(),
        }
    }
}

impl Written for Report {
    fn json(&self, out: &mut dyn Write) -> Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)?;
        Ok(())
    }

    /// Codes and numbers only, so nothing needs to be quoted.
    fn csv(&self, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "from,to,measure,unit,value,numerator,denominator")?;
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        for line in &self.values {
            let of = line.denominator.map(|of| of.to_string()).unwrap_or_default();
            let Line { measure, unit, .. } = line;
            let (value, part) = (number(line.value), number(line.numerator));
            writeln!(out, "{},{},{measure},{unit},{value},{part},{of}", self.from, self.to)?;
        }
        Ok(())
    }

    fn text(&self, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "Hotline from {} to {}", self.from, self.to)?;
        for line in &self.values {
            let value = match (line.value, line.unit) {
                (None, _) => "nothing to measure".to_owned(),
                (Some(value), "share") => format!("{:.1} %", value * 100.0),
                (Some(value), "seconds") => format!("{value:.1} s"),
                (Some(value), _) => value.to_string(),
            };
            let of = match (line.numerator, line.denominator) {
                (Some(part), Some(of)) if line.unit == "share" => format!("  ({part} of {of})"),
                (Some(_), Some(of)) => format!("  (of {of})"),
                _ => String::new(),
            };
            writeln!(out, "{:<32} {value}{of}", line.name)?;
        }
        Ok(())
    }
}

mod federal;
mod steps;
mod unmet;

#[cfg(test)]
mod tests {
    use super::*;
    use casework::measure::{Mean, Share};
    use casework::time::Span;

    #[test]
    fn a_day_begins_on_the_organisations_clock() {
        let zone: Tz = "America/Chicago".parse().unwrap();
        let seconds = |text: &str| moment(text, zone).map(Timestamp::seconds).ok();
        assert_eq!(seconds("2027-01-15"), Some(1_800_000_000 - 2 * 3_600));
        assert_eq!(seconds("2027-01-15T02:00"), Some(1_800_000_000));
        assert_eq!(seconds("2027-01-15T08:00:00Z"), Some(1_800_000_000));
        assert_eq!(seconds("15 January"), None);
    }

    #[test]
    fn every_measure_is_written_with_what_it_was_divided_by() {
        let hotline = Hotline {
            offered: 34,
            abandoned: Share { numerator: 1, denominator: 4 },
            average_handle_time: Mean { total: Span::from_minutes(3), count: 2 },
            ..Hotline::default()
        };
        let at = Timestamp::from_seconds(1_800_000_000);
        let period = Period { from: at, to: at + Span::from_days(1) };
        let report = Report::of(period, Scope::default(), &hotline, Tz::UTC);
        let mut csv = Vec::new();
        report.csv(&mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        assert_eq!(csv.lines().count(), 1 + Measure::ALL.len());
        let start = "2027-01-15T08:00:00+00:00,2027-01-16T08:00:00+00:00";
        for line in [
            "offered,contacts,34,,",
            "abandoned,share,0.25,1,4",
            "average_handle_time,seconds,90,180,2",
            "oldest_waiting,seconds,,,",
        ] {
            assert!(csv.contains(&format!("{start},{line}\n")), "{csv}");
        }
        let mut json = Vec::new();
        report.json(&mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["values"].as_array().unwrap().len(), Measure::ALL.len());
        assert_eq!(json["values"][0]["value"], 34.0);
        assert_eq!(json["team"], serde_json::Value::Null);
    }
}
