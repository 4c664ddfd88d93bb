//! The figures as a page for browsers and paper: each with its chart, its table and its definition beside it.
//!
//! Nothing is loaded and nothing runs; colours keep a contrast of 4.5 to 1 and more, and no colour says what
//! words do not say as well.

use std::fmt::Write;

use measure::figures::Share;
use measure::{Definition, Figures};

use super::Chapter;
use super::chart;
use super::text::said;
use crate::html::escaped;

/// The page.
pub(super) fn page(chapters: &[Chapter], [from, to]: [&str; 2], threshold: u64) -> String {
    let title = "What was done for whom, and how soon";
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}, {from} to {to}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n<p class=\"lead\">From {from} up to, and not including, {to}.</p>\n\
         <p>Each figure has its definition beside it. Counts below {threshold} are withheld, and others with \
         them, because what is small can point at somebody; a withheld count may also be a large one that would \
         give a small one away. Limits say how far chance alone could have moved a share, 95 times in 100 \
         (Wilson 1927); they say nothing about what nobody wrote down.</p>\n\
         <p>In charts of counts, bars of outcomes that are counted are green, the others grey. In charts of shares, a \
         thin line runs from 0 to 100 %, the point is the share, the thick line runs between its limits.</p>\n"
    );
    html += &contents(chapters);
    for Chapter { key, heading, note, figures } in chapters {
        html += &format!("<h2 id=\"{key}\">{heading}</h2>\n<p>{note}</p>\n");
        for figures in figures {
            html += &measure(figures);
        }
    }
    html + "</main>\n</body>\n</html>\n"
}

fn contents(chapters: &[Chapter]) -> String {
    let mut html = String::from("<nav aria-label=\"Contents\">\n<ul>\n");
    for Chapter { heading, figures, .. } in chapters {
        html += &format!("<li>{heading}\n<ul>\n");
        for Figures { measure, definition, shares, .. } in figures {
            let all = shares.first().map(|all| said(definition, all)).unwrap_or_default();
            let name = escaped(definition.name);
            html += &format!("<li><a href=\"#{measure}\">{name}</a>: {all}</li>\n");
        }
        html += "</ul></li>\n";
    }
    html + "</ul>\n</nav>\n"
}

fn measure(figures: &Figures) -> String {
    let Figures { measure, definition, tables, shares, .. } = figures;
    let all = shares.first().map(|all| said(definition, all)).unwrap_or_default();
    let mut html = format!(
        "<section id=\"{measure}\">\n<h3>{}</h3>\n<p class=\"figure\">{all}</p>\n{}",
        escaped(definition.name),
        words(definition)
    );
    if let Some(table) = tables.first() {
        let rows = definition.outcomes.iter().map(|outcome| {
            let row = table.cells.iter().find(|row| row.at[0] == *outcome);
            let count =
                row.and_then(|row| row.value).map_or("withheld".to_owned(), |n| n.to_string());
            format!("<tr><th scope=\"row\">{}</th><td>{count}</td></tr>\n", escaped(outcome))
        });
        html += &beside(
            &chart::outcomes(definition, table),
            "All, by outcome",
            &["Outcome", "Count"],
            &rows.collect::<String>(),
        );
    }
    let mut by: Vec<&str> = Vec::new();
    for share in shares.iter().filter(|share| !share.by.is_empty()) {
        if !by.contains(&share.by.as_str()) {
            by.push(&share.by);
        }
    }
    for by in by {
        let these: Vec<&Share> = shares.iter().filter(|share| share.by == by).collect();
        html += &group(definition, by, &these);
    }
    html + "</section>\n"
}

/// The definition, as it stands in the document and in the methods.
fn words(definition: &Definition) -> String {
    let Definition { unit, of_the_period, numerator, left_out, source, does_not_mean, .. } =
        *definition;
    let divided = match left_out {
        [] => "all outcomes".to_owned(),
        left_out => format!("all outcomes without: {}", left_out.join(", ")),
    };
    let lines = [
        ("Unit", format!("{unit} {of_the_period}")),
        ("Counted", numerator.join(", ")),
        ("Divided by", divided),
        ("Source", source.to_owned()),
        ("Does not mean", does_not_mean.to_owned()),
    ];
    let line = |(name, text): &(&str, String)| {
        format!("<dt>{name}</dt><dd>{}</dd>\n", escaped(&text.replace('`', "")))
    };
    format!("<dl>\n{}</dl>\n", lines.iter().map(line).collect::<String>())
}

fn group(definition: &Definition, by: &str, shares: &[&Share]) -> String {
    let title = format!("By {}", by.replace('_', " "));
    let is_share = definition.outcomes.len() > 1;
    let mut rows = String::new();
    for share in shares {
        rows += &format!("<tr><th scope=\"row\">{}</th>", escaped(&share.group));
        let (Some(above), Some(below)) = (share.numerator, share.denominator) else {
            let columns = if is_share { 4 } else { 1 };
            rows += &format!("<td colspan=\"{columns}\">withheld</td></tr>\n");
            continue;
        };
        rows += &format!("<td>{above}</td>");
        if is_share {
            let percent = |value: f64| format!("{:.0} %", 100.0 * value);
            let limits = share
                .limits
                .map(|[lower, upper]| format!("{:.0} to {:.0} %", 100.0 * lower, 100.0 * upper));
            let none = || "none".to_owned();
            let (share, limits) =
                (share.share.map_or_else(none, percent), limits.unwrap_or_else(none));
            let _ = write!(rows, "<td>{below}</td><td>{share}</td><td>{limits}</td>");
        }
        rows += "</tr>\n";
    }
    if !is_share {
        return beside("", &title, &["Group", "Count"], &rows);
    }
    let drawn = chart::shares(&format!("{}, {title}", definition.name), shares);
    beside(&drawn, &title, &["Group", "Counted", "Of", "Share", "Limits"], &rows)
}

/// A chart with the table that says the same, side by side where there is room.
fn beside(chart: &str, caption: &str, columns: &[&str], rows: &str) -> String {
    let columns = columns.iter().map(|name| format!("<th scope=\"col\">{name}</th>"));
    let withheld = if rows.contains(">withheld<") {
        "<p class=\"muted\">Withheld: a count is small, or would give a small one away.</p>\n"
    } else {
        ""
    };
    let chart = if chart.is_empty() { String::new() } else { format!("<div>{chart}</div>\n") };
    format!(
        "<figure>\n<figcaption>{caption}</figcaption>\n<div class=\"beside\">\n{chart}<div><table>\n\
         <thead><tr>{}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n{withheld}</div>\n</div>\n</figure>\n",
        columns.collect::<String>()
    )
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1c2526;background:#fff}\
main{max-width:60rem;margin:0 auto;padding:1rem}h1{line-height:1.2}h2{margin-top:3rem;border-top:3px solid #2f6f73;\
padding-top:.5rem}h3{margin:2.5rem 0 0}.lead,.figure{font-size:1.25rem;margin:.2rem 0 .8rem}nav ul{padding-left:1.2rem}\
a{color:#1f5560}dl{display:grid;grid-template-columns:9rem 1fr;gap:.2rem .8rem;margin:0 0 1rem;color:#3a4446}\
dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}figure{margin:1.2rem 0}figcaption{font-weight:600}\
.beside{display:grid;grid-template-columns:minmax(0,20rem) minmax(0,1fr);gap:1rem 2rem;align-items:start}\
svg{width:100%;height:auto;display:block}svg text{font:13px system-ui,sans-serif;fill:#1c2526}\
.muted,svg text.muted{color:#505a5c;fill:#505a5c}table{border-collapse:collapse}th,td{text-align:left;vertical-align:top;\
padding:.2rem .9rem .2rem 0;border-bottom:1px solid #d5dadb;font-variant-numeric:tabular-nums}tbody th{font-weight:400}\
@media (max-width:44rem){.beside,dl{grid-template-columns:minmax(0,1fr)}dt{margin-top:.4rem}\
th,td{padding-right:.5rem;font-size:.9rem}}\
@media print{body{font-size:10pt}main{max-width:none;padding:0}nav a{color:inherit;text-decoration:none}\
figure{break-inside:avoid}h2,h3,figcaption,dl{break-after:avoid}svg{print-color-adjust:exact;\
-webkit-print-color-adjust:exact;max-width:7cm}}";
