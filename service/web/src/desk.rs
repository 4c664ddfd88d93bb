//! The desk: what a specialist and a supervisor see, and what fills it.
//!
//! Three columns in one story: [`queue`] (who waits, and my conversations), [`contact`] (the
//! conversation), and beside it what we know and what to do next: [`panel`] (coded facts),
//! [`service`] (what fits), [`wish`] (asking again with other wishes), [`bed`]
//! (asking several for a bed), [`offer`] and [`share`] (asking
//! one service), [`referral`] (what was asked). Around them [`hand`] (a contact entered by hand), [`list`]
//! (personal and team lists), [`board`] (the supervisor's figures), and [`plan`] (what if there were more).
//!
//! Their handlers: [`floor`] (queue, shift, answering), [`room`] (one contact and what is
//! written about it), [`hand_on`] (to another lane, colleague or queue),
//! [`follow`] (the stream), [`entry`] (by hand), [`browse`] (lists and search), [`watch`] (the board).
//!
//! Everything here is opened and put into words already: the pages decide nothing, they show. They
//! work as plain forms; scripts only save a reload.

pub mod bed;
pub mod board;
pub mod browse;
mod column;
pub mod contact;
pub mod entry;
pub mod floor;
pub mod follow;
pub mod follow_up;
pub mod hand;
pub mod hand_on;
pub mod list;
pub mod offer;
pub mod panel;
pub mod plan;
pub mod queue;
pub mod referral;
pub mod room;
pub mod service;
pub mod share;
pub mod teams;
pub mod unmet;
pub mod watch;
pub mod wish;

use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Member, Page, Style};

/// Every desk page in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        queue::DeskPage::samples(locale),
        contact::ContactPage::samples(locale),
        hand::HandPage::samples(locale),
        list::ListPage::samples(locale),
        board::BoardPage::samples(locale),
        wish::WishPage::samples(locale),
        bed::BedPage::samples(locale),
        unmet::UnmetPage::samples(locale),
        plan::PlanPage::samples(locale),
        offer::OfferPage::samples(locale),
        offer::LinkPage::samples(locale),
        bed::link::BedLinkPage::samples(locale),
        referral::ReferralListPage::samples(locale),
        referral::ReferralPage::samples(locale),
    ]
    .concat()
}

/// The sections of the desk that everybody who works with people can open.
pub const SECTIONS: [(&str, &str); 6] = [
    ("/desk", "desk-title"),
    ("/desk/list", "list-title"),
    ("/desk/tips", "tips-title"),
    ("/desk/referrals", "referrals-title"),
    crate::duty::BOARD,
    crate::case::SECTION,
];
/// The section of those who lead or plan.
pub const UNMET: (&str, &str) = ("/desk/unmet", "unmet-title");
/// The section of those who lead.
pub const BOARD: (&str, &str) = ("/desk/board", "board-title");

pub(crate) fn sample_page(title_key: &'static str, path: &str) -> Page {
    let links = [&SECTIONS[..], &[BOARD, UNMET]].concat();
    let member = Member { name: "Maya R.".into(), links, duties: crate::duty::SAMPLE_LOAD };
    Page::sample(Locale::En, Style::Desk, title_key, path).with_member(member)
}
