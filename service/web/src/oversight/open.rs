//! One opening: where it stands, what a supervisor decides, and the record for whoever may read it.

use access::{Act, GlassResource, Look, Resource};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use case::break_glass::{Finding, Reason, State as At};
use casework::id::{CaseId, GlassId};
use serde::Deserialize;
use store::case::{text, work};
use store::erasure::record::Record;
use store::field::{self, Name};
use store::glass::{self, Stored};
use store::{View, key, message};
use vault::{Json, SecretKey, Text};

use super::list::stands;
use crate::App;
use crate::acts::paper::SafeContact;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::erasure::record::People;
use crate::erasure::{label, path};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::{Lines, moment};
use crate::page::Page;

/// `GET /desk/glass/{id}`
#[derive(Template)]
#[template(path = "oversight/open.html")]
pub struct GlassPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// Where the record's keeping and access stand; for its team.
    pub keep: Option<String>,
    /// What staff call the record.
    pub label: String,
    /// Why.
    pub reason: Reason,
    /// Who asked, and when.
    pub said: String,
    /// The key of the words for where it stands.
    pub stands: &'static str,
    /// Until when it is open, if it is.
    pub until: Option<String>,
    /// What a review found.
    pub finding: Option<Finding>,
    /// Whether it waits for a supervisor's word.
    pub is_asked: bool,
    /// Whether it is over and nobody looked at it.
    pub is_over: bool,
    /// Whether whoever asked lacks the key.
    pub lacks_key: bool,
    /// Whether the reader decides about it.
    pub decides: bool,
    /// What the record says, for whoever reads by this opening.
    pub told: Option<Vec<Part>>,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// A part of a record: the key of its heading, and its lines (who and when, what).
#[derive(Clone, Debug)]
pub struct Part {
    /// The key of the heading.
    pub heading: &'static str,
    /// Who wrote when, and the words.
    pub lines: Vec<(String, String)>,
}

/// An opening named in the address.
#[derive(Debug, Deserialize)]
pub struct Id {
    id: String,
}

impl Id {
    pub(super) fn parse(&self) -> Result<GlassId, Error> {
        self.id.parse().map_err(|_| Error::NotFound)
    }
}

/// `GET /desk/glass/{id}`: reading by it is audited under the record.
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
    id: GlassId,
    problem: Option<String>,
) -> Result<Response, Error> {
    let (actor, me) = (worker.actor(), worker.member().id);
    let at = app.store().glass(id).await?;
    let (_, mut view) = app.store().look(&actor, Look::SeeOwnAccount, me).await?;
    let stored = glass::of_id(&mut view, id).await?;
    let now = app.now();
    let resource = Resource::Glass(GlassResource {
        id,
        team: stored.team,
        closed_to: stored.closed_to.clone(),
        asked_by: stored.glass.by(),
        is_open: stored.is_open(now),
    });
    let mine = stored.glass.by() == me && !stored.closed_to.contains(&me);
    let decides = app.store().may(&actor, Act::DecideGlass, &resource);
    let team_sees = worker.member().teams.contains(&stored.team) && !stored.closed_to.contains(&me);
    if !mine && !team_sees {
        return Err(Error::NotFound);
    }
    let people = People { names: names(&mut view, worker).await?, app };
    let has_key = glass::has_key(&mut view, &stored).await?;
    drop(view);
    let page = page(app, reader, worker, "glass-one", &format!("/desk/glass/{id}"));
    let reads = mine && stored.is_open(now) && has_key;
    let told = if reads {
        let (_, mut view) = app.store().look(&actor, Look::ReadByGlass, at).await?;
        let key = key::open(&mut view, stored.record.uuid(), &worker.0.keys).await?;
        Some(tell(&mut view, (&page, &people), (&stored, &key), worker).await?)
    } else {
        None
    };
    let until = match stored.glass.state() {
        At::Opened { until, .. } if stored.is_open(now) => Some(moment(*until, app.zone(), now)),
        _ => None,
    };
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = GlassPage {
        id: id.to_string(),
        keep: team_sees.then(|| path(stored.record)),
        label: label(stored.record),
        reason: stored.glass.reason(),
        said: people.said(stored.glass.asked_at(), stored.glass.by()),
        stands: stands(stored.glass.state(), stored.is_open(now)),
        until,
        finding: match stored.glass.state() {
            At::Reviewed { finding, .. } => Some(*finding),
            _ => None,
        },
        is_asked: matches!(stored.glass.state(), At::Asked),
        is_over: stored.glass.waits_for_review(now),
        lacks_key: stored.is_open(now) && !has_key,
        decides: decides && stored.glass.by() != me,
        told,
        problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// What the record says.
async fn tell(
    view: &mut View,
    (page, people): (&Page, &People<'_>),
    (stored, key): (&Stored, &SecretKey),
    worker: &Worker,
) -> Result<Vec<Part>, Error> {
    match stored.record {
        Record::Case(case) => tell_case(view, people, (case, key)).await,
        Record::Contact(id) => {
            let contact = glass::contact_of(view, stored).await?;
            let names = people.names.iter().cloned().collect();
            let lines = Lines::of_member(page, people.app.zone(), names, worker.member().id);
            let said = message::latest(view, &contact, i64::MAX, 500).await?;
            let said = said.iter().map(|line| {
                let line = lines.open(line, key)?;
                Ok((format!("{} · {}", line.time, line.name), line.text))
            });
            let said = said.collect::<Result<_, vault::OpenError>>()?;
            let notes = field::history(view, id, Name::Note, 100).await?;
            let notes = notes.iter().map(|note| {
                let by = note.by.map(|by| people.said(note.at, by)).unwrap_or_default();
                Ok((by, note.open::<Text>(key)?.expose().to_owned()))
            });
            let notes = notes.collect::<Result<_, vault::OpenError>>()?;
            let card = field::latest(view, id).await?;
            let card = card.iter().find(|text| text.name == Name::SafeContact);
            let card = card.map(|text| text.open::<Json<SafeContact>>(key)).transpose()?;
            let card = card.map(|card| card_lines(card.0)).unwrap_or_default();
            Ok(vec![
                Part { heading: "glass-reach", lines: card },
                Part { heading: "chat-messages", lines: said },
                Part { heading: "note-title", lines: notes },
            ])
        }
    }
}

fn card_lines(card: SafeContact) -> Vec<(String, String)> {
    let SafeContact { name, phone, email, hours, code_word, instructions, .. } = card;
    let all = [name, phone, email, hours, code_word, instructions];
    all.into_iter().filter(|line| !line.is_empty()).map(|line| (String::new(), line)).collect()
}

async fn tell_case(
    view: &mut View,
    people: &People<'_>,
    (case, key): (CaseId, &SecretKey),
) -> Result<Vec<Part>, Error> {
    use store::case::text::Name as Written;
    let mut parts = Vec::new();
    for (heading, name) in [
        ("case-people", Written::PersonName),
        ("case-summary", Written::Summary),
        ("case-plan", Written::SafetyPlan),
    ] {
        let mut lines = Vec::new();
        for kept in text::latest(view, case, name).await?.values() {
            lines.push((people.name(kept.by), kept.open(key)?.expose().to_owned()));
        }
        parts.push(Part { heading, lines });
    }
    let mut lines = Vec::new();
    for note in work::notes(view, case, None).await?.iter().take(work::PAGE) {
        lines.push((people.said(note.at, note.by), note.open(key)?.expose().to_owned()));
    }
    parts.push(Part { heading: "case-notes", lines });
    Ok(parts)
}

impl Sample for GlassPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let asked = GlassPage { is_asked: true, decides: true, ..sample("glass-asked") };
        let danger = GlassPage {
            reason: Reason::DangerNow,
            until: Some("Nov 22, 07:12".into()),
            lacks_key: true,
            decides: true,
            ..sample("glass-open")
        };
        let waits = GlassPage { decides: false, keep: None, ..danger_for_reader() };
        let over = GlassPage {
            is_over: true,
            decides: true,
            problem: Some("whoever asked cannot decide about it; ask another supervisor".into()),
            ..sample("glass-over")
        };
        let reviewed = GlassPage { finding: Some(Finding::Justified), ..sample("glass-reviewed") };
        let read = GlassPage {
            until: Some("Nov 22, 07:12".into()),
            keep: None,
            told: Some(vec![
                Part {
                    heading: "glass-reach",
                    lines: vec![(String::new(), "Text after 20:00, never call".into())],
                },
                Part {
                    heading: "chat-messages",
                    lines: vec![("14:02 · Visitor".into(), "i am at the bus station".into())],
                },
                Part { heading: "note-title", lines: vec![] },
            ]),
            ..sample("glass-open")
        };
        vec![
            Shown::desk("glass-decide", asked),
            Shown::desk("glass-key", danger),
            Shown::desk("glass-waits-for-key", waits),
            Shown::desk("glass-to-review", over),
            Shown::desk("glass-done", reviewed),
            Shown::desk("glass-read", read),
        ]
    }
}

fn danger_for_reader() -> GlassPage {
    GlassPage {
        reason: Reason::DangerNow,
        until: Some("Nov 22, 07:12".into()),
        lacks_key: true,
        ..sample("glass-open")
    }
}

fn sample(stands: &'static str) -> GlassPage {
    GlassPage {
        page: sample_page("glass-one", "/desk/glass/g1"),
        id: "g1".into(),
        keep: Some("/desk/keep/contact/c1".into()),
        label: "3F2A".into(),
        reason: Reason::OwnerUnreachable,
        said: "Nov 22, 03:12 · Joel T.".into(),
        stands,
        until: None,
        finding: None,
        is_asked: false,
        is_over: false,
        lacks_key: false,
        decides: false,
        told: None,
        problem: None,
    }
}
