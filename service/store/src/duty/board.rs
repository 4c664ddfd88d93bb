//! What is due and overdue in a team, by deadline, a page at a time (keyset).
//!
//! Codes only, and only rows that the policies would show one by one: the team's own, without those
//! about a contact that is closed to the reader. Open duties are read by one partial index in the
//! board's own order; ended ones are never touched, but for the list of what ended lately.

use casework::agency::AgencyKind;
use casework::id::{DutyId, MemberId, TeamId};
use casework::time::{Span, Timestamp};

use super::{Row, Stored, duties};
use crate::Error;
use crate::compiled_here;
use crate::db::{Conn, on, row, statements};
use crate::tx::Reads;

statements! {
    /// Open ones from a place on, the least time first.
    OPEN = duties!("
        WHERE d.ended_at IS NULL AND d.team_id = $1
            AND (d.due_at, d.id) > ($3, $4) AND d.due_at <= $5
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = d.contact_id AND x.member_id = $2)
            AND (CAST($6 AS TEXT) = 'all' OR (CAST($6 AS TEXT) = 'mine' AND d.owner_id = $2)
                OR (CAST($6 AS TEXT) = 'nobodys' AND d.owner_id IS NULL))
            AND (CAST($7 AS TEXT) = '' OR d.recipient = CAST($7 AS TEXT))
        ORDER BY d.due_at, d.id LIMIT $8");
    /// What ended last.
    ENDED = duties!("
        WHERE d.ended_at IS NOT NULL AND d.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = d.contact_id AND x.member_id = $2)
        ORDER BY d.ended_at DESC, d.id DESC LIMIT $3");
    /// The figures of a team: a range of the open ones.
    FIGURES = "
        SELECT count(*) AS open, count(CASE WHEN d.due_at <= $3 THEN 1 END) AS overdue,
            count(CASE WHEN d.owner_id IS NULL THEN 1 END) AS without_owner,
            count(CASE WHEN d.state = 'disputed' THEN 1 END) AS disputed
        FROM duties d
        WHERE d.ended_at IS NULL AND d.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = d.contact_id AND x.member_id = $2)";
    /// How many of a team were sent late since a time.
    SENT_LATE = "
        SELECT count(*) FROM duties d
        WHERE d.ended_at IS NOT NULL AND d.team_id = $1 AND d.ended_at > $3
            AND d.sent_at > d.due_at
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = d.contact_id AND x.member_id = $2)";
    /// How many are open and how many late in all teams of a member, for the navigation.
    OF_MEMBER = "
        SELECT count(*) AS open, count(CASE WHEN d.due_at <= $2 THEN 1 END) AS overdue
        FROM member_teams t JOIN duties d ON d.team_id = t.team_id
        WHERE t.member_id = $1 AND d.ended_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = d.contact_id AND x.member_id = $1)";
}

/// Whose duties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's of the team.
    #[default]
    All,
    /// The reader's own.
    Mine,
    /// Those that nobody has taken.
    Nobodys,
}

impl Whose {
    /// As in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Nobodys => "nobodys",
        }
    }
}

/// What of a team's open duties is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Whose.
    pub whose: Whose,
    /// To whom the report goes; anybody if none.
    pub recipient: Option<AgencyKind>,
    /// Only those that were due by then.
    pub due_by: Option<Timestamp>,
    /// After which row of the page before.
    pub after: Option<(Timestamp, DutyId)>,
    /// At most so many rows.
    pub most: i64,
}

/// A team's open duties as `me` may see them, the least time first.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn open(
    reads: &mut dyn Reads,
    team: TeamId,
    me: MemberId,
    asked: Asked,
) -> Result<Vec<Stored>, Error> {
    let (after, id) = match asked.after {
        Some((after, id)) => (after.micros(), id.uuid()),
        None => (i64::MIN, uuid::Uuid::nil()),
    };
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OPEN)
        .bind(team.uuid())
        .bind(me.uuid())
        .bind(after)
        .bind(id)
        .bind(asked.due_by.map_or(i64::MAX, Timestamp::micros))
        .bind(asked.whose.code())
        .bind(asked.recipient.map_or("", AgencyKind::code))
        .bind(asked.most)
        .fetch_all(&mut **c)
        .await?);
    rows.into_iter().map(|row| row.read(Vec::new())).collect()
}

/// What ended last in a team, the latest first.
///
/// # Errors
/// As [`open`].
#[compiled_here]
pub async fn ended(
    reads: &mut dyn Reads,
    team: TeamId,
    me: MemberId,
    most: i64,
) -> Result<Vec<Stored>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(ENDED)
        .bind(team.uuid()).bind(me.uuid()).bind(most).fetch_all(&mut **c).await?);
    rows.into_iter().map(|row| row.read(Vec::new())).collect()
}

/// The figures of a team's board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Open and not late.
    pub due: i64,
    /// Open and late.
    pub overdue: i64,
    /// Open and nobody's own.
    pub without_owner: i64,
    /// Waiting for another member to agree that no report is required.
    pub disputed: i64,
    /// Sent late in the last thirty days.
    pub sent_late: i64,
}

row! {
    struct Counted {
        open: i64,
        overdue: i64,
        without_owner: i64,
        disputed: i64,
    }
}

/// The figures of a team as `me` may see them.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn figures(
    reads: &mut dyn Reads,
    team: TeamId,
    me: MemberId,
    now: Timestamp,
) -> Result<Figures, Error> {
    let counted: Counted = on!(reads.conn(), c => sqlx::query_as(FIGURES)
        .bind(team.uuid()).bind(me.uuid()).bind(now.micros()).fetch_one(&mut **c).await?);
    let month = now - Span::from_days(30);
    let (sent_late,): (i64,) = on!(reads.conn(), c => sqlx::query_as(SENT_LATE)
        .bind(team.uuid()).bind(me.uuid()).bind(month.micros()).fetch_one(&mut **c).await?);
    Ok(Figures {
        due: counted.open - counted.overdue,
        overdue: counted.overdue,
        without_owner: counted.without_owner,
        disputed: counted.disputed,
        sent_late,
    })
}

/// How much is due and overdue in all teams of a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Open and not late.
    pub due: i64,
    /// Open and late.
    pub overdue: i64,
}

row! {
    struct LoadRow {
        open: i64,
        overdue: i64,
    }
}

#[compiled_here]
pub(crate) async fn of_member(
    conn: &mut Conn,
    member: MemberId,
    now: Timestamp,
) -> Result<Load, Error> {
    let row: LoadRow = on!(conn, c => sqlx::query_as(OF_MEMBER)
        .bind(member.uuid()).bind(now.micros()).fetch_one(&mut **c).await?);
    Ok(Load { due: row.open - row.overdue, overdue: row.overdue })
}

/// How much is due and overdue in all teams of a member. Cost: a range of the open duties of each
/// team.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn load_of(
    reads: &mut dyn Reads,
    member: MemberId,
    now: Timestamp,
) -> Result<Load, Error> {
    of_member(reads.conn(), member, now).await
}
