//! `daybreak backup`: everything as of one moment, sealed to the recovery key, while the service runs.

use std::fs::File;
use std::io::{self, BufWriter, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use store::Store;
use tokio::sync::mpsc;
use vault::{PublicKey, archive};

use crate::settings::Which;
use crate::{clock, instance_key, ledger, serve};

/// Writes a backup that only the recovery key opens, while the service runs.
#[derive(Debug, Args)]
pub struct Options {
    /// The file to write, or a folder: then the file is named after the moment. What is there already
    /// is never written over.
    path: PathBuf,
    /// In a folder, keep the newest so many backups and remove those before them.
    #[arg(long, value_name = "COUNT")]
    keep: Option<usize>,
    #[command(flatten)]
    which: Which,
}

/// How backups in a folder are named.
const PREFIX: &str = "daybreak-";
const SUFFIX: &str = ".backup";

/// Writes one backup. When it says so, the file is whole and on disk.
///
/// # Errors
/// When the database or the instance key cannot be read, or the file cannot be written; no part of it
/// is left then.
pub fn run(options: &Options) -> Result<()> {
    serve::runtime()?.block_on(async {
        let deployment = options.which.deployment()?;
        let key = instance_key::read(&deployment.key_file)
            .context("without the instance key nobody could sign in after a restore")?;
        let store = Store::open(&deployment.address, clock::system()).await?;
        let Some(recovery) = store.recovery_key().await? else {
            bail!("there is nothing to back up yet; complete the first-run page at `/setup`");
        };
        let file = if options.path.is_dir() {
            let moment = clock::stamp(store.now());
            options.path.join(format!("{PREFIX}{moment}{SUFFIX}"))
        } else {
            options.path.clone()
        };
        let (bytes, rows) = write(&store, &key, recovery, &file).await?;
        store.note_backup(bytes).await.context("the backup is written, but could not be noted")?;
        ledger::sync(&store, &beside(&file).join(ledger::FILE))
            .await
            .context("the backup is written, but not the erasure ledger that belongs beside it")?;
        store.close().await;
        println!("{}: {rows} rows, {bytes} bytes", file.display());
        if let Some(keep) = options.keep.filter(|_| options.path.is_dir()) {
            remove_old(&options.path, keep.max(1))?;
        }
        Ok(())
    })
}

/// Writes beside the file's place and moves it there when it is whole; its size and its rows.
async fn write(
    store: &Store,
    key: &[u8; 32],
    recovery: PublicKey,
    file: &Path,
) -> Result<(u64, u64)> {
    if file.exists() {
        bail!("`{}` is there already; name another file", file.display());
    }
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = Part(PathBuf::from(part));
    let target = part.open()?;
    let (to, from) = mpsc::channel(16);
    let mut rng = store.rng();
    let sealing = tokio::task::spawn_blocking(move || -> io::Result<u64> {
        let mut target = BufWriter::new(target);
        archive::seal(Pieces::of(from), &mut target, &recovery, &mut rng)?;
        let file = target.into_inner()?;
        file.sync_all()?;
        Ok(file.metadata()?.len())
    });
    let copied = store.copy_out(key, env!("CARGO_PKG_VERSION"), to).await;
    let bytes = sealing.await.context("sealing failed")?.with_context(|| written(file))?;
    let rows = copied.context("the database could not be read to its end")?.rows.values().sum();
    std::fs::rename(&part.0, file).with_context(|| written(file))?;
    // The name itself is durable when the folder is.
    File::open(beside(file))?.sync_all()?;
    Ok((bytes, rows))
}

/// The folder of a file.
pub fn beside(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn written(file: &Path) -> String {
    format!("`{}` cannot be written", file.display())
}

/// A file that is not whole yet: gone with this value, unless it was moved to its place.
struct Part(PathBuf);

impl Part {
    fn open(&self) -> Result<File> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&self.0).with_context(|| written(&self.0))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Moved to its place, or never made.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Removes all but the newest `keep` backups of a folder. Their names sort by time.
fn remove_old(folder: &Path, keep: usize) -> Result<()> {
    let mut backups = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX)) {
            backups.push(entry.path());
        }
    }
    backups.sort();
    for old in backups.iter().rev().skip(keep) {
        std::fs::remove_file(old)
            .with_context(|| format!("`{}` cannot be removed", old.display()))?;
        println!("{}: removed", old.display());
    }
    Ok(())
}

/// Reads what a channel brings.
struct Pieces {
    from: mpsc::Receiver<Vec<u8>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Pieces {
    fn of(from: mpsc::Receiver<Vec<u8>>) -> Self {
        Self { from, piece: io::Cursor::default() }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.piece.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            match self.from.blocking_recv() {
                Some(piece) => self.piece = io::Cursor::new(piece),
                None => return Ok(0),
            }
        }
    }
}
