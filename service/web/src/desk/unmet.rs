//! Unmet need for those who lead and plan: what was asked and found no place, by whom it was needed.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use casework::measure::Period;
use casework::need::{AgeBand, Gender, Need};
use casework::time::Span;
use casework::unmet::{Counts, Unmet};
use serde::Deserialize;

use super::floor::page;
use super::sample_page;
use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// The lengths of time that can be looked at, in days.
const DAYS: [i64; 3] = [7, 30, 90];
/// The most groups that are listed.
const ROWS: usize = 100;

/// `GET /desk/unmet`
#[derive(Template)]
#[template(path = "desk/unmet.html")]
pub struct UnmetPage {
    page: Page,
    days: i64,
    total: Counts,
    rows: Vec<GroupRow>,
}

/// One group in words.
#[derive(Clone, Debug)]
struct GroupRow {
    need: String,
    county: String,
    age: String,
    gender: String,
    counts: Counts,
}

impl UnmetPage {
    fn is_chosen(&self, days: &i64) -> bool {
        self.days == *days
    }
}

/// For how long.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Which {
    days: Option<i64>,
}

/// `GET /desk/unmet`: figures only.
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(which): Query<Which>,
) -> Result<Response, Error> {
    let days = which.days.filter(|days| DAYS.contains(days)).unwrap_or(30);
    let now = app.now();
    let period = Period { from: now - Span::from_days(days), to: now };
    let unmet = store::bed::unmet::count(app.store(), &worker.actor(), period).await?;
    let page = page(&app, reader, &worker, "unmet-title", "/desk/unmet");
    Ok(shown(&UnmetPage { days, total: unmet.total(), rows: rows(&page, &unmet), page }))
}

fn rows(page: &Page, unmet: &Unmet) -> Vec<GroupRow> {
    let label = |list: &str, code: Option<&str>| match code {
        Some(code) => page.label(list, code).into_owned(),
        None => page.t("unmet-not-told").into_owned(),
    };
    let row = |(group, counts): (&casework::unmet::Group, Counts)| GroupRow {
        need: label(Need::LIST, Some(group.need.code())),
        county: match &group.county {
            Some(county) => county.as_str().to_owned(),
            None => page.t("unmet-not-told").into_owned(),
        },
        age: label(AgeBand::LIST, group.age_band.map(AgeBand::code)),
        gender: label(Gender::LIST, group.gender.map(Gender::code)),
        counts,
    };
    unmet.groups().into_iter().take(ROWS).map(row).collect()
}

impl Sample for UnmetPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let page = || sample_page("unmet-title", "/desk/unmet");
        let counts = Counts { asked: 14, found: 8, not_found: 5, full: 9, declined: 3, silent: 4 };
        let row = |need: &str, county: &str| GroupRow {
            need: need.into(),
            county: county.into(),
            age: "15 to 17".into(),
            gender: "Girl or woman".into(),
            counts,
        };
        let rows = vec![row("A safe bed tonight", "ZZ001"), row("A place for months", "not told")];
        let none = Self { page: page(), days: 7, total: Counts::default(), rows: vec![] };
        vec![
            Shown::desk("unmet", Self { page: page(), days: 30, total: counts, rows }),
            Shown::desk("unmet-none", none),
        ]
    }
}
