//! The list of tips of which nobody knows the end yet, or whose tipster waits for an answer.
//!
//! Coded plane only, and only rows that the policies would show one by one. Cost: the open tips of all
//! teams by one partial index, each with its contact by key; closed tips are never touched.

use casework::contact::{Danger, StateCode};
use casework::id::{ContactId, MemberId, TeamId};
use casework::outcome::TipStage;
use casework::time::Timestamp;
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;

statements! {
    /// The most dangerous first, then what has not moved for longest.
    OF_TEAM = "
        SELECT c.id, c.danger, c.state, c.received_at, t.stage, t.since, t.unanswered_since
        FROM tips t JOIN contacts c ON c.id = t.contact_id
        WHERE (t.stage <> 'closed' OR t.unanswered_since IS NOT NULL)
            AND c.team_id = $1
            AND NOT EXISTS (SELECT 1 FROM closed_to x
                WHERE x.contact_id = c.id AND x.member_id = $2)
        ORDER BY c.danger_rank, t.since, c.id LIMIT $3";
}

/// One tip of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTip {
    /// Which.
    pub id: ContactId,
    /// What is known about danger.
    pub danger: Danger,
    /// Where its contact stands.
    pub state: StateCode,
    /// When it was received.
    pub received_at: Timestamp,
    /// Where the tip stands.
    pub stage: TipStage,
    /// Since when.
    pub since: Timestamp,
    /// Since when the tipster waits for an answer.
    pub unanswered_since: Option<Timestamp>,
}

row! {
    struct Row {
        id: Uuid,
        danger: String,
        state: String,
        received_at: i64,
        stage: String,
        since: i64,
        unanswered_since: Option<i64>,
    }
}

impl Row {
    fn read(self) -> Result<OpenTip, Error> {
        Ok(OpenTip {
            id: ContactId::from_uuid(self.id),
            danger: self.danger.parse().map_err(|_| Error::Unknown("danger"))?,
            state: self.state.parse().map_err(|_| Error::Unknown("state"))?,
            received_at: Timestamp::from_micros(self.received_at),
            stage: self.stage.parse().map_err(|_| Error::Unknown("tip stage"))?,
            since: Timestamp::from_micros(self.since),
            unanswered_since: self.unanswered_since.map(Timestamp::from_micros),
        })
    }
}

/// The open tips of a team as `me` may see them, at most `most`.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub async fn of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    me: MemberId,
    most: i64,
) -> Result<Vec<OpenTip>, Error> {
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
        .bind(team.uuid()).bind(me.uuid()).bind(most).fetch_all(&mut **c).await?);
    rows.into_iter().map(Row::read).collect()
}
