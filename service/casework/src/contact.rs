//! One reaching-out, from the first second to its end.
//!
//! ```text
//!                        ┌────────── return_to_queue ─────────┐
//!                        ▼                                    │
//! receive ──────────▶ Waiting ───────── answer ──────────▶ Active ◀── enter_by_hand
//!                     │     ▲                              │ ▲ │ ▲
//!                     │     │            join, leave,      │ └─┘ │
//!                     │     │              hand_over       │     │
//!          visitor_lost  visitor_returned     visitor_lost │  visitor_returned (lead on shift;
//!                     ▼     │                              ▼     │       otherwise Waiting)
//!                     BrokenOff ◀──────────────────────── BrokenOff
//!                         │                                │
//!                         └── end ──▶  Ended  ◀── end, visitor_finished
//! ```
//! (A contact that was over when it is entered by hand is `Ended` from the start: `enter_ended_by_hand`.
//! `BrokenOff` is one state; it remembers whether somebody had answered.)
//!
//! A contact that breaks off is never thrown away: it stays visible until a member has looked at it
//! and ends it. A waiting contact cannot be ended at all, because ending it would close it unread.
//! Web forms and e-mails have nobody at the other end who could be lost, so they only go
//! `Waiting → Active → Ended`.
//!
//! Every transition consumes the contact and returns the next one with the [`Event`] to commit.
//! Refusals are [`TransitionRefused`]; the refused contact is the one still stored, nothing is lost.

mod channel;
mod danger;
mod lane;
mod snapshot;
mod transition;

#[cfg(test)]
mod tests;

pub use channel::Channel;
pub use danger::Danger;
pub use lane::Lane;
pub use snapshot::{ContactCorrupt, Snapshot, StateCode};
pub use transition::TransitionRefused;

use crate::code::codes;
use crate::event::Event;
use crate::id::{ContactId, MemberId, TeamId};
use crate::time::Timestamp;

/// One reaching-out by one channel (HTCDS helpline guidance and the US hotline: a "signal").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    id: ContactId,
    team: TeamId,
    channel: Channel,
    lane: Lane,
    danger: Danger,
    received_at: Timestamp,
    entry: Entry,
    state: State,
}

/// How the contact got into the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// By itself, over its channel, at the time it was received.
    Arrived,
    /// By the hand of a member, perhaps later than it was received.
    ByHand {
        /// Who entered it.
        member: MemberId,
        /// When it was entered.
        at: Timestamp,
    },
}

/// What is happening to a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody is with it. It is in the queue.
    Waiting(Wait),
    /// At least one member is with it.
    Active(Talk),
    /// The visitor is gone; kept until a member has looked at it.
    BrokenOff {
        /// Since when.
        since: Timestamp,
        /// How the visitor went.
        loss: Loss,
        /// What was going on before.
        before: Before,
    },
    /// Over.
    Ended {
        /// Since when.
        since: Timestamp,
        /// How it ended.
        ending: Ending,
        /// What was going on before.
        before: Before,
    },
}

/// A wait in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Since when the contact waits; a visitor who was lost and returned keeps the old time.
    pub since: Timestamp,
    /// When somebody answered for the first time, if it came back to the queue after that.
    pub first_answered_at: Option<Timestamp>,
}

/// A time during which members are with a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Since when.
    pub since: Timestamp,
    /// When somebody answered for the first time.
    pub first_answered_at: Timestamp,
    /// Who is with it.
    pub members: Participants,
}

/// What was going on before a contact broke off or ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// It waited.
    Waiting(Wait),
    /// Members were with it.
    Active(Talk),
}

/// The members who are with a contact: one who leads, and any who joined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participants {
    lead: MemberId,
    others: Vec<MemberId>,
}

codes! {
    /// How a visitor went before the contact was over.
    pub enum Loss in "loss" {
        /// The line or the network dropped; they may come back.
        ConnectionLost = "connection_lost",
        /// They pressed quick exit, which destroyed their session: they cannot come back to it.
        QuickExit = "quick_exit",
        /// They left the queue on purpose before anybody answered.
        LeftQueue = "left_queue",
    }
}

impl Loss {
    /// Whether the same visitor can return to the same contact.
    #[must_use]
    pub const fn can_return(self) -> bool {
        matches!(self, Self::ConnectionLost)
    }
}

codes! {
    /// How a contact ended.
    pub enum Ending in "ending" {
        /// What could be done was done.
        Finished = "finished",
        /// The visitor ended it, or was gone when a member closed it.
        VisitorLeft = "visitor_left",
        /// The visitor did not write or speak any more.
        NoReply = "no_reply",
        /// Handed on to another service that answers such contacts.
        HandedOn = "handed_on",
        /// Not what this hotline is for.
        OutOfScope = "out_of_scope",
        /// Wrong number or reached by mistake.
        ByMistake = "by_mistake",
        /// Nobody spoke or wrote anything.
        Silent = "silent",
        /// A prank.
        Prank = "prank",
        /// A question that was answered, with nothing more to do.
        QuestionAnswered = "question_answered",
        /// The same person about the same thing as another contact.
        Duplicate = "duplicate",
        /// A test or a drill.
        Test = "test",
        /// Used to harass.
        Harassment = "harassment",
    }
}

impl Ending {
    /// Whether this ending says that the contact was nothing for the hotline.
    ///
    /// Such an ending is refused while danger is [`Danger::Now`].
    #[must_use]
    pub const fn dismisses(self) -> bool {
        matches!(
            self,
            Self::OutOfScope
                | Self::ByMistake
                | Self::Silent
                | Self::Prank
                | Self::QuestionAnswered
                | Self::Duplicate
                | Self::Test
                | Self::Harassment
        )
    }
}

/// What is known when a contact begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The identifier it will have.
    pub id: ContactId,
    /// The team whose queue and whose key it goes to.
    pub team: TeamId,
    /// By which way it came.
    pub channel: Channel,
    /// Which door the person chose, or the member for them.
    pub lane: Lane,
    /// What is known about danger.
    pub danger: Danger,
    /// When it was received.
    pub received_at: Timestamp,
}

impl Contact {
    /// A contact that came in by itself and now waits.
    #[must_use]
    pub fn receive(arrival: Arrival) -> (Self, Event) {
        let wait = Wait { since: arrival.received_at, first_answered_at: None };
        Self::begin(arrival, Entry::Arrived, State::Waiting(wait))
    }

    /// A contact that `member` enters by hand (a call on another line, a walk-in, something of last
    /// week) and leads from now on.
    ///
    /// # Errors
    /// [`TransitionRefused::ReceivedInFuture`] if it was received later than `entered_at`.
    pub fn enter_by_hand(
        arrival: Arrival,
        member: MemberId,
        entered_at: Timestamp,
    ) -> Result<(Self, Event), TransitionRefused> {
        if arrival.received_at > entered_at {
            return Err(TransitionRefused::ReceivedInFuture);
        }
        let talk = Talk {
            since: entered_at,
            first_answered_at: entered_at,
            members: Participants::new(member),
        };
        let entry = Entry::ByHand { member, at: entered_at };
        Ok(Self::begin(arrival, entry, State::Active(talk)))
    }

    /// A contact that `member` enters by hand after it was over: it began when it was received and
    /// lasted until `ended_at`.
    ///
    /// # Errors
    /// [`TransitionRefused::ReceivedInFuture`], [`TransitionRefused::EndedBeforeReceived`],
    /// [`TransitionRefused::EndedInFuture`]; [`TransitionRefused::DangerNow`] if it would be
    /// dismissed although somebody is in danger.
    pub fn enter_ended_by_hand(
        arrival: Arrival,
        member: MemberId,
        (ending, ended_at): (Ending, Timestamp),
        entered_at: Timestamp,
    ) -> Result<(Self, [Event; 2]), TransitionRefused> {
        if ended_at > entered_at {
            return Err(TransitionRefused::EndedInFuture);
        }
        if ended_at < arrival.received_at {
            return Err(TransitionRefused::EndedBeforeReceived);
        }
        if ending.dismisses() && arrival.danger == Danger::Now {
            return Err(TransitionRefused::DangerNow);
        }
        let talk = Talk {
            since: arrival.received_at,
            first_answered_at: arrival.received_at,
            members: Participants::new(member),
        };
        let entry = Entry::ByHand { member, at: entered_at };
        let state = State::Ended { since: ended_at, ending, before: Before::Active(talk) };
        let (contact, received) = Self::begin(arrival, entry, state);
        let ended = Event::ContactEnded { contact: contact.id, ending, member: Some(member) };
        Ok((contact, [received, ended]))
    }

    fn begin(arrival: Arrival, entry: Entry, state: State) -> (Self, Event) {
        let Arrival { id, team, channel, lane, danger, received_at } = arrival;
        let entered_by = match entry {
            Entry::Arrived => None,
            Entry::ByHand { member, .. } => Some(member),
        };
        let event = Event::ContactReceived {
            contact: id,
            team,
            channel,
            lane,
            danger,
            received_at,
            entered_by,
        };
        (Self { id, team, channel, lane, danger, received_at, entry, state }, event)
    }

    /// Which contact this is.
    #[must_use]
    pub const fn id(&self) -> ContactId {
        self.id
    }

    /// The team whose contact it is.
    #[must_use]
    pub const fn team(&self) -> TeamId {
        self.team
    }

    /// By which way it came.
    #[must_use]
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// The lane it is in now.
    #[must_use]
    pub const fn lane(&self) -> Lane {
        self.lane
    }

    /// What is known about danger.
    #[must_use]
    pub const fn danger(&self) -> Danger {
        self.danger
    }

    /// When it was received, which may be before it was entered.
    #[must_use]
    pub const fn received_at(&self) -> Timestamp {
        self.received_at
    }

    /// How it got into the system.
    #[must_use]
    pub const fn entry(&self) -> Entry {
        self.entry
    }

    /// What is happening to it.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended { .. })
    }

    /// The members who are with it, or were with it last; none while nobody ever answered or while
    /// it is back in the queue.
    #[must_use]
    pub const fn participants(&self) -> Option<&Participants> {
        match &self.state {
            State::Active(talk)
            | State::BrokenOff { before: Before::Active(talk), .. }
            | State::Ended { before: Before::Active(talk), .. } => Some(&talk.members),
            _ => None,
        }
    }

    /// When somebody answered for the first time.
    #[must_use]
    pub const fn first_answered_at(&self) -> Option<Timestamp> {
        match &self.state {
            State::Waiting(wait)
            | State::BrokenOff { before: Before::Waiting(wait), .. }
            | State::Ended { before: Before::Waiting(wait), .. } => wait.first_answered_at,
            State::Active(talk)
            | State::BrokenOff { before: Before::Active(talk), .. }
            | State::Ended { before: Before::Active(talk), .. } => Some(talk.first_answered_at),
        }
    }
}

impl Participants {
    /// One member who leads.
    #[must_use]
    pub const fn new(lead: MemberId) -> Self {
        Self { lead, others: Vec::new() }
    }

    /// The member who is responsible now.
    #[must_use]
    pub const fn lead(&self) -> MemberId {
        self.lead
    }

    /// Whether `member` takes part.
    #[must_use]
    pub fn contains(&self, member: MemberId) -> bool {
        self.iter().any(|one| one == member)
    }

    /// Everybody who takes part, the lead first.
    pub fn iter(&self) -> impl Iterator<Item = MemberId> + '_ {
        std::iter::once(self.lead).chain(self.others.iter().copied())
    }
}
