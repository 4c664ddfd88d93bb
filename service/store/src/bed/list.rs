//! Bed requests side by side: of one contact for its desk, of one service for its saved link.

use casework::bed::{BedQuestion, BedReply, BedRequestState};
use casework::id::{BedRequestId, CapacityId, ContactId, MemberId, ServiceId, TeamId};
use casework::need::Need;
use casework::time::{Span, Timestamp};
use uuid::Uuid;

use super::{AskRow, KeptRow, Row, Stored, code, question};
use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;

statements! {
    OF_CONTACT = "
        SELECT id, contact_id, need, age_band, gender, county, danger, asked_by, asked_at,
            expires_at, state, since, version
        FROM bed_requests WHERE contact_id = $1 ORDER BY asked_at DESC, id DESC LIMIT $2";
    ASKS_OF_CONTACT = "
        SELECT a.request_id, a.service_id, a.organization_id, a.organization_name, a.service_name,
            a.phone, a.reply, a.reason, a.answered_at
        FROM bed_requests r JOIN bed_asks a ON a.request_id = r.id
        WHERE r.contact_id = $1 AND r.asked_at >= $2 ORDER BY a.request_id, a.place";
    HOLDS_OF_CONTACT = "
        SELECT h.id, h.request_id, h.service_id, h.capacity_id, h.made_at, h.expires_at, h.state,
            h.since, h.referral_id
        FROM bed_requests r JOIN bed_holds h ON h.request_id = r.id
        WHERE r.contact_id = $1 AND r.asked_at >= $2 ORDER BY h.made_at, h.id";
    /// What a team lately asked for and has not got: no request lasts longer than the time looked back.
    OF_TEAM = "
        SELECT r.id, r.contact_id, r.need, r.asked_at, r.due_at, r.state,
            (SELECT count(*) FROM bed_asks a WHERE a.request_id = r.id) AS asked,
            (SELECT count(*) FROM bed_asks a WHERE a.request_id = r.id AND a.reply = 'no')
                AS declined
        FROM bed_requests r JOIN contacts c ON c.id = r.contact_id
        WHERE r.asked_at > $4 AND (r.due_at IS NOT NULL OR r.state = 'expired')
            AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                            WHERE x.contact_id = r.contact_id AND x.member_id = $2)
            AND (CAST($3 AS BIGINT) = 0 OR r.asked_by = $2)
        ORDER BY r.asked_at, r.id LIMIT $5";
    /// What a service was lately asked: what waits for it, what it said, what became of it.
    OF_SERVICE = "
        SELECT r.id, r.need, r.age_band, r.gender, r.county, r.danger, r.expires_at, r.state,
            r.since, a.reply, h.capacity_id, h.expires_at AS held_until,
            EXISTS (SELECT 1 FROM bed_holds u WHERE u.request_id = r.id AND u.state = 'used'
                    AND u.service_id = a.service_id) AS given
        FROM bed_asks a JOIN bed_requests r ON r.id = a.request_id
        LEFT JOIN bed_holds h ON h.request_id = r.id AND h.state = 'held'
            AND h.service_id = a.service_id
        WHERE a.service_id = $1 AND a.asked_at > $2
            AND (r.due_at IS NOT NULL OR r.since > $3)
        ORDER BY a.asked_at, r.id LIMIT $4";
}

/// How long ago a service may have been asked for what still waits: no request lasts longer, with
/// the hold after it.
const LONGEST: Span = Span::from_days(7);
/// For how long a service is told what became of a request.
const TOLD: Span = Span::from_hours(2);

/// The bed requests of one contact, the latest first, at most `most`. Three statements.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_contact(
    reads: &mut dyn Reads,
    contact: ContactId,
    most: i64,
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid()).bind(most).fetch_all(&mut **c).await?);
    let Some(oldest) = rows.last().map(|row| row.asked_at) else { return Ok(Vec::new()) };
    let mut asks: Vec<AskRow> = on!(reads.conn(), c => sqlx::query_as(ASKS_OF_CONTACT)
        .bind(contact.uuid()).bind(oldest).fetch_all(&mut **c).await?);
    let holds: Vec<KeptRow> = on!(reads.conn(), c => sqlx::query_as(HOLDS_OF_CONTACT)
        .bind(contact.uuid()).bind(oldest).fetch_all(&mut **c).await?);
    rows.into_iter()
        .map(|row| {
            let (own, others) = asks.drain(..).partition(|ask| ask.request_id == row.id);
            asks = others;
            let hold = holds.iter().rfind(|hold| hold.request_id == row.id);
            row.read(own, hold)
        })
        .collect()
}

/// A request in a team's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Which request.
    pub request: BedRequestId,
    /// From which contact.
    pub contact: ContactId,
    /// What is needed.
    pub need: Need,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When time alone changes it; none once no bed was found.
    pub due_at: Option<Timestamp>,
    /// Where it stands.
    pub state: BedRequestState,
    /// Whether every service has said no.
    pub exhausted: bool,
}

row! {
    struct PendingRow {
        id: Uuid,
        contact_id: Uuid,
        need: String,
        asked_at: i64,
        due_at: Option<i64>,
        state: String,
        asked: i64,
        declined: i64,
    }
}

/// What a team asked for since `since` and has not got, the longest ago first: all of it, or what `me`
/// asked. Contacts that are closed to `me` are left out.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    (me, only_mine): (MemberId, bool),
    since: Timestamp,
    most: i64,
) -> Result<Vec<Pending>, Error> {
    let rows: Vec<PendingRow> = on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
        .bind(team.uuid())
        .bind(me.uuid())
        .bind(i64::from(only_mine))
        .bind(since.micros())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    let pending = rows.into_iter().map(|row| {
        Ok(Pending {
            request: BedRequestId::from_uuid(row.id),
            contact: ContactId::from_uuid(row.contact_id),
            need: row.need.parse().map_err(|_| Error::Unknown("need"))?,
            asked_at: Timestamp::from_micros(row.asked_at),
            due_at: row.due_at.map(Timestamp::from_micros),
            state: row.state.parse().map_err(|_| Error::Unknown("bed request state"))?,
            exhausted: row.asked == row.declined,
        })
    });
    pending.collect()
}

/// A request as one service sees it: nothing in it says whose contact it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which request.
    pub request: BedRequestId,
    /// What is asked.
    pub question: BedQuestion,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: BedRequestState,
    /// Since when.
    pub since: Timestamp,
    /// What this service said last.
    pub reply: Option<BedReply>,
    /// The bed that this service keeps, and until when.
    pub held: Option<(CapacityId, Timestamp)>,
    /// Whether a referral has a bed of this service by it.
    pub given: bool,
}

impl Seen {
    /// Whether an answer of this service counts at `now`.
    #[must_use]
    pub fn waits(&self, now: Timestamp) -> bool {
        self.state == BedRequestState::Open && now < self.expires_at
    }

    /// Whether this service keeps a bed at `now`.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.held.is_some_and(|(_, until)| now < until)
    }
}

row! {
    struct SeenRow {
        id: Uuid,
        need: String,
        age_band: Option<String>,
        gender: Option<String>,
        county: Option<String>,
        danger: String,
        expires_at: i64,
        state: String,
        since: i64,
        reply: Option<String>,
        capacity_id: Option<Uuid>,
        held_until: Option<i64>,
        given: bool,
    }
}

impl SeenRow {
    fn read(self) -> Result<Seen, Error> {
        let question = question(
            &self.need,
            self.age_band.as_deref(),
            self.gender.as_deref(),
            (self.county.as_deref(), &self.danger),
        )?;
        let held = self.capacity_id.zip(self.held_until);
        Ok(Seen {
            request: BedRequestId::from_uuid(self.id),
            question,
            expires_at: Timestamp::from_micros(self.expires_at),
            state: self.state.parse().map_err(|_| Error::Unknown("bed request state"))?,
            since: Timestamp::from_micros(self.since),
            reply: code(self.reply.as_deref(), "bed reply")?,
            held: held
                .map(|(beds, until)| (CapacityId::from_uuid(beds), Timestamp::from_micros(until))),
            given: self.given,
        })
    }
}

/// What a service was lately asked, the longest ago first, at most `most`: what is under way, and
/// what ended a short while ago. One statement.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_service(
    reads: &mut dyn Reads,
    service: ServiceId,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Seen>, Error> {
    let rows: Vec<SeenRow> = on!(reads.conn(), c => sqlx::query_as(OF_SERVICE)
        .bind(service.uuid())
        .bind((now - LONGEST).micros())
        .bind((now - TOLD).micros())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(SeenRow::read).collect()
}
