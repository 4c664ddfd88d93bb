//! What became of exploiters, and how victims are: two kinds of acts that never touch, but for one. Who was
//! held to be an exploiter and turns out to be a victim leaves the first list for good.

use case::justice::{
    HarmBySystem, Justice, Step, SystemHarm, harm_by_system, records, turned_out as harms_of,
};
use case::merge::People;
use case::person::{ExploiterId, Person, VictimId};
use case::wellbeing::Look;
use casework::event::Event;
use casework::id::{CaseId, MemberId, PersonId};
use casework::text::NoteText;
use casework::time::Timestamp;
use store::case::work::{self, Kind};
use store::case::{Stored, harm, justice, people, wellbeing};
use store::{Error, Store, Tx, key};
use vault::{Keyring, Text};

use super::work_on;
use crate::acts::member::Doer;
use crate::compiled_here;

fn check_past(tx: &Tx, at: Timestamp) -> Result<(), Error> {
    if at > tx.now() {
        return Err(Error::Rule("this day is still to come; choose the day it happened".into()));
    }
    Ok(())
}

/// Records one step before the law of an alleged exploiter.
///
/// # Errors
/// [`Error::Rule`] when something is missing before it; [`Error::NotFound`] when the person is no alleged
/// exploiter of the case: a victim never is.
#[compiled_here]
pub async fn record_step(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    id: CaseId,
    (person, at, step): (PersonId, Timestamp, Step),
) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, id).await?;
    check_past(&tx, at)?;
    let all = people::of_case(&mut tx, id).await?;
    let key = key::open(&mut tx, id.uuid(), keys).await?;
    let entries = steps(&mut tx, id, &key).await?;
    let theirs = records(&all, &entries);
    let record = theirs.into_iter().find(|one| one.exploiter().person() == person);
    let record: Justice = record.ok_or(Error::NotFound)?;
    let exploiter: ExploiterId = record.exploiter();
    record.add(at, step.clone()).map_err(Error::rule)?;
    justice::add(&mut tx, (id, stored.public_key), exploiter, (at, &step), doer.id).await?;
    tx.commit_all(&[]).await
}

async fn steps(
    tx: &mut Tx,
    id: CaseId,
    key: &vault::SecretKey,
) -> Result<Vec<(PersonId, Timestamp, Step)>, Error> {
    let entries = justice::of_case(tx, id, key).await?;
    Ok(entries.into_iter().map(|one| (one.person, one.at, one.step)).collect())
}

async fn victim(tx: &mut Tx, id: CaseId, person: PersonId) -> Result<VictimId, Error> {
    let all = people::of_case(tx, id).await?;
    let kept = all.person(all.resolve(person)).and_then(Person::victim);
    kept.ok_or(Error::NotFound)
}

/// Writes down how a potential victim is, with their own words if they said something.
///
/// # Errors
/// [`Error::NotFound`] when the person is no potential victim of the case.
#[compiled_here]
pub async fn look(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    (person, look): (PersonId, Look),
    words: Option<&NoteText>,
) -> Result<(), Error> {
    let (stored, mut tx) = work_on(store, doer, id).await?;
    check_past(&tx, look.at)?;
    let victim = victim(&mut tx, id, person).await?;
    let words = words.map(|words| Text::from(words.expose()));
    let to = (id, stored.public_key);
    wellbeing::add(&mut tx, to, (victim, look), words.as_ref(), doer.id).await?;
    tx.commit_all(&[]).await
}

/// Records that a victim was treated as an offender: a red event.
///
/// # Errors
/// [`Error::NotFound`] when the person is no potential victim of the case.
#[compiled_here]
pub async fn harmed(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    (person, done, at): (PersonId, SystemHarm, Timestamp),
) -> Result<(), Error> {
    let (_, mut tx) = work_on(store, doer, id).await?;
    check_past(&tx, at)?;
    let victim = victim(&mut tx, id, person).await?;
    let events = keep(&mut tx, (id, doer.id), vec![harm_by_system(id, victim, done, at)]).await?;
    tx.commit_all(&events).await
}

/// Stores harms; gives their red events.
pub(super) async fn keep(
    tx: &mut Tx,
    (id, by): (CaseId, MemberId),
    harms: Vec<(HarmBySystem, Event)>,
) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for (one, event) in harms {
        harm::add(tx, id, &one, by).await?;
        events.push(event);
    }
    Ok(events)
}

/// Records that a harm was put right.
///
/// # Errors
/// [`Error::Rule`] when it was before, or the day is before the harm.
#[compiled_here]
pub async fn put_right(
    store: &Store,
    doer: &Doer,
    id: CaseId,
    (person, place): (PersonId, i64),
    at: Timestamp,
) -> Result<(), Error> {
    let (_, mut tx) = work_on(store, doer, id).await?;
    check_past(&tx, at)?;
    let all = people::of_case(&mut tx, id).await?;
    let harms = harm::of_case(&mut tx, id, &all).await?;
    let this = |one: &harm::Kept| (one.harm.victim.person(), one.place) == (person, place);
    let stands = harms.into_iter().find(this).ok_or(Error::NotFound)?.harm;
    stands.put_right(at).map_err(Error::rule)?;
    harm::put_right(&mut tx, (stands.victim, place), at, doer.id).await?;
    tx.commit_all(&[]).await
}

/// How many harms of a case are not put right.
pub(super) async fn open_harms(tx: &mut Tx, id: CaseId) -> Result<usize, Error> {
    let all = people::of_case(tx, id).await?;
    let harms = harm::of_case(tx, id, &all).await?;
    Ok(harms.iter().filter(|one| one.harm.put_right_at.is_none()).count())
}

/// `next` is another part of somebody: when an alleged exploiter turns out to be none, what stood in the list
/// of offenders goes out of it. What was done to a victim is a harm by the system, and a document of the
/// case keeps the words of it, because a court may have to undo them.
pub(super) async fn turned_out(
    tx: &mut Tx,
    (stored, doer, keys): (&Stored, &Doer, &Keyring),
    all: &People,
    next: Person,
) -> Result<Vec<(HarmBySystem, Event)>, Error> {
    let id = stored.case.id();
    let was = all.person(next.id).and_then(Person::exploiter);
    let (Some(was), None) = (was, next.exploiter()) else { return Ok(Vec::new()) };
    let key = key::open(tx, id.uuid(), keys).await?;
    let entries = steps(tx, id, &key).await?;
    let before = records(all, &entries).into_iter().find(|one| one.exploiter() == was);
    let Some(before) = before.filter(|one| !one.steps().is_empty()) else { return Ok(Vec::new()) };
    let words = Text::from(retold(&before));
    work::note(tx, (id, stored.public_key), Kind::Document, doer.id, &words).await?;
    for record in all.same_as(next.id) {
        justice::take_out(tx, record.id).await?;
    }
    Ok(next.victim().map(|victim| harms_of(id, victim, &before)).unwrap_or_default())
}

/// What had been recorded, in words: one line a step.
fn retold(before: &Justice) -> String {
    let mut text = String::from(
        "Recorded while this person was held to be an exploiter, before they were found to be none:",
    );
    for (at, step) in before.steps() {
        let detail = match step {
            Step::Charged(statute) => statute.as_str().to_owned(),
            Step::Investigated(nibrs) => nibrs.code().to_owned(),
            Step::Cleared(clearance) => clearance.code().to_owned(),
            Step::Disposed(disposition) => disposition.code().to_owned(),
            Step::Sentenced { months } => format!("{months} months"),
            Step::Restitution { ordered, paid } => format!("{ordered} ordered, {paid} paid"),
            Step::Reported | Step::Unfounded | Step::Arrested => String::new(),
        };
        let day = chrono::DateTime::from_timestamp_micros(at.micros()).unwrap_or_default();
        let line = format!("\n{} {} {detail}", day.format("%Y-%m-%d"), step.kind().code());
        text.push_str(line.trim_end());
    }
    text
}
