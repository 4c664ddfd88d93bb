//! Who looked at what, and to whom a contact is closed. Read from the audit: it holds no content.

pub mod signed;
#[cfg(test)]
mod tests;

use case::access_review::{Look, Sight};
use casework::id::{ContactId, MemberId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;
use crate::{Error, Tx};

statements! {
    /// Who looked at one record how often, the latest first. Read by the index of a record's entries.
    LOOKS = "
        SELECT actor_id, act, count(*) AS looks, max(at) AS last_at FROM audit
        WHERE subject_id = $1 AND actor_kind = 'member' AND act IN ('OpenContact',
            'ReadConversation', 'ReadScreening', 'ExportScreening', 'OpenCase', 'ReadByGlass')
        GROUP BY actor_id, act ORDER BY max(at) DESC, actor_id LIMIT 200";
    /// The next entry from a number on.
    NEXT = "SELECT seq, at FROM audit WHERE seq >= $1 ORDER BY seq LIMIT 1";
    LAST = "SELECT coalesce(max(seq), 0) FROM audit";
    /// Looks at the records of a team, and its members' shifts, between two entries.
    BETWEEN = "
        SELECT a.seq, a.at, a.actor_id, a.act, a.why FROM audit a
            LEFT JOIN contacts c ON c.id = a.subject_id LEFT JOIN cases k ON k.id = a.subject_id
        WHERE a.seq >= $1 AND a.seq < $2 AND a.actor_kind = 'member'
            AND (a.act = 'WorkShift' OR (a.act IN ('OpenContact', 'ReadConversation',
                    'ReadScreening', 'ExportScreening', 'OpenCase', 'ReadByGlass')
                AND coalesce(c.team_id, k.team_id) = $3))
        ORDER BY a.seq LIMIT 4000";
    /// When each member last used a way to sign in.
    SIGNED_IN = "SELECT member_id, max(used_at) FROM unlocks GROUP BY member_id";
    CLOSE_TO = "
        INSERT INTO closed_to (contact_id, member_id, since) VALUES ($1, $2, $3)
        ON CONFLICT (contact_id, member_id) DO NOTHING";
    OPEN_TO = "DELETE FROM closed_to WHERE contact_id = $1 AND member_id = $2";
    OPEN_CASE_TO = "DELETE FROM case_closed_to WHERE case_id = $1 AND member_id = $2";
}

/// How often one member looked at a record in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Who.
    pub member: MemberId,
    /// How.
    pub sight: Sight,
    /// How often.
    pub looks: i64,
    /// When last.
    pub last_at: Timestamp,
}

row! {
    struct LookedRow {
        actor_id: Option<Uuid>,
        act: String,
        looks: i64,
        last_at: i64,
    }
}

/// Who looked at a record, the latest first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn looks(reads: &mut dyn Reads, record: Uuid) -> Result<Vec<Looked>, Error> {
    let rows: Vec<LookedRow> =
        on!(reads.conn(), c => sqlx::query_as(LOOKS).bind(record).fetch_all(&mut **c).await?);
    let read = |row: LookedRow| {
        Some(Looked {
            member: MemberId::from_uuid(row.actor_id?),
            sight: row.act.parse().ok()?,
            looks: row.looks,
            last_at: Timestamp::from_micros(row.last_at),
        })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// A member begins or ends taking contacts, as the audit has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shifted {
    /// Who.
    pub member: MemberId,
    /// When.
    pub at: Timestamp,
    /// Whether they take contacts from then on.
    pub begins: bool,
}

/// What the monthly review is computed from.
#[derive(Clone, Debug, Default)]
pub struct Month {
    /// Looks at the records of the team; whether on shift is not known yet.
    pub looks: Vec<Look>,
    /// Beginnings and ends of shifts, in order.
    pub shifts: Vec<Shifted>,
}

row! {
    struct EntryRow {
        seq: i64,
        at: i64,
        actor_id: Option<Uuid>,
        act: String,
        why: String,
    }
}

/// Looks at a team's records from `from` to before `to`, with the shifts of all members. The first entry
/// of the period is found by halving, as entries are numbered in the order of time; then the period's
/// entries are read once, in pieces.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn month(
    reads: &mut dyn Reads,
    team: TeamId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Month, Error> {
    let (mut next, end) = (first(reads.conn(), from).await?, first(reads.conn(), to).await?);
    let mut month = Month::default();
    while next < end {
        let rows: Vec<EntryRow> = on!(reads.conn(), c => sqlx::query_as(BETWEEN)
            .bind(next).bind(end).bind(team.uuid()).fetch_all(&mut **c).await?);
        next = if rows.len() == 4_000 { rows.last().map_or(end, |row| row.seq + 1) } else { end };
        for row in rows {
            let Some(member) = row.actor_id.map(MemberId::from_uuid) else { continue };
            let at = Timestamp::from_micros(row.at);
            if row.act == "WorkShift" {
                let begins = matches!(row.why.as_str(), "ShiftStarted" | "ShiftResumed");
                month.shifts.push(Shifted { member, at, begins });
            } else {
                let by_break_glass = row.act == Sight::ReadByGlass.code();
                month.looks.push(Look { member, team, at, on_shift: true, by_break_glass });
            }
        }
    }
    Ok(month)
}

/// The number of the first entry from a time on; one past the last if there is none.
#[compiled_here]
async fn first(conn: &mut Conn, at: Timestamp) -> Result<i64, Error> {
    let (last,): (i64,) = on!(conn, c => sqlx::query_as(LAST).fetch_one(&mut **c).await?);
    let (mut low, mut high) = (1, last + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let found: Option<(i64, i64)> =
            on!(conn, c => sqlx::query_as(NEXT).bind(middle).fetch_optional(&mut **c).await?);
        match found {
            Some((seq, then)) if then < at.micros() => low = seq + 1,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// When each member last used a way to sign in.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn signed_in(reads: &mut dyn Reads) -> Result<Vec<(MemberId, Timestamp)>, Error> {
    let rows: Vec<(Uuid, i64)> =
        on!(reads.conn(), c => sqlx::query_as(SIGNED_IN).fetch_all(&mut **c).await?);
    let read = |(id, at)| (MemberId::from_uuid(id), Timestamp::from_micros(at));
    Ok(rows.into_iter().map(read).collect())
}

/// Closes a contact to a member with a conflict of interest.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn close_to(tx: &mut Tx, contact: ContactId, member: MemberId) -> Result<(), Error> {
    let now = tx.now();
    on!(tx.conn(), c => sqlx::query(CLOSE_TO)
        .bind(contact.uuid())
        .bind(member.uuid())
        .bind(now.micros())
        .execute(&mut **c)
        .await
        .map(drop)?);
    Ok(())
}

/// Opens a contact to a member again: the conflict turned out to be none.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open_to(tx: &mut Tx, contact: ContactId, member: MemberId) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(OPEN_TO)
        .bind(contact.uuid()).bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}

/// Opens a case to a member again.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open_case_to(
    tx: &mut Tx,
    case: casework::id::CaseId,
    member: MemberId,
) -> Result<(), Error> {
    on!(tx.conn(), c => sqlx::query(OPEN_CASE_TO)
        .bind(case.uuid()).bind(member.uuid()).execute(&mut **c).await.map(drop)?);
    Ok(())
}
