//! The accounts of staff: first run, signing in, one's own keys and sessions, inviting colleagues.
//!
//! [`secret`] holds what is slow or keyed, [`brake`] slows guessing, and each page has a module:
//! [`setup`], [`door`] (sign in, sign out, idle lock), [`join`], [`own`],
//! [`members`], [`passkey`]. What they do to the records stands in
//! [`crate::acts::house`], so the demo and the command line do the same.
//!
//! # Invariants
//! - No answer at the door tells whether a log-in name exists, a password was wrong or a code was.
//! - Nothing here can be used to lock somebody else out.
//! - A password is never inside a transaction, a log line or a page that is shown again.

use casework::member::StaffRole;
use store::member::Signed;

use crate::App;
use crate::app::Reader;
use crate::gallery::{Sample, Shown};
use crate::i18n::Locale;
use crate::page::{Member, Page, Style};

pub mod brake;
pub mod door;
pub mod join;
pub mod members;
pub mod own;
pub mod passkey;
pub mod secret;
pub mod setup;
#[cfg(test)]
mod tests;

/// Every page of this feature in every state.
pub(crate) fn samples(locale: Locale) -> Vec<Shown> {
    [
        setup::SetupPage::samples(locale),
        setup::FoundedPage::samples(locale),
        door::SignInPage::samples(locale),
        door::UnlockPage::samples(locale),
        join::JoinPage::samples(locale),
        members::MembersPage::samples(locale),
        members::ResetPage::samples(locale),
        own::AccountPage::samples(locale),
        own::CodePage::samples(locale),
    ]
    .concat()
}

/// A page of the desk's look for somebody who is not signed in.
fn door_page(app: &App, reader: Reader, title_key: &'static str, path: &str) -> Page {
    app.page(reader, Style::Desk, title_key, path)
}

/// Where a member begins their work.
#[must_use]
pub fn home(signed: &Signed) -> &'static str {
    begin(signed.member.roles.iter().copied())
}

fn begin(roles: impl IntoIterator<Item = StaffRole>) -> &'static str {
    let mut home = "/account";
    for role in roles {
        match role {
            StaffRole::Specialist | StaffRole::Supervisor | StaffRole::Coordinator => {
                return "/desk";
            }
            StaffRole::Administrator => home = "/members",
            StaffRole::Analyst => {}
        }
    }
    home
}

/// The sections that a member may open.
#[must_use]
pub fn frame(signed: &Signed) -> Member {
    let is = |role| signed.member.is(role);
    let mut links = Vec::new();
    if is(StaffRole::Specialist) || is(StaffRole::Supervisor) || is(StaffRole::Coordinator) {
        links.extend(&crate::desk::SECTIONS);
    }
    if is(StaffRole::Supervisor) {
        links.push(crate::desk::BOARD);
    }
    if is(StaffRole::Supervisor) || is(StaffRole::Coordinator) {
        links.push(crate::desk::UNMET);
        links.push(crate::erasure::SECTION);
        links.push(crate::oversight::SECTION);
    }
    if is(StaffRole::Coordinator) {
        links.push(crate::entries::SECTION);
    }
    if is(StaffRole::Supervisor) || is(StaffRole::Administrator) {
        links.push(("/members", "members-title"));
    }
    if is(StaffRole::Administrator) {
        links.push(crate::duty::RULES);
        links.push(crate::erasure::PERIODS);
    }
    Member { name: signed.name.expose().to_owned(), links, duties: signed.duties }
}
