//! What each measure is, in words that travel with the number.

use crate::code::codes;

codes! {
    /// One measure of the hotline.
    pub enum Measure in "measure" {
        /// Contacts that came in.
        Offered = "offered",
        /// Contacts that could not come in.
        Blocked = "blocked",
        /// Contacts that a person answered.
        Answered = "answered",
        /// Share answered within 20 seconds.
        AnsweredWithin20s = "answered_within_20s",
        /// Share answered within 60 seconds.
        AnsweredWithin60s = "answered_within_60s",
        /// Share that gave up.
        Abandoned = "abandoned",
        /// Contacts that were gone within five seconds.
        AbandonedShort = "abandoned_short",
        /// Contacts that wait at the end of the period.
        WaitingNow = "waiting_now",
        /// How long the one who waits longest has waited.
        OldestWaiting = "oldest_waiting",
        /// The longest wait of the period.
        LongestWait = "longest_wait",
        /// Mean wait until an answer.
        AverageSpeedOfAnswer = "average_speed_of_answer",
        /// Mean time that members were with a contact.
        AverageHandleTime = "average_handle_time",
        /// Members on shift at the end of the period.
        OnShift = "on_shift",
        /// Contacts that a member entered.
        EnteredByHand = "entered_by_hand",
        /// Forms and e-mails.
        FormsReceived = "forms_received",
        /// Forms and e-mails that nobody has read.
        FormsUnread = "forms_unread",
        /// How long the oldest of those has waited.
        OldestForm = "oldest_form",
    }
}

codes! {
    /// In what a measure is counted.
    pub enum Unit in "measure_unit" {
        /// A number of contacts.
        Contacts = "contacts",
        /// A number of members.
        Members = "members",
        /// A share of contacts, with its two counts.
        Share = "share",
        /// Seconds.
        Seconds = "seconds",
    }
}

/// What a measure is. `docs/methods/measures.md` prints the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// What is counted or added up.
    pub numerator: &'static str,
    /// What it is divided by; none for a count or an extreme.
    pub denominator: Option<&'static str>,
    /// In what it is counted.
    pub unit: Unit,
    /// The reading that suggests itself and is wrong.
    pub what_it_does_not_mean: &'static str,
}

const DECIDED: &str = "Offered contacts that were answered, were abandoned after five seconds or \
                       more, or still wait and have waited longer than the limit.";

impl Measure {
    /// What the measure is.
    #[must_use]
    pub const fn definition(self) -> Definition {
        let (name, numerator, denominator, unit, what_it_does_not_mean) = match self {
            Self::Offered => (
                "Offered",
                "Contacts by chat, text, phone or in person whose reception was logged in the \
                 period and that came in by themselves.",
                None,
                Unit::Contacts,
                "Not a number of people, of victims or of cases: one person may reach out many \
                 times, and most people in need never do.",
            ),
            Self::Blocked => (
                "Blocked",
                "Attempts that were turned away because the line was busy or a limit was reached.",
                Some("Those attempts and the offered contacts together."),
                Unit::Share,
                "Not a number of people turned away: one person may try many times. A carrier's \
                 own busy signal is not in it.",
            ),
            Self::Answered => (
                "Answered",
                "Offered contacts that a member answered before the end of the period.",
                None,
                Unit::Contacts,
                "Answered is not helped. It says that a person was there.",
            ),
            Self::AnsweredWithin20s => (
                "Answered within 20 seconds",
                "Offered contacts whose wait until the first answer was 20 seconds or less.",
                Some(DECIDED),
                Unit::Share,
                "Says nothing about those who waited longer; read it together with the longest \
                 wait.",
            ),
            Self::AnsweredWithin60s => (
                "Answered within 60 seconds",
                "Offered contacts whose wait until the first answer was 60 seconds or less.",
                Some(DECIDED),
                Unit::Share,
                "Says nothing about those who waited longer; read it together with the longest \
                 wait.",
            ),
            Self::Abandoned => (
                "Abandoned",
                "Offered contacts lost after five seconds or more of waiting, never answered and \
                 not back by the end of the period.",
                Some("Those contacts and the answered ones together."),
                Unit::Share,
                "Not a lack of need. Somebody may have come into the room.",
            ),
            Self::AbandonedShort => (
                "Abandoned within 5 seconds",
                "Offered contacts lost within less than five seconds of waiting, never answered \
                 and not back by the end of the period. They are in no other measure but offered.",
                None,
                Unit::Contacts,
                "Probably mistakes, but not surely: a watched person may have only a moment.",
            ),
            Self::WaitingNow => (
                "Waiting now",
                "Contacts by chat, text, phone or in person that wait in the queue at the end of \
                 the period, whenever they came in.",
                None,
                Unit::Contacts,
                "Forms and e-mails that nobody has read are not in it.",
            ),
            Self::OldestWaiting => (
                "Oldest waiting",
                "The longest time that any contact waiting now has been in the queue.",
                None,
                Unit::Seconds,
                "Not the one who is in most danger: the queue puts danger first.",
            ),
            Self::LongestWait => (
                "Longest wait",
                "The longest wait of any offered contact: until its first answer, until it was \
                 abandoned, or until the end of the period if it still waits.",
                None,
                Unit::Seconds,
                "One single contact, not what is usual.",
            ),
            Self::AverageSpeedOfAnswer => (
                "Average speed of answer",
                "All waits of answered contacts until their first answer, added up.",
                Some("Answered contacts."),
                Unit::Seconds,
                "Who gave up is not in it, so it can fall when more people give up.",
            ),
            Self::AverageHandleTime => (
                "Average handle time",
                "All time in which at least one member was with the contact, from answer to end, \
                 added up. Time back in the queue or after a lost connection is left out.",
                Some("Answered contacts that ended before the end of the period."),
                Unit::Seconds,
                "Not a goal: a long conversation is not worse than a short one.",
            ),
            Self::OnShift => (
                "On shift",
                "Members whose shift has started and not ended at the end of the period, pauses \
                 included. For one team: those who belong to it today.",
                None,
                Unit::Members,
                "Not how many are free to answer.",
            ),
            Self::EnteredByHand => (
                "Entered by hand",
                "Contacts that a member entered in the period, whenever they were received.",
                None,
                Unit::Contacts,
                "Their waits are not known and are in no other measure.",
            ),
            Self::FormsReceived => (
                "Forms and e-mails",
                "Contacts by web form or e-mail whose reception was logged in the period.",
                None,
                Unit::Contacts,
                "Nobody waits at the other end, so they are in no measure of waiting.",
            ),
            Self::FormsUnread => (
                "Forms and e-mails not read",
                "Contacts by web form or e-mail that no member has accepted, or that came back to \
                 the queue, by the end of the period, whenever they came in.",
                None,
                Unit::Contacts,
                "Not less urgent than a chat: somebody may have had no other way.",
            ),
            Self::OldestForm => (
                "Oldest form or e-mail not read",
                "The longest time that any of those has been in the queue.",
                None,
                Unit::Seconds,
                "Not the one in most danger: the queue puts danger first.",
            ),
        };
        Definition { name, numerator, denominator, unit, what_it_does_not_mean }
    }
}
