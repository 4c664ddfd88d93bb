//! Asking to open a record, and deciding about it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use case::break_glass::{Finding, Reason};
use casework::id::{CaseId, ContactId};
use serde::Deserialize;
use store::erasure::record::Record;
use uuid::Uuid;

use super::open::Id;
use super::{list, open};
use crate::App;
use crate::acts::glass as acts;
use crate::app::Reader;
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::error::Error;
use crate::form::Sent;

/// Which record, and why.
#[derive(Deserialize)]
pub struct Asking {
    record: String,
    reason: String,
}

/// The id in an address or by itself: the last one that stands there.
fn named(text: &str) -> Option<Uuid> {
    let parts = text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'));
    parts.rev().find_map(|part| part.parse().ok())
}

/// `POST /desk/glass`: a contact or a case by its address. One that is not there and one that is closed to
/// the reader are answered alike.
pub async fn ask(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(form): Sent<Asking>,
) -> Result<Response, Error> {
    let reason: Reason = form.reason.parse().map_err(|_| Error::WrongFields)?;
    let doer = worker.doer();
    let id = named(&form.record);
    let kinds = id.into_iter().flat_map(|id| {
        [Record::Contact(ContactId::from_uuid(id)), Record::Case(CaseId::from_uuid(id))]
    });
    let mut problem = None;
    for record in kinds {
        match acts::ask(app.store(), (&doer, &worker.0.keys), record, reason).await {
            Ok(id) => return Ok(Redirect::to(&format!("/desk/glass/{id}")).into_response()),
            Err(store::Error::NotFound) => {}
            Err(store::Error::Rule(text)) => problem = Some(text),
            Err(other) => return Err(other.into()),
        }
    }
    let problem = problem.unwrap_or_else(|| {
        let page = page(&app, reader, &worker, "glass-title", "/desk/glass");
        page.t("glass-none").into_owned()
    });
    list::draw(&app, reader, &worker, form.record, Some(problem)).await
}

/// What is decided.
#[derive(Deserialize)]
pub struct Deciding {
    act: String,
}

/// `POST /desk/glass/{id}`
pub async fn decide(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Deciding>,
) -> Result<Response, Error> {
    let (id, store, doer) = (id.parse()?, app.store(), worker.doer());
    let keys = &worker.0.keys;
    let done = match form.act.as_str() {
        "approve" => acts::approve(store, (&doer, keys), id).await,
        "refuse" => acts::refuse(store, &doer, id).await,
        "key" => acts::hand_key(store, (&doer, keys), id).await,
        finding => {
            let finding: Finding = finding.parse().map_err(|_| Error::WrongFields)?;
            acts::review(store, &doer, id, finding).await
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/glass/{id}")).into_response()),
        Err(store::Error::Rule(text)) => open::draw(&app, reader, &worker, id, Some(text)).await,
        Err(other) => Err(other.into()),
    }
}
