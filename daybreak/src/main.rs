//! The one binary.

mod estimate;
mod language;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Open software against child sex trafficking.
#[derive(Debug, Parser)]
#[command(name = "daybreak", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Estimate(estimate::Options),
    Language(language::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Estimate(options) => estimate::run(&options),
        Command::Language(options) => language::run(&options),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
