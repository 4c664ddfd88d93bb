//! `daybreak restore`: a backup into an empty database, or only the proof that it would work.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use store::backup::Copied;
use store::{Address, Store};
use tokio::sync::mpsc;
use vault::audit::Head;
use vault::{RecoveryKey, archive};

use crate::ledger::{self, Ledger};
use crate::settings::{Deployment, Which};
use crate::{backup, clock, instance_key, recovery, serve};

/// Restores a backup into an empty database, on either engine.
#[derive(Debug, Args)]
pub struct Options {
    /// The backup.
    path: PathBuf,
    /// Restore to a temporary database, look through it and throw it away: the target is not touched.
    #[arg(long)]
    check: bool,
    /// The ledger of what was erased since; `erasures.ledger` beside the backup and beside the records is
    /// found by itself.
    #[arg(long, value_name = "FILE", conflicts_with = "no_ledger")]
    ledger: Option<PathBuf>,
    /// Restore without an erasure ledger: what was erased after this backup comes back.
    #[arg(long)]
    no_ledger: bool,
    #[command(flatten)]
    key: recovery::Source,
    #[command(flatten)]
    which: Which,
}

/// Restores, proves it (rows, audit chain, and that the recovery key opens what it should), then erases
/// again what was erased after the backup.
///
/// # Errors
/// When the backup does not open or is not whole, the target is in use, the proof fails, or no ledger
/// tells what was erased since.
pub fn run(options: &Options) -> Result<()> {
    serve::runtime()?.block_on(async {
        let recovery = options.key.read()?;
        if options.check {
            let ledger = options.ledger(&[])?;
            let folder = Temporary::new()?;
            let address = Address::Sqlite(folder.0.join("check.db"));
            let copied = restore(&options.path, &recovery, &address).await?;
            prove(&address, &copied, &recovery).await?;
            match &ledger {
                Some(ledger) => replay(&address, ledger).await?,
                None => println!("no erasure ledger was found beside it"),
            }
            println!("this backup restores; nothing was changed");
            return Ok(());
        }
        let deployment = options.which.deployment()?;
        let ledger = options.ledger(&[deployment.ledger_file.as_path()])?;
        if ledger.is_none() && !options.no_ledger {
            bail!(
                "no erasure ledger was found: `{}` is neither beside the backup nor beside the \
                 records. Name it with `--ledger FILE`; with `--no-ledger`, whatever was erased after \
                 this backup comes back",
                ledger::FILE
            );
        }
        if let Address::Postgres(_) = deployment.address {
            store::create_database(&deployment.url).await?;
        }
        restore_to(&deployment, &options.path, &recovery, ledger.as_ref()).await?;
        println!("restored; start the service with `daybreak serve`");
        Ok(())
    })
}

impl Options {
    /// The most complete ledger: the one that was named, or those that are found.
    fn ledger(&self, also: &[&Path]) -> Result<Option<Ledger>> {
        if self.no_ledger {
            return Ok(None);
        }
        if let Some(path) = &self.ledger {
            let ledger = ledger::read(path)?;
            let ledger = ledger.with_context(|| format!("`{}` is not there", path.display()))?;
            return Ok(Some(ledger));
        }
        let beside = backup::beside(&self.path).join(ledger::FILE);
        let mut found = Vec::new();
        for path in also.iter().copied().chain([&*beside]) {
            found.extend(ledger::read(path)?.map(|ledger| (path.to_owned(), ledger)));
        }
        ledger::longest(found)
    }
}

/// Restores the database, then the instance key beside it. The ledger is put in its place first: were the
/// restore cut off, the next start of the service would erase what it names.
async fn restore_to(
    deployment: &Deployment,
    path: &Path,
    recovery: &RecoveryKey,
    ledger: Option<&Ledger>,
) -> Result<()> {
    if deployment.key_file.exists() {
        bail!(
            "`{}` is there already: this place belongs to an installation; move the file away, or \
             restore to another place",
            deployment.key_file.display()
        );
    }
    if let Some(ledger) = ledger {
        ledger::put(&deployment.ledger_file, ledger)?;
    }
    let copied = restore(path, recovery, &deployment.address).await?;
    let key = key_of(&copied).context("the instance key of this backup is damaged")?;
    prove(&deployment.address, &copied, recovery).await?;
    if let Some(ledger) = ledger {
        replay(&deployment.address, ledger).await?;
    }
    instance_key::put(&deployment.key_file, &key)
}

/// Erases again what the ledger names and the backup still held.
async fn replay(address: &Address, ledger: &Ledger) -> Result<()> {
    let store = Store::open(address, clock::system()).await?;
    let replayed = ledger::replay(&store, ledger).await?;
    store.close().await;
    println!(
        "erasure ledger: {} lines, {replayed} after this backup, erased again",
        ledger.lines.len()
    );
    Ok(())
}

fn key_of(copied: &Copied) -> Option<[u8; 32]> {
    let text = &copied.header.instance_key;
    let byte = |at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..text.len() / 2).map(byte).collect();
    bytes?.try_into().ok()
}

async fn restore(path: &Path, recovery: &RecoveryKey, address: &Address) -> Result<Copied> {
    let shown = path.display();
    let file = File::open(path).with_context(|| format!("`{shown}` cannot be read"))?;
    let pair = recovery.key_pair();
    let (to, from) = mpsc::channel(16);
    let opening = tokio::task::spawn_blocking(move || {
        let failed = to.clone();
        let opened = archive::open(BufReader::new(file), Outlet(to), pair.secret());
        if let Err(error) = opened {
            // Whoever restores has given up already, for a reason of its own.
            let _ = failed.blocking_send(Err(io::Error::other(error)));
        }
    });
    let restored = store::backup::restore(address, from).await;
    opening.await.context("opening failed")?;
    restored.with_context(|| format!("`{shown}` was not restored"))
}

/// Looks through a restored database and tells what was found.
async fn prove(address: &Address, copied: &Copied, recovery: &RecoveryKey) -> Result<()> {
    let store = Store::open(address, clock::system()).await?;
    let header = &copied.header;
    let rows: u64 = copied.rows.values().sum();
    let moment = clock::stamp(casework::time::Timestamp::from_micros(header.at));
    println!("written {moment} by version {}, schema {}", header.program, header.schema);
    println!("{} tables, {rows} rows, as many as were written", copied.rows.len());
    let head: Head = header.head.parse().context("the backup names no head of its audit")?;
    match store.verify_audit(Some(head)).await? {
        Ok(found) if found == head => println!("audit whole: {} entries", found.seq),
        Ok(found) => bail!("the audit ends at entry {}, not at {}", found.seq, head.seq),
        Err(broken) => bail!("the audit breaks at entry {}: {}", broken.seq, broken.reason),
    }
    let pair = recovery.key_pair();
    let teams = store.teams().await?;
    for team in &teams {
        let key = store.recovered(team.id.uuid(), pair.secret()).await;
        let key = key.context("the key of a team does not open with this recovery key")?;
        if key.public() != team.public_key {
            bail!("the key of a team is another than the one that its records are sealed to");
        }
    }
    println!("keys of {} teams open with this recovery key", teams.len());
    store.close().await;
    Ok(())
}

/// Writes into a channel.
struct Outlet(mpsc::Sender<io::Result<Vec<u8>>>);

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Ok(bytes.to_vec()));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A folder for one check, which only its owner reads; gone with this value.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("daybreak-check-{}", std::process::id()));
        let mut folder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.create(&path).with_context(|| format!("`{}` cannot be made", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // What is left holds no more than the backup did, and only its owner reads it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
