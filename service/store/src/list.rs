//! Lists of contacts, a page at a time, the newest first: what a team had, what a member led.
//!
//! A list shows the coded plane only, and only rows that the policies would show one by one: the
//! team's own, without those that are closed to the reader. A test compares both for every role.
//!
//! Every page is read by an index in the list's own order from the last row of the page before
//! (keyset), so it costs the same for the first page and the thousandth, with a hundred contacts or
//! a million. A filter by state or lane reads one range for each state and lane that it lets
//! through, at most four, and merges them; no filter makes the database skip over rows.

use std::cmp::Reverse;

use access::{ContactResource, Resource};
use casework::contact::{Channel, Danger, Ending, Lane, Loss, StateCode};
use casework::id::{ContactId, MemberId, TeamId};
use casework::time::Timestamp;
use uuid::Uuid;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, row, statements};
use crate::tx::Reads;

#[cfg(test)]
mod tests;

/// The columns of a row of a list, from a table or join that calls the contacts `c`.
macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.team_id, c.channel, c.lane, c.danger, c.language, c.received_at,
                c.state, c.since, c.waiting_since, c.first_answered_at, c.loss, c.ending, c.lead_id,
                c.last_seq, c.last_at, c.seen_seq
            FROM ",
            $rest
        )
    };
}
pub(crate) use listed;

// The limit is one more than a page, so that a page knows whether another follows. It stands in the
// text because a planner that does not know it may prefer to sort.
statements! {
    /// What a team had.
    OF_TEAM = listed!("contacts c
        WHERE c.team_id = $1 AND (c.received_at, c.id) < ($3, $4) AND NOT EXISTS
            (SELECT 1 FROM closed_to x WHERE x.contact_id = c.id AND x.member_id = $2)
        ORDER BY c.received_at DESC, c.id DESC LIMIT 51");
    /// What a team had in one state and lane.
    OF_TEAM_BY_CODE = listed!("contacts c
        WHERE c.team_id = $1 AND c.state = $5 AND c.lane = $6
            AND (c.received_at, c.id) < ($3, $4) AND NOT EXISTS
            (SELECT 1 FROM closed_to x WHERE x.contact_id = c.id AND x.member_id = $2)
        ORDER BY c.received_at DESC, c.id DESC LIMIT 51");
    /// What a member leads or led last, in the teams that they belong to now.
    OF_LEAD = listed!("contacts c
        WHERE c.lead_id = $1 AND (c.received_at, c.id) < ($2, $3) AND NOT EXISTS
            (SELECT 1 FROM closed_to x WHERE x.contact_id = c.id AND x.member_id = $1)
            AND EXISTS (SELECT 1 FROM member_teams t
                WHERE t.member_id = $1 AND t.team_id = c.team_id)
        ORDER BY c.received_at DESC, c.id DESC LIMIT 51");
    /// The same in one state and lane.
    OF_LEAD_BY_CODE = listed!("contacts c
        WHERE c.lead_id = $1 AND c.state = $4 AND c.lane = $5
            AND (c.received_at, c.id) < ($2, $3) AND NOT EXISTS
            (SELECT 1 FROM closed_to x WHERE x.contact_id = c.id AND x.member_id = $1)
            AND EXISTS (SELECT 1 FROM member_teams t
                WHERE t.member_id = $1 AND t.team_id = c.team_id)
        ORDER BY c.received_at DESC, c.id DESC LIMIT 51");
}

/// The most rows of one page.
pub const PAGE: usize = 50;

/// One row of a list: codes and times, nothing that identifies.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Which contact.
    pub id: ContactId,
    /// Whose.
    pub team: TeamId,
    /// By which way it came.
    pub channel: Channel,
    /// Its lane.
    pub lane: Lane,
    /// What is known about danger.
    pub danger: Danger,
    /// The language that the person reads.
    pub language: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// Its state.
    pub state: StateCode,
    /// Since when it is in this state.
    pub since: Timestamp,
    /// Since when it waits, if it does.
    pub waiting_since: Option<Timestamp>,
    /// When it was answered first.
    pub first_answered_at: Option<Timestamp>,
    /// How the visitor went, if they did.
    pub loss: Option<Loss>,
    /// How it ended, if it did.
    pub ending: Option<Ending>,
    /// Who leads, or led last.
    pub lead: Option<MemberId>,
    /// When the last line was written.
    pub last_at: Timestamp,
    /// How many lines no member has seen.
    pub unread: i64,
}

impl Listed {
    /// What the policies decide by, for whom it is not closed to: no row is. `participants` is who
    /// is with it, as far as the question needs to know.
    #[must_use]
    pub fn resource(&self, participants: Vec<MemberId>) -> Resource {
        Resource::Contact(ContactResource {
            id: self.id,
            team: self.team,
            participants,
            closed_to: Vec::new(),
            state: self.state,
        })
    }
}

/// What a list is narrowed to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this state.
    pub state: Option<StateCode>,
    /// Only this lane.
    pub lane: Option<Lane>,
}

impl Filter {
    /// The states and lanes that it lets through; none when it lets everything through.
    fn parts(self) -> Vec<(StateCode, Lane)> {
        let Self { state, lane } = self;
        if state.is_none() && lane.is_none() {
            return Vec::new();
        }
        let states = StateCode::ALL.iter().filter(|one| state.is_none_or(|only| only == **one));
        states
            .flat_map(|state| Lane::ALL.iter().map(|lane| (*state, *lane)))
            .filter(|(_, one)| lane.is_none_or(|only| only == *one))
            .collect()
    }
}

/// From where a list goes on: the last row of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// When that row was received.
    pub received_at: Timestamp,
    /// Which row it was.
    pub id: ContactId,
}

impl Place {
    /// Before everything: the first page.
    pub const START: Self = Self {
        received_at: Timestamp::from_micros(i64::MAX),
        id: ContactId::from_uuid(Uuid::max()),
    };
}

/// One page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// At most [`PAGE`] rows.
    pub rows: Vec<Listed>,
    /// From where the next page goes on, if there is one.
    pub next: Option<Place>,
}

impl Page {
    /// Cuts rows that may be more than a page.
    fn of(mut rows: Vec<Listed>) -> Self {
        rows.sort_unstable_by_key(|row| Reverse((row.received_at, row.id)));
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let last = rows.last().map(|row| Place { received_at: row.received_at, id: row.id });
        Self { rows, next: last.filter(|_| more) }
    }
}

/// A page of what a team had, as `me` may see it.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_team(
    reads: &mut dyn Reads,
    team: TeamId,
    me: MemberId,
    filter: Filter,
    after: Place,
) -> Result<Page, Error> {
    let (at, id) = (after.received_at.micros(), after.id.uuid());
    let mut found = Vec::new();
    for (state, lane) in filter.parts() {
        found.extend(read(on!(reads.conn(), c => sqlx::query_as(OF_TEAM_BY_CODE)
            .bind(team.uuid()).bind(me.uuid()).bind(at).bind(id)
            .bind(state.code()).bind(lane.code()).fetch_all(&mut **c).await?))?);
    }
    if filter == Filter::default() {
        found = read(on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
            .bind(team.uuid()).bind(me.uuid()).bind(at).bind(id).fetch_all(&mut **c).await?))?;
    }
    Ok(Page::of(found))
}

/// A page of what `me` leads or led last.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn of_lead(
    reads: &mut dyn Reads,
    me: MemberId,
    filter: Filter,
    after: Place,
) -> Result<Page, Error> {
    let (at, id) = (after.received_at.micros(), after.id.uuid());
    let mut found = Vec::new();
    for (state, lane) in filter.parts() {
        found.extend(read(on!(reads.conn(), c => sqlx::query_as(OF_LEAD_BY_CODE)
            .bind(me.uuid()).bind(at).bind(id).bind(state.code()).bind(lane.code())
            .fetch_all(&mut **c).await?))?);
    }
    if filter == Filter::default() {
        found = read(on!(reads.conn(), c => sqlx::query_as(OF_LEAD)
            .bind(me.uuid()).bind(at).bind(id).fetch_all(&mut **c).await?))?;
    }
    Ok(Page::of(found))
}

row! {
    pub(crate) struct Row {
        id: Uuid,
        team_id: Uuid,
        channel: String,
        lane: String,
        danger: String,
        language: String,
        received_at: i64,
        state: String,
        since: i64,
        waiting_since: Option<i64>,
        first_answered_at: Option<i64>,
        loss: Option<String>,
        ending: Option<String>,
        lead_id: Option<Uuid>,
        last_seq: i64,
        last_at: i64,
        seen_seq: i64,
    }
}

impl Row {
    fn read(self) -> Result<Listed, Error> {
        let time = Timestamp::from_micros;
        let loss = self.loss.map(|code| code.parse()).transpose();
        let ending = self.ending.map(|code| code.parse()).transpose();
        Ok(Listed {
            id: ContactId::from_uuid(self.id),
            team: TeamId::from_uuid(self.team_id),
            channel: self.channel.parse().map_err(|_| Error::Unknown("channel"))?,
            lane: self.lane.parse().map_err(|_| Error::Unknown("lane"))?,
            danger: self.danger.parse().map_err(|_| Error::Unknown("danger"))?,
            language: self.language,
            received_at: time(self.received_at),
            state: self.state.parse().map_err(|_| Error::Unknown("state"))?,
            since: time(self.since),
            waiting_since: self.waiting_since.map(time),
            first_answered_at: self.first_answered_at.map(time),
            loss: loss.map_err(|_| Error::Unknown("loss"))?,
            ending: ending.map_err(|_| Error::Unknown("ending"))?,
            lead: self.lead_id.map(MemberId::from_uuid),
            last_at: time(self.last_at),
            unread: (self.last_seq - self.seen_seq).max(0),
        })
    }
}

pub(crate) fn read(rows: Vec<Row>) -> Result<Vec<Listed>, Error> {
    rows.into_iter().map(Row::read).collect()
}
