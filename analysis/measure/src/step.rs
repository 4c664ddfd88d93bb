//! Coded steps: what happened with a person at an agency on a day.

use std::collections::HashMap;
use std::io::Read;

use chrono::NaiveDate;
use record::coded::{AgeBand, Gender};
use serde::Deserialize;

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

/// A file of steps cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StepsRefused {
    /// Not CSV, columns missing, or a code that is none.
    #[error("`{file}`: {reason}")]
    Csv {
        /// Which file.
        file: String,
        /// What is wrong with it.
        reason: csv::Error,
    },
    /// A cell that holds something else than it may. It is not repeated: it may identify.
    #[error("`{file}`, line {line}: {expected}")]
    Cell {
        /// Which file.
        file: String,
        /// Which line.
        line: u64,
        /// What may stand there.
        expected: &'static str,
    },
}

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
    /// [`StepsRefused`] with the line.
    pub fn read(file: &str, input: impl Read) -> Result<Self, StepsRefused> {
        let mut reader = csv::Reader::from_reader(input);
        let heading = reader
            .headers()
            .map_err(|reason| StepsRefused::Csv { file: file.to_owned(), reason })?
            .clone();
        let (mut persons, mut abouts) = (HashMap::new(), HashMap::new());
        let mut steps = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|reason| StepsRefused::Csv { file: file.to_owned(), reason })?;
            let line = row.position().map_or(0, csv::Position::line);
            let refused = |expected| StepsRefused::Cell { file: file.to_owned(), line, expected };
            // The reader's own message would repeat the cell.
            let cells: Line = row.deserialize(Some(&heading)).map_err(|_| {
                refused("a column is missing, or `step` is no step that this program knows")
            })?;
            let step = cells.parse(&mut persons, &mut abouts).map_err(refused)?;
            steps.push(step);
        }
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
        let day = day(&self.day)?.ok_or("`day` is needed")?;
        if self.person.is_empty() {
            return Err("`person` is needed: any code, the same for the same person");
        }
        let number = |known: &mut HashMap<String, usize>, code: String| {
            let next = known.len();
            *known.entry(code).or_insert(next)
        };
        let about = (!self.about.is_empty()).then(|| number(abouts, self.about));
        let county = if self.county.is_empty() { "unknown".to_owned() } else { self.county };
        if !is_code(&county) || !is_code(&self.agency) {
            return Err("`agency` and `county` are codes: small letters, digits, `-` and `_`");
        }
        Ok(Step {
            person: number(persons, self.person),
            agency: self.agency,
            happened: self.step,
            day,
            recorded: self::day(&self.recorded)?,
            about,
            due: self::day(&self.due)?,
            county,
            age_band: coded(&self.age_band).ok_or("`age_band` is none of the bands")?,
            gender: coded(&self.gender).ok_or("`gender` is no code of the standard")?,
        })
    }
}

/// At most as long as the door lets a county's code be.
fn is_code(cell: &str) -> bool {
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    !cell.is_empty() && cell.len() <= 24 && cell.bytes().all(fits)
}

fn day(cell: &str) -> Result<Option<NaiveDate>, &'static str> {
    if cell.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(cell, "%Y-%m-%d");
    day.map(Some).map_err(|_| "`day`, `recorded` and `due` are days, written 2026-03-14")
}

/// A code of a closed list; nothing is unknown.
fn coded<T: for<'a> Deserialize<'a> + Default>(cell: &str) -> Option<T> {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};
    if cell.is_empty() {
        return Some(T::default());
    }
    let cell: StrDeserializer<'_, Error> = cell.into_deserializer();
    T::deserialize(cell).ok()
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
