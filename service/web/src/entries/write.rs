//! What writing an entry comes to: it is kept, or refused with words for the page on which it was typed.

use axum::http::StatusCode;
use casework::id::ServiceId;
use directory::Service;
use store::directory::Kind;
use store::directory::edit::{Changed, Seen};

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

/// Writes rows of the organisation of `of` over the version that was seen.
pub(super) async fn write(
    app: &App,
    worker: &Worker,
    of: ServiceId,
    changed: (Changed, Seen),
) -> Result<Result<(), Refused>, Error> {
    write_beside(app, worker, (of, of), changed).await
}

/// The same for a service that is not there yet, of the organisation that runs `beside`.
pub(super) async fn write_beside(
    app: &App,
    worker: &Worker,
    (of, beside): (ServiceId, ServiceId),
    changed: (Changed, Seen),
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

/// Writes a service over the version that was seen.
pub(super) async fn write_service(
    app: &App,
    worker: &Worker,
    mut service: Service,
    version: i64,
) -> Result<Result<(), Refused>, Error> {
    service.last_modified = Some(app.now().into());
    let seen = Seen { kind: Kind::Service, id: service.id, version };
    let of = ServiceId::from_uuid(service.id);
    write(app, worker, of, (Changed { service: Some(service), place: None }, seen)).await
}
