//! An agreed day and hour, in the words of the page's language.

use casework::time::Timestamp;
use chrono::DateTime;
use chrono_tz::Tz;

use crate::page::Page;

/// `December 2, 2026, 14:30`, on the organisation's clock.
pub(super) fn words(page: &Page, at: Timestamp, zone: Tz) -> String {
    let Some(utc) = DateTime::from_timestamp_micros(at.micros()) else { return String::new() };
    let local = utc.with_timezone(&zone);
    let (day, time) = (page.day(local.date_naive()), local.format("%H:%M").to_string());
    page.t2("schedule-day", "day", day, "time", time).into_owned()
}

/// A day for galleries.
pub(super) fn sample(page: &Page) -> String {
    words(page, Timestamp::from_seconds(1_796_300_000), Tz::America__Denver)
}
