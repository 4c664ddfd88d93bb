//! Into an empty database.

use std::collections::BTreeMap;
use std::io;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::table::{Kind, TABLES, Table};
use super::{Copied, FORMAT, Header, LONGEST, Mark, RestoreError};
use crate::db::{self, Address, Conn, on};

/// Restores what [`Store::copy_out`](crate::Store::copy_out) sent to an empty database, whichever
/// engine it came from. All of it in one transaction: on an error the target stays empty. The stream
/// ends with the channel; whoever reads the backup sends what failed in place of a piece.
///
/// A backup of an earlier schema is restored to that schema, then brought up to date as a serving
/// database would be.
///
/// # Errors
/// [`RestoreError`].
pub async fn restore(
    address: &Address,
    from: mpsc::Receiver<io::Result<Vec<u8>>>,
) -> Result<Copied, RestoreError> {
    let mut lines = Lines { from, read: Vec::new(), at: 0 };
    let header = header_of(&mut lines).await?;
    let mut conn = address.empty(header.schema).await?;
    conn.begin_write().await?;
    let rows = fill(&mut conn, &mut lines, &header).await?;
    conn.control("COMMIT").await?;
    drop(conn);
    address.migrate().await?;
    Ok(Copied { header, rows })
}

async fn header_of(lines: &mut Lines) -> Result<Header, RestoreError> {
    let line = lines.next().await?.ok_or(RestoreError::NotABackup)?;
    let header: Header = serde_json::from_slice(&line).map_err(|_| RestoreError::NotABackup)?;
    if header.format != FORMAT {
        return Err(RestoreError::Format(header.format));
    }
    let ours = db::schema();
    if header.schema > ours {
        let Header { program, schema: theirs, .. } = header;
        return Err(RestoreError::Newer { program, theirs, ours });
    }
    Ok(header)
}

async fn fill(
    conn: &mut Conn,
    lines: &mut Lines,
    header: &Header,
) -> Result<BTreeMap<String, u64>, RestoreError> {
    let mut rows = BTreeMap::new();
    let mut table: Option<&'static Table> = None;
    while let Some(line) = lines.next().await? {
        if line.first() == Some(&b'[') {
            let table = table.ok_or(RestoreError::Incomplete)?;
            let row = rows.entry(table.name.to_owned()).or_insert(0);
            *row += 1;
            let damaged = || RestoreError::Row { table: table.name.to_owned(), row: *row };
            let cells = cells_of(&line, table).ok_or_else(damaged)?;
            insert(conn, table, cells).await?;
            continue;
        }
        match serde_json::from_slice(&line).map_err(|_| RestoreError::Incomplete)? {
            Mark::Begin { table: name, columns } => {
                table = Some(known(&name, &columns, header)?);
                rows.insert(name, 0);
            }
            Mark::End { end } if end == rows => {
                return match lines.next().await? {
                    None => Ok(rows),
                    Some(_) => Err(RestoreError::Incomplete),
                };
            }
            Mark::End { .. } => break,
        }
    }
    Err(RestoreError::Incomplete)
}

/// The table of this name, if it has these columns here.
fn known(name: &str, columns: &[String], header: &Header) -> Result<&'static Table, RestoreError> {
    let same = |table: &&Table| {
        table.name == name && table.columns.iter().map(|(column, _)| *column).eq(columns)
    };
    TABLES.iter().find(same).ok_or_else(|| RestoreError::Shape {
        table: name.to_owned(),
        program: header.program.clone(),
    })
}

/// One value, ready to be bound.
enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
    Id(Option<Uuid>),
}

fn cells_of(line: &[u8], table: &Table) -> Option<Vec<Cell>> {
    let values: Vec<Value> = serde_json::from_slice(line).ok()?;
    if values.len() != table.columns.len() {
        return None;
    }
    values.into_iter().zip(table.columns).map(|(value, (_, kind))| cell_of(value, *kind)).collect()
}

fn cell_of(value: Value, kind: Kind) -> Option<Cell> {
    Some(match (kind, value) {
        (Kind::Number, Value::Null) => Cell::Number(None),
        (Kind::Number, Value::Number(number)) => Cell::Number(Some(number.as_i64()?)),
        (Kind::Text, Value::Null) => Cell::Text(None),
        (Kind::Text, Value::String(text)) => Cell::Text(Some(text)),
        (Kind::Bytes, Value::Null) => Cell::Bytes(None),
        (Kind::Bytes, Value::String(text)) => Cell::Bytes(Some(Base64::decode_vec(&text).ok()?)),
        (Kind::Id, Value::Null) => Cell::Id(None),
        (Kind::Id, Value::String(text)) => Cell::Id(Some(text.parse().ok()?)),
        _ => return None,
    })
}

async fn insert(conn: &mut Conn, table: &Table, cells: Vec<Cell>) -> Result<(), sqlx::Error> {
    on!(conn, c => {
        let bind = |query, cell| match cell {
            Cell::Number(number) => sqlx::query::Query::bind(query, number),
            Cell::Text(text) => query.bind(text),
            Cell::Bytes(bytes) => query.bind(bytes),
            Cell::Id(id) => query.bind(id),
        };
        cells.into_iter().fold(sqlx::query(table.insert), bind).execute(&mut **c).await.map(drop)
    })
}

/// The stream, cut into lines.
struct Lines {
    from: mpsc::Receiver<io::Result<Vec<u8>>>,
    read: Vec<u8>,
    at: usize,
}

impl Lines {
    /// The next line without its end; none at the end of the stream.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, RestoreError> {
        loop {
            let rest = &self.read[self.at..];
            if let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
                let line = rest[..length].to_vec();
                self.at += length + 1;
                return Ok(Some(line));
            }
            if rest.len() > LONGEST {
                return Err(RestoreError::Incomplete);
            }
            match self.from.recv().await {
                Some(piece) => {
                    self.read.drain(..self.at);
                    self.at = 0;
                    self.read.extend_from_slice(&piece.map_err(RestoreError::Source)?);
                }
                // A last line without its end is no line.
                None if rest.is_empty() => return Ok(None),
                None => return Err(RestoreError::Incomplete),
            }
        }
    }
}
