//! What belongs to a case: its contacts, the agencies that work on it, and what people allowed them.

use case::person::VictimId;
use case::sharing::{Permission, Seat};
use casework::consent::{Consent, Purpose};
use casework::contact::{Channel, Danger, Lane, StateCode};
use casework::id::{CaseId, ConsentId, ContactId, MemberId, OrganizationId, PersonId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::consent;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    JOIN = "
        INSERT INTO case_contacts (case_id, contact_id, joined_at, member_id)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (case_id, contact_id) DO NOTHING";
    /// The latest joined first, from a place on; none that is closed to the reader or that went to
    /// another team.
    CONTACTS = "
        SELECT j.contact_id, j.joined_at, c.channel, c.lane, c.danger, c.state, c.received_at
        FROM case_contacts j JOIN contacts c ON c.id = j.contact_id
        WHERE j.case_id = $1 AND (j.joined_at, j.contact_id) < ($3, $4)
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = j.contact_id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM cases k
                WHERE k.id = j.case_id AND k.team_id <> c.team_id)
        ORDER BY j.joined_at DESC, j.contact_id DESC LIMIT 21";
    COUNT = "
        SELECT count(*) FROM case_contacts j JOIN contacts c ON c.id = j.contact_id
        WHERE j.case_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = j.contact_id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM cases k
                WHERE k.id = j.case_id AND k.team_id <> c.team_id)";
    IS_JOINED = "SELECT count(*) FROM case_contacts WHERE case_id = $1 AND contact_id = $2";
    AGENCIES = "
        SELECT organization_id, name_sealed, seat, purpose, agreement_until, since
        FROM case_agencies WHERE case_id = $1 ORDER BY since, organization_id";
    PUT_AGENCY = "
        INSERT INTO case_agencies (case_id, organization_id, name_sealed, seat, purpose,
            agreement_until, since)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (case_id, organization_id)
        DO UPDATE SET name_sealed = $3, seat = $4, purpose = $5, agreement_until = $6";
    DROP_AGENCY = "DELETE FROM case_agencies WHERE case_id = $1 AND organization_id = $2";
    ALLOW = "
        INSERT INTO case_consents (consent_id, case_id, person_id, signed_by)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (consent_id) DO NOTHING";
    /// Tens of rows at most.
    ALLOWED = "
        SELECT consent_id, person_id, signed_by FROM case_consents
        WHERE case_id = $1 ORDER BY consent_id";
}

/// The most contacts of one page.
pub const PAGE: usize = 20;

/// One contact of a case: codes and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Which.
    pub id: ContactId,
    /// When it was joined.
    pub at: Timestamp,
    /// By which way it came.
    pub channel: Channel,
    /// Its lane.
    pub lane: Lane,
    /// What is known about danger.
    pub danger: Danger,
    /// Where it stands.
    pub state: StateCode,
    /// When it was received.
    pub received_at: Timestamp,
}

row! {
    struct JoinedRow {
        contact_id: Uuid,
        joined_at: i64,
        channel: String,
        lane: String,
        danger: String,
        state: String,
        received_at: i64,
    }
}

impl JoinedRow {
    fn read(self) -> Result<Joined, Error> {
        Ok(Joined {
            id: ContactId::from_uuid(self.contact_id),
            at: Timestamp::from_micros(self.joined_at),
            channel: self.channel.parse().map_err(|_| Error::Unknown("channel"))?,
            lane: self.lane.parse().map_err(|_| Error::Unknown("lane"))?,
            danger: self.danger.parse().map_err(|_| Error::Unknown("danger"))?,
            state: self.state.parse().map_err(|_| Error::Unknown("state"))?,
            received_at: Timestamp::from_micros(self.received_at),
        })
    }
}

/// Whose team's a contact is, and to whom it is closed.
///
/// # Errors
/// [`Error::NotFound`] when there is no such contact.
#[compiled_here]
pub async fn standing(
    reads: &mut dyn Reads,
    contact: ContactId,
) -> Result<(TeamId, Vec<MemberId>), Error> {
    let stored = crate::contact::load(reads.conn(), contact).await?;
    Ok((stored.contact.team(), stored.closed_to))
}

/// Joins a contact to a case. Joining it twice changes nothing.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn join(
    tx: &mut Tx,
    case: CaseId,
    contact: ContactId,
    by: MemberId,
) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(JOIN)
        .bind(case.uuid())
        .bind(contact.uuid())
        .bind(now.micros())
        .bind(by.uuid())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// The contacts of a case as `me` may see them, the latest joined first, one more than a page.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn contacts(
    reads: &mut dyn Reads,
    (case, me): (CaseId, MemberId),
    before: Option<(Timestamp, ContactId)>,
) -> Result<Vec<Joined>, Error> {
    let (at, id) = match before {
        Some((at, id)) => (at.micros(), id.uuid()),
        None => (i64::MAX, Uuid::max()),
    };
    let rows: Vec<JoinedRow> = on!(reads.conn(), c => sqlx::query_as(CONTACTS)
        .bind(case.uuid()).bind(me.uuid()).bind(at).bind(id).fetch_all(&mut **c).await?);
    rows.into_iter().map(JoinedRow::read).collect()
}

/// How many contacts a case has, as `me` may see them.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn count(reads: &mut dyn Reads, (case, me): (CaseId, MemberId)) -> Result<i64, Error> {
    let (count,): (i64,) = on!(reads.conn(), c => sqlx::query_as(COUNT)
        .bind(case.uuid()).bind(me.uuid()).fetch_one(&mut **c).await?);
    Ok(count)
}

/// Whether a contact belongs to a case.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn is_joined(
    reads: &mut dyn Reads,
    case: CaseId,
    contact: ContactId,
) -> Result<bool, Error> {
    let (count,): (i64,) = on!(reads.conn(), c => sqlx::query_as(IS_JOINED)
        .bind(case.uuid()).bind(contact.uuid()).fetch_one(&mut **c).await?);
    Ok(count > 0)
}

/// One agency that works on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Which organisation of the directory.
    pub organization: OrganizationId,
    /// From where it looks: at the table, or asked for a service.
    pub seat: Seat,
    /// What for.
    pub purpose: Purpose,
    /// Until when its papers hold; none if there are none.
    pub agreement_until: Option<Timestamp>,
    /// Since when.
    pub since: Timestamp,
}

/// An agency with its name, still sealed.
#[derive(Debug)]
pub struct Named {
    /// The agency.
    pub agency: Agency,
    name: Vec<u8>,
}

impl Named {
    /// What it is called, opened with the case's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn name(&self, key: &SecretKey) -> Result<Text, vault::OpenError> {
        Sealed::from_bytes(self.name.clone()).open(key, of_agency(self.agency.organization))
    }
}

/// An organisation may work on many cases: each has a key of its own, so the name of one does not open
/// in another.
fn of_agency(organization: OrganizationId) -> Place {
    Place { table: "case_agencies", record: organization.uuid(), column: "name_sealed", version: 1 }
}

row! {
    struct AgencyRow {
        organization_id: Uuid,
        name_sealed: Vec<u8>,
        seat: String,
        purpose: String,
        agreement_until: Option<i64>,
        since: i64,
    }
}

/// The agencies of a case, the first one first.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn agencies(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<Named>, Error> {
    let rows: Vec<AgencyRow> = on!(reads.conn(), c => sqlx::query_as(AGENCIES)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let read = |row: AgencyRow| {
        let agency = Agency {
            organization: OrganizationId::from_uuid(row.organization_id),
            seat: row.seat.parse().map_err(|_| Error::Unknown("seat"))?,
            purpose: row.purpose.parse().map_err(|_| Error::Unknown("purpose"))?,
            agreement_until: row.agreement_until.map(Timestamp::from_micros),
            since: Timestamp::from_micros(row.since),
        };
        Ok(Named { agency, name: row.name_sealed })
    };
    rows.into_iter().map(read).collect()
}

/// Stores an agency, or what changed about it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_agency(
    tx: &mut Tx,
    (case, to): (CaseId, PublicKey),
    agency: &Agency,
    name: &Text,
) -> Result<(), Error> {
    let sealed = Sealed::seal(name, &to, of_agency(agency.organization), &mut entropy());
    on!(tx.conn(), c => sqlx::query(PUT_AGENCY)
        .bind(case.uuid())
        .bind(agency.organization.uuid())
        .bind(sealed.as_bytes())
        .bind(agency.seat.code())
        .bind(agency.purpose.code())
        .bind(agency.agreement_until.map(Timestamp::micros))
        .bind(agency.since.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// An agency does not work on it any more.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn drop_agency(
    tx: &mut Tx,
    case: CaseId,
    organization: OrganizationId,
) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(DROP_AGENCY)
        .bind(case.uuid()).bind(organization.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

row! {
    struct AllowedRow {
        consent_id: Uuid,
        person_id: Uuid,
        signed_by: Option<Uuid>,
    }
}

/// One consent of a case: whose, what it says, who of the case signed it.
pub type Allowed = (PersonId, Consent, Option<PersonId>);

/// Stores a consent of one person of a case.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn allow(
    tx: &mut Tx,
    case: CaseId,
    permission: &Permission,
    signed_by: Option<PersonId>,
) -> Result<(), Error> {
    consent::insert(tx, permission.consent()).await?;
    let person: VictimId = permission.person();
    on!(tx.conn(), c => sqlx::query(ALLOW)
        .bind(permission.consent().id().uuid())
        .bind(case.uuid())
        .bind(person.person().uuid())
        .bind(signed_by.map(PersonId::uuid))
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Every consent of a case, also those that were taken back or have ended.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn allowed(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<Allowed>, Error> {
    let rows: Vec<AllowedRow> = on!(reads.conn(), c => sqlx::query_as(ALLOWED)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let consents = consent::of_case(reads, case).await?;
    let mut all = Vec::new();
    for row in rows {
        let id = ConsentId::from_uuid(row.consent_id);
        let consent = consents.iter().find(|consent| consent.id() == id);
        let consent = consent.ok_or(Error::Unknown("consent"))?.clone();
        let signed_by = row.signed_by.map(PersonId::from_uuid);
        all.push((PersonId::from_uuid(row.person_id), consent, signed_by));
    }
    Ok(all)
}
