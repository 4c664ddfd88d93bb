//! `daybreak encode`: an agency encodes its list at home, before anything leaves the house.

use super::files::write_whole;
use anyhow::{Context, Result, bail};
use clap::Args;
use hmac::{Hmac, KeyInit, Mac};
use linkage::encoding::{Encoding, RecordEncoder, Salt};
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
    /// The date column whose year salts the names; the date of birth by default. All owners must use the same.
    #[arg(long, value_name = "COLUMN", conflicts_with = "no_salt")]
    salt: Option<String>,
    /// Do not salt names: for lists without dates. Most names can then be read by whoever holds a list of like
    /// people.
    #[arg(long)]
    no_salt: bool,
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
        let salt = self.salt.as_ref().map(|name| wanted.renamed.get(name).unwrap_or(name).clone());
        let salt = salt.unwrap_or_else(|| BIRTH.to_owned());
        let salt = if self.no_salt { Salt::Nothing } else { Salt::Year(&salt) };
        let columns: Vec<&Column> = table.columns().iter().collect();
        let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        let mut encoder = RecordEncoder::new(&secret, &names, salt).context(UNSALTED)?;
        let (schema, header) = (encoder.schema(), encoder.columns().join(&format!(",{ENCODED}")));
        let rows = rows(&table, &columns, &secret, self.decoys, &mut encoder);
        write_whole(&self.out, |out| {
            writeln!(out, "record_id,schema,{ENCODED}{header}")?;
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
        tell(salt, &table);
        Ok(ExitCode::SUCCESS)
    }
}

/// What the birth date is called in encoded lists.
const BIRTH: &str = "dob";

/// What to do without a date to salt with.
const UNSALTED: &str = "names are salted with the year of birth, so that few can be read; name another date by \
    --salt COLUMN, or encode by --no-salt what could be shared with the names readable";

/// Says what the salt does to this list.
fn tell(salt: Salt<'_>, table: &Table) {
    let Salt::Year(column) = salt else {
        eprintln!(
            "warning: names are not salted. Who holds a list of like people, and no key, read both names of 8 records in 10 \
             in our own attack (the given name alone of 9 in 10). Send this only where the names themselves may \
             be sent. See \"Encoded lists\" in docs/methods/linkage.md"
        );
        return;
    };
    let Some(column) = table.column(column) else { return };
    let records = 0..table.len() as u32;
    let undated = records.filter(|&record| year(table.text(column, record)).is_none()).count();
    if undated > 0 {
        eprintln!(
            "{undated} records have no year in `{}`: their names are compared whole and together only",
            column.name
        );
    }
}

fn rows(
    table: &Table,
    columns: &[&Column],
    secret: &[u8],
    decoys: f64,
    encoder: &mut RecordEncoder<'_>,
) -> Vec<Row> {
    let mut random = Random::new(number(secret, "decoys"), table.len() as u64);
    let n = table.len() as u32;
    let mut encoded = |record_for: &mut dyn FnMut() -> u32| -> Vec<String> {
        let values: Vec<&str> = columns.iter().map(|c| table.text(c, record_for())).collect();
        let hexadecimal = |e: &Option<Encoding>| e.as_ref().map(Encoding::to_hex);
        encoder.encode(&values).iter().map(|e| hexadecimal(e).unwrap_or_default()).collect()
    };
    let mut rows: Vec<Row> = Vec::new();
    for record in 0..n {
        let encodings = encoded(&mut || record);
        rows.push(named(secret, "record", table.id(record), table.id(record), encodings));
    }
    for decoy in 0..(f64::from(n) * decoys) as u32 {
        // Values of different records: plausible one by one, nobody together.
        let encodings = encoded(&mut || random.below(n as usize) as u32);
        rows.push(named(secret, "decoy", &decoy.to_string(), "decoy", encodings));
    }
    rows.sort_unstable_by(|a, b| a.pseudonym.cmp(&b.pseudonym));
    rows
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
