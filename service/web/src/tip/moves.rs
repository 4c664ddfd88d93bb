//! Every act on a tip from the desk. What cannot be done is said on the page, and nothing typed is lost.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::agency::AgencyKind;
use casework::facts::{FactField, FactValue};
use casework::id::ContactId;
use casework::outcome::CouldNotAct;
use casework::text::MessageText;
use serde::Deserialize;
use vault::Attempt;

use super::derive::Waiting;
use super::follow::{Id, Said, draw};
use super::receipt::{GivenPage, words};
use crate::App;
use crate::acts::tip::{self as acts, Claim, Moving};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{label, page};
use crate::error::Error;
use crate::form::Sent;

/// A step of the fate, as the form names it.
#[derive(Deserialize)]
pub struct Step {
    act: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    reason: String,
}

impl Step {
    /// What is meant, or the key of what is missing.
    fn moving(&self) -> Result<Moving, &'static str> {
        let agency = self.agency.parse::<AgencyKind>().ok();
        let reason = self.reason.parse::<CouldNotAct>().ok();
        Ok(match self.act.as_str() {
            "read" => Moving::Read,
            "route" => Moving::Route(agency.ok_or("tips-agency-missing")?),
            "acted" => Moving::ActedOn(agency.ok_or("tips-agency-missing")?),
            "could_not" => Moving::CouldNotAct(agency, reason.ok_or("tips-reason-missing")?),
            "close" => Moving::Close,
            _ => return Err("error-wrong-fields"),
        })
    }
}

/// `POST /desk/tips/{id}/move`
pub async fn step(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Step>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let done = match form.moving() {
        Ok(moving) => acts::step(app.store(), &worker.doer(), id, moving).await,
        Err(key) => {
            let text = page(&app, reader, &worker, "tips-follow-title", "/desk/tips").t(key);
            Err(store::Error::Rule(text.into_owned()))
        }
    };
    answer(&app, reader, &worker, id, (done, String::new())).await
}

/// Back to the tip; with the rule's own words, and what was typed, where it says no.
async fn answer(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ContactId,
    (done, words): (Result<(), store::Error>, String),
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/tips/{id}")).into_response()),
        Err(store::Error::Rule(text)) => {
            draw(app, reader, worker, id, Said { problem: Some(text), words }).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What staff write to the tipster.
#[derive(Deserialize)]
pub struct Reply {
    key: String,
    #[serde(default)]
    words: String,
}

/// `POST /desk/tips/{id}/reply`
pub async fn reply(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Reply>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let done = match MessageText::parse(&form.words) {
        Ok(words) if vault::receipt::contains_receipt(words.expose()) => {
            let frame = page(&app, reader, &worker, "tips-follow-title", "/desk/tips");
            Err(store::Error::Rule(frame.t("tips-holds-receipt").into_owned()))
        }
        Ok(words) => acts::answer(app.store(), &worker.doer(), id, &attempt, &words).await,
        Err(refused) => Err(store::Error::rule(refused)),
    };
    answer(&app, reader, &worker, id, (done, form.words)).await
}

/// A decision about two tips.
#[derive(Deserialize)]
pub struct Pair {
    other: String,
    same: String,
}

/// `POST /desk/tips/{id}/link`
pub async fn link(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Pair>,
) -> Result<Response, Error> {
    let (id, other) = (id.parse()?, form.other.parse().map_err(|_| Error::WrongFields)?);
    let same = form.same == "yes";
    let done = acts::link(app.store(), &worker.doer(), (id, other), same).await;
    answer(&app, reader, &worker, id, (done, String::new())).await
}

/// `POST /desk/tips/{id}/receipt`: the receipt of a tip that has none, or a new one for somebody who
/// lost theirs, with what they said under each fact's own name. The words are in this answer alone.
pub async fn receipt(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let claim = read(&pairs)?;
    let made = app.receipts().make(&app, Waiting::InLine).await?.ok_or(Error::Busy)?;
    let (doer, keys) = (worker.doer(), &worker.0.keys);
    let done = match &claim {
        None => acts::give_receipt(app.store(), &doer.actor, keys, id, &made.keys).await,
        Some(claim) => {
            acts::replace_receipt(app.store(), &doer, keys, id, (claim, &made.keys)).await
        }
    };
    match done {
        Ok(()) => {
            let page = page(&app, reader, &worker, "tips-given-title", "/desk/tips");
            let (label, id) = (label(id), id.to_string());
            Ok(shown(&GivenPage { page, id, label, words: words(&made) }))
        }
        other => answer(&app, reader, &worker, id, (other, String::new())).await,
    }
}

/// What was said of which fact; nothing if the form asked for no fact.
fn read(pairs: &[(String, String)]) -> Result<Option<Claim>, Error> {
    let values = |name: &str| {
        let name = name.to_owned();
        pairs.iter().filter(move |(key, _)| *key == name).map(|(_, value)| value.as_str())
    };
    let mut said = BTreeMap::new();
    let mut asked = false;
    for code in values("field") {
        asked = true;
        let field = FactField::from_code(code).map_err(|_| Error::WrongFields)?;
        let codes: Vec<&str> = values(code).filter(|value| !value.is_empty()).collect();
        if !codes.is_empty() {
            let value = FactValue::parse(field, codes).map_err(|r| Error::Rule(r.to_string()))?;
            said.insert(field, value);
        }
    }
    let vouched = values("vouched").any(|value| value == "yes");
    Ok(asked.then_some(Claim { said, vouched }))
}
