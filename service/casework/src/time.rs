//! Points in time and spans between them, in microseconds.
//!
//! A [`Timestamp`] is what a `BIGINT` column holds: microseconds since 1970-01-01 00:00 UTC. There
//! is no `now`: whoever knows the time passes it in. Arithmetic saturates instead of overflowing,
//! because a wrong clock must never stop a hotline.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// A point in time: microseconds since 1970-01-01 00:00 UTC.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A length of time in microseconds; negative when it points back.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(i64);

impl Timestamp {
    /// 1970-01-01 00:00 UTC.
    pub const EPOCH: Self = Self(0);

    /// The point this many microseconds after 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The point this many whole seconds after 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01 00:00 UTC, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The span from `earlier` to this point; negative if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of this many microseconds.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// A span of this many seconds.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// A span of this many minutes.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        Self::from_seconds(minutes.saturating_mul(60))
    }

    /// A span of this many hours.
    #[must_use]
    pub const fn from_hours(hours: i64) -> Self {
        Self::from_minutes(hours.saturating_mul(60))
    }

    /// A span of this many days of 24 hours.
    #[must_use]
    pub const fn from_days(days: i64) -> Self {
        Self::from_hours(days.saturating_mul(24))
    }

    /// The span in microseconds.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The span in whole seconds, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The span in whole minutes, rounded up: a person told "3 minutes" should not wait longer.
    #[must_use]
    pub const fn minutes_rounded_up(self) -> i64 {
        let minute = 60_000_000;
        self.0.div_euclid(minute) + if self.0.rem_euclid(minute) == 0 { 0 } else { 1 }
    }

    /// This span, or nothing if it points back: clocks of two nodes may disagree a little.
    #[must_use]
    pub const fn not_negative(self) -> Self {
        if self.0 < 0 { Self::ZERO } else { self }
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Timestamp {
    type Output = Self;

    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Span;

    fn sub(self, earlier: Self) -> Span {
        self.since(earlier)
    }
}

impl Add for Span {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates_at_the_ends_of_time() {
        let end = Timestamp::from_micros(i64::MAX);
        assert_eq!(end + Span::from_seconds(1), end);
        assert_eq!(Timestamp::from_micros(i64::MIN) - Span::from_days(1).not_negative(), {
            Timestamp::from_micros(i64::MIN)
        });
        assert_eq!(end - Timestamp::from_micros(-1), Span::from_micros(i64::MAX));
    }

    #[test]
    fn minutes_are_never_understated() {
        assert_eq!(Span::ZERO.minutes_rounded_up(), 0);
        assert_eq!(Span::from_micros(1).minutes_rounded_up(), 1);
        assert_eq!(Span::from_seconds(60).minutes_rounded_up(), 1);
        assert_eq!(Span::from_seconds(61).minutes_rounded_up(), 2);
    }

    #[test]
    fn a_span_that_points_back_can_be_dropped() {
        let early = Timestamp::from_seconds(10);
        let late = Timestamp::from_seconds(12);
        assert_eq!(late - early, Span::from_seconds(2));
        assert_eq!((early - late).not_negative(), Span::ZERO);
    }
}
