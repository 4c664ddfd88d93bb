//! An error as a page, in the reader's language.

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use crate::App;
use crate::app::Reader;
use crate::error::Shown;
use crate::page::{Language, Style};
use crate::public::error::ErrorPage;

/// Puts the page of an error into `plain`, which keeps its status and headers.
pub(crate) fn page(
    app: &App,
    language: Language,
    path: String,
    shown: &Shown,
    plain: Response,
) -> Response {
    let page = app.page(Reader(language), Style::Public, "error-title", path);
    let filled = ErrorPage { page, key: shown.key, text: shown.text.clone() };
    let Ok(html) = filled.render() else { return plain };
    let mut response = (plain.status(), Html(html)).into_response();
    for (name, value) in plain.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}
