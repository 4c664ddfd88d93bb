//! `daybreak audit verify`: recomputes the chain and names the first broken entry.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Subcommand};
use store::{Address, Store};

use crate::{clock, serve};

/// Proves that no entry of the audit was changed.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Recomputes the whole chain.
    Verify {
        /// Where the records are kept.
        #[arg(long, default_value = "sqlite:daybreak-data/daybreak.db")]
        database: String,
    },
}

/// Exits with 0 when the chain is whole, with 1 when an entry is broken.
///
/// # Errors
/// When the database cannot be read.
pub fn run(options: &Options) -> Result<ExitCode> {
    let Command::Verify { database } = &options.command;
    serve::runtime()?.block_on(async {
        let address: Address = database.parse()?;
        let store = Store::open(&address, clock::system()).await?;
        let verified = store.verify_audit(None).await?;
        store.close().await;
        Ok(match verified {
            Ok(head) => {
                println!("whole: {} entries", head.seq);
                ExitCode::SUCCESS
            }
            Err(broken) => {
                println!("broken at entry {}: {}", broken.seq, broken.reason);
                ExitCode::FAILURE
            }
        })
    })
}
