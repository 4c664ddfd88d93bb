//! Coded steps: what happened with a person at an agency on a day.

use std::collections::HashMap;
use std::io::Read;

use chrono::NaiveDate;
use record::coded::{AgeBand, Gender};
use serde::Deserialize;

use crate::file::{FileRefused, Kind, coded, county, day, is_code, rows};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// An agency had to do with the person.
    Contact,
    /// An agency recognised exploitation.
    Identified,
    /// The person was arrested or detained for their own exploitation.
    Arrested,
    /// A service was asked.
    Asked,
    /// The service said yes.
    Accepted,
    /// The service said no.
    Declined,
    /// Nobody answered in time.
    Lapsed,
    /// The person arrived at the service.
    Arrived,
    /// The person was exploited again.
    Returned,
    /// The law began to oblige to a report.
    DutyBegun,
    /// The report was sent.
    DutySent,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Equal numbers are the same person, in this file alone.
    pub person: usize,
    /// The kind of agency, a code such as `police`.
    pub agency: String,
    /// What happened.
    pub happened: Happened,
    /// When.
    pub day: NaiveDate,
    /// When the agency wrote it down.
    pub recorded: Option<NaiveDate>,
    /// The request or duty that it belongs to, by number.
    pub about: Option<usize>,
    /// Until when a report was due.
    pub due: Option<NaiveDate>,
    /// A county's code; `unknown` if it is not recorded.
    pub county: String,
    /// Age when it happened.
    pub age_band: AgeBand,
    /// Gender as recorded.
    pub gender: Gender,
}

/// All steps, in the order of days; those of one day in the order of the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps(Vec<Step>);

const KIND: Kind = Kind {
    foreign: &[("exploiter", OF_EXPLOITERS), ("part", OF_EXPLOITERS)],
    unreadable: "a column is missing, or `step` is no step that this program knows",
};

const OF_EXPLOITERS: &str = "is a file of exploiters before the law (`exploiter`, `part`), and steps \
                             of victims are never read from one; it goes in with `--justice`";

#[derive(Deserialize)]
struct Line {
    person: String,
    agency: String,
    step: Happened,
    day: String,
    recorded: String,
    about: String,
    due: String,
    county: String,
    age_band: String,
    gender: String,
}

impl Steps {
    /// Reads a CSV with the columns `person, agency, step, day, recorded, about, due, county, age_band,
    /// gender`.
    ///
    /// # Errors
    /// [`FileRefused`] with the line; also when it is a file of exploiters before the law.
    pub fn read(file: &str, input: impl Read) -> Result<Self, FileRefused> {
        let (mut persons, mut abouts) = (HashMap::new(), HashMap::new());
        let parse = |line: Line| line.parse(&mut persons, &mut abouts);
        let mut steps = rows(file, input, &KIND, parse)?;
        steps.sort_by_key(|step: &Step| step.day);
        Ok(Self(steps))
    }

    /// Every step.
    #[must_use]
    pub fn all(&self) -> &[Step] {
        &self.0
    }
}

impl Line {
    fn parse(
        self,
        persons: &mut HashMap<String, usize>,
        abouts: &mut HashMap<String, usize>,
    ) -> Result<Step, &'static str> {
        let on = day(&self.day)?.ok_or("`day` is needed")?;
        if self.person.is_empty() {
            return Err("`person` is needed: any code, the same for the same person");
        }
        let number = |known: &mut HashMap<String, usize>, code: String| {
            let next = known.len();
            *known.entry(code).or_insert(next)
        };
        let about = (!self.about.is_empty()).then(|| number(abouts, self.about));
        let county = county(self.county);
        if !is_code(&county) || !is_code(&self.agency) {
            return Err("`agency` and `county` are codes: small letters, digits, `-` and `_`");
        }
        Ok(Step {
            person: number(persons, self.person),
            agency: self.agency,
            happened: self.step,
            day: on,
            recorded: day(&self.recorded)?,
            about,
            due: day(&self.due)?,
            county,
            age_band: coded(&self.age_band).ok_or("`age_band` is none of the bands")?,
            gender: coded(&self.gender).ok_or("`gender` is no code of the standard")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "person,agency,step,day,recorded,about,due,county,age_band,gender\n";

    #[test]
    fn steps_stand_in_the_order_of_days_and_equal_codes_are_one_person() {
        let csv = format!(
            "{HEADING}b,police,identified,2026-03-02,,,,north,15-17,Feminine\n\
             a,school,contact,2026-02-01,2026-02-09,,,,,\n\
             b,shelter,arrived,2026-03-02,,r1,,north,15-17,Feminine\n"
        );
        let steps = Steps::read("s.csv", csv.as_bytes()).unwrap();
        let happened: Vec<_> = steps.all().iter().map(|step| step.happened).collect();
        assert_eq!(happened, [Happened::Contact, Happened::Identified, Happened::Arrived]);
        assert_eq!(steps.all()[1].person, steps.all()[2].person);
        assert_eq!(steps.all()[0].county, "unknown");
        assert_eq!(steps.all()[0].gender, Gender::NonSpecifiedUnknown);
    }

    #[test]
    fn what_is_no_code_is_refused_and_not_repeated() {
        for row in [
            "a,Jane Doe,contact,2026-03-02,,,,north,15-17,Feminine",
            "a,police,contact,2026-03-02,,,,5 Elm Street,15-17,Feminine",
            "a,police,Jane Doe,2026-03-02,,,,north,15-17,Feminine",
            "a,police,contact,Jane Doe,,,,north,15-17,Feminine",
            "a,police,contact,2026-03-02,,,,north,Jane Doe,Feminine",
            ",police,contact,2026-03-02,,,,north,15-17,Feminine",
        ] {
            let refused = Steps::read("s.csv", format!("{HEADING}{row}\n").as_bytes());
            let words = refused.unwrap_err().to_string();
            assert!(words.contains("line 2") && !words.contains("Jane"), "{words}");
            assert!(!words.contains("Elm"), "{words}");
        }
    }
}
