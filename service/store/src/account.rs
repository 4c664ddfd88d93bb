//! How a member comes to their key: password, second factor, invitation, reset.
//!
//! Nothing here says whether a password is right: a row holds the member's secret key locked under
//! it, and who can open the lock has the password.

use casework::id::{InvitationId, MemberId};
use casework::member::MemberState;
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{
    PasswordLock, Place, PublicKey, ReaderId, Sealed, SecretKey, SessionLock, SessionSecret, Text,
    WrappedKey,
};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::error::once;
use crate::tx::Reads as _;
use crate::{Error, Store, Tx, key, session, tx};

statements! {
    BY_LOGIN = "
        SELECT m.id, m.public_key, m.totp_sealed, u.wrapped
        FROM members m JOIN unlocks u ON u.member_id = m.id AND u.kind = 'password'
        WHERE m.login = $1 AND m.state = 'active'";
    BY_ID = "
        SELECT m.id, m.public_key, m.totp_sealed, u.wrapped
        FROM members m JOIN unlocks u ON u.member_id = m.id AND u.kind = 'password'
        WHERE m.id = $1 AND m.state = 'active'";
    PUT_PASSWORD = "
        INSERT INTO unlocks (id, member_id, kind, credential, state_text, wrapped, created_at,
            used_at)
        VALUES ($1, $2, 'password', NULL, NULL, $3, $4, $4)";
    DROP_PASSWORD = "DELETE FROM unlocks WHERE member_id = $1 AND kind = 'password'";
    DROP_UNLOCKS = "DELETE FROM unlocks WHERE member_id = $1";
    USE_STEP = "UPDATE members SET totp_step = $2 WHERE id = $1 AND totp_step < $2";
    PUT_CODE = "UPDATE members SET totp_sealed = $2, totp_step = $3 WHERE id = $1";
    DROP_CODE = "UPDATE members SET totp_sealed = NULL, totp_step = 0 WHERE id = $1";
    ENROL = "UPDATE members SET login = $2, name_sealed = $3, state = 'active' WHERE id = $1";
    SAVE_STATE = "UPDATE members SET state = $2 WHERE id = $1";
    INVITE = "
        INSERT INTO invitations (lookup, member_id, wrapped, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5)";
    INVITATION = "
        SELECT member_id, wrapped FROM invitations WHERE lookup = $1 AND expires_at > $2";
    TAKE_INVITATION = "
        DELETE FROM invitations WHERE lookup = $1 AND expires_at > $2";
    DROP_INVITATIONS = "DELETE FROM invitations WHERE member_id = $1 OR expires_at <= $2";
    RECOVERABLE = "
        SELECT wrapped FROM wrapped_keys WHERE record_id = $1 AND reader_id = $2";
}

/// What somebody who wants in has to open.
#[derive(Clone, Debug)]
pub struct Door {
    /// Whose door it is.
    pub member: MemberId,
    /// Their secret key under their password.
    pub lock: PasswordLock,
    /// The half of their key to seal to.
    pub public_key: PublicKey,
    code: Option<Sealed<Text>>,
}

impl Door {
    /// Whether a second factor is set up.
    #[must_use]
    pub fn asks_for_code(&self) -> bool {
        self.code.is_some()
    }

    /// The second factor's secret, opened with the member's key; `None` where there is none.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another's.
    pub fn code(&self, own: &SecretKey) -> Result<Option<Text>, vault::OpenError> {
        self.code.as_ref().map(|sealed| sealed.open(own, code_place(self.member))).transpose()
    }
}

pub(crate) fn code_place(id: MemberId) -> Place {
    Place { table: "members", record: id.uuid(), column: "totp_sealed", version: 1 }
}

row! {
    struct Row {
        id: Uuid,
        public_key: Vec<u8>,
        totp_sealed: Option<Vec<u8>>,
        wrapped: Vec<u8>,
    }
}

impl Row {
    fn read(self) -> Result<Door, Error> {
        Ok(Door {
            member: MemberId::from_uuid(self.id),
            lock: PasswordLock::from_bytes(&self.wrapped)?,
            public_key: PublicKey::from_bytes(&self.public_key)
                .map_err(|_| Error::Unknown("public key"))?,
            code: self.totp_sealed.map(Sealed::from_bytes),
        })
    }
}

/// An invitation that still holds.
#[derive(Debug)]
pub struct Invited {
    /// Who the invited person will be.
    pub member: MemberId,
    /// Their secret key, opened with the secret of the link.
    pub key: SecretKey,
}

impl Store {
    /// The door of a log-in name, by its keyed hash; none for an unknown name and for a member who
    /// may not sign in.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn door(&self, login: &[u8; 32]) -> Result<Option<Door>, Error> {
        let mut conn = self.readers().acquire().await?;
        let row: Option<Row> = on!(&mut conn, c => sqlx::query_as(BY_LOGIN)
            .bind(login.as_slice()).fetch_optional(&mut **c).await?);
        row.map(Row::read).transpose()
    }

    /// The door of a member who is signed in already, to ask for the password again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    #[compiled_here]
    pub async fn door_of(&self, member: MemberId) -> Result<Door, Error> {
        let mut conn = self.readers().acquire().await?;
        let row: Option<Row> = on!(&mut conn, c => sqlx::query_as(BY_ID)
            .bind(member.uuid()).fetch_optional(&mut **c).await?);
        row.ok_or(Error::NotFound)?.read()
    }

    /// The secret key of a team or a member, opened with the recovery key. Reads only.
    ///
    /// # Errors
    /// [`Error::NotFound`] when none was kept, [`Error::Sealed`] when the recovery key is another.
    #[compiled_here]
    pub async fn recovered(&self, of: Uuid, recovery: &SecretKey) -> Result<SecretKey, Error> {
        recoverable(&mut self.readers().acquire().await?, of, recovery).await
    }

    /// Whether the first-run page has been completed.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn is_set_up(&self) -> Result<bool, Error> {
        crate::member::any(&mut self.readers().acquire().await?).await
    }

    /// The invitation of a link; none when it was used, has run out or never was.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn invitation(&self, link: &SessionSecret) -> Result<Option<Invited>, Error> {
        let now = self.now();
        let mut conn = self.readers().acquire().await?;
        let row: Option<(Uuid, Vec<u8>)> = on!(&mut conn, c => sqlx::query_as(INVITATION)
            .bind(link.lookup().as_slice()).bind(now.micros()).fetch_optional(&mut **c).await?);
        let Some((member, wrapped)) = row else { return Ok(None) };
        let key = link.unlock(&SessionLock::from_bytes(&wrapped)?, ReaderId(member))?;
        Ok(Some(Invited { member: MemberId::from_uuid(member), key }))
    }
}

/// Gives a member this password, in place of the one before.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_password(tx: &mut Tx, member: MemberId, lock: &PasswordLock) -> Result<(), Error> {
    let now = tx.now();
    let id = InvitationId::new(now, tx::ten()).uuid();
    drop_rows(tx.conn(), DROP_PASSWORD, member).await?;
    on!(tx.conn(), c => sqlx::query(PUT_PASSWORD)
        .bind(id)
        .bind(member.uuid())
        .bind(lock.as_bytes())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Takes every way to unlock from a member: password and passkeys.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn drop_unlocks(tx: &mut Tx, member: MemberId) -> Result<(), Error> {
    drop_rows(tx.conn(), DROP_UNLOCKS, member).await
}

/// Sets up the second factor. `step` is the step of the code that confirmed it: it is used up.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_code(
    tx: &mut Tx,
    member: MemberId,
    secret: &Text,
    public_key: &PublicKey,
    step: i64,
) -> Result<(), Error> {
    let sealed = Sealed::seal(secret, public_key, code_place(member), &mut tx.rng());
    on!(tx.conn(), c => sqlx::query(PUT_CODE)
        .bind(member.uuid())
        .bind(sealed.as_bytes())
        .bind(step)
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Takes the second factor away.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn drop_code(tx: &mut Tx, member: MemberId) -> Result<(), Error> {
    drop_rows(tx.conn(), DROP_CODE, member).await
}

/// Uses a time step of the second factor up; `false` when it or a later one was used before.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn use_step(tx: &mut Tx, member: MemberId, step: i64) -> Result<bool, Error> {
    let changed = on!(tx.conn(), c => sqlx::query(USE_STEP)
        .bind(member.uuid()).bind(step).execute(&mut **c).await?.rows_affected());
    Ok(changed == 1)
}

/// Changes where a member's account stands.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn save_state(tx: &mut Tx, member: MemberId, state: MemberState) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(SAVE_STATE)
        .bind(member.uuid()).bind(state.code()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Completes an invited member: log-in name, display name, and the account is active.
///
/// # Errors
/// [`Error::Already`] when the log-in name is taken.
#[compiled_here]
pub async fn enrol(
    tx: &mut Tx,
    member: MemberId,
    login: &[u8; 32],
    name: &Text,
    staff: &PublicKey,
) -> Result<(), Error> {
    let name = Sealed::seal(name, staff, crate::member::place(member), &mut tx.rng());
    let done = on!(tx.conn(), c => sqlx::query(ENROL)
        .bind(member.uuid())
        .bind(login.as_slice())
        .bind(name.as_bytes())
        .execute(&mut **c)
        .await
        .map(drop));
    once(done)
}

/// The name of an invitation in the event log: half of its lookup hash.
#[must_use]
pub fn invitation_id(link: &SessionSecret) -> InvitationId {
    InvitationId::from_uuid(crate::session::id_of(&link.lookup()).uuid())
}

/// Stores an invitation: the member's secret key, locked under the secret of the link. Earlier
/// invitations of the member, and all that have run out, are gone then.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn invite(
    tx: &mut Tx,
    member: MemberId,
    link: &SessionSecret,
    key: &SecretKey,
    expires_at: Timestamp,
) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(DROP_INVITATIONS)
        .bind(member.uuid()).bind(now.micros()).execute(&mut **c).await.map(drop)?);
    session::put_locked(tx, INVITE, member, link, key, expires_at).await
}

/// Uses an invitation up.
///
/// # Errors
/// [`Error::NotFound`] when it was used already or has run out.
#[compiled_here]
pub async fn take_invitation(tx: &mut Tx, link: &SessionSecret) -> Result<(), Error> {
    let now = tx.now();
    let taken = on!(tx.conn(), c => sqlx::query(TAKE_INVITATION)
        .bind(link.lookup().as_slice())
        .bind(now.micros())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if taken == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Keeps a member's secret key for the recovery key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn keep_for_recovery(
    tx: &mut Tx,
    of: Uuid,
    secret: &SecretKey,
    recovery: &PublicKey,
) -> Result<(), Error> {
    let wrapped = WrappedKey::wrap(secret, of, ReaderId::RECOVERY, recovery, &mut tx.rng());
    key::grant(tx, of, ReaderId::RECOVERY, key::Reader::Recovery, &wrapped).await
}

/// A member's secret key, opened with the recovery key.
///
/// # Errors
/// [`Error::NotFound`] when none was kept, [`Error::Sealed`] when the recovery key is another.
#[compiled_here]
pub async fn recover(
    tx: &mut Tx,
    member: MemberId,
    recovery: &SecretKey,
) -> Result<SecretKey, Error> {
    recoverable(tx.conn(), member.uuid(), recovery).await
}

async fn recoverable(conn: &mut Conn, of: Uuid, recovery: &SecretKey) -> Result<SecretKey, Error> {
    let row: Option<(Vec<u8>,)> = on!(conn, c => sqlx::query_as(RECOVERABLE)
        .bind(of).bind(ReaderId::RECOVERY.0).fetch_optional(&mut **c).await?);
    let (bytes,) = row.ok_or(Error::NotFound)?;
    Ok(WrappedKey::from_bytes(&bytes)?.unwrap(recovery, ReaderId::RECOVERY, of)?)
}

async fn drop_rows(conn: &mut Conn, text: &'static str, member: MemberId) -> Result<(), Error> {
    on!(conn, c => sqlx::query(text).bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}
