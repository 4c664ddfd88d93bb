//! How a person can be reached without putting them in danger.
//!
//! The card is sealed as a whole: even "text only, after ten at night" tells a watcher something.
//! Nothing on it is ever shown in a list, a notice or a log.

use crate::code::codes;
use crate::text::{CodeWord, ContactInstructions, EmailAddress, PhoneNumber};

codes! {
    /// The way by which the person wants to be reached.
    pub enum SafeChannel in "safe_channel" {
        /// Not at all: they will come back themselves.
        DoNotContact = "do_not_contact",
        /// A call.
        Call = "call",
        /// A text message, which says nothing but that there is news.
        Text = "text",
        /// An e-mail, which says nothing but that there is news.
        Email = "email",
        /// In person, through somebody they trust.
        InPerson = "in_person",
    }
}

codes! {
    /// Whether a message may be left when nobody answers.
    pub enum Voicemail in "voicemail" {
        /// Never leave anything.
        Never = "never",
        /// Only a neutral sentence without the hotline's name.
        NeutralOnly = "neutral_only",
        /// A message is safe.
        Allowed = "allowed",
    }
}

/// The safe-contact card of one contact. What is not known stays empty and then means "no".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafeContact {
    /// How to reach the person.
    pub channel: SafeChannel,
    /// Where, if by telephone or text.
    pub phone: Option<PhoneNumber>,
    /// Where, if by e-mail.
    pub email: Option<EmailAddress>,
    /// At which hours of their day it is safe; empty if nobody asked, which means never.
    pub hours: Vec<SafeHours>,
    /// What is left when nobody answers.
    pub voicemail: Voicemail,
    /// The word by which both sides know that it is safe to speak.
    pub code_word: Option<CodeWord>,
    /// Anything else ("ask for the bakery").
    pub instructions: Option<ContactInstructions>,
}

/// A part of the week in the person's own time, in whole minutes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafeHours {
    day: Weekday,
    from_minute: u16,
    until_minute: u16,
}

codes! {
    /// A day of the week, with the codes of RFC 5545 that the directory's schedules use too.
    pub enum Weekday in "weekday" {
        /// Monday.
        Monday = "MO",
        /// Tuesday.
        Tuesday = "TU",
        /// Wednesday.
        Wednesday = "WE",
        /// Thursday.
        Thursday = "TH",
        /// Friday.
        Friday = "FR",
        /// Saturday.
        Saturday = "SA",
        /// Sunday.
        Sunday = "SU",
    }
}

/// Hours that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("safe hours must begin before they end, within one day from 0:00 to 24:00")]
pub struct NotHours;

/// Why a person is not contacted at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSafeNow {
    /// They asked not to be contacted.
    #[error("the person asked not to be contacted; wait until they come back")]
    DoNotContact,
    /// Nobody asked when it is safe.
    #[error("nobody has asked when it is safe; do not try")]
    HoursUnknown,
    /// Not at this hour.
    #[error("it is not safe at this hour; look at the card for the next safe one")]
    OutsideHours,
}

impl SafeHours {
    /// The hours of `day` from `from_minute` up to, not including, `until_minute`, both counted in
    /// minutes from midnight. Hours over midnight are two entries.
    ///
    /// # Errors
    /// [`NotHours`] if they do not begin before they end or reach beyond 24:00.
    pub const fn new(day: Weekday, from_minute: u16, until_minute: u16) -> Result<Self, NotHours> {
        if from_minute < until_minute && until_minute <= 24 * 60 {
            Ok(Self { day, from_minute, until_minute })
        } else {
            Err(NotHours)
        }
    }

    /// The day.
    #[must_use]
    pub const fn day(self) -> Weekday {
        self.day
    }

    /// The first safe minute and the first that is not any more.
    #[must_use]
    pub const fn minutes(self) -> (u16, u16) {
        (self.from_minute, self.until_minute)
    }
}

impl SafeContact {
    /// Whether the person may be contacted at this minute of this day of theirs.
    ///
    /// # Errors
    /// [`NotSafeNow`], also when nobody has asked: silence is never permission.
    pub fn may_contact(&self, day: Weekday, minute: u16) -> Result<(), NotSafeNow> {
        if self.channel == SafeChannel::DoNotContact {
            return Err(NotSafeNow::DoNotContact);
        }
        if self.hours.is_empty() {
            return Err(NotSafeNow::HoursUnknown);
        }
        let safe = |hours: &SafeHours| {
            hours.day == day && hours.from_minute <= minute && minute < hours.until_minute
        };
        if self.hours.iter().any(safe) { Ok(()) } else { Err(NotSafeNow::OutsideHours) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(channel: SafeChannel, hours: Vec<SafeHours>) -> SafeContact {
        SafeContact {
            channel,
            phone: None,
            email: None,
            hours,
            voicemail: Voicemail::Never,
            code_word: None,
            instructions: None,
        }
    }

    #[test]
    fn what_nobody_asked_is_not_permission() {
        assert_eq!(
            card(SafeChannel::Text, vec![]).may_contact(Weekday::Monday, 600),
            Err(NotSafeNow::HoursUnknown)
        );
        let always = Weekday::ALL.iter().map(|&day| SafeHours::new(day, 0, 1_440).unwrap());
        let never = card(SafeChannel::DoNotContact, always.collect());
        assert_eq!(never.may_contact(Weekday::Monday, 600), Err(NotSafeNow::DoNotContact));
    }

    #[test]
    fn hours_begin_with_their_first_minute_and_end_before_their_last() {
        let card =
            card(SafeChannel::Call, vec![SafeHours::new(Weekday::Tuesday, 960, 1_020).unwrap()]);
        assert_eq!(card.may_contact(Weekday::Tuesday, 960), Ok(()));
        assert_eq!(card.may_contact(Weekday::Tuesday, 1_019), Ok(()));
        for (day, minute) in
            [(Weekday::Tuesday, 959), (Weekday::Tuesday, 1_020), (Weekday::Wednesday, 980)]
        {
            assert_eq!(card.may_contact(day, minute), Err(NotSafeNow::OutsideHours));
        }
    }

    #[test]
    fn hours_over_midnight_are_refused() {
        assert_eq!(SafeHours::new(Weekday::Friday, 1_380, 60), Err(NotHours));
        assert_eq!(SafeHours::new(Weekday::Friday, 60, 1_441), Err(NotHours));
    }

    #[test]
    fn a_card_shows_no_number_when_it_is_debugged() {
        let mut card = card(SafeChannel::Call, vec![]);
        card.phone = Some(PhoneNumber::parse("555 010 0199").unwrap());
        assert!(!format!("{card:?}").contains("0199"));
    }
}
