//! `daybreak plan`: how many specialists and beds it takes.
//!
//! Reading order: [`staff`] (a load or a history of hours, Erlang C and A, simulation with texts),
//! [`beds`] (a table of needs).

mod beds;
mod staff;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use simulation::random::Random;

/// How many specialists and beds it takes.
#[derive(Debug, Args)]
#[command(subcommand_required = true)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Specialists for a service level, for one load or for each hour of a coming week.
    Staff(staff::Staff),
    /// Places for each need and county, with limits.
    Beds(beds::Beds),
}

impl Options {
    /// Runs it.
    ///
    /// # Errors
    /// What is wrong with the numbers or files.
    pub fn run(&self) -> Result<ExitCode> {
        match &self.what {
            What::Staff(staff) => staff.run(),
            What::Beds(beds) => beds.run(),
        }
    }
}

/// Uniform numbers, 0 and 1 excluded.
fn uniform(seed: u64, purpose: &str) -> impl FnMut() -> f64 {
    let mut random = Random::part(seed, purpose);
    move || ((random.bits() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
}
