//! Wrapped keys: who can open what. Sharing adds a row, revoking removes it, erasing removes all.

use uuid::Uuid;
use vault::{Keyring, OpenError, ReaderId, SecretKey, WrappedKey};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    GRANT = "
        INSERT INTO wrapped_keys (record_id, reader_id, reader_kind, wrapped, granted_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (record_id, reader_id) DO UPDATE SET wrapped = $4, granted_at = $5";
    REVOKE = "DELETE FROM wrapped_keys WHERE record_id = $1 AND reader_id = $2";
    ERASE = "DELETE FROM wrapped_keys WHERE record_id = $1";
    OF_RECORD = "SELECT reader_id, wrapped FROM wrapped_keys WHERE record_id = $1";
}

/// What kind of reader a key is wrapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A team: all who hold its key.
    Team,
    /// One member.
    Member,
    /// A visitor's browser session.
    Visitor,
    /// A tipster with a receipt.
    Tipster,
    /// A service partner with a link.
    Partner,
    /// The organisation's recovery key.
    Recovery,
}

impl Reader {
    fn code(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Member => "member",
            Self::Visitor => "visitor",
            Self::Tipster => "tipster",
            Self::Partner => "partner",
            Self::Recovery => "recovery",
        }
    }
}

/// Gives one reader the key of a record.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn grant(
    tx: &mut Tx,
    record: Uuid,
    reader: ReaderId,
    kind: Reader,
    wrapped: &WrappedKey,
) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(GRANT)
        .bind(record)
        .bind(reader.0)
        .bind(kind.code())
        .bind(wrapped.as_bytes())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Takes the key of a record from one reader.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn revoke(tx: &mut Tx, record: Uuid, reader: ReaderId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(REVOKE)
        .bind(record)
        .bind(reader.0)
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Destroys every copy of a record's key: what was sealed to it never opens again.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn erase(tx: &mut Tx, record: Uuid) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(ERASE).bind(record).execute(&mut **c).await.map(drop)?);
    Ok(())
}

row! {
    struct Row {
        reader_id: Uuid,
        wrapped: Vec<u8>,
    }
}

#[compiled_here]
pub(crate) async fn of_record(
    conn: &mut Conn,
    record: Uuid,
) -> Result<Vec<(ReaderId, WrappedKey)>, Error> {
    let rows: Vec<Row> =
        on!(conn, c => sqlx::query_as(OF_RECORD).bind(record).fetch_all(&mut **c).await?);
    rows.into_iter()
        .map(|row| Ok((ReaderId(row.reader_id), WrappedKey::from_bytes(&row.wrapped)?)))
        .collect()
}

/// The secret half of a record's key, opened with what is on the keyring.
///
/// # Errors
/// [`Error::Sealed`] when no key on the ring is a reader's.
#[compiled_here]
pub async fn open(reads: &mut dyn Reads, record: Uuid, keys: &Keyring) -> Result<SecretKey, Error> {
    let wrapped = of_record(reads.conn(), record).await?;
    if wrapped.is_empty() {
        return Err(Error::Sealed(OpenError::NotAReader));
    }
    Ok(keys.open_record(&wrapped, record)?)
}
