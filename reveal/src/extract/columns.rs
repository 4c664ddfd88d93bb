//! Rows of codes as Parquet or CSV, a row group at a time.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use anyhow::{Context, Result};
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

/// Rows of a row group: bounds the memory.
const GROUP: usize = 1 << 17;

/// A table under way.
pub enum Columns<'a> {
    /// With a heading.
    Csv(Box<csv::Writer<BufWriter<&'a mut File>>>),
    /// In row groups.
    Parquet(Box<Groups<'a>>),
}

/// A Parquet file under way.
pub struct Groups<'a> {
    writer: SerializedFileWriter<&'a mut File>,
    columns: Vec<Vec<ByteArray>>,
    /// Codes repeat, so each is held once.
    known: HashMap<String, ByteArray>,
}

impl<'a> Columns<'a> {
    /// Begins a table of text columns.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn begin(file: &'a mut File, names: &[&str], is_csv: bool) -> Result<Self> {
        if is_csv {
            let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 18, file));
            writer.write_record(names)?;
            return Ok(Self::Csv(Box::new(writer)));
        }
        let fields: String =
            names.iter().map(|name| format!("REQUIRED BYTE_ARRAY {name} (UTF8);")).collect();
        let schema = parse_message_type(&format!("message table {{{fields}}}"))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties))?;
        let columns = vec![Vec::with_capacity(GROUP); names.len()];
        Ok(Self::Parquet(Box::new(Groups { writer, columns, known: HashMap::new() })))
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn row(&mut self, cells: &[&str]) -> Result<()> {
        match self {
            Self::Csv(writer) => Ok(writer.write_record(cells)?),
            Self::Parquet(groups) => groups.row(cells),
        }
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end(self) -> Result<()> {
        match self {
            Self::Csv(mut writer) => Ok(writer.flush()?),
            Self::Parquet(mut groups) => {
                groups.flush()?;
                groups.writer.close().context("the table cannot be ended")?;
                Ok(())
            }
        }
    }
}

impl Groups<'_> {
    fn row(&mut self, cells: &[&str]) -> Result<()> {
        for (column, &cell) in self.columns.iter_mut().zip(cells) {
            let known = match self.known.get(cell) {
                Some(known) => known.clone(),
                None => {
                    let bytes = ByteArray::from(cell);
                    self.known.insert(cell.to_owned(), bytes.clone());
                    bytes
                }
            };
            column.push(known);
        }
        if self.columns.first().is_some_and(|column| column.len() == GROUP) {
            self.flush()
        } else {
            Ok(())
        }
    }

    fn flush(&mut self) -> Result<()> {
        if self.columns.first().is_none_or(Vec::is_empty) {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for values in &mut self.columns {
            let mut column = group.next_column()?.context("the schema has fewer columns")?;
            column.typed::<ByteArrayType>().write_batch(values, None, None)?;
            column.close()?;
            values.clear();
        }
        group.close()?;
        Ok(())
    }
}
