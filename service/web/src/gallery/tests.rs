use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Shown, all};
use crate::asset;
use crate::i18n::{self, Locale, words};
use crate::page::Style;

/// The most that a public page may weigh with all it loads, in bytes before compression.
const BUDGET: usize = 40_000;

fn every_page(check: impl Fn(Locale, &Shown)) {
    for locale in Locale::ALL {
        for shown in all(locale) {
            check(locale, &shown);
        }
    }
}

#[test]
fn names_are_unique() {
    let mut seen = BTreeSet::new();
    for shown in all(Locale::En) {
        assert!(seen.insert(shown.name), "two samples are named {}", shown.name);
    }
}

#[test]
fn every_page_has_its_language_one_heading_and_one_main() {
    every_page(|locale, shown| {
        if shown.style.is_some() {
            let lang = format!("<html lang=\"{}\" dir=\"ltr\">", locale.code());
            assert!(shown.html.contains(&lang), "{}: {lang}", shown.name);
            assert_eq!(shown.html.matches("<h1").count(), 1, "{}: headings", shown.name);
            assert_eq!(shown.html.matches("<main").count(), 1, "{}: mains", shown.name);
            assert!(!shown.html.contains("<title></title>"), "{}: title", shown.name);
        }
    });
}

#[test]
fn every_input_has_a_label() {
    every_page(|_, shown| {
        for (at, tag) in placed_tags(&shown.html).filter(|(_, tag)| {
            ["input", "textarea", "select"].contains(&name(tag)) && !tag.contains("type=\"hidden\"")
        }) {
            let by_id = attribute(tag, "id")
                .is_some_and(|id| shown.html.contains(&format!("<label for=\"{id}\"")));
            let before = &shown.html[..at];
            let inside = before.rfind("<label") > before.rfind("</label>");
            assert!(by_id || inside, "{}: {tag}", shown.name);
        }
    });
}

#[test]
fn identifiers_are_unique_and_references_lead_somewhere() {
    every_page(|_, shown| {
        let mut ids = BTreeSet::new();
        for tag in tags(&shown.html) {
            if let Some(id) = attribute(tag, "id") {
                assert!(ids.insert(id), "{}: two elements are `{id}`", shown.name);
            }
        }
        for tag in tags(&shown.html) {
            let referred = ["aria-describedby", "aria-labelledby", "for"]
                .into_iter()
                .filter_map(|name| attribute(tag, name))
                .flat_map(str::split_whitespace);
            for id in referred {
                assert!(ids.contains(id), "{}: nothing is `{id}`", shown.name);
            }
        }
    });
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    every_page(|_, shown| {
        for tag in tags(&shown.html) {
            let handler = tag.split_whitespace().any(|part| {
                part.split_once("=\"").is_some_and(|(attribute, _)| attribute.starts_with("on"))
            });
            assert!(!handler && attribute(tag, "style").is_none(), "{}: {tag}", shown.name);
            assert_ne!(name(tag), "style", "{}: {tag}", shown.name);
            assert!(name(tag) != "script" || attribute(tag, "src").is_some(), "{}", shown.name);
            for place in ["href", "src", "action", "formaction"] {
                let Some(place) = attribute(tag, place) else { continue };
                let ours = ["/", "#", "tel:", "sms:"].iter().any(|own| place.starts_with(own));
                assert!(ours && !place.starts_with("//"), "{}: {tag}", shown.name);
            }
        }
    });
}

#[test]
fn every_file_that_a_page_loads_exists() {
    every_page(|_, shown| {
        for tag in tags(&shown.html) {
            let loaded = ["href", "src"].into_iter().filter_map(|name| attribute(tag, name));
            for file in loaded.filter_map(|place| place.strip_prefix("/assets/")) {
                let name = file.split('?').next().unwrap_or_default();
                assert!(asset::find(name).is_some(), "{} loads {file}", shown.name);
            }
        }
    });
}

#[test]
fn a_public_page_can_be_left_at_once() {
    every_page(|_, shown| {
        if shown.style == Some(Style::Public) {
            let leave = tags(&shown.html).find(|tag| attribute(tag, "id") == Some("leave"));
            let leave = leave.unwrap_or_else(|| panic!("{} has no quick exit", shown.name));
            assert_eq!(attribute(leave, "href"), Some("/exit"), "{}", shown.name);
            assert!(attribute(leave, "data-target").is_some(), "{}", shown.name);
            assert!(shown.html.contains("<title>Notes</title>"), "{}", shown.name);
        }
    });
}

#[test]
fn a_public_page_weighs_little() {
    every_page(|_, shown| {
        if shown.style == Some(Style::Public) {
            let weight = weight(&shown.html);
            assert!(weight < BUDGET, "{} weighs {weight} bytes", shown.name);
        }
    });
}

/// A page with every file of ours that it names.
fn weight(html: &str) -> usize {
    let loaded = asset::all().iter().filter(|asset| html.contains(&asset::href(asset.name)));
    html.len() + loaded.map(|asset| asset.body.len()).sum::<usize>()
}

#[test]
fn every_key_has_words_and_every_word_is_used() {
    let sources: Vec<_> = source_files().iter().map(|path| read(path)).collect();
    let keys = i18n::keys(Locale::En);
    for source in &sources {
        for key in keys_named_in(source) {
            assert!(words().has(Locale::En, key), "`{key}` has no words");
        }
    }
    let code = i18n::code_keys();
    for key in keys {
        let literal = format!("\"{key}\"");
        let used = sources.iter().any(|source| source.contains(&literal)) || code.contains(&key);
        assert!(used || referred_to(&key), "`{key}` is used nowhere");
    }
}

#[test]
fn every_call_gives_the_arguments_that_its_words_take() {
    let taken = i18n::arguments(Locale::En);
    for source in source_files().iter().map(|path| read(path)) {
        for (call, count) in [(".t(\"", 0), (".t1(\"", 1), (".t2(\"", 2)] {
            for rest in source.split(call).skip(1) {
                // The key, then a name before each value: `"key", "minutes", *n)`.
                let literals: Vec<_> = rest.split('"').collect();
                let given: BTreeSet<_> = literals
                    .iter()
                    .skip(2)
                    .step_by(2)
                    .take(count)
                    .map(|name| (*name).to_owned())
                    .collect();
                assert_eq!(taken.get(literals[0]), Some(&given), "`{}`", literals[0]);
            }
        }
    }
}

#[test]
fn no_key_shows_in_place_of_its_words() {
    let prefixes: BTreeSet<_> = i18n::keys(Locale::En)
        .iter()
        .filter_map(|key| Some(key.split_once('-')?.0.to_owned()))
        .collect();
    every_page(|_, shown| {
        for text in texts(&shown.html) {
            let is_key = !text.contains(char::is_whitespace)
                && text.split_once('-').is_some_and(|(first, _)| prefixes.contains(first));
            assert!(!is_key, "{} shows `{text}`", shown.name);
        }
    });
}

/// The keys in calls such as `page.t("key")`, `page.t1("key", …)`.
fn keys_named_in(source: &str) -> impl Iterator<Item = &str> {
    [".t(\"", ".t1(\"", ".t2(\""]
        .into_iter()
        .flat_map(|call| source.split(call).skip(1))
        .filter_map(|rest| rest.split('"').next())
}

fn referred_to(key: &str) -> bool {
    i18n::files(Locale::En).iter().any(|(_, text)| text.contains(&format!("{{ {key} }}")))
}

fn source_files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("our own sources") {
            let path = entry.expect("our own sources").path();
            let extension = path.extension().and_then(|e| e.to_str());
            if path.is_dir() {
                folders.push(path);
            } else if matches!(extension, Some("rs" | "html")) && !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    files
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("our own sources")
}

/// The opening tags of a page, each with its brackets and where it stands.
fn placed_tags(html: &str) -> impl Iterator<Item = (usize, &str)> {
    html.match_indices('<').filter_map(|(start, _)| {
        let rest = &html[start..];
        let opens = rest[1..].starts_with(|first: char| first.is_ascii_alphabetic());
        opens.then(|| (start, &rest[..=rest.find('>').expect("a tag that closes")]))
    })
}

fn tags(html: &str) -> impl Iterator<Item = &str> {
    placed_tags(html).map(|(_, tag)| tag)
}

fn name(tag: &str) -> &str {
    tag[1..].split([' ', '>', '\n']).next().unwrap_or_default()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

/// The texts between tags.
fn texts(html: &str) -> impl Iterator<Item = &str> {
    html.split('>')
        .filter_map(|part| part.split('<').next())
        .map(str::trim)
        .filter(|text| !text.is_empty())
}
