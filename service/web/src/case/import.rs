//! A case that comes in as a file: pasted, read whole, and kept whole or not at all. Every cell that is wrong is
//! named with its line and column, and what was pasted is still there.

use access::{Act, Resource};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::htcds::{Both, Problem, plan, read_lines};
use serde::Deserialize;
use store::team::Team;
use vault::Attempt;

use crate::App;
use crate::acts::case::file as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::desk::teams::{Choice, choices, chosen, own};
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;
use crate::say::new_key;

/// The most people of one file: everybody is written in one turn of the writer, for which others wait.
const MOST_PEOPLE: usize = 300;
/// How many wrong cells the page names.
const NAMED: usize = 200;

/// `GET /desk/cases/import`
#[derive(Template)]
#[template(path = "case/import.html")]
pub struct ImportPage {
    /// The frame.
    pub page: Page,
    /// The teams among which the reader can choose.
    pub teams: Vec<Choice>,
    /// The chosen one, for addresses.
    pub team: String,
    /// The idempotency key.
    pub key: String,
    /// What was pasted.
    pub text: String,
    /// Whether everybody with both parts is said to be a victim.
    pub victims: bool,
    /// Every cell that is wrong.
    pub problems: Vec<Problem>,
}

/// For which team.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    team: String,
}

/// `GET /desk/cases/import`
pub async fn form(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &asked.team)?;
    let key = new_key(&app);
    draw(&app, reader, &worker, (&teams, team), (Pasted { key, ..Pasted::default() }, Vec::new()))
}

/// A file that was pasted.
#[derive(Default, Deserialize)]
pub struct Pasted {
    key: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    victims: String,
}

fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (teams, team): (&[Team], &Team),
    (pasted, problems): (Pasted, Vec<Problem>),
) -> Result<Response, Error> {
    if !app.store().may(&worker.actor(), Act::StartCase, &Resource::Team(team.id)) {
        return Err(Error::NotFound);
    }
    let status =
        if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let drawn = ImportPage {
        page: page(app, reader, worker, "import-title", "/desk/cases/import"),
        teams: choices(worker, teams, team.id)?,
        team: team.id.to_string(),
        key: pasted.key,
        text: pasted.file,
        victims: !pasted.victims.is_empty(),
        problems: problems.into_iter().take(NAMED).collect(),
    };
    Ok((status, shown(&drawn)).into_response())
}

/// `POST /desk/cases/import`: opens the case of the file; one, however often the form is sent.
pub async fn take_in(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Sent(pasted): Sent<Pasted>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&pasted.key).ok_or(Error::WrongFields)?;
    let teams = own(&app, &worker).await?;
    let team = chosen(&teams, &pasted.team)?;
    let both = if pasted.victims.is_empty() { Both::Unsaid } else { Both::Victims };
    let read = read_lines(pasted.file.as_bytes()).and_then(|lines| plan(lines, both));
    let plan = match read {
        Ok(plan) if plan.people.len() > MOST_PEOPLE => {
            let what = format!("a case holds at most {MOST_PEOPLE} people; make several files");
            let problem = Problem { line: 1, column: "section".into(), what };
            return draw(&app, reader, &worker, (&teams, team), (pasted, vec![problem]));
        }
        Ok(plan) => plan,
        Err(refused) => {
            let problems = refused.problems().to_vec();
            return draw(&app, reader, &worker, (&teams, team), (pasted, problems));
        }
    };
    let (doer, keys, to) = (worker.doer(), &worker.0.keys, (team.id, team.public_key));
    let id = acts::take_in(app.store(), &doer, keys, to, plan, &attempt).await?;
    Ok(Redirect::to(&format!("/desk/cases/{id}")).into_response())
}

impl Sample for ImportPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let problem = |line, column: &str, what: &str| Problem {
            line,
            column: column.into(),
            what: what.into(),
        };
        let page = |text: &str, problems| ImportPage {
            page: sample_page("import-title", "/desk/cases/import"),
            teams: vec![Choice::sample("Night line", true), Choice::sample("Day line", false)],
            team: "t1".into(),
            key: "0190".into(),
            text: text.into(),
            victims: false,
            problems,
        };
        let wrong = vec![
            problem(2, "prs_Birthdate", "`prs_Birthdate` holds a day, written 2026-03-14"),
            problem(3, "vic_TraffickingStatusDecisionMakingOrg", "`girl` is not a code of it"),
        ];
        let text = "section,id,of,prs_Birthdate\nperson,1,,2009-02-30";
        vec![
            Shown::desk("import", page("", vec![])),
            Shown::desk("import-refused", page(text, wrong)),
        ]
    }
}
