//! Other programs' results, read from `../shared` beside the checkout where it is present.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use record::{History, OverlapTable, counts};
use serde_json::Value;

use crate::Cells;

/// The folder with the reference files, or a line that says why the test is skipped.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/mse");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no reference results beside the checkout");
    None
}

pub(crate) fn results() -> Option<Value> {
    let text = std::fs::read_to_string(folder()?.join("reference.json")).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

pub(crate) fn table(name: &str) -> OverlapTable {
    let path = folder().unwrap().join(format!("{name}.csv"));
    counts::read(name, File::open(path).unwrap()).unwrap()
}

/// The lines of a compressed file, without the header.
pub(crate) fn lines(name: &str) -> Option<(Vec<String>, Vec<Vec<String>>)> {
    let file = File::open(folder()?.join(name)).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect());
    let header = lines.next().unwrap();
    Some((header, lines.collect()))
}

/// The tables of another program's replicates.
pub(crate) fn replicate_tables(header: &[String], lines: &[Vec<String>]) -> Vec<Cells> {
    let is_history = |name: &&String| name.chars().all(|c| c == '0' || c == '1');
    let names: Vec<&String> = header[1..].iter().take_while(is_history).collect();
    let histories: Vec<usize> =
        names.iter().map(|name| History::from_digits(name).unwrap().0 as usize).collect();
    let table = |line: &Vec<String>| {
        let mut cells = Cells::empty(names[0].len());
        let counts = line[1..].iter().map(|count| count.parse().unwrap_or(0.0));
        cells.refill(histories.iter().copied().zip(counts));
        cells
    };
    lines.iter().map(table).collect()
}

pub(crate) fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(
        error <= tolerance * expected.abs().max(1e-9),
        "{what}: {found} is not {expected} ({:.1e} off)",
        error / expected.abs()
    );
}
