//! Uncertain pairs, for people to look at, and what they decided.
//!
//! [`sample`] chooses the pairs: the least certain, or some of every band of probability, from which the
//! quality is estimated. [`page`] writes one self-contained page, to be opened where the records may be seen: it holds
//! identifying values and loads nothing from anywhere. Decisions leave it as CSV
//! (`left_list,left,right_list,right,same,reviewer,band,pairs`), come back through [`Decisions::add`], are
//! trained on, and decide their pairs before persons are made. Two reviewers of the same pairs are compared.

pub mod sample;

use crate::linker::{Linker, Vector};
use crate::score::{Edge, Evidence, Scorer};
use crate::table::Record;
use sample::{Band, Chosen};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Why a file of decisions is not understood.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// Not the CSV that the review page writes.
    #[error(
        "the decisions are not understood: {0}; columns are left_list, left, right_list, right, same, reviewer"
    )]
    Shape(#[from] csv::Error),
    /// A record that is in no list.
    #[error("decision {row} names record `{record}` of list `{list}`, which was not given")]
    NoRecord {
        /// Row, counted from 1.
        row: usize,
        /// The list.
        list: String,
        /// The record.
        record: String,
    },
}

#[derive(Deserialize)]
struct Row {
    left_list: String,
    left: String,
    right_list: String,
    right: String,
    same: String,
    reviewer: String,
    #[serde(default)]
    band: Option<usize>,
    #[serde(default)]
    pairs: Option<u64>,
}

/// Decisions by pair and reviewer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    of_pair: BTreeMap<(Record, Record), BTreeMap<String, bool>>,
    /// Pairs that were drawn from a band.
    bands: BTreeMap<(Record, Record), Band>,
}

/// How far two reviewers agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Agreement {
    /// The reviewers.
    pub reviewers: (String, String),
    /// Pairs that both decided.
    pub pairs: usize,
    /// Share of these on which they agree.
    pub share: f64,
    /// Cohen's kappa; absent when chance alone would make them agree always.
    pub kappa: Option<f64>,
}

/// Weight in bits that a reviewed pair gets: certain in practice, finite in arithmetic.
const DECIDED: f64 = 60.0;

impl Decisions {
    /// Adds a file of decisions; a later decision of the same reviewer replaces the earlier.
    ///
    /// # Errors
    /// [`DecisionError`]; then nothing of the file is kept.
    pub fn add(&mut self, text: &str, linker: &Linker) -> Result<(), DecisionError> {
        let table = linker.table();
        let records: BTreeMap<(&str, &str), Record> = (0..table.len() as Record)
            .map(|r| ((table.lists()[linker.list_of(r)].name.as_str(), table.id(r)), r))
            .collect();
        let mut read = Vec::new();
        for (row, line) in csv::Reader::from_reader(text.as_bytes()).deserialize().enumerate() {
            let line: Row = line?;
            let find = |list: &str, record: &str| {
                records.get(&(list, record)).copied().ok_or_else(|| DecisionError::NoRecord {
                    row: row + 1,
                    list: list.to_owned(),
                    record: record.to_owned(),
                })
            };
            let (a, b) = (find(&line.left_list, &line.left)?, find(&line.right_list, &line.right)?);
            let same = matches!(line.same.to_lowercase().as_str(), "1" | "yes" | "true" | "same");
            let band = line.band.filter(|&number| number < sample::BANDS.len());
            let band = band.zip(line.pairs).map(|(number, pairs)| Band { number, pairs });
            read.push(((a.min(b), a.max(b)), line.reviewer, same, band));
        }
        for (pair, reviewer, same, band) in read {
            self.bands.extend(band.map(|band| (pair, band)));
            self.of_pair.entry(pair).or_default().insert(reviewer, same);
        }
        Ok(())
    }

    /// Number of pairs decided.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of_pair.len()
    }

    /// True without decisions.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of_pair.is_empty()
    }

    /// The pairs on which all their reviewers agree, and whether they are one person.
    fn agreed(&self) -> impl Iterator<Item = ((Record, Record), bool)> + '_ {
        self.of_pair.iter().filter_map(|(&pair, of)| {
            let mut answers = of.values().copied();
            let first = answers.next()?;
            answers.all(|a| a == first).then_some((pair, first))
        })
    }

    /// What the decided pairs look like to the model, to learn from.
    #[must_use]
    pub fn labels(&self, linker: &Linker) -> Vec<(Vector, bool)> {
        let mut cache = linker.cache();
        self.agreed().map(|((a, b), same)| (linker.vector(a, b, &mut cache), same)).collect()
    }

    /// Sets the weight of pairs on which all their reviewers agree; others keep what the model says.
    pub fn apply(&self, edges: &mut Vec<Edge>) {
        let decided: BTreeMap<(Record, Record), bool> = self.agreed().collect();
        if decided.is_empty() {
            return;
        }
        edges.retain(|e| !decided.contains_key(&(e.left, e.right)));
        for ((left, right), same) in decided {
            edges.push(Edge { left, right, weight: if same { DECIDED } else { -DECIDED } });
        }
    }

    /// Agreement of every two reviewers who decided the same pairs.
    #[must_use]
    pub fn agreement(&self) -> Vec<Agreement> {
        let mut tables: BTreeMap<(String, String), [f64; 4]> = BTreeMap::new();
        for of in self.of_pair.values() {
            let answers: Vec<(&String, &bool)> = of.iter().collect();
            for (i, &(a, &x)) in answers.iter().enumerate() {
                for &(b, &y) in &answers[i + 1..] {
                    let cell = usize::from(x) * 2 + usize::from(y);
                    tables.entry((a.clone(), b.clone())).or_default()[cell] += 1.0;
                }
            }
        }
        tables.into_iter().map(|(reviewers, t)| agreement_of(reviewers, t)).collect()
    }
}

/// Cohen (1960): `κ = (p − e) / (1 − e)`, `e` being the agreement of independent answers.
fn agreement_of(reviewers: (String, String), [nn, ny, yn, yy]: [f64; 4]) -> Agreement {
    let n = nn + ny + yn + yy;
    let share = (nn + yy) / n;
    let chance = ((yn + yy) * (ny + yy) + (nn + ny) * (nn + yn)) / (n * n);
    let kappa = (chance < 1.0).then(|| (share - chance) / (1.0 - chance));
    Agreement { reviewers, pairs: n as usize, share, kappa }
}

/// A page with the chosen pairs side by side, each with its evidence.
#[must_use]
pub fn page(linker: &Linker, scorer: &Scorer<'_>, chosen: &[Chosen]) -> String {
    let mut cache = linker.cache();
    let mut out = String::from(HEAD);
    for chosen in chosen {
        let evidence = scorer.explain(chosen.edge.left, chosen.edge.right, &mut cache);
        pair(&mut out, linker, chosen, &evidence);
    }
    out.push_str(FOOT);
    out
}

fn pair(out: &mut String, linker: &Linker, chosen: &Chosen, evidence: &[Evidence]) {
    let Chosen { edge, band } = chosen;
    let (band, of) =
        band.map_or_else(Default::default, |b| (b.number.to_string(), b.pairs.to_string()));
    let table = linker.table();
    let name = |r: Record| (&table.lists()[linker.list_of(r)].name, table.id(r));
    let ((left_list, left), (right_list, right)) = (name(edge.left), name(edge.right));
    let mut add = |text: std::fmt::Arguments<'_>| {
        let _ = out.write_fmt(text);
    };
    add(format_args!(
        "<section class=pair data-left-list=\"{}\" data-left=\"{}\" data-right-list=\"{}\" data-right=\"{}\" data-band=\"{band}\" data-pairs=\"{of}\">\n<h2>Probability {:.2}</h2>\n<table><tr><th></th><th>{} {}</th><th>{} {}</th></tr>\n",
        escaped(left_list),
        escaped(left),
        escaped(right_list),
        escaped(right),
        edge.probability(),
        escaped(left_list),
        escaped(left),
        escaped(right_list),
        escaped(right),
    ));
    for column in table.columns() {
        let (a, b) = (table.text(column, edge.left), table.text(column, edge.right));
        let class = if a == b { "same" } else { "different" };
        add(format_args!(
            "<tr class={class}><th>{}</th><td>{}</td><td>{}</td></tr>\n",
            escaped(&column.name),
            escaped(a),
            escaped(b)
        ));
    }
    add(format_args!(
        "</table>\n<details><summary>Why: {:+.1} bits</summary><table>\n",
        edge.weight
    ));
    for line in evidence {
        add(format_args!(
            "<tr><th>{}</th><td>{}</td><td class=n>{:+.1}</td></tr>\n",
            escaped(&line.name),
            escaped(&line.label),
            line.weight + line.rarity
        ));
    }
    out.push_str("</table></details>\n<p><button data-same=1>Same person</button> <button data-same=0>Different people</button> <output></output></p></section>\n");
}

/// Text for HTML, attribute values included.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

const HEAD: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Review of pairs</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b2f;background:#fff}
.pair{border:1px solid #c9c9d6;border-radius:12px;padding:1rem;margin:1rem 0}
h2{font-size:18px;margin:0 0 .5rem}table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.2rem .6rem .2rem 0;vertical-align:top}.n{text-align:right}
tr.different td{font-weight:600}button{min-height:36px;padding:0 1rem;border-radius:6px;border:1px solid #4b4b9b;background:#fff;font:inherit}
button:focus-visible{outline:3px solid #6b5bd6}output{margin-left:1rem}
</style></head><body>
<h1>Review of pairs</h1>
<p>This page shows identifying values. Keep it where the records may be seen and delete it after use. Nothing leaves it but the file of decisions that you save.</p>
<p><label>Your name <input id="reviewer" autocomplete="off"></label> <button id="save">Save decisions</button> <output id="count">0 decided</output></p>
"#;

const FOOT: &str = r#"<script>
const decided = new Map();
for (const button of document.querySelectorAll('button[data-same]')) button.addEventListener('click', () => {
  const pair = button.closest('.pair');
  decided.set(pair, button.dataset.same);
  pair.querySelector('output').textContent = button.textContent;
  document.getElementById('count').textContent = decided.size + ' decided';
});
const quoted = text => '"' + text.replaceAll('"', '""') + '"';
document.getElementById('save').addEventListener('click', () => {
  const reviewer = document.getElementById('reviewer').value.trim() || 'reviewer';
  const rows = ['left_list,left,right_list,right,same,reviewer,band,pairs'];
  for (const [pair, same] of decided) rows.push([pair.dataset.leftList, pair.dataset.left, pair.dataset.rightList, pair.dataset.right, same, reviewer, pair.dataset.band, pair.dataset.pairs].map(quoted).join(','));
  const link = document.createElement('a');
  link.href = 'data:text/csv;charset=utf-8,' + encodeURIComponent(rows.join('\n') + '\n');
  link.download = 'decisions.csv';
  link.click();
});
</script></body></html>
"#;

#[cfg(test)]
mod tests;
