//! The beds, hours and area of one service, told by those who keep the directory.

use access::{Act, Resource};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::id::ServiceId;
use directory::value::WeekDay;

use super::edit::{After, Name, Standing, fresh, standing};
use super::offered::{Beds, Given, Hours, Terms};
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

/// `GET /desk/directory/{service}/terms`
#[derive(Template)]
#[template(path = "entries/terms.html")]
pub struct TermsPage {
    page: Page,
    service: String,
    name: String,
    terms: Terms,
    edits: bool,
    saved: bool,
    problem: Option<String>,
    /// What stands now, where somebody else changed it meanwhile.
    stands: Vec<(String, String)>,
}

impl TermsPage {
    /// The groups, and an empty line for one more.
    fn beds(&self) -> Vec<Beds> {
        [&self.terms.beds[..], &[Beds::default()]].concat()
    }

    /// The hours, and an empty line for more.
    fn hours(&self) -> Vec<Hours> {
        [&self.terms.hours[..], &[Hours::default()]].concat()
    }

    fn day_key(&self, day: &WeekDay) -> &'static str {
        match day {
            WeekDay::Monday => "terms-monday",
            WeekDay::Tuesday => "terms-tuesday",
            WeekDay::Wednesday => "terms-wednesday",
            WeekDay::Thursday => "terms-thursday",
            WeekDay::Friday => "terms-friday",
            WeekDay::Saturday => "terms-saturday",
            WeekDay::Sunday => "terms-sunday",
        }
    }
}

/// `GET /desk/directory/{service}/terms`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
    Query(after): Query<After>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, name.parse()?, (None, after.is_saved())).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ServiceId,
    (refused, saved): (Option<(Terms, Refused)>, bool),
) -> Result<Response, Error> {
    let Standing { service, version, is_whole, .. } = standing(app, worker, id).await?;
    let path = format!("{}/{id}/terms", super::SECTION.0);
    let stands = Terms::of(&service, version);
    let edits =
        is_whole && app.store().may(&worker.actor(), Act::EditDirectory, &Resource::Directory);
    let mut drawn = TermsPage {
        page: page(app, reader, worker, "terms-title", &path),
        service: id.to_string(),
        name: service.name,
        terms: stands.clone(),
        edits,
        saved,
        problem: None,
        stands: Vec::new(),
    };
    let mut status = StatusCode::OK;
    if let Some((typed, refused)) = refused {
        if refused.changed {
            drawn.stands = stands.beside(&typed, &drawn.page);
        }
        status = refused.status;
        // Whoever has seen what stands now may write over it.
        drawn.terms = Terms { version, others: stands.others, ..typed };
        drawn.problem = Some(refused.problem);
    }
    Ok((status, shown(&drawn)).into_response())
}

/// `POST /desk/directory/{service}/terms`: writes them over the version that was seen.
pub async fn save(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(name): Path<Name>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let id = name.parse()?;
    let typed = Terms::from_form(&pairs);
    let Standing { mut service, is_whole: true, .. } = standing(&app, &worker, id).await? else {
        return Err(Error::NotFound);
    };
    let new = [fresh(&app), fresh(&app), fresh(&app)];
    let given = Given { now: app.now(), zone: app.zone(), new };
    let refused = match typed.apply(&mut service, &given) {
        Err(key) => {
            let page = page(&app, reader, &worker, "terms-title", super::SECTION.0);
            let problem = page.t(key).into_owned();
            Refused::unfit(problem)
        }
        Ok(()) => match write_service(&app, &worker, service, (id.uuid(), typed.version)).await? {
            Ok(()) => {
                return Ok(Redirect::to(&format!("{}/{id}/terms?saved=1", super::SECTION.0))
                    .into_response());
            }
            Err(refused) => refused,
        },
    };
    draw(&app, reader, &worker, id, (Some((typed, refused)), false)).await
}

impl Sample for TermsPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let beds = |id: &str, name: &str, most: &str| Beds {
            id: id.into(),
            name: name.into(),
            most: most.into(),
            free: String::new(),
        };
        let hours = Hours {
            id: "h1".into(),
            days: vec![WeekDay::Monday, WeekDay::Friday],
            opens: "09:00".into(),
            closes: "17:00".into(),
        };
        let terms = Terms {
            version: 4,
            beds: vec![beds("g1", "Girls of 12 to 17", "8"), beds("g2", "Young parents", "2")],
            hours: vec![hours],
            others: 1,
            area: r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#.into(),
        };
        let with = |terms: &Terms, edits, problem: Option<&str>| Self {
            page: sample_page("terms-title", "/desk/directory/s1/terms"),
            service: "s1".into(),
            name: "Harbor House, emergency beds".into(),
            terms: terms.clone(),
            edits,
            saved: false,
            problem: problem.map(str::to_owned),
            stands: Vec::new(),
        };
        let stands = vec![("Groups of beds".to_owned(), "Girls of 12 to 17 (6)".to_owned())];
        let changed = "somebody else changed this in the meantime; look at the new state";
        vec![
            Shown::desk("terms", with(&terms, true, None)),
            Shown::desk("terms-none", Self { saved: true, ..with(&Terms::default(), true, None) }),
            Shown::desk("terms-changed", Self { stands, ..with(&terms, true, Some(changed)) }),
            Shown::desk("terms-read", with(&terms, false, None)),
        ]
    }
}
