//! Looking in the open: break-glass, and the monthly review of who looked at what.
//!
//! [`list`] (what one asked for, what waits for a supervisor), [`open`] (one opening: its state, and the
//! record for whoever may read it), [`banner`] (what stands at the top of a record that was opened),
//! [`moves`] (asking and deciding), [`review`] (a month's looks of a team, and who
//! signed it, computed by `month`).
//!
//! # Invariants
//! - Who may read by an opening is asked anew with each request, and each reading stands in the audit of the
//!   record.
//! - A record that is not there and one that is closed to the reader are answered alike.

pub mod banner;
pub mod list;
pub(crate) mod month;
pub mod moves;
pub mod open;
pub mod review;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// The section of the desk.
pub const SECTION: (&str, &str) = ("/desk/glass", "glass-title");

/// Every page of looking in the open in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        list::GlassListPage::samples(locale),
        open::GlassPage::samples(locale),
        review::ReviewPage::samples(locale),
    ]
    .concat()
}
