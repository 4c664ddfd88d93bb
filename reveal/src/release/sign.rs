//! Who stands behind a publication: the publisher's key, and the signed file that a data page shows.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use release::bundle::{PublisherId, PublisherKey};
use release::publication::Publication;

use super::budget::private_file;
use crate::files;

/// Makes the key of a publisher and prints its public half.
#[derive(Debug, Args)]
pub struct MakeKey {
    /// Where the secret half goes; only its owner may read it. It never belongs on the server.
    key: PathBuf,
}

/// Signs a publication, so that a data page shows it.
#[derive(Debug, Args)]
pub struct Sign {
    /// The publication, `tables.json`.
    publication: PathBuf,
    /// The publisher's key, as `daybreak release key` made it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Where the signed file goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Says whether a signed publication is what its publisher signed.
#[derive(Debug, Args)]
pub struct Verify {
    /// The signed file.
    signed: PathBuf,
    /// The public half of the publisher's key: 64 hexadecimal digits.
    #[arg(long, value_name = "DIGITS")]
    key: String,
}

impl MakeKey {
    /// Makes it.
    ///
    /// # Errors
    /// When there is such a file already.
    pub fn run(&self) -> Result<ExitCode> {
        if self.key.exists() {
            bail!("`{}` exists; a key is never overwritten", self.key.display());
        }
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| anyhow!("no randomness: {error}"))?;
        let key = PublisherKey::new(seed);
        private_file(&self.key, (key.written() + "\n").as_bytes())?;
        println!("{}", key.id());
        eprintln!(
            "The line above is the public half: set it as `figures_key` where the data page is served. \
             Keep `{}` where the analysts work.",
            self.key.display()
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Sign {
    /// Signs.
    ///
    /// # Errors
    /// When the key or the publication is none.
    pub fn run(&self) -> Result<ExitCode> {
        let named = || format!("`{}` is no publisher's key", self.key.display());
        let key = PublisherKey::read(&files::text(&self.key)?).with_context(named)?;
        let publication: Publication = serde_json::from_slice(&files::bytes(&self.publication)?)
            .with_context(|| format!("`{}` is no publication", self.publication.display()))?;
        files::write(&self.out, key.sign(&publication)?.as_bytes())?;
        println!(
            "{} tables of `{}`, signed by {}.",
            publication.tables.len(),
            publication.dataset,
            key.id()
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Verify {
    /// Compares.
    ///
    /// # Errors
    /// When the file is none; exit status 3 when somebody else signed it or it was changed.
    pub fn run(&self) -> Result<ExitCode> {
        let key: PublisherId = self.key.parse()?;
        match key.open(&files::bytes(&self.signed)?) {
            Ok(publication) => {
                let (tables, dataset) = (publication.tables.len(), publication.dataset);
                println!("{tables} tables of `{dataset}`, as their publisher signed them.");
                Ok(ExitCode::SUCCESS)
            }
            Err(refused) => {
                eprintln!("`{}`: {refused}", self.signed.display());
                Ok(ExitCode::from(3))
            }
        }
    }
}
