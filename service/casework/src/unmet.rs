//! Unmet need: who asked for a place and found none, by need, county, age band and gender.
//!
//! What services decline is as much a finding as what they give: it says which beds are missing, for
//! whom and where. Counted are questions, never people; a person who asks three times counts thrice.
//! A trait that was not told is a group of its own, so nobody falls out.

use std::collections::BTreeMap;

use crate::facts::CountyCode;
use crate::need::{AgeBand, Gender, Need};

/// For whom something was asked, as far as that was told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// What is needed.
    pub need: Need,
    /// In which county.
    pub county: Option<CountyCode>,
    /// How old they are.
    pub age_band: Option<AgeBand>,
    /// Their gender.
    pub gender: Option<Gender>,
}

/// What came of what was asked for one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How often a place was asked for.
    pub asked: u64,
    /// How often one was found.
    pub found: u64,
    /// How often none was found in time.
    pub not_found: u64,
    /// How often a service said that it has no place free.
    pub full: u64,
    /// How often a service said no for another reason.
    pub declined: u64,
    /// How often a service did not answer, and no place was found.
    pub silent: u64,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.asked += more.asked;
        self.found += more.found;
        self.not_found += more.not_found;
        self.full += more.full;
        self.declined += more.declined;
        self.silent += more.silent;
    }
}

/// The counts of every group, and of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unmet {
    groups: BTreeMap<Group, Counts>,
}

impl Unmet {
    /// Adds what is known of one group.
    pub fn add(&mut self, group: Group, counts: Counts) {
        self.groups.entry(group).or_default().add(counts);
    }

    /// Every group, the one that found nothing most often first.
    #[must_use]
    pub fn groups(&self) -> Vec<(&Group, Counts)> {
        let mut all: Vec<_> = self.groups.iter().map(|(group, counts)| (group, *counts)).collect();
        all.sort_by_key(|(_, counts)| {
            std::cmp::Reverse((counts.not_found, counts.full + counts.declined, counts.asked))
        });
        all
    }

    /// All groups together.
    #[must_use]
    pub fn total(&self) -> Counts {
        let mut total = Counts::default();
        for counts in self.groups.values() {
            total.add(*counts);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn group(need: Need, age_band: Option<AgeBand>) -> Group {
        Group { need, county: None, age_band, gender: None }
    }

    #[test]
    fn what_found_nothing_stands_first_and_untold_traits_are_a_group() {
        let mut unmet = Unmet::default();
        let one = |found, not_found| Counts { asked: 1, found, not_found, ..Counts::default() };
        unmet.add(group(Need::EmergencyShelter, Some(AgeBand::From15To17)), one(1, 0));
        unmet.add(group(Need::EmergencyShelter, None), one(0, 1));
        unmet.add(group(Need::EmergencyShelter, None), one(0, 1));
        let groups = unmet.groups();
        assert_eq!((groups[0].0.age_band, groups[0].1.not_found), (None, 2));
        assert_eq!(groups.len(), 2);
        assert_eq!(unmet.total(), Counts { asked: 3, found: 1, not_found: 2, ..Counts::default() });
    }

    proptest! {
        #[test]
        fn the_groups_add_up_to_the_total_in_any_order(
            counted in proptest::collection::vec((0..Need::ALL.len(), 0..9_u64, 0..9_u64), 0..30),
        ) {
            let of = |all: &[(usize, u64, u64)]| {
                let mut unmet = Unmet::default();
                for &(need, asked, full) in all {
                    let counts = Counts { asked, full, ..Counts::default() };
                    unmet.add(group(Need::ALL[need], None), counts);
                }
                unmet
            };
            let unmet = of(&counted);
            let reversed: Vec<_> = counted.iter().rev().copied().collect();
            prop_assert_eq!(&of(&reversed), &unmet);
            let asked: u64 = unmet.groups().iter().map(|(_, counts)| counts.asked).sum();
            prop_assert_eq!(asked, unmet.total().asked);
        }
    }
}
