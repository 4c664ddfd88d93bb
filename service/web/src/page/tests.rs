use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, HeaderValue, Uri};

use super::{Language, Page, Style};
use crate::i18n::Locale;

#[test]
fn a_chosen_language_travels_in_every_link() {
    let page = Page::sample(Locale::Es, Style::Public, "layout-home", "/safety");
    assert_eq!(page.href("/numbers"), "/numbers?lang=es");
    assert_eq!(page.href("/before?lane=tip#told"), "/before?lane=tip&lang=es#told");
}

#[test]
fn a_language_from_the_browser_leaves_addresses_bare() {
    let language = Language::choose(None, Some("es"));
    assert_eq!(language, Language { locale: Locale::Es, chosen: false });
    let page = Page::new(Default::default(), language, Style::Public, "layout-home", "/");
    assert_eq!(page.href("/numbers"), "/numbers");
}

#[test]
fn an_unknown_choice_falls_back_to_the_browser() {
    assert_eq!(Language::choose(Some("xx"), Some("es")).locale, Locale::Es);
}

#[test]
fn a_public_tab_says_nothing_about_the_page() {
    let page = Page::sample(Locale::En, Style::Public, "layout-safety", "/safety");
    assert_eq!(page.title(), "Notes");
    let desk = Page::sample(Locale::En, Style::Desk, "layout-safety", "/desk");
    assert_eq!(desk.title(), "Stay safe here · Daybreak");
}

#[test]
fn the_language_switch_stays_on_the_page() {
    let page = Page::sample(Locale::En, Style::Public, "layout-home", "/before?lane=tip");
    assert_eq!(page.other_languages(), [("Español", "es", "/before?lane=tip&lang=es".to_owned())]);
}

#[test]
fn a_request_names_its_language_in_the_address_or_the_headers() {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("es"));
    let uri = |path: &'static str| Uri::from_static(path);
    assert_eq!(Language::of(&uri("/a?lane=tip&lang=en"), &headers).locale, Locale::En);
    assert_eq!(Language::of(&uri("/a"), &headers).locale, Locale::Es);
}

#[test]
fn a_day_is_said_in_words() {
    let day = "2026-03-04".parse().unwrap();
    let page = |locale| Page::sample(locale, Style::Public, "layout-home", "/");
    assert_eq!(page(Locale::En).day(day), "March 4, 2026");
    assert_eq!(page(Locale::Es).day(day), "4 de marzo de 2026");
}
