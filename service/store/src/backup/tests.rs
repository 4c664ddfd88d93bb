//! A backup holds every table, and comes back as it was on either engine.

use std::collections::BTreeSet;
use std::io;

use sqlx::{Executor as _, SqlSafeStr as _};
use tokio::sync::mpsc;

use super::table::TABLES;
use super::{Copied, RestoreError, restore};
use crate::db::{Conn, on};
use crate::tests::talk::talked;
use crate::tests::world::{MILLISECOND, Place, World, ticking};
use crate::{Address, Store};

const KEY: [u8; 32] = [7; 32];

async fn copied(store: &Store) -> (Copied, Vec<Vec<u8>>) {
    let (to, mut from) = mpsc::channel(4);
    let taking = tokio::spawn(async move {
        let mut pieces = Vec::new();
        while let Some(piece) = from.recv().await {
            pieces.push(piece);
        }
        pieces
    });
    let copied = store.copy_out(&KEY, "0.0.0", to).await.unwrap();
    (copied, taking.await.unwrap())
}

async fn put(address: &Address, pieces: Vec<Vec<u8>>) -> Result<Copied, RestoreError> {
    let (to, from) = mpsc::channel::<io::Result<Vec<u8>>>(4);
    tokio::spawn(async move {
        for piece in pieces {
            if to.send(Ok(piece)).await.is_err() {
                return;
            }
        }
    });
    restore(address, from).await
}

#[tokio::test]
async fn every_column_of_the_schema_is_in_the_list_and_every_statement_is_taken() {
    for world in World::all().await {
        let mut conn = world.store.readers().acquire().await.unwrap();
        let listed: BTreeSet<_> = TABLES.iter().map(|table| table.name.to_owned()).collect();
        let there: BTreeSet<_> = conn.tables().await.unwrap().into_iter().collect();
        assert_eq!(listed, there, "a table that is not listed would be in no backup");
        for table in TABLES {
            for text in [table.select, table.insert, table.any] {
                on!(&mut conn, c => (&mut **c).prepare(text.into_sql_str()).await.map(drop))
                    .unwrap_or_else(|error| panic!("{text} is refused: {error}"));
            }
            let listed: BTreeSet<_> = table.columns.iter().map(|(name, _)| *name).collect();
            let columns = columns(&mut conn, table.name).await;
            assert_eq!(listed, columns.iter().map(String::as_str).collect(), "{}", table.name);
        }
    }
}

async fn columns(conn: &mut Conn, table: &str) -> BTreeSet<String> {
    const SQLITE: &str = "SELECT name FROM pragma_table_info($1)";
    const POSTGRES: &str = "
        SELECT column_name::text FROM information_schema.columns WHERE table_name = $1";
    let text = if matches!(conn, Conn::Sqlite(_)) { SQLITE } else { POSTGRES };
    let found: Vec<(String,)> =
        on!(conn, c => sqlx::query_as(text).bind(table).fetch_all(&mut **c).await.unwrap());
    found.into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn what_was_copied_comes_back_on_either_engine() {
    for from in World::all().await {
        talked(&from.store).await;
        let (sent, pieces) = copied(&from.store).await;
        assert!(sent.rows["messages"] > 1 && sent.rows["audit"] > 3, "{:?}", sent.rows);
        for to in World::empty().await {
            let came = put(&to.address, pieces.clone()).await.unwrap();
            assert_eq!(came, sent);
            let store = Store::open(&to.address, ticking(MILLISECOND)).await.unwrap();
            let head = store.verify_audit(None).await.unwrap().unwrap();
            assert_eq!(head.to_string(), sent.header.head);
            let (again, _) = copied(&store).await;
            assert_eq!(again.rows, sent.rows);
            store.close().await;
        }
    }
}

#[tokio::test]
async fn a_database_in_use_is_never_written_over() {
    for world in World::all().await {
        talked(&world.store).await;
        let (_, pieces) = copied(&world.store).await;
        let refused = put(&world.address, pieces).await;
        assert!(matches!(refused, Err(RestoreError::NotEmpty { .. })), "{refused:?}");
    }
}

/// A backup that is cut or changed anywhere leaves the target empty.
#[tokio::test]
async fn a_damaged_backup_leaves_nothing_behind() {
    let from = World::sqlite().await;
    talked(&from.store).await;
    let (_, pieces) = copied(&from.store).await;
    let whole = pieces.concat();
    let lines: Vec<_> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let mut damaged = vec![
        Vec::new(),
        whole[..whole.len() - 1].to_vec(),
        [&whole[..], b"[1]\n"].concat(),
        lines[..lines.len() - 1].concat(),
        String::from_utf8(whole.clone()).unwrap().replacen("\"schema\":", "\"schema\":9", 1).into(),
        String::from_utf8(whole.clone()).unwrap().replacen("\"login\"", "\"log\"", 1).into(),
    ];
    // Every line but one, each in turn.
    damaged.extend((0..lines.len()).map(|left_out| {
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != left_out);
        kept.flat_map(|(_, line)| line.iter().copied()).collect()
    }));
    for bytes in damaged {
        let to = Place::sqlite();
        let refused = put(&to.address, vec![bytes.clone()]).await;
        assert!(refused.is_err(), "{}", String::from_utf8_lossy(&bytes));
        // What was refused at its first line made no database at all.
        let Ok(mut conn) = to.address.writer().await else { continue };
        for name in conn.tables().await.unwrap() {
            let table = TABLES.iter().find(|table| table.name == name).unwrap();
            let (any,): (i64,) = on!(&mut conn, c => sqlx::query_as(table.any)
                .fetch_one(&mut **c).await.unwrap());
            assert_eq!(any, 0, "`{name}` is not empty");
        }
    }
}
