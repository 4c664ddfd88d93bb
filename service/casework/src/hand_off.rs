//! A warm hand-off: somebody of a service that said yes joins the conversation for a while.
//!
//! ```text
//! invite ──▶ Invited ──join──▶ Here ──end──▶ Ended
//!               └───────────end────────────────▲
//! ```
//! The member with the young person asks them first; without their yes nobody is invited. The guest
//! comes by the link of the referral, sees what is written from their coming on and nothing before, and
//! is named as a guest. The young person, the member and the guest can each end it at any moment.

#[cfg(test)]
mod tests;

use crate::code::codes;
use crate::contact::{Contact, State};
use crate::event::Event;
use crate::id::{ContactId, HandOffId, MemberId, ReferralId};
use crate::referral::Referral;
use crate::time::{Span, Timestamp};

/// How long an invitation can be followed.
pub const INVITATION_LASTS: Span = Span::from_minutes(60);

codes! {
    /// Where a hand-off stands.
    pub enum HandOffState in "hand_off_state" {
        /// The service's person can come.
        Invited = "invited",
        /// They are in the conversation.
        Here = "here",
        /// They are not, and this invitation leads nowhere any more.
        Ended = "ended",
    }
}

codes! {
    /// How a hand-off ended.
    pub enum HandOffEnd in "hand_off_end" {
        /// The young person let the guest go.
        ByVisitor = "visitor",
        /// A member did.
        ByMember = "member",
        /// The guest left.
        ByGuest = "guest",
        /// The conversation was over.
        ConversationOver = "conversation_over",
    }
}

/// One hand-off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOff {
    id: HandOffId,
    contact: ContactId,
    referral: ReferralId,
    invited_by: MemberId,
    expires_at: Timestamp,
    state: HandOffState,
    since: Timestamp,
    end: Option<HandOffEnd>,
}

/// Every column of a hand-off, as a row holds it; [`HandOff::restore`] makes it a hand-off again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Which hand-off.
    pub id: HandOffId,
    /// In which conversation.
    pub contact: ContactId,
    /// By the link of which referral.
    pub referral: ReferralId,
    /// Who invited.
    pub invited_by: MemberId,
    /// Until when the invitation can be followed.
    pub expires_at: Timestamp,
    /// Where it stands.
    pub state: HandOffState,
    /// Since when.
    pub since: Timestamp,
    /// How it ended; only then.
    pub end: Option<HandOffEnd>,
}

/// Why a hand-off did not change, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandOffRefused {
    /// The young person did not say yes.
    #[error("ask them first; if they agree, tick that they did")]
    NotAgreed,
    /// The service has not said that it takes them, or it is over.
    #[error("only a service that said yes can be invited; ask it first")]
    NotAccepted,
    /// The referral is for somebody else.
    #[error("this referral belongs to another conversation")]
    OtherContact,
    /// Nobody talks right now.
    #[error("nobody talks in this conversation right now; invite them once it goes on")]
    NotTalking,
    /// The invitation is over, or was followed already.
    #[error("this invitation is over; ask the desk for a new one")]
    Over,
}

impl HandOff {
    /// Invites the service's person into the conversation of `contact`.
    ///
    /// # Errors
    /// [`HandOffRefused`] unless the young person agreed, the service said yes to them, and somebody of
    /// the team is with them now.
    pub fn invite(
        id: HandOffId,
        (contact, referral): (&Contact, &Referral),
        (by, agreed): (MemberId, bool),
        now: Timestamp,
    ) -> Result<(Self, Event), HandOffRefused> {
        if referral.contact() != contact.id() {
            return Err(HandOffRefused::OtherContact);
        }
        if !agreed {
            return Err(HandOffRefused::NotAgreed);
        }
        if !referral.state().may_know() {
            return Err(HandOffRefused::NotAccepted);
        }
        if !matches!(contact.state(), State::Active(_)) {
            return Err(HandOffRefused::NotTalking);
        }
        let invited = Self {
            id,
            contact: contact.id(),
            referral: referral.id(),
            invited_by: by,
            expires_at: now + INVITATION_LASTS,
            state: HandOffState::Invited,
            since: now,
            end: None,
        };
        let event =
            Event::GuestInvited { contact: contact.id(), hand_off: id, referral: referral.id() };
        Ok((invited, event))
    }

    /// The guest comes.
    ///
    /// # Errors
    /// [`HandOffRefused::Over`] when the invitation is not open; [`HandOffRefused::NotTalking`] and
    /// [`HandOffRefused::NotAccepted`] when what it rests on changed since.
    pub fn join(
        self,
        (contact, referral): (&Contact, &Referral),
        now: Timestamp,
    ) -> Result<(Self, Event), HandOffRefused> {
        if !self.is_open(now) || self.state != HandOffState::Invited {
            return Err(HandOffRefused::Over);
        }
        if !referral.state().may_know() {
            return Err(HandOffRefused::NotAccepted);
        }
        if !matches!(contact.state(), State::Active(_)) {
            return Err(HandOffRefused::NotTalking);
        }
        let event = Event::GuestJoined { contact: self.contact, hand_off: self.id };
        Ok((Self { state: HandOffState::Here, since: now.max(self.since), ..self }, event))
    }

    /// The guest goes, or is not to come any more.
    ///
    /// # Errors
    /// [`HandOffRefused::Over`] when it ended before.
    pub fn end(self, how: HandOffEnd, now: Timestamp) -> Result<(Self, Event), HandOffRefused> {
        if self.state == HandOffState::Ended {
            return Err(HandOffRefused::Over);
        }
        let event = Event::GuestLeft { contact: self.contact, hand_off: self.id };
        let (state, since, end) = (HandOffState::Ended, now.max(self.since), Some(how));
        Ok((Self { state, since, end, ..self }, event))
    }

    /// Whether somebody is there or can still come.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        match self.state {
            HandOffState::Invited => now < self.expires_at,
            HandOffState::Here => true,
            HandOffState::Ended => false,
        }
    }

    /// Whether the guest is in the conversation.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.state == HandOffState::Here
    }

    /// Which hand-off.
    #[must_use]
    pub const fn id(&self) -> HandOffId {
        self.id
    }

    /// By the link of which referral.
    #[must_use]
    pub const fn referral(&self) -> ReferralId {
        self.referral
    }

    /// In which conversation.
    #[must_use]
    pub const fn contact(&self) -> ContactId {
        self.contact
    }

    /// Lays the hand-off flat.
    #[must_use]
    pub const fn snapshot(&self) -> Snapshot {
        Snapshot {
            id: self.id,
            contact: self.contact,
            referral: self.referral,
            invited_by: self.invited_by,
            expires_at: self.expires_at,
            state: self.state,
            since: self.since,
            end: self.end,
        }
    }

    /// Makes a row a hand-off again; none if its columns contradict each other.
    #[must_use]
    pub fn restore(row: &Snapshot) -> Option<Self> {
        let Snapshot { id, contact, referral, invited_by, expires_at, state, since, end } = *row;
        ((state == HandOffState::Ended) == end.is_some()).then_some(Self {
            id,
            contact,
            referral,
            invited_by,
            expires_at,
            state,
            since,
            end,
        })
    }
}
