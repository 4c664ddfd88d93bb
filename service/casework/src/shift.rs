//! A member's shift: whether they take contacts, and how many at once.
//!
//! ```text
//! Off ──start──▶ On ──pause──▶ Paused
//!  ▲             │ ◀──resume──┘  │
//!  └─────end─────┴──────end──────┘
//! ```
//! A paused member keeps their conversations and gets no new ones. A shift cannot end while the
//! member leads a conversation: somebody would talk to an empty chair.

use crate::code::codes;
use crate::event::Event;
use crate::id::MemberId;
use crate::time::Timestamp;

codes! {
    /// Whether a member takes contacts.
    pub enum ShiftState in "shift_state" {
        /// Not working.
        Off = "off",
        /// Takes contacts.
        On = "on",
        /// Keeps the conversations they have, takes no new one.
        Paused = "paused",
    }
}

/// The shift of one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Whose.
    pub member: MemberId,
    /// Whether they take contacts.
    pub state: ShiftState,
    /// How many conversations they take at once.
    pub places: u8,
    /// Since when the state holds.
    pub since: Timestamp,
}

/// Why a shift did not change or a contact cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShiftRefused {
    /// Too few or too many places.
    #[error("{asked} conversations at once are not possible; choose 1 to {}", Shift::MOST_PLACES)]
    Places {
        /// What was asked for.
        asked: u8,
    },
    /// The shift runs already.
    #[error("your shift has started already")]
    AlreadyOn,
    /// There is no shift.
    #[error("you are not on shift; start your shift first")]
    NotOn,
    /// The shift is paused.
    #[error("you are on a pause; end the pause before you take a contact")]
    Paused,
    /// All places are taken.
    #[error("you have {open} of {places} conversations; end or transfer one before the next")]
    Full {
        /// How many conversations they lead.
        open: u32,
        /// How many they take at once.
        places: u8,
    },
    /// Conversations are still open.
    #[error("you still lead {open} conversations; end or transfer them before you leave")]
    StillTalking {
        /// How many.
        open: u32,
    },
}

impl Shift {
    /// The most conversations that one member can take at once.
    pub const MOST_PLACES: u8 = 6;

    /// The shift of a member who is not working.
    #[must_use]
    pub const fn off(member: MemberId, since: Timestamp) -> Self {
        Self { member, state: ShiftState::Off, places: 0, since }
    }

    /// The member begins to take up to `places` conversations at once.
    ///
    /// # Errors
    /// If the shift runs already or `places` is not within 1 to [`Self::MOST_PLACES`].
    pub fn start(self, places: u8, at: Timestamp) -> Result<(Self, Event), ShiftRefused> {
        if self.state != ShiftState::Off {
            return Err(ShiftRefused::AlreadyOn);
        }
        if places == 0 || places > Self::MOST_PLACES {
            return Err(ShiftRefused::Places { asked: places });
        }
        let event = Event::ShiftStarted { member: self.member, places };
        Ok((Self { state: ShiftState::On, places, since: at, ..self }, event))
    }

    /// The member takes no new conversation for a while.
    ///
    /// # Errors
    /// If they do not take contacts now.
    pub fn pause(self, at: Timestamp) -> Result<(Self, Event), ShiftRefused> {
        match self.state {
            ShiftState::On => {
                let event = Event::ShiftPaused { member: self.member };
                Ok((Self { state: ShiftState::Paused, since: at, ..self }, event))
            }
            ShiftState::Paused => Err(ShiftRefused::Paused),
            ShiftState::Off => Err(ShiftRefused::NotOn),
        }
    }

    /// The member takes contacts again.
    ///
    /// # Errors
    /// If there is no pause to end.
    pub fn resume(self, at: Timestamp) -> Result<(Self, Event), ShiftRefused> {
        match self.state {
            ShiftState::Paused => {
                let event = Event::ShiftResumed { member: self.member };
                Ok((Self { state: ShiftState::On, since: at, ..self }, event))
            }
            ShiftState::On => Err(ShiftRefused::AlreadyOn),
            ShiftState::Off => Err(ShiftRefused::NotOn),
        }
    }

    /// The member goes home. `open` is how many conversations they lead.
    ///
    /// # Errors
    /// If they are not on shift or lead a conversation.
    pub fn end(self, open: u32, at: Timestamp) -> Result<(Self, Event), ShiftRefused> {
        if self.state == ShiftState::Off {
            return Err(ShiftRefused::NotOn);
        }
        if open > 0 {
            return Err(ShiftRefused::StillTalking { open });
        }
        let event = Event::ShiftEnded { member: self.member };
        Ok((Self::off(self.member, at), event))
    }

    /// Whether the member can take one more conversation when they lead `open`.
    ///
    /// # Errors
    /// If they are off, on a pause, or have no place free.
    pub fn may_accept(&self, open: u32) -> Result<(), ShiftRefused> {
        match self.state {
            ShiftState::Off => Err(ShiftRefused::NotOn),
            ShiftState::Paused => Err(ShiftRefused::Paused),
            ShiftState::On if open >= u32::from(self.places) => {
                Err(ShiftRefused::Full { open, places: self.places })
            }
            ShiftState::On => Ok(()),
        }
    }

    /// How many more conversations the member can take when they lead `open`.
    #[must_use]
    pub fn free_places(&self, open: u32) -> u32 {
        match self.state {
            ShiftState::On => u32::from(self.places).saturating_sub(open),
            ShiftState::Off | ShiftState::Paused => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_seconds(seconds)
    }

    fn off() -> Shift {
        Shift::off(MemberId::new(Timestamp::EPOCH, [1; 10]), at(0))
    }

    #[test]
    fn nobody_goes_home_from_an_open_conversation() {
        let (on, _) = off().start(3, at(10)).unwrap();
        assert_eq!(on.end(2, at(20)).unwrap_err(), ShiftRefused::StillTalking { open: 2 });
        let (gone, event) = on.end(0, at(20)).unwrap();
        assert_eq!((gone.state, event.name()), (ShiftState::Off, "ShiftEnded"));
    }

    #[test]
    fn places_are_one_to_six() {
        assert_eq!(off().start(0, at(1)).unwrap_err(), ShiftRefused::Places { asked: 0 });
        let refused = off().start(7, at(1)).unwrap_err();
        assert_eq!(refused.to_string(), "7 conversations at once are not possible; choose 1 to 6");
    }

    #[test]
    fn a_pause_keeps_conversations_and_takes_no_new_one() {
        let (paused, _) = off().start(3, at(10)).unwrap().0.pause(at(20)).unwrap();
        assert_eq!(paused.may_accept(0), Err(ShiftRefused::Paused));
        assert_eq!(paused.free_places(0), 0);
        let (on, _) = paused.resume(at(30)).unwrap();
        assert_eq!((on.places, on.may_accept(2)), (3, Ok(())));
        assert_eq!(on.may_accept(3), Err(ShiftRefused::Full { open: 3, places: 3 }));
    }

    proptest! {
        #[test]
        fn a_free_place_is_exactly_what_may_be_accepted(places in 1..=6_u8, open in 0..10_u32) {
            let (on, _) = off().start(places, at(1)).unwrap();
            prop_assert_eq!(on.may_accept(open).is_ok(), on.free_places(open) > 0);
            prop_assert_eq!(off().free_places(open), 0);
        }
    }
}
