//! Bed requests, what services said, and the beds that are kept.
//!
//! # One bed, one hold
//! A hold is taken by one conditional statement on the row that counts the beds, in the transaction
//! that stores the hold: it changes a row only while more are free than are held. Of any number who
//! ask for the last bed, one finds it. A hold that has run out does not count in any statement, from
//! its last moment on, whether or not the machine has noticed it; a referral that uses a hold takes
//! the bed out of the count.

use casework::bed::{
    Ask, BedAnswer, BedQuestion, BedReply, BedRequest, BedRequestState, Hold, HoldRow, HoldState,
    PlacesRefused, Snapshot,
};
use casework::event::Event;
use casework::facts::CountyCode;
use casework::id::{
    BedRequestId, CapacityId, ContactId, HoldId, MemberId, OrganizationId, ReferralId, ServiceId,
};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;
use crate::{Error, Store, Tx};

pub mod link;
pub mod list;
pub mod unmet;

statements! {
    INSERT = "
        INSERT INTO bed_requests (id, contact_id, attempt, need, age_band, gender, county, danger,
            asked_by, asked_at, expires_at, state, since, due_at, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $10, $11, 1)";
    INSERT_ASK = "
        INSERT INTO bed_asks (request_id, service_id, place, organization_id, organization_name,
            service_name, phone, asked_at, reply, reason, answered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, NULL)";
    OF_ATTEMPT = "SELECT id, contact_id FROM bed_requests WHERE attempt = $1";
    OF_ID = "
        SELECT id, contact_id, need, age_band, gender, county, danger, asked_by, asked_at,
            expires_at, state, since, version
        FROM bed_requests WHERE id = $1";
    ASKS_OF = "
        SELECT request_id, service_id, organization_id, organization_name, service_name, phone,
            reply, reason, answered_at
        FROM bed_asks WHERE request_id = $1 ORDER BY place";
    LAST_HOLD = "
        SELECT id, request_id, service_id, capacity_id, made_at, expires_at, state, since,
            referral_id
        FROM bed_holds WHERE request_id = $1 ORDER BY made_at DESC, id DESC LIMIT 1";
    DUE = "
        SELECT id FROM bed_requests WHERE due_at IS NOT NULL AND due_at <= $1
        ORDER BY due_at, id LIMIT $2";
    SAVE = "
        UPDATE bed_requests SET state = $2, since = $3, due_at = $4, version = version + 1
        WHERE id = $1 AND version = $5";
    ANSWER = "
        UPDATE bed_asks SET reply = $3, reason = $4, answered_at = $5
        WHERE request_id = $1 AND service_id = $2";
    /// The one place where a bed is taken: no row changes where every free bed is held.
    TAKE = "
        UPDATE capacities SET noted_at = $2
        WHERE id = $1 AND available > (
            SELECT count(*) FROM bed_holds h
            WHERE h.capacity_id = $1 AND h.state = 'held' AND h.expires_at > $2)";
    INSERT_HOLD = "
        INSERT INTO bed_holds (id, request_id, service_id, capacity_id, made_at, expires_at, state,
            since, referral_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)";
    SAVE_HOLD = "UPDATE bed_holds SET state = $2, since = $3, referral_id = $4 WHERE id = $1";
    /// What is kept changed, so the count is another: whoever holds it in memory reads it again.
    NOTE = "UPDATE capacities SET noted_at = $2 WHERE id = $1";
    /// A referral has the bed.
    FILL = "
        UPDATE capacities SET available = available - 1, noted_at = $2
        WHERE id = $1 AND available > 0";
    /// The referral came to nothing: unless the service has said a number since, its bed is free.
    RETURN = "
        UPDATE capacities SET available = available + 1, noted_at = $2
        WHERE id = (SELECT h.capacity_id FROM bed_holds h
                    WHERE h.referral_id = $1 AND h.state = 'used')
            AND updated_at < (SELECT h.since FROM bed_holds h
                              WHERE h.referral_id = $1 AND h.state = 'used')
            AND (maximum IS NULL OR available < maximum)";
}

/// A bed request as stored, with what its pages need.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The request itself.
    pub request: BedRequest,
    /// Who asked.
    pub asked_by: MemberId,
    /// Grows with every change.
    pub version: i64,
    /// Who was asked, in the order of [`BedRequest::asks`].
    pub services: Vec<Asked>,
}

/// A service as it was called when it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which service.
    pub service: ServiceId,
    /// Who runs it.
    pub organization: OrganizationId,
    /// What they are called.
    pub organization_name: String,
    /// What the service is called.
    pub service_name: String,
    /// The number to call, if it is for everybody.
    pub phone: Option<String>,
}

impl Stored {
    /// What a service was called when it was asked.
    #[must_use]
    pub fn asked(&self, service: ServiceId) -> Option<&Asked> {
        self.services.iter().find(|asked| asked.service == service)
    }
}

row! {
    pub(crate) struct Row {
        id: Uuid,
        contact_id: Uuid,
        need: String,
        age_band: Option<String>,
        gender: Option<String>,
        county: Option<String>,
        danger: String,
        asked_by: Uuid,
        asked_at: i64,
        expires_at: i64,
        state: String,
        since: i64,
        version: i64,
    }
}

row! {
    pub(crate) struct AskRow {
        request_id: Uuid,
        service_id: Uuid,
        organization_id: Uuid,
        organization_name: String,
        service_name: String,
        phone: Option<String>,
        reply: Option<String>,
        reason: Option<String>,
        answered_at: Option<i64>,
    }
}

row! {
    pub(crate) struct KeptRow {
        id: Uuid,
        request_id: Uuid,
        service_id: Uuid,
        capacity_id: Uuid,
        made_at: i64,
        expires_at: i64,
        state: String,
        since: i64,
        referral_id: Option<Uuid>,
    }
}

/// A code that may be none.
fn code<T: std::str::FromStr>(text: Option<&str>, what: &'static str) -> Result<Option<T>, Error> {
    text.map(str::parse).transpose().map_err(|_| Error::Unknown(what))
}

/// A question as columns hold it.
pub(crate) fn question(
    need: &str,
    age_band: Option<&str>,
    gender: Option<&str>,
    (county, danger): (Option<&str>, &str),
) -> Result<BedQuestion, Error> {
    let county = county.map(CountyCode::parse).transpose();
    Ok(BedQuestion {
        need: need.parse().map_err(|_| Error::Unknown("need"))?,
        age_band: code(age_band, "age band")?,
        gender: code(gender, "gender")?,
        county: county.map_err(|_| Error::Unknown("county"))?,
        danger: danger.parse().map_err(|_| Error::Unknown("danger"))?,
    })
}

impl AskRow {
    fn ask(&self) -> Result<Ask, Error> {
        let reply: Option<BedReply> = code(self.reply.as_deref(), "bed reply")?;
        let reason = code(self.reason.as_deref(), "decline reason")?;
        let answer = match (reply, reason) {
            (None, None) => None,
            (Some(BedReply::Yes), None) => Some(BedAnswer::Yes),
            (Some(BedReply::No), Some(reason)) => Some(BedAnswer::No(reason)),
            (Some(BedReply::CallMe), None) => Some(BedAnswer::CallMe),
            _ => return Err(Error::Unknown("bed answer")),
        };
        let at = Timestamp::from_micros(self.answered_at.unwrap_or(0));
        Ok(Ask {
            service: ServiceId::from_uuid(self.service_id),
            answer: answer.map(|answer| (answer, at)),
        })
    }

    fn asked(self) -> Asked {
        Asked {
            service: ServiceId::from_uuid(self.service_id),
            organization: OrganizationId::from_uuid(self.organization_id),
            organization_name: self.organization_name,
            service_name: self.service_name,
            phone: self.phone,
        }
    }
}

impl KeptRow {
    pub(crate) fn read(&self) -> Result<HoldRow, Error> {
        Ok(HoldRow {
            id: HoldId::from_uuid(self.id),
            service: ServiceId::from_uuid(self.service_id),
            capacity: CapacityId::from_uuid(self.capacity_id),
            made_at: Timestamp::from_micros(self.made_at),
            expires_at: Timestamp::from_micros(self.expires_at),
            state: self.state.parse::<HoldState>().map_err(|_| Error::Unknown("hold state"))?,
            since: Timestamp::from_micros(self.since),
            referral: self.referral_id.map(ReferralId::from_uuid),
        })
    }
}

impl Row {
    fn read(self, asks: Vec<AskRow>, hold: Option<&KeptRow>) -> Result<Stored, Error> {
        let snapshot = Snapshot {
            id: BedRequestId::from_uuid(self.id),
            contact: ContactId::from_uuid(self.contact_id),
            question: question(
                &self.need,
                self.age_band.as_deref(),
                self.gender.as_deref(),
                (self.county.as_deref(), &self.danger),
            )?,
            asked_at: Timestamp::from_micros(self.asked_at),
            expires_at: Timestamp::from_micros(self.expires_at),
            state: self
                .state
                .parse::<BedRequestState>()
                .map_err(|_| Error::Unknown("bed request state"))?,
            since: Timestamp::from_micros(self.since),
            asks: asks.iter().map(AskRow::ask).collect::<Result<_, _>>()?,
            hold: hold.map(KeptRow::read).transpose()?,
        };
        Ok(Stored {
            request: BedRequest::restore(snapshot).map_err(|_| Error::Unknown("bed request"))?,
            asked_by: MemberId::from_uuid(self.asked_by),
            version: self.version,
            services: asks.into_iter().map(AskRow::asked).collect(),
        })
    }
}

/// One bed request. Three statements, each by a key.
#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, id: BedRequestId) -> Result<Stored, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    let row = row.ok_or(Error::NotFound)?;
    let asks: Vec<AskRow> =
        on!(conn, c => sqlx::query_as(ASKS_OF).bind(id.uuid()).fetch_all(&mut **c).await?);
    let hold: Option<KeptRow> =
        on!(conn, c => sqlx::query_as(LAST_HOLD).bind(id.uuid()).fetch_optional(&mut **c).await?);
    row.read(asks, hold.as_ref())
}

/// One bed request.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
#[compiled_here]
pub async fn of_id(reads: &mut dyn Reads, id: BedRequestId) -> Result<Stored, Error> {
    load(reads.conn(), id).await
}

/// Which request one attempt of a form of this contact made, if it was sent before.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_attempt(
    reads: &mut dyn Reads,
    attempt: &[u8; 32],
) -> Result<Option<(BedRequestId, ContactId)>, Error> {
    let row: Option<(Uuid, Uuid)> = on!(reads.conn(), c => sqlx::query_as(OF_ATTEMPT)
        .bind(attempt.as_slice()).fetch_optional(&mut **c).await?);
    Ok(row.map(|(id, of)| (BedRequestId::from_uuid(id), ContactId::from_uuid(of))))
}

/// Stores a new request: `services` are those that it asks, in any order.
///
/// # Errors
/// [`Error::Rule`] when a service that is asked is not described; if the database fails.
#[compiled_here]
pub async fn insert(
    tx: &mut Tx,
    request: &BedRequest,
    services: &[Asked],
    (by, attempt): (MemberId, &[u8; 32]),
) -> Result<(), Error> {
    let question = request.question();
    let asked_at = request.asked_at().micros();
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(request.id().uuid())
        .bind(request.contact().uuid())
        .bind(attempt.as_slice())
        .bind(question.need.code())
        .bind(question.age_band.map(|age| age.code()))
        .bind(question.gender.map(|gender| gender.code()))
        .bind(question.county.as_ref().map(CountyCode::as_str))
        .bind(question.danger.code())
        .bind(by.uuid())
        .bind(asked_at)
        .bind(request.expires_at().micros())
        .bind(request.state().code())
        .execute(&mut **c)
        .await
        .map(drop)?);
    for (place, ask) in (0_i64..).zip(request.asks()) {
        let asked = services.iter().find(|one| one.service == ask.service);
        let asked = asked.ok_or(Error::NotFound)?;
        on!(tx.conn(), c => sqlx::query(INSERT_ASK)
            .bind(request.id().uuid())
            .bind(ask.service.uuid())
            .bind(place)
            .bind(asked.organization.uuid())
            .bind(asked.organization_name.as_str())
            .bind(asked.service_name.as_str())
            .bind(asked.phone.as_deref())
            .bind(asked_at)
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    Ok(())
}

/// Stores the next state of a request over the version that was loaded. A new hold takes its bed
/// here; one that a referral uses fills it.
///
/// # Errors
/// [`Error::Changed`] when somebody else changed it since; [`Error::Rule`] when every free bed is
/// held.
#[compiled_here]
pub async fn save(tx: &mut Tx, before: &Stored, next: &BedRequest) -> Result<(), Error> {
    let id = next.id().uuid();
    let done = on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(id)
        .bind(next.state().code())
        .bind(next.since().micros())
        .bind(next.due_at().map(Timestamp::micros))
        .bind(before.version)
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done != 1 {
        return Err(Error::Changed);
    }
    for (was, is) in before.request.asks().iter().zip(next.asks()).filter(|(was, is)| was != is) {
        let answer = is.answer.map(|(answer, _)| answer);
        on!(tx.conn(), c => sqlx::query(ANSWER)
            .bind(id)
            .bind(was.service.uuid())
            .bind(answer.map(|answer| answer.reply().code()))
            .bind(answer.and_then(BedAnswer::reason).map(|reason| reason.code()))
            .bind(is.answer.map(|(_, at)| at.micros()))
            .execute(&mut **c)
            .await
            .map(drop)?);
    }
    match (before.request.hold(), next.hold()) {
        (Some(was), Some(is)) if was == is => Ok(()),
        (Some(was), Some(is)) if was.id() == is.id() => end_hold(tx, is).await,
        (_, Some(is)) => take(tx, next.id(), is).await,
        (_, None) => Ok(()),
    }
}

async fn take(tx: &mut Tx, request: BedRequestId, hold: &Hold) -> Result<(), Error> {
    let taken = on!(tx.conn(), c => sqlx::query(TAKE)
        .bind(hold.capacity().uuid())
        .bind(hold.made_at().micros())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if taken != 1 {
        return Err(Error::rule(PlacesRefused::NoneFree));
    }
    on!(tx.conn(), c => sqlx::query(INSERT_HOLD)
        .bind(hold.id().uuid())
        .bind(request.uuid())
        .bind(hold.service().uuid())
        .bind(hold.capacity().uuid())
        .bind(hold.made_at().micros())
        .bind(hold.expires_at().micros())
        .bind(hold.state().code())
        .bind(hold.since().micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

async fn end_hold(tx: &mut Tx, hold: &Hold) -> Result<(), Error> {
    let now = tx.now().micros();
    on!(tx.conn(), c => sqlx::query(SAVE_HOLD)
        .bind(hold.id().uuid())
        .bind(hold.state().code())
        .bind(hold.since().micros())
        .bind(hold.referral().map(ReferralId::uuid))
        .execute(&mut **c)
        .await
        .map(drop)?);
    let text = if hold.state() == HoldState::Used { FILL } else { NOTE };
    on!(tx.conn(), c => sqlx::query(text)
        .bind(hold.capacity().uuid()).bind(now).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Does first what time alone obliges, and gives the request as it then stands, with its events.
///
/// # Errors
/// As [`save`].
#[compiled_here]
pub async fn settled(tx: &mut Tx, stored: Stored) -> Result<(Stored, Vec<Event>), Error> {
    let (next, events) = stored.request.clone().settle(tx.now());
    if events.is_empty() {
        return Ok((stored, events));
    }
    save(tx, &stored, &next).await?;
    let version = stored.version + 1;
    Ok((Stored { request: next, version, ..stored }, events))
}

/// A referral that had a bed came to nothing: the bed is free again, unless its service has said a
/// number since. Nothing happens for a referral without one.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn give_back(tx: &mut Tx, referral: ReferralId) -> Result<(), Error> {
    let now = tx.now().micros();
    on!(tx.conn(), c => sqlx::query(RETURN)
        .bind(referral.uuid()).bind(now).execute(&mut **c).await.map(drop)?);
    Ok(())
}

impl Store {
    /// Requests in which something is due at `now`, the longest due first.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn due_beds(&self, now: Timestamp, most: i64) -> Result<Vec<BedRequestId>, Error> {
        let mut conn = self.readers().acquire().await?;
        let rows: Vec<(Uuid,)> = on!(&mut conn, c => sqlx::query_as(DUE)
            .bind(now.micros()).bind(most).fetch_all(&mut **c).await?);
        Ok(rows.into_iter().map(|(id,)| BedRequestId::from_uuid(id)).collect())
    }
}
