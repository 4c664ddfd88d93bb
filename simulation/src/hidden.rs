//! A hidden population with known truth: who is exploited, who notices whom, and what is written down.
//!
//! Agencies notice with unequal probabilities that depend on each other and on the person. What they
//! write down suffers what [`people`](crate::people) makes records suffer. Every probability here is
//! *assumed*: chosen to be of the size that studies with several lists report (a tenth to a quarter of
//! a population on its largest list), not measured anywhere.
//!
//! ```
//! use simulation::hidden::{Hidden, generate};
//! let (mut people, mut records) = (0, 0);
//! generate(&Hidden::county(300, 4), 1, |_| people += 1, |_| records += 1);
//! assert_eq!(people, 300);
//! assert!(records > 50);
//! ```

use crate::people::{Lists, PersonRecord, generate_seen};
use crate::random::Random;

/// One agency with a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Agency {
    /// Its name, also the list's.
    pub name: &'static str,
    /// The chance that it notices somebody of no special circumstances.
    pub notices: f64,
    /// The odds of noticing somebody in this living situation are so many times as high.
    pub drawn_to: (Living, f64),
}

/// Where somebody lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Living {
    /// With family.
    Family,
    /// In care.
    Care,
    /// Nowhere of their own.
    Homeless,
}

/// A hidden population and those who look.
#[derive(Clone, Debug, PartialEq)]
pub struct Hidden {
    /// People, seen and unseen: the truth.
    pub people: u32,
    /// The agencies, in the order in which they may notice.
    pub agencies: Vec<Agency>,
    /// Pairs of agencies: who is on the first list has so many times the odds to be on the second.
    pub dependence: Vec<(u8, u8, f64)>,
    /// The share of people whom nobody can notice.
    pub unseeable: f64,
    /// Whether the living situation changes who notices; without it everybody is alike.
    pub unequal: bool,
    /// How records come about; its `persons` and `lists` are set from the above.
    pub records: Lists,
}

/// One person, as known to the world's maker alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truth {
    /// Number from 0.
    pub person: u32,
    /// Which agencies noticed, as bits.
    pub history: u32,
    /// Where they live.
    pub living: Living,
    /// A county, from 0 to 4; the first is the largest.
    pub county: u8,
    /// Months since the beginning, 0 to 11.
    pub month: u8,
    /// Age in years when exploited.
    pub age: u8,
    /// A code's place in the list of genders of the standard.
    pub gender: u8,
    /// Methods of control, as bits of the standard's list of 16.
    pub control: u16,
    /// How the person was recruited: a place in the standard's list of 10.
    pub recruitment: u8,
    /// The relation to the exploiter: a place in the standard's list of 3.
    pub relation: u8,
}

const AGENCIES: [Agency; 6] = [
    Agency { name: "child_welfare", notices: 0.22, drawn_to: (Living::Care, 2.5) },
    Agency { name: "police", notices: 0.18, drawn_to: (Living::Homeless, 1.8) },
    Agency { name: "shelter", notices: 0.13, drawn_to: (Living::Homeless, 3.0) },
    Agency { name: "hospital", notices: 0.11, drawn_to: (Living::Homeless, 1.3) },
    Agency { name: "hotline", notices: 0.09, drawn_to: (Living::Family, 1.2) },
    Agency { name: "court", notices: 0.08, drawn_to: (Living::Care, 1.5) },
];

impl Hidden {
    /// A county whose `lists` agencies (at most six) notice independently, everybody alike: the
    /// assumptions of the estimators hold.
    #[must_use]
    pub fn county(people: u32, lists: usize) -> Self {
        Self {
            people,
            agencies: AGENCIES[..lists.clamp(1, AGENCIES.len())].to_vec(),
            dependence: Vec::new(),
            unseeable: 0.0,
            unequal: false,
            records: Lists { once_per_list: true, years: (1998, 2015), ..Lists::default() },
        }
    }

    fn lists(&self) -> Lists {
        Lists { persons: self.people, lists: self.agencies.len() as u8, ..self.records.clone() }
    }

    /// Which agencies notice somebody.
    fn noticed(&self, living: Living, random: &mut Random) -> u32 {
        if random.happens(self.unseeable) {
            return 0;
        }
        let mut history = 0;
        for (number, agency) in self.agencies.iter().enumerate() {
            let mut odds = agency.notices / (1.0 - agency.notices);
            if self.unequal && agency.drawn_to.0 == living {
                odds *= agency.drawn_to.1;
            }
            for &(first, second, ratio) in &self.dependence {
                if usize::from(second) == number && history >> first & 1 == 1 {
                    odds *= ratio;
                }
            }
            if random.happens(odds / (1.0 + odds)) {
                history |= 1 << number;
            }
        }
        history
    }
}

/// Makes a world: every person once, and every record of every agency.
///
/// Cost: about a microsecond a person and a record; memory is bounded, as in [`people`](crate::people).
pub fn generate(
    hidden: &Hidden,
    seed: u64,
    mut on_person: impl FnMut(Truth),
    on_record: impl FnMut(PersonRecord),
) {
    let mut random = Random::part(seed, "hidden");
    let seen = |person: u32, _: &mut Random| {
        let truth = truth(hidden, person, &mut random);
        on_person(truth);
        (0..hidden.agencies.len() as u8).filter(|list| truth.history >> list & 1 == 1).collect()
    };
    generate_seen(&hidden.lists(), seed, seen, on_record);
}

fn truth(hidden: &Hidden, person: u32, random: &mut Random) -> Truth {
    let living =
        *random.weighted(&[(Living::Family, 0.5), (Living::Care, 0.3), (Living::Homeless, 0.2)]);
    // Ages as in child cases with an age known: most between 13 and 17 (assumed).
    let age = *random.weighted(&[
        (9_u8, 0.02),
        (11, 0.04),
        (12, 0.06),
        (13, 0.11),
        (14, 0.16),
        (15, 0.2),
        (16, 0.2),
        (17, 0.14),
        (19, 0.05),
        (26, 0.02),
    ]);
    let gender =
        *random.weighted(&[(0_u8, 0.75), (1, 0.18), (2, 0.02), (3, 0.01), (4, 0.01), (5, 0.03)]);
    let control = (0..16).fold(0_u16, |bits, method| {
        // Threats, false promises and abuse are common, withheld documents rare (assumed).
        let share =
            [0.3, 0.2, 0.15, 0.1, 0.35, 0.3, 0.3, 0.35, 0.2, 0.1, 0.2, 0.45, 0.3, 0.05, 0.03, 0.05]
                [method];
        bits | u16::from(random.happens(share)) << method
    });
    Truth {
        person,
        living,
        age,
        gender,
        control,
        history: hidden.noticed(living, random),
        county: *random.weighted(&[(0_u8, 0.5), (1, 0.25), (2, 0.15), (3, 0.08), (4, 0.02)]),
        month: random.below(12) as u8,
        recruitment: *random.weighted(&[
            (3_u8, 0.3),
            (8, 0.25),
            (7, 0.2),
            (4, 0.1),
            (1, 0.05),
            (9, 0.1),
        ]),
        relation: *random.weighted(&[(0_u8, 0.25), (1, 0.5), (2, 0.25)]),
    }
}

/// Contacts of a line for every hour of so many weeks, from a Monday's midnight on: `weekly` a week on
/// average, more in the evening and at weekends, some weeks busier than others (assumed).
#[must_use]
pub fn arrivals(weeks: usize, weekly: f64, seed: u64) -> Vec<u32> {
    let mut random = Random::part(seed, "arrivals");
    let shape = |hour: usize| {
        let (day, hour) = (hour / 24, hour % 24);
        let evening = match hour {
            0..=1 => 1.2,
            2..=7 => 0.4,
            8..=15 => 0.9,
            16..=21 => 1.4,
            _ => 1.6,
        };
        evening * if day >= 5 { 1.25 } else { 1.0 }
    };
    let total: f64 = (0..168).map(shape).sum();
    (0..weeks)
        .flat_map(|_| {
            let busy = 0.85 + 0.3 * random.share();
            (0..168)
                .map(|hour| random.count(weekly * busy * shape(hour) / total))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_notice_as_often_as_they_are_said_to() {
        let hidden = Hidden { dependence: vec![(0, 1, 4.0)], ..Hidden::county(60_000, 3) };
        let mut seen = [0.0; 8];
        generate(&hidden, 5, |truth| seen[truth.history as usize] += 1.0, |_| {});
        let first: f64 = (0..8).filter(|h| h & 1 == 1).map(|h| seen[h]).sum();
        // Five standard errors of 60,000 throws.
        assert!((first / 60_000.0 - 0.22).abs() < 0.0085, "{first}");
        let odds = |with: [usize; 2], without: [usize; 2]| {
            (seen[with[0]] + seen[with[1]]) / (seen[without[0]] + seen[without[1]])
        };
        let ratio = odds([3, 7], [1, 5]) / odds([2, 6], [0, 4]);
        assert!((ratio / 4.0).ln().abs() < 0.15, "{ratio}");
    }

    #[test]
    fn records_are_those_of_the_people_noticed_and_the_seed_tells_all() {
        let hidden = Hidden { unequal: true, unseeable: 0.1, ..Hidden::county(2_000, 5) };
        let world = || {
            let (mut truths, mut records) = (Vec::new(), Vec::new());
            generate(&hidden, 9, |truth| truths.push(truth), |record| records.push(record));
            (truths, records)
        };
        let (truths, records) = world();
        assert_eq!((truths.clone(), records.clone()), world());
        let noticed: u32 = truths.iter().map(|truth| truth.history.count_ones()).sum();
        assert_eq!(noticed as usize, records.len());
        for record in &records {
            assert!(truths[record.person as usize].history >> record.list & 1 == 1);
        }
    }

    #[test]
    fn arrivals_keep_their_mean_and_their_evenings() {
        let hours = arrivals(200, 500.0, 3);
        let mean = hours.iter().map(|&n| f64::from(n)).sum::<f64>() / 200.0;
        assert!((mean - 500.0).abs() < 15.0, "{mean}");
        let at = |hour: usize| hours.iter().skip(hour).step_by(24).sum::<u32>();
        assert!(at(20) > 2 * at(4));
    }
}
