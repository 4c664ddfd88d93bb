//! What decides about keeping: periods, holds, and what members asked for.

use std::collections::BTreeMap;

use case::retention::{Class, HoldReason, Holds, Periods, Reason, Subject};
use casework::id::{HoldId, MemberId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use super::record::Record;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, ten};
use crate::{Error, Tx};

statements! {
    PERIODS = "SELECT class, days, member_id, at FROM retention_periods ORDER BY class";
    PUT_PERIOD = "
        INSERT INTO retention_periods (class, days, member_id, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (class) DO UPDATE SET days = $2, member_id = $3, at = $4";
    DROP_PERIOD = "DELETE FROM retention_periods WHERE class = $1";
    HOLD = "
        INSERT INTO retention_holds (id, subject_kind, subject_id, reason, held_by, since)
        VALUES ($1, $2, $3, $4, $5, $6)";
    LIFT = "
        UPDATE retention_holds SET lifted_by = $2, lifted_at = $3
        WHERE subject_id = $1 AND lifted_at IS NULL";
    LIVE = "
        SELECT subject_kind, subject_id, reason, held_by AS member_id, since AS at
        FROM retention_holds WHERE subject_id = $1 AND lifted_at IS NULL ORDER BY since, id";
    /// Every hold of a team that is not lifted; there are few at any time.
    HELD = "
        SELECT h.subject_kind, h.subject_id, h.reason, h.held_by AS member_id, h.since AS at
        FROM retention_holds h
            LEFT JOIN contacts c ON c.id = h.subject_id LEFT JOIN cases k ON k.id = h.subject_id
        WHERE h.lifted_at IS NULL AND coalesce(c.team_id, k.team_id) = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = h.subject_id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = h.subject_id AND x.member_id = $2)
        ORDER BY h.since, h.id LIMIT 200";
    ASK = "
        INSERT INTO erasure_requests (subject_id, subject_kind, reason, asked_by, asked_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (subject_id) DO NOTHING";
    FORGET = "DELETE FROM erasure_requests WHERE subject_id = $1";
    ASKED = "
        SELECT subject_kind, subject_id, reason, asked_by AS member_id, asked_at AS at
        FROM erasure_requests WHERE subject_id = $1";
    /// Every request of a team; there are few at any time.
    REQUESTS = "
        SELECT r.subject_kind, r.subject_id, r.reason, r.asked_by AS member_id, r.asked_at AS at
        FROM erasure_requests r
            LEFT JOIN contacts c ON c.id = r.subject_id LEFT JOIN cases k ON k.id = r.subject_id
        WHERE coalesce(c.team_id, k.team_id) = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = r.subject_id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = r.subject_id AND x.member_id = $2)
        ORDER BY r.asked_at, r.subject_id LIMIT 200";
}

/// How long a class is kept, and who said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// In days after the last use.
    pub days: u32,
    /// Who said so.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
}

/// Why a record is held, or why it should be erased: who says so since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<R> {
    /// Which record.
    pub record: Record,
    /// Why.
    pub reason: R,
    /// Who.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
}

/// A legal hold.
pub type Held = Said<HoldReason>;
/// A member's word that a record should be erased.
pub type Request = Said<Reason>;

row! {
    struct PeriodRow {
        class: String,
        days: i64,
        member_id: Uuid,
        at: i64,
    }
}

row! {
    struct SaidRow {
        subject_kind: String,
        subject_id: Uuid,
        reason: String,
        member_id: Uuid,
        at: i64,
    }
}

impl SaidRow {
    fn read<R: std::str::FromStr>(self) -> Result<Said<R>, Error> {
        let subject = Subject::of(&self.subject_kind, self.subject_id).and_then(Record::of);
        Ok(Said {
            record: subject.ok_or(Error::Unknown("record"))?,
            reason: self.reason.parse().map_err(|_| Error::Unknown("reason"))?,
            by: MemberId::from_uuid(self.member_id),
            at: Timestamp::from_micros(self.at),
        })
    }
}

/// How long each class is kept; a class that is missing is kept until somebody erases it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn rules(reads: &mut dyn Reads) -> Result<BTreeMap<Class, Rule>, Error> {
    let rows: Vec<PeriodRow> =
        on!(reads.conn(), c => sqlx::query_as(PERIODS).fetch_all(&mut **c).await?);
    let read = |row: PeriodRow| {
        let rule = Rule {
            days: u32::try_from(row.days).map_err(|_| Error::Unknown("days"))?,
            by: MemberId::from_uuid(row.member_id),
            at: Timestamp::from_micros(row.at),
        };
        Ok((row.class.parse().map_err(|_| Error::Unknown("retention class"))?, rule))
    };
    rows.into_iter().map(read).collect()
}

/// The same as the pure rules take it.
#[must_use]
pub fn periods(rules: &BTreeMap<Class, Rule>) -> Periods {
    rules.iter().fold(Periods::default(), |all, (class, rule)| all.keep(*class, rule.days))
}

/// Sets how long a class is kept; none keeps it until somebody erases it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_period(
    tx: &mut Tx,
    class: Class,
    days: Option<u32>,
    by: MemberId,
) -> Result<(), Error> {
    let now = tx.now().micros();
    match days {
        Some(days) => on!(tx.conn(), c => sqlx::query(PUT_PERIOD)
            .bind(class.code())
            .bind(i64::from(days))
            .bind(by.uuid())
            .bind(now)
            .execute(&mut **c)
            .await
            .map(drop)?),
        None => on!(tx.conn(), c => sqlx::query(DROP_PERIOD)
            .bind(class.code()).execute(&mut **c).await.map(drop)?),
    }
    Ok(())
}

/// Holds a record.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn hold(
    tx: &mut Tx,
    record: Record,
    reason: HoldReason,
    by: MemberId,
) -> Result<(), Error> {
    let (id, now) = (HoldId::new(tx.now(), ten()), tx.now());
    on!(tx.conn(), c => sqlx::query(HOLD)
        .bind(id.uuid())
        .bind(record.subject().kind())
        .bind(record.uuid())
        .bind(reason.code())
        .bind(by.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Lifts every hold of a record. They stay on file.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn lift(tx: &mut Tx, record: Record, by: MemberId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(LIFT)
        .bind(record.uuid())
        .bind(by.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// The holds of a record that are not lifted, the oldest first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn holds_on(reads: &mut dyn Reads, record: Record) -> Result<Vec<Held>, Error> {
    let rows: Vec<SaidRow> = on!(reads.conn(), c => sqlx::query_as(LIVE)
        .bind(record.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(SaidRow::read).collect()
}

/// The same as the pure rules take it. Whatever is held of the records that go with one holds it too, so
/// all of them count as holds of `subject`.
#[must_use]
pub fn holds(subject: Subject, held: &[Held]) -> Holds {
    let mut holds = Holds::default();
    for one in held {
        holds.hold(subject, one.by, one.at);
    }
    holds
}

/// Every hold of a team that is not lifted, the oldest first, for a reader.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn held(
    reads: &mut dyn Reads,
    (team, reader): (TeamId, MemberId),
) -> Result<Vec<Held>, Error> {
    let rows: Vec<SaidRow> = on!(reads.conn(), c => sqlx::query_as(HELD)
        .bind(team.uuid()).bind(reader.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(SaidRow::read).collect()
}

/// Writes down that a record should be erased; what was asked first stands.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn ask(tx: &mut Tx, record: Record, reason: Reason, by: MemberId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(ASK)
        .bind(record.uuid())
        .bind(record.subject().kind())
        .bind(reason.code())
        .bind(by.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Takes what was asked off the list.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn forget_request(tx: &mut Tx, subject: Subject) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(FORGET)
        .bind(subject.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// What somebody asked for a record.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn asked(reads: &mut dyn Reads, record: Record) -> Result<Option<Request>, Error> {
    let row: Option<SaidRow> = on!(reads.conn(), c => sqlx::query_as(ASKED)
        .bind(record.uuid()).fetch_optional(&mut **c).await?);
    row.map(SaidRow::read).transpose()
}

/// Everything that waits for a second member of a team, the oldest first, for a reader.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn requests(
    reads: &mut dyn Reads,
    (team, reader): (TeamId, MemberId),
) -> Result<Vec<Request>, Error> {
    let rows: Vec<SaidRow> = on!(reads.conn(), c => sqlx::query_as(REQUESTS)
        .bind(team.uuid()).bind(reader.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(SaidRow::read).collect()
}
