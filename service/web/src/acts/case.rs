//! What staff do about a case: open it, join contacts, write, set tasks, move it on. Beside it: who is in
//! it ([`person`]), what became of exploiters and how victims are ([`outcome`]), which agency may see what of
//! them ([`sharing`]), what the weekly review decides ([`review`]),
//! and how a case comes in as a file and goes out as one ([`file`]).

pub mod file;
pub mod outcome;
pub mod person;
pub mod review;
pub mod sharing;

use access::Act;
use case::case::{Case, CaseRefused, OpenWork};
use case::task::{End, Task};
use casework::contact::Danger;
use casework::id::{CaseId, ContactId, MemberId, TaskId, TeamId};
use casework::text::NoteText;
use casework::time::Timestamp;
use store::case::text::{Name, Writing};
use store::case::work::Kind;
use store::case::{self as cases, Stored, part, text, work};
use store::wake::Topic;
use store::{Error, Store, Tx, key};
use vault::{Attempt, PublicKey, ReaderId, RecordKey, Text};

use super::member::Doer;
use crate::compiled_here;

/// Opens a case for a team, and joins the contact that it begins with, if one is named. A repeated attempt
/// gives the case of the first.
///
/// # Errors
/// [`Error::NotFound`] when the contact is not the team's or not the member's to see.
#[compiled_here]
pub async fn open(
    store: &Store,
    doer: &Doer,
    (team, team_key): (TeamId, PublicKey),
    contact: Option<ContactId>,
    attempt: &Attempt,
) -> Result<CaseId, Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::StartCase, team).await?;
    let attempted = attempt.dedup_key();
    if let Some(before) = cases::of_attempt(&mut tx, &attempted).await? {
        return Ok(before);
    }
    let key = RecordKey::generate(&mut tx.rng());
    let (case, event) = Case::open(tx.case_id(), team, Some(doer.id), tx.now());
    let id = case.id();
    let reader = ReaderId(team.uuid());
    let wrapped = key.wrap_for(reader, &team_key, id.uuid(), &mut tx.rng());
    cases::insert(&mut tx, &case, &key.public()).await?;
    cases::note_attempt(&mut tx, &attempted, id).await?;
    key::grant(&mut tx, id.uuid(), reader, key::Reader::Team, &wrapped).await?;
    let mut events = vec![event];
    if let Some(contact) = contact {
        check_contact(&mut tx, doer, team, contact).await?;
        let (_, joined) = case.join(contact).map_err(Error::rule)?;
        part::join(&mut tx, id, contact, doer.id).await?;
        events.push(joined);
        tx.wake(Topic::Contact(contact));
    }
    tx.about("case", id.uuid());
    tx.wake(Topic::Team(team));
    tx.commit_all(&events).await?;
    Ok(id)
}

/// The contact is the team's, and not closed to the member.
async fn check_contact(
    tx: &mut Tx,
    doer: &Doer,
    team: TeamId,
    contact: ContactId,
) -> Result<(), Error> {
    let (of, closed) = part::standing(tx, contact).await?;
    if of == team && !closed.contains(&doer.id) { Ok(()) } else { Err(Error::NotFound) }
}

/// Joins another contact to a case.
///
/// # Errors
/// [`Error::Rule`] when the case is closed; [`Error::NotFound`] when the contact is not its team's.
#[compiled_here]
pub async fn join(store: &Store, doer: &Doer, id: CaseId, contact: ContactId) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::WorkCase, id).await?;
    check_contact(&mut tx, doer, stored.case.team(), contact).await?;
    let (_, event) = stored.case.clone().join(contact).map_err(Error::rule)?;
    part::join(&mut tx, id, contact, doer.id).await?;
    tx.wake(Topic::Contact(contact));
    tx.commit(event).await
}

/// How a case is moved on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settling {
    /// Looked at from time to time, or worked on.
    FollowUp(bool),
    /// Closed; whether another organisation goes on with it.
    Close(bool),
    /// Opened again.
    Reopen,
    /// What is known about danger.
    Danger(Danger),
}

/// Moves a case on.
///
/// # Errors
/// [`Error::Rule`], for example while a report is due or a task is open.
#[compiled_here]
pub async fn settle(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    settling: Settling,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::SettleCase, id).await?;
    let (case, now) = (stored.case.clone(), tx.now());
    let next = match settling {
        Settling::FollowUp(from_time_to_time) => case.follow_up(from_time_to_time, now),
        Settling::Close(referred) => {
            let (tasks, duties) = work::open_work(&mut tx, id).await?;
            let count = |open: i64| usize::try_from(open).unwrap_or(usize::MAX);
            let harm_by_system = outcome::open_harms(&mut tx, id).await?;
            let open = OpenWork { duties: count(duties), tasks: count(tasks), harm_by_system };
            case.close(referred, open, now)
        }
        Settling::Reopen => case.reopen(now),
        Settling::Danger(danger) => Ok(case.assess_danger(danger)),
    };
    cases::save(&mut tx, &stored, &next.map_err(Error::rule)?).await?;
    tx.wake(Topic::Team(stored.case.team()));
    tx.commit_all(&[]).await
}

/// Enters a case in which something is written; it has to be open.
async fn work_on(store: &Store, doer: &Doer, id: CaseId) -> Result<(Stored, Tx), Error> {
    let (stored, tx) = store.enter(&doer.actor, Act::WorkCase, id).await?;
    check_open(&stored)?;
    Ok((stored, tx))
}

fn check_open(stored: &Stored) -> Result<(), Error> {
    if stored.case.status().0.is_open() { Ok(()) } else { Err(Error::rule(CaseRefused::Closed)) }
}

/// Writes a text, if it is another than what stands.
async fn write(
    tx: &mut Tx,
    (stored, doer): (&Stored, &Doer),
    (record, base): (uuid::Uuid, i64),
    name: Name,
    words: &str,
) -> Result<(), Error> {
    let words = words.trim();
    if words.is_empty() && base == 0 {
        return Ok(());
    }
    if words.chars().count() > NoteText::MAX_CHARS {
        return Err(Error::Rule("this is too long; write it as notes".into()));
    }
    let (case, to) = (stored.case.id(), stored.public_key);
    let writing = Writing { case, record, to, by: doer.id, base };
    text::put(tx, writing, name, &Text::from(words)).await
}

/// Writes the summary or the safety plan of a case.
///
/// # Errors
/// [`Error::Changed`] when somebody else wrote meanwhile.
#[compiled_here]
pub async fn keep_text(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    (name, base): (Name, i64),
    words: &str,
) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, id).await?;
    write(&mut tx, (&stored, doer), (id.uuid(), base), name, words).await?;
    tx.commit_all(&[]).await
}

/// Writes a note, or types a document in.
///
/// # Errors
/// [`Error::Rule`] when the case is closed.
#[compiled_here]
pub async fn note(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    kind: Kind,
    words: &NoteText,
) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, id).await?;
    let to = (id, stored.public_key);
    work::note(&mut tx, to, kind, doer.id, &Text::from(words.expose())).await?;
    tx.commit_all(&[]).await
}

/// The member is of the case's team, and it is not closed to them.
async fn check_colleague(tx: &mut Tx, stored: &Stored, member: MemberId) -> Result<(), Error> {
    let of_team = store::member::of_team(tx, stored.case.team()).await?;
    let sees = of_team.contains(&member) && !stored.closed_to.contains(&member);
    if sees { Ok(()) } else { Err(Error::NotFound) }
}

/// Sets a task for a member of the team, or for the whole team.
///
/// # Errors
/// [`Error::NotFound`] when the member is not of the team, or the case is closed to them.
#[compiled_here]
pub async fn set_task(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    (owner, due_at): (Option<MemberId>, Timestamp),
    words: &NoteText,
) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, id).await?;
    if let Some(owner) = owner {
        check_colleague(&mut tx, &stored, owner).await?;
        tx.wake(Topic::Member(owner));
    }
    let task = Task { id: tx.task_id(), case: id, review: None, owner, due_at, end: None };
    let words = Text::from(words.expose());
    work::set_task(&mut tx, &task, stored.public_key, doer.id, &words).await?;
    tx.commit_all(&[]).await
}

/// Ends a task.
///
/// # Errors
/// [`Error::Rule`] when it has ended.
#[compiled_here]
pub async fn end_task(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    task: TaskId,
    end: End,
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::WorkCase, id).await?;
    let stands = work::task(&mut tx, id, task).await?.task;
    let ended = stands.end(end, tx.now()).map_err(Error::rule)?;
    work::end_task(&mut tx, &ended).await?;
    tx.commit_all(&[]).await
}

/// Closes a case to a member with a conflict of interest.
///
/// # Errors
/// [`Error::Rule`] when a member would close it to themself; [`Error::NotFound`] when the member is not
/// of the team.
#[compiled_here]
pub async fn close_to(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    member: MemberId,
) -> Result<(), Error> {
    if member == doer.id {
        return Err(Error::Rule("ask another supervisor to close it to you".into()));
    }
    let (stored, mut tx) = store.enter(&doer.actor, Act::SettleCase, id).await?;
    check_colleague(&mut tx, &stored, member).await?;
    cases::close_to(&mut tx, id, member).await?;
    tx.commit_all(&[]).await
}
