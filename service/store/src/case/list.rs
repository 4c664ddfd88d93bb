//! A team's cases, a page at a time: the open ones by danger and age, the closed ones by when.

use case::case::Status;
use casework::contact::Danger;
use casework::id::{CaseId, ContactId, MemberId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;

statements! {
    /// The most dangerous first, then the oldest. Read by the index of open cases.
    OPEN = "
        SELECT c.id, c.owner_id, c.status, c.since, c.opened_at, c.danger, c.danger_rank,
            (SELECT count(*) FROM case_people p WHERE p.case_id = c.id AND p.part = 'victim')
                AS victims,
            (SELECT count(*) FROM case_tasks t WHERE t.case_id = c.id AND t.ended_at IS NULL
                AND t.due_at <= $3) AS late
        FROM cases c
        WHERE c.status IN ('Active', 'FollowUp') AND c.team_id = $1
            AND (c.danger_rank, c.opened_at, c.id) > ($4, $5, $6)
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = c.id AND x.member_id = $2)
        ORDER BY c.danger_rank, c.opened_at, c.id LIMIT 51";
    /// What was closed last.
    CLOSED = "
        SELECT c.id, c.owner_id, c.status, c.since, c.opened_at, c.danger, c.danger_rank,
            (SELECT count(*) FROM case_people p WHERE p.case_id = c.id AND p.part = 'victim')
                AS victims,
            (SELECT count(*) FROM case_tasks t WHERE t.case_id = c.id AND t.ended_at IS NULL
                AND t.due_at <= $3) AS late
        FROM cases c
        WHERE c.status NOT IN ('Active', 'FollowUp') AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM case_closed_to x
                WHERE x.case_id = c.id AND x.member_id = $2)
        ORDER BY c.since DESC, c.id DESC LIMIT 51";
    /// The cases of its own team to which a contact belongs, as a member may see them.
    OF_CONTACT = "
        SELECT c.id FROM case_contacts j JOIN contacts o ON o.id = j.contact_id
        JOIN cases c ON c.id = j.case_id AND c.team_id = o.team_id
        WHERE j.contact_id = $1 AND NOT EXISTS (SELECT 1 FROM case_closed_to x
            WHERE x.case_id = c.id AND x.member_id = $2)
        ORDER BY c.opened_at, c.id LIMIT 20";
}

/// The most rows of one page.
pub const PAGE: usize = 50;

/// One case of the list: codes and times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: CaseId,
    /// Whose; none while it is the team's.
    pub owner: Option<MemberId>,
    /// Where it stands.
    pub status: Status,
    /// Since when.
    pub since: Timestamp,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// What is known about danger.
    pub danger: Danger,
    /// How many records of potential victims it has.
    pub victims: i64,
    /// How many of its tasks are late.
    pub late: i64,
    rank: i64,
}

/// After which row a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    rank: i64,
    at: i64,
    id: CaseId,
}

impl After {
    /// Before the first row.
    pub const START: Self =
        Self { rank: i64::MIN, at: i64::MIN, id: CaseId::from_uuid(Uuid::nil()) };

    /// As in an address: `rank_micros_id`.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{}_{}_{}", self.rank, self.at, self.id)
    }

    /// What an address says, if it is such a place.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '_');
        let (rank, at, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { rank: rank.parse().ok()?, at: at.parse().ok()?, id: id.parse().ok()? })
    }
}

impl Listed {
    /// Where the page after this row begins.
    #[must_use]
    pub fn after(&self) -> After {
        After { rank: self.rank, at: self.opened_at.micros(), id: self.id }
    }
}

row! {
    struct Row {
        id: Uuid,
        owner_id: Option<Uuid>,
        status: String,
        since: i64,
        opened_at: i64,
        danger: String,
        danger_rank: i64,
        victims: i64,
        late: i64,
    }
}

impl Row {
    fn read(self) -> Result<Listed, Error> {
        Ok(Listed {
            id: CaseId::from_uuid(self.id),
            owner: self.owner_id.map(MemberId::from_uuid),
            status: self.status.parse().map_err(|_| Error::Unknown("case status"))?,
            since: Timestamp::from_micros(self.since),
            opened_at: Timestamp::from_micros(self.opened_at),
            danger: self.danger.parse().map_err(|_| Error::Unknown("danger"))?,
            victims: self.victims,
            late: self.late,
            rank: self.danger_rank,
        })
    }
}

/// A team's open cases as `me` may see them, one more than a page.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn open(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    after: After,
    now: Timestamp,
) -> Result<Vec<Listed>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OPEN)
        .bind(team.uuid())
        .bind(me.uuid())
        .bind(now.micros())
        .bind(after.rank)
        .bind(after.at)
        .bind(after.id.uuid())
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(Row::read).collect()
}

/// A team's cases that were closed last, as `me` may see them.
///
/// # Errors
/// As [`open`].
#[compiled_here]
pub async fn closed(
    reads: &mut dyn Reads,
    (team, me): (TeamId, MemberId),
    now: Timestamp,
) -> Result<Vec<Listed>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(CLOSED)
        .bind(team.uuid()).bind(me.uuid()).bind(now.micros()).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// The cases of its own team to which a contact belongs, as `me` may see them: what another team has
/// made of it before it was handed on is theirs.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_contact(
    reads: &mut dyn Reads,
    contact: ContactId,
    me: MemberId,
) -> Result<Vec<CaseId>, Error> {
    let found: Vec<(Uuid,)> = on!(reads.conn(), c => sqlx::query_as(OF_CONTACT)
        .bind(contact.uuid()).bind(me.uuid()).fetch_all(&mut **c).await?);
    Ok(found.into_iter().map(|(id,)| CaseId::from_uuid(id)).collect())
}
