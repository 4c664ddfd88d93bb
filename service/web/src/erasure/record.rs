//! One record as far as keeping it matters: its time, what holds it, who wants it erased, who looked at
//! it, and to whom it is closed. What it says is not shown here.

use access::{Act, Look};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use case::access_review::Sight;
use case::break_glass::Reason as GlassReason;
use case::retention::{Class, HoldReason, Reason};
use casework::id::MemberId;
use store::erasure::record::{Record, Stored};
use store::erasure::{self, keep};
use store::{View, glass, member, oversight};
use vault::Text;

use super::{Named, label, path, place};
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::oversight::list::stands;
use crate::page::Page;

/// `GET /desk/keep/{kind}/{id}`
#[derive(Template)]
#[template(path = "erasure/record.html")]
pub struct KeepPage {
    /// The frame.
    pub page: Page,
    /// The address of this page: forms go below it.
    pub path: String,
    /// Where the record itself is.
    pub place: String,
    /// What staff call it.
    pub label: String,
    /// Of which class it is.
    pub class: Class,
    /// When it was used last.
    pub used: String,
    /// When its time is over; none if its class has no period.
    pub over: Option<String>,
    /// Whether its time is over.
    pub is_over: bool,
    /// Whether something about it is open.
    pub is_open: bool,
    /// Its place in the ledger, if it is erased.
    pub erased: Option<u64>,
    /// What holds it: why, and who said so when.
    pub holds: Vec<(HoldReason, String)>,
    /// What somebody asked for.
    pub asked: Option<Asked>,
    /// Who looked.
    pub looks: Vec<Looked>,
    /// Openings by break-glass: id, why, who and when, the key of the words for where each stands.
    pub openings: Vec<(String, GlassReason, String, &'static str)>,
    /// To whom it is closed: id and name.
    pub closed: Vec<(String, String)>,
    /// To whom it can be closed.
    pub colleagues: Vec<(String, String)>,
    /// What the reader may do.
    pub may: May,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// Somebody wants it erased.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Why.
    pub reason: Reason,
    /// Who, and when.
    pub by: String,
    /// Whether it was I.
    pub mine: bool,
}

/// How somebody looked.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Who.
    pub name: String,
    /// How.
    pub sight: Sight,
    /// How often.
    pub times: i64,
    /// When last.
    pub last: String,
}

/// What the reader may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct May {
    /// Ask for erasing.
    pub ask: bool,
    /// Hold, lift and erase.
    pub erase: bool,
    /// Close it to a member.
    pub close: bool,
}

impl KeepPage {
    fn period_over(&self) -> bool {
        self.may.erase && self.is_over && !self.is_open && self.holds.is_empty()
    }

    /// The reasons for which two members erase early.
    fn reasons(&self) -> impl Iterator<Item = &'static Reason> + use<> {
        Reason::ALL.iter().filter(|reason| **reason != Reason::PeriodOver)
    }
}

/// `GET /desk/keep/{kind}/{id}`
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(named): Path<Named>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, named.record()?, None).await
}

pub(super) async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    record: Record,
    problem: Option<String>,
) -> Result<Response, Error> {
    let actor = worker.actor();
    let (stored, mut view) = app.store().look(&actor, Look::SeeAccess, record).await?;
    let rules = keep::rules(&mut view).await?;
    let over_at = keep::periods(&rules).over_at(&stored.kept);
    let people = People { names: names(&mut view, worker).await?, app };
    let erased = erasure::of_record(&mut view, record.subject()).await?;
    let holds = keep::holds_on(&mut view, record).await?;
    let asked = keep::asked(&mut view, record).await?;
    let looks = oversight::looks(&mut view, record.uuid()).await?;
    let openings = glass::of_record(&mut view, record).await?;
    let colleagues = colleagues(&mut view, worker, &stored, &people).await?;
    drop(view);
    let (zone, now, me) = (app.zone(), app.now(), worker.member().id);
    let may = |act: Act| app.store().may(&actor, act, stored.resource());
    let closing = match record {
        Record::Contact(_) => Act::CloseContactToMember,
        Record::Case(_) => Act::SettleCase,
    };
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = KeepPage {
        page: page(app, reader, worker, "keep-title", &path(record)),
        path: path(record),
        place: place(record),
        label: label(record),
        class: stored.kept.class,
        used: moment(stored.kept.last_used_at, zone, now),
        over: over_at.map(|at| moment(at, zone, now)),
        is_over: over_at.is_some_and(|at| at <= now),
        is_open: stored.kept.open,
        erased: erased.map(|line| line.entry),
        holds: holds.iter().map(|one| (one.reason, people.said(one.at, one.by))).collect(),
        asked: asked.map(|one| Asked {
            reason: one.reason,
            by: people.said(one.at, one.by),
            mine: one.by == me,
        }),
        looks: looks
            .iter()
            .map(|one| Looked {
                name: people.name(one.member),
                sight: one.sight,
                times: one.looks,
                last: moment(one.last_at, zone, now),
            })
            .collect(),
        openings: openings
            .iter()
            .map(|one| {
                let said = people.said(one.glass.asked_at(), one.glass.by());
                let stands = stands(one.glass.state(), one.is_open(now));
                (one.id.to_string(), one.glass.reason(), said, stands)
            })
            .collect(),
        closed: stored.closed_to.iter().map(|one| (one.to_string(), people.name(*one))).collect(),
        colleagues,
        may: May { ask: may(Act::AskErasure), erase: may(Act::EraseRecord), close: may(closing) },
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// Names of colleagues, and how a page says who did something when.
pub(crate) struct People<'a> {
    pub(crate) names: Vec<(MemberId, Text)>,
    pub(crate) app: &'a App,
}

impl People<'_> {
    pub(crate) fn name(&self, member: MemberId) -> String {
        let found = self.names.iter().find(|(id, _)| *id == member);
        found.map(|(_, name)| name.expose().to_owned()).unwrap_or_default()
    }

    pub(crate) fn said(&self, at: casework::time::Timestamp, by: MemberId) -> String {
        format!("{} · {}", moment(at, self.app.zone(), self.app.now()), self.name(by))
    }
}

/// Colleagues of the record's team to whom it is not closed.
async fn colleagues(
    view: &mut View,
    worker: &Worker,
    stored: &Stored,
    people: &People<'_>,
) -> Result<Vec<(String, String)>, Error> {
    let of_team = member::of_team(view, stored.team).await?;
    let me = worker.member().id;
    let others = of_team.into_iter().filter(|id| *id != me && !stored.closed_to.contains(id));
    Ok(others.map(|id| (id.to_string(), people.name(id))).collect())
}

impl Sample for KeepPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let held = KeepPage {
            holds: vec![(HoldReason::CourtOrder, "Nov 12, 09:30 · Maya R.".into())],
            is_over: true,
            problem: Some(
                "this record is held since 1800000000 by a legal hold; lift the hold first".into(),
            ),
            ..sample()
        };
        let asked = KeepPage {
            asked: Some(Asked {
                reason: Reason::PersonAsked,
                by: "Nov 22, 14:10 · Joel T.".into(),
                mine: false,
            }),
            ..sample()
        };
        let mine = KeepPage {
            asked: asked.asked.clone().map(|one| Asked { mine: true, ..one }),
            may: May { ask: true, erase: false, close: false },
            looks: vec![],
            openings: vec![],
            closed: vec![],
            over: None,
            ..sample()
        };
        let over = KeepPage { is_over: true, class: Class::Case, ..sample() };
        let erased = KeepPage { erased: Some(7), ..sample() };
        vec![
            Shown::desk("keep", sample()),
            Shown::desk("keep-held", held),
            Shown::desk("keep-asked", asked),
            Shown::desk("keep-asked-by-me", mine),
            Shown::desk("keep-over", over),
            Shown::desk("keep-erased", erased),
        ]
    }
}

fn sample() -> KeepPage {
    KeepPage {
        page: sample_page("keep-title", "/desk/keep/contact/c1"),
        path: "/desk/keep/contact/c1".into(),
        place: "/desk/c1".into(),
        label: "3F2A".into(),
        class: Class::Contact,
        used: "Nov 12, 09:30".into(),
        over: Some("Nov 12 2029, 09:30".into()),
        is_over: false,
        is_open: false,
        erased: None,
        holds: vec![],
        asked: None,
        looks: vec![
            Looked {
                name: "Joel T.".into(),
                sight: Sight::OpenContact,
                times: 12,
                last: "Nov 22, 14:10".into(),
            },
            Looked {
                name: "Maya R.".into(),
                sight: Sight::ReadByGlass,
                times: 1,
                last: "Nov 20, 03:12".into(),
            },
        ],
        openings: vec![(
            "g1".into(),
            GlassReason::OwnerUnreachable,
            "Nov 20, 03:10 · Maya R.".into(),
            "glass-over",
        )],
        closed: vec![("m3".into(), "Sam O.".into())],
        colleagues: vec![("m2".into(), "Joel T.".into())],
        may: May { ask: true, erase: true, close: true },
        problem: None,
    }
}
