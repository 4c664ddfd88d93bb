//! What encodings cost; `attack` shows what they give away.
//!
//! ```text
//! cargo run --release -p linkage --example encoded -- speed LIST.csv
//! cargo run --release -p linkage --example encoded -- encode LIST.csv OUT.csv [unsalted]
//! ```
//! `encode` keeps the truth column `cluster`, so that `measure` can judge the linkage of encoded lists. Names
//! are salted with the year of birth.

use linkage::encoding::{BITS, Encoder, Encoding, Kind, RecordEncoder, Salt, count_alike};
use linkage::random::Random;
use linkage::table::{Column, Table, TableBuilder, Wanted, read};
use std::io::{BufWriter, Write};
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

const SECRET: &[u8] = b"a secret for measuring, never for a list of people";
const FIELDS: [&str; 7] = ["first_name", "surname", "dob", "sex", "postcode", "phone", "email"];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["speed", list] => speed(&table(list)?),
        ["encode", list, out] => encode(&table(list)?, out, Salt::Year("dob"))?,
        ["encode", list, out, "unsalted"] => encode(&table(list)?, out, Salt::Nothing)?,
        _ => return Err("say speed or encode".into()),
    }
    Ok(())
}

fn table(path: &str) -> Result<Table, Failure> {
    let mut lists = TableBuilder::default();
    let wanted = Wanted { id: Some("unique_id".to_owned()), ..Wanted::default() };
    read(Path::new(path), "list", &wanted, &mut lists)?;
    Ok(lists.build())
}

fn speed(table: &Table) {
    let records = table.len() as u32;
    let columns = fields(table);
    for (salt, name) in [(Salt::Year("dob"), "salted"), (Salt::Nothing, "unsalted")] {
        let Ok(mut encoder) = RecordEncoder::new(SECRET, &names(&columns), salt) else { continue };
        let since = cpu_seconds();
        for record in 0..records {
            let values: Vec<&str> = columns.iter().map(|c| table.text(c, record)).collect();
            std::hint::black_box(encoder.encode(&values));
        }
        println!(
            "{:.0} records of {} fields encoded a core-second, {name}",
            f64::from(records) / (cpu_seconds() - since),
            columns.len()
        );
    }
    let likened = ["first_name", "surname", "email"];
    for column in columns.iter().filter(|c| likened.contains(&c.name.as_str())) {
        // By pairs of letters, whatever the kind is now, so that figures of years compare.
        let mut encoder = Encoder::new(SECRET, &column.name, Kind::Name);
        let values = (0..records).filter_map(|r| encoder.encode(table.text(column, r)));
        compare(&column.name, &values.take(20_000).collect::<Vec<_>>());
    }
    // What anonlink's own benchmark compares: every bit set or not by a coin.
    let mut random = Random::new(1, 0);
    let dense = (0..20_000).filter_map(|_| {
        Encoding::from_hex(
            &(0..BITS / 64).map(|_| format!("{:016x}", random.bits())).collect::<String>(),
        )
    });
    compare("half of all bits", &dense.collect::<Vec<_>>());
}

/// Compares the first half of `encodings` with the second.
fn compare(name: &str, encodings: &[Encoding]) {
    let (left, right) = encodings.split_at(encodings.len() / 2);
    let pairs = (left.len() * right.len()) as f64;
    for least in [0.7, 0.8, 0.9] {
        let (mut rounds, since) = (0.0, cpu_seconds());
        let found = loop {
            let found = count_alike(left, right, least);
            rounds += 1.0;
            if cpu_seconds() - since > 0.5 {
                break found;
            }
        };
        let million = rounds * pairs / (cpu_seconds() - since) / 1e6;
        println!(
            "{name}, Dice {least}: {million:.0} million comparisons a core-second, {:.0} % of them compared; {} alike",
            100.0 * found.compared as f64 / pairs,
            found.alike
        );
    }
}

/// User and system time of the process, in Linux's ticks of a hundredth of a second.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn encode(table: &Table, out: &str, salt: Salt<'_>) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::fs::File::create(out)?);
    let truth = table.column("cluster").ok_or("the list has no truth in column cluster")?;
    let columns = fields(table);
    let mut encoder = RecordEncoder::new(SECRET, &names(&columns), salt)?;
    writeln!(out, "record_id,cluster,enc_{}", encoder.columns().join(",enc_"))?;
    for record in 0..table.len() as u32 {
        write!(out, "{},{}", table.id(record), table.text(truth, record))?;
        let values: Vec<&str> = columns.iter().map(|c| table.text(c, record)).collect();
        for encoding in encoder.encode(&values) {
            write!(out, ",{}", encoding.map(|e| e.to_hex()).unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// The columns of a list that are encoded.
fn fields(table: &Table) -> Vec<&Column> {
    FIELDS.iter().filter_map(|field| table.column(field)).collect()
}

fn names<'t>(columns: &[&'t Column]) -> Vec<&'t str> {
    columns.iter().map(|c| c.name.as_str()).collect()
}
