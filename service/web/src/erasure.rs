//! How long records are kept, how one is erased, and who looked at it.
//!
//! [`list`] (what waits for a second member, what is due, what is held, what was erased), [`record`] (one
//! record: its time, holds, requests, who looked, to whom it is closed), [`moves`] (every act on it),
//! [`certificate`] (one line of the ledger, to be printed), [`periods`] (how long each class is kept).
//!
//! # Invariants
//! - None of these pages opens a record: they show codes, times, and names of staff.
//! - Nothing is erased by itself, and nothing by one member alone before its time.

pub mod certificate;
pub mod list;
pub mod moves;
pub mod periods;
pub mod record;

use axum::response::{IntoResponse, Redirect, Response};
use case::retention::Subject;
use serde::Deserialize;
use store::erasure::record::Record;

use crate::App;
use crate::caller::Worker;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// The section of the desk.
pub const SECTION: (&str, &str) = ("/desk/erasure", "erasure-title");

/// Where administrators find how long records are kept.
pub const PERIODS: (&str, &str) = ("/desk/erasure/periods", "periods-title");

/// Every page of keeping and erasing in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        list::ErasureListPage::samples(locale),
        record::KeepPage::samples(locale),
        certificate::CertificatePage::samples(locale),
        periods::PeriodsPage::samples(locale),
    ]
    .concat()
}

/// A record named in the address by its kind and its id.
#[derive(Debug, Deserialize)]
pub struct Named {
    kind: String,
    id: String,
}

impl Named {
    pub(crate) fn record(&self) -> Result<Record, Error> {
        let id = self.id.parse().map_err(|_| Error::NotFound)?;
        Subject::of(&self.kind, id).and_then(Record::of).ok_or(Error::NotFound)
    }
}

/// The page about keeping a record.
pub(crate) fn path(record: Record) -> String {
    format!("/desk/keep/{}/{}", record.subject().kind(), record.uuid())
}

/// The page of the record itself.
pub(crate) fn place(record: Record) -> String {
    match record {
        Record::Contact(id) => format!("/desk/{id}"),
        Record::Case(id) => format!("/desk/cases/{id}"),
    }
}

/// What staff call a record.
pub(crate) fn label(record: Record) -> String {
    match record {
        Record::Contact(id) => crate::desk::floor::label(id),
        Record::Case(id) => crate::case::label(id),
    }
}

/// What a page of a record gives; where the record was erased, the way to its certificate.
pub(crate) async fn or_certificate(
    app: &App,
    worker: &Worker,
    record: Record,
    drawn: Result<Response, Error>,
) -> Result<Response, Error> {
    if !matches!(drawn, Err(Error::NotFound)) {
        return drawn;
    }
    let (look, actor) = (access::Look::SeeAccess, worker.actor());
    let (_, mut view) = app.store().look(&actor, look, record).await?;
    let line = store::erasure::of_record(&mut view, record.subject()).await?;
    let line = line.ok_or(Error::NotFound)?;
    Ok(Redirect::to(&format!("/desk/erasure/{}", line.entry)).into_response())
}
