//! Tips: the receipt that one is found by, what happened to it, which tips belong together.
//!
//! Beside it: [`open`], the list of tips of which the end is not known, and [`likely`], by what tips are
//! suggested for linking.
//!
//! The words of a receipt are nowhere. Its lookup hash finds the tip, and the key pair that the words
//! give is a reader of the contact's key, so the tipster opens their own tip and nobody else's. A new
//! receipt takes the key from the old one in the same transaction.

use casework::agency::AgencyKind;
use casework::id::{ContactId, MemberId};
use casework::outcome::{CouldNotAct, TipStage};
use casework::time::Timestamp;
use tip::fate::{Fate, Stage, Step};
use tip::likeness::{Decision, Decisions};
use uuid::Uuid;
use vault::receipt::ReceiptKeys;
use vault::{KeyPair, Keyring, ReaderId, SecretKey, WrappedKey};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Store, Tx, key, visitor};

pub mod likely;
pub mod open;

statements! {
    READER = "SELECT reader_id FROM receipts WHERE contact_id = $1";
    PUT_RECEIPT = "
        INSERT INTO receipts (contact_id, lookup, reader_id, made_at)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (contact_id) DO UPDATE SET lookup = $2, reader_id = $3, made_at = $4";
    MADE_AT = "SELECT made_at FROM receipts WHERE contact_id = $1";
    OF_LOOKUP = "SELECT contact_id FROM receipts WHERE lookup = $1";
    /// Tens of rows at most: a tip has few steps.
    STEPS = "
        SELECT stage, agency, reason, at, member_id FROM tip_steps
        WHERE contact_id = $1 ORDER BY seq";
    /// Two members who move a tip at once meet here: the second one's number is taken.
    ADD_STEP = "
        INSERT INTO tip_steps (contact_id, seq, stage, agency, reason, at, member_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    STAND = "
        INSERT INTO tips (contact_id, stage, since, unanswered_since) VALUES ($1, $2, $3, NULL)
        ON CONFLICT (contact_id) DO UPDATE SET stage = $2, since = $3";
    HEARD = "
        UPDATE tips SET unanswered_since = $2
        WHERE contact_id = $1 AND unanswered_since IS NULL";
    ANSWERED = "UPDATE tips SET unanswered_since = NULL WHERE contact_id = $1";
    DECIDE = "
        INSERT INTO tip_pairs (first_id, second_id, same, member_id, at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (first_id, second_id) DO UPDATE SET same = $3, member_id = $4, at = $5";
    DECIDED = "
        SELECT first_id, second_id, same, member_id, at FROM tip_pairs WHERE first_id = $1
        UNION ALL
        SELECT first_id, second_id, same, member_id, at FROM tip_pairs WHERE second_id = $1";
}

/// A tipster who came back, as their receipt shows them.
pub struct Returning {
    /// Their tip.
    pub contact: ContactId,
    /// What opens it.
    pub keys: Keyring,
}

row! {
    struct StepRow {
        stage: String,
        agency: Option<String>,
        reason: Option<String>,
        at: i64,
        member_id: Option<Uuid>,
    }
}

impl StepRow {
    fn read(self) -> Result<Step, Error> {
        let stage: TipStage = self.stage.parse().map_err(|_| Error::Unknown("tip stage"))?;
        let agency = self.agency.as_deref().map(AgencyKind::from_code).transpose();
        let reason = self.reason.as_deref().map(CouldNotAct::from_code).transpose();
        let agency = agency.map_err(|_| Error::Unknown("agency kind"))?;
        let reason = reason.map_err(|_| Error::Unknown("reason"))?;
        Ok(Step {
            stage: Stage::of_parts(stage, agency, reason)
                .map_err(|_| Error::Unknown("tip step"))?,
            at: Timestamp::from_micros(self.at),
            by: self.member_id.map(MemberId::from_uuid),
        })
    }
}

row! {
    struct PairRow {
        first_id: Uuid,
        second_id: Uuid,
        same: i64,
        member_id: Uuid,
        at: i64,
    }
}

row! {
    struct Found {
        contact_id: Uuid,
    }
}

row! {
    struct Holder {
        reader_id: Uuid,
    }
}

/// Gives the holder of a receipt the key of a tip, and takes it from the receipt before, if there
/// was one. `secret` is the tip's own key.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn put_receipt(
    tx: &mut Tx,
    contact: ContactId,
    receipt: &ReceiptKeys,
    secret: &SecretKey,
) -> Result<(), Error> {
    let before: Option<Holder> = on!(tx.conn(), c => sqlx::query_as(READER)
        .bind(contact.uuid())
        .fetch_optional(&mut **c)
        .await?);
    if let Some(Holder { reader_id }) = before {
        key::revoke(tx, contact.uuid(), ReaderId(reader_id)).await?;
    }
    let lookup = receipt.lookup();
    let reader = visitor::reader(&lookup);
    let to = receipt.key_pair().public();
    let wrapped = WrappedKey::wrap(secret, contact.uuid(), reader, &to, &mut entropy());
    key::grant(tx, contact.uuid(), reader, key::Reader::Tipster, &wrapped).await?;
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(PUT_RECEIPT)
        .bind(contact.uuid())
        .bind(lookup.as_slice())
        .bind(reader.0)
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// What happened to a tip; none if the contact is no tip with a receipt.
///
/// # Errors
/// If the database fails, or the steps are no fate.
#[compiled_here]
pub async fn fate(reads: &mut dyn Reads, contact: ContactId) -> Result<Option<Fate>, Error> {
    let rows: Vec<StepRow> = on!(reads.conn(), c => sqlx::query_as(STEPS)
        .bind(contact.uuid())
        .fetch_all(&mut **c)
        .await?);
    if rows.is_empty() {
        return Ok(None);
    }
    let steps = rows.into_iter().map(StepRow::read).collect::<Result<_, _>>()?;
    Fate::restore(contact, steps).map(Some).map_err(|_| Error::Unknown("tip step"))
}

/// Stores the last step of a tip.
///
/// # Errors
/// If the database fails, or somebody else moved the tip meanwhile.
#[compiled_here]
pub async fn add_step(tx: &mut Tx, fate: &Fate) -> Result<(), Error> {
    let seq = i64::try_from(fate.steps().len()).unwrap_or(i64::MAX);
    let Some(step) = fate.steps().last() else { return Err(Error::Unknown("tip step")) };
    let (stage, agency, reason) = step.stage.parts();
    on!(tx.conn(), c => sqlx::query(ADD_STEP)
        .bind(fate.contact().uuid())
        .bind(seq)
        .bind(stage.code())
        .bind(agency.map(AgencyKind::code))
        .bind(reason.map(CouldNotAct::code))
        .bind(step.at.micros())
        .bind(step.by.map(MemberId::uuid))
        .execute(&mut **c)
        .await
        .map(drop)?);
    on!(tx.conn(), c => sqlx::query(STAND)
        .bind(fate.contact().uuid())
        .bind(stage.code())
        .bind(step.at.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// When the receipt of a tip that works now was made; none if it has none.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn receipt_made(
    reads: &mut dyn Reads,
    contact: ContactId,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(reads.conn(), c => sqlx::query_as(MADE_AT)
        .bind(contact.uuid()).fetch_optional(&mut **c).await?);
    Ok(row.map(|(at,)| Timestamp::from_micros(at)))
}

/// Notes that words of the tipster wait for somebody. Nothing changes if others wait already.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn note_heard(tx: &mut Tx, contact: ContactId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(HEARD)
        .bind(contact.uuid()).bind(now.micros()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Notes that somebody has dealt with what the tipster wrote.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn note_answered(tx: &mut Tx, contact: ContactId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(ANSWERED)
        .bind(contact.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Stores what a person decided about two tips, over what was decided before.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn decide(
    tx: &mut Tx,
    (a, b): (ContactId, ContactId),
    decision: Decision,
) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(DECIDE)
        .bind(a.min(b).uuid())
        .bind(a.max(b).uuid())
        .bind(i64::from(decision.same))
        .bind(decision.by.uuid())
        .bind(decision.at.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Everything that was decided about one tip and others.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn decisions(reads: &mut dyn Reads, contact: ContactId) -> Result<Decisions, Error> {
    let rows: Vec<PairRow> = on!(reads.conn(), c => sqlx::query_as(DECIDED)
        .bind(contact.uuid())
        .fetch_all(&mut **c)
        .await?);
    let mut decisions = Decisions::default();
    for row in rows {
        let pair = (ContactId::from_uuid(row.first_id), ContactId::from_uuid(row.second_id));
        let (by, at) = (MemberId::from_uuid(row.member_id), Timestamp::from_micros(row.at));
        let decide = if row.same != 0 { Decisions::link } else { Decisions::part };
        decide(&mut decisions, pair, by, at).map_err(|_| Error::Unknown("pair of tips"))?;
    }
    Ok(decisions)
}

impl Store {
    /// Whose receipt this is, if it is one. One statement by key; deriving `receipt` from the words
    /// is the slow part and happens before.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn returning(&self, receipt: &ReceiptKeys) -> Result<Option<Returning>, Error> {
        let lookup = receipt.lookup();
        let mut conn = self.readers().acquire().await?;
        let found: Option<Found> = on!(&mut conn, c => sqlx::query_as(OF_LOOKUP)
            .bind(lookup.as_slice())
            .fetch_optional(&mut **c)
            .await?);
        Ok(found.map(|found| {
            let own = SecretKey::from_bytes(&receipt.key_pair().secret().expose());
            let pair = KeyPair::from_secret(own);
            Returning {
                contact: ContactId::from_uuid(found.contact_id),
                keys: Keyring::new(visitor::reader(&lookup), pair.into_secret()),
            }
        }))
    }
}

#[cfg(test)]
mod tests;
