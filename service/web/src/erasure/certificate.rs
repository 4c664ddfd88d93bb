//! The certificate: that a record was erased, what of it, when and by whom. It names nobody whom the
//! record was about.

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use case::retention::{Class, Part, Reason};
use casework::id::MemberId;
use serde::Deserialize;
use store::erasure::record::Record;
use store::erasure::{self, Line};

use super::label;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/erasure/{entry}`
#[derive(Template)]
#[template(path = "erasure/certificate.html")]
pub struct CertificatePage {
    /// The frame.
    pub page: Page,
    /// Its place in the ledger.
    pub entry: u64,
    /// What staff called the record.
    pub label: String,
    /// Of which class it was.
    pub class: Class,
    /// Why it was erased.
    pub reason: Reason,
    /// When.
    pub at: String,
    /// Who decided, or asked for it.
    pub by: String,
    /// Who agreed.
    pub agreed: Option<String>,
    /// What was destroyed.
    pub counts: Vec<(Part, u64)>,
    /// What went along: place in the ledger and name.
    pub along: Vec<(u64, String)>,
    /// The hash of the ledger up to here.
    pub hash: String,
}

/// A line of the ledger named in the address.
#[derive(Debug, Deserialize)]
pub struct Entry {
    entry: String,
}

/// `GET /desk/erasure/{entry}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(entry): Path<Entry>,
) -> Result<Response, Error> {
    let entry: u64 = entry.entry.parse().map_err(|_| Error::NotFound)?;
    let line = app.store().erasure(entry).await?;
    let record = record_of(&line)?;
    let (_, mut view) = app.store().look(&worker.actor(), Look::SeeAccess, record).await?;
    let names = names(&mut view, &worker).await?;
    let together = erasure::together(&mut view, &line).await?;
    drop(view);
    let name = |id: MemberId| {
        let found = names.iter().find(|(one, _)| *one == id);
        found.map(|(_, name)| name.expose().to_owned()).unwrap_or_default()
    };
    let along = together.iter().filter(|one| one.entry < line.entry && one.kind == "contact");
    let along = along.filter(|_| line.kind == "case");
    let path = format!("/desk/erasure/{entry}");
    Ok(shown(&CertificatePage {
        page: page(&app, reader, &worker, "certificate-title", &path),
        entry,
        label: label(record),
        class: line.class,
        reason: line.reason,
        at: moment(line.at(), app.zone(), app.now()),
        by: name(line.by),
        agreed: line.agreed.map(name),
        counts: line.counts(),
        along: along
            .map(|one| Ok((one.entry, label(record_of(one)?))))
            .collect::<Result<_, Error>>()?,
        hash: line.hash,
    }))
}

fn record_of(line: &Line) -> Result<Record, Error> {
    line.subject().and_then(Record::of).ok_or(Error::NotFound)
}

impl Sample for CertificatePage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = || sample_page("certificate-title", "/desk/erasure/7");
        let contact = CertificatePage {
            page: page(),
            entry: 7,
            label: "3F2A".into(),
            class: Class::Contact,
            reason: Reason::PersonAsked,
            at: "Nov 22, 15:10".into(),
            by: "Joel T.".into(),
            agreed: Some("Maya R.".into()),
            counts: vec![
                (Part::Keys, 2),
                (Part::Messages, 14),
                (Part::Texts, 3),
                (Part::Marks, 5),
                (Part::Ways, 1),
            ],
            along: vec![],
            hash: "5d1f0c4a9be27733".repeat(4),
        };
        let case = CertificatePage {
            page: page(),
            entry: 12,
            label: "C7F3".into(),
            class: Class::Case,
            reason: Reason::PeriodOver,
            at: "Nov 22, 15:30".into(),
            by: "Maya R.".into(),
            agreed: None,
            counts: vec![(Part::Keys, 1), (Part::CaseTexts, 9), (Part::CaseNotes, 31)],
            along: vec![(10, "3F2A".into()), (11, "91BC".into())],
            hash: "0a77c1d25e90bb41".repeat(4),
        };
        vec![Shown::desk("certificate", contact), Shown::desk("certificate-case", case)]
    }
}
