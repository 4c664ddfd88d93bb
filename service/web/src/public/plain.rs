//! The public pages that store nothing: read, and leave.

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use casework::contact::Lane;
use chrono::DateTime;
use serde::Deserialize;

use super::before::BeforePage;
use super::numbers::{Numbers, NumbersPage};
use super::safety::SafetyPage;
use super::start::StartPage;
use super::understand::UnderstandPage;
use crate::App;
use crate::app::{Reader, shown};
use crate::asset;
use crate::error::Error;
use crate::page::{Page, Style};

fn page(app: &App, reader: Reader, title: &'static str, path: &str) -> Page {
    app.page(reader, Style::Public, title, path)
}

/// `GET /`: three doors.
pub async fn start(State(app): State<App>, reader: Reader) -> Response {
    let emergency = Numbers::built_in().emergency();
    shown(&StartPage { page: page(&app, reader, "start-title", "/"), emergency })
}

/// A lane that may be named in the address.
#[derive(Debug, Default, Deserialize)]
pub struct For {
    lane: Option<String>,
}

/// `GET /before`: who is told what, before anything is asked.
pub async fn before(State(app): State<App>, reader: Reader, Query(f): Query<For>) -> Response {
    let lane = f.lane.and_then(|code| code.parse::<Lane>().ok());
    let path = lane.map_or_else(|| "/before".to_owned(), |l| format!("/before?lane={}", l.code()));
    shown(&BeforePage { page: page(&app, reader, "before-title", &path), lane })
}

/// `GET /safety`
pub async fn safety(State(app): State<App>, reader: Reader) -> Response {
    shown(&SafetyPage { page: page(&app, reader, "safety-title", "/safety") })
}

/// `GET /numbers`
pub async fn numbers(State(app): State<App>, reader: Reader) -> Response {
    let today = DateTime::from_timestamp_micros(app.now().micros())
        .unwrap_or_default()
        .with_timezone(&app.zone())
        .date_naive();
    let page = page(&app, reader, "numbers-title", "/numbers");
    shown(&NumbersPage { page, numbers: Numbers::built_in(), today })
}

/// `GET /understand`
pub async fn understand(State(app): State<App>, reader: Reader) -> Response {
    let emergency = Numbers::built_in().emergency();
    let page = page(&app, reader, "understand-title", "/understand");
    shown(&UnderstandPage { page, emergency })
}

/// `GET /assets/{name}`: a file of ours. Its address carries a mark of its content, so it may be
/// kept for the length of a visit; leaving by the quick exit clears it.
pub async fn file(Path(name): Path<String>) -> Result<Response, Error> {
    let asset = asset::find(&name).ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "private, max-age=3600"),
    ];
    Ok((headers, asset.body).into_response())
}

/// `GET /healthz`: the database answers.
pub async fn health(State(app): State<App>) -> Response {
    if app.store().is_healthy().await {
        "ok\n".into_response()
    } else {
        (axum::http::StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
            .into_response()
    }
}

/// Whatever has no row in the table.
pub async fn absent() -> Error {
    Error::NotFound
}
