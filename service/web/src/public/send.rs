//! The web form: for somebody who can not chat now, or who saw something.

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use casework::contact::{Channel, Danger};
use casework::text::{MessageText, TextRefused};
use serde::Deserialize;
use vault::{Attempt, Json};

use super::numbers::Numbers;
use super::talk::Door;
use super::write::{Draft, ThanksPage, WritePage};
use crate::App;
use crate::acts::visitor::{self as acts, ReachOut};
use crate::app::{Reader, shown};
use crate::error::Error;
use crate::flood::{Admission, Arrival, Toll};
use crate::form::Sent;
use crate::page::Style;
use crate::place::Peer;
use crate::say::new_key;

/// `GET /write`: one sentence is enough.
pub async fn form(State(app): State<App>, reader: Reader, Query(door): Query<Door>) -> Response {
    let key = new_key(&app);
    page(&app, reader, &door, Draft { key, ..Draft::default() }, None, None)
}

fn page(
    app: &App,
    reader: Reader,
    door: &Door,
    draft: Draft,
    problem: Option<&'static str>,
    toll: Option<Toll>,
) -> Response {
    let lane = door.lane();
    let path = format!("/write?lane={}", lane.code());
    shown(&WritePage {
        page: app.page(reader, Style::Public, WritePage::title_key(lane), path),
        lane,
        emergency: Numbers::built_in().emergency(),
        draft,
        problem,
        toll,
    })
}

/// `POST /write`: stores what was written, with how the person may be reached. Nothing that was
/// typed is lost when something is missing: the page comes back with it.
pub async fn send(
    State(app): State<App>,
    reader: Reader,
    Peer(place): Peer,
    Query(door): Query<Door>,
    Sent(draft): Sent<Draft>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&draft.key).ok_or(Error::WrongFields)?;
    let words = match MessageText::parse(&draft.words) {
        Ok(words) => words,
        Err(refused) => {
            let again = page(&app, reader, &door, draft, Some(problem_of(&refused)), None);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response());
        }
    };
    if draft.is_too_long() {
        let again = page(&app, reader, &door, draft, Some("write-too-long"), None);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response());
    }
    let danger = danger(&draft.danger);
    let attempted = attempt.dedup_key();
    let arrival = Arrival { place: &place, danger, attempt: attempted, paid: draft.paid() };
    if let Admission::Costs(toll) = app.admit(&arrival) {
        let head = [(header::RETRY_AFTER, toll.seconds.to_string())];
        let again = page(&app, reader, &door, draft, None, Some(toll));
        return Ok((StatusCode::TOO_MANY_REQUESTS, head, again).into_response());
    }
    let lane = door.lane();
    let team = app.front_team(lane).await?;
    let reach = draft.safe_contact();
    let new = ReachOut {
        team: team.id,
        team_key: team.public_key,
        channel: Channel::WebForm,
        lane,
        danger,
        language: reader.0.locale.code(),
        attempt: &attempt,
        words: &words,
        stays: false,
        reach: (!reach.is_empty()).then_some(Json(reach)),
    };
    let reachable = !draft.address.is_empty();
    acts::reach_out(app.store(), &new).await?;
    let path = format!("/write/thanks?lane={}&reachable={reachable}", lane.code());
    let to = app.page(reader, Style::Public, "thanks-title", "/write/thanks").href(&path);
    Ok(Redirect::to(&to).into_response())
}

/// How dangerous it is, as somebody ticked it.
pub(crate) fn danger(ticked: &str) -> Danger {
    if ticked == "now" { Danger::Now } else { Danger::Unknown }
}

/// The key of what to mend.
pub(crate) fn problem_of(refused: &TextRefused) -> &'static str {
    match refused {
        TextRefused::Empty => "write-needed",
        TextRefused::TooLong { .. } => "write-too-long",
        TextRefused::ControlCharacter { .. } => "write-strange",
    }
}

/// What the thanks say.
#[derive(Debug, Deserialize)]
pub struct Thanks {
    #[serde(default)]
    lane: String,
    #[serde(default)]
    reachable: bool,
}

/// `GET /write/thanks`
pub async fn thanks(
    State(app): State<App>,
    reader: Reader,
    Query(said): Query<Thanks>,
) -> Response {
    shown(&ThanksPage {
        page: app.page(reader, Style::Public, "thanks-title", "/write/thanks"),
        lane: said.lane.parse().unwrap_or(casework::contact::Lane::Help),
        reachable: said.reachable,
    })
}
