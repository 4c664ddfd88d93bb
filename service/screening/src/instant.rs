//! Points in time as FHIR writes them: `2026-11-22T18:12:14.000000Z`.

use casework::time::Timestamp;

const DAY: i64 = 86_400;

/// The last microsecond of the year 9999, beyond which FHIR has no dates.
const LAST: i64 = 253_402_300_799_999_999;
/// The first microsecond of the year 1.
const FIRST: i64 = -62_135_596_800_000_000;

/// `at` in UTC with microseconds; times outside the years 1 to 9999 are moved to the nearest end.
pub(crate) fn write(at: Timestamp) -> String {
    let micros = at.micros().clamp(FIRST, LAST);
    let (seconds, fraction) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    let (days, of_day) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}Z")
}

/// Reads exactly what [`write`] writes.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let days = days_of(number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = number(11, 13)? * 3_600 + number(14, 16)? * 60 + number(17, 19)?;
    let micros = (days * DAY + seconds) * 1_000_000 + number(20, 26)?;
    let at = Timestamp::from_micros(micros);
    (write(at) == text).then_some(at)
}

/// The date of a day counted from 1970-01-01, in the Gregorian calendar.
///
/// Years are counted from March, in cycles of 400 years (146 097 days), so that the leap day is the
/// last of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let from_march = days + 719_468;
    let (cycle, day) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year + cycle * 400 + i64::from(month <= 2), month, day)
}

/// The day counted from 1970-01-01 of a date.
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (cycle, of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    cycle * 146_097 + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_points_are_written_as_the_calendar_has_them() {
        // RFC 9562, appendix A.6, and two days around the leap day of 2000.
        for (seconds, text) in [
            (1_645_557_742, "2022-02-22T19:22:22.000000Z"),
            (951_782_400, "2000-02-29T00:00:00.000000Z"),
            (951_868_800, "2000-03-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.000000Z"),
        ] {
            assert_eq!(write(Timestamp::from_seconds(seconds)), text);
        }
        assert_eq!(write(Timestamp::from_micros(i64::MAX)), "9999-12-31T23:59:59.999999Z");
        assert_eq!(write(Timestamp::from_micros(i64::MIN)), "0001-01-01T00:00:00.000000Z");
    }

    proptest! {
        #[test]
        fn every_point_round_trips(micros in FIRST..=LAST) {
            let at = Timestamp::from_micros(micros);
            prop_assert_eq!(read(&write(at)), Some(at));
        }

        #[test]
        fn any_text_is_a_point_or_not(text in any::<String>(), near in "[0-9TZ:.+-]{26,28}") {
            let _ = (read(&text), read(&near));
        }
    }
}
