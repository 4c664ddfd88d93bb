//! The contacts of a period as codes: what measures look at, page by page.

use casework::contact::{Ending, Lane};
use casework::facts::Facts;
use casework::id::{CaseId, ContactId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;

statements! {
    TEAMS = "SELECT id FROM teams ORDER BY place";
    /// What a team received from a moment on, the oldest first: one range of `contacts_of_team`.
    OF_TEAM = "
        SELECT c.id, c.lane, c.received_at, c.entered_at, c.ending, c.facts,
            (SELECT j.case_id FROM case_contacts j WHERE j.contact_id = c.id
                ORDER BY j.joined_at, j.case_id LIMIT 1) AS case_id
        FROM contacts c
        WHERE c.team_id = $1 AND (c.received_at, c.id) > ($2, $3) AND c.received_at < $4
        ORDER BY c.received_at, c.id LIMIT 1000";
}

/// As many as a page of [`OF_TEAM`] holds.
const PAGE: usize = 1_000;

/// One contact as codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Coded {
    pub(crate) id: ContactId,
    /// The first case that it was joined to.
    pub(crate) case: Option<CaseId>,
    pub(crate) lane: Lane,
    pub(crate) received_at: Timestamp,
    pub(crate) entered_at: Timestamp,
    pub(crate) ending: Option<Ending>,
    pub(crate) facts: Facts,
}

impl Coded {
    /// Whether it is about a potential victim, as far as lane and ending tell: no question, and nothing
    /// that a member closed as no matter for the hotline.
    pub(crate) fn is_about_somebody(&self) -> bool {
        self.lane != Lane::Question && !self.ending.is_some_and(Ending::dismisses)
    }
}

row! {
    struct Row {
        id: Uuid,
        lane: String,
        received_at: i64,
        entered_at: i64,
        ending: Option<String>,
        facts: String,
        case_id: Option<Uuid>,
    }
}

impl Row {
    fn read(self) -> Result<Coded, Error> {
        let ending = self.ending.as_deref().map(str::parse).transpose();
        Ok(Coded {
            id: ContactId::from_uuid(self.id),
            case: self.case_id.map(CaseId::from_uuid),
            lane: self.lane.parse().map_err(|_| Error::Unknown("lane"))?,
            received_at: Timestamp::from_micros(self.received_at),
            entered_at: Timestamp::from_micros(self.entered_at),
            ending: ending.map_err(|_| Error::Unknown("ending"))?,
            facts: facts(&self.facts)?,
        })
    }
}

/// What a contact's panel says, as it is stored.
pub(crate) fn facts(text: &str) -> Result<Facts, Error> {
    // A contact starts with nothing documented.
    if text == "{}" {
        return Ok(Facts::new());
    }
    serde_json::from_str(text).map_err(|_| Error::Unknown("facts"))
}

/// Every team, in the order of founding.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub(crate) async fn teams(reads: &mut dyn Reads) -> Result<Vec<TeamId>, Error> {
    let rows: Vec<(Uuid,)> =
        on!(reads.conn(), c => sqlx::query_as(TEAMS).fetch_all(&mut **c).await?);
    Ok(rows.into_iter().map(|(id,)| TeamId::from_uuid(id)).collect())
}

/// Where a reader of a team's contacts stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct After(Option<(i64, Uuid)>);

impl After {
    /// Before the first contact that was received at `from` or later.
    pub(crate) fn start(from: Timestamp) -> Self {
        // No identifier is greater: what was received a microsecond earlier stays behind.
        Self(Some((from.micros() - 1, Uuid::max())))
    }
}

/// The next contacts that a team received before `to`; none if there are no more.
///
/// Cost: a page of one index, and a look at the first case of each contact.
///
/// # Errors
/// If the database fails or holds codes that this version does not know.
#[compiled_here]
pub(crate) async fn page(
    reads: &mut dyn Reads,
    team: TeamId,
    after: &mut After,
    to: Timestamp,
) -> Result<Vec<Coded>, Error> {
    let Some((at, id)) = after.0 else { return Ok(Vec::new()) };
    let rows: Vec<Row> = on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
        .bind(team.uuid())
        .bind(at)
        .bind(id)
        .bind(to.micros())
        .fetch_all(&mut **c)
        .await?);
    after.0 = rows.last().filter(|_| rows.len() == PAGE).map(|row| (row.received_at, row.id));
    rows.into_iter().map(Row::read).collect()
}
