//! What a service's own program reads and says behind the saved link: its free beds as JSON, and as
//! FHIR R4 (SDOH Clinical Care 3.0.0, capacity status of a HealthcareService).

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::id::{CapacityId, ServiceId};
use casework::member::Actor;
use casework::time::Timestamp;
use directory::Service;
use directory::matching::Freshness;
use directory::value::Status;
use serde::Deserialize;
use serde_json::{Value, json};
use store::capacity::{self, Capacity};
use store::directory::{self as entries, Kind};
use store::subject::Beds;
use uuid::Uuid;

use super::{linked, whom};
use crate::App;
use crate::acts::bed::{self, Count};
use crate::error::Error;
use crate::partner::fhir::{SDOH, answer, instant};

/// SDOH Clinical Care 3.0.0: whether a service has room.
const CAPACITY: &str = "http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-ExtensionHealthcareServiceCapacityStatus";

/// A number of free beds, as a program says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    /// Which beds, as [`read`] names them.
    beds: Uuid,
    /// How many are free now, those that are kept among them.
    free: u32,
    /// The number that was seen before, to be refused if another one stands.
    seen: Option<u32>,
}

/// Why a program's word is not taken.
#[derive(Debug)]
pub struct Refused(StatusCode, String);

impl From<store::Error> for Refused {
    fn from(error: store::Error) -> Self {
        let status = match &error {
            store::Error::NotFound => StatusCode::NOT_FOUND,
            store::Error::Changed => StatusCode::CONFLICT,
            store::Error::Rule(_) => StatusCode::UNPROCESSABLE_ENTITY,
            _ => return Self::from(Error::from(error)),
        };
        Self(status, error.to_string())
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        let status = error.into_response().status();
        Self(status, "this failed on our side; try again in a few seconds".to_owned())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        said(self.0, &json!({ "error": self.1 }))
    }
}

fn said(status: StatusCode, document: &Value) -> Response {
    (status, Json(document)).into_response()
}

/// `GET /beds/{secret}/free`: each group of beds with its number.
///
/// # Errors
/// If the link leads nowhere, or the database fails.
pub async fn read(State(app): State<App>, Path(secret): Path<String>) -> Result<Response, Refused> {
    let (service, beds, _) = beds(&app, &secret).await?;
    Ok(said(StatusCode::OK, &document(&service, &beds)))
}

/// `POST /beds/{secret}/free`: says how many are free in one group; answers like [`read`].
///
/// # Errors
/// If it is no such JSON, the link leads nowhere, or a rule says no.
pub async fn tell(
    State(app): State<App>,
    Path(secret): Path<String>,
    body: Bytes,
) -> Result<Response, Refused> {
    let service = of_link(&app, &secret).await?;
    let told: Told = serde_json::from_slice(&body).map_err(|error| {
        let how = r#"write {"beds": "…", "free": 2}"#;
        Refused(StatusCode::BAD_REQUEST, format!("this cannot be read ({error}); {how}"))
    })?;
    let (free, group) = (told.free, CapacityId::from_uuid(told.beds));
    let seen = |seen| Count::Seen { seen: Some(seen), free };
    let count = told.seen.map_or(Count::Exactly(free), seen);
    bed::say(app.store(), service, group, count).await?;
    let (service, beds, _) = beds(&app, &secret).await?;
    Ok(said(StatusCode::OK, &document(&service, &beds)))
}

/// `GET /beds/{secret}/fhir`: whether there is room, as a HealthcareService.
///
/// # Errors
/// If the link leads nowhere, or the database fails.
pub async fn fhir(State(app): State<App>, Path(secret): Path<String>) -> Result<Response, Refused> {
    let (service, beds, now) = beds(&app, &secret).await?;
    Ok(answer(&resource(&service, &beds, now)))
}

async fn of_link(app: &App, secret: &str) -> Result<ServiceId, Refused> {
    let gone =
        || Refused(StatusCode::NOT_FOUND, "this link leads nowhere; ask for a new one".into());
    linked(app, secret).await?.map(|(_, service)| service).ok_or_else(gone)
}

async fn beds(app: &App, secret: &str) -> Result<(Service, Vec<Capacity>, Timestamp), Refused> {
    let id = of_link(app, secret).await?;
    let actor = Actor::Shelter { service: id };
    let ((), mut view) = app.store().look(&actor, access::Look::SeeBeds, Beds(id)).await?;
    let entry = entries::of_id(&mut view, Kind::Service, id.uuid()).await?;
    let service = entry.ok_or(store::Error::NotFound)?.public()?;
    let now = view.now();
    let beds = capacity::of_service(&mut view, id, now).await?;
    Ok((service, beds, now))
}

fn document(service: &Service, beds: &[Capacity]) -> Value {
    let group = |one: &Capacity| {
        json!({
            "beds": one.id, "for": whom(service, one), "free": one.available, "kept": one.held,
            "maximum": one.maximum, "said_at": instant(one.updated_at),
        })
    };
    let groups: Vec<Value> = beds.iter().map(group).collect();
    json!({ "service": service.name, "beds": groups })
}

/// `capacity` if a number that can be relied on says so, `no-capacity` if all of them say none, and
/// else somebody has to call.
fn status(beds: &[Capacity], now: Timestamp) -> &'static str {
    let is_old = |one: &Capacity| Freshness::of(one.updated_at, now) == Freshness::Old;
    if beds.iter().any(|one| !is_old(one) && one.places().free() > Some(0)) {
        "capacity"
    } else if beds.iter().all(|one| !is_old(one) && one.places().free() == Some(0)) {
        "no-capacity"
    } else {
        "additional-assessment-required"
    }
}

fn resource(service: &Service, beds: &[Capacity], now: Timestamp) -> Value {
    json!({
        "resourceType": "HealthcareService",
        "id": service.id.to_string(),
        "meta": { "lastUpdated": beds.iter().map(|one| one.updated_at).max().and_then(instant) },
        "extension": [{ "url": CAPACITY, "extension": [{
            "url": "capacityStatus",
            "valueCodeableConcept": { "coding": [{ "system": SDOH, "code": status(beds, now) }] },
        }] }],
        "active": service.status == Status::Active,
        "category": [{ "text": "Shelter" }],
        "name": service.name,
    })
}
