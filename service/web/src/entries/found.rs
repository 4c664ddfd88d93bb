//! An organisation that the directory does not know yet, written by hand with its first service.
//!
//! The form carries the identifiers of both, so that it makes one of each however often it is sent. Nothing
//! confidential can stand in another row: there is none.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use directory::{Organization, Service};
use uuid::Uuid;

use super::add::before;
use super::edit::{EntryPage, Founded, checked, fresh};
use super::typed::Typed;
use super::write::{Refused, write_organization};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::Shown;
use crate::page::Page;

/// The page's address.
pub const PATH: &str = "/desk/directory/new";
const TITLE: &str = "organization-new";
/// The most letters of a name and of a description.
const LONGEST: (usize, usize) = (200, 4_000);

fn drawn(page: Page, founded: Founded, entry: Typed) -> EntryPage {
    EntryPage {
        page,
        entry,
        checked: None,
        is_confidential: false,
        places: Vec::new(),
        added: None,
        founded: Some(founded),
        adds: false,
        edits: true,
        saved: false,
        problem: None,
        stands: Vec::new(),
    }
}

/// `GET /desk/directory/new`
pub async fn form(State(app): State<App>, reader: Reader, worker: Worker) -> Response {
    let [id, service] = [fresh(&app), fresh(&app)].map(|id| id.to_string());
    let founded = Founded { id, service, name: String::new(), description: String::new() };
    let page = page(&app, reader, &worker, TITLE, PATH);
    shown(&drawn(page, founded, Typed::of(&Service::default(), 0)))
}

/// `POST /desk/directory/new`: writes both; once, however often the form is sent.
pub async fn save(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let one = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim()).to_owned()
    };
    let id = |name: &str| one(name).parse::<Uuid>().map_err(|_| Error::WrongFields);
    let (organization, service) = (id("organization_id")?, id("id")?);
    let there = format!("{}/{service}?saved=1", super::SECTION.0);
    match before(&app, &worker, service).await? {
        Some(of) if of == Some(organization) => return Ok(Redirect::to(&there).into_response()),
        // An identifier that this form did not get from us.
        Some(_) => return Err(Error::WrongFields),
        None => {}
    }
    let founded = Founded {
        id: organization.to_string(),
        service: service.to_string(),
        name: one("organization"),
        description: one("organization_about"),
    };
    let typed = Typed::from_form(&pairs);
    let page = page(&app, reader, &worker, TITLE, PATH);
    let refused = match both(&app, &founded, &typed, (organization, service)) {
        Err(key) => Refused::unfit(page.t(key).into_owned()),
        Ok((organization, service)) => {
            match write_organization(&app, &worker, organization, service).await? {
                Ok(()) => return Ok(Redirect::to(&there).into_response()),
                Err(refused) => refused,
            }
        }
    };
    let mut drawn = drawn(page, founded, typed);
    drawn.problem = Some(refused.problem);
    Ok((refused.status, shown(&drawn)).into_response())
}

/// The organisation and its service, or the key of what is wrong with what was typed.
fn both(
    app: &App,
    founded: &Founded,
    typed: &Typed,
    (id, service): (Uuid, Uuid),
) -> Result<(Organization, Service), &'static str> {
    let Founded { name, description, .. } = founded;
    if name.is_empty() || description.is_empty() {
        return Err("organization-incomplete");
    }
    if name.chars().count() > LONGEST.0 || description.chars().count() > LONGEST.1 {
        return Err("entry-too-long");
    }
    let mut first = Service { id: service, organization_id: Some(id), ..Service::default() };
    typed.apply(&mut first, &checked(app))?;
    let (name, description) = (name.clone(), description.clone());
    Ok((Organization { id, name, description, ..Organization::default() }, first))
}

/// The page in its states.
pub(super) fn samples() -> Vec<Shown> {
    let page = |name: &str, problem: Option<&str>| {
        let founded = Founded {
            id: "0191".into(),
            service: "0192".into(),
            name: name.into(),
            description: String::new(),
        };
        let mut drawn = drawn(sample_page(TITLE, PATH), founded, Typed::of(&Service::default(), 0));
        drawn.problem = problem.map(str::to_owned);
        drawn
    };
    vec![
        Shown::desk("organization-new", page("", None)),
        Shown::desk(
            "organization-refused",
            page("Harbor Youth Services", Some("Write what it is called and what it does.")),
        ),
    ]
}
