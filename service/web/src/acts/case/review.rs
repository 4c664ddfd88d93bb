//! The weekly review: a meeting is opened with its agenda, people take their seats, cases are spoken about, and
//! what is decided becomes a task with an owner and a day.

use access::Act;
use case::review::{Agreements, Review, agenda};
use casework::id::{CaseId, MemberId, ReviewId, SeatId, TeamId};
use casework::text::NoteText;
use casework::time::{Span, Timestamp};
use store::case::{agenda as stored, work};
use store::review::{self, minutes, seat};
use store::wake::Topic;
use store::{Error, Store, Tx};
use uuid::Uuid;
use vault::{Attempt, PublicKey, Text};

use super::{check_colleague, work_on};
use crate::acts::member::Doer;
use crate::compiled_here;

/// Without a word from the young person for so long, a case is spoken about.
pub const NO_CONTACT: Span = Span::from_days(14);

/// Opens a meeting with the agenda of this moment. A repeated attempt gives the meeting of the first.
///
/// The agenda holds every case of the team that has a reason, also one that is closed to whoever opens the
/// meeting: they do not see it there, and it is not left out.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn open(
    store: &Store,
    doer: &Doer,
    team: TeamId,
    attempt: &Attempt,
) -> Result<ReviewId, Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::HoldReview, team).await?;
    let attempt = attempt.dedup_key();
    if let Some(before) = review::of_attempt(&mut tx, team, &attempt).await? {
        return Ok(before);
    }
    let (everybody, now) = ((team, MemberId::from_uuid(Uuid::nil())), tx.now());
    let briefs = stored::briefs(&mut tx, everybody, now).await?;
    let tasks = stored::tasks(&mut tx, everybody).await?;
    let last = review::last(&mut tx, everybody, now).await?;
    let places = agenda(briefs, &tasks, last.as_ref(), NO_CONTACT, now);
    let opened = Review::open(tx.review_id(), places, now);
    review::insert(&mut tx, (team, doer.id), &opened, &attempt).await?;
    tx.about("review", opened.id().uuid());
    tx.commit_all(&[]).await?;
    Ok(opened.id())
}

/// Adds somebody who may sit at the table, with what they signed.
///
/// # Errors
/// [`Error::NotFound`] when the member is not of the team.
#[compiled_here]
pub async fn add_seat(
    store: &Store,
    doer: &Doer,
    (team, to): (TeamId, PublicKey),
    papers: Agreements,
    (name, agency): (&Text, &Text),
) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::HoldReview, team).await?;
    let of_team = store::member::of_team(&mut tx, team).await?;
    if papers.member.is_some_and(|member| !of_team.contains(&member)) {
        return Err(Error::NotFound);
    }
    let id = tx.seat_id();
    seat::insert(&mut tx, (team, to), (id, &papers), (name, agency)).await?;
    tx.commit_all(&[]).await
}

/// Notes until when the papers of somebody hold now; none if they are not on file.
///
/// # Errors
/// [`Error::NotFound`] when the team has no such seat.
#[compiled_here]
pub async fn renew(
    store: &Store,
    doer: &Doer,
    (team, id): (TeamId, SeatId),
    confidentiality: Option<Timestamp>,
    memorandum: Option<Timestamp>,
) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::HoldReview, team).await?;
    seat::renew(&mut tx, (team, id), confidentiality, memorandum).await?;
    tx.commit_all(&[]).await
}

/// Somebody comes to a meeting, or was not there after all.
///
/// # Errors
/// [`Error::Rule`] when one of their papers does not hold.
#[compiled_here]
pub async fn attend(
    store: &Store,
    doer: &Doer,
    (team, id): (TeamId, ReviewId),
    who: SeatId,
    comes: bool,
) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::HoldReview, team).await?;
    let held = review::load(&mut tx, (team, doer.id), id).await?;
    let papers = seat::load(&mut tx, team, who).await?.papers;
    if comes {
        held.attend(who, &papers).map_err(Error::rule)?;
        review::come(&mut tx, id, who, papers.organization).await?;
    } else {
        review::go(&mut tx, id, who).await?;
    }
    tx.commit_all(&[]).await
}

/// The meeting of the case's team.
async fn held(tx: &mut Tx, doer: &Doer, team: TeamId, id: ReviewId) -> Result<Review, Error> {
    review::load(tx, (team, doer.id), id).await
}

/// Puts a case on the agenda of a meeting, because somebody wants to speak about it.
///
/// # Errors
/// [`Error::NotFound`] when the case is not the team's or not the member's to see.
#[compiled_here]
pub async fn ask(store: &Store, doer: &Doer, case: CaseId, id: ReviewId) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, case).await?;
    let before = held(&mut tx, doer, stored.case.team(), id).await?;
    let next = before.with_case(case);
    if let Some(place) = next.agenda().iter().find(|place| place.case == case) {
        // After whatever else was added; the order of equals is that of their ids.
        review::add_place(&mut tx, id, i64::MAX, place).await?;
    }
    tx.commit_all(&[]).await
}

/// Writes what was said about a case; without words it is noted that it was spoken about.
///
/// # Errors
/// [`Error::Rule`] when it is not on the agenda; [`Error::Changed`] when somebody else wrote meanwhile.
#[compiled_here]
pub async fn say(
    store: &Store,
    doer: &Doer,
    (case, id): (CaseId, ReviewId),
    base: i64,
    words: Option<&NoteText>,
) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, case).await?;
    let held = held(&mut tx, doer, stored.case.team(), id).await?;
    held.speak_about(case).map_err(Error::rule)?;
    if let Some(words) = words {
        let about = (id, case, stored.public_key);
        minutes::write(&mut tx, about, (base, doer.id), &Text::from(words.expose())).await?;
    }
    review::speak(&mut tx, id, case).await?;
    tx.commit_all(&[]).await
}

/// Decides that somebody who is there does something by a day.
///
/// # Errors
/// [`Error::Rule`] when they are not there, or the day is over.
#[compiled_here]
pub async fn decide(
    store: &Store,
    doer: &Doer,
    (case, id): (CaseId, ReviewId),
    (owner, due_at): (MemberId, Timestamp),
    words: &NoteText,
) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, case).await?;
    check_colleague(&mut tx, &stored, owner).await?;
    let held = held(&mut tx, doer, stored.case.team(), id).await?;
    let task = tx.task_id();
    let decided = held.decide(task, case, owner, due_at).map_err(Error::rule)?;
    let words = Text::from(words.expose());
    for task in decided.decisions() {
        work::set_task(&mut tx, task, stored.public_key, doer.id, &words).await?;
    }
    review::speak(&mut tx, id, case).await?;
    tx.wake(Topic::Member(owner));
    tx.commit_all(&[]).await
}
