//! A finished report: as a page to print, as JSON and as CSV. A person sends it; Daybreak never does.

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use casework::agency::AgencyKind;
use duty::report::{Question, Report, ReportKind};
use store::duty::{report, rules};
use store::key;

use super::Because;
use super::open::Id;
use super::prepare::in_words;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/duties/{id}/paper`
#[derive(Template)]
#[template(path = "duty/paper.html")]
pub struct PaperPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// Which report.
    pub kind: ReportKind,
    /// To whom.
    pub recipient: AgencyKind,
    /// The deadline: `Nov 23, 14:02`.
    pub due: String,
    /// When, and by whom it was prepared.
    pub prepared: String,
    /// Why it is made.
    pub because: Vec<Because>,
    /// Each question that is answered, with its answer.
    pub answers: Vec<(Question, String)>,
}

/// The finished report, and why it is made; the look is audited.
async fn read(app: &App, worker: &Worker, id: &Id) -> Result<(Report, Prepared), Error> {
    let id = id.parse()?;
    let (stored, mut view) = app.store().look(&worker.actor(), Look::ReadReport, id).await?;
    let contact = stored.contact().ok_or(Error::NotFound)?;
    let key = key::open(&mut view, contact.uuid(), &worker.0.keys).await?;
    let version = report::finished(&mut view, id).await?.ok_or(Error::NotFound)?;
    let report = version.report(&stored.duty, &key)?;
    let names = names(&mut view, worker).await?;
    let table = rules::table(&mut view).await?;
    let (zone, now) = (app.zone(), app.now());
    let name = names.iter().find(|(one, _)| *one == version.by).map(|(_, name)| name.expose());
    let prepared = format!("{} · {}", moment(version.at, zone, now), name.unwrap_or_default());
    let grounds = report.duty().grounds();
    let because = grounds.iter().map(|one| Because::of(one, &table, zone, now)).collect();
    let due = moment(report.duty().due_at(), zone, now);
    Ok((report, Prepared { prepared, because, due }))
}

struct Prepared {
    prepared: String,
    because: Vec<Because>,
    due: String,
}

/// `GET /desk/duties/{id}/paper`
pub async fn print(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let (report, Prepared { prepared, because, due }) = read(&app, &worker, &id).await?;
    let id = id.parse()?;
    let page = page(&app, reader, &worker, "report-title", &format!("/desk/duties/{id}/paper"));
    let answers = report.given().map(|(one, given)| (one, in_words(&page, one, given))).collect();
    Ok(shown(&PaperPage {
        id: id.to_string(),
        kind: report.kind(),
        recipient: report.duty().recipient(),
        due,
        prepared,
        because,
        answers,
        page,
    }))
}

/// `GET /desk/duties/{id}/json`
pub async fn json(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let (report, _) = read(&app, &worker, &id).await?;
    file(report.to_json().as_str(), "application/json", "report.json")
}

/// `GET /desk/duties/{id}/csv`
pub async fn csv(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let (report, _) = read(&app, &worker, &id).await?;
    file(report.to_csv().as_str(), "text/csv; charset=utf-8", "report.csv")
}

/// A file to be saved by whoever asked for it. Its name tells nothing.
pub(crate) fn file(text: &str, kind: &'static str, name: &str) -> Result<Response, Error> {
    let saved = format!("attachment; filename=\"{name}\"");
    let saved = HeaderValue::from_str(&saved).map_err(|_| Error::Ours)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, saved),
    ];
    Ok((headers, text.to_owned()).into_response())
}

impl Sample for PaperPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let paper = PaperPage {
            page: sample_page("report-title", "/desk/duties/d1/paper"),
            id: "d1".into(),
            kind: ReportKind::NcmecTip,
            recipient: AgencyKind::MissingChildrenCenter,
            due: "Nov 23, 14:02".into(),
            prepared: "Nov 22, 16:20 · Maya R.".into(),
            because: vec![Because::sample()],
            answers: vec![
                (Question::WhatHappened, "A man takes her to a motel every night.".into()),
                (Question::WhereNow, "The motel on Elm Road, room 214.".into()),
                (Question::ChildName, "Not known".into()),
                (Question::AgeBand, "15 to 17".into()),
                (Question::ReportedBy, "North Star hotline, 555-0100".into()),
            ],
        };
        vec![Shown::desk("duty-paper", paper)]
    }
}
