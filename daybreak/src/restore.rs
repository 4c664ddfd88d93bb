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

use crate::settings::{Deployment, Which};
use crate::{clock, instance_key, recovery, serve};

/// Restores a backup into an empty database, on either engine.
#[derive(Debug, Args)]
pub struct Options {
    /// The backup.
    path: PathBuf,
    /// Restore to a temporary database, look through it and throw it away: the target is not touched.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    key: recovery::Source,
    #[command(flatten)]
    which: Which,
}

/// Restores, then proves it: rows, audit chain, and that the recovery key opens what it should.
///
/// # Errors
/// When the backup does not open or is not whole, the target is in use, or the proof fails.
pub fn run(options: &Options) -> Result<()> {
    serve::runtime()?.block_on(async {
        let recovery = options.key.read()?;
        if options.check {
            let folder = Temporary::new()?;
            let address = Address::Sqlite(folder.0.join("check.db"));
            let copied = restore(&options.path, &recovery, &address).await?;
            prove(&address, &copied, &recovery).await?;
            println!("this backup restores; nothing was changed");
            return Ok(());
        }
        let deployment = options.which.deployment()?;
        if let Address::Postgres(_) = deployment.address {
            store::create_database(&deployment.url).await?;
        }
        let copied = restore_to(&deployment, &options.path, &recovery).await?;
        prove(&deployment.address, &copied, &recovery).await?;
        println!("restored; start the service with `daybreak serve`");
        Ok(())
    })
}

/// Restores the database, then the instance key beside it.
async fn restore_to(
    deployment: &Deployment,
    path: &Path,
    recovery: &RecoveryKey,
) -> Result<Copied> {
    if deployment.key_file.exists() {
        bail!(
            "`{}` is there already: this place belongs to an installation; move the file away, or \
             restore to another place",
            deployment.key_file.display()
        );
    }
    let copied = restore(path, recovery, &deployment.address).await?;
    let key = key_of(&copied).context("the instance key of this backup is damaged")?;
    instance_key::put(&deployment.key_file, &key)?;
    Ok(copied)
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
