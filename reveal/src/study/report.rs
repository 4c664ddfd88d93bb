//! The report: a page that a county's board can read, with the technical annex behind it.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use release::publication::Publication;
use serde_json::Value;

use super::StudyText;
use crate::files;
use crate::html::escaped;

/// The finding in two sentences.
pub(super) fn headline(asked: &StudyText, study: &Value) -> String {
    let seen = study["linked"]["persons"].as_u64().unwrap_or_default();
    let number = |value: &Value| value.as_f64().map(rounded);
    let grade = study["verdict"]["grade"].as_str().unwrap_or_default();
    let known = format!("{seen} different persons are on the lists of {}.", asked.period);
    match (number(&study["population"]), number(&study["limits"][0]), number(&study["limits"][1])) {
        (Some(population), Some(lower), Some(upper)) => format!(
            "{known} Seen and unseen, there were about {population} ({lower} to {upper}) {}. This \
             figure is {grade}.",
            asked.population
        ),
        (Some(population), ..) => format!(
            "{known} Seen and unseen, there were about {population} {}, but no limits can be given. \
             This figure is {grade}.",
            asked.population
        ),
        _ => format!("{known} How many there were in truth cannot be said from these lists."),
    }
}

/// Three figures at most: more would feign precision.
fn rounded(value: f64) -> String {
    let grain = 10_f64.powf((value.abs().max(1.0).log10() - 2.0).floor().max(0.0));
    format!("{:.0}", (value / grain).round() * grain)
}

/// The page; `out` holds the publication, if there is one.
pub(super) fn page(asked: &StudyText, study: &Value, out: Option<&Path>) -> Result<String> {
    let mut html = String::new();
    let name = escaped(&asked.name);
    write!(
        html,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{name}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{name}</h1>\n\
         <p class=\"lead\">{}</p>\n",
        escaped(&headline(asked, study))
    )?;
    html += &figure(study);
    html += &reasons(study);
    html += &lists(study);
    if let Some(out) = out {
        html += &publication(out)?;
    }
    html += &annex(asked, study)?;
    html += "</main>\n</body>\n</html>\n";
    Ok(html)
}

/// Persons seen, the estimate and its limits on one line, with the same in words below.
fn figure(study: &Value) -> String {
    let seen = study["linked"]["persons"].as_f64().unwrap_or_default();
    let (Some(population), Some(lower), Some(upper)) =
        (study["population"].as_f64(), study["limits"][0].as_f64(), study["limits"][1].as_f64())
    else {
        return String::new();
    };
    let x = |value: f64| 20.0 + 640.0 * value / (upper * 1.05);
    format!(
        "<figure>\n<svg viewBox=\"0 0 680 90\" role=\"img\" aria-labelledby=\"figure\">\n\
         <line x1=\"20\" x2=\"660\" y1=\"60\" y2=\"60\" stroke=\"#888\"/>\n\
         <rect x=\"20\" y=\"50\" width=\"{:.1}\" height=\"20\" fill=\"#2f6f73\"/>\n\
         <line x1=\"{:.1}\" x2=\"{:.1}\" y1=\"35\" y2=\"35\" stroke=\"#b0531f\" stroke-width=\"4\"/>\n\
         <circle cx=\"{:.1}\" cy=\"35\" r=\"7\" fill=\"#b0531f\"/>\n\
         <text x=\"20\" y=\"86\">0</text>\n<text x=\"{:.1}\" y=\"20\" text-anchor=\"middle\">{}</text>\n</svg>\n\
         <figcaption id=\"figure\">Bar: {seen} persons on the lists. Point and line: about {} in all, \
         {} to {} with a certainty of 95 in 100 if the assumptions below hold.</figcaption>\n</figure>\n",
        x(seen) - 20.0,
        x(lower),
        x(upper),
        x(population),
        x(population),
        rounded(population),
        rounded(population),
        rounded(lower),
        rounded(upper)
    )
}

fn reasons(study: &Value) -> String {
    let because = study["verdict"]["because"].as_array().cloned().unwrap_or_default();
    let mut html = String::from("<h2>How far it can be relied upon</h2>\n");
    if because.is_empty() {
        html += "<p>No check that was made speaks against it.</p>\n";
    } else {
        html += "<ul>\n";
        for reason in because.iter().filter_map(Value::as_str) {
            html += &format!("<li>{}</li>\n", escaped(reason));
        }
        html += "</ul>\n";
    }
    let against = study["contradictions"].as_array().cloned().unwrap_or_default();
    if !against.is_empty() {
        html += "<p>What speaks against the assumptions, more than chance explains:</p>\n<ul>\n";
        for finding in against.iter().filter_map(Value::as_str) {
            html += &format!("<li>{}</li>\n", escaped(finding));
        }
        html += "</ul>\n";
    } else if !because.is_empty() {
        html += "<p>Nothing was found that contradicts the assumptions more than chance explains. \
                 That does not show that they hold.</p>\n";
    }
    html + "<p>It assumes that everybody could have been on each list, that the lists are of the same \
            place and time, and that what one list tells about another was found by the model. People \
            whom no agency can ever notice are not in it. Contacts and cases are not people, and \
            people on lists are not all people.</p>\n"
}

fn lists(study: &Value) -> String {
    let mut html = String::from(
        "<h2>Who was known to whom</h2>\n<table>\n<thead><tr><th>List</th><th>Persons</th>\
         <th>On no other list</th></tr></thead>\n<tbody>\n",
    );
    for list in study["answer"]["lists"].as_array().into_iter().flatten() {
        html += &format!(
            "<tr><th>{}</th><td>{}</td><td>{}</td></tr>\n",
            escaped(list["name"].as_str().unwrap_or_default()),
            list["persons"],
            list["only_here"]
        );
    }
    html + "</tbody>\n</table>\n"
}

fn publication(out: &Path) -> Result<String> {
    let path = out.join("release/tables.json");
    let published: Publication = serde_json::from_slice(&files::bytes(&path)?)
        .with_context(|| format!("`{}` is no publication", path.display()))?;
    let mut html = String::from("<h2>Published tables</h2>\n");
    for line in &published.statement {
        html += &format!("<p>{}</p>\n", escaped(line));
    }
    for table in &published.tables {
        html += &format!("<h3>{}</h3>\n<table>\n<thead><tr>", escaped(&table.name));
        for by in &table.by {
            html += &format!("<th>{}</th>", escaped(by));
        }
        html += "<th>Persons</th></tr></thead>\n<tbody>\n";
        for row in &table.cells {
            html += "<tr>";
            for node in &row.at {
                html += &format!("<td>{}</td>", escaped(node));
            }
            let value = row.value.map_or("withheld".to_owned(), |value| value.to_string());
            html += &format!("<td>{value}</td></tr>\n");
        }
        html += "</tbody>\n</table>\n";
    }
    Ok(html)
}

fn annex(asked: &StudyText, study: &Value) -> Result<String> {
    let mut html = String::from("<h2>Technical annex</h2>\n<ul>\n");
    let (answer, middle) = (&study["answer"], &study["middle"]);
    let draws = study["draws"]["estimates"].as_array().map_or(0, Vec::len);
    let facts = [
        format!(
            "Records: {}; expected links that no pair showed: {:.1}.",
            study["linked"]["records"],
            study["linked"]["missed"].as_f64().unwrap_or_default()
        ),
        format!(
            "Drawn linkages with an estimate: {draws}, without: {}.",
            study["draws"]["without"]
        ),
        format!(
            "Estimate on the most likely linkage alone: {}; model {}.",
            answer["population"], answer["model"]
        ),
        format!("Seed {}; {} draws asked for.", asked.seed, asked.draws),
    ];
    for fact in facts {
        writeln!(html, "<li>{}</li>", escaped(&fact))?;
    }
    html += "</ul>\n<p>Limits given the linkage that was drawn in the middle:</p>\n<ul>\n";
    for interval in middle["intervals"].as_array().into_iter().flatten() {
        let method = interval["method"].as_str().unwrap_or_default();
        writeln!(
            html,
            "<li>{}: {} to {}</li>",
            escaped(method),
            interval["lower"],
            interval["upper"]
        )?;
    }
    html += "</ul>\n<p>What was looked at:</p>\n<ul>\n";
    for check in middle["diagnostics"].as_array().into_iter().flatten() {
        let text = |key: &str| escaped(check[key].as_str().unwrap_or_default());
        writeln!(html, "<li>{}: {}</li>", text("check"), text("finding"))?;
    }
    Ok(html
        + "</ul>\n<p>All numbers of this page stand in <code>prevalence.json</code>; every file that \
               went in or came out stands in <code>manifest.json</code>.</p>\n")
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1c2526;background:#fff}\
main{max-width:46rem;margin:0 auto;padding:1.5rem}.lead{font-size:1.25rem}\
table{border-collapse:collapse;margin:0 0 1.5rem}th,td{text-align:left;padding:.2rem .8rem .2rem 0;\
border-bottom:1px solid #ddd;font-variant-numeric:tabular-nums}figure{margin:1.5rem 0}svg{width:100%}\
text{font:14px system-ui,sans-serif}figcaption{color:#444}";
