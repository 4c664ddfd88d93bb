//! One meeting: who is there, with papers that hold, and which cases are on its agenda.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::review::{OnAgenda, Place, Review};
use casework::id::{CaseId, ReviewId};
use serde::Deserialize;
use store::review::{self, seat};
use store::team::Team;
use vault::ReaderId;

use super::seats::{Seat, Sitting};
use super::{Id, OfTeam};
use crate::App;
use crate::acts::case::review as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::case::label;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::desk::teams::{chosen, own};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/reviews/{id}`
#[derive(Template)]
#[template(path = "review/meeting.html")]
pub struct MeetingPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// The team, for addresses.
    pub team: String,
    /// When it is.
    pub at: String,
    /// Who may sit there, and whether they do.
    pub seats: Vec<(Seat, bool)>,
    /// The cases on its agenda, the most urgent first.
    pub places: Vec<Row>,
    /// Whether the reader may hold the meeting.
    pub holds: bool,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One case of the agenda.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// Why it is on the agenda.
    pub because: Vec<OnAgenda>,
    /// Whether it was spoken about.
    pub spoken: bool,
}

/// `GET /desk/reviews/{id}`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<OfTeam>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    draw(&app, reader, &worker, (chosen(&teams, &asked.team)?, id.parse()?), None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (team, id): (&Team, ReviewId),
    problem: Option<String>,
) -> Result<Response, Error> {
    let actor = worker.actor();
    let ((), mut view) = app.store().look(&actor, Look::ListCases, team.id).await?;
    let held: Review = review::load(&mut view, (team.id, worker.member().id), id).await?;
    let stored = seat::of_team(&mut view, team.id).await?;
    drop(view);
    let key = worker.0.keys.secret(ReaderId(team.id.uuid())).ok_or(Error::NotFound)?;
    let sitting = Sitting { app, key, at: held.at() };
    let mut seats = Vec::new();
    for one in &stored {
        seats.push((sitting.of(one)?, held.present().contains_key(&one.id)));
    }
    let place = |one: &Place| Row {
        id: one.case.to_string(),
        label: label(one.case),
        because: one.because.iter().copied().collect(),
        spoken: held.spoken_about().contains(&one.case),
    };
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = MeetingPage {
        page: page(app, reader, worker, "meeting-title", &format!("/desk/reviews/{id}")),
        id: id.to_string(),
        team: team.id.to_string(),
        at: moment(held.at(), app.zone(), app.now()),
        seats,
        places: held.agenda().iter().map(place).collect(),
        holds: app.store().may(&actor, Act::HoldReview, &Resource::Team(team.id)),
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// Somebody comes, or was not there; or a case is to be spoken about.
#[derive(Deserialize)]
pub struct Holding {
    act: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    seat: String,
    #[serde(default)]
    case: String,
}

/// `POST /desk/reviews/{id}`
pub async fn hold(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Holding>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &form.team)?;
    let (store, doer) = (app.store(), worker.doer());
    let done = match form.act.as_str() {
        "come" | "go" => {
            let seat = form.seat.parse().map_err(|_| Error::WrongFields)?;
            acts::attend(store, &doer, (team.id, id), seat, form.act == "come").await
        }
        "ask" => {
            let named = form.case.trim().trim_end_matches('/').rsplit('/').next();
            let named = named.unwrap_or_default().split(['?', '#']).next().unwrap_or_default();
            let case: CaseId = named.parse().map_err(|_| Error::NotFound)?;
            acts::ask(store, &doer, case, id).await
        }
        _ => return Err(Error::WrongFields),
    };
    match done {
        Ok(()) => {
            let place = format!("/desk/reviews/{id}?team={}", team.id);
            Ok(Redirect::to(&place).into_response())
        }
        Err(store::Error::Rule(text)) => draw(&app, reader, &worker, (team, id), Some(text)).await,
        Err(other) => Err(other.into()),
    }
}

impl Sample for MeetingPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |id: &str, because: &[OnAgenda], spoken| Row {
            id: id.into(),
            label: id.to_uppercase(),
            because: because.to_vec(),
            spoken,
        };
        let page = |seats, places, holds, problem: Option<&str>| MeetingPage {
            page: sample_page("meeting-title", "/desk/reviews/r1"),
            id: "r1".into(),
            team: "t1".into(),
            at: "Nov 22, 09:00".into(),
            seats,
            places,
            holds,
            problem: problem.map(str::to_owned),
        };
        let places = vec![
            row("c7f3", &[OnAgenda::Danger, OnAgenda::NotDone], true),
            row("c0ab", &[OnAgenda::New], false),
            row("c88d", &[OnAgenda::CarriedOver, OnAgenda::Asked], false),
        ];
        let seats =
            || Seat::samples().into_iter().zip([true, false, false]).collect::<Vec<(Seat, bool)>>();
        let refused = "no confidentiality agreement of this member holds today; let them sign it";
        vec![
            Shown::desk("meeting", page(seats(), places.clone(), true, None)),
            Shown::desk("meeting-refused", page(seats(), places.clone(), true, Some(refused))),
            Shown::desk("meeting-reader", page(seats(), places, false, None)),
            Shown::desk("meeting-empty", page(vec![], vec![], true, None)),
        ]
    }
}
