//! Every act on a case from the desk but sharing it ([`allow`](super::allow)). What cannot be done is said on
//! the page.

use access::Look;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::contact::Danger;
use casework::id::{CaseId, ContactId, PersonId, TaskId};
use casework::text::NoteText;
use serde::Deserialize;
use store::case::text::Name;
use store::case::work::Kind;
use vault::Attempt;

use super::open::Said;
use super::person::part_of;
use super::{Id, Of, open, person};
use crate::App;
use crate::acts::case::person::{Merging, Words, keep_person as keep, merge as settle_pair};
use crate::acts::case::{self as acts, Settling};
use crate::app::Reader;
use crate::caller::Worker;
use crate::desk::entry::time;
use crate::desk::floor::page;
use crate::desk::teams::{chosen, own};
use crate::error::Error;
use crate::form::Sent;

type Done = Result<(), store::Error>;

/// Back to the case; with the rule's own words where it says no, and what was typed still there.
async fn answer(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: CaseId,
    (done, said): (Done, Said),
) -> Result<Response, Error> {
    let problem = match done {
        Ok(()) => return Ok(Redirect::to(&format!("/desk/cases/{id}")).into_response()),
        Err(other) => stands_in_the_way(app, reader, worker, other)?,
    };
    let said = Said { problem: Some(problem), ..said };
    open::draw(app, reader, worker, id, (open::Asked::default(), said)).await
}

/// What a page can say about it; an error that no page can is given back.
fn stands_in_the_way(
    app: &App,
    reader: Reader,
    worker: &Worker,
    error: store::Error,
) -> Result<String, Error> {
    match error {
        store::Error::Rule(text) => Ok(text),
        store::Error::Changed => {
            let page = page(app, reader, worker, "case-title", "/desk/cases");
            Ok(page.t("case-changed").into_owned())
        }
        other => Err(other.into()),
    }
}

/// A case to be opened.
#[derive(Deserialize)]
pub struct Start {
    key: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    contact: String,
}

/// `POST /desk/cases`: opens a case by hand, or from a contact; one, however often the form is sent.
pub async fn start(
    State(app): State<App>,
    worker: Worker,
    Sent(form): Sent<Start>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let contact = match form.contact.as_str() {
        "" => None,
        text => Some(text.parse::<ContactId>().map_err(|_| Error::WrongFields)?),
    };
    // A case that begins with a contact is its team's, whichever team is the member's first.
    let named = match contact {
        None => form.team,
        Some(contact) => {
            let look = Look::SeeContact;
            let (stored, _) = app.store().look_on(&worker.actor(), look, contact).await?;
            stored.contact.team().to_string()
        }
    };
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &named)?;
    let to = (team.id, team.public_key);
    let id = acts::open(app.store(), &worker.doer(), to, contact, &attempt).await?;
    Ok(Redirect::to(&format!("/desk/cases/{id}")).into_response())
}

/// A contact to be joined.
#[derive(Deserialize)]
pub struct Join {
    case: String,
    contact: String,
}

/// `POST /desk/cases/join`: joins a contact to a case that is named by its id or address.
pub async fn join(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(form): Sent<Join>,
) -> Result<Response, Error> {
    let named = form.case.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let named = named.split(['?', '#']).next().unwrap_or_default();
    let case: CaseId = named.parse().map_err(|_| Error::NotFound)?;
    let contact: ContactId = form.contact.parse().map_err(|_| Error::WrongFields)?;
    let done = acts::join(app.store(), &worker.doer(), case, contact).await;
    answer(&app, reader, &worker, case, (done, Said::default())).await
}

/// How a case is moved on.
#[derive(Deserialize)]
pub struct Settle {
    act: String,
    #[serde(default)]
    danger: String,
    #[serde(default)]
    member: String,
}

/// `POST /desk/cases/{id}/settle`
pub async fn settle(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Settle>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let settling = match form.act.as_str() {
        "danger" => {
            Settling::Danger(form.danger.parse::<Danger>().map_err(|_| Error::WrongFields)?)
        }
        "follow" => Settling::FollowUp(true),
        "work" => Settling::FollowUp(false),
        "close" => Settling::Close(false),
        "refer" => Settling::Close(true),
        "reopen" => Settling::Reopen,
        "close_to" => {
            let member = form.member.parse().map_err(|_| Error::WrongFields)?;
            let done = acts::close_to(app.store(), &worker.doer(), id, member).await;
            return answer(&app, reader, &worker, id, (done, Said::default())).await;
        }
        _ => return Err(Error::WrongFields),
    };
    let done = acts::settle(app.store(), &worker.doer(), id, settling).await;
    answer(&app, reader, &worker, id, (done, Said::default())).await
}

/// What is written about a person, over which versions.
#[derive(Deserialize)]
pub struct Written {
    part: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    reach: String,
    #[serde(default)]
    wishes: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    name_base: i64,
    #[serde(default)]
    reach_base: i64,
    #[serde(default)]
    wishes_base: i64,
    #[serde(default)]
    about_base: i64,
}

/// `POST /desk/cases/{id}/people/{person}`
pub async fn keep_person(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(of): Path<Of>,
    Sent(form): Sent<Written>,
) -> Result<Response, Error> {
    let (id, who) = (of.case()?, of.person()?);
    let part = part_of(&form.part).ok_or(Error::WrongFields)?;
    let words =
        Words { name: form.name, reach: form.reach, wishes: form.wishes, about: form.about };
    let bases = [form.name_base, form.reach_base, form.wishes_base, form.about_base];
    let (doer, keys) = (worker.doer(), &worker.0.keys);
    let kept = keep(app.store(), &doer, keys, id, (who, part), (&words, bases)).await;
    let problem = match kept {
        Ok(_) => return Ok(Redirect::to(&format!("/desk/cases/{id}")).into_response()),
        Err(other) => stands_in_the_way(&app, reader, &worker, other)?,
    };
    let said = person::Said { problem: Some(problem), typed: Some((part, words)) };
    person::draw(&app, reader, &worker, (id, who), said).await
}

/// Two records, and what is done about them.
#[derive(Deserialize)]
pub struct Pair {
    act: String,
    kept: String,
    merged: String,
    person: String,
}

/// `POST /desk/cases/{id}/merge`
pub async fn merge(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Pair>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let record = |text: &str| text.parse::<PersonId>().map_err(|_| Error::WrongFields);
    let pair = (record(&form.kept)?, record(&form.merged)?);
    let here = record(&form.person)?;
    let merging = match form.act.as_str() {
        "propose" => Merging::Propose,
        "agree" => Merging::Agree,
        "undo" => Merging::Undo,
        _ => return Err(Error::WrongFields),
    };
    match settle_pair(app.store(), &worker.doer(), id, pair, merging).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/cases/{id}/people/{here}")).into_response()),
        Err(store::Error::Rule(text)) => {
            let said = person::Said { problem: Some(text), typed: None };
            person::draw(&app, reader, &worker, (id, Some(here)), said).await
        }
        Err(other) => Err(other.into()),
    }
}

/// A text of the case.
#[derive(Deserialize)]
pub struct Writing {
    field: String,
    base: i64,
    #[serde(default)]
    words: String,
}

/// `POST /desk/cases/{id}/text`
pub async fn text(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Writing>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let name = match form.field.as_str() {
        "summary" => Name::Summary,
        "safety_plan" => Name::SafetyPlan,
        _ => return Err(Error::WrongFields),
    };
    let over = (name, form.base);
    let done = acts::keep_text(app.store(), &worker.doer(), id, over, &form.words).await;
    let said = Said { text: Some((name, form.words)), ..Said::default() };
    answer(&app, reader, &worker, id, (done, said)).await
}

/// A note or a document.
#[derive(Deserialize)]
pub struct Noting {
    #[serde(default)]
    words: String,
    #[serde(default)]
    kind: String,
}

/// `POST /desk/cases/{id}/notes`
pub async fn note(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Noting>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let kind = if form.kind == "document" { Kind::Document } else { Kind::Note };
    let done = match NoteText::parse(&form.words) {
        Ok(words) => acts::note(app.store(), &worker.doer(), id, kind, &words).await,
        Err(refused) => Err(store::Error::rule(refused)),
    };
    let said = Said { note: form.words, ..Said::default() };
    answer(&app, reader, &worker, id, (done, said)).await
}

/// A task that is set, or one that ends.
#[derive(Deserialize)]
pub struct Tasking {
    #[serde(default)]
    task: String,
    #[serde(default)]
    end: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    due: String,
}

/// `POST /desk/cases/{id}/tasks`
pub async fn task(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Tasking>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let (store, doer) = (app.store(), worker.doer());
    let done = if form.task.is_empty() {
        let owner = match form.owner.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| Error::WrongFields)?),
        };
        let due = time(&form.due, app.zone()).ok_or(Error::WrongFields)?;
        match NoteText::parse(&form.words) {
            Ok(words) => acts::set_task(store, &doer, id, (owner, due), &words).await,
            Err(refused) => Err(store::Error::rule(refused)),
        }
    } else {
        let task: TaskId = form.task.parse().map_err(|_| Error::WrongFields)?;
        let end = form.end.parse().map_err(|_| Error::WrongFields)?;
        acts::end_task(store, &doer, id, task, end).await
    };
    let said = Said { task: form.words, ..Said::default() };
    answer(&app, reader, &worker, id, (done, said)).await
}
