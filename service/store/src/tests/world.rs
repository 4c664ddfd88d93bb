//! A small store to test with, on either engine.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use casework::time::Timestamp;
use sqlx::Connection;

use crate::{Address, Store};

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A name that no other test of this run uses.
fn fresh(prefix: &str) -> String {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{prefix}_{}_{number}", std::process::id())
}

/// A store of a test; its database goes with it.
pub(crate) struct World {
    pub(crate) store: Store,
    folder: Option<PathBuf>,
}

/// A clock that moves on by `step` microseconds each time it is read.
fn ticking(step: i64) -> crate::Clock {
    let now = AtomicI64::new(1_800_000_000_000_000);
    Box::new(move || Timestamp::from_micros(now.fetch_add(step, Ordering::Relaxed)))
}

const MILLISECOND: i64 = 1_000;

impl World {
    /// On SQLite, in a folder of its own.
    pub(crate) async fn sqlite() -> Self {
        Self::sqlite_with(MILLISECOND).await
    }

    async fn sqlite_with(step: i64) -> Self {
        let folder = std::env::temp_dir().join(fresh("daybreak"));
        let address = Address::Sqlite(folder.join("test.db"));
        let store = Store::open(&address, ticking(step)).await.unwrap();
        Self { store, folder: Some(folder) }
    }

    /// On PostgreSQL, in a database of its own; none, with one line, where no server was named.
    pub(crate) async fn postgres() -> Option<Self> {
        Self::postgres_with(MILLISECOND).await
    }

    async fn postgres_with(step: i64) -> Option<Self> {
        let Ok(server) = std::env::var("DAYBREAK_TEST_POSTGRES") else {
            eprintln!("skipped on PostgreSQL: DAYBREAK_TEST_POSTGRES names no server");
            return None;
        };
        let name = fresh("daybreak_test");
        let mut admin = sqlx::PgConnection::connect(&server).await.unwrap();
        // A database cannot be named by a parameter; this name is made of letters and digits above.
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::raw_sql(create).execute(&mut admin).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        let address = Address::from_str(&format!("{base}/{name}")).unwrap();
        let store = Store::open(&address, ticking(step)).await.unwrap();
        Some(Self { store, folder: None })
    }

    /// On every engine that is at hand.
    pub(crate) async fn all() -> Vec<Self> {
        let mut all = vec![Self::sqlite().await];
        all.extend(Self::postgres().await);
        all
    }

    /// The same, with a clock that moves on by so many seconds each time it is read.
    pub(crate) async fn all_with_seconds(seconds: i64) -> Vec<Self> {
        let step = seconds * 1_000 * MILLISECOND;
        let mut all = vec![Self::sqlite_with(step).await];
        all.extend(Self::postgres_with(step).await);
        all
    }
}

impl World {
    /// Every byte of every file of a database on SQLite.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let folder = self.folder.as_ref().expect("this world is on SQLite");
        let files = std::fs::read_dir(folder).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // What is left of a test is no failure of it.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
