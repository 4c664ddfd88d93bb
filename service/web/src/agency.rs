//! What an agency reads of a case behind its link: the fields that the people of the case let it read at
//! this moment, and nothing else. No account.
//!
//! The link's secret opens the case's key, which the server does not keep; what of it is shown is computed by
//! `case::sharing` anew with each request. A field that is not shown is not there at all, and neither is a
//! young person of whom nothing is shown: a reason would tell something too. [`program`] gives the same as
//! JSON; [`link`] makes and takes away the link.
//!
//! # Invariants
//! - Page and JSON come from one [`Shared`], so they cannot differ.
//! - Each reading stands in the audit, with the agency.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use case::sharing::{Item, Verdict, Why};
use casework::id::MemberId;
use serde::Serialize;
use store::case::link::Linked;
use uuid::Uuid;
use vault::SessionSecret;

use crate::App;
use crate::app::{Reader, shown};
use crate::case::label;
use crate::case::sheet::{Folder, Opener, Sitting, viewer};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::{Page, Style};
use crate::partner::gone;

pub mod link;

/// Where the link of an agency leads.
#[must_use]
pub fn path(link: &SessionSecret) -> String {
    format!("/agency/{}", link.to_cookie().as_str())
}

/// `GET /agency/{secret}`
#[derive(Template)]
#[template(path = "agency/case.html")]
pub struct SharedPage {
    /// The frame; its path is the link itself.
    page: Page,
    shared: Shared,
    /// When this was made: what it shows held then.
    at: String,
    call: Option<String>,
}

/// What an agency may read of a case now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shared {
    /// What staff call the case.
    pub case: String,
    /// What the agency is called.
    pub agency: String,
    /// The young people of whom something is shown.
    pub people: Vec<Person>,
    /// What the agencies at the table work on together: tasks and reports. It names nobody.
    pub work: Vec<Field>,
}

/// What may be read of one young person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Each field that is shown, in the order of the sheet.
    pub fields: Vec<Field>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The code of its [`Item`].
    pub field: &'static str,
    /// What is written there; nothing where nobody wrote anything.
    pub lines: Vec<String>,
}

impl Shared {
    fn of(sitting: &Sitting<'_>, linked: &Linked, name: &str) -> Result<Self, Error> {
        let (mut people, mut work) = (Vec::new(), Vec::new());
        for victim in sitting.folder.victims() {
            let (mut fields, mut common) = (Vec::new(), Vec::new());
            for (item, verdict) in sitting.verdicts(victim) {
                let Verdict::Shown(why) = verdict else { continue };
                let told = sitting.told(item, victim)?;
                if told.hidden().is_some() {
                    continue;
                }
                let field = Field { field: item.code(), lines: told.lines().to_vec() };
                match why {
                    Why::Consent { .. } => fields.push(field),
                    Why::SharedWork | Why::OwnCase => common.push(field),
                }
            }
            if !fields.is_empty() {
                people.push(Person { fields });
            }
            // It is the work on the case, the same beside each of its people.
            work = common;
        }
        Ok(Self { case: label(linked.case), agency: name.to_owned(), people, work })
    }
}

/// What is shown by this link now. One that leads nowhere, because it was replaced, taken away or never
/// made, is not found.
async fn shared(app: &App, reader: Reader, secret: &str) -> Result<(Page, Shared), Error> {
    let link = SessionSecret::from_cookie(secret).ok_or(Error::NotFound)?;
    let linked = app.store().agency(&link).await?.ok_or(Error::NotFound)?;
    let page = app.page(reader, Style::Desk, "agency-title", path(&link));
    let look = access::Look::ReadSharedCase;
    let (_, mut reads) = app.store().look(&linked.actor(), look, linked.case).await?;
    let nobody = MemberId::from_uuid(Uuid::nil());
    let opener = Opener { keys: &linked.keys, member: nobody, names: Vec::new() };
    let folder = Folder::read(app, &opener, &page, &mut reads, linked.case).await?;
    drop(reads);
    let name = folder.name_of_agency(linked.organization).ok_or(Error::NotFound)?;
    let viewer = viewer(Some(folder.agency(linked.organization)?));
    let sitting = Sitting { folder: &folder, page: &page, now: app.now(), viewer };
    let shared = Shared::of(&sitting, &linked, name)?;
    Ok((page, shared))
}

/// `GET /agency/{secret}`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    let (page, shared) = match shared(&app, reader, &secret).await {
        Err(Error::NotFound) => return Ok(gone(&app, reader)),
        read => read?,
    };
    let at = moment(app.now(), app.zone(), app.now());
    Ok(shown(&SharedPage { page, shared, at, call: app.site().phone.clone() }))
}

/// `GET /agency/{secret}/case.json`: the same for a program.
pub async fn program(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    match shared(&app, reader, &secret).await {
        Err(Error::NotFound) => Ok(StatusCode::NOT_FOUND.into_response()),
        read => Ok(Json(read?.1).into_response()),
    }
}

/// Every page in every state.
pub(crate) fn samples() -> Vec<Shown> {
    [SharedPage::samples(Locale::En), link::AgencyLinkPage::samples(Locale::En)].concat()
}

impl Sample for SharedPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let field = |item: Item, line: &str| Field {
            field: item.code(),
            lines: Some(line.to_owned()).filter(|line| !line.is_empty()).into_iter().collect(),
        };
        let page = |people, work| SharedPage {
            page: Page::sample(Locale::En, Style::Desk, "agency-title", "/agency/sample"),
            shared: Shared {
                case: "C7F3".into(),
                agency: "County child welfare".into(),
                people,
                work,
            },
            at: "14:02".into(),
            call: Some("555-0100".into()),
        };
        let ana = vec![
            field(Item::Wishes, "To finish school. Not to see him again."),
            field(Item::Name, "Ana"),
            field(Item::Needs, ""),
        ];
        let work = vec![field(Item::Tasks, "A task of the team · until Nov 28 · The team")];
        let full = page(vec![Person { fields: ana }], work);
        vec![Shown::desk("agency", full), Shown::desk("agency-nothing", page(vec![], vec![]))]
    }
}
