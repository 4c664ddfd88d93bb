//! What the weekly review said about one case, meeting by meeting, and what it decided. It is sealed to the
//! case, so whom the case is closed to reads nothing of it.

use access::Look;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::review::OnAgenda;
use casework::id::{CaseId, MemberId, ReviewId};
use casework::text::NoteText;
use casework::time::Span;
use serde::Deserialize;
use store::case::work;
use store::review::minutes;
use store::{key, member};

use super::page::Words;
use super::{Id, label};
use crate::App;
use crate::acts::case::review as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::entry::{time, written};
use crate::desk::floor::page;
use crate::desk::room::names;
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;

/// `GET /desk/cases/{id}/review`
#[derive(Template)]
#[template(path = "case/minutes.html")]
pub struct MinutesPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call the case.
    pub label: String,
    /// Whether the case is open.
    pub open: bool,
    /// The meetings of which it was, the latest first.
    pub meetings: Vec<Meeting>,
    /// The meeting that is written about: its id, and the minutes so far.
    pub chosen: Option<(String, Words)>,
    /// Who can be given a decision: id and name.
    pub colleagues: Vec<(String, String)>,
    /// A week from now, as a field of a form shows it.
    pub due: String,
    /// The words of a decision that could not be kept.
    pub typed: String,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One meeting.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// For its address.
    pub id: String,
    /// When it was.
    pub at: String,
    /// Why the case was on its agenda.
    pub because: Vec<OnAgenda>,
    /// Whether it was spoken about.
    pub spoken: bool,
    /// What was said.
    pub minutes: String,
    /// What was decided: the words, and how it stands.
    pub decided: Vec<(String, String)>,
}

/// About which meeting.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    meeting: String,
}

/// What the page says beside what is stored: what was typed and could not be kept is not lost.
#[derive(Default)]
struct Said {
    problem: Option<String>,
    minutes: Option<String>,
    decision: String,
}

/// `GET /desk/cases/{id}/review`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let meeting = match asked.meeting.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound)?),
    };
    draw(&app, reader, &worker, (id.parse()?, meeting), Said::default()).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    (id, meeting): (CaseId, Option<ReviewId>),
    said: Said,
) -> Result<Response, Error> {
    let (stored, mut view) = app.store().look(&worker.actor(), Look::OpenCase, id).await?;
    let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
    let found = minutes::of_case(&mut view, id).await?;
    let tasks = work::tasks(&mut view, id).await?;
    let of_team = member::of_team(&mut view, stored.case.team()).await?;
    let names = names(&mut view, worker).await?;
    drop(view);
    let page = page(app, reader, worker, "minutes-title", &format!("/desk/cases/{id}/review"));
    let when = |at| moment(at, app.zone(), app.now());
    let mut meetings = Vec::new();
    for one in &found {
        let mut decided = Vec::new();
        for kept in tasks.iter().filter(|kept| kept.task.review == Some(one.review)) {
            let until = page.t1("duty-until", "time", when(kept.task.due_at)).into_owned();
            let stands = match kept.task.end {
                Some((end, _)) => page.label("task_end", end.code()).into_owned(),
                None => until,
            };
            decided.push((kept.open(&key)?.expose().to_owned(), stands));
        }
        let minutes = one.minutes(&key)?.map(|text| text.expose().to_owned());
        meetings.push(Meeting {
            id: one.review.to_string(),
            at: when(one.at),
            because: one.because.iter().copied().collect(),
            spoken: one.spoken,
            minutes: minutes.unwrap_or_default(),
            decided,
        });
    }
    let chosen = match meeting {
        None => found.first().zip(meetings.first()),
        Some(id) => {
            let named = found.iter().zip(&meetings).find(|(one, _)| one.review == id);
            Some(named.ok_or(Error::NotFound)?)
        }
    };
    let chosen = chosen.map(|(one, meeting)| {
        let words = Words { text: meeting.minutes.clone(), version: one.version, stands: None };
        let words = match &said.minutes {
            Some(typed) => words.typed(typed),
            None => words,
        };
        (meeting.id.clone(), words)
    });
    let sees = |member: &MemberId| of_team.contains(member) && !stored.closed_to.contains(member);
    let those = names.iter().filter(|(member, _)| sees(member));
    let status = if said.problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = MinutesPage {
        id: id.to_string(),
        label: label(id),
        open: stored.case.status().0.is_open(),
        chosen,
        meetings,
        colleagues: those.map(|(id, name)| (id.to_string(), name.expose().to_owned())).collect(),
        due: written(app.now() + Span::from_days(7), app.zone()),
        typed: said.decision,
        problem: said.problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

/// What was said, or a decision.
#[derive(Deserialize)]
pub struct Speaking {
    act: String,
    meeting: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    base: i64,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    due: String,
}

/// `POST /desk/cases/{id}/review`
pub async fn speak(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Speaking>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let meeting: ReviewId = form.meeting.parse().map_err(|_| Error::WrongFields)?;
    let decides = form.act == "decide";
    let problem = match say(&app, &worker, (id, meeting), &form).await? {
        Ok(()) => {
            let place = format!("/desk/cases/{id}/review?meeting={meeting}");
            return Ok(Redirect::to(&place).into_response());
        }
        Err(store::Error::Rule(text)) => text,
        Err(store::Error::Changed) => {
            page(&app, reader, &worker, "minutes-title", "/desk/cases").t("case-changed").into()
        }
        Err(other) => return Err(other.into()),
    };
    let said = Said {
        problem: Some(problem),
        minutes: (!decides).then(|| form.words.clone()),
        decision: if decides { form.words } else { String::new() },
    };
    draw(&app, reader, &worker, (id, Some(meeting)), said).await
}

async fn say(
    app: &App,
    worker: &Worker,
    about: (CaseId, ReviewId),
    form: &Speaking,
) -> Result<Result<(), store::Error>, Error> {
    let (store, doer) = (app.store(), worker.doer());
    let words = NoteText::parse(&form.words).map_err(store::Error::rule);
    match form.act.as_str() {
        "decide" => {
            let owner = form.owner.parse().map_err(|_| Error::WrongFields)?;
            let due = time(&form.due, app.zone()).ok_or(Error::WrongFields)?;
            Ok(match words {
                Ok(words) => acts::decide(store, &doer, about, (owner, due), &words).await,
                Err(refused) => Err(refused),
            })
        }
        "say" if form.words.trim().is_empty() => {
            Ok(acts::say(store, &doer, about, form.base, None).await)
        }
        "say" => Ok(match words {
            Ok(words) => acts::say(store, &doer, about, form.base, Some(&words)).await,
            Err(refused) => Err(refused),
        }),
        _ => Err(Error::WrongFields),
    }
}

impl Sample for MinutesPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let meeting = |id: &str, at: &str, because: &[OnAgenda], minutes: &str| Meeting {
            id: id.into(),
            at: at.into(),
            because: because.to_vec(),
            spoken: !minutes.is_empty(),
            minutes: minutes.into(),
            decided: if minutes.is_empty() {
                vec![]
            } else {
                vec![
                    ("Ask the school whom she trusts".into(), "until Nov 28, 12:00".into()),
                    ("Call the shelter".into(), "Done".into()),
                ]
            },
        };
        let meetings = vec![
            meeting("r2", "Nov 22, 09:00", &[OnAgenda::Danger, OnAgenda::NotDone], ""),
            meeting("r1", "Nov 15, 09:00", &[OnAgenda::New], "She wants to stay with her aunt."),
        ];
        let page = |meetings: Vec<Meeting>, open, problem: Option<&str>| {
            let words = Words { text: String::new(), version: 0, stands: None };
            let words = if problem.is_some() { words.typed("She called again.") } else { words };
            MinutesPage {
                page: sample_page("minutes-title", "/desk/cases/c7f3/review"),
                id: "c7f3".into(),
                label: "C7F3".into(),
                open,
                chosen: meetings.first().map(|one| (one.id.clone(), words)),
                meetings,
                colleagues: vec![("m1".into(), "Maya R.".into()), ("m2".into(), "Joel T.".into())],
                due: "2026-11-29T16:40".into(),
                typed: problem.map(|_| "Bring her charger.".to_owned()).unwrap_or_default(),
                problem: problem.map(str::to_owned),
            }
        };
        let refused = Some("this member does not attend; add them, or give the task to another");
        vec![
            Shown::desk("minutes", page(meetings.clone(), true, None)),
            Shown::desk("minutes-refused", page(meetings.clone(), true, refused)),
            Shown::desk("minutes-closed", page(meetings, false, None)),
            Shown::desk("minutes-empty", page(vec![], true, None)),
        ]
    }
}
