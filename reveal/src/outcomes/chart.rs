//! Charts as SVG without script or outside reference: as wide as a phone, so that letters stay letters.

use measure::Definition;
use measure::figures::Share;
use release::publication::PublishedTable;

use super::text::is_withheld;
use crate::html::escaped;

const WIDTH: f64 = 320.0;
const ROW: f64 = 40.0;
/// Beyond this the value of a bar would leave the picture.
const LONGEST: f64 = 250.0;

/// A bar for each outcome, with its count.
pub(super) fn outcomes(definition: &Definition, table: &PublishedTable) -> String {
    let count = |outcome: &&str| {
        let row = table.cells.iter().find(|row| row.at[0] == **outcome);
        row.and_then(|row| row.value)
    };
    let counts: Vec<_> =
        definition.outcomes.iter().map(|outcome| (outcome, count(outcome))).collect();
    let most = counts.iter().filter_map(|(_, count)| *count).fold(1.0, f64::max);
    let rows = counts.iter().enumerate().map(|(at, (outcome, count))| {
        let y = at as f64 * ROW;
        let fill = if definition.numerator.contains(outcome) { "#2f6f73" } else { "#6b7476" };
        let bar = count.map_or_else(
            || withheld(y),
            |count| {
                let width = LONGEST * count / most;
                format!(
                    "<rect x=\"0\" y=\"{:.0}\" width=\"{width:.1}\" height=\"14\" fill=\"{fill}\"/>\
                     <text x=\"{:.1}\" y=\"{:.0}\">{count:.0}</text>\n",
                    y + 20.0,
                    width + 6.0,
                    y + 32.0
                )
            },
        );
        label(outcome, y) + &bar
    });
    let rows: String = rows.collect();
    svg(counts.len() as f64 * ROW, &format!("Counts of {}", definition.name), &rows)
}

/// A point for each share on a line from 0 to 100 %, with its limits.
pub(super) fn shares(name: &str, shares: &[&Share]) -> String {
    let x = |share: f64| 4.0 + LONGEST * share;
    let mut rows = String::new();
    for (at, share) in shares.iter().enumerate() {
        let y = at as f64 * ROW;
        rows += &label(&share.group, y);
        let Some(point) = share.share else {
            rows += &if is_withheld(share) { withheld(y) } else { said("none", y) };
            continue;
        };
        let middle = y + 27.0;
        rows += &format!(
            "<line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{middle:.0}\" y2=\"{middle:.0}\" stroke=\"#7f888a\"/>\n",
            x(0.0),
            x(1.0)
        );
        if let Some([lower, upper]) = share.limits {
            rows += &format!(
                "<line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"{middle:.0}\" y2=\"{middle:.0}\" \
                 stroke=\"#b0531f\" stroke-width=\"7\"/>\n",
                x(lower),
                x(upper)
            );
        }
        rows += &format!(
            "<circle cx=\"{:.1}\" cy=\"{middle:.0}\" r=\"4\" fill=\"#2f6f73\"/>\
             <text x=\"{:.1}\" y=\"{:.0}\">{:.0} %</text>\n",
            x(point),
            x(1.0) + 10.0,
            middle + 5.0,
            100.0 * point
        );
    }
    svg(shares.len() as f64 * ROW, name, &rows)
}

fn label(text: &str, y: f64) -> String {
    format!("<text x=\"0\" y=\"{:.0}\">{}</text>\n", y + 14.0, escaped(text))
}

fn withheld(y: f64) -> String {
    said("withheld", y)
}

fn said(text: &str, y: f64) -> String {
    format!("<text x=\"0\" y=\"{:.0}\" class=\"muted\">{text}</text>\n", y + 32.0)
}

fn svg(height: f64, name: &str, rows: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH:.0} {height:.0}\" role=\"img\" aria-label=\"{}; the table beside it \
         says the same\">\n{rows}</svg>\n",
        escaped(name)
    )
}
