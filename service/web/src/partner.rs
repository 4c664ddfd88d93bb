//! What a service sees that was asked to take somebody: one screen on a phone, no account.
//!
//! The question names nobody. Who it is follows only after the service said yes, and only with
//! consent; it is opened with a key that the link's secret gives, which the server does not keep. The
//! secret stands in the path: a fragment would need a script. No page of ours has a link or an image
//! of another place, the referrer is never sent, and no log line holds a path.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::consent::Scope;
use casework::follow_up::{FollowUpOutcome, Milestone};
use casework::hand_off::HandOffState;
use casework::member::Actor;
use casework::referral::{DeclineReason, ReferralState};
use store::key;
use store::referral::{Door, Linked, Stored};
use vault::SessionSecret;

use crate::App;
use crate::acts::{follow_up, referral};
use crate::app::{Reader, shown};
use crate::desk::entry::written;
use crate::desk::follow_up::FollowUps;
use crate::desk::referral::{Reply, both, request};
use crate::desk::service::moment;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

pub mod code;
mod day;
pub mod fhir;
pub mod guest;
pub(crate) mod refusal;

/// Where the link of a referral leads.
#[must_use]
pub fn path(link: &SessionSecret) -> String {
    format!("/r/{}", link.to_cookie().as_str())
}

/// The referral behind a link.
#[derive(Template)]
#[template(path = "partner/referral.html")]
pub struct ReferralPage {
    /// The frame; its path is the link itself, to which every answer is sent.
    pub page: Page,
    /// What was asked: the service's name.
    pub service: String,
    /// Where it stands.
    pub state: ReferralState,
    /// Which version the reader saw; sent back with every answer.
    pub version: i64,
    /// What is needed, in words: label and value.
    pub request: Vec<(String, String)>,
    /// Until when it can be answered: `14:40`.
    pub until: Option<String>,
    /// The day and hour that were agreed, in words.
    pub scheduled: Option<String>,
    /// The same as a field of the form holds it.
    pub at: String,
    /// Whether they ask somebody of the service into the conversation, or somebody is there.
    pub guest: Option<HandOffState>,
    /// Who it is, where consent releases it: label and value; empty before.
    pub identity: Vec<(String, String)>,
    /// What is asked of somebody who arrived some time ago.
    pub follow_up: Option<Milestone>,
    /// The number of the hotline's desk, for "call me".
    pub call: Option<String>,
    /// Why the last answer was not taken.
    pub problem: Option<String>,
}

impl ReferralPage {
    fn is(&self, state: &str) -> bool {
        self.state.code() == state
    }

    fn part(&self, part: &str) -> String {
        self.page.href(&format!("{}/{part}", self.page.path()))
    }
}

/// A link that leads nowhere: wrong, replaced or too old.
#[derive(Template)]
#[template(path = "partner/gone.html")]
pub struct GonePage {
    page: Page,
    call: Option<String>,
}

/// `GET /r/{secret}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    match behind(&app, &secret, &headers).await? {
        Behind::Referral(link, linked) => draw(&app, reader, (&link, &linked), None).await,
        Behind::Code { link, left } => Ok(code::ask(&app, reader, &link, left, None)),
        Behind::Nothing => Ok(gone(&app, reader)),
    }
}

/// Who answers by a link.
fn partner(linked: &Linked) -> Actor {
    Actor::Partner { organization: linked.organization, referral: linked.referral }
}

/// What a link leads to for this browser.
enum Behind {
    /// The referral.
    Referral(SessionSecret, Linked),
    /// The code first, of which so many can still be wrong.
    Code { link: SessionSecret, left: i64 },
    /// Nothing: wrong, replaced, closed or too old.
    Nothing,
}

async fn behind(app: &App, secret: &str, headers: &HeaderMap) -> Result<Behind, Error> {
    let Some(link) = SessionSecret::from_cookie(secret) else { return Ok(Behind::Nothing) };
    let both = code::held(headers);
    Ok(match app.store().linked(&link, both.as_ref()).await? {
        Some(Door::Open(linked)) => Behind::Referral(link, linked),
        Some(Door::Code { left, .. }) => Behind::Code { link, left },
        None => Behind::Nothing,
    })
}

async fn draw(
    app: &App,
    reader: Reader,
    (link, linked): (&SessionSecret, &Linked),
    refused: Option<(StatusCode, String)>,
) -> Result<Response, Error> {
    let actor = partner(linked);
    let subject = app.store().referral(linked.referral);
    let (stored, mut view) = app.store().look(&actor, access::Look::SeeReferral, subject).await?;
    let when = (app.now(), app.zone());
    let follow_up = FollowUps::of(&mut view, linked.referral, when).await?.due;
    let guest = guest::standing(&mut view, linked).await?;
    drop(view);
    let page = app.page(reader, Style::Partner, "partner-title", path(link));
    let (state, now) = (stored.referral.state(), app.now());
    let until = stored.referral.snapshot().expires_at;
    // Between the end of the time and the machine that notices it, nothing can be answered either.
    let over = state == ReferralState::Offered && until <= now;
    let (status, problem) = match refused {
        None => (StatusCode::OK, None),
        Some((status, text)) => (status, Some(text)),
    };
    let drawn = ReferralPage {
        request: request(&page, &stored),
        identity: identity(app, &page, &actor, linked, &stored).await?,
        guest,
        scheduled: stored.referral.scheduled_for().map(|at| day::words(&page, at, app.zone())),
        at: stored.referral.scheduled_for().map_or_else(String::new, |at| written(at, app.zone())),
        service: stored.service_name,
        state: if over { ReferralState::Expired } else { state },
        version: stored.version,
        until: (state == ReferralState::Offered && !over).then(|| moment(until, now, app.zone())),
        follow_up,
        call: app.site().phone.clone(),
        problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// Who it is, as far as a consent releases it now. The look is audited.
async fn identity(
    app: &App,
    page: &Page,
    actor: &Actor,
    linked: &Linked,
    stored: &Stored,
) -> Result<Vec<(String, String)>, Error> {
    if !stored.is_released(app.now()) {
        return Ok(Vec::new());
    }
    let (look, subject) =
        (access::Look::ReadReleasedIdentity, app.store().referral(linked.referral));
    let (stored, mut view) = app.store().look(actor, look, subject).await?;
    let key = key::open(&mut view, linked.referral.uuid(), &linked.keys).await?;
    let identity = stored.identity(&key)?;
    let label = |code: &str| page.label(Scope::LIST, code).into_owned();
    Ok(identity.lines.iter().map(|(code, text)| (label(code), text.clone())).collect())
}

/// `POST /r/{secret}`: an answer. One that comes too late is not taken, and both sides are shown.
pub async fn answer(
    State(app): State<App>,
    reader: Reader,
    Path(secret): Path<String>,
    headers: HeaderMap,
    Sent(form): Sent<Reply>,
) -> Result<Response, Error> {
    let (link, linked) = match behind(&app, &secret, &headers).await? {
        Behind::Referral(link, linked) => (link, linked),
        Behind::Code { link, left } => return Ok(code::ask(&app, reader, &link, left, None)),
        Behind::Nothing => return Ok(gone(&app, reader)),
    };
    let page = app.page(reader, Style::Partner, "partner-title", path(&link));
    let refused = match take(&app, &page, &linked, &form).await {
        Ok(()) => return Ok(Redirect::to(&page.href(page.path())).into_response()),
        Err(Untaken::Refused(status, text)) => (status, text),
        Err(Untaken::Failed(error)) => return Err(error),
    };
    draw(&app, reader, (&link, &linked), Some(refused)).await
}

/// Why an answer was not taken.
enum Untaken {
    /// With what to show above the referral as it stands.
    Refused(StatusCode, String),
    /// Nothing of the page can be shown.
    Failed(Error),
}

async fn take(app: &App, page: &Page, linked: &Linked, form: &Reply) -> Result<(), Untaken> {
    let (store, actor, id) = (app.store(), partner(linked), linked.referral);
    let wrong = |text| Untaken::Refused(StatusCode::UNPROCESSABLE_ENTITY, text);
    let (done, changed) = if form.outcome.is_given() {
        let outcome = form.outcome.read().map_err(Untaken::Failed)?;
        (follow_up::record(store, &actor, id, outcome).await, String::new())
    } else if form.lacks_time(app.zone()) {
        return Err(wrong(page.t("schedule-missing").into_owned()));
    } else {
        let (answer, wanted) = form.answer(app.zone()).map_err(Untaken::Failed)?;
        let done = referral::answer(store, &actor, id, form.version, answer).await;
        (done.map(drop), both(page, wanted))
    };
    done.map_err(|error| match error {
        store::Error::Changed => Untaken::Refused(StatusCode::CONFLICT, changed),
        store::Error::Rule(text) => wrong(refusal::words(page, text)),
        other => Untaken::Failed(other.into()),
    })
}

/// The same calm page for every link that leads nowhere: it tells nothing about what was there.
pub(crate) fn gone(app: &App, reader: Reader) -> Response {
    let page = app.page(reader, Style::Partner, "partner-gone-title", "/r");
    let drawn = GonePage { page, call: app.site().phone.clone() };
    (StatusCode::NOT_FOUND, shown(&drawn)).into_response()
}

impl Sample for ReferralPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |state, identity, problem: Option<&str>| ReferralPage {
            page: Page::sample(locale, Style::Partner, "partner-title", "/r/sample"),
            service: "Harbor House, emergency beds".into(),
            state,
            version: 1,
            request: vec![
                ("What they need".into(), "A safe bed tonight".into()),
                ("Age".into(), "15 to 17".into()),
                ("Gender".into(), "Girl or woman".into()),
            ],
            until: (state == ReferralState::Offered).then(|| "14:40".into()),
            guest: match problem {
                Some(_) => None,
                None if state == ReferralState::Accepted => Some(HandOffState::Invited),
                None if state == ReferralState::Scheduled => Some(HandOffState::Here),
                None => None,
            },
            scheduled: (state == ReferralState::Scheduled).then(|| {
                day::sample(&Page::sample(locale, Style::Partner, "partner-title", "/r/sample"))
            }),
            at: String::new(),
            identity,
            follow_up: (state == ReferralState::Arrived).then_some(Milestone::TwoDays),
            call: Some("555-0100".into()),
            problem: problem.map(str::to_owned),
        };
        let known = vec![("Name".into(), "J.".into()), ("Safe contact".into(), "Text only".into())];
        let late = "Somebody else changed this. You chose: Accepted.";
        vec![
            Shown::partner("partner-offered", page(ReferralState::Offered, vec![], None)),
            Shown::partner("partner-accepted", page(ReferralState::Accepted, known.clone(), None)),
            Shown::partner("partner-scheduled", page(ReferralState::Scheduled, known, None)),
            Shown::partner("partner-arrived", page(ReferralState::Arrived, vec![], None)),
            Shown::partner("partner-expired", page(ReferralState::Expired, vec![], None)),
            Shown::partner("partner-late", page(ReferralState::Withdrawn, vec![], Some(late))),
        ]
    }
}

impl Sample for GonePage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Partner, "partner-gone-title", "/r");
        vec![Shown::partner("partner-gone", GonePage { page, call: Some("555-0100".into()) })]
    }
}
