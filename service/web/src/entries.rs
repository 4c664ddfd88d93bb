//! The directory's entries, as those who keep them see them: which have to be checked again
//! ([`list`]), one more service of an organisation ([`add`]), a new
//! organisation with its first ([`found`]), one service to correct and to mark as checked ([`edit`], its fields in [`typed`]), and its
//! beds, hours and area ([`terms`], its fields in [`offered`]), and its places ([`place`]).
//!
//! # Invariants
//! - Whoever may not change an entry finds no form and no button for it.
//! - What two people type at once is never lost: the second is shown what stands, beside their own.

pub mod add;
pub mod edit;
pub mod found;
pub mod list;
pub mod offered;
pub mod place;
pub mod terms;
pub mod typed;
mod write;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// The section of those who keep the directory.
pub const SECTION: (&str, &str) = ("/desk/directory", "entries-title");

/// Every page of entries in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        list::EntriesPage::samples(locale),
        edit::EntryPage::samples(locale),
        add::samples(),
        found::samples(),
        terms::TermsPage::samples(locale),
        place::PlacePage::samples(locale),
    ]
    .concat()
}
