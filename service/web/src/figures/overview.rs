//! `GET /figures`: what was published, what it promises, which tables there are.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use release::publication::{Explained, ExplainedCode, Publication, PublishedTable, Row};

use crate::App;
use crate::app::{Reader, shown};
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// `GET /figures`
#[derive(Template)]
#[template(path = "figures/overview.html")]
pub struct OverviewPage {
    page: Page,
    publication: Option<Arc<Publication>>,
}

impl OverviewPage {
    /// The tables by number, from one, and by name.
    fn tables(&self) -> Vec<(usize, &str)> {
        let tables = self.publication.iter().flat_map(|publication| &publication.tables);
        (1..).zip(tables.map(|table| table.name.as_str())).collect()
    }
}

/// The page.
pub async fn show(State(app): State<App>, reader: Reader) -> Response {
    let page = app.page(reader, Style::Public, "figures-title", "/figures");
    shown(&OverviewPage { page, publication: app.published().now() })
}

/// A small publication of an invented county, for galleries and tests.
pub(crate) fn sample() -> Publication {
    let row = |at: &[&str], value: Option<f64>| Row {
        at: at.iter().map(|&code| code.to_owned()).collect(),
        value,
    };
    let ages =
        [("12-14", Some(24.0)), ("15-17", Some(61.0)), ("18-24", None), ("total", Some(92.0))];
    let places = [("north", Some(61.0)), ("lake", Some(31.0))];
    let both = places.iter().flat_map(|&(place, all)| {
        let cells = [("12-14", None), ("15-17", Some(20.0)), ("18-24", None), ("total", all)];
        cells.map(|(age, value)| row(&[place, age], value))
    });
    let table = |name: &str, by: &[&str], cells| PublishedTable {
        name: name.to_owned(),
        by: by.iter().map(|&by| by.to_owned()).collect(),
        sum: None,
        within: None,
        cells,
    };
    let ages = ages.map(|(age, value)| row(&[age], value)).to_vec();
    let code = |code: &str| ExplainedCode {
        code: code.to_owned(),
        part_of: "total".to_owned(),
        means: String::new(),
    };
    let dictionary = vec![Explained {
        variable: "age_band".to_owned(),
        about: "Age in years when an agency first knew".to_owned(),
        codes: ["12-14", "15-17", "18-24"].map(code).to_vec(),
    }];
    Publication {
        dataset: "invented county".to_owned(),
        period: "2026".to_owned(),
        unit: "one person".to_owned(),
        population: "people known to the agencies of a county that does not exist".to_owned(),
        method: "suppression".to_owned(),
        threshold: 11,
        statement: vec![
            "Counts from 1 to 10 are withheld: 5 cells.".to_owned(),
            "A zero is shown: it says that nobody with these codes became known.".to_owned(),
        ],
        dictionary,
        tables: vec![
            table("age", &["age_band"], ages),
            table("county by age", &["county", "age_band"], both.collect()),
        ],
    }
}

impl Sample for OverviewPage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = || Page::sample(locale, Style::Public, "figures-title", "/figures");
        let some = Self { page: page(), publication: Some(Arc::new(sample())) };
        vec![
            Shown::public("figures", some),
            Shown::public("figures-none", Self { page: page(), publication: None }),
        ]
    }
}
