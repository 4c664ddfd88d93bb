//! The pages that anybody may open: no session, no cookie, no name.
//!
//! In the order in which a person meets them: [`start`] (three doors), [`before`] (who is told what),
//! [`chat`] or [`write`] (the first word), [`safety`], [`numbers`], [`understand`], [`error`].
//!
//! Their handlers: [`plain`] for pages that store nothing, [`send`] for the web form, [`talk`] and
//! [`stream`] for the conversation.

pub mod before;
pub mod chat;
pub mod error;
pub mod numbers;
pub mod plain;
pub mod safety;
pub mod send;
pub mod start;
pub mod stream;
pub mod talk;
pub mod understand;
pub mod write;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;

/// Every public page in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        start::StartPage::samples(locale),
        before::BeforePage::samples(locale),
        safety::SafetyPage::samples(locale),
        numbers::NumbersPage::samples(locale),
        understand::UnderstandPage::samples(locale),
        write::WritePage::samples(locale),
        write::ThanksPage::samples(locale),
        chat::StartChatPage::samples(locale),
        chat::ChatPage::samples(locale),
        chat::LiveFrame::samples(locale),
        chat::EndPage::samples(locale),
        error::ErrorPage::samples(locale),
    ]
    .concat()
}
