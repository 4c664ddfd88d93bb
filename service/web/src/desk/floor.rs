//! The desk without an open contact: the queue, my shift, answering.

use access::{Act, Resource};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::{ContactId, TeamId};
use casework::time::Span;
use serde::Deserialize;

use super::column::Column;
use super::queue::DeskPage;
use super::room::Id;
use crate::App;
use crate::account;
use crate::acts;
use crate::acts::member::Shifting;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::page::{Page, Style};

/// A page of the desk with its member's frame.
pub(crate) fn page(
    app: &App,
    reader: Reader,
    worker: &Worker,
    title: &'static str,
    path: &str,
) -> Page {
    app.page(reader, Style::Desk, title, path).with_member(account::frame(&worker.0))
}

/// What a contact is called on the desk: the end of its id, which is random.
pub(crate) fn label(id: ContactId) -> String {
    let text = id.uuid().simple().to_string();
    text[text.len() - 4..].to_uppercase()
}

/// `GET /desk`
pub async fn desk(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
) -> Result<Response, Error> {
    let queue = Column::load(&app, &worker).await?.draw(&app, None);
    let page = page(&app, reader, &worker, "desk-title", "/desk");
    let actor = worker.actor();
    let enter =
        |team: &TeamId| app.store().may(&actor, Act::EnterContactByHand, &Resource::Team(*team));
    let enters = worker.member().teams.iter().any(enter);
    Ok(shown(&DeskPage { page, queue, enters }))
}

/// A span as the desk says it: `20 s`, `4 min`, `2 h`.
pub(crate) fn spoken(span: Span) -> String {
    match span.not_negative().seconds() {
        seconds @ 0..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds @ 7_200..=172_799 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

/// What the shift's buttons send.
#[derive(Deserialize)]
pub struct ShiftForm {
    act: String,
}

/// `POST /desk/shift`: start, pause, go on, end.
pub async fn shift(
    State(app): State<App>,
    worker: Worker,
    Sent(form): Sent<ShiftForm>,
) -> Result<Response, Error> {
    let act = match form.act.as_str() {
        "start" => Shifting::Start { places: 4 },
        "pause" => Shifting::Pause,
        "resume" => Shifting::Resume,
        "end" => Shifting::End,
        _ => return Err(Error::WrongFields),
    };
    acts::member::shift(app.store(), &worker.doer(), act).await?;
    Ok(Redirect::to("/desk").into_response())
}

/// `POST /desk/{id}/answer`: one of several who click at once gets it.
pub async fn answer(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    acts::member::accept(app.store(), &worker.doer(), id).await?;
    acts::tip::begin_reading(app.store(), &worker.doer(), id).await?;
    Ok(Redirect::to(&format!("/desk/{id}")).into_response())
}
