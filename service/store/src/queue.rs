//! Who waits, in the order in which they are to be answered, and whom a member is with.
//!
//! Both are read by an index that holds only what is open, so they cost the same after ten years.
//! Contacts that are closed to the reader are left out, as everywhere.

use casework::id::{MemberId, TeamId};
use casework::time::{Span, Timestamp};
use casework::waiting::Observed;

use crate::Error;
use crate::compiled_here;
use crate::db::{on, statements};
use crate::list::{Listed, listed, read};
use crate::tx::Reads;

statements! {
    /// Who waits, in the order in which they are to be answered.
    WAITING = listed!("contacts c
        WHERE c.team_id = $1 AND c.state = 'waiting' AND NOT EXISTS
            (SELECT 1 FROM closed_to x WHERE x.contact_id = c.id AND x.member_id = $2)
        ORDER BY c.danger_rank, c.lane_rank, c.waiting_since, c.id LIMIT $3");
    /// Whom a member is with now.
    MINE = listed!("participants p JOIN contacts c ON c.id = p.contact_id
        WHERE p.member_id = $1 AND p.left_at IS NULL AND p.ended = 0 AND NOT EXISTS
            (SELECT 1 FROM closed_to x WHERE x.contact_id = c.id AND x.member_id = $1)
            AND EXISTS (SELECT 1 FROM member_teams t
                WHERE t.member_id = $1 AND t.team_id = c.team_id)
        ORDER BY c.last_at DESC, c.id DESC LIMIT $2");
    /// How long those waited who were received lately and answered.
    RECENT = "
        SELECT first_answered_at - received_at FROM contacts
        WHERE team_id = $1 AND received_at > $2 AND first_answered_at IS NOT NULL
            AND channel IN ('chat', 'text', 'phone', 'walk_in') AND entered_by IS NULL
        ORDER BY received_at DESC LIMIT 50";
    /// Since when the first waits, and how many are ahead; no team has more places than are counted.
    STANDING = "
        SELECT
            (SELECT min(waiting_since) FROM contacts WHERE team_id = $1 AND state = 'waiting'),
            (SELECT count(*) FROM (SELECT 1 FROM contacts
                WHERE team_id = $1 AND state = 'waiting'
                    AND (danger_rank, lane_rank, waiting_since, id) < ($2, $3, $4, $5)
                LIMIT 200) AS ahead)";
    ON_SHIFT = "
        SELECT m.most_at_once,
            (SELECT count(*) FROM contacts c WHERE c.lead_id = m.id AND c.state = 'active')
        FROM members m JOIN member_teams t ON t.member_id = m.id
        WHERE t.team_id = $1 AND m.state = 'active' AND m.shift = 'on'";
}

/// Who waits in a team's queue, in the order in which they are to be answered.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn waiting(
    reads: &mut dyn Reads,
    team: TeamId,
    me: MemberId,
    most: i64,
) -> Result<Vec<Listed>, Error> {
    read(on!(reads.conn(), c => sqlx::query_as(WAITING)
        .bind(team.uuid()).bind(me.uuid()).bind(most).fetch_all(&mut **c).await?))
}

/// Whom a member is with, the one with the latest line first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn mine(reads: &mut dyn Reads, me: MemberId, most: i64) -> Result<Vec<Listed>, Error> {
    read(on!(reads.conn(), c => sqlx::query_as(MINE)
        .bind(me.uuid()).bind(most).fetch_all(&mut **c).await?))
}

/// What honest waiting words are drawn from, for somebody who waits in a team's queue.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn observed(
    reads: &mut dyn Reads,
    entry: &casework::queue::Entry,
    team: TeamId,
    now: Timestamp,
) -> Result<Observed, Error> {
    let since = (now - Span::from_hours(1)).micros();
    let recent: Vec<(i64,)> = on!(reads.conn(), c => sqlx::query_as(RECENT)
        .bind(team.uuid()).bind(since).fetch_all(&mut **c).await?);
    let (oldest, ahead): (Option<i64>, i64) = on!(reads.conn(), c => sqlx::query_as(STANDING)
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
