//! How the young people of a case are, over time, by their own lights; and, in red, where one of them was
//! treated as an offender. No exploiter and no justice event is on this page: those stand in
//! [`justice`](super::justice).

mod samples;

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use case::justice::SystemHarm;
use case::wellbeing::{self as course, Domain, Wellbeing};
use casework::id::{CaseId, PersonId};
use casework::text::NoteText;
use casework::time::Timestamp;
use serde::Deserialize;
use store::case::text::{self, Name};
use store::case::{harm, people, wellbeing};
use store::key;

use super::open::name_of;
use super::{Id, day, in_words, label, today};
use crate::App;
use crate::acts::case::outcome as acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::page;
use crate::error::Error;
use crate::form::Sent;
use crate::page::Page;

/// How many looks at one part of life are shown.
const SHOWN: usize = 12;

/// `GET /desk/cases/{id}/outcomes`
#[derive(Template)]
#[template(path = "case/outcomes.html")]
pub struct OutcomesPage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// What staff call the case.
    pub label: String,
    /// Whether the case is open.
    pub open: bool,
    /// What was done to victims as if they were offenders.
    pub harms: Vec<Harm>,
    /// The young people.
    pub victims: Vec<Victim>,
    /// Today, as a field of a form shows it.
    pub today: String,
    /// Words that could not be kept.
    pub typed: String,
    /// What stands in the way of the last form, in words.
    pub problem: Option<String>,
}

/// One harm by the system.
#[derive(Clone, Debug)]
pub struct Harm {
    /// Under which record, for the form.
    pub victim: String,
    /// Which of theirs, for the form.
    pub place: i64,
    /// What they are called.
    pub name: String,
    /// What was done.
    pub harm: SystemHarm,
    /// When.
    pub at: String,
    /// When it was put right.
    pub put_right: Option<String>,
}

/// How one young person is.
#[derive(Clone, Debug)]
pub struct Victim {
    /// For the form.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// Each part of life.
    pub lives: Vec<Life>,
}

/// One part of life.
#[derive(Clone, Debug)]
pub struct Life {
    /// Which.
    pub domain: Domain,
    /// How it is now.
    pub now: course::State,
    /// How it was, the newest first.
    pub looks: Vec<Seen>,
}

impl Life {
    /// The tone of how it is now.
    fn tone(&self) -> &'static str {
        match self.now {
            course::State::Crisis => "danger",
            course::State::Fragile => "caution",
            course::State::Stable | course::State::AsWished => "positive",
            course::State::Returned => "accent",
            course::State::DeclinedForNow | course::State::Unknown => "",
        }
    }
}

/// One look.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When.
    pub at: String,
    /// How it was.
    pub state: course::State,
    /// What they said.
    pub words: String,
}

impl OutcomesPage {
    fn open_harms(&self) -> usize {
        self.harms.iter().filter(|one| one.put_right.is_none()).count()
    }
}

/// `GET /desk/cases/{id}/outcomes`: the look is audited.
pub async fn open(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, id.parse()?, (None, String::new())).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: CaseId,
    (problem, typed): (Option<String>, String),
) -> Result<Response, Error> {
    let (stored, mut view) = app.store().look(&worker.actor(), Look::OpenCase, id).await?;
    let key = key::open(&mut view, id.uuid(), &worker.0.keys).await?;
    let all = people::of_case(&mut view, id).await?;
    let names = text::latest(&mut view, id, Name::PersonName).await?;
    let looks = wellbeing::of_case(&mut view, id).await?;
    let found = harm::of_case(&mut view, id, &all).await?;
    drop(view);
    let page = page(app, reader, worker, "outcomes-title", &format!("/desk/cases/{id}/outcomes"));
    let when = |at: Timestamp| in_words(app, &page, at);
    let named = |person: PersonId| name_of(&names, person, &key);
    let mut harms = Vec::new();
    for harm::Kept { place, harm } in found {
        harms.push(Harm {
            victim: harm.victim.person().to_string(),
            place,
            name: named(all.resolve(harm.victim.person()))?,
            harm: harm.harm,
            at: when(harm.at),
            put_right: harm.put_right_at.map(when),
        });
    }
    let coded: Vec<_> = looks.iter().map(|one| (one.person, one.look)).collect();
    let mut victims = Vec::new();
    for one in course::courses(&all, &coded) {
        let person = one.victim().person();
        let theirs = looks.iter().filter(|look| all.resolve(look.person) == person);
        let mut seen = Vec::new();
        for look in theirs {
            let words = look.words(&key)?.map(|words| words.expose().to_owned());
            let (at, state) = (when(look.look.at), look.look.state);
            seen.push((look.look.domain, Seen { at, state, words: words.unwrap_or_default() }));
        }
        let name = named(person)?;
        victims.push(Victim { id: person.to_string(), name, lives: lives(&one, &seen) });
    }
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let drawn = OutcomesPage {
        id: id.to_string(),
        label: label(id),
        open: stored.case.status().0.is_open(),
        harms,
        victims,
        today: today(app),
        typed,
        problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

fn lives(of: &Wellbeing, seen: &[(Domain, Seen)]) -> Vec<Life> {
    let one = |domain: &Domain| {
        let theirs = seen.iter().rev().filter(|(of, _)| of == domain);
        let looks = theirs.take(SHOWN).map(|(_, seen)| seen.clone()).collect();
        Life { domain: *domain, now: of.now(*domain), looks }
    };
    Domain::ALL.iter().map(one).collect()
}

/// A look, a harm, or that one was put right.
#[derive(Deserialize)]
pub struct Telling {
    act: String,
    person: String,
    day: String,
    #[serde(default)]
    domain: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    harm: String,
    #[serde(default)]
    place: i64,
}

/// `POST /desk/cases/{id}/outcomes`
pub async fn tell(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Telling>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let person: PersonId = form.person.parse().map_err(|_| Error::WrongFields)?;
    let at = day(&app, &form.day).ok_or(Error::WrongFields)?;
    let (store, doer) = (app.store(), worker.doer());
    let done = match form.act.as_str() {
        "look" => {
            let domain = form.domain.parse().map_err(|_| Error::WrongFields)?;
            let state = form.state.parse().map_err(|_| Error::WrongFields)?;
            let look = course::Look { domain, state, at };
            match words(&form.words) {
                Ok(words) => acts::look(store, &doer, id, (person, look), words.as_ref()).await,
                Err(refused) => Err(refused),
            }
        }
        "harm" => {
            let harm = form.harm.parse().map_err(|_| Error::WrongFields)?;
            acts::harmed(store, &doer, id, (person, harm, at)).await
        }
        "put_right" => acts::put_right(store, &doer, id, (person, form.place), at).await,
        _ => return Err(Error::WrongFields),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/desk/cases/{id}/outcomes")).into_response()),
        Err(store::Error::Rule(text)) => {
            draw(&app, reader, &worker, id, (Some(text), form.words)).await
        }
        Err(other) => Err(other.into()),
    }
}

/// What they said, if they said something.
fn words(text: &str) -> Result<Option<NoteText>, store::Error> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    NoteText::parse(text).map(Some).map_err(store::Error::rule)
}
