//! Steps that are done once, and the manifest of everything.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

use super::StudyText;
use crate::files;

/// A study under way.
pub(super) struct Steps {
    base: PathBuf,
    out: PathBuf,
    again: bool,
    quiet: bool,
    inputs: BTreeMap<String, String>,
    outputs: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Manifest<'a> {
    study: &'a str,
    program: &'static str,
    seed: u64,
    inputs: &'a BTreeMap<String, String>,
    outputs: &'a BTreeMap<String, String>,
}

impl Steps {
    pub(super) fn open(base: &Path, out: &Path, again: bool, quiet: bool) -> Self {
        let (inputs, outputs) = (BTreeMap::new(), BTreeMap::new());
        Self { base: base.to_owned(), out: out.to_owned(), again, quiet, inputs, outputs }
    }

    /// Notes a file that went in and returns its digest.
    pub(super) fn input(&mut self, path: &Path) -> Result<String> {
        let digest = files::digest(&files::bytes(path)?);
        let inside = path.strip_prefix(&self.out).or_else(|_| path.strip_prefix(&self.base));
        let name = inside.unwrap_or(path).display().to_string();
        // What an earlier step made is an output already.
        if !self.outputs.contains_key(&name) {
            self.inputs.insert(name, digest.clone());
        }
        Ok(digest)
    }

    /// Notes a file that came out.
    pub(super) fn output(&mut self, name: &str) -> Result<()> {
        let digest = files::digest(&files::bytes(&self.out.join(name))?);
        self.outputs.insert(name.to_owned(), digest);
        Ok(())
    }

    /// Does a step unless its note says that it was done with the same inputs by the same program.
    ///
    /// # Errors
    /// What the step fails with; it then leaves no note.
    pub(super) fn step(
        &mut self,
        name: &str,
        inputs: &[PathBuf],
        outputs: &[&str],
        work: impl FnOnce(&mut dyn FnMut(&str)) -> Result<()>,
    ) -> Result<()> {
        let digests = inputs.iter().map(|path| self.input(path)).collect::<Result<Vec<_>>>()?;
        let note = format!("{name}\n{}\n{}\n", env!("CARGO_PKG_VERSION"), digests.join("\n"));
        let notes = self.out.join("steps");
        files::directory(&notes)?;
        let path = notes.join(name.replace(' ', "-"));
        let is_there = outputs.iter().all(|output| self.out.join(output).exists());
        let is_done =
            !self.again && is_there && std::fs::read_to_string(&path).is_ok_and(|n| n == note);
        if is_done {
            self.tell(&format!("{name}: done before"));
        } else {
            self.tell(name);
            let quiet = self.quiet;
            work(&mut |what| {
                if !quiet {
                    eprintln!("  {what}");
                }
            })
            .with_context(|| format!("step `{name}` failed"))?;
            files::write(&path, note.as_bytes())?;
        }
        outputs.iter().try_for_each(|output| self.output(output))
    }

    fn tell(&self, text: &str) {
        if !self.quiet {
            eprintln!("{text}");
        }
    }

    /// Writes the manifest.
    pub(super) fn manifest(&self, asked: &StudyText) -> Result<()> {
        let manifest = Manifest {
            study: &asked.name,
            program: concat!("daybreak ", env!("CARGO_PKG_VERSION")),
            seed: asked.seed,
            inputs: &self.inputs,
            outputs: &self.outputs,
        };
        files::json(&self.out.join("manifest.json"), &manifest)
    }
}
