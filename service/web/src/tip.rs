//! Tips with a fate: what a third party tells, the receipt they keep, and what becomes of it.
//!
//! In the order in which it happens: [`tell`] (the public form, one question a page), [`receipt`] (six
//! words, shown once), [`back`] (the return page: what happened, messages, more facts), and on the desk
//! [`list`] (tips of which nobody knows the end yet) and [`follow`] (one tip beside its conversation, with
//! [`moves`] for every act on it). Receipts are derived in [`derive`].
//!
//! # Invariants
//! - The words of a receipt are in one answer and nowhere else: not in an address, a cookie, a log, a
//!   table or a message.
//! - A tip is stored before its receipt is made: nothing that somebody told waits for it or is lost by it.
//! - What the tipster sees of the fate are codes and days.

pub mod back;
pub mod derive;
pub mod follow;
pub mod list;
pub mod moves;
pub mod receipt;
pub mod tell;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// Every public page of a tip in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        tell::TellPage::samples(locale),
        receipt::ReceiptPage::samples(locale),
        receipt::StoredPage::samples(locale),
        back::ReturnPage::samples(locale),
        back::TipPage::samples(locale),
    ]
    .concat()
}

/// Every page of a tip on the desk in every state.
pub(crate) fn desk_samples(locale: Locale) -> Vec<Shown> {
    [
        list::TipListPage::samples(locale),
        follow::FollowPage::samples(locale),
        receipt::GivenPage::samples(locale),
    ]
    .concat()
}
