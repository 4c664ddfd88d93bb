//! A team's meetings, the latest first.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::ReviewId;
use casework::time::Timestamp;
use serde::Deserialize;
use store::review::{self, Listed};
use vault::Attempt;

use crate::App;
use crate::acts::case::review as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;
use crate::say::new_key;

/// `GET /desk/reviews`
#[derive(Template)]
#[template(path = "review/list.html")]
pub struct ReviewListPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// The idempotency key of opening a meeting.
    pub key: String,
    /// The meetings.
    pub rows: Vec<Row>,
    /// Where the earlier ones are.
    pub next: Option<String>,
    /// Whether the reader may hold a meeting.
    pub holds: bool,
}

/// One meeting.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// When it was.
    pub at: String,
    /// How many were there.
    pub present: i64,
    /// How many cases were on its agenda, and how many were spoken about.
    pub cases: (i64, i64),
}

/// Which meetings.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    before: String,
}

/// A place in the list, as in an address: `micros_id`.
fn place(text: &str) -> Option<(Timestamp, ReviewId)> {
    let (at, id) = text.split_once('_')?;
    Some((Timestamp::from_micros(at.parse().ok()?), id.parse().ok()?))
}

/// `GET /desk/reviews`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let actor = worker.actor();
    let ((), mut view) = app.store().look(&actor, Look::ListCases, team.id).await?;
    let found = review::of_team(&mut view, team.id, place(&asked.before)).await?;
    drop(view);
    let row = |one: &Listed| Row {
        id: one.id.to_string(),
        at: moment(one.at, app.zone(), app.now()),
        present: one.present,
        cases: (one.cases, one.spoken),
    };
    let last = found.get(review::PAGE - 1).filter(|_| found.len() > review::PAGE);
    Ok(shown(&ReviewListPage {
        page: page(&app, reader, &worker, "reviews-title", "/desk/reviews"),
        teams: choices(&worker, &teams, team.id)?,
        team: team.id.to_string(),
        key: new_key(&app),
        rows: found.iter().take(review::PAGE).map(row).collect(),
        next: last.map(|last| {
            format!("/desk/reviews?team={}&before={}_{}", team.id, last.at.micros(), last.id)
        }),
        holds: app.store().may(&actor, Act::HoldReview, &Resource::Team(team.id)),
    }))
}

/// A meeting to be opened.
#[derive(Deserialize)]
pub struct Opening {
    key: String,
    #[serde(default)]
    team: String,
}

/// `POST /desk/reviews`: opens a meeting; one, however often the form is sent.
pub async fn open(
    State(app): State<App>,
    worker: Worker,
    Sent(form): Sent<Opening>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &form.team)?.id;
    let id = acts::open(app.store(), &worker.doer(), team, &attempt).await?;
    Ok(Redirect::to(&format!("/desk/reviews/{id}?team={team}")).into_response())
}

impl Sample for ReviewListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |at: &str, present, cases| Row {
            id: at.len().to_string(),
            at: at.into(),
            present,
            cases,
        };
        let page = |rows, next: Option<&str>, holds| ReviewListPage {
            page: sample_page("reviews-title", "/desk/reviews"),
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            team: "t1".into(),
            key: "0190".into(),
            rows,
            next: next.map(str::to_owned),
            holds,
        };
        let rows = vec![row("Nov 22, 09:00", 7, (12, 5)), row("Nov 15, 09:00", 6, (9, 9))];
        vec![
            Shown::desk("reviews", page(rows, Some("/desk/reviews?before=1_2"), true)),
            Shown::desk("reviews-empty", page(vec![], None, false)),
        ]
    }
}
