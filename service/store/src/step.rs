//! Coded steps of a period, for `daybreak outcomes`: from codes and times alone, with no key at hand.
//!
//! Contacts and harms are read by their times. The rest is read from the event log, because a row keeps
//! only where it stands now: a referral whose person arrived does not know any more when it was accepted.
//! The log is read from the period's first moment to its end, so that what was written down late is found.

pub(crate) mod of;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use access::Look;
use casework::bed::HoldState;
use casework::event::{Event, Logged};
use casework::follow_up::FollowUpOutcome;
use casework::id::{BedRequestId, CaseId, DutyId, PersonId, ReferralId, TeamId};
use casework::measure::Period;
use casework::member::Actor;
use casework::step::{By, Happened, Step, Traits};
use casework::time::Timestamp;
use getrandom::rand_core::Rng as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::db::{on, statements};
use crate::subject::Installation;
use crate::tx::{Reads as _, View, entropy};
use crate::{Error, Store, coded, compiled_here, event};

statements! {
    /// By the index of their days: few in a year.
    HARMS = "
        SELECT case_id, happened_at, recorded_at FROM case_harms
        WHERE happened_at >= $1 AND happened_at < $2 AND harm IN ('arrested', 'detained')";
}

/// Gives numbers that are equal for one person, request or duty within one file, and lead nowhere from it.
pub(crate) struct Numbers(Zeroizing<[u8; 32]>);

impl Numbers {
    fn draw() -> Self {
        let mut key = Zeroizing::new([0; 32]);
        entropy().fill_bytes(&mut *key);
        Self(key)
    }

    fn number(&self, kind: &[u8], id: Uuid) -> u64 {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&*self.0).expect("HMAC takes a key of any length");
        mac.update(kind);
        mac.update(id.as_bytes());
        let tag = mac.finalize().into_bytes();
        tag.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }

    /// A case, or a contact that belongs to none.
    pub(crate) fn person(&self, id: Uuid) -> u64 {
        self.number(b"person", id)
    }

    /// A request or a duty.
    fn about(&self, id: Uuid) -> u64 {
        self.number(b"about", id)
    }
}

/// The steps of a period: those whose moment lies in it, whenever they were written down. They stand in no
/// order that tells anything.
///
/// Cost: a range of the index of each team's contacts and of the event log from the period's beginning on,
/// and one row looked up for each event of a referral, a request, a duty or a person. Memory: the steps.
///
/// # Errors
/// [`Error::NotFound`] for somebody who may not see measures; if the database fails or holds codes that
/// this version does not know.
#[compiled_here]
pub async fn of_period(store: &Store, actor: &Actor, period: Period) -> Result<Vec<Step>, Error> {
    let ((), view) = store.look(actor, Look::SeeMeasures, Installation).await?;
    let mut reader = Reader {
        view,
        numbers: Numbers::draw(),
        period,
        found: BTreeMap::new(),
        steps: Vec::new(),
    };
    for team in coded::teams(&mut reader.view).await? {
        reader.contacts(team).await?;
    }
    reader.harms().await?;
    reader.log().await?;
    reader.identified().await?;
    Ok(reader.steps)
}

struct Reader {
    view: View,
    numbers: Numbers,
    period: Period,
    /// When each person of a case was last given a part.
    found: BTreeMap<PersonId, Timestamp>,
    steps: Vec<Step>,
}

/// What a step is, but for whom it is about.
#[derive(Clone, Copy)]
struct What {
    by: By,
    happened: Happened,
    at: Timestamp,
    recorded: Option<Timestamp>,
    about: Option<u64>,
}

impl Reader {
    fn put(&mut self, what: What, (person, traits): (u64, Traits), due: Option<Timestamp>) {
        let What { by, happened, at, recorded, about } = what;
        if self.period.from <= at && at < self.period.to {
            self.steps.push(Step { person, by, happened, at, recorded, about, due, traits });
        }
    }

    async fn contacts(&mut self, team: TeamId) -> Result<(), Error> {
        let mut after = coded::After::start(self.period.from);
        loop {
            let page = coded::page(&mut self.view, team, &mut after, self.period.to).await?;
            if page.is_empty() {
                return Ok(());
            }
            for contact in page.iter().filter(|contact| contact.is_about_somebody()) {
                let person = contact.case.map_or(contact.id.uuid(), CaseId::uuid);
                let what = What {
                    by: By::Hotline,
                    happened: Happened::Contact,
                    at: contact.received_at,
                    recorded: Some(contact.entered_at),
                    about: None,
                };
                let whom = (self.numbers.person(person), Traits::of(&contact.facts));
                self.put(what, whom, None);
            }
        }
    }

    async fn harms(&mut self) -> Result<(), Error> {
        let rows: Vec<(Uuid, i64, i64)> = on!(self.view.conn(), c => sqlx::query_as(HARMS)
            .bind(self.period.from.micros())
            .bind(self.period.to.micros())
            .fetch_all(&mut **c)
            .await?);
        for (case, at, recorded) in rows {
            let traits = of::of_case(&mut self.view, CaseId::from_uuid(case)).await?;
            let what = What {
                by: By::Unknown,
                happened: Happened::Arrested,
                at: Timestamp::from_micros(at),
                recorded: Some(Timestamp::from_micros(recorded)),
                about: None,
            };
            self.put(what, (self.numbers.person(case), traits), None);
        }
        Ok(())
    }

    async fn log(&mut self) -> Result<(), Error> {
        let mut mark = event::before(&mut self.view, self.period.from).await?;
        let end = event::end(&mut self.view).await?;
        while mark != end {
            for logged in event::stepped(&mut self.view, &mut mark, end).await? {
                self.observe(logged).await?;
            }
        }
        Ok(())
    }

    async fn observe(&mut self, Logged { at, event }: Logged) -> Result<(), Error> {
        use Happened::{Accepted, Arrived, Asked, Declined, Lapsed, Returned};
        match event {
            Event::ReferralOffered { referral, .. } => self.referral(referral, Asked, at).await,
            Event::ReferralAccepted { referral } => self.referral(referral, Accepted, at).await,
            Event::ReferralDeclined { referral, .. } => self.referral(referral, Declined, at).await,
            Event::ReferralExpired { referral } => self.referral(referral, Lapsed, at).await,
            Event::ReferralArrived { referral } => self.referral(referral, Arrived, at).await,
            Event::FollowUpRecorded {
                referral, outcome: FollowUpOutcome::BackInDanger, ..
            } => self.referral(referral, Returned, at).await,
            Event::BedRequested { request, .. } => self.request(request, Asked, at).await,
            Event::BedHoldEnded { request, state: HoldState::Used, .. } => {
                self.request(request, Accepted, at).await
            }
            Event::BedRequestEnded { request, found: false } => {
                self.request(request, Lapsed, at).await
            }
            Event::DutyStarted { duty, .. } => self.duty(duty, Happened::DutyBegun, at).await,
            Event::DutySent { duty, .. } => self.duty(duty, Happened::DutySent, at).await,
            Event::PersonAdded { person, .. } => {
                self.found.insert(person, at);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A step of a referral. One that uses a bed continues the request for it: that was asked and accepted
    /// then, and only what comes after is a step of its own.
    async fn referral(
        &mut self,
        id: ReferralId,
        happened: Happened,
        at: Timestamp,
    ) -> Result<(), Error> {
        let Some(whom) = of::referral(&mut self.view, &self.numbers, id).await? else {
            return Ok(());
        };
        let after = matches!(happened, Happened::Arrived | Happened::Returned);
        if whom.request.is_some() && !after {
            return Ok(());
        }
        let about = self.numbers.about(whom.request.map_or(id.uuid(), BedRequestId::uuid));
        let by = match happened {
            Happened::Asked | Happened::Returned => By::Hotline,
            _ => By::Service,
        };
        let about = (happened != Happened::Returned).then_some(about);
        self.put(
            What { by, happened, at, recorded: Some(at), about },
            (whom.person, whom.traits),
            None,
        );
        Ok(())
    }

    /// A step of a bed request; one that somebody ended before its time has none at its end.
    async fn request(
        &mut self,
        id: BedRequestId,
        happened: Happened,
        at: Timestamp,
    ) -> Result<(), Error> {
        let Some(whom) = of::request(&mut self.view, &self.numbers, id).await? else {
            return Ok(());
        };
        if happened == Happened::Lapsed && whom.request.is_none() {
            return Ok(());
        }
        let by = if happened == Happened::Asked { By::Hotline } else { By::Service };
        let about = Some(self.numbers.about(id.uuid()));
        self.put(
            What { by, happened, at, recorded: Some(at), about },
            (whom.person, whom.traits),
            None,
        );
        Ok(())
    }

    /// A step of a duty, which began when the information was received and was sent when its proof says.
    async fn duty(
        &mut self,
        id: DutyId,
        happened: Happened,
        logged: Timestamp,
    ) -> Result<(), Error> {
        let Some(due) = of::duty(&mut self.view, &self.numbers, id).await? else { return Ok(()) };
        let begun = happened == Happened::DutyBegun;
        let at = if begun { due.started_at } else { due.sent_at.unwrap_or(logged) };
        let about = Some(self.numbers.about(id.uuid()));
        let what = What { by: By::Hotline, happened, at, recorded: Some(logged), about };
        self.put(what, (due.whom.person, due.whom.traits), begun.then_some(due.due_at));
        Ok(())
    }

    /// Whoever is held to be a victim now was found to be one when they were last given a part. On which day
    /// somebody saw it first is not kept apart, so nothing is said of when it was written down.
    async fn identified(&mut self) -> Result<(), Error> {
        for (person, at) in std::mem::take(&mut self.found) {
            let Some(case) = of::victim(&mut self.view, person).await? else { continue };
            let traits = of::of_case(&mut self.view, case).await?;
            let (by, happened) = (By::Hotline, Happened::Identified);
            let what = What { by, happened, at, recorded: None, about: None };
            self.put(what, (self.numbers.person(case.uuid()), traits), None);
        }
        Ok(())
    }
}
