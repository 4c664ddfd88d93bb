//! What became of people two and thirty days after they arrived: codes and times only.

use casework::follow_up::{FollowUpOutcome, Milestone};
use casework::id::{ContactId, MemberId, ReferralId, TeamId};
use casework::time::{Span, Timestamp};
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::error::once;
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    INSERT = "
        INSERT INTO follow_ups (referral_id, milestone, outcome, at, member_id)
        VALUES ($1, $2, $3, $4, $5)";
    OF_REFERRAL = "
        SELECT milestone, outcome, at FROM follow_ups WHERE referral_id = $1 ORDER BY milestone";
    ARRIVED = "SELECT arrived_at FROM referrals WHERE id = $1";
    /// Whom nobody has asked yet, the longest ago first: read by the index of who arrived.
    OPEN_OF_TEAM = "
        SELECT r.id, r.contact_id, r.service_name, r.offered_by, r.arrived_at,
            (SELECT count(*) FROM follow_ups f
             WHERE f.referral_id = r.id AND f.milestone = '2_days') AS two,
            (SELECT count(*) FROM follow_ups f
             WHERE f.referral_id = r.id AND f.milestone = '30_days') AS thirty
        FROM referrals r JOIN contacts c ON c.id = r.contact_id
        WHERE r.arrived_at > $4 AND r.arrived_at <= $5 AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                            WHERE x.contact_id = r.contact_id AND x.member_id = $2)
            AND (CAST($3 AS BIGINT) = 0 OR r.offered_by = $2)
            AND (SELECT count(*) FROM follow_ups f WHERE f.referral_id = r.id)
                < CASE WHEN r.arrived_at <= $6 THEN 2 ELSE 1 END
        ORDER BY r.arrived_at, r.id LIMIT $7";
}

/// For how long after they arrived somebody is asked for at all.
const ASKED_FOR: Span = Span::from_days(60);

/// What was recorded at one milestone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// At which.
    pub milestone: Milestone,
    /// What became of them.
    pub outcome: FollowUpOutcome,
    /// When it was written down.
    pub at: Timestamp,
}

/// Somebody of whom nobody has asked yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Which referral.
    pub referral: ReferralId,
    /// From which contact.
    pub contact: ContactId,
    /// What the service is called.
    pub service_name: String,
    /// Who asked the service, and so owns the question.
    pub owner: MemberId,
    /// When they arrived.
    pub arrived_at: Timestamp,
    /// What is to be asked.
    pub milestone: Milestone,
}

row! {
    struct Row {
        milestone: String,
        outcome: String,
        at: i64,
    }
}

row! {
    struct OpenRow {
        id: Uuid,
        contact_id: Uuid,
        service_name: String,
        offered_by: Uuid,
        arrived_at: i64,
        two: i64,
        thirty: i64,
    }
}

/// When the person of a referral arrived, if they did.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn arrived(
    reads: &mut dyn Reads,
    referral: ReferralId,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(Option<i64>,)> = on!(reads.conn(), c => sqlx::query_as(ARRIVED)
        .bind(referral.uuid()).fetch_optional(&mut **c).await?);
    Ok(row.and_then(|(at,)| at).map(Timestamp::from_micros))
}

/// What was recorded of a referral.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_referral(
    reads: &mut dyn Reads,
    referral: ReferralId,
) -> Result<Vec<Recorded>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_REFERRAL)
        .bind(referral.uuid()).fetch_all(&mut **c).await?);
    let recorded = rows.into_iter().map(|row| {
        Ok(Recorded {
            milestone: row.milestone.parse().map_err(|_| Error::Unknown("milestone"))?,
            outcome: row.outcome.parse().map_err(|_| Error::Unknown("follow-up"))?,
            at: Timestamp::from_micros(row.at),
        })
    });
    recorded.collect()
}

/// Records what became of somebody.
///
/// # Errors
/// [`Error::Already`] when it was recorded before.
#[compiled_here]
pub async fn insert(
    tx: &mut Tx,
    referral: ReferralId,
    (milestone, outcome): (Milestone, FollowUpOutcome),
) -> Result<(), Error> {
    let (now, by) = (tx.now(), tx.actor().member_id());
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(referral.uuid())
        .bind(milestone.code())
        .bind(outcome.code())
        .bind(now.micros())
        .bind(by.map(MemberId::uuid))
        .execute(&mut **c)
        .await
        .map(drop));
    once(done)
}

/// Of whom nobody has asked yet, the longest ago first: of the whole team, or what `me` owns. Contacts
/// that are closed to `me` are left out.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open_of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    (me, only_mine): (MemberId, bool),
    now: Timestamp,
    most: i64,
) -> Result<Vec<Open>, Error> {
    let rows: Vec<OpenRow> = on!(reads.conn(), c => sqlx::query_as(OPEN_OF_TEAM)
        .bind(team.uuid())
        .bind(me.uuid())
        .bind(i64::from(only_mine))
        .bind((now - ASKED_FOR).micros())
        .bind((now - Span::from_days(2)).micros())
        .bind((now - Span::from_days(30)).micros())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    let open = rows.into_iter().filter_map(|row| {
        let arrived_at = Timestamp::from_micros(row.arrived_at);
        let recorded = [(row.two, Milestone::TwoDays), (row.thirty, Milestone::ThirtyDays)];
        let recorded = recorded.into_iter().filter_map(|(count, one)| (count > 0).then_some(one));
        let recorded: Vec<_> = recorded.collect();
        Some(Open {
            referral: ReferralId::from_uuid(row.id),
            contact: ContactId::from_uuid(row.contact_id),
            service_name: row.service_name,
            owner: MemberId::from_uuid(row.offered_by),
            arrived_at,
            milestone: Milestone::due(arrived_at, &recorded, now)?,
        })
    });
    Ok(open.collect())
}
