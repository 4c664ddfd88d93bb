//! Whether suppression of random tables can be undone, and what it costs beside the best possible.
//!
//! ```text
//! cargo run --release -p release --example tables -- 1000 [TABLES.ndjson [MOST-VARIABLES]]
//! cargo run --release -p release --example tables -- 40 small
//! cargo run --release -p release --example tables -- judge WITHHELD.ndjson
//! ```
//! Each table has one to five variables, all margins, and often a variable with groups. Every certificate
//! is checked, and every small cell is attacked by linear programmes. With a file, all that an attacker sees
//! and what must stay hidden is written down, so that a solver of somebody else can attack it, too. `small` looks
//! for the fewest further cells among all choices, in tables of two variables. `judge` attacks what another program
//! withheld of the same tables: a line for each, with the `table`'s number and the `withheld` cells as they stand in
//! TABLES.ndjson.

use std::io::{BufRead, BufWriter, Write};
use std::time::Instant;

use release::attack::interval;
use release::cells::Cells;
use release::dataset::Dataset;
use release::source::{Key, Source};
use release::suppression::{Suppression, audit, price, sensitive_counts};
use release::workload::Workload;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, path] = arguments.as_slice()
        && mode == "judge"
    {
        return judge(path);
    }
    let tables: u64 = arguments.first().map_or(Ok(1_000), |n| n.parse())?;
    let most: u64 = arguments.get(2).map_or(Ok(5), |n| n.parse())?;
    match arguments.get(1).map(String::as_str) {
        Some("small") => beside_the_best(tables)?,
        Some(path) => {
            attacked(tables, most, Some(BufWriter::new(std::fs::File::create(path)?)))?;
        }
        None => attacked(tables, most, None)?,
    }
    Ok(())
}

/// Table number `table`, its cells and counts.
fn random(
    table: u64,
    variables: std::ops::Range<u64>,
) -> Result<(Workload, Cells, Vec<f64>), Failure> {
    let mut source = Source::new(&Key::new([7; 32]), &table.to_le_bytes());
    let mut below = |most: u64| source.below(u128::from(most)) as u64;
    // Tables of four and five variables take seconds each, so they are one in twenty each.
    let dimensions = match below(20) {
        0..6 => 1,
        6..13 => 2,
        13..18 => 3,
        18 => 4,
        _ => 5,
    };
    let dimensions = u64::clamp(dimensions, variables.start, variables.end - 1);
    // Fewer codes where there are more variables, so that no table has more than 243 cells: larger ones
    // with many small cells take minutes each.
    let most = [12, 8, 4, 3, 2][dimensions as usize - 1];
    let codes: Vec<u64> = (0..dimensions).map(|_| 2 + below(most - 1)).collect();
    let threshold = 3 + below(8);
    let mut text = format!(
        "dataset = \"random\"\nperiod = \"2026\"\nunit = \"one person\"\npopulation = \"nobody\"\nthreshold = {threshold}\n"
    );
    for (number, &codes) in codes.iter().enumerate() {
        let list: Vec<String> = (0..codes).map(|code| format!("\"c{code}\"")).collect();
        text += &format!("[[variables]]\nname = \"v{number}\"\ncodes = [{}]\n", list.join(", "));
        if codes > 3 && below(2) == 0 {
            text += "groups = [{ name = \"first two\", of = [\"c0\", \"c1\"] }]\n";
        }
    }
    let by: Vec<String> = (0..dimensions).map(|number| format!("\"v{number}\"")).collect();
    text += &format!("[[tables]]\nname = \"t\"\nby = [{}]\n", by.join(", "));
    let workload = Workload::read(&text)?;
    let cells = Cells::new(&workload.variables, &workload.tables);
    let inner: u64 = codes.iter().product();
    let records = inner * (threshold + below(6 * threshold)) + below(20);
    let mut columns = vec![Vec::new(); codes.len()];
    for _ in 0..records {
        for (column, &codes) in columns.iter_mut().zip(&codes) {
            // Skewed, so that small and large cells stand beside each other.
            let code = (source.share() * source.share() * codes as f64) as u8;
            column.push(code);
        }
    }
    let counts = cells.tabulate(&workload.variables, &Dataset::of_codes(columns), |_| 1.0);
    Ok((workload, cells, counts))
}

/// Suppresses and attacks tables.
fn attacked(
    tables: u64,
    most: u64,
    mut dump: Option<BufWriter<std::fs::File>>,
) -> Result<(), Failure> {
    let (mut all, mut sensitive, mut further, mut with) = (0, 0, 0, 0);
    let (mut undone, mut unproven, mut slowest) = (0, 0, 0.0_f64);
    let (mut suppressing, mut attacking) = (0.0, 0.0);
    for table in 0..tables {
        let (workload, cells, counts) = random(table, 1..most + 1)?;
        let protections = sensitive_counts(&counts, workload.threshold);
        let since = Instant::now();
        let suppression = Suppression::new(&cells, &counts, &protections)?;
        let took = since.elapsed().as_secs_f64();
        (suppressing, slowest) = (suppressing + took, slowest.max(took));
        if took > 2.0 {
            eprintln!(
                "table {table}: {} variables, {} cells, {} small, {took:.1} s",
                workload.variables.len(),
                cells.len(),
                protections.len()
            );
        }
        all += cells.len();
        sensitive += protections.len();
        further += suppression.complementary();
        with += usize::from(!protections.is_empty());
        unproven += usize::from(suppression.verify(&cells, &counts).is_err());
        let published = suppression.publish(&counts);
        let since = Instant::now();
        if audit(&cells, &published, &counts, &protections).is_err() {
            println!("table {table} was undone");
            undone += 1;
        }
        attacking += since.elapsed().as_secs_f64();
        if table % 50 == 49 {
            eprintln!(
                "{} tables, {sensitive} small cells, {further} further, {unproven} without proof, {undone} undone, {suppressing:.1} s, {attacking:.1} s",
                table + 1
            );
        }
        if let Some(out) = &mut dump {
            let equations: Vec<_> =
                cells.equations().iter().map(|e| (e.parent, &e.children)).collect();
            let protect: Vec<_> =
                protections.iter().map(|(c, p)| (c, counts[*c], p.lower, p.upper)).collect();
            let prices: Vec<_> =
                (0..cells.len()).map(|cell| price(cells.key(cell).len(), counts[cell])).collect();
            let trees = workload.variables.iter().map(|variable| {
                let nodes = variable.nodes().iter().map(|node| (&node.name, node.parent));
                nodes.collect::<Vec<_>>()
            });
            let line = serde_json::json!({
                "table": table, "trees": trees.collect::<Vec<_>>(),
                "keys": (0..cells.len()).map(|cell| cells.key(cell)).collect::<Vec<_>>(),
                "variables": workload.variables.len(), "counts": counts, "prices": prices,
                "published": published, "equations": equations, "protect": protect,
            });
            writeln!(out, "{line}")?;
        }
    }
    println!(
        "{tables} tables ({with} with small cells), {all} cells: {sensitive} small, {further} further withheld ({:.1} % of the others)",
        100.0 * further as f64 / (all - sensitive) as f64
    );
    println!("{unproven} without their proof, {undone} undone by the attack");
    println!(
        "suppressing {suppressing:.1} s (slowest table {slowest:.2} s), attacking {attacking:.1} s"
    );
    Ok(())
}

/// Attacks what another program withheld, beside what is withheld here.
fn judge(path: &str) -> Result<(), Failure> {
    let (mut tables, mut kept, mut small, mut ours, mut theirs) = (0, 0, 0, 0, 0);
    let (mut fewer, mut more) = (0, 0);
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        let line: serde_json::Value = serde_json::from_str(&line?)?;
        let (workload, cells, counts) = random(line["table"].as_u64().ok_or("no number")?, 1..6)?;
        let withheld = line["withheld"].as_array().ok_or("no cells")?;
        let withheld: Vec<u64> = withheld.iter().filter_map(serde_json::Value::as_u64).collect();
        let protections = sensitive_counts(&counts, workload.threshold);
        let published: Vec<Option<f64>> = (0..cells.len())
            .map(|cell| (!withheld.contains(&(cell as u64))).then_some(counts[cell]))
            .collect();
        if let Err(found) = audit(&cells, &published, &counts, &protections) {
            println!("{}: {found}", line["table"]);
        } else {
            kept += 1;
        }
        let here = Suppression::new(&cells, &counts, &protections)?.complementary();
        let is_further = |cell: &&u64| !protections.contains_key(&(**cell as usize));
        let there = withheld.iter().filter(is_further).count();
        (tables, small) = (tables + 1, small + protections.len());
        (ours, theirs) = (ours + here, theirs + there);
        fewer += usize::from(here < there);
        more += usize::from(here > there);
    }
    println!("{tables} tables, {small} small cells: {kept} of the others withstand the attack");
    println!("further cells: {ours} here, {theirs} there; fewer here in {fewer}, more in {more}");
    Ok(())
}

/// How many further cells are withheld beside the fewest that would do.
fn beside_the_best(tables: u64) -> Result<(), Failure> {
    let (mut compared, mut ours, mut best, mut equal, mut table) = (0, 0, 0, 0, 0);
    while compared < tables {
        table += 1;
        let (workload, cells, counts) = random(1_000_000 + table, 2..3)?;
        let protections = sensitive_counts(&counts, workload.threshold);
        if cells.len() > 25 || protections.is_empty() {
            continue;
        }
        let suppression = Suppression::new(&cells, &counts, &protections)?;
        let withheld = suppression.complementary();
        let others: Vec<usize> =
            (0..cells.len()).filter(|cell| !protections.contains_key(cell)).collect();
        let does = |chosen: &[usize]| {
            let is_out = |cell: usize| protections.contains_key(&cell) || chosen.contains(&cell);
            let published: Vec<Option<f64>> =
                (0..cells.len()).map(|cell| (!is_out(cell)).then_some(counts[cell])).collect();
            protections.iter().all(|(&cell, p)| {
                interval(&cells, &published, cell).is_ok_and(|found| {
                    found.lower <= counts[cell] - p.lower + 1e-4
                        && found.upper >= counts[cell] + p.upper - 1e-4
                })
            })
        };
        let fewest = (0..withheld).find(|&size| some_choice(&others, size, &does));
        compared += 1;
        ours += withheld;
        best += fewest.unwrap_or(withheld);
        equal += usize::from(fewest.is_none());
    }
    println!(
        "{compared} tables of two variables: {ours} further cells withheld, {best} at best; no fewer would do in {equal}"
    );
    Ok(())
}

/// Whether some choice of `size` among `from` does.
fn some_choice(from: &[usize], size: usize, does: &dyn Fn(&[usize]) -> bool) -> bool {
    fn go(
        from: &[usize],
        size: usize,
        chosen: &mut Vec<usize>,
        does: &dyn Fn(&[usize]) -> bool,
    ) -> bool {
        if size == 0 {
            return does(chosen);
        }
        (0..from.len().saturating_sub(size - 1)).any(|at| {
            chosen.push(from[at]);
            let found = go(&from[at + 1..], size - 1, chosen, does);
            chosen.pop();
            found
        })
    }
    go(from, size, &mut Vec::new(), does)
}
