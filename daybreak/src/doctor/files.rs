//! Files and their places: who may read them, and how much room is left.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use store::Address;

use super::Finding;
use crate::settings::Deployment;

/// Less than this, and the next busy night may fill the disk.
const ROOM: u64 = 1_000_000_000;

/// Looks at every file that others must not read, and at the disk under them.
pub fn look(deployment: &Deployment, config: Option<&Path>) -> Vec<Finding> {
    let mut files = vec![deployment.key_file.clone()];
    files.extend(config.map(Path::to_owned));
    if let Address::Sqlite(path) = &deployment.address {
        files.extend(["", "-wal", "-shm"].map(|suffix| with(path, suffix)));
    }
    let mut findings = vec![readable(&files)];
    findings.extend(room(&deployment.key_file));
    if let Address::Sqlite(path) = &deployment.address
        && path.parent() != deployment.key_file.parent()
    {
        findings.extend(room(path));
    }
    findings
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Whether others than the owner may read one of the files.
#[cfg(unix)]
fn readable(files: &[PathBuf]) -> Finding {
    use std::os::unix::fs::PermissionsExt as _;
    let open: Vec<String> = files
        .iter()
        .filter(|file| {
            // A file that is not there is told of elsewhere.
            std::fs::metadata(file).is_ok_and(|data| data.permissions().mode() & 0o077 != 0)
        })
        .map(|file| format!("`{}`", file.display()))
        .collect();
    if open.is_empty() {
        return Finding::right("permissions", "only the owner reads keys, records and settings");
    }
    let names = open.join(", ");
    let remedy = format!("chmod 600 {}", open.join(" ").replace('`', "'"));
    Finding::wrong("permissions", format!("others may read {names}"), remedy)
}

#[cfg(not(unix))]
fn readable(_: &[PathBuf]) -> Finding {
    Finding::watch(
        "permissions",
        "cannot be told on this system",
        "make sure that only the service's own account reads keys, records and settings",
    )
}

/// How much room is left on the disk of a file.
#[cfg(unix)]
fn room(file: &Path) -> Option<Finding> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let disk = rustix::fs::statvfs(folder).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let found = format!("{:.1} GB free at `{}`", free as f64 / 1e9, folder.display());
    Some(if free < ROOM {
        Finding::wrong("disk", found, "make room: when the disk is full nothing can be stored")
    } else {
        Finding::right("disk", found)
    })
}

#[cfg(not(unix))]
fn room(_: &Path) -> Option<Finding> {
    None
}
