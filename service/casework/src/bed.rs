//! Several services are asked at once for a bed; the first yes holds one.
//!
//! ```text
//! ask ──▶ Open ──first yes──▶ Held ──referral──▶ Closed       Hold: Held ──▶ Used
//!          ▲ │                 │ │                                  ├──▶ Released
//!          │ │                 │ └──close──────▶ Closed             └──▶ Expired
//!          │ └──time is over──▶│ Expired
//!          └──hold ended, still time──┘
//! ```
//! The question names nobody: a need, an age band, a gender, a county, how dangerous the moment is.
//! Its type has no room for more. Every service that was asked says yes, no (with a reason) or "call
//! me". With the first yes one bed is kept for some minutes; a referral uses it up, or it is given
//! back, or its time runs out. While the question has time left it is then open again, so that the
//! next yes counts; a request that is over never changes again.
//!
//! A yes needs a [`FreePlace`], and that exists only where a count of [`Places`] leaves a bed that
//! nobody holds. What time alone has changed is settled first ([`BedRequest::settle`]): no step is
//! taken from a hold or a request that has run out.

mod places;
mod snapshot;

#[cfg(test)]
mod tests;

pub use places::{FreePlace, Places, PlacesRefused};
pub use snapshot::{BedCorrupt, HoldRow, Snapshot};

use crate::code::codes;
use crate::contact::Danger;
use crate::event::Event;
use crate::facts::CountyCode;
use crate::id::{BedRequestId, CapacityId, ContactId, HoldId, ReferralId, ServiceId};
use crate::need::{AgeBand, Gender, Need};
use crate::referral::DeclineReason;
use crate::time::{Span, Timestamp};

codes! {
    /// Where a bed request stands.
    pub enum BedRequestState in "bed_request_state" {
        /// Services are asked.
        Open = "open",
        /// A service keeps a bed.
        Held = "held",
        /// A referral uses the bed, or none is needed any more.
        Closed = "closed",
        /// No bed was found in time.
        Expired = "expired",
    }
}

impl BedRequestState {
    /// Whether nothing can happen any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Expired)
    }
}

codes! {
    /// Where a hold stands.
    pub enum HoldState in "hold_state" {
        /// The bed is kept.
        Held = "held",
        /// A referral has the bed.
        Used = "used",
        /// It was given back.
        Released = "released",
        /// Its time ran out.
        Expired = "expired",
    }
}

codes! {
    /// What a service says.
    pub enum BedReply in "bed_reply" {
        /// They can come.
        Yes = "yes",
        /// They cannot.
        No = "no",
        /// It wants to talk first.
        CallMe = "call_me",
    }
}

/// What a service said, with the reason where it said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BedAnswer {
    /// They can come.
    Yes,
    /// They cannot, and why.
    No(DeclineReason),
    /// It wants to talk first.
    CallMe,
}

impl BedAnswer {
    /// The answer without its reason.
    #[must_use]
    pub const fn reply(self) -> BedReply {
        match self {
            Self::Yes => BedReply::Yes,
            Self::No(_) => BedReply::No,
            Self::CallMe => BedReply::CallMe,
        }
    }

    /// Why not, if not.
    #[must_use]
    pub const fn reason(self) -> Option<DeclineReason> {
        match self {
            Self::No(reason) => Some(reason),
            Self::Yes | Self::CallMe => None,
        }
    }
}

/// The question: nothing in it identifies anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedQuestion {
    /// What is needed.
    pub need: Need,
    /// How old the person is, if that may be told and is known.
    pub age_band: Option<AgeBand>,
    /// Their gender, if that may be told and is known.
    pub gender: Option<Gender>,
    /// The county they are in or from, if that may be told and is known.
    pub county: Option<CountyCode>,
    /// How dangerous the moment is.
    pub danger: Danger,
}

/// One service that was asked, and what it said last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Which service.
    pub service: ServiceId,
    /// What it said, and when.
    pub answer: Option<(BedAnswer, Timestamp)>,
}

/// A bed that is kept for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    id: HoldId,
    service: ServiceId,
    capacity: CapacityId,
    made_at: Timestamp,
    expires_at: Timestamp,
    state: HoldState,
    since: Timestamp,
    referral: Option<ReferralId>,
}

/// One question to several services, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BedRequest {
    id: BedRequestId,
    contact: ContactId,
    question: BedQuestion,
    asked_at: Timestamp,
    expires_at: Timestamp,
    state: BedRequestState,
    since: Timestamp,
    asks: Vec<Ask>,
    hold: Option<Hold>,
}

/// Why a bed request did not change, and what to do instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BedRefused {
    /// Nobody was asked.
    #[error("choose at least one service to ask")]
    NobodyAsked,
    /// Very many were asked at once.
    #[error(
        "ask at most {} services at once; the others can be asked after these",
        BedRequest::MOST
    )]
    TooMany,
    /// It would end before it begins.
    #[error("the time to answer would be over already; choose a later time")]
    NoTimeToAnswer,
    /// This service was not asked.
    #[error("this service was not asked; ask it first")]
    NotAsked,
    /// Another service was faster, or this one keeps the bed already.
    #[error("a bed is kept already; no other is needed now")]
    AlreadyHeld,
    /// Nothing is kept.
    #[error("no bed is kept any more; ask again")]
    NothingHeld,
    /// Another service keeps the bed.
    #[error("the bed is kept by another service; look at this request again")]
    HeldElsewhere,
    /// The time is over.
    #[error("the time of this bed request is over; ask again")]
    TimeOver,
    /// It is over.
    #[error("this bed request is over; ask again if a bed is still needed")]
    Over,
    /// The time is not over yet.
    #[error("there is still time to answer")]
    TooEarly,
}

impl BedRequest {
    /// How many services can be asked at once.
    pub const MOST: usize = 10;
    /// For how long a yes keeps a bed, where nothing else is set.
    pub const HOLD: Span = Span::from_minutes(30);

    /// Asks `services`, each once, until `expires_at`.
    ///
    /// # Errors
    /// If no service or too many are named, or `expires_at` is not after `now`.
    pub fn ask(
        id: BedRequestId,
        contact: ContactId,
        question: BedQuestion,
        services: &[ServiceId],
        (now, expires_at): (Timestamp, Timestamp),
    ) -> Result<(Self, Event), BedRefused> {
        let mut asks: Vec<Ask> = Vec::new();
        for &service in services {
            if !asks.iter().any(|ask| ask.service == service) {
                asks.push(Ask { service, answer: None });
            }
        }
        if asks.is_empty() {
            return Err(BedRefused::NobodyAsked);
        }
        if asks.len() > Self::MOST {
            return Err(BedRefused::TooMany);
        }
        if expires_at <= now {
            return Err(BedRefused::NoTimeToAnswer);
        }
        let event = Event::BedRequested {
            contact,
            request: id,
            need: question.need,
            age_band: question.age_band,
            gender: question.gender,
            county: question.county.clone(),
            services: u8::try_from(asks.len()).unwrap_or(u8::MAX),
        };
        let state = BedRequestState::Open;
        let (asked_at, since, hold) = (now, now, None);
        let request =
            Self { id, contact, question, asked_at, expires_at, state, since, asks, hold };
        Ok((request, event))
    }

    /// Does what time alone obliges: a hold runs out, a question that nobody answered lapses. The
    /// same request and no events where nothing is due.
    #[must_use]
    pub fn settle(self, now: Timestamp) -> (Self, Vec<Event>) {
        let mut events = Vec::new();
        let mut next = self;
        if let Some(hold) = next.live_hold().filter(|hold| hold.expires_at <= now) {
            next = next.end_hold(hold, HoldState::Expired, hold.expires_at, &mut events);
        }
        if next.state == BedRequestState::Open && next.expires_at <= now {
            events.push(Event::BedRequestEnded { request: next.id, found: false });
            next = next.to(BedRequestState::Expired, now);
        }
        (next, events)
    }

    /// A service says yes: `place` is kept under the name `hold` for as long as `lasts`.
    ///
    /// # Errors
    /// If a bed is kept already, the service was not asked, or the request is over.
    pub fn say_yes(
        self,
        service: ServiceId,
        place: FreePlace,
        (hold, lasts): (HoldId, Span),
        now: Timestamp,
    ) -> Result<(Self, Vec<Event>), BedRefused> {
        self.check_settled(now)?;
        match self.state {
            BedRequestState::Open => {}
            BedRequestState::Held => return Err(BedRefused::AlreadyHeld),
            BedRequestState::Closed | BedRequestState::Expired => return Err(BedRefused::Over),
        }
        if lasts <= Span::ZERO {
            return Err(BedRefused::NoTimeToAnswer);
        }
        let (answered, event) = self.answered(service, BedAnswer::Yes, now)?;
        let expires_at = now + lasts;
        let held = Event::BedHeld { request: answered.id, hold, service, until: expires_at };
        let (state, referral, capacity) = (HoldState::Held, None, place.into_capacity());
        let (made_at, since) = (now, now);
        let hold =
            Hold { id: hold, service, capacity, made_at, expires_at, state, since, referral };
        let next = Self { hold: Some(hold), ..answered }.to(BedRequestState::Held, now);
        Ok((next, vec![event, held]))
    }

    /// A service says no or "call me". Said by the one that keeps the bed, it gives the bed back.
    ///
    /// # Errors
    /// If the service was not asked, or the request is over.
    pub fn say_other(
        self,
        service: ServiceId,
        answer: OtherAnswer,
        now: Timestamp,
    ) -> Result<(Self, Vec<Event>), BedRefused> {
        self.check_settled(now)?;
        if self.state.is_final() {
            return Err(BedRefused::Over);
        }
        let (next, event) = self.answered(service, answer.into(), now)?;
        let mut events = vec![event];
        match next.live_hold().filter(|hold| hold.service == service) {
            Some(hold) => {
                let freed = next.end_hold(hold, HoldState::Released, now, &mut events);
                let (settled, more) = freed.settle(now);
                events.extend(more);
                Ok((settled, events))
            }
            None => Ok((next, events)),
        }
    }

    /// The bed is given back: by the service that keeps it (`by`), or by whoever asked (`None`).
    /// While there is time the question is open again.
    ///
    /// # Errors
    /// If nothing is kept, or another service keeps it.
    pub fn release(
        self,
        by: Option<ServiceId>,
        now: Timestamp,
    ) -> Result<(Self, Vec<Event>), BedRefused> {
        self.check_settled(now)?;
        let hold = self.live_hold().ok_or(BedRefused::NothingHeld)?;
        if by.is_some_and(|service| service != hold.service) {
            return Err(BedRefused::HeldElsewhere);
        }
        let mut events = Vec::new();
        let freed = self.end_hold(hold, HoldState::Released, now, &mut events);
        // The service took its yes back: it is asked again like the others.
        let freed = if by.is_some() { freed.unanswered(hold.service) } else { freed };
        let (settled, more) = freed.settle(now);
        events.extend(more);
        Ok((settled, events))
    }

    /// The bed goes to `referral`, which must be to the service that keeps it.
    ///
    /// # Errors
    /// If nothing is kept, or by another service.
    pub fn use_hold(
        self,
        service: ServiceId,
        referral: ReferralId,
        now: Timestamp,
    ) -> Result<(Self, Vec<Event>), BedRefused> {
        self.check_settled(now)?;
        let hold = self.live_hold().ok_or(BedRefused::NothingHeld)?;
        if hold.service != service {
            return Err(BedRefused::HeldElsewhere);
        }
        let mut events = Vec::new();
        let mut next = self.end_hold(hold, HoldState::Used, now, &mut events);
        next.hold = next.hold.map(|hold| Hold { referral: Some(referral), ..hold });
        events.push(Event::BedRequestEnded { request: next.id, found: true });
        Ok((next.to(BedRequestState::Closed, now), events))
    }

    /// No bed is needed any more: what is kept is given back.
    ///
    /// # Errors
    /// [`BedRefused::Over`] if it is over already.
    pub fn close(self, now: Timestamp) -> Result<(Self, Vec<Event>), BedRefused> {
        self.check_settled(now)?;
        if self.state.is_final() {
            return Err(BedRefused::Over);
        }
        let mut events = Vec::new();
        let next = match self.live_hold() {
            Some(hold) => self.end_hold(hold, HoldState::Released, now, &mut events),
            None => self,
        };
        events.push(Event::BedRequestEnded { request: next.id, found: false });
        Ok((next.to(BedRequestState::Closed, now), events))
    }

    /// [`BedRequest::settle`] for whoever thinks that something is due.
    ///
    /// # Errors
    /// [`BedRefused::TooEarly`] if nothing is.
    pub fn expire(self, now: Timestamp) -> Result<(Self, Vec<Event>), BedRefused> {
        match self.settle(now) {
            (_, events) if events.is_empty() => Err(BedRefused::TooEarly),
            settled => Ok(settled),
        }
    }

    fn live_hold(&self) -> Option<Hold> {
        self.hold.filter(|hold| hold.state == HoldState::Held)
    }

    fn check_settled(&self, now: Timestamp) -> Result<(), BedRefused> {
        match self.due_at() {
            Some(due) if due <= now => Err(BedRefused::TimeOver),
            _ => Ok(()),
        }
    }

    fn answered(
        mut self,
        service: ServiceId,
        answer: BedAnswer,
        now: Timestamp,
    ) -> Result<(Self, Event), BedRefused> {
        let asked = self.asks.iter_mut().find(|ask| ask.service == service);
        asked.ok_or(BedRefused::NotAsked)?.answer = Some((answer, now));
        let (reply, reason) = (answer.reply(), answer.reason());
        let event = Event::BedAnswered { request: self.id, service, reply, reason };
        Ok((self, event))
    }

    fn unanswered(mut self, service: ServiceId) -> Self {
        for ask in self.asks.iter_mut().filter(|ask| ask.service == service) {
            ask.answer = None;
        }
        self
    }

    fn end_hold(
        self,
        hold: Hold,
        state: HoldState,
        now: Timestamp,
        events: &mut Vec<Event>,
    ) -> Self {
        events.push(Event::BedHoldEnded { request: self.id, hold: hold.id, state });
        let ended = Hold { state, since: now.max(hold.since), ..hold };
        Self { hold: Some(ended), ..self }.to(BedRequestState::Open, now)
    }

    fn to(self, state: BedRequestState, now: Timestamp) -> Self {
        Self { state, since: now.max(self.since), ..self }
    }
}

/// An answer that keeps no bed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherAnswer {
    /// They cannot, and why.
    No(DeclineReason),
    /// It wants to talk first.
    CallMe,
}

impl From<OtherAnswer> for BedAnswer {
    fn from(answer: OtherAnswer) -> Self {
        match answer {
            OtherAnswer::No(reason) => Self::No(reason),
            OtherAnswer::CallMe => Self::CallMe,
        }
    }
}

impl BedRequest {
    /// Which request.
    #[must_use]
    pub const fn id(&self) -> BedRequestId {
        self.id
    }

    /// From which contact.
    #[must_use]
    pub const fn contact(&self) -> ContactId {
        self.contact
    }

    /// What is asked.
    #[must_use]
    pub const fn question(&self) -> &BedQuestion {
        &self.question
    }

    /// When it was asked.
    #[must_use]
    pub const fn asked_at(&self) -> Timestamp {
        self.asked_at
    }

    /// Until when it can be answered.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> BedRequestState {
        self.state
    }

    /// Since when.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// Who was asked, in the order of asking.
    #[must_use]
    pub fn asks(&self) -> &[Ask] {
        &self.asks
    }

    /// The bed that is or was kept last.
    #[must_use]
    pub const fn hold(&self) -> Option<&Hold> {
        self.hold.as_ref()
    }

    /// When time alone changes it; none once it is over.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        match self.state {
            BedRequestState::Open => Some(self.expires_at),
            BedRequestState::Held => self.hold.map(|hold| hold.expires_at),
            BedRequestState::Closed | BedRequestState::Expired => None,
        }
    }

    /// Whether every service has said no: somebody has to ask elsewhere.
    #[must_use]
    pub fn is_exhausted(&self) -> bool {
        let no = |ask: &Ask| matches!(ask.answer, Some((BedAnswer::No(_), _)));
        self.state == BedRequestState::Open && self.asks.iter().all(no)
    }
}

impl Hold {
    /// Which hold.
    #[must_use]
    pub const fn id(&self) -> HoldId {
        self.id
    }

    /// Which service keeps the bed.
    #[must_use]
    pub const fn service(&self) -> ServiceId {
        self.service
    }

    /// Among which of its beds.
    #[must_use]
    pub const fn capacity(&self) -> CapacityId {
        self.capacity
    }

    /// Since when.
    #[must_use]
    pub const fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// Until when.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> HoldState {
        self.state
    }

    /// Since when it stands there.
    #[must_use]
    pub const fn since(&self) -> Timestamp {
        self.since
    }

    /// The referral that has the bed, if one does.
    #[must_use]
    pub const fn referral(&self) -> Option<ReferralId> {
        self.referral
    }

    /// Whether the bed is kept at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.state == HoldState::Held && now < self.expires_at
    }
}
