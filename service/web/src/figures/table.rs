//! `GET /figures/table/{number}`: one table as bars and numbers.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use release::publication::{Explained, Publication, PublishedTable};

use super::chart::{Chart, ROWS};
use super::overview::sample;
use crate::App;
use crate::app::{Reader, shown};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Page, Style};

/// `GET /figures/table/{number}`
#[derive(Template)]
#[template(path = "figures/table.html")]
pub struct TablePage {
    page: Page,
    publication: Arc<Publication>,
    at: usize,
    chart: Chart,
}

impl TablePage {
    /// The page of the table at a place; none if there is none.
    fn of(page: Page, publication: Arc<Publication>, at: usize) -> Option<Self> {
        let chart = Chart::of(&page, &publication, publication.tables.get(at)?);
        Some(Self { page, publication, at, chart })
    }

    fn table(&self) -> &PublishedTable {
        &self.publication.tables[self.at]
    }

    /// What the variables of the table are, for those that somebody explained.
    fn explained(&self) -> Vec<(&str, &str)> {
        let of_this = |known: &&Explained| self.table().by.contains(&known.variable);
        let known = self.publication.dictionary.iter().filter(of_this);
        let known = known.map(|known| (known.variable.as_str(), known.about.as_str()));
        known.filter(|(_, about)| !about.is_empty()).collect()
    }

    fn rows_left_out(&self) -> usize {
        self.chart.rows.saturating_sub(ROWS)
    }
}

/// The page; tables count from one.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    Path(number): Path<String>,
) -> Result<Response, Error> {
    let publication = app.published().now().ok_or(Error::NotFound)?;
    let path = format!("/figures/table/{number}");
    let page = app.page(reader, Style::Public, "figures-table-title", path);
    let at = number.parse().ok().and_then(|number: usize| number.checked_sub(1));
    let at = at.ok_or(Error::NotFound)?;
    Ok(shown(&TablePage::of(page, publication, at).ok_or(Error::NotFound)?))
}

impl Sample for TablePage {
    fn samples(locale: Locale) -> Vec<Shown> {
        let page = |number: usize| {
            let path = format!("/figures/table/{number}");
            Page::sample(locale, Style::Public, "figures-table-title", &path)
        };
        let of = |publication: Publication, at: usize| {
            Self::of(page(at + 1), Arc::new(publication), at).expect("the sample has two tables")
        };
        let mut noisy = sample();
        noisy.tables[0].within = Some(6.0);
        noisy.tables[0].cells = vec![noisy.tables[0].cells.clone(); 50].concat();
        vec![
            Shown::public("figures-table", of(sample(), 0)),
            Shown::public("figures-table-groups", of(sample(), 1)),
            Shown::public("figures-table-long", of(noisy, 0)),
        ]
    }
}
