//! Screening: an instrument is chosen, its sheet filled in over one or several sittings, and what the
//! answers give is read with what it means here and what it does not mean.
//!
//! In the order in which it happens: [`shelf`] (which instruments there are), [`choose`] (the page on
//! which one is begun), [`sheet`] (a sheet as a page shows it), [`filled`] (what a form says), [`keep`]
//! (the handlers of a sheet), [`result`] (what the answers give) and [`people`] (a hundred of them, as a
//! figure).
//!
//! # Invariants
//! - Answers are sealed. No table, address, title or log holds an answer, a score or a band.
//! - What a page shows of a score comes from [`screening::Outcome`], which knows no yes and no no; no
//!   act takes one.
//! - A form that was not touched changes nothing, and two who write at once lose no answer.

pub mod choose;
pub mod filled;
pub mod keep;
pub mod people;
pub mod result;
mod sample;
pub mod sheet;
pub mod shelf;

#[cfg(test)]
mod tests;

use casework::id::{ContactId, ScreeningId};
use serde::Deserialize;

use crate::error::Error;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// A screening named in the address, with its contact.
#[derive(Debug, Deserialize)]
pub struct Named {
    id: String,
    screening: String,
}

impl Named {
    fn parse(&self) -> Result<(ContactId, ScreeningId), Error> {
        let contact = self.id.parse().map_err(|_| Error::NotFound)?;
        Ok((contact, self.screening.parse().map_err(|_| Error::NotFound)?))
    }
}

pub(crate) use sample::begun as sample_begun;

/// Every page of a screening in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        choose::ChoosePage::samples(locale),
        sheet::SheetPage::samples(locale),
        result::ResultPage::samples(locale),
    ]
    .concat()
}
