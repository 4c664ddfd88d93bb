//! Crisis numbers that others run, as data: who answers, how, when, and when that was last checked.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

#[cfg(test)]
mod tests;

/// Days after which a number counts as unchecked: half a year.
const STALE_AFTER_DAYS: i64 = 183;

/// The list of numbers of a deployment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    number: Vec<Number>,
}

/// One line that somebody else runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Number {
    /// A short name that stays the same, unique in the list.
    pub id: String,
    /// Whether this is what to call in danger (911).
    #[serde(default)]
    pub emergency: bool,
    name: BTreeMap<String, String>,
    about: BTreeMap<String, String>,
    /// The number to call, written as people read it.
    pub call: String,
    /// The number to text, if it takes texts.
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    text_word: BTreeMap<String, String>,
    languages: Vec<String>,
    hours: Hours,
    last_verified: String,
    /// The publisher's page that says so.
    pub source: String,
}

/// When a line answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hours {
    /// All day and all night, all year.
    Always,
}

/// Why a list of numbers was refused.
#[derive(Debug, thiserror::Error)]
pub enum NumbersRefused {
    /// The file isn't what it should be.
    #[error("the list of numbers cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// An entry lacks or garbles something.
    #[error("the number `{id}` {problem}")]
    Entry {
        /// Which entry.
        id: String,
        /// What to mend.
        problem: &'static str,
    },
    /// Nothing says what to call in danger.
    #[error("no number is marked `emergency = true`; say what to call in danger")]
    NoEmergency,
}

impl Numbers {
    /// The list that comes with the program: lines of the United States.
    #[must_use]
    pub fn built_in() -> &'static Numbers {
        static NUMBERS: OnceLock<Numbers> = OnceLock::new();
        NUMBERS.get_or_init(|| {
            Numbers::read(include_str!("numbers.toml")).expect("a test reads the list we ship")
        })
    }

    /// Reads a list in TOML and checks every entry.
    ///
    /// # Errors
    /// [`NumbersRefused`] names the entry and what to mend.
    pub fn read(text: &str) -> Result<Numbers, NumbersRefused> {
        let numbers: Numbers = toml::from_str(text)?;
        for number in &numbers.number {
            number.check()?;
        }
        if !numbers.number.iter().any(|number| number.emergency) {
            return Err(NumbersRefused::NoEmergency);
        }
        Ok(numbers)
    }

    /// The numbers in the order in which the list shows them.
    #[must_use]
    pub fn all(&self) -> &[Number] {
        &self.number
    }

    /// What to call in danger.
    #[must_use]
    pub fn emergency(&self) -> &str {
        let found = self.number.iter().find(|number| number.emergency);
        &found.expect("a list without an emergency number is refused when read").call
    }

    /// The numbers that nobody compared with their source for half a year before `today`.
    #[must_use]
    pub fn stale(&self, today: NaiveDate) -> Vec<&Number> {
        self.number.iter().filter(|number| number.is_stale(today)).collect()
    }
}

impl Number {
    fn check(&self) -> Result<(), NumbersRefused> {
        let dialable = |number: &str| {
            number.len() >= 3 && number.chars().all(|c| c.is_ascii_digit() || c == '-' || c == '+')
        };
        let worded = |words: &BTreeMap<String, String>| {
            Locale::ALL.iter().all(|locale| words.get(locale.code()).is_some_and(|w| !w.is_empty()))
        };
        let problem = if !dialable(&self.call) {
            "has a `call` that nobody can dial; use digits and hyphens"
        } else if !self.text.as_deref().is_none_or(dialable) {
            "has a `text` that nobody can text; use digits and hyphens"
        } else if !worded(&self.name) || !worded(&self.about) {
            "needs `name` and `about` in every language"
        } else if self.verified().is_none() {
            "needs `last_verified` as a date such as 2026-01-31"
        } else if !self.source.starts_with("https://") {
            "needs the `source` it was checked against, an https address"
        } else {
            return Ok(());
        };
        Err(NumbersRefused::Entry { id: self.id.clone(), problem })
    }

    fn verified(&self) -> Option<NaiveDate> {
        self.last_verified.parse().ok()
    }

    /// Whether nobody compared it with its source for half a year before `today`.
    #[must_use]
    pub fn is_stale(&self, today: NaiveDate) -> bool {
        self.verified().is_none_or(|day| (today - day).num_days() > STALE_AFTER_DAYS)
    }

    /// The name in the reader's language.
    #[must_use]
    pub fn name(&self, page: &Page) -> &str {
        in_language(&self.name, page.locale())
    }

    /// Whom it is for, in the reader's language.
    #[must_use]
    pub fn about(&self, page: &Page) -> &str {
        in_language(&self.about, page.locale())
    }

    /// The word to send when texting, where the line asks for one.
    #[must_use]
    pub fn text_word(&self, page: &Page) -> Option<&str> {
        self.text_word.get(page.lang()).map(String::as_str)
    }

    /// The languages that are spoken there, by their own names.
    #[must_use]
    pub fn languages(&self) -> String {
        let names: Vec<_> = self
            .languages
            .iter()
            .map(|code| Locale::from_code(code).map_or(code.as_str(), |locale| locale.own_name()))
            .collect();
        names.join(", ")
    }

    /// The number without what can't be dialled, for `tel:` and `sms:`.
    #[must_use]
    pub fn dial(&self) -> String {
        digits(&self.call)
    }

    /// The number to text, for `sms:`.
    #[must_use]
    pub fn dial_text(&self) -> String {
        self.text.as_deref().map(digits).unwrap_or_default()
    }

    /// The day of the last check, in words of the reader's language.
    #[must_use]
    pub fn verified_words(&self, page: &Page) -> String {
        self.verified().map_or_else(|| self.last_verified.clone(), |day| page.day(day))
    }
}

fn in_language(words: &BTreeMap<String, String>, locale: Locale) -> &str {
    words.get(locale.code()).or_else(|| words.get(Locale::En.code())).map_or("", String::as_str)
}

fn digits(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// `GET /numbers`
#[derive(Template)]
#[template(path = "public/numbers.html")]
pub struct NumbersPage<'a> {
    /// The frame.
    pub page: Page,
    /// The list.
    pub numbers: &'a Numbers,
    /// The day on which the page is read, so that an old check is shown as such.
    pub today: NaiveDate,
}

impl Sample for NumbersPage<'_> {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |today: &str| NumbersPage {
            page: Page::sample(locale, Style::Public, "numbers-title", "/numbers"),
            numbers: Numbers::built_in(),
            today: today.parse().expect("a date"),
        };
        vec![
            Shown::public("numbers", page("2026-12-01")),
            Shown::public("numbers-stale", page("2027-12-01")),
        ]
    }
}
