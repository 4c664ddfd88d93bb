//! How often receipts can be tried on the return page.
//!
//! Trying a receipt costs the server a slow key derivation, so tries are let through one by one at a
//! fixed [`Pace`], for everybody together: there is no address to count by, as none is kept. Nobody
//! is shut out. A try that comes too early is told how long to wait, and the wait is bounded by
//! [`Pace::LONGEST`]; beyond that the page says "try again in a few seconds".
//!
//! # What guessing costs
//! A receipt has 60 bits (`vault::receipt`). [`years_to_guess`] is the expected time until a guesser who
//! uses the whole pace hits any one of the tips that exist.

use casework::time::{Span, Timestamp};

/// Lets tries through at a fixed pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    every: Span,
    free_at: Timestamp,
}

/// What a try is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Try {
    /// It has its turn after this wait, which may be nothing.
    After(Span),
    /// Too many wait; try again after this.
    Later(Span),
}

impl Pace {
    /// The longest wait that a try is given; a browser still waits that long for a page.
    pub const LONGEST: Span = Span::from_seconds(20);

    /// A pace of so many tries a second; at least one.
    #[must_use]
    pub fn of(per_second: u32) -> Self {
        let every = Span::from_micros(1_000_000 / i64::from(per_second.max(1)));
        Self { every, free_at: Timestamp::EPOCH }
    }

    /// A try at `now`. One that is told [`Try::Later`] takes no turn.
    pub fn try_at(self, now: Timestamp) -> (Self, Try) {
        let turn = self.free_at.max(now);
        let wait = turn - now;
        if wait > Self::LONGEST {
            return (self, Try::Later(wait - Self::LONGEST));
        }
        (Self { free_at: turn + self.every, ..self }, Try::After(wait))
    }
}

/// The expected number of years until guessing at `per_second` hits one of `receipts` receipts of
/// `bits` bits: half of the receipts that can be, divided by how many there are and by the pace.
#[must_use]
pub fn years_to_guess(bits: u32, receipts: u64, per_second: u32) -> f64 {
    const SECONDS_OF_A_YEAR: f64 = 365.25 * 86_400.0;
    let guesses = 2.0_f64.powi(bits as i32 - 1) / receipts.max(1) as f64;
    guesses / f64::from(per_second.max(1)) / SECONDS_OF_A_YEAR
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Six of 1,024 words; the list and its evenness are tested in `vault::receipt`.
    const BITS: u32 = 60;

    #[test]
    fn guessing_at_the_full_pace_takes_centuries() {
        // 2^59 / 1 / 20 / 31,557,600 s = 913,363,000 years for one given tip.
        let one = years_to_guess(BITS, 1, 20);
        assert!((one / 913_363_000.0 - 1.0).abs() < 1e-3, "{one}");
        // For any one of a million tips.
        let any = years_to_guess(BITS, 1_000_000, 20);
        assert!((any / 913.363 - 1.0).abs() < 1e-3, "{any}");
    }

    #[test]
    fn tries_get_their_turn_one_by_one_and_waiting_is_bounded() {
        let now = Timestamp::from_seconds(1_800_000_000);
        let (pace, first) = Pace::of(4).try_at(now);
        assert_eq!(first, Try::After(Span::ZERO));
        let (pace, second) = pace.try_at(now);
        assert_eq!(second, Try::After(Span::from_micros(250_000)));
        let full = (0..79).fold(pace, |pace, _| pace.try_at(now).0);
        let (same, told) = full.try_at(now);
        assert!(matches!(told, Try::Later(_)), "{told:?}");
        assert_eq!(same, full, "who is sent away takes no turn");
        let (_, later) = full.try_at(now + Span::from_seconds(30));
        assert_eq!(later, Try::After(Span::ZERO));
    }

    proptest! {
        /// Whoever tries how often: in no second more turns begin than the pace allows.
        #[test]
        fn no_flood_gets_more_than_the_pace(
            per_second in 1..50_u32,
            gaps in prop::collection::vec(0..400_000_i64, 1..300),
        ) {
            let mut now = Timestamp::from_seconds(1_800_000_000);
            let mut pace = Pace::of(per_second);
            let mut turns = Vec::new();
            for gap in gaps {
                now = now + Span::from_micros(gap);
                let (next, told) = pace.try_at(now);
                pace = next;
                match told {
                    Try::After(wait) => {
                        prop_assert!(wait >= Span::ZERO && wait <= Pace::LONGEST);
                        turns.push(now + wait);
                    }
                    Try::Later(wait) => prop_assert!(wait > Span::ZERO),
                }
            }
            let every = Span::from_micros(1_000_000 / i64::from(per_second));
            for pair in turns.windows(2) {
                prop_assert!(pair[1] - pair[0] >= every);
            }
        }
    }
}
