//! The one binary.

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
    Language(language::Options),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Language(options) => language::run(&options),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
