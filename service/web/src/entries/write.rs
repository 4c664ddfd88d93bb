//! What writing an entry comes to: it is kept, or refused with words for the page on which it was typed.

use axum::http::StatusCode;
use casework::id::ServiceId;
use directory::{Organization, Service};
use store::directory::Kind;
use store::directory::edit::{Changed, Seen};
use uuid::Uuid;

use crate::App;
use crate::acts::directory::change;
use crate::caller::Worker;
use crate::error::Error;

/// Why what was typed was not taken.
pub(super) struct Refused {
    /// With which status the page comes back.
    pub(super) status: StatusCode,
    /// Why, in words.
    pub(super) problem: String,
    /// Whether somebody else changed it meanwhile.
    pub(super) changed: bool,
}

impl Refused {
    /// What was typed cannot stand.
    pub(super) fn unfit(problem: String) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, problem, changed: false }
    }
}

/// Writes rows of the organisation that runs `beside`, over the version that was seen. `of` is the service that
/// is written: the same, or one that is not there yet.
pub(super) async fn write(
    app: &App,
    worker: &Worker,
    (of, beside): (ServiceId, ServiceId),
    changed: (Changed, Option<Seen>),
) -> Result<Result<(), Refused>, Error> {
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let keys = (&worker.0.keys, &app.key().marks());
    match change(app.store(), &worker.doer(), keys, (of, ready.family(beside)), changed).await {
        Ok(()) => Ok(Ok(())),
        Err(error @ (store::Error::Changed | store::Error::Sealed(_))) => {
            let changed = matches!(error, store::Error::Changed);
            Ok(Err(Refused { status: StatusCode::CONFLICT, problem: error.to_string(), changed }))
        }
        Err(other) => Err(other.into()),
    }
}

/// Writes a service over the version that was seen of it; a new one over that of the service beside which it
/// is added.
pub(super) async fn write_service(
    app: &App,
    worker: &Worker,
    mut service: Service,
    (seen, version): (Uuid, i64),
) -> Result<Result<(), Refused>, Error> {
    service.last_modified = Some(app.now().into());
    let of = [service.id, seen].map(ServiceId::from_uuid).into();
    let seen = Seen { kind: Kind::Service, id: seen, version };
    let changed = Changed { service: Some(service), ..Changed::default() };
    write(app, worker, of, (changed, Some(seen))).await
}

/// Writes an organisation that is not there yet, with its first service.
pub(super) async fn write_organization(
    app: &App,
    worker: &Worker,
    organization: Organization,
    mut service: Service,
) -> Result<Result<(), Refused>, Error> {
    service.last_modified = Some(app.now().into());
    let id = ServiceId::from_uuid(service.id);
    let (organization, service) = (Some(organization), Some(service));
    let changed = Changed { organization, service, place: None };
    write(app, worker, (id, id), (changed, None)).await
}
