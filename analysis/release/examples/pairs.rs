//! How far differentially private tables and synthetic rows are from the truth, and what they cost.
//!
//! `cargo run --release -p release --example pairs -- 20000` makes records with the 27 columns of CTDC (all
//! values invented), releases a fixed workload of 45 tables of pairs at ε = 1 and δ = 1/(n ln n), and prints for
//! tables, private rows and k = 10 rows: the weighted error on cells of at least 10 (sum of absolute errors by
//! sum of counts), combinations of at least 10 that nobody has, and those that were lost. `-- 20000 triples` adds
//! fifteen tables of three variables, between which the same budget is divided.

use std::time::Instant;

use release::account::Rho;
use release::crosswalk::CROSSWALK;
use release::dataset::Dataset;
use release::private::{Mechanism, measure};
use release::quality::{Quality, compare, compare_tables, membership_inference};
use release::source::{Key, Source};
use release::synthetic::Targets;
use release::workload::Workload;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let records: usize = std::env::args().nth(1).map_or(Ok(20_000), |n| n.parse())?;
    let has_triples = std::env::args().nth(2).is_some_and(|word| word == "triples");
    let workload = Workload::read(&workload(has_triples))?;
    let key = Key::new([1; 32]);
    let data = invented(&workload, records, b"people");
    let delta = 1.0 / (records as f64 * (records as f64).ln());
    let rho = Rho::within(1.0, delta);
    println!(
        "{records} records, {} tables, rho {:.5}, delta {delta:.1e}",
        workload.tables.len(),
        rho.0
    );

    let start = Instant::now();
    let tables = measure(&workload, &data, Mechanism::Gaussian(rho), &key, "proof")?;
    println!("private tables in {:.2} s", start.elapsed().as_secs_f64());
    tell_memory();
    let released = tables.iter().map(|table| table.values.clone());
    let quality = compare_tables(&workload, &data, released, 10);
    let (pairs, triples): (Vec<_>, Vec<_>) =
        quality.into_iter().zip(&workload.tables).partition(|(_, table)| table.by.len() == 2);
    for (name, part) in [("private tables", pairs), ("private tables of three", triples)] {
        let part: Vec<Quality> = part.into_iter().map(|(quality, _)| quality).collect();
        if !part.is_empty() {
            tell(name, &part);
        }
    }

    let start = Instant::now();
    let rows = Targets::private(&workload, tables)?.rows(&mut Source::new(&key, b"rows"))?;
    println!("private rows in {:.2} s", start.elapsed().as_secs_f64());
    tell("private rows", &compare(&workload, &data, &rows, 10));

    let start = Instant::now();
    let rows_k =
        Targets::k_anonymous(&workload, &data, 10)?.rows(&mut Source::new(&key, b"rows k"))?;
    println!("k = 10 rows in {:.2} s", start.elapsed().as_secs_f64());
    tell("k = 10 rows", &compare(&workload, &data, &rows_k, 10));

    let (members, others) = (some(&data, 300), some(&invented(&workload, records, b"others"), 300));
    for (name, rows) in [("private rows", &rows), ("k = 10 rows", &rows_k)] {
        let area = membership_inference(rows, &members, &others, workload.variables.len());
        println!("{name}: membership inference, area under the curve {area:.3} (0.5 is a guess)");
    }
    tell_memory();
    Ok(())
}

/// The most memory held so far, where the system tells.
fn tell_memory() {
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status.lines().filter(|line| line.starts_with("VmHWM")).for_each(|line| println!("{line}"));
    }
}

fn tell(name: &str, qualities: &[Quality]) {
    let cells: usize = qualities.iter().map(|quality| quality.cells).sum();
    let mean =
        qualities.iter().map(|quality| quality.weighted).sum::<f64>() / qualities.len() as f64;
    let worst = qualities.iter().map(|quality| quality.weighted).fold(0.0, f64::max);
    let fabricated: usize = qualities.iter().map(|quality| quality.fabricated).sum();
    let lost: usize = qualities.iter().map(|quality| quality.lost).sum();
    println!(
        "{name}: weighted error {:.1} % (worst table {:.1} %), {fabricated} fabricated, {lost} of {cells} lost",
        100.0 * mean,
        100.0 * worst
    );
}

/// How many codes each of the 27 columns has.
fn codes(column: usize) -> usize {
    match column {
        0 => 20,
        1 => 4,
        2 => 10,
        3 => 40,
        4 => 25,
        5 => 4,
        _ => 3,
    }
}

/// Tables of pairs that people ask for: everything by gender and by age, kinds by means and by relation.
fn workload(has_triples: bool) -> String {
    let mut text = String::from(
        "dataset = \"invented\"\nperiod = \"2002/2022\"\nunit = \"one person\"\npopulation = \"nobody\"\nthreshold = 10\n",
    );
    for (number, column) in CROSSWALK.iter().enumerate() {
        let codes: Vec<_> = (0..codes(number)).map(|code| format!("\"{code}\"")).collect();
        text +=
            &format!("[[variables]]\nname = \"{}\"\ncodes = [{}]\n", column.ctdc, codes.join(","));
    }
    let mut pairs: Vec<(usize, usize)> = vec![(1, 2)];
    pairs.extend([0, 3, 4, 5].map(|other| (1, other)));
    pairs.extend((6..27).map(|other| (1, other)));
    pairs.extend((14..17).map(|other| (2, other)));
    pairs.extend((6..14).map(|other| (15, other)));
    pairs.extend((6..14).map(|other| (14, other)));
    for (a, b) in pairs {
        let (a, b) = (CROSSWALK[a].ctdc, CROSSWALK[b].ctdc);
        text += &format!("[[tables]]\nname = \"{a} by {b}\"\nby = [\"{a}\", \"{b}\"]\n");
    }
    for other in (6..21).filter(|_| has_triples) {
        let [a, b, c] = [1, 2, other].map(|column: usize| CROSSWALK[column].ctdc);
        text += &format!(
            "[[tables]]\nname = \"{a} by {b} by {c}\"\nby = [\"{a}\", \"{b}\", \"{c}\"]\n"
        );
    }
    text
}

/// Records of four kinds of people, each kind with its own skewed codes: columns depend on each other.
fn invented(workload: &Workload, records: usize, purpose: &[u8]) -> Dataset {
    let mut source = Source::new(&Key::new([9; 32]), purpose);
    let mut columns = vec![Vec::with_capacity(records); workload.variables.len()];
    for _ in 0..records {
        let kind = (source.share() * source.share() * 4.0) as usize;
        for (number, column) in columns.iter_mut().enumerate() {
            let codes = codes(number);
            let skewed = (source.share().powi(3) * codes as f64) as usize;
            column.push(((skewed + kind * (number % 3)) % codes) as u8);
        }
    }
    Dataset::of_codes(columns)
}

fn some(data: &Dataset, records: usize) -> Dataset {
    Dataset::of_codes((0..27).map(|column| data.column(column)[..records].to_vec()).collect())
}
