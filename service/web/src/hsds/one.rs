//! Single rows, in full.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use super::ask::{Ask, Depth};
use super::list::{Table, documents, organization as of_organization};
use super::{Refused, json};
use crate::App;

/// The row named in the address.
#[derive(Debug, Deserialize)]
pub struct Id {
    id: String,
}

impl Id {
    fn parse(&self) -> Result<Uuid, Refused> {
        Uuid::parse_str(&self.id).map_err(|_| Refused::NotFound)
    }
}

/// `GET /hsds/services/{id}`
pub async fn service(State(app): State<App>, Path(id): Path<Id>) -> Result<Response, Refused> {
    let (feed, mut view) = app.feeds().current(app.store()).await?;
    let row = feed.services.position(id.parse()?).ok_or(Refused::NotFound)?;
    first(documents(&feed, &mut view, (Table::Services, Depth::Full), &[row]).await?)
}

/// `GET /hsds/service_at_locations/{id}`
pub async fn place(State(app): State<App>, Path(id): Path<Id>) -> Result<Response, Refused> {
    let (feed, mut view) = app.feeds().current(app.store()).await?;
    let row = feed.places.position(id.parse()?).ok_or(Refused::NotFound)?;
    first(documents(&feed, &mut view, (Table::Places, Depth::Full), &[row]).await?)
}

/// `GET /hsds/organizations/{id}`: with its services in short, or in full for `full_service=true`.
pub async fn organization(
    State(app): State<App>,
    Path(id): Path<Id>,
    ask: Ask,
) -> Result<Response, Refused> {
    let depth = match ask.depth()? {
        Depth::WithServices => Depth::WithServices,
        _ => Depth::Full,
    };
    let (feed, mut view) = app.feeds().current(app.store()).await?;
    let line = of_organization(&feed, &mut view, id.parse()?, depth).await?;
    first(line.into_iter().collect())
}

/// `GET /hsds/taxonomies/{id}`
pub async fn taxonomy(State(app): State<App>, Path(id): Path<Id>) -> Result<Response, Refused> {
    let (feed, _) = app.feeds().current(app.store()).await?;
    first(feed.taxonomy(id.parse()?).map(|row| row.line()).into_iter().collect())
}

/// `GET /hsds/taxonomy_terms/{id}`
pub async fn term(State(app): State<App>, Path(id): Path<Id>) -> Result<Response, Refused> {
    let (feed, _) = app.feeds().current(app.store()).await?;
    first(feed.term(id.parse()?).map(|row| row.line()).into_iter().collect())
}

fn first(lines: Vec<String>) -> Result<Response, Refused> {
    let line = lines.into_iter().next().ok_or(Refused::NotFound)?;
    Ok(json(StatusCode::OK, line))
}
