//! The weekly review on the desk.
//!
//! [`list`] (a team's meetings), [`meeting`] (one of them: who is there, which cases are on its agenda),
//! [`sheets`] (a sheet of paper for each young person, all at once), [`seats`] (who may sit there, and
//! until when their papers hold). What was said about a case and what was
//! decided stands with the case ([`minutes`](crate::case::minutes)), because it is sealed to it.
//!
//! # Invariants
//! - Nobody is noted as there without a confidentiality agreement and a memorandum that hold on that day.
//! - A case that is closed to the reader is on no page here.

pub mod list;
pub mod meeting;
pub mod seats;
pub mod sheets;

use casework::id::ReviewId;
use serde::Deserialize;

use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// Every page of the weekly review in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        list::ReviewListPage::samples(locale),
        meeting::MeetingPage::samples(locale),
        seats::SeatsPage::samples(locale),
        sheets::SheetsPage::samples(locale),
    ]
    .concat()
}

/// A meeting named in the address.
#[derive(Debug, Deserialize)]
pub struct Id {
    id: String,
}

impl Id {
    fn parse(&self) -> Result<ReviewId, Error> {
        self.id.parse().map_err(|_| Error::NotFound)
    }
}

/// Of which team.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfTeam {
    team: String,
}
