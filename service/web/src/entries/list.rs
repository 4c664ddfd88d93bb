//! Which entries have to be checked again, and all of them by name.
//!
//! Cost: two orders in memory ([`crate::catalogue`]); a page is a slice of one of them.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use casework::id::ServiceId;
use chrono::{DateTime, Days, NaiveDate};
use directory::value::Status;
use serde::Deserialize;

use crate::App;
use crate::app::{Reader, shown};
use crate::caller::Worker;
use crate::catalogue::{Card, Ready};
use crate::desk::floor::page;
use crate::desk::sample_page;
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// The most rows of one page.
const MOST: usize = 50;
/// How long before a check ends it is asked for.
const SOON: Days = Days::new(30);

/// `GET /desk/directory`
#[derive(Template)]
#[template(path = "entries/list.html")]
pub struct EntriesPage {
    /// The frame.
    pub page: Page,
    /// How many are overdue or were never checked, and how many will be within a month.
    pub due: (u32, u32),
    /// How many services there are.
    pub all: u32,
    /// Whether all are shown, by name.
    pub by_name: bool,
    /// How the names shown begin, as typed.
    pub named: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next page is.
    pub next: Option<String>,
}

/// One service.
#[derive(Clone, Debug)]
pub struct Row {
    /// For its address.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Who runs it.
    pub organization: String,
    /// The key of whether it is offered, where it is not as usual.
    pub status: Option<&'static str>,
    /// How the check stands, in words.
    pub check: String,
    /// The tone of its badge.
    pub tone: &'static str,
}

/// What of the list is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    all: String,
    named: String,
    from: usize,
}

/// The day on the clock of this house.
pub(super) fn today(app: &App) -> NaiveDate {
    let utc = DateTime::from_timestamp_micros(app.now().micros()).unwrap_or_default();
    utc.with_timezone(&app.zone()).date_naive()
}

/// `GET /desk/directory`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let today = today(&app);
    let soon = today.checked_add_days(SOON).unwrap_or(today);
    let before = |day| ready.due.partition_point(|(due, _)| *due < day);
    let (overdue, within) = (before(today), before(soon));
    let by_name = !asked.all.is_empty() || !asked.named.is_empty();
    let found: Vec<ServiceId> = if by_name {
        ready.named(&asked.named).iter().skip(asked.from).take(MOST + 1).copied().collect()
    } else {
        let due = ready.due[..within].iter().map(|(_, id)| *id);
        due.skip(asked.from).take(MOST + 1).collect()
    };
    let page = page(&app, reader, &worker, SECTION_TITLE, super::SECTION.0);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let drawn = EntriesPage {
        due: (count(overdue), count(within - overdue)),
        all: count(ready.cards.len()),
        by_name,
        next: (found.len() > MOST).then(|| asked.next()),
        rows: rows(&page, &ready, &found, today),
        named: asked.named,
        page,
    };
    Ok(shown(&drawn))
}

const SECTION_TITLE: &str = super::SECTION.1;

impl Asked {
    /// The address of the page behind this one.
    fn next(&self) -> String {
        let named = serde_html_form::to_string([("named", &self.named)]).unwrap_or_default();
        let from = self.from.saturating_add(MOST);
        format!("{}?all={}&{named}&from={from}", super::SECTION.0, self.all)
    }
}

fn rows(page: &Page, ready: &Ready, found: &[ServiceId], today: NaiveDate) -> Vec<Row> {
    let found = found.iter().take(MOST);
    found.filter_map(|id| Some(row(page, *id, ready.cards.get(id)?, today))).collect()
}

fn row(page: &Page, id: ServiceId, card: &Card, today: NaiveDate) -> Row {
    let (check, tone) = check(page, card, today);
    Row {
        id: id.to_string(),
        name: card.name.clone(),
        organization: card.organization_name.clone(),
        status: Some(status_key(card.status)).filter(|_| card.status != Status::Active),
        check,
        tone,
    }
}

/// How the check of an entry stands, in words and with the tone of its badge.
fn check(page: &Page, card: &Card, today: NaiveDate) -> (String, &'static str) {
    let due = card.due();
    if due == NaiveDate::MIN {
        return (page.t("entries-never").into_owned(), "danger");
    }
    let (key, tone) = match due {
        late if late < today => ("entries-late", "danger"),
        soon if soon < today.checked_add_days(SOON).unwrap_or(today) => ("entries-soon", "caution"),
        _ => ("entries-until", "positive"),
    };
    (page.t1(key, "day", page.day(due)).into_owned(), tone)
}

/// The key of whether a service is offered.
pub(super) const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Active => "entries-active",
        Status::Inactive => "entries-inactive",
        Status::Defunct => "entries-defunct",
        Status::TemporarilyClosed => "entries-closed",
    }
}

impl Sample for EntriesPage {
    fn samples(_: Locale) -> Vec<Shown> {
        let row = |id: &str, name: &str, check: &str, tone, status| Row {
            id: id.into(),
            name: name.into(),
            organization: "Harbor Youth Services".into(),
            status,
            check: check.into(),
            tone,
        };
        let rows = vec![
            row("s1", "Harbor House, emergency beds", "Never checked", "danger", None),
            row(
                "s2",
                "Night line and safe rides with a very long name that has to wrap",
                "Was to be checked by November 3, 2026",
                "danger",
                Some("entries-closed"),
            ),
            row("s3", "Legal clinic", "To be checked by December 12, 2026", "caution", None),
        ];
        let page = |by_name, rows, next: Option<&str>| EntriesPage {
            page: sample_page(SECTION_TITLE, super::SECTION.0),
            due: (2, 1),
            all: 63,
            by_name,
            named: if by_name { "har".into() } else { String::new() },
            rows,
            next: next.map(str::to_owned),
        };
        vec![
            Shown::desk("entries", page(false, rows.clone(), None)),
            Shown::desk("entries-named", page(true, rows, Some("/desk/directory?from=50"))),
            Shown::desk("entries-none-named", page(true, vec![], None)),
            Shown::desk(
                "entries-all-checked",
                EntriesPage { due: (0, 0), ..page(false, vec![], None) },
            ),
        ]
    }
}
