//! What encodings cost and what they give away.
//!
//! ```text
//! cargo run --release -p linkage --example encoded -- speed LIST.csv
//! cargo run --release -p linkage --example encoded -- attack LIST.csv CORPUS.csv [DECOYS]
//! cargo run --release -p linkage --example encoded -- encode LIST.csv OUT.csv [SALT-COLUMN]
//! ```
//! `attack` plays an outsider who holds the encodings of LIST and the clear CORPUS: first a list of other
//! people of the same population, then LIST itself, the worst case. `encode` keeps the truth column
//! `cluster`, so that `measure` can judge the linkage of encoded lists.

use hashbrown::HashMap;
use linkage::encoding::attack::{Encoded, Known, by_frequency, by_likeness, by_patterns};
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
        ["attack", list, corpus] => attack(&table(list)?, &table(corpus)?, 0.25),
        ["attack", list, corpus, decoys] => {
            attack(&table(list)?, &table(corpus)?, decoys.parse()?);
        }
        ["encode", list, out] => encode(&table(list)?, out, None)?,
        ["encode", list, out, salt] => encode(&table(list)?, out, Some(salt))?,
        _ => return Err("say speed, attack or encode".into()),
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
            "{name}, Dice {least}: {million:.0} million comparisons a core-second, {:.0} % of them read; {} alike",
            100.0 * found.read as f64 / pairs,
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

fn attack(table: &Table, corpus: &Table, decoys: f64) {
    println!(
        "field, salted by year of birth, attacker's list, attack, values named, records named, precision"
    );
    for (field, kind) in &FIELDS[..3] {
        for salted in [false, true] {
            if salted && *kind != Kind::Name {
                continue;
            }
            let (encoded, truth) = victim(table, field, *kind, salted, decoys);
            for (whose, list) in [("other people", corpus), ("the same people", table)] {
                let column = list.column(field).expect("a list of people has the field");
                let values = (0..list.len() as u32).map(|r| list.text(column, r));
                let known = Known::new(values, *kind);
                let attacks = [
                    ("frequency", by_frequency(&encoded, &known)),
                    ("patterns", by_patterns(&encoded, &known)),
                    ("likeness", by_likeness(&encoded, &known, 1_500)),
                ];
                for (name, guesses) in attacks {
                    let rate = encoded.rate(&guesses, &known, &truth);
                    println!(
                        "{field}, {salted}, {whose}, {name}, {:.3}, {:.3}, {:.3}",
                        rate.values, rate.records, rate.precision
                    );
                }
            }
        }
    }
}

/// The encodings that the linker holds, and which value each one is.
fn victim(
    table: &Table,
    field: &str,
    kind: Kind,
    salted: bool,
    decoys: f64,
) -> (Encoded, HashMap<Encoding, String>) {
    let column = table.column(field).expect("a list of people has the field");
    let dob = table.column("dob").expect("a list of people has dates of birth");
    let mut encoder = Encoder::new(SECRET, field, kind);
    let (mut all, mut truth) = (Vec::new(), HashMap::new());
    let mut random = Random::new(1, 0);
    let records = table.len();
    let mut add = |value_of: u32, salt_of: u32| {
        let value = table.text(column, value_of);
        let salt = if salted { year(table.text(dob, salt_of)).unwrap_or_default() } else { "" };
        if salted && salt.is_empty() {
            return;
        }
        if let Some(encoding) = encoder.encode_salted(value, salt) {
            truth.insert(encoding, linkage::names::fold(value));
            all.push(encoding);
        }
    };
    (0..records as u32).for_each(|r| add(r, r));
    for _ in 0..(records as f64 * decoys) as usize {
        add(random.below(records) as u32, random.below(records) as u32);
    }
    (Encoded::new(all), truth)
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
