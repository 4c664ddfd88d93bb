//! Small linkers for the tests of this crate.

use crate::linker::Linker;
use crate::random::Random;
use crate::settings::Settings;
use crate::table::{Table, TableBuilder, Wanted};

/// Lists of rows under one header; an empty field is missing.
pub(crate) fn table(header: &[&str], lists: &[&[Vec<String>]]) -> Table {
    let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
    let mut builder = TableBuilder::default();
    for (i, rows) in lists.iter().enumerate() {
        let rows = rows.iter().map(Vec::as_slice);
        builder.rows(&format!("list{i}"), &header, rows, &Wanted::default()).unwrap();
    }
    builder.build()
}

/// Rows of words separated by spaces, `-` being missing.
pub(crate) fn rows(lines: &[&str]) -> Vec<Vec<String>> {
    let field = |f: &str| if f == "-" { String::new() } else { f.to_owned() };
    lines.iter().map(|l| l.split(' ').map(field).collect()).collect()
}

/// Equality of columns `a`, `b`, `c`, blocked by each.
pub(crate) const THREE: &str = r#"
    link = "link_and_deduplicate"
    blocking = ["a", "b", "c"]
    prior = 0.01
    [[comparisons]]
    name = "a"
    levels = [
        { when = "a_l is null or a_r is null", neutral = true },
        { when = "a_l = a_r", m = 0.9, u = 0.05 },
        { when = "else", m = 0.1, u = 0.95 },
    ]
    [[comparisons]]
    name = "b"
    levels = [
        { when = "b_l is null or b_r is null", neutral = true },
        { when = "b_l = b_r", m = 0.8, u = 0.04 },
        { when = "levenshtein(b_l, b_r) <= 1", m = 0.1, u = 0.06 },
        { when = "else", m = 0.1, u = 0.9 },
    ]
    [[comparisons]]
    name = "c"
    levels = [
        { when = "c_l is null or c_r is null", neutral = true },
        { when = "c_l = c_r", m = 0.95, u = 0.02 },
        { when = "else", m = 0.05, u = 0.98 },
    ]
"#;

/// A linker of the given settings over lists of columns `a`, `b`, `c`.
pub(crate) fn linker(settings: &str, lists: &[&[Vec<String>]]) -> Linker {
    Linker::new(table(&["a", "b", "c"], lists), Settings::read(settings).unwrap()).unwrap()
}

/// Records of `persons` people, two each, whose values survive with the given probability.
pub(crate) fn noisy(persons: usize, survives: f64, seed: u64) -> Vec<Vec<String>> {
    let mut random = Random::new(seed, 0);
    let mut out = Vec::new();
    for _ in 0..persons {
        let truth: Vec<usize> = (0..3).map(|_| random.below(400)).collect();
        for _ in 0..2 {
            let seen = truth.iter().map(|&t| {
                let value = if random.unit() < survives { t } else { random.below(400) };
                format!("value{value:03}")
            });
            out.push(seen.collect());
        }
    }
    out
}
