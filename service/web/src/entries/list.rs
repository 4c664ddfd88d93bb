//! Which entries have to be checked again, and all of them by name.
//!
//! Cost: two orders in memory ([`crate::catalogue`]). In the order of days a page is a slice of one of them,
//! whatever the state; in the order of names a state is looked for in at most [`SEARCHED`] names a page.

use access::{Act, Resource};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use casework::id::ServiceId;
use chrono::{DateTime, NaiveDate};
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
/// How many names one page looks at for entries of a state.
const SEARCHED: usize = 5_000;
/// How long before a check ends it is asked for.
const SOON: chrono::Days = chrono::Days::new(30);

casework::codes! {
    /// Which entries are shown, by how their check stands.
    pub enum Shows in "entries_show" {
        /// Those to be checked within a month: the three that follow.
        Due = "due",
        /// Never checked.
        Never = "never",
        /// Their check counts no more.
        Late = "late",
        /// Their check ends within a month.
        Soon = "soon",
        /// Their check counts for longer.
        Good = "good",
        /// Every one.
        All = "all",
    }
}

casework::codes! {
    /// In which order.
    pub enum Order in "entries_order" {
        /// What has to be checked first comes first.
        Day = "day",
        /// By name.
        Name = "name",
    }
}

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
    /// Which are shown.
    pub shows: Shows,
    /// In which order.
    pub order: Order,
    /// How the names shown begin, as typed.
    pub named: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next page is.
    pub next: Option<String>,
    /// Whether the reader keeps the directory.
    pub keeps: bool,
}

impl EntriesPage {
    fn none_key(&self) -> &'static str {
        match (self.shows, self.named.is_empty()) {
            _ if self.next.is_some() => "entries-none-yet",
            (Shows::Due, true) => "entries-all-checked",
            (Shows::All, _) => "entries-none-named",
            _ => "entries-none-so",
        }
    }
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
    show: String,
    order: String,
    named: String,
    from: usize,
}

impl Asked {
    /// What is to be checked, as long as nothing is asked. A name is looked for among all: whoever types one
    /// into the form of the first page does not mean what is due alone.
    fn shows(&self) -> Shows {
        match self.show.parse() {
            Ok(Shows::Due) | Err(_) if !self.named.trim().is_empty() => Shows::All,
            Ok(shows) => shows,
            Err(_) => Shows::Due,
        }
    }

    /// Whoever looks for a name, or through all, reads by name unless they say otherwise. In the order of days
    /// stands nothing that is not offered, and no name can be looked for.
    fn order(&self) -> Order {
        let (named, all) = (!self.named.trim().is_empty(), self.shows() == Shows::All);
        match self.order.parse::<Order>() {
            Ok(order) if !named => order,
            _ if named || all => Order::Name,
            _ => Order::Day,
        }
    }

    /// The address of the page that begins at this place.
    fn next(&self, from: usize) -> String {
        let named = serde_html_form::to_string([("named", self.named.trim())]).unwrap_or_default();
        let (show, order) = (self.shows().code(), self.order().code());
        format!("{}?show={show}&order={order}&{named}&from={from}", super::SECTION.0)
    }
}

/// The day on the clock of this house.
pub(super) fn today(app: &App) -> NaiveDate {
    let utc = DateTime::from_timestamp_micros(app.now().micros()).unwrap_or_default();
    utc.with_timezone(&app.zone()).date_naive()
}

/// The days between which a check is to be made again, for entries of each state: from the first to before the
/// second.
#[derive(Clone, Copy)]
struct Days {
    today: NaiveDate,
    soon: NaiveDate,
}

impl Days {
    fn of(today: NaiveDate) -> Self {
        Self { today, soon: today.checked_add_days(SOON).unwrap_or(today) }
    }

    fn between(self, shows: Shows) -> (NaiveDate, NaiveDate) {
        let first = NaiveDate::MIN.succ_opt().unwrap_or(NaiveDate::MIN);
        match shows {
            Shows::Due => (NaiveDate::MIN, self.soon),
            Shows::Never => (NaiveDate::MIN, first),
            Shows::Late => (first, self.today),
            Shows::Soon => (self.today, self.soon),
            Shows::Good => (self.soon, NaiveDate::MAX),
            Shows::All => (NaiveDate::MIN, NaiveDate::MAX),
        }
    }

    fn holds(self, shows: Shows, card: &Card) -> bool {
        let (from, to) = self.between(shows);
        let due = card.due();
        shows == Shows::All || (from <= due && due < to && card.is_offered())
    }
}

/// The entries of a page, and where the next one begins.
fn found(ready: &Ready, asked: &Asked, days: Days) -> (Vec<ServiceId>, Option<usize>) {
    let (shows, from) = (asked.shows(), asked.from);
    if asked.order() == Order::Day {
        let (first, last) = days.between(shows);
        let place = |day| ready.due.partition_point(|(due, _)| *due < day);
        let slice = &ready.due[place(first)..place(last)];
        let ids = slice.iter().skip(from).take(MOST).map(|(_, id)| *id).collect();
        let next = from.saturating_add(MOST);
        return (ids, Some(next).filter(|next| *next < slice.len()));
    }
    let names = ready.named(&asked.named);
    let mut ids = Vec::new();
    for (place, id) in names.iter().enumerate().skip(from).take(SEARCHED) {
        if ids.len() == MOST {
            return (ids, Some(place));
        }
        if ready.cards.get(id).is_some_and(|card| days.holds(shows, card)) {
            ids.push(*id);
        }
    }
    let next = from.saturating_add(SEARCHED);
    (ids, Some(next).filter(|next| *next < names.len()))
}

/// `GET /desk/directory`
pub async fn show(
    State(app): State<App>,
    reader: Reader,
    worker: Worker,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let ready = app.catalogue().current(app.store(), &worker.actor()).await?;
    let days = Days::of(today(&app));
    let before = |day| ready.due.partition_point(|(due, _)| *due < day);
    let (overdue, within) = (before(days.today), before(days.soon));
    let (ids, next) = found(&ready, &asked, days);
    let page = page(&app, reader, &worker, SECTION_TITLE, super::SECTION.0);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let cards = ids.iter().filter_map(|id| Some((*id, ready.cards.get(id)?)));
    let drawn = EntriesPage {
        due: (count(overdue), count(within - overdue)),
        all: count(ready.cards.len()),
        shows: asked.shows(),
        order: asked.order(),
        next: next.map(|from| asked.next(from)),
        rows: cards.map(|(id, card)| row(&page, id, card, days.today)).collect(),
        named: asked.named,
        keeps: app.store().may(&worker.actor(), Act::EditDirectory, &Resource::Directory),
        page,
    };
    Ok(shown(&drawn))
}

const SECTION_TITLE: &str = super::SECTION.1;

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
        let page = |shows, named: &str, rows, next: Option<&str>| EntriesPage {
            page: sample_page(SECTION_TITLE, super::SECTION.0),
            due: (2, 1),
            all: 63,
            shows,
            order: if named.is_empty() { Order::Day } else { Order::Name },
            named: named.into(),
            rows,
            next: next.map(str::to_owned),
            keeps: true,
        };
        let next = Some("/desk/directory?from=50");
        vec![
            Shown::desk("entries", page(Shows::Due, "", rows.clone(), None)),
            Shown::desk("entries-named", page(Shows::All, "har", rows, next)),
            Shown::desk("entries-none-named", page(Shows::All, "har", vec![], None)),
            Shown::desk("entries-none-so", page(Shows::Late, "", vec![], None)),
            Shown::desk("entries-none-yet", page(Shows::Never, "h", vec![], next)),
            Shown::desk(
                "entries-all-checked",
                EntriesPage { due: (0, 0), ..page(Shows::Due, "", vec![], None) },
            ),
        ]
    }
}
