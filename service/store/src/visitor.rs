//! A visitor's browser session: what lets the same browser show its own conversation until it leaves.

use casework::id::ContactId;
use casework::time::{Span, Timestamp};
use uuid::Uuid;
use vault::{KeyPair, Keyring, ReaderId, RecordKey, SessionSecret, WrappedKey};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads as _, entropy};
use crate::{Error, Store, Tx, View, key};

statements! {
    INSERT = "
        INSERT INTO visitor_sessions (lookup, contact_id, created_at, expires_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT (lookup) DO NOTHING";
    OF_LOOKUP = "
        SELECT contact_id FROM visitor_sessions WHERE lookup = $1 AND expires_at > $2";
    DELETE = "DELETE FROM visitor_sessions WHERE lookup = $1";
}

/// A visitor as their browser's cookie shows them.
pub struct Visiting {
    /// Their conversation.
    pub contact: ContactId,
    /// What opens it.
    pub keys: Keyring,
    /// What the session is found by.
    pub lookup: [u8; 32],
}

row! {
    struct Row {
        contact_id: Uuid,
    }
}

/// The name under which a session's key is wrapped: half of its lookup, as an id of version 8.
#[must_use]
pub fn reader(lookup: &[u8; 32]) -> ReaderId {
    let mut half = [0; 16];
    half.copy_from_slice(&lookup[..16]);
    ReaderId(uuid::Builder::from_custom_bytes(half).into_uuid())
}

/// Wraps a conversation's key to a browser session.
#[must_use]
pub fn wrap(secret: &SessionSecret, record: &RecordKey, contact: ContactId) -> WrappedKey {
    let to = secret.key_pair().public();
    record.wrap_for(reader(&secret.lookup()), &to, contact.uuid(), &mut entropy())
}

/// Opens a session and gives it the key of its conversation, as [`wrap`] made it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open(
    tx: &mut Tx,
    contact: ContactId,
    lookup: &[u8; 32],
    wrapped: &WrappedKey,
    lasts: Span,
) -> Result<(), Error> {
    let now = tx.now();
    key::grant(tx, contact.uuid(), reader(lookup), key::Reader::Visitor, wrapped).await?;
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(lookup.as_slice())
        .bind(contact.uuid())
        .bind(now.micros())
        .bind((now + lasts).micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Closes a session for good: its row and its key are gone, and the cookie opens nothing.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn close(tx: &mut Tx, contact: ContactId, lookup: &[u8; 32]) -> Result<(), Error> {
    key::revoke(tx, contact.uuid(), reader(lookup)).await?;
    on!(tx.conn(), c => sqlx::query(DELETE)
        .bind(lookup.as_slice())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

impl Store {
    /// Who a visitor's cookie belongs to, if its session is open. One statement by key.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn visiting(&self, secret: &SessionSecret) -> Result<Option<Visiting>, Error> {
        let lookup = secret.lookup();
        let now: Timestamp = self.now();
        let mut conn = self.readers().acquire().await?;
        let row: Option<Row> = on!(&mut conn, c => sqlx::query_as(OF_LOOKUP)
            .bind(lookup.as_slice())
            .bind(now.micros())
            .fetch_optional(&mut **c)
            .await?);
        Ok(row.map(|row| {
            let pair: KeyPair = secret.key_pair();
            Visiting {
                contact: ContactId::from_uuid(row.contact_id),
                keys: Keyring::new(reader(&lookup), pair.into_secret()),
                lookup,
            }
        }))
    }
}

/// Whether a visitor's session is still open: a stream asks before it shows more.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn is_open(view: &mut View, lookup: &[u8; 32]) -> Result<bool, Error> {
    let now = view.now();
    let row: Option<Row> = on!(view.conn(), c => sqlx::query_as(OF_LOOKUP)
        .bind(lookup.as_slice())
        .bind(now.micros())
        .fetch_optional(&mut **c)
        .await?);
    Ok(row.is_some())
}
