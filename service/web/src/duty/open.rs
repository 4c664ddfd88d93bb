//! One duty: who has to be told until when, which rule and which fact say so, whose it is, what
//! became of it.

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::agency::AgencyKind;
use casework::id::{DutyId, MemberId};
use casework::outcome::{Escalation, NotRequired};
use duty::duty::{DutyState, Progress};
use duty::proof::{OralNumber, Way};
use duty::report::ReportKind;
use duty::rule::Form;
use serde::Deserialize;
use store::duty::{Stored, report, rules};
use store::{View, key, member};
use vault::Text;

use super::{Because, Clock};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::entry::written;
use crate::desk::floor::{label, page};
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/duties/{id}`
#[derive(Template)]
#[template(path = "duty/open.html")]
pub struct DutyPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// Who has to be told.
    pub recipient: AgencyKind,
    /// In which form.
    pub form: Form,
    /// How it stands.
    pub clock: Clock,
    /// Where it stands.
    pub state: DutyState,
    /// Every rule behind it, the least time first.
    pub because: Vec<Because>,
    /// Whose it is; empty if it is the whole team's.
    pub owner: String,
    /// Whether it is mine.
    pub mine: bool,
    /// Whose it was before they left.
    pub left: Option<String>,
    /// Who was told that it is open.
    pub escalated: Escalation,
    /// The contact it is about, for its address and by name.
    pub contact: Option<(String, String)>,
    /// What a member says who holds that no report is required: why, who, when, and whether it was I.
    pub doubt: Option<Doubt>,
    /// How it was sent.
    pub proof: Option<Sent>,
    /// Colleagues to whom it can be given.
    pub colleagues: Vec<(String, String)>,
    /// The kind of report that is prepared here, if one is.
    pub kind: Option<ReportKind>,
    /// When and by whom a report was finished: it can be printed.
    pub finished: Option<String>,
    /// Now, as a field of a form shows it.
    pub now: String,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// Somebody holds that no report has to be made.
#[derive(Clone, Debug)]
pub struct Doubt {
    /// Why.
    pub reason: NotRequired,
    /// Who says so, and when.
    pub by: String,
    /// Whether it was I.
    pub mine: bool,
    /// Who agreed; none while nobody did.
    pub agreed: Option<String>,
}

/// The proof of sending.
#[derive(Clone, Debug)]
pub struct Sent {
    /// By which way.
    pub way: Way,
    /// When, and by whom.
    pub by: String,
    /// Whether the agency was asked for a number and gave none.
    pub no_number: bool,
    /// The number that it gave; empty for who may not read it.
    pub number: Option<String>,
}

/// A duty named in the address.
#[derive(Debug, Deserialize)]
pub struct Id {
    id: String,
}

impl Id {
    pub(super) fn parse(&self) -> Result<DutyId, Error> {
        self.id.parse().map_err(|_| Error::NotFound)
    }
}

/// `GET /desk/duties/{id}`. The number of an oral report is sealed, and reading it is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, id.parse()?, None).await
}

pub(super) async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: DutyId,
    problem: Option<String>,
) -> Result<Response, Error> {
    let (stored, mut view) = app.store().look(&worker.actor(), Look::SeeDuty, id).await?;
    let page = page(app, reader, worker, "duty-title", &format!("/desk/duties/{id}"));
    let names = names(&mut view, worker).await?;
    let table = rules::table(&mut view).await?;
    let of_team = member::of_team(&mut view, stored.duty.team()).await?;
    let finished = report::finished(&mut view, id).await?;
    drop(view);
    let name = |id: MemberId| {
        let found = names.iter().find(|(one, _)| *one == id);
        found.map(|(_, name)| name.expose().to_owned()).unwrap_or_default()
    };
    let (duty, me) = (&stored.duty, worker.member().id);
    let (zone, now) = (app.zone(), app.now());
    let when = |at, by: MemberId| format!("{} · {}", moment(at, zone, now), name(by));
    let colleagues = names.iter().filter(|(id, _)| *id != me && of_team.contains(id));
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = DutyPage {
        id: id.to_string(),
        recipient: duty.recipient(),
        form: duty.form(),
        clock: Clock::of(&page, duty, now, zone),
        state: duty.state(),
        because: duty.grounds().iter().map(|one| Because::of(one, &table, zone, now)).collect(),
        owner: duty.owner().map(name).unwrap_or_default(),
        mine: duty.owner() == Some(me),
        left: stored.left.filter(|_| duty.owner().is_none()).map(|(by, at)| {
            let at = moment(at, zone, now);
            page.t2("duty-left", "name", name(by), "time", at).into_owned()
        }),
        escalated: duty.escalated(),
        contact: stored.contact().map(|id| (id.to_string(), label(id))),
        doubt: doubt(&stored, me, &when),
        proof: proof(app, worker, &stored, &when).await?,
        colleagues: colleagues
            .map(|(id, name)| (id.to_string(), name.expose().to_owned()))
            .collect(),
        kind: ReportKind::to(duty.recipient()),
        finished: finished.map(|one| when(one.at, one.by)),
        now: written(now, zone),
        problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

type When<'a> = &'a (dyn Fn(casework::time::Timestamp, MemberId) -> String + Sync);

fn doubt(stored: &Stored, me: MemberId, when: When<'_>) -> Option<Doubt> {
    let (dispute, agreed) = match stored.duty.progress() {
        Progress::Disputed(dispute) => (dispute, None),
        Progress::NotRequired { dispute, agreed_by, at } => (dispute, Some(when(*at, *agreed_by))),
        Progress::Open | Progress::Sent(_) => return None,
    };
    Some(Doubt {
        reason: dispute.reason,
        by: when(dispute.at, dispute.by),
        mine: dispute.by == me,
        agreed,
    })
}

/// How it was sent; the number is opened by a look of its own, which is audited.
async fn proof(
    app: &App,
    worker: &Worker,
    stored: &Stored,
    when: When<'_>,
) -> Result<Option<Sent>, Error> {
    let Progress::Sent(proof) = stored.duty.progress() else { return Ok(None) };
    let number = match (&proof.number, stored.contact()) {
        (OralNumber::Given(_), Some(contact)) => {
            let id = stored.duty.id();
            let (_, mut view): (_, View) =
                app.store().look(&worker.actor(), Look::ReadReport, id).await?;
            match key::open(&mut view, contact.uuid(), &worker.0.keys).await {
                Ok(key) => {
                    let number: Option<Text> = stored.number(&key)?;
                    number.map(|number| number.expose().to_owned())
                }
                // Erased since: that it was sent is still known.
                Err(store::Error::Sealed(_)) => None,
                Err(other) => return Err(other.into()),
            }
        }
        _ => None,
    };
    Ok(Some(Sent {
        way: proof.way,
        by: when(proof.sent_at, proof.by),
        no_number: proof.number == OralNumber::NotGiven,
        number,
    }))
}

impl DutyPage {
    fn is_open(&self) -> bool {
        matches!(self.state, DutyState::Open | DutyState::Disputed)
    }

    fn is_oral(&self) -> bool {
        self.form == Form::Oral
    }
}

impl Sample for DutyPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let doubt = |mine, agreed: Option<&str>| Doubt {
            reason: NotRequired::ReportedByOther,
            by: "Nov 22, 15:10 · Joel T.".into(),
            mine,
            agreed: agreed.map(str::to_owned),
        };
        let disputed =
            DutyPage { state: DutyState::Disputed, doubt: Some(doubt(false, None)), ..sample() };
        let overdue = DutyPage {
            clock: Clock {
                words: "overdue by 2 h".into(),
                tone: "danger",
                due: "Nov 22, 12:02".into(),
            },
            form: Form::Oral,
            owner: String::new(),
            mine: false,
            left: Some("was Joel T.’s until Nov 22, 18:00".into()),
            escalated: Escalation::Everybody,
            problem: Some("write down the number of the oral report".into()),
            ..sample()
        };
        let sent = DutyPage {
            state: DutyState::Sent,
            clock: Clock {
                words: "sent in time".into(),
                tone: "positive",
                due: "Nov 23, 14:02".into(),
            },
            proof: Some(Sent {
                way: Way::Phone,
                by: "Nov 22, 16:40 · Maya R.".into(),
                no_number: false,
                number: Some("2026-11-0042".into()),
            }),
            finished: Some("Nov 22, 16:20 · Maya R.".into()),
            ..sample()
        };
        let done = DutyPage {
            state: DutyState::NotRequired,
            doubt: Some(doubt(false, Some("Nov 22, 15:30 · Maya R."))),
            clock: Clock { words: "not required".into(), tone: "", due: "Nov 23, 14:02".into() },
            ..sample()
        };
        vec![
            Shown::desk("duty", sample()),
            Shown::desk("duty-overdue", overdue),
            Shown::desk("duty-disputed", disputed),
            Shown::desk("duty-sent", sent),
            Shown::desk("duty-not-required", done),
        ]
    }
}

fn sample() -> DutyPage {
    DutyPage {
        page: sample_page("duty-title", "/desk/duties/d1"),
        id: "d1".into(),
        recipient: AgencyKind::ChildProtection,
        form: Form::Either,
        clock: Clock { words: "due in 20 h".into(), tone: "accent", due: "Nov 23, 14:02".into() },
        state: DutyState::Open,
        because: vec![
            Because::sample(),
            Because {
                rule: "house-trafficked-child-protection".into(),
                source: "Decision of the house, after Public Law 114-22".into(),
                unchecked: false,
                ..Because::sample()
            },
        ],
        owner: "Maya R.".into(),
        mine: true,
        left: None,
        escalated: Escalation::None,
        contact: Some(("7f3a".into(), "7F3A".into())),
        doubt: None,
        proof: None,
        colleagues: vec![("m2".into(), "Joel T.".into())],
        kind: Some(ReportKind::ChildProtection),
        finished: None,
        now: "2026-11-22T16:40".into(),
        problem: None,
    }
}
