//! Asking for a bed from the desk: beside the conversation, what each service said and which bed is
//! kept until when; one request by itself, to write down what was said by telephone.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::bed::{BedQuestion, BedReply, BedRequestState, OtherAnswer};
use casework::facts::CountyCode;
use casework::id::{BedRequestId, ContactId, ServiceId};
use casework::need::{AgeBand, Gender, Need};
use casework::referral::DeclineReason;
use casework::time::{Span, Timestamp};
use chrono_tz::Tz;
use serde::Deserialize;
use store::View;
use store::bed::{Asked, Stored, list};
use vault::Attempt;

use super::floor::{label, page, spoken};
use super::room::Id;
use super::service::moment;
use super::wish::Wishes;
use crate::App;
use crate::acts::bed::{self, Asking, Say};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::page::Page;
use crate::say::new_key;

pub mod link;
mod sample;

pub(super) use sample::{sample_ask, sample_pending, sample_requests};

/// How long services can be given to answer, in minutes.
pub(super) const MINUTES: [i64; 4] = [15, 30, 60, 240];
/// How many requests of a contact are shown.
const LISTED: i64 = 5;
/// What a bed is needed for, the most urgent first.
const BEDS: [Need; 3] = [Need::EmergencyShelter, Need::TransitionalHousing, Need::LongTermHousing];

/// The form that asks the services that were ticked: what they are told, and nothing else.
#[derive(Clone, Debug, Default)]
pub struct AskBeds {
    pub(super) key: String,
    pub(super) need: String,
    pub(super) age: String,
    pub(super) gender: String,
    pub(super) county: String,
    /// The same in words, for whoever asks.
    pub(super) told: String,
}

impl AskBeds {
    /// What would be asked by these wishes; none where no bed is needed.
    pub(super) fn of(app: &App, page: &Page, wishes: &Wishes) -> Option<Self> {
        let wanted = |need: &&Need| wishes.need.iter().any(|code| code == need.code());
        let need = BEDS.iter().find(wanted)?;
        let age = AgeBand::from_code(&wishes.age).ok();
        let gender = Gender::from_code(&wishes.gender).ok();
        let county = CountyCode::parse(wishes.county()).ok();
        let told = BedQuestion {
            need: *need,
            age_band: age,
            gender,
            county: county.clone(),
            danger: casework::contact::Danger::Unknown,
        };
        let told: Vec<_> = question(page, &told).into_iter().map(|(_, value)| value).collect();
        Some(Self {
            key: new_key(app),
            need: need.code().to_owned(),
            age: age.map(|age| age.code().to_owned()).unwrap_or_default(),
            gender: gender.map(|gender| gender.code().to_owned()).unwrap_or_default(),
            county: county.map(|county| county.as_str().to_owned()).unwrap_or_default(),
            told: told.join(" · "),
        })
    }
}

impl AskBeds {
    /// How long they can be given to answer: the minutes, the same in words, and the usual one.
    pub(super) fn choices(&self) -> [(i64, String, bool); 4] {
        MINUTES.map(|minutes| (minutes, spoken(Span::from_minutes(minutes)), minutes == 30))
    }
}

/// What a service is asked, in words: nothing that says who it is.
pub(crate) fn question(page: &Page, asked: &BedQuestion) -> Vec<(String, String)> {
    let mut lines = vec![("partner-need", page.label(Need::LIST, asked.need.code()).into_owned())];
    let age = asked.age_band.map(|age| page.label(AgeBand::LIST, age.code()).into_owned());
    lines.extend(age.map(|age| ("partner-age", age)));
    let gender = asked.gender.map(|one| page.label(Gender::LIST, one.code()).into_owned());
    lines.extend(gender.map(|gender| ("partner-gender", gender)));
    let county = asked.county.as_ref().map(|county| county.as_str().to_owned());
    lines.extend(county.map(|county| ("partner-county", county)));
    lines.into_iter().map(|(key, value)| (page.t(key).into_owned(), value)).collect()
}

/// A bed request as the desk shows it.
#[derive(Clone, Debug)]
pub struct BedView {
    pub(super) id: String,
    pub(super) contact: String,
    pub(super) label: String,
    /// What was asked, in one line.
    pub(super) told: String,
    pub(super) state: BedRequestState,
    /// When it was asked: `14:02`.
    pub(super) asked: String,
    /// Until when it can be answered: `14:32`.
    pub(super) until: String,
    pub(super) services: Vec<AskedView>,
    pub(super) kept: Option<KeptView>,
    /// Every service said no.
    pub(super) exhausted: bool,
}

/// What one service said.
#[derive(Clone, Debug)]
pub struct AskedView {
    pub(super) service: String,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) reply: Option<BedReply>,
    pub(super) reason: Option<DeclineReason>,
    /// When it was said: `14:05`; empty before.
    pub(super) at: String,
}

/// The bed that is kept.
#[derive(Clone, Debug)]
pub struct KeptView {
    pub(super) service: String,
    pub(super) name: String,
    pub(super) until: String,
    /// How much time is left: `28 min`.
    pub(super) left: String,
}

impl BedView {
    /// A stored request in words, as time has left it at `now`.
    #[must_use]
    pub fn of(page: &Page, stored: &Stored, now: Timestamp, zone: Tz) -> Self {
        let (request, _) = stored.request.clone().settle(now);
        let told = question(page, request.question()).into_iter().map(|(_, value)| value);
        let name = |service: ServiceId| {
            stored.asked(service).map(|asked| asked.service_name.clone()).unwrap_or_default()
        };
        let services = request.asks().iter().map(|ask| AskedView {
            service: ask.service.to_string(),
            name: name(ask.service),
            phone: stored.asked(ask.service).and_then(|asked| asked.phone.clone()),
            reply: ask.answer.map(|(answer, _)| answer.reply()),
            reason: ask.answer.and_then(|(answer, _)| answer.reason()),
            at: ask.answer.map(|(_, at)| moment(at, now, zone)).unwrap_or_default(),
        });
        let kept = request.hold().filter(|hold| hold.is_live(now)).map(|hold| KeptView {
            service: hold.service().to_string(),
            name: name(hold.service()),
            until: moment(hold.expires_at(), now, zone),
            left: spoken(hold.expires_at() - now),
        });
        Self {
            id: request.id().to_string(),
            contact: request.contact().to_string(),
            label: label(request.contact()),
            told: told.collect::<Vec<_>>().join(" · "),
            state: request.state(),
            asked: moment(request.asked_at(), now, zone),
            until: moment(request.expires_at(), now, zone),
            services: services.collect(),
            kept,
            exhausted: request.is_exhausted(),
        }
    }

    pub(crate) fn tone(&self) -> &'static str {
        match self.state {
            BedRequestState::Open => "accent",
            BedRequestState::Held => "positive",
            BedRequestState::Closed => "",
            BedRequestState::Expired => "caution",
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        self.state == BedRequestState::Open
    }

    pub(crate) fn is_over(&self) -> bool {
        self.state.is_final()
    }

    pub(crate) fn is_expired(&self) -> bool {
        self.state == BedRequestState::Expired
    }
}

impl AskedView {
    pub(crate) fn tone(&self) -> &'static str {
        match self.reply {
            Some(BedReply::Yes) => "positive",
            Some(BedReply::No) | Some(BedReply::CallMe) => "caution",
            None => "",
        }
    }
}

/// A bed request in the list of what is waited for.
#[derive(Clone, Debug)]
pub struct PendingView {
    pub(super) id: String,
    pub(super) contact: String,
    pub(super) label: String,
    pub(super) need: Need,
    pub(super) state: BedRequestState,
    /// How long ago it was asked: `12 min`.
    pub(super) waited: String,
    /// When time alone changes it: `14:32`.
    pub(super) due: Option<String>,
    /// No bed was found, or every service said no: somebody has to ask elsewhere.
    pub(super) failed: bool,
}

impl PendingView {
    /// A stored request in words.
    #[must_use]
    pub fn of(pending: &list::Pending, now: Timestamp, zone: Tz) -> Self {
        let over = pending.due_at.is_none_or(|due| due <= now);
        Self {
            id: pending.request.to_string(),
            contact: pending.contact.to_string(),
            label: label(pending.contact),
            need: pending.need,
            state: pending.state,
            waited: spoken(now - pending.asked_at),
            due: pending.due_at.filter(|_| !over).map(|due| moment(due, now, zone)),
            failed: over || pending.exhausted,
        }
    }

    pub(crate) fn is_held(&self) -> bool {
        self.state == BedRequestState::Held
    }
}

/// The bed requests of the open contact alone, as the stream sends them when one changes.
#[derive(Template)]
#[template(path = "desk/beds.html")]
pub struct BedsPart<'a> {
    /// The frame.
    pub page: &'a Page,
    /// What was asked, the latest first.
    pub beds: &'a [BedView],
}

/// What was asked for a contact, the latest first.
pub(super) async fn beds(
    app: &App,
    page: &Page,
    view: &mut View,
    contact: ContactId,
) -> Result<Vec<BedView>, Error> {
    let asked = list::of_contact(view, contact, LISTED).await?;
    Ok(asked.iter().map(|one| BedView::of(page, one, app.now(), app.zone())).collect())
}

/// `GET /desk/beds/{id}`
#[derive(Template)]
#[template(path = "desk/bed.html")]
pub struct BedPage {
    page: Page,
    view: BedView,
    problem: Option<String>,
}

/// The form that asks several services.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    key: String,
    service: Vec<String>,
    need: String,
    age: String,
    gender: String,
    county: String,
    within: String,
}

impl AskForm {
    fn question(&self, danger: casework::contact::Danger) -> Result<BedQuestion, Error> {
        let optional = |code: &str| Some(code.to_owned()).filter(|code| !code.is_empty());
        let age = optional(&self.age).map(|code| AgeBand::from_code(&code)).transpose();
        let gender = optional(&self.gender).map(|code| Gender::from_code(&code)).transpose();
        let county = optional(&self.county).map(|code| CountyCode::parse(&code)).transpose();
        Ok(BedQuestion {
            need: Need::from_code(&self.need).map_err(|_| Error::WrongFields)?,
            age_band: age.map_err(|_| Error::WrongFields)?,
            gender: gender.map_err(|_| Error::WrongFields)?,
            county: county.map_err(|_| Error::WrongFields)?,
            danger,
        })
    }
}

/// `POST /desk/{id}/beds`: asks the services that were ticked. Nothing personal is sent.
pub async fn ask(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<AskForm>,
) -> Result<Response, Error> {
    let contact = id.parse()?;
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let minutes = MINUTES.into_iter().find(|minutes| minutes.to_string() == form.within);
    let minutes = minutes.ok_or(Error::WrongFields)?;
    let look = access::Look::SeeContact;
    let (stored, _) = app.store().look(&worker.actor(), look, contact).await?;
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let asked = |code: &String| -> Result<Asked, Error> {
        let service: ServiceId = code.parse().map_err(|_| Error::WrongFields)?;
        let card = ready.cards.get(&service).filter(|card| card.counts_beds);
        let card = card.ok_or(Error::WrongFields)?;
        Ok(Asked {
            service,
            organization: card.organization,
            organization_name: card.organization_name.clone(),
            service_name: card.name.clone(),
            phone: card.phone.clone(),
        })
    };
    let services: Vec<Asked> = form.service.iter().map(asked).collect::<Result<_, _>>()?;
    let asking = Asking {
        question: form.question(stored.contact.danger())?,
        services: &services,
        within: Span::from_minutes(minutes),
        attempt: &attempt,
    };
    bed::ask(app.store(), &worker.doer(), contact, &asking).await?;
    Ok(Redirect::to(&format!("/desk/{contact}#panel")).into_response())
}

fn parse(id: &str) -> Result<BedRequestId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /desk/beds/{id}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, parse(&id)?, None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: BedRequestId,
    problem: Option<String>,
) -> Result<Response, Error> {
    let look = access::Look::SeeContact;
    let (stored, _) = app.store().look(&worker.actor(), look, id).await?;
    let page = page(app, reader, worker, "bed-title", &format!("/desk/beds/{id}"));
    let status = match problem {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let view = BedView::of(&page, &stored, app.now(), app.zone());
    Ok((status, shown(&BedPage { page, view, problem })).into_response())
}

/// What the buttons of a bed request send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Act {
    act: String,
    service: String,
    decline: String,
}

impl Act {
    /// What a service said by telephone.
    fn say(&self, app: &App) -> Result<Say, Error> {
        if !self.decline.is_empty() {
            let reason = DeclineReason::from_code(&self.decline).map_err(|_| Error::WrongFields)?;
            return Ok(Say::Other(OtherAnswer::No(reason)));
        }
        match self.act.as_str() {
            "yes" => Ok(Say::Yes { beds: None, found: true, lasts: app.hold() }),
            "call_me" => Ok(Say::Other(OtherAnswer::CallMe)),
            _ => Err(Error::WrongFields),
        }
    }
}

/// `POST /desk/beds/{id}`: gives the bed back, ends the request, or writes down what a service said by
/// telephone.
pub async fn act(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<String>,
    Sent(form): Sent<Act>,
) -> Result<Response, Error> {
    let id = parse(&id)?;
    let (store, doer) = (app.store(), worker.doer());
    let done = match form.act.as_str() {
        "release" => bed::let_go(store, &doer, id, false).await,
        "close" => bed::let_go(store, &doer, id, true).await,
        _ => {
            let service = form.service.parse().map_err(|_| Error::WrongFields)?;
            bed::answer_told(store, &doer, service, id, form.say(&app)?).await
        }
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/beds/{id}")).into_response()),
        Err(store::Error::Rule(text)) => draw(&app, reader, &worker, id, Some(text)).await,
        Err(other) => Err(other.into()),
    }
}
