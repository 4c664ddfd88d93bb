//! A hundred people as a figure: how they divide by what is so and by what the score says.

use screening::meaning::OfHundred;

/// How a person of the hundred stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Affected, and the score is positive.
    Found,
    /// Affected, and the score is not positive.
    Missed,
    /// Not affected, and the score is positive all the same.
    FalseAlarm,
    /// Not affected, and the score is not positive.
    Other,
}

impl Kind {
    /// Every kind, in the order in which the figure shows them.
    pub const ALL: [Self; 4] = [Self::Found, Self::Missed, Self::FalseAlarm, Self::Other];

    /// The class of its mark, which has a shape of its own beside its colour.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Missed => "missed",
            Self::FalseAlarm => "false-alarm",
            Self::Other => "other",
        }
    }

    /// How large its mark is, where it is round.
    #[must_use]
    pub fn radius(self) -> usize {
        if self == Self::Other { 3 } else { 6 }
    }

    /// Whether its mark is a square.
    #[must_use]
    pub fn is_square(self) -> bool {
        self == Self::FalseAlarm
    }

    /// The key of its words.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Found => "people-found",
            Self::Missed => "people-missed",
            Self::FalseAlarm => "people-false-alarm",
            Self::Other => "people-other",
        }
    }
}

/// One person of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// How they stand.
    pub kind: Kind,
    /// The column, from 0 to 19.
    pub x: usize,
    /// The row, from 0 to 4.
    pub y: usize,
}

/// A hundred people, in whole numbers.
#[derive(Clone, Debug)]
pub struct People {
    counts: [usize; 4],
}

impl People {
    /// Whole people that add up to a hundred: each share loses its fraction, and those with the largest
    /// fractions get one more (the method of largest remainders).
    #[must_use]
    pub fn of(split: &OfHundred) -> Self {
        let shares = [split.found, split.missed, split.false_alarms, split.others];
        let whole = shares.map(|share| share.clamp(0.0, 100.0).floor());
        let mut order = [0, 1, 2, 3];
        order.sort_by(|a, b| (shares[*b] - whole[*b]).total_cmp(&(shares[*a] - whole[*a])));
        // A share lies between 0 and 100, so the cast is exact.
        let mut counts = whole.map(|share| share as usize);
        let left = 100_usize.saturating_sub(counts.iter().sum());
        for place in order.into_iter().cycle().take(left) {
            counts[place] += 1;
        }
        Self { counts }
    }

    /// How many there are of each kind.
    #[must_use]
    pub fn counts(&self) -> Vec<(Kind, usize)> {
        Kind::ALL.into_iter().zip(self.counts).collect()
    }

    /// Each of them, in rows of twenty.
    #[must_use]
    pub fn all(&self) -> Vec<Person> {
        let kinds = self.counts().into_iter().flat_map(|(kind, n)| std::iter::repeat_n(kind, n));
        kinds.enumerate().map(|(n, kind)| Person { kind, x: n % 20, y: n / 20 }).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use screening::{Meaning, Prevalence, bundled};

    use super::*;

    proptest! {
        #[test]
        fn there_are_always_a_hundred_and_none_is_a_whole_person_off(percent in 0.01_f64..99.99) {
            let study = bundled::sscst().studies()[0].clone();
            let meaning = Meaning::of(&study, Prevalence::percent(percent).unwrap()).unwrap();
            let split = meaning.of_hundred();
            let people = People::of(&split);
            prop_assert_eq!(people.all().len(), 100);
            let shares = [split.found, split.missed, split.false_alarms, split.others];
            for ((_, count), share) in people.counts().into_iter().zip(shares) {
                prop_assert!((count as f64 - share).abs() < 1.0);
            }
        }
    }
}
