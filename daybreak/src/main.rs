//! The one binary.

mod audit;
mod clock;
mod demo;
mod directory;
mod estimate;
mod language;
mod link;
mod measures;
mod serve;
mod settings;

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
    Serve(serve::Options),
    Demo(demo::Options),
    Directory(directory::Options),
    Audit(audit::Options),
    Estimate(estimate::Options),
    Language(language::Options),
    Measures(measures::Options),
    Link(Box<link::Link>),
    Encode(link::Encode),
}

fn main() -> ExitCode {
    log();
    let done = match Cli::parse().command {
        Command::Serve(options) => serve::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Demo(options) => demo::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Directory(options) => directory::run(&options),
        Command::Audit(options) => audit::run(&options),
        Command::Estimate(options) => estimate::run(&options),
        Command::Language(options) => language::run(&options),
        Command::Measures(options) => measures::run(&options),
        Command::Link(options) => options.run(),
        Command::Encode(options) => options.run(),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Logs go to standard error, so that what a command answers can be piped.
fn log() {
    use tracing_subscriber::EnvFilter;
    let level = EnvFilter::try_from_env("DAYBREAK_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(level).with_writer(std::io::stderr).init();
}
