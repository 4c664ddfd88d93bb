//! The sessions of a member: which there are, the idle lock, and their end.

use casework::id::{MemberId, SessionId};
use casework::time::{Span, Timestamp};
use uuid::Uuid;
use vault::{ReaderId, SecretKey, SessionSecret};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::member::Signed;
use crate::tx::Reads;
use crate::{Error, Store, Tx};

statements! {
    OF_MEMBER = "
        SELECT lookup, created_at, seen_at, locked_at FROM member_sessions
        WHERE member_id = $1 AND expires_at > $2 ORDER BY created_at DESC LIMIT 100";
    LOCK = "
        UPDATE member_sessions SET locked_at = $2
        WHERE lookup = $1 AND locked_at IS NULL";
    UNLOCK = "UPDATE member_sessions SET locked_at = NULL, seen_at = $2 WHERE lookup = $1";
    END = "DELETE FROM member_sessions WHERE lookup = $1 AND member_id = $2";
    END_OTHERS = "DELETE FROM member_sessions WHERE member_id = $1 AND lookup <> $2";
    END_ALL = "DELETE FROM member_sessions WHERE member_id = $1";
    SEEN = "UPDATE member_sessions SET seen_at = $2 WHERE lookup = $1 AND locked_at IS NULL";
    FORGET = "DELETE FROM member_sessions WHERE expires_at <= $1";
}

/// After so long without a request of the person's own a session counts as locked. The page's script
/// locks sooner; this is for a browser without one, and for a script that was stopped.
pub const IDLE: Span = Span::from_minutes(30);
/// How exactly is known when a session was last used; more would be a write for each request.
const EXACT: Span = Span::from_minutes(1);

/// Whether a session asks for the password: it was locked, or nobody used it for long.
pub(crate) fn is_locked(locked_at: Option<i64>, seen_at: Timestamp, now: Timestamp) -> bool {
    locked_at.is_some() || now.since(seen_at) >= IDLE
}

/// One open session.
#[derive(Clone, Debug)]
pub struct Open {
    /// What it is found by.
    pub lookup: [u8; 32],
    /// When the member signed in.
    pub since: Timestamp,
    /// When it was last noted as used.
    pub seen_at: Timestamp,
    /// Whether the idle lock is on.
    pub locked: bool,
}

/// The name of a session in the event log and on the account's page: half of its lookup hash.
#[must_use]
pub fn id_of(lookup: &[u8; 32]) -> SessionId {
    let mut half = [0; 16];
    half.copy_from_slice(&lookup[..16]);
    SessionId::from_uuid(Uuid::from_bytes(half))
}

row! {
    struct Row {
        lookup: Vec<u8>,
        created_at: i64,
        seen_at: i64,
        locked_at: Option<i64>,
    }
}

/// Stores a member's secret key, locked under a secret that only a cookie or a link holds: what a
/// session and an invitation are.
#[compiled_here]
pub(crate) async fn put_locked(
    tx: &mut Tx,
    text: &'static str,
    member: MemberId,
    secret: &SessionSecret,
    key: &SecretKey,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let lock = secret.lock(key, ReaderId(member.uuid()), &mut tx.rng());
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(text)
        .bind(secret.lookup().as_slice())
        .bind(member.uuid())
        .bind(lock.as_bytes())
        .bind(now.micros())
        .bind(expires_at.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// The open sessions of a member, the latest first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_member(
    reads: &mut dyn Reads,
    member: MemberId,
    now: Timestamp,
) -> Result<Vec<Open>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_MEMBER)
        .bind(member.uuid()).bind(now.micros()).fetch_all(&mut **c).await?);
    rows.into_iter()
        .map(|row| {
            let seen_at = Timestamp::from_micros(row.seen_at);
            Ok(Open {
                lookup: row.lookup.try_into().map_err(|_| Error::Unknown("session"))?,
                since: Timestamp::from_micros(row.created_at),
                seen_at,
                locked: is_locked(row.locked_at, seen_at, now),
            })
        })
        .collect()
}

impl Store {
    /// Notes that a member used their session now, at most once a minute. It is no change of a
    /// record, so it leaves no audit entry.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn note_use(&self, signed: &Signed) -> Result<(), Error> {
        let now = self.now();
        if signed.locked || now.since(signed.seen_at) < EXACT {
            return Ok(());
        }
        let mut turn = self.writer().enter().await?;
        on!(turn.conn(), c => sqlx::query(SEEN)
            .bind(signed.lookup.as_slice())
            .bind(now.micros())
            .execute(&mut **c)
            .await
            .map(drop)?);
        turn.keep().await
    }
}

/// Puts the idle lock on a session. Its conversations go on.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn lock(tx: &mut Tx, lookup: &[u8; 32]) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(LOCK)
        .bind(lookup.as_slice()).bind(now.micros()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Takes the idle lock off a session.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn unlock(tx: &mut Tx, lookup: &[u8; 32]) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(UNLOCK)
        .bind(lookup.as_slice()).bind(now.micros()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Ends one session of a member.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn end(tx: &mut Tx, member: MemberId, lookup: &[u8; 32]) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(END)
        .bind(lookup.as_slice()).bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Ends every session of a member but one.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn end_others(tx: &mut Tx, member: MemberId, kept: &[u8; 32]) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(END_OTHERS)
        .bind(member.uuid()).bind(kept.as_slice()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Ends every session of a member.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn end_all(tx: &mut Tx, member: MemberId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(END_ALL)
        .bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Removes the rows of sessions that have run out.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn forget_expired(tx: &mut Tx) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(FORGET)
        .bind(now.micros()).execute(&mut **c).await.map(drop)?);
    Ok(())
}
