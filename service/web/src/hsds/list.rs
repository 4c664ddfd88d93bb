//! The lists: a page at a time, or all of it as a stream.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use directory::Service;
use directory::feed::{Feed, Found, Link, Question};
use directory::value::Moment;
use futures_util::stream;
use serde_json::json;
use store::View;
use store::capacity;
use store::directory::{Kind, these};
use uuid::Uuid;

use super::ask::{Ask, Depth, Way};
use super::{Refused, dressed, follow, json};
use crate::App;

/// How many rows of a stream are in memory at once.
const CHUNK: usize = 100;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Services,
    Places,
    Organizations,
    Taxonomies,
    Terms,
}

/// `GET` or `POST /hsds/services`
pub async fn services(State(app): State<App>, ask: Ask) -> Result<Response, Refused> {
    answer(&app, Table::Services, &ask).await
}

/// `GET` or `POST /hsds/service_at_locations`
pub async fn places(State(app): State<App>, ask: Ask) -> Result<Response, Refused> {
    answer(&app, Table::Places, &ask).await
}

/// `GET` or `POST /hsds/organizations`
pub async fn organizations(State(app): State<App>, ask: Ask) -> Result<Response, Refused> {
    answer(&app, Table::Organizations, &ask).await
}

/// `GET` or `POST /hsds/taxonomies`
pub async fn taxonomies(State(app): State<App>, ask: Ask) -> Result<Response, Refused> {
    answer(&app, Table::Taxonomies, &ask).await
}

/// `GET` or `POST /hsds/taxonomy_terms`
pub async fn terms(State(app): State<App>, ask: Ask) -> Result<Response, Refused> {
    answer(&app, Table::Terms, &ask).await
}

async fn answer(app: &App, table: Table, ask: &Ask) -> Result<Response, Refused> {
    let (way, depth) = (ask.way()?, ask.depth()?);
    let (feed, mut view) = app.feeds().current(app.store()).await?;
    let question = ask.question()?;
    let question = match table {
        Table::Places => Question { among: ask.near(&feed)?, ..question },
        _ => question,
    };
    let found = rows(&feed, table).find(&question);
    match way {
        Way::Stream => {
            // The stream looks for itself, a hundred rows at a time.
            drop(view);
            Ok(streamed(app.clone(), feed, (table, depth), found))
        }
        Way::Page { number, size } => {
            let some = found.slice((number - 1).saturating_mul(size), size);
            let lines = documents(&feed, &mut view, (table, depth), &some).await?;
            Ok(json(StatusCode::OK, envelope(found.len(), (number, size), &lines)))
        }
    }
}

fn rows(feed: &Feed, table: Table) -> &directory::feed::Rows {
    match table {
        Table::Services => &feed.services,
        Table::Places => &feed.places,
        Table::Organizations => &feed.organizations,
        Table::Taxonomies => &feed.taxonomies,
        Table::Terms => &feed.terms,
    }
}

/// The page of the standard around its rows.
fn envelope(all: usize, (number, size): (usize, usize), lines: &[String]) -> String {
    let pages = all.div_ceil(size);
    let head = json!({
        "total_items": all,
        "total_pages": pages,
        "page_number": number,
        "size": lines.len(),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": lines.is_empty(),
    })
    .to_string();
    format!("{},\"contents\":[{}]}}", head.trim_end_matches('}'), lines.join(","))
}

fn streamed(app: App, feed: Arc<Feed>, what: (Table, Depth), found: Found) -> Response {
    let chunks = stream::unfold(0_usize, move |done| {
        let (app, feed) = (app.clone(), feed.clone());
        let some = found.slice(done, CHUNK);
        async move {
            if some.is_empty() {
                return None;
            }
            let lines = chunk(&app, &feed, what, &some).await;
            // A stream that breaks off is not a shorter list: whoever reads it sees that it broke.
            Some((lines, done + some.len()))
        }
    });
    dressed(StatusCode::OK, "application/x-ndjson", Body::from_stream(chunks).into_response())
}

async fn chunk(
    app: &App,
    feed: &Feed,
    what: (Table, Depth),
    some: &[u32],
) -> Result<String, store::Error> {
    let mut view = follow::look(app.store()).await?;
    let mut text = String::new();
    for line in documents(feed, &mut view, what, some).await? {
        text.push_str(&line);
        text.push('\n');
    }
    Ok(text)
}

/// What is said of some rows of a list, each as JSON on one line.
pub(super) async fn documents(
    feed: &Feed,
    view: &mut View,
    (table, depth): (Table, Depth),
    some: &[u32],
) -> Result<Vec<String>, store::Error> {
    let ids: Vec<Uuid> = some.iter().filter_map(|row| rows(feed, table).id(*row)).collect();
    match table {
        Table::Services => {
            let stored = stored(view, &ids, depth).await?;
            Ok(stored.iter().map(|service| said(feed, service, depth)).collect())
        }
        Table::Places => {
            let at: Vec<(Uuid, Uuid)> = some.iter().filter_map(|row| feed.place(*row)).collect();
            let mut services: Vec<Uuid> = at.iter().map(|(service, _)| *service).collect();
            services.sort_unstable();
            services.dedup();
            let stored = stored(view, &services, depth).await?;
            let by_id: HashMap<Uuid, &Service> = stored.iter().map(|one| (one.id, one)).collect();
            let line = |(service, place): &(Uuid, Uuid)| {
                let full = feed.service_at_location(by_id.get(service)?, *place)?;
                Some(if depth == Depth::Full { full.line() } else { full.brief().line() })
            };
            Ok(at.iter().filter_map(line).collect())
        }
        Table::Organizations => {
            let mut lines = Vec::with_capacity(ids.len());
            for id in ids {
                lines.extend(organization(feed, view, id, depth).await?);
            }
            Ok(lines)
        }
        Table::Taxonomies => {
            Ok(ids.iter().filter_map(|id| Some(feed.taxonomy(*id)?.line())).collect())
        }
        Table::Terms => Ok(ids.iter().filter_map(|id| Some(feed.term(*id)?.line())).collect()),
    }
}

/// Services as stored, with the numbers of free places that were said last.
async fn stored(view: &mut View, ids: &[Uuid], depth: Depth) -> Result<Vec<Service>, store::Error> {
    let mut services: Vec<Service> = these(view, Kind::Service, ids).await?;
    if depth == Depth::Full || depth == Depth::WithServices {
        let now = view.now();
        let free = capacity::of_services(view, ids, now).await?;
        let free: HashMap<Uuid, _> = free.into_iter().map(|one| (one.id, one)).collect();
        for row in services.iter_mut().flat_map(|service| &mut service.capacities) {
            let Some(said) = free.get(&row.id) else { continue };
            if let Some(available) = said.available {
                row.available = available.saturating_sub(said.held).into();
                row.updated = Moment::from(said.updated_at);
            }
        }
    }
    Ok(services)
}

fn said(feed: &Feed, service: &Service, depth: Depth) -> String {
    match depth {
        Depth::Minimal => {
            let mut minimal = json!({ "id": service.id });
            if let Some(at) = &service.last_modified {
                minimal["last_modified"] = at.to_string().into();
            }
            minimal.to_string()
        }
        Depth::Brief => feed.service(service).brief().line(),
        Depth::Full | Depth::WithServices => feed.service(service).line(),
    }
}

/// An organisation; in full, with its services in short or in full.
pub(super) async fn organization(
    feed: &Feed,
    view: &mut View,
    id: Uuid,
    depth: Depth,
) -> Result<Option<String>, store::Error> {
    if depth == Depth::Brief || depth == Depth::Minimal {
        return Ok(feed.brief_organization(id).map(|row| row.line()));
    }
    let Some(full) = feed.organization(id) else { return Ok(None) };
    let of = Question { links: vec![Link::Organization(id)], ..Question::default() };
    let rows = feed.services.find(&of).slice(0, usize::MAX);
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| feed.services.id(*row)).collect();
    let services = stored(view, &ids, depth).await?;
    let services = services.iter().map(|service| {
        let full = feed.service(service);
        if depth == Depth::WithServices { full } else { full.brief() }
    });
    Ok(Some(full.with_services(services.collect()).line()))
}
