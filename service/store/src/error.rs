//! What can go wrong between a request and the tables.

use std::path::PathBuf;

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address has neither known form.
    #[error("`{0}` is not a database address; write `sqlite:PATH` or `postgres://USER@HOST/NAME`")]
    Address(String),
    /// The folder of the SQLite file cannot be made.
    #[error(
        "the folder `{path}` cannot be made; choose another place with `--database sqlite:PATH`"
    )]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database does not answer.
    #[error("the database cannot be opened; check that it runs and that the address is right")]
    Connect(#[source] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("the tables cannot be brought up to date; was this database used by a newer version?")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// The policies do not load.
    #[error("the access policies do not load")]
    Policies(#[from] access::PolicyError),
}

/// Why a look or an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or the actor may not know that it is: both read the same from outside.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it since it was read.
    #[error("somebody else changed this in the meantime; look at the new state and try again")]
    Changed,
    /// The same thing was already done (a double click, a retry).
    #[error("this was already done")]
    Already,
    /// A rule of casework says no; the text says what to do.
    #[error("{0}")]
    Rule(String),
    /// A sealed field does not open with the keys at hand.
    #[error("this cannot be opened with your keys")]
    Sealed(#[from] vault::OpenError),
    /// The writer's queue is full.
    #[error("very many people are writing right now; try again in a few seconds")]
    Busy,
    /// The work was done but could not be flushed to disk, so it is not kept.
    #[error("this could not be saved; nothing was changed, try again")]
    NotKept,
    /// A row holds what no version of this program wrote.
    #[error("the database holds a value that this version does not know: {0}")]
    Unknown(&'static str),
    /// The database itself failed.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl Error {
    /// A rule's refusal, in the rule's own words.
    pub fn rule(refusal: impl std::error::Error) -> Self {
        Self::Rule(refusal.to_string())
    }
}

/// What a row of its own kind can be only once: a second one was [`Error::Already`] there.
pub(crate) fn once(done: Result<(), sqlx::Error>) -> Result<(), Error> {
    match done {
        Err(sqlx::Error::Database(e)) if e.is_unique_violation() => Err(Error::Already),
        other => Ok(other?),
    }
}

/// A word for the log that holds no content: driver errors may quote values.
pub(crate) fn kind_of(error: &sqlx::Error) -> &'static str {
    match error {
        sqlx::Error::Database(e) if e.is_unique_violation() => "unique",
        sqlx::Error::Database(e) if e.is_foreign_key_violation() => "foreign-key",
        sqlx::Error::Database(_) => "database",
        sqlx::Error::Io(_) => "io",
        sqlx::Error::PoolTimedOut => "pool-timeout",
        sqlx::Error::PoolClosed => "pool-closed",
        sqlx::Error::RowNotFound => "row-not-found",
        _ => "other",
    }
}
