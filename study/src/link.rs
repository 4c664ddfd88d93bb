//! Lists to overlap tables.

use linkage::blocking::Plan as Blocking;
use linkage::cluster::{Guards, Persons, persons};
use linkage::compared::{Compared, KEPT};
use linkage::count::{Count, Counting, count};
use linkage::linker::{Linker, PrepareError};
use linkage::recall::missed;
use linkage::score::{Scorer, weight_of};
use linkage::settings::Settings;
use linkage::table::Table;
use linkage::train::{Training, learn};
use record::{BuildError, History, MAX_LISTS, OverlapTable};
use serde::{Serialize, Serializer};

use crate::Plan;

/// Pairs less likely than this are dropped.
const FLOOR: f64 = 0.01;

/// Blocks of more records than this are left out.
const LARGEST_BLOCK: u32 = 10_000;

/// Lists that were linked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Linked {
    /// Records of all lists.
    pub records: u32,
    /// Different persons by the most likely linkage.
    pub persons: usize,
    /// Links that no pair showed, expected.
    pub missed: f64,
    /// Persons with limits, from the draws.
    pub counted: linkage::count::Interval,
    /// The overlap by the most likely linkage.
    #[serde(serialize_with = "histories")]
    pub table: OverlapTable,
    /// The overlap of each draw.
    #[serde(skip)]
    pub drawn: Vec<OverlapTable>,
}

/// Lists cannot be linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkFailed {
    /// The settings do not fit the lists.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// No overlap table can be made.
    #[error("the linked lists make no overlap table: {0}")]
    Table(#[from] BuildError),
    /// Too many lists for a history.
    #[error("{0} lists are more than {MAX_LISTS}")]
    Lists(usize),
    /// Pairs kept on disk could not be read.
    #[error("pairs cannot be read back: {0}")]
    Pairs(#[from] std::io::Error),
}

/// Links lists and draws clusterings.
///
/// # Errors
/// [`LinkFailed`] with what does not fit.
pub fn link(
    lists: Table,
    settings: Settings,
    plan: &Plan,
    step: &mut impl FnMut(&'static str),
) -> Result<Linked, LinkFailed> {
    step("block");
    let mut linker = Linker::new(lists, settings)?;
    let names: Vec<String> = linker.table().lists().iter().map(|list| list.name.clone()).collect();
    if names.len() > MAX_LISTS {
        return Err(LinkFailed::Lists(names.len()));
    }
    let blocking = Blocking::new(&mut linker, LARGEST_BLOCK);
    step("compare");
    let compared = Compared::new(&linker, &blocking, KEPT);
    step("train");
    if !linker.settings().is_trained() {
        let training = Training { seed: plan.seed, ..Training::default() };
        learn(&mut linker, compared.counts(), &training);
    }
    step("cluster");
    let scorer = Scorer::new(&linker);
    let scored = scorer.edges_among(&compared, &blocking, weight_of(FLOOR))?;
    let guards = Guards::default();
    let found = persons(&linker, &scorer, &scored.edges, &guards);
    step("draw linkages");
    let not_seen = missed(&linker, &scored, &Default::default()).joins;
    let counting =
        Counting { draws: plan.draws, seed: plan.seed, missed: not_seen, ..Counting::default() };
    let counted = count(&linker, &scorer, &scored.edges, &guards, &counting);
    let table = most_likely(&linker, &found, &names)?;
    let drawn = drawn(&counted, &names);
    Ok(Linked {
        records: linker.table().len() as u32,
        persons: found.count,
        missed: not_seen,
        counted: counted.persons,
        table,
        drawn,
    })
}

fn most_likely(
    linker: &Linker,
    found: &Persons,
    names: &[String],
) -> Result<OverlapTable, BuildError> {
    let mut seen = vec![0_u32; found.count];
    for (record, &person) in found.person.iter().enumerate() {
        seen[person as usize] |= 1 << linker.list_of(record as u32);
    }
    OverlapTable::new(names.to_vec(), seen.into_iter().map(|history| (History(history), 1)))
}

/// A draw in which a list lost everybody makes no table and is left out.
fn drawn(counted: &Count, names: &[String]) -> Vec<OverlapTable> {
    let histories: Vec<u32> = counted.histories.keys().map(|&history| history as u32).collect();
    let table = |draw: &Vec<u64>| {
        let counts = histories.iter().zip(draw).filter(|(_, count)| **count > 0);
        let counts = counts.map(|(&history, &count)| (History(history), count));
        OverlapTable::new(names.to_vec(), counts).ok()
    };
    counted.replicates.iter().filter_map(table).collect()
}

fn histories<S: Serializer>(table: &OverlapTable, to: S) -> Result<S::Ok, S::Error> {
    let lists = table.lists().len();
    to.collect_map(table.histories().map(|(history, count)| (history.digits(lists), count)))
}
