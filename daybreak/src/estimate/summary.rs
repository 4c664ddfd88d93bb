//! The answer in words, for a terminal.

use std::fmt::Write;

use prevalence::Answer;
use prevalence::assessment::{Choice, Diagnostic, Grade, Interval};

/// What the numbers are about.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The population.
    pub population: &'a str,
    /// The period.
    pub period: &'a str,
}

/// A whole number with thousands separated.
pub fn number(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut grouped = String::from(if value < -0.5 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// What is known before any replicate is drawn.
pub fn opening(answer: &Answer, words: Words<'_>) -> String {
    let mut text = format!(
        "Population: {}\nPeriod:     {}\nLists:      {}\nIdentified: {} persons, {} of them on more than one list\n\n",
        words.population,
        words.period,
        lists(answer),
        number(answer.identified as f64),
        number(answer.frequencies.iter().skip(1).sum::<u64>() as f64),
    );
    if !answer.choices.is_empty() {
        text.push_str("How far the method decides:\n");
        for choice in &answer.choices {
            let _ = writeln!(text, "  {}", row(choice));
        }
        if let Some(range) = near_best(answer) {
            let _ = writeln!(text, "  {range}");
        }
        text.push('\n');
    }
    if let Some(population) = answer.population {
        let _ = writeln!(text, "Estimate ({}): {} persons", answer.method, number(population));
        if let Some(model) = &answer.model {
            let _ = writeln!(text, "Model: {model}");
        }
        if !answer.minus_infinity.is_empty() {
            let _ = writeln!(text, "At minus infinity: {}", answer.minus_infinity.join(", "));
        }
    }
    text
}

/// Limits, checks and the verdict.
pub fn closing(answer: &Answer) -> String {
    let mut text = String::new();
    for interval in &answer.intervals {
        let _ = writeln!(text, "{}", limits(interval));
    }
    if let Some(bootstrap) = &answer.bootstrap {
        let _ = writeln!(
            text,
            "  {} replicates, {} without an estimate",
            number(bootstrap.replicates as f64),
            number(bootstrap.failed as f64)
        );
    }
    if !answer.diagnostics.is_empty() {
        text.push_str("\nChecks:\n");
        let kinds = answer.diagnostics.chunk_by(|a, b| a.check == b.check);
        text.extend(kinds.map(|kind| format!("  {}\n", check(kind))));
    }
    let _ = writeln!(text, "\nVerdict: {}", verdict(answer));
    for reason in &answer.verdict.because {
        let _ = writeln!(text, "  - {reason}");
    }
    let _ = write!(text, "\n{MEANING}");
    text
}

/// What every number leaves open.
pub const MEANING: &str = "\
What this assumes: nobody entered or left the population, records of one person were linked
without error, everybody could have been on each list, and the dependences that the model leaves
out are nil. No table can show the last.
What this does not mean: it does not count people at risk, contacts or cases of other periods, and
it does not say who or where the unseen are.
";

fn lists(answer: &Answer) -> String {
    let named =
        answer.lists.iter().map(|list| format!("{} ({})", list.name, number(list.persons as f64)));
    named.collect::<Vec<_>>().join(", ")
}

fn row(choice: &Choice) -> String {
    let population = choice.population.map_or("no estimate".to_owned(), number);
    let model = choice.model.as_deref().unwrap_or("");
    format!("{:<28}{population:>14}  {model}", choice.method)
}

fn near_best(answer: &Answer) -> Option<String> {
    let near = answer.near_best.as_ref()?;
    let (low, high) = near.range()?;
    let (low, high) = (number(low), number(high));
    let count = near.models.len();
    let name = near.criterion.name();
    Some(format!(
        "{count} models within {:.0} of the best {name} range from {low} to {high}",
        near.margin
    ))
}

/// One kind of check: a finding alone, or many as the least and the greatest.
fn check(findings: &[Diagnostic]) -> String {
    let numbered = || findings.iter().filter(|finding| finding.population.is_some());
    let key = |a: &&Diagnostic, b: &&Diagnostic| {
        a.population.unwrap_or(0.0).total_cmp(&b.population.unwrap_or(0.0))
    };
    let name = findings.first().map_or("", |finding| finding.check);
    let told: Vec<&str> = findings.iter().map(|finding| finding.finding.as_str()).collect();
    match (numbered().min_by(key), numbered().max_by(key)) {
        (Some(least), Some(greatest)) if findings.len() > 3 => {
            let failed = findings.len() - numbered().count();
            let failed =
                if failed > 0 { format!(" ({failed} without a number)") } else { String::new() };
            format!("{name}: {} … {}{failed}", least.finding, greatest.finding)
        }
        _ => match range(findings) {
            Some(range) if findings.len() > MOST_TOLD => {
                format!("{name}: {} findings, {range}; the report lists them", findings.len())
            }
            _ => format!("{name}: {}", told.join("; ")),
        },
    }
}

/// More findings without an estimate are told by their range.
const MOST_TOLD: usize = 8;

/// From the least to the greatest number of several findings.
pub fn range(findings: &[Diagnostic]) -> Option<String> {
    let ends = |finding: &Diagnostic| finding.limits.unwrap_or([finding.population; 2]);
    let low = findings.iter().filter_map(|finding| ends(finding)[0]).reduce(f64::min)?;
    let high = findings.iter().filter_map(|finding| ends(finding)[1]).reduce(f64::max)?;
    Some(format!("from {} to {}", number(low), number(high)))
}

fn limits(interval: &Interval) -> String {
    let end = |limit: Option<f64>| limit.map_or("refused".to_owned(), number);
    let mut text = format!(
        "  {:.0} % {:<22}{:>12} to {}",
        100.0 * interval.level,
        interval.method,
        end(interval.lower),
        end(interval.upper)
    );
    if let Some(limits) = &interval.limits {
        let error = |limit: &prevalence::bca::Limit| {
            limit.monte_carlo_error.map_or("unknown".to_owned(), number)
        };
        let (lower, upper) = (error(&limits[0]), error(&limits[1]));
        let _ = write!(text, "  (Monte-Carlo error {lower} and {upper})");
    }
    if let Some(note) = &interval.note {
        let _ = write!(text, "\n    {note}");
    }
    text
}

/// The grade in words.
pub fn verdict(answer: &Answer) -> &'static str {
    match answer.verdict.grade {
        Grade::Usable => {
            "usable: no check that can be made on this table speaks against it; persons whom no list \
             can reach are not counted, and no check can see them"
        }
        Grade::Fragile => "fragile, because",
        Grade::NotEstimable => "not estimable, because",
    }
}

/// Choices, intervals and checks as one CSV table.
pub fn table(answer: &Answer) -> String {
    let mut text = String::from("kind,name,model,population,lower,upper\n");
    let field = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let quote = |value: &str| format!("\"{}\"", value.replace('"', "\"\""));
    let mut line = |kind: &str, name: &str, model: &str, values: [Option<f64>; 3]| {
        let [population, lower, upper] = values.map(field);
        let (name, model) = (quote(name), quote(model));
        let _ = writeln!(text, "{kind},{name},{model},{population},{lower},{upper}");
    };
    let model = answer.model.as_deref().unwrap_or("");
    line("estimate", answer.method, model, [answer.population, None, None]);
    for interval in &answer.intervals {
        line(
            "interval",
            interval.method,
            model,
            [answer.population, interval.lower, interval.upper],
        );
    }
    for choice in &answer.choices {
        let model = choice.model.as_deref().unwrap_or("");
        line("choice", &choice.method, model, [choice.population, None, None]);
    }
    for ranked in answer.near_best.iter().flat_map(|near| &near.models) {
        let model = ranked.model.to_string();
        line("near best", "BIC", &model, [Some(ranked.population), None, None]);
    }
    for check in &answer.diagnostics {
        line(
            "check",
            &format!("{}: {}", check.check, check.finding),
            "",
            [check.population, None, None],
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn thousands_are_separated() {
        let written = [0.0, 7.4, 999.6, 12_345.0, 1_234_567.2].map(number);
        assert_eq!(written, ["0", "7", "1,000", "12,345", "1,234,567"]);
    }
}
