//! The one binary.

mod estimate;
mod language;
mod link;

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
    Link(Box<link::Link>),
    Encode(link::Encode),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Estimate(options) => estimate::run(&options),
        Command::Language(options) => language::run(&options),
        Command::Link(options) => options.run(),
        Command::Encode(options) => options.run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
