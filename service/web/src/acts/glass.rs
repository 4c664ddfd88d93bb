//! Opening a record in the open: asked for with a reason, decided by a supervisor of its team, looked at
//! afterwards.

use std::time::Duration;

use access::Act;
use case::break_glass::{BreakGlass, Decider, Finding, GlassRefused, Reason, State, Subject};
use casework::id::GlassId;
use casework::member::Actor;
use casework::time::Timestamp;
use store::erasure::record::Record;
use store::glass::{self, Stored};
use store::wake::Topic;
use store::{Error, Store, Tx};
use vault::Keyring;

use super::member::Doer;
use crate::compiled_here;

fn subject(record: Record) -> Subject {
    match record {
        Record::Contact(id) => Subject::Contact(id),
        Record::Case(id) => Subject::Case(id),
    }
}

/// Asks to open a record. With danger it is open at once, as far as the member holds its key; where they do
/// not, somebody of its team hands it over.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it is closed to the member.
#[compiled_here]
pub async fn ask(
    store: &Store,
    (doer, keys): (&Doer, &Keyring),
    record: Record,
    reason: Reason,
) -> Result<GlassId, Error> {
    let (stood, mut tx) = store.enter(&doer.actor, Act::AskGlass, record).await?;
    let closed = stood.closed_to.contains(&doer.id);
    let glass = BreakGlass::ask(subject(record), doer.id, closed, reason, tx.now());
    let glass = glass.map_err(Error::rule)?;
    let id = tx.glass_id();
    if matches!(glass.state(), State::Opened { .. }) {
        match glass::hand_key(&mut tx, record, doer.id, keys).await {
            // Of another team: nobody here can open it alone.
            Ok(()) | Err(Error::Sealed(_)) => {}
            Err(other) => return Err(other),
        }
    }
    glass::insert(&mut tx, id, (record, stood.team), &glass).await?;
    tx.because(reason.code());
    tx.wake(Topic::Team(stood.team));
    tx.commit_all(&[]).await?;
    Ok(id)
}

/// Enters an opening that a supervisor decides about.
async fn deciding(store: &Store, doer: &Doer, id: GlassId) -> Result<(Stored, Tx, Decider), Error> {
    let at = store.glass(id).await?;
    let (stored, tx) = store.enter(&doer.actor, Act::DecideGlass, at).await?;
    let closed = stored.closed_to.contains(&doer.id);
    // That they supervise the record's team, the policies have just said.
    let decider = Decider { member: doer.id, supervises: true, closed };
    Ok((stored, tx, decider))
}

async fn keep(
    mut tx: Tx,
    stored: &Stored,
    next: &BreakGlass,
    why: &'static str,
) -> Result<(), Error> {
    glass::save(&mut tx, stored, next).await?;
    tx.because(why);
    tx.wake(Topic::Member(stored.glass.by()));
    tx.wake(Topic::Team(stored.team));
    tx.commit_all(&[]).await
}

/// A supervisor agrees, and hands the key over.
///
/// # Errors
/// [`Error::Rule`] when it was decided, or the member asked for it themself.
#[compiled_here]
pub async fn approve(
    store: &Store,
    (doer, keys): (&Doer, &Keyring),
    id: GlassId,
) -> Result<(), Error> {
    let (stored, mut tx, decider) = deciding(store, doer, id).await?;
    let next = stored.glass.approve(&decider, tx.now()).map_err(Error::rule)?;
    glass::hand_key(&mut tx, stored.record, stored.glass.by(), keys).await?;
    keep(tx, &stored, &next, "approved").await
}

/// Hands the key over to somebody for whom danger opened the record.
///
/// # Errors
/// [`Error::Rule`] when it is not open.
#[compiled_here]
pub async fn hand_key(
    store: &Store,
    (doer, keys): (&Doer, &Keyring),
    id: GlassId,
) -> Result<(), Error> {
    let (stored, mut tx, _) = deciding(store, doer, id).await?;
    if stored.glass.by() == doer.id {
        return Err(Error::rule(GlassRefused::OwnRequest));
    }
    if !stored.is_open(tx.now()) {
        return Err(Error::rule(GlassRefused::Decided));
    }
    glass::hand_key(&mut tx, stored.record, stored.glass.by(), keys).await?;
    let same = stored.glass;
    keep(tx, &stored, &same, "key_handed").await
}

/// A supervisor refuses.
///
/// # Errors
/// [`Error::Rule`] when it was decided, or the member asked for it themself.
#[compiled_here]
pub async fn refuse(store: &Store, doer: &Doer, id: GlassId) -> Result<(), Error> {
    let (stored, tx, decider) = deciding(store, doer, id).await?;
    let next = stored.glass.refuse(&decider).map_err(Error::rule)?;
    keep(tx, &stored, &next, "refused").await
}

/// A supervisor looks at it afterwards.
///
/// # Errors
/// [`Error::Rule`] when it is still open, was never opened, or was looked at before.
#[compiled_here]
pub async fn review(
    store: &Store,
    doer: &Doer,
    id: GlassId,
    finding: Finding,
) -> Result<(), Error> {
    let (stored, tx, decider) = deciding(store, doer, id).await?;
    let now: Timestamp = tx.now();
    let next = stored.glass.review(&decider, finding, now).map_err(Error::rule)?;
    keep(tx, &stored, &next, finding.code()).await
}

/// Takes the keys back of every opening whose time is over.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn end_over(store: &Store) -> Result<(), Error> {
    for id in store.glass_over().await? {
        let at = store.glass(id).await?;
        let (stored, mut tx) = store.enter(&Actor::Machine, Act::EndGlass, at).await?;
        glass::take_key(&mut tx, &stored).await?;
        tx.because("time_over");
        tx.commit_all(&[]).await?;
    }
    Ok(())
}

/// Takes keys back as time runs out, until the task is aborted.
#[compiled_here]
pub async fn watch(store: Store) {
    let mut beat = tokio::time::interval(Duration::from_secs(30));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        if let Err(error) = end_over(&store).await {
            tracing::warn!(%error, "keys could not be taken back; trying again");
        }
    }
}
