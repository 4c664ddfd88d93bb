//! Free places of a fictional county, hour by hour.
//!
//! People arrive more often in the evening and stay for some days; who meets no free place goes. Every number
//! is *assumed*, none is measured anywhere.

use chrono::{NaiveDate, TimeDelta};

use crate::random::Random;

/// The columns.
pub const HEADING: &str = "county,need,hour,free,maximum";

/// County, need, places, arrivals a day, mean stay in hours.
const HOUSES: [(&str, &str, u32, f64, f64); 6] = [
    ("north", "emergency_shelter", 8, 1.1, 168.0),
    ("lake", "emergency_shelter", 5, 0.6, 168.0),
    ("east", "emergency_shelter", 4, 0.3, 168.0),
    ("north", "long_term_housing", 12, 0.14, 2_400.0),
    ("lake", "long_term_housing", 6, 0.05, 2_400.0),
    ("tiny", "emergency_shelter", 2, 0.2, 96.0),
];

/// The rows of so many weeks of hours from the first day of 2026 on. One hour in twenty was not told.
#[must_use]
pub fn rows(weeks: usize, seed: u64) -> Vec<String> {
    let mut random = Random::part(seed, "beds");
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let mut rows = Vec::new();
    for (county, need, places, daily, stay) in HOUSES {
        // Hours until each guest leaves. Houses begin about as full as they are in the long run.
        let usual = (daily / 24.0 * stay).min(f64::from(places)) as usize;
        let mut guests: Vec<f64> = (0..usual).map(|_| random.wait(stay)).collect();
        for hour in 0..weeks * 168 {
            for left in &mut guests {
                *left -= 1.0;
            }
            guests.retain(|&left| left > 0.0);
            let evening = if (16..24).contains(&(hour % 24)) { 2.0 } else { 0.5 };
            for _ in 0..random.count(daily / 24.0 * evening) {
                if guests.len() < places as usize {
                    guests.push(random.wait(stay));
                }
            }
            let time = first.and_hms_opt(0, 0, 0).unwrap_or_default();
            let time = time + TimeDelta::hours(hour as i64);
            let free = places as usize - guests.len();
            let free = if random.happens(0.05) { String::new() } else { free.to_string() };
            rows.push(format!("{county},{need},{},{free},{places}", time.format("%Y-%m-%dT%H")));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hour_of_every_house_has_a_row_and_some_are_full() {
        let rows = rows(4, 3);
        assert_eq!(rows, super::rows(4, 3));
        assert_eq!(rows.len(), 4 * 168 * HOUSES.len());
        assert_eq!(rows[0].split(',').count(), 5);
        let full = rows.iter().filter(|row| row.contains(",0,")).count();
        assert!(full > 100, "{full}");
    }
}
