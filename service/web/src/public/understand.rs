//! The third door: plain prepared answers, so that a question never delays a person in need.
//!
//! What the page says is drawn from published lists and figures, each with its caution; the sources
//! stand beside the answers.

use askama::Template;

use super::numbers::Numbers;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// `GET /understand`
#[derive(Template)]
#[template(path = "public/understand.html")]
pub struct UnderstandPage<'a> {
    /// The frame.
    pub page: Page,
    /// What to call in danger.
    pub emergency: &'a str,
}

impl Sample for UnderstandPage<'_> {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Public, "understand-title", "/understand");
        let emergency = Numbers::built_in().emergency();
        vec![Shown::public("understand", UnderstandPage { page, emergency })]
    }
}
