//! Coded records in columns of bytes.
//!
//! A value that is no code of its variable is refused with its line: a release never meets a word
//! that nobody foresaw. Cost: one byte a record and variable, eight a record and summed column.

use std::collections::BTreeMap;
use std::io::Read;

use crate::workload::Workload;

/// Records of a workload's variables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dataset {
    records: usize,
    columns: Vec<Vec<u8>>,
    sums: BTreeMap<String, Vec<f64>>,
    keys: Option<Vec<String>>,
}

/// Why records cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DatasetRefused {
    /// A variable without its column.
    #[error("{file}: no column is named `{column}`")]
    NoColumn {
        /// Which file.
        file: String,
        /// Which column.
        column: String,
    },
    /// A value that is no code.
    #[error("{file}, line {line}: a value of `{column}` is no code of the workload; generalise it")]
    NotCoded {
        /// Which file.
        file: String,
        /// Which line.
        line: u64,
        /// Which column. The value itself is not repeated: it may identify somebody.
        column: String,
    },
    /// A summed value that is no amount.
    #[error("{file}, line {line}: `{column}` is summed, so it holds numbers from 0 on")]
    NoAmount {
        /// Which file.
        file: String,
        /// Which line.
        line: u64,
        /// Which column.
        column: String,
    },
    /// Not a table.
    #[error("{file}: {reason}")]
    Csv {
        /// Which file.
        file: String,
        /// What the reader says.
        reason: csv::Error,
    },
}

impl Dataset {
    /// Reads a CSV with a header; columns that the workload does not name are not looked at.
    ///
    /// `key` names the column of opaque record keys, which cell-key perturbation needs.
    ///
    /// # Errors
    /// [`DatasetRefused`] with the line.
    pub fn read(
        workload: &Workload,
        file: &str,
        input: impl Read,
        key: Option<&str>,
    ) -> Result<Self, DatasetRefused> {
        let csv_error = |reason| DatasetRefused::Csv { file: file.to_owned(), reason };
        let mut reader = csv::Reader::from_reader(input);
        let header = reader.headers().map_err(csv_error)?.clone();
        let place = |column: &str| {
            let (file, wanted) = (file.to_owned(), column.to_owned());
            let found = header.iter().position(|name| name == column);
            found.ok_or(DatasetRefused::NoColumn { file, column: wanted })
        };
        let places = workload.variables.iter().map(|variable| place(variable.name()));
        let places: Vec<usize> = places.collect::<Result<_, _>>()?;
        let summed = workload.tables.iter().filter_map(|table| table.sum.as_deref());
        let mut sums: BTreeMap<String, (usize, Vec<f64>)> = BTreeMap::new();
        for column in summed {
            sums.insert(column.to_owned(), (place(column)?, Vec::new()));
        }
        let mut keys = key.map(|key| Ok((place(key)?, Vec::new()))).transpose()?;
        let mut columns = vec![Vec::new(); places.len()];
        let mut row = csv::StringRecord::new();
        let mut records = 0;
        while reader.read_record(&mut row).map_err(csv_error)? {
            let line = row.position().map_or(0, csv::Position::line);
            for ((column, &at), variable) in
                columns.iter_mut().zip(&places).zip(&workload.variables)
            {
                let code = row.get(at).and_then(|value| variable.number(value));
                let Some(code) = code.and_then(|code| u8::try_from(code).ok()) else {
                    let (file, column) = (file.to_owned(), variable.name().to_owned());
                    return Err(DatasetRefused::NotCoded { file, line, column });
                };
                column.push(code);
            }
            for (column, (at, amounts)) in &mut sums {
                let amount = row.get(*at).and_then(|value| value.parse::<f64>().ok());
                let Some(amount) = amount.filter(|amount| amount.is_finite() && *amount >= 0.0)
                else {
                    let (file, column) = (file.to_owned(), column.clone());
                    return Err(DatasetRefused::NoAmount { file, line, column });
                };
                amounts.push(amount);
            }
            if let Some((at, keys)) = &mut keys {
                keys.push(row.get(*at).unwrap_or_default().to_owned());
            }
            records += 1;
        }
        let sums = sums.into_iter().map(|(column, (_, amounts))| (column, amounts)).collect();
        Ok(Self { records, columns, sums, keys: keys.map(|(_, keys)| keys) })
    }

    /// Records given as code numbers, one column per variable of the workload.
    ///
    /// # Panics
    /// If the columns differ in length.
    #[must_use]
    pub fn of_codes(columns: Vec<Vec<u8>>) -> Self {
        let records = columns.first().map_or(0, Vec::len);
        assert!(columns.iter().all(|column| column.len() == records), "columns of one length");
        Self { records, columns, ..Self::default() }
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// The code numbers of a variable.
    #[must_use]
    pub fn column(&self, variable: usize) -> &[u8] {
        &self.columns[variable]
    }

    /// The amounts of a summed column.
    #[must_use]
    pub fn amounts(&self, column: &str) -> Option<&[f64]> {
        self.sums.get(column).map(Vec::as_slice)
    }

    /// The opaque keys of records, where they were read.
    #[must_use]
    pub fn keys(&self) -> Option<&[String]> {
        self.keys.as_deref()
    }
}
