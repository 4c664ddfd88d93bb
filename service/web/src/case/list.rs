//! A team's cases: the open ones by danger and age, and what was closed last. Codes only.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use case::case::Status;
use casework::contact::Danger;
use serde::Deserialize;
use store::case::list::{self as cases, After, Listed};

use super::label;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::queue::tone;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;
use crate::say::new_key;

/// `GET /desk/cases`
#[derive(Template)]
#[template(path = "case/list.html")]
pub struct CaseListPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// Whether the closed ones are shown.
    pub closed: bool,
    /// The cases.
    pub rows: Vec<Row>,
    /// Where the next page is.
    pub next: Option<String>,
    /// The idempotency key of opening one.
    pub key: String,
    /// Whether the reader may open a case.
    pub starts: bool,
}

/// One case.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// Where it stands.
    pub status: Status,
    /// What is known about danger.
    pub danger: Danger,
    /// Whose it is; empty if it is the team's.
    pub owner: String,
    /// When it was opened.
    pub opened: String,
    /// How many records of potential victims it has.
    pub victims: i64,
    /// How many of its tasks are late.
    pub late: i64,
}

impl Row {
    fn tone(&self) -> &'static str {
        tone(self.danger)
    }
}

/// Which cases.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    closed: String,
    after: String,
}

/// `GET /desk/cases`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let actor = worker.actor();
    let ((), mut view) = app.store().look(&actor, Look::ListCases, team.id).await?;
    let (who, now) = ((team.id, worker.member().id), app.now());
    let closed = asked.closed == "yes";
    let after = After::parse(&asked.after).unwrap_or(After::START);
    let found = if closed {
        cases::closed(&mut view, who, now).await?
    } else {
        cases::open(&mut view, who, after, now).await?
    };
    let names = names(&mut view, &worker).await?;
    drop(view);
    let row = |one: &Listed| {
        let owner = one.owner.and_then(|owner| names.iter().find(|(id, _)| *id == owner));
        Row {
            id: one.id.to_string(),
            label: label(one.id),
            status: one.status,
            danger: one.danger,
            owner: owner.map(|(_, name)| name.expose().to_owned()).unwrap_or_default(),
            opened: moment(one.opened_at, app.zone(), now),
            victims: one.victims,
            late: one.late,
        }
    };
    let last = found.get(cases::PAGE - 1).filter(|_| found.len() > cases::PAGE && !closed);
    Ok(shown(&CaseListPage {
        page: page(&app, reader, &worker, "cases-title", "/desk/cases"),
        teams: choices(&worker, &teams, team.id)?,
        team: team.id.to_string(),
        closed,
        rows: found.iter().take(cases::PAGE).map(row).collect(),
        next: last
            .map(|last| format!("/desk/cases?team={}&after={}", team.id, last.after().to_text())),
        key: new_key(&app),
        starts: app.store().may(&actor, Act::StartCase, &Resource::Team(team.id)),
    }))
}

impl Sample for CaseListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |id: &str, danger, status, owner: &str, late| Row {
            id: id.into(),
            label: id.to_uppercase(),
            status,
            danger,
            owner: owner.into(),
            opened: "Nov 12, 09:30".into(),
            victims: 1,
            late,
        };
        let rows = vec![
            row("c7f3", Danger::Now, Status::Active, "Maya R.", 2),
            row("c0ab", Danger::Raised, Status::Active, "", 0),
            row("c88d", Danger::NoneKnown, Status::FollowUp, "Joel T.", 0),
        ];
        let page = |rows, closed, next: Option<&str>| CaseListPage {
            page: sample_page("cases-title", "/desk/cases"),
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            team: "t1".into(),
            closed,
            rows,
            next: next.map(str::to_owned),
            key: "0190".into(),
            starts: true,
        };
        vec![
            Shown::desk("cases", page(rows, false, Some("/desk/cases?after=1_2_3"))),
            Shown::desk("cases-empty", page(vec![], false, None)),
            Shown::desk("cases-closed", page(vec![], true, None)),
        ]
    }
}
