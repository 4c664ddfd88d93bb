//! Every act on keeping a record. What cannot be done is said on its page.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use case::retention::{HoldReason, Reason};
use casework::id::MemberId;
use serde::Deserialize;
use store::erasure::record::Record;

use super::record::draw;
use super::{Named, path};
use crate::App;
use crate::acts::{erasure as acts, oversight};
use crate::app::Reader;
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::error::Error;
use crate::form::Sent;

/// Back to the record; with the rule's own words where it says no.
async fn answer(
    app: &App,
    reader: Reader,
    worker: &Worker,
    record: Record,
    done: Result<(), store::Error>,
) -> Result<Response, Error> {
    match done {
        Ok(()) => Ok(Redirect::to(&path(record)).into_response()),
        Err(store::Error::Rule(text)) => draw(app, reader, worker, record, Some(text)).await,
        Err(other) => Err(other.into()),
    }
}

/// A hold, or its end.
#[derive(Deserialize)]
pub struct Holding {
    act: String,
    #[serde(default)]
    reason: String,
}

/// `POST /desk/keep/{kind}/{id}/hold`
pub async fn hold(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(named): Path<Named>,
    Sent(form): Sent<Holding>,
) -> Result<Response, Error> {
    let (record, store, doer) = (named.record()?, app.store(), worker.doer());
    let done = match form.act.as_str() {
        "hold" => {
            let reason: HoldReason = form.reason.parse().map_err(|_| Error::WrongFields)?;
            acts::hold(store, &doer, record, reason).await
        }
        "lift" => acts::lift(store, &doer, record).await,
        _ => return Err(Error::WrongFields),
    };
    answer(&app, reader, &worker, record, done).await
}

/// What becomes of a record.
#[derive(Deserialize)]
pub struct Erase {
    act: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    sure: String,
}

/// `POST /desk/keep/{kind}/{id}/erase`
pub async fn erase(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(named): Path<Named>,
    Sent(form): Sent<Erase>,
) -> Result<Response, Error> {
    let (record, store, doer) = (named.record()?, app.store(), worker.doer());
    let act = form.act.as_str();
    if matches!(act, "agree" | "over") && form.sure != "yes" {
        let text = page(&app, reader, &worker, "keep-title", &path(record)).t("keep-not-sure");
        return draw(&app, reader, &worker, record, Some(text.into_owned())).await;
    }
    let done = match act {
        "ask" => {
            let reason: Reason = form.reason.parse().map_err(|_| Error::WrongFields)?;
            acts::ask(store, &doer, record, reason).await
        }
        "take_back" => acts::take_back(store, &doer, record).await,
        "decline" => acts::decline(store, &doer, record).await,
        "agree" | "over" => {
            let erased = if act == "agree" {
                acts::agree(store, &doer, record).await
            } else {
                acts::erase_over(store, &doer, record).await
            };
            match erased {
                Ok(entry) => {
                    return Ok(Redirect::to(&format!("/desk/erasure/{entry}")).into_response());
                }
                Err(other) => Err(other),
            }
        }
        _ => return Err(Error::WrongFields),
    };
    answer(&app, reader, &worker, record, done).await
}

/// To whom.
#[derive(Deserialize)]
pub struct Closing {
    act: String,
    member: String,
}

/// `POST /desk/keep/{kind}/{id}/close`: closes a record to a member, or opens it again.
pub async fn close(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(named): Path<Named>,
    Sent(form): Sent<Closing>,
) -> Result<Response, Error> {
    let (record, store, doer) = (named.record()?, app.store(), worker.doer());
    let member: MemberId = form.member.parse().map_err(|_| Error::WrongFields)?;
    let done = match form.act.as_str() {
        "close" => oversight::close_to(store, &doer, record, member).await,
        "open" => oversight::open_to(store, &doer, record, member).await,
        _ => return Err(Error::WrongFields),
    };
    answer(&app, reader, &worker, record, done).await
}
