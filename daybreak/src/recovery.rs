//! The recovery key, as somebody types it from the paper.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use vault::RecoveryKey;
use zeroize::Zeroizing;

/// Where the recovery key comes from.
#[derive(Debug, Args)]
pub struct Source {
    /// A file with the recovery key; otherwise it is read from standard input. It is never a part of
    /// the command line, where others could see it.
    #[arg(long, value_name = "FILE")]
    pub recovery_key: Option<PathBuf>,
}

impl Source {
    /// Reads the key.
    ///
    /// # Errors
    /// When there is none, or a group of it was misread; the text says which.
    pub fn read(&self) -> Result<RecoveryKey> {
        let typed = match &self.recovery_key {
            Some(file) => std::fs::read_to_string(file)
                .with_context(|| format!("`{}` cannot be read", file.display()))?,
            None => asked()?,
        };
        let typed = Zeroizing::new(typed);
        RecoveryKey::parse(typed.trim()).context("this is not the recovery key")
    }
}

fn asked() -> Result<String> {
    if std::io::stdin().is_terminal() {
        eprint!("recovery key (nine groups of five signs): ");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("nothing was typed")?;
    Ok(line)
}
