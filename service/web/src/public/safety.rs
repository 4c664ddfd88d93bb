//! Safe use: leaving fast, history, shared phones, and what we can't protect from.

use askama::Template;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// `GET /safety`
#[derive(Template)]
#[template(path = "public/safety.html")]
pub struct SafetyPage {
    /// The frame.
    pub page: Page,
}

impl Sample for SafetyPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Public, "safety-title", "/safety");
        vec![Shown::public("safety", SafetyPage { page })]
    }
}
