//! Closing a contact or a case to a member with a conflict of interest, and opening it again; signing the access
//! review of a month.

use access::Act;
use case::access_review::signing::{Found, Month, Seen, Signature};
use casework::event::Event;
use casework::id::{ContactId, MemberId, TeamId};
use store::erasure::record::Record;
use store::wake::Topic;
use store::{Error, Store, Tx, duty as duties, oversight};

use super::member::Doer;
use crate::compiled_here;

/// Closes a record to a member of its team. What they owed about it falls to the team: nobody waits for
/// somebody who does not see it.
///
/// # Errors
/// [`Error::Rule`] when it is closed to oneself, or the member is with the visitor right now.
#[compiled_here]
pub async fn close_to(
    store: &Store,
    doer: &Doer,
    record: Record,
    member: MemberId,
) -> Result<(), Error> {
    match record {
        Record::Case(case) => super::case::close_to(store, doer, case, member).await,
        Record::Contact(contact) => close_contact(store, doer, contact, member).await,
    }
}

async fn close_contact(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    member: MemberId,
) -> Result<(), Error> {
    if member == doer.id {
        return Err(Error::Rule("ask another supervisor to close it to you".into()));
    }
    let act = Act::CloseContactToMember;
    let (stood, mut tx) = store.enter(&doer.actor, act, id).await?;
    let contact = &stood.contact;
    if !store::member::of_team(&mut tx, contact.team()).await?.contains(&member) {
        return Err(Error::NotFound);
    }
    let is_with = contact.participants().is_some_and(|people| people.iter().any(|m| m == member));
    if is_with && !contact.is_ended() {
        let text = "this member is with the person now; hand the contact to somebody else first";
        return Err(Error::Rule(text.into()));
    }
    oversight::close_to(&mut tx, id, member).await?;
    let mut events = vec![Event::ContactClosedToMember { contact: id, member }];
    events.extend(give_back_duties(&mut tx, id, member).await?);
    tx.wake(Topic::Contact(id));
    tx.wake(Topic::Member(member));
    tx.commit_all(&events).await
}

async fn give_back_duties(
    tx: &mut Tx,
    contact: ContactId,
    member: MemberId,
) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for stood in duties::of_contact(tx, contact).await? {
        if stood.duty.is_open() && stood.duty.owner() == Some(member) {
            let (next, event) = stood.duty.clone().hand(None).map_err(Error::rule)?;
            duties::save(tx, &stood, &next).await?;
            tx.wake(Topic::Team(next.team()));
            events.push(event);
        }
    }
    Ok(events)
}

/// Opens a record to a member again: the conflict turned out to be none.
///
/// # Errors
/// [`Error::NotFound`] for whom it is not to decide.
#[compiled_here]
pub async fn open_to(
    store: &Store,
    doer: &Doer,
    record: Record,
    member: MemberId,
) -> Result<(), Error> {
    match record {
        Record::Contact(id) => {
            let act = Act::CloseContactToMember;
            let (_, mut tx) = store.enter(&doer.actor, act, id).await?;
            oversight::open_to(&mut tx, id, member).await?;
            tx.because("opened_again");
            tx.wake(Topic::Member(member));
            tx.commit_all(&[]).await
        }
        Record::Case(id) => {
            let (_, mut tx) = store.enter(&doer.actor, Act::SettleCase, id).await?;
            oversight::open_case_to(&mut tx, id, member).await?;
            tx.because("opened_again");
            tx.commit_all(&[]).await
        }
    }
}

/// Signs a month of a team's access review: what was seen, in the month that it is now.
///
/// # Errors
/// [`Error::Rule`] when it is not over, asks about whoever signs, or was signed already.
#[compiled_here]
pub async fn sign(
    store: &Store,
    doer: &Doer,
    team: TeamId,
    seen: &Seen<'_>,
    this: Month,
    found: Found,
) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::SignAccess, team).await?;
    let signature =
        Signature::sign(*seen, this, (doer.id, found), tx.now()).map_err(Error::rule)?;
    oversight::signed::insert(&mut tx, team, &signature).await?;
    tx.because(found.code());
    tx.commit_all(&[]).await
}
