//! Prepared reports: what a member has written for a duty, sealed to the contact, every version kept.
//!
//! A finished version holds everything that its report was made of (the coded facts and the grounds as
//! they stood), so printing it again gives the same.

use casework::facts::Facts;
use casework::id::{DutyId, MemberId};
use casework::time::Timestamp;
use duty::duty::{Duty, Snapshot};
use duty::report::{Draft, Question, Report, ReportRefused};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::{Json, Place, PublicKey, Sealed, SecretKey};

use super::ground;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    LAST = "
        SELECT version, member_id, at, finished, body_sealed FROM duty_reports
        WHERE duty_id = $1 ORDER BY version DESC LIMIT 1";
    FINISHED = "
        SELECT version, member_id, at, finished, body_sealed FROM duty_reports
        WHERE duty_id = $1 AND finished = 1 ORDER BY version DESC LIMIT 1";
    /// Two members who write at once meet here: the second one's number is taken.
    INSERT = "
        INSERT INTO duty_reports (duty_id, version, member_id, at, finished, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (duty_id, version) DO NOTHING";
}

/// What a report is made of.
#[derive(Serialize, Deserialize)]
pub struct Body {
    /// The coded facts as they stood.
    pub facts: Facts,
    /// The words of each question; none for "nobody knows".
    pub words: Vec<(Question, Option<String>)>,
    grounds: Vec<ground::Kept>,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body")
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        for words in self.words.iter_mut().filter_map(|(_, words)| words.as_mut()) {
            zeroize::Zeroize::zeroize(words);
        }
    }
}

impl Body {
    /// What is written for `duty`, with the facts as they stand.
    #[must_use]
    pub fn new(duty: &Duty, facts: Facts, words: Vec<(Question, Option<String>)>) -> Self {
        Self { facts, words, grounds: duty.grounds().iter().map(ground::Kept::of).collect() }
    }

    /// The draft of these words.
    ///
    /// # Errors
    /// [`ReportRefused`] if the report does not ask what was written.
    pub fn draft(&self, duty: &Duty) -> Result<Draft, ReportRefused> {
        let begun = Draft::begin(duty, &self.facts)?;
        self.words.iter().try_fold(begun, |draft, (question, words)| match words {
            Some(words) => draft.write(*question, words),
            None => draft.unknown(*question),
        })
    }
}

/// One version of what was written.
#[derive(Debug)]
pub struct Version {
    /// Its number, from 1.
    pub number: i64,
    /// Who wrote it.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    /// Whether it was finished.
    pub finished: bool,
    duty: DutyId,
    body: Vec<u8>,
}

impl Version {
    /// What was written, opened with the contact's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn open(&self, key: &SecretKey) -> Result<Body, vault::OpenError> {
        let sealed: Sealed<Json<Body>> = Sealed::from_bytes(self.body.clone());
        Ok(sealed.open(key, place(self.duty, self.number))?.0)
    }

    /// The finished report, as it was when it was finished.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not finished; [`Error::Sealed`] when the key is another.
    pub fn report(&self, duty: &Duty, key: &SecretKey) -> Result<Report, Error> {
        if !self.finished {
            return Err(Error::NotFound);
        }
        let mut body = self.open(key)?;
        let grounds = std::mem::take(&mut body.grounds);
        let grounds = grounds.into_iter().map(ground::Kept::ground).collect::<Result<_, _>>()?;
        let then = Duty::restore(Snapshot { grounds, ..duty.snapshot() });
        let draft =
            body.draft(&then.map_err(|_| Error::Unknown("report"))?).map_err(Error::rule)?;
        draft.finish(self.by, self.at).map(|(report, _)| report).map_err(Error::rule)
    }
}

fn place(duty: DutyId, version: i64) -> Place {
    Place { table: "duty_reports", record: duty.uuid(), column: "body_sealed", version }
}

row! {
    struct Row {
        version: i64,
        member_id: Uuid,
        at: i64,
        finished: i64,
        body_sealed: Vec<u8>,
    }
}

impl Row {
    fn read(self, duty: DutyId) -> Version {
        Version {
            number: self.version,
            by: MemberId::from_uuid(self.member_id),
            at: Timestamp::from_micros(self.at),
            finished: self.finished != 0,
            duty,
            body: self.body_sealed,
        }
    }
}

/// The latest that was written for a duty; none if nothing was.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn last(reads: &mut dyn Reads, duty: DutyId) -> Result<Option<Version>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(LAST)
        .bind(duty.uuid()).fetch_optional(&mut **c).await?);
    Ok(row.map(|row| row.read(duty)))
}

/// The latest that was finished for a duty; none if nothing was.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn finished(reads: &mut dyn Reads, duty: DutyId) -> Result<Option<Version>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(FINISHED)
        .bind(duty.uuid()).fetch_optional(&mut **c).await?);
    Ok(row.map(|row| row.read(duty)))
}

/// What is written, over which version, and whether it is finished with it.
#[derive(Debug)]
pub struct Writing {
    /// For which duty.
    pub duty: DutyId,
    /// The version that the writer had before them; 0 for none.
    pub base: i64,
    /// Who writes.
    pub by: MemberId,
    /// Whether it is finished.
    pub finished: bool,
}

/// Keeps a new version.
///
/// # Errors
/// [`Error::Changed`] when somebody else wrote meanwhile.
#[compiled_here]
pub async fn keep(tx: &mut Tx, writing: &Writing, body: Body, to: &PublicKey) -> Result<(), Error> {
    let number = writing.base + 1;
    let sealed = Sealed::seal(&Json(body), to, place(writing.duty, number), &mut entropy());
    let now = tx.now();
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(writing.duty.uuid())
        .bind(number)
        .bind(writing.by.uuid())
        .bind(now.micros())
        .bind(i64::from(writing.finished))
        .bind(sealed.as_bytes())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}
