//! The commands of this crate without the rest of the program, and what they cost.
//!
//! ```text
//! cargo run --release -p reveal --example run -- simulate --people 1000000 --out county
//! cargo run --release -p reveal --example run -- study run county/study.toml
//! ```
//! Ends with wall and CPU seconds and the most memory held.

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    command: reveal::Command,
}

/// The time that ledgers note, in seconds since 1970: the same on every run.
const AT: i64 = 1_795_032_000;

fn main() -> anyhow::Result<ExitCode> {
    let since = Instant::now();
    let code = Cli::parse().command.run(AT)?;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    eprintln!(
        "{:.2} s, {:.2} CPU s, {}",
        since.elapsed().as_secs_f64(),
        cpu_seconds(),
        most.trim()
    );
    Ok(code)
}

/// User and system time of the process, in Linux's ticks of a hundredth of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}
