//! Which screening to begin or to go on with.

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use casework::facts::{Answer, Facts};
use casework::id::ContactId;
use screening::{Ages, Completion, Instrument, InstrumentKind, KnownAge};
use serde::Deserialize;
use store::screening::{self as rows, Head, State as Stage};
use store::{View, facts};
use vault::Attempt;

use super::sheet::{About, completion_key};
use super::shelf;
use crate::App;
use crate::acts;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{label, page};
use crate::desk::room::Id;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::line::moment;
use crate::page::Page;
use crate::say::new_key;

/// The most screenings of a contact that a page lists.
const MOST: i64 = 50;

/// `GET /desk/{contact}/screenings`
#[derive(Template)]
#[template(path = "screening/choose.html")]
pub struct ChoosePage {
    /// The frame.
    pub page: Page,
    /// The contact, for addresses.
    pub id: String,
    /// What staff call the contact.
    pub label: String,
    /// Those that were begun, the latest first.
    pub begun: Vec<Begun>,
    /// Those that can be begun.
    pub instruments: Vec<Offer>,
}

/// One screening that was begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// For its address.
    pub id: String,
    /// The instrument's title.
    pub title: String,
    /// Where it stands.
    pub state: Stage,
    /// When it last changed: `Nov 22, 14:02`.
    pub changed: String,
}

impl Begun {
    /// The key of the words of where it stands.
    #[must_use]
    pub fn state_key(&self) -> &'static str {
        match self.state {
            Stage::Open => "screening-open",
            Stage::Resting => "screening-resting",
            Stage::Finished => "screening-finished",
        }
    }

    /// The tone in which that is said.
    #[must_use]
    pub fn tone(&self) -> &'static str {
        match self.state {
            Stage::Open => "accent",
            Stage::Resting => "caution",
            Stage::Finished => "positive",
        }
    }
}

/// One instrument.
#[derive(Clone, Debug)]
pub struct Offer {
    /// What the form sends: its address and version.
    pub key: String,
    /// The idempotency key of beginning it.
    pub attempt: String,
    /// What must be known about it.
    pub about: About,
    /// What it is, in a sentence.
    pub description: String,
    /// What it is for.
    pub kind: InstrumentKind,
    /// The ages studied; none if nobody stated any.
    pub ages: Option<String>,
    /// Where it was studied.
    pub settings: String,
    /// How it may be filled in.
    pub ways: Vec<Completion>,
    /// How the age of this person stands to the ages studied.
    pub fit: Fit,
}

/// How a person's age stands to the ages studied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Nothing is scored, or no ages are stated.
    NoQuestion,
    /// It is among them.
    Within,
    /// It is not known closely enough.
    Unknown,
    /// It is not among them.
    Outside,
}

impl Fit {
    /// How `age` stands to the ages of an instrument.
    #[must_use]
    pub fn of(instrument: &Instrument, age: KnownAge) -> Self {
        match (instrument.population().ages, age) {
            (None, _) => Self::NoQuestion,
            _ if instrument.scores().is_empty() => Self::NoQuestion,
            (Some(_), KnownAge::Unknown) => Self::Unknown,
            (Some(studied), KnownAge::Within(ages)) if studied.contain(ages) => Self::Within,
            (Some(studied), KnownAge::Within(ages)) if studied.meet(ages) => Self::Unknown,
            _ => Self::Outside,
        }
    }
}

impl Offer {
    /// One instrument, for a person of this age.
    #[must_use]
    pub fn of(instrument: &Instrument, age: KnownAge, attempt: String) -> Self {
        let ways = &instrument.population().completion;
        let head = instrument.questionnaire().head();
        Self {
            key: instrument.key().to_string(),
            attempt,
            about: About::of(instrument),
            description: head.description.clone().unwrap_or_default(),
            kind: instrument.kind(),
            ages: instrument.population().ages.as_ref().map(Ages::to_string),
            settings: instrument.population().settings.join(", "),
            ways: if ways.is_empty() { Completion::ALL.to_vec() } else { ways.clone() },
            fit: Fit::of(instrument, age),
        }
    }

    fn kind_key(&self) -> &'static str {
        match self.kind {
            InstrumentKind::ConversationGuide => "screening-guide",
            InstrumentKind::ScoreSheet => "screening-score-sheet",
            InstrumentKind::Instrument => "screening-instrument",
        }
    }

    fn fit_key(&self) -> Option<&'static str> {
        match self.fit {
            Fit::NoQuestion | Fit::Within => None,
            Fit::Unknown => Some("screening-age-unknown"),
            Fit::Outside => Some("screening-age-outside"),
        }
    }
}

impl ChoosePage {
    fn way_key(&self, way: &Completion) -> &'static str {
        completion_key(*way)
    }
}

/// What the coded facts say about the age.
#[must_use]
pub fn known_age(facts: &Facts) -> KnownAge {
    facts.age_band().and_then(Answer::known).map_or(KnownAge::Unknown, KnownAge::band)
}

/// `GET /desk/{contact}/screenings`: which there are, and which were begun. No answer is opened.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let look = Look::ReadScreening;
    let (_, mut view) = app.store().look(&worker.actor(), look, id).await?;
    let age = known_age(&facts::of_contact(&mut view, id).await?);
    let instruments = shelf::offered(&mut view).await?;
    let begun = begun(&app, &mut view, id).await?;
    Ok(shown(&ChoosePage {
        id: id.to_string(),
        label: label(id),
        begun,
        instruments: instruments.iter().map(|one| Offer::of(one, age, new_key(&app))).collect(),
        page: page(&app, reader, &worker, "screening-title", &format!("/desk/{id}/screenings")),
    }))
}

/// The screenings of a contact, the latest first. One statement, and one more for each instrument that
/// the house loaded itself.
pub(crate) async fn begun(app: &App, view: &mut View, id: ContactId) -> Result<Vec<Begun>, Error> {
    let mut lines = Vec::new();
    let mut titles: Vec<(String, String)> = Vec::new();
    for head in rows::of_contact(view, id, MOST).await? {
        let known = titles.iter().find(|(url, _)| *url == head.url).map(|(_, title)| title.clone());
        let title = match (shelf::known_title(&head.url), known) {
            (Some(title), _) => title.to_owned(),
            (None, Some(title)) => title,
            (None, None) => {
                let instrument = shelf::find(view, &head.url, &head.version).await?;
                titles.push((head.url.clone(), instrument.title().to_owned()));
                instrument.title().to_owned()
            }
        };
        lines.push(line(app, &head, title));
    }
    Ok(lines)
}

fn line(app: &App, head: &Head, title: String) -> Begun {
    let changed = moment(head.changed_at, app.zone(), app.now());
    Begun { id: head.id.to_string(), title, state: head.state, changed }
}

/// What begins a screening.
#[derive(Deserialize)]
pub struct Beginning {
    key: String,
    instrument: String,
    #[serde(default)]
    completion: String,
}

/// `POST /desk/{contact}/screenings`
pub async fn begin(
    State(app): State<App>,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(form): Sent<Beginning>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let attempt = Attempt::from_field(&form.key).ok_or(Error::WrongFields)?;
    let completion = Completion::from_code(&form.completion).ok_or(Error::WrongFields)?;
    let (url, version) = form.instrument.rsplit_once('|').unwrap_or((&form.instrument, ""));
    let (_, mut view) = app.store().look(&worker.actor(), Look::SeeContact, id).await?;
    let instrument = shelf::find(&mut view, url, version).await?;
    drop(view);
    let what = (instrument.as_ref(), completion);
    let new = acts::screening::begin(app.store(), &worker.doer(), id, &attempt, what).await?;
    Ok(Redirect::to(&format!("/desk/{id}/screenings/{new}")).into_response())
}

impl Sample for ChoosePage {
    fn samples(_: Locale) -> Vec<Shown> {
        super::sample::choices()
    }
}
