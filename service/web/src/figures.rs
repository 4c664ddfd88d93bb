//! Figures for everybody: what was published about this place, and what others count.
//!
//! [`source`] reads a publication that its publisher signed; nothing else is shown as a figure of this place.
//! [`overview`] lists its tables with what they promise, [`table`] shows one as bars and numbers ([`chart`]),
//! [`files`] gives all of it to programs. [`known`] is the fact base: figures of others, each with what it does
//! not mean, and those that are wrong with the reason.
//!
//! No query, no session, no cookie: these pages know no record.

pub mod chart;
pub mod files;
pub mod known;
pub mod overview;
pub mod source;
pub mod table;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// Every page in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        overview::OverviewPage::samples(locale),
        table::TablePage::samples(locale),
        known::KnownPage::samples(locale),
    ]
    .concat()
}
