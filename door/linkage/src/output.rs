//! Results as tables: persons, pairs, the overlap table. Record ids and person numbers leave; names,
//! dates and numbers of people never do.

use crate::cluster::Persons;
use crate::count::Count;
use crate::linker::Linker;
use crate::score::Edge;
use std::io::{self, Write};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// Parquet, compressed by Snappy.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// One column to write.
pub enum Cells<'a> {
    /// Texts.
    Text(Vec<&'a str>),
    /// Numbers.
    Number(Vec<f64>),
}

impl Cells<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(t) => t.len(),
            Self::Number(n) => n.len(),
        }
    }
}

/// Writes named columns of equal length.
///
/// # Errors
/// Whatever the sink fails with.
pub fn write_table(
    out: impl Write + Send,
    format: Format,
    columns: &[(&str, Cells<'_>)],
) -> io::Result<()> {
    match format {
        Format::Csv => write_csv(out, columns),
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet_out::write(out, columns),
    }
}

fn write_csv(out: impl Write, columns: &[(&str, Cells<'_>)]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|(name, _)| name))?;
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    for row in 0..rows {
        for (_, cells) in columns {
            match cells {
                Cells::Text(texts) => writer.write_field(safe(texts[row]).as_ref())?,
                Cells::Number(numbers) => writer.write_field(numbers[row].to_string())?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// A text that a spreadsheet would run as a formula is led by an apostrophe.
fn safe(text: &str) -> std::borrow::Cow<'_, str> {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if risky { format!("'{text}").into() } else { text.into() }
}

#[cfg(feature = "parquet")]
mod parquet_out {
    use super::{Cells, Write, io};
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use std::sync::Arc;

    const ROWS: usize = 1 << 20;

    pub(super) fn write(out: impl Write + Send, columns: &[(&str, Cells<'_>)]) -> io::Result<()> {
        let fields: String = columns
            .iter()
            .map(|(name, cells)| match cells {
                Cells::Text(_) => format!("REQUIRED BYTE_ARRAY {name} (UTF8);"),
                Cells::Number(_) => format!("REQUIRED DOUBLE {name};"),
            })
            .collect();
        let schema = parse_message_type(&format!("message table {{{fields}}}"))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let mut writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
        let rows = columns.first().map_or(0, |(_, cells)| cells.len());
        for start in (0..rows).step_by(ROWS) {
            let end = rows.min(start + ROWS);
            let mut group = writer.next_row_group()?;
            for (_, cells) in columns {
                let Some(mut column) = group.next_column()? else {
                    continue;
                };
                match cells {
                    Cells::Text(texts) => {
                        let values: Vec<ByteArray> =
                            texts[start..end].iter().map(|&t| ByteArray::from(t)).collect();
                        column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
                    }
                    Cells::Number(numbers) => {
                        column.typed::<DoubleType>().write_batch(
                            &numbers[start..end],
                            None,
                            None,
                        )?;
                    }
                }
                column.close()?;
            }
            group.close()?;
        }
        writer.close()?;
        Ok(())
    }
}

/// Writes `list, record, person, confidence`; `names` are the persons' ids.
///
/// # Errors
/// Whatever the sink fails with.
pub fn write_persons(
    out: impl Write + Send,
    format: Format,
    linker: &Linker,
    persons: &Persons,
    names: &[String],
) -> io::Result<()> {
    let table = linker.table();
    let records = 0..table.len() as u32;
    let columns = [
        ("list", Cells::Text(records.clone().map(|r| list_name(linker, r)).collect())),
        ("record", Cells::Text(records.map(|r| table.id(r)).collect())),
        (
            "person",
            Cells::Text(persons.person.iter().map(|&p| names[p as usize].as_str()).collect()),
        ),
        (
            "confidence",
            Cells::Number(persons.person.iter().map(|&p| persons.confidence[p as usize]).collect()),
        ),
    ];
    write_table(out, format, &columns)
}

/// Writes `left_list, left, right_list, right, weight, probability`.
///
/// # Errors
/// Whatever the sink fails with.
pub fn write_pairs(
    out: impl Write + Send,
    format: Format,
    linker: &Linker,
    edges: &[Edge],
) -> io::Result<()> {
    let table = linker.table();
    let columns = [
        ("left_list", Cells::Text(edges.iter().map(|e| list_name(linker, e.left)).collect())),
        ("left", Cells::Text(edges.iter().map(|e| table.id(e.left)).collect())),
        ("right_list", Cells::Text(edges.iter().map(|e| list_name(linker, e.right)).collect())),
        ("right", Cells::Text(edges.iter().map(|e| table.id(e.right)).collect())),
        ("weight", Cells::Number(edges.iter().map(|e| e.weight).collect())),
        ("probability", Cells::Number(edges.iter().map(Edge::probability).collect())),
    ];
    write_table(out, format, &columns)
}

/// Writes the overlap table: a 0/1 column per list, then `count` of persons, the most likely clustering.
///
/// # Errors
/// Whatever the sink fails with.
pub fn write_overlap(out: impl Write, linker: &Linker, persons: &Persons) -> io::Result<()> {
    let mut history = vec![0_u64; persons.count];
    for (record, &person) in persons.person.iter().enumerate() {
        history[person as usize] |= 1 << linker.list_of(record as u32);
    }
    let mut counts: std::collections::BTreeMap<u64, u64> = Default::default();
    history.iter().for_each(|&h| *counts.entry(h).or_default() += 1);
    let lists = linker.table().lists();
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(lists.iter().map(|l| l.name.as_str()).chain(["count"]))?;
    for (history, count) in counts {
        let marks = (0..lists.len()).map(|i| (history >> i & 1).to_string());
        writer.write_record(marks.chain([count.to_string()]))?;
    }
    writer.flush()
}

/// Writes the overlap table of every draw: `rep`, then one column per history named by its 0/1 marks.
///
/// # Errors
/// Whatever the sink fails with.
pub fn write_replicates(out: impl Write, lists: usize, count: &Count) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let name = |h: &u64| (0..lists).map(|i| if h >> i & 1 == 1 { '1' } else { '0' }).collect();
    let names: Vec<String> = count.histories.keys().map(name).collect();
    writer.write_record(["rep".to_owned()].iter().chain(&names))?;
    for (rep, counts) in count.replicates.iter().enumerate() {
        let fields = [rep as u64 + 1].into_iter().chain(counts.iter().copied());
        writer.write_record(fields.map(|n| n.to_string()))?;
    }
    writer.flush()
}

fn list_name(linker: &Linker, record: u32) -> &str {
    &linker.table().lists()[linker.list_of(record)].name
}
