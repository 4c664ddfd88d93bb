//! `daybreak measures unmet-need`: what was asked and found no place, by whom it was needed.

use std::io::Write;

use anyhow::Result;
use casework::measure::Period;
use casework::member::Actor;
use casework::need::{AgeBand, Gender};
use casework::unmet::{Counts, Group, Unmet};
use chrono_tz::Tz;
use serde::Serialize;
use store::Store;

use super::{Options, Written, print, written};
use crate::settings::Deployment;
use crate::{clock, serve};

/// What stands where a trait was not told.
const NOT_TOLD: &str = "not_told";

/// Prints unmet need.
///
/// # Errors
/// When the database cannot be read or a file cannot be written.
pub(super) fn run(
    options: &Options,
    deployment: &Deployment,
    (period, zone): (Period, Tz),
) -> Result<()> {
    let unmet = serve::runtime()?.block_on(async {
        let store = Store::open(&deployment.address, clock::system()).await?;
        let unmet = store::bed::unmet::count(&store, &Actor::Machine, period).await;
        store.close().await;
        Ok::<_, anyhow::Error>(unmet?)
    })?;
    print(options, &Report::of(period, &unmet, zone))
}

/// Unmet need of one period, as it is written.
#[derive(Debug, Serialize)]
struct Report {
    measures: &'static str,
    from: String,
    to: String,
    /// What is counted: questions, never people.
    unit: &'static str,
    groups: Vec<Line>,
}

/// One group.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Line {
    need: &'static str,
    county: String,
    age_band: &'static str,
    gender: &'static str,
    asked: u64,
    found: u64,
    not_found: u64,
    full: u64,
    declined: u64,
    silent: u64,
}

impl Line {
    fn of((group, counts): (&Group, Counts)) -> Self {
        let county = group.county.as_ref().map_or(NOT_TOLD, |county| county.as_str());
        Self {
            need: group.need.code(),
            county: county.to_owned(),
            age_band: group.age_band.map_or(NOT_TOLD, AgeBand::code),
            gender: group.gender.map_or(NOT_TOLD, Gender::code),
            asked: counts.asked,
            found: counts.found,
            not_found: counts.not_found,
            full: counts.full,
            declined: counts.declined,
            silent: counts.silent,
        }
    }
}

impl Report {
    fn of(period: Period, unmet: &Unmet, zone: Tz) -> Self {
        Self {
            measures: "unmet-need",
            from: written(period.from, zone),
            to: written(period.to, zone),
            unit: "questions",
            groups: unmet.groups().into_iter().map(Line::of).collect(),
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
        writeln!(
            out,
            "from,to,need,county,age_band,gender,asked,found,not_found,full,declined,silent"
        )?;
        for line in &self.groups {
            let Line { need, county, age_band, gender, .. } = line;
            let counts =
                [line.asked, line.found, line.not_found, line.full, line.declined, line.silent];
            let counts: Vec<String> = counts.iter().map(u64::to_string).collect();
            let counts = counts.join(",");
            writeln!(
                out,
                "{},{},{need},{county},{age_band},{gender},{counts}",
                self.from, self.to
            )?;
        }
        Ok(())
    }

    fn text(&self, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "Unmet need from {} to {}", self.from, self.to)?;
        if self.groups.is_empty() {
            writeln!(out, "No place was asked for in this time.")?;
        }
        for line in &self.groups {
            writeln!(
                out,
                "{} (county {}, age {}, gender {}): asked {}, found {}, not found {}; \
                 services said full {} times, no {} times, nothing {} times",
                line.need,
                line.county,
                line.age_band,
                line.gender,
                line.asked,
                line.found,
                line.not_found,
                line.full,
                line.declined,
                line.silent
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::need::Need;
    use casework::time::{Span, Timestamp};

    #[test]
    fn a_trait_that_was_not_told_is_written_as_such() {
        let mut unmet = Unmet::default();
        let group = Group {
            need: Need::EmergencyShelter,
            county: None,
            age_band: Some(AgeBand::From15To17),
            gender: None,
        };
        unmet.add(group, Counts { asked: 3, not_found: 2, full: 4, ..Counts::default() });
        let at = Timestamp::from_seconds(1_800_000_000);
        let period = Period { from: at, to: at + Span::from_days(1) };
        let report = Report::of(period, &unmet, Tz::UTC);
        let mut csv = Vec::new();
        report.csv(&mut csv).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        let start = "2027-01-15T08:00:00+00:00,2027-01-16T08:00:00+00:00";
        let line = "emergency_shelter,not_told,15_17,not_told,3,0,2,4,0,0";
        assert!(csv.contains(&format!("{start},{line}\n")), "{csv}");
        let mut json = Vec::new();
        report.json(&mut json).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json["groups"][0]["not_found"], 2);
    }
}
