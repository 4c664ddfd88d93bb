//! `daybreak measures federal`: the elements of the federal hotline report (OMB 0970-0598).

use std::io::Write;

use anyhow::Result;
use casework::federal::{Definition, Element, Federal, Shown};
use casework::measure::Period;
use casework::member::Actor;
use chrono_tz::Tz;
use serde::Serialize;
use store::Store;

use super::{Options, Written, print, written};
use crate::settings::Deployment;
use crate::{clock, serve};

/// What stands where a count is too small to be shown.
const WITHHELD: &str = "withheld";

/// Prints the report of a period.
///
/// # Errors
/// When the database cannot be read or a file cannot be written.
pub(super) fn run(
    options: &Options,
    deployment: &Deployment,
    (period, zone): (Period, Tz),
) -> Result<()> {
    let federal = serve::runtime()?.block_on(async {
        let store = Store::open(&deployment.address, clock::system()).await?;
        let federal = store::federal::count(&store, &Actor::Machine, period).await;
        store.close().await;
        Ok::<_, anyhow::Error>(federal?)
    })?;
    print(options, &Report::of(period, &federal, options.exact, zone))
}

/// The report of one period, as it is written.
#[derive(Debug, Serialize)]
struct Report {
    measures: &'static str,
    source: &'static str,
    from: String,
    to: String,
    /// Whether small counts are shown.
    exact: bool,
    elements: Vec<Section>,
}

/// One element with its definition and its counts.
#[derive(Debug, Serialize)]
struct Section {
    element: &'static str,
    name: &'static str,
    unit: &'static str,
    counts: &'static str,
    source: &'static str,
    does_not_mean: &'static str,
    groups: Vec<Line>,
}

/// One count.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Line {
    group: &'static str,
    /// None if it is withheld.
    count: Option<u64>,
    withheld: bool,
}

impl Line {
    fn of(Shown { group, count }: Shown) -> Self {
        Self { group, count, withheld: count.is_none() }
    }

    fn cell(&self) -> String {
        self.count.map_or(WITHHELD.to_owned(), |count| count.to_string())
    }
}

impl Section {
    fn of(element: Element, federal: &Federal, exact: bool) -> Self {
        let Definition { name, unit, counts, source, does_not_mean } = element.definition();
        let groups = federal.shown(element, exact).into_iter().map(Line::of).collect();
        let (element, unit) = (element.code(), unit.code());
        Self { element, name, unit, counts, source, does_not_mean, groups }
    }
}

impl Report {
    fn of(period: Period, federal: &Federal, exact: bool, zone: Tz) -> Self {
        Self {
            measures: "federal",
            source: "OMB 0970-0598",
            from: written(period.from, zone),
            to: written(period.to, zone),
            exact,
            elements: Element::ALL.iter().map(|one| Section::of(*one, federal, exact)).collect(),
        }
    }
}

impl Written for Report {
    fn json(&self, out: &mut dyn Write) -> Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)?;
        Ok(())
    }

    /// Codes and numbers only, so nothing needs to be quoted.
    fn csv(&self, out: &mut dyn Write) -> Result<()> {
        writeln!(out, "from,to,element,group,unit,count")?;
        for Section { element, unit, groups, .. } in &self.elements {
            for line in groups {
                let (group, count) = (line.group, line.cell());
                writeln!(out, "{},{},{element},{group},{unit},{count}", self.from, self.to)?;
            }
        }
        Ok(())
    }

    fn text(&self, out: &mut dyn Write) -> Result<()> {
        writeln!(
            out,
            "Federal hotline report ({}) from {} to {}",
            self.source, self.from, self.to
        )?;
        if !self.exact {
            writeln!(out, "Counts below three, and what would give them away, are withheld.")?;
        }
        for Section { name, unit, does_not_mean, groups, .. } in &self.elements {
            writeln!(out, "\n{name} ({unit})")?;
            for line in groups {
                writeln!(out, "    {:<28} {}", line.group, line.cell())?;
            }
            writeln!(out, "    {does_not_mean}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::referral::ReferralState;
    use casework::time::{Span, Timestamp};

    fn report(exact: bool) -> Report {
        let mut federal = Federal::default();
        federal.add_referrals(ReferralState::Arrived, 12);
        federal.add_referrals(ReferralState::Declined, 2);
        federal.set_partners(1, 40);
        let at = Timestamp::from_seconds(1_800_000_000);
        let period = Period { from: at, to: at + Span::from_days(1) };
        Report::of(period, &federal, exact, Tz::UTC)
    }

    fn text(print: impl Fn(&Report, &mut dyn Write) -> Result<()>, exact: bool) -> String {
        let mut out = Vec::new();
        print(&report(exact), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_small_count_is_withheld_in_every_format_unless_the_exact_one_is_asked_for() {
        let start = "2027-01-15T08:00:00+00:00,2027-01-16T08:00:00+00:00";
        let csv = text(Report::csv, false);
        for line in [
            "individual_referrals,all,referrals,14",
            "referrals_by_answer,declined,referrals,withheld",
            "new_referral_partners,all,organisations,withheld",
            "referral_partners,all,organisations,40",
        ] {
            assert!(csv.contains(&format!("{start},{line}\n")), "{csv}");
        }
        let exact = text(Report::csv, true);
        assert!(exact.contains("referrals_by_answer,declined,referrals,2\n"), "{exact}");
        assert!(!exact.contains("withheld"), "{exact}");
        assert!(text(Report::text, false).contains("withheld"));
    }

    #[test]
    fn the_json_tells_each_element_with_its_definition() {
        let json: serde_json::Value = serde_json::from_str(&text(Report::json, false)).unwrap();
        let elements = json["elements"].as_array().unwrap();
        assert_eq!(elements.len(), Element::ALL.len());
        for element in elements {
            for key in ["name", "unit", "counts", "source", "does_not_mean"] {
                assert!(element[key].as_str().is_some_and(|words| !words.is_empty()), "{key}");
            }
        }
        assert_eq!(json["exact"], false);
        let declined = &elements[3]["groups"][1];
        assert_eq!((&declined["group"], &declined["count"]), (&"declined".into(), &().into()));
        assert_eq!(declined["withheld"], true);
    }
}
