//! What every page needs to know about itself: its language, its address, its title.
//!
//! A [`Page`] is the first field of every template context. Templates speak only through it:
//! `{{ page.t("start-title") }}` for words, `{{ page.href("/safety") }}` for links.
//!
//! # The language without a cookie
//! A visitor's choice of language travels in the address (`?lang=es`), because a public page sets no
//! cookie. [`Page::href`] adds it to every link and form target once it was chosen; until then the
//! browser's `Accept-Language` decides and addresses stay bare.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};
use chrono::{Datelike, NaiveDate};
use store::duty::board::Load;

use crate::i18n::{Argument, Locale, words};

#[cfg(test)]
mod tests;

/// What a deployment decides about its public face.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The name in the browser's tab and history of every public page: neutral on purpose.
    pub tab: String,
    /// Where a quick exit leads: a busy, harmless page that shows nothing personal.
    pub exit_target: String,
    /// What staff call this service, in the desk's titles.
    pub service: String,
    /// The number at which a partner service reaches the desk.
    pub phone: Option<String>,
}

impl Default for Site {
    fn default() -> Self {
        Site {
            tab: "Notes".into(),
            exit_target: "https://www.weather.gov/".into(),
            service: "Daybreak".into(),
            phone: None,
        }
    }
}

/// Whom a page is for, which decides its style sheet and its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Somebody reaching out: quiet, neutral title, quick exit.
    Public,
    /// Staff at work: dense, titled by what it shows.
    Desk,
    /// A service partner who opened a link: one screen on a phone.
    Partner,
}

/// The member of staff who looks at a desk page, as far as the frame around it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The name colleagues see.
    pub name: String,
    /// The sections that the member may open, in the order shown: address and the key of its name.
    pub links: Vec<(&'static str, &'static str)>,
    /// What has to be reported in their teams.
    pub duties: Load,
}

/// One page as it is about to be shown.
#[derive(Clone, Debug)]
pub struct Page {
    locale: Locale,
    chosen: bool,
    title_key: &'static str,
    path: String,
    style: Style,
    site: Arc<Site>,
    member: Option<Member>,
}

impl Page {
    /// A page at `path` (without `lang`), titled by the words of `title_key`.
    #[must_use]
    pub fn new(
        site: Arc<Site>,
        language: Language,
        style: Style,
        title_key: &'static str,
        path: impl Into<String>,
    ) -> Page {
        let Language { locale, chosen } = match style {
            Style::Public | Style::Partner => language,
            // The desk's words are English so far; a page must not claim to be in another language.
            Style::Desk => Language::default(),
        };
        Page { locale, chosen, title_key, path: path.into(), style, site, member: None }
    }

    /// A page for galleries and tests, on the default site.
    #[must_use]
    pub fn sample(locale: Locale, style: Style, title_key: &'static str, path: &str) -> Page {
        let language = Language { locale, chosen: locale != Locale::default() };
        Page::new(Arc::new(Site::default()), language, style, title_key, path)
    }

    /// The same page with the frame of a signed-in member around it.
    #[must_use]
    pub fn with_member(self, member: Member) -> Page {
        Page { member: Some(member), ..self }
    }

    /// The words of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> Cow<'static, str> {
        words().text(self.locale, key)
    }

    /// The words of a key with one argument.
    #[must_use]
    pub fn t1(&self, key: &str, name: &str, value: impl Argument) -> Cow<'static, str> {
        words().text_with(self.locale, key, &[(name, value)])
    }

    /// The words of a key with two arguments.
    #[must_use]
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl Argument,
        second: &str,
        other: impl Argument,
    ) -> Cow<'static, str> {
        let arguments: [(&str, &dyn Argument); 2] = [(name, &value), (second, &other)];
        words().text_with(self.locale, key, &arguments)
    }

    /// The label of a code of one of `casework`'s lists.
    #[must_use]
    pub fn label(&self, list: &str, code: &str) -> Cow<'static, str> {
        self.t(&format!("{list}-{code}"))
    }

    /// A day in words: `March 4, 2026`, `4 de marzo de 2026`.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> String {
        let month = self.t(MONTHS[day.month0() as usize]);
        let (day, year) = (day.day().to_string(), day.year().to_string());
        let arguments: [(&str, &dyn Argument); 3] =
            [("day", &day), ("month", &month), ("year", &year)];
        words().text_with(self.locale, "date-day", &arguments).into_owned()
    }

    /// The language the page is in.
    #[must_use]
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The language's code for `<html lang>`.
    #[must_use]
    pub fn lang(&self) -> &'static str {
        self.locale.code()
    }

    /// The writing direction for `<html dir>`.
    #[must_use]
    pub fn dir(&self) -> &'static str {
        self.locale.dir()
    }

    /// What the tab shows: the site's neutral word on a public page, so that neither a glance nor
    /// the browser's history tells; the page's own title for staff and partners.
    #[must_use]
    pub fn title(&self) -> String {
        match self.style {
            Style::Public => self.site.tab.clone(),
            Style::Desk | Style::Partner => {
                format!("{} · {}", self.t(self.title_key), self.site.service)
            }
        }
    }

    /// What the page says it is, in its only first-level heading.
    #[must_use]
    pub fn heading(&self) -> Cow<'static, str> {
        self.t(self.title_key)
    }

    /// A link or form target on this site that keeps a chosen language.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        if self.chosen { with_language(path, self.locale) } else { path.to_owned() }
    }

    /// This page in the other languages: what each calls itself, its code and its address.
    #[must_use]
    pub fn other_languages(&self) -> Vec<(&'static str, &'static str, String)> {
        Locale::ALL
            .into_iter()
            // The desk's words are English so far.
            .filter(|locale| self.style != Style::Desk && *locale != self.locale)
            .map(|locale| (locale.own_name(), locale.code(), with_language(&self.path, locale)))
            .collect()
    }

    /// Where the page is, without the language.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether a navigation link leads to the page itself (`aria-current`).
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// What has to be reported, beside the link that leads there.
    #[must_use]
    pub fn load_at(&self, path: &str) -> Load {
        let duties = self.member.as_ref().map(|member| member.duties);
        duties.filter(|_| path == crate::duty::BOARD.0).unwrap_or_default()
    }

    /// The signed-in member, if any.
    #[must_use]
    pub fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// The sections that the signed-in member may open: address and the key of its name.
    #[must_use]
    pub fn staff_links(&self) -> &[(&'static str, &'static str)] {
        self.member.as_ref().map_or(&[], |member| &member.links)
    }

    /// Where a quick exit leads.
    #[must_use]
    pub fn exit_target(&self) -> &str {
        &self.site.exit_target
    }

    /// What staff call this service.
    #[must_use]
    pub fn service(&self) -> &str {
        &self.site.service
    }

    /// The address of a file of ours, with a mark that changes when the file does.
    #[must_use]
    pub fn asset(&self, name: &str) -> String {
        crate::asset::href(name)
    }
}

/// The language of a request and whether the reader picked it or the browser did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Language {
    /// The language.
    pub locale: Locale,
    /// Whether the reader picked it, so that links carry it on.
    pub chosen: bool,
}

impl Language {
    /// Reads the language of a request from its address and its headers.
    #[must_use]
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Language {
        let query = uri.query().unwrap_or_default();
        let chosen = query.split('&').find_map(|pair| pair.strip_prefix("lang="));
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::choose(chosen, accepted)
    }

    /// Takes the reader's choice, else what the browser accepts, else English.
    #[must_use]
    pub fn choose(chosen: Option<&str>, accept_language: Option<&str>) -> Language {
        match chosen.and_then(Locale::from_code) {
            Some(locale) => Language { locale, chosen: true },
            None => Language {
                locale: accept_language.map(Locale::from_accept_language).unwrap_or_default(),
                chosen: false,
            },
        }
    }
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

fn with_language(path: &str, locale: Locale) -> String {
    let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
    let joint = if path.contains('?') { '&' } else { '?' };
    let mut href = format!("{path}{joint}lang={}", locale.code());
    if !fragment.is_empty() {
        write!(href, "#{fragment}").expect("writing to a string can't fail");
    }
    href
}
