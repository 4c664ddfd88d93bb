//! Free text beside a contact: name, numbers, safe-contact card, notes. Sealed, and every version
//! kept: two people who write at once never overwrite each other.

use casework::id::{ContactId, MemberId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealable, Sealed, SecretKey};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    VERSION = "
        SELECT coalesce(max(version), 0) FROM sealed_fields WHERE contact_id = $1 AND field = $2";
    INSERT = "
        INSERT INTO sealed_fields (contact_id, field, version, member_id, at, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// The latest version of every field.
    LATEST = "
        SELECT f.field, f.version, f.member_id, f.at, f.body_sealed FROM sealed_fields f
        WHERE f.contact_id = $1 AND f.version =
            (SELECT max(l.version) FROM sealed_fields l
             WHERE l.contact_id = f.contact_id AND l.field = f.field)";
    /// Every version of one field, the newest first.
    HISTORY = "
        SELECT field, version, member_id, at, body_sealed FROM sealed_fields
        WHERE contact_id = $1 AND field = $2 ORDER BY version DESC LIMIT $3";
}

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// What the person calls themself.
    PersonName,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// How it is safe to reach them.
    SafeContact,
    /// What members note; each note is a version.
    Note,
}

impl Name {
    /// Every text.
    pub const ALL: &'static [Self] =
        &[Self::PersonName, Self::Phone, Self::Email, Self::SafeContact, Self::Note];

    /// As stored, and as bound into the seal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PersonName => "person_name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::SafeContact => "safe_contact",
            Self::Note => "note",
        }
    }

    /// The text with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|name| name.code() == code)
    }
}

/// One version of one text, still sealed.
#[derive(Debug)]
pub struct Field {
    /// Which text.
    pub name: Name,
    /// Which version, from 1.
    pub version: i64,
    /// Who wrote it; none if the person themself did.
    pub by: Option<MemberId>,
    /// When.
    pub at: Timestamp,
    contact: ContactId,
    body: Vec<u8>,
}

impl Field {
    /// The text, opened with the contact's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is not the contact's or the row was tampered with.
    pub fn open<T: Sealable>(&self, key: &SecretKey) -> Result<T, vault::OpenError> {
        Sealed::from_bytes(self.body.clone())
            .open(key, place(self.contact, self.name, self.version))
    }
}

fn place(contact: ContactId, name: Name, version: i64) -> Place {
    Place { table: "sealed_fields", record: contact.uuid(), column: name.code(), version }
}

row! {
    struct Row {
        field: String,
        version: i64,
        member_id: Option<Uuid>,
        at: i64,
        body_sealed: Vec<u8>,
    }
}

impl Row {
    fn read(self, contact: ContactId) -> Result<Field, Error> {
        Ok(Field {
            name: Name::from_code(&self.field).ok_or(Error::Unknown("field"))?,
            version: self.version,
            by: self.member_id.map(MemberId::from_uuid),
            at: Timestamp::from_micros(self.at),
            contact,
            body: self.body_sealed,
        })
    }
}

/// To whose record a text is sealed, and who writes it.
#[derive(Clone, Copy, Debug)]
pub struct Sealing {
    /// Which contact.
    pub contact: ContactId,
    /// The half of its key to seal to.
    pub to: PublicKey,
    /// Who writes; none for the person themself.
    pub by: Option<MemberId>,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Put {
    /// It is the text's new version.
    Kept {
        /// Which.
        version: i64,
    },
    /// Somebody else wrote since: nothing was stored, show both.
    Conflict {
        /// The version that stands.
        version: i64,
    },
}

/// Writes a new version over `base`, the version that the writer had before them.
///
/// # Errors
/// If the database fails.
pub async fn put<T: Sealable>(
    tx: &mut Tx,
    sealing: Sealing,
    name: Name,
    base: i64,
    body: &T,
) -> Result<Put, Error> {
    let stands = version(tx, sealing.contact, name).await?;
    if stands != base {
        return Ok(Put::Conflict { version: stands });
    }
    insert(tx, sealing, name, stands + 1, body).await
}

/// Adds a version after whatever stands: for notes, which never meet.
///
/// # Errors
/// If the database fails.
pub async fn add<T: Sealable>(
    tx: &mut Tx,
    sealing: Sealing,
    name: Name,
    body: &T,
) -> Result<Put, Error> {
    let stands = version(tx, sealing.contact, name).await?;
    insert(tx, sealing, name, stands + 1, body).await
}

async fn version(tx: &mut Tx, contact: ContactId, name: Name) -> Result<i64, Error> {
    let (stands,): (i64,) = on!(tx.conn(), c => sqlx::query_as(VERSION)
        .bind(contact.uuid())
        .bind(name.code())
        .fetch_one(&mut **c)
        .await?);
    Ok(stands)
}

async fn insert<T: Sealable>(
    tx: &mut Tx,
    sealing: Sealing,
    name: Name,
    version: i64,
    body: &T,
) -> Result<Put, Error> {
    let Sealing { contact, to, by } = sealing;
    let sealed = Sealed::seal(body, &to, place(contact, name, version), &mut entropy());
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(contact.uuid())
        .bind(name.code())
        .bind(version)
        .bind(by.map(MemberId::uuid))
        .bind(now.micros())
        .bind(sealed.as_bytes())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(Put::Kept { version })
}

/// The latest version of every text of a contact.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn latest(reads: &mut dyn Reads, contact: ContactId) -> Result<Vec<Field>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(LATEST)
        .bind(contact.uuid())
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(|row| row.read(contact)).collect()
}

/// Every version of one text, the newest first, at most `most`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn history(
    reads: &mut dyn Reads,
    contact: ContactId,
    name: Name,
    most: i64,
) -> Result<Vec<Field>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(HISTORY)
        .bind(contact.uuid())
        .bind(name.code())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(|row| row.read(contact)).collect()
}
