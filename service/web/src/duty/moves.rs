//! Every act on a duty from the desk. What cannot be done is said on the page.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::DutyId;
use casework::outcome::NotRequired;
use duty::proof::{OralNumber, Proof, ReportNumber, Way};
use duty::situation::Fact;
use serde::Deserialize;

use super::open::{Id, draw};
use crate::App;
use crate::acts::duty as acts;
use crate::app::Reader;
use crate::caller::Worker;
use crate::desk::entry::time;
use crate::desk::floor::page;
use crate::desk::room;
use crate::error::Error;
use crate::form::Sent;

/// To whom.
#[derive(Deserialize)]
pub struct Hand {
    #[serde(default)]
    to: String,
}

/// `POST /desk/duties/{id}/hand`: to me, to a colleague, or to the whole team.
pub async fn hand(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Hand>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let to = match form.to.as_str() {
        "" => None,
        "me" => Some(worker.member().id),
        other => Some(other.parse().map_err(|_| Error::WrongFields)?),
    };
    let done = acts::hand(app.store(), &worker.doer(), id, to).await;
    answer(&app, reader, &worker, id, done).await
}

/// Back to the duty; with the rule's own words where it says no.
async fn answer(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: DutyId,
    done: Result<(), store::Error>,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/duties/{id}")).into_response()),
        Err(store::Error::Rule(text)) => draw(app, reader, worker, id, Some(text)).await,
        Err(other) => Err(other.into()),
    }
}

/// The proof of sending, as the form says it.
#[derive(Deserialize)]
pub struct Proven {
    way: String,
    at: String,
    #[serde(default)]
    number: String,
    #[serde(default)]
    none_given: String,
}

/// `POST /desk/duties/{id}/sent`
pub async fn sent(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Proven>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let way: Way = form.way.parse().map_err(|_| Error::WrongFields)?;
    let Some(sent_at) = time(&form.at, app.zone()) else {
        let text = page(&app, reader, &worker, "duty-title", "/desk/duties").t("duty-no-time");
        return draw(&app, reader, &worker, id, Some(text.into_owned())).await;
    };
    let number = match (form.number.trim(), form.none_given.as_str()) {
        ("", "yes") => Ok(OralNumber::NotGiven),
        ("", _) => Ok(OralNumber::NotOral),
        (number, _) => ReportNumber::parse(number).map(OralNumber::Given),
    };
    let done = match number {
        Ok(number) => {
            let proof = Proof { sent_at, by: worker.member().id, way, number };
            acts::send(app.store(), &worker.doer(), id, proof).await
        }
        Err(refused) => Err(store::Error::rule(refused)),
    };
    answer(&app, reader, &worker, id, done).await
}

/// A doubt, or an answer to one.
#[derive(Deserialize)]
pub struct Doubting {
    act: String,
    #[serde(default)]
    reason: String,
}

/// `POST /desk/duties/{id}/dispute`
pub async fn dispute(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Doubting>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let (store, doer) = (app.store(), worker.doer());
    let done = match form.act.as_str() {
        "dispute" => {
            let reason: NotRequired = form.reason.parse().map_err(|_| Error::WrongFields)?;
            acts::dispute(store, &doer, id, reason).await
        }
        "agree" => acts::agree(store, &doer, id).await,
        "uphold" => acts::uphold(store, &doer, id).await,
        _ => return Err(Error::WrongFields),
    };
    answer(&app, reader, &worker, id, done).await
}

/// `POST /desk/{id}/known`: facts that rules look at and the panel does not ask, each named by `field`
/// with its answer under its own name, and when they were told.
pub async fn known(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<room::Id>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let mut answers = Vec::new();
    for (_, code) in pairs.iter().filter(|(key, _)| key == "field") {
        let fact = Fact::from_code(code).map_err(|_| Error::WrongFields)?;
        let holds = match value(code) {
            Some("yes") => Some(true),
            Some("no") => Some(false),
            _ => None,
        };
        answers.push((fact, holds));
    }
    let received_at = match value("received").filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(time(text, app.zone()).ok_or(Error::WrongFields)?),
    };
    acts::tell(app.store(), &worker.doer(), id, &answers, received_at).await?;
    Ok(room::back(id))
}
