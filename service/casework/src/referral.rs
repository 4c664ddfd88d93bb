//! A service is asked to take a person, and says what came of it.
//!
//! ```text
//! offer ──▶ Offered ──accept──▶ Accepted ──schedule──▶ Scheduled ──arrive──▶ Arrived ──serve──▶ Served
//!            │ │ └───decline──▶ Declined │ └─────────arrive─────────────────────▲
//!            │ └────expire────▶ Expired  ├──did_not_arrive──▶ DidNotArrive
//!            └───────────withdraw────────┴──▶ Withdrawn        (both also from Scheduled)
//! ```
//! A day and an hour may be agreed, and agreed anew, until the person is there; a bed tonight needs none.
//! The offer is a question about a place: a need, an age band, a gender, never who it is. Identity
//! follows only after the service accepted, and only with a [`ConsentForReferral`]. A state at the
//! end of a line never changes again; if things turn out differently, a new referral is offered.
//!
//! The states map to FHIR Task states (SDOH-CC): requested, accepted, rejected, in-progress,
//! completed, cancelled, failed; see [`ReferralState::task_status`].

mod snapshot;

#[cfg(test)]
mod tests;

pub use snapshot::{ReferralCorrupt, Snapshot};

use crate::code::codes;
use crate::consent::ConsentForReferral;
use crate::event::Event;
use crate::id::{ConsentId, ContactId, OrganizationId, ReferralId, ServiceId};
use crate::need::{AgeBand, Gender, Need};
use crate::time::{Span, Timestamp};

codes! {
    /// Where a referral stands.
    pub enum ReferralState in "referral_state" {
        /// The service was asked.
        Offered = "offered",
        /// The service will take them.
        Accepted = "accepted",
        /// The service will take them, at an agreed day and hour.
        Scheduled = "scheduled",
        /// The service will not.
        Declined = "declined",
        /// The person is there.
        Arrived = "arrived",
        /// The person did not come.
        DidNotArrive = "did_not_arrive",
        /// The person got what they came for.
        Served = "served",
        /// The hotline or the person took it back.
        Withdrawn = "withdrawn",
        /// Nobody answered in time.
        Expired = "expired",
    }
}

impl ReferralState {
    /// Whether nothing can happen any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Self::Declined | Self::DidNotArrive | Self::Served | Self::Withdrawn | Self::Expired
        )
    }

    /// Whether the service has said yes and somebody is to come or is there: only then may it know who
    /// it is.
    #[must_use]
    pub const fn may_know(self) -> bool {
        matches!(self, Self::Accepted | Self::Scheduled | Self::Arrived)
    }

    /// The FHIR R4 Task status for this state, as SDOH-CC uses it.
    #[must_use]
    pub const fn task_status(self) -> &'static str {
        match self {
            Self::Offered => "requested",
            Self::Accepted | Self::Scheduled => "accepted",
            Self::Declined => "rejected",
            Self::Arrived => "in-progress",
            Self::Served => "completed",
            Self::Withdrawn => "cancelled",
            Self::DidNotArrive | Self::Expired => "failed",
        }
    }
}

codes! {
    /// Why a service does not take somebody.
    pub enum DeclineReason in "decline_reason" {
        /// No place free.
        Full = "full",
        /// The person's age is not one the service takes.
        Age = "age",
        /// The person's gender is not one the service takes.
        Gender = "gender",
        /// Too far, or outside its area.
        Area = "area",
        /// It cannot give what this person needs.
        NeedsBeyondService = "needs_beyond_service",
        /// It could not keep this person or others safe.
        Safety = "safety",
        /// Nobody there who speaks the language.
        Language = "language",
        /// It wants to talk first.
        CallFirst = "call_first",
        /// Something else.
        Other = "other",
    }
}

/// The question that is asked of a service: nothing in it identifies anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is needed.
    pub need: Need,
    /// How old the person is, if that may be told and is known.
    pub age_band: Option<AgeBand>,
    /// Their gender, if that may be told and is known.
    pub gender: Option<Gender>,
}

/// One referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    id: ReferralId,
    contact: ContactId,
    organization: OrganizationId,
    service: ServiceId,
    request: Request,
    offered_at: Timestamp,
    expires_at: Timestamp,
    state: ReferralState,
    since: Timestamp,
    scheduled_for: Option<Timestamp>,
    decline_reason: Option<DeclineReason>,
    identity: Option<ConsentId>,
}

/// How far ahead a day can be agreed: beyond it a wrong year is likelier than an appointment.
pub const AHEAD: Span = Span::from_days(90);

/// The states in which somebody is to come.
const TO_COME: [ReferralState; 2] = [ReferralState::Accepted, ReferralState::Scheduled];

/// Why a referral did not change, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferralRefused {
    /// It does not stand where this step begins.
    #[error(
        "this referral is `{state}`, so it cannot become `{wanted}`; offer a new one if needed"
    )]
    WrongState {
        /// Where it stands.
        state: ReferralState,
        /// Where it should have gone.
        wanted: ReferralState,
    },
    /// The time to answer is over.
    #[error("the time to answer this referral is over; call the hotline")]
    TooLate,
    /// The time to answer is not over yet.
    #[error("the service still has time to answer; withdraw the referral instead")]
    TooEarly,
    /// It would end before it begins.
    #[error("the time to answer would be over already; choose a later time")]
    NoTimeToAnswer,
    /// The day that was agreed is over already.
    #[error("this day and hour are over already; choose a later time")]
    TimeIsOver,
    /// The day that was agreed is too far away to be meant.
    #[error("this day is more than 90 days away; check the date")]
    TooFarAhead,
    /// The proof of consent is for another referral.
    #[error("this consent was checked for another referral; check it again for this one")]
    OtherReferral,
}

impl Referral {
    /// Asks `service` of `organization` whether it takes the person of `contact`.
    ///
    /// # Errors
    /// [`ReferralRefused::NoTimeToAnswer`] if `expires_at` is not after `now`.
    pub fn offer(
        id: ReferralId,
        contact: ContactId,
        (organization, service): (OrganizationId, ServiceId),
        request: Request,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<(Self, Event), ReferralRefused> {
        if expires_at <= now {
            return Err(ReferralRefused::NoTimeToAnswer);
        }
        let event = Event::ReferralOffered { contact, referral: id, organization, service };
        let referral = Self {
            id,
            contact,
            organization,
            service,
            request,
            offered_at: now,
            expires_at,
            state: ReferralState::Offered,
            since: now,
            scheduled_for: None,
            decline_reason: None,
            identity: None,
        };
        Ok((referral, event))
    }

    /// The service will take the person.
    ///
    /// # Errors
    /// If it was answered, withdrawn, or its time is over.
    pub fn accept(self, now: Timestamp) -> Result<(Self, Event), ReferralRefused> {
        self.check(&[ReferralState::Offered], ReferralState::Accepted)?;
        self.check_in_time(now)?;
        let event = Event::ReferralAccepted { referral: self.id };
        Ok((self.to(ReferralState::Accepted, now), event))
    }

    /// The service will not take the person.
    ///
    /// # Errors
    /// If it was answered, withdrawn, or its time is over.
    pub fn decline(
        self,
        reason: DeclineReason,
        now: Timestamp,
    ) -> Result<(Self, Event), ReferralRefused> {
        self.check(&[ReferralState::Offered], ReferralState::Declined)?;
        self.check_in_time(now)?;
        let event = Event::ReferralDeclined { referral: self.id, reason };
        let declined = self.to(ReferralState::Declined, now);
        Ok((Self { decline_reason: Some(reason), ..declined }, event))
    }

    /// A day and an hour are agreed, for the first time or anew.
    ///
    /// # Errors
    /// If the service has not accepted or the person is there already; [`ReferralRefused::TimeIsOver`]
    /// and [`ReferralRefused::TooFarAhead`] for a time that cannot be meant.
    pub fn schedule(self, at: Timestamp, now: Timestamp) -> Result<(Self, Event), ReferralRefused> {
        self.check(&TO_COME, ReferralState::Scheduled)?;
        if at <= now {
            return Err(ReferralRefused::TimeIsOver);
        }
        if at > now + AHEAD {
            return Err(ReferralRefused::TooFarAhead);
        }
        let event = Event::ReferralScheduled { referral: self.id, at };
        let scheduled = self.to(ReferralState::Scheduled, now);
        Ok((Self { scheduled_for: Some(at), ..scheduled }, event))
    }

    /// Nobody answered in time.
    ///
    /// # Errors
    /// If it was answered or withdrawn, or there is still time.
    pub fn expire(self, now: Timestamp) -> Result<(Self, Event), ReferralRefused> {
        self.check(&[ReferralState::Offered], ReferralState::Expired)?;
        if now < self.expires_at {
            return Err(ReferralRefused::TooEarly);
        }
        let event = Event::ReferralExpired { referral: self.id };
        Ok((self.to(ReferralState::Expired, now), event))
    }

    /// The hotline or the person takes the referral back. Released identity stays recorded.
    ///
    /// # Errors
    /// If it is over, or the person is there.
    pub fn withdraw(self, now: Timestamp) -> Result<(Self, Event), ReferralRefused> {
        let from = [ReferralState::Offered, ReferralState::Accepted, ReferralState::Scheduled];
        self.check(&from, ReferralState::Withdrawn)?;
        let event = Event::ReferralWithdrawn { referral: self.id };
        Ok((self.to(ReferralState::Withdrawn, now), event))
    }

    /// The person is there.
    ///
    /// # Errors
    /// If the service has not accepted.
    pub fn arrive(self, now: Timestamp) -> Result<(Self, Event), ReferralRefused> {
        self.check(&TO_COME, ReferralState::Arrived)?;
        let event = Event::ReferralArrived { referral: self.id };
        Ok((self.to(ReferralState::Arrived, now), event))
    }

    /// The person did not come.
    ///
    /// # Errors
    /// If the service has not accepted.
    pub fn did_not_arrive(self, now: Timestamp) -> Result<(Self, Event), ReferralRefused> {
        self.check(&TO_COME, ReferralState::DidNotArrive)?;
        let event = Event::ReferralDidNotArrive { referral: self.id };
        Ok((self.to(ReferralState::DidNotArrive, now), event))
    }

    /// The person got what they came for.
    ///
    /// # Errors
    /// If they have not arrived.
    pub fn serve(self, now: Timestamp) -> Result<(Self, Event), ReferralRefused> {
        self.check(&[ReferralState::Arrived], ReferralState::Served)?;
        let event = Event::ReferralServed { referral: self.id };
        Ok((self.to(ReferralState::Served, now), event))
    }

    /// Records that identity is released to the service, on the strength of `proof`.
    ///
    /// # Errors
    /// [`ReferralRefused::OtherReferral`] if the proof was made for another referral, or
    /// [`ReferralRefused::WrongState`] if the service has not accepted.
    pub fn release_identity(
        self,
        proof: &ConsentForReferral,
    ) -> Result<(Self, Event), ReferralRefused> {
        if proof.referral() != self.id || proof.recipient() != self.organization {
            return Err(ReferralRefused::OtherReferral);
        }
        if !self.state.may_know() {
            return Err(ReferralRefused::WrongState { state: self.state, wanted: self.state });
        }
        let event = Event::IdentityReleased {
            referral: self.id,
            recipient: proof.recipient(),
            consent: proof.consent(),
        };
        Ok((Self { identity: Some(proof.consent()), ..self }, event))
    }

    fn check(&self, from: &[ReferralState], wanted: ReferralState) -> Result<(), ReferralRefused> {
        if from.contains(&self.state) {
            Ok(())
        } else {
            Err(ReferralRefused::WrongState { state: self.state, wanted })
        }
    }

    fn check_in_time(&self, now: Timestamp) -> Result<(), ReferralRefused> {
        if now < self.expires_at { Ok(()) } else { Err(ReferralRefused::TooLate) }
    }

    fn to(self, state: ReferralState, now: Timestamp) -> Self {
        Self { state, since: now.max(self.since), ..self }
    }
}

impl Referral {
    /// Which referral this is.
    #[must_use]
    pub const fn id(&self) -> ReferralId {
        self.id
    }

    /// From which contact.
    #[must_use]
    pub const fn contact(&self) -> ContactId {
        self.contact
    }

    /// Which organisation is asked.
    #[must_use]
    pub const fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> ReferralState {
        self.state
    }

    /// The day and hour that were agreed, if any were.
    #[must_use]
    pub const fn scheduled_for(&self) -> Option<Timestamp> {
        self.scheduled_for
    }

    /// By which consent identity was released, if it was.
    #[must_use]
    pub const fn identity(&self) -> Option<ConsentId> {
        self.identity
    }
}
