//! Settings of the organisation: public keys and names that are no secret.

use casework::time::Timestamp;
use vault::PublicKey;

use crate::compiled_here;
use crate::db::{Conn, on, statements};
use crate::tx::Reads as _;
use crate::{Error, Store, Tx};

statements! {
    PUT = "
        INSERT INTO settings (name, value) VALUES ($1, $2)
        ON CONFLICT (name) DO UPDATE SET value = $2";
    OF_NAME = "SELECT value FROM settings WHERE name = $1";
}

/// Stores the public half of the recovery key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_recovery_key(tx: &mut Tx, key: &PublicKey) -> Result<(), Error> {
    let text: String = key.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(RECOVERY_KEY).bind(text).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Notes that a backup was written now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub(crate) async fn put_backup_time(tx: &mut Tx) -> Result<(), Error> {
    let now = tx.now().micros().to_string();
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(BACKUP_WRITTEN_AT).bind(now).execute(&mut **c).await.map(drop)?);
    Ok(())
}

#[compiled_here]
pub(crate) async fn put(tx: &mut Tx, name: &str, value: String) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(name).bind(value).execute(&mut **c).await.map(drop)?);
    Ok(())
}

pub(crate) async fn read(conn: &mut Conn, name: &str) -> Result<Option<String>, Error> {
    let row: Option<(String,)> =
        on!(conn, c => sqlx::query_as(OF_NAME).bind(name).fetch_optional(&mut **c).await?);
    Ok(row.map(|(value,)| value))
}

impl Store {
    /// The public half of the recovery key; none before the first-run page has been completed.
    ///
    /// # Errors
    /// If the database fails, or the key's text was changed by somebody else.
    #[compiled_here]
    pub async fn recovery_key(&self) -> Result<Option<PublicKey>, Error> {
        let text = read(&mut self.readers().acquire().await?, RECOVERY_KEY).await?;
        text.map(|text| parse(&text).ok_or(Error::Unknown("recovery key"))).transpose()
    }

    /// When the last backup was written; none if there was none.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn last_backup(&self) -> Result<Option<Timestamp>, Error> {
        let text = read(&mut self.readers().acquire().await?, BACKUP_WRITTEN_AT).await?;
        let micros = text.map(|text| text.parse().map_err(|_| Error::Unknown("time of a backup")));
        Ok(micros.transpose()?.map(Timestamp::from_micros))
    }
}

fn parse(text: &str) -> Option<PublicKey> {
    let bytes: Option<Vec<u8>> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect();
    PublicKey::from_bytes(&bytes?).ok()
}

const RECOVERY_KEY: &str = "recovery_public_key";
pub(crate) const DUTY_HOUSE: &str = "duty_house";
const BACKUP_WRITTEN_AT: &str = "backup_written_at";
