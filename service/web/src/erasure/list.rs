//! What of a team waits for a second member, what is due, what is held, and what was erased. Codes and
//! times only.

use access::Look;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::retention::{Class, HoldReason, Reason, Subject};
use serde::Deserialize;
use store::erasure::due::{self, After, Due};
use store::erasure::keep::{self, Said};
use store::erasure::record::Record;
use store::erasure::{self, Line};

use super::record::People;
use super::{label, path};
use crate::App;
use crate::acts::erasure as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/erasure`
#[derive(Template)]
#[template(path = "erasure/list.html")]
pub struct ErasureListPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// Whether cases that are due are shown, or contacts and tips.
    pub cases: bool,
    /// Whether any class has a period.
    pub has_periods: bool,
    /// What waits for a second member.
    pub requests: Vec<Row<Reason>>,
    /// What is due, the longest unused first.
    pub due: Vec<DueRow>,
    /// Where the next page of it is.
    pub next: Option<String>,
    /// What is held.
    pub held: Vec<Row<HoldReason>>,
    /// What was erased last.
    pub erased: Vec<Erased>,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One record about which somebody said something.
#[derive(Clone, Debug)]
pub struct Row<R> {
    /// Where it is kept or erased.
    pub path: String,
    /// What staff call it.
    pub label: String,
    /// Whether it is a case.
    pub is_case: bool,
    /// Why.
    pub reason: R,
    /// Who said so, and when.
    pub said: String,
}

/// One record that is due.
#[derive(Clone, Debug)]
pub struct DueRow {
    /// Where it is kept or erased.
    pub path: String,
    /// Its name in a form.
    pub name: String,
    /// What staff call it.
    pub label: String,
    /// Of which class it is.
    pub class: Class,
    /// When it was used last.
    pub used: String,
}

/// One line of the ledger.
#[derive(Clone, Debug)]
pub struct Erased {
    /// Its place.
    pub entry: u64,
    /// What staff called the record.
    pub label: String,
    /// Of which class it was.
    pub class: Class,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: String,
}

/// Which.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    of: String,
    after: String,
}

/// `GET /desk/erasure`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, &asked, None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    asked: &Asked,
    problem: Option<String>,
) -> Result<Response, Error> {
    let teams = own(app, worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let look = Look::SeeRetention;
    let ((), mut view) = app.store().look(&worker.actor(), look, team.id).await?;
    let who = (team.id, worker.member().id);
    let people = People { names: names(&mut view, worker).await?, app };
    let rules = keep::rules(&mut view).await?;
    let periods = keep::periods(&rules);
    let after = After::parse(&asked.after).unwrap_or(After::START);
    let (cases, now) = (asked.of == "cases", app.now());
    let found = if cases {
        due::cases(&mut view, who, &periods, after, now).await?
    } else {
        due::contacts(&mut view, who, &periods, after, now).await?
    };
    let requests = keep::requests(&mut view, who).await?;
    let held = keep::held(&mut view, who).await?;
    let erased = erasure::of_team(&mut view, team.id, u64::MAX, 20).await?;
    drop(view);
    let of = if cases { "cases" } else { "" };
    let last = found.get(due::PAGE - 1).filter(|_| found.len() > due::PAGE);
    let next = |last: &Due| {
        format!("/desk/erasure?team={}&of={of}&after={}", team.id, last.after.to_text())
    };
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = ErasureListPage {
        page: page(app, reader, worker, "erasure-title", "/desk/erasure"),
        teams: choices(worker, &teams, team.id)?,
        team: team.id.to_string(),
        cases,
        has_periods: !rules.is_empty(),
        requests: requests.iter().map(|one| row(one, &people)).collect(),
        next: last.map(next),
        due: found.iter().take(due::PAGE).filter_map(|one| due_row(app, one)).collect(),
        held: held.iter().map(|one| row(one, &people)).collect(),
        erased: erased.iter().filter_map(|line| erased_row(app, line)).collect(),
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

fn row<R: Copy>(said: &Said<R>, people: &People<'_>) -> Row<R> {
    Row {
        path: path(said.record),
        label: label(said.record),
        is_case: matches!(said.record, Record::Case(_)),
        reason: said.reason,
        said: people.said(said.at, said.by),
    }
}

fn due_row(app: &App, due: &Due) -> Option<DueRow> {
    let record = Record::of(due.kept.subject)?;
    Some(DueRow {
        path: path(record),
        name: format!("{}:{}", due.kept.subject.kind(), record.uuid()),
        label: label(record),
        class: due.kept.class,
        used: moment(due.kept.last_used_at, app.zone(), app.now()),
    })
}

fn erased_row(app: &App, line: &Line) -> Option<Erased> {
    let record = line.subject().and_then(Record::of)?;
    Some(Erased {
        entry: line.entry,
        label: label(record),
        class: line.class,
        reason: line.reason,
        at: moment(line.at(), app.zone(), app.now()),
    })
}

/// `POST /desk/erasure/over`: erases what was ticked and is over its time; each by itself, so that one
/// that somebody held meanwhile keeps no other one.
pub async fn over(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let team = value("team").unwrap_or_default().to_owned();
    let of = value("of").unwrap_or_default().to_owned();
    let asked = Asked { team, of, after: String::new() };
    if value("sure") != Some("yes") {
        let text = page(&app, reader, &worker, "erasure-title", "/desk/erasure").t("keep-not-sure");
        return draw(&app, reader, &worker, &asked, Some(text.into_owned())).await;
    }
    let mut refused = None;
    for (_, name) in pairs.iter().filter(|(key, _)| key == "record") {
        let (kind, id) = name.split_once(':').ok_or(Error::WrongFields)?;
        let id = id.parse().map_err(|_| Error::WrongFields)?;
        let record = Subject::of(kind, id).and_then(Record::of).ok_or(Error::WrongFields)?;
        match acts::erase_over(app.store(), &worker.doer(), record).await {
            Ok(_) => {}
            Err(store::Error::Rule(text)) => refused = Some(format!("{}: {text}", label(record))),
            Err(other) => return Err(other.into()),
        }
    }
    if refused.is_some() {
        return draw(&app, reader, &worker, &asked, refused).await;
    }
    let Asked { team, of, .. } = asked;
    Ok(Redirect::to(&format!("/desk/erasure?team={team}&of={of}")).into_response())
}

impl Sample for ErasureListPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |label: &str, reason| Row {
            path: "/desk/keep/contact/c1".into(),
            label: label.into(),
            is_case: false,
            reason,
            said: "Nov 22, 14:10 · Joel T.".into(),
        };
        let due = |label: &str, class| DueRow {
            path: "/desk/keep/contact/c2".into(),
            name: format!("contact:{label}"),
            label: label.into(),
            class,
            used: "Oct 2 2023, 11:04".into(),
        };
        let erased = |entry, label: &str, reason| Erased {
            entry,
            label: label.into(),
            class: Class::Contact,
            reason,
            at: "Nov 20, 16:00".into(),
        };
        let empty = || ErasureListPage {
            page: sample_page("erasure-title", "/desk/erasure"),
            teams: vec![],
            team: "t1".into(),
            cases: false,
            has_periods: false,
            requests: vec![],
            due: vec![],
            next: None,
            held: vec![],
            erased: vec![],
            problem: None,
        };
        let full = ErasureListPage {
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            has_periods: true,
            requests: vec![row("3F2A", Reason::PersonAsked)],
            due: vec![due("91BC", Class::Contact), due("0D11", Class::Tip)],
            next: Some("/desk/erasure?after=1_2".into()),
            held: vec![Row {
                is_case: true,
                label: "C7F3".into(),
                ..held(&row("", Reason::PersonAsked), HoldReason::CourtOrder)
            }],
            erased: vec![
                erased(8, "77AB", Reason::PeriodOver),
                erased(7, "5E0C", Reason::RecordedWrongly),
            ],
            problem: Some(
                "91BC: a duty, a task or a referral about this record is still open".into(),
            ),
            ..empty()
        };
        let cases = ErasureListPage { cases: true, has_periods: true, ..empty() };
        vec![
            Shown::desk("erasure", full),
            Shown::desk("erasure-empty", empty()),
            Shown::desk("erasure-cases", cases),
        ]
    }
}

fn held(row: &Row<Reason>, reason: HoldReason) -> Row<HoldReason> {
    let Row { path, label, is_case, said, .. } = row.clone();
    Row { path, label, is_case, reason, said }
}
