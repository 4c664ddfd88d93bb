//! What is over its time and nothing keeps, a page at a time, the longest unused first.
//!
//! The statements let through what [`retention::due`](case::retention::due) would; a test compares both.
//! Contacts are read by an index of those that have ended and are not erased; cases, of which there are
//! thousands and not millions, by the index of their closing.

use case::retention::{Class, Kept, Periods, Subject};
use casework::id::{CaseId, ContactId, MemberId, TeamId};
use casework::time::{Span, Timestamp};
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;

statements! {
    /// `$4` and `$5`: until when a contact and a tip must have been used last; `$3` the later of both.
    CONTACTS = "
        SELECT c.id, c.since AS used_at, c.last_at, c.lane AS code FROM contacts c
        WHERE c.team_id = $1 AND c.state = 'ended' AND c.language <> ''
            AND c.since <= $3 AND (c.since, c.id) > ($6, $7)
            AND ((c.lane = 'tip' AND c.since <= $5 AND c.last_at <= $5)
                OR (c.lane <> 'tip' AND c.since <= $4 AND c.last_at <= $4))
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = c.id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM retention_holds h
                WHERE h.subject_id = c.id AND h.lifted_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM duties d
                WHERE d.contact_id = c.id AND d.ended_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM referrals r
                WHERE r.contact_id = c.id AND r.state IN ('offered', 'accepted'))
            AND NOT EXISTS (SELECT 1 FROM case_contacts j
                WHERE j.contact_id = c.id AND NOT EXISTS
                    (SELECT 1 FROM erasures e WHERE e.subject_id = j.case_id))
        ORDER BY c.since, c.id LIMIT 51";
    CASES = "
        SELECT k.id, k.since AS used_at, k.since AS last_at, k.status AS code FROM cases k
        WHERE k.team_id = $1 AND k.status NOT IN ('Active', 'FollowUp')
            AND k.since <= $3 AND (k.since, k.id) > ($4, $5)
            AND NOT EXISTS (SELECT 1 FROM erasures e WHERE e.subject_id = k.id)
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = k.id AND x.member_id = $2)
            AND NOT EXISTS (SELECT 1 FROM retention_holds h
                WHERE h.subject_id = k.id AND h.lifted_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM case_contacts j JOIN retention_holds h
                ON h.subject_id = j.contact_id WHERE j.case_id = k.id AND h.lifted_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM duties d
                WHERE d.case_id = k.id AND d.ended_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM case_tasks t
                WHERE t.case_id = k.id AND t.ended_at IS NULL)
        ORDER BY k.since, k.id LIMIT 51";
}

/// The most rows of one page.
pub const PAGE: usize = 50;

/// Where a page begins: after a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After(i64, Uuid);

impl After {
    /// At the beginning.
    pub const START: Self = Self(i64::MIN, Uuid::nil());

    /// After a row.
    #[must_use]
    pub fn row(used_at: Timestamp, subject: Subject) -> Self {
        Self(used_at.micros(), subject.uuid())
    }

    /// As it stands in an address.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}_{}", self.0, self.1)
    }

    /// From an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('_')?;
        Some(Self(at.parse().ok()?, id.parse().ok()?))
    }
}

row! {
    struct Row {
        id: Uuid,
        used_at: i64,
        last_at: i64,
        code: String,
    }
}

/// A record that is due, and where the next page begins after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The record.
    pub kept: Kept,
    /// Where to read on.
    pub after: After,
}

/// Until when something of a class must have been used last to be due now; none if it never is.
fn until(periods: &Periods, class: Class, now: Timestamp) -> Option<i64> {
    let subject = Subject::Case(CaseId::from_uuid(Uuid::nil()));
    let kept = Kept { subject, class, last_used_at: Timestamp::EPOCH, open: false };
    let span: Span = periods.over_at(&kept)? - Timestamp::EPOCH;
    Some((now - span).micros())
}

/// Contacts and tips of a team that are due, for a reader.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn contacts(
    reads: &mut dyn Reads,
    (team, reader): (TeamId, MemberId),
    periods: &Periods,
    after: After,
    now: Timestamp,
) -> Result<Vec<Due>, Error> {
    let never = i64::MIN;
    let contact = until(periods, Class::Contact, now).unwrap_or(never);
    let tip = until(periods, Class::Tip, now).unwrap_or(never);
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(CONTACTS)
        .bind(team.uuid())
        .bind(reader.uuid())
        .bind(contact.max(tip))
        .bind(contact)
        .bind(tip)
        .bind(after.0)
        .bind(after.1)
        .fetch_all(&mut **c)
        .await?);
    let read = |row: Row| {
        let class = if row.code == "tip" { Class::Tip } else { Class::Contact };
        row.read(Subject::Contact(ContactId::from_uuid(row.id)), class)
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Cases of a team that are due, for a reader.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn cases(
    reads: &mut dyn Reads,
    (team, reader): (TeamId, MemberId),
    periods: &Periods,
    after: After,
    now: Timestamp,
) -> Result<Vec<Due>, Error> {
    let Some(until) = until(periods, Class::Case, now) else { return Ok(Vec::new()) };
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(CASES)
        .bind(team.uuid())
        .bind(reader.uuid())
        .bind(until)
        .bind(after.0)
        .bind(after.1)
        .fetch_all(&mut **c)
        .await?);
    let read = |row: Row| row.read(Subject::Case(CaseId::from_uuid(row.id)), Class::Case);
    Ok(rows.into_iter().map(read).collect())
}

impl Row {
    fn read(&self, subject: Subject, class: Class) -> Due {
        let used = Timestamp::from_micros(self.used_at.max(self.last_at));
        let kept = Kept { subject, class, last_used_at: used, open: false };
        Due { kept, after: After(self.used_at, self.id) }
    }
}
