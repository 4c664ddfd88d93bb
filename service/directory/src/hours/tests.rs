use chrono::{NaiveDate, NaiveTime};

use super::*;
use crate::value::Number;

/// A moment written as UTC.
fn at(text: &str) -> Timestamp {
    timestamp(format!("{text}:00Z").parse().unwrap())
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn weekly(days: &str, opens: &str, closes: &str) -> Schedule {
    let time = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").unwrap();
    Schedule {
        byday: Some(days.to_owned()),
        freq: Some(Frequency::Weekly),
        opens_at: Some(time(opens).into()),
        closes_at: Some(time(closes).into()),
        zone: Some("America/Chicago".to_owned()),
        ..Schedule::default()
    }
}

fn open(schedules: &[Schedule], moment: &str) -> OpenState {
    Hours::of(schedules, None).open_at(at(moment))
}

fn until(text: &str) -> OpenState {
    OpenState::Open { until: Some(at(text)) }
}

fn closed_until(text: &str) -> OpenState {
    OpenState::Closed { until: Some(at(text)) }
}

#[test]
fn office_hours_open_and_close_on_the_clock_of_the_place() {
    // Chicago is six hours behind UTC on 2026-11-18, a Wednesday.
    let office = [weekly("MO,TU,WE,TH,FR", "08:30", "17:00")];
    assert_eq!(open(&office, "2026-11-18T14:29"), closed_until("2026-11-18T14:30"));
    assert_eq!(open(&office, "2026-11-18T14:30"), until("2026-11-18T23:00"));
    assert_eq!(open(&office, "2026-11-18T22:59"), until("2026-11-18T23:00"));
    assert_eq!(open(&office, "2026-11-18T23:00"), closed_until("2026-11-19T14:30"));
    // Friday evening to Monday morning.
    assert_eq!(open(&office, "2026-11-20T23:30"), closed_until("2026-11-23T14:30"));
}

#[test]
fn a_change_of_clocks_moves_the_hours_and_not_the_clock() {
    // Clocks went back on 2026-11-01: Friday 30 October is five hours behind, Monday six.
    let office = [weekly("MO,FR", "08:00", "09:00")];
    assert_eq!(open(&office, "2026-10-30T13:30"), until("2026-10-30T14:00"));
    assert_eq!(open(&office, "2026-10-30T14:00"), closed_until("2026-11-02T14:00"));
    // A number of hours cannot know that.
    let mut fixed = office;
    fixed[0].zone = None;
    fixed[0].timezone = Number::new(-5.0);
    assert_eq!(open(&fixed, "2026-10-30T14:00"), closed_until("2026-11-02T13:00"));
}

#[test]
fn a_night_shelter_is_open_across_midnight() {
    let nights = [weekly("MO,TU,WE,TH,FR,SA,SU", "20:00", "08:00")];
    assert_eq!(open(&nights, "2026-11-18T09:00"), until("2026-11-18T14:00"));
    assert_eq!(open(&nights, "2026-11-18T20:00"), closed_until("2026-11-19T02:00"));
    // Only Saturday night: open on Sunday morning.
    let saturday = [weekly("SA", "20:00", "08:00")];
    assert_eq!(open(&saturday, "2026-11-22T13:59"), until("2026-11-22T14:00"));
    assert_eq!(open(&saturday, "2026-11-22T14:00"), closed_until("2026-11-29T02:00"));
}

#[test]
fn the_night_that_has_an_hour_more_is_an_hour_longer() {
    // 2026-10-31 20:00 in Chicago is 01:00 UTC; 08:00 on the next day is 14:00 UTC: 13 hours.
    let saturday = [weekly("SA", "20:00", "08:00")];
    assert_eq!(open(&saturday, "2026-11-01T01:00"), until("2026-11-01T14:00"));
}

#[test]
fn an_hour_that_the_clock_skips_is_taken_an_hour_later() {
    // On 2026-03-08 Chicago's clock goes from 02:00 to 03:00, which is 08:00 UTC.
    let early = [weekly("SU", "02:30", "05:00")];
    assert_eq!(open(&early, "2026-03-08T08:00"), closed_until("2026-03-08T08:30"));
    assert_eq!(open(&early, "2026-03-08T08:30"), until("2026-03-08T10:00"));
}

#[test]
fn all_ways_of_writing_a_whole_day_are_one() {
    for (opens, closes) in [("00:00", "23:59"), ("00:00", "00:00"), ("07:00", "07:00")] {
        let always = [weekly("MO,TU,WE,TH,FR,SA,SU", opens, closes)];
        for moment in ["2026-11-18T00:00", "2026-11-18T05:59", "2026-11-01T07:30"] {
            assert_eq!(open(&always, moment), OpenState::Open { until: None }, "{opens} {closes}");
        }
    }
}

#[test]
fn without_days_times_mean_every_day() {
    assert_eq!(
        open(&[weekly("", "10:00", "18:00")], "2026-11-22T16:30"),
        until("2026-11-23T00:00")
    );
}

#[test]
fn a_weekly_rule_without_days_happens_on_the_day_it_starts() {
    // 2026-11-04 is a Wednesday.
    let mut schedule = Schedule { byday: None, ..weekly("", "10:00", "12:00") };
    schedule.dtstart = Some(day("2026-11-04").into());
    assert_eq!(open(&[schedule.clone()], "2026-11-18T16:30"), until("2026-11-18T18:00"));
    assert_eq!(open(&[schedule.clone()], "2026-11-19T16:30"), closed_until("2026-11-25T16:00"));
    // The long way round says the same.
    schedule.until = Some(day("2030-01-01").into());
    assert_eq!(open(&[schedule], "2026-11-19T16:30"), closed_until("2026-11-25T16:00"));
}

#[test]
fn a_rule_from_the_year_one_keeps_its_days_and_is_not_walked_through() {
    // 0001-01-01 is a Monday in the calendar that ISO 8601 uses.
    let old = |schedule: Schedule| Schedule {
        byday: None,
        dtstart: Some(day("0001-01-01").into()),
        until: Some(day("2030-01-01").into()),
        ..schedule
    };
    let week = old(weekly("", "10:00", "12:00"));
    assert_eq!(
        open(std::slice::from_ref(&week), "2026-11-18T16:30"),
        closed_until("2026-11-23T16:00")
    );
    let month = Schedule { freq: Some(Frequency::Monthly), ..week.clone() };
    assert_eq!(open(&[month], "2026-11-18T16:30"), closed_until("2026-12-01T16:00"));
    let fortnight = Schedule { interval: Some(Number::from(2)), ..week };
    assert!(matches!(rule(&fortnight), Err(ReadHoursError::Forbidden(_))));
}

#[test]
fn a_holiday_replaces_the_week() {
    let office = weekly("MO,TU,WE,TH,FR", "08:30", "17:00");
    let mut holiday = weekly("", "10:00", "12:00");
    holiday.valid_from = Some(day("2026-11-26").into());
    holiday.valid_to = Some(day("2026-11-26").into());
    let both = [office.clone(), holiday.clone()];
    assert_eq!(open(&both, "2026-11-26T15:00"), closed_until("2026-11-26T16:00"));
    assert_eq!(open(&both, "2026-11-26T17:00"), until("2026-11-26T18:00"));
    holiday.closed = Some(true);
    let both = [office, holiday];
    assert_eq!(open(&both, "2026-11-26T17:00"), closed_until("2026-11-27T14:30"));
}

#[test]
fn a_school_term_is_no_exception() {
    let mut term = weekly("SA", "10:00", "12:00");
    term.valid_from = Some(day("2026-09-01").into());
    term.valid_to = Some(day("2027-06-01").into());
    let both = [weekly("MO", "08:00", "09:00"), term];
    assert_eq!(open(&both, "2026-11-23T14:30"), until("2026-11-23T15:00"));
    assert_eq!(open(&both, "2026-11-21T16:30"), until("2026-11-21T18:00"));
    // After the term there is no Saturday.
    assert_eq!(open(&both, "2027-06-05T15:30"), closed_until("2027-06-07T13:00"));
}

#[test]
fn every_second_week_and_the_third_tuesday_follow_the_rule() {
    let mut fortnight = weekly("WE", "10:00", "12:00");
    fortnight.interval = Some(Number::from(2));
    fortnight.dtstart = Some(day("2026-11-04").into());
    assert_eq!(open(&[fortnight.clone()], "2026-11-18T16:30"), until("2026-11-18T18:00"));
    assert_eq!(open(&[fortnight], "2026-11-25T16:30"), closed_until("2026-12-02T16:00"));
    let mut third = weekly("3TU", "17:00", "19:00");
    third.freq = Some(Frequency::Monthly);
    third.dtstart = Some(day("2024-01-01").into());
    assert_eq!(open(&[third.clone()], "2026-11-17T23:30"), until("2026-11-18T01:00"));
    assert_eq!(open(&[third], "2026-11-18T20:00"), closed_until("2026-12-15T23:00"));
}

#[test]
fn what_cannot_be_read_is_unknown_and_never_closed() {
    let open_at_noon = |schedule: Schedule| open(&[schedule], "2026-11-18T18:00");
    let days_only = Schedule { opens_at: None, closes_at: None, ..weekly("MO", "08:00", "09:00") };
    assert_eq!(open_at_noon(days_only.clone()), OpenState::Unknown);
    assert_eq!(open(&[], "2026-11-18T18:00"), OpenState::Unknown);
    let nowhere = Schedule { zone: Some("Chicago".to_owned()), ..weekly("WE", "08:00", "20:00") };
    assert_eq!(open_at_noon(nowhere), OpenState::Unknown);
    // RFC 5545 forbids days of the month in a weekly rule; the standard's own example has both.
    let forbidden =
        Schedule { bymonthday: Some("18".to_owned()), ..weekly("WE", "08:00", "20:00") };
    assert!(matches!(rule(&forbidden), Err(ReadHoursError::Forbidden(_))));
    assert_eq!(open_at_noon(forbidden), OpenState::Unknown);
    // One schedule can be read, and says closed; the other might say open.
    let both = [weekly("MO", "08:00", "09:00"), days_only];
    assert_eq!(open(&both, "2026-11-18T18:00"), OpenState::Unknown);
}

#[test]
fn wrong_lists_are_refused_with_what_was_found() {
    for (wrong, days) in [("XX", "MO,XX"), ("M", "M"), ("é", "é"), ("1.5MO", "1.5MO")] {
        let schedule = weekly(days, "08:00", "09:00");
        let error = rule(&schedule).unwrap_err();
        assert!(error.to_string().contains(wrong), "{error}");
    }
    let schedule = Schedule {
        freq: Some(Frequency::Monthly),
        bymonthday: Some("1;INTERVAL=0".to_owned()),
        ..weekly("", "08:00", "09:00")
    };
    assert!(matches!(rule(&schedule), Err(ReadHoursError::Numbers(_))));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    fn days() -> impl Strategy<Value = String> {
        proptest::sample::subsequence(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"], 1..=7)
            .prop_map(|days| days.join(","))
    }

    proptest! {
        /// The shortcut for weeks and the `rrule` crate agree: a rule that also says `INTERVAL=1`
        /// through a start and a far end takes the long way.
        #[test]
        fn a_week_is_what_the_rule_says(
            days in days(),
            opens in 0..1_440_u32,
            minutes in 1..1_440_u32,
            moment in 0..(60 * 24 * 28_i64),
        ) {
            let time = |minute: u32| {
                NaiveTime::from_num_seconds_from_midnight_opt(minute % 1_440 * 60, 0).unwrap()
            };
            let mut short = weekly(&days, "00:00", "00:00");
            short.opens_at = Some(time(opens).into());
            short.closes_at = Some(time(opens + minutes).into());
            let mut long = short.clone();
            long.dtstart = Some(day("2026-01-01").into());
            long.until = Some(day("2030-01-01").into());
            let now = at("2026-10-20T00:00") + casework::time::Span::from_minutes(moment);
            let state = |schedule: &Schedule| Hours::of([schedule], None).open_at(now);
            prop_assert_eq!(state(&short), state(&long));
        }

        /// The state does not change before the moment it names, and does at that moment.
        #[test]
        fn the_next_change_is_the_next_change(
            days in days(),
            opens in 0..24_u32,
            hours in 1..23_u32,
            moment in 0..(60 * 24 * 28_i64),
        ) {
            let time = |hour: u32| NaiveTime::from_hms_opt(hour % 24, 0, 0).unwrap();
            let mut schedule = weekly(&days, "00:00", "00:00");
            schedule.opens_at = Some(time(opens).into());
            schedule.closes_at = Some(time(opens + hours).into());
            let hours = Hours::of([&schedule], None);
            let now = at("2026-10-20T00:00") + casework::time::Span::from_minutes(moment);
            let is_open = |at: Timestamp| matches!(hours.open_at(at), OpenState::Open { .. });
            let until = match hours.open_at(now) {
                OpenState::Open { until } | OpenState::Closed { until } => until,
                OpenState::Unknown => None,
            };
            let Some(until) = until else { return Ok(()) };
            prop_assert!(until > now);
            let second = casework::time::Span::from_seconds(1);
            prop_assert_eq!(is_open(until - second), is_open(now));
            prop_assert_ne!(is_open(until), is_open(now));
        }
    }
}
