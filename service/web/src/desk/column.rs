//! What the first column is drawn from: my shift, whom I am with, who waits in each of my teams.
//!
//! A page loads all of it once. A stream keeps it and reads again only the part that a wake-up is
//! about, so a busy team costs each of its desks one list by index, and a line in somebody else's
//! conversation costs nothing.

use access::Look;
use casework::id::{ContactId, TeamId};
use casework::queue::Entry;
use casework::shift::Shift;
use casework::time::{Span, Timestamp};
use store::duty::board::{self, Load};
use store::list::Listed;
use store::{View, member, queue};

use super::floor::{label, spoken};
use super::queue::{Mine, Queue, Waiting};
use crate::App;
use crate::caller::Worker;
use crate::error::Error;
use crate::line::clock;

/// The most rows of a list that the first column shows.
pub(super) const SHOWN: i64 = 50;

/// The parts of the first column, as last read.
pub(super) struct Column {
    shift: Shift,
    mine: Vec<Listed>,
    teams: Vec<(TeamId, Vec<Listed>)>,
    duties: Load,
}

impl Column {
    /// Reads all parts. Cost: one list by index for each team, two statements for me.
    pub(super) async fn load(app: &App, worker: &Worker) -> Result<Self, Error> {
        let (actor, me) = (worker.actor(), worker.member());
        let mut teams = Vec::new();
        let mut view: Option<View> = None;
        for team in &me.teams {
            // The staff team has no queue, and an administrator no list: both are simply left out.
            let looked = app.store().look(&actor, Look::ListContacts, *team).await;
            let Ok(((), mut v)) = looked else { continue };
            teams.push((*team, queue::waiting(&mut v, *team, me.id, SHOWN).await?));
            view = Some(v);
        }
        let mut view = view.ok_or(Error::NotFound)?;
        let mine = queue::mine(&mut view, me.id, SHOWN).await?;
        let shift = member::of_id(&mut view, me.id).await?.shift;
        let duties = board::load_of(&mut view, me.id, app.now()).await?;
        Ok(Self { shift, mine, teams, duties })
    }

    /// Reads again who waits in one team.
    pub(super) async fn reload_team(
        &mut self,
        app: &App,
        worker: &Worker,
        team: TeamId,
    ) -> Result<(), Error> {
        let Some((_, waiting)) = self.teams.iter_mut().find(|(one, _)| *one == team) else {
            return Ok(());
        };
        let look = Look::ListContacts;
        let ((), mut view) = app.store().look(&worker.actor(), look, team).await?;
        *waiting = queue::waiting(&mut view, team, worker.member().id, SHOWN).await?;
        self.duties = board::load_of(&mut view, worker.member().id, app.now()).await?;
        Ok(())
    }

    /// Reads again my shift and whom I am with.
    pub(super) async fn reload_mine(&mut self, app: &App, worker: &Worker) -> Result<(), Error> {
        let Some((team, _)) = self.teams.first() else { return Err(Error::NotFound) };
        let look = Look::ListContacts;
        let ((), mut view) = app.store().look(&worker.actor(), look, *team).await?;
        let me = worker.member().id;
        self.mine = queue::mine(&mut view, me, SHOWN).await?;
        self.shift = member::of_id(&mut view, me).await?.shift;
        Ok(())
    }

    /// What it shows now; `current` is the contact beside it.
    pub(super) fn draw(&self, app: &App, current: Option<ContactId>) -> Queue {
        let now = app.now();
        let mut waiting: Vec<&Listed> = self.teams.iter().flat_map(|(_, rows)| rows).collect();
        waiting.sort_by_key(|one| entry(one));
        let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
        let next = |place: usize| waiting.get(place + 1).map(|one| entry(one));
        let rows = waiting.iter().enumerate().take(shown);
        let lead = Some(self.shift.member);
        Queue {
            shift: self.shift.state,
            open: self.mine.iter().filter(|one| one.lead == lead).count(),
            places: self.shift.places,
            duties: self.duties,
            more: waiting.len().saturating_sub(shown) as u64,
            waiting: rows.map(|(place, one)| row(one, next(place), now)).collect(),
            mine: self.mine.iter().map(|one| conversation(app, one, current)).collect(),
        }
    }
}

fn row(one: &Listed, next: Option<Entry>, now: Timestamp) -> Waiting {
    let waited = now - since(one);
    let reason = entry(one).reason(next.as_ref());
    Waiting {
        id: one.id.to_string(),
        lane: one.lane,
        channel: one.channel,
        danger: one.danger,
        waited: spoken(waited),
        overdue: one.channel.waits_for_answer() && waited > Span::from_seconds(20),
        reason_key: format!("queue_reason-{}", reason.code()),
    }
}

fn conversation(app: &App, one: &Listed, current: Option<ContactId>) -> Mine {
    Mine {
        id: one.id.to_string(),
        label: label(one.id),
        lane: one.lane,
        channel: one.channel,
        danger: one.danger,
        state: one.state,
        unread: u32::try_from(one.unread).unwrap_or(u32::MAX),
        last: clock(one.last_at, app.zone()),
        current: current == Some(one.id),
    }
}

fn since(one: &Listed) -> Timestamp {
    one.waiting_since.unwrap_or(one.received_at)
}

fn entry(one: &Listed) -> Entry {
    Entry { contact: one.id, danger: one.danger, lane: one.lane, since: since(one) }
}
