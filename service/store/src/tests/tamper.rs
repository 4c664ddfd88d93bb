//! Every single-byte change of the audit table is found, at the entry that was changed.

use uuid::Uuid;
use vault::audit::Broken;

use super::talk::talked;
use super::world::World;
use crate::Store;
use crate::db::{Conn, on};

/// The columns, with what reads and writes one of an entry.
const NUMBERS: &[(&str, &str)] = &[
    ("SELECT seq FROM audit WHERE seq = $1", "UPDATE audit SET seq = $2 WHERE seq = $1"),
    ("SELECT at FROM audit WHERE seq = $1", "UPDATE audit SET at = $2 WHERE seq = $1"),
];
const TEXTS: &[(&str, &str)] = &[
    (
        "SELECT actor_kind FROM audit WHERE seq = $1",
        "UPDATE audit SET actor_kind = $2 WHERE seq = $1",
    ),
    ("SELECT act FROM audit WHERE seq = $1", "UPDATE audit SET act = $2 WHERE seq = $1"),
    (
        "SELECT subject_kind FROM audit WHERE seq = $1",
        "UPDATE audit SET subject_kind = $2 WHERE seq = $1",
    ),
    ("SELECT why FROM audit WHERE seq = $1", "UPDATE audit SET why = $2 WHERE seq = $1"),
];
const IDS: &[(&str, &str)] = &[
    ("SELECT actor_id FROM audit WHERE seq = $1", "UPDATE audit SET actor_id = $2 WHERE seq = $1"),
    (
        "SELECT subject_id FROM audit WHERE seq = $1",
        "UPDATE audit SET subject_id = $2 WHERE seq = $1",
    ),
];
const HASH: (&str, &str) =
    ("SELECT hash FROM audit WHERE seq = $1", "UPDATE audit SET hash = $2 WHERE seq = $1");

/// How many columns the statements above change.
const CHANGED: usize = NUMBERS.len() + TEXTS.len() + IDS.len() + 1;

macro_rules! put {
    ($conn:expr, $text:expr, $seq:expr, $value:expr) => {
        on!($conn, c => sqlx::query($text)
            .bind($seq).bind($value).execute(&mut **c).await.unwrap().rows_affected())
    };
}

macro_rules! read {
    ($conn:expr, $text:expr, $seq:expr) => {
        on!($conn, c => sqlx::query_as($text).bind($seq).fetch_one(&mut **c).await.unwrap())
    };
}

#[tokio::test]
async fn every_changed_byte_of_the_audit_is_found() {
    for world in World::all().await {
        talked(&world.store).await;
        let end = world.store.verify_audit(None).await.unwrap().unwrap().seq;
        assert!(end > 4);
        let mut conn = world.address.writer().await.unwrap();
        if let Conn::Sqlite(c) = &mut conn {
            // The file is flushed once at the end of the test's life, not at each of its changes.
            const QUICK: &str = "PRAGMA synchronous = OFF";
            sqlx::query(QUICK).execute(&mut **c).await.unwrap();
        }
        let mut changes = 0;
        for seq in [1, end / 2, end] {
            changes += change_numbers(&world.store, &mut conn, seq).await;
            changes += change_texts(&world.store, &mut conn, seq).await;
            changes += change_ids(&world.store, &mut conn, seq).await;
            changes += change_hash(&world.store, &mut conn, seq).await;
        }
        assert!(changes > 250, "only {changes} changes were tried");
        assert!(world.store.verify_audit(None).await.unwrap().is_ok(), "all was put back");
    }
}

#[test]
fn no_column_of_the_audit_is_left_out() {
    let table = crate::backup::table::TABLES.iter().find(|table| table.name == "audit").unwrap();
    assert_eq!(table.columns.len(), CHANGED);
}

/// The chain breaks at `seq`, or right before it where the entry's number itself was changed.
async fn found(store: &Store, seq: i64, what: &str) {
    match store.verify_audit(None).await.unwrap() {
        Err(Broken { seq: at, .. }) => assert_eq!(at, seq, "{what}"),
        Ok(_) => panic!("entry {seq}: a change of {what} was not found"),
    }
}

async fn change_numbers(store: &Store, conn: &mut Conn, seq: i64) -> u32 {
    let mut changes = 0;
    for &(of, put) in NUMBERS {
        let (value,): (i64,) = read!(conn, of, seq);
        for byte in 0..8 {
            let changed = value ^ (1 << (8 * byte));
            let moved = of.starts_with("SELECT seq");
            if moved && is_taken(conn, changed).await {
                continue;
            }
            put!(conn, put, seq, changed);
            let now = if moved { changed } else { seq };
            // An entry that was given a smaller number is met before all others.
            found(store, if now < seq { 1 } else { seq }, of).await;
            put!(conn, put, now, value);
            changes += 1;
        }
    }
    changes
}

/// A number that another entry has cannot be written: the table itself refuses it.
async fn is_taken(conn: &mut Conn, seq: i64) -> bool {
    const COUNT: &str = "SELECT count(*) FROM audit WHERE seq = $1";
    let (count,): (i64,) = read!(conn, COUNT, seq);
    count > 0
}

async fn change_texts(store: &Store, conn: &mut Conn, seq: i64) -> u32 {
    let mut changes = 0;
    for &(of, put) in TEXTS {
        let (text,): (String,) = read!(conn, of, seq);
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            put!(conn, put, seq, String::from_utf8(bytes).unwrap());
            found(store, seq, of).await;
            changes += 1;
        }
        put!(conn, put, seq, format!("{text} "));
        found(store, seq, of).await;
        put!(conn, put, seq, &text);
    }
    changes
}

async fn change_ids(store: &Store, conn: &mut Conn, seq: i64) -> u32 {
    let mut changes = 0;
    for &(of, put) in IDS {
        let (id,): (Option<Uuid>,) = read!(conn, of, seq);
        let mut others: Vec<Option<Uuid>> =
            vec![if id.is_some() { None } else { Some(Uuid::nil()) }];
        others.extend(id.into_iter().flat_map(|id| {
            (0..16).map(move |at| {
                let mut bytes = id.into_bytes();
                bytes[at] ^= 1;
                Some(Uuid::from_bytes(bytes))
            })
        }));
        for other in others {
            put!(conn, put, seq, other);
            found(store, seq, of).await;
            changes += 1;
        }
        put!(conn, put, seq, id);
    }
    changes
}

async fn change_hash(store: &Store, conn: &mut Conn, seq: i64) -> u32 {
    let (of, put) = HASH;
    let (hash,): (Vec<u8>,) = read!(conn, of, seq);
    for at in 0..hash.len() {
        let mut changed = hash.clone();
        changed[at] ^= 1;
        put!(conn, put, seq, changed);
        found(store, seq, of).await;
    }
    put!(conn, put, seq, &hash[..31]);
    found(store, seq, of).await;
    put!(conn, put, seq, &hash);
    33
}
