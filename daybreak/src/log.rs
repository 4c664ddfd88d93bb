//! Logs: to standard error, so that what a command answers can be piped.
//!
//! A log line never holds content: no word that somebody wrote, no address of a visitor. Only our own
//! crates follow `DAYBREAK_LOG`; libraries say no more than warnings, since what they would tell
//! beside (bytes read, statements run) is not ours to judge.

use std::io::IsTerminal as _;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for machines that collect them.
    Json,
}

/// Our own crates that log.
const OURS: [&str; 6] = ["access", "daybreak", "directory", "store", "vault", "web"];

/// Starts the log at the level that `DAYBREAK_LOG` names: `error`, `warn`, `info` (default), `debug` or
/// `trace`.
pub fn start(format: Format) {
    let named = std::env::var("DAYBREAK_LOG").ok();
    let level = named.and_then(|name| name.parse().ok()).unwrap_or(LevelFilter::INFO);
    let levels = Targets::new()
        .with_default(LevelFilter::WARN.min(level))
        .with_targets(OURS.map(|crate_name| (crate_name, level)));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    match format {
        Format::Text => {
            let lines = lines.with_ansi(std::io::stderr().is_terminal());
            tracing_subscriber::registry().with(lines.with_filter(levels)).init();
        }
        Format::Json => {
            tracing_subscriber::registry().with(lines.json().with_filter(levels)).init();
        }
    }
}
