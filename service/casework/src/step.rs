//! Coded steps: what happened with a person on a day, for `daybreak outcomes`.
//!
//! A step leaves the service, so it has no room for more than codes, days and numbers that mean nothing
//! outside of one file: no identifier, no name, no word. Which numbers stand for whom is decided by a
//! key that the store draws for each file and forgets.

use crate::code::codes;
use crate::facts::{Answer, CountyCode, Facts};
use crate::need::{AgeBand, Gender};
use crate::time::Timestamp;

codes! {
    /// What happened. The codes are those that `daybreak outcomes` reads.
    pub enum Happened in "step" {
        /// Somebody reached out about the person.
        Contact = "contact",
        /// The person was found to be a victim.
        Identified = "identified",
        /// The person was arrested or detained for their own exploitation.
        Arrested = "arrested",
        /// A service was asked.
        Asked = "asked",
        /// The service said yes.
        Accepted = "accepted",
        /// The service said no.
        Declined = "declined",
        /// Nobody answered in time.
        Lapsed = "lapsed",
        /// The person arrived at the service.
        Arrived = "arrived",
        /// The person is back with somebody who harms them.
        Returned = "returned",
        /// The law began to oblige to a report.
        DutyBegun = "duty_begun",
        /// The report was sent.
        DutySent = "duty_sent",
    }
}

codes! {
    /// Who did it, as a kind of agency.
    pub enum By in "step_by" {
        /// The house that keeps the records.
        Hotline = "hotline",
        /// A service that was asked.
        Service = "service",
        /// Nobody wrote down who.
        Unknown = "unknown",
    }
}

/// What is known of a person, in codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// The county in which help is needed.
    pub county: Option<CountyCode>,
    /// How old they are.
    pub age_band: Option<AgeBand>,
    /// Their gender.
    pub gender: Option<Gender>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Equal numbers are the same person, in one file alone.
    pub person: u64,
    /// Who did it.
    pub by: By,
    /// What happened.
    pub happened: Happened,
    /// When. Only its day may be written.
    pub at: Timestamp,
    /// When it was written down, where that is kept.
    pub recorded: Option<Timestamp>,
    /// Which request or duty it belongs to, by a number of this file alone.
    pub about: Option<u64>,
    /// Until when a report was due.
    pub due: Option<Timestamp>,
    /// What is known of the person.
    pub traits: Traits,
}

impl Traits {
    /// What the panel of a contact says.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        Self {
            county: known(facts.county()),
            age_band: known(facts.age_band()),
            gender: known(facts.gender()),
        }
    }

    /// These, and where one is not known what was known before.
    #[must_use]
    pub fn or(self, before: Self) -> Self {
        Self {
            county: self.county.or(before.county),
            age_band: self.age_band.or(before.age_band),
            gender: self.gender.or(before.gender),
        }
    }
}

fn known<T>(answer: Option<Answer<T>>) -> Option<T> {
    match answer? {
        Answer::Known(value) => Some(value),
        Answer::Unknown | Answer::PrefersNotToSay => None,
    }
}

/// The columns of the file, in the order of [`Step::line`].
pub const HEADING: &str = "person,agency,step,day,recorded,about,due,county,age_band,gender";

impl Step {
    /// The step as a line of the file, where `day` gives the day of a moment as `2026-03-14`: its hour stays
    /// behind. No cell can hold anything but a number, a day or a code, so none needs to be quoted.
    #[must_use]
    pub fn line(&self, day: impl Fn(Timestamp) -> String) -> String {
        let days = [Some(self.at), self.recorded, self.due];
        let [at, recorded, due] = days.map(|at| at.map(&day).unwrap_or_default());
        let about = self.about.map(|number| number.to_string()).unwrap_or_default();
        let county = self.traits.county.as_ref().map(|county| county.as_str().to_ascii_lowercase());
        let (by, happened) = (self.by.code(), self.happened.code());
        format!(
            "{},{by},{happened},{at},{recorded},{about},{due},{},{},{}",
            self.person,
            county.unwrap_or_default(),
            self.traits.age_band.map_or("", coded_age),
            self.traits.gender.map_or("", Gender::code),
        )
    }
}

/// The band of the coded records (`record::coded`) in which a band of ours lies. "Under 18" and "18 and
/// over" lie in several, so there they are not known.
#[must_use]
pub const fn coded_age(band: AgeBand) -> &'static str {
    match band {
        AgeBand::Under12 => "0-11",
        AgeBand::From12To14 => "12-14",
        AgeBand::From15To17 => "15-17",
        AgeBand::From18To20 | AgeBand::From21To24 => "18-24",
        AgeBand::From25 => "25+",
        AgeBand::Under18 | AgeBand::From18 => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Edit, FactField, FactValue};

    fn told(field: FactField, code: &str) -> Traits {
        let edit = Edit::new().set(field, FactValue::parse(field, [code]).unwrap());
        Traits::of(&Facts::new().apply(edit, 0).unwrap().facts)
    }

    #[test]
    fn a_line_has_a_cell_for_each_column_and_no_hour() {
        let traits = told(FactField::County, "North-1").or(told(FactField::AgeBand, "18_20"));
        let step = Step {
            person: 7,
            by: By::Hotline,
            happened: Happened::DutyBegun,
            at: Timestamp::from_seconds(86_399),
            recorded: None,
            about: Some(9),
            due: Some(Timestamp::from_seconds(86_400)),
            traits,
        };
        let line = step.line(|at| format!("1970-01-0{}", 1 + at.seconds() / 86_400));
        assert_eq!(line, "7,hotline,duty_begun,1970-01-01,,9,1970-01-02,north-1,18-24,");
        assert_eq!(line.split(',').count(), HEADING.split(',').count());
    }

    #[test]
    fn what_is_known_later_stands_and_what_is_not_is_kept_from_before() {
        let before = told(FactField::AgeBand, "12_14").or(told(FactField::Gender, "Feminine"));
        let after = told(FactField::AgeBand, "15_17").or(before);
        assert_eq!(after.age_band, Some(AgeBand::From15To17));
        assert_eq!(after.gender, Some(Gender::Feminine));
        assert_eq!(told(FactField::AgeBand, "unknown"), Traits::default());
    }
}
