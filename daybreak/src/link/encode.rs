//! `daybreak encode`: an agency encodes its list at home, before anything leaves the house.

use super::files::write_whole;
use anyhow::{Context, Result, bail};
use clap::Args;
use hmac::{Hmac, KeyInit, Mac};
use linkage::encoding::{Encoder, Encoding, Kind, SCHEMA};
use linkage::names::year;
use linkage::random::Random;
use linkage::settings::preset::{self, ENCODED};
use linkage::table::{Column, Table, TableBuilder, header, read};
use sha2::Sha256;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Encodes a list under the key of one project. Encodings remain identifying in law.
#[derive(Debug, Args)]
pub struct Encode {
    /// The list: CSV, Parquet, `sqlite:FILE#TABLE` or `postgres://…#TABLE`.
    #[arg(value_name = "LIST")]
    list: PathBuf,
    /// File with the secret of the project, 32 bytes or more; never give it to the linker.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The encoded list for the linker (CSV).
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Which pseudonym is which record; stays with the owner.
    #[arg(long, value_name = "FILE")]
    map: PathBuf,
    /// Encode names under the year in this column, too, as the birth date: hides how frequent names are, and
    /// loses the names of people whose year is missing or differs. All owners must use the same.
    #[arg(long, value_name = "COLUMN")]
    salt: Option<String>,
    /// Decoys per record, to be struck from the results by the owner.
    #[arg(long, default_value_t = 0.25, value_name = "SHARE")]
    decoys: f64,
}

/// A record or a decoy: its pseudonym, what the owner calls it, and its encodings.
struct Row {
    pseudonym: String,
    record: String,
    encodings: Vec<String>,
}

impl Encode {
    /// Runs the command.
    ///
    /// # Errors
    /// A list or key that cannot be used; nothing is written then.
    pub fn run(&self) -> Result<ExitCode> {
        let secret = std::fs::read(&self.key)
            .with_context(|| format!("`{}` cannot be read", self.key.display()))?;
        if secret.len() < 32 {
            bail!("the key has {} bytes; 32 are needed", secret.len());
        }
        if !(0.0..=10.0).contains(&self.decoys) {
            bail!("--decoys is {}, not from 0 to 10", self.decoys);
        }
        // Keys depend on the names of fields, so every agency encodes under the usual ones.
        let wanted = preset::wanted_for_encoding(&header(&self.list)?)?;
        let mut builder = TableBuilder::default();
        read(&self.list, "list", &wanted, &mut builder)?;
        let table = builder.build();
        let usual = |name: &String| wanted.renamed.get(name).unwrap_or(name).clone();
        let salt = match &self.salt {
            None => None,
            Some(name) => Some(table.column(&usual(name)).with_context(|| {
                format!("the list has no column `{name}` to salt with that linkage uses")
            })?),
        };
        let schema = salt.map_or(SCHEMA.to_owned(), |c| format!("{SCHEMA} salt={}", c.name));
        let rows = rows(&table, &secret, self.decoys, salt);
        let names: Vec<String> =
            table.columns().iter().map(|c| format!("{ENCODED}{}", c.name)).collect();
        write_whole(&self.out, |out| {
            writeln!(out, "record_id,schema,{}", names.join(","))?;
            rows.iter().try_for_each(|r| {
                writeln!(out, "{},{schema},{}", r.pseudonym, r.encodings.join(","))
            })
        })?;
        write_whole(&self.map, |out| {
            writeln!(out, "record_id,record")?;
            rows.iter().try_for_each(|r| writeln!(out, "{},{}", r.pseudonym, r.record))
        })?;
        eprintln!(
            "{} records and {} decoys encoded; they still identify people: send them to the linker only",
            table.len(),
            rows.len() - table.len()
        );
        if salt.is_none() {
            eprintln!(
                "note: without --salt, who holds a list of like people reads most names back; send this only where the names themselves could be sent"
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn rows(table: &Table, secret: &[u8], decoys: f64, salt: Option<&Column>) -> Vec<Row> {
    let mut encoders: Vec<Encoder> = table
        .columns()
        .iter()
        .map(|c| Encoder::new(secret, &c.name.to_lowercase(), kind_of(&c.name)))
        .collect();
    let mut random = Random::new(number(secret, "decoys"), table.len() as u64);
    let n = table.len() as u32;
    let mut rows: Vec<Row> = Vec::new();
    for record in 0..n {
        let encodings = encoded(table, &mut encoders, salt.map(|c| (c, record)), |_| record);
        rows.push(named(secret, "record", table.id(record), table.id(record), encodings));
    }
    for decoy in 0..(f64::from(n) * decoys) as u32 {
        // Values of different records: plausible one by one, nobody together.
        let salt = salt.map(|c| (c, random.below(n as usize) as u32));
        let encodings = encoded(table, &mut encoders, salt, |_| random.below(n as usize) as u32);
        rows.push(named(secret, "decoy", &decoy.to_string(), "decoy", encodings));
    }
    rows.sort_unstable_by(|a, b| a.pseudonym.cmp(&b.pseudonym));
    rows
}

fn encoded(
    table: &Table,
    encoders: &mut [Encoder],
    salt: Option<(&Column, u32)>,
    mut record_for: impl FnMut(&Column) -> u32,
) -> Vec<String> {
    let columns = table.columns().iter().zip(encoders);
    let salt = salt.map(|(column, record)| year(table.text(column, record)).unwrap_or_default());
    columns
        .map(|(column, encoder)| {
            let value = table.text(column, record_for(column));
            let encoding = match salt.filter(|_| is_salted(&column.name)) {
                Some("") => None,
                Some(year) => encoder.encode_salted(value, year),
                None => encoder.encode(value),
            };
            encoding.as_ref().map(Encoding::to_hex).unwrap_or_default()
        })
        .collect()
}

fn named(secret: &[u8], what: &str, id: &str, record: &str, encodings: Vec<String>) -> Row {
    let pseudonym = format!("{:016x}", number(secret, &format!("{what} {id}")));
    Row { pseudonym, record: record.to_owned(), encodings }
}

/// Eight keyed bytes of a text.
fn number(secret: &[u8], text: &str) -> u64 {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(b"owner ");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().iter().take(8).fold(0, |n, &b| n << 8 | u64::from(b))
}

/// Names of people, not addresses made of them.
fn is_salted(column: &str) -> bool {
    let name = column.to_lowercase();
    kind_of(column) == Kind::Name
        && !["mail", "correo", "address", "street", "direcc"].iter().any(|p| name.contains(p))
}

fn kind_of(column: &str) -> Kind {
    let name = column.to_lowercase();
    let has = |parts: &[&str]| parts.iter().any(|p| name.contains(p));
    if has(&["dob", "birth", "born", "fecha"]) {
        Kind::Date
    } else if has(&["phone", "zip", "post", "number", "ssn", "soc_sec", "national", "telef"]) {
        Kind::Number
    } else if has(&["sex", "gender"]) {
        Kind::Whole
    } else {
        Kind::Name
    }
}
