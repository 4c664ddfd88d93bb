//! Lists of contacts in the coded plane: who waits, whom a member is with, what a team had.
//!
//! Every list is read by an index in its own order and in pages (keyset), so it costs the same for
//! the first page and the thousandth, with a hundred contacts or a million.

use casework::contact::{Channel, Danger, Ending, Lane, Loss, StateCode};
use casework::id::{ContactId, MemberId, TeamId};
use casework::time::{Span, Timestamp};
use casework::waiting::Observed;
use uuid::Uuid;

use crate::Error;
use crate::db::{on, row, statements};
use crate::tx::Reads;

statements! {
    /// Who waits, in the order in which they are to be answered.
    WAITING = "
        SELECT id, team_id, channel, lane, danger, language, received_at, state, since,
            waiting_since, first_answered_at, loss, ending, lead_id, last_seq, last_at, seen_seq
        FROM contacts WHERE team_id = $1 AND state = 'waiting'
        ORDER BY danger_rank, lane_rank, waiting_since, id LIMIT $2";
    /// Whom a member is with now.
    MINE = "
        SELECT c.id, c.team_id, c.channel, c.lane, c.danger, c.language, c.received_at, c.state,
            c.since, c.waiting_since, c.first_answered_at, c.loss, c.ending, c.lead_id, c.last_seq,
            c.last_at, c.seen_seq
        FROM participants p JOIN contacts c ON c.id = p.contact_id
        WHERE p.member_id = $1 AND p.left_at IS NULL AND c.state IN ('active', 'broken_off')
        ORDER BY c.last_at DESC, c.id DESC LIMIT $2";
    /// What a team had, the newest first.
    OF_TEAM = "
        SELECT id, team_id, channel, lane, danger, language, received_at, state, since,
            waiting_since, first_answered_at, loss, ending, lead_id, last_seq, last_at, seen_seq
        FROM contacts WHERE team_id = $1 AND (received_at, id) < ($2, $3)
        ORDER BY received_at DESC, id DESC LIMIT $4";
    /// What a team had in one state, the newest first.
    OF_TEAM_IN_STATE = "
        SELECT id, team_id, channel, lane, danger, language, received_at, state, since,
            waiting_since, first_answered_at, loss, ending, lead_id, last_seq, last_at, seen_seq
        FROM contacts WHERE team_id = $1 AND state = $2 AND (received_at, id) < ($3, $4)
        ORDER BY received_at DESC, id DESC LIMIT $5";
    /// What a member led, the newest first.
    OF_LEAD = "
        SELECT id, team_id, channel, lane, danger, language, received_at, state, since,
            waiting_since, first_answered_at, loss, ending, lead_id, last_seq, last_at, seen_seq
        FROM contacts WHERE lead_id = $1 AND (received_at, id) < ($2, $3)
        ORDER BY received_at DESC, id DESC LIMIT $4";
    /// How long those waited who were received lately and answered.
    RECENT = "
        SELECT first_answered_at - received_at FROM contacts
        WHERE team_id = $1 AND received_at > $2 AND first_answered_at IS NOT NULL
            AND channel IN ('chat', 'text', 'phone', 'walk_in') AND entered_by IS NULL
        ORDER BY received_at DESC LIMIT 50";
    OLDEST = "
        SELECT min(waiting_since) FROM contacts WHERE team_id = $1 AND state = 'waiting'";
    AHEAD = "
        SELECT count(*) FROM contacts
        WHERE team_id = $1 AND state = 'waiting'
            AND (danger_rank, lane_rank, waiting_since, id) < ($2, $3, $4, $5)";
    ON_SHIFT = "
        SELECT m.most_at_once,
            (SELECT count(*) FROM contacts c WHERE c.lead_id = m.id AND c.state = 'active')
        FROM members m JOIN member_teams t ON t.member_id = m.id
        WHERE t.team_id = $1 AND m.state = 'active' AND m.shift = 'on'";
}

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

row! {
    struct Row {
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

fn read(rows: Vec<Row>) -> Result<Vec<Listed>, Error> {
    rows.into_iter().map(Row::read).collect()
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

/// Who waits in a team's queue, in the order in which they are to be answered.
///
/// # Errors
/// If the database fails.
pub async fn waiting(
    reads: &mut impl Reads,
    team: TeamId,
    most: i64,
) -> Result<Vec<Listed>, Error> {
    read(on!(reads.conn(), c => sqlx::query_as(WAITING)
        .bind(team.uuid()).bind(most).fetch_all(&mut **c).await?))
}

/// Whom a member is with, the one with the latest line first.
///
/// # Errors
/// If the database fails.
pub async fn mine(reads: &mut impl Reads, me: MemberId, most: i64) -> Result<Vec<Listed>, Error> {
    read(on!(reads.conn(), c => sqlx::query_as(MINE)
        .bind(me.uuid()).bind(most).fetch_all(&mut **c).await?))
}

/// What a team had, the newest first, in one state or in all.
///
/// # Errors
/// If the database fails.
pub async fn of_team(
    reads: &mut impl Reads,
    team: TeamId,
    state: Option<StateCode>,
    after: Place,
    most: i64,
) -> Result<Vec<Listed>, Error> {
    let (at, id) = (after.received_at.micros(), after.id.uuid());
    let rows = match state {
        None => on!(reads.conn(), c => sqlx::query_as(OF_TEAM)
            .bind(team.uuid()).bind(at).bind(id).bind(most).fetch_all(&mut **c).await?),
        Some(state) => on!(reads.conn(), c => sqlx::query_as(OF_TEAM_IN_STATE)
            .bind(team.uuid()).bind(state.code()).bind(at).bind(id).bind(most)
            .fetch_all(&mut **c).await?),
    };
    read(rows)
}

/// What a member led, the newest first.
///
/// # Errors
/// If the database fails.
pub async fn of_lead(
    reads: &mut impl Reads,
    lead: MemberId,
    after: Place,
    most: i64,
) -> Result<Vec<Listed>, Error> {
    read(on!(reads.conn(), c => sqlx::query_as(OF_LEAD)
        .bind(lead.uuid())
        .bind(after.received_at.micros())
        .bind(after.id.uuid())
        .bind(most)
        .fetch_all(&mut **c)
        .await?))
}

/// What honest waiting words are drawn from, for somebody who waits in a team's queue.
///
/// # Errors
/// If the database fails.
pub async fn observed(
    reads: &mut impl Reads,
    entry: &casework::queue::Entry,
    team: TeamId,
    now: Timestamp,
) -> Result<Observed, Error> {
    let since = (now - Span::from_hours(1)).micros();
    let recent: Vec<(i64,)> = on!(reads.conn(), c => sqlx::query_as(RECENT)
        .bind(team.uuid()).bind(since).fetch_all(&mut **c).await?);
    let (oldest,): (Option<i64>,) = on!(reads.conn(), c => sqlx::query_as(OLDEST)
        .bind(team.uuid()).fetch_one(&mut **c).await?);
    let (ahead,): (i64,) = on!(reads.conn(), c => sqlx::query_as(AHEAD)
        .bind(team.uuid())
        .bind(entry.danger.rank())
        .bind(entry.lane.rank())
        .bind(entry.since.micros())
        .bind(entry.contact.uuid())
        .fetch_one(&mut **c)
        .await?);
    let shifts: Vec<(i64, i64)> = on!(reads.conn(), c => sqlx::query_as(ON_SHIFT)
        .bind(team.uuid()).fetch_all(&mut **c).await?);
    let free: i64 = shifts.iter().map(|(most, leads)| (most - leads).max(0)).sum();
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Observed {
        recent: recent.into_iter().map(|(micros,)| Span::from_micros(micros)).collect(),
        longest_now: oldest.map(|at| now - Timestamp::from_micros(at)),
        ahead: count(ahead),
        on_shift: count(i64::try_from(shifts.len()).unwrap_or(i64::MAX)),
        free_places: count(free),
    })
}
