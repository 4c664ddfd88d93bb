//! Erasing: what is due, what is held, what was asked for; and the ledger of what was erased.
//!
//! Erasing a record destroys every wrapped copy of its key and everything that was sealed to it
//! ([`shred`]), in one transaction with a line of the ledger. What is left are codes and times, which
//! measures are counted from. A ledger's line holds neither content nor a name, and its hash covers the
//! line before, so that none can be taken out or written later.
//!
//! An older copy of the records still holds what was erased since. Whoever puts one back gives the
//! ledger's lines, which are kept outside of the database too, to [`Store::replay_erasures`]: what they
//! name is destroyed again before anything is served.
//!
//! Beside it: [`record`] (one record as far as keeping it matters), [`due`] (what is over its time),
//! [`keep`] (periods, holds, requests).

use std::collections::BTreeMap;

use access::Act;
use case::retention::{Class, Counts, Erased, Part, Reason, Subject};
use casework::event::Event;
use casework::id::{MemberId, TeamId};
use casework::member::Actor;
use casework::time::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vault::audit::{ChainHash, Entry};

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::subject::Installation;
use crate::tx::Reads;
use crate::{Error, Store, Tx};

pub mod due;
pub mod keep;
pub mod record;
pub mod shred;
#[cfg(test)]
mod tests;

statements! {
    LAST = "SELECT entry, hash FROM erasures ORDER BY entry DESC LIMIT 1";
    APPEND = "
        INSERT INTO erasures (entry, subject_kind, subject_id, class, reason, decided_by, agreed_by,
            at, keys, counts, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    AFTER = "
        SELECT entry, subject_kind, subject_id, class, reason, decided_by, agreed_by, at, keys,
            counts, hash
        FROM erasures WHERE entry > $1 ORDER BY entry LIMIT $2";
    OF_RECORD = "
        SELECT entry, subject_kind, subject_id, class, reason, decided_by, agreed_by, at, keys,
            counts, hash
        FROM erasures WHERE subject_id = $1";
    OF_ENTRY = "
        SELECT entry, subject_kind, subject_id, class, reason, decided_by, agreed_by, at, keys,
            counts, hash
        FROM erasures WHERE entry = $1";
    /// What was erased by one decision: a case, and what went with it.
    TOGETHER = "
        SELECT entry, subject_kind, subject_id, class, reason, decided_by, agreed_by, at, keys,
            counts, hash
        FROM erasures
        WHERE entry > $1 - 1000 AND entry <= $1 AND at = $2 AND decided_by = $3 ORDER BY entry";
    /// The latest first, before a place; of one team.
    OF_TEAM = "
        SELECT e.entry, e.subject_kind, e.subject_id, e.class, e.reason, e.decided_by, e.agreed_by,
            e.at, e.keys, e.counts, e.hash
        FROM erasures e
            LEFT JOIN contacts c ON c.id = e.subject_id LEFT JOIN cases k ON k.id = e.subject_id
        WHERE coalesce(c.team_id, k.team_id) = $1 AND e.entry < $2
        ORDER BY e.entry DESC LIMIT $3";
}

/// On SQLite only: the log is folded back into the file and cut off.
const FOLD_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// On PostgreSQL only: every table of which erasing destroys rows.
const SWEEP: &str = "
    VACUUM wrapped_keys, messages, sealed_fields, screenings, duty_reports, case_texts, case_notes,
        case_tasks, case_agencies, referrals, duties, blind_index, tip_tokens, case_tokens, receipts";

/// One line of the ledger, as it is kept in the database and, the same, outside of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its place, from 1 without a gap.
    pub entry: u64,
    /// What kind of record it was.
    pub kind: String,
    /// Which.
    pub id: Uuid,
    /// Of which class.
    pub class: Class,
    /// Why it was erased.
    pub reason: Reason,
    /// Who decided.
    pub by: MemberId,
    /// Who else agreed.
    pub agreed: Option<MemberId>,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// How many wrapped keys were destroyed.
    pub keys: u32,
    /// How many of each part, the keys among them.
    pub counts: BTreeMap<String, u64>,
    /// The hash of the ledger up to this line, as hexadecimal digits.
    pub hash: String,
}

impl Line {
    /// The line that follows the ledger's end.
    #[must_use]
    fn of(erased: &Erased, counts: &Counts, before: ChainHash) -> Self {
        let counts = counts.iter().map(|(part, count)| (part.code().to_owned(), *count)).collect();
        let mut line = Self {
            entry: erased.entry,
            kind: erased.subject.kind().to_owned(),
            id: erased.subject.uuid(),
            class: erased.class,
            reason: erased.reason,
            by: erased.decided_by,
            agreed: erased.agreed_by,
            at: erased.at.micros(),
            keys: erased.keys,
            counts,
            hash: String::new(),
        };
        line.hash = line.hash_after(before).to_string();
        line
    }

    /// The hash that this line has to have after one with the hash `before`.
    fn hash_after(&self, before: ChainHash) -> ChainHash {
        let agreed = self.agreed.map(|one| one.to_string()).unwrap_or_default();
        let counts: Vec<_> =
            self.counts.iter().map(|(part, count)| format!("{part}:{count}")).collect();
        let Self { class, reason, keys, .. } = self;
        let why = format!("{class} {reason} {agreed} {keys} {}", counts.join(","));
        before.extend(&Entry {
            seq: i64::try_from(self.entry).unwrap_or(i64::MAX),
            at: self.at,
            actor_kind: "member",
            actor: Some(self.by.uuid()),
            act: Act::EraseRecord.name(),
            subject_kind: &self.kind,
            subject: Some(self.id),
            why: &why,
        })
    }

    /// The record; none if a later version of the program knows more kinds.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        Subject::of(&self.kind, self.id)
    }

    /// When the keys were destroyed.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        Timestamp::from_micros(self.at)
    }

    /// How many of each part were destroyed; parts that this version does not know are left out.
    #[must_use]
    pub fn counts(&self) -> Vec<(Part, u64)> {
        let known = |(part, count): (&String, &u64)| Some((part.parse().ok()?, *count));
        self.counts.iter().filter_map(known).collect()
    }

    fn chain(&self) -> Result<ChainHash, Error> {
        self.hash.parse().map_err(|_| Error::Unknown("hash of an erasure"))
    }
}

/// Why lines are no ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerBroken {
    /// A line is missing, was added, or stands in another's place.
    #[error("line {0} is missing or stands in another's place")]
    Gap(u64),
    /// A line was changed.
    #[error("line {0} was changed, or does not follow the line before it")]
    Changed(u64),
    /// Two ledgers part: they are of different installations, or one was written anew.
    #[error("from line {0} on it tells something else than the database does")]
    Parts(u64),
}

/// Checks that the lines are a whole ledger from its first line on.
///
/// # Errors
/// [`LedgerBroken`], with the first line that is wrong.
pub fn verify(lines: &[Line]) -> Result<(), LedgerBroken> {
    let mut before = ChainHash::GENESIS;
    for (entry, line) in (1..).zip(lines) {
        if line.entry != entry {
            return Err(LedgerBroken::Gap(entry));
        }
        let hash = line.hash_after(before);
        if line.hash != hash.to_string() {
            return Err(LedgerBroken::Changed(entry));
        }
        before = hash;
    }
    Ok(())
}

row! {
    struct Row {
        entry: i64,
        subject_kind: String,
        subject_id: Uuid,
        class: String,
        reason: String,
        decided_by: Uuid,
        agreed_by: Option<Uuid>,
        at: i64,
        keys: i64,
        counts: String,
        hash: Vec<u8>,
    }
}

impl Row {
    fn read(self) -> Result<Line, Error> {
        let hash = self.hash.as_slice().try_into().map_err(|_| Error::Unknown("erasure"))?;
        Ok(Line {
            entry: u64::try_from(self.entry).map_err(|_| Error::Unknown("erasure"))?,
            kind: self.subject_kind,
            id: self.subject_id,
            class: self.class.parse().map_err(|_| Error::Unknown("retention class"))?,
            reason: self.reason.parse().map_err(|_| Error::Unknown("erasure reason"))?,
            by: MemberId::from_uuid(self.decided_by),
            agreed: self.agreed_by.map(MemberId::from_uuid),
            at: self.at,
            keys: u32::try_from(self.keys).unwrap_or(u32::MAX),
            counts: serde_json::from_str(&self.counts).map_err(|_| Error::Unknown("erasure"))?,
            hash: ChainHash(hash).to_string(),
        })
    }
}

/// Where the ledger ends: how many lines, and the hash of the last.
#[compiled_here]
async fn end(conn: &mut Conn) -> Result<(u64, ChainHash), Error> {
    let last: Option<(i64, Vec<u8>)> =
        on!(conn, c => sqlx::query_as(LAST).fetch_optional(&mut **c).await?);
    let Some((entry, hash)) = last else { return Ok((0, ChainHash::GENESIS)) };
    let hash = hash.as_slice().try_into().map_err(|_| Error::Unknown("erasure"))?;
    Ok((u64::try_from(entry).unwrap_or(0), ChainHash(hash)))
}

#[compiled_here]
async fn append(conn: &mut Conn, line: &Line) -> Result<(), Error> {
    let counts = serde_json::to_string(&line.counts).map_err(|_| Error::Unknown("erasure"))?;
    let hash = line.chain()?;
    on!(conn, c => sqlx::query(APPEND)
        .bind(i64::try_from(line.entry).unwrap_or(i64::MAX))
        .bind(line.kind.as_str())
        .bind(line.id)
        .bind(line.class.code())
        .bind(line.reason.code())
        .bind(line.by.uuid())
        .bind(line.agreed.map(MemberId::uuid))
        .bind(line.at)
        .bind(i64::from(line.keys))
        .bind(counts)
        .bind(hash.0.as_slice())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Destroys a record and enters it in the ledger; whether it may be was asked before
/// ([`Erasing::check`](case::retention::Erasing::check)). Gives the event and the line.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn enter(
    tx: &mut Tx,
    mut erasing: case::retention::Erasing,
) -> Result<(Event, Line), Error> {
    let subject = erasing.kept.subject;
    let counts = shred::destroy(tx.conn(), subject).await?;
    keep::forget_request(tx, subject).await?;
    let keys = counts.get(&Part::Keys).copied().unwrap_or(0);
    erasing.keys = u32::try_from(keys).unwrap_or(u32::MAX);
    let (lines, hash) = end(tx.conn()).await?;
    let erased = erasing.entered(lines);
    let line = Line::of(&erased, &counts, hash);
    append(tx.conn(), &line).await?;
    Ok((Event::RecordErased { entry: erased.entry }, line))
}

/// The line of a record, if it was erased.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_record(reads: &mut dyn Reads, subject: Subject) -> Result<Option<Line>, Error> {
    let row: Option<Row> = on!(reads.conn(), c => sqlx::query_as(OF_RECORD)
        .bind(subject.uuid()).fetch_optional(&mut **c).await?);
    row.map(Row::read).transpose()
}

/// What went by the same decision before this line, and the line itself.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn together(reads: &mut dyn Reads, line: &Line) -> Result<Vec<Line>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(TOGETHER)
        .bind(i64::try_from(line.entry).unwrap_or(i64::MAX))
        .bind(line.at)
        .bind(line.by.uuid())
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(Row::read).collect()
}

/// What was erased of a team, the latest first, before a line.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    before: u64,
    most: i64,
) -> Result<Vec<Line>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
        .bind(team.uuid())
        .bind(i64::try_from(before).unwrap_or(i64::MAX))
        .bind(most)
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(Row::read).collect()
}

/// One line, by its place.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub(crate) async fn of_entry(conn: &mut Conn, entry: u64) -> Result<Line, Error> {
    let row: Option<Row> = on!(conn, c => sqlx::query_as(OF_ENTRY)
        .bind(i64::try_from(entry).unwrap_or(i64::MAX)).fetch_optional(&mut **c).await?);
    row.ok_or(Error::NotFound)?.read()
}

/// How many lines are read at once.
const PIECE: i64 = 1_000;

#[compiled_here]
async fn after(conn: &mut Conn, entry: u64) -> Result<Vec<Line>, Error> {
    let mut from = i64::try_from(entry).unwrap_or(i64::MAX);
    let mut lines = Vec::new();
    loop {
        let rows: Vec<Row> = on!(conn, c => sqlx::query_as(AFTER)
            .bind(from).bind(PIECE).fetch_all(&mut **c).await?);
        let Some(last) = rows.last() else { return Ok(lines) };
        from = last.entry;
        for row in rows {
            lines.push(row.read()?);
        }
    }
}

impl Store {
    /// The ledger's lines after the first `entry` ones.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn erasures_after(&self, entry: u64) -> Result<Vec<Line>, Error> {
        after(&mut self.readers().acquire().await?, entry).await
    }

    /// One line of the ledger. Which record it tells of decides who may see it.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none.
    #[compiled_here]
    pub async fn erasure(&self, entry: u64) -> Result<Line, Error> {
        of_entry(&mut self.readers().acquire().await?, entry).await
    }

    /// Destroys again what the lines name and these records still hold, and takes over the lines.
    /// `lines` are a whole ledger from its first line on. Gives how many lines were new here.
    ///
    /// It is called before anything is served, on records that came from an older copy; on others it
    /// changes nothing.
    ///
    /// # Errors
    /// [`Error::Rule`] when the lines are no ledger, or not the one of these records.
    #[compiled_here]
    pub async fn replay_erasures(&self, lines: &[Line]) -> Result<usize, Error> {
        verify(lines).map_err(Error::rule)?;
        let act = Act::ReplayErasure;
        let ((), mut tx) = self.enter(&Actor::Machine, act, Installation).await?;
        let ours = after(tx.conn(), 0).await?;
        let parts = ours.iter().zip(lines).find(|(ours, theirs)| ours != theirs);
        if let Some((ours, _)) = parts {
            return Err(Error::rule(LedgerBroken::Parts(ours.entry)));
        }
        let new = lines.get(ours.len()..).unwrap_or_default();
        if new.is_empty() {
            return Ok(0);
        }
        let mut events = Vec::with_capacity(new.len());
        for line in new {
            if let Some(subject) = line.subject() {
                shred::destroy(tx.conn(), subject).await?;
                keep::forget_request(&mut tx, subject).await?;
            }
            append(tx.conn(), line).await?;
            events.push(Event::RecordErased { entry: line.entry });
        }
        tx.commit_all(&events).await?;
        self.scour().await?;
        Ok(new.len())
    }

    /// Lets go of what the database keeps of destroyed rows: SQLite's write-ahead log is folded back
    /// and cut off (pages that were freed are overwritten, `secure_delete`), PostgreSQL's dead rows are
    /// swept. `false` if somebody still reads from the log; then it is tried again later.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn scour(&self) -> Result<bool, Error> {
        let mut conn = self.writer().address().writer().await?;
        match &mut conn {
            Conn::Sqlite(c) => {
                // Writers wait while the log is folded: not for long, whoever reads.
                sqlx::raw_sql("PRAGMA busy_timeout = 500").execute(&mut **c).await?;
                let (busy, _, _): (i64, i64, i64) =
                    sqlx::query_as(FOLD_LOG).fetch_one(&mut **c).await?;
                Ok(busy == 0)
            }
            Conn::Postgres(c) => {
                sqlx::raw_sql(SWEEP).execute(&mut **c).await?;
                Ok(true)
            }
        }
    }
}
