//! Free text of a case or of one of its people, sealed to the case, every version kept.

use std::collections::BTreeMap;

use casework::id::{CaseId, MemberId};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::{Place, PublicKey, Sealed, SecretKey, Text};

use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::{Reads, entropy};
use crate::{Error, Tx};

statements! {
    VERSION = "
        SELECT coalesce(max(version), 0) FROM case_texts WHERE record_id = $1 AND field = $2";
    INSERT = "
        INSERT INTO case_texts (record_id, case_id, field, version, member_id, at, body_sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (record_id, field, version) DO NOTHING";
    /// The latest version of one text of everybody in a case: one range of an index.
    LATEST = "
        SELECT t.record_id, t.version, t.member_id, t.at, t.body_sealed FROM case_texts t
        WHERE t.case_id = $1 AND t.field = $2 AND t.version =
            (SELECT max(l.version) FROM case_texts l
             WHERE l.record_id = t.record_id AND l.field = t.field)";
}

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// Of a person: what they call themself, and other names.
    PersonName,
    /// Of a person: numbers and addresses by which they are known.
    Reach,
    /// Of a young person: what they want, in their own words.
    Wishes,
    /// Of a person: what else is known about them.
    About,
    /// Of a case: what it is about.
    Summary,
    /// Of a case: the safety plan.
    SafetyPlan,
    /// Of a case: the records of the file that it came with, so that none is lost when it goes out again.
    Htcds,
}

impl Name {
    /// Every text.
    pub const ALL: &'static [Self] = &[
        Self::PersonName,
        Self::Reach,
        Self::Wishes,
        Self::About,
        Self::Summary,
        Self::SafetyPlan,
        Self::Htcds,
    ];

    /// As stored, and as bound into the seal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PersonName => "name",
            Self::Reach => "reach",
            Self::Wishes => "wishes",
            Self::About => "about",
            Self::Summary => "summary",
            Self::SafetyPlan => "safety_plan",
            Self::Htcds => "htcds",
        }
    }
}

/// One version of one text, still sealed.
#[derive(Debug)]
pub struct Kept {
    /// Whose: the case's or a person's.
    pub record: Uuid,
    /// Which version, from 1.
    pub version: i64,
    /// Who wrote it.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    name: Name,
    body: Vec<u8>,
}

impl Kept {
    /// The text, opened with the case's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is not the case's or the row was tampered with.
    pub fn open(&self, key: &SecretKey) -> Result<Text, vault::OpenError> {
        Sealed::from_bytes(self.body.clone()).open(key, place(self.record, self.name, self.version))
    }
}

fn place(record: Uuid, name: Name, version: i64) -> Place {
    Place { table: "case_texts", record, column: name.code(), version }
}

row! {
    struct Row {
        record_id: Uuid,
        version: i64,
        member_id: Uuid,
        at: i64,
        body_sealed: Vec<u8>,
    }
}

/// The latest version of one text of everybody in a case, by whose it is.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn latest(
    reads: &mut dyn Reads,
    case: CaseId,
    name: Name,
) -> Result<BTreeMap<Uuid, Kept>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(LATEST)
        .bind(case.uuid()).bind(name.code()).fetch_all(&mut **c).await?);
    let kept = |row: Row| Kept {
        record: row.record_id,
        version: row.version,
        by: MemberId::from_uuid(row.member_id),
        at: Timestamp::from_micros(row.at),
        name,
        body: row.body_sealed,
    };
    Ok(rows.into_iter().map(|row| (row.record_id, kept(row))).collect())
}

/// To whose record a text belongs, who writes it, and over which version.
#[derive(Clone, Copy, Debug)]
pub struct Writing {
    /// In which case.
    pub case: CaseId,
    /// The case's own id, or a person's.
    pub record: Uuid,
    /// The half of the case's key to seal to.
    pub to: PublicKey,
    /// Who writes.
    pub by: MemberId,
    /// The version that the writer had before them; 0 for none.
    pub base: i64,
}

/// Writes a new version.
///
/// # Errors
/// [`Error::Changed`] when somebody else wrote since.
#[compiled_here]
pub async fn put(tx: &mut Tx, writing: Writing, name: Name, text: &Text) -> Result<(), Error> {
    let (stands,): (i64,) = on!(tx.conn(), c => sqlx::query_as(VERSION)
        .bind(writing.record).bind(name.code()).fetch_one(&mut **c).await?);
    if stands != writing.base {
        return Err(Error::Changed);
    }
    let version = stands + 1;
    let place = place(writing.record, name, version);
    let sealed = Sealed::seal(text, &writing.to, place, &mut entropy());
    let now = tx.now();
    let done = on!(tx.conn(), c => sqlx::query(INSERT)
        .bind(writing.record)
        .bind(writing.case.uuid())
        .bind(name.code())
        .bind(version)
        .bind(writing.by.uuid())
        .bind(now.micros())
        .bind(sealed.as_bytes())
        .execute(&mut **c)
        .await?
        .rows_affected());
    if done == 1 { Ok(()) } else { Err(Error::Changed) }
}
