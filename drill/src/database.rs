//! A place to keep a hotline, on either engine.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A fresh database with a folder beside it; the folder goes with it.
#[derive(Debug)]
pub struct Place {
    url: String,
    folder: PathBuf,
}

impl Place {
    /// The address for `--database`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The folder beside it: of the SQLite file, or for what belongs to a PostgreSQL database.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        // What is left of a test is no failure of it.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn fresh() -> (String, PathBuf) {
    let name = format!("{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(format!("daybreak-drill-{name}"));
    (name, folder)
}

/// On SQLite, in a folder of its own.
#[must_use]
pub fn sqlite() -> Place {
    let (_, folder) = fresh();
    Place { url: format!("sqlite:{}/hotline.db", folder.display()), folder }
}

/// On PostgreSQL, in a database of its own on the server that `DAYBREAK_TEST_POSTGRES` names.
///
/// None, with one line, where it names none.
///
/// # Errors
/// When the server does not answer.
pub async fn postgres() -> Result<Option<Place>, store::OpenError> {
    let Ok(server) = std::env::var("DAYBREAK_TEST_POSTGRES") else {
        static TOLD: std::sync::Once = std::sync::Once::new();
        let line = "skipped on PostgreSQL: DAYBREAK_TEST_POSTGRES names no server\n";
        // Past the harness, which keeps to itself what a test that passes prints.
        TOLD.call_once(|| drop(std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes())));
        return Ok(None);
    };
    let (name, folder) = fresh();
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    let url = format!("{base}/daybreak_drill_{name}");
    store::create_database(&url).await?;
    Ok(Some(Place { url, folder }))
}
