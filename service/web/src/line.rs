//! Stored lines of a conversation, opened and put into words for one reader.

use std::collections::HashMap;

use casework::conversation::{Author, SystemNotice};
use casework::id::MemberId;
use casework::time::Timestamp;
use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use vault::{SecretKey, Text};

use crate::message::{From, Message};
use crate::page::Page;

/// How lines look to one reader.
pub struct Lines<'a> {
    page: &'a Page,
    zone: Tz,
    names: HashMap<MemberId, Text>,
    reads: Reads,
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Visitor,
    Member(MemberId),
}

impl<'a> Lines<'a> {
    /// As the visitor sees them.
    #[must_use]
    pub fn of_visitor(page: &'a Page, zone: Tz, names: HashMap<MemberId, Text>) -> Self {
        Self { page, zone, names, reads: Reads::Visitor }
    }

    /// As a member sees them.
    #[must_use]
    pub fn of_member(
        page: &'a Page,
        zone: Tz,
        names: HashMap<MemberId, Text>,
        me: MemberId,
    ) -> Self {
        Self { page, zone, names, reads: Reads::Member(me) }
    }

    /// The name under which a member is known in this conversation.
    #[must_use]
    pub fn name_of(&self, member: MemberId) -> String {
        self.names.get(&member).map(|name| name.expose().to_owned()).unwrap_or_default()
    }

    /// One line, opened with the conversation's key.
    ///
    /// # Errors
    /// [`vault::OpenError`] when the key is not the conversation's or the row was tampered with.
    pub fn open(
        &self,
        line: &store::message::Message,
        key: &SecretKey,
    ) -> Result<Message, vault::OpenError> {
        let text = line.open(key)?;
        let (from, name, text) = match (line.author, line.notice) {
            (Author::System, Some(notice)) => {
                (From::System, String::new(), self.notice(notice, text.expose()))
            }
            (Author::System, None) => (From::System, String::new(), text.expose().to_owned()),
            (Author::Visitor, _) if self.reads == Reads::Visitor => {
                (From::Me, self.page.t("chat-you").into_owned(), text.expose().to_owned())
            }
            (Author::Visitor, _) => {
                (From::Them, self.page.t("chat-visitor").into_owned(), text.expose().to_owned())
            }
            (Author::Guest, _) => {
                (From::Them, self.page.t("chat-guest").into_owned(), text.expose().to_owned())
            }
            (Author::Member(id), _) => {
                let from = if self.reads == Reads::Member(id) { From::Me } else { From::Them };
                (from, self.name_of(id), text.expose().to_owned())
            }
        };
        Ok(Message { seq: line.seq.number(), from, name, text, time: clock(line.at, self.zone) })
    }

    fn notice(&self, notice: SystemNotice, name: &str) -> String {
        let key = format!("notice-{}", notice.code());
        match notice.is_of_guest() {
            true => self.page.t1(&key, "name", name).into_owned(),
            false => self.page.t(&key).into_owned(),
        }
    }
}

/// A moment in the organisation's zone, with its day, and its year where that is another than now:
/// `Nov 22, 14:02`.
#[must_use]
pub fn moment(at: Timestamp, zone: Tz, now: Timestamp) -> String {
    let local = |at: Timestamp| {
        DateTime::from_timestamp_micros(at.micros()).map(|utc| utc.with_timezone(&zone))
    };
    let (Some(at), Some(now)) = (local(at), local(now)) else { return String::new() };
    let form = if at.year() == now.year() { "%b %-d, %H:%M" } else { "%b %-d %Y, %H:%M" };
    at.format(form).to_string()
}

/// A time of day in the organisation's zone: `14:02`.
#[must_use]
pub fn clock(at: Timestamp, zone: Tz) -> String {
    DateTime::from_timestamp_micros(at.micros())
        .map(|utc| utc.with_timezone(&zone).format("%H:%M").to_string())
        .unwrap_or_default()
}
