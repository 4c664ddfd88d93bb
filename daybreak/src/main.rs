//! The one binary.

mod audit;
mod backup;
mod clock;
mod demo;
mod directory;
mod doctor;
mod estimate;
mod instance_key;
mod language;
mod ledger;
mod link;
mod log;
mod measures;
mod output;
mod recovery;
mod restore;
mod screening;
mod serve;
mod settings;
mod user;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Open software against child sex trafficking.
#[derive(Debug, Parser)]
#[command(name = "daybreak", version, about)]
struct Cli {
    /// How log lines look; they go to standard error.
    #[arg(long, global = true, value_enum, default_value_t)]
    log_format: log::Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Options),
    Demo(demo::Options),
    Directory(directory::Options),
    Screening(screening::Options),
    Audit(audit::Options),
    Backup(backup::Options),
    Restore(restore::Options),
    Doctor(doctor::Options),
    User(user::Options),
    Estimate(estimate::Options),
    Language(language::Options),
    Measures(measures::Options),
    Link(Box<link::Link>),
    Encode(link::Encode),
    #[command(flatten)]
    Reveal(reveal::Command),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(cli.log_format);
    let done = match cli.command {
        Command::Serve(options) => serve::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Demo(options) => demo::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Directory(options) => directory::run(&options),
        Command::Screening(options) => screening::run(&options),
        Command::Audit(options) => audit::run(&options),
        Command::Backup(options) => backup::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Restore(options) => restore::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Doctor(options) => doctor::run(&options),
        Command::User(options) => user::run(&options).map(|()| ExitCode::SUCCESS),
        Command::Estimate(options) => estimate::run(&options),
        Command::Language(options) => language::run(&options),
        Command::Measures(options) => measures::run(&options),
        Command::Link(options) => options.run(),
        Command::Encode(options) => options.run(),
        Command::Reveal(command) => command.run(clock::now().micros() / 1_000_000),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
