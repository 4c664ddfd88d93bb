//! The web form: one sentence is enough, everything else may stay empty.

use askama::Template;
use casework::contact::Lane;
use casework::safe_contact::{SafeChannel, Voicemail};
use serde::Deserialize;

use super::numbers::Numbers;
use crate::acts::paper::SafeContact;
use crate::flood::{Paid, Toll};
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// What somebody typed into the form, as the browser sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// What they want to say.
    pub words: String,
    /// `now` if somebody is in danger.
    pub danger: String,
    /// How they may be reached: `text`, `call`, `email`, `none`, or nothing.
    pub way: String,
    /// The number or the address for it.
    pub address: String,
    /// When it is safe: `morning`, `afternoon`, `evening`, `night`.
    pub when: Vec<String>,
    /// Whether a voice message may be left: `yes`, `no`, or nothing.
    pub voicemail: String,
    /// The word by which they know that it is us.
    pub code_word: String,
    /// The idempotency key.
    pub key: String,
    /// The ticket of a toll, if one was asked.
    pub ticket: String,
    /// From when waiting pays it.
    pub ready: String,
    /// What the script found for it.
    pub proof: String,
}

impl Draft {
    fn is_at(&self, time: &str) -> bool {
        self.when.iter().any(|chosen| chosen == time)
    }

    /// A field beside the words is longer than anything that it can rightly hold.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        [&self.way, &self.voicemail, &self.danger].iter().any(|text| text.len() > 20)
            || self.address.chars().count() > 254
            || self.code_word.chars().count() > 60
            || self.when.len() > 4
            || self.when.iter().any(|text| text.len() > 20)
    }

    /// How it is safe to reach them, in the codes of the desk.
    #[must_use]
    pub fn safe_contact(&self) -> SafeContact {
        let by_email = self.way == "email";
        let channel = match self.way.as_str() {
            "text" => SafeChannel::Text.code(),
            "call" => SafeChannel::Call.code(),
            "email" => SafeChannel::Email.code(),
            "none" => SafeChannel::DoNotContact.code(),
            _ => "",
        };
        let voicemail = match self.voicemail.as_str() {
            "yes" => Voicemail::Allowed.code(),
            "no" => Voicemail::Never.code(),
            _ => "",
        };
        SafeContact {
            // Nobody is asked for a name here.
            name: String::new(),
            channel: channel.into(),
            phone: if by_email { String::new() } else { self.address.clone() },
            email: if by_email { self.address.clone() } else { String::new() },
            hours: self.when.join(", "),
            voicemail: voicemail.into(),
            code_word: self.code_word.clone(),
            instructions: String::new(),
        }
    }

    /// What it says of a toll.
    #[must_use]
    pub fn paid(&self) -> Paid<'_> {
        Paid { ticket: &self.ticket, ready: &self.ready, proof: &self.proof }
    }

    fn tells_how_to_reach(&self) -> bool {
        !(self.way.is_empty() && self.address.is_empty() && self.when.is_empty())
    }
}

/// `GET /write` and the same page again when something is missing.
#[derive(Template)]
#[template(path = "public/write.html")]
pub struct WritePage<'a> {
    /// The frame; its title depends on the lane, see [`WritePage::title_key`].
    pub page: Page,
    /// The door through which the person came.
    pub lane: Lane,
    /// What to call in danger.
    pub emergency: &'a str,
    /// What was typed already; nothing of it is lost.
    pub draft: Draft,
    /// The key of what to mend.
    pub problem: Option<&'static str>,
    /// What it costs while very many reach out.
    pub toll: Option<Toll>,
}

impl WritePage<'_> {
    /// The key of the page's title for a lane.
    #[must_use]
    pub fn title_key(lane: Lane) -> &'static str {
        match lane {
            Lane::Help => "write-help-title",
            Lane::Tip => "write-tip-title",
            Lane::Question => "write-question-title",
        }
    }

    fn asks_danger(&self) -> bool {
        self.lane != Lane::Question
    }

    fn before(&self) -> String {
        format!("/before?lane={}", self.lane)
    }

    fn words_label(&self) -> std::borrow::Cow<'static, str> {
        self.page.t(match self.lane {
            Lane::Help => "write-words-help",
            Lane::Tip => "write-words-tip",
            Lane::Question => "write-words-question",
        })
    }

    fn words_hint(&self) -> std::borrow::Cow<'static, str> {
        self.page.t(match self.lane {
            Lane::Help => "write-words-hint-help",
            Lane::Tip => "write-words-hint-tip",
            Lane::Question => "write-words-hint-question",
        })
    }

    fn problem_words(&self) -> std::borrow::Cow<'static, str> {
        self.problem.map(|key| self.page.t(key)).unwrap_or_default()
    }
}

/// `GET /write/thanks`
#[derive(Template)]
#[template(path = "public/thanks.html")]
pub struct ThanksPage {
    /// The frame.
    pub page: Page,
    /// The lane of what was sent.
    pub lane: Lane,
    /// Whether the person said how to reach them.
    pub reachable: bool,
}

impl ThanksPage {
    fn what_next(&self) -> [Option<std::borrow::Cow<'static, str>>; 2] {
        let (read, reach) = match (self.lane, self.reachable) {
            (Lane::Help, true) => ("thanks-help", Some("thanks-help-reach")),
            (Lane::Help, false) => ("thanks-help", Some("thanks-help-none")),
            (Lane::Tip, true) => ("thanks-tip", Some("thanks-tip-reach")),
            (Lane::Tip, false) => ("thanks-tip", Some("thanks-tip-none")),
            (Lane::Question, _) => ("thanks-question", None),
        };
        [Some(self.page.t(read)), reach.map(|key| self.page.t(key))]
    }
}

impl Sample for WritePage<'_> {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |lane, path, draft, problem| WritePage {
            page: Page::sample(locale, Style::Public, WritePage::title_key(lane), path),
            lane,
            emergency: Numbers::built_in().emergency(),
            draft,
            problem,
            toll: None,
        };
        let typed = Draft {
            danger: "now".into(),
            way: "text".into(),
            address: "555-0142".into(),
            when: vec!["evening".into()],
            code_word: "sunflower".into(),
            ..Draft::default()
        };
        let (help, tip) = ("/write?lane=help", "/write?lane=tip");
        let question = "/write?lane=question";
        vec![
            Shown::public("write-help", page(Lane::Help, help, Draft::default(), None)),
            Shown::public("write-tip", page(Lane::Tip, tip, Draft::default(), None)),
            Shown::public("write-question", page(Lane::Question, question, Draft::default(), None)),
            Shown::public("write-error", page(Lane::Help, help, typed, Some("write-needed"))),
        ]
    }
}

impl Sample for ThanksPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |lane, reachable| ThanksPage {
            page: Page::sample(locale, Style::Public, "thanks-title", "/write/thanks"),
            lane,
            reachable,
        };
        vec![
            Shown::public("thanks-help", page(Lane::Help, false)),
            Shown::public("thanks-tip", page(Lane::Tip, true)),
            Shown::public("thanks-question", page(Lane::Question, true)),
        ]
    }
}
