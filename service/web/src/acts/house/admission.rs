//! What happens to an account that exists: reset, another team, suspension, a session.

use crate::compiled_here;
use access::Act;
use casework::event::Event;
use casework::id::{MemberId, TeamId};
use casework::member::{Actor, MemberState};
use store::subject::Installation;
use store::{Store, account, member, session};
use vault::{Keyring, ReaderId, RecoveryKey, SecretKey, SessionSecret};

use super::{AccountError, INVITATION, SESSION, join, opens_nothing};

/// Resets a member with the recovery key: old ways in are gone, and a link lets them set new ones.
///
/// # Errors
/// [`AccountError`].
#[compiled_here]
pub async fn reset(
    store: &Store,
    actor: &Actor,
    recovery: &RecoveryKey,
    id: MemberId,
) -> Result<SessionSecret, AccountError> {
    let pair = recovery.key_pair();
    if store.recovery_key().await? != Some(pair.public()) {
        return Err(AccountError::RecoveryKey);
    }
    let (_, mut tx) = store.enter(actor, Act::ResetAccess, Installation).await?;
    let own = account::recover(&mut tx, id, pair.secret()).await?;
    account::drop_unlocks(&mut tx, id).await?;
    account::drop_code(&mut tx, id).await?;
    account::save_state(&mut tx, id, MemberState::Invited).await?;
    session::end_all(&mut tx, id).await?;
    let link = SessionSecret::generate(&mut tx.rng());
    let until = tx.now() + INVITATION;
    account::invite(&mut tx, id, &link, &own, until).await?;
    tx.about("member", id.uuid());
    tx.commit(Event::MemberAccessReset { member: id }).await?;
    Ok(link)
}

/// Puts a member into a hotline team of the actor, and hands its key over.
///
/// # Errors
/// [`AccountError`].
#[compiled_here]
pub async fn grant_team(
    store: &Store,
    actor: &Actor,
    keys: &Keyring,
    id: MemberId,
    team: TeamId,
) -> Result<(), AccountError> {
    let secret = keys.secret(ReaderId(team.uuid())).ok_or(AccountError::KeyMissing)?;
    let (_, mut tx) = store.enter(actor, Act::InviteMember, Installation).await?;
    let stored = member::of_id(&mut tx, id).await?;
    if opens_nothing(&stored.roles) {
        return Err(AccountError::OpensNothing);
    }
    join(&mut tx, id, &stored.public_key, team, secret).await?;
    let teams = member::teams_of(&mut tx, id).await?;
    tx.about("member", id.uuid());
    let roles = stored.roles.into_iter().collect();
    tx.commit(Event::MemberChanged { member: id, roles, teams }).await?;
    Ok(())
}

/// Suspends a member (every session ends at once), or lets a suspended one in again.
///
/// # Errors
/// [`AccountError`].
#[compiled_here]
pub async fn set_suspended(
    store: &Store,
    actor: &Actor,
    id: MemberId,
    suspended: bool,
) -> Result<(), AccountError> {
    if actor.member_id() == Some(id) {
        return Err(AccountError::Oneself);
    }
    let (_, mut tx) = store.enter(actor, Act::ManageMembers, Installation).await?;
    let stored = member::of_id(&mut tx, id).await?;
    let next = match (stored.state, suspended) {
        (MemberState::Active, true) => MemberState::Suspended,
        (MemberState::Suspended, false) => MemberState::Active,
        _ => return Err(store::Error::Changed.into()),
    };
    account::save_state(&mut tx, id, next).await?;
    session::end_all(&mut tx, id).await?;
    let teams = member::teams_of(&mut tx, id).await?;
    tx.about("member", id.uuid());
    let roles = stored.roles.into_iter().collect();
    let mut events = vec![if suspended {
        Event::MemberSuspended { member: id }
    } else {
        Event::MemberChanged { member: id, roles, teams }
    }];
    if suspended {
        events.extend(crate::acts::duty::owner_left(&mut tx, id).await?);
        store::case::owner_left(&mut tx, id).await?;
    }
    tx.commit_all(&events).await?;
    Ok(())
}

/// Opens a session for a member whose key was unlocked. `step` is the time step of their code, where
/// a second factor is set up; `None` comes back when that code was used before.
///
/// # Errors
/// If the store fails.
#[compiled_here]
pub async fn open_session(
    store: &Store,
    id: MemberId,
    key: &SecretKey,
    step: Option<i64>,
) -> Result<Option<SessionSecret>, store::Error> {
    let (_, mut tx) = store.enter(&Actor::Nobody, Act::SignIn, Installation).await?;
    if let Some(step) = step
        && !account::use_step(&mut tx, id, step).await?
    {
        return Ok(None);
    }
    session::forget_expired(&mut tx).await?;
    let secret = SessionSecret::generate(&mut tx.rng());
    let until = tx.now() + SESSION;
    member::open_session(&mut tx, id, &secret, key, until).await?;
    tx.about("member", id.uuid());
    let session = session::id_of(&secret.lookup());
    tx.commit(Event::SessionStarted { session, member: id }).await?;
    Ok(Some(secret))
}
