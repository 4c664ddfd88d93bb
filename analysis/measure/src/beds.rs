//! How many places were free in an hour, by need and county: numbers that services told, about nobody.

use std::collections::{BTreeMap, HashSet};
use std::io::Read;

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike, Weekday};
use serde::Deserialize;

use crate::definition::beds::LEAST_PLACES;
use crate::file::{FileRefused, Kind, is_code, rows};
use crate::period::Period;

/// The places of one need in one county, in one hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedHour {
    /// A county's code.
    pub county: String,
    /// A need's code, such as `emergency_shelter`.
    pub need: String,
    /// When the hour begins, by the county's clocks.
    pub hour: NaiveDateTime,
    /// Places that were free; none if nobody told.
    pub free: Option<u32>,
    /// Places that there were.
    pub maximum: u32,
}

/// All hours, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beds(Vec<BedHour>);

/// One unit of the measure, and its outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hour<'a> {
    /// County, need and time are those of this row.
    pub of: &'a BedHour,
    /// One of the measure's outcomes.
    pub outcome: &'static str,
}

/// Parts of the week, as figures are told by them.
pub const TIMES: [&str; 8] = [
    "weekday 00-06",
    "weekday 06-12",
    "weekday 12-18",
    "weekday 18-24",
    "weekend 00-06",
    "weekend 06-12",
    "weekend 12-18",
    "weekend 18-24",
];

#[derive(Deserialize)]
struct Line {
    county: String,
    need: String,
    hour: String,
    free: Option<u32>,
    maximum: u32,
}

const KIND: Kind = Kind {
    foreign: &[
        ("person", "is about people; free places are counted in hours"),
        ("exploiter", "is about exploiters; free places are counted in hours"),
    ],
    unreadable: "a column is missing, or `free` or `maximum` is no whole number",
};

impl Beds {
    /// Reads a CSV with the columns `county, need, hour, free, maximum`; hours are written 2026-03-14T22.
    ///
    /// # Errors
    /// [`FileRefused`] with the line; also when an hour of a need in a county stands there twice.
    pub fn read(file: &str, input: impl Read) -> Result<Self, FileRefused> {
        let mut seen = HashSet::new();
        let mut hours = rows(file, input, &KIND, |line: Line| {
            let hour = line.parse()?;
            let is_new = seen.insert((hour.county.clone(), hour.need.clone(), hour.hour));
            if is_new { Ok(hour) } else { Err("this hour of this need and county stands twice") }
        })?;
        hours.sort_by_key(|hour: &BedHour| hour.hour);
        Ok(Self(hours))
    }

    /// Every hour.
    #[must_use]
    pub fn all(&self) -> &[BedHour] {
        &self.0
    }

    /// Every unit of the measure in a period.
    #[must_use]
    pub fn units(&self, period: &Period) -> Vec<Hour<'_>> {
        let mut most: BTreeMap<(&str, &str), u32> = BTreeMap::new();
        for hour in &self.0 {
            let most = most.entry((&hour.county, &hour.need)).or_default();
            *most = (*most).max(hour.maximum);
        }
        let has_enough = |hour: &&BedHour| {
            most.get(&(hour.county.as_str(), hour.need.as_str())) >= Some(&LEAST_PLACES)
        };
        let of_the_period = self.0.iter().filter(|hour| period.holds(hour.day()));
        let units = of_the_period.filter(has_enough).map(|of| {
            let outcome = match of.free {
                Some(0) => "no free place",
                Some(_) => "free place",
                None => "not known",
            };
            Hour { of, outcome }
        });
        units.collect()
    }
}

impl BedHour {
    /// Its day.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.hour.date()
    }

    /// Its part of the week.
    #[must_use]
    pub fn time(&self) -> &'static str {
        let is_weekend = matches!(self.hour.weekday(), Weekday::Sat | Weekday::Sun);
        TIMES[usize::from(is_weekend) * 4 + self.hour.hour() as usize / 6]
    }
}

impl Line {
    fn parse(self) -> Result<BedHour, &'static str> {
        let Self { county, need, hour, free, maximum } = self;
        if !is_code(&county) || !is_code(&need) {
            return Err("`county` and `need` are codes: small letters, digits, `-` and `_`");
        }
        if free.is_some_and(|free| free > maximum) {
            return Err("`free` is more than `maximum`");
        }
        let hour = NaiveDateTime::parse_from_str(&format!("{hour}:00"), "%Y-%m-%dT%H:%M");
        let hour = hour.map_err(|_| "hours are written 2026-03-14T22")?;
        Ok(BedHour { county, need, hour, free, maximum })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "county,need,hour,free,maximum\n";

    fn beds(rows: &str) -> Result<Beds, FileRefused> {
        Beds::read("beds.csv", format!("{HEADING}{rows}").as_bytes())
    }

    #[test]
    fn an_hour_is_full_free_or_not_known_and_has_its_part_of_the_week() {
        let beds = beds(
            "north,shelter,2026-03-14T22,0,4\nnorth,shelter,2026-03-13T05,2,4\n\
             north,shelter,2026-03-14T23,,4\n",
        );
        let beds = beds.unwrap();
        let year = Period::new("2026-01-01", "2027-01-01").unwrap();
        let units = beds.units(&year);
        let found: Vec<_> = units.iter().map(|unit| (unit.of.time(), unit.outcome)).collect();
        let expected = [
            ("weekday 00-06", "free place"),
            ("weekend 18-24", "no free place"),
            ("weekend 18-24", "not known"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn two_places_tell_of_one_person_and_are_left_out() {
        let beds = beds(
            "tiny,shelter,2026-03-14T22,0,2\nnorth,shelter,2026-03-14T22,0,2\n\
             north,shelter,2026-03-14T23,0,3\n",
        );
        let beds = beds.unwrap();
        let year = Period::new("2026-01-01", "2027-01-01").unwrap();
        assert!(beds.units(&year).iter().all(|unit| unit.of.county == "north"));
        assert_eq!(beds.units(&year).len(), 2);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for row in [
            "north,shelter,2026-03-14T22,5,4\n",
            "north,shelter,2026-03-14T22,-1,4\n",
            "north,shelter,2026-03-14T22:30,1,4\n",
            "north,shelter,2026-03-14T25,1,4\n",
            "North Gate,shelter,2026-03-14T22,1,4\n",
            "north,shelter,2026-03-14T22,1,\n",
            "north,shelter,2026-03-14T21,1,4\nnorth,shelter,2026-03-14T21,0,4\n",
        ] {
            assert!(matches!(beds(row), Err(FileRefused::Cell { .. })), "{row}");
        }
    }
}
