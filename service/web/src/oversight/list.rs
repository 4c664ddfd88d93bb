//! What one asked to open, and what waits for a supervisor.

use access::{Look, Resource};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use case::break_glass::{Reason, State as At};
use serde::Deserialize;
use store::glass::{self, Stored};

use super::month;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::own;
use crate::erasure::label;
use crate::erasure::record::People;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/glass`
#[derive(Template)]
#[template(path = "oversight/list.html")]
pub struct GlassListPage {
    /// The frame.
    pub page: Page,
    /// What waits for me to decide or to look at.
    pub waiting: Vec<Row>,
    /// What I asked for.
    pub mine: Vec<Row>,
    /// Whether the reader decides about a team's records.
    pub decides: bool,
    /// How many months of those teams are over and signed by nobody.
    pub unsigned: usize,
    /// The record that was named in the last form.
    pub record: String,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One opening.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// What staff call the record.
    pub label: String,
    /// Why.
    pub reason: Reason,
    /// Who asked, and when.
    pub said: String,
    /// The key of the words for where it stands.
    pub stands: &'static str,
    /// Whether a supervisor has to do something.
    pub urgent: bool,
}

/// The key of the words for where an opening stands.
pub(crate) fn stands(state: &At, is_open: bool) -> &'static str {
    match state {
        At::Asked => "glass-asked",
        At::Refused { .. } => "glass-refused",
        At::Opened { .. } if is_open => "glass-open",
        At::Opened { .. } => "glass-over",
        At::Reviewed { .. } => "glass-reviewed",
    }
}

/// What the address may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    record: String,
}

/// `GET /desk/glass`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    // Only an id is taken from an address: whatever else stands there is not repeated.
    let record = asked.record.parse::<uuid::Uuid>().map(|id| id.to_string()).unwrap_or_default();
    draw(&app, reader, &worker, record, None).await
}

pub(super) async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    record: String,
    problem: Option<String>,
) -> Result<Response, Error> {
    let (actor, me) = (worker.actor(), worker.member().id);
    let account = worker.member().id;
    let (_, mut view) = app.store().look(&actor, Look::SeeOwnAccount, account).await?;
    let people = People { names: names(&mut view, worker).await?, app };
    let mine = glass::of_member(&mut view, me).await?;
    let mut waiting = Vec::new();
    let mut decides = false;
    let mut unsigned = 0;
    let open = month::not_signed(&mut view, (app.zone(), app.now())).await?;
    for team in own(app, worker).await? {
        if app.store().may(&actor, Look::ReviewAccess, &Resource::Team(team.id)) {
            decides = true;
            let of_team = open.iter().filter(|(id, _)| *id == team.id);
            unsigned += of_team.map(|(_, months)| months.len()).sum::<usize>();
            waiting.extend(glass::waiting(&mut view, (team.id, me)).await?);
        }
    }
    drop(view);
    let now = app.now();
    let row = |one: &Stored| Row {
        id: one.id.to_string(),
        label: label(one.record),
        reason: one.glass.reason(),
        said: people.said(one.glass.asked_at(), one.glass.by()),
        stands: stands(one.glass.state(), one.is_open(now)),
        urgent: matches!(one.glass.state(), At::Asked) || one.is_open(now),
    };
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = GlassListPage {
        page: page(app, reader, worker, "glass-title", "/desk/glass"),
        waiting: waiting.iter().map(row).collect(),
        mine: mine.iter().map(row).collect(),
        decides,
        unsigned,
        record,
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

impl Sample for GlassListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |label: &str, reason, stands, urgent| Row {
            id: "g1".into(),
            label: label.into(),
            reason,
            said: "Nov 22, 03:12 · Joel T.".into(),
            stands,
            urgent,
        };
        let page = |waiting, mine, decides, problem: Option<&str>| GlassListPage {
            page: sample_page("glass-title", "/desk/glass"),
            waiting,
            mine,
            decides,
            unsigned: if decides { 2 } else { 0 },
            record: String::new(),
            problem: problem.map(str::to_owned),
        };
        let waiting = vec![
            row("3F2A", Reason::OwnerUnreachable, "glass-asked", true),
            row("91BC", Reason::DangerNow, "glass-open", true),
            row("0D11", Reason::Complaint, "glass-over", false),
        ];
        let mine = vec![row("C7F3", Reason::CourtOrLaw, "glass-refused", false)];
        vec![
            Shown::desk("glass", page(waiting, mine, true, None)),
            Shown::desk("glass-empty", page(vec![], vec![], true, None)),
            Shown::desk(
                "glass-not-found",
                page(
                    vec![],
                    vec![],
                    false,
                    Some("There is no such record, or it is closed to you."),
                ),
            ),
        ]
    }
}
