//! The agenda of the weekly review: which cases have to be spoken about, and why. Computed from the cases
//! with each request, so none is left out because nobody wrote it down. Codes only.

use access::Look;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use case::review::{Brief, OnAgenda, Place, Review, agenda};
use case::task::Task;
use casework::contact::Danger;
use casework::id::{CaseId, ReviewId};
use casework::time::{Span, Timestamp};
use serde::Deserialize;
use store::case::{agenda as stored, harm};
use store::review;
use uuid::Uuid;

use super::label;
use crate::App;
use crate::acts::case::review::NO_CONTACT;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::entry::{time, written};
use crate::desk::floor::page;
use crate::desk::queue::tone;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// How far back a page looks that names no day: one week.
const WEEK: Span = Span::from_days(7);

/// For how long back harm by the system is counted on the page.
const YEAR: Span = Span::from_days(365);

/// `GET /desk/cases/agenda`
#[derive(Template)]
#[template(path = "case/agenda.html")]
pub struct AgendaPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// The day of the last meeting, as a field of a form shows it.
    pub since: String,
    /// How often a victim was treated as an offender within a year, and how often that is not put right.
    pub harms: (i64, i64),
    /// The cases, the most urgent first.
    pub rows: Vec<Row>,
}

/// One case of the agenda.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// What staff call it.
    pub label: String,
    /// What is known about danger.
    pub danger: Danger,
    /// Why it is on the agenda, the most urgent reason first.
    pub because: Vec<OnAgenda>,
    /// How many of its tasks are open, and how many of them are late.
    pub tasks: (usize, usize),
    /// When it was opened.
    pub opened: String,
}

impl Row {
    fn tone(&self) -> &'static str {
        tone(self.danger)
    }
}

/// Which agenda.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    since: String,
}

/// `GET /desk/cases/agenda`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let ((), mut view) = app.store().look(&worker.actor(), Look::ListCases, team.id).await?;
    let (who, now) = ((team.id, worker.member().id), app.now());
    let briefs = stored::briefs(&mut view, who, now).await?;
    let tasks = stored::tasks(&mut view, who).await?;
    let harms = harm::count(&mut view, who, now - YEAR).await?;
    let last = review::last(&mut view, who, now).await?;
    drop(view);
    let since = since(&app, &asked.since, last.as_ref());
    let last = last.unwrap_or_else(|| nothing_before(since));
    let last = if last.at() == since { last } else { nothing_before(since) };
    let places = agenda(briefs.iter().copied(), &tasks, Some(&last), NO_CONTACT, now);
    let opened = |at: Timestamp| moment(at, app.zone(), now);
    let row = |place: &Place| row(place, &briefs, &tasks, now, &opened);
    Ok(shown(&AgendaPage {
        page: page(&app, reader, &worker, "agenda-title", "/desk/cases/agenda"),
        teams: choices(&worker, &teams, team.id)?,
        team: team.id.to_string(),
        since: written(since, app.zone()).chars().take(10).collect(),
        harms: (harms.all, harms.open),
        rows: places.iter().filter_map(row).collect(),
    }))
}

/// Since when a case is new: the day that is asked for, the last meeting, or a week ago.
fn since(app: &App, asked: &str, last: Option<&Review>) -> Timestamp {
    let day = time(&format!("{asked}T00:00"), app.zone());
    day.or(last.map(Review::at)).unwrap_or(app.now() - WEEK)
}

/// A meeting of which only the day counts: nothing is carried over from it.
const fn nothing_before(at: Timestamp) -> Review {
    Review::open(ReviewId::from_uuid(Uuid::nil()), Vec::new(), at)
}

fn row(
    place: &Place,
    briefs: &[Brief],
    tasks: &[Task],
    now: Timestamp,
    opened: &dyn Fn(Timestamp) -> String,
) -> Option<Row> {
    let id: CaseId = place.case;
    let brief = briefs.iter().find(|brief| brief.case == id)?;
    let late = tasks.iter().filter(|task| task.case == id && task.is_overdue(now)).count();
    Some(Row {
        id: id.to_string(),
        label: label(id),
        danger: brief.danger,
        because: place.because.iter().copied().collect(),
        tasks: (place.tasks.len(), late),
        opened: opened(brief.opened_at),
    })
}

impl Sample for AgendaPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |id: &str, danger, because: &[OnAgenda], tasks| Row {
            id: id.into(),
            label: id.to_uppercase(),
            danger,
            because: because.to_vec(),
            tasks,
            opened: "Nov 12, 09:30".into(),
        };
        let rows = vec![
            row("c7f3", Danger::Now, &[OnAgenda::Danger, OnAgenda::HarmBySystem], (3, 1)),
            row("c0ab", Danger::Unknown, &[OnAgenda::New], (0, 0)),
            row("c88d", Danger::NoneKnown, &[OnAgenda::NoContact], (1, 0)),
        ];
        let page = |rows: Vec<Row>| AgendaPage {
            page: sample_page("agenda-title", "/desk/cases/agenda"),
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            team: "t1".into(),
            since: "2026-11-15".into(),
            harms: if rows.is_empty() { (0, 0) } else { (3, 1) },
            rows,
        };
        vec![Shown::desk("agenda", page(rows)), Shown::desk("agenda-empty", page(vec![]))]
    }
}
