//! `GET /figures/known`: figures that others published, what each counts, and which are wrong.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};

use crate::App;
use crate::app::{Reader, shown};
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// The fact base.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    #[serde(rename(serialize = "facts"))]
    fact: Vec<Fact>,
}

/// What a figure counts: figures of different kinds are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What was told to a help line.
    Hotline,
    /// What had to be reported, or was.
    Reports,
    /// Records of people who got help or were named by officials.
    Records,
    /// What somebody measured among certain people.
    Study,
    /// What is repeated everywhere and does not hold.
    Wrong,
}

/// One figure.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// A short name that stays the same, unique in the list.
    pub id: String,
    /// What it counts.
    pub kind: Kind,
    /// Of which years.
    pub year: String,
    /// The figure, as its publisher wrote it.
    pub value: String,
    claim: BTreeMap<String, String>,
    caution: BTreeMap<String, String>,
    /// Who stands behind it.
    pub publisher: String,
    /// Where it was read.
    pub source: String,
    /// Whether somebody of this project compared it with that source.
    pub seen: bool,
}

impl Kind {
    /// Every kind, in the order of the page.
    pub const ALL: [Self; 5] =
        [Self::Wrong, Self::Study, Self::Reports, Self::Records, Self::Hotline];

    /// The code in files and in the keys of words.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hotline => "hotline",
            Self::Reports => "reports",
            Self::Records => "records",
            Self::Study => "study",
            Self::Wrong => "wrong",
        }
    }
}

impl Fact {
    /// What the figure says.
    #[must_use]
    pub fn claim(&self, page: &Page) -> &str {
        of(&self.claim, page.locale())
    }

    /// What it does not say.
    #[must_use]
    pub fn caution(&self, page: &Page) -> &str {
        of(&self.caution, page.locale())
    }
}

fn of(words: &BTreeMap<String, String>, locale: Locale) -> &str {
    words.get(locale.code()).map_or("", String::as_str)
}

impl Known {
    /// The list that comes with the program.
    #[must_use]
    pub fn built_in() -> &'static Known {
        static KNOWN: OnceLock<Known> = OnceLock::new();
        KNOWN.get_or_init(|| {
            toml::from_str(include_str!("known.toml")).expect("a test reads the list we ship")
        })
    }

    /// The figures of one kind.
    #[must_use]
    pub fn of(&self, kind: &Kind) -> Vec<&Fact> {
        self.fact.iter().filter(|fact| fact.kind == *kind).collect()
    }

    /// For spreadsheets: a figure a row, words in every language.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut csv = String::from(
            "id,kind,year,value,claim_en,claim_es,caution_en,caution_es,publisher,source,seen\n",
        );
        let quoted = |cell: &str| {
            // A cell that a spreadsheet would take for a formula gets an apostrophe in front.
            let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
            format!("\"{guard}{}\"", cell.replace('"', "\"\""))
        };
        for fact in &self.fact {
            let words = |words| Locale::ALL.map(|locale| of(words, locale));
            let [claim, caution] = [&fact.claim, &fact.caution].map(words);
            let seen = fact.seen.to_string();
            let cells = [fact.id.as_str(), fact.kind.code(), &fact.year, &fact.value]
                .into_iter()
                .chain(claim)
                .chain(caution)
                .chain([fact.publisher.as_str(), &fact.source, &seen]);
            csv += &(cells.map(quoted).collect::<Vec<_>>().join(",") + "\n");
        }
        csv
    }
}

/// `GET /figures/known`
#[derive(Template)]
#[template(path = "figures/known.html")]
pub struct KnownPage {
    page: Page,
    known: &'static Known,
}

/// The page.
pub async fn show(State(app): State<App>, reader: Reader) -> Response {
    let page = app.page(reader, Style::Public, "known-title", "/figures/known");
    shown(&KnownPage { page, known: Known::built_in() })
}

impl Sample for KnownPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = Page::sample(locale, Style::Public, "known-title", "/figures/known");
        vec![Shown::public("figures-known", KnownPage { page, known: Known::built_in() })]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_figure_is_told_in_every_language_with_its_caution_and_its_source() {
        let known = Known::built_in();
        let mut ids = BTreeSet::new();
        for fact in &known.fact {
            assert!(ids.insert(&fact.id), "{} twice", fact.id);
            for words in [&fact.claim, &fact.caution] {
                let missing: Vec<_> = Locale::ALL
                    .into_iter()
                    .filter(|&locale| of(words, locale).is_empty())
                    .collect();
                assert!(missing.is_empty() && words.len() == 2, "{}: {missing:?}", fact.id);
            }
            let filled = [&fact.year, &fact.value, &fact.publisher, &fact.source];
            assert!(filled.iter().all(|cell| !cell.trim().is_empty()), "{}", fact.id);
        }
        let shown: usize = Kind::ALL.iter().map(|kind| known.of(kind).len()).sum();
        assert_eq!((shown, known.of(&Kind::Wrong).len()), (33, 5));
    }

    #[test]
    fn the_spreadsheet_has_a_row_for_each_and_no_formula() {
        let csv = Known::built_in().csv();
        let rows: Vec<&str> = csv.lines().collect();
        assert_eq!(rows.len(), 34);
        assert!(rows.iter().any(|row| row.contains(",\"'+55 %\",")));
        assert!(!csv.contains(",\"+") && !csv.contains(",\"=") && !csv.contains(",\"-"));
    }
}
