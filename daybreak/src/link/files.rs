//! Files of a linkage: written whole or not at all.

use anyhow::{Context, Result};
use linkage::output::Format;
use linkage::settings::preset;
use linkage::table::Wanted;
use linkage::table::database::{self, Place};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// The directory of results.
pub(super) struct Results {
    dir: PathBuf,
    format: Format,
}

impl Results {
    pub(super) fn open(dir: &Path, csv: bool) -> Result<Self> {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("`{}` cannot be made", dir.display()))?;
        let format = if csv { Format::Csv } else { Format::Parquet };
        Ok(Self { dir: dir.to_owned(), format })
    }

    /// Writes the table `name` in the format of the results.
    pub(super) fn table(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>, Format) -> io::Result<()>,
    ) -> Result<()> {
        let extension = if self.format == Format::Csv { "csv" } else { "parquet" };
        let path = self.dir.join(format!("{name}.{extension}"));
        write_whole(&path, |out| write(out, self.format))
    }

    /// Writes the file `name`.
    pub(super) fn file(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<()> {
        write_whole(&self.dir.join(name), write)
    }

    pub(super) fn json(&self, name: &str, value: &impl Serialize) -> Result<()> {
        write_json(&self.dir.join(name), value)
    }
}

/// Writes beside `path` and renames, so that no reader ever sees half a file.
pub(super) fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let outcome = (|| {
        let mut out = BufWriter::with_capacity(1 << 18, File::create(&partial)?);
        write(&mut out)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        std::fs::rename(&partial, path)
    })();
    if outcome.is_err() {
        drop(std::fs::remove_file(&partial));
    }
    outcome.with_context(|| format!("`{}` cannot be written", path.display()))
}

pub(super) fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).context("the result cannot be shown as JSON")?;
    if path == Path::new("-") {
        println!("{text}");
        return Ok(());
    }
    write_whole(path, |out| writeln!(out, "{text}"))
}

/// SHA-256 of a list in hexadecimal: of a file's bytes, or of the texts of a table of a database.
pub(super) fn hash(path: &Path) -> Result<String> {
    if let Some(place) = path.to_str().and_then(Place::parse) {
        return hash_of_table(&place);
    }
    let file = File::open(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    let (mut reader, mut hasher) = (BufReader::with_capacity(1 << 18, file), Sha256::new());
    let mut buffer = vec![0; 1 << 18];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hexadecimal(hasher)),
            n => hasher.update(&buffer[..n]),
        }
    }
}

fn hash_of_table(place: &Place<'_>) -> Result<String> {
    let mut hasher = Sha256::new();
    let header = database::header(place)?;
    let settings = preset::people(&header);
    let wanted = settings.map_or(Ok(Wanted::default()), |s| preset::wanted(&s, &header))?;
    database::for_each_row(place, &header, &wanted, |_, row| {
        for field in row {
            hasher.update(field.as_deref().unwrap_or_default());
            hasher.update([0x1f]);
        }
        Ok(())
    })?;
    Ok(hexadecimal(hasher))
}

fn hexadecimal(hasher: Sha256) -> String {
    hasher.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// Names of lists: the files' stems or the tables' names, numbered where two are the same.
pub(super) fn list_names(paths: &[PathBuf]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    paths
        .iter()
        .map(|path| {
            let table = path.to_str().and_then(Place::parse).map(|place| place.table.to_owned());
            let stem = table.unwrap_or_else(|| {
                path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
            });
            let count = seen.entry(stem.clone()).or_default();
            *count += 1;
            if *count == 1 { stem } else { format!("{stem}-{count}") }
        })
        .collect()
}
