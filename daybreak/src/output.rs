//! Where answers for machines go: `--json PATH`, and `-` for standard output.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

/// Writes one JSON value with a line end.
///
/// # Errors
/// When the file cannot be written.
pub fn json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value)?;
    if path == Path::new("-") {
        println!("{text}");
        return Ok(());
    }
    std::fs::write(path, text + "\n")
        .with_context(|| format!("`{}` cannot be written", path.display()))
}
