//! The report for people: one HTML file with everything in it.

use std::fmt::Write;

use prevalence::Answer;
use prevalence::assessment::Interval;
use record::OverlapTable;

use super::plot::{self, Row, Screen};
use super::summary::{self, MEANING, Words, number, verdict};

/// The page. It refers to nothing outside itself and runs no script.
pub fn page(answer: &Answer, sorted: &[f64], table: &OverlapTable, words: Words<'_>) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Prevalence estimate</title><style>{STYLE}</style></head><body><main>\n"
    );
    html.push_str(&subject(answer, words));
    // What the choice of method decides comes before any headline.
    html.push_str(&methods(answer));
    html.push_str(&near_best(answer));
    html.push_str(&headline(answer));
    html.push_str(&left_out(answer));
    html.push_str(&resampled(answer, sorted));
    html.push_str(&checks(answer));
    html.push_str(&lists(answer, table));
    let meaning = escape(MEANING).replace('\n', " ");
    let _ = writeln!(html, "<h2>What this rests on</h2><p>{meaning}</p></main></body></html>");
    html
}

fn subject(answer: &Answer, words: Words<'_>) -> String {
    format!(
        "<h1>How many, seen and unseen</h1>\n\
         <p>Population: {}. Period: {}. Identified: {} persons.</p>\n",
        escape(words.population),
        escape(words.period),
        number(answer.identified as f64)
    )
}

fn headline(answer: &Answer) -> String {
    let mut html = String::new();
    let _ = write!(html, "<section class=\"verdict\"><h2>Verdict: {}</h2><ul>", verdict(answer));
    for reason in &answer.verdict.because {
        let _ = write!(html, "<li>{}</li>", escape(reason));
    }
    html.push_str("</ul>");
    if let Some(population) = answer.population {
        let model = answer.model.as_deref().unwrap_or("no log-linear model");
        let _ = write!(
            html,
            "<p>Estimate ({}, {}): <strong>{} persons</strong>{}</p>",
            answer.method,
            escape(model),
            number(population),
            first_limits(answer)
        );
    }
    html.push_str("</section>\n");
    html
}

/// The limits that the verdict is about, as the end of a sentence.
fn first_limits(answer: &Answer) -> String {
    let found = answer.intervals.iter().find(|limits| limits.lower.and(limits.upper).is_some());
    let Some(Interval { method, level, lower: Some(lower), upper: Some(upper), .. }) = found else {
        return String::new();
    };
    let (lower, upper) = (number(*lower), number(*upper));
    format!(", {:.0} % limits {lower} to {upper} ({method})", 100.0 * level)
}

/// A figure with its finding, its drawing for both kinds of screen and the same in text.
fn figure(finding: &str, draw: impl Fn(Screen) -> plot::Drawn, table: &str) -> String {
    let drawing = |screen: Screen, class: &str| {
        let svg = draw(screen).unwrap_or_else(|error| format!("<p>The figure failed: {error}</p>"));
        let label =
            format!("<svg class=\"{class}\" role=\"img\" aria-label=\"{}\" ", escape(finding));
        svg.replacen("<svg ", &label, 1)
    };
    format!(
        "<figure><figcaption>{}</figcaption>{}{}\
         <details><summary>The figure in text</summary>{table}</details></figure>\n",
        escape(finding),
        drawing(Screen::Wide, "wide"),
        drawing(Screen::Narrow, "narrow")
    )
}

fn text_table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut html = String::from("<table><thead><tr>");
    for cell in head {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escape(cell));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for cell in row {
            let _ = write!(html, "<td>{}</td>", escape(&cell));
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}

fn shown(population: Option<f64>) -> String {
    population.map_or("no number".to_owned(), number)
}

fn methods(answer: &Answer) -> String {
    let interval = |interval: &Interval| Row {
        label: format!("{} ({})", interval.method, answer.method),
        point: answer.population,
        limits: interval.lower.zip(interval.upper),
    };
    let choices = answer.choices.iter().map(|choice| Row {
        label: choice.method.clone(),
        point: choice.population,
        limits: None,
    });
    let rows: Vec<Row> = choices.chain(answer.intervals.iter().map(interval)).collect();
    let populations = || answer.choices.iter().filter_map(|choice| choice.population);
    let finding = match (populations().reduce(f64::min), populations().reduce(f64::max)) {
        (Some(low), Some(high)) => {
            format!(
                "The choice of method moves the estimate from {} to {}",
                number(low),
                number(high)
            )
        }
        _ => "The estimate with its limits".to_owned(),
    };
    let text = rows.iter().map(|row| {
        let limits =
            row.limits.map_or(String::new(), |(a, b)| format!("{} to {}", number(a), number(b)));
        vec![row.label.clone(), shown(row.point), limits]
    });
    let table = text_table(&["method", "persons", "limits"], text);
    figure(&finding, |screen| plot::intervals(&rows, answer.population, screen), &table)
}

fn near_best(answer: &Answer) -> String {
    let Some(near) = answer.near_best.as_ref() else { return String::new() };
    let Some((low, high)) = near.range() else { return String::new() };
    let best = near.models.first().map_or(0.0, |ranked| ranked.value);
    let points: Vec<(f64, f64)> =
        near.models.iter().map(|ranked| (ranked.population, ranked.value - best)).collect();
    let finding = format!(
        "{} models fit almost as well as the best and range from {} to {}",
        points.len(),
        number(low),
        number(high)
    );
    let text = near.models.iter().map(|ranked| {
        vec![ranked.model.to_string(), number(ranked.population), format!("{:.2}", ranked.value)]
    });
    let table = text_table(&["model", "persons", near.criterion.name()], text);
    figure(&finding, |screen| plot::multiverse(&points, screen), &table)
}

fn left_out(answer: &Answer) -> String {
    let Some(checks) = &answer.checks else { return String::new() };
    let rows: Vec<Row> = checks
        .without_list
        .iter()
        .map(|row| Row {
            label: format!("without {}", row.list),
            point: row.population,
            limits: None,
        })
        .chain(checks.merged.iter().map(|row| Row {
            label: row.assumption.clone(),
            point: row.population,
            limits: None,
        }))
        .collect();
    let populations = || rows.iter().filter_map(|row| row.point);
    let finding = match (populations().reduce(f64::min), populations().reduce(f64::max)) {
        (Some(low), Some(high)) => format!(
            "Leaving out or merging lists moves the estimate from {} to {}",
            number(low),
            number(high)
        ),
        _ => "Leaving out or merging lists leaves no estimate".to_owned(),
    };
    let text = rows.iter().map(|row| vec![row.label.clone(), shown(row.point)]);
    let table = text_table(&["change", "persons"], text);
    figure(&finding, |screen| plot::intervals(&rows, answer.population, screen), &table)
}

fn resampled(answer: &Answer, sorted: &[f64]) -> String {
    let (Some(estimate), Some(bootstrap)) = (answer.population, &answer.bootstrap) else {
        return String::new();
    };
    if sorted.is_empty() {
        return String::new();
    }
    let finding = format!(
        "{} resampled tables, {} without an estimate",
        number(bootstrap.replicates as f64),
        number(bootstrap.failed as f64)
    );
    let finite = &sorted[..sorted.partition_point(|x| x.is_finite())];
    let quantile = |p: f64| {
        let index = (p * finite.len().saturating_sub(1) as f64) as usize;
        vec![format!("{:.1} %", 100.0 * p), shown(finite.get(index).copied())]
    };
    let text = [0.005, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.995].into_iter().map(quantile);
    let table = text_table(&["share below", "persons"], text);
    figure(&finding, |screen| plot::histogram(sorted, estimate, screen), &table)
}

/// Every check; of a kind with many findings, the range first and the findings on request.
fn checks(answer: &Answer) -> String {
    let (mut rows, mut long) = (Vec::new(), String::new());
    for kind in answer.diagnostics.chunk_by(|a, b| a.check == b.check) {
        let name = kind[0].check;
        if kind.len() <= MOST_IN_A_ROW {
            rows.extend(kind.iter().map(|check| vec![name.to_owned(), check.finding.clone()]));
            continue;
        }
        let range = summary::range(kind).map_or(String::new(), |range| format!(", {range}"));
        let findings =
            text_table(&["finding"], kind.iter().map(|check| vec![check.finding.clone()]));
        let (name, count) = (escape(name), kind.len());
        let _ = writeln!(
            long,
            "<details><summary>{name}: {count} findings{range}</summary>{findings}</details>"
        );
    }
    let table = text_table(&["check", "finding"], rows.into_iter());
    format!("<h2>Checks</h2>{table}\n{long}")
}

/// A kind of check with more findings is folded.
const MOST_IN_A_ROW: usize = 8;

fn lists(answer: &Answer, table: &OverlapTable) -> String {
    let mut head = vec!["list", "persons", "only here"];
    head.extend(table.lists().iter().map(String::as_str));
    let rows = answer.lists.iter().map(|list| {
        let numbers = [list.persons, list.only_here].into_iter().chain(list.shared.iter().copied());
        std::iter::once(list.name.clone()).chain(numbers.map(|n| number(n as f64))).collect()
    });
    format!("<h2>The lists and what they share</h2>{}\n", text_table(&head, rows))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const STYLE: &str = "\
:root{color-scheme:light dark;--surface:#fbfaff;--text:#1c1a2b;--muted:#565468;--line:#d8d5e6;--raised:#fff}\
@media(prefers-color-scheme:dark){:root{--surface:#15141f;--text:#eceaf6;--muted:#aaa7bd;--line:#3a384b;--raised:#201e2d}}\
body{margin:0;background:var(--surface);color:var(--text);font:16px/1.5 system-ui,sans-serif}\
main{max-width:56rem;margin:0 auto;padding:24px 16px}\
h1{font-size:28px}h2{font-size:22px}\
.verdict,figure{margin:24px 0;padding:16px;background:var(--raised);border:1px solid var(--line);border-radius:12px}\
.verdict h2{margin-top:0}figcaption{font-size:18px;font-weight:600;margin-bottom:8px}\
svg{width:100%;height:auto;background:#fff;border-radius:6px}svg.narrow{display:none}\
@media(max-width:640px){svg.wide{display:none}svg.narrow{display:block}}\
table{border-collapse:collapse;width:100%;font-size:14px;display:block;overflow-x:auto}\
th,td{text-align:left;padding:4px 12px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}\
summary{cursor:pointer;padding:8px 0;color:var(--muted)}";

#[cfg(test)]
mod tests {
    use super::*;
    use prevalence::assessment::{Plan, Question};
    use prevalence::catalogue::Progress;
    use prevalence::{Assessment, published};

    #[test]
    fn the_page_stands_alone_and_says_what_it_means() {
        let (table, question) = (published::uk_4(), Question::default());
        let mut assessment = Assessment::begin(&table, &question, &Progress::default()).unwrap();
        assessment.resample(&Plan::Exactly(200), &Progress::default());
        let mut answer = assessment.conclude();
        answer.tell();
        let words = Words { population: "persons <in> Britain", period: "2013" };
        let html = page(&answer, assessment.replicates(), &table, words);
        assert_eq!(html.matches("<figure>").count(), 4);
        assert_eq!(html.matches("The figure in text").count(), 4);
        // Each is drawn for both kinds of screen; a screen reader meets the one that is shown.
        for class in ["wide", "narrow"] {
            assert_eq!(html.matches(&format!("<svg class=\"{class}\" role=\"img\"")).count(), 4);
        }
        let place = |words: &str| html.find(words).unwrap();
        assert!(place("The choice of method moves the estimate") < place("Verdict:"));
        assert!(html.contains("persons &lt;in&gt; Britain") && html.contains("does not mean"));
        for outside in ["<script", "href=", "src=", "@import", "url("] {
            assert!(!html.contains(outside), "{outside}");
        }
        // The only address is the name of the drawing language.
        let addresses = html.matches("http").count();
        assert_eq!(addresses, html.matches("http://www.w3.org/2000/svg").count());
    }
}
