//! Combinations that few share leave coarser.
//!
//! Month, county, age band and gender are what a neighbour may know. They are counted over the whole
//! source first ([`Census::count`]), at each rung of a ladder; then each record leaves at the first rung on
//! which at least `k` records of the source look the same:
//!
//! 1. all four;
//! 2. the year instead of the month;
//! 3. no county;
//! 4. no gender;
//! 5. no age band;
//! 6. nothing.
//!
//! So whoever knows all four of somebody finds at least `k` people of the source that they may be.
//! It says nothing of the other codes; small counts of those are the business of what publishes them.

use std::borrow::Cow;
use std::collections::HashMap;

use record::coded::AgeBand;

use crate::rules::UNKNOWN;

/// What a neighbour may know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quasi {
    /// The year, with its month unless it was left out; none if unknown.
    pub month: Option<(i32, Option<u32>)>,
    /// A county's code or `unknown`.
    pub county: String,
    /// Age at referral.
    pub age_band: AgeBand,
    /// A code of `prs_Gender`.
    pub gender: String,
}

/// How many rungs the ladder has.
const RUNGS: usize = 6;

impl Quasi {
    /// The combination on a rung, 0 for the finest.
    #[must_use]
    fn on(&self, rung: usize) -> Self {
        let mut coarse = self.clone();
        if rung >= 1 {
            coarse.month = coarse.month.map(|(year, _)| (year, None));
        }
        if rung >= 2 {
            coarse.county = UNKNOWN.to_owned();
        }
        if rung >= 3 {
            coarse.gender = "NonSpecifiedUnknown".to_owned();
        }
        if rung >= 4 {
            coarse.age_band = AgeBand::Unknown;
        }
        if rung >= 5 {
            coarse.month = None;
        }
        coarse
    }

    /// Its cells: month, county, age band, gender.
    #[must_use]
    pub fn cells(&self) -> [Cow<'_, str>; 4] {
        let month: Cow<'_, str> = match self.month {
            None => UNKNOWN.into(),
            Some((year, None)) => year.to_string().into(),
            Some((year, Some(month))) => format!("{year}-{month:02}").into(),
        };
        [
            month,
            self.county.as_str().into(),
            self.age_band.to_string().into(),
            self.gender.as_str().into(),
        ]
    }
}

/// How many records share each combination, on every rung.
///
/// Memory grows with the number of different combinations, not with records.
#[derive(Clone, Debug, Default)]
pub struct Census {
    rungs: [HashMap<Quasi, u32>; RUNGS],
}

impl Census {
    /// Counts one record.
    pub fn count(&mut self, quasi: &Quasi) {
        self.count_many(quasi, 1);
    }

    /// Counts so many records that share a combination.
    pub fn count_many(&mut self, quasi: &Quasi, records: u32) {
        for (rung, counts) in self.rungs.iter_mut().enumerate() {
            *counts.entry(quasi.on(rung)).or_insert(0) += records;
        }
    }

    /// The finest combination that at least `k` records share; with nothing in it if none does.
    ///
    /// The record itself was counted before.
    #[must_use]
    pub fn coarsened(&self, quasi: &Quasi, k: u32) -> Quasi {
        let rungs = self.rungs.iter().enumerate();
        let mut coarse = rungs.map(|(rung, counts)| (quasi.on(rung), counts));
        let found = coarse.find(|(quasi, counts)| counts.get(quasi).is_some_and(|&n| n >= k));
        found.map_or_else(|| quasi.on(RUNGS - 1), |(quasi, _)| quasi)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quasi(month: u32, county: u8, age: u8) -> Quasi {
        let bands = [AgeBand::UpTo11, AgeBand::From12To14, AgeBand::From15To17];
        Quasi {
            month: Some((2026, Some(month))),
            county: format!("c{county}"),
            age_band: bands[usize::from(age)],
            gender: "Feminine".to_owned(),
        }
    }

    #[test]
    fn a_single_one_loses_its_month_first_and_its_county_next() {
        let mut census = Census::default();
        for _ in 0..5 {
            census.count(&quasi(3, 1, 2));
        }
        census.count(&quasi(4, 1, 2));
        census.count(&quasi(3, 2, 2));
        let cells = |of: &Quasi| census.coarsened(of, 5).cells().map(Cow::into_owned);
        assert_eq!(cells(&quasi(3, 1, 2)), ["2026-03", "c1", "15-17", "Feminine"]);
        assert_eq!(cells(&quasi(4, 1, 2)), ["2026", "c1", "15-17", "Feminine"]);
        assert_eq!(cells(&quasi(3, 2, 2)), ["2026", "unknown", "15-17", "Feminine"]);
    }

    proptest! {
        #[test]
        fn whoever_is_known_is_one_of_k(
            rows in prop::collection::vec((1_u32..13, 0_u8..4, 0_u8..3), 8..200), k in 3_u32..8
        ) {
            let mut census = Census::default();
            let all: Vec<Quasi> = rows.iter().map(|&(m, c, a)| quasi(m, c, a)).collect();
            for quasi in &all {
                census.count(quasi);
            }
            for one in &all {
                let left = census.coarsened(one, k);
                let rung = (0..RUNGS).find(|&rung| one.on(rung) == left).unwrap();
                let alike = all.iter().filter(|other| other.on(rung) == left).count();
                prop_assert!(alike >= k as usize, "{left:?}: {alike}");
            }
        }
    }
}
