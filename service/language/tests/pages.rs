//! The words that the public and the staff read in Daybreak itself are checked by its own list.

use std::path::{Path, PathBuf};

use language::{Audience, Markup, Terms};

/// Every file below `folder` with one of these endings.
fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if endings.contains(&ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn no_page_and_no_message_says_what_must_not_be_said() {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web");
    let mut pages = files(&web.join("src"), &["html"]);
    pages.extend(files(&web.join("locales/en"), &["ftl"]));
    assert!(pages.iter().any(|page| page.ends_with("start.html")), "the pages were not found");
    assert!(pages.iter().any(|page| page.ends_with("public.ftl")), "the messages were not found");
    let terms = Terms::english();
    let mut blocking = Vec::new();
    for page in &pages {
        let text = std::fs::read_to_string(page).unwrap();
        let markup = Markup::of_file(&page.to_string_lossy());
        for finding in terms.check(&text, markup) {
            if finding.blocks(Audience::Public) {
                let (line, column) = (finding.line, finding.column);
                blocking.push(format!(
                    "{}:{line}:{column}: {}",
                    page.display(),
                    finding.suggestion()
                ));
            }
        }
    }
    assert!(blocking.is_empty(), "{}", blocking.join("\n"));
}

#[test]
fn the_bundled_instruments_say_nothing_that_must_not_be_said() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../screening/instruments");
    let instruments = files(&folder, &["json"]);
    assert!(!instruments.is_empty(), "the instruments were not found");
    let terms = Terms::english();
    for instrument in instruments {
        // In JSON every text is a quotation, so each is checked by itself.
        let text = std::fs::read_to_string(&instrument).unwrap().replace("\\\"", " ");
        for part in text.split('"').skip(1).step_by(2) {
            let found = terms.check(part, Markup::Plain);
            let blocking = found.iter().find(|finding| finding.blocks(Audience::Public));
            assert!(blocking.is_none(), "{}: {blocking:?}", instrument.display());
        }
    }
}
