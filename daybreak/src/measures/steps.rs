//! `daybreak measures steps`: the coded steps of a period, for `daybreak outcomes`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use casework::measure::Period;
use casework::member::Actor;
use casework::step::{HEADING, Step};
use casework::time::Timestamp;
use chrono::DateTime;
use chrono_tz::Tz;
use store::Store;

use super::Options;
use crate::settings::Deployment;
use crate::{clock, serve};

/// Writes the steps of a period to `--out`.
///
/// # Errors
/// When `--out` is missing, its file is there already or cannot be written, or the database cannot be read.
pub(super) fn run(
    options: &Options,
    deployment: &Deployment,
    (period, zone): (Period, Tz),
) -> Result<()> {
    let path = options.out.as_deref().context("name the file with `--out steps.csv`")?;
    let steps = serve::runtime()?.block_on(async {
        let store = Store::open(&deployment.address, clock::system()).await?;
        let steps = store::step::of_period(&store, &Actor::Machine, period).await;
        store.close().await;
        Ok::<_, anyhow::Error>(steps?)
    })?;
    let lines = lines(&steps, zone);
    if path == Path::new("-") {
        return put(&mut std::io::stdout().lock(), &lines);
    }
    let refused = || format!("`{}` cannot be written; is it there already?", path.display());
    put(&mut new(path).with_context(refused)?, &lines)?;
    eprintln!("{} steps were written to `{}`.", lines.len(), path.display());
    Ok(())
}

/// Every step as a line, in the order of days and then of numbers: that of the hours does not show.
fn lines(steps: &[Step], zone: Tz) -> Vec<String> {
    let day = |at: Timestamp| {
        let utc = DateTime::from_timestamp_micros(at.micros()).unwrap_or_default();
        utc.with_timezone(&zone).date_naive().to_string()
    };
    let line = |step: &Step| (day(step.at), step.person, step.line(day));
    let mut lines: Vec<_> = steps.iter().map(line).collect();
    lines.sort();
    lines.into_iter().map(|(_, _, line)| line).collect()
}

/// A new file that nobody else reads: a day, a county and an age together can point at somebody.
fn new(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn put(out: &mut dyn Write, lines: &[String]) -> Result<()> {
    let mut out = std::io::BufWriter::new(out);
    writeln!(out, "{HEADING}")?;
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::step::{By, Happened, Traits};

    #[test]
    fn steps_stand_by_day_and_number_and_the_day_is_that_of_the_house() {
        let step = |person, seconds| Step {
            person,
            by: By::Hotline,
            happened: Happened::Contact,
            at: Timestamp::from_seconds(seconds),
            recorded: None,
            about: None,
            due: None,
            traits: Traits::default(),
        };
        // Three in the morning in London is nine in the evening before in Chicago.
        let night = 1_800_000_000 - 5 * 3_600;
        let steps = [step(9, night + 60), step(2, night + 120), step(3, night + 86_400)];
        let lines = lines(&steps, "America/Chicago".parse().unwrap());
        let expected = [
            "2,hotline,contact,2027-01-14,,,,,,",
            "9,hotline,contact,2027-01-14,,,,,,",
            "3,hotline,contact,2027-01-15,,,,,,",
        ];
        assert_eq!(lines, expected);
        let mut file = Vec::new();
        put(&mut file, &lines).unwrap();
        assert!(file.starts_with(b"person,agency,step,day,recorded,about,due,county,"));
    }
}
