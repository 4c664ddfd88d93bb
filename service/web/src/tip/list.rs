//! Tips of which nobody knows the end yet, so that none lies unforwarded.

use access::Look;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use casework::contact::Danger;
use casework::outcome::TipStage;
use casework::time::Span;
use serde::Deserialize;
use store::tip::open::{self, OpenTip};

use super::follow::sample_page;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{label, page, spoken};
use crate::desk::queue::tone;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// The most tips that one page shows.
const MOST: usize = 200;
/// How long a tip may stand still before the list says so: a day.
const STILL: Span = Span::from_days(1);

/// `GET /desk/tips`
#[derive(Template)]
#[template(path = "tip/list.html")]
pub struct TipListPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The tips, the most dangerous and longest unmoved first.
    pub rows: Vec<Row>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// One tip.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// What is known about danger.
    pub danger: Danger,
    /// Where it stands.
    pub stage: TipStage,
    /// When it was received: `Nov 22, 14:02`.
    pub received: String,
    /// For how long it has stood there: `4 h`.
    pub still: String,
    /// Whether that is too long.
    pub overdue: bool,
    /// For how long the tipster has waited for an answer.
    pub unanswered: Option<String>,
}

impl Row {
    fn of(tip: &OpenTip, app: &App) -> Self {
        let now = app.now();
        let still = now - tip.since;
        Self {
            id: tip.id.to_string(),
            label: label(tip.id),
            danger: tip.danger,
            stage: tip.stage,
            received: moment(tip.received_at, app.zone(), now),
            still: spoken(still),
            overdue: still > STILL && tip.stage != TipStage::Closed,
            unanswered: tip.unanswered_since.map(|since| spoken(now - since)),
        }
    }

    fn tone(&self) -> &'static str {
        tone(self.danger)
    }
}

/// Which team.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    team: String,
}

/// `GET /desk/tips`: the coded plane only; opening one is audited.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let ((), mut view) = app.store().look(&worker.actor(), Look::ListContacts, team.id).await?;
    let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
    let open = open::of_team(&mut view, team.id, worker.member().id, most).await?;
    drop(view);
    Ok(shown(&TipListPage {
        page: page(&app, reader, &worker, "tips-title", "/desk/tips"),
        teams: choices(&worker, &teams, team.id)?,
        rows: open.iter().take(MOST).map(|tip| Row::of(tip, &app)).collect(),
        more: open.len() > MOST,
    }))
}

impl Sample for TipListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |id: &str, danger, stage, still: &str, unanswered: Option<&str>| Row {
            id: id.into(),
            label: id.to_uppercase(),
            danger,
            stage,
            received: "Nov 22, 14:02".into(),
            still: still.into(),
            overdue: still.ends_with('d'),
            unanswered: unanswered.map(str::to_owned),
        };
        let rows = vec![
            row("7f3a", Danger::Now, TipStage::Received, "40 s", None),
            row("19c2", Danger::Raised, TipStage::Routed, "2 d", Some("4 h")),
            row("0ab4", Danger::Unknown, TipStage::BeingRead, "12 min", None),
            row("88d0", Danger::NoneKnown, TipStage::Closed, "9 d", Some("3 min")),
        ];
        let page = |rows, more| TipListPage {
            page: sample_page("tips-title", "/desk/tips"),
            teams: vec![
                Choice { id: "t1".into(), name: "Night line".into(), chosen: true },
                Choice { id: "t2".into(), name: "Day line".into(), chosen: false },
            ],
            rows,
            more,
        };
        vec![
            Shown::desk("tips", page(rows, true)),
            Shown::desk("tips-empty", page(Vec::new(), false)),
        ]
    }
}
