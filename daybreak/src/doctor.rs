//! `daybreak doctor`: what is wrong, and what to do about it.
//!
//! It changes nothing: no file is made, no migration is run. Each [`Finding`] is one line; the exit
//! status is 1 when something is wrong.

mod files;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use casework::time::{Span, Timestamp};
use clap::Args;
use serde::Serialize;
use store::{Address, Store};
use web::public::numbers::Numbers;

use crate::settings::{Deployment, Which};
use crate::{clock, instance_key, ledger, output, serve};

/// Looks for what is wrong with an installation, and says what to do.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    which: Which,
    /// Write the findings as JSON to a file, or with `-` to standard output.
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
enum Verdict {
    /// As it should be.
    Right,
    /// Works, and should be looked at.
    Watch,
    /// Does not work, or is not safe.
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    verdict: Verdict,
    found: String,
    /// What to do; none where nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

impl Finding {
    fn right(what: &'static str, found: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Right, found: found.into(), remedy: None }
    }

    fn watch(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (found, remedy) = (found.into(), Some(remedy.into()));
        Self { what, verdict: Verdict::Watch, found, remedy }
    }

    fn wrong(what: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { verdict: Verdict::Wrong, ..Self::watch(what, found, remedy) }
    }
}

/// Exits with 0 when nothing is wrong, with 1 otherwise.
///
/// # Errors
/// When the settings file is not understood; the text says where.
pub fn run(options: &Options) -> Result<ExitCode> {
    let deployment = options.which.deployment()?;
    let config = options.which.config.as_deref();
    let findings = serve::runtime()?.block_on(look(&deployment, config));
    if let Some(path) = &options.json {
        output::json(path, &findings)?;
    }
    if options.json.as_deref() != Some(Path::new("-")) {
        print(&findings);
    }
    let is_wrong = findings.iter().any(|finding| finding.verdict == Verdict::Wrong);
    Ok(if is_wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print(findings: &[Finding]) {
    for finding in findings {
        let verdict = match finding.verdict {
            Verdict::Right => "right",
            Verdict::Watch => "watch",
            Verdict::Wrong => "WRONG",
        };
        println!("{verdict}  {:<12} {}", finding.what, finding.found);
        if let Some(remedy) = &finding.remedy {
            println!("       {:<12} → {remedy}", "");
        }
    }
}

async fn look(deployment: &Deployment, config: Option<&Path>) -> Vec<Finding> {
    let mut findings = vec![policies(), address(deployment), key(deployment)];
    findings.extend(files::look(deployment, config));
    findings.push(numbers());
    match database(deployment).await {
        Ok((found, is_current)) => {
            findings.extend(found);
            if is_current {
                findings.extend(records(deployment).await);
            }
        }
        Err(found) => findings.push(found),
    }
    findings
}

/// The access policies load, and how long that takes.
fn policies() -> Finding {
    let since = Instant::now();
    match access::Access::load() {
        Ok(_) => Finding::right("policies", format!("load in {} ms", since.elapsed().as_millis())),
        Err(error) => Finding::wrong(
            "policies",
            error.to_string(),
            "this build is broken; install another, and tell us",
        ),
    }
}

fn address(deployment: &Deployment) -> Finding {
    match deployment.origin() {
        Ok(Some(address)) => Finding::right("address", address),
        Ok(None) => Finding::watch(
            "address",
            "not set, so staff cannot use passkeys",
            "set `address = \"https://…\"` in the settings file, as browsers show it",
        ),
        Err(error) => Finding::wrong("address", error.to_string(), "mend it in the settings file"),
    }
}

fn key(deployment: &Deployment) -> Finding {
    let shown = deployment.key_file.display();
    match instance_key::read(&deployment.key_file) {
        Ok(_) => Finding::right("instance key", shown.to_string()),
        Err(error) => Finding::wrong(
            "instance key",
            format!("{error:#}"),
            "nobody can sign in without it: restore it from a backup; on a new installation \
             `daybreak serve` makes it",
        ),
    }
}

/// Numbers of crisis lines that nobody compared with their source for long.
fn numbers() -> Finding {
    let today = chrono::DateTime::from_timestamp_micros(clock::now().micros());
    let stale = Numbers::built_in().stale(today.unwrap_or_default().date_naive());
    if stale.is_empty() {
        return Finding::right("numbers", "every crisis number was checked within half a year");
    }
    let names: Vec<_> = stale.iter().map(|number| number.id.as_str()).collect();
    Finding::watch(
        "numbers",
        format!("not checked for half a year: {}", names.join(", ")),
        "dial each, compare it with its source, and update to a version with the new date",
    )
}

/// The database answers, and whether its tables are those of this program.
async fn database(deployment: &Deployment) -> Result<(Vec<Finding>, bool), Finding> {
    let examined = deployment.address.examine().await.map_err(|error| {
        let remedy = match &deployment.address {
            Address::Sqlite(path) | Address::Fleeting(path) => format!(
                "`{}` is not there or cannot be read; `daybreak serve` makes it at its first start",
                path.display()
            ),
            Address::Postgres(_) => {
                "check that the server runs, and user, password and name in the address".into()
            }
        };
        Finding::wrong("database", format!("{:#}", anyhow::Error::from(error)), remedy)
    })?;
    let megabytes = examined.bytes as f64 / 1e6;
    let mut findings =
        vec![Finding::right("database", format!("{}, {megabytes:.1} MB", examined.engine))];
    let last = examined.applied.last().copied().unwrap_or(0);
    findings.push(if last == examined.known {
        Finding::right("schema", format!("{last}, as this program knows it"))
    } else if last < examined.known {
        Finding::watch(
            "schema",
            format!("{last}, this program knows {}", examined.known),
            "make a backup; `daybreak serve` brings the tables up to date at its next start",
        )
    } else {
        Finding::wrong(
            "schema",
            format!("{last}, later than this program knows ({})", examined.known),
            "a newer version has used this database: install that version again",
        )
    });
    Ok((findings, last == examined.known))
}

/// What the records themselves tell.
async fn records(deployment: &Deployment) -> Vec<Finding> {
    let store = match Store::open(&deployment.address, clock::system()).await {
        Ok(store) => store,
        Err(error) => {
            let error = format!("{:#}", anyhow::Error::from(error));
            return vec![Finding::wrong("records", error, "see the line above")];
        }
    };
    let mut findings = vec![audit(&store).await, erasures(&store, &deployment.ledger_file).await];
    findings.extend(recovery(&store).await);
    store.close().await;
    findings
}

/// The chain is whole, and its end is not in the future.
async fn audit(store: &Store) -> Finding {
    let verified = match store.verify_audit(None).await {
        Ok(verified) => verified,
        Err(error) => return unreadable("audit", &error),
    };
    match verified {
        Err(broken) => Finding::wrong(
            "audit",
            format!("breaks at entry {}: {}", broken.seq, broken.reason),
            "somebody changed the database by hand: keep a copy as evidence, find out who, and \
             compare with the latest backup",
        ),
        Ok(head) => match store.last_audited().await {
            Ok(Some(last)) if last > store.now() + Span::from_seconds(60) => Finding::wrong(
                "clock",
                "the last audit entry is later than this machine's clock",
                "set the clock (by NTP); until then times in the records are wrong",
            ),
            Ok(_) => Finding::right("audit", format!("whole, head {head}")),
            Err(error) => unreadable("audit", &error),
        },
    }
}

/// The erasure ledger outside of the database tells what the database does.
async fn erasures(store: &Store, path: &Path) -> Finding {
    let shown = path.display();
    let ours = match store.erasures_after(0).await {
        Ok(ours) => ours,
        Err(error) => return unreadable("erasures", &error),
    };
    let remedy =
        "`daybreak serve` writes it within seconds while it runs; see that it may write there";
    match ledger::read(path) {
        Ok(Some(ledger)) if ledger.lines == ours => {
            Finding::right("erasures", format!("{} in the ledger, `{shown}` agrees", ours.len()))
        }
        Ok(Some(ledger)) if ours.starts_with(&ledger.lines) => {
            Finding::wrong("erasures", format!("`{shown}` is behind"), remedy)
        }
        Ok(Some(_)) => Finding::wrong(
            "erasures",
            format!("`{shown}` tells what these records do not know"),
            "an older copy was put back: start `daybreak serve`, which erases again",
        ),
        Ok(None) if ours.is_empty() => {
            Finding::watch("erasures", format!("`{shown}` is not there yet"), remedy)
        }
        Ok(None) => Finding::wrong("erasures", format!("`{shown}` is not there"), remedy),
        Err(error) => {
            Finding::wrong("erasures", format!("{error:#}"), "take another copy of the ledger")
        }
    }
}

/// The recovery key's public half, and the age of the last backup.
async fn recovery(store: &Store) -> Vec<Finding> {
    match store.recovery_key().await {
        Ok(None) => {
            return vec![Finding::watch(
                "set-up",
                "the first-run page has not been completed",
                "open `/setup`, print the recovery key, and found the hotline",
            )];
        }
        Ok(Some(_)) => {}
        Err(error) => return vec![unreadable("recovery key", &error)],
    }
    let backup = match store.last_backup().await {
        Ok(at) => backup(at, store.now()),
        Err(error) => unreadable("backup", &error),
    };
    vec![Finding::right("recovery key", "its public half is here"), backup]
}

fn backup(at: Option<Timestamp>, now: Timestamp) -> Finding {
    let remedy = "run `daybreak backup`, better every night by a timer, and prove one with \
                  `daybreak restore --check`";
    let Some(at) = at else {
        return Finding::wrong("backup", "there never was one", remedy);
    };
    let hours = (now.micros() - at.micros()) / 3_600_000_000;
    let found = format!("the last is {hours} hours old");
    if hours <= 26 {
        Finding::right("backup", found)
    } else {
        Finding::watch("backup", found, remedy)
    }
}

fn unreadable(what: &'static str, error: &store::Error) -> Finding {
    Finding::wrong(what, error.to_string(), "the database failed; see its own log")
}
