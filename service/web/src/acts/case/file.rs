//! A case that comes in as an HTCDS file, and the records of one that goes out.

use std::collections::BTreeMap;

use access::{Act, Look};
use case::case::{Case, OpenWork, Status};
use case::htcds::{self, Known, Plan, Record};
use case::merge::People;
use case::person::Person;
use casework::event::Event;
use casework::id::{CaseId, PersonId, TeamId};
use casework::time::Timestamp;
use store::case::text::{self, Kept, Name, Writing};
use store::case::{self as cases, Stored, people};
use store::wake::Topic;
use store::{Error, Store, View, key};
use vault::{Attempt, Keyring, PublicKey, ReaderId, RecordKey, SecretKey, Text};
use zeroize::Zeroizing;

use super::person::{Words, know};
use super::write;
use crate::acts::member::Doer;
use crate::compiled_here;

/// Opens the case that a file makes, with everybody in it and every record of the file, in one transaction:
/// all of it is kept, or nothing. A repeated attempt gives the case of the first.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn take_in(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    (team, team_key): (TeamId, PublicKey),
    plan: Plan,
    attempt: &Attempt,
) -> Result<CaseId, Error> {
    let ((), mut tx) = store.enter(&doer.actor, Act::StartCase, team).await?;
    let attempted = attempt.dedup_key();
    if let Some(before) = cases::of_attempt(&mut tx, &attempted).await? {
        return Ok(before);
    }
    let key = RecordKey::generate(&mut tx.rng());
    let now = tx.now();
    let (case, event) = Case::open(tx.case_id(), team, Some(doer.id), now);
    let case = stands(case, plan.status, now)?;
    let id = case.id();
    let reader = ReaderId(team.uuid());
    let wrapped = key.wrap_for(reader, &team_key, id.uuid(), &mut tx.rng());
    cases::insert(&mut tx, &case, &key.public()).await?;
    cases::note_attempt(&mut tx, &attempted, id).await?;
    key::grant(&mut tx, id.uuid(), reader, key::Reader::Team, &wrapped).await?;
    let stored = Stored { case, public_key: key.public(), version: 1, closed_to: Vec::new() };
    let mut events = vec![event];
    let mut ids = Vec::new();
    for one in &plan.people {
        let person = Person { id: tx.person_id(), part: one.part, since: now };
        people::put(&mut tx, id, person).await?;
        events.push(Event::PersonAdded { case: id, person: person.id });
        let words =
            Words { name: one.name.to_string(), reach: one.reach.to_string(), ..Words::default() };
        for (name, words) in [(Name::PersonName, &words.name), (Name::Reach, &words.reach)] {
            write(&mut tx, (&stored, doer), (person.id.uuid(), 0), name, words).await?;
        }
        know(&mut tx, keys, &stored, (person.id, &words)).await?;
        ids.push(person.id);
    }
    let file = in_text(&plan.records(id, &ids))?;
    let writing =
        Writing { case: id, record: id.uuid(), to: stored.public_key, by: doer.id, base: 0 };
    text::put(&mut tx, writing, Name::Htcds, &file).await?;
    tx.about("case", id.uuid());
    tx.wake(Topic::Team(team));
    tx.commit_all(&events).await?;
    Ok(id)
}

/// The case where the file says that it stands: nothing of it is open work here yet.
fn stands(case: Case, status: Status, now: Timestamp) -> Result<Case, Error> {
    let nothing = OpenWork::default();
    match status {
        Status::Active => Ok(case),
        Status::FollowUp => case.follow_up(true, now),
        Status::Closed => case.close(false, nothing, now),
        Status::ClosedReferred => case.close(true, nothing, now),
    }
    .map_err(Error::rule)
}

/// Records as the text of a file.
///
/// # Errors
/// [`Error::Unknown`], which writing to memory never leads to.
pub fn in_text(records: &[Record]) -> Result<Text, Error> {
    let mut bytes = Zeroizing::new(Vec::<u8>::new());
    htcds::write(records, &mut *bytes).map_err(|_| Error::Unknown("records of a file"))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::Unknown("records of a file"))?;
    Ok(Text::from(text))
}

/// A case as a file would hold it: every record, with who is in it.
pub struct Whole {
    /// The case.
    pub stored: Stored,
    /// Its people.
    pub people: People,
    /// Its key.
    pub key: SecretKey,
    /// Every record.
    pub records: Vec<Record>,
}

/// Reads a case as a file would hold it, under a look that the audit keeps apart: to show what would go out, or
/// to let it go.
///
/// # Errors
/// [`Error::NotFound`] when the case is not the member's to see or to take a copy of.
#[compiled_here]
pub async fn whole(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    (id, look): (CaseId, Look),
) -> Result<(Whole, View), Error> {
    let (stored, mut view) = store.look(&doer.actor, look, id).await?;
    let key = key::open(&mut view, id.uuid(), keys).await?;
    let people = people::of_case(&mut view, id).await?;
    let names = texts(&mut view, (id, &key), Name::PersonName).await?;
    let wishes = texts(&mut view, (id, &key), Name::Wishes).await?;
    let kept = text::latest(&mut view, id, Name::Htcds).await?;
    let kept = match kept.get(&id.uuid()) {
        None => Vec::new(),
        Some(kept) => {
            let text = kept.open(&key)?;
            // It was read once before it was stored.
            let read = htcds::read(text.expose().as_bytes());
            read.map_err(|_| Error::Unknown("records of a file"))?
        }
    };
    let status = stored.case.status().0;
    let known = Known { case: id, status, people: &people, names: &names, wishes: &wishes };
    let records = htcds::copy(kept, &known);
    Ok((Whole { stored, people, key, records }, view))
}

async fn texts(
    view: &mut View,
    (id, key): (CaseId, &SecretKey),
    name: Name,
) -> Result<BTreeMap<PersonId, Zeroizing<String>>, Error> {
    let kept = text::latest(view, id, name).await?;
    let open = |(record, kept): (uuid::Uuid, Kept)| {
        let text = kept.open(key)?.expose().to_owned();
        Ok((PersonId::from_uuid(record), Zeroizing::new(text)))
    };
    let all: Result<BTreeMap<_, _>, vault::OpenError> = kept.into_iter().map(open).collect();
    let mut all = all?;
    all.retain(|_, text| !text.is_empty());
    Ok(all)
}
