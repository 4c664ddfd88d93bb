//! `daybreak audit verify`: recomputes the chain and names the first broken entry.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use store::Store;
use vault::audit::Head;

use crate::settings::Which;
use crate::{clock, serve};

/// Proves that no entry of the audit was changed.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Recomputes the whole chain and prints its head; keep that outside, as a witness.
    Verify {
        #[command(flatten)]
        which: Which,
        /// A file with a head that was printed earlier (`seq:hash`): then a chain that was cut off or
        /// written anew as a whole is found too.
        #[arg(long, value_name = "FILE")]
        from_export: Option<PathBuf>,
    },
}

/// Exits with 0 when the chain is whole, with 1 when an entry is broken.
///
/// # Errors
/// When the database cannot be read.
pub fn run(options: &Options) -> Result<ExitCode> {
    let Command::Verify { which, from_export } = &options.command;
    let witness = from_export.as_deref().map(exported).transpose()?;
    serve::runtime()?.block_on(async {
        let store = Store::open(&which.deployment()?.address, clock::system()).await?;
        let verified = store.verify_audit(witness).await?;
        store.close().await;
        Ok(match verified {
            Ok(head) => {
                println!("whole: {} entries, head {head}", head.seq);
                ExitCode::SUCCESS
            }
            Err(broken) => {
                println!("broken at entry {}: {}", broken.seq, broken.reason);
                ExitCode::FAILURE
            }
        })
    })
}

fn exported(file: &Path) -> Result<Head> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("`{}` cannot be read", file.display()))?;
    text.parse().with_context(|| format!("`{}` holds no head of an audit chain", file.display()))
}
