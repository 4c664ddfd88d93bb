//! Pairs in a file: written task by task, read back in the same order, gone with its owner.

use super::ComparedPair;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

const BUFFER: usize = 1 << 20;

/// Tasks of pairs, each its number of pairs and then left, right and vector of each; little-endian.
pub(super) struct Spill {
    path: PathBuf,
    out: Option<BufWriter<File>>,
    /// By place of a vector as it stands in the file: its place among the counts.
    places: Vec<u32>,
}

impl Spill {
    pub(super) fn create(dir: &Path) -> io::Result<Self> {
        let path = dir.join(format!("compared-{}.partial", std::process::id()));
        let out = BufWriter::with_capacity(BUFFER, File::create(&path)?);
        Ok(Self { path, out: Some(out), places: Vec::new() })
    }

    pub(super) fn write_task(
        &mut self,
        count: usize,
        pairs: impl Iterator<Item = ComparedPair>,
    ) -> io::Result<()> {
        let Some(out) = &mut self.out else {
            return Err(io::Error::other("the pairs were finished"));
        };
        out.write_all(&(count as u64).to_le_bytes())?;
        for pair in pairs {
            for number in [pair.left, pair.right, pair.vector] {
                out.write_all(&number.to_le_bytes())?;
            }
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, places: Vec<u32>) -> io::Result<()> {
        self.places = places;
        self.out.take().map_or(Ok(()), |mut out| out.flush())
    }

    pub(super) fn reader(&self) -> io::Result<SpillReader<'_>> {
        let file = BufReader::with_capacity(BUFFER, File::open(&self.path)?);
        Ok(SpillReader { file, places: &self.places })
    }
}

impl Drop for Spill {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.path));
    }
}

/// Reads a [`Spill`] from its beginning.
pub(super) struct SpillReader<'s> {
    file: BufReader<File>,
    places: &'s [u32],
}

impl SpillReader<'_> {
    /// The pairs of the next task.
    pub(super) fn task(&mut self) -> io::Result<Vec<ComparedPair>> {
        let mut count = [0; 8];
        self.file.read_exact(&mut count)?;
        (0..u64::from_le_bytes(count)).map(|_| self.pair()).collect()
    }

    fn pair(&mut self) -> io::Result<ComparedPair> {
        let mut bytes = [0; super::PAIR_BYTES as usize];
        self.file.read_exact(&mut bytes)?;
        let number = |at: usize| {
            bytes[at..at + 4].iter().rev().fold(0_u32, |n, &byte| n << 8 | u32::from(byte))
        };
        let place = self.places.get(number(8) as usize);
        let vector = *place.ok_or_else(|| io::Error::other("the file of pairs was changed"))?;
        Ok(ComparedPair { left: number(0), right: number(4), vector })
    }
}
