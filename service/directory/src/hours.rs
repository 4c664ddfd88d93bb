//! When something is open.
//!
//! HSDS writes opening hours as an RFC 5545 rule in columns, with times on the clock of the place.
//! What the standard leaves open is decided so:
//!
//! - 00:00–23:59, 00:00–24:00 and equal times are 24 hours;
//! - a closing time before the opening time is on the next day;
//! - the zone is the profile's IANA zone, else the numeric offset, else the one given to
//!   [`Hours::of`];
//! - an exception is a second schedule whose own validity spans at most [`EXCEPTION`] days. On the
//!   days it covers it counts alone (so a holiday replaces the week), and with the profile's
//!   `closed` it says that those days are closed;
//! - a schedule that has days but no times, or a rule that RFC 5545 forbids, is *unknown*, never
//!   "closed" and never "open".

use casework::time::Timestamp;
use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta,
    TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::{
    Schedule,
    value::{Cell, Frequency, WeekDay, timestamp, utc},
};

/// The longest validity, in days, that makes a schedule an exception from the others.
pub const EXCEPTION: i64 = 31;

/// How far ahead the next change is looked for, in days.
const HORIZON: u64 = 35;

/// Whether something is open at a moment, and when that changes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenState {
    /// Open; `None` if it does not close within five weeks.
    Open {
        /// When it closes.
        until: Option<Timestamp>,
    },
    /// Closed; `None` if it does not open within five weeks.
    Closed {
        /// When it opens.
        until: Option<Timestamp>,
    },
    /// The directory does not say: call.
    Unknown,
}

/// Opening hours made ready for the question "open now?".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hours {
    rules: Vec<Rule>,
    unknown: bool,
}

impl Hours {
    /// Reads schedules. `zone` is that of the directory, for schedules that name none.
    #[must_use]
    pub fn of<'a>(schedules: impl IntoIterator<Item = &'a Schedule>, zone: Option<Tz>) -> Self {
        let mut hours = Self::default();
        for schedule in schedules {
            match rule(schedule) {
                Ok(Some(mut rule)) => {
                    rule.zone = rule.zone.or(zone.map(Zone::Named));
                    hours.unknown |= rule.zone.is_none();
                    hours.rules.push(rule);
                }
                Ok(None) | Err(_) => hours.unknown = true,
            }
        }
        hours
    }

    /// Whether it is open at `now`. Costs a few microseconds where the rules are weekly.
    #[must_use]
    pub fn open_at(&self, now: Timestamp) -> OpenState {
        let now = utc(now);
        if self.rules.is_empty() || self.rules.iter().any(|rule| rule.zone.is_none()) {
            return OpenState::Unknown;
        }
        let mut spans = Vec::new();
        // A week is enough for nearly all; only what is rarer needs the whole horizon.
        for horizon in [8, HORIZON] {
            spans = self.spans(now, horizon);
            if spans.iter().any(|span| span.1 > now) {
                break;
            }
        }
        let Some(&(opens, closes)) = spans.iter().find(|span| span.1 > now) else {
            return self.closed(None);
        };
        if opens > now {
            return self.closed(Some(timestamp(opens)));
        }
        let horizon = now + TimeDelta::days(6);
        OpenState::Open { until: (closes < horizon).then(|| timestamp(closes)) }
    }

    /// With a schedule that could not be read, "closed" would be a guess.
    fn closed(&self, until: Option<Timestamp>) -> OpenState {
        if self.unknown { OpenState::Unknown } else { OpenState::Closed { until } }
    }

    /// The open times from the day before `now` for `days` days: sorted, joined where they touch.
    fn spans(&self, now: DateTime<Utc>, days: u64) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let mut spans = Vec::new();
        for rule in &self.rules {
            let Some(zone) = rule.zone else { continue };
            let today = zone.local(now).date();
            let Some(first) = today.checked_sub_days(Days::new(1)) else { continue };
            for day in rule.days(first, days as usize + 2) {
                if !rule.closed && self.counts(rule, day) {
                    let opens = day.and_time(rule.opens);
                    let closes = opens + TimeDelta::minutes(rule.minutes.into());
                    spans.push((zone.instant(opens), zone.instant(closes)));
                }
            }
        }
        spans.sort_unstable();
        join(spans)
    }

    /// Whether no narrower exception replaces `rule` on `day`.
    fn counts(&self, rule: &Rule, day: NaiveDate) -> bool {
        let own = rule.exception_span().unwrap_or(i64::MAX);
        !self.rules.iter().any(|other| {
            other.exception_span().is_some_and(|span| span < own) && other.is_valid(day)
        })
    }
}

/// Joins spans that overlap or touch; a minute between them is 23:59 meeting 00:00.
fn join(spans: Vec<(DateTime<Utc>, DateTime<Utc>)>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut joined: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::with_capacity(spans.len());
    for (opens, closes) in spans {
        match joined.last_mut() {
            Some(last) if opens <= last.1 + TimeDelta::minutes(1) => last.1 = last.1.max(closes),
            _ => joined.push((opens, closes)),
        }
    }
    joined
}

/// One schedule: on which days, from when, for how long.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rule {
    days: Recurrence,
    opens: NaiveTime,
    minutes: u16,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    closed: bool,
    zone: Option<Zone>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Recurrence {
    /// Bit 0 is Monday.
    Week(u8),
    /// DTSTART and RRULE lines over days in UTC, for what a week cannot say.
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Zone {
    Named(Tz),
    Fixed(FixedOffset),
}

impl Zone {
    fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::Named(zone) => at.with_timezone(&zone).naive_local(),
            Self::Fixed(offset) => at.with_timezone(&offset).naive_local(),
        }
    }

    /// A clock time that the change to summer time skips is taken an hour later.
    fn instant(self, local: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::Fixed(offset) => (local - offset.fix()).and_utc(),
            Self::Named(zone) => zone
                .from_local_datetime(&local)
                .earliest()
                .or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest())
                .map_or_else(|| local.and_utc(), |at| at.to_utc()),
        }
    }
}

impl Rule {
    fn is_valid(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Of the `count` days from `first`, those on which it happens.
    fn days(&self, first: NaiveDate, count: usize) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = match &self.days {
            Recurrence::Week(days) => first
                .iter_days()
                .take(count)
                .filter(|day| days & (1 << day.weekday().num_days_from_monday()) != 0)
                .collect(),
            Recurrence::Text(text) => occurrences(text, first, count),
        };
        days.retain(|&day| self.is_valid(day));
        days
    }

    /// The days of validity, if so few that the schedule is an exception.
    fn exception_span(&self) -> Option<i64> {
        let span = (self.valid_to? - self.valid_from?).num_days() + 1;
        (span <= EXCEPTION).then_some(span)
    }
}

fn occurrences(text: &str, first: NaiveDate, count: usize) -> Vec<NaiveDate> {
    let Ok(rules) = text.parse::<rrule::RRuleSet>() else { return Vec::new() };
    let last = first.checked_add_days(Days::new(count as u64 - 1)).unwrap_or(first);
    let at = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().with_timezone(&rrule::Tz::UTC);
    let found = rules.after(at(first)).before(at(last)).all(count as u16);
    found.dates.iter().map(|date| date.date_naive()).collect()
}

/// Why a schedule's rule cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadHoursError {
    /// A day that is none.
    #[error("`{0}` is not a list of days such as MO,TU or 1MO")]
    Days(String),
    /// A list of numbers that is none.
    #[error("`{0}` is not a list of whole numbers")]
    Numbers(String),
    /// A rule that RFC 5545 forbids.
    #[error("RFC 5545 does not allow this combination ({0})")]
    Forbidden(String),
}

/// The IANA zone of this name.
pub(crate) fn zone(name: &str) -> Option<Tz> {
    name.trim().parse().ok()
}

/// Reads one schedule; `None` if it has no times.
pub(crate) fn rule(schedule: &Schedule) -> Result<Option<Rule>, ReadHoursError> {
    let days = recurrence(schedule)?;
    let closed = schedule.closed.unwrap_or(false);
    let (opens, minutes) = match (&schedule.opens_at, &schedule.closes_at) {
        (Some(opens), Some(closes)) => (opens.value(), length(opens.value(), closes.value())),
        _ if closed => (NaiveTime::MIN, DAY),
        _ => return Ok(None),
    };
    let zone = match &schedule.zone {
        Some(name) => zone(name).map(Zone::Named),
        None => schedule.timezone.and_then(|hours| {
            FixedOffset::east_opt((hours.value() * 3_600.0) as i32).map(Zone::Fixed)
        }),
    };
    Ok(Some(Rule {
        days,
        opens,
        minutes,
        valid_from: schedule.valid_from.as_ref().map(|day| day.value()),
        valid_to: schedule.valid_to.as_ref().map(|day| day.value()),
        closed,
        zone,
    }))
}

const DAY: u16 = 24 * 60;

fn length(opens: NaiveTime, closes: NaiveTime) -> u16 {
    let minutes = (closes - opens).num_minutes().rem_euclid(DAY.into());
    // Equal times, and the 00:00–23:59 of the standard's guidance, are the whole day.
    if minutes == 0 || minutes == i64::from(DAY) - 1 { DAY } else { minutes as u16 }
}

fn recurrence(schedule: &Schedule) -> Result<Recurrence, ReadHoursError> {
    let days = days(schedule.byday.as_deref().unwrap_or(""))?;
    let is_week = schedule.freq != Some(Frequency::Monthly)
        && schedule.interval.is_none_or(|interval| interval.value() == 1.0)
        && schedule.count.is_none()
        && schedule.until.is_none()
        && [&schedule.byweekno, &schedule.bymonthday, &schedule.byyearday]
            .iter()
            .all(|list| list.is_none())
        && days.iter().all(|(nth, _)| nth.is_none());
    if is_week {
        let mask = days.iter().fold(0, |mask, (_, day)| mask | 1 << *day as u8);
        return Ok(Recurrence::Week(if mask == 0 { days_unsaid(schedule) } else { mask }));
    }
    let text = text(schedule)?;
    text.parse::<rrule::RRuleSet>()
        .map_err(|error| ReadHoursError::Forbidden(error.to_string()))?;
    Ok(Recurrence::Text(text))
}

/// Without days, a weekly rule happens on the weekday on which it starts (RFC 5545, section
/// 3.3.10), and hours without any rule hold every day.
fn days_unsaid(schedule: &Schedule) -> u8 {
    match (schedule.freq, &schedule.dtstart) {
        (Some(Frequency::Weekly), Some(start)) => {
            1 << start.value().weekday().num_days_from_monday()
        }
        _ => 0b111_1111,
    }
}

/// The day from which a rule is counted. Some files begin at the year 1, and each of a hundred
/// thousand weeks since would be walked through; where the beginning decides nothing but the day of
/// the week or month, it is moved to the year 2000.
fn start(schedule: &Schedule) -> Result<NaiveDate, ReadHoursError> {
    let written = schedule.dtstart.as_ref().or(schedule.valid_from.as_ref());
    let Some(start) = written.map(|day| day.value()) else {
        return Ok(NaiveDate::from_ymd_opt(2020, 1, 6).unwrap_or_default());
    };
    if start.year() >= 1970 {
        return Ok(start);
    }
    let every = schedule.interval.is_none_or(|interval| interval.value() == 1.0);
    let moved = match schedule.freq {
        _ if !every || schedule.count.is_some() => None,
        Some(Frequency::Monthly) => start.with_year(2000),
        _ => {
            let later = NaiveDate::from_ymd_opt(2000, 1, 3);
            let weekday = u64::from(start.weekday().num_days_from_monday());
            later.and_then(|monday| monday.checked_add_days(Days::new(weekday)))
        }
    };
    moved.ok_or_else(|| ReadHoursError::Forbidden("it starts before 1970".to_owned()))
}

/// The rule as RFC 5545 lines.
fn text(schedule: &Schedule) -> Result<String, ReadHoursError> {
    let start = start(schedule)?;
    let freq = schedule.freq.unwrap_or_default();
    let mut text =
        format!("DTSTART:{}T000000Z\nRRULE:FREQ={}", start.format("%Y%m%d"), freq.word());
    let mut add = |name: &str, value: &str| {
        text.push_str(&format!(";{name}={}", value.replace(' ', "")));
    };
    if let Some(interval) = schedule.interval {
        add("INTERVAL", &interval.text());
    }
    // The standard's own example has both; RFC 5545 allows one, and `count` is the narrower.
    if let Some(count) = schedule.count {
        add("COUNT", &count.text());
    } else if let Some(until) = &schedule.until {
        add("UNTIL", &until.value().format("%Y%m%dT235959Z").to_string());
    }
    if let Some(first) = schedule.wkst {
        add("WKST", first.word());
    }
    match &schedule.byday {
        Some(days) => add("BYDAY", days),
        None if freq == Frequency::Weekly && schedule.dtstart.is_none() => {
            add("BYDAY", "MO,TU,WE,TH,FR,SA,SU");
        }
        None => {}
    }
    for (name, list) in [
        ("BYWEEKNO", &schedule.byweekno),
        ("BYMONTHDAY", &schedule.bymonthday),
        ("BYYEARDAY", &schedule.byyearday),
    ] {
        if let Some(list) = list {
            numbers(list)?;
            add(name, list);
        }
    }
    Ok(text)
}

fn days(text: &str) -> Result<Vec<(Option<i8>, WeekDay)>, ReadHoursError> {
    let wrong = || ReadHoursError::Days(text.to_owned());
    text.split(',')
        .map(str::trim)
        .filter(|day| !day.is_empty())
        .map(|day| {
            let split = day.len().checked_sub(2).filter(|&at| day.is_char_boundary(at));
            let (nth, day) = day.split_at(split.ok_or_else(wrong)?);
            let nth = if nth.is_empty() { None } else { Some(nth.parse().map_err(|_| wrong())?) };
            Ok((nth, WeekDay::parse(day).ok_or_else(wrong)?))
        })
        .collect()
}

fn numbers(text: &str) -> Result<(), ReadHoursError> {
    let all = text.split(',').all(|number| number.trim().parse::<i16>().is_ok());
    if all { Ok(()) } else { Err(ReadHoursError::Numbers(text.to_owned())) }
}

#[cfg(test)]
mod tests;
