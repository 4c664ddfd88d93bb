//! Files: read with their name in every error, written whole or not at all.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// How every SQLite file begins (sqlite.org, Database File Format, section 1.3).
const DATABASE: &[u8] = b"SQLite format 3\0";

/// Opens a file of numbers or of exported cases. A service's database holds people, and nothing on
/// this side of the door opens one.
///
/// # Errors
/// With the file's name; also when it is a database.
pub fn open(path: &Path) -> Result<File> {
    let named = || format!("`{}` cannot be read", path.display());
    let mut file = File::open(path).with_context(named)?;
    let mut start = Vec::new();
    (&file).take(DATABASE.len() as u64).read_to_end(&mut start).with_context(named)?;
    if start == DATABASE {
        bail!(
            "`{}` is a database. The commands about numbers open none, because a database holds \
             people; give them an exported file, as `daybreak extract` and `daybreak link` write",
            path.display()
        );
    }
    file.rewind().with_context(named)?;
    Ok(file)
}

/// Reads a text.
///
/// # Errors
/// With the file's name.
pub fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?)
        .with_context(|| format!("`{}` is not written in UTF-8", path.display()))
}

/// Reads bytes.
///
/// # Errors
/// With the file's name.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?
        .read_to_end(&mut bytes)
        .with_context(|| format!("`{}` cannot be read", path.display()))?;
    Ok(bytes)
}

/// Makes a directory and those above it.
///
/// # Errors
/// With its name.
pub fn directory(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).with_context(|| format!("`{}` cannot be made", path.display()))
}

/// Writes beside `path` and renames, so that no reader ever sees half a file; `-` is standard output.
///
/// # Errors
/// With the file's name.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if path == Path::new("-") {
        return io::stdout().write_all(bytes).context("standard output cannot be written");
    }
    write_stream(path, |file| Ok(file.write_all(bytes)?))
}

/// As [`write`](write()), for what is too large to be held.
///
/// # Errors
/// With the file's name, or what `content` fails with; then there is no file.
pub fn write_stream(path: &Path, content: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let named = || format!("`{}` cannot be written", path.display());
    let outcome = (|| {
        let mut file = File::create(&partial).with_context(named)?;
        content(&mut file)?;
        file.sync_all().with_context(named)?;
        std::fs::rename(&partial, path).with_context(named)
    })();
    if outcome.is_err() {
        drop(std::fs::remove_file(&partial));
    }
    outcome
}

/// Writes a JSON document with a line end; `-` is standard output.
///
/// # Errors
/// With the file's name.
pub fn json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).context("the result cannot be shown as JSON")?;
    write(path, (text + "\n").as_bytes())
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
