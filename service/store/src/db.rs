//! Two engines behind one enum, and the macro that runs one text on either.
//!
//! The SQL text is the same for both; only the bound types differ, and sqlx settles those by the
//! executor that it is given. What cannot be shared (how a write transaction begins, how another
//! node is told) stands in this file and nowhere else.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::MigrateDatabase as _;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, PgPool, Postgres, Sqlite, SqliteConnection,
    SqlitePool,
};

use crate::compiled_here;
use crate::{OpenError, migration};

/// Runs one expression on whichever engine the connection belongs to.
macro_rules! on {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($c) => $body,
            $crate::db::Conn::Postgres($c) => $body,
        }
    };
}
pub(crate) use on;

/// Names the statements of a module, so that a test can prepare every one on both engines.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)+
        /// Every statement of this module, with its name.
        #[cfg(test)]
        pub(crate) const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}
pub(crate) use statements;

/// Defines what a statement returns: each column is read into the field of its name. The library's
/// own derive would build both drivers, and SQLite, a second time for the compiler.
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($field:ident: $kind:ty),+ $(,)? }) => {
        $(#[$meta])*
        $vis struct $name { $($field: $kind),+ }

        impl<'r, R: sqlx::Row> sqlx::FromRow<'r, R> for $name
        where
            &'static str: sqlx::ColumnIndex<R>,
            $($kind: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)+
        {
            fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
    };
}
pub(crate) use row;

mod examine;

pub use examine::Examined;

/// Cuts rows into pieces for statements that take eight, two and one of them.
pub(crate) fn by_statement<'a, T>(
    mut rows: &'a [T],
    [eight, two, one]: [&'static str; 3],
) -> impl Iterator<Item = (&'a [T], &'static str)> {
    std::iter::from_fn(move || {
        let (size, text) = match rows.len() {
            0 => return None,
            8.. => (8, eight),
            2.. => (2, two),
            1 => (1, one),
        };
        let (some, rest) = rows.split_at(size);
        rows = rest;
        Some((some, text))
    })
}

/// Where the records are kept.
#[derive(Clone, Debug)]
pub enum Address {
    /// One file beside the process. The folder is made when it is not there.
    Sqlite(PathBuf),
    /// Such a file that goes with the process, as a demonstration's: nothing waits for the disk.
    /// No address in text names it.
    Fleeting(PathBuf),
    /// A PostgreSQL server, version 15 or later.
    Postgres(Box<PgConnectOptions>),
}

impl FromStr for Address {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(OpenError::Address(text.into()));
            }
            return Ok(Self::Sqlite(path.into()));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(text)
                .map_err(|_| OpenError::Address("postgres://… (hidden)".into()))?;
            return Ok(Self::Postgres(Box::new(options.application_name("daybreak"))));
        }
        Err(OpenError::Address(text.into()))
    }
}

/// Readers, one pool an engine. The single writer has a connection of its own.
#[derive(Clone, Debug)]
pub(crate) enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A connection for reading (from the pool) or for writing (the writer's own).
pub enum Conn {
    /// The embedded engine.
    Sqlite(SqliteHandle),
    /// The server.
    Postgres(PgHandle),
}

/// A pooled or an owned SQLite connection; derefs to the connection.
pub enum SqliteHandle {
    /// Lent by the readers' pool.
    Pooled(PoolConnection<Sqlite>),
    /// The writer's own.
    Owned(Box<SqliteConnection>),
}

/// A pooled or an owned PostgreSQL connection; derefs to the connection.
pub enum PgHandle {
    /// Lent by the readers' pool.
    Pooled(PoolConnection<Postgres>),
    /// The writer's own.
    Owned(Box<PgConnection>),
}

macro_rules! handle {
    ($handle:ident, $target:ty) => {
        impl std::ops::Deref for $handle {
            type Target = $target;
            fn deref(&self) -> &$target {
                match self {
                    Self::Pooled(c) => c,
                    Self::Owned(c) => c,
                }
            }
        }
        impl std::ops::DerefMut for $handle {
            fn deref_mut(&mut self) -> &mut $target {
                match self {
                    Self::Pooled(c) => c,
                    Self::Owned(c) => c,
                }
            }
        }
    };
}
handle!(SqliteHandle, SqliteConnection);
handle!(PgHandle, PgConnection);

impl Conn {
    /// Begins a transaction that may write, and holds every other writer back until it ends:
    /// on SQLite by the file's write lock, on PostgreSQL by one advisory lock for all nodes.
    ///
    /// SQLite has to know at the start that we may write: upgrading a read transaction later
    /// fails if another writer got there first. On PostgreSQL the lock keeps the audit chain
    /// without gaps or forks when several nodes serve one database.
    #[compiled_here]
    pub(crate) async fn begin_write(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(c) => sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut **c).await.map(drop),
            Self::Postgres(c) => sqlx::raw_sql("BEGIN; SELECT pg_advisory_xact_lock(4919022026)")
                .execute(&mut **c)
                .await
                .map(drop),
        }
    }

    /// Begins a transaction that sees the tables as they are at one moment and changes nothing.
    #[compiled_here]
    pub(crate) async fn begin_snapshot(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => self.control("BEGIN").await,
            Self::Postgres(_) => {
                self.control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
            }
        }
    }

    /// Runs a statement of transaction control.
    #[compiled_here]
    pub(crate) async fn control(&mut self, text: &'static str) -> Result<(), sqlx::Error> {
        on!(self, c => sqlx::raw_sql(text).execute(&mut **c).await.map(drop))
    }
}

fn postgres_options(options: &PgConnectOptions) -> PgConnectOptions {
    // A contact is acknowledged only when it is on disk, whatever the server's default says.
    options.clone().options([("synchronous_commit", "on")]).disable_statement_logging()
}

/// The last migration that this program knows.
pub(crate) fn schema() -> i64 {
    migration::sqlite().iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Makes the PostgreSQL database of an address on its server, unless it is there. A SQLite file is
/// made when it is opened, so for it there is nothing to do.
///
/// # Errors
/// [`OpenError::Connect`] when the server does not answer or its user may not make databases.
pub async fn create_database(address: &str) -> Result<(), OpenError> {
    let made = match address.parse()? {
        Address::Sqlite(_) | Address::Fleeting(_) => Ok(()),
        Address::Postgres(_) => match Postgres::database_exists(address).await {
            Ok(true) => Ok(()),
            Ok(false) => Postgres::create_database(address).await,
            Err(error) => Err(error),
        },
    };
    made.map_err(OpenError::Connect)
}

impl Address {
    /// Opens the readers and brings the schema up to date.
    pub(crate) async fn open(&self) -> Result<Readers, OpenError> {
        self.migrate().await?;
        match self {
            Self::Sqlite(path) | Self::Fleeting(path) => {
                let pool = SqlitePoolOptions::new()
                    .max_connections(6)
                    .acquire_timeout(Duration::from_secs(10))
                    // A file does not hang up.
                    .test_before_acquire(false)
                    .connect_with(self.sqlite_options(path).read_only(true))
                    .await
                    .map_err(OpenError::Connect)?;
                Ok(Readers::Sqlite(pool))
            }
            Self::Postgres(options) => {
                let pool = PgPoolOptions::new()
                    .max_connections(12)
                    .acquire_timeout(Duration::from_secs(10))
                    // A server may have hung up, but not on somebody who just spoke to it.
                    .test_before_acquire(false)
                    .before_acquire(|c, past| {
                        Box::pin(async move {
                            Ok(past.idle_for < Duration::from_secs(2) || c.ping().await.is_ok())
                        })
                    })
                    .connect_with(postgres_options(options))
                    .await
                    .map_err(OpenError::Connect)?;
                Ok(Readers::Postgres(pool))
            }
        }
    }

    /// Brings the schema up to date. A SQLite file that is not there is made.
    pub(crate) async fn migrate(&self) -> Result<(), OpenError> {
        self.make()?;
        let mut conn = self.writer().await.map_err(OpenError::Connect)?;
        match &mut conn {
            Conn::Sqlite(c) => migration::sqlite().run(&mut **c).await,
            Conn::Postgres(c) => migration::postgres().run(&mut **c).await,
        }
        .map_err(OpenError::Migrate)
    }

    /// Makes the SQLite file, readable by its owner only; its log then is too.
    pub(crate) fn make(&self) -> Result<(), OpenError> {
        let (Self::Sqlite(path) | Self::Fleeting(path)) = self else { return Ok(()) };
        let failed = |source| OpenError::Folder { path: path.clone(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map(drop).map_err(failed)
    }

    /// A connection of its own for the writer.
    #[compiled_here]
    pub(crate) async fn writer(&self) -> Result<Conn, sqlx::Error> {
        match self {
            Self::Sqlite(path) | Self::Fleeting(path) => {
                let c = self.sqlite_options(path).connect().await?;
                Ok(Conn::Sqlite(SqliteHandle::Owned(Box::new(c))))
            }
            Self::Postgres(options) => {
                let c = postgres_options(options).connect().await?;
                Ok(Conn::Postgres(PgHandle::Owned(Box::new(c))))
            }
        }
    }

    fn sqlite_options(&self, path: &Path) -> SqliteConnectOptions {
        let flush = match self {
            Self::Fleeting(_) => SqliteSynchronous::Off,
            Self::Sqlite(_) | Self::Postgres(_) => SqliteSynchronous::Full,
        };
        SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(flush)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(20))
            // Erasure must leave nothing in free pages.
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            // A checkpoint holds the writer up; every 16 MB of log it does so a quarter as often.
            .pragma("wal_autocheckpoint", "4000")
            .disable_statement_logging()
    }
}

impl Readers {
    /// A connection for reading.
    #[compiled_here]
    pub(crate) async fn acquire(&self) -> Result<Conn, sqlx::Error> {
        match self {
            Self::Sqlite(pool) => Ok(Conn::Sqlite(SqliteHandle::Pooled(pool.acquire().await?))),
            Self::Postgres(pool) => Ok(Conn::Postgres(PgHandle::Pooled(pool.acquire().await?))),
        }
    }

    /// Closes the pool; waits for what is being read.
    #[compiled_here]
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
