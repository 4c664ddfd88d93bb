//! The key under which log-in names are hashed: 32 random bytes in a file that only its owner reads.
//!
//! It is no part of the database, so a stolen database does not tell who works here. A backup holds
//! it, because nobody could sign in without it.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

/// Reads the key.
///
/// # Errors
/// When the file is not there or holds something else.
pub fn read(path: &Path) -> Result<[u8; 32]> {
    let bytes =
        std::fs::read(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    match <[u8; 32]>::try_from(bytes.as_slice()) {
        Ok(key) => Ok(key),
        Err(_) => {
            bail!("`{}` does not hold an instance key; restore it from a backup", path.display())
        }
    }
}

/// Reads the key, or makes one where there is none.
///
/// # Errors
/// As [`read`], and when it cannot be written.
pub fn read_or_make(path: &Path) -> Result<[u8; 32]> {
    if path.exists() {
        return read(path);
    }
    let mut key = [0; 32];
    getrandom::fill(&mut key).map_err(|error| anyhow!("no randomness: {error}"))?;
    put(path, &key)?;
    Ok(key)
}

/// Writes the key where there is none yet, and returns when it is on disk.
///
/// # Errors
/// When it cannot be written, or another file is there.
pub fn put(path: &Path, key: &[u8; 32]) -> Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("`{}` cannot be made", folder.display()))?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file =
        options.open(path).with_context(|| format!("`{}` cannot be written", path.display()))?;
    file.write_all(key)?;
    file.sync_all()?;
    Ok(())
}
