//! What a reader must know before trusting a linkage, as one self-contained page without script.
//!
//! Everything on it is computed without labels: expected precision and recall come from the
//! probabilities themselves, and the page says so. It holds no identifying value.

use crate::blocking::RuleCost;
use crate::cluster::{Guards, Persons, persons};
use crate::count::Count;
use crate::linker::Linker;
use crate::recall::Missed;
use crate::review::escaped;
use crate::score::{Scored, Scorer, weight_of};
use crate::train::Learned;
use serde::Serialize;
use std::fmt::Write;

/// What a report is made of.
#[expect(missing_docs, reason = "each is the value of its type")]
pub struct Facts<'a> {
    pub linker: &'a Linker,
    pub scorer: &'a Scorer<'a>,
    pub scored: &'a Scored,
    pub costs: &'a [RuleCost],
    pub learned: Option<&'a Learned>,
    pub persons: &'a Persons,
    pub count: Option<&'a Count>,
    pub missed: &'a Missed,
    pub guards: &'a Guards,
}

/// Quality at one threshold, by the model's own probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expected {
    /// Probability from which pairs are taken.
    pub threshold: f64,
    /// Expected share of taken pairs that are one person.
    pub precision: f64,
    /// Expected share of all pairs of one person that are taken.
    pub recall: f64,
    /// Persons when clusters are made at this threshold.
    pub persons: usize,
}

/// Thresholds that the sensitivity table shows.
const THRESHOLDS: [f64; 7] = [0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99];

/// Expected precision, recall and persons at several thresholds.
///
/// Cost: one pass over the pairs and one clustering per threshold.
#[must_use]
pub fn expected(facts: &Facts<'_>) -> Vec<Expected> {
    let edges = &facts.scored.edges;
    let kept: f64 = edges.iter().map(|e| e.probability()).sum();
    let all = kept + facts.missed.pairs.max(facts.scored.below);
    THRESHOLDS
        .iter()
        .map(|&threshold| {
            let weight = weight_of(threshold);
            let taken = edges.iter().filter(|e| e.weight >= weight);
            let (n, sum) = taken.fold((0.0, 0.0), |(n, s), e| (n + 1.0, s + e.probability()));
            let guards = Guards { threshold: weight, ..*facts.guards };
            Expected {
                threshold,
                precision: if n > 0.0 { sum / n } else { 1.0 },
                recall: if all > 0.0 { sum / all } else { 1.0 },
                persons: persons(facts.linker, facts.scorer, edges, &guards).count,
            }
        })
        .collect()
}

/// The report as HTML.
#[must_use]
pub fn page(facts: &Facts<'_>) -> String {
    let mut out = String::from(HEAD);
    let mut add = |text: String| out.push_str(&text);
    add(answer(facts));
    add(sensitivity(&expected(facts)));
    add(weights(facts));
    add(histogram(facts));
    add(blocking(facts));
    add(warnings(facts));
    out.push_str("</body></html>\n");
    out
}

fn answer(facts: &Facts<'_>) -> String {
    let n = facts.linker.table().len();
    let mut text = String::from("<h1>How many different persons</h1>");
    match facts.count {
        Some(count) => {
            let (c, level) = (count.persons, count.counting.level * 100.0);
            let _ = write!(
                text,
                "<p class=big>{:.0}</p><p>{level:.0} % interval {:.0} to {:.0}, from {n} records, by {} drawn clusterings. The most likely clustering alone gives {}. The interval holds if the model's weights are right up to a common shift of {} bits (standard deviation).</p>",
                c.estimate,
                c.lower,
                c.upper,
                count.counting.draws,
                facts.persons.count,
                count.counting.calibration
            );
        }
        None => {
            let _ = write!(
                text,
                "<p class=big>{}</p><p>from {n} records, without an interval: draw clusterings to have one.</p>",
                facts.persons.count
            );
        }
    }
    text
}

fn sensitivity(rows: &[Expected]) -> String {
    let mut text = String::from(
        "<h2>What the threshold does</h2><p>Precision and recall are expected by the model, not measured: review a sample of pairs to check them.</p><table><tr><th>threshold</th><th>precision</th><th>recall</th><th>persons</th></tr>",
    );
    for row in rows {
        let _ = write!(
            text,
            "<tr><td>{:.2}</td><td>{:.4}</td><td>{:.4}</td><td>{}</td></tr>",
            row.threshold, row.precision, row.recall, row.persons
        );
    }
    text.push_str("</table>");
    text
}

/// Bars of log2(m / u) for every level, with the probabilities beside them.
fn weights(facts: &Facts<'_>) -> String {
    let mut text = String::from(
        "<h2>What each agreement says</h2><p>Bits for (right) or against (left) one person, against unrelated people; m, h and u are the shares of the level among records of one person, of one household, of unrelated people.</p>",
    );
    for comparison in &facts.linker.settings().comparisons {
        let levels: Vec<_> = comparison.levels.iter().filter(|l| !l.neutral).collect();
        let height = levels.len() * 24;
        let _ = write!(
            text,
            "<h3>{name}</h3><svg role=img viewBox=\"0 0 900 {height}\" width=\"100%\"><title>Weights of {name}</title>",
            name = escaped(&comparison.name)
        );
        for (row, level) in levels.iter().enumerate() {
            let (m, u) = (level.m.unwrap_or(1.0), level.u.unwrap_or(1.0));
            let bits = (m.max(1e-12) / u.max(1e-12)).log2().clamp(-24.0, 24.0);
            let (x, width) = (450.0 + bits.min(0.0) * 7.0, bits.abs() * 7.0);
            let (y, middle) = (row * 24 + 4, row * 24 + 17);
            let class = if bits >= 0.0 { "for" } else { "against" };
            let _ = write!(
                text,
                "<rect class={class} x=\"{x:.0}\" y=\"{y}\" width=\"{width:.0}\" height=\"16\"/><text x=\"0\" y=\"{middle}\">{}</text><text x=\"640\" y=\"{middle}\">{bits:+.1}  m {m:.3}  h {:.3}  u {u:.2e}</text>",
                escaped(&level.label.chars().take(34).collect::<String>()),
                level.h.unwrap_or(u),
            );
        }
        text.push_str("</svg>");
    }
    text
}

/// Number of kept pairs by weight.
fn histogram(facts: &Facts<'_>) -> String {
    const LOW: f64 = -8.0;
    let mut bars = [0_usize; 48];
    for edge in &facts.scored.edges {
        let at = ((edge.weight - LOW) as usize).min(bars.len() - 1);
        bars[at] += 1;
    }
    let highest = bars.iter().copied().max().unwrap_or(1).max(1) as f64;
    let mut text = String::from(
        "<h2>How clearly pairs divide</h2><p>Kept pairs by weight in bits; zero is an even chance. A good linkage has few pairs near zero.</p><svg role=img viewBox=\"0 0 900 200\" width=\"100%\"><title>Pairs by weight</title>",
    );
    for (i, &n) in bars.iter().enumerate() {
        let height = 170.0 * n as f64 / highest;
        let _ = write!(
            text,
            "<rect class=for x=\"{}\" y=\"{:.1}\" width=\"16\" height=\"{height:.1}\"><title>{} bits: {n} pairs</title></rect>",
            i * 18 + 10,
            175.0 - height,
            i as f64 + LOW
        );
    }
    text.push_str("<text x=\"150\" y=\"195\">0</text><text x=\"510\" y=\"195\">20</text></svg>");
    text
}

fn blocking(facts: &Facts<'_>) -> String {
    let mut text = format!(
        "<h2>Which pairs were compared</h2><p>{} pairs. The rules find an estimated {:.1} % of all pairs of one person.</p><table><tr><th>rule</th><th>pairs</th><th>largest blocks</th><th>left out</th></tr>",
        facts.scored.compared,
        facts.missed.recall * 100.0
    );
    for cost in facts.costs {
        let _ = write!(
            text,
            "<tr><td>{}</td><td>{}</td><td>{:?}</td><td>{}</td></tr>",
            escaped(&cost.rule),
            cost.pairs,
            cost.largest,
            cost.skipped_blocks
        );
    }
    text.push_str("</table>");
    text
}

fn warnings(facts: &Facts<'_>) -> String {
    let mut notes: Vec<String> = facts.learned.map(|l| l.warnings.clone()).unwrap_or_default();
    if facts.learned.is_some_and(|l| !l.converged) {
        notes.push("training had not settled when it stopped".to_owned());
    }
    for (person, size) in &facts.persons.alarms {
        notes.push(format!("person number {person} holds {size} records"));
    }
    if facts.persons.refused > 0 {
        notes.push(format!("{} joins were refused by contradictions", facts.persons.refused));
    }
    let items: String = notes.iter().map(|n| format!("<li>{}</li>", escaped(n))).collect();
    format!("<h2>Signs to look at</h2><ul>{items}</ul>")
}

const HEAD: &str = r#"<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Quality of a linkage</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b2f;background:#fff}
.big{font-size:36px;margin:0}table{border-collapse:collapse}th,td{text-align:left;padding:.2rem 1rem .2rem 0}
svg text{font-size:13px;fill:#1b1b2f}.for{fill:#5b4fc4}.against{fill:#8a8a99}
</style></head><body>
"#;

#[cfg(test)]
mod tests;
