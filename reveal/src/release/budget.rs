//! The ledger's directory: `ledger.txt`, the lines, and `ledger.key`, 32 bytes that only the owner
//! reads.
//!
//! A charge is appended under a lock and flushed to the disk before anything is drawn. Both files
//! belong in the backup; a directory with one of them alone is refused.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use release::account::Rho;
use release::ledger::{Charge, ChargeRefused, Charged, Ledger, Terms, hex};
use release::private::Mechanism;
use release::source::Key;
use release::workload::Workload;

use crate::files;

/// Opens the privacy ledger of a dataset, with its yearly budget.
#[derive(Debug, Args)]
pub struct Open {
    /// Directory of the ledger; made if absent.
    ledger: PathBuf,
    /// The dataset's name in workloads.
    #[arg(long)]
    dataset: String,
    /// What may be spent on each year of the data.
    #[arg(long, default_value_t = 2.0)]
    epsilon: f64,
    /// The delta at which epsilon is told; far below one in the number of people.
    #[arg(long, default_value_t = 1e-6)]
    delta: f64,
}

/// Says what was published and what is left of the budget.
#[derive(Debug, Args)]
pub struct Show {
    /// Directory of the ledger.
    ledger: PathBuf,
}

/// An open ledger with its key.
pub struct Budget {
    path: PathBuf,
    key: Key,
    ledger: Ledger,
}

impl Open {
    /// Makes both files.
    ///
    /// # Errors
    /// When there is a ledger already, or a number is no budget.
    pub fn run(&self) -> Result<ExitCode> {
        let sensible =
            self.epsilon > 0.0 && self.epsilon <= 50.0 && self.delta > 0.0 && self.delta < 0.1;
        if !sensible {
            bail!("epsilon lies between 0 and 50, delta between 0 and 0.1");
        }
        files::directory(&self.ledger)?;
        let (text, secret) = (self.ledger.join(LINES), self.ledger.join(KEY));
        if text.exists() || secret.exists() {
            bail!("`{}` holds a ledger; it is never opened anew", self.ledger.display());
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| anyhow!("no randomness: {error}"))?;
        private_file(&secret, &bytes)?;
        let yearly = Rho::within(self.epsilon, self.delta);
        let terms = Terms { dataset: self.dataset.clone(), yearly, delta: self.delta };
        let line = Ledger::open(terms, &Key::new(bytes)) + "\n";
        files::write(&text, line.as_bytes())?;
        println!(
            "The ledger of `{}` is open: rho {:.6} for each year of the data, which is epsilon {} at \
             delta {:e}. Back up `{}` with the data; without it nothing more can be released.",
            self.dataset,
            yearly.0,
            self.epsilon,
            self.delta,
            self.ledger.display()
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    /// Prints it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn run(&self) -> Result<ExitCode> {
        let budget = Budget::read(&self.ledger)?;
        let ledger = budget.ledger();
        let Terms { dataset, yearly, delta } = ledger.terms();
        println!(
            "Dataset `{dataset}`: epsilon {:.3} for each year of the data.",
            yearly.epsilon(*delta)
        );
        for charge in ledger.charges() {
            println!(
                "{}  {}  rho {:.6}  {}",
                charge.at, charge.period, charge.rho.0, charge.method
            );
        }
        for (year, spent) in ledger.spent() {
            let left = Rho((yearly.0 - spent.0).max(0.0));
            println!(
                "{year}: rho {:.6} spent, {:.6} left (epsilon {:.3} on its own)",
                spent.0,
                left.0,
                left.epsilon(*delta)
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

const LINES: &str = "ledger.txt";
const KEY: &str = "ledger.key";

impl Budget {
    /// Reads ledger and key.
    ///
    /// # Errors
    /// When one is missing or was changed.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = files::bytes(&path.join(KEY))?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| {
            anyhow!("`{}` does not hold a ledger's key; restore it from a backup", path.display())
        })?;
        let key = Key::new(bytes);
        let ledger = Ledger::read(&files::text(&path.join(LINES))?, &key)
            .with_context(|| format!("in `{}`", path.display()))?;
        Ok(Self { path: path.to_owned(), key, ledger })
    }

    /// The key of noise and marks.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// What was spent.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Charges a release and returns its mark, the purpose of its noise.
    ///
    /// The ledger is read again under a lock, so two releases at once cannot both take the last of a
    /// budget.
    ///
    /// # Errors
    /// When the ledger cannot be read or written; within, why the release is refused.
    pub fn charge(
        &mut self,
        workload: &Workload,
        mechanism: Mechanism,
        records: &[u8],
        workload_file: &Path,
        at: i64,
    ) -> Result<Result<String, ChargeRefused>> {
        let data = hex(&self.key.mark(&[b"data\n", records].concat()));
        let asked = format!("release\n{mechanism:?}\n{data}\n{}", files::text(workload_file)?);
        let release = hex(&self.key.mark(asked.as_bytes()));
        let lines = self.path.join(LINES);
        let mut file = OpenOptions::new()
            .append(true)
            .open(&lines)
            .with_context(|| format!("`{}` cannot be written", lines.display()))?;
        file.lock().context("the ledger cannot be locked")?;
        self.ledger = Ledger::read(&files::text(&lines)?, &self.key)?;
        let charge = Charge {
            period: workload.period.clone(),
            method: mechanism.name().to_owned(),
            rho: mechanism.cost(workload),
            release: release.clone(),
            data,
            at,
        };
        match self.ledger.charge(&workload.dataset, charge, &self.key) {
            Err(refused) => return Ok(Err(refused)),
            Ok(Charged::Before) => {}
            Ok(Charged::Append(line)) => {
                file.write_all((line + "\n").as_bytes())?;
                file.sync_all().context("the ledger cannot be flushed to the disk")?;
            }
        }
        Ok(Ok(release))
    }
}

/// A file that only its owner may read, on the disk when this returns; never over one that exists.
pub fn private_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = |mut file: File| file.write_all(bytes).and_then(|()| file.sync_all());
    options
        .open(path)
        .and_then(write)
        .with_context(|| format!("`{}` cannot be written", path.display()))
}
