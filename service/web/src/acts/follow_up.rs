//! Asking what became of somebody, two and thirty days after they arrived.

use crate::compiled_here;
use access::Act;
use casework::event::Event;
use casework::follow_up::{FollowUpOutcome, Milestone, may_record};
use casework::id::ReferralId;
use casework::member::Actor;
use store::wake::Topic;
use store::{Error, Store, follow_up};

/// Records what became of somebody, by the service's link or by a member who asked.
///
/// # Errors
/// [`Error::Rule`] when they have not arrived, it is too early or it was recorded before.
#[compiled_here]
pub async fn record(
    store: &Store,
    actor: &Actor,
    id: ReferralId,
    (milestone, outcome): (Milestone, FollowUpOutcome),
) -> Result<(), Error> {
    let act = Act::AnswerReferral;
    let (stored, mut tx) = store.enter(actor, act, store.referral(id)).await?;
    let now = tx.now();
    let arrived_at = follow_up::arrived(&mut tx, id).await?;
    let recorded = follow_up::of_referral(&mut tx, id).await?;
    let recorded: Vec<_> = recorded.iter().map(|one| one.milestone).collect();
    may_record(milestone, arrived_at, &recorded, now).map_err(Error::rule)?;
    follow_up::insert(&mut tx, id, (milestone, outcome)).await?;
    tx.wake(Topic::Team(stored.team));
    tx.wake(Topic::Member(stored.offered_by));
    tx.commit(Event::FollowUpRecorded { referral: id, milestone, outcome }).await
}
