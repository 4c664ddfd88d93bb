//! One service of the directory: corrected, and marked as checked.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::ServiceId;
use casework::need::Gender;
use directory::Service;
use directory::value::{Confidentiality, Date, Status};
use serde::Deserialize;
use store::directory::{self as entries, Kind};
use store::subject;
use uuid::Uuid;
use vault::rand_core::Rng as _;

use super::list::{status_key, today};
use super::typed::{Checked, Typed};
use super::write::{Refused, write_service};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// For how many months a check can count; the first is the usual.
const MONTHS: [u32; 3] = [6, 3, 12];

/// `GET /desk/directory/{service}`
#[derive(Template)]
#[template(path = "entries/edit.html")]
pub struct EntryPage {
    /// The frame.
    pub page: Page,
    /// The fields, as they stand or as they were typed.
    pub entry: Typed,
    /// When it was last checked, in words; none if never.
    pub checked: Option<String>,
    /// Whether something in it is confidential.
    pub is_confidential: bool,
    /// Its places, by their identifiers.
    pub places: Vec<String>,
    /// Beside which service it is added, while it is not there yet.
    pub added: Option<Added>,
    /// The organisation that is founded with it, while neither is there yet.
    pub founded: Option<Founded>,
    /// Whether another service of its organisation can be added.
    pub adds: bool,
    /// Whether the reader may change it.
    pub edits: bool,
    /// Whether it was saved just now.
    pub saved: bool,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
    /// What stands now, where somebody else changed it meanwhile: label and text of what differs.
    pub stands: Vec<(String, String)>,
}

/// A service that is not there yet.
#[derive(Clone, Debug)]
pub struct Added {
    /// What it will be called in addresses: one service, however often the form is sent.
    pub id: String,
    /// The service beside which it stands.
    pub beside: String,
    /// Who runs both.
    pub organization: String,
    /// Whether it is given at the same places.
    pub same_places: bool,
}

/// An organisation that is not there yet.
#[derive(Clone, Debug)]
pub struct Founded {
    /// What it will be called in addresses: one organisation, however often the form is sent.
    pub id: String,
    /// The same of its first service.
    pub service: String,
    /// What it is called.
    pub name: String,
    /// What it does.
    pub description: String,
}

/// A service named in the address.
#[derive(Debug, Deserialize)]
pub struct Name {
    service: String,
}

impl Name {
    pub(super) fn parse(&self) -> Result<ServiceId, Error> {
        self.service.parse().map_err(|_| Error::NotFound)
    }
}

/// Whether the form was saved just now.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct After {
    saved: String,
}

impl After {
    pub(super) fn is_saved(&self) -> bool {
        !self.saved.is_empty()
    }
}

/// `GET /desk/directory/{service}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
    Query(after): Query<After>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, name.parse()?, (None, after.is_saved())).await
}

/// The entry as it stands.
pub(super) struct Standing {
    pub(super) service: Service,
    pub(super) version: i64,
    is_confidential: bool,
    /// Nothing of it is withheld from the reader.
    pub(super) is_whole: bool,
}

/// The entry: whole, where the reader's keys open it and the policies let them.
pub(super) async fn standing(app: &App, worker: &Worker, id: ServiceId) -> Result<Standing, Error> {
    let opens = app.store().may(&worker.actor(), Look::SeeConfidentialPlace, &Resource::Directory);
    let look = if opens { Look::SeeConfidentialPlace } else { Look::SeeDirectory };
    let ((), mut view) = app.store().look(&worker.actor(), look, subject::Directory).await?;
    let entry = entries::of_id(&mut view, Kind::Service, id.uuid()).await?;
    let entry = entry.ok_or(Error::NotFound)?;
    let whole = match opens {
        true => entry.whole(&mut view, &worker.0.keys).await,
        false => Err(store::Error::NotFound),
    };
    let (is_confidential, version) = (entry.is_confidential, entry.version);
    match whole {
        Ok(service) => Ok(Standing { service, version, is_confidential, is_whole: true }),
        // Not for this reader, or sealed before their team was founded.
        Err(store::Error::NotFound | store::Error::Sealed(_)) => {
            let (service, is_whole) = (entry.public()?, !is_confidential);
            Ok(Standing { service, version, is_confidential, is_whole })
        }
        Err(other) => Err(other.into()),
    }
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ServiceId,
    (refused, saved): (Option<(Typed, Refused)>, bool),
) -> Result<Response, Error> {
    let Standing { service, version, is_confidential, is_whole } =
        standing(app, worker, id).await?;
    let page = page(app, reader, worker, "entry-title", &format!("{}/{id}", super::SECTION.0));
    let stands = Typed::of(&service, version);
    let until = service.assured_until.as_ref().map(Date::value);
    let checked = service.assured_date.as_ref().map(|day| match until {
        Some(until) => page
            .t2("entry-checked-until", "day", page.day(day.value()), "until", page.day(until))
            .into_owned(),
        None => page.t1("entry-checked", "day", page.day(day.value())).into_owned(),
    });
    let edits =
        is_whole && app.store().may(&worker.actor(), Act::EditDirectory, &Resource::Directory);
    let mut drawn = EntryPage {
        entry: stands.clone(),
        places: places(&service),
        checked,
        is_confidential,
        added: None,
        founded: None,
        adds: edits && service.organization_id.is_some(),
        edits,
        saved,
        problem: None,
        stands: Vec::new(),
        page,
    };
    let mut status = StatusCode::OK;
    if let Some((typed, refused)) = refused {
        if refused.changed {
            drawn.stands = stands.beside(&typed, &drawn.page);
        }
        status = refused.status;
        // Whoever has seen what stands now may write over it.
        drawn.entry = typed.over(version);
        drawn.problem = Some(refused.problem);
    }
    Ok((status, shown(&drawn)).into_response())
}

/// `POST /desk/directory/{service}`: writes the entry over the version that was seen. What was typed
/// is shown again when it cannot stand, and beside what stands when somebody else was faster.
pub async fn save(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let id = name.parse()?;
    let typed = Typed::from_form(&pairs);
    let Standing { mut service, is_whole: true, .. } = standing(&app, &worker, id).await? else {
        return Err(Error::NotFound);
    };
    let refused = match typed.apply(&mut service, &checked(&app)) {
        Err(key) => {
            let page = page(&app, reader, &worker, "entry-title", super::SECTION.0);
            let problem = page.t(key).into_owned();
            Refused::unfit(problem)
        }
        Ok(()) => match write_service(&app, &worker, service, (id.uuid(), typed.version)).await? {
            Ok(()) => {
                return Ok(
                    Redirect::to(&format!("{}/{id}?saved=1", super::SECTION.0)).into_response()
                );
            }
            Err(refused) => refused,
        },
    };
    draw(&app, reader, &worker, id, (Some((typed, refused)), false)).await
}

/// What a form does not say of a check that is made now.
pub(super) fn checked(app: &App) -> Checked {
    Checked { today: today(app), verifier: app.site().service.clone(), new_phone: fresh(app) }
}

pub(super) fn fresh(app: &App) -> Uuid {
    let mut bytes = [0; 16];
    app.store().rng().fill_bytes(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// The places of a service, by their identifiers.
fn places(service: &Service) -> Vec<String> {
    let at = service.service_at_locations.iter().filter_map(|at| at.location_id);
    at.map(|id| id.to_string()).collect()
}

impl EntryPage {
    fn status_key(&self, status: &Status) -> &'static str {
        status_key(*status)
    }

    fn counts(&self, months: &u32) -> bool {
        let usual = MONTHS.contains(&self.entry.months());
        *months == if usual { self.entry.months() } else { MONTHS[0] }
    }
}

impl Sample for EntryPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let service = Service {
            name: "Harbor House, emergency beds".into(),
            description: Some("Beds for one to thirty nights, and somebody who listens.".into()),
            eligibility_description: Some("Young people of 12 to 17 years.".into()),
            genders: Some("Feminine,NonConforming".into()),
            phones: vec![
                directory::Phone { number: "(311) 555-0134".into(), ..Default::default() },
                directory::Phone {
                    number: "(311) 555-0135".into(),
                    description: Some("Night staff".into()),
                    confidentiality: Some(Confidentiality::Staff),
                    ..Default::default()
                },
            ],
            ..Service::default()
        };
        let page = |edits, problem: Option<&str>| EntryPage {
            page: sample_page("entry-title", "/desk/directory/s1"),
            entry: Typed::of(&service, 4),
            places: vec!["p1".into(), "p2".into()],
            checked: Some("Checked on May 3, 2026; counts until November 3, 2026".into()),
            is_confidential: true,
            added: None,
            founded: None,
            adds: edits,
            edits,
            saved: false,
            problem: problem.map(str::to_owned),
            stands: Vec::new(),
        };
        let stands = vec![("Name".to_owned(), "Harbor House".to_owned())];
        let changed = "somebody else changed this in the meantime; look at the new state";
        vec![
            Shown::desk("entry", page(true, None)),
            Shown::desk(
                "entry-saved",
                EntryPage { saved: true, checked: None, ..page(true, None) },
            ),
            Shown::desk("entry-refused", page(true, Some("Write a name."))),
            Shown::desk("entry-changed", EntryPage { stands, ..page(true, Some(changed)) }),
            Shown::desk("entry-read", EntryPage { is_confidential: false, ..page(false, None) }),
        ]
    }
}
