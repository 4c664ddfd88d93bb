//! Instruments that a house loaded beside those that come with the program. They tell of nobody.

use casework::time::Timestamp;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    /// A version that is loaded stays as it is.
    INSERT = "
        INSERT INTO instruments (url, version, body, loaded_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (url, version) DO NOTHING";
    OF_KEY = "
        SELECT url, version, body, loaded_at FROM instruments WHERE url = $1 AND version = $2";
    /// The latest first.
    LATEST = "
        SELECT url, version, body, loaded_at FROM instruments
        ORDER BY loaded_at DESC, url DESC, version DESC LIMIT $1";
}

row! {
    struct Row {
        url: String,
        version: String,
        body: String,
        loaded_at: i64,
    }
}

/// One version of one instrument, as it was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The canonical address of the questionnaire.
    pub url: String,
    /// Its version.
    pub version: String,
    /// The questionnaire, as FHIR JSON.
    pub body: String,
    /// When it was loaded.
    pub loaded_at: Timestamp,
}

impl From<Row> for Loaded {
    fn from(Row { url, version, body, loaded_at }: Row) -> Self {
        Self { url, version, body, loaded_at: Timestamp::from_micros(loaded_at) }
    }
}

/// Loads one version of an instrument; whether it is new.
///
/// # Errors
/// [`Error::Already`] when other words are loaded under this address and version.
#[compiled_here]
pub async fn insert(tx: &mut Tx, url: &str, version: &str, body: &str) -> Result<bool, Error> {
    let now = tx.now();
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(url)
        .bind(version)
        .bind(body)
        .bind(now.micros())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 {
        return Ok(true);
    }
    let stands = of_key(tx, url, version).await?;
    if stands.is_some_and(|one| one.body == body) { Ok(false) } else { Err(Error::Already) }
}

/// The instrument of this address and version, if it was loaded.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_key(
    reads: &mut dyn Reads,
    url: &str,
    version: &str,
) -> Result<Option<Loaded>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(OF_KEY)
        .bind(url)
        .bind(version)
        .fetch_optional(&mut **c)
        .await?);
    Ok(row.map(Loaded::from))
}

/// What was loaded, the latest first, at most `most`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn latest(reads: &mut dyn Reads, most: i64) -> Result<Vec<Loaded>, Error> {
    let rows: Vec<Row> =
        on!(reads.conn(), c => sqlx::query_as(LATEST).bind(most).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(Loaded::from).collect())
}
