//! Who may sit at the table, from whatever agency, and until when their two papers hold: the confidentiality
//! agreement that they signed, and the memorandum of their organisation.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::review::Agreements;
use casework::id::OrganizationId;
use casework::time::Timestamp;
use serde::Deserialize;
use store::member;
use store::review::seat;
use store::team::Team;
use vault::{ReaderId, SecretKey, Text};

use super::OfTeam;
use crate::App;
use crate::acts::case::review as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::case::allow::midnight;
use crate::desk::entry::written;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/reviews/seats`
#[derive(Template)]
#[template(path = "review/seats.html")]
pub struct SeatsPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// Who may sit there.
    pub seats: Vec<Seat>,
    /// Members of the team who can be named: id and name.
    pub colleagues: Vec<(String, String)>,
    /// Whether the reader keeps this list.
    pub holds: bool,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One seat.
#[derive(Clone, Debug)]
pub struct Seat {
    /// For forms.
    pub id: String,
    /// Who sits there.
    pub name: String,
    /// For which agency.
    pub agency: String,
    /// The last day of the confidentiality agreement, as a field of a form shows it.
    pub confidentiality: String,
    /// The last day of the memorandum.
    pub memorandum: String,
    /// Whether both hold.
    pub papers: (bool, bool),
}

impl Seat {
    pub(super) fn holds(&self) -> bool {
        self.papers == (true, true)
    }

    pub(super) fn samples() -> Vec<Self> {
        let seat = |name: &str, agency: &str, papers: (bool, bool)| Self {
            id: name.len().to_string(),
            name: name.into(),
            agency: agency.into(),
            confidentiality: if papers.0 { "2027-03-01".into() } else { String::new() },
            memorandum: if papers.1 { "2027-06-30".into() } else { String::new() },
            papers,
        };
        vec![
            seat("Maya R.", "North Star", (true, true)),
            seat("Officer Lindqvist-Okonkwo", "County child welfare", (false, true)),
            seat("Zoe", "North shelter", (true, false)),
        ]
    }
}

/// At a table at one moment.
pub(super) struct Sitting<'a> {
    pub(super) app: &'a App,
    /// The team's.
    pub(super) key: &'a SecretKey,
    pub(super) at: Timestamp,
}

impl Sitting<'_> {
    pub(super) fn of(&self, one: &seat::Stored) -> Result<Seat, Error> {
        let (name, agency) = one.names(self.key)?;
        let holds = |until: Option<Timestamp>| until.is_some_and(|until| self.at < until);
        // Kept is the end of the last day: a moment before it is that day.
        let day = |until: Option<Timestamp>| {
            let last = until.map(|until| Timestamp::from_micros(until.micros() - 1));
            last.map(|last| written(last, self.app.zone()).chars().take(10).collect())
        };
        let Agreements { confidentiality_until, memorandum_until, .. } = one.papers;
        Ok(Seat {
            id: one.id.to_string(),
            name: name.expose().to_owned(),
            agency: agency.expose().to_owned(),
            confidentiality: day(confidentiality_until).unwrap_or_default(),
            memorandum: day(memorandum_until).unwrap_or_default(),
            papers: (holds(confidentiality_until), holds(memorandum_until)),
        })
    }
}

/// `GET /desk/reviews/seats`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<OfTeam>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    draw(&app, reader, &worker, (&teams, chosen(&teams, &asked.team)?), None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (teams, team): (&[Team], &Team),
    problem: Option<String>,
) -> Result<Response, Error> {
    let actor = worker.actor();
    let ((), mut view) = app.store().look(&actor, Look::ListCases, team.id).await?;
    let stored = seat::of_team(&mut view, team.id).await?;
    let of_team = member::of_team(&mut view, team.id).await?;
    let names = names(&mut view, worker).await?;
    drop(view);
    let key = worker.0.keys.secret(ReaderId(team.id.uuid())).ok_or(Error::NotFound)?;
    let sitting = Sitting { app, key, at: app.now() };
    let those = names.iter().filter(|(id, _)| of_team.contains(id));
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = SeatsPage {
        page: page(app, reader, worker, "seats-title", "/desk/reviews/seats"),
        teams: choices(worker, teams, team.id)?,
        team: team.id.to_string(),
        seats: stored.iter().map(|one| sitting.of(one)).collect::<Result<_, _>>()?,
        colleagues: those.map(|(id, name)| (id.to_string(), name.expose().to_owned())).collect(),
        holds: app.store().may(&actor, Act::HoldReview, &Resource::Team(team.id)),
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// A new seat, or papers that were renewed.
#[derive(Deserialize)]
pub struct Seating {
    #[serde(default)]
    team: String,
    #[serde(default)]
    seat: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    member: String,
    #[serde(default)]
    confidentiality: String,
    #[serde(default)]
    memorandum: String,
}

/// `POST /desk/reviews/seats`
pub async fn keep(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(form): Sent<Seating>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &form.team)?;
    let (store, doer) = (app.store(), worker.doer());
    let confidentiality = midnight(&app, &form.confidentiality)?;
    let memorandum = midnight(&app, &form.memorandum)?;
    if !form.seat.is_empty() {
        let seat = form.seat.parse().map_err(|_| Error::WrongFields)?;
        acts::renew(store, &doer, (team.id, seat), confidentiality, memorandum).await?;
        return Ok(back(team));
    }
    let short = |text: &str| text.trim().chars().take(200).collect::<String>();
    let (name, agency) = (short(&form.name), short(&form.agency));
    if name.is_empty() || agency.is_empty() {
        let frame = page(&app, reader, &worker, "seats-title", "/desk/reviews/seats");
        let text = frame.t("seats-incomplete").into_owned();
        return draw(&app, reader, &worker, (&teams, team), Some(text)).await;
    }
    let papers = Agreements {
        organization: OrganizationId::from_uuid(store.new_contact_id().uuid()),
        member: match form.member.as_str() {
            "" => None,
            text => Some(text.parse().map_err(|_| Error::WrongFields)?),
        },
        confidentiality_until: confidentiality,
        memorandum_until: memorandum,
    };
    let (name, agency) = (Text::from(name), Text::from(agency));
    let to = (team.id, team.public_key);
    acts::add_seat(store, &doer, to, papers, (&name, &agency)).await?;
    Ok(back(team))
}

fn back(team: &Team) -> Response {
    Redirect::to(&format!("/desk/reviews/seats?team={}", team.id)).into_response()
}

impl Sample for SeatsPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |seats, holds, problem: Option<&str>| SeatsPage {
            page: sample_page("seats-title", "/desk/reviews/seats"),
            teams: vec![],
            team: "t1".into(),
            seats,
            colleagues: vec![("m1".into(), "Maya R.".into()), ("m2".into(), "Joel T.".into())],
            holds,
            problem: problem.map(str::to_owned),
        };
        vec![
            Shown::desk("seats", page(Seat::samples(), true, None)),
            Shown::desk("seats-reader", page(Seat::samples(), false, None)),
            Shown::desk("seats-empty", page(vec![], true, Some("Write a name and an agency."))),
        ]
    }
}
