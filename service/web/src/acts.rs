//! What people do to a contact: each act is enter, one rule of `casework`, save, commit.
//!
//! Handlers, the demo and the load bench all come through here, so a contact is changed in one way
//! whoever asks. [`visitor`] holds the acts of the person who reached out, [`member`] those of staff with
//! it, [`hand`] a contact that they enter, [`paper`] what they write down, [`search`] how they find it
//! again, [`bed`] the question for a bed and the bed that is kept, [`referral`] what is asked of services
//! and what they answer, [`hand_off`] their guest in a conversation, [`follow_up`] what became of people there, [`directory`] what they say of
//! themselves, [`tip`] what becomes of a tip, [`screening`] what is answered to an instrument,
//! [`duty`] what the law obliges to report, [`rule`] the rules of it, [`case`] what is done about a case.

pub mod bed;
pub mod case;
pub mod directory;
pub mod duty;
pub mod follow_up;
pub mod hand;
pub mod hand_off;
pub mod house;
pub mod member;
pub mod paper;
pub mod referral;
pub mod rule;
pub mod screening;
pub mod search;
pub mod tip;
pub mod visitor;

use access::Act;
use casework::contact::{Contact, TransitionRefused};
use casework::conversation::SystemNotice;
use casework::event::Event;
use casework::id::{ContactId, MemberId};
use casework::member::Actor;
use casework::time::Timestamp;
use store::contact::Stored;
use store::wake::Topic;
use store::{Error, Store, Tx, contact, message};
use vault::Text;

/// What the conversation is told, and the member whom it tells of.
type Told<'a> = (SystemNotice, Option<(MemberId, &'a Text)>);

/// Changes one contact by one rule, tells it in the conversation, and wakes whoever looks on.
async fn change(
    store: &Store,
    actor: &Actor,
    act: Act,
    id: ContactId,
    notice: Option<Told<'_>>,
    rule: impl FnOnce(Contact, Timestamp) -> Result<(Contact, Event), TransitionRefused>,
) -> Result<Contact, Error> {
    let (stored, tx) = store.enter(actor, act, id).await?;
    finish(tx, &stored, notice, rule).await
}

/// The second half of [`change`], for acts that have something to check or store of their own.
async fn finish(
    mut tx: Tx,
    stored: &Stored,
    notice: Option<Told<'_>>,
    rule: impl FnOnce(Contact, Timestamp) -> Result<(Contact, Event), TransitionRefused>,
) -> Result<Contact, Error> {
    let (next, event) = rule(stored.contact.clone(), tx.now()).map_err(Error::rule)?;
    contact::save(&mut tx, &next).await?;
    let mut events = vec![event];
    events.extend(duty::follow(&mut tx, stored, &next).await?);
    if let Some((notice, about)) = notice {
        events.push(message::notice(&mut tx, stored, notice, about).await?);
    }
    events.extend(hand_off::end_with(&mut tx, stored, &next).await?);
    wake(&mut tx, &stored.contact, &next);
    tx.commit_all(&events).await?;
    Ok(next)
}

/// Wakes everybody who shows this contact: its conversation, its members' lists, and the queues of
/// its teams if it stands otherwise in them. Words alone change no queue.
fn wake(tx: &mut Tx, before: &Contact, after: &Contact) {
    tx.wake(Topic::Contact(after.id()));
    if before != after {
        tx.wake(Topic::Team(after.team()));
    }
    if before.team() != after.team() {
        tx.wake(Topic::Team(before.team()));
    }
    let members = [before, after].into_iter().filter_map(Contact::participants);
    for member in members.flat_map(|people| people.iter()) {
        tx.wake(Topic::Member(member));
    }
}
