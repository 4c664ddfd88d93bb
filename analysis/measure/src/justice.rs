//! Steps of exploiters before the law, apart from everything about victims.
//!
//! The file has its own columns and this module its own types: nothing here can be read as a step of a
//! victim, and a [`crate::Step`] can be none of an exploiter. Numbers of exploiters say nothing outside of the file. Who
//! turned out to be a victim, and whoever's report was found to be untrue, does not stand in it.

use std::collections::HashMap;
use std::io::Read;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::file::{FileRefused, Kind, county, day, is_code, rows};

/// What an alleged exploiter did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Sells or offers a person.
    Seller,
    /// Buys.
    Buyer,
    /// Makes it possible.
    Facilitator,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 3] = [Self::Seller, Self::Buyer, Self::Facilitator];

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Seller => "seller",
            Self::Buyer => "buyer",
            Self::Facilitator => "facilitator",
        }
    }
}

/// What happened, in the order of a proceeding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalStep {
    /// Somebody told the police.
    Reported,
    /// The police look into it.
    Investigated,
    /// Arrested.
    Arrested,
    /// Charged.
    Charged,
    /// A charge was dismissed.
    Dismissed,
    /// Diverted, with conditions.
    Diverted,
    /// Not guilty.
    Acquitted,
    /// Guilty, by plea or after a trial.
    Convicted,
    /// Sentenced.
    Sentenced,
}

/// One entry: what happened with one exploiter on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Equal numbers are the same exploiter, in this file alone.
    pub exploiter: usize,
    /// What they are said to have done.
    pub part: Part,
    /// What happened.
    pub step: LegalStep,
    /// When.
    pub day: NaiveDate,
    /// When it was written down.
    pub recorded: Option<NaiveDate>,
    /// A county's code; `unknown` if it is not recorded.
    pub county: String,
}

/// All entries, in the order of days; those of one day in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Justice(Vec<Entry>);

#[derive(Deserialize)]
struct Line {
    exploiter: String,
    part: Part,
    step: LegalStep,
    day: String,
    recorded: String,
    county: String,
}

const KIND: Kind = Kind {
    foreign: &[
        ("person", OF_VICTIMS),
        ("agency", OF_VICTIMS),
        ("age_band", OF_VICTIMS),
        ("gender", OF_VICTIMS),
    ],
    unreadable: "a column is missing, or `part` or `step` is none that this program knows",
};

const OF_VICTIMS: &str = "is a file of steps of victims (`person`, `agency`, `age_band`, `gender`), and \
                          no victim is ever counted as an exploiter; it goes in without `--justice`";

impl Justice {
    /// Reads a CSV with the columns `exploiter, part, step, day, recorded, county`.
    ///
    /// # Errors
    /// [`FileRefused`] with the line; also when it is a file of victims' steps.
    pub fn read(file: &str, input: impl Read) -> Result<Self, FileRefused> {
        let mut numbers = HashMap::new();
        let mut entries = rows(file, input, &KIND, |line: Line| line.parse(&mut numbers))?;
        entries.sort_by_key(|entry: &Entry| entry.day);
        Ok(Self(entries))
    }

    /// Every entry.
    #[must_use]
    pub fn all(&self) -> &[Entry] {
        &self.0
    }
}

impl Line {
    fn parse(self, numbers: &mut HashMap<String, usize>) -> Result<Entry, &'static str> {
        // Eight digits and more could be a telephone, a licence or a social security number.
        let is_number = (1..=7).contains(&self.exploiter.len())
            && self.exploiter.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return Err("`exploiter` is a number of this file alone, of at most seven digits");
        }
        let county = county(self.county);
        if !is_code(&county) {
            return Err("`county` is a code: small letters, digits, `-` and `_`");
        }
        let next = numbers.len();
        Ok(Entry {
            exploiter: *numbers.entry(self.exploiter).or_insert(next),
            part: self.part,
            step: self.step,
            day: day(&self.day)?.ok_or("`day` is needed")?,
            recorded: day(&self.recorded)?,
            county,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Steps;

    const HEADING: &str = "exploiter,part,step,day,recorded,county\n";

    const OF_A_VICTIM: &str = "person,agency,step,day,recorded,about,due,county,age_band,gender\n\
                               1,police,arrested,2026-03-02,,,,north,15-17,Feminine\n";

    #[test]
    fn entries_stand_in_the_order_of_days_and_equal_numbers_are_one_exploiter() {
        let csv = format!(
            "{HEADING}7,seller,charged,2026-04-02,,north\n\
             3,buyer,reported,2026-02-01,2026-02-09,\n\
             7,seller,reported,2026-03-02,,north\n"
        );
        let justice = Justice::read("justice.csv", csv.as_bytes()).unwrap();
        let steps: Vec<_> = justice.all().iter().map(|entry| entry.step).collect();
        assert_eq!(steps, [LegalStep::Reported, LegalStep::Reported, LegalStep::Charged]);
        assert_eq!(justice.all()[1].exploiter, justice.all()[2].exploiter);
        assert_eq!(justice.all()[0].county, "unknown");
    }

    #[test]
    fn neither_reader_takes_the_other_file_and_each_says_which_it_is() {
        let csv = format!("{HEADING}7,seller,arrested,2026-04-02,,north\n");
        let refused = Steps::read("a.csv", csv.as_bytes()).unwrap_err().to_string();
        assert!(refused.contains("`a.csv` is a file of exploiters before the law"), "{refused}");
        let refused = Justice::read("b.csv", OF_A_VICTIM.as_bytes()).unwrap_err().to_string();
        assert!(refused.contains("`b.csv` is a file of steps of victims"), "{refused}");
    }

    #[test]
    fn a_file_that_mixes_both_is_read_by_neither() {
        let mixed = "person,exploiter,part,agency,step,day,recorded,about,due,county,age_band,gender\n\
                     1,1,seller,police,arrested,2026-03-02,,,,north,15-17,Feminine\n";
        assert!(Steps::read("a.csv", mixed.as_bytes()).is_err());
        assert!(Justice::read("a.csv", mixed.as_bytes()).is_err());
    }

    #[test]
    fn what_is_no_number_or_code_is_refused_and_not_repeated() {
        for row in [
            "Jane Doe,seller,arrested,2026-03-02,,north",
            "5550100123,seller,arrested,2026-03-02,,north",
            ",seller,arrested,2026-03-02,,north",
            "1,Jane,arrested,2026-03-02,,north",
            "1,victim,arrested,2026-03-02,,north",
            "1,seller,identified,2026-03-02,,north",
            "1,seller,arrested,Jane,,north",
            "1,seller,arrested,2026-03-02,,Elm Street",
        ] {
            let csv = format!("{HEADING}{row}\n");
            let words = Justice::read("j.csv", csv.as_bytes()).unwrap_err().to_string();
            assert!(words.contains("line 2"), "{words}");
            assert!(!["Jane", "Elm", "555"].iter().any(|cell| words.contains(cell)), "{words}");
        }
    }
}
