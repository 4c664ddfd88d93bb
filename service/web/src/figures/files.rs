//! `GET /figures/files/{name}`: the same for programs and spreadsheets.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::known::Known;
use crate::App;
use crate::error::Error;

const CSV: &str = "text/csv; charset=utf-8";
const JSON: &str = "application/json";

/// One of the files; those of a publication are there while there is one.
pub async fn send(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Error> {
    let published = || app.published().now().ok_or(Error::NotFound);
    let json = |value: serde_json::Result<String>| value.map_err(|_| Error::Ours);
    let (kind, body) = match name.as_str() {
        "figures.csv" => (CSV, published()?.csv()),
        "figures.json" => (JSON, json(serde_json::to_string(&*published()?))?),
        "dictionary.csv" => (CSV, published()?.dictionary_csv()),
        "known.csv" => (CSV, Known::built_in().csv()),
        "known.json" => (JSON, json(serde_json::to_string(Known::built_in()))?),
        _ => return Err(Error::NotFound),
    };
    let saved = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, saved.as_str())];
    Ok((headers, body).into_response())
}
