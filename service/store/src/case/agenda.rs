//! What the agenda of a weekly review is computed from: a team's open cases and their open tasks, as
//! codes and times. Two statements, however many cases there are.

use case::review::Brief;
use case::task::Task;
use casework::id::{CaseId, MemberId, ReviewId, TaskId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;

statements! {
    /// The most dangerous first, then the oldest, by the index of open cases; each of the rest by a key.
    BRIEFS = "
        SELECT c.id, c.opened_at, c.danger,
            (SELECT count(*) FROM duties d WHERE d.case_id = c.id AND d.team_id = c.team_id
                AND d.ended_at IS NULL AND d.due_at <= $3)
            + (SELECT count(*) FROM case_contacts j JOIN duties d ON d.contact_id = j.contact_id
                WHERE j.case_id = c.id AND d.team_id = c.team_id
                    AND d.ended_at IS NULL AND d.due_at <= $3) AS overdue,
            (SELECT max(o.last_at) FROM case_contacts j JOIN contacts o ON o.id = j.contact_id
                WHERE j.case_id = c.id AND o.lane = 'help') AS last_contact_at,
            (SELECT count(*) FROM case_harms h
                WHERE h.case_id = c.id AND h.put_right_at IS NULL) AS harms
        FROM cases c
        WHERE c.status IN ('Active', 'FollowUp') AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = c.id AND x.member_id = $2)
        ORDER BY c.danger_rank, c.opened_at, c.id LIMIT 200";
    TASKS = "
        SELECT t.id, t.case_id, t.review_id, t.owner_id, t.due_at
        FROM case_tasks t JOIN cases c ON c.id = t.case_id
        WHERE t.ended_at IS NULL AND c.status IN ('Active', 'FollowUp') AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = c.id AND x.member_id = $2)
        ORDER BY t.due_at, t.id LIMIT 2000";
}

row! {
    struct Row {
        id: Uuid,
        opened_at: i64,
        danger: String,
        overdue: i64,
        last_contact_at: Option<i64>,
        harms: i64,
    }
}

impl Row {
    fn read(self) -> Result<Brief, Error> {
        Ok(Brief {
            case: CaseId::from_uuid(self.id),
            opened_at: Timestamp::from_micros(self.opened_at),
            danger: self.danger.parse().map_err(|_| Error::Unknown("danger"))?,
            overdue_duties: u32::try_from(self.overdue).unwrap_or(u32::MAX),
            last_contact_at: self.last_contact_at.map(Timestamp::from_micros),
            harm_by_system: self.harms > 0,
            closed: false,
        })
    }
}

row! {
    struct TaskRow {
        id: Uuid,
        case_id: Uuid,
        review_id: Option<Uuid>,
        owner_id: Option<Uuid>,
        due_at: i64,
    }
}

impl TaskRow {
    fn read(self) -> Task {
        Task {
            id: TaskId::from_uuid(self.id),
            case: CaseId::from_uuid(self.case_id),
            review: self.review_id.map(ReviewId::from_uuid),
            owner: self.owner_id.map(MemberId::from_uuid),
            due_at: Timestamp::from_micros(self.due_at),
            end: None,
        }
    }
}

/// A team's open cases as `me` may see them, at most 200.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn briefs(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    now: Timestamp,
) -> Result<Vec<Brief>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(BRIEFS)
        .bind(team.uuid()).bind(me.uuid()).bind(now.micros()).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// The open tasks of a team's open cases as `me` may see them, the longest due first, at most 2,000.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn tasks(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
) -> Result<Vec<Task>, Error> {
    let rows: Vec<TaskRow> = on!(reads.conn(), c => sqlx::query_as(TASKS)
        .bind(team.uuid()).bind(me.uuid()).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(TaskRow::read).collect())
}
