//! No page breaks WCAG 2.2 AA as far as axe-core sees, on a desk and at 320 px, and none needs to be
//! scrolled sideways. Public pages load from their own address only and weigh little.
//!
//! axe-core is a test's tool, not a part of this project: `DAYBREAK_TEST_AXE` names its file.

use crate::chromium::{Chromium, DESK, Kind, PHONE, Window};
use crate::demo::Demo;
use crate::{answer, reach_out, sign_in};

const PUBLIC: &[&str] = &[
    "/",
    "/before",
    "/safety",
    "/numbers",
    "/understand",
    "/write?lane=help",
    "/write?lane=tip",
    "/write?lane=question",
    "/tip",
    "/tip/return",
    "/tip?lang=es",
    "/write/thanks?lane=help&reachable=true",
    "/chat/start?lane=help",
    "/?lang=es",
    "/chat/start?lane=help&lang=es",
    "/no-such-page",
];
/// The most that a public page may weigh with all that it loads, in bytes.
const WEIGHT: f64 = 40_000.0;

/// The rules' file; none, with one line, where nobody named it.
fn axe() -> Option<String> {
    let Ok(path) = std::env::var("DAYBREAK_TEST_AXE") else {
        eprintln!("skipped without axe-core: DAYBREAK_TEST_AXE names no file");
        return None;
    };
    Some(std::fs::read_to_string(path).unwrap())
}

/// A browser of one width, and what is wrong with the pages that it was shown so far.
struct Look<'a> {
    window: Window<'a>,
    width: u32,
    axe: &'a str,
    problems: &'a mut Vec<String>,
}

/// Looks at pages on a desk and on a phone; fails at the end with all that is wrong.
fn on_desk_and_phone(look_at: impl Fn(&Demo, &mut Look<'_>)) {
    let Some(driver) = Chromium::start() else { return };
    let Some(axe) = axe() else { return };
    let demo = Demo::open();
    let mut problems = Vec::new();
    for size in [DESK, PHONE] {
        let window = driver.open(Kind { script: true, size });
        look_at(&demo, &mut Look { window, width: size.0, axe: &axe, problems: &mut problems });
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

impl Look<'_> {
    /// Notes what is wrong with the page that is open.
    fn check(&mut self, what: &str) {
        let what = format!("{what} at {}", self.width);
        let over = self.window.run("return document.documentElement.scrollWidth - innerWidth");
        if over.as_i64() > Some(0) {
            self.problems.push(format!("{what}: {over} px too wide"));
        }
        self.window.run(self.axe);
        let found = self.window.run_and_wait(
            "const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
             const { violations } = await axe.run(document, { runOnly: tags });
             return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`);",
        );
        let found = found.as_array().unwrap_or_else(|| panic!("{what}: {found}"));
        self.problems.extend(found.iter().map(|one| format!("{what}: {one}")));
    }

    /// Where the page's links lead whose addresses begin so, each once.
    fn links(&self, begin: &str) -> Vec<String> {
        let links = self.window.run(&format!(
            "return [...document.querySelectorAll('a[href^=\"{begin}\"]')].map((a) => a.getAttribute('href'))"
        ));
        let links = links.as_array().unwrap().iter();
        let mut paths: Vec<String> = links.map(|link| link.as_str().unwrap().to_owned()).collect();
        paths.sort();
        paths.dedup();
        paths
    }
}

#[test]
fn public_pages_are_accessible_light_and_alone() {
    on_desk_and_phone(|demo, look| {
        for path in PUBLIC {
            look.window.go(&demo.at(path));
            look.check(path);
            let loaded = look.window.run(
                "const all = performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'));
                 return { elsewhere: all.filter((e) => !e.name.startsWith(location.origin)).map((e) => e.name),
                          weight: all.reduce((sum, e) => sum + e.decodedBodySize, 0) }",
            );
            assert_eq!(loaded["elsewhere"].as_array().unwrap().len(), 0, "{path}: {loaded}");
            let weight = loaded["weight"].as_f64().unwrap();
            assert!((500.0..WEIGHT).contains(&weight), "{path} weighs {weight} bytes");
        }
        reach_out(&look.window, demo, "is anybody there?");
        look.check("/chat");
    });
}

#[test]
fn staff_pages_are_accessible() {
    on_desk_and_phone(|demo, look| {
        look.window.go(&demo.at("/sign-in"));
        look.check("/sign-in");
        sign_in(&look.window, demo, "amara");
        // Every section that the navigation offers, and what a section leads to.
        for path in look.links("/") {
            look.window.go(&demo.at(&path));
            look.check(&path);
        }
        answer(&look.window, demo);
        look.check("a conversation");
        look.window
            .run("document.querySelectorAll('details').forEach((one) => { one.open = true })");
        look.check("a conversation, all open,");
    });
}

/// Every page in every state that the gallery shows, in every language: also those that only an
/// error, an invitation or a partner's link leads to.
#[test]
fn every_page_in_every_state_is_accessible() {
    if !cfg!(debug_assertions) {
        eprintln!("skipped in a release build: it shows no gallery");
        return;
    }
    on_desk_and_phone(|demo, look| {
        look.window.go(&demo.at("/gallery"));
        let links = look.links("/gallery/");
        assert!(links.len() > 100, "the gallery shows {} pages", links.len());
        for link in links {
            look.window.go(&demo.at(&link));
            // A piece that a stream sends has no page around it; it is seen within one elsewhere.
            if look.window.run("return document.doctype === null").as_bool() == Some(true) {
                continue;
            }
            look.check(&link);
        }
    });
}
