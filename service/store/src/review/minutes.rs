//! What meetings said about a case, every version kept, sealed to the case.

use std::collections::BTreeSet;

use case::review::OnAgenda;
use casework::id::{CaseId, MemberId, ReviewId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use super::read;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    VERSION = "
        SELECT coalesce(max(version), 0) FROM review_minutes
        WHERE review_id = $1 AND case_id = $2";
    WRITE = "
        INSERT INTO review_minutes (review_id, case_id, version, member_id, at, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (review_id, case_id, version) DO NOTHING";
    /// The meetings of which a case was, the latest first, each with its latest minutes.
    OF_CASE = "
        SELECT r.id, r.held_at, a.because, a.spoken_at, m.version, m.member_id, m.body_sealed
        FROM review_places a JOIN reviews r ON r.id = a.review_id
        LEFT JOIN review_minutes m ON m.review_id = a.review_id AND m.case_id = a.case_id
            AND m.version = (SELECT max(l.version) FROM review_minutes l
                WHERE l.review_id = a.review_id AND l.case_id = a.case_id)
        WHERE a.case_id = $1 ORDER BY r.held_at DESC, r.id DESC LIMIT 20";
}

/// Minutes about several cases of one meeting have a key each, so that one does not open as another's.
fn of_minutes(review: Uuid, version: i64) -> Place {
    Place { table: "review_minutes", record: review, column: "body_sealed", version }
}

/// Writes what was said about a case, over the version that the writer saw.
///
/// # Errors
/// [`Error::Changed`] when somebody else wrote since.
#[compiled_here]
pub async fn write(
    tx: &mut Tx,
    (review, case, to): (ReviewId, CaseId, PublicKey),
    (base, by): (i64, MemberId),
    words: &Text,
) -> Result<(), Error> {
    let (stands,): (i64,) = on!(tx.conn(), c => sqlx::query_as(VERSION)
        .bind(review.uuid()).bind(case.uuid()).fetch_one(&mut **c).await?);
    if stands != base {
        return Err(Error::Changed);
    }
    let version = stands + 1;
    let place = of_minutes(review.uuid(), version);
    let sealed = Sealed::seal(words, &to, place, &mut entropy());
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(WRITE)
        .bind(review.uuid())
        .bind(case.uuid())
        .bind(version)
        .bind(by.uuid())
        .bind(now.micros())
        .bind(sealed.as_bytes())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// One meeting at which a case was on the agenda.
#[derive(Debug)]
pub struct AtTable {
    /// Which meeting.
    pub review: ReviewId,
    /// When it was.
    pub at: Timestamp,
    /// Why the case was on its agenda.
    pub because: BTreeSet<OnAgenda>,
    /// Whether it was spoken about.
    pub spoken: bool,
    /// Which version the minutes have; 0 if nobody wrote any.
    pub version: i64,
    /// Who wrote them.
    pub by: Option<MemberId>,
    minutes: Option<Vec<u8>>,
}

impl AtTable {
    /// What was said, opened with the case's key; none where nobody wrote it down.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is another.
    pub fn minutes(&self, key: &SecretKey) -> Result<Option<Text>, vault::OpenError> {
        let place = of_minutes(self.review.uuid(), self.version);
        let open = |bytes: &Vec<u8>| Sealed::from_bytes(bytes.clone()).open(key, place);
        self.minutes.as_ref().map(open).transpose()
    }
}

row! {
    struct AtTableRow {
        id: Uuid,
        held_at: i64,
        because: String,
        spoken_at: Option<i64>,
        version: Option<i64>,
        member_id: Option<Uuid>,
        body_sealed: Option<Vec<u8>>,
    }
}

/// The meetings at which a case was on the agenda, the latest first, at most twenty.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_case(reads: &mut dyn Reads, case: CaseId) -> Result<Vec<AtTable>, Error> {
    let rows: Vec<AtTableRow> = on!(reads.conn(), c => sqlx::query_as(OF_CASE)
        .bind(case.uuid()).fetch_all(&mut **c).await?);
    let one = |row: AtTableRow| {
        Ok(AtTable {
            review: ReviewId::from_uuid(row.id),
            at: Timestamp::from_micros(row.held_at),
            because: read(&row.because)?,
            spoken: row.spoken_at.is_some(),
            version: row.version.unwrap_or(0),
            by: row.member_id.map(MemberId::from_uuid),
            minutes: row.body_sealed,
        })
    };
    rows.into_iter().map(one).collect()
}
