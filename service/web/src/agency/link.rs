//! The link of an agency, made on the page of what is shared and shown once.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::path;
use crate::App;
use crate::acts::case::sharing::{drop_link, make_link};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::case::sharing::{self, Asked};
use crate::case::{Id, label};
use crate::desk::floor::page;
use crate::desk::offer::absolute;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// The link of an agency, shown once after it was made.
#[derive(Template)]
#[template(path = "agency/link.html")]
pub struct AgencyLinkPage {
    page: Page,
    id: String,
    label: String,
    link: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Making {
    act: String,
    organization: String,
}

/// `POST /desk/cases/{id}/link`: makes the link of an agency, or takes it away.
pub async fn make(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    headers: HeaderMap,
    Sent(form): Sent<Making>,
) -> Result<Response, Error> {
    let case = id.parse()?;
    let of = (case, form.organization.parse().map_err(|_| Error::WrongFields)?);
    if form.act == "drop" {
        drop_link(app.store(), &worker.doer(), of).await?;
        return Ok(Redirect::to(&format!("/desk/cases/{case}/sharing")).into_response());
    }
    let made = make_link(app.store(), &worker.doer(), &worker.0.keys, of).await;
    let link = match made {
        Ok(link) => link,
        Err(store::Error::Rule(text)) => {
            return sharing::draw(&app, reader, &worker, (case, Asked::default()), Some(text))
                .await;
        }
        Err(other) => return Err(other.into()),
    };
    let made = AgencyLinkPage {
        page: page(&app, reader, &worker, "agency-link-title", "/desk/cases"),
        id: case.to_string(),
        label: label(case),
        link: absolute(&headers, &path(&link)),
    };
    Ok((StatusCode::CREATED, shown(&made)).into_response())
}

impl Sample for AgencyLinkPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = Self {
            page: sample_page("agency-link-title", "/desk/cases"),
            id: "c7f3".into(),
            label: "C7F3".into(),
            link: format!("https://desk.example.org/agency/{}", "A".repeat(43)),
        };
        vec![Shown::desk("agency-link", page)]
    }
}
