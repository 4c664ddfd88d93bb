//! The saved link of a service, made on the page of the service and shown once.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::App;
use crate::acts::bed::make_link;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::offer::{Named, absolute, detail, named};
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `POST /desk/{contact}/services/{service}/link`: gives the service its saved link, shown once.
pub async fn make(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    names: Named,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let (contact, service) = named(&names)?;
    let (card, _) = detail(&app, &worker, service, false).await?;
    let link = make_link(app.store(), &worker.doer(), service).await?;
    let made = BedLinkPage {
        page: page(&app, reader, &worker, "bed-link-title", &format!("/desk/{contact}")),
        id: contact.to_string(),
        service: service.to_string(),
        name: card.name,
        phone: card.phone,
        link: absolute(&headers, &crate::shelter::path(&link)),
    };
    Ok((StatusCode::CREATED, shown(&made)).into_response())
}

/// The saved link of a service, shown once after it was made.
#[derive(Template)]
#[template(path = "desk/bed_link.html")]
pub struct BedLinkPage {
    page: Page,
    id: String,
    service: String,
    name: String,
    phone: Option<String>,
    link: String,
}

impl Sample for BedLinkPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = Self {
            page: sample_page("bed-link-title", "/desk/7f3a"),
            id: "7f3a".into(),
            service: "s1".into(),
            name: "Harbor House, emergency beds".into(),
            phone: Some("555-0134".into()),
            link: format!("https://desk.example.org/beds/{}", "A".repeat(43)),
        };
        vec![Shown::desk("bed-link", page)]
    }
}
