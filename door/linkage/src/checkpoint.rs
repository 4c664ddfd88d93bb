//! A run on disk, step by step, so that one that was killed goes on where it was.
//!
//! The directory of a run holds the learned model and the scored pairs in pieces, each written whole or
//! not at all and carrying a checksum. A run begun again with the same lists and settings takes what is
//! there and computes the rest; the result is the same, bit for bit. Scoring holds one piece's pairs in
//! work at a time.

use crate::blocking::Plan;
use crate::score::{Edge, Scored, Scorer};
use crate::settings::{Settings, SettingsError};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::fs;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};

/// Why the directory of a run cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// A file could not be read or written.
    #[error("`{path}` cannot be read or written: {source}")]
    Unusable {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// The directory belongs to other lists or settings.
    #[error("`{dir}` holds a run of other lists or settings; name an empty directory")]
    OtherRun {
        /// The directory.
        dir: String,
    },
    /// The model of the run is damaged.
    #[error("the model of the run is damaged; remove its directory and begin anew: {0}")]
    Model(#[from] SettingsError),
}

/// The directory of a run.
#[derive(Debug, Clone)]
pub struct Checkpoint {
    dir: PathBuf,
}

/// Tasks of the plan per piece: some millions of pairs.
const TASKS: usize = 64;

const MAGIC: &[u8; 8] = b"DBPAIRS1";

impl Checkpoint {
    /// Opens or makes the directory of the run that `run` names: a digest of lists and settings.
    ///
    /// # Errors
    /// [`CheckpointError::OtherRun`] when the directory belongs to another run.
    pub fn open(dir: &Path, run: &str) -> Result<Self, CheckpointError> {
        let checkpoint = Self { dir: dir.to_owned() };
        fs::create_dir_all(dir).map_err(|e| checkpoint.unusable("", e))?;
        match fs::read_to_string(dir.join("run")) {
            Ok(known) if known == run => Ok(checkpoint),
            Ok(_) => Err(CheckpointError::OtherRun { dir: dir.display().to_string() }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                checkpoint.write("run", run.as_bytes())?;
                Ok(checkpoint)
            }
            Err(e) => Err(checkpoint.unusable("run", e)),
        }
    }

    /// The model that an earlier start learned.
    ///
    /// # Errors
    /// [`CheckpointError`] when it is there and cannot be read.
    pub fn model(&self) -> Result<Option<Settings>, CheckpointError> {
        match fs::read_to_string(self.dir.join("model.json")) {
            Ok(text) => Ok(Some(Settings::read(&text)?)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(self.unusable("model.json", e)),
        }
    }

    /// Keeps the learned model.
    ///
    /// # Errors
    /// [`CheckpointError`] when it cannot be written.
    pub fn keep_model(&self, settings: &Settings) -> Result<(), CheckpointError> {
        let text =
            serde_json::to_vec(settings).map_err(|e| self.unusable("model.json", e.into()))?;
        self.write("model.json", &text)
    }

    /// [`Scorer::edges`], piece by piece; pieces that are there already are read.
    ///
    /// # Errors
    /// [`CheckpointError`] when a piece cannot be written. A damaged piece is computed again.
    pub fn score(
        &self,
        scorer: &Scorer<'_>,
        plan: &Plan,
        floor: f64,
    ) -> Result<Scored, CheckpointError> {
        let mut all = Scored::default();
        for start in (0..plan.tasks()).step_by(TASKS) {
            let name = format!("pairs-{start:08}-{:016x}", floor.to_bits());
            let known = fs::read(self.dir.join(&name)).ok().and_then(|bytes| read_piece(&bytes));
            let piece = match known {
                Some(piece) => piece,
                None => {
                    let tasks = start..plan.tasks().min(start + TASKS);
                    let piece: Vec<Scored> = tasks
                        .into_par_iter()
                        .map_init(
                            || scorer.cache(),
                            |cache, task| scorer.edges_of(plan, task, floor, cache),
                        )
                        .collect();
                    self.write(&name, &piece_bytes(&piece))?;
                    piece
                }
            };
            piece.into_iter().for_each(|task| all.append(task));
        }
        Ok(all)
    }

    /// Writes beside the file and renames, so that a kill leaves no half of it.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), CheckpointError> {
        let partial = self.dir.join(format!("{name}.partial"));
        let write = || {
            fs::write(&partial, bytes)?;
            fs::File::open(&partial)?.sync_all()?;
            fs::rename(&partial, self.dir.join(name))
        };
        write().map_err(|e| self.unusable(name, e))
    }

    fn unusable(&self, name: &str, source: io::Error) -> CheckpointError {
        CheckpointError::Unusable { path: self.dir.join(name).display().to_string(), source }
    }
}

/// Task by task: compared, below, number of edges, edges; a checksum at the end. All little-endian.
fn piece_bytes(piece: &[Scored]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    for task in piece {
        out.extend(task.compared.to_le_bytes());
        out.extend(task.below.to_bits().to_le_bytes());
        out.extend((task.edges.len() as u64).to_le_bytes());
        for edge in &task.edges {
            out.extend(edge.left.to_le_bytes());
            out.extend(edge.right.to_le_bytes());
            out.extend(edge.weight.to_bits().to_le_bytes());
        }
    }
    let sum = checksum(&out);
    out.extend(sum.to_le_bytes());
    out
}

/// The piece, or nothing when it is damaged or of another format.
fn read_piece(bytes: &[u8]) -> Option<Vec<Scored>> {
    let (body, sum) = bytes.split_last_chunk::<8>()?;
    let mut rest = body.strip_prefix(MAGIC)?;
    if checksum(body) != u64::from_le_bytes(*sum) {
        return None;
    }
    let mut number = || {
        let (first, others) = rest.split_first_chunk::<8>()?;
        rest = others;
        Some(u64::from_le_bytes(*first))
    };
    let mut piece = Vec::new();
    while let Some(compared) = number() {
        let (below, count) = (f64::from_bits(number()?), number()?);
        let mut edges = Vec::new();
        for _ in 0..count {
            let (pair, weight) = (number()?, f64::from_bits(number()?));
            edges.push(Edge { left: pair as u32, right: (pair >> 32) as u32, weight });
        }
        piece.push(Scored { edges, compared, below });
    }
    Some(piece)
}

fn checksum(bytes: &[u8]) -> u64 {
    FixedState::with_seed(0x7061_6972).hash_one(bytes)
}

#[cfg(test)]
mod tests;
