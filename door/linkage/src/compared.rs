//! The comparison vectors of all blocked pairs: counted for training, kept for scoring.
//!
//! Training needs only how often each vector occurs. Scoring needs the vector of every pair again, and
//! comparing is what costs; so each pair is kept with the place of its vector, in 12 bytes: in memory, or
//! beyond a limit in a file, which is written and read once from end to end. Where neither is wanted,
//! scoring compares anew. The result is the same, bit for bit.

mod spill;

use crate::blocking::Plan;
use crate::linker::{Linker, Vector};
use crate::program::positions;
use crate::table::Record;
use hashbrown::HashMap;
use rayon::prelude::*;
use spill::Spill;
use std::io;
use std::path::Path;

/// How often each comparison vector occurs among the blocked pairs.
pub type Counts = Vec<(Vector, u64)>;

/// A pair with the place of its vector among the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ComparedPair {
    pub left: Record,
    pub right: Record,
    pub vector: u32,
}

/// What comparing the blocked pairs gave.
pub struct Compared {
    counts: Counts,
    kept: Kept,
}

/// The pairs, task by task of the plan.
enum Kept {
    Nothing,
    InMemory(Vec<Vec<ComparedPair>>),
    OnDisk(Spill),
}

/// Pairs kept in memory when nothing else is said: 300 MB.
pub const KEPT: u64 = 25_000_000;

/// Bytes that a kept pair takes, in memory and on disk.
pub const PAIR_BYTES: u64 = 12;

impl Compared {
    /// Compares all pairs of `plan`. The pairs themselves are kept when the rules make at most `most`.
    ///
    /// Cost: one comparison a pair, which is most of the time of a linkage.
    #[must_use]
    pub fn new(linker: &Linker, plan: &Plan, most: u64) -> Self {
        let keep = plan.costs.last().is_some_and(|c| c.cumulative <= most);
        let parts = plan.run(linker, |task, cache| Part::of(linker, plan, task, keep, cache));
        let mut all: HashMap<Vector, u64> = HashMap::new();
        for (vector, count) in parts.iter().flat_map(|p| &p.counts) {
            *all.entry(*vector).or_default() += count;
        }
        let mut counts: Counts = all.into_iter().collect();
        counts.sort_unstable();
        let kept = match keep {
            true => Kept::InMemory(parts.into_iter().map(|p| p.placed_among(&counts)).collect()),
            false => Kept::Nothing,
        };
        Self { counts, kept }
    }

    /// [`Compared::new`], the pairs being kept in a file of `dir`, which goes when this value goes. Memory
    /// holds the pairs of some tasks at a time.
    ///
    /// # Errors
    /// When the file cannot be written; its disk must have room for [`PAIR_BYTES`] a pair.
    pub fn on_disk(linker: &Linker, plan: &Plan, dir: &Path) -> io::Result<Self> {
        let mut counts: Counts = Vec::new();
        let mut places: HashMap<Vector, u32> = HashMap::new();
        let mut spill = Spill::create(dir)?;
        for tasks in tasks_of(plan) {
            let parts: Vec<Part> = tasks
                .into_par_iter()
                .map_init(
                    || linker.cache(),
                    |cache, task| Part::of(linker, plan, task, true, cache),
                )
                .collect();
            for part in parts {
                let of_part: Vec<u32> = part
                    .counts
                    .iter()
                    .map(|&(vector, count)| {
                        let place = *places.entry(vector).or_insert_with(|| {
                            counts.push((vector, 0));
                            counts.len() as u32 - 1
                        });
                        counts[place as usize].1 += count;
                        place
                    })
                    .collect();
                let placed =
                    |p: &ComparedPair| ComparedPair { vector: of_part[p.vector as usize], ..*p };
                spill.write_task(part.pairs.len(), part.pairs.iter().map(placed))?;
            }
        }
        // Places on disk are in order of appearance; counts are handed out in order of vectors.
        let appeared: Vec<Vector> = counts.iter().map(|(vector, _)| *vector).collect();
        counts.sort_unstable();
        let place = |vector: &Vector| counts.partition_point(|(other, _)| other < vector) as u32;
        spill.finish(appeared.iter().map(place).collect())?;
        Ok(Self { counts, kept: Kept::OnDisk(spill) })
    }

    /// How often each vector occurs, in ascending order of vector.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Hands the pairs to `visit`, some tasks at a time, in the order of the plan; false when they were
    /// not kept.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn for_each(
        &self,
        plan: &Plan,
        mut visit: impl FnMut(&[Vec<ComparedPair>]),
    ) -> io::Result<bool> {
        match &self.kept {
            Kept::Nothing => return Ok(false),
            Kept::InMemory(tasks) => visit(tasks),
            Kept::OnDisk(spill) => {
                let mut reader = spill.reader()?;
                for tasks in tasks_of(plan) {
                    let read: io::Result<Vec<_>> = tasks.map(|_| reader.task()).collect();
                    visit(&read?);
                }
            }
        }
        Ok(true)
    }
}

/// The tasks of `plan` in pieces that fit memory: some millions of pairs.
fn tasks_of(plan: &Plan) -> impl Iterator<Item = std::ops::Range<usize>> + use<> {
    const TASKS: usize = 32;
    let all = plan.tasks();
    (0..all).step_by(TASKS).map(move |start| start..all.min(start + TASKS))
}

/// The vectors of one task, in order of appearance.
#[derive(Default)]
struct Part {
    places: HashMap<Vector, u32>,
    counts: Counts,
    pairs: Vec<ComparedPair>,
}

impl Part {
    fn of(
        linker: &Linker,
        plan: &Plan,
        task: usize,
        keep: bool,
        cache: &mut crate::program::Cache,
    ) -> Self {
        let mut part = Self::default();
        plan.for_each(linker, task, cache, |pairs, made, cache| {
            let vectors = linker.vectors(pairs, made, cache);
            for i in positions(made) {
                let vector = part.place(vectors[i]);
                if keep {
                    let (left, right) = pairs.records(i);
                    part.pairs.push(ComparedPair { left, right, vector });
                }
            }
        });
        part
    }

    fn place(&mut self, vector: Vector) -> u32 {
        let next = self.counts.len() as u32;
        let place = *self.places.entry(vector).or_insert(next);
        if place == next {
            self.counts.push((vector, 0));
        }
        self.counts[place as usize].1 += 1;
        place
    }

    fn placed_among(mut self, all: &Counts) -> Vec<ComparedPair> {
        let place = |vector: &Vector| all.binary_search_by_key(vector, |(v, _)| *v);
        let places: Vec<u32> = self
            .counts
            .iter()
            .map(|(v, _)| place(v).expect("every vector of a part is among all") as u32)
            .collect();
        self.pairs.iter_mut().for_each(|p| p.vector = places[p.vector as usize]);
        self.pairs.shrink_to_fit();
        self.pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::Scorer;
    use crate::testing::{THREE, linker, noisy};

    #[test]
    fn pairs_kept_in_memory_on_disk_or_nowhere_score_alike() {
        let mut linker = linker(THREE, &[&noisy(400, 0.7, 1)]);
        let plan = Plan::new(&mut linker, 1_000);
        let dir = std::env::temp_dir().join(format!("linkage-spill-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let kept = Compared::new(&linker, &plan, KEPT);
        let spilled = Compared::on_disk(&linker, &plan, &dir).unwrap();
        assert_eq!(kept.counts(), spilled.counts());
        let scorer = Scorer::new(&linker);
        let whole = scorer.edges(&plan, -9.0);
        assert!(whole.edges.len() > 400, "something is scored");
        for compared in [&kept, &spilled, &Compared::new(&linker, &plan, 0)] {
            assert_eq!(scorer.edges_among(compared, &plan, -9.0).unwrap(), whole);
        }
        drop(spilled);
        assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0, "nothing is left behind");
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
