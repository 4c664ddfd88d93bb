//! A contact entered by hand: a call on another line, a walk-in, something of last week.

use askama::Template;
use casework::contact::{Channel, Danger, Lane};
use serde::Deserialize;

use super::sample_page;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// What was typed, as the browser sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// By which way: a code of [`Channel`].
    pub channel: String,
    /// The lane's code.
    pub lane: String,
    /// What is known about danger: a code of [`Danger`].
    pub danger: String,
    /// When it was received, on the organisation's clock: `2026-11-22T14:02`.
    pub received: String,
    /// What was said, in the specialist's words.
    pub narrative: String,
    /// The idempotency key.
    pub key: String,
}

/// `GET /desk/hand` and the same page again when something is missing.
#[derive(Template)]
#[template(path = "desk/hand.html")]
pub struct HandPage {
    /// The frame.
    pub page: Page,
    /// What was typed already; nothing of it is lost.
    pub draft: Draft,
    /// The field that needs mending and the key of what to do.
    pub problem: Option<(&'static str, &'static str)>,
}

/// The channels that a person at the desk can enter.
const CHANNELS: [Channel; 4] = [Channel::Phone, Channel::WalkIn, Channel::Text, Channel::Email];

impl HandPage {
    fn channels(&self) -> [Channel; 4] {
        CHANNELS
    }

    fn problem_of(&self, field: &str) -> std::borrow::Cow<'static, str> {
        match self.problem {
            Some((at, key)) if at == field => self.page.t(key),
            _ => std::borrow::Cow::Borrowed(""),
        }
    }
}

impl Sample for HandPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = |draft, problem| HandPage {
            page: sample_page("hand-title", "/desk/hand"),
            draft,
            problem,
        };
        let draft = Draft {
            channel: "phone".into(),
            lane: "help".into(),
            danger: "unknown".into(),
            received: "2026-11-22T14:02".into(),
            ..Draft::default()
        };
        vec![
            Shown::desk("hand", page(draft.clone(), None)),
            Shown::desk("hand-error", page(draft, Some(("received", "hand-received-future")))),
        ]
    }
}
