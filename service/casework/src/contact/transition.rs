//! The transitions of a contact.

use super::{Before, Contact, Danger, Ending, Lane, Loss, Participants, State, Talk, Wait};
use crate::event::Event;
use crate::id::{MemberId, TeamId};
use crate::time::Timestamp;

/// Why a contact did not change, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionRefused {
    /// It was received later than it was entered.
    #[error("the contact cannot have been received in the future; correct date and time")]
    ReceivedInFuture,
    /// It ended before it was received.
    #[error("the contact cannot have ended before it was received; correct date and time")]
    EndedBeforeReceived,
    /// It ended later than it was entered.
    #[error("the contact cannot have ended in the future; leave the end empty while it goes on")]
    EndedInFuture,
    /// Another member was quicker.
    #[error("another specialist has answered already; take the next contact, or join this one")]
    AlreadyAnswered {
        /// Who leads it now.
        lead: MemberId,
    },
    /// Nobody has answered yet.
    #[error("nobody has answered this contact yet; accept it first")]
    StillWaiting,
    /// The visitor is gone.
    #[error("the visitor is gone; read what they wrote, then end the contact")]
    BrokenOff,
    /// It did not break off.
    #[error("the visitor is not gone; nothing needs to be resumed")]
    NotBrokenOff,
    /// The visitor left on purpose, and the session is destroyed.
    #[error("this conversation was left and cannot be resumed; start a new one")]
    CannotReturn {
        /// How they went.
        loss: Loss,
    },
    /// It is over.
    #[error("the contact has ended; enter a new contact if there is more to do")]
    Ended,
    /// The member is not with it.
    #[error("you are not part of this contact; join it first")]
    NotParticipating,
    /// The member is with it already.
    #[error("this specialist is part of the contact already")]
    AlreadyParticipating,
    /// Leaving would leave the visitor alone.
    #[error("you are the last one with this visitor; transfer the contact or end it")]
    LastMember,
    /// It is in that lane already.
    #[error("the contact is in this lane already")]
    SameLane,
    /// That is what is known already.
    #[error("this is what is recorded about danger already")]
    SameDanger,
    /// Nobody is at the other end of this channel who could be lost or return.
    #[error("nobody is at the other end of this channel; end the contact when it is done")]
    NoPresence,
    /// The contact would be dismissed although somebody is in danger.
    #[error("somebody is in danger now; change what is recorded about danger before closing it so")]
    DangerNow,
}

impl Contact {
    /// `member` answers and leads from now on.
    ///
    /// # Errors
    /// If somebody has answered, the visitor is gone, or it is over.
    pub fn answer(
        self,
        member: MemberId,
        at: Timestamp,
    ) -> Result<(Self, Event), TransitionRefused> {
        let wait = match &self.state {
            State::Waiting(wait) => *wait,
            State::Active(talk) => {
                return Err(TransitionRefused::AlreadyAnswered { lead: talk.members.lead() });
            }
            State::BrokenOff { .. } => return Err(TransitionRefused::BrokenOff),
            State::Ended { .. } => return Err(TransitionRefused::Ended),
        };
        let at = at.max(wait.since);
        let talk = Talk {
            since: at,
            first_answered_at: wait.first_answered_at.unwrap_or(at),
            members: Participants::new(member),
        };
        let event = Event::ContactAnswered { contact: self.id, member };
        Ok((self.with(State::Active(talk)), event))
    }

    /// `member` joins those who are with the visitor.
    ///
    /// # Errors
    /// If nobody is with the visitor, or `member` is already.
    pub fn join(self, member: MemberId) -> Result<(Self, Event), TransitionRefused> {
        let mut talk = self.talk()?.clone();
        if talk.members.contains(member) {
            return Err(TransitionRefused::AlreadyParticipating);
        }
        talk.members.others.push(member);
        let event = Event::MemberJoined { contact: self.id, member };
        Ok((self.with(State::Active(talk)), event))
    }

    /// `member` leaves the others with the visitor; if it was the lead, who joined first leads.
    ///
    /// # Errors
    /// If `member` is not with the visitor or is the last one.
    pub fn leave(self, member: MemberId) -> Result<(Self, Event), TransitionRefused> {
        let mut talk = self.talk_of(member)?.clone();
        if talk.members.lead == member {
            if talk.members.others.is_empty() {
                return Err(TransitionRefused::LastMember);
            }
            talk.members.lead = talk.members.others.remove(0);
        } else {
            talk.members.others.retain(|&one| one != member);
        }
        let lead = talk.members.lead;
        let event = Event::MemberLeft { contact: self.id, member, lead };
        Ok((self.with(State::Active(talk)), event))
    }

    /// `from` transfers their place to `to`, who leads from now on; `from` is no longer with it.
    ///
    /// # Errors
    /// If `from` is not with the visitor or `to` leads already.
    pub fn hand_over(
        self,
        from: MemberId,
        to: MemberId,
    ) -> Result<(Self, Event), TransitionRefused> {
        let mut talk = self.talk_of(from)?.clone();
        if from == to || talk.members.lead == to {
            return Err(TransitionRefused::AlreadyParticipating);
        }
        let old_lead = talk.members.lead;
        talk.members.others.retain(|&one| one != to && one != from);
        if old_lead != from {
            talk.members.others.insert(0, old_lead);
        }
        talk.members.lead = to;
        let event = Event::ContactTransferred { contact: self.id, from, to };
        Ok((self.with(State::Active(talk)), event))
    }

    /// `member` gives the contact back to the queue of `team`, where it waits from now on.
    ///
    /// # Errors
    /// If `member` is not with the visitor.
    pub fn return_to_queue(
        mut self,
        member: MemberId,
        team: TeamId,
        at: Timestamp,
    ) -> Result<(Self, Event), TransitionRefused> {
        let talk = self.talk_of(member)?;
        let wait =
            Wait { since: at.max(talk.since), first_answered_at: Some(talk.first_answered_at) };
        let event =
            Event::ContactReturnedToQueue { contact: self.id, member, from: self.team, to: team };
        self.team = team;
        Ok((self.with(State::Waiting(wait)), event))
    }

    /// The visitor is gone, one way or the other. What they wrote stays and stays visible.
    ///
    /// # Errors
    /// If the channel has no presence, they are gone already, or it is over; also if somebody who
    /// was answered is said to have left the queue.
    pub fn visitor_lost(
        self,
        loss: Loss,
        at: Timestamp,
    ) -> Result<(Self, Event), TransitionRefused> {
        if !self.channel.has_presence() {
            return Err(TransitionRefused::NoPresence);
        }
        let before = match &self.state {
            State::Waiting(wait) => Before::Waiting(*wait),
            State::Active(talk) if loss == Loss::LeftQueue => {
                return Err(TransitionRefused::AlreadyAnswered { lead: talk.members.lead() });
            }
            State::Active(talk) => Before::Active(talk.clone()),
            State::BrokenOff { .. } => return Err(TransitionRefused::BrokenOff),
            State::Ended { .. } => return Err(TransitionRefused::Ended),
        };
        let event = Event::ContactBrokenOff { contact: self.id, loss };
        let since = at.max(self.since());
        Ok((self.with(State::BrokenOff { since, loss, before }), event))
    }

    /// The visitor is back in the same session.
    ///
    /// Who waited keeps the place in the queue. Who talked is with the same members again, unless
    /// the lead is off shift: then the contact waits, so that nobody talks to an empty chair.
    ///
    /// # Errors
    /// If the contact did not break off, or the visitor had left on purpose.
    pub fn visitor_returned(
        self,
        lead_on_shift: bool,
        at: Timestamp,
    ) -> Result<(Self, Event), TransitionRefused> {
        let State::BrokenOff { since, loss, before } = &self.state else {
            return Err(if self.is_ended() {
                TransitionRefused::Ended
            } else {
                TransitionRefused::NotBrokenOff
            });
        };
        if !loss.can_return() {
            return Err(TransitionRefused::CannotReturn { loss: *loss });
        }
        let at = at.max(*since);
        let next = match before {
            Before::Waiting(wait) => State::Waiting(*wait),
            Before::Active(talk) if lead_on_shift => {
                State::Active(Talk { since: at, ..talk.clone() })
            }
            Before::Active(talk) => {
                State::Waiting(Wait { since: at, first_answered_at: Some(talk.first_answered_at) })
            }
        };
        let waits = matches!(next, State::Waiting(_));
        let event = Event::ContactResumed { contact: self.id, waits };
        Ok((self.with(next), event))
    }

    /// A member ends the contact: one who is with it, or, if it broke off, whoever looked at it.
    ///
    /// # Errors
    /// If nobody has answered yet, it is over, or it would be dismissed while danger is
    /// [`Danger::Now`].
    pub fn end(
        self,
        member: MemberId,
        ending: Ending,
        at: Timestamp,
    ) -> Result<(Self, Event), TransitionRefused> {
        let before = match &self.state {
            State::Waiting(_) => return Err(TransitionRefused::StillWaiting),
            State::Active(_) => Before::Active(self.talk_of(member)?.clone()),
            State::BrokenOff { before, .. } => before.clone(),
            State::Ended { .. } => return Err(TransitionRefused::Ended),
        };
        if ending.dismisses() && self.danger == Danger::Now {
            return Err(TransitionRefused::DangerNow);
        }
        let event = Event::ContactEnded { contact: self.id, ending, member: Some(member) };
        let since = at.max(self.since());
        Ok((self.with(State::Ended { since, ending, before }), event))
    }

    /// The visitor says that they are done.
    ///
    /// # Errors
    /// If nobody has answered (they leave the queue instead: [`Loss::LeftQueue`]), or it is over.
    pub fn visitor_finished(self, at: Timestamp) -> Result<(Self, Event), TransitionRefused> {
        let before = Before::Active(self.talk()?.clone());
        let ending = Ending::VisitorLeft;
        let event = Event::ContactEnded { contact: self.id, ending, member: None };
        let since = at.max(self.since());
        Ok((self.with(State::Ended { since, ending, before }), event))
    }

    /// Moves the contact to another lane; a wrong lane may be corrected even after the end.
    ///
    /// # Errors
    /// If it is in that lane already.
    pub fn move_lane(mut self, to: Lane) -> Result<(Self, Event), TransitionRefused> {
        if self.lane == to {
            return Err(TransitionRefused::SameLane);
        }
        let event = Event::LaneMoved { contact: self.id, from: self.lane, to };
        self.lane = to;
        Ok((self, event))
    }

    /// Records what is known about danger now, said by the visitor or seen by a member.
    ///
    /// # Errors
    /// If that is recorded already.
    pub fn assess_danger(mut self, to: Danger) -> Result<(Self, Event), TransitionRefused> {
        if self.danger == to {
            return Err(TransitionRefused::SameDanger);
        }
        let event = Event::DangerAssessed { contact: self.id, from: self.danger, to };
        self.danger = to;
        Ok((self, event))
    }

    /// Since when it is in its present state.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        match &self.state {
            State::Waiting(wait) => wait.since,
            State::Active(talk) => talk.since,
            State::BrokenOff { since, .. } | State::Ended { since, .. } => *since,
        }
    }

    fn with(self, state: State) -> Self {
        Self { state, ..self }
    }

    fn talk(&self) -> Result<&Talk, TransitionRefused> {
        match &self.state {
            State::Active(talk) => Ok(talk),
            State::Waiting(_) => Err(TransitionRefused::StillWaiting),
            State::BrokenOff { .. } => Err(TransitionRefused::BrokenOff),
            State::Ended { .. } => Err(TransitionRefused::Ended),
        }
    }

    fn talk_of(&self, member: MemberId) -> Result<&Talk, TransitionRefused> {
        let talk = self.talk()?;
        if talk.members.contains(member) {
            Ok(talk)
        } else {
            Err(TransitionRefused::NotParticipating)
        }
    }
}
