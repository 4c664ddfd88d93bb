//! Whether the interval of the count holds the truth as often as it says, on generated lists.
//!
//! ```text
//! cargo run --release -p linkage --example coverage -- [SEEDS] [PERSONS] [LISTS] [usual|hard] [FIRST-SEED]
//! ```
//! One line a seed: persons found with their 90 % interval, the truth, the best F1 of pairs; then how many
//! intervals held the truth. Nothing is drawn from a clock, so the figures are the same on every machine.

use linkage::blocking::Plan;
use linkage::cluster::Guards;
use linkage::compared::{Compared, KEPT};
use linkage::count::{Count, Counting, count};
use linkage::linker::Linker;
use linkage::recall::missed;
use linkage::score::{Edge, Scorer, weight_of};
use linkage::settings::{LinkKind, preset};
use linkage::table::{Table, TableBuilder};
use linkage::train::{Training, learn};
use simulation::people::{Lists, PersonRecord, generate};
use std::collections::HashMap;

type Failure = Box<dyn std::error::Error>;

const HEADER: [&str; 8] =
    ["unique_id", "first_name", "surname", "dob", "sex", "postcode", "phone", "email"];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, otherwise: u32| arguments.get(i).map_or(Ok(otherwise), |a| a.parse());
    let (seeds, persons) = (number(0, 20)?, number(1, 20_000)?);
    let (lists, first) = (u8::try_from(number(2, 1)?)?, u64::from(number(4, 101)?));
    let trouble = if arguments.get(3).is_some_and(|a| a == "hard") { 2.0 } else { 1.0 };
    let world = Lists { persons, lists, trouble, ..Lists::default() };
    let (mut held, mut off) = (0, 0.0);
    for seed in first..first + u64::from(seeds) {
        let outcome = Outcome::of(&world, seed)?;
        let persons = outcome.count.persons;
        let holds = (persons.lower..=persons.upper).contains(&outcome.truth);
        let bias = 100.0 * (persons.estimate / outcome.truth - 1.0);
        println!(
            "seed {seed}: {:.0} [{:.0}, {:.0}] of {} persons ({bias:+.2} %){}; pairs' best F1 {:.4}",
            persons.estimate,
            persons.lower,
            persons.upper,
            outcome.truth,
            if holds { "" } else { ", not held" },
            outcome.best_f1
        );
        (held, off) = (held + u32::from(holds), off + bias);
    }
    println!(
        "the 90 % interval held the truth {held} of {seeds} times; the estimate was off by {:+.2} % on average",
        off / f64::from(seeds)
    );
    Ok(())
}

struct Outcome {
    count: Count,
    truth: f64,
    best_f1: f64,
}

impl Outcome {
    /// Links the lists of one seed with the preset for people.
    fn of(world: &Lists, seed: u64) -> Result<Self, Failure> {
        let mut records: Vec<PersonRecord> = Vec::new();
        generate(world, seed, |record| records.push(record));
        records.sort_by_key(|record| record.list);
        let header = HEADER.map(str::to_owned);
        let mut settings = preset::people(&header)?;
        if world.lists == 1 {
            settings.link = LinkKind::Deduplicate;
        }
        let mut linker = Linker::new(table(&header, &records, world.lists)?, settings)?;
        let plan = Plan::new(&mut linker, 10_000);
        let compared = Compared::new(&linker, &plan, KEPT);
        learn(&mut linker, compared.counts(), &Training::default());
        let scorer = Scorer::new(&linker);
        let scored = scorer.edges_among(&compared, &plan, weight_of(0.01))?;
        let not_seen = missed(&linker, &scored, &Default::default());
        let counting = Counting { draws: 100, missed: not_seen.joins, ..Counting::default() };
        let count = count(&linker, &scorer, &scored.edges, &Guards::default(), &counting);
        let mut sizes: HashMap<u32, f64> = HashMap::new();
        records.iter().for_each(|r| *sizes.entry(r.person).or_default() += 1.0);
        let pairs = sizes.values().map(|n| n * (n - 1.0) / 2.0).sum();
        let best_f1 = best_f1(scored.edges, &records, pairs);
        Ok(Self { count, truth: sizes.len() as f64, best_f1 })
    }
}

fn table(header: &[String; 8], records: &[PersonRecord], lists: u8) -> Result<Table, Failure> {
    let mut builder = TableBuilder::default();
    let wanted = preset::wanted(&preset::people(header)?, header)?;
    for list in 0..lists {
        let rows: Vec<Vec<String>> =
            records.iter().filter(|record| record.list == list).map(fields).collect();
        builder.rows(&list.to_string(), header, rows.iter().map(Vec::as_slice), &wanted)?;
    }
    Ok(builder.build())
}

fn fields(record: &PersonRecord) -> Vec<String> {
    let r = record;
    let texts = [&r.first_name, &r.surname, &r.dob, &r.sex, &r.postcode, &r.phone, &r.email];
    std::iter::once(r.id.to_string()).chain(texts.into_iter().cloned()).collect()
}

fn best_f1(mut edges: Vec<Edge>, records: &[PersonRecord], pairs: f64) -> f64 {
    edges.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight));
    let (mut right, mut best) = (0.0, 0.0_f64);
    for (kept, edge) in (1_u32..).zip(&edges) {
        let same = records[edge.left as usize].person == records[edge.right as usize].person;
        right += f64::from(u8::from(same));
        best = best.max(2.0 * right / (pairs + f64::from(kept)));
    }
    best
}
