//! The public form: one question a page, and one sentence is enough.
//!
//! What was told so far travels in the form itself, so it works without script and nothing is stored
//! before it is sent. Every page after the first can be skipped, and every page can send.

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::contact::{Danger, Lane};
use casework::text::TextRefused;
use serde::Deserialize;
use tip::telling::{Fields, Step, TellingRefused, Told};
use vault::{Attempt, Text};

use super::derive::Waiting;
use super::receipt;
use crate::App;
use crate::acts::tip::{Telling, tell};
use crate::app::{Reader, shown};
use crate::error::Error;
use crate::flood::{Admission, Arrival, Paid, Toll};
use crate::form::Sent;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};
use crate::place::Peer;
use crate::public::numbers::Numbers;
use crate::say::new_key;

/// What was told so far, as the browser sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The page that was filled.
    pub step: String,
    /// Where to: `next`, `back` or `send`.
    pub act: String,
    /// What was seen or heard.
    pub what: String,
    /// The code of [`Danger`], or nothing.
    pub danger: String,
    /// Where.
    pub place: String,
    /// When.
    pub time: String,
    /// Who.
    pub who: String,
    /// The idempotency key.
    pub key: String,
    /// The ticket of a toll, if one was asked.
    pub ticket: String,
    /// From when waiting pays it.
    pub ready: String,
    /// What the script found for it.
    pub proof: String,
}

/// Where a filled page leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Show(Step),
    Send,
}

impl Draft {
    fn step(&self) -> Step {
        self.step.parse().unwrap_or(Step::What)
    }

    fn way(&self) -> Way {
        let step = self.step();
        // Whoever pays a toll has said "send" before; the page's script sends without a button.
        if self.act == "send" || !self.ticket.is_empty() {
            return Way::Send;
        }
        if self.act == "back" {
            let before = Step::ALL.iter().rev().skip_while(|one| **one != step).nth(1);
            return Way::Show(before.copied().unwrap_or(Step::What));
        }
        step.next().map_or(Way::Send, Way::Show)
    }

    fn told(&self) -> Result<Told, TellingRefused> {
        Told::parse(Fields {
            what: &self.what,
            danger: &self.danger,
            place: &self.place,
            time: &self.time,
            who: &self.who,
        })
    }

    fn danger(&self) -> Option<Danger> {
        self.danger.parse().ok()
    }

    /// Whether any part holds six words of a receipt in a row.
    fn holds_receipt(&self) -> bool {
        [&self.what, &self.place, &self.time, &self.who]
            .into_iter()
            .any(|text| vault::receipt::contains_receipt(text))
    }
}

/// `GET /tip`, and every page of the form after it.
#[derive(Template)]
#[template(path = "tip/tell.html")]
pub struct TellPage {
    /// The frame.
    pub page: Page,
    /// Which question.
    pub step: Step,
    /// What was told so far.
    pub draft: Draft,
    /// What to call in danger.
    pub emergency: &'static str,
    /// The key of what to mend.
    pub problem: Option<&'static str>,
    /// What it costs while very many tell something.
    pub toll: Option<Toll>,
}

/// The answers about danger, most urgent first, with the keys of their words.
const DANGERS: [(Danger, &str); 3] = [
    (Danger::Now, "tip-danger-now"),
    (Danger::NoneKnown, "tip-danger-no"),
    (Danger::Unknown, "tip-danger-unknown"),
];

impl TellPage {
    fn asks_danger(&self) -> bool {
        true
    }

    fn number(&self) -> usize {
        Step::ALL.iter().position(|step| *step == self.step).map_or(1, |at| at + 1)
    }

    fn is_first(&self) -> bool {
        self.step == Step::What
    }

    fn is_last(&self) -> bool {
        self.step.next().is_none()
    }

    fn in_danger(&self) -> bool {
        self.draft.danger() == Some(Danger::Now)
    }

    fn dangers(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        let chosen = self.draft.danger();
        DANGERS.into_iter().map(move |(danger, key)| (danger.code(), key, chosen == Some(danger)))
    }

    /// The name of this page's field, what it asks, a hint, and what was typed.
    fn field(&self) -> (&'static str, &'static str, &'static str, &str) {
        match self.step {
            Step::What | Step::Danger => {
                ("what", "write-words-tip", "tip-what-hint", &self.draft.what)
            }
            Step::Where => ("place", "tip-where", "tip-where-hint", &self.draft.place),
            Step::When => ("time", "tip-when", "tip-when-hint", &self.draft.time),
            Step::Who => ("who", "tip-who", "tip-who-hint", &self.draft.who),
        }
    }

    /// What was told on the other pages: names and values of hidden fields.
    fn carried(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let draft = &self.draft;
        let all = [
            (Step::What, "what", &draft.what),
            (Step::Danger, "danger", &draft.danger),
            (Step::Where, "place", &draft.place),
            (Step::When, "time", &draft.time),
            (Step::Who, "who", &draft.who),
        ];
        let carried = all.into_iter().filter(move |(step, ..)| *step != self.step);
        carried.map(|(_, name, value)| (name, value.as_str()))
    }

    fn problem_words(&self) -> std::borrow::Cow<'static, str> {
        self.problem.map(|key| self.page.t(key)).unwrap_or_default()
    }
}

fn page(
    app: &App,
    reader: Reader,
    (step, draft): (Step, Draft),
    problem: Option<&'static str>,
    toll: Option<Toll>,
) -> Response {
    shown(&TellPage {
        page: app.page(reader, Style::Public, "write-tip-title", "/tip"),
        step,
        draft,
        emergency: Numbers::built_in().emergency(),
        problem,
        toll,
    })
}

/// `GET /tip`: the first question.
pub async fn form(State(app): State<App>, reader: Reader) -> Response {
    let draft = Draft { key: new_key(&app), ..Draft::default() };
    page(&app, reader, (Step::What, draft), None, None)
}

/// `POST /tip`: the next page, or the end. Nothing that was typed is lost when something is missing.
pub async fn send(
    State(app): State<App>,
    reader: Reader,
    Peer(place): Peer,
    Sent(draft): Sent<Draft>,
) -> Result<Response, Error> {
    let attempt = Attempt::from_field(&draft.key).ok_or(Error::WrongFields)?;
    let told = match draft.told() {
        Ok(_) if draft.holds_receipt() => {
            let step = draft.step();
            return Ok(refused(&app, reader, (step, draft), "tip-holds-receipt"));
        }
        Ok(told) => told,
        Err(TellingRefused::Part { step, why }) => {
            return Ok(refused(&app, reader, (step, draft), problem_of(&why)));
        }
    };
    if let Way::Show(step) = draft.way() {
        return Ok(page(&app, reader, (step, draft), None, None));
    }
    let paid = Paid { ticket: &draft.ticket, ready: &draft.ready, proof: &draft.proof };
    let attempted = attempt.dedup_key();
    let arrival = Arrival { place: &place, danger: told.danger, attempt: attempted, paid };
    if let Admission::Costs(toll) = app.admit(&arrival) {
        let head = [(header::RETRY_AFTER, toll.seconds.to_string())];
        let again = page(&app, reader, (draft.step(), draft), None, Some(toll));
        return Ok((StatusCode::TOO_MANY_REQUESTS, head, again).into_response());
    }
    store(&app, reader, &attempt, &told).await?;
    let waiting = if told.danger == Danger::Now { Waiting::InLine } else { Waiting::IfSoon };
    receipt::show(&app, reader, (&attempt, &draft.key), waiting).await
}

async fn store(app: &App, reader: Reader, attempt: &Attempt, told: &Told) -> Result<(), Error> {
    let team = app.front_team(Lane::Tip).await?;
    let frame = app.page(reader, Style::Public, "write-tip-title", "/tip");
    // Each part but the first says what it is about: in the conversation they stand one by one.
    let parts: Vec<Text> = told
        .parts
        .iter()
        .map(|(step, text)| match step {
            Step::What => Text::from(text.expose()),
            other => Text::from(&*format!(
                "{}: {}",
                frame.label(Step::LIST, other.code()),
                text.expose()
            )),
        })
        .collect();
    let telling = Telling {
        team: team.id,
        team_key: team.public_key,
        danger: told.danger,
        language: reader.0.locale.code(),
        attempt,
        parts: &parts,
    };
    tell(app.store(), &telling).await?;
    Ok(())
}

fn refused(
    app: &App,
    reader: Reader,
    (step, draft): (Step, Draft),
    problem: &'static str,
) -> Response {
    let again = page(app, reader, (step, draft), Some(problem), None);
    (StatusCode::UNPROCESSABLE_ENTITY, again).into_response()
}

fn problem_of(why: &TextRefused) -> &'static str {
    match why {
        TextRefused::Empty => "tip-needed",
        TextRefused::TooLong { .. } => "write-too-long",
        TextRefused::ControlCharacter { .. } => "write-strange",
    }
}

impl Sample for TellPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |step, danger: &str, problem, toll| TellPage {
            page: Page::sample(locale, Style::Public, "write-tip-title", "/tip"),
            step,
            draft: Draft { danger: danger.into(), ..Draft::default() },
            emergency: Numbers::built_in().emergency(),
            problem,
            toll,
        };
        let busy = Some(Toll::sample());
        vec![
            Shown::public("tip-what", page(Step::What, "", None, None)),
            Shown::public("tip-what-needed", page(Step::What, "", Some("tip-needed"), None)),
            Shown::public("tip-danger", page(Step::Danger, "", None, None)),
            Shown::public("tip-where", page(Step::Where, "now", None, None)),
            Shown::public("tip-when", page(Step::When, "", None, None)),
            Shown::public("tip-who", page(Step::Who, "none_known", None, None)),
            Shown::public("tip-busy", page(Step::Who, "", None, busy)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(step: &str, act: &str, ticket: &str) -> Way {
        let (step, act, ticket) = (step.into(), act.into(), ticket.into());
        Draft { step, act, ticket, ..Draft::default() }.way()
    }

    #[test]
    fn every_page_leads_on_back_and_to_the_end() {
        assert_eq!(way("what", "next", ""), Way::Show(Step::Danger));
        assert_eq!(way("danger", "", ""), Way::Show(Step::Where));
        assert_eq!(way("where", "back", ""), Way::Show(Step::Danger));
        assert_eq!(way("what", "back", ""), Way::Show(Step::What));
        assert_eq!(way("what", "send", ""), Way::Send);
        assert_eq!(way("who", "next", ""), Way::Send);
        // A page of another version, or nobody's.
        assert_eq!(way("nonsense", "next", ""), Way::Show(Step::Danger));
        // The script that has paid a toll sends without a button.
        assert_eq!(way("where", "", "5e1f"), Way::Send);
    }
}
