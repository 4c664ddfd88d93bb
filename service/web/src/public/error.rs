//! What a visitor reads when something did not work: what happened and what to do.

use askama::Template;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// Any answer that is not what was asked for.
#[derive(Template)]
#[template(path = "public/error.html")]
pub struct ErrorPage {
    /// The frame.
    pub page: Page,
    /// The key of the sentence that says what to do.
    pub key: &'static str,
    /// A rule's own sentence, in place of the key's.
    pub text: Option<String>,
}

impl Sample for ErrorPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |key: &'static str| {
            let page = Page::sample(locale, Style::Public, "error-title", "/nowhere");
            Shown::public(key, ErrorPage { page, key, text: None })
        };
        [
            "error-not-found",
            "error-other-site",
            "error-wrong-fields",
            "error-too-large",
            "error-unreadable",
            "error-rule",
            "error-changed",
            "error-busy",
            "error-ours",
        ]
        .map(page)
        .to_vec()
    }
}
