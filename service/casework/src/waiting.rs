//! What a waiting person is told, which is never more than the data support.
//!
//! A frightened person who was told "one minute" and waits ten does not come back. So the words rest
//! on how long others really waited a short while ago and on who is there now, and lean to the long
//! side: the promise covers at least nine of ten recent waits, and nobody is promised less than the
//! longest wait that is going on at this moment.

use crate::code::codes;
use crate::time::Span;

/// What is known when a person begins to wait. `recent` should reach back about an hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// How long each recently answered contact had waited, in any order.
    pub recent: Vec<Span>,
    /// How long the one who waits longest has waited by now, if anybody waits.
    pub longest_now: Option<Span>,
    /// How many wait before this person.
    pub ahead: u32,
    /// How many members are on shift, on a pause or not.
    pub on_shift: u32,
    /// How many conversations they could take at this moment.
    pub free_places: u32,
}

/// The honest words, as a code and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Estimate {
    /// Somebody is free, and recent contacts were answered within a minute.
    Seconds,
    /// At least nine of ten recent contacts were answered within this many minutes.
    AboutMinutes(u16),
    /// Somebody is on shift, and this moment is worse than the last hour was.
    LongerThanUsual,
    /// Somebody is on shift, but there is too little to go by for a number.
    CannotSay,
    /// Nobody is on shift; what is written is kept and read by the next who comes.
    NobodyOnShift,
}

codes! {
    /// The code of an [`Estimate`].
    pub enum EstimateCode in "waiting" {
        /// [`Estimate::Seconds`].
        Seconds = "seconds",
        /// [`Estimate::AboutMinutes`], with `minutes`.
        AboutMinutes = "about_minutes",
        /// [`Estimate::LongerThanUsual`].
        LongerThanUsual = "longer_than_usual",
        /// [`Estimate::CannotSay`].
        CannotSay = "cannot_say",
        /// [`Estimate::NobodyOnShift`].
        NobodyOnShift = "nobody_on_shift",
    }
}

/// The fewest recent waits from which a number is drawn: with fewer, "nine of ten" has no meaning.
pub const FEWEST_RECENT: usize = 10;

/// The longest wait that is put into minutes. Beyond it the number would help nobody.
pub const MOST_MINUTES: i64 = 30;

impl Estimate {
    /// What to tell the person. O(n log n) in the number of recent waits.
    #[must_use]
    pub fn of(observed: &Observed) -> Self {
        if observed.on_shift == 0 {
            return Self::NobodyOnShift;
        }
        let usual = nine_of_ten(&observed.recent);
        let now = observed.longest_now.unwrap_or(Span::ZERO).not_negative();
        let Some(usual) = usual else { return Self::CannotSay };
        let worst = observed.recent.iter().copied().max().unwrap_or(Span::ZERO);
        if now > worst.max(Span::from_minutes(1)) {
            return Self::LongerThanUsual;
        }
        let promise = usual.max(now).minutes_rounded_up().max(1);
        match promise {
            1 if observed.ahead < observed.free_places => Self::Seconds,
            1..=MOST_MINUTES => Self::AboutMinutes(u16::try_from(promise).unwrap_or(u16::MAX)),
            _ => Self::LongerThanUsual,
        }
    }

    /// The code, for the page.
    #[must_use]
    pub const fn code(self) -> EstimateCode {
        match self {
            Self::Seconds => EstimateCode::Seconds,
            Self::AboutMinutes(_) => EstimateCode::AboutMinutes,
            Self::LongerThanUsual => EstimateCode::LongerThanUsual,
            Self::CannotSay => EstimateCode::CannotSay,
            Self::NobodyOnShift => EstimateCode::NobodyOnShift,
        }
    }
}

/// The smallest recent wait that covers nine of ten (nearest rank, rounded up); none if too few.
fn nine_of_ten(recent: &[Span]) -> Option<Span> {
    if recent.len() < FEWEST_RECENT {
        return None;
    }
    let mut sorted = recent.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * 9).div_ceil(10);
    sorted.get(rank.saturating_sub(1)).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn observed(recent: &[i64]) -> Observed {
        Observed {
            recent: recent.iter().copied().map(Span::from_seconds).collect(),
            longest_now: None,
            ahead: 0,
            on_shift: 2,
            free_places: 1,
        }
    }

    #[test]
    fn nobody_is_promised_an_answer_when_nobody_is_there() {
        let empty = Observed { on_shift: 0, free_places: 0, ..observed(&[5; 20]) };
        assert_eq!(Estimate::of(&empty), Estimate::NobodyOnShift);
    }

    #[test]
    fn too_little_data_gives_no_number() {
        assert_eq!(Estimate::of(&observed(&[5; 9])), Estimate::CannotSay);
        assert_eq!(Estimate::of(&observed(&[5; 10])), Estimate::Seconds);
    }

    #[test]
    fn seconds_are_only_promised_while_somebody_is_free() {
        let busy = Observed { free_places: 0, ..observed(&[20; 12]) };
        assert_eq!(Estimate::of(&busy), Estimate::AboutMinutes(1));
        let behind_another = Observed { ahead: 1, ..observed(&[20; 12]) };
        assert_eq!(Estimate::of(&behind_another), Estimate::AboutMinutes(1));
    }

    #[test]
    fn the_promise_covers_nine_of_ten_and_is_rounded_up() {
        // Of 10 waits the 9th smallest is 130 s, which is more than two minutes.
        let waits = [10, 20, 30, 40, 50, 60, 70, 80, 130, 900];
        assert_eq!(Estimate::of(&observed(&waits)), Estimate::AboutMinutes(3));
    }

    #[test]
    fn a_moment_worse_than_the_last_hour_is_called_so() {
        let now = Observed { longest_now: Some(Span::from_seconds(200)), ..observed(&[30; 12]) };
        assert_eq!(Estimate::of(&now), Estimate::LongerThanUsual);
        let all_day = observed(&[3_600; 12]);
        assert_eq!(Estimate::of(&all_day), Estimate::LongerThanUsual);
    }

    proptest! {
        #[test]
        fn a_promise_never_undercuts_the_data(
            recent in proptest::collection::vec(0..4_000_i64, 0..60),
            longest in proptest::option::of(0..4_000_i64),
            ahead in 0..5_u32, on_shift in 0..4_u32, free_places in 0..4_u32,
        ) {
            let longest_now = longest.map(Span::from_seconds);
            let observed =
                Observed { longest_now, ahead, on_shift, free_places, ..observed(&recent) };
            let promised = match Estimate::of(&observed) {
                Estimate::Seconds => {
                    prop_assert!(ahead < free_places);
                    60
                }
                Estimate::AboutMinutes(minutes) => i64::from(minutes) * 60,
                Estimate::LongerThanUsual | Estimate::CannotSay => {
                    prop_assert!(on_shift > 0);
                    return Ok(());
                }
                Estimate::NobodyOnShift => {
                    prop_assert_eq!(on_shift, 0);
                    return Ok(());
                }
            };
            let kept = recent.iter().filter(|&&wait| wait <= promised).count();
            prop_assert!(kept * 10 >= recent.len() * 9, "{kept} of {}", recent.len());
            prop_assert!(longest.unwrap_or(0) <= promised);
        }
    }
}
