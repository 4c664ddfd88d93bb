//! Asking several services for a bed, what they answer, and the bed that is kept.
//!
//! A question goes out without a name. What a service says, by its saved link or by telephone through
//! a member, is taken over the request as it stands: what time alone has changed is settled first, in
//! the same transaction.

use crate::compiled_here;
use access::Act;
use casework::bed::{BedQuestion, BedRefused, BedRequest, FreePlace, OtherAnswer};
use casework::event::Event;
use casework::id::{BedRequestId, CapacityId, ContactId, ReferralId, ServiceId};
use casework::member::Actor;
use casework::time::Span;
use store::bed::{self, Asked, Stored};
use store::capacity::{self, Capacity};
use store::subject::Beds;
use store::wake::Topic;
use store::{Error, Store, Tx, subject};
use vault::{Attempt, SessionSecret};

use super::member::Doer;

/// For how long the saved link of a service works: it is renewed with a new one.
pub const LINK_LASTS: Span = Span::from_days(365);

/// What is asked of whom.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// The question; nothing in it identifies anybody.
    pub question: BedQuestion,
    /// Which services.
    pub services: &'a [Asked],
    /// How long they have to answer.
    pub within: Span,
    /// One attempt of the form: sent twice, it asks once.
    pub attempt: &'a Attempt,
}

/// Asks several services at once.
///
/// # Errors
/// [`Error::Rule`] when no service or too many are asked.
#[compiled_here]
pub async fn ask(
    store: &Store,
    doer: &Doer,
    contact: ContactId,
    asking: &Asking<'_>,
) -> Result<BedRequestId, Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::AskForBed, contact).await?;
    let attempt = asking.attempt.dedup_key();
    if let Some((there, of)) = bed::of_attempt(&mut tx, &attempt).await? {
        return if of == contact { Ok(there) } else { Err(Error::NotFound) };
    }
    let (now, id) = (tx.now(), tx.bed_request_id());
    let services: Vec<_> = asking.services.iter().map(|asked| asked.service).collect();
    let times = (now, now + asking.within);
    let question = asking.question.clone();
    let (request, event) =
        BedRequest::ask(id, contact, question, &services, times).map_err(Error::rule)?;
    bed::insert(&mut tx, &request, asking.services, (doer.id, &attempt)).await?;
    tx.wake(Topic::Contact(contact));
    tx.wake(Topic::Team(stored.contact.team()));
    tx.wake(Topic::Member(doer.id));
    tx.about("bed_request", id.uuid());
    tx.commit(event).await?;
    Ok(id)
}

/// What a service says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Say {
    /// They can come, to one of these beds.
    Yes {
        /// Which of its groups of beds; none for the first with room.
        beds: Option<CapacityId>,
        /// A bed was found that the count does not know: it counts one more.
        found: bool,
        /// For how long the bed is kept.
        lasts: Span,
    },
    /// Something else.
    Other(OtherAnswer),
    /// It takes its yes back.
    TakeBack,
}

/// A service answers by its saved link.
///
/// # Errors
/// [`Error::NotFound`] when it was not asked; [`Error::Rule`] when it is too late, another was faster
/// or no bed is free.
#[compiled_here]
pub async fn answer(
    store: &Store,
    service: ServiceId,
    request: BedRequestId,
    say: Say,
) -> Result<(), Error> {
    let actor = Actor::Shelter { service };
    let ((), mut tx) = store.enter(&actor, Act::AnswerBedRequest, Beds(service)).await?;
    let stored = bed::of_id(&mut tx, request).await?;
    stored.asked(service).ok_or(Error::NotFound)?;
    said(tx, stored, service, say).await
}

/// A service answers by telephone, and a member writes it down.
///
/// # Errors
/// As [`answer`].
#[compiled_here]
pub async fn answer_told(
    store: &Store,
    doer: &Doer,
    service: ServiceId,
    request: BedRequestId,
    say: Say,
) -> Result<(), Error> {
    let (stored, tx) = store.enter(&doer.actor, Act::AnswerBedRequest, request).await?;
    said(tx, stored, service, say).await
}

async fn said(mut tx: Tx, stored: Stored, service: ServiceId, say: Say) -> Result<(), Error> {
    let (stored, mut events) = bed::settled(&mut tx, stored).await?;
    let (now, request) = (tx.now(), stored.request.clone());
    let done = match say {
        Say::Other(answer) => request.say_other(service, answer, now),
        Say::TakeBack => request.release(Some(service), now),
        Say::Yes { beds, found, lasts } => {
            let place = free_place(&mut tx, service, (beds, found)).await?;
            request.say_yes(service, place, (tx.hold_id(), lasts), now)
        }
    };
    match done {
        Ok((next, more)) => {
            bed::save(&mut tx, &stored, &next).await?;
            events.extend(more);
            keep(tx, &stored, &events).await
        }
        // What time has changed is kept even where the answer is not.
        Err(refused) if !events.is_empty() => {
            keep(tx, &stored, &events).await?;
            Err(Error::rule(refused))
        }
        Err(refused) => Err(Error::rule(refused)),
    }
}

/// A bed that nobody holds; with `found`, one that the count did not know is counted first.
async fn free_place(
    tx: &mut Tx,
    service: ServiceId,
    (beds, found): (Option<CapacityId>, bool),
) -> Result<FreePlace, Error> {
    let now = tx.now();
    let groups = capacity::of_service(tx, service, now).await?;
    let named = |one: &&Capacity| beds.is_none_or(|beds| one.places().capacity == beds);
    let free = groups.iter().filter(named).find(|one| one.places().free_place().is_ok());
    let group = free.or_else(|| groups.iter().find(named)).ok_or(Error::NotFound)?;
    let mut places = group.places();
    if found && free.is_none() {
        places = places.with_room().map_err(Error::rule)?;
        let more = Capacity { available: places.available, updated_at: now, ..group.clone() };
        capacity::put(tx, service, &more).await?;
    }
    places.free_place().map_err(Error::rule)
}

/// Keeps what happened to a request and wakes whoever shows it.
async fn keep(mut tx: Tx, stored: &Stored, events: &[Event]) -> Result<(), Error> {
    wake(&mut tx, stored);
    tx.about("bed_request", stored.request.id().uuid());
    tx.commit_all(events).await
}

fn wake(tx: &mut Tx, stored: &Stored) {
    tx.wake(Topic::Contact(stored.request.contact()));
    tx.wake(Topic::Member(stored.asked_by));
    tx.wake(Topic::Directory);
}

/// Whoever asked gives the bed back, or says that none is needed any more (`ends`).
///
/// # Errors
/// [`Error::Rule`] when nothing is kept, or the request is over.
#[compiled_here]
pub async fn let_go(
    store: &Store,
    doer: &Doer,
    request: BedRequestId,
    ends: bool,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::AskForBed, request).await?;
    let (stored, mut events) = bed::settled(&mut tx, stored).await?;
    let (now, before) = (tx.now(), stored.request.clone());
    let done = if ends { before.close(now) } else { before.release(None, now) };
    let (next, more) = done.map_err(Error::rule)?;
    bed::save(&mut tx, &stored, &next).await?;
    events.extend(more);
    keep(tx, &stored, &events).await
}

/// The referral that is made in `tx` takes the bed that `request` of the same contact keeps.
pub(super) async fn use_hold(
    tx: &mut Tx,
    (contact, request): (ContactId, BedRequestId),
    (service, referral): (ServiceId, ReferralId),
) -> Result<Vec<Event>, Error> {
    let stored = bed::of_id(tx, request).await?;
    if stored.request.contact() != contact {
        return Err(Error::NotFound);
    }
    let now = tx.now();
    let used = stored.request.clone().use_hold(service, referral, now);
    let (next, events) = used.map_err(|refused| match refused {
        BedRefused::TimeOver => Error::rule(BedRefused::NothingHeld),
        other => Error::rule(other),
    })?;
    bed::save(tx, &stored, &next).await?;
    wake(tx, &stored);
    Ok(events)
}

/// Lets a hold or a request run out.
///
/// # Errors
/// [`Error::Rule`] when nothing is due.
#[compiled_here]
pub async fn lapse(store: &Store, request: BedRequestId) -> Result<(), Error> {
    let act = Act::ExpireBedRequest;
    let (stored, mut tx) = store.enter(&Actor::Machine, act, request).await?;
    let (stored, events) = bed::settled(&mut tx, stored).await?;
    if events.is_empty() {
        return Err(Error::rule(BedRefused::TooEarly));
    }
    keep(tx, &stored, &events).await
}

/// Lets every hold and every request run out that is due now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn lapse_all(store: &Store) -> Result<(), Error> {
    for id in store.due_beds(store.now(), 100).await? {
        match lapse(store, id).await {
            // Another node was faster, or somebody answered meanwhile.
            Ok(()) | Err(Error::Rule(_) | Error::Changed | Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// How a service says its number of free beds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many, told by telephone or by a program.
    Exactly(u32),
    /// So many, by somebody who saw this number before: of two who tap at once the second sees what
    /// the first did, and a second tap changes nothing.
    Seen {
        /// What the page showed.
        seen: Option<u32>,
        /// How many are free.
        free: u32,
    },
}

/// A service says by its saved link how many beds of one group are free now.
///
/// # Errors
/// [`Error::Rule`] when it is more than there are or fewer than are kept; [`Error::Changed`] when the
/// page showed another number than stands; [`Error::NotFound`] when the service has no such beds.
#[compiled_here]
pub async fn say(
    store: &Store,
    service: ServiceId,
    beds: CapacityId,
    count: Count,
) -> Result<(), Error> {
    let actor = Actor::Shelter { service };
    let ((), tx) = store.enter(&actor, Act::UpdateCapacity, Beds(service)).await?;
    told(tx, service, beds, count).await
}

/// The second half of [`say`], also for what was told by telephone.
pub(super) async fn told(
    mut tx: Tx,
    service: ServiceId,
    beds: CapacityId,
    count: Count,
) -> Result<(), Error> {
    let now = tx.now();
    let groups = capacity::of_service(&mut tx, service, now).await?;
    let stands = groups.into_iter().find(|one| one.places().capacity == beds);
    let stands = stands.ok_or(Error::NotFound)?;
    let number = match count {
        Count::Exactly(number) => number,
        Count::Seen { seen, free } => {
            if stands.available != seen && stands.available != Some(free) {
                return Err(Error::Changed);
            }
            free
        }
    };
    stands.places().say(number).map_err(Error::rule)?;
    let said = Capacity { available: Some(number), updated_at: now, ..stands };
    capacity::put(&mut tx, service, &said).await?;
    tx.about("service", service.uuid());
    tx.wake(Topic::Directory);
    tx.commit(Event::CapacityUpdated { service, available: number }).await
}

/// Makes the saved link of a service; the one before leads nowhere from then on.
///
/// # Errors
/// [`Error::NotFound`] when the service counts no beds.
#[compiled_here]
pub async fn make_link(
    store: &Store,
    doer: &Doer,
    service: ServiceId,
) -> Result<SessionSecret, Error> {
    let act = Act::MakeBedLink;
    let ((), mut tx) = store.enter(&doer.actor, act, subject::Directory).await?;
    let now = tx.now();
    if capacity::of_service(&mut tx, service, now).await?.is_empty() {
        return Err(Error::NotFound);
    }
    let link = SessionSecret::generate(&mut store.rng());
    bed::link::put(&mut tx, service, (doer.id, &link), now + LINK_LASTS).await?;
    tx.about("service", service.uuid());
    tx.commit(Event::BedLinkMade { service }).await?;
    Ok(link)
}
