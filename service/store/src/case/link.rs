//! The link by which an agency reads what the people of a case let it: one for each agency of a case,
//! kept as a hash. Its secret gives a key pair, to which the case's key is wrapped.

use casework::id::{CaseId, MemberId, OrganizationId};
use casework::member::Actor;
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Keyring, RecordKey, SessionSecret};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;
use crate::{Error, Store, Tx, key, visitor};

statements! {
    PUT = "
        INSERT INTO agency_links (case_id, organization_id, link, made_by, made_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    DROP = "DELETE FROM agency_links WHERE case_id = $1 AND organization_id = $2 RETURNING link";
    OF_CASE = "
        SELECT organization_id, made_at FROM agency_links WHERE case_id = $1 AND expires_at > $2";
    OF_LINK = "
        SELECT case_id, organization_id FROM agency_links WHERE link = $1 AND expires_at > $2";
}

/// Somebody of an agency, as their link shows them.
pub struct Linked {
    /// Which agency.
    pub organization: OrganizationId,
    /// Which case.
    pub case: CaseId,
    /// What opens it.
    pub keys: Keyring,
}

impl Linked {
    /// Who asks.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Agency { organization: self.organization, case: self.case }
    }
}

/// Gives an agency a link to a case; the one before leads nowhere from then on.
///
/// # Errors
/// [`Error::Sealed`] when no key on the ring opens the case.
#[compiled_here]
pub async fn put(
    tx: &mut Tx,
    (case, organization): (CaseId, OrganizationId),
    keys: &Keyring,
    (by, link): (MemberId, &SessionSecret),
    expires_at: Timestamp,
) -> Result<(), Error> {
    drop(tx, case, organization).await?;
    let (now, lookup) = (tx.now(), link.lookup());
    let record = RecordKey::from_secret(key::open(tx, case.uuid(), keys).await?);
    let reader = visitor::reader(&lookup);
    let public = link.key_pair().public();
    let wrapped = record.wrap_for(reader, &public, case.uuid(), &mut tx.rng());
    key::grant(tx, case.uuid(), reader, key::Reader::Partner, &wrapped).await?;
    on!(tx.conn(), c => sqlx::query(PUT)
        .bind(case.uuid())
        .bind(organization.uuid())
        .bind(lookup.as_slice())
        .bind(by.uuid())
        .bind(now.micros())
        .bind(expires_at.micros())
        .execute(&mut **c)
        .await
        .map(std::mem::drop)?);
    Ok(())
}

/// Takes the link of an agency away, with the key that it opened. An agency without one keeps none.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn drop(tx: &mut Tx, case: CaseId, organization: OrganizationId) -> Result<(), Error> {
    let gone: Option<(Vec<u8>,)> = on!(tx.conn(), c => sqlx::query_as(DROP)
        .bind(case.uuid()).bind(organization.uuid()).fetch_optional(&mut **c).await?);
    let Some((link,)) = gone else { return Ok(()) };
    let lookup: [u8; 32] = link.try_into().map_err(|_| Error::Unknown("link"))?;
    key::revoke(tx, case.uuid(), visitor::reader(&lookup)).await
}

row! {
    struct Row {
        organization_id: Uuid,
        made_at: i64,
    }
}

/// Which agencies of a case have a link that works, and since when.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_case(
    reads: &mut dyn Reads,
    case: CaseId,
    now: Timestamp,
) -> Result<Vec<(OrganizationId, Timestamp)>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).bind(now.micros()).fetch_all(&mut **c).await?);
    let read = |row: Row| {
        (OrganizationId::from_uuid(row.organization_id), Timestamp::from_micros(row.made_at))
    };
    Ok(rows.into_iter().map(read).collect())
}

impl Store {
    /// Which case a link opens for which agency, if it still does. One statement by key.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn agency(&self, link: &SessionSecret) -> Result<Option<Linked>, Error> {
        let lookup = link.lookup();
        let mut conn = self.readers().acquire().await?;
        let row: Option<(Uuid, Uuid)> = on!(&mut conn, c => sqlx::query_as(OF_LINK)
            .bind(lookup.as_slice())
            .bind(self.now().micros())
            .fetch_optional(&mut **c)
            .await?);
        Ok(row.map(|(case, organization)| Linked {
            organization: OrganizationId::from_uuid(organization),
            case: CaseId::from_uuid(case),
            keys: Keyring::new(visitor::reader(&lookup), link.key_pair().into_secret()),
        }))
    }
}
