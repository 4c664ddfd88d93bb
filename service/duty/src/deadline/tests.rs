use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::from_micros(DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros())
}

/// Received, zone, limit, due; every line computed by hand from the calendar and the dates on which
/// the zone changes its clocks.
#[test]
fn the_clock_runs_as_the_calendar_of_the_place_says() {
    use Limit::{AtOnce, Days, Hours, WorkingDays};
    use chrono_tz::{America, Asia, Australia, Europe, Pacific};
    let table: &[(&str, Tz, Limit, &str)] = &[
        ("2026-11-23T10:00:00-06:00", America::Chicago, AtOnce, "2026-11-23T10:00:00-06:00"),
        ("2026-11-23T10:00:00-06:00", America::Chicago, Hours(24), "2026-11-24T10:00:00-06:00"),
        // Spring: 8 March 2026 has 23 hours, so the wall clock shows an hour more.
        ("2026-03-07T20:00:00-06:00", America::Chicago, Hours(24), "2026-03-08T21:00:00-05:00"),
        // Autumn: 1 November 2026 has 25 hours, so it shows an hour less.
        ("2026-10-31T20:00:00-05:00", America::Chicago, Hours(24), "2026-11-01T19:00:00-06:00"),
        // Received in the hour that comes twice, both times.
        ("2026-11-01T01:30:00-05:00", America::Chicago, Hours(24), "2026-11-02T00:30:00-06:00"),
        ("2026-11-01T01:30:00-06:00", America::Chicago, Hours(24), "2026-11-02T01:30:00-06:00"),
        // Arizona keeps its clock; the Navajo Nation, in the same state, does not.
        ("2026-03-07T20:00:00-07:00", America::Phoenix, Hours(24), "2026-03-08T20:00:00-07:00"),
        ("2026-03-07T20:00:00-07:00", America::Denver, Days(1), "2026-03-09T00:00:00-06:00"),
        // A day of the calendar ends at midnight, however late it began.
        ("2026-11-23T23:59:59-06:00", America::Chicago, Days(1), "2026-11-25T00:00:00-06:00"),
        ("2026-11-24T00:00:00-06:00", America::Chicago, Days(1), "2026-11-26T00:00:00-06:00"),
        // The same moment is another day in another zone.
        ("2026-11-24T04:30:00Z", America::New_York, Days(1), "2026-11-25T00:00:00-05:00"),
        ("2026-11-24T04:30:00Z", Pacific::Honolulu, Days(1), "2026-11-25T00:00:00-10:00"),
        ("2026-11-24T13:30:00Z", Pacific::Guam, Days(1), "2026-11-26T00:00:00+10:00"),
        ("2026-11-24T13:30:00Z", Pacific::Pago_Pago, Days(1), "2026-11-26T00:00:00-11:00"),
        // Where summer time begins at midnight the day begins at one.
        ("2026-03-06T12:00:00-05:00", America::Havana, Days(1), "2026-03-08T01:00:00-04:00"),
        ("2026-03-27T12:00:00+02:00", Asia::Beirut, Days(1), "2026-03-29T01:00:00+03:00"),
        // Half an hour of change.
        ("2026-10-03T12:00:00+10:30", Australia::Lord_Howe, Hours(24), "2026-10-04T12:30:00+11:00"),
        // Working days leave out the week-end.
        (
            "2026-11-20T09:00:00-06:00",
            America::Chicago,
            WorkingDays(1),
            "2026-11-24T00:00:00-06:00",
        ),
        (
            "2026-11-21T09:00:00-06:00",
            America::Chicago,
            WorkingDays(1),
            "2026-11-24T00:00:00-06:00",
        ),
        ("2026-03-27T09:00:00+01:00", Europe::Berlin, WorkingDays(2), "2026-04-01T00:00:00+02:00"),
        // Leap day, end of year.
        ("2028-02-28T09:00:00Z", Tz::UTC, Days(1), "2028-03-01T00:00:00Z"),
        ("2026-12-31T23:00:00Z", Tz::UTC, Days(1), "2027-01-02T00:00:00Z"),
    ];
    for (received, zone, limit, due) in table {
        let computed = limit.due(at(received), *zone, &Holidays::none());
        assert_eq!(computed, at(due), "{received} in {zone} with {limit}");
    }
}

#[test]
fn a_holiday_is_no_working_day() {
    let thanksgiving = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
    let holidays: Holidays = [thanksgiving].into_iter().collect();
    let zone = chrono_tz::America::Chicago;
    let received = at("2026-11-25T15:00:00-06:00");
    let due = Limit::WorkingDays(1).due(received, zone, &holidays);
    assert_eq!(due, at("2026-11-28T00:00:00-06:00"));
    assert_eq!(
        Limit::WorkingDays(1).due(received, zone, &Holidays::none()),
        at("2026-11-27T00:00:00-06:00")
    );
}

#[test]
fn holidays_are_written_one_a_line() {
    let text = "2026-12-25\n2027-01-01\n";
    let holidays: Holidays = " 2027-01-01\r\n\n2026-12-25\n2026-12-25".parse().unwrap();
    assert_eq!(holidays.to_string(), text);
    assert_eq!("".parse(), Ok(Holidays::none()));
    for wrong in ["2026-12-25\n25.12.2026", "\n2026-02-30", "\n2026-1-1", "\n+2026-01-01"] {
        assert_eq!(wrong.parse::<Holidays>(), Err(NotHolidays::Line(2)), "{wrong}");
    }
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let many: Holidays = first.iter_days().take(Holidays::MOST + 1).collect();
    assert_eq!(many.to_string().parse::<Holidays>(), Err(NotHolidays::TooMany));
}

#[test]
fn a_broken_clock_still_gives_a_deadline() {
    let end = Timestamp::from_micros(i64::MAX);
    assert_eq!(Limit::Days(3).due(end, Tz::UTC, &Holidays::none()), end);
    let start = Timestamp::from_micros(i64::MIN);
    assert!(Limit::WorkingDays(3).due(start, Tz::UTC, &Holidays::none()) > start);
}

#[test]
fn what_is_no_limit_is_refused() {
    for text in ["", "24", "0 hours", "721 hours", "91 days", "-1 days", "2 weeks", "1.5 hours"] {
        assert_eq!(text.parse::<Limit>(), Err(NotALimit), "{text}");
    }
}

proptest! {
    #[test]
    fn a_holiday_never_makes_a_report_due_earlier(
        days in proptest::collection::btree_set(0..60_u64, 0..20), limit in limit(), hour in 0..1440_i64,
    ) {
        let first = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
        let holidays: Holidays = days.iter().map(|day| first + Days::new(*day)).collect();
        prop_assert_eq!(holidays.to_string().parse(), Ok(holidays.clone()));
        let zone = chrono_tz::America::Chicago;
        let received = at("2026-11-01T00:00:00-05:00") + Span::from_hours(hour);
        let without = limit.due(received, zone, &Holidays::none());
        let with = limit.due(received, zone, &holidays);
        prop_assert!(with >= without);
        if !matches!(limit, Limit::WorkingDays(_)) {
            prop_assert_eq!(with, without);
        }
    }
}

fn limit() -> impl Strategy<Value = Limit> {
    prop_oneof![
        Just(Limit::AtOnce),
        (1..=720_u16).prop_map(Limit::Hours),
        (1..=90_u8).prop_map(Limit::Days),
        (1..=90_u8).prop_map(Limit::WorkingDays),
    ]
}

proptest! {
    #[test]
    fn a_limit_is_read_as_it_is_written(limit in limit()) {
        prop_assert_eq!(limit.to_string().parse(), Ok(limit));
    }

    #[test]
    fn no_deadline_is_before_the_receipt_and_later_receipt_never_gives_an_earlier_deadline(
        limit in limit(),
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        seconds in 0..4_000_000_000_i64,
        later in 0..400_000_i64,
    ) {
        let holidays = Holidays::none();
        let received = Timestamp::from_seconds(seconds);
        let due = limit.due(received, zone, &holidays);
        prop_assert!(due >= received);
        let next = limit.due(received + Span::from_seconds(later), zone, &holidays);
        prop_assert!(next >= due, "{zone}");
    }

    #[test]
    fn days_leave_at_least_their_whole_days(
        days in 1..=90_u8,
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        seconds in 0..4_000_000_000_i64,
    ) {
        let received = Timestamp::from_seconds(seconds);
        let given = Limit::Days(days).due(received, zone, &Holidays::none()) - received;
        // A zone that crossed the date line left out one day (Samoa, 2011).
        prop_assert!(given >= Span::from_hours(24 * (i64::from(days) - 1) - 2));
        prop_assert!(given <= Span::from_hours(24 * (i64::from(days) + 1) + 25));
    }
}
