//! The monthly access review of a team: what somebody should ask about, and who signed which month. Names of
//! staff and counts; no record is named.

use access::{Act, Look, Resource};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::access_review::Question;
use case::access_review::signing::{Found, Month, Seen, Signature, standing};
use serde::Deserialize;
use store::oversight::signed;

use super::month;
use crate::App;
use crate::acts::oversight as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::erasure::record::People;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/access`
#[derive(Template)]
#[template(path = "oversight/review.html")]
pub struct ReviewPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// The month: `2026-11`.
    pub month: String,
    /// The month before, and the one after if it has begun.
    pub others: (String, Option<String>),
    /// How many looks at sealed records there were.
    pub looks: usize,
    /// What to ask whom, about how many looks.
    pub lines: Vec<(Question, String, u32)>,
    /// Who signed this month and when, and what they found.
    pub signed: Option<(String, Found)>,
    /// Whether it can be signed now.
    pub can_sign: bool,
    /// The months that are over, the latest first, each with who signed it when.
    pub months: Vec<(String, Option<String>)>,
    /// What stands in the way of signing, in words.
    pub problem: Option<String>,
}

impl ReviewPage {
    fn unsigned(&self) -> usize {
        self.months.iter().filter(|(_, signed)| signed.is_none()).count()
    }
}

/// Which.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
    month: String,
}

/// `GET /desk/access`: the month that is named, or this one.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, (&asked, None)).await
}

/// The month that is named if it has begun, or this one.
fn named(app: &App, text: &str) -> Result<(Month, Month), Error> {
    let this = month::of(app.now(), app.zone()).ok_or(Error::Ours)?;
    let month = text.parse::<Month>().ok().filter(|month| *month <= this).unwrap_or(this);
    Ok((month, this))
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (asked, problem): (&Asked, Option<String>),
) -> Result<Response, Error> {
    let teams = own(app, worker).await?;
    let team = chosen(&teams, &asked.team)?.id;
    let (actor, look) = (worker.actor(), Look::ReviewAccess);
    let ((), mut view) = app.store().look(&actor, look, team).await?;
    let when = (app.zone(), app.now());
    let (month, this) = named(app, &asked.month)?;
    let read = month::read(&mut view, team, month, when).await?;
    let mut all = signed::all(&mut view, month::first_told(this).min(month)).await?;
    let people = People { names: names(&mut view, worker).await?, app };
    drop(view);
    let kept = all.remove(&team).ok_or(Error::NotFound)?;
    let founded = month::of(kept.founded, app.zone()).ok_or(Error::Ours)?;
    let said = |one: &Signature| people.said(one.at, one.by);
    let signed = kept.signatures.iter().find(|one| one.month == month);
    let months = standing((founded, this), &kept.signatures);
    let before = month.before().ok_or(Error::NotFound)?;
    let next = month.after().filter(|next| *next <= this);
    let may = app.store().may(&actor, Act::SignAccess, &Resource::Team(team));
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = ReviewPage {
        page: page(app, reader, worker, "access-title", "/desk/access"),
        teams: choices(worker, &teams, team)?,
        team: team.to_string(),
        month: month.to_string(),
        others: (before.to_string(), next.map(|next| next.to_string())),
        looks: read.looks,
        lines: read
            .lines
            .iter()
            .map(|line| (line.question, people.name(line.member), line.looks))
            .collect(),
        signed: signed.map(|one| (said(one), one.found)),
        can_sign: may && signed.is_none() && month < this && month >= founded,
        months: months
            .iter()
            .map(|(month, signed)| (month.to_string(), signed.as_ref().map(said)))
            .collect(),
        problem,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// What is signed.
#[derive(Debug, Deserialize)]
pub struct Signing {
    team: String,
    month: String,
    found: String,
}

/// `POST /desk/access`: signs a month that is over. What it asks is computed anew: nobody signs about
/// themself by a page that is old.
pub async fn sign(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(form): Sent<Signing>,
) -> Result<Response, Error> {
    let found: Found = form.found.parse().map_err(|_| Error::WrongFields)?;
    let month: Month = form.month.parse().map_err(|_| Error::WrongFields)?;
    let team = chosen(&own(&app, &worker).await?, &form.team)?.id;
    let ((), mut view) = app.store().look(&worker.actor(), Look::ReviewAccess, team).await?;
    let (_, this) = named(&app, "")?;
    let read = month::read(&mut view, team, month, (app.zone(), app.now())).await?;
    drop(view);
    let seen = Seen { month, looks: read.looks, lines: &read.lines };
    match acts::sign(app.store(), &worker.doer(), team, &seen, this, found).await {
        Ok(()) => {
            let place = format!("/desk/access?team={team}&month={month}");
            Ok(Redirect::to(&place).into_response())
        }
        Err(store::Error::Rule(text)) => {
            let asked = Asked { team: form.team, month: form.month };
            draw(&app, reader, &worker, (&asked, Some(text))).await
        }
        Err(other) => Err(other.into()),
    }
}

impl Sample for ReviewPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |looks, lines, next: Option<&str>| ReviewPage {
            page: sample_page("access-title", "/desk/access"),
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            team: "t1".into(),
            month: "2026-11".into(),
            others: ("2026-10".into(), next.map(str::to_owned)),
            looks,
            lines,
            signed: None,
            can_sign: false,
            months: vec![
                ("2026-10".into(), None),
                ("2026-09".into(), Some("Oct 3, 09:12 · Maya R.".into())),
            ],
            problem: None,
        };
        let lines = || {
            vec![
                (Question::BrokeGlass, "Joel T.".to_owned(), 1),
                (Question::ManyLooks, "Maya R.".to_owned(), 214),
                (Question::Unused, "Sam O.".to_owned(), 0),
            ]
        };
        let over =
            || ReviewPage { can_sign: true, month: "2026-10".into(), ..page(598, lines(), None) };
        let problem =
            Some("this month asks about you; another supervisor of the team has to sign it".into());
        let signed = ReviewPage {
            signed: Some(("Oct 3, 09:12 · Maya R.".into(), Found::FollowedUp)),
            month: "2026-09".into(),
            ..page(598, lines(), Some("2026-10"))
        };
        let quiet = ReviewPage { months: vec![], ..page(0, vec![], Some("2026-12")) };
        vec![
            Shown::desk("access", page(612, lines(), None)),
            Shown::desk("access-quiet", quiet),
            Shown::desk("access-to-sign", over()),
            Shown::desk("access-refused", ReviewPage { problem, ..over() }),
            Shown::desk("access-signed", signed),
        ]
    }
}
