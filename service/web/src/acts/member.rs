//! What staff do with a contact.

use crate::compiled_here;
use access::{Act, Look};
use casework::contact::{Contact, Danger, Ending, Lane, StateCode, TransitionRefused};
use casework::conversation::{Author, Speaker, SystemNotice, admit};
use casework::id::{ContactId, MemberId, TeamId};
use casework::member::Actor;
use casework::text::MessageText;
use store::hand_off::{self, Words};
use store::message::{Draft, Line};
use store::wake::{Hint, Topic};
use store::{Error, Store, contact, key, member, message, search};
use vault::{Attempt, Keyring, PublicKey, ReaderId, RecordKey, Text};

use super::{change, finish, wake};

/// Who acts: a signed-in member, by the name that visitors and colleagues see.
#[derive(Clone, Debug)]
pub struct Doer {
    /// For the policies.
    pub actor: Actor,
    /// Who.
    pub id: MemberId,
    /// Their display name.
    pub name: Text,
}

impl Doer {
    fn told(&self, notice: SystemNotice) -> Option<(SystemNotice, Option<(MemberId, &Text)>)> {
        Some((notice, Some((self.id, &self.name))))
    }
}

/// Answers a waiting contact: one of several who click at once gets it, the others are told who.
///
/// # Errors
/// [`Error::Rule`] when it is taken already or the member's shift has no free place.
#[compiled_here]
pub async fn accept(store: &Store, doer: &Doer, id: ContactId) -> Result<Contact, Error> {
    let me = doer.id;
    let (stored, mut tx) = store.enter(&doer.actor, Act::AcceptContact, id).await?;
    let open = member::leading(&mut tx, me).await?;
    member::of_id(&mut tx, me).await?.shift.may_accept(open).map_err(Error::rule)?;
    contact::see(&mut tx, id, stored.last_seq).await?;
    finish(tx, &stored, doer.told(SystemNotice::Answered), |contact, now| contact.answer(me, now))
        .await
}

/// Writes to the visitor.
///
/// # Errors
/// [`Error::Rule`] when nobody would read it; the text says what to do instead.
#[compiled_here]
pub async fn say(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    attempt: &Attempt,
    words: &MessageText,
) -> Result<(), Error> {
    let author = Author::Member(doer.id);
    let (stored, mut tx) = store.enter(&doer.actor, Act::WriteMessage, id).await?;
    let _ = admit(&stored.contact, author).map_err(Error::rule)?;
    let draft = Draft::seal(&Text::from(words.expose()), &stored.public_key, tx.now());
    let done = message::append(&mut tx, id, attempt.dedup_key(), Line::Of(author), draft).await?;
    let said = Words { name: doer.name.expose().to_owned(), text: words.expose().to_owned() };
    hand_off::copy(&mut tx, stored.guest, &done, (Speaker::Member, None), said).await?;
    contact::see(&mut tx, id, done.seq.number()).await?;
    wake(&mut tx, &stored.contact, &stored.contact);
    let events: Vec<_> = done.event(id, author).into_iter().collect();
    tx.commit_all(&events).await
}

/// Joins a colleague; the visitor sees that somebody came.
///
/// # Errors
/// [`Error::Rule`] when they are there already or nobody is.
#[compiled_here]
pub async fn join(store: &Store, doer: &Doer, id: ContactId) -> Result<Contact, Error> {
    let me = doer.id;
    let notice = doer.told(SystemNotice::Joined);
    change(store, &doer.actor, Act::JoinContact, id, notice, |contact, _| contact.join(me)).await
}

/// Leaves the visitor to the colleagues who are there.
///
/// # Errors
/// [`Error::Rule`] when nobody would be left.
#[compiled_here]
pub async fn leave(store: &Store, doer: &Doer, id: ContactId) -> Result<Contact, Error> {
    let me = doer.id;
    let notice = doer.told(SystemNotice::Left);
    change(store, &doer.actor, Act::LeaveContact, id, notice, |contact, _| contact.leave(me)).await
}

/// Hands the lead to a colleague of the same team who has a place free.
///
/// # Errors
/// [`Error::Rule`] when the colleague cannot take it.
#[compiled_here]
pub async fn hand_over(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    (to, to_name): (MemberId, &Text),
) -> Result<Contact, Error> {
    let me = doer.id;
    let (stored, mut tx) = store.enter(&doer.actor, Act::TransferContact, id).await?;
    if !member::teams_of(&mut tx, to).await?.contains(&stored.contact.team()) {
        return Err(Error::NotFound);
    }
    let open = member::leading(&mut tx, to).await?;
    let shift = member::of_id(&mut tx, to).await?.shift;
    shift.may_accept(open).map_err(|_| {
        Error::Rule(
            "that colleague takes no contact now; choose another or give it to the queue".into(),
        )
    })?;
    // A supervisor may reassign a contact that they are not with: the lead's part is taken over.
    let from = match stored.contact.participants() {
        Some(people) if !people.contains(me) => people.lead(),
        _ => me,
    };
    tx.wake(Topic::Member(to));
    let notice = Some((SystemNotice::Transferred, Some((to, to_name))));
    finish(tx, &stored, notice, |contact, _| contact.hand_over(from, to)).await
}

/// Gives a contact back to a team's queue. Another team is given the key first.
///
/// # Errors
/// [`Error::Rule`] when it is not a running conversation; [`Error::Sealed`] without the key.
#[compiled_here]
pub async fn return_to_queue(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    id: ContactId,
    (team, team_key): (TeamId, PublicKey),
) -> Result<Contact, Error> {
    let me = doer.id;
    let (stored, mut tx) = store.enter(&doer.actor, Act::TransferContact, id).await?;
    if team != stored.contact.team() {
        let key = RecordKey::from_secret(key::open(&mut tx, id.uuid(), keys).await?);
        let reader = ReaderId(team.uuid());
        let wrapped = key.wrap_for(reader, &team_key, id.uuid(), &mut store.rng());
        key::grant(&mut tx, id.uuid(), reader, key::Reader::Team, &wrapped).await?;
        key::revoke(&mut tx, id.uuid(), ReaderId(stored.contact.team().uuid())).await?;
        // The other team's index has another key; it is found there once somebody has opened it.
        search::forget(&mut tx, id).await?;
    }
    finish(tx, &stored, doer.told(SystemNotice::BackInQueue), |contact, now| {
        contact.return_to_queue(me, team, now)
    })
    .await
}

/// Ends a contact.
///
/// # Errors
/// [`Error::Rule`], for example when danger is now and the ending says "not for us".
#[compiled_here]
pub async fn end(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    ending: Ending,
) -> Result<Contact, Error> {
    let me = doer.id;
    let notice = doer.told(SystemNotice::Ended);
    change(store, &doer.actor, Act::EndContact, id, notice, |contact, now| {
        contact.end(me, ending, now)
    })
    .await
}

/// Closes a contact that was nothing for the hotline. One that still waits is answered first, in the
/// same moment, so that the log tells who looked at it.
///
/// # Errors
/// [`Error::Rule`] when the ending is none that dismisses, or somebody is in danger now.
#[compiled_here]
pub async fn dismiss(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    ending: Ending,
) -> Result<Contact, Error> {
    if !ending.dismisses() {
        return Err(Error::Rule("choose why this contact is not for you".into()));
    }
    let me = doer.id;
    let entered = store.enter(&doer.actor, Act::AcceptContact, id).await;
    if let Ok((stored, mut tx)) = entered
        && stored.contact.snapshot().state == StateCode::Waiting
    {
        if stored.contact.danger() == Danger::Now {
            return Err(Error::rule(TransitionRefused::DangerNow));
        }
        contact::see(&mut tx, id, stored.last_seq).await?;
        finish(tx, &stored, None, |contact, now| contact.answer(me, now)).await?;
    }
    end(store, doer, id, ending).await
}

/// Moves a contact to another lane; the move is recorded.
///
/// # Errors
/// [`Error::Rule`] when it is there already.
#[compiled_here]
pub async fn move_lane(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    to: Lane,
) -> Result<Contact, Error> {
    change(store, &doer.actor, Act::MoveLane, id, None, |contact, _| contact.move_lane(to)).await
}

/// Records what is known about danger.
///
/// # Errors
/// [`Error::Rule`] when that is recorded already.
#[compiled_here]
pub async fn assess_danger(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    to: Danger,
) -> Result<Contact, Error> {
    change(store, &doer.actor, Act::EditFacts, id, None, |contact, _| contact.assess_danger(to))
        .await
}

/// Remembers that the member has seen the conversation up to its present end. Where somebody is in
/// reading is no change of the record: it leaves no audit entry.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn see(store: &Store, doer: &Doer, id: ContactId) -> Result<(), Error> {
    let (stored, _) = store.look_on(&doer.actor, Look::ReadConversation, id).await?;
    if stored.seen_seq < stored.last_seq {
        store.note_seen(id, stored.last_seq).await?;
        store.bus().wake(Topic::Member(doer.id));
    }
    Ok(())
}

/// Asks a colleague to come to a conversation: it rings at theirs.
///
/// # Errors
/// [`Error::NotFound`] when the contact is not the member's.
#[compiled_here]
pub async fn call(store: &Store, doer: &Doer, id: ContactId, to: MemberId) -> Result<(), Error> {
    store.look_on(&doer.actor, Look::OpenContact, id).await?;
    store.pass_on(Topic::Member(to), Hint::Called).await;
    Ok(())
}

/// A change of one's own shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shifting {
    /// Takes up to so many conversations at once from now on.
    Start {
        /// How many.
        places: u8,
    },
    /// Takes no new conversation for a while.
    Pause,
    /// Takes contacts again.
    Resume,
    /// Goes home.
    End,
}

/// Starts, pauses or ends one's own shift.
///
/// # Errors
/// [`Error::Rule`], for example while conversations are open.
#[compiled_here]
pub async fn shift(store: &Store, doer: &Doer, act: Shifting) -> Result<(), Error> {
    let Actor::Member(me) = &doer.actor else { return Err(Error::NotFound) };
    for team in &me.teams {
        let Ok(((), mut tx)) = store.enter(&doer.actor, Act::WorkShift, *team).await else {
            continue;
        };
        let shift = member::of_id(&mut tx, doer.id).await?.shift;
        let at = tx.now();
        let changed = match act {
            Shifting::Start { places } => shift.start(places, at),
            Shifting::Pause => shift.pause(at),
            Shifting::Resume => shift.resume(at),
            Shifting::End => {
                let open = member::leading(&mut tx, doer.id).await?;
                shift.end(open, at)
            }
        };
        let (shift, event) = changed.map_err(Error::rule)?;
        member::save_shift(&mut tx, &shift).await?;
        tx.wake(Topic::Member(doer.id));
        for team in &me.teams {
            tx.wake(Topic::Team(*team));
        }
        return tx.commit(event).await;
    }
    Err(Error::NotFound)
}
