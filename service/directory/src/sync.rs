//! Following another directory: its HSDS API is asked for what changed since the last time.
//!
//! ```text
//! begin ──▶ ask page 1 ──answer──▶ ask page 2 … ──last page──▶ Done (the new mark)
//!                └── wrong answer: the mark of before stays, and the next run asks again
//! ```
//! The standard has `modified_after` and pages, and says nothing about order, about rows that change
//! while pages are turned, or about clocks. So a run remembers where the last *whole* run began, by
//! the other side's own times, and asks again from a little before it: rows may come twice, which
//! changes nothing, and none is missed. A row that was deleted over there is not told; a service
//! that ended says so in its status.
//!
//! There is no network here: [`Sync::ask`] says what to fetch, [`Sync::answer`] takes what came.

use casework::time::{Span, Timestamp};
use serde::Deserialize;

use crate::{
    Directory,
    directory::Table,
    import::{File, Import, Mode, import},
    row::Row,
    value::{excerpt, utc},
};

/// How far before the last mark a run begins: as far as two clocks may be apart.
pub const OVERLAP: Span = Span::from_minutes(10);

/// How many pages one run fetches at most; at 100 services a page, ten million services.
pub const MOST_PAGES: u32 = 100_000;

/// How many services are asked for at once.
pub const PAGE: u32 = 100;

/// One run: what has been asked, and what to ask next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sync {
    since: Option<Timestamp>,
    page: u32,
    newest: Option<Timestamp>,
    done: bool,
}

/// Why an answer ends the run; what was taken before it stays, the mark does not move.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The answer is no page of the standard.
    #[error("page {page} cannot be read ({reason}); is this the address of an HSDS 3 API?")]
    NotAPage {
        /// The page asked for.
        page: u32,
        /// What the reader says.
        reason: String,
    },
    /// Another page came than was asked for.
    #[error("page {asked} was asked for and page {came} came; the API does not turn pages")]
    OtherPage {
        /// Asked for.
        asked: u32,
        /// Came.
        came: u32,
    },
    /// The pages do not end.
    #[error("no last page after {MOST_PAGES} pages")]
    Endless,
    /// The run is over.
    #[error("the run is over; begin another")]
    Over,
}

/// The envelope of a page, as loosely as APIs write it.
#[derive(Deserialize)]
struct Envelope {
    page_number: Option<u32>,
    total_pages: Option<u32>,
    last_page: Option<bool>,
    empty: Option<bool>,
    contents: Vec<serde::de::IgnoredAny>,
}

impl Sync {
    /// Begins a run. `mark` is what the last whole run returned; without one everything is asked for.
    #[must_use]
    pub fn begin(mark: Option<Timestamp>) -> Self {
        Self { since: mark.map(|mark| mark - OVERLAP), page: 1, newest: mark, done: false }
    }

    /// What to fetch next, relative to the API's address; `None` once the run is whole.
    #[must_use]
    pub fn ask(&self) -> Option<String> {
        if self.done {
            return None;
        }
        let since = self.since.map(|since| {
            let text = utc(since).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            // A colon may stand in a query; a plus, which would be a blank, does not occur.
            format!("&modified_after={text}")
        });
        let page = self.page;
        Some(format!("services?page={page}&per_page={PAGE}&full=true{}", since.unwrap_or_default()))
    }

    /// Takes the answer to [`Sync::ask`]: the services of one page, leniently.
    ///
    /// # Errors
    /// If the answer cannot be one. The run is then over; begin another with the old mark.
    pub fn answer(&mut self, bytes: &[u8]) -> Result<Import, SyncError> {
        if self.done {
            return Err(SyncError::Over);
        }
        let envelope: Envelope = serde_json::from_slice(bytes).map_err(|error| {
            SyncError::NotAPage { page: self.page, reason: excerpt(&error.to_string()) }
        })?;
        if let Some(came) = envelope.page_number.filter(|&came| came != self.page) {
            return Err(SyncError::OtherPage { asked: self.page, came });
        }
        let name = format!("page {}.json", self.page);
        let files = [File { name: &name, bytes }];
        let taken = import(&files, Mode::Lenient)
            .unwrap_or_else(|problems| Import { directory: Directory::default(), problems });
        for service in &taken.directory.services {
            let modified = service.last_modified.as_ref().map(|at| at.timestamp());
            self.newest = self.newest.max(modified);
        }
        let is_last = envelope.last_page == Some(true)
            || envelope.total_pages.is_some_and(|pages| self.page >= pages)
            || envelope.empty == Some(true)
            || envelope.contents.is_empty();
        if is_last {
            self.done = true;
        } else if self.page == MOST_PAGES {
            return Err(SyncError::Endless);
        } else {
            self.page += 1;
        }
        Ok(taken)
    }

    /// The mark to keep for the next run: the newest change seen; `None` until the run is whole, and
    /// where the API gives no `last_modified`, so that the next run asks for everything again.
    #[must_use]
    pub fn mark(&self) -> Option<Timestamp> {
        self.newest.filter(|_| self.done)
    }
}

/// What came of taking in another directory's rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absorbed {
    /// Rows that are new here.
    pub added: usize,
    /// Rows that were here and differ.
    pub changed: usize,
    /// Rows that were here and are the same.
    pub same: usize,
}

impl Directory {
    /// Takes in the rows of another directory; where both have a row, the other's counts.
    ///
    /// Costs the size of `other`.
    pub fn absorb(&mut self, other: Self) -> Absorbed {
        let mut sum = Absorbed::default();
        absorb(&mut self.organizations, other.organizations, &mut sum);
        absorb(&mut self.programs, other.programs, &mut sum);
        absorb(&mut self.services, other.services, &mut sum);
        absorb(&mut self.locations, other.locations, &mut sum);
        absorb(&mut self.taxonomies, other.taxonomies, &mut sum);
        absorb(&mut self.taxonomy_terms, other.taxonomy_terms, &mut sum);
        sum
    }
}

fn absorb<T: Row>(into: &mut Table<T>, from: Table<T>, sum: &mut Absorbed) {
    for row in from {
        match into.find(row.id()) {
            None => sum.added += 1,
            Some(there) if *there == row => {
                sum.same += 1;
                continue;
            }
            Some(_) => sum.changed += 1,
        }
        into.put(row);
    }
}

#[cfg(test)]
mod tests;
