//! The handlers of one sheet: to open it, to keep what was filled in, to take a copy out.

use access::Look;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::{ContactId, ScreeningId};
use screening::{Instrument, PauseReason, Revision, Screening, Seen};
use serde::Serialize;
use store::screening::Stored;
use store::{key, screening as rows};
use vault::Text;

use super::Named;
use super::filled::{self, Fields};
use super::sheet::{About, Line, SheetPage, Unkept, lines, shown as belonging};
use super::shelf;
use crate::App;
use crate::acts;
use crate::acts::screening::Then;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{label, page};
use crate::desk::room::names;
use crate::error::Error;
use crate::form::Sent;
use crate::line::{clock, moment};
use crate::say::by_script;

/// One screening, opened, with its instrument.
pub(super) struct Opened {
    pub(super) stored: Stored,
    pub(super) screening: Screening,
    pub(super) instrument: std::sync::Arc<Instrument>,
    /// Who began it and when.
    pub(super) began: String,
    pub(super) facts: casework::facts::Facts,
}

/// Opens a screening; the look is audited.
pub(super) async fn open_as(
    app: &App,
    worker: &Worker,
    look: Look,
    (contact, id): (ContactId, ScreeningId),
) -> Result<Opened, Error> {
    let (_, mut view) = app.store().look(&worker.actor(), look, contact).await?;
    let secret = key::open(&mut view, contact.uuid(), &worker.0.keys).await?;
    let stored = rows::load(&mut view, contact, id).await?;
    let head = &stored.head;
    let instrument = shelf::find(&mut view, &head.url, &head.version).await?;
    let screening = acts::screening::open(&stored, &secret, &instrument)?;
    let names = names(&mut view, worker).await?;
    let by = names.iter().find(|(one, _)| *one == head.begun_by);
    let by = by.map(|(_, name)| name.expose()).unwrap_or_default();
    let began = format!("{} · {by}", moment(head.begun_at, app.zone(), app.now()));
    let facts = store::facts::of_contact(&mut view, contact).await?;
    Ok(Opened { stored, screening, instrument, began, facts })
}

/// `GET /desk/{contact}/screenings/{screening}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(named): Path<Named>,
) -> Result<Response, Error> {
    let named = named.parse()?;
    let opened = open_as(&app, &worker, Look::ReadScreening, named).await?;
    let page = draw(&app, reader, &worker, named.0, &opened, (&Unkept::default(), None));
    Ok(shown(&page))
}

fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    contact: ContactId,
    opened: &Opened,
    (unkept, problem): (&Unkept, Option<&'static str>),
) -> SheetPage {
    let Opened { stored, screening, instrument, began, .. } = opened;
    let id = screening.id();
    let path = format!("/desk/{contact}/screenings/{id}");
    let page = page(app, reader, worker, "screening-title", &path);
    let changed = stored.head.edition > 1;
    SheetPage {
        id: contact.to_string(),
        label: label(contact),
        screening: id.to_string(),
        about: About::of(instrument),
        completion: screening.completion(),
        state: screening.state(),
        began: began.clone(),
        lines: lines(&page, instrument, screening, unkept),
        saved: changed.then(|| clock(stored.head.changed_at, app.zone())),
        problem,
        page,
    }
}

/// `POST /desk/{contact}/screenings/{screening}`: what the form says of each item that it shows. Nothing
/// that was filled in is lost: what cannot be kept is shown again, beside what stands.
pub async fn keep(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(named): Path<Named>,
    headers: HeaderMap,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let (contact, id) = named.parse()?;
    let instrument = instrument_of(&app, &worker, (contact, id)).await?;
    let fields = Fields::of(&pairs);
    let filled = filled::read(instrument.questionnaire(), &fields)?;
    let act = fields.one("act").unwrap_or_default();
    let then = if filled.wrong.is_empty() { then(act)? } else { Then::GoOn };
    let (doer, keys) = (worker.doer(), &worker.0.keys);
    let what = (contact, id, instrument.as_ref());
    let sent = (filled.changes.clone(), then);
    let revision = acts::screening::keep(app.store(), &doer, keys, what, sent).await?;
    let whole =
        revision.conflicts.is_empty() && revision.refused.is_empty() && filled.wrong.is_empty();
    if whole && by_script(&headers) {
        return Ok(told(&app, reader, &instrument, &revision));
    }
    let path = format!("/desk/{contact}/screenings/{id}");
    if whole {
        let leads_to_result = then == Then::Finish || act == "result";
        let rests = matches!(then, Then::Rest(_));
        return Ok(match (leads_to_result, rests) {
            (true, _) => Redirect::to(&format!("{path}/result")),
            (false, true) => Redirect::to(&format!("/desk/{contact}/screenings")),
            (false, false) => Redirect::to(&path),
        }
        .into_response());
    }
    let problem = if revision.conflicts.is_empty() { "sheet-mend" } else { "sheet-met" };
    let unkept = Unkept {
        conflicts: revision.conflicts,
        wrong: filled.wrong,
        refused: revision.refused.into_iter().map(|(link_id, _)| link_id).collect(),
        changes: filled.changes,
    };
    let opened = open_as(&app, &worker, Look::ReadScreening, (contact, id)).await?;
    let page = draw(&app, reader, &worker, contact, &opened, (&unkept, Some(problem)));
    Ok((StatusCode::CONFLICT, shown(&page)).into_response())
}

/// The instrument of a screening: a look at codes only.
async fn instrument_of(
    app: &App,
    worker: &Worker,
    (contact, id): (ContactId, ScreeningId),
) -> Result<std::sync::Arc<Instrument>, Error> {
    let look = Look::SeeContact;
    let (_, mut view) = app.store().look(&worker.actor(), look, contact).await?;
    let head = rows::load(&mut view, contact, id).await?.head;
    Ok(shelf::find(&mut view, &head.url, &head.version).await?)
}

fn then(act: &str) -> Result<Then, Error> {
    match act {
        "" | "save" | "result" => Ok(Then::GoOn),
        "finish" => Ok(Then::Finish),
        code => PauseReason::from_code(code).map(Then::Rest).ok_or(Error::WrongFields),
    }
}

/// What the script is told: the items that belong to the sheet now, and the marks of what is stored.
#[derive(Serialize)]
struct Told {
    saved: String,
    shown: Vec<usize>,
    was: std::collections::BTreeMap<usize, String>,
}

fn told(app: &App, reader: Reader, instrument: &Instrument, revision: &Revision) -> Response {
    let page = app.page(reader, crate::page::Style::Desk, "screening-title", "/desk");
    let lines = lines(&page, instrument, &revision.screening, &Unkept::default());
    let questionnaire = instrument.questionnaire();
    let mark = |line: &Line| {
        let item = questionnaire.items().get(line.position)?;
        let changed = revision.changed.contains(item.link_id());
        let given = revision.screening.answers().of(item.link_id());
        changed.then(|| (line.position, Seen::of(given).to_string()))
    };
    let saved = page.t1("panel-saved", "time", clock(app.now(), app.zone())).into_owned();
    let was = lines.iter().filter_map(mark).collect();
    Json(Told { saved, shown: belonging(&lines), was }).into_response()
}

/// `GET /desk/{contact}/screenings/{screening}/export`: the FHIR `QuestionnaireResponse` as a file, for
/// whoever may read the contact. Who took it out stands in the audit.
pub async fn export(
    State(app): State<App>,
    worker: Worker,
    Path(named): Path<Named>,
) -> Result<Response, Error> {
    let named = named.parse()?;
    let opened = open_as(&app, &worker, Look::ExportScreening, named).await?;
    let at = opened.stored.head.changed_at;
    let text = Text::from(opened.screening.response(&opened.instrument, at).write());
    let headers = [
        (header::CONTENT_TYPE, "application/fhir+json; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"screening.json\""),
    ];
    Ok((headers, text.expose().to_owned()).into_response())
}
