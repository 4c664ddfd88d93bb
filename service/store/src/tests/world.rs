//! A small store to test with, on either engine.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use casework::time::Timestamp;

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
    pub(crate) address: Address,
    place: Place,
}

/// A database of a test that nobody has opened yet.
pub(crate) struct Place {
    pub(crate) address: Address,
    folder: Option<PathBuf>,
}

/// A clock that moves on by `step` microseconds each time it is read.
pub(crate) fn ticking(step: i64) -> crate::Clock {
    let now = AtomicI64::new(1_800_000_000_000_000);
    Box::new(move || Timestamp::from_micros(now.fetch_add(step, Ordering::Relaxed)))
}

pub(crate) const MILLISECOND: i64 = 1_000;

impl Place {
    /// On SQLite, in a folder of its own.
    pub(crate) fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(fresh("daybreak"));
        Self { address: Address::Sqlite(folder.join("test.db")), folder: Some(folder) }
    }

    /// On PostgreSQL, in a database of its own; none, with one line, where no server was named.
    async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("DAYBREAK_TEST_POSTGRES") else {
            static TOLD: std::sync::Once = std::sync::Once::new();
            let line = "skipped on PostgreSQL: DAYBREAK_TEST_POSTGRES names no server\n";
            // Past the harness, which keeps to itself what a test that passes prints.
            TOLD.call_once(|| {
                drop(std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()));
            });
            return None;
        };
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{}", fresh("daybreak_test"));
        crate::create_database(&url).await.unwrap();
        Some(Self { address: Address::from_str(&url).unwrap(), folder: None })
    }
}

impl World {
    async fn open(place: Place, step: i64) -> Self {
        let address = place.address.clone();
        let store = Store::open(&address, ticking(step)).await.unwrap();
        Self { store, address, place }
    }

    /// On SQLite.
    pub(crate) async fn sqlite() -> Self {
        Self::open(Place::sqlite(), MILLISECOND).await
    }

    /// On PostgreSQL; none, with one line, where no server was named.
    pub(crate) async fn postgres() -> Option<Self> {
        Some(Self::open(Place::postgres().await?, MILLISECOND).await)
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
        let mut all = vec![Self::open(Place::sqlite(), step).await];
        if let Some(place) = Place::postgres().await {
            all.push(Self::open(place, step).await);
        }
        all
    }

    /// Databases that nobody has opened yet, on every engine that is at hand.
    pub(crate) async fn empty() -> Vec<Place> {
        let mut all = vec![Place::sqlite()];
        all.extend(Place::postgres().await);
        all
    }
}

impl World {
    /// Every byte of every file of a database on SQLite.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let folder = self.place.folder.as_ref().expect("this world is on SQLite");
        let files = std::fs::read_dir(folder).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            // What is left of a test is no failure of it.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}
