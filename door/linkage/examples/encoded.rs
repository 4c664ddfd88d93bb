//! What encodings cost; `attack` shows what they give away.
//!
//! ```text
//! cargo run --release -p linkage --example encoded -- speed LIST.csv
//! cargo run --release -p linkage --example encoded -- encode LIST.csv OUT.csv [SALT-COLUMN]
//! ```
//! `encode` keeps the truth column `cluster`, so that `measure` can judge the linkage of encoded lists.

use linkage::encoding::{BITS, Encoder, Encoding, Kind, count_alike};
use linkage::names::year;
use linkage::random::Random;
use linkage::table::{Column, Table, TableBuilder, Wanted, read};
use std::io::{BufWriter, Write};
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

const SECRET: &[u8] = b"a secret for measuring, never for a list of people";
const FIELDS: [(&str, Kind); 7] = [
    ("first_name", Kind::Name),
    ("surname", Kind::Name),
    ("dob", Kind::Date),
    ("sex", Kind::Whole),
    ("postcode", Kind::Number),
    ("phone", Kind::Number),
    ("email", Kind::Name),
];

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["speed", list] => speed(&table(list)?),
        ["encode", list, out] => encode(&table(list)?, out, None)?,
        ["encode", list, out, salt] => encode(&table(list)?, out, Some(salt))?,
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
    let columns: Vec<(&Column, Kind)> =
        FIELDS.iter().filter_map(|(f, kind)| Some((table.column(f)?, *kind))).collect();
    let since = cpu_seconds();
    for (column, kind) in &columns {
        let mut encoder = Encoder::new(SECRET, &column.name, *kind);
        for record in 0..records {
            std::hint::black_box(encoder.encode(table.text(column, record)));
        }
    }
    let seconds = cpu_seconds() - since;
    println!(
        "{:.0} records of {} fields encoded a core-second",
        f64::from(records) / seconds,
        columns.len()
    );
    for (column, kind) in columns.iter().filter(|(_, kind)| *kind == Kind::Name) {
        let mut encoder = Encoder::new(SECRET, &column.name, *kind);
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

fn encode(table: &Table, out: &str, salt: Option<&str>) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::fs::File::create(out)?);
    let salt = salt.and_then(|c| table.column(c));
    let truth = table.column("cluster").ok_or("the list has no truth in column cluster")?;
    let mut fields: Vec<(&Column, Encoder, bool)> = FIELDS
        .iter()
        .filter_map(|(field, kind)| {
            let column = table.column(field)?;
            Some((
                column,
                Encoder::new(SECRET, field, *kind),
                *kind == Kind::Name && *field != "email",
            ))
        })
        .collect();
    write!(out, "record_id,cluster")?;
    fields.iter().try_for_each(|(column, ..)| write!(out, ",enc_{}", column.name))?;
    writeln!(out)?;
    for record in 0..table.len() as u32 {
        write!(out, "{},{}", table.id(record), table.text(truth, record))?;
        let salt = salt.map(|c| year(table.text(c, record)).unwrap_or_default());
        for (column, encoder, is_salted) in &mut fields {
            let value = table.text(column, record);
            let encoding = match salt.filter(|_| *is_salted) {
                Some("") => None,
                Some(salt) => encoder.encode_salted(value, salt),
                None => encoder.encode(value),
            };
            write!(out, ",{}", encoding.map(|e| e.to_hex()).unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    Ok(out.flush()?)
}
