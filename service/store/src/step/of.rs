//! Whom an event is about: the person's number and traits, looked up by the key of one row.

use case::person::VictimStatus;
use casework::id::{BedRequestId, CaseId, DutyId, PersonId, ReferralId};
use casework::step::Traits;
use casework::time::Timestamp;
use uuid::Uuid;

use super::Numbers;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, coded, compiled_here};

statements! {
    /// A referral that uses a bed is the answer to the request for it.
    REFERRAL = "
        SELECT r.contact_id, c.facts,
            (SELECT j.case_id FROM case_contacts j WHERE j.contact_id = c.id
                ORDER BY j.joined_at, j.case_id LIMIT 1) AS case_id,
            (SELECT h.request_id FROM bed_holds h WHERE h.referral_id = r.id
                ORDER BY h.made_at, h.id LIMIT 1) AS request_id
        FROM referrals r JOIN contacts c ON c.id = r.contact_id WHERE r.id = $1";
    REQUEST = "
        SELECT b.contact_id, c.facts,
            (SELECT j.case_id FROM case_contacts j WHERE j.contact_id = c.id
                ORDER BY j.joined_at, j.case_id LIMIT 1) AS case_id,
            CASE WHEN b.state = 'expired' THEN b.id END AS request_id
        FROM bed_requests b JOIN contacts c ON c.id = b.contact_id WHERE b.id = $1";
    DUTY = "
        SELECT d.contact_id, d.case_id, d.started_at, d.due_at, d.sent_at, c.facts,
            (SELECT j.case_id FROM case_contacts j WHERE j.contact_id = d.contact_id
                ORDER BY j.joined_at, j.case_id LIMIT 1) AS joined_id
        FROM duties d LEFT JOIN contacts c ON c.id = d.contact_id WHERE d.id = $1";
    VICTIM = "
        SELECT case_id FROM case_people WHERE id = $1 AND part = 'victim' AND code = $2";
    /// What the panels of a case's contacts say, the first joined first.
    FACTS = "
        SELECT c.facts FROM case_contacts j JOIN contacts c ON c.id = j.contact_id
        WHERE j.case_id = $1 ORDER BY j.joined_at, j.contact_id";
}

/// Whom something is about.
pub(super) struct Whom {
    pub(super) person: u64,
    pub(super) traits: Traits,
    /// The bed request that belongs to it; of a request itself only if its time ran out.
    pub(super) request: Option<BedRequestId>,
}

/// A duty with its times.
pub(super) struct Due {
    pub(super) whom: Whom,
    pub(super) started_at: Timestamp,
    pub(super) due_at: Timestamp,
    pub(super) sent_at: Option<Timestamp>,
}

row! {
    struct Row {
        contact_id: Uuid,
        facts: String,
        case_id: Option<Uuid>,
        request_id: Option<Uuid>,
    }
}

row! {
    struct DutyRow {
        contact_id: Option<Uuid>,
        case_id: Option<Uuid>,
        started_at: i64,
        due_at: i64,
        sent_at: Option<i64>,
        facts: Option<String>,
        joined_id: Option<Uuid>,
    }
}

#[compiled_here]
async fn one(
    reads: &mut dyn Reads,
    numbers: &Numbers,
    text: &'static str,
    id: Uuid,
) -> Result<Option<Whom>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(text)
        .bind(id).fetch_optional(&mut **c).await?);
    let read = |row: Row| {
        Ok(Whom {
            person: numbers.person(row.case_id.unwrap_or(row.contact_id)),
            traits: Traits::of(&coded::facts(&row.facts)?),
            request: row.request_id.map(BedRequestId::from_uuid),
        })
    };
    row.map(read).transpose()
}

/// Whom a referral is for.
pub(super) async fn referral(
    reads: &mut dyn Reads,
    numbers: &Numbers,
    id: ReferralId,
) -> Result<Option<Whom>, Error> {
    one(reads, numbers, REFERRAL, id.uuid()).await
}

/// Whom a bed request is for.
pub(super) async fn request(
    reads: &mut dyn Reads,
    numbers: &Numbers,
    id: BedRequestId,
) -> Result<Option<Whom>, Error> {
    one(reads, numbers, REQUEST, id.uuid()).await
}

/// Whom a duty is about, and its times.
#[compiled_here]
pub(super) async fn duty(
    reads: &mut dyn Reads,
    numbers: &Numbers,
    id: DutyId,
) -> Result<Option<Due>, Error> {
    let row: Option<DutyRow> = on!(reads.conn(), c => sqlx::query_as(DUTY)
        .bind(id.uuid()).fetch_optional(&mut **c).await?);
    let Some(row) = row else { return Ok(None) };
    let Some(person) = row.case_id.or(row.joined_id).or(row.contact_id) else { return Ok(None) };
    let traits = match (&row.facts, row.case_id) {
        (Some(facts), _) => Traits::of(&coded::facts(facts)?),
        (None, Some(case)) => of_case(reads, CaseId::from_uuid(case)).await?,
        (None, None) => Traits::default(),
    };
    Ok(Some(Due {
        whom: Whom { person: numbers.person(person), traits, request: None },
        started_at: Timestamp::from_micros(row.started_at),
        due_at: Timestamp::from_micros(row.due_at),
        sent_at: row.sent_at.map(Timestamp::from_micros),
    }))
}

/// The case of somebody who is held to be a victim; none for anybody else.
#[compiled_here]
pub(super) async fn victim(reads: &mut dyn Reads, id: PersonId) -> Result<Option<CaseId>, Error> {
    let row: Option<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(VICTIM)
        .bind(id.uuid())
        .bind(VictimStatus::Actual.code())
        .fetch_optional(&mut **c)
        .await?);
    Ok(row.map(|(case,)| CaseId::from_uuid(case)))
}

/// What the contacts of a case say of the person, the last that says it.
#[compiled_here]
pub(super) async fn of_case(reads: &mut dyn Reads, case: CaseId) -> Result<Traits, Error> {
    let rows: Vec<(String,)> = on!(reads.conn(), c => sqlx::query_as(FACTS)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    rows.iter().try_fold(Traits::default(), |before, (facts,)| {
        Ok(Traits::of(&coded::facts(facts)?).or(before))
    })
}
