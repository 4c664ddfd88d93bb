//! Every page in every state, without a database behind it.
//!
//! Each page context says by [`Sample`] which states are worth a look: empty, full, with an error,
//! with long text. The tests render all of them in all languages; debug builds serve them at
//! `/gallery`; `cargo run -p web --example render -- FOLDER` writes them as files for a browser.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};

use crate::App;
use crate::app::{Reader, shown};
use crate::error::Error;
use crate::i18n::Locale;
use crate::message::{self, Message};
use crate::page::{Page, Style};
use crate::route::{Admits, Row};

#[cfg(test)]
mod tests;

/// A page context that can show itself.
pub trait Sample {
    /// The states worth a look, in one language.
    fn samples(locale: Locale) -> Vec<Shown>;
}

/// One page in one state.
#[derive(Clone, Debug)]
pub struct Shown {
    /// A name that is unique among all samples and fits a file name.
    pub name: &'static str,
    /// Whom the page is for; `None` for a fragment that stands inside a page.
    pub style: Option<Style>,
    /// The page.
    pub html: String,
}

impl Shown {
    /// A public page.
    pub fn public(name: &'static str, page: impl Template) -> Shown {
        Shown { name, style: Some(Style::Public), html: rendered(&page) }
    }

    /// A page for staff.
    pub fn desk(name: &'static str, page: impl Template) -> Shown {
        Shown { name, style: Some(Style::Desk), html: rendered(&page) }
    }

    /// A page for a partner.
    pub fn partner(name: &'static str, page: impl Template) -> Shown {
        Shown { name, style: Some(Style::Partner), html: rendered(&page) }
    }

    /// A piece of a page, as a stream sends it.
    pub fn fragment(name: &'static str, piece: impl Template) -> Shown {
        Shown { name, style: None, html: rendered(&piece) }
    }
}

fn rendered(page: &impl Template) -> String {
    page.render().expect("our templates hold nothing that can fail")
}

/// Every page in every state, in one language. Staff read English so far.
#[must_use]
pub fn all(locale: Locale) -> Vec<Shown> {
    let mut shown = crate::public::samples(locale);
    shown.extend(crate::figures::samples(locale));
    shown.extend(crate::tip::samples(locale));
    shown.extend(crate::partner::ReferralPage::samples(locale));
    shown.extend(crate::partner::GonePage::samples(locale));
    shown.extend(crate::partner::code::CodePage::samples(locale));
    shown.extend(crate::partner::guest::GuestPage::samples(locale));
    shown.extend(crate::shelter::BedsPage::samples(locale));
    if locale == Locale::En {
        shown.extend(crate::desk::samples(locale));
        shown.extend(crate::tip::desk_samples(locale));
        shown.extend(crate::screening::samples(locale));
        shown.extend(crate::duty::samples(locale));
        shown.extend(crate::entries::samples(locale));
        shown.extend(crate::case::samples(locale));
        shown.extend(crate::agency::samples());
        shown.extend(crate::review::samples(locale));
        shown.extend(crate::erasure::samples(locale));
        shown.extend(crate::oversight::samples(locale));
        shown.extend(crate::account::samples(locale));
        shown.extend(GalleryPage::samples(locale));
    }
    shown
}

/// `GET /gallery`: every part in its states, and where every page is.
#[derive(Template)]
#[template(path = "layout/gallery.html")]
pub struct GalleryPage {
    /// The frame.
    pub page: Page,
    pages: Vec<(&'static str, &'static str)>,
    messages: Vec<Message>,
}

impl GalleryPage {
    /// The gallery with the pages of every language.
    #[must_use]
    pub fn new(page: Page) -> GalleryPage {
        let of =
            |locale: Locale| all(locale).into_iter().map(move |shown| (shown.name, locale.code()));
        let pages = Locale::ALL.into_iter().flat_map(of).collect();
        let messages = message::sample(&page);
        GalleryPage { page, pages, messages }
    }
}

impl Sample for GalleryPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = Page::sample(Locale::En, Style::Desk, "gallery-title", "/gallery");
        let messages = message::sample(&page);
        vec![Shown::desk("gallery", GalleryPage { page, pages: Vec::new(), messages })]
    }
}

/// The gallery's routes: none in a release build, where nobody should find pages that show nothing
/// real.
#[must_use]
pub fn rows() -> Vec<Row> {
    if !cfg!(debug_assertions) {
        return Vec::new();
    }
    vec![
        Row::get("/gallery", Admits::Anyone, index),
        Row::get("/gallery/{name}", Admits::Anyone, one),
    ]
}

async fn index(State(app): State<App>, reader: Reader) -> Response {
    shown(&GalleryPage::new(app.page(reader, Style::Desk, "gallery-title", "/gallery")))
}

async fn one(reader: Reader, Path(name): Path<String>) -> Result<Response, Error> {
    let page = all(reader.0.locale).into_iter().find(|shown| shown.name == name);
    page.map(|shown| Html(shown.html).into_response()).ok_or(Error::NotFound)
}
