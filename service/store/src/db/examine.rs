//! What is there before anything is changed: for the doctor, and for a restore.
//!
//! A database's catalogue is not in the standard that both engines follow, so these texts come in
//! pairs.

use super::{Address, Conn, schema};
use crate::backup::{RestoreError, table::TABLES};
use crate::compiled_here;
use crate::{OpenError, migration};

const SQLITE_TABLES: &str = "
    SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
        AND name NOT LIKE '\\_sqlx%' ESCAPE '\\'";
const POSTGRES_TABLES: &str = "
    SELECT table_name::text FROM information_schema.tables
    WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'";
const SQLITE_VERSION: &str = "SELECT 'SQLite ' || sqlite_version()";
const POSTGRES_VERSION: &str = "SELECT 'PostgreSQL ' || current_setting('server_version')";
const SQLITE_BYTES: &str =
    "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
const POSTGRES_BYTES: &str = "SELECT pg_database_size(current_database())";
const SQLITE_MIGRATED: &str = "
    SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'";
const POSTGRES_MIGRATED: &str = "
    SELECT count(*) FROM information_schema.tables
    WHERE table_schema = 'public' AND table_name = '_sqlx_migrations'";
const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

/// A database as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// The engine and its version.
    pub engine: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The migrations that were run on it.
    pub applied: Vec<i64>,
    /// The last migration that this program knows.
    pub known: i64,
}

impl Address {
    /// Looks at the database without changing it: nothing is made, no migration is run.
    ///
    /// # Errors
    /// [`OpenError::Connect`] when it is not there or does not answer.
    #[compiled_here]
    pub async fn examine(&self) -> Result<Examined, OpenError> {
        let mut conn = self.writer().await.map_err(OpenError::Connect)?;
        conn.examine().await.map_err(OpenError::Connect)
    }

    /// An empty database with the tables of one schema; on a new one they are made.
    pub(crate) async fn empty(&self, schema: i64) -> Result<Conn, RestoreError> {
        self.make()?;
        let mut conn = self.writer().await?;
        for name in conn.tables().await? {
            let Some(table) = TABLES.iter().find(|table| table.name == name) else {
                return Err(RestoreError::Foreign(name));
            };
            let (rows,): (i64,) =
                on!(&mut conn, c => sqlx::query_as(table.any).fetch_one(&mut **c).await?);
            if rows > 0 {
                return Err(RestoreError::NotEmpty { table: name, rows });
            }
        }
        let made = match &mut conn {
            Conn::Sqlite(c) => migration::sqlite().run_to(schema, &mut **c).await,
            Conn::Postgres(c) => migration::postgres().run_to(schema, &mut **c).await,
        };
        made.map_err(OpenError::Migrate)?;
        Ok(conn)
    }
}

impl Conn {
    /// The tables, without those that keep the migrations.
    #[compiled_here]
    pub(crate) async fn tables(&mut self) -> Result<Vec<String>, sqlx::Error> {
        let text = match self {
            Self::Sqlite(_) => SQLITE_TABLES,
            Self::Postgres(_) => POSTGRES_TABLES,
        };
        let found: Vec<(String,)> = on!(self, c => sqlx::query_as(text).fetch_all(&mut **c).await?);
        Ok(found.into_iter().map(|(name,)| name).collect())
    }

    async fn examine(&mut self) -> Result<Examined, sqlx::Error> {
        let (version, bytes, migrated) = match self {
            Self::Sqlite(_) => (SQLITE_VERSION, SQLITE_BYTES, SQLITE_MIGRATED),
            Self::Postgres(_) => (POSTGRES_VERSION, POSTGRES_BYTES, POSTGRES_MIGRATED),
        };
        let (engine,): (String,) =
            on!(self, c => sqlx::query_as(version).fetch_one(&mut **c).await?);
        let (bytes,): (i64,) = on!(self, c => sqlx::query_as(bytes).fetch_one(&mut **c).await?);
        let (migrated,): (i64,) =
            on!(self, c => sqlx::query_as(migrated).fetch_one(&mut **c).await?);
        let applied: Vec<(i64,)> = match migrated {
            0 => Vec::new(),
            _ => on!(self, c => sqlx::query_as(APPLIED).fetch_all(&mut **c).await?),
        };
        Ok(Examined {
            engine,
            bytes: u64::try_from(bytes).unwrap_or(0),
            applied: applied.into_iter().map(|(version,)| version).collect(),
            known: schema(),
        })
    }
}
