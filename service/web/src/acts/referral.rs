//! What is asked of a service, and what it answers.
//!
//! The order is that of the field: the place is asked for first, with nothing that says who it is;
//! consent is recorded next; who it is follows last, to the service that accepted. A consent that was
//! recorded before the answer only prepares it.

use crate::compiled_here;
use access::Act;
use casework::consent::{Consent, MinorRule, Purpose, Scope, Signer, Terms};
use casework::event::Event;
use casework::id::{BedRequestId, ConsentId, ContactId, OrganizationId, ReferralId, ServiceId};
use casework::member::Actor;
use casework::referral::{DeclineReason, Referral, ReferralRefused, ReferralState, Request};
use casework::time::{Span, Timestamp};
use store::contact;
use store::referral::code::{self, Tried};
use store::referral::{self, Identity, LINK_LASTS, Offering, Stored};
use store::wake::Topic;
use store::{Error, Store, Tx, bed, consent, team};
use vault::{Attempt, Keyring, PublicKey, SessionSecret, SpokenCode};

use super::member::Doer;

/// What is asked of which service.
#[derive(Clone, Debug)]
pub struct Asking<'a> {
    /// Which service.
    pub service: ServiceId,
    /// Who runs it.
    pub organization: OrganizationId,
    /// What the service is called.
    pub service_name: &'a str,
    /// What the organisation is called.
    pub organization_name: &'a str,
    /// The question; nothing in it identifies anybody.
    pub request: Request,
    /// How long the service has to answer.
    pub within: Span,
    /// The bed request whose hold this referral uses, if one keeps a bed there.
    pub bed: Option<BedRequestId>,
    /// Whether a code is to be told by telephone, without which the link opens nothing.
    pub with_code: bool,
    /// One attempt of the form: sent twice, it asks once.
    pub attempt: &'a Attempt,
}

/// What a person allows the service to know.
#[derive(Clone, Debug)]
pub struct Sharing {
    /// One text for each scope; not empty.
    pub identity: Identity,
    /// Who signs.
    pub signer: Signer,
    /// For how long it holds.
    pub lasts: Span,
    /// What the law of the place says about minors who sign alone.
    pub minors: MinorRule,
}

/// A referral that was made, with the secret of its link: it is nowhere else from now on.
#[derive(Debug)]
pub struct Offered {
    /// Which referral.
    pub referral: ReferralId,
    /// What the link holds.
    pub link: SessionSecret,
    /// The code to be told beside it, where one was chosen.
    pub code: Option<SpokenCode>,
}

/// Asks a service. With `sharing`, the consent is recorded first, and what it releases is sealed for
/// the service, to be handed out when it has accepted.
///
/// # Errors
/// [`Error::Rule`] when the consent does not come about or there is no time to answer.
#[compiled_here]
pub async fn offer(
    store: &Store,
    doer: &Doer,
    contact: ContactId,
    asking: &Asking<'_>,
    sharing: Option<&Sharing>,
) -> Result<Offered, Error> {
    let link = asking.attempt.session_secret();
    let code = asking.with_code.then(|| SpokenCode::of(asking.attempt));
    let consent = match sharing {
        Some(sharing) => {
            let id = consent_id(asking.attempt);
            Some(agree(store, doer, contact, (id, asking.organization), sharing).await?)
        }
        None => None,
    };
    let (stored, mut tx) = store.enter(&doer.actor, Act::OfferReferral, contact).await?;
    let (now, id) = (tx.now(), tx.referral_id());
    let place = (asking.organization, asking.service);
    let (referral, event) =
        Referral::offer(id, contact, place, asking.request, now + asking.within, now)
            .map_err(Error::rule)?;
    let new = Offering {
        referral: &referral,
        organization_name: asking.organization_name,
        service_name: asking.service_name,
        by: doer.id,
        link: &link,
        code: code.as_ref(),
        link_expires_at: now + LINK_LASTS,
    };
    match referral::insert(&mut tx, &new).await {
        Ok(()) => {}
        Err(Error::Already) => {
            drop(tx);
            let there = store.linked(&link, None).await?.ok_or(Error::Already)?;
            return Ok(Offered { referral: there.referral(), link, code });
        }
        Err(other) => return Err(other),
    }
    if let (Some(consent), Some(sharing)) = (consent, sharing) {
        let made = referral::of_id(&mut tx, id).await?;
        let key = team_key(&mut tx, &stored).await?;
        let team = (stored.contact.team(), key);
        referral::share(&mut tx, &made, consent, sharing.identity.clone(), team).await?;
    }
    let mut events = vec![event];
    if let Some(request) = asking.bed {
        let place = (asking.service, id);
        events.extend(super::bed::use_hold(&mut tx, (contact, request), place).await?);
    }
    wake(&mut tx, contact, &stored, doer);
    tx.commit_all(&events).await?;
    Ok(Offered { referral: id, link, code })
}

/// One attempt of a form records one consent.
fn consent_id(attempt: &Attempt) -> ConsentId {
    let mut half = [0; 16];
    half.copy_from_slice(&attempt.dedup_key()[..16]);
    ConsentId::from_uuid(uuid::Builder::from_custom_bytes(half).into_uuid())
}

/// Records what a person allows.
async fn agree(
    store: &Store,
    doer: &Doer,
    contact: ContactId,
    (id, recipient): (ConsentId, OrganizationId),
    sharing: &Sharing,
) -> Result<ConsentId, Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::RecordConsent, contact).await?;
    let now = tx.now();
    let scope = sharing.identity.lines.iter().map(|(code, _)| Scope::from_code(code));
    let terms = Terms {
        contact,
        recipient,
        purpose: Purpose::ProvideService,
        scope: scope.collect::<Result<_, _>>().map_err(Error::rule)?,
        signer: sharing.signer,
        expires_at: now + sharing.lasts,
    };
    let (given, event) =
        Consent::give(id, terms, sharing.minors, doer.id, now).map_err(Error::rule)?;
    consent::insert(&mut tx, &given).await?;
    tx.commit(event).await?;
    Ok(id)
}

async fn team_key(tx: &mut Tx, contact: &contact::Stored) -> Result<PublicKey, Error> {
    let teams = team::all(tx).await?;
    let own = teams.iter().find(|team| team.id == contact.contact.team());
    own.map(|team| team.public_key).ok_or(Error::NotFound)
}

fn wake(tx: &mut Tx, id: ContactId, contact: &contact::Stored, doer: &Doer) {
    tx.wake(Topic::Contact(id));
    tx.wake(Topic::Team(contact.contact.team()));
    tx.wake(Topic::Member(doer.id));
}

fn wake_referral(tx: &mut Tx, stored: &Stored) {
    tx.wake(Topic::Contact(stored.referral.contact()));
    tx.wake(Topic::Team(stored.team));
    tx.wake(Topic::Member(stored.offered_by));
}

/// What a service answers, by its link or through a member who called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They can come.
    Accept,
    /// They cannot.
    Decline(DeclineReason),
    /// They are to come at this day and hour.
    Schedule(Timestamp),
    /// They are there.
    Arrived,
    /// They did not come.
    DidNotArrive,
    /// They got what they came for.
    Served,
}

impl Answer {
    fn apply(
        self,
        referral: Referral,
        now: Timestamp,
    ) -> Result<(Referral, Event), ReferralRefused> {
        match self {
            Self::Accept => referral.accept(now),
            Self::Decline(reason) => referral.decline(reason, now),
            Self::Schedule(at) => referral.schedule(at, now),
            Self::Arrived => referral.arrive(now),
            Self::DidNotArrive => referral.did_not_arrive(now),
            Self::Served => referral.serve(now),
        }
    }
}

/// Takes an answer over the version that whoever answers saw. With the yes, what the person has
/// agreed to before is released; with an end, what was sealed for the service is destroyed.
///
/// # Errors
/// [`Error::Changed`] when it was changed since; [`Error::Rule`] when it is too late or not its turn.
#[compiled_here]
pub async fn answer(
    store: &Store,
    actor: &Actor,
    id: ReferralId,
    version: i64,
    answer: Answer,
) -> Result<Referral, Error> {
    let (stored, tx) = store.enter(actor, Act::AnswerReferral, store.referral(id)).await?;
    if stored.version != version {
        return Err(Error::Changed);
    }
    let now = tx.now();
    let (mut next, event) = answer.apply(stored.referral.clone(), now).map_err(Error::rule)?;
    let mut events = vec![event];
    if answer == Answer::Accept
        && stored.is_prepared()
        && let Some(Ok(proof)) = stored.consent.as_ref().map(|one| one.for_referral(&next, now))
    {
        let (released, event) = next.release_identity(&proof).map_err(Error::rule)?;
        next = released;
        events.push(event);
    }
    keep(tx, &stored, next, events).await
}

/// Takes a referral back.
///
/// # Errors
/// [`Error::Changed`] when it was changed since; [`Error::Rule`] when it is over already.
#[compiled_here]
pub async fn withdraw(
    store: &Store,
    doer: &Doer,
    id: ReferralId,
    version: i64,
) -> Result<Referral, Error> {
    let act = Act::WithdrawReferral;
    let (stored, tx) = store.enter(&doer.actor, act, store.referral(id)).await?;
    if stored.version != version {
        return Err(Error::Changed);
    }
    let (next, event) = stored.referral.clone().withdraw(tx.now()).map_err(Error::rule)?;
    keep(tx, &stored, next, vec![event]).await
}

/// Lets an offer lapse that nobody answered in time.
///
/// # Errors
/// [`Error::Rule`] when somebody answered meanwhile, or there is still time.
#[compiled_here]
pub async fn lapse(store: &Store, id: ReferralId) -> Result<Referral, Error> {
    let act = Act::ExpireReferral;
    let (stored, tx) = store.enter(&Actor::Machine, act, store.referral(id)).await?;
    let (next, event) = stored.referral.clone().expire(tx.now()).map_err(Error::rule)?;
    keep(tx, &stored, next, vec![event]).await
}

/// Stores the next state; when nothing can happen any more, nobody can read who it was.
async fn keep(
    mut tx: Tx,
    stored: &Stored,
    next: Referral,
    mut events: Vec<Event>,
) -> Result<Referral, Error> {
    referral::save(&mut tx, stored, &next).await?;
    if next.state().is_final() {
        referral::shred(&mut tx, next.id()).await?;
        events.extend(super::hand_off::end_by_referral(&mut tx, stored).await?);
    }
    if next.state().is_final() && next.state() != ReferralState::Served {
        bed::give_back(&mut tx, next.id()).await?;
        tx.wake(Topic::Directory);
    }
    wake_referral(&mut tx, stored);
    tx.commit_all(&events).await?;
    Ok(next)
}

/// Tells a service who it is, or prepares it: the consent is recorded, what it releases is sealed
/// for the service, and handed out once it has accepted.
///
/// # Errors
/// [`Error::Changed`] when the referral was changed since; [`Error::Rule`] when the consent does not
/// come about or the referral is over.
#[compiled_here]
pub async fn share(
    store: &Store,
    doer: &Doer,
    id: ReferralId,
    version: i64,
    (attempt, sharing): (&Attempt, &Sharing),
) -> Result<(), Error> {
    let look = access::Look::SeeReferral;
    let (seen, _) = store.look(&doer.actor, look, store.referral(id)).await?;
    let (contact, organization) = (seen.referral.contact(), seen.referral.organization());
    if seen.version != version {
        return Err(Error::Changed);
    }
    if seen.referral.state().is_final() {
        return Err(Error::Rule("this referral is over; nothing can be shared any more".into()));
    }
    let consent = agree(store, doer, contact, (consent_id(attempt), organization), sharing).await?;
    let act = Act::ReleaseIdentity;
    let (before, mut tx) = store.enter(&doer.actor, act, store.referral(id)).await?;
    if before.version != version {
        return Err(Error::Changed);
    }
    let teams = team::all(&mut tx).await?;
    let own = teams.iter().find(|team| team.id == before.team).ok_or(Error::NotFound)?;
    let identity = sharing.identity.clone();
    referral::share(&mut tx, &before, consent, identity, (own.id, own.public_key)).await?;
    let shared = referral::of_id(&mut tx, id).await?;
    let given = consent::of_id(&mut tx, consent).await?.ok_or(Error::NotFound)?;
    let mut events = Vec::new();
    if let Ok(proof) = given.for_referral(&shared.referral, tx.now()) {
        let (next, event) =
            shared.referral.clone().release_identity(&proof).map_err(Error::rule)?;
        referral::save(&mut tx, &shared, &next).await?;
        events.push(event);
    }
    wake_referral(&mut tx, &before);
    tx.commit_all(&events).await
}

/// The person takes a consent back: what was sealed for the service is destroyed at once.
///
/// # Errors
/// [`Error::NotFound`] when the contact has no such consent.
#[compiled_here]
pub async fn revoke(
    store: &Store,
    doer: &Doer,
    contact: ContactId,
    id: ConsentId,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::RecordConsent, contact).await?;
    let given = consent::of_id(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if given.terms().contact != contact {
        return Err(Error::NotFound);
    }
    let (revoked, event) = given.revoke(tx.now());
    consent::save(&mut tx, &revoked).await?;
    for referral in referral::of_consent(&mut tx, id).await? {
        referral::shred(&mut tx, referral).await?;
    }
    wake(&mut tx, contact, &stored, doer);
    tx.commit(event).await
}

/// Makes a new link for a referral; the old one leads nowhere from then on.
///
/// # Errors
/// [`Error::Changed`] when the referral was changed since; [`Error::Sealed`] when something is sealed
/// for the service and the member's keys do not open it.
#[compiled_here]
pub async fn relink(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    (contact, id): (ContactId, ReferralId),
    (version, with_code): (i64, bool),
) -> Result<Offered, Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::OfferReferral, contact).await?;
    let before = referral::of_id(&mut tx, id).await?;
    if before.referral.contact() != contact {
        return Err(Error::NotFound);
    }
    if before.version != version {
        return Err(Error::Changed);
    }
    if before.referral.state().is_final() {
        return Err(Error::Rule("this referral is over; ask again with a new one".into()));
    }
    let attempt = Attempt::generate(&mut store.rng());
    let link = attempt.session_secret();
    let code = with_code.then(|| SpokenCode::of(&attempt));
    let until = tx.now() + LINK_LASTS;
    referral::relink(&mut tx, &before, keys, (&link, code.as_ref()), until).await?;
    // A guest came by the link that is dead now.
    let events = super::hand_off::end_by_referral(&mut tx, &before).await?;
    wake_referral(&mut tx, &before);
    tx.commit_all(&events).await?;
    Ok(Offered { referral: id, link, code })
}

/// Takes the code that somebody typed who opened a link for the first time. Enough wrong ones close the
/// link, and whoever asked sees it.
///
/// # Errors
/// [`Error::NotFound`] when the link asks for no code, or is closed or replaced by now.
#[compiled_here]
pub async fn try_code(
    store: &Store,
    actor: &Actor,
    id: ReferralId,
    link: &SessionSecret,
    typed: &SpokenCode,
) -> Result<Tried, Error> {
    let (stored, mut tx) = store.enter(actor, Act::TrySpokenCode, store.referral(id)).await?;
    let tried = code::attempt(&mut tx, &stored, link, typed).await?;
    let mut events = Vec::new();
    if matches!(tried, Tried::Shut) {
        events.push(Event::ReferralLinkClosed { referral: id });
        wake_referral(&mut tx, &stored);
    }
    tx.commit_all(&events).await?;
    Ok(tried)
}

/// Lets offers, bed requests and holds lapse whose time is over, until the task is aborted.
#[compiled_here]
pub async fn watch(store: Store) {
    let mut beat = tokio::time::interval(std::time::Duration::from_secs(20));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        if let Err(error) = lapse_all(&store).await {
            tracing::warn!(%error, "unanswered referrals could not be marked; trying again");
        }
        if let Err(error) = super::bed::lapse_all(&store).await {
            tracing::warn!(%error, "holds that ran out could not be marked; trying again");
        }
    }
}

/// Lets every offer lapse that nobody answered until now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn lapse_all(store: &Store) -> Result<(), Error> {
    for id in store.unanswered(store.now(), 100).await? {
        match lapse(store, id).await {
            // Another node was faster, or the service answered meanwhile.
            Ok(_) | Err(Error::Rule(_) | Error::Changed | Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
