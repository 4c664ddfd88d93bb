//! What was asked of services: beside the conversation, in a list with clocks, and one by one.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::consent::{AbuserCheck, Scope, SignerKind};
use casework::follow_up::{FollowUpOutcome, Milestone};
use casework::hand_off::HandOffState;
use casework::id::ReferralId;
use casework::referral::{DeclineReason, ReferralState};
use casework::time::{Span, Timestamp};
use chrono_tz::Tz;
use serde::Deserialize;
use store::bed::list;
use store::follow_up;
use store::referral::{After, Stored, failed_of_team, open_of_team};
use vault::Attempt;

use super::bed::{PendingView, sample_pending};
use super::entry::{time, written};
use super::floor::{label, page, spoken};
use super::follow_up::{FollowUpView, FollowUps, Outcome, sample_follow_ups};
use super::offer::{LinkPage, link};
use super::sample_page;
use super::service::moment;
use super::share::{DAYS, Share};
use crate::App;
use crate::acts::referral::{self, Answer};
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;
use crate::say::new_key;

pub mod guest;

/// How long it may take until somebody says whether they arrived.
const ARRIVAL: Span = Span::from_hours(24);
/// How long after an agreed hour somebody is called late.
const LATE: Span = Span::from_hours(2);
/// How long it may take until somebody says what became of them.
const SERVICE: Span = Span::from_days(7);
/// How long a referral that came to nothing stays in the list.
const LATELY: Span = Span::from_hours(24);
/// The most rows of a page.
const ROWS: usize = 50;

/// A referral as a list shows it.
#[derive(Clone, Debug)]
pub struct ReferralView {
    /// Its identifier.
    pub id: String,
    /// Which service was asked.
    pub name: String,
    /// Who runs it.
    pub organization: String,
    /// The contact's identifier.
    pub contact: String,
    /// What staff call the contact.
    pub label: String,
    /// Where it stands.
    pub state: ReferralState,
    /// Since when: `14:10`.
    pub since: String,
    /// How long it has stood there: `12 min`.
    pub waited: String,
    /// Why it was declined.
    pub reason: Option<DeclineReason>,
    /// Until when something should happen: `14:40`; none once nothing can.
    pub due: Option<String>,
    /// Whether that is over.
    pub overdue: bool,
    /// Whether wrong codes closed its link.
    pub shut: bool,
}

impl ReferralView {
    /// A stored referral in words.
    #[must_use]
    pub fn of(stored: &Stored, now: Timestamp, zone: Tz) -> Self {
        let s = stored.referral.snapshot();
        let due = match s.state {
            ReferralState::Offered => Some(s.expires_at),
            ReferralState::Accepted => Some(s.since + ARRIVAL),
            ReferralState::Scheduled => s.scheduled_for,
            ReferralState::Arrived => Some(s.since + SERVICE),
            _ => None,
        };
        Self {
            id: s.id.to_string(),
            name: stored.service_name.clone(),
            organization: stored.organization_name.clone(),
            contact: s.contact.to_string(),
            label: label(s.contact),
            state: s.state,
            since: moment(s.since, now, zone),
            waited: spoken(now - s.since),
            reason: s.decline_reason,
            due: due.map(|at| moment(at, now, zone)),
            overdue: due.is_some_and(|at| match s.state {
                ReferralState::Scheduled => at + LATE <= now,
                _ => at <= now,
            }),
            shut: stored.is_shut() && !s.state.is_final(),
        }
    }

    pub(crate) fn tone(&self) -> &'static str {
        tone(self.state)
    }

    /// The key of what is waited for.
    pub(crate) fn waits_for(&self) -> &'static str {
        match (self.state, self.overdue) {
            (ReferralState::Offered, false) => "referral-until",
            (ReferralState::Offered, true) => "referral-until-over",
            (ReferralState::Accepted, false) => "referral-arrival",
            (ReferralState::Accepted, true) => "referral-arrival-over",
            (ReferralState::Scheduled, false) => "referral-scheduled",
            (ReferralState::Scheduled, true) => "referral-scheduled-over",
            (_, false) => "referral-service",
            (_, true) => "referral-service-over",
        }
    }
}

fn tone(state: ReferralState) -> &'static str {
    match state {
        ReferralState::Offered => "accent",
        ReferralState::Accepted
        | ReferralState::Scheduled
        | ReferralState::Arrived
        | ReferralState::Served => "positive",
        ReferralState::Declined | ReferralState::DidNotArrive | ReferralState::Expired => "caution",
        ReferralState::Withdrawn => "",
    }
}

/// The referrals of the open contact alone, as the stream sends them when one changes.
#[derive(Template)]
#[template(path = "desk/referrals.html")]
pub struct ReferralsPart<'a> {
    /// The frame.
    pub page: &'a Page,
    /// What was asked, the latest first.
    pub referrals: &'a [ReferralView],
}

/// `GET /desk/referrals`
#[derive(Template)]
#[template(path = "desk/referral_list.html")]
pub struct ReferralListPage {
    page: Page,
    all: bool,
    follow_ups: Vec<FollowUpView>,
    beds: Vec<PendingView>,
    open: Vec<ReferralView>,
    failed: Vec<ReferralView>,
    next: Option<String>,
}

/// Which referrals.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    scope: String,
    after: String,
}

impl Which {
    fn place(&self) -> After {
        let read = || {
            let (at, id) = self.after.split_once('.')?;
            let offered_at = Timestamp::from_micros(at.parse().ok()?);
            Some(After { offered_at, id: id.parse().ok()? })
        };
        read().unwrap_or(After::START)
    }
}

/// `GET /desk/referrals`: what is open, the longest first, and what lately came to nothing.
pub async fn list(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(which): Query<Which>,
) -> Result<Response, Error> {
    let (me, now, all) = (worker.member().id, app.now(), which.scope == "team");
    let most = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let (mut open, mut failed, mut beds) = (Vec::new(), Vec::new(), Vec::new());
    let mut asks = Vec::new();
    for team in &worker.member().teams {
        let look = access::Look::ListContacts;
        let Ok(((), mut view)) = app.store().look(&worker.actor(), look, *team).await else {
            continue;
        };
        let mine = (me, !all);
        open.extend(open_of_team(&mut view, *team, mine, which.place(), most + 1).await?);
        asks.extend(follow_up::open_of_team(&mut view, *team, mine, now, most).await?);
        beds.extend(list::of_team(&mut view, *team, mine, now - LATELY, most).await?);
        failed.extend(failed_of_team(&mut view, *team, mine, now - LATELY, most).await?);
    }
    let order = |one: &Stored| {
        let s = one.referral.snapshot();
        (s.offered_at, s.id)
    };
    open.sort_by_key(order);
    failed.sort_by_key(|one| std::cmp::Reverse(one.referral.snapshot().since));
    let more = open.len() > ROWS;
    open.truncate(ROWS);
    let next = open.last().filter(|_| more).map(|last| {
        let (at, id) = order(last);
        let scope = if all { "team" } else { "mine" };
        format!("/desk/referrals?scope={scope}&after={}.{id}", at.micros())
    });
    let views = |some: &[Stored]| -> Vec<_> {
        some.iter().map(|one| ReferralView::of(one, now, app.zone())).collect()
    };
    Ok(shown(&ReferralListPage {
        page: page(&app, reader, &worker, "referrals-title", "/desk/referrals"),
        all,
        follow_ups: asks.iter().map(|one| FollowUpView::of(one, now)).collect(),
        beds: beds.iter().map(|one| PendingView::of(one, now, app.zone())).collect(),
        open: views(&open),
        failed: views(&failed),
        next,
    }))
}

/// `GET /desk/referrals/{referral}`
#[derive(Template)]
#[template(path = "desk/referral.html")]
pub struct ReferralPage {
    page: Page,
    view: ReferralView,
    version: i64,
    request: Vec<(String, String)>,
    follow_ups: FollowUps,
    sharing: Shared,
    /// The agreed day and hour, as a field of the form holds it.
    at: String,
    has_code: bool,
    /// Whether somebody of the service is invited into the conversation, or there.
    guest: Option<HandOffState>,
    consent_until: Option<String>,
    key: String,
    share: Share,
    problem: Option<String>,
}

/// How far the service may know who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    /// Nothing was agreed to, or it was taken back.
    Nothing,
    /// Agreed to, and handed out once the service accepts.
    Prepared,
    /// The service can read it.
    Released,
}

impl ReferralPage {
    fn is(&self, state: &str) -> bool {
        self.view.state.code() == state
    }

    fn is_open(&self) -> bool {
        !self.view.state.is_final()
    }

    fn can_withdraw(&self) -> bool {
        !self.view.state.is_final() && self.view.state != ReferralState::Arrived
    }

    fn shared_key(&self) -> &'static str {
        match self.sharing {
            Shared::Nothing => "referral-shared-nothing",
            Shared::Prepared => "referral-shared-prepared",
            Shared::Released => "referral-shared-released",
        }
    }

    fn lasts(&self, days: &i64) -> bool {
        self.share.lasts == days.to_string()
    }
}

/// What a page says beside the referral itself.
#[derive(Default)]
struct Said {
    problem: Option<String>,
    share: Option<Share>,
    status: Option<StatusCode>,
}

fn parse(id: &str) -> Result<ReferralId, Error> {
    id.parse().map_err(|_| Error::NotFound)
}

/// `GET /desk/referrals/{referral}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, parse(&id)?, Said::default()).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ReferralId,
    said: Said,
) -> Result<Response, Error> {
    let look = access::Look::SeeReferral;
    let (stored, mut view) =
        app.store().look(&worker.actor(), look, app.store().referral(id)).await?;
    let now = app.now();
    let follow_ups = FollowUps::of(&mut view, id, (now, app.zone())).await?;
    let guest = guest::standing(&mut view, id).await?;
    drop(view);
    let page = page(app, reader, worker, "referral-title", &format!("/desk/referrals/{id}"));
    let sharing = match (stored.is_released(now), stored.is_prepared()) {
        (true, _) => Shared::Released,
        (false, true) => Shared::Prepared,
        (false, false) => Shared::Nothing,
    };
    let s = stored.referral.scheduled_for();
    let until = stored.consent.as_ref().filter(|_| sharing != Shared::Nothing);
    let drawn = ReferralPage {
        request: request(&page, &stored),
        follow_ups,
        view: ReferralView::of(&stored, now, app.zone()),
        version: stored.version,
        at: s.map_or_else(String::new, |at| written(at, app.zone())),
        has_code: stored.has_code(),
        guest,
        sharing,
        consent_until: until.map(|one| moment(one.terms().expires_at, now, app.zone())),
        key: new_key(app),
        share: said.share.unwrap_or_else(Share::fresh),
        problem: said.problem,
        page,
    };
    Ok((said.status.unwrap_or(StatusCode::OK), shown(&drawn)).into_response())
}

/// What a service is asked, in words: nothing that says who it is.
pub(crate) fn request(page: &Page, stored: &Stored) -> Vec<(String, String)> {
    let asked = stored.referral.snapshot().request;
    let need = page.label("need", asked.need.code()).into_owned();
    let mut lines = vec![(page.t("partner-need").into_owned(), need)];
    if let Some(age) = asked.age_band {
        let age = page.label("age_band", age.code()).into_owned();
        lines.push((page.t("partner-age").into_owned(), age));
    }
    if let Some(gender) = asked.gender {
        let gender = page.label("gender", gender.code()).into_owned();
        lines.push((page.t("partner-gender").into_owned(), gender));
    }
    lines
}

/// What the buttons of a referral send, on the desk and on the service's own page.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    pub(crate) version: i64,
    pub(crate) act: String,
    pub(crate) decline: String,
    /// The day and hour that were agreed, as a browser writes them.
    pub(crate) at: String,
    /// Whether a new link asks for a code.
    code: String,
    #[serde(flatten)]
    pub(crate) outcome: Outcome,
}

impl Reply {
    /// Whether a day is to be agreed and none can be read.
    pub(crate) fn lacks_time(&self, zone: Tz) -> bool {
        self.act == "schedule" && time(&self.at, zone).is_none()
    }

    /// The answer, and the state that it leads to, to show beside what stands.
    pub(crate) fn answer(&self, zone: Tz) -> Result<(Answer, ReferralState), Error> {
        if !self.decline.is_empty() {
            let reason = DeclineReason::from_code(&self.decline).map_err(|_| Error::WrongFields)?;
            return Ok((Answer::Decline(reason), ReferralState::Declined));
        }
        Ok(match self.act.as_str() {
            "accept" => (Answer::Accept, ReferralState::Accepted),
            "schedule" => {
                let at = time(&self.at, zone).ok_or(Error::WrongFields)?;
                (Answer::Schedule(at), ReferralState::Scheduled)
            }
            "arrived" => (Answer::Arrived, ReferralState::Arrived),
            "did_not_arrive" => (Answer::DidNotArrive, ReferralState::DidNotArrive),
            "served" => (Answer::Served, ReferralState::Served),
            _ => return Err(Error::WrongFields),
        })
    }
}

/// Both sides of a change that came too late: what was chosen; the page shows what stands.
pub(crate) fn both(page: &Page, wanted: ReferralState) -> String {
    let wanted = page.label(ReferralState::LIST, wanted.code()).into_owned();
    page.t1("referral-changed", "wanted", wanted).into_owned()
}

/// `POST /desk/referrals/{referral}`: an answer that came by telephone, or taking it back.
pub async fn reply(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<String>,
    Sent(form): Sent<Reply>,
) -> Result<Response, Error> {
    let id = parse(&id)?;
    let (store, doer) = (app.store(), worker.doer());
    let words = page(&app, reader, &worker, "referral-title", "/desk/referrals");
    if form.lacks_time(app.zone()) {
        let error = store::Error::Rule(words.t("schedule-missing").into_owned());
        return refuse(&app, reader, &worker, id, (error, String::new(), None)).await;
    }
    let (done, wanted) = if form.act == "withdraw" {
        let done = referral::withdraw(store, &doer, id, form.version).await;
        (done, ReferralState::Withdrawn)
    } else {
        let (answer, wanted) = form.answer(app.zone())?;
        (referral::answer(store, &doer.actor, id, form.version, answer).await, wanted)
    };
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/desk/referrals/{id}")).into_response()),
        Err(error) => refuse(&app, reader, &worker, id, (error, both(&words, wanted), None)).await,
    }
}

/// Shows the referral as it stands beside what was refused.
async fn refuse(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: ReferralId,
    (error, changed, share): (store::Error, String, Option<Share>),
) -> Result<Response, Error> {
    let (problem, status) = match error {
        store::Error::Changed => (changed, StatusCode::CONFLICT),
        store::Error::Rule(text) => (text, StatusCode::UNPROCESSABLE_ENTITY),
        other => return Err(other.into()),
    };
    let said = Said { problem: Some(problem), share, status: Some(status) };
    draw(app, reader, worker, id, said).await
}

/// The consent's form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Sharing {
    version: i64,
    key: String,
    #[serde(flatten)]
    share: Share,
}

/// `POST /desk/referrals/{referral}/share`: the person agrees that the service may know who it is.
pub async fn share(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<String>,
    Sent(form): Sent<Sharing>,
) -> Result<Response, Error> {
    let id = parse(&id)?;
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let words = page(&app, reader, &worker, "referral-title", "/desk/referrals");
    let changed = words.t("referral-share-changed").into_owned();
    let sharing = match form.share.parse(app.minors()) {
        Ok(Some(sharing)) => sharing,
        Ok(None) => {
            let error = store::Error::Rule(words.t("share-nothing").into_owned());
            return refuse(&app, reader, &worker, id, (error, changed, Some(form.share))).await;
        }
        Err(key) => {
            let error = store::Error::Rule(words.t(key).into_owned());
            return refuse(&app, reader, &worker, id, (error, changed, Some(form.share))).await;
        }
    };
    let sharing = (&attempt, &sharing);
    match referral::share(app.store(), &worker.doer(), id, form.version, sharing).await {
        Ok(()) => Ok(Redirect::to(&format!("/desk/referrals/{id}")).into_response()),
        Err(error) => refuse(&app, reader, &worker, id, (error, changed, Some(form.share))).await,
    }
}

/// `POST /desk/referrals/{referral}/unshare`: the person takes the consent back.
pub async fn unshare(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let id = parse(&id)?;
    let look = access::Look::SeeReferral;
    let (stored, _) = app.store().look(&worker.actor(), look, app.store().referral(id)).await?;
    let consent = stored.consent.as_ref().ok_or(Error::NotFound)?;
    let contact = stored.referral.contact();
    referral::revoke(app.store(), &worker.doer(), contact, consent.id()).await?;
    Ok(Redirect::to(&format!("/desk/referrals/{id}")).into_response())
}

/// `POST /desk/referrals/{referral}/link`: a new link, shown once; the old one is dead.
pub async fn relink(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<String>,
    headers: HeaderMap,
    Sent(form): Sent<Reply>,
) -> Result<Response, Error> {
    let id = parse(&id)?;
    let look = access::Look::SeeReferral;
    let (stored, _) = app.store().look(&worker.actor(), look, app.store().referral(id)).await?;
    let contact = stored.referral.contact();
    let (keys, doer) = (&worker.0.keys, worker.doer());
    let how = (form.version, !form.code.is_empty());
    let made = referral::relink(app.store(), &doer, keys, (contact, id), how).await;
    let words = page(&app, reader, &worker, "offered-title", &format!("/desk/{contact}"));
    match made {
        Ok(made) => {
            let page = LinkPage {
                page: words,
                id: contact.to_string(),
                referral: id.to_string(),
                name: stored.service_name,
                phone: None,
                link: link(&headers, &made.link),
                code: made.code.map(|code| code.spoken().as_str().to_owned()),
            };
            Ok((StatusCode::CREATED, shown(&page)).into_response())
        }
        Err(error) => {
            let changed = words.t("referral-share-changed").into_owned();
            refuse(&app, reader, &worker, id, (error, changed, None)).await
        }
    }
}

/// Referrals in every state, for galleries and tests.
pub(super) fn sample_referrals() -> Vec<ReferralView> {
    let view = |name: &str, state, reason, overdue| ReferralView {
        id: "r1".into(),
        name: name.into(),
        organization: "Harbor Youth Services".into(),
        contact: "7f3a".into(),
        label: "7F3A".into(),
        state,
        since: "14:10".into(),
        waited: "12 min".into(),
        reason,
        due: (!state.is_final()).then(|| "14:40".into()),
        overdue,
        shut: overdue,
    };
    vec![
        view("Harbor House, emergency beds", ReferralState::Offered, None, false),
        view("North Fork beds", ReferralState::Accepted, None, true),
        view("Juniper Place", ReferralState::Declined, Some(DeclineReason::Full), false),
        view("Tern Street clinic", ReferralState::Scheduled, None, false),
    ]
}

impl Sample for ReferralListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let mut open = sample_referrals();
        let failed = vec![open.remove(2)];
        let with = |all, open, failed, next| Self {
            page: sample_page("referrals-title", "/desk/referrals"),
            all,
            follow_ups: if all { sample_follow_ups() } else { vec![] },
            beds: if all { sample_pending() } else { vec![] },
            open,
            failed,
            next,
        };
        let next = Some("/desk/referrals?scope=team&after=1.r1".to_owned());
        vec![
            Shown::desk("referrals", with(true, open, failed, next)),
            Shown::desk("referrals-none", with(false, vec![], vec![], None)),
        ]
    }
}

impl Sample for ReferralPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let with = |at: usize, sharing, problem: Option<&str>| Self {
            page: sample_page("referral-title", "/desk/referrals/r1"),
            view: sample_referrals().swap_remove(at),
            version: 2,
            follow_ups: FollowUps {
                said: vec![(Milestone::TwoDays, FollowUpOutcome::StillThere)],
                due: (at == 2).then_some(Milestone::ThirtyDays),
                next: (at == 1).then(|| (Milestone::ThirtyDays, "Sun Nov 29, 14:10".into())),
            },
            request: vec![
                ("What they need".into(), "A safe bed tonight".into()),
                ("Age".into(), "15 to 17".into()),
            ],
            sharing,
            at: String::new(),
            has_code: at == 1,
            guest: match at {
                1 if sharing == Shared::Released => Some(HandOffState::Invited),
                3 => Some(HandOffState::Here),
                _ => None,
            },
            consent_until: (sharing != Shared::Nothing).then(|| "Sun Nov 29, 14:10".into()),
            key: "0190".into(),
            share: Share::fresh(),
            problem: problem.map(str::to_owned),
        };
        let late = "Somebody else changed this. You chose: Taken back.";
        vec![
            Shown::desk("referral-offered", with(0, Shared::Prepared, None)),
            Shown::desk("referral-accepted", with(1, Shared::Nothing, None)),
            Shown::desk("referral-released", with(1, Shared::Released, None)),
            Shown::desk("referral-scheduled", with(3, Shared::Released, None)),
            Shown::desk("referral-declined", with(2, Shared::Nothing, Some(late))),
        ]
    }
}
