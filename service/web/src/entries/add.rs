//! One more service of an organisation that the directory knows, written by hand.
//!
//! The page of a service leads here: the organisation is that service's, and so are the rows among which the
//! new one is cleared of what is confidential. The form carries the identifier of the service that it makes.

use access::Look;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use directory::{Service, ServiceAtLocation};
use store::directory::{self as entries, Kind};
use store::subject;
use uuid::Uuid;

use super::edit::{Added, EntryPage, Name, Standing, checked, fresh, standing};
use super::typed::Typed;
use super::write::{Refused, write_service};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::Shown;

/// The service beside which one is added, and who runs it.
struct Beside {
    service: Service,
    version: i64,
    organization: String,
}

/// Only beside a service that the reader sees whole, and that somebody runs.
async fn beside(app: &App, worker: &Worker, name: &Name) -> Result<Beside, Error> {
    let id = name.parse()?;
    let Standing { service, version, is_whole: true, .. } = standing(app, worker, id).await? else {
        return Err(Error::NotFound);
    };
    if service.organization_id.is_none() {
        return Err(Error::NotFound);
    }
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let card = ready.cards.get(&id);
    let organization = card.map(|card| card.organization_name.clone()).unwrap_or_default();
    Ok(Beside { service, version, organization })
}

fn drawn(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (beside, id, same_places): (&Beside, Uuid, bool),
    entry: Typed,
) -> EntryPage {
    let path = format!("{}/{}/new", super::SECTION.0, beside.service.id);
    EntryPage {
        page: page(app, reader, worker, "entry-new-title", &path),
        entry,
        checked: None,
        is_confidential: false,
        places: Vec::new(),
        added: Some(Added {
            id: id.to_string(),
            beside: beside.service.name.clone(),
            organization: beside.organization.clone(),
            same_places,
        }),
        founded: None,
        adds: false,
        edits: true,
        saved: false,
        problem: None,
        stands: Vec::new(),
    }
}

/// `GET /desk/directory/{service}/new`
pub async fn form(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
) -> Result<Response, Error> {
    let beside = beside(&app, &worker, &name).await?;
    let places = !beside.service.service_at_locations.is_empty();
    let entry = Typed::of(&Service::default(), 0);
    let id = fresh(&app);
    Ok(shown(&drawn(&app, reader, &worker, (&beside, id, places), entry)))
}

/// `POST /desk/directory/{service}/new`: adds it; once, however often the form is sent.
pub async fn save(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let beside = beside(&app, &worker, &name).await?;
    let one = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let id: Uuid = one("id").and_then(|id| id.parse().ok()).ok_or(Error::WrongFields)?;
    let there = format!("{}/{id}?saved=1", super::SECTION.0);
    match before(&app, &worker, id).await? {
        Some(of) if of == beside.service.organization_id => {
            return Ok(Redirect::to(&there).into_response());
        }
        // An identifier that this form did not get from us.
        Some(_) => return Err(Error::WrongFields),
        None => {}
    }
    let typed = Typed::from_form(&pairs);
    let same_places = one("same_places").is_some();
    let mut service =
        Service { id, organization_id: beside.service.organization_id, ..Service::default() };
    if same_places {
        let at = beside.service.service_at_locations.iter();
        service.service_at_locations = at
            .filter(|at| at.location_id.is_some())
            .map(|at| ServiceAtLocation {
                id: fresh(&app),
                service_id: Some(id),
                location_id: at.location_id,
                ..ServiceAtLocation::default()
            })
            .collect();
    }
    let seen = (beside.service.id, beside.version);
    let refused = match typed.apply(&mut service, &checked(&app)) {
        Err(key) => {
            let words = page(&app, reader, &worker, "entry-new-title", super::SECTION.0);
            Refused::unfit(words.t(key).into_owned())
        }
        Ok(()) => match write_service(&app, &worker, service, seen).await? {
            Ok(()) => return Ok(Redirect::to(&there).into_response()),
            Err(refused) => refused,
        },
    };
    let mut drawn = drawn(&app, reader, &worker, (&beside, id, same_places), typed);
    drawn.problem = Some(refused.problem);
    Ok((refused.status, shown(&drawn)).into_response())
}

/// Whose service of this identifier is there already.
pub(super) async fn before(
    app: &App,
    worker: &Worker,
    id: Uuid,
) -> Result<Option<Option<Uuid>>, Error> {
    let look = Look::SeeDirectory;
    let ((), mut view) = app.store().look(&worker.actor(), look, subject::Directory).await?;
    let entry = entries::of_id(&mut view, Kind::Service, id).await?;
    let service = entry.map(|entry| entry.public::<Service>()).transpose()?;
    Ok(service.map(|service| service.organization_id))
}

/// The page in its states.
pub(super) fn samples() -> Vec<Shown> {
    let page = |problem: Option<&str>| EntryPage {
        page: sample_page("entry-new-title", "/desk/directory/s1/new"),
        entry: Typed::of(&Service::default(), 0),
        checked: None,
        is_confidential: false,
        places: Vec::new(),
        added: Some(Added {
            id: "0190".into(),
            beside: "Harbor House, emergency beds".into(),
            organization: "Harbor Youth Services".into(),
            same_places: true,
        }),
        founded: None,
        adds: false,
        edits: true,
        saved: false,
        problem: problem.map(str::to_owned),
        stands: Vec::new(),
    };
    vec![
        Shown::desk("entry-new", page(None)),
        Shown::desk("entry-new-refused", page(Some("Write a name."))),
    ]
}
