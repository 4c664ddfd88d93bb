//! Out of a database that goes on serving.

use std::collections::BTreeMap;

use access::Act;
use base64ct::{Base64, Encoding as _};
use casework::event::Event;
use casework::member::Actor;
use futures_util::TryStreamExt as _;
use sqlx::{ColumnIndex, Decode, Row, Type};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::table::{Kind, TABLES, Table};
use super::{Copied, FORMAT, Header, Mark, PIECE};
use crate::compiled_here;
use crate::db::{self, Conn, on};
use crate::subject::Installation;
use crate::{Error, Store, audit, setting};

impl Store {
    /// Sends everything that is kept, as of one moment, in pieces of about [`PIECE`] bytes.
    ///
    /// # Errors
    /// If the database fails, or nobody takes the pieces any more.
    #[compiled_here]
    pub async fn copy_out(
        &self,
        instance_key: &[u8; 32],
        program: &str,
        to: mpsc::Sender<Vec<u8>>,
    ) -> Result<Copied, Error> {
        // A connection of its own: dropped on the way, it takes its transaction with it.
        let mut conn = self.writer().address().writer().await?;
        conn.begin_snapshot().await?;
        self.send_all(&mut conn, instance_key, program, to).await
    }

    async fn send_all(
        &self,
        conn: &mut Conn,
        instance_key: &[u8; 32],
        program: &str,
        to: mpsc::Sender<Vec<u8>>,
    ) -> Result<Copied, Error> {
        let head = audit::ends(conn).await?.audit;
        let header = Header {
            format: FORMAT,
            program: program.to_owned(),
            schema: db::schema(),
            at: self.now().micros(),
            head: head.to_string(),
            instance_key: instance_key.iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        let mut out = Pieces { to, piece: Vec::with_capacity(PIECE * 2) };
        out.line(&header).await?;
        let mut rows = BTreeMap::new();
        for table in TABLES {
            let columns = table.columns.iter().map(|(name, _)| (*name).to_owned()).collect();
            out.line(&Mark::Begin { table: table.name.to_owned(), columns }).await?;
            rows.insert(table.name.to_owned(), send_table(conn, table, &mut out).await?);
        }
        out.line(&Mark::End { end: rows.clone() }).await?;
        out.send().await?;
        Ok(Copied { header, rows })
    }

    /// Notes that a backup was written and is durable, so that its age can be watched.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn note_backup(&self, bytes: u64) -> Result<(), Error> {
        let ((), mut tx) = self.enter(&Actor::Machine, Act::Backup, Installation).await?;
        setting::put_backup_time(&mut tx).await?;
        tx.commit(Event::BackupWritten { bytes }).await
    }
}

async fn send_table(conn: &mut Conn, table: &Table, out: &mut Pieces) -> Result<u64, Error> {
    let mut count = 0;
    on!(conn, c => {
        let mut rows = sqlx::query(table.select).fetch(&mut **c);
        while let Some(row) = rows.try_next().await? {
            write_row(&row, table, &mut out.piece)?;
            count += 1;
            if out.piece.len() >= PIECE {
                out.send().await?;
            }
        }
    });
    Ok(count)
}

fn write_row<'r, R>(row: &'r R, table: &Table, line: &mut Vec<u8>) -> Result<(), Error>
where
    R: Row,
    usize: ColumnIndex<R>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    Option<Vec<u8>>: Decode<'r, R::Database> + Type<R::Database>,
    Option<Uuid>: Decode<'r, R::Database> + Type<R::Database>,
{
    for (at, (_, kind)) in table.columns.iter().enumerate() {
        line.push(if at == 0 { b'[' } else { b',' });
        match kind {
            Kind::Number => write(line, row.try_get::<Option<i64>, _>(at)?)?,
            Kind::Text => write(line, row.try_get::<Option<String>, _>(at)?)?,
            Kind::Id => write(line, row.try_get::<Option<Uuid>, _>(at)?.map(|id| id.to_string()))?,
            Kind::Bytes => {
                let bytes: Option<Vec<u8>> = row.try_get(at)?;
                write(line, bytes.map(|bytes| Base64::encode_string(&bytes)))?;
            }
        }
    }
    line.extend_from_slice(b"]\n");
    Ok(())
}

fn write(line: &mut Vec<u8>, value: impl serde::Serialize) -> Result<(), Error> {
    serde_json::to_writer(line, &value).map_err(|_| Error::Unknown("a value in a backup"))
}

/// What waits to be sent.
struct Pieces {
    to: mpsc::Sender<Vec<u8>>,
    piece: Vec<u8>,
}

impl Pieces {
    async fn line(&mut self, value: &impl serde::Serialize) -> Result<(), Error> {
        write(&mut self.piece, value)?;
        self.piece.push(b'\n');
        if self.piece.len() >= PIECE { self.send().await } else { Ok(()) }
    }

    async fn send(&mut self) -> Result<(), Error> {
        let piece = std::mem::replace(&mut self.piece, Vec::with_capacity(PIECE * 2));
        self.to.send(piece).await.map_err(|_| Error::NotKept)
    }
}
