//! The coded record: what the analysis half may know about a person on a list.
//!
//! Codes are those of the field: gender as in HTCDS 2.0 (`prs_Gender`), the age band as two ages.
//! "Unknown" is a value, so nobody falls out of a figure.

use std::fmt;
use std::io::Read;
use std::str::FromStr;

use serde::de::value::{self, BorrowedStrDeserializer};
use serde::{Deserialize, Serialize};

use crate::linked::{Linked, Problem, ReadError};
use crate::place::Place;
use crate::rows::Rows;

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

impl Covariate {
    /// Its place among [`FIELDS`].
    fn column(self) -> usize {
        match self {
            Self::AgeBand => 2,
            Self::Gender => 3,
            Self::Period => 4,
            Self::Area => 5,
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
/// list. Columns other than `person` and `list` may be absent, cells under them empty: unknown.
///
/// # Errors
/// [`ReadError`] with the place of the first mistake.
pub fn read(file: &str, input: impl Read) -> Result<Vec<CodedRecord>, ReadError> {
    let mut records = Vec::new();
    each(file, input, |_, record| {
        records.push(record);
        Ok(())
    })?;
    Ok(records)
}

/// Reads coded records and joins those of each person, with strata by `by` (empty for none).
///
/// No record is kept: memory grows with the number of different persons.
///
/// # Errors
/// [`ReadError`] with the place of the first mistake, one person in two strata among them.
///
/// ```
/// use record::{Covariate, coded};
/// let csv = "person,list,gender\na,police,Feminine\na,shelter,Feminine\nb,police,\n";
/// let linked = coded::read_linked("coded.csv", csv.as_bytes(), &[Covariate::Gender])?;
/// assert_eq!(linked.table().map(|table| table.persons()), Ok(2));
/// # Ok::<(), record::linked::ReadError>(())
/// ```
pub fn read_linked(file: &str, input: impl Read, by: &[Covariate]) -> Result<Linked, ReadError> {
    let mut linked = Linked::empty();
    each(file, input, |columns, record| {
        add(&mut linked, &record, by).map_err(|problem| {
            let column = match problem {
                Problem::Empty("person") => columns.place(PERSON),
                Problem::TwoStrata { .. } => by.first().map_or(0, |by| columns.place(by.column())),
                _ => columns.place(LIST),
            };
            (column, problem)
        })
    })?;
    Ok(linked)
}

/// Joins the records of each person, with strata by `by` (empty for none).
///
/// # Errors
/// [`Problem`], for instance when one person is in two strata.
pub fn link(records: &[CodedRecord], by: &[Covariate]) -> Result<Linked, Problem> {
    let mut linked = Linked::empty();
    for record in records {
        add(&mut linked, record, by)?;
    }
    Ok(linked)
}

fn add(linked: &mut Linked, record: &CodedRecord, by: &[Covariate]) -> Result<(), Problem> {
    let stratum: Vec<_> = by.iter().map(|&covariate| record.value(covariate)).collect();
    linked.add(&record.person, &record.list, &stratum.join(" / "))
}

const FIELDS: [&str; 6] = ["person", "list", "age_band", "gender", "period", "area"];
const PERSON: usize = 0;
const LIST: usize = 1;

/// Where each of [`FIELDS`] stands in the file.
struct Columns([Option<usize>; FIELDS.len()]);

impl Columns {
    fn parse(file: &str, header: &[String]) -> Result<Self, ReadError> {
        let mut columns = Self([None; FIELDS.len()]);
        for (column, name) in header.iter().enumerate() {
            let field = FIELDS.iter().position(|field| field == name);
            let Some(field) = field.filter(|&field| columns.0[field].is_none()) else {
                let place = Place::column(file, 1, column + 1);
                return Err(ReadError { place, problem: Problem::UnknownColumn(name.clone()) });
            };
            columns.0[field] = Some(column);
        }
        let missing = [PERSON, LIST].into_iter().find(|&field| columns.0[field].is_none());
        match missing {
            None => Ok(columns),
            Some(field) => {
                let problem = Problem::NoColumn(FIELDS[field]);
                Err(ReadError { place: Place::line(file, 1), problem })
            }
        }
    }

    /// The column of a field, counted from 1; 0 where the file has none.
    fn place(&self, field: usize) -> usize {
        self.0[field].map_or(0, |column| column + 1)
    }

    fn record(&self, row: &csv::StringRecord) -> Result<CodedRecord, (usize, Problem)> {
        let cell = |field: usize| self.0[field].and_then(|column| row.get(column)).unwrap_or("");
        let code = |field: usize, codes| {
            let (column, cell) = (FIELDS[field], cell(field).to_owned());
            (self.place(field), Problem::UnknownCode { column, cell, codes })
        };
        Ok(CodedRecord {
            person: cell(PERSON).to_owned(),
            list: cell(LIST).to_owned(),
            age_band: parsed(cell(2)).ok_or_else(|| code(2, AGE_BANDS))?,
            gender: parsed(cell(3)).ok_or_else(|| code(3, GENDERS))?,
            period: cell(4).to_owned(),
            area: cell(5).to_owned(),
        })
    }
}

const AGE_BANDS: &str = "0-11, 12-14, 15-17, 18-24, 25+ or unknown";
const GENDERS: &str = "Feminine, Masculine, TransgenderFeminine, TransgenderMasculine, \
                       NonConforming or NonSpecifiedUnknown";

/// The code in a cell; an empty one is the unknown.
fn parsed<'a, T: Default + Deserialize<'a>>(cell: &'a str) -> Option<T> {
    if cell.is_empty() {
        return Some(T::default());
    }
    let cell: BorrowedStrDeserializer<'a, value::Error> = BorrowedStrDeserializer::new(cell);
    T::deserialize(cell).ok()
}

/// Hands over one record after the other; `take` names the column of what it refuses.
fn each(
    file: &str,
    input: impl Read,
    mut take: impl FnMut(&Columns, CodedRecord) -> Result<(), (usize, Problem)>,
) -> Result<(), ReadError> {
    let mut rows = Rows::new(file, input);
    let columns = Columns::parse(file, &rows.header()?)?;
    while let Some((place, row)) = rows.next()? {
        let taken = columns.record(row).and_then(|record| take(&columns, record));
        taken.map_err(|(column, problem)| ReadError {
            place: Place { column, ..place.clone() },
            problem,
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
        let error = read("coded.csv", csv.as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with("coded.csv, line 3, column 3: `F` is no code of `gender`"));
    }

    #[test]
    fn every_mistake_names_its_place_and_the_remedy() {
        let by = [Covariate::Area];
        for (csv, expected) in [
            ("", "c.csv, line 1: no column is named `person`"),
            ("person,area\n", "c.csv, line 1: no column is named `list`"),
            ("person,list,name\n", "c.csv, line 1, column 3: column `name` is not one of"),
            ("person,list,list\n", "c.csv, line 1, column 3: column `list` is not one of"),
            ("person,list,age_band\na,b,17\n", "c.csv, line 2, column 3: `17` is no code of"),
            ("person,list\n,b\n", "c.csv, line 2, column 1: the `person` is empty"),
            ("list,person\n,b\n", "c.csv, line 2, column 1: the `list` is empty"),
            ("person,list\na,b,c\n", "c.csv, line 2: the line has 3 cells"),
            (
                "list,area,person\np,x,a\n\ns,y,a\n",
                "c.csv, line 4, column 2: person `a` is in `y` here but in `x` before",
            ),
        ] {
            let error = read_linked("c.csv", csv.as_bytes(), &by).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}\nexpected: {expected}");
        }
    }

    #[test]
    fn a_mark_and_empty_cells_are_no_mistake() {
        let csv = "\u{feff}person,list,age_band,gender\na,police,,\n";
        let records = read("coded.csv", csv.as_bytes()).unwrap();
        assert_eq!((records[0].age_band, records[0].gender), Default::default());
    }

    #[test]
    fn a_twenty_first_list_is_refused_with_its_line() {
        let rows: String = (1..=21).map(|list| format!("a,list {list}\n")).collect();
        let csv = format!("person,list\n{rows}");
        let error = read_linked("c.csv", csv.as_bytes(), &[]).unwrap_err().to_string();
        assert!(error.starts_with("c.csv, line 22, column 2: list `list 21` is one more than 20"));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-c0-9,\"\n\r;. +-]{0,80}") {
            let csv = format!("person,list,age_band\n{text}");
            let _ = read("fuzz.csv", csv.as_bytes());
            let _ = read_linked("fuzz.csv", csv.as_bytes(), &[Covariate::AgeBand]);
            let _ = Linked::read("fuzz.csv", csv.as_bytes(), &["age_band"]);
        }

        #[test]
        fn reading_and_linking_is_reading_then_linking(
            rows in prop::collection::vec((0_u8..9, 0_u8..4), 1..60)
        ) {
            let rows = rows.iter().map(|(person, list)| format!("p{person},l{list},north\n"));
            let csv = format!("person,list,area\n{}", rows.collect::<String>());
            let by = [Covariate::Area];
            let streamed = read_linked("c.csv", csv.as_bytes(), &by).unwrap();
            let records = read("c.csv", csv.as_bytes()).unwrap();
            prop_assert_eq!(streamed.strata(), link(&records, &by).unwrap().strata());
        }
    }

    #[test]
    fn a_covariate_is_named_exactly() {
        assert_eq!("gender".parse(), Ok(Covariate::Gender));
        assert!("Gender".parse::<Covariate>().is_err());
    }
}
