//! The erasure ledger outside of the database: what was erased stays erased when an older copy of the
//! records is put back.
//!
//! A backup that was written before an erasure still holds the keys. So the ledger's lines are kept in a
//! file that no restore takes back: `daybreak serve` writes each line within seconds, `daybreak backup`
//! brings the file in the backups' folder up to date, and `daybreak restore` and the next start of
//! `daybreak serve` destroy again what the file names and the records still hold, before anything is served.
//! The database stays the truth while it lives; the file only ever grows.
//!
//! # Format
//! Lines of JSON: a heading that names the installation, then a [`Line`] each, whose hash covers the line
//! before. A last line without its end was cut by a power failure and is written again.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use store::Store;
use store::erasure::{Line, verify};
use store::team::TeamKind;

/// The name of the file beside backups, and beside the records where no other is set.
pub const FILE: &str = "erasures.ledger";

/// The version of the format.
const FORMAT: u32 = 1;

/// How often the database is asked for new lines.
const BEAT: Duration = Duration::from_secs(5);

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heading {
    ledger: u32,
    installation: String,
}

/// A whole ledger as a file holds it.
#[derive(Debug)]
pub struct Ledger {
    /// Whose.
    pub installation: String,
    /// Every line.
    pub lines: Vec<Line>,
    /// How many bytes of the file are whole lines.
    whole: u64,
}

/// Reads and verifies a ledger; none if there is no such file.
///
/// # Errors
/// When the file cannot be read, or is no whole ledger.
pub fn read(path: &Path) -> Result<Option<Ledger>> {
    let shown = path.display();
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("`{shown}` cannot be read")),
    };
    let whole = text.rfind('\n').map_or(0, |at| at + 1);
    let mut lines = text[..whole].lines();
    // A file that was cut in its first line holds nothing yet.
    let Some(first) = lines.next() else { return Ok(None) };
    let heading: Heading =
        serde_json::from_str(first).with_context(|| format!("`{shown}` is no erasure ledger"))?;
    if heading.ledger != FORMAT {
        bail!("`{shown}` was written by a later version; use that version");
    }
    let lines = lines
        .zip(1_u64..)
        .map(|(line, entry)| {
            serde_json::from_str(line).with_context(|| format!("line {entry} of `{shown}` is none"))
        })
        .collect::<Result<Vec<Line>>>()?;
    verify(&lines).with_context(|| format!("`{shown}` is damaged; take another copy of it"))?;
    Ok(Some(Ledger { installation: heading.installation, lines, whole: whole as u64 }))
}

/// The most complete of several ledgers; each shorter one has to be the beginning of it.
///
/// # Errors
/// When two of them tell different things.
pub fn longest(ledgers: Vec<(PathBuf, Ledger)>) -> Result<Option<Ledger>> {
    let mut longest: Option<(PathBuf, Ledger)> = None;
    for (path, ledger) in ledgers {
        let Some((before, known)) = longest.take() else {
            longest = Some((path, ledger));
            continue;
        };
        let same = known.installation == ledger.installation
            && known.lines.iter().zip(&ledger.lines).all(|(one, other)| one == other);
        if !same {
            bail!(
                "`{}` and `{}` are ledgers of different installations; name the right one with \
                 `--ledger`",
                before.display(),
                path.display()
            );
        }
        longest = if ledger.lines.len() > known.lines.len() {
            Some((path, ledger))
        } else {
            Some((before, known))
        };
    }
    Ok(longest.map(|(_, ledger)| ledger))
}

/// Which installation the records are of; none before the first-run page was completed.
async fn installation(store: &Store) -> Result<Option<String>> {
    let teams = store.teams().await?;
    let staff = teams.iter().find(|team| team.kind == TeamKind::Staff);
    Ok(staff.map(|team| team.id.to_string()))
}

/// Destroys again what a ledger names and the records still hold. Gives how many lines were new.
///
/// # Errors
/// When the ledger is not that of these records.
pub async fn replay(store: &Store, ledger: &Ledger) -> Result<usize> {
    if let Some(ours) = installation(store).await?
        && ours != ledger.installation
    {
        bail!("the erasure ledger belongs to another installation");
    }
    Ok(store.replay_erasures(&ledger.lines).await?)
}

/// Before anything is served: destroys again what the file names, then writes to the file what only the
/// records know.
///
/// # Errors
/// When the file is damaged, belongs to another installation, or cannot be written.
pub async fn settle(store: &Store, path: &Path) -> Result<u64> {
    if let Some(ledger) = read(path)? {
        let replayed = replay(store, &ledger).await.with_context(|| named(path))?;
        if replayed > 0 {
            tracing::warn!(erased = replayed, "an older copy was put back; erased again from it");
        }
    }
    sync(store, path).await
}

/// Writes to the file what only the records know, and makes it where it is not there. Gives how many lines
/// it holds now.
///
/// # Errors
/// When the file knows what the records do not, or cannot be written.
pub async fn sync(store: &Store, path: &Path) -> Result<u64> {
    let Some(installation) = installation(store).await? else { return Ok(0) };
    let ours = store.erasures_after(0).await?;
    let (known, whole) = match read(path)? {
        None => (Vec::new(), 0),
        Some(ledger) if ledger.installation == installation => (ledger.lines, ledger.whole),
        Some(_) => bail!("`{}` is the ledger of another installation", path.display()),
    };
    if !ours.starts_with(&known) {
        bail!(
            "`{}` tells of erasures that these records do not know: they come from an older copy. \
             Start `daybreak serve` with this ledger, which erases them again",
            path.display()
        );
    }
    let mut text = String::new();
    if whole == 0 {
        text += &serde_json::to_string(&Heading { ledger: FORMAT, installation })?;
        text.push('\n');
    }
    let new = ours.get(known.len()..).unwrap_or_default();
    write(path, whole, text, new).with_context(|| named(path))?;
    Ok(ours.len() as u64)
}

fn named(path: &Path) -> String {
    format!("the erasure ledger `{}`", path.display())
}

/// Appends after the whole lines of a file, and returns when that is on disk.
fn write(path: &Path, whole: u64, mut text: String, lines: &[Line]) -> Result<()> {
    for line in lines {
        text += &serde_json::to_string(line)?;
        text.push('\n');
    }
    if text.is_empty() {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // What a power failure left of a line goes.
    file.set_len(whole)?;
    std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0))?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    // The name itself is durable when the folder is.
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Puts a ledger where the next start of the service finds it, unless what is there knows as much.
///
/// # Errors
/// When the file cannot be written, or is the ledger of another installation.
pub fn put(path: &Path, ledger: &Ledger) -> Result<()> {
    let there = read(path)?;
    let known = there.as_ref().map_or(0, |there| there.lines.len());
    if there.as_ref().is_some_and(|there| there.installation != ledger.installation) {
        bail!("`{}` is the ledger of another installation; move it away", path.display());
    }
    let mut text = String::new();
    if there.is_none() {
        let heading = Heading { ledger: FORMAT, installation: ledger.installation.clone() };
        text = serde_json::to_string(&heading)? + "\n";
    }
    let new = ledger.lines.get(known..).unwrap_or_default();
    write(path, there.map_or(0, |there| there.whole), text, new).with_context(|| named(path))
}

/// Writes each new line to the file until the task is aborted, and cleans up behind erasures.
pub async fn follow(store: Store, path: PathBuf, mut known: u64) {
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut scoured = false;
    loop {
        beat.tick().await;
        match store.erasures_after(known).await {
            Ok(new) if new.is_empty() && (known > 0 || path.exists()) => {}
            Ok(_) => match sync(&store, &path).await {
                Ok(lines) => (known, scoured) = (lines, false),
                Err(error) => tracing::error!("{error:#}"),
            },
            Err(error) => tracing::warn!(%error, "the erasure ledger could not be read"),
        }
        if !scoured {
            scoured = store.scour().await.unwrap_or(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("daybreak-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn a_file_that_is_not_there_or_was_cut_in_its_first_line_holds_nothing() {
        let folder = folder("ledger-cut");
        let path = folder.join(FILE);
        assert!(read(&path).unwrap().is_none());
        std::fs::write(&path, "{\"ledger\":1,\"inst").unwrap();
        assert!(read(&path).unwrap().is_none());
        std::fs::write(&path, "{\"ledger\":1,\"installation\":\"a\"}\n{\"entry\":1,\"ki").unwrap();
        let cut = read(&path).unwrap().unwrap();
        assert_eq!((cut.lines.len(), cut.whole), (0, 32));
        std::fs::write(&path, "{\"ledger\":1,\"installation\":\"a\"}\nnothing\n").unwrap();
        assert!(read(&path).is_err());
        std::fs::write(&path, "notes\n").unwrap();
        assert!(read(&path).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn ledgers_of_two_installations_are_not_mixed() {
        let of = |installation: &str| {
            let installation = installation.to_owned();
            (PathBuf::from("a"), Ledger { installation, lines: Vec::new(), whole: 0 })
        };
        assert!(longest(vec![of("a"), of("a")]).unwrap().is_some());
        assert!(longest(vec![of("a"), of("b")]).is_err());
        assert!(longest(vec![]).unwrap().is_none());
    }
}
