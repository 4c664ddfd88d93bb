//! The HTCDS file, one case at a time. Cells that the rules do not ask for are not even parsed.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::str::FromStr;

use anyhow::{Context, Result, bail};
use case::htcds::{Field, Record, Section, Value};
use deidentify::Rules;

use crate::files;

/// An open file.
pub struct Source {
    name: String,
    reader: csv::Reader<File>,
    section: usize,
    id: usize,
    of: usize,
    /// The columns that are needed, by section.
    wanted: BTreeMap<Section, Vec<(usize, Field)>>,
}

/// A case with its people, as far as it was read.
struct Open {
    case: Record,
    persons: Vec<Record>,
    victims: Vec<Record>,
}

/// What [`deidentify::CodedCase::of`] looks at in any case.
const ALWAYS: [Field; 5] = [
    Field::CasIncomingReferralDate,
    Field::PrsBirthdate,
    Field::PrsMailingCity,
    Field::PrsGender,
    Field::VicAgeWhenTrafficked,
];

impl Source {
    /// Opens a file and reads its heading.
    ///
    /// # Errors
    /// When a column is none of the standard, or `section`, `id` or `of` is missing.
    pub fn open(path: &Path, rules: &Rules) -> Result<Self> {
        let name = path.display().to_string();
        let file = files::open(path)?;
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
        let heading = reader.headers().with_context(|| format!("in `{name}`"))?.clone();
        let place = |column: &str| {
            let found = heading.iter().position(|name| name == column);
            found.with_context(|| format!("`{name}` has no column `{column}`"))
        };
        let (section, id, of) = (place("section")?, place("id")?, place("of")?);
        let mut wanted: BTreeMap<Section, Vec<(usize, Field)>> = BTreeMap::new();
        for (at, column) in heading.iter().enumerate() {
            if [section, id, of].contains(&at) {
                continue;
            }
            let Ok(field) = Field::from_str(column) else {
                bail!("`{name}`: column {} is no field of HTCDS 2.0", at + 1);
            };
            if ALWAYS.contains(&field) || rules.keep().contains(&field) {
                wanted.entry(field.section()).or_default().push((at, field));
            }
        }
        Ok(Self { name, reader, section, id, of, wanted })
    }

    /// Hands over every potential victim with their person and case; returns how many cases there were.
    ///
    /// # Errors
    /// With the line of the first row that is wrong; a cell's content is never repeated.
    pub fn each(
        mut self,
        mut take: impl FnMut(&Record, &Record, &Record) -> Result<()>,
    ) -> Result<u64> {
        let mut open: Option<Open> = None;
        let (mut cases, mut row) = (0, csv::StringRecord::new());
        let name = self.name.clone();
        while self.reader.read_record(&mut row).with_context(|| format!("in `{name}`"))? {
            let line = row.position().map_or(0, csv::Position::line);
            let record = self.record(&row).with_context(|| format!("`{name}`, line {line}"))?;
            let orphan = || format!("`{name}`, line {line}: the row of its case has to come first");
            match record.section() {
                Section::Case => {
                    if let Some(open) = open.take() {
                        open.close(&mut take)
                            .with_context(|| format!("`{name}`, before line {line}"))?;
                    }
                    cases += 1;
                    open = Some(Open { case: record, persons: Vec::new(), victims: Vec::new() });
                }
                Section::Person => open.as_mut().with_context(orphan)?.persons.push(record),
                Section::Victim => open.as_mut().with_context(orphan)?.victims.push(record),
                _ => {}
            }
        }
        if let Some(open) = open {
            open.close(&mut take).with_context(|| format!("at the end of `{name}`"))?;
        }
        Ok(cases)
    }

    fn record(&self, row: &csv::StringRecord) -> Result<Record> {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let Ok(section) = Section::from_str(cell(self.section)) else {
            bail!("the `section` is none of HTCDS 2.0");
        };
        let of = Some(cell(self.of)).filter(|of| !of.is_empty()).map(str::to_owned);
        let mut record = Record::new(section, cell(self.id), of);
        for &(at, field) in self.wanted.get(&section).into_iter().flatten() {
            let cell = cell(at);
            if !cell.is_empty() {
                let Ok(value) = Value::parse(field, cell) else {
                    bail!("the cell of `{field}` is not coded as the standard says");
                };
                record.set(field, value)?;
            }
        }
        Ok(record)
    }
}

impl Open {
    fn close(self, take: &mut impl FnMut(&Record, &Record, &Record) -> Result<()>) -> Result<()> {
        for victim in &self.victims {
            let person = self.persons.iter().find(|person| Some(person.id()) == victim.of());
            let person = person.context("a victim's row names no person of its case")?;
            take(&self.case, person, victim)?;
        }
        Ok(())
    }
}
