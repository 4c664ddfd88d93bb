//! What was said, in order.
//!
//! A conversation belongs to one contact. Its messages are numbered 1, 2, 3, … without a gap
//! ([`Seq`]); the number is what a page asks for when it resumes ("everything after 17"). The text
//! of people is sealed ([`MessageText`](crate::text::MessageText)); what the system says is a code
//! ([`SystemNotice`]) that the page puts into the reader's language. Typing has no content: it is a
//! passing signal that is never stored.

use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::contact::{Contact, State};
use crate::id::MemberId;

/// The place of a message in its conversation, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(i64);

impl Seq {
    /// The place of the first message.
    pub const FIRST: Self = Self(1);

    /// The place with this number; none below 1.
    #[must_use]
    pub const fn from_number(number: i64) -> Option<Self> {
        if number >= 1 { Some(Self(number)) } else { None }
    }

    /// The number, as stored and sent.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl std::fmt::Display for Seq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Who said a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Author {
    /// The person who reached out.
    Visitor,
    /// A member, shown to the visitor by the display name they chose.
    Member(MemberId),
    /// Somebody of a service, for as long as a hand-off lasts.
    Guest,
    /// The system itself, by a code.
    System,
}

codes! {
    /// Who said a message, without saying which member.
    pub enum Speaker in "speaker" {
        /// The person who reached out.
        Visitor = "visitor",
        /// A member.
        Member = "member",
        /// Somebody of a service.
        Guest = "guest",
        /// The system.
        System = "system",
    }
}

impl Author {
    /// The kind of author, as stored beside the member.
    #[must_use]
    pub const fn speaker(self) -> Speaker {
        match self {
            Self::Visitor => Speaker::Visitor,
            Self::Member(_) => Speaker::Member,
            Self::Guest => Speaker::Guest,
            Self::System => Speaker::System,
        }
    }

    /// The member, if a member spoke.
    #[must_use]
    pub const fn member(self) -> Option<MemberId> {
        match self {
            Self::Member(member) => Some(member),
            Self::Visitor | Self::Guest | Self::System => None,
        }
    }
}

codes! {
    /// What the system says in a conversation. It never answers in a person's place.
    pub enum SystemNotice in "notice" {
        /// A specialist is here now.
        Answered = "answered",
        /// Another specialist joined.
        Joined = "joined",
        /// One specialist left, another is still here.
        Left = "left",
        /// Another specialist has taken over.
        Transferred = "transferred",
        /// The conversation waits for the next specialist.
        BackInQueue = "back_in_queue",
        /// The connection was lost; what was written is kept.
        BrokenOff = "broken_off",
        /// The visitor is back.
        Resumed = "resumed",
        /// The conversation is over.
        Ended = "ended",
        /// Somebody of a service was invited.
        GuestInvited = "guest_invited",
        /// Somebody of a service is here as a guest.
        GuestJoined = "guest_joined",
        /// The guest is not here any more, or will not come.
        GuestLeft = "guest_left",
    }
}

impl SystemNotice {
    /// Whether it tells of a guest: then its words are the name of the service.
    #[must_use]
    pub const fn is_of_guest(self) -> bool {
        matches!(self, Self::GuestInvited | Self::GuestJoined | Self::GuestLeft)
    }
}

/// Why a message was not taken into a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageRefused {
    /// The conversation is over.
    #[error("this conversation has ended; start a new one")]
    Ended,
    /// The visitor left on purpose.
    #[error("this conversation was left and cannot be resumed; start a new one")]
    Left,
    /// Nobody answered yet, so no member can write.
    #[error("nobody has answered this contact yet; accept it first")]
    StillWaiting,
    /// The visitor is gone and would not read it.
    #[error("the visitor is gone and would not see this; write a note instead")]
    VisitorGone,
    /// The member is not with the contact.
    #[error("you are not part of this contact; join it before you write")]
    NotParticipating,
}

/// What must happen before a message is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Admission {
    /// Store it.
    Store,
    /// The visitor had been lost and is back: resume the contact first
    /// ([`Contact::visitor_returned`]), then store it.
    ResumeThenStore,
}

/// Whether `author` may add a message to the conversation of `contact` now.
///
/// # Errors
/// [`MessageRefused`], which says what to do instead.
pub fn admit(contact: &Contact, author: Author) -> Result<Admission, MessageRefused> {
    match (author, contact.state()) {
        (Author::System, _) => Ok(Admission::Store),
        (_, State::Ended { .. }) => Err(MessageRefused::Ended),
        (Author::Visitor, State::Waiting(_) | State::Active(_)) => Ok(Admission::Store),
        (Author::Visitor, State::BrokenOff { loss, .. }) if loss.can_return() => {
            Ok(Admission::ResumeThenStore)
        }
        (Author::Visitor, State::BrokenOff { .. }) => Err(MessageRefused::Left),
        (Author::Member(_) | Author::Guest, State::Waiting(_)) => Err(MessageRefused::StillWaiting),
        (Author::Member(_) | Author::Guest, State::BrokenOff { .. }) => {
            Err(MessageRefused::VisitorGone)
        }
        // Whether the guest is there the hand-off says.
        (Author::Guest, State::Active(_)) => Ok(Admission::Store),
        (Author::Member(member), State::Active(talk)) => {
            if talk.members.contains(member) {
                Ok(Admission::Store)
            } else {
                Err(MessageRefused::NotParticipating)
            }
        }
    }
}

#[cfg(test)]
mod tests;
