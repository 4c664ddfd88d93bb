//! Writes a list of fictional people with its truth: `people PERSONS SEED [LISTS] [clean|usual|hard] > LIST.csv`.

use simulation::people::{Lists, write_csv};
use std::io::{self, BufWriter};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, otherwise: &str| {
        arguments.get(i).map_or(otherwise, String::as_str).parse::<u64>()
    };
    let trouble = match arguments.get(3).map(String::as_str) {
        Some("clean") => 0.0,
        Some("hard") => 2.0,
        _ => 1.0,
    };
    let lists = Lists {
        persons: u32::try_from(number(0, "1000")?)?,
        lists: u8::try_from(number(2, "1")?)?,
        trouble,
        ..Lists::default()
    };
    let records = write_csv(&lists, number(1, "1")?, &mut BufWriter::new(io::stdout().lock()))?;
    eprintln!("{records} records of {} persons", lists.persons);
    Ok(())
}
