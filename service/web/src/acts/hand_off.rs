//! Somebody of a service comes into a conversation as a guest.

use crate::compiled_here;
use access::{Act, Look};
use casework::contact::Contact;
use casework::conversation::{Author, Speaker, SystemNotice, admit};
use casework::hand_off::{HandOff, HandOffEnd, HandOffState};
use casework::id::{ContactId, ReferralId};
use casework::member::Actor;
use casework::text::MessageText;
use store::hand_off::{self, Words};
use store::message::{Draft, Line};
use store::{Error, Store, Tx, contact, message, referral};
use vault::{Attempt, Text};

use super::member::Doer;
use super::wake;

/// Invites the service of a referral. `agreed` says that the young person was asked and said yes.
///
/// # Errors
/// [`Error::Rule`] when they did not, the service has not said yes, nobody talks, or somebody is
/// invited already.
#[compiled_here]
pub async fn invite(store: &Store, doer: &Doer, id: ReferralId, agreed: bool) -> Result<(), Error> {
    let (seen, _) = store.look(&doer.actor, Look::SeeReferral, store.referral(id)).await?;
    let contact = seen.referral.contact();
    let (stored, mut tx) = store.enter(&doer.actor, Act::InviteGuest, contact).await?;
    let asked = referral::of_id(&mut tx, id).await?;
    let (now, mut events) = (tx.now(), Vec::new());
    if let Some(last) = hand_off::of_contact(&mut tx, contact).await? {
        if last.hand_off.is_open(now) {
            let text = "somebody is invited already; end that first";
            return Err(Error::Rule(text.into()));
        }
        // An invitation that nobody followed in time: its key goes.
        if let Ok((gone, event)) = last.hand_off.clone().end(HandOffEnd::ByMember, now) {
            hand_off::save(&mut tx, &last, &gone).await?;
            events.push(event);
        }
    }
    let both = (&stored.contact, &asked.referral);
    let (invited, event) =
        HandOff::invite(tx.hand_off_id(), both, (doer.id, agreed), now).map_err(Error::rule)?;
    hand_off::insert(&mut tx, &invited, &asked).await?;
    events.push(event);
    tell(&mut tx, (&stored, None), SystemNotice::GuestInvited, &asked, &mut events).await?;
    tx.commit_all(&events).await
}

/// The guest comes by the link of the referral. Coming twice is coming once.
///
/// # Errors
/// [`Error::Rule`] when the invitation is over; [`Error::NotFound`] when there is none.
#[compiled_here]
pub async fn join(store: &Store, actor: &Actor, id: ReferralId) -> Result<(), Error> {
    let (asked, mut tx) = store.enter(actor, Act::TalkAsGuest, store.referral(id)).await?;
    let before = hand_off::of_referral(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if before.hand_off.is_here() {
        return Ok(());
    }
    let stored = contact::of_id(&mut tx, asked.referral.contact()).await?;
    let both = (&stored.contact, &asked.referral);
    let (here, event) = before.hand_off.clone().join(both, tx.now()).map_err(Error::rule)?;
    let seat = hand_off::save(&mut tx, &before, &here).await?;
    let mut events = vec![event];
    tell(&mut tx, (&stored, seat), SystemNotice::GuestJoined, &asked, &mut events).await?;
    tx.commit_all(&events).await
}

/// The guest writes.
///
/// # Errors
/// [`Error::NotFound`] when the guest is not there any more; [`Error::Rule`] when nobody would read it.
#[compiled_here]
pub async fn say(
    store: &Store,
    actor: &Actor,
    id: ReferralId,
    attempt: &Attempt,
    words: &MessageText,
) -> Result<(), Error> {
    let (asked, mut tx) = store.enter(actor, Act::TalkAsGuest, store.referral(id)).await?;
    let contact = asked.referral.contact();
    let stored = contact::of_id(&mut tx, contact).await?;
    let standing = hand_off::of_referral(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let seat = stored.guest.filter(|seat| seat.id == standing.hand_off.id());
    let seat = seat.ok_or(Error::NotFound)?;
    let _ = admit(&stored.contact, Author::Guest).map_err(Error::rule)?;
    let draft = Draft::seal(&Text::from(words.expose()), &stored.public_key, tx.now());
    let line = Line::Of(Author::Guest);
    let done = message::append(&mut tx, contact, attempt.dedup_key(), line, draft).await?;
    let words = Words { name: asked.service_name, text: words.expose().to_owned() };
    hand_off::copy(&mut tx, Some(seat), &done, (Speaker::Guest, None), words).await?;
    wake(&mut tx, &stored.contact, &stored.contact);
    let events: Vec<_> = done.event(contact, Author::Guest).into_iter().collect();
    tx.commit_all(&events).await
}

/// The guest goes.
///
/// # Errors
/// [`Error::NotFound`] when they are not there.
#[compiled_here]
pub async fn leave(store: &Store, actor: &Actor, id: ReferralId) -> Result<(), Error> {
    let (asked, mut tx) = store.enter(actor, Act::TalkAsGuest, store.referral(id)).await?;
    let before = hand_off::of_referral(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let stored = contact::of_id(&mut tx, asked.referral.contact()).await?;
    gone(tx, &stored, (&before, &asked), HandOffEnd::ByGuest).await
}

/// The young person or a member lets the guest go, or takes the invitation back. Where nobody is
/// invited, nothing happens.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn let_go(
    store: &Store,
    actor: &Actor,
    contact: ContactId,
    how: HandOffEnd,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(actor, Act::EndGuest, contact).await?;
    let Some(before) = hand_off::of_contact(&mut tx, contact).await? else { return Ok(()) };
    if before.hand_off.snapshot().state == HandOffState::Ended {
        return Ok(());
    }
    let asked = referral::of_id(&mut tx, before.hand_off.referral()).await?;
    gone(tx, &stored, (&before, &asked), how).await
}

async fn gone(
    mut tx: Tx,
    stored: &contact::Stored,
    (before, asked): (&hand_off::Stored, &referral::Stored),
    how: HandOffEnd,
) -> Result<(), Error> {
    let (ended, event) = before.hand_off.clone().end(how, tx.now()).map_err(|_| Error::NotFound)?;
    hand_off::save(&mut tx, before, &ended).await?;
    let mut events = vec![event];
    if !stored.contact.is_ended() {
        tell(&mut tx, (stored, None), SystemNotice::GuestLeft, asked, &mut events).await?;
    }
    tx.commit_all(&events).await
}

/// Ends what a referral's old link opened, or what rests on a referral that is over.
pub(super) async fn end_by_referral(
    tx: &mut Tx,
    asked: &referral::Stored,
) -> Result<Vec<casework::event::Event>, Error> {
    let Some(before) = hand_off::of_referral(tx, asked.referral.id()).await? else {
        return Ok(Vec::new());
    };
    let Ok((ended, event)) = before.hand_off.clone().end(HandOffEnd::ByMember, tx.now()) else {
        return Ok(Vec::new());
    };
    let stored = contact::of_id(tx, asked.referral.contact()).await?;
    hand_off::save(tx, &before, &ended).await?;
    let mut events = vec![event];
    if !stored.contact.is_ended() {
        tell(tx, (&stored, None), SystemNotice::GuestLeft, asked, &mut events).await?;
    }
    Ok(events)
}

/// The guest goes with the end of the conversation.
pub(super) async fn end_with(
    tx: &mut Tx,
    stored: &contact::Stored,
    next: &Contact,
) -> Result<Option<casework::event::Event>, Error> {
    hand_off::end_with(tx, stored, next).await
}

async fn tell(
    tx: &mut Tx,
    at: (&contact::Stored, Option<hand_off::Seat>),
    notice: SystemNotice,
    asked: &referral::Stored,
    events: &mut Vec<casework::event::Event>,
) -> Result<(), Error> {
    events.push(message::notice_of_guest(tx, at, notice, &asked.service_name).await?);
    wake(tx, &at.0.contact, &at.0.contact);
    tx.wake(store::wake::Topic::Member(asked.offered_by));
    Ok(())
}
