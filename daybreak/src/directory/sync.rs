//! `daybreak directory sync`: follows another directory through its HSDS API.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use ::directory::Directory;
use ::directory::problem::Problems;
use ::directory::sync::Sync;
use access::Look;
use anyhow::{Context, Result, bail};
use casework::member::Actor;
use clap::Args;
use store::directory::{Missing, source};
use store::{Store, subject};

use super::{New, count, print, put, shows, tell, write_json};
use crate::settings::Which;
use crate::{clock, serve};

/// How long one page may take to come.
const PATIENCE: Duration = Duration::from_secs(60);
/// How large one page may be, in bytes: a hundred services in full are about a megabyte.
const LARGEST: u64 = 64 << 20;

#[derive(Debug, Args)]
pub(super) struct Follow {
    /// The address of the other API, without what stands behind it: `https://directory.example/hsds`.
    address: String,
    #[command(flatten)]
    which: Which,
    /// Ask for everything again, not only for what changed since the last whole run.
    #[arg(long)]
    all: bool,
    /// Fetch and check only; write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Write what was done as JSON to this file, `-` for standard output.
    #[arg(long, value_name = "PATH")]
    json: Option<PathBuf>,
    /// No progress.
    #[arg(long)]
    quiet: bool,
}

/// Runs the command: everything that came is written in one transaction with the mark for the next
/// run, or nothing.
///
/// # Errors
/// When the other side does not answer as an HSDS API does, or the database does not open.
pub(super) fn run(follow: &Follow) -> Result<ExitCode> {
    let address = address(&follow.address)?;
    let deployment = follow.which.deployment()?;
    let runtime = serve::runtime()?;
    let (store, mark) = runtime.block_on(async {
        let store = Store::open(&deployment.address, clock::system()).await?;
        let look = Look::SeeDirectory;
        let ((), mut view) = store.look(&Actor::Machine, look, subject::Directory).await?;
        let mark = source::mark(&mut view, address).await?;
        drop(view);
        anyhow::Ok((store, mark))
    })?;
    let mut sync = Sync::begin(mark.filter(|_| !follow.all));
    let (directory, problems) = fetch(address, &mut sync, shows(follow.quiet))?;
    tell(&problems);
    if follow.dry_run {
        println!(
            "readable: {}, {}. Nothing was changed.",
            count(directory.organizations.len() as u64, "organisation"),
            count(directory.services.len() as u64, "service"),
        );
        return Ok(ExitCode::SUCCESS);
    }
    let new = New {
        directory: &directory,
        missing: Missing::Keep,
        followed: sync.mark().map(|mark| (address, mark)),
        shows: shows(follow.quiet),
    };
    let report = runtime.block_on(async {
        let report = put(&store, &deployment, new).await?;
        store.close().await;
        anyhow::Ok(report)
    })?;
    match follow.json.as_deref() {
        None if directory.services.is_empty() => {
            println!("nothing changed there since the last time");
        }
        None => print(&report),
        Some(path) => write_json(path, &report, &problems, 0)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The address as it is kept and asked. What is fetched tells people whom to call, so nobody on the
/// way may change it: only this machine itself is asked without TLS.
fn address(typed: &str) -> Result<&str> {
    let address = typed.trim_end_matches('/');
    let Some(rest) = address.strip_prefix("http://") else {
        if !address.starts_with("https://") {
            bail!("`{typed}` is no address of an API; write it as https://directory.example/hsds");
        }
        return Ok(address);
    };
    let host = rest.split('/').next().unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !["localhost", "127.0.0.1", "[::1]"].contains(&name) {
        bail!("`{typed}` has no TLS: somebody on the way could change whom people call; use https");
    }
    Ok(address)
}

/// Fetches page after page. Memory is that of what changed.
fn fetch(address: &str, sync: &mut Sync, shows: bool) -> Result<(Directory, Problems)> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .https_only(address.starts_with("https://"))
        .user_agent(concat!("daybreak/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let (mut directory, mut problems) = (Directory::default(), Problems::default());
    while let Some(ask) = sync.ask() {
        let url = format!("{address}/{ask}");
        let bytes = agent
            .get(&url)
            .header("accept", "application/json")
            .call()
            .and_then(|mut answer| answer.body_mut().with_config().limit(LARGEST).read_to_vec())
            .with_context(|| {
                format!("`{url}` cannot be fetched; nothing was changed, run it again later")
            })?;
        let taken = sync
            .answer(&bytes)
            .with_context(|| format!("`{url}` answered something else; nothing was changed"))?;
        directory.absorb(taken.directory);
        problems.join(taken.problems);
        if shows {
            eprint!("\r{}", count(directory.services.len() as u64, "service"));
        }
    }
    if shows {
        eprintln!();
    }
    Ok((directory, problems))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        assert_eq!(address("https://a.example/hsds/").unwrap(), "https://a.example/hsds");
        for own in ["http://127.0.0.1:80/hsds", "http://localhost/x", "http://[::1]:8/x"] {
            assert_eq!(address(own).unwrap(), own);
        }
        for refused in ["http://a.example/", "http://localhost.example/", "a.example", "ftp://a"] {
            assert!(address(refused).is_err(), "{refused}");
        }
    }
}
