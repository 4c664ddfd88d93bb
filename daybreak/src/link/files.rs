//! Files of a linkage: written whole or not at all.

use anyhow::{Context, Result, bail};
use linkage::output::Format;
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

/// SHA-256 of a file in hexadecimal, read in pieces.
pub(super) fn hash(path: &Path) -> Result<String> {
    let file = File::open(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    let (mut reader, mut hasher) = (BufReader::with_capacity(1 << 18, file), Sha256::new());
    let mut buffer = vec![0; 1 << 18];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().iter().map(|b| format!("{b:02x}")).collect()),
            n => hasher.update(&buffer[..n]),
        }
    }
}

/// Names of lists: the files' stems, numbered where two are the same.
pub(super) fn list_names(paths: &[PathBuf]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    paths
        .iter()
        .map(|path| {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let count = seen.entry(stem.clone()).or_default();
            *count += 1;
            if *count == 1 { stem } else { format!("{stem}-{count}") }
        })
        .collect()
}

/// Person ids of an earlier result by list and record.
pub(super) fn earlier_persons(dir: &Path) -> Result<BTreeMap<(String, String), String>> {
    use linkage::table::{TableBuilder, Wanted, read};
    let found =
        ["persons.parquet", "persons.csv"].map(|n| dir.join(n)).into_iter().find(|p| p.exists());
    let Some(path) = found else {
        bail!("`{}` holds no persons.parquet or persons.csv", dir.display());
    };
    let mut builder = TableBuilder::default();
    read(&path, "persons", &Wanted::default(), &mut builder)?;
    let table = builder.build();
    let column = |name: &str| {
        table.column(name).with_context(|| format!("`{}` has no column `{name}`", path.display()))
    };
    let (list, record, person) = (column("list")?, column("record")?, column("person")?);
    let text = |c, r| table.text(c, r).to_owned();
    Ok((0..table.len() as u32)
        .map(|r| ((text(list, r), text(record, r)), text(person, r)))
        .collect())
}
