//! Cases: one situation each, with what belongs to it.
//!
//! Beside it: [`list`] (a team's cases), [`agenda`] (what a weekly review has to speak about), [`people`] (who is in one, merged and parted), [`text`] (names,
//! wishes and plans), [`part`] (contacts, agencies, consents), [`link`] (by which an agency reads), [`joined`] (what was begun in its contacts), [`work`] (notes and tasks), [`justice`] (what
//! became of exploiters) and apart from it [`wellbeing`] and [`harm`] (how victims are, and what was done to
//! them as if they were offenders). Each case has a
//! key of its own, wrapped to its team: what identifies somebody is sealed to it, so erasing the wrapped
//! key erases the case.
//!
//! Opening a case costs the same with ten notes and ten thousand: contacts and notes are read a page at
//! a time by an index in their own order (keyset).

use access::{CaseResource, Resource};
use case::case::{Case, Snapshot, Status};
use casework::contact::Danger;
use casework::id::{CaseId, MemberId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::PublicKey;

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::{Reads, ten};
use crate::{Error, Tx};

pub mod agenda;
pub mod harm;
pub mod joined;
pub mod justice;
pub mod link;
pub mod list;
pub mod part;
pub mod people;
#[cfg(test)]
mod tests;
pub mod text;
pub mod wellbeing;
pub mod work;

statements! {
    OF_ID = "
        SELECT id, team_id, public_key, owner_id, status, since, opened_at, danger, version
        FROM cases WHERE id = $1";
    CLOSED_TO = "SELECT member_id FROM case_closed_to WHERE case_id = $1";
    INSERT = "
        INSERT INTO cases (id, team_id, public_key, owner_id, status, since, opened_at, danger,
            danger_rank, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)";
    SAVE = "
        UPDATE cases SET owner_id = $2, status = $3, since = $4, danger = $5, danger_rank = $6,
            version = version + 1
        WHERE id = $1 AND version = $7";
    OPEN_OF_OWNER = "
        SELECT id FROM cases WHERE owner_id = $1 AND status IN ('Active', 'FollowUp')";
    TO_TEAM = "UPDATE cases SET owner_id = NULL, version = version + 1 WHERE id = $1";
    /// A member with a conflict of interest does not see it any more.
    CLOSE_TO = "
        INSERT INTO case_closed_to (case_id, member_id, since) VALUES ($1, $2, $3)
        ON CONFLICT (case_id, member_id) DO NOTHING";
    ATTEMPTED = "SELECT case_id FROM case_attempts WHERE attempt = $1";
    ATTEMPT = "INSERT INTO case_attempts (attempt, case_id) VALUES ($1, $2)";
    TAKE_FROM = "
        UPDATE cases SET owner_id = NULL, version = version + 1 WHERE id = $1 AND owner_id = $2";
}

/// A case as stored. Its people are loaded where they are needed ([`people::of_case`]).
#[derive(Clone, Debug)]
pub struct Stored {
    /// The case.
    pub case: Case,
    /// The half of its key to seal to.
    pub public_key: PublicKey,
    /// Grows with every change.
    pub version: i64,
    /// Members to whom it is closed.
    pub closed_to: Vec<MemberId>,
}

impl Stored {
    /// What the policies decide by.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource::Case(CaseResource {
            id: self.case.id(),
            team: self.case.team(),
            closed_to: self.closed_to.clone(),
        })
    }
}

row! {
    struct Row {
        id: Uuid,
        team_id: Uuid,
        public_key: Vec<u8>,
        owner_id: Option<Uuid>,
        status: String,
        since: i64,
        opened_at: i64,
        danger: String,
        version: i64,
    }
}

impl Row {
    fn read(self, closed_to: Vec<MemberId>) -> Result<Stored, Error> {
        let snapshot = Snapshot {
            id: CaseId::from_uuid(self.id),
            team: TeamId::from_uuid(self.team_id),
            owner: self.owner_id.map(MemberId::from_uuid),
            status: self.status.parse::<Status>().map_err(|_| Error::Unknown("case status"))?,
            since: Timestamp::from_micros(self.since),
            opened_at: Timestamp::from_micros(self.opened_at),
            danger: self.danger.parse::<Danger>().map_err(|_| Error::Unknown("danger"))?,
        };
        Ok(Stored {
            case: Case::restore(&snapshot),
            public_key: PublicKey::from_bytes(&self.public_key)
                .map_err(|_| Error::Unknown("public key"))?,
            version: self.version,
            closed_to,
        })
    }
}

/// One case by its id. Two statements, each by a key.
#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, id: CaseId) -> Result<Stored, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    let row = row.ok_or(Error::NotFound)?;
    let closed: Vec<(Uuid,)> =
        on!(conn, c => sqlx::query_as(CLOSED_TO).bind(id.uuid()).fetch_all(&mut **c).await?);
    row.read(closed.into_iter().map(|(member,)| MemberId::from_uuid(member)).collect())
}

impl Tx {
    /// A new case's identifier.
    #[must_use]
    pub fn case_id(&self) -> CaseId {
        CaseId::new(self.now(), ten())
    }
}

/// Stores a new case with the public half of its key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(tx: &mut Tx, case: &Case, key: &PublicKey) -> Result<(), Error> {
    let s = case.snapshot();
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(s.id.uuid())
        .bind(s.team.uuid())
        .bind(key.as_bytes().as_slice())
        .bind(s.owner.map(MemberId::uuid))
        .bind(s.status.code())
        .bind(s.since.micros())
        .bind(s.opened_at.micros())
        .bind(s.danger.code())
        .bind(s.danger.rank())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// The case that this form has opened before.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_attempt(tx: &mut Tx, attempt: &[u8; 32]) -> Result<Option<CaseId>, Error> {
    let row: Option<(Uuid,)> = on!(tx.conn(), c => sqlx::query_as(ATTEMPTED)
        .bind(attempt.as_slice()).fetch_optional(&mut **c).await?);
    Ok(row.map(|(id,)| CaseId::from_uuid(id)))
}

/// Notes which form has opened a case, so that it opens no second one.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn note_attempt(tx: &mut Tx, attempt: &[u8; 32], case: CaseId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(ATTEMPT)
        .bind(attempt.as_slice()).bind(case.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Stores the next state of a case over the version that was loaded.
///
/// # Errors
/// [`Error::Changed`] when somebody else changed it since.
#[compiled_here]
pub async fn save(tx: &mut Tx, before: &Stored, next: &Case) -> Result<(), Error> {
    let s = next.snapshot();
    let done = on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(s.id.uuid())
        .bind(s.owner.map(MemberId::uuid))
        .bind(s.status.code())
        .bind(s.since.micros())
        .bind(s.danger.code())
        .bind(s.danger.rank())
        .bind(before.version)
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}

/// What a member who leaves owned falls to its team.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn owner_left(tx: &mut Tx, member: MemberId) -> Result<(), Error> {
    let theirs: Vec<(Uuid,)> = on!(tx.conn(), c => sqlx::query_as(OPEN_OF_OWNER)
        .bind(member.uuid()).fetch_all(&mut **c).await?);
    for (id,) in theirs {
        on!(tx.conn(), c => sqlx::query(TO_TEAM).bind(id).execute(&mut **c).await.map(drop)?);
    }
    work::owner_left(tx, member).await
}

/// Closes a case to a member with a conflict of interest. What they owned of it falls to the team:
/// nobody waits for somebody who does not see it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn close_to(tx: &mut Tx, case: CaseId, member: MemberId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(CLOSE_TO)
        .bind(case.uuid())
        .bind(member.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    on!(tx.conn(), c => sqlx::query(TAKE_FROM)
        .bind(case.uuid()).bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    work::take_from(tx, case, member).await
}
