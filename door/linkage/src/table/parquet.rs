//! Parquet in: flat columns of text, numbers, truth values, dates and timestamps.

use super::builder::Target;
use super::{ReadError, TableBuilder, Wanted};
use ::parquet::basic::{ConvertedType, LogicalType};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::DataType;
use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::path::Path;

/// The column names of the file at `path`.
///
/// # Errors
/// [`ReadError`] when the file cannot be read or is not Parquet.
pub fn header(path: &Path) -> Result<Vec<String>, ReadError> {
    let reader = open(path)?;
    Ok(names_of(&reader))
}

/// Adds the list at `path` to `builder` under `name`, one column of one row group at a time.
///
/// # Errors
/// [`ReadError`]; the builder must then be dropped.
pub fn read(
    path: &Path,
    name: &str,
    wanted: &Wanted,
    builder: &mut TableBuilder,
) -> Result<(), ReadError> {
    let reader = open(path)?;
    let shown = path.display().to_string();
    let broken = |e: ParquetError| malformed(path, &e.to_string());
    let header = names_of(&reader);
    let targets = builder.start(name, &header, wanted);
    let (mut first, mut no_id) = (1, None);
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(broken)?;
        let rows = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        for (index, target) in targets.iter().enumerate() {
            if *target == Target::Ignored {
                continue;
            }
            let descriptor = group.metadata().column(index).column_descr_ptr();
            if descriptor.max_rep_level() > 0 {
                return Err(malformed(path, &format!("column `{}` is a list", header[index])));
            }
            let column = group.get_column_reader(index).map_err(broken)?;
            let mut row = first;
            read_column(column, &descriptor, rows, |text| {
                match target {
                    Target::Id if text.trim().is_empty() => no_id = no_id.or(Some(row)),
                    Target::Id => builder.push_id(text.trim()),
                    Target::Column(column) => builder.push(*column, text),
                    Target::Ignored => {}
                }
                row += 1;
            })
            .map_err(broken)?;
        }
        if !targets.contains(&Target::Id) {
            (first..first + rows).for_each(|row| builder.push_id(&row.to_string()));
        }
        first += rows;
    }
    if let Some(row) = no_id {
        let column = wanted.id.clone().unwrap_or_default();
        return Err(ReadError::NoId { list: name.to_owned(), row, column });
    }
    builder.finish_list(&shown, wanted)
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, ReadError> {
    let file = File::open(path)
        .map_err(|source| ReadError::Unreadable { path: path.display().to_string(), source })?;
    SerializedFileReader::new(file).map_err(|e| malformed(path, &e.to_string()))
}

fn malformed(path: &Path, reason: &str) -> ReadError {
    ReadError::Malformed {
        path: path.display().to_string(),
        format: "Parquet",
        reason: reason.to_owned(),
    }
}

fn names_of(reader: &SerializedFileReader<File>) -> Vec<String> {
    let schema = reader.metadata().file_metadata().schema_descr();
    schema.columns().iter().map(|c| c.path().string()).collect()
}

type Read = Result<(), ParquetError>;

fn read_column(
    column: ColumnReader,
    descriptor: &ColumnDescriptor,
    rows: usize,
    mut each: impl FnMut(&str),
) -> Read {
    let logical = descriptor.logical_type_ref();
    let is_date = matches!(logical, Some(LogicalType::Date))
        || descriptor.converted_type() == ConvertedType::DATE;
    let per_second = match logical {
        Some(LogicalType::Timestamp(t)) => match t.unit {
            ::parquet::basic::TimeUnit::MILLIS => Some(1_000),
            ::parquet::basic::TimeUnit::MICROS => Some(1_000_000),
            ::parquet::basic::TimeUnit::NANOS => Some(1_000_000_000),
        },
        _ => None,
    };
    match column {
        ColumnReader::BoolColumnReader(c) => {
            values(c, rows, |v| each(&v.map(|v| v.to_string()).unwrap_or_default()))
        }
        ColumnReader::Int32ColumnReader(c) => values(c, rows, |v| match v {
            Some(&days) if is_date => each(&date_of(i64::from(days))),
            other => each(&other.map(i32::to_string).unwrap_or_default()),
        }),
        ColumnReader::Int64ColumnReader(c) => values(c, rows, |v| match (v, per_second) {
            (Some(&time), Some(unit)) => each(&date_of(time.div_euclid(unit * 86_400))),
            (other, _) => each(&other.map(i64::to_string).unwrap_or_default()),
        }),
        ColumnReader::FloatColumnReader(c) => {
            values(c, rows, |v| each(&v.map(|v| v.to_string()).unwrap_or_default()))
        }
        ColumnReader::DoubleColumnReader(c) => {
            values(c, rows, |v| each(&v.map(|v| v.to_string()).unwrap_or_default()))
        }
        ColumnReader::ByteArrayColumnReader(c) => {
            let mut broken = false;
            values(c, rows, |v| match v.map(|v| std::str::from_utf8(v.data())) {
                Some(Ok(text)) => each(text),
                Some(Err(_)) => {
                    broken = true;
                    each("");
                }
                None => each(""),
            })?;
            if broken {
                return Err(ParquetError::General("a text is not UTF-8".to_owned()));
            }
            Ok(())
        }
        _ => Err(ParquetError::General(format!(
            "column `{}` has a type that no list of people needs",
            descriptor.name()
        ))),
    }
}

/// Calls `each` with every value of the column in order, absent ones included.
fn values<T: DataType>(
    mut column: ColumnReaderImpl<T>,
    rows: usize,
    mut each: impl FnMut(Option<&T::T>),
) -> Read {
    let mut left = rows;
    while left > 0 {
        let (mut levels, mut found) = (Vec::new(), Vec::new());
        let (records, present, read) =
            column.read_records(left.min(1 << 16), Some(&mut levels), None, &mut found)?;
        if records == 0 {
            return Err(ParquetError::General("a column ends before its rows do".to_owned()));
        }
        let most = levels.iter().copied().max().unwrap_or(0);
        if present == read || levels.is_empty() {
            found.iter().for_each(|v| each(Some(v)));
        } else {
            let mut next = found.iter();
            levels.iter().for_each(|&l| each(if l == most { next.next() } else { None }));
        }
        left -= records;
    }
    Ok(())
}

/// `yyyy-mm-dd` of a day counted from 1970-01-01, by the civil calendar of 400-year eras.
fn date_of(days: i64) -> String {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests;
