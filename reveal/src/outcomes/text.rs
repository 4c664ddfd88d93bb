//! The figures as text and as tables for spreadsheets.

use std::fmt::Write;

use anyhow::{Context, Result};
use measure::figures::Share;
use measure::{Definition, Figures};

use super::Chapter;

/// One row for each count; an empty count is withheld.
pub(super) fn counts(chapters: &[Chapter]) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["measure", "by", "group", "outcome", "count"])?;
    for figures in chapters.iter().flat_map(|chapter| &chapter.figures) {
        for table in &figures.tables {
            let by = table.by[1..].join(" and ");
            for row in &table.cells {
                let group = row.at[1..].join(", ");
                let count = row.value.map(|value| format!("{value:.0}")).unwrap_or_default();
                out.write_record([figures.measure, &by, &group, row.at[0].as_str(), &count])?;
            }
        }
    }
    out.into_inner().context("the table cannot be ended")
}

/// One row for each share; what is empty is withheld, or a share of nothing.
pub(super) fn shares(chapters: &[Chapter]) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let heading = ["measure", "by", "group", "numerator", "denominator", "share", "lower", "upper"];
    out.write_record(heading)?;
    for figures in chapters.iter().flat_map(|chapter| &chapter.figures) {
        for share in &figures.shares {
            let whole = |count: Option<u64>| count.map(|n| n.to_string()).unwrap_or_default();
            let part = |value: Option<f64>| value.map(|v| format!("{v:.4}")).unwrap_or_default();
            out.write_record([
                figures.measure,
                &share.by,
                &share.group,
                &whole(share.numerator),
                &whole(share.denominator),
                &part(share.share),
                &part(share.limits.map(|[lower, _]| lower)),
                &part(share.limits.map(|[_, upper]| upper)),
            ])?;
        }
    }
    out.into_inner().context("the table cannot be ended")
}

/// Each measure as a sentence, of all and of each part of the period.
pub(super) fn page(chapters: &[Chapter]) -> Result<String> {
    let mut text = String::new();
    for chapter in chapters {
        writeln!(text, "{}\n{}\n", chapter.heading, chapter.note)?;
        for Figures { definition, shares, .. } in &chapter.figures {
            let all = shares.first().context("a measure has a figure of all")?;
            let counted = definition.numerator.join(", ");
            writeln!(text, "{}: {}. Counted: {counted}", definition.name, said(definition, all))?;
            writeln!(text, "    {}", definition.does_not_mean)?;
            for share in shares.iter().filter(|share| is_part_of_the_period(share)) {
                writeln!(text, "    {}: {}", share.group, said(definition, share))?;
            }
        }
        writeln!(text)?;
    }
    Ok(text)
}

/// Whether a share is one of a trend.
pub(super) fn is_part_of_the_period(share: &Share) -> bool {
    ["month", "quarter"].contains(&share.by.as_str())
}

/// Whether one of its two counts is withheld.
pub(super) fn is_withheld(share: &Share) -> bool {
    share.numerator.is_none() || share.denominator.is_none()
}

/// A share in words.
pub(super) fn said(definition: &Definition, share: &Share) -> String {
    let Share { numerator, denominator, share, limits, .. } = share;
    let (Some(above), Some(below)) = (numerator, denominator) else {
        return "withheld, because a count is small".to_owned();
    };
    match (share, limits) {
        (None, _) => "none".to_owned(),
        _ if definition.outcomes.len() == 1 => above.to_string(),
        (Some(share), Some([lower, upper])) => format!(
            "{above} of {below} ({:.0} %, limits {:.0} to {:.0} %)",
            100.0 * share,
            100.0 * lower,
            100.0 * upper
        ),
        (Some(share), None) => format!("{above} of {below} ({:.0} %)", 100.0 * share),
    }
}
