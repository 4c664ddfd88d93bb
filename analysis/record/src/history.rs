//! A capture history: the set of lists a person is on.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A set of lists as bits: bit `i` says that the person is on list `i`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct History(pub u32);

impl History {
    /// On no list: the persons whom nobody has seen.
    pub const UNSEEN: Self = Self(0);

    /// The history of somebody on list `list` only.
    #[must_use]
    pub fn only(list: usize) -> Self {
        Self(1 << list)
    }

    /// Whether the person is on list `list`.
    #[must_use]
    pub fn is_on(self, list: usize) -> bool {
        self.0 >> list & 1 == 1
    }

    /// The same history with list `list` added.
    #[must_use]
    pub fn with(self, list: usize) -> Self {
        Self(self.0 | 1 << list)
    }

    /// On how many lists.
    #[must_use]
    pub fn lists(self) -> u32 {
        self.0.count_ones()
    }

    /// Whether every list of `other` is in this history too.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The history as `0` and `1` per list in order, such as `1010` for the first and third of
    /// four.
    #[must_use]
    pub fn digits(self, lists: usize) -> String {
        (0..lists).map(|list| if self.is_on(list) { '1' } else { '0' }).collect()
    }

    /// Reads [`History::digits`]; `None` for anything else.
    #[must_use]
    pub fn from_digits(digits: &str) -> Option<Self> {
        if digits.is_empty() || digits.len() > 32 {
            return None;
        }
        digits.chars().enumerate().try_fold(Self::UNSEEN, |history, (list, digit)| match digit {
            '0' => Some(history),
            '1' => Some(history.with(list)),
            _ => None,
        })
    }
}

impl fmt::Display for History {
    /// The numbers of the lists, counted from 1: `{1,3}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        f.write_str("{")?;
        for list in (0..32).filter(|&list| self.is_on(list)) {
            write!(f, "{separator}{}", list + 1)?;
            separator = ",";
        }
        f.write_str("}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_back() {
        for bits in 0..64 {
            let history = History(bits);
            assert_eq!(History::from_digits(&history.digits(6)), Some(history));
        }
        assert_eq!(History(0b101).digits(4), "1010");
        assert_eq!(History(0b101).to_string(), "{1,3}");
        assert_eq!(History::from_digits("10x"), None);
        assert_eq!(History::from_digits(""), None);
    }
}
