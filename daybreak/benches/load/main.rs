//! How much a hotline takes: the real binary, over HTTP, as browsers use it.
//!
//! ```text
//! cargo bench -p daybreak --bench load -- contacts
//! cargo bench -p daybreak --bench load -- tips
//! cargo bench -p daybreak --bench load -- flood
//! ulimit -n 30000 && cargo bench -p daybreak --bench load -- streams
//! ```
//! `contacts` and `tips` count what is durable in a second with 1, 16 and 64 clients; `flood` tells
//! of danger among 10,000 false tips; `streams` holds 5,000 conversations open while 200 messages a
//! second flow. All on SQLite, and on PostgreSQL where `DAYBREAK_TEST_POSTGRES` names a server. Clients and server share the machine, so the figures are
//! lower bounds.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on shall stop")]

mod contacts;
mod flood;
mod streams;

use std::path::Path;
use std::time::Duration;

use clap::{Parser, Subcommand};
use drill::database::{self, Place};
use drill::house::{self, Plan};
use drill::{Browser, Server};

use crate::contacts::Kind;

/// Loads a hotline.
#[derive(Debug, Parser)]
struct Cli {
    /// Given by `cargo bench` to every bench.
    #[arg(long, hide = true, global = true)]
    bench: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Durable new contacts a second.
    Contacts(contacts::Options),
    /// Durable new tips a second.
    Tips(contacts::Options),
    /// A tip about danger among false ones.
    Flood(flood::Options),
    /// Open streams while messages flow.
    Streams(streams::Options),
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        match Cli::parse().command {
            Command::Contacts(options) => contacts::run(&options, Kind::Contact).await,
            Command::Tips(options) => contacts::run(&options, Kind::Tip).await,
            Command::Flood(options) => flood::run(&options).await,
            Command::Streams(options) => streams::run(&options).await,
        }
    });
}

/// A founded hotline that serves.
async fn serving(place: &Place) -> Server {
    let server = Server::start_telling("info", program(), place, &[]).unwrap();
    found(&server).await;
    server
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_daybreak"))
}

async fn found(server: &Server) {
    let mut browser = Browser::at(server.address());
    house::found(&mut browser, &Plan::default()).await.unwrap();
}

/// Every engine that is at hand, with its name.
async fn engines() -> Vec<(&'static str, Place)> {
    let mut engines = vec![("SQLite", database::sqlite())];
    engines.extend(database::postgres().await.unwrap().map(|place| ("PostgreSQL", place)));
    engines
}

/// The value below which this share of all lies.
fn quantile(sorted: &[Duration], share: f64) -> Duration {
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or_default()
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
