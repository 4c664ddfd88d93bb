//! Passkeys: a member's secret key under what an authenticator gives, and the ceremonies between.

use casework::id::{InvitationId, MemberId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::PasskeyLock;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::error::once;
use crate::tx::{Reads, ten};
use crate::{Error, Store, Tx};

statements! {
    INSERT = "
        INSERT INTO unlocks (id, member_id, kind, credential, state_text, wrapped, created_at,
            used_at)
        VALUES ($1, $2, 'passkey', $3, $4, $5, $6, $6)";
    OF_MEMBER = "
        SELECT id, member_id, state_text, wrapped, created_at, used_at FROM unlocks
        WHERE member_id = $1 AND kind = 'passkey' ORDER BY created_at LIMIT 100";
    OF_CREDENTIAL = "
        SELECT u.id, u.member_id, u.state_text, u.wrapped, u.created_at, u.used_at
        FROM unlocks u JOIN members m ON m.id = u.member_id
        WHERE u.credential = $1 AND u.kind = 'passkey' AND m.state = 'active'";
    USED = "UPDATE unlocks SET state_text = $2, used_at = $3 WHERE id = $1";
    REMOVE = "DELETE FROM unlocks WHERE id = $1 AND member_id = $2 AND kind = 'passkey'";
    BEGIN = "
        INSERT INTO ceremonies (lookup, kind, state_text, expires_at) VALUES ($1, $2, $3, $4)";
    END = "
        DELETE FROM ceremonies WHERE lookup = $1 AND kind = $2 AND expires_at > $3
        RETURNING state_text";
    FORGET = "DELETE FROM ceremonies WHERE expires_at <= $1";
}

/// One passkey.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its row, by which its owner takes it away.
    pub id: Uuid,
    /// Whose it is.
    pub member: MemberId,
    /// What the authenticator's library keeps: its public key and counter, as JSON.
    pub state: String,
    /// The member's secret key under it.
    pub lock: PasskeyLock,
    /// When it was added.
    pub since: Timestamp,
    /// When it was last used.
    pub used_at: Timestamp,
}

row! {
    struct Row {
        id: Uuid,
        member_id: Uuid,
        state_text: Option<String>,
        wrapped: Vec<u8>,
        created_at: i64,
        used_at: i64,
    }
}

impl Row {
    fn read(self) -> Result<Kept, Error> {
        Ok(Kept {
            id: self.id,
            member: MemberId::from_uuid(self.member_id),
            state: self.state_text.ok_or(Error::Unknown("passkey"))?,
            lock: PasskeyLock::from_bytes(&self.wrapped)?,
            since: Timestamp::from_micros(self.created_at),
            used_at: Timestamp::from_micros(self.used_at),
        })
    }
}

/// Which ceremony a challenge belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ceremony {
    /// A member adds a passkey.
    Add,
    /// Somebody signs in with one.
    SignIn,
}

impl Ceremony {
    fn code(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::SignIn => "sign_in",
        }
    }
}

/// Gives a member a passkey.
///
/// # Errors
/// [`Error::Already`] when the authenticator is known already.
#[compiled_here]
pub async fn insert(
    tx: &mut Tx,
    member: MemberId,
    credential: &[u8],
    state: &str,
    lock: &PasskeyLock,
) -> Result<(), Error> {
    let now = tx.now();
    let id = InvitationId::new(now, ten()).uuid();
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(id)
        .bind(member.uuid())
        .bind(credential)
        .bind(state)
        .bind(lock.as_bytes())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop));
    once(done)
}

/// The passkeys of a member, the first added first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_member(reads: &mut dyn Reads, member: MemberId) -> Result<Vec<Kept>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_MEMBER)
        .bind(member.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// Notes that a passkey was used, with what its library keeps now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn used(tx: &mut Tx, id: Uuid, state: &str) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(USED)
        .bind(id).bind(state).bind(now.micros()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Takes a passkey away from its member.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn remove(tx: &mut Tx, member: MemberId, id: Uuid) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(REMOVE)
        .bind(id).bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Keeps the state of a ceremony until its end, and forgets those that have run out.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn begin(
    tx: &mut Tx,
    lookup: &[u8; 32],
    ceremony: Ceremony,
    state: &str,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(FORGET)
        .bind(now.micros()).execute(&mut **c).await.map(drop)?);
    on!(tx.conn(), c => sqlx::query(BEGIN)
        .bind(lookup.as_slice())
        .bind(ceremony.code())
        .bind(state)
        .bind(expires_at.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Takes the state of a ceremony: it ends once.
///
/// # Errors
/// [`Error::NotFound`] when it ended already or has run out.
#[compiled_here]
pub async fn end(tx: &mut Tx, lookup: &[u8; 32], ceremony: Ceremony) -> Result<String, Error> {
    let now = tx.now();
    let row: Option<(String,)> = on!(tx.conn(), c => sqlx::query_as(END)
        .bind(lookup.as_slice())
        .bind(ceremony.code())
        .bind(now.micros())
        .fetch_optional(&mut **c)
        .await?);
    row.map(|(state,)| state).ok_or(Error::NotFound)
}

impl Store {
    /// The passkey of a credential; none for an unknown one and for a member who may not sign in.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn passkey(&self, credential: &[u8]) -> Result<Option<Kept>, Error> {
        let mut conn = self.readers().acquire().await?;
        let row: Option<Row> = on!(&mut conn, c => sqlx::query_as(OF_CREDENTIAL)
            .bind(credential).fetch_optional(&mut **c).await?);
        row.map(Row::read).transpose()
    }
}
