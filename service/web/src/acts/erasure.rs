//! How long records are kept, what is held, and how one is erased: asked for by one member, decided by
//! another; or by one, once its time is over.
//!
//! A case takes the contacts along that belong to no other one. Whatever holds one of them holds all.

use access::Act;
use case::retention::{Class, Erasing, ErasureRefused, HoldReason, Reason};
use casework::event::Event;
use casework::id::MemberId;
use store::erasure::record::{self, Record, Stored};
use store::erasure::{self, keep};
use store::subject::Installation;
use store::wake::Topic;
use store::{Error, Store, Tx};

use super::member::Doer;
use crate::compiled_here;

/// The longest period that a class can have, in days: a hundred years.
pub const LONGEST: u32 = 36_525;

/// Sets for how many days a class is kept; none keeps it until somebody erases it.
///
/// # Errors
/// [`Error::Rule`] when the number cannot be meant.
#[compiled_here]
pub async fn set_period(
    store: &Store,
    doer: &Doer,
    class: Class,
    days: Option<u32>,
) -> Result<(), Error> {
    if days.is_some_and(|days| days == 0 || days > LONGEST) {
        return Err(Error::Rule(format!("write a number of days from 1 to {LONGEST}, or none")));
    }
    let ((), mut tx) = store.enter(&doer.actor, Act::SetRetention, Installation).await?;
    keep::put_period(&mut tx, class, days, doer.id).await?;
    tx.because(class.code());
    tx.commit_all(&[]).await
}

async fn check_there(tx: &mut Tx, record: Record) -> Result<(), Error> {
    match erasure::of_record(tx, record.subject()).await? {
        Some(line) => Err(Error::rule(ErasureRefused::Already(line.entry))),
        None => Ok(()),
    }
}

/// Holds a record.
///
/// # Errors
/// [`Error::Rule`] when it is erased.
#[compiled_here]
pub async fn hold(
    store: &Store,
    doer: &Doer,
    record: Record,
    reason: HoldReason,
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::HoldRecord, record).await?;
    check_there(&mut tx, record).await?;
    keep::hold(&mut tx, record, reason, doer.id).await?;
    tx.because(reason.code());
    tx.commit_all(&[]).await
}

/// Lifts every hold of a record.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn lift(store: &Store, doer: &Doer, record: Record) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::HoldRecord, record).await?;
    keep::lift(&mut tx, record, doer.id).await?;
    tx.because("lifted");
    tx.commit_all(&[]).await
}

/// Writes down that a record should be erased before its time; another member decides.
///
/// # Errors
/// [`Error::Rule`] when it is erased, or its time is given as the reason.
#[compiled_here]
pub async fn ask(store: &Store, doer: &Doer, record: Record, reason: Reason) -> Result<(), Error> {
    if reason == Reason::PeriodOver {
        return Err(Error::rule(ErasureRefused::NotOver));
    }
    let (_, mut tx) = store.enter(&doer.actor, Act::AskErasure, record).await?;
    check_there(&mut tx, record).await?;
    keep::ask(&mut tx, record, reason, doer.id).await?;
    tx.because(reason.code());
    tx.commit_all(&[]).await
}

/// Takes back what one asked oneself.
///
/// # Errors
/// [`Error::NotFound`] when somebody else asked it.
#[compiled_here]
pub async fn take_back(store: &Store, doer: &Doer, record: Record) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::AskErasure, record).await?;
    let asked = keep::asked(&mut tx, record).await?;
    asked.filter(|asked| asked.by == doer.id).ok_or(Error::NotFound)?;
    keep::forget_request(&mut tx, record.subject()).await?;
    tx.because("taken_back");
    tx.commit_all(&[]).await
}

/// Keeps a record that somebody asked to erase.
///
/// # Errors
/// [`Error::Rule`] when nobody asked any more.
#[compiled_here]
pub async fn decline(store: &Store, doer: &Doer, record: Record) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::EraseRecord, record).await?;
    keep::asked(&mut tx, record).await?.ok_or(Error::Changed)?;
    keep::forget_request(&mut tx, record.subject()).await?;
    tx.because("declined");
    tx.commit_all(&[]).await
}

/// Agrees to what another member asked, and erases the record. Gives its line of the ledger.
///
/// # Errors
/// [`Error::Rule`] when it is held, something about it is open, or nobody else asked.
#[compiled_here]
pub async fn agree(store: &Store, doer: &Doer, record: Record) -> Result<u64, Error> {
    let (stood, mut tx) = store.enter(&doer.actor, Act::EraseRecord, record).await?;
    let asked = keep::asked(&mut tx, record).await?.ok_or(Error::Changed)?;
    let decision = Decision { reason: asked.reason, by: asked.by, agreed_by: Some(doer.id) };
    erase(store, tx, (record, &stood), decision).await
}

/// Erases a record whose time is over. Gives its line of the ledger.
///
/// # Errors
/// [`Error::Rule`] when its time is not over, it is held, or something about it is open.
#[compiled_here]
pub async fn erase_over(store: &Store, doer: &Doer, record: Record) -> Result<u64, Error> {
    let (stood, mut tx) = store.enter(&doer.actor, Act::EraseRecord, record).await?;
    if let Record::Contact(contact) = record
        && !record::cases_of(&mut tx, contact).await?.is_empty()
    {
        return Err(Error::Rule("it belongs to a case, and goes when the case goes".into()));
    }
    let decision = Decision { reason: Reason::PeriodOver, by: doer.id, agreed_by: None };
    erase(store, tx, (record, &stood), decision).await
}

/// Who decided what.
#[derive(Clone, Copy)]
struct Decision {
    reason: Reason,
    by: MemberId,
    agreed_by: Option<MemberId>,
}

async fn erase(
    store: &Store,
    mut tx: Tx,
    (record, stood): (Record, &Stored),
    decision: Decision,
) -> Result<u64, Error> {
    check_there(&mut tx, record).await?;
    let along = along(&mut tx, record, stood).await?;
    let mut held = keep::holds_on(&mut tx, record).await?;
    for one in related(&mut tx, record, &along).await? {
        held.extend(keep::holds_on(&mut tx, one).await?);
    }
    let Decision { reason, by, agreed_by } = decision;
    let at = tx.now();
    let of = |kept| Erasing { kept, reason, by, agreed_by, at, keys: 0 };
    let mut whole = stood.kept;
    whole.open |= along.iter().any(|(_, one)| one.kept.open);
    let periods = keep::periods(&keep::rules(&mut tx).await?);
    let holds = keep::holds(record.subject(), &held);
    of(whole).check(&periods, &holds).map_err(Error::rule)?;
    let mut events: Vec<Event> = Vec::new();
    let all = along.iter().map(|(record, one)| (*record, one.kept));
    let mut entry = 0;
    for (record, kept) in all.chain([(record, stood.kept)]) {
        let (event, line) = erasure::enter(&mut tx, of(kept)).await?;
        events.push(event);
        entry = line.entry;
        if let Record::Contact(contact) = record {
            tx.wake(Topic::Contact(contact));
        }
    }
    tx.because(reason.code());
    tx.wake(Topic::Team(stood.team));
    tx.commit_all(&events).await?;
    // What was erased is gone already; this only cleans up behind it, and the watch tries it again.
    if let Err(error) = store.scour().await {
        tracing::warn!(%error, "the database could not be cleaned up after an erasure");
    }
    Ok(entry)
}

/// The contacts that go with a case: of its team, and of no other case.
async fn along(
    tx: &mut Tx,
    record: Record,
    stood: &Stored,
) -> Result<Vec<(Record, Stored)>, Error> {
    let Record::Case(case) = record else { return Ok(Vec::new()) };
    let mut along = Vec::new();
    for contact in record::only_in(tx, case).await? {
        let contact = Record::Contact(contact);
        let one = record::stored(tx, contact).await?;
        if one.team == stood.team {
            along.push((contact, one));
        }
    }
    Ok(along)
}

/// Records whose holds hold this one: what goes along with a case, and the cases of a contact.
async fn related(
    tx: &mut Tx,
    record: Record,
    along: &[(Record, Stored)],
) -> Result<Vec<Record>, Error> {
    match record {
        Record::Case(_) => Ok(along.iter().map(|(record, _)| *record).collect()),
        Record::Contact(contact) => {
            let cases = record::cases_of(tx, contact).await?;
            Ok(cases.into_iter().map(Record::Case).collect())
        }
    }
}
