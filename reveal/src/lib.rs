//! The commands of the analysis half.
//!
//! The `daybreak` binary hands its subcommands to this crate, which knows neither the web server nor
//! the store: no command in here can open a service database, because there is nothing in here to open
//! one with. Each command reads files, calls a pure crate and writes files.
//!
//! # Reading order
//! [`extract`] (cases to coded records), [`release`] (tables and rows that identify nobody), [`plan`]
//! (specialists and beds), [`outcomes`] (what was done for whom), [`simulate`] (a county with known truth),
//! [`study`] (the whole flow), then [`files`] (how everything is written).
//!
//! # Invariants
//! - A result is written whole or not at all.
//! - Standard output belongs to people, or with `--json -` to a program; progress goes to standard
//!   error.
//! - Exit status 3 says that an answer exists and is refused.
//!
//! # Example
//! ```
//! use clap::Parser;
//!
//! #[derive(Parser)]
//! struct Cli {
//!     #[command(subcommand)]
//!     command: Commands,
//! }
//!
//! #[derive(clap::Subcommand)]
//! enum Commands {
//!     #[command(flatten)]
//!     Reveal(reveal::Command),
//! }
//! let cli = Cli::try_parse_from(["daybreak", "release", "crosswalk", "rows.csv", "--out", "ctdc.csv"]);
//! assert!(cli.is_ok());
//! ```

pub mod extract;
pub mod files;
mod html;
pub mod outcomes;
pub mod plan;
pub mod release;
pub mod simulate;
pub mod study;

use std::process::ExitCode;

use clap::Subcommand;

/// A command of the analysis half.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What may be published: tables and rows that identify nobody.
    Release(release::Options),
    /// How many specialists and beds it takes.
    Plan(plan::Options),
    /// Takes coded records out of cases; whatever is not coded stays behind.
    Extract(extract::Options),
    /// What was done for whom and how soon, from coded steps.
    Outcomes(outcomes::Options),
    /// Writes a fictional county with known truth.
    Simulate(simulate::Options),
    /// The whole flow from agencies' lists to a publication.
    Study(study::Options),
}

impl Command {
    /// Runs it. `at` is the time in seconds since 1970: only the binary reads the clock.
    ///
    /// # Errors
    /// What is wrong with the input or the question; the text says what to do.
    pub fn run(&self, at: i64) -> anyhow::Result<ExitCode> {
        match self {
            Self::Release(options) => options.run(at),
            Self::Plan(options) => options.run(),
            Self::Extract(options) => options.run(),
            Self::Outcomes(options) => options.run(),
            Self::Simulate(options) => options.run(),
            Self::Study(options) => options.run(),
        }
    }
}
