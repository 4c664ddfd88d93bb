//! What becomes of a fictional county's exploiters before the law.
//!
//! They are people of their own, numbered apart from the hidden population: nobody who is exploited stands among
//! them. Every chance and wait is *assumed*, chosen so that each outcome of each measure occurs within three
//! years; none is measured anywhere.

use chrono::{Days, NaiveDate};

use crate::random::Random;

/// The columns of the steps.
pub const HEADING: &str = "exploiter,part,step,day,recorded,county";

/// The columns of the truth.
pub const TRUTH_HEADING: &str = "exploiter,part,county,reported,arrested,charged,ended,sentenced";

/// One exploiter, as known to the world's maker alone. Days are counted from the year's beginning; a step that
/// never happens has none.
#[derive(Clone, Debug, PartialEq)]
pub struct Exploiter {
    /// Number from 0.
    pub number: u32,
    /// `seller`, `buyer` or `facilitator`.
    pub part: &'static str,
    /// A county, as in [`hidden`](crate::hidden).
    pub county: u8,
    /// When somebody told the police.
    pub reported: Option<i64>,
    /// When they were arrested; some before anybody reported them.
    pub arrested: Option<i64>,
    /// When they were charged.
    pub charged: Option<i64>,
    /// How and when the charge ended.
    pub ended: Option<(&'static str, i64)>,
    /// When they were sentenced.
    pub sentenced: Option<i64>,
}

/// Exploiters of a county, known to somebody or not.
#[must_use]
pub fn exploiters(number: u32, seed: u64) -> Vec<Exploiter> {
    let mut random = Random::part(seed, "justice");
    (0..number).map(|number| exploiter(number, &mut random)).collect()
}

fn exploiter(number: u32, random: &mut Random) -> Exploiter {
    let part = *random.weighted(&[("seller", 0.4), ("buyer", 0.45), ("facilitator", 0.15)]);
    let county = *random.weighted(&[(0_u8, 0.5), (1, 0.25), (2, 0.15), (3, 0.08), (4, 0.02)]);
    let reported = random.happens(0.7).then(|| random.below(365) as i64);
    let mut this = Exploiter {
        number,
        part,
        county,
        reported,
        arrested: None,
        charged: None,
        ended: None,
        sentenced: None,
    };
    proceed(&mut this, random);
    this
}

/// Buyers are charged less often than sellers; half the arrests come within a month.
fn proceed(this: &mut Exploiter, random: &mut Random) {
    let Some(reported) = this.reported else { return };
    if random.happens(0.45) {
        // One in twelve is caught in the act and reported by those who arrest.
        let early = random.happens(0.08);
        let wait = random.wait(50.0) as i64;
        this.arrested = Some(if early { (reported - 1).max(0) } else { reported + wait });
    }
    let Some(arrested) = this.arrested else { return };
    if random.happens(if this.part == "buyer" { 0.5 } else { 0.75 }) {
        this.charged = Some(arrested + random.wait(40.0) as i64);
    }
    let Some(charged) = this.charged else { return };
    let end = *random.weighted(&[
        ("convicted", 0.5),
        ("dismissed", 0.2),
        ("diverted", 0.08),
        ("acquitted", 0.07),
        ("", 0.15),
    ]);
    if !end.is_empty() {
        this.ended = Some((end, charged + 20 + random.wait(180.0) as i64));
    }
    if let Some(("convicted", day)) = this.ended
        && random.happens(0.95)
    {
        this.sentenced = Some(day + random.wait(45.0) as i64);
    }
}

impl Exploiter {
    /// The rows of what was written down; none for somebody whom nobody reported. A tenth of the cells of the
    /// county are not filled in.
    #[must_use]
    pub fn rows(&self, counties: &[&str], seed: u64) -> Vec<String> {
        let mut random = Random::part(seed ^ (u64::from(self.number) << 20), "justice rows");
        let Some(reported) = self.reported else { return Vec::new() };
        let mut steps = vec![("reported", reported)];
        if random.happens(0.8) {
            steps.push(("investigated", reported + random.below(14) as i64));
        }
        steps.extend(self.arrested.map(|day| ("arrested", day)));
        steps.extend(self.charged.map(|day| ("charged", day)));
        steps.extend(self.ended);
        steps.extend(self.sentenced.map(|day| ("sentenced", day)));
        let county = counties[usize::from(self.county)];
        let row = |(step, on): (&str, i64)| {
            let late = *random.weighted(&[(3, 0.7), (12, 0.2), (50, 0.05), (-1, 0.05)]);
            let recorded = if late < 0 { String::new() } else { day(on + late) };
            let county = if random.happens(0.1) { "" } else { county };
            format!("{},{},{step},{},{recorded},{county}", self.number, self.part, day(on))
        };
        steps.into_iter().map(row).collect()
    }

    /// The row of the truth.
    #[must_use]
    pub fn truth(&self, counties: &[&str]) -> String {
        let on = |on: Option<i64>| on.map(day).unwrap_or_default();
        let county = counties[usize::from(self.county)];
        let end = self.ended.map_or("", |(end, _)| end);
        let days = [self.reported, self.arrested, self.charged].map(on).join(",");
        format!("{},{},{county},{days},{end},{}", self.number, self.part, on(self.sentenced))
    }
}

/// The day so many days after the year began.
fn day(number: i64) -> String {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    (first + Days::new(number.unsigned_abs())).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_tells_all_and_no_step_comes_before_what_it_needs() {
        let all = exploiters(3_000, 9);
        assert_eq!(all, exploiters(3_000, 9));
        for one in &all {
            assert!(one.arrested.is_none() || one.reported.is_some());
            assert!(one.charged >= one.arrested || one.charged.is_none());
            assert!(
                one.sentenced.is_none() || one.ended.is_some_and(|(end, _)| end == "convicted")
            );
            assert_eq!(one.rows(&["a"; 5], 1).is_empty(), one.reported.is_none());
        }
        // Five standard errors of 3,000 throws at 0.7.
        let reported = all.iter().filter(|one| one.reported.is_some()).count();
        assert!((reported as f64 / 3_000.0 - 0.7).abs() < 0.042, "{reported}");
    }
}
