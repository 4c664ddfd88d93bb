//! Cases on the desk.
//!
//! [`list`] (a team's cases), [`open`] and [`page`] (one case: its people, contacts, reports, tasks, plan and
//! notes; [`joined`] is what was begun in its contacts), [`person`] (one of its people, and two records that may be one), [`justice`] (what became of
//! exploiters) and, apart from it, [`outcomes`] (how the young people are), [`sharing`] (what each agency
//! sees of a person, field by field, and why), [`allow`] (the acts by which that comes about), [`moves`]
//! (every other act on a case); for the weekly review [`agenda`] (what has to be spoken about) and [`sheet`]
//! (one printed page for each young person, for the own team or as one agency may read it) and [`minutes`]
//! (what meetings said about a case); [`export`] and [`import`] are a case as a file.
//!
//! # Invariants
//! - Names are in no address and no title: a person is named by their id there.
//! - What an agency sees is computed anew with each request, from consents that hold at that moment.

pub mod agenda;
pub mod allow;
pub mod export;
pub mod import;
pub mod joined;
pub mod justice;
pub mod list;
pub mod minutes;
pub mod moves;
pub mod open;
pub mod outcomes;
pub mod page;
pub mod person;
pub mod sharing;
pub mod sheet;

use casework::id::{CaseId, PersonId};
use casework::time::Timestamp;
use chrono::DateTime;
use serde::Deserialize;

use crate::App;
use crate::desk::entry::{time, written};
use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::Page;

/// The section of the desk.
pub const SECTION: (&str, &str) = ("/desk/cases", "cases-title");

/// Every page of cases in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        list::CaseListPage::samples(locale),
        page::CasePage::samples(locale),
        person::PersonPage::samples(locale),
        justice::JusticePage::samples(locale),
        outcomes::OutcomesPage::samples(locale),
        sharing::SharingPage::samples(locale),
        sheet::SheetPage::samples(locale),
        agenda::AgendaPage::samples(locale),
        minutes::MinutesPage::samples(locale),
        export::ExportPage::samples(locale),
        import::ImportPage::samples(locale),
    ]
    .concat()
}

/// A case named in the address.
#[derive(Debug, Deserialize)]
pub struct Id {
    id: String,
}

impl Id {
    pub(crate) fn parse(&self) -> Result<CaseId, Error> {
        self.id.parse().map_err(|_| Error::NotFound)
    }
}

/// A person of a case named in the address; `new` for one who is to be added.
#[derive(Debug, Deserialize)]
pub struct Of {
    id: String,
    person: String,
}

impl Of {
    fn case(&self) -> Result<CaseId, Error> {
        self.id.parse().map_err(|_| Error::NotFound)
    }

    fn person(&self) -> Result<Option<PersonId>, Error> {
        if self.person == "new" {
            return Ok(None);
        }
        self.person.parse().map(Some).map_err(|_| Error::NotFound)
    }
}

/// The beginning of a day that a form names.
fn day(app: &App, text: &str) -> Option<Timestamp> {
    time(&format!("{text}T00:00"), app.zone())
}

/// Today, as a field of a form shows it.
fn today(app: &App) -> String {
    written(app.now(), app.zone()).chars().take(10).collect()
}

/// A day in words.
fn in_words(app: &App, page: &Page, at: Timestamp) -> String {
    let utc = DateTime::from_timestamp_micros(at.micros()).unwrap_or_default();
    page.day(utc.with_timezone(&app.zone()).date_naive())
}

/// What a case is called on the desk: the end of its id, which is random.
pub(crate) fn label(id: CaseId) -> String {
    short(id.uuid())
}

/// What a person without a name is called.
pub(crate) fn unnamed(id: PersonId) -> String {
    short(id.uuid())
}

fn short(id: uuid::Uuid) -> String {
    let text = id.simple().to_string();
    text[text.len() - 4..].to_uppercase()
}
