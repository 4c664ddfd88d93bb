//! What people allowed: who may receive what, until when.

use std::collections::BTreeSet;

use casework::consent::{Consent, Scope, Signer, Terms};
use casework::id::{CaseId, ConsentId, ContactId, MemberId, OrganizationId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    /// A form that is sent twice records one consent.
    INSERT = "
        INSERT INTO consents (id, contact_id, organization_id, purpose, scope, signer, abuser_check,
            given_at, expires_at, recorded_by, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)
        ON CONFLICT (id) DO NOTHING";
    OF_ID = "
        SELECT id, contact_id, organization_id, purpose, scope, signer, abuser_check, given_at,
            expires_at, recorded_by, revoked_at
        FROM consents WHERE id = $1";
    /// Every consent of a case, also those that ended.
    OF_CASE = "
        SELECT c.id, c.contact_id, c.organization_id, c.purpose, c.scope, c.signer,
            c.abuser_check, c.given_at, c.expires_at, c.recorded_by, c.revoked_at
        FROM case_consents k JOIN consents c ON c.id = k.consent_id
        WHERE k.case_id = $1 ORDER BY c.given_at, c.id";
    REVOKE = "UPDATE consents SET revoked_at = $2 WHERE id = $1";
}

row! {
    struct Row {
        id: Uuid,
        contact_id: Uuid,
        organization_id: Uuid,
        purpose: String,
        scope: String,
        signer: String,
        abuser_check: String,
        given_at: i64,
        expires_at: i64,
        recorded_by: Uuid,
        revoked_at: Option<i64>,
    }
}

impl Row {
    fn read(self) -> Result<Consent, Error> {
        let scope: Result<BTreeSet<Scope>, _> =
            self.scope.split_whitespace().map(Scope::from_code).collect();
        let terms = Terms {
            contact: ContactId::from_uuid(self.contact_id),
            recipient: OrganizationId::from_uuid(self.organization_id),
            purpose: self.purpose.parse().map_err(|_| Error::Unknown("purpose"))?,
            scope: scope.map_err(|_| Error::Unknown("scope"))?,
            signer: Signer {
                kind: self.signer.parse().map_err(|_| Error::Unknown("signer"))?,
                abuser_check: self
                    .abuser_check
                    .parse()
                    .map_err(|_| Error::Unknown("abuser check"))?,
            },
            expires_at: Timestamp::from_micros(self.expires_at),
        };
        Ok(Consent::restore(
            ConsentId::from_uuid(self.id),
            terms,
            Timestamp::from_micros(self.given_at),
            MemberId::from_uuid(self.recorded_by),
            self.revoked_at.map(Timestamp::from_micros),
        ))
    }
}

/// Stores a consent that was given.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn insert(tx: &mut Tx, consent: &Consent) -> Result<(), Error> {
    let terms = consent.terms();
    let scope: Vec<&str> = terms.scope.iter().map(|scope| scope.code()).collect();
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(consent.id().uuid())
        .bind(terms.contact.uuid())
        .bind(terms.recipient.uuid())
        .bind(terms.purpose.code())
        .bind(scope.join(" "))
        .bind(terms.signer.kind.code())
        .bind(terms.signer.abuser_check.code())
        .bind(consent.given_at().micros())
        .bind(terms.expires_at.micros())
        .bind(consent.recorded_by().uuid())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

#[compiled_here]
pub(crate) async fn load(conn: &mut Conn, id: ConsentId) -> Result<Option<Consent>, Error> {
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(OF_ID).bind(id.uuid()).fetch_optional(&mut **c).await?);
    row.map(Row::read).transpose()
}

/// One consent, if it was given.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_id(reads: &mut dyn Reads, id: ConsentId) -> Result<Option<Consent>, Error> {
    load(reads.conn(), id).await
}

/// Every consent of a case, also those that were taken back or have ended, the oldest first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_case(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<Consent>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// Stores that a consent was taken back.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn save(tx: &mut Tx, consent: &Consent) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(REVOKE)
        .bind(consent.id().uuid())
        .bind(consent.revoked_at().map(Timestamp::micros))
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}
