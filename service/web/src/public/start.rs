//! The start page: three doors.

use askama::Template;

use super::numbers::Numbers;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// `GET /`
#[derive(Template)]
#[template(path = "public/start.html")]
pub struct StartPage<'a> {
    /// The frame.
    pub page: Page,
    /// What to call in danger.
    pub emergency: &'a str,
}

impl Sample for StartPage<'_> {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Public, "start-title", "/");
        vec![Shown::public("start", StartPage { page, emergency: Numbers::built_in().emergency() })]
    }
}
