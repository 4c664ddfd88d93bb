//! The coded record: what the analysis half may know about a person on a list.
//!
//! Codes are those of the field: gender as in HTCDS 2.0 (`prs_Gender`), the age band as two ages.
//! "Unknown" is a value, so nobody falls out of a figure.

use std::fmt;
use std::io::Read;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::linked::{Linked, Problem, ReadError};
use crate::place::Place;

/// One person on one list, with coded facts only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodedRecord {
    /// An opaque code; equal codes are the same person.
    pub person: String,
    /// The list's name.
    pub list: String,
    /// Ages at first contact.
    #[serde(default)]
    pub age_band: AgeBand,
    /// Gender as recorded.
    #[serde(default)]
    pub gender: Gender,
    /// The reporting period, such as `2025` or `2025-Q3`.
    #[serde(default)]
    pub period: String,
    /// A coarse area, such as a county code; never an address.
    #[serde(default)]
    pub area: String,
}

/// Ages at first contact with a list.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum AgeBand {
    /// Under 12.
    #[serde(rename = "0-11")]
    UpTo11,
    /// 12 to 14.
    #[serde(rename = "12-14")]
    From12To14,
    /// 15 to 17.
    #[serde(rename = "15-17")]
    From15To17,
    /// 18 to 24.
    #[serde(rename = "18-24")]
    From18To24,
    /// 25 and above.
    #[serde(rename = "25+")]
    From25,
    /// Not recorded.
    #[default]
    #[serde(rename = "unknown")]
    Unknown,
}

/// Gender as recorded: the codes of HTCDS 2.0 `prs_Gender`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Gender {
    /// `Feminine`.
    Feminine,
    /// `Masculine`.
    Masculine,
    /// `TransgenderFeminine`.
    TransgenderFeminine,
    /// `TransgenderMasculine`.
    TransgenderMasculine,
    /// `NonConforming`.
    NonConforming,
    /// `NonSpecifiedUnknown`.
    #[default]
    NonSpecifiedUnknown,
}

/// A coded fact by which strata can be formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Covariate {
    /// [`CodedRecord::age_band`].
    AgeBand,
    /// [`CodedRecord::gender`].
    Gender,
    /// [`CodedRecord::period`].
    Period,
    /// [`CodedRecord::area`].
    Area,
}

/// A covariate's name was not understood.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is no covariate; use age_band, gender, period or area")]
pub struct UnknownCovariate(String);

impl FromStr for Covariate {
    type Err = UnknownCovariate;

    fn from_str(name: &str) -> Result<Self, UnknownCovariate> {
        match name {
            "age_band" => Ok(Self::AgeBand),
            "gender" => Ok(Self::Gender),
            "period" => Ok(Self::Period),
            "area" => Ok(Self::Area),
            other => Err(UnknownCovariate(other.to_owned())),
        }
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UpTo11 => "0-11",
            Self::From12To14 => "12-14",
            Self::From15To17 => "15-17",
            Self::From18To24 => "18-24",
            Self::From25 => "25+",
            Self::Unknown => "unknown",
        })
    }
}

impl CodedRecord {
    fn value(&self, covariate: Covariate) -> String {
        match covariate {
            Covariate::AgeBand => self.age_band.to_string(),
            Covariate::Gender => format!("{:?}", self.gender),
            Covariate::Period => self.period.clone(),
            Covariate::Area => self.area.clone(),
        }
    }
}

/// Reads coded records: a header with the field names of [`CodedRecord`], one row per person and
/// list.
///
/// # Errors
/// [`ReadError`] with the line of the first record whose codes are not understood.
pub fn read(file: &str, input: impl Read) -> Result<Vec<CodedRecord>, ReadError> {
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(input);
    rows.deserialize()
        .map(|row| {
            row.map_err(|error: csv::Error| {
                let line = error.position().map_or(1, csv::Position::line);
                let problem = Problem::Unreadable(error.to_string());
                ReadError { place: Place::line(file, line), problem }
            })
        })
        .collect()
}

/// Joins the records of each person, with strata by `by` (empty for none).
///
/// # Errors
/// [`Problem`], for instance when one person is in two strata.
pub fn link(records: &[CodedRecord], by: &[Covariate]) -> Result<Linked, Problem> {
    let mut linked = Linked::empty();
    for record in records {
        let stratum: Vec<_> = by.iter().map(|&covariate| record.value(covariate)).collect();
        linked.add(&record.person, &record.list, &stratum.join(" / "))?;
    }
    Ok(linked)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "person,list,age_band,gender,period,area\n\
        a,police,15-17,Feminine,2025,north\n\
        a,shelter,15-17,Feminine,2025,north\n\
        b,police,unknown,NonSpecifiedUnknown,2025,south\n";

    #[test]
    fn strata_follow_the_covariate() {
        let records = read("coded.csv", CSV.as_bytes()).unwrap();
        let by_age = link(&records, &[Covariate::AgeBand]).unwrap().strata().unwrap();
        assert_eq!(by_age.keys().collect::<Vec<_>>(), ["15-17", "unknown"]);
        let all = link(&records, &[]).unwrap().table().unwrap();
        assert_eq!(all.persons(), 2);
    }

    #[test]
    fn an_unknown_code_is_refused_with_its_line() {
        let csv = "person,list,gender\na,police,Feminine\nb,police,F\n";
        let error = read("coded.csv", csv.as_bytes()).unwrap_err();
        assert_eq!(error.place.line, 3);
    }

    #[test]
    fn a_covariate_is_named_exactly() {
        assert_eq!("gender".parse(), Ok(Covariate::Gender));
        assert!("Gender".parse::<Covariate>().is_err());
    }
}
