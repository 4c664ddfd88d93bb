//! Preparing a report: the coded facts are filled in, the rest is written by a person, with what is
//! sealed about the contact beside it. Nothing is sent.

use access::Look;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::agency::AgencyKind;
use casework::facts::Facts;
use casework::id::{ContactId, DutyId};
use duty::duty::Duty;
use duty::report::{Draft, Given, Question, ReportKind};
use store::duty::report;
use store::field::{self, Name};
use store::{View, facts, key};
use vault::{Json, SecretKey, Text};

use super::open::Id;
use crate::App;
use crate::acts::duty::{self as acts, Prepared};
use crate::acts::paper::SafeContact;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::desk::floor::{label, page};
use crate::desk::sample_page;
use crate::error::Error;
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// `GET /desk/duties/{id}/report`
#[derive(Template)]
#[template(path = "duty/prepare.html")]
pub struct PreparePage {
    /// The frame.
    pub page: Page,
    /// For addresses.
    pub id: String,
    /// Which report.
    pub kind: ReportKind,
    /// To whom.
    pub recipient: AgencyKind,
    /// The contact, for its address and by name.
    pub contact: (String, String),
    /// The version that the writer sees.
    pub base: i64,
    /// The questions, in the order of the printed page.
    pub questions: Vec<Asked>,
    /// What is sealed about the contact: a person takes from it what the report needs.
    pub beside: Vec<(String, String)>,
    /// What stands in the way, in words.
    pub problem: Option<String>,
}

/// One question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Which.
    pub question: Question,
    /// What the coded facts answer; none if a person writes it.
    pub coded: Option<String>,
    /// What is written.
    pub words: String,
    /// Whether nobody knows.
    pub unknown: bool,
    /// Whether it has to be answered.
    pub needed: bool,
}

/// What a report says of one question, in words.
pub(super) fn in_words(page: &Page, question: Question, given: &Given) -> String {
    match given {
        Given::Coded(codes) => {
            let word = |code: &String| match question.fact() {
                Some(fact) if !fact.options().is_empty() => {
                    page.t(&fact.option_key(code)).into_owned()
                }
                _ => code.clone(),
            };
            codes.iter().map(word).collect::<Vec<_>>().join(", ")
        }
        Given::Written(words) => words.expose().to_owned(),
        Given::Unknown => page.t("report-unknown").into_owned(),
        Given::PrefersNotToSay => page.t("report-prefers-not").into_owned(),
    }
}

/// What a page holds beside the duty: what was typed and could not be kept.
type Typed = (i64, Vec<(Question, Option<String>)>, String);

/// `GET /desk/duties/{id}/report`: reading what is sealed is audited.
pub async fn form(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
) -> Result<Response, Error> {
    draw(&app, reader, &worker, id.parse()?, None).await
}

async fn draw(
    app: &App,
    reader: Reader,
    worker: &Worker,
    id: DutyId,
    typed: Option<Typed>,
) -> Result<Response, Error> {
    let (stored, mut view) = app.store().look(&worker.actor(), Look::ReadReport, id).await?;
    let contact = stored.contact().ok_or(Error::NotFound)?;
    let key = key::open(&mut view, contact.uuid(), &worker.0.keys).await?;
    let known = facts::of_contact(&mut view, contact).await?;
    let last = report::last(&mut view, id).await?;
    let page = page(app, reader, worker, "report-title", &format!("/desk/duties/{id}/report"));
    let beside = beside(&mut view, contact, &key, &page).await?;
    drop(view);
    let (base, words, problem) = match (typed, &last) {
        (Some((base, words, problem)), _) => (base, words, Some(problem)),
        (None, Some(last)) => (last.number, last.open(&key)?.words.clone(), None),
        (None, None) => (0, Vec::new(), None),
    };
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let kind = ReportKind::to(stored.duty.recipient()).ok_or(Error::NotFound)?;
    let drawn = PreparePage {
        id: id.to_string(),
        kind,
        recipient: stored.duty.recipient(),
        contact: (contact.to_string(), label(contact)),
        base,
        questions: questions(&page, &stored.duty, &known, &words)?,
        beside,
        problem,
        page,
    };
    Ok((status, shown(&drawn)).into_response())
}

fn questions(
    page: &Page,
    duty: &Duty,
    known: &Facts,
    words: &[(Question, Option<String>)],
) -> Result<Vec<Asked>, Error> {
    let draft = Draft::begin(duty, known).map_err(|refused| Error::Rule(refused.to_string()))?;
    let needed = draft.missing();
    let coded = draft.given();
    let of = |question: Question| {
        let written = words.iter().find(|(one, _)| *one == question).map(|(_, words)| words);
        let coded = coded.get(&question).map(|given| in_words(page, question, given));
        Asked {
            question,
            coded,
            words: written.and_then(Clone::clone).unwrap_or_default(),
            unknown: written.is_some_and(Option::is_none),
            needed: needed.contains(&question),
        }
    };
    Ok(draft.asked().map(of).collect())
}

/// The card and the notes, each under what it is.
async fn beside(
    view: &mut View,
    contact: ContactId,
    key: &SecretKey,
    page: &Page,
) -> Result<Vec<(String, String)>, Error> {
    let mut beside = Vec::new();
    for text in field::latest(view, contact).await? {
        if text.name == Name::SafeContact {
            let card = text.open::<Json<SafeContact>>(key)?.0;
            for (label, line) in [
                ("safe-name", card.name),
                ("safe-phone", card.phone),
                ("safe-email", card.email),
                ("safe-instructions", card.instructions),
            ] {
                if !line.is_empty() {
                    beside.push((page.t(label).into_owned(), line));
                }
            }
        }
    }
    for note in field::history(view, contact, Name::Note, 20).await? {
        let text = note.open::<Text>(key)?.expose().to_owned();
        beside.push((page.t("note-title").into_owned(), text));
    }
    Ok(beside)
}

/// `POST /desk/duties/{id}/report`: each question under its own name, `unknown` with the names of those
/// that nobody can answer. What was typed is not lost when it cannot be finished.
pub async fn keep(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Path(id): Path<Id>,
    Sent(pairs): Sent<Vec<(String, String)>>,
) -> Result<Response, Error> {
    let id = id.parse()?;
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let base = value("base").and_then(|base| base.parse().ok()).ok_or(Error::WrongFields)?;
    let finish = value("act") == Some("finish");
    let unknown = |code: &str| pairs.iter().any(|(key, one)| key == "unknown" && one == code);
    let mut words = Vec::new();
    for &question in Question::ALL {
        match value(question.code()).map(str::trim) {
            Some(text) if !text.is_empty() => words.push((question, Some(text.to_owned()))),
            _ if unknown(question.code()) => words.push((question, None)),
            _ => {}
        }
    }
    let (store, doer) = (app.store(), worker.doer());
    match acts::prepare(store, &doer, id, (base, words.clone()), finish).await {
        Ok(Prepared::Missing(questions)) => {
            let frame = page(&app, reader, &worker, "report-title", "/desk/duties");
            let text = unanswered(&frame, &questions);
            draw(&app, reader, &worker, id, Some((base, words, text))).await
        }
        Ok(Prepared::Kept) => {
            let paper = if finish { "/paper" } else { "" };
            Ok(Redirect::to(&format!("/desk/duties/{id}{paper}")).into_response())
        }
        Err(store::Error::Rule(text)) => {
            draw(&app, reader, &worker, id, Some((base, words, text))).await
        }
        Err(store::Error::Changed) => {
            let frame = page(&app, reader, &worker, "report-title", "/desk/duties");
            let text = frame.t("report-changed").into_owned();
            // The next version is written over what stands now, with both before the writer.
            let base = latest(&app, &worker, id).await?;
            draw(&app, reader, &worker, id, Some((base, words, text))).await
        }
        Err(other) => Err(other.into()),
    }
}

/// Which answers are missing, by the words that stand beside their fields.
fn unanswered(page: &Page, questions: &[Question]) -> String {
    let labels: Vec<_> =
        questions.iter().map(|one| page.label(Question::LIST, one.code())).collect();
    page.t1("report-missing", "questions", labels.join(" · ")).into_owned()
}

async fn latest(app: &App, worker: &Worker, id: DutyId) -> Result<i64, Error> {
    let (_, mut view) = app.store().look(&worker.actor(), Look::SeeDuty, id).await?;
    Ok(report::last(&mut view, id).await?.map_or(0, |last| last.number))
}

impl PreparePage {
    fn rows(&self, asked: &Asked) -> u8 {
        if asked.question == Question::WhatHappened { 6 } else { 2 }
    }
}

impl Sample for PreparePage {
    fn samples(_: Locale) -> Vec<Shown> {
        let refused = PreparePage {
            problem: Some(unanswered(&sample().page, &[Question::WhereNow, Question::ChildName])),
            beside: vec![],
            ..sample()
        };
        vec![Shown::desk("duty-report", sample()), Shown::desk("duty-report-refused", refused)]
    }
}

fn sample() -> PreparePage {
    let page = sample_page("report-title", "/desk/duties/d1/report");
    let kind = ReportKind::ChildProtection;
    let asked = |question: Question| Asked {
        question,
        coded: match question {
            Question::AgeBand => Some("15 to 17".into()),
            Question::County => Some("48201".into()),
            _ => None,
        },
        words: if question == Question::WhatHappened {
            "She says that a man takes her to a motel every night.".into()
        } else {
            String::new()
        },
        unknown: question == Question::Tribe,
        needed: question.has_to_be_answered(kind),
    };
    PreparePage {
        id: "d1".into(),
        kind,
        recipient: AgencyKind::ChildProtection,
        contact: ("7f3a".into(), "7F3A".into()),
        base: 1,
        questions: Question::ALL
            .iter()
            .copied()
            .filter(|question| question.asked_in(kind))
            .map(asked)
            .collect(),
        beside: vec![
            (page.t("safe-name").into_owned(), "Ana".into()),
            (page.t("note-title").into_owned(), "Wants to decide after six.".into()),
        ],
        problem: None,
        page,
    }
}
