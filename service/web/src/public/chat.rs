//! The chat as the visitor sees it: before the first word, while talking, after.
//!
//! Everything works as plain forms. With script, the messages arrive by a stream and the same form is
//! sent in the background; without, a frame beside the form shows what is new.

use std::borrow::Cow;

use askama::Template;
use casework::contact::Lane;
use casework::waiting::Estimate;

use crate::flood::Toll;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::message::{self, Message};
use crate::page::{Page, Style};

/// `GET /chat/start`: four short lines, then the first word.
#[derive(Template)]
#[template(path = "public/chat_start.html")]
pub struct StartChatPage {
    /// The frame.
    pub page: Page,
    /// The door through which the person came.
    pub lane: Lane,
    /// What was typed already.
    pub words: String,
    /// Whether the person says that they are in danger now.
    pub danger: bool,
    /// The key of what to mend.
    pub problem: Option<&'static str>,
    /// The idempotency key, so that a second tap sends nothing twice.
    pub key: String,
    /// What it costs while very many reach out.
    pub toll: Option<Toll>,
}

impl StartChatPage {
    fn asks_danger(&self) -> bool {
        self.lane != Lane::Question
    }

    fn problem_words(&self) -> Cow<'static, str> {
        self.problem.map(|key| self.page.t(key)).unwrap_or_default()
    }
}

/// Where a conversation stands, for the one line that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatState {
    /// Nobody has answered yet.
    Waiting(Estimate),
    /// Somebody is there, by the name they use here.
    Talking(String),
    /// The line broke.
    Lost,
    /// Over.
    Over,
}

impl ChatState {
    /// The line, in the visitor's language.
    #[must_use]
    pub fn words(&self, page: &Page) -> Cow<'static, str> {
        match self {
            ChatState::Waiting(estimate) => waiting(page, *estimate),
            ChatState::Talking(name) => page.t1("chat-here", "name", name),
            ChatState::Lost => page.t("chat-lost"),
            ChatState::Over => page.t("chat-over"),
        }
    }

    fn is_over(&self) -> bool {
        *self == ChatState::Over
    }
}

fn waiting(page: &Page, estimate: Estimate) -> Cow<'static, str> {
    match estimate {
        Estimate::Seconds => page.t("waiting-seconds"),
        Estimate::AboutMinutes(minutes) => page.t1("waiting-about_minutes", "minutes", minutes),
        Estimate::LongerThanUsual => page.t("waiting-longer_than_usual"),
        Estimate::CannotSay => page.t("waiting-cannot_say"),
        Estimate::NobodyOnShift => page.t("waiting-nobody_on_shift"),
    }
}

/// `GET /chat`: the conversation.
#[derive(Template)]
#[template(path = "public/chat.html")]
pub struct ChatPage {
    /// The frame.
    pub page: Page,
    /// What was said so far.
    pub messages: Vec<Message>,
    /// Where it stands.
    pub state: ChatState,
    /// What was typed but not sent.
    pub words: String,
    /// The idempotency key of the next message.
    pub key: String,
}

impl ChatPage {
    fn live(&self) -> String {
        format!("/chat/live?after={}", self.last_seq())
    }

    fn last_seq(&self) -> i64 {
        self.messages.last().map_or(0, |message| message.seq)
    }
}

/// The beginning of `GET /chat/live`, the frame for script-off: an answer that never ends. Each
/// [`MessageFragment`](crate::message::MessageFragment) that follows shows as it arrives.
#[derive(Template)]
#[template(path = "public/chat_live.html")]
pub struct LiveFrame {
    /// The frame.
    pub page: Page,
}

/// `GET /chat/end`: thanks, and two optional questions that lead back to nobody.
#[derive(Template)]
#[template(path = "public/chat_end.html")]
pub struct EndPage {
    /// The frame.
    pub page: Page,
    /// What the two answers are sent with, good for one time; `None` once they were sent.
    pub ticket: Option<String>,
}

impl Sample for StartChatPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |problem, danger, toll| StartChatPage {
            page: Page::sample(locale, Style::Public, "chat-start-title", "/chat/start"),
            lane: Lane::Help,
            words: String::new(),
            danger,
            problem,
            key: "0190".into(),
            toll,
        };
        vec![
            Shown::public("chat-start", page(None, false, None)),
            Shown::public("chat-start-error", page(Some("chat-start-needed"), true, None)),
            Shown::public("chat-start-toll", page(None, false, Some(Toll::sample()))),
        ]
    }
}

impl Sample for ChatPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |state, said: usize| {
            let page = Page::sample(locale, Style::Public, "chat-title", "/chat");
            let messages = message::sample(&page).into_iter().take(said).collect();
            ChatPage { page, messages, state, words: String::new(), key: "0190".into() }
        };
        vec![
            Shown::public("chat-waiting", page(ChatState::Waiting(Estimate::AboutMinutes(2)), 1)),
            Shown::public(
                "chat-waiting-long",
                page(ChatState::Waiting(Estimate::LongerThanUsual), 1),
            ),
            Shown::public("chat-closed", page(ChatState::Waiting(Estimate::NobodyOnShift), 1)),
            Shown::public("chat-talking", page(ChatState::Talking("Maya".into()), 6)),
            Shown::public("chat-lost", page(ChatState::Lost, 6)),
            Shown::public("chat-over", page(ChatState::Over, 6)),
        ]
    }
}

impl Sample for LiveFrame {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Public, "chat-live", "/chat/live");
        vec![Shown::fragment("chat-live", LiveFrame { page })]
    }
}

impl Sample for EndPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |ticket| EndPage {
            page: Page::sample(locale, Style::Public, "end-title", "/chat/end"),
            ticket,
        };
        vec![
            Shown::public("chat-end", page(Some("0190".into()))),
            Shown::public("chat-end-sent", page(None)),
        ]
    }
}
