//! What was documented of a contact, in codes.

use casework::facts::Facts;
use casework::id::ContactId;

use crate::compiled_here;
use crate::db::{on, statements};
use crate::tx::Reads;
use crate::{Error, Tx, coded};

statements! {
    OF_CONTACT = "SELECT facts FROM contacts WHERE id = $1";
    SAVE = "UPDATE contacts SET facts = $2, facts_version = $3 WHERE id = $1";
}

/// What is documented of a contact.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_contact(reads: &mut dyn Reads, contact: ContactId) -> Result<Facts, Error> {
    let (text,): (String,) = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid())
        .fetch_one(&mut **c)
        .await?);
    coded::facts(&text)
}

/// Stores the next version of what is documented.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn save(tx: &mut Tx, contact: ContactId, facts: &Facts) -> Result<(), Error> {
    let text = serde_json::to_string(facts).map_err(|_| Error::Unknown("facts"))?;
    let version = i64::try_from(facts.version()).map_err(|_| Error::Unknown("facts version"))?;
    on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(contact.uuid())
        .bind(text)
        .bind(version)
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}
