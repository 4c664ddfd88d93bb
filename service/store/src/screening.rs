//! Screenings: which instrument, where it stands, and what was answered, sealed.
//!
//! The answers are one text, a FHIR `QuestionnaireResponse`. Every score and band is read off it when
//! somebody looks: none is stored, so nothing can be sorted, counted or decided by one.

use casework::id::{ContactId, MemberId, ScreeningId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

#[cfg(test)]
mod tests;

statements! {
    /// An attempt that was stored before stores nothing.
    INSERT = "
        INSERT INTO screenings (id, contact_id, attempt, instrument_url, instrument_version, state,
            begun_by, begun_at, changed_at, finished_at, edition, answers_sealed)
        VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $7, NULL, 1, $8)
        ON CONFLICT (attempt) DO NOTHING";
    OF_ATTEMPT = "SELECT id FROM screenings WHERE attempt = $1 AND contact_id = $2";
    OF_ID = "
        SELECT id, contact_id, instrument_url, instrument_version, state, begun_by, begun_at,
            changed_at, finished_at, edition, answers_sealed
        FROM screenings WHERE id = $1 AND contact_id = $2";
    /// The latest first; nothing sealed is read.
    OF_CONTACT = "
        SELECT id, contact_id, instrument_url, instrument_version, state, begun_by, begun_at,
            changed_at, finished_at, edition
        FROM screenings WHERE contact_id = $1 ORDER BY begun_at DESC, id DESC LIMIT $2";
    SAVE = "
        UPDATE screenings SET state = $2, changed_at = $3, finished_at = $4, edition = edition + 1,
            answers_sealed = $5
        WHERE id = $1 AND edition = $6";
}

/// Where a screening stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Being worked on.
    Open,
    /// Waiting to be taken up again.
    Resting,
    /// Done.
    Finished,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Resting, Self::Finished];

    /// The code under which it is stored.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Resting => "resting",
            Self::Finished => "finished",
        }
    }
}

/// What of a screening is no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which screening.
    pub id: ScreeningId,
    /// In which contact it began.
    pub contact: ContactId,
    /// The canonical address of the instrument.
    pub url: String,
    /// The instrument's version.
    pub version: String,
    /// Where it stands.
    pub state: State,
    /// Who began it.
    pub begun_by: MemberId,
    /// When.
    pub begun_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// Grows with every change.
    pub edition: i64,
}

/// A screening as stored, its answers still sealed.
#[derive(Clone, Debug)]
pub struct Stored {
    /// What is no secret.
    pub head: Head,
    answers: Vec<u8>,
}

impl Stored {
    /// The answers, as a FHIR `QuestionnaireResponse`, opened with the contact's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is not the contact's or the row was tampered with.
    pub fn open(&self, key: &SecretKey) -> Result<Text, vault::OpenError> {
        Sealed::from_bytes(self.answers.clone()).open(key, place(self.head.id, self.head.edition))
    }
}

fn place(id: ScreeningId, edition: i64) -> Place {
    let (table, column) = ("screenings", "answers_sealed");
    Place { table, record: id.uuid(), column, version: edition }
}

row! {
    struct HeadRow {
        id: Uuid,
        contact_id: Uuid,
        instrument_url: String,
        instrument_version: String,
        state: String,
        begun_by: Uuid,
        begun_at: i64,
        changed_at: i64,
        finished_at: Option<i64>,
        edition: i64,
    }
}

row! {
    struct Row {
        id: Uuid,
        contact_id: Uuid,
        instrument_url: String,
        instrument_version: String,
        state: String,
        begun_by: Uuid,
        begun_at: i64,
        changed_at: i64,
        finished_at: Option<i64>,
        edition: i64,
        answers_sealed: Vec<u8>,
    }
}

impl HeadRow {
    fn read(self) -> Result<Head, Error> {
        let time = Timestamp::from_micros;
        let state = State::ALL.into_iter().find(|state| state.code() == self.state);
        Ok(Head {
            id: ScreeningId::from_uuid(self.id),
            contact: ContactId::from_uuid(self.contact_id),
            url: self.instrument_url,
            version: self.instrument_version,
            state: state.ok_or(Error::Unknown("state of a screening"))?,
            begun_by: MemberId::from_uuid(self.begun_by),
            begun_at: time(self.begun_at),
            changed_at: time(self.changed_at),
            finished_at: self.finished_at.map(time),
            edition: self.edition,
        })
    }
}

impl Row {
    fn read(self) -> Result<Stored, Error> {
        let head = HeadRow {
            id: self.id,
            contact_id: self.contact_id,
            instrument_url: self.instrument_url,
            instrument_version: self.instrument_version,
            state: self.state,
            begun_by: self.begun_by,
            begun_at: self.begun_at,
            changed_at: self.changed_at,
            finished_at: self.finished_at,
            edition: self.edition,
        };
        Ok(Stored { head: head.read()?, answers: self.answers_sealed })
    }
}

/// What belongs to a new screening.
#[derive(Clone, Debug)]
pub struct Beginning<'a> {
    /// Its identifier.
    pub id: ScreeningId,
    /// In which contact.
    pub contact: ContactId,
    /// A hash of the form's attempt.
    pub attempt: [u8; 32],
    /// The canonical address of the instrument.
    pub url: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Who begins it.
    pub by: MemberId,
    /// The half of the contact's key to seal to.
    pub to: PublicKey,
    /// The empty sheet.
    pub answers: &'a Text,
}

/// What became of a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Begun {
    /// It is stored.
    New(ScreeningId),
    /// The same attempt began this one before; nothing was stored.
    Before(ScreeningId),
}

/// Stores a new screening, once for each attempt.
///
/// # Errors
/// [`Error::NotFound`] when the attempt belongs to another contact.
#[compiled_here]
pub async fn begin(tx: &mut Tx, new: &Beginning<'_>) -> Result<Begun, Error> {
    let sealed = Sealed::seal(new.answers, &new.to, place(new.id, 1), &mut entropy());
    let now = tx.now();
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(new.id.uuid())
        .bind(new.contact.uuid())
        .bind(new.attempt.as_slice())
        .bind(new.url)
        .bind(new.version)
        .bind(new.by.uuid())
        .bind(now.micros())
        .bind(sealed.as_bytes())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 {
        return Ok(Begun::New(new.id));
    }
    let row: Option<(Uuid,)> = on!(tx.conn(), c => sqlx::query_as(OF_ATTEMPT)
        .bind(new.attempt.as_slice())
        .bind(new.contact.uuid())
        .fetch_optional(&mut **c)
        .await?);
    row.map(|(id,)| Begun::Before(ScreeningId::from_uuid(id))).ok_or(Error::NotFound)
}

/// One screening of a contact, its answers still sealed.
///
/// # Errors
/// [`Error::NotFound`] when this contact has none of this identifier.
#[compiled_here]
pub async fn load(
    reads: &mut dyn Reads,
    contact: ContactId,
    id: ScreeningId,
) -> Result<Stored, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(OF_ID)
        .bind(id.uuid())
        .bind(contact.uuid())
        .fetch_optional(&mut **c)
        .await?);
    row.ok_or(Error::NotFound)?.read()
}

/// The screenings of a contact, the latest first, at most `most`.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_contact(
    reads: &mut dyn Reads,
    contact: ContactId,
    most: i64,
) -> Result<Vec<Head>, Error> {
    let rows: Vec<HeadRow> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid())
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(HeadRow::read).collect()
}

/// Stores what a screening is now over what was loaded.
///
/// # Errors
/// [`Error::Changed`] when somebody else changed it since it was loaded.
#[compiled_here]
pub async fn save(
    tx: &mut Tx,
    before: &Head,
    state: State,
    (to, answers): (PublicKey, &Text),
) -> Result<(), Error> {
    let edition = before.edition + 1;
    let sealed = Sealed::seal(answers, &to, place(before.id, edition), &mut entropy());
    let now = tx.now();
    let finished = (state == State::Finished).then_some(now.micros());
    let done = on!(tx.conn(), c => sqlx::query(SAVE)
        .bind(before.id.uuid())
        .bind(state.code())
        .bind(now.micros())
        .bind(finished)
        .bind(sealed.as_bytes())
        .bind(before.edition)
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}
