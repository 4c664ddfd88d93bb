//! The personal list, the team's list, and the search over sealed names and numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use access::{Act, Look};
use axum::extract::{Query, State};
use axum::response::Response;
use casework::contact::StateCode;
use casework::id::{ContactId, MemberId, TeamId};
use casework::time::Timestamp;
use serde::Deserialize;
use store::list::{self, Filter, Listed, Place};
use store::team::Team;
use store::{View, member, queue};
use vault::ReaderId;

use super::column::SHOWN;
use super::floor::{label, page};
use super::list::{ListPage, Opens, Row, Scope};
use super::teams::{choices, chosen, own};
use crate::App;
use crate::acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::line::moment;

/// What the address of a list says: codes only.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    state: String,
    lane: String,
    after: String,
}

impl Asked {
    fn filter(&self) -> Result<Filter, Error> {
        Ok(Filter { state: code(&self.state)?, lane: code(&self.lane)? })
    }

    fn after(&self) -> Result<Place, Error> {
        if self.after.is_empty() {
            return Ok(Place::START);
        }
        let (at, id) = self.after.split_once('-').ok_or(Error::WrongFields)?;
        let at: i64 = at.parse().map_err(|_| Error::WrongFields)?;
        let id: ContactId = id.parse().map_err(|_| Error::WrongFields)?;
        Ok(Place { received_at: Timestamp::from_micros(at), id })
    }

    /// The same list from another place on.
    fn at(&self, path: &str, after: &str) -> String {
        let parts =
            [("team", &*self.team), ("state", &self.state), ("lane", &self.lane), ("after", after)];
        let said = parts.into_iter().filter(|(_, value)| !value.is_empty());
        let query: Vec<_> = said.map(|(name, value)| format!("{name}={value}")).collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }
}

fn code<T: std::str::FromStr>(text: &str) -> Result<Option<T>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Error::WrongFields)
}

/// `GET /desk/list`: the contacts that I lead or led last.
pub async fn mine(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let mut view = look(&app, &worker, &teams).await?;
    let me = worker.member().id;
    let page = list::of_lead(&mut view, me, asked.filter()?, asked.after()?).await?;
    let around = Around { scope: Scope::Mine, asked, searched: None, teams: Vec::new() };
    draw(&app, reader, &worker, view, (page, &teams), around).await
}

/// `GET /desk/list/team`: what one of my teams had.
pub async fn team(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?.id;
    let ((), mut view) = app.store().look(&worker.actor(), Look::ListContacts, team).await?;
    let me = worker.member().id;
    let page = list::of_team(&mut view, team, me, asked.filter()?, asked.after()?).await?;
    let choices = choices(&worker, &teams, team)?;
    let around = Around { scope: Scope::Team, asked, searched: None, teams: choices };
    draw(&app, reader, &worker, view, (page, &teams), around).await
}

/// What is searched for.
#[derive(Deserialize)]
pub struct Sought {
    #[serde(default)]
    words: String,
}

/// `POST /desk/search`: the words travel in the body only, and no address ever holds them.
pub async fn search(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(sought): Sent<Sought>,
) -> Result<Response, Error> {
    if sought.words.chars().count() > 254 {
        return Err(Error::TooLarge);
    }
    let teams = own(&app, &worker).await?;
    let searched: Vec<TeamId> = teams.iter().filter(|one| one.search).map(|one| one.id).collect();
    let keys = &worker.0.keys;
    let mut rows =
        acts::search::search(app.store(), &worker.doer(), keys, &searched, &sought.words).await?;
    rows.truncate(list::PAGE);
    let view = look(&app, &worker, &teams).await?;
    let page = list::Page { rows, next: None };
    let (scope, searched) = (Scope::Team, Some(sought.words));
    let around = Around { scope, asked: Asked::default(), searched, teams: Vec::new() };
    draw(&app, reader, &worker, view, (page, &teams), around).await
}

/// A look at the first of the teams whose lists the member may see.
async fn look(app: &App, worker: &Worker, teams: &[Team]) -> Result<View, Error> {
    for team in teams {
        let looked = app.store().look(&worker.actor(), Look::ListContacts, team.id).await;
        if let Ok(((), view)) = looked {
            return Ok(view);
        }
    }
    Err(Error::NotFound)
}

/// What stands around the rows.
struct Around {
    scope: Scope,
    asked: Asked,
    searched: Option<String>,
    teams: Vec<super::teams::Choice>,
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    mut view: View,
    (found, teams): (list::Page, &[Team]),
    around: Around,
) -> Result<Response, Error> {
    let Around { scope, asked, searched, teams: choices } = around;
    let path = scope.path();
    let names = names(&mut view, worker, &found.rows).await?;
    let open = queue::mine(&mut view, worker.member().id, SHOWN).await?;
    drop(view);
    let open: BTreeSet<_> = open.into_iter().map(|one| one.id).collect();
    let mut opens = BTreeMap::new();
    let rows = found.rows.iter().map(|row| Row {
        id: row.id.to_string(),
        label: label(row.id),
        lane: row.lane,
        channel: row.channel,
        danger: row.danger,
        state: row.state,
        ending: row.ending,
        received: moment(row.received_at, app.zone(), app.now()),
        member: row.lead.and_then(|lead| names.get(&lead).cloned()).unwrap_or_default(),
        opens: ways_in(app, worker, row, open.contains(&row.id), &mut opens),
    });
    let filter = asked.filter()?;
    let next = found.next.map(|next| format!("{}-{}", next.received_at.micros(), next.id));
    Ok(shown(&ListPage {
        rows: rows.collect(),
        next: next.map(|next| asked.at(path, &next)),
        first: (!asked.after.is_empty()).then(|| asked.at(path, "")),
        page: page(app, reader, worker, "list-title", "/desk/list"),
        scope,
        state: filter.state,
        lane: filter.lane,
        searches: teams.iter().any(|team| team.search),
        searched,
        teams: choices,
    }))
}

type Known = BTreeMap<(TeamId, StateCode, bool), Opens>;

/// How the member gets into a contact of the list, by the policies. They say the same for all rows
/// of a team in one state, so they are asked a few times and not for every row.
fn ways_in(app: &App, worker: &Worker, row: &Listed, with_me: bool, known: &mut Known) -> Opens {
    let found = known.entry((row.team, row.state, with_me));
    *found.or_insert_with(|| {
        let people = if with_me { vec![worker.member().id] } else { Vec::new() };
        let (actor, contact) = (worker.actor(), row.resource(people));
        if app.store().may(&actor, Look::OpenContact, &contact) {
            Opens::Page
        } else if row.state == StateCode::Active
            && app.store().may(&actor, Act::JoinContact, &contact)
        {
            Opens::ByJoining
        } else {
            Opens::Not
        }
    })
}

/// The names of those who lead the contacts of a page, opened with the staff key: one opening for
/// each of them, however many others work here.
async fn names(
    view: &mut View,
    worker: &Worker,
    rows: &[Listed],
) -> Result<HashMap<MemberId, String>, Error> {
    let staff = worker.0.keys.secret(ReaderId(worker.0.staff.uuid())).ok_or(Error::NotFound)?;
    let leads: BTreeSet<_> = rows.iter().filter_map(|row| row.lead).collect();
    let all = member::all(view).await?;
    let named = all.iter().filter(|one| leads.contains(&one.id));
    let named = named.map(|one| Ok((one.id, one.name(staff)?.expose().to_owned())));
    named.collect::<Result<_, vault::OpenError>>().map_err(Error::from)
}
