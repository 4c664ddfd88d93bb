//! What a service sees behind its saved link: one screen on a phone, no account.
//!
//! Its beds in one tap, who asks for one (without a name), the beds that it keeps with their end. The
//! link holds a random secret; the server keeps a hash of it. Every button is a form of its own, so
//! the page works without script; a small script only looks for what is new.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::bed::{BedReply, BedRequestState, OtherAnswer};
use casework::id::{BedRequestId, CapacityId, ServiceId};
use casework::member::Actor;
use casework::referral::DeclineReason;
use casework::time::{Span, Timestamp};
use chrono_tz::Tz;
use directory::Service;
use directory::matching::Freshness;
use serde::Deserialize;
use store::bed::list::{self, Seen};
use store::capacity::{self, Capacity};
use store::directory::{self as entries, Kind};
use store::subject::Beds;
use vault::SessionSecret;

use crate::App;
use crate::acts::bed::{self, Count, Say};
use crate::app::{Reader, shown};
use crate::desk::bed::question;
use crate::desk::service::moment;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::Shown;
use crate::i18n::Locale;
use crate::page::{Page, Style};
use crate::partner::{gone, refusal};

pub mod program;
mod sample;

/// The most requests that a page lists.
const LISTED: i64 = 20;
/// For how long the last word can be taken back with one tap.
const UNDO: Span = Span::from_minutes(10);

/// Where the saved link of a service leads.
#[must_use]
pub fn path(link: &SessionSecret) -> String {
    format!("/beds/{}", link.to_cookie().as_str())
}

/// `GET /beds/{secret}`
#[derive(Template)]
#[template(path = "shelter/beds.html")]
pub struct BedsPage {
    /// The frame; its path is the link itself, to which every answer is sent.
    page: Page,
    service: String,
    groups: Vec<Group>,
    waiting: Vec<Waiting>,
    holds: Vec<Holding>,
    told: Vec<Told>,
    /// For how many minutes a yes keeps a bed.
    minutes: i64,
    call: Option<String>,
    problem: Option<String>,
}

/// The beds of one group of people.
#[derive(Clone, Debug)]
struct Group {
    id: String,
    /// Whom they are for, in the directory's words; empty where there is one group.
    name: String,
    /// How many are free, those that are kept among them.
    said: Option<u32>,
    of: Option<u32>,
    kept: u32,
    /// How long ago that was said.
    age: String,
    /// Whether it is too old to rely on.
    old: bool,
    /// What was said before, as long as that can be taken back.
    undo: Option<u32>,
}

impl Group {
    fn seen(&self) -> String {
        self.said.map(|said| said.to_string()).unwrap_or_default()
    }

    fn more(&self) -> Option<u32> {
        let next = self.said.unwrap_or(self.kept).saturating_add(1);
        Some(next).filter(|next| self.of.is_none_or(|most| *next <= most))
    }

    fn fewer(&self) -> Option<u32> {
        self.said.filter(|said| *said > self.kept).map(|said| said - 1)
    }

    fn has_room(&self) -> bool {
        self.said.is_some_and(|said| said > self.kept)
    }
}

/// A request that this service can answer.
#[derive(Clone, Debug)]
struct Waiting {
    id: String,
    lines: Vec<(String, String)>,
    danger: bool,
    until: String,
    /// The key of what this service said before.
    said: Option<&'static str>,
}

/// A bed that this service keeps.
#[derive(Clone, Debug)]
struct Holding {
    id: String,
    lines: Vec<(String, String)>,
    until: String,
}

/// A request that ended a short while ago.
#[derive(Clone, Debug)]
struct Told {
    lines: Vec<(String, String)>,
    key: &'static str,
    since: String,
}

/// What a button of the page sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Tap {
    /// Which beds, and the numbers seen and meant.
    beds: String,
    seen: String,
    free: String,
    /// Which request, and the answer: `yes:BEDS`, `found:BEDS`, `call_me` or `take_back`.
    request: String,
    say: String,
    decline: String,
}

/// `GET /beds/{secret}`: nothing in it identifies anybody.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
) -> Result<Response, Error> {
    draw(&app, reader, &secret, None).await
}

/// `POST /beds/{secret}`: a number, or an answer.
pub async fn tap(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    Sent(form): Sent<Tap>,
) -> Result<Response, Error> {
    let Some((link, service)) = linked(&app, &secret).await? else {
        return Ok(gone(&app, reader));
    };
    let page = app.page(reader, Style::Partner, "beds-title", path(&link));
    let refused = match form.act(&app, service).await {
        Ok(()) => return Ok(Redirect::to(&page.href(page.path())).into_response()),
        Err(store::Error::Rule(text)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, refusal::words(&page, text))
        }
        Err(store::Error::Changed) => (StatusCode::CONFLICT, page.t("beds-changed").into_owned()),
        Err(other) => return Err(other.into()),
    };
    draw(&app, reader, &secret, Some(refused)).await
}

impl Tap {
    async fn act(&self, app: &App, service: ServiceId) -> Result<(), store::Error> {
        let store = app.store();
        let wrong = || store::Error::NotFound;
        if !self.beds.is_empty() {
            let beds = CapacityId::from_uuid(self.beds.parse().map_err(|_| wrong())?);
            let seen = match self.seen.as_str() {
                "" => None,
                text => Some(text.parse().map_err(|_| wrong())?),
            };
            let free = self.free.parse().map_err(|_| wrong())?;
            return bed::say(store, service, beds, Count::Seen { seen, free }).await;
        }
        let request: BedRequestId = self.request.parse().map_err(|_| wrong())?;
        let say = self.say(app).ok_or_else(wrong)?;
        bed::answer(store, service, request, say).await
    }

    fn say(&self, app: &App) -> Option<Say> {
        if !self.decline.is_empty() {
            let reason = DeclineReason::from_code(&self.decline).ok()?;
            return Some(Say::Other(OtherAnswer::No(reason)));
        }
        match self.say.as_str() {
            "call_me" => return Some(Say::Other(OtherAnswer::CallMe)),
            "take_back" => return Some(Say::TakeBack),
            _ => {}
        }
        let (how, beds) = self.say.split_once(':')?;
        let found = match how {
            "yes" => false,
            "found" => true,
            _ => return None,
        };
        let beds = Some(CapacityId::from_uuid(beds.parse().ok()?));
        Some(Say::Yes { beds, found, lasts: app.hold() })
    }
}

async fn linked(app: &App, secret: &str) -> Result<Option<(SessionSecret, ServiceId)>, Error> {
    let Some(link) = SessionSecret::from_cookie(secret) else { return Ok(None) };
    let service = app.store().shelter(&link).await?;
    Ok(service.map(|service| (link, service)))
}

/// Five statements: the link, the service, its beds with what is kept of them, what it was asked.
async fn draw(
    app: &App,
    reader: Reader,
    secret: &str,
    refused: Option<(StatusCode, String)>,
) -> Result<Response, Error> {
    let Some((link, id)) = linked(app, secret).await? else { return Ok(gone(app, reader)) };
    let (look, actor) = (access::Look::SeeBeds, Actor::Shelter { service: id });
    let ((), mut view) = app.store().look(&actor, look, Beds(id)).await?;
    let Some(entry) = entries::of_id(&mut view, Kind::Service, id.uuid()).await? else {
        return Ok(gone(app, reader));
    };
    let service: Service = entry.public()?;
    let now = view.now();
    let beds = capacity::of_service(&mut view, id, now).await?;
    let asked = list::of_service(&mut view, id, now, LISTED).await?;
    drop(view);
    let page = app.page(reader, Style::Partner, "beds-title", path(&link));
    let (status, problem) = match refused {
        None => (StatusCode::OK, None),
        Some((status, text)) => (status, Some(text)),
    };
    let words = Words { page: &page, now, zone: app.zone() };
    let drawn = BedsPage {
        groups: beds.iter().map(|one| words.group(&service, one, beds.len() > 1)).collect(),
        waiting: asked.iter().filter(|one| one.waits(now)).map(|one| words.waiting(one)).collect(),
        holds: asked.iter().filter_map(|one| words.holding(one)).collect(),
        told: asked.iter().filter_map(|one| words.told(one)).collect(),
        service: service.name,
        minutes: app.hold().minutes_rounded_up(),
        call: app.site().phone.clone(),
        problem,
        page: page.clone(),
    };
    Ok((status, shown(&drawn)).into_response())
}

/// For whom one group of beds is, in the directory's words.
pub(crate) fn whom(service: &Service, beds: &Capacity) -> Option<String> {
    let row = service.capacities.iter().find(|row| row.id == beds.id)?;
    row.description.clone().or_else(|| row.population.clone())
}

/// Puts rows into the words of the page.
struct Words<'a> {
    page: &'a Page,
    now: Timestamp,
    zone: Tz,
}

impl Words<'_> {
    fn group(&self, service: &Service, beds: &Capacity, named: bool) -> Group {
        let name = whom(service, beds);
        let lately = self.now - beds.updated_at <= UNDO;
        Group {
            id: beds.id.to_string(),
            name: name.filter(|_| named).unwrap_or_default(),
            said: beds.available,
            of: beds.maximum,
            kept: beds.held,
            age: ago(self.page, self.now - beds.updated_at),
            old: Freshness::of(beds.updated_at, self.now) == Freshness::Old,
            undo: beds.previous.filter(|was| lately && Some(*was) != beds.available),
        }
    }

    fn waiting(&self, seen: &Seen) -> Waiting {
        Waiting {
            id: seen.request.to_string(),
            lines: question(self.page, &seen.question),
            danger: seen.question.danger.rank() < 2,
            until: moment(seen.expires_at, self.now, self.zone),
            said: seen.reply.map(|reply| match reply {
                BedReply::Yes => "beds-said-yes",
                BedReply::No => "beds-said-no",
                BedReply::CallMe => "beds-said-call",
            }),
        }
    }

    fn holding(&self, seen: &Seen) -> Option<Holding> {
        let (_, until) = seen.held.filter(|_| seen.holds(self.now))?;
        Some(Holding {
            id: seen.request.to_string(),
            lines: question(self.page, &seen.question),
            until: moment(until, self.now, self.zone),
        })
    }

    /// What became of a request, so that nobody waits for an answer that does not come.
    fn told(&self, seen: &Seen) -> Option<Told> {
        let key = match (seen.state, seen.reply) {
            (BedRequestState::Open, _) if !seen.waits(self.now) => "beds-told-over",
            (BedRequestState::Open, _) => return None,
            (BedRequestState::Held, _) if seen.held.is_some() => return None,
            (BedRequestState::Held, _) => "beds-told-found",
            (BedRequestState::Closed, _) if seen.given => "beds-told-given",
            (BedRequestState::Closed, _) => "beds-told-found",
            (BedRequestState::Expired, _) => "beds-told-over",
        };
        Some(Told {
            lines: question(self.page, &seen.question),
            key,
            since: moment(seen.since, self.now, self.zone),
        })
    }
}

/// A span as the page says it: `40 minutes ago`.
fn ago(page: &Page, span: Span) -> String {
    let count = |seconds: i64, unit: i64| u32::try_from(seconds / unit).unwrap_or(u32::MAX);
    let text = match span.not_negative().seconds() {
        0..=59 => page.t("beds-now"),
        seconds @ 60..=7_199 => page.t1("beds-minutes", "count", count(seconds, 60)),
        seconds @ 7_200..=172_799 => page.t1("beds-hours", "count", count(seconds, 3_600)),
        seconds => page.t1("beds-days", "count", count(seconds, 86_400)),
    };
    text.into_owned()
}
