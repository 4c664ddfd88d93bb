//! What staff do with a screening: begin it, note answers, let it rest, finish it.
//!
//! Nothing here reads a score. What is kept are answers, sealed; what they give is read off them by
//! whoever looks, and no act of any kind takes it.

use crate::compiled_here;
use ::screening::{
    Change, Completion, Instrument, PauseReason, Response, Revision, Screening, ScreeningState,
    Sitting,
};
use access::Act;
use casework::event::Event;
use casework::id::{ContactId, ScreeningId};
use casework::time::Timestamp;
use store::screening::{self, Beginning, Begun, State, Stored};
use store::{Error, Store, key};
use vault::{Attempt, Keyring, SecretKey, Text};

use super::member::Doer;

/// What follows once the answers are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It goes on.
    GoOn,
    /// It rests.
    Rest(PauseReason),
    /// It is done, complete or not.
    Finish,
}

/// Begins a screening in a contact. A repeated attempt gives the screening of the first.
///
/// # Errors
/// [`Error::Rule`] when the instrument is not made to be filled in this way.
#[compiled_here]
pub async fn begin(
    store: &Store,
    doer: &Doer,
    contact: ContactId,
    attempt: &Attempt,
    (instrument, completion): (&Instrument, Completion),
) -> Result<ScreeningId, Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::RecordScreening, contact).await?;
    let sitting = Sitting { contact, member: doer.id, began: tx.now() };
    let fresh = Screening::begin(tx.screening_id(), instrument, completion, sitting);
    let fresh = fresh.map_err(Error::rule)?;
    let new = Beginning {
        id: fresh.id(),
        contact,
        attempt: attempt.dedup_key(),
        url: &instrument.key().url,
        version: &instrument.key().version,
        by: doer.id,
        to: stored.public_key,
        answers: &written(&fresh, instrument, tx.now()),
    };
    match screening::begin(&mut tx, &new).await? {
        Begun::Before(screening) => Ok(screening),
        Begun::New(screening) => {
            tx.commit(Event::ScreeningBegun { contact, screening }).await?;
            Ok(screening)
        }
    }
}

/// A stored screening, opened.
///
/// # Errors
/// [`Error::Sealed`] with another key than the contact's; [`Error::Unknown`] when the sheet is not one
/// of this instrument.
pub fn open(stored: &Stored, key: &SecretKey, instrument: &Instrument) -> Result<Screening, Error> {
    let text = stored.open(key)?;
    let response = Response::read(text.expose().as_bytes());
    let response = response.map_err(|_| Error::Unknown("answers of a screening"))?;
    Screening::import(stored.head.id, instrument, response)
        .map_err(|_| Error::Unknown("answers of a screening"))
}

/// Keeps what a form says, as far as nobody else changed the same answers meanwhile, and takes the next
/// step only when all of it could be kept. Whoever writes to a sheet that rested, or that a colleague
/// had before, sits down to it.
///
/// # Errors
/// [`Error::Sealed`] without the contact's key.
#[compiled_here]
pub async fn keep(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    (contact, id, instrument): (ContactId, ScreeningId, &Instrument),
    (changes, then): (Vec<Change>, Then),
) -> Result<Revision, Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::RecordScreening, contact).await?;
    let secret = key::open(&mut tx, contact.uuid(), keys).await?;
    let row = screening::load(&mut tx, contact, id).await?;
    let before = open(&row, &secret, instrument)?;
    let sitting = Sitting { contact, member: doer.id, began: tx.now() };
    let mut revision = match before.state() {
        ScreeningState::Finished => return Ok(before.too_late(changes)),
        _ if !changes.iter().any(Change::is_touched) && then == Then::GoOn => {
            return Ok(before.too_late(Vec::new()));
        }
        _ => sit_down(before, sitting)
            .and_then(|screening| screening.revise(instrument, changes))
            .map_err(Error::rule)?,
    };
    let whole = revision.conflicts.is_empty() && revision.refused.is_empty();
    let next = revision.screening;
    let (next, state) = match then {
        Then::Rest(why) if whole => (next.pause(why).map_err(Error::rule)?, State::Resting),
        Then::Finish if whole => (next.finish().map_err(Error::rule)?, State::Finished),
        _ => (next, State::Open),
    };
    if revision.changed.is_empty() && state == State::Open {
        revision.screening = next;
        return Ok(revision);
    }
    let answers = written(&next, instrument, tx.now());
    screening::save(&mut tx, &row.head, state, (stored.public_key, &answers)).await?;
    let mut events = vec![Event::ScreeningRecorded { contact, screening: id }];
    if state == State::Finished {
        events.push(Event::ScreeningFinished { contact, screening: id });
    }
    tx.commit_all(&events).await?;
    revision.screening = next;
    Ok(revision)
}

/// The screening with this member at it.
fn sit_down(
    screening: Screening,
    sitting: Sitting,
) -> Result<Screening, ::screening::ScreeningRefused> {
    let rests = screening.state() != ScreeningState::Open;
    let last = screening.sittings().last().map(|sitting| sitting.member);
    if rests || last != Some(sitting.member) { screening.sit_down(sitting) } else { Ok(screening) }
}

/// All of it as it is sealed, and as it is exported.
fn written(screening: &Screening, instrument: &Instrument, now: Timestamp) -> Text {
    Text::from(screening.response(instrument, now).write())
}
