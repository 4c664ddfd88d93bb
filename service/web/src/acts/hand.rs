//! A contact that a member enters: a call on another line, somebody who came in, something of last
//! week.

use crate::compiled_here;
use access::Act;
use casework::contact::{Arrival, Channel, Contact, Danger, Ending, Lane};
use casework::event::Event;
use casework::facts::{Edit, Facts};
use casework::id::{ContactId, NoteId, TeamId};
use casework::text::NoteText;
use casework::time::Timestamp;
use store::contact::{Arrived, Arriving};
use store::field::{self, Name, Sealing};
use store::wake::Topic;
use store::{Error, Store, Tx, contact, facts, key, search};
use vault::receipt::ReceiptKeys;
use vault::{Attempt, Json, Keyring, PublicKey, ReaderId, RecordKey, Text};

use super::member::Doer;
use super::paper::SafeContact;
use super::search::tokens_of;

/// What a member knows of a contact that did not come in by itself.
#[derive(Debug)]
pub struct ByHand<'a> {
    /// Whose it is.
    pub team: TeamId,
    /// The key of that team to seal to.
    pub team_key: PublicKey,
    /// Whether that team can be searched.
    pub searched: bool,
    /// By which way it came.
    pub channel: Channel,
    /// Its lane.
    pub lane: Lane,
    /// When it was received.
    pub received_at: Timestamp,
    /// How and when it ended; none while the member is with it.
    pub end: Option<(Ending, Timestamp)>,
    /// Coded facts, danger among them.
    pub facts: Edit,
    /// Who it was, as far as they said.
    pub caller: SafeContact,
    /// What was said, in the member's words.
    pub narrative: Option<&'a NoteText>,
    /// The form's attempt: however often it is sent, it makes one contact.
    pub attempt: &'a Attempt,
    /// For a tip: the receipt that its tipster is told.
    pub receipt: Option<&'a ReceiptKeys>,
}

/// Stores the contact with everything that is known of it, or nothing. A repeated attempt gives the
/// contact of the first.
///
/// # Errors
/// [`Error::Rule`] when its times contradict each other, or it would be dismissed in danger.
#[compiled_here]
pub async fn enter(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    new: &ByHand<'_>,
) -> Result<ContactId, Error> {
    let id = store.new_contact_id();
    let mut rng = store.rng();
    let key = RecordKey::generate(&mut rng);
    let team = ReaderId(new.team.uuid());
    let for_team = key.wrap_for(team, &new.team_key, id.uuid(), &mut rng);
    let applied = Facts::new().apply(new.facts.clone(), 0).map_err(Error::rule)?;
    let tokens = tokens_of(&new.caller, keys, new.team)?;

    let ((), mut tx) = store.enter(&doer.actor, Act::EnterContactByHand, new.team).await?;
    let attempt = new.attempt.dedup_key();
    let (entered, mut events) = begin(new, id, doer, tx.now())?;
    let arriving = Arriving {
        contact: &entered,
        attempt,
        public_key: key.public(),
        language: "en",
        words: None,
    };
    if let Arrived::Before(id) = contact::insert(&mut tx, arriving).await? {
        return Ok(id);
    }
    key::grant(&mut tx, id.uuid(), team, key::Reader::Team, &for_team).await?;
    if !applied.changed.is_empty() {
        facts::save(&mut tx, id, &applied.facts).await?;
        let version = applied.facts.version();
        events.push(Event::FactsRecorded { contact: id, version, fields: applied.changed });
        let heard = new.received_at;
        events.extend(super::duty::oblige(&mut tx, &entered, heard, &applied.facts).await?);
    }
    let sealing = Sealing { contact: id, to: key.public(), by: Some(doer.id) };
    events.extend(write(&mut tx, sealing, new).await?);
    if let Some(receipt) = new.receipt {
        let steps =
            super::tip::begin_by_hand(&mut tx, doer, (id, new.received_at), (receipt, &key));
        events.extend(steps.await?);
    }
    if new.searched {
        search::index(&mut tx, new.team, id, &tokens).await?;
    }
    tx.about("contact", id.uuid());
    tx.wake(Topic::Member(doer.id));
    tx.wake(Topic::Team(new.team));
    tx.commit_all(&events).await?;
    Ok(id)
}

/// The contact by its rule, with what the log is told.
fn begin(
    new: &ByHand<'_>,
    id: ContactId,
    doer: &Doer,
    now: Timestamp,
) -> Result<(Contact, Vec<Event>), Error> {
    let arrival = Arrival {
        id,
        team: new.team,
        channel: new.channel,
        lane: new.lane,
        danger: new.facts.danger().unwrap_or(Danger::Unknown),
        received_at: new.received_at,
    };
    match new.end {
        None => Contact::enter_by_hand(arrival, doer.id, now)
            .map(|(contact, event)| (contact, vec![event])),
        Some(end) => Contact::enter_ended_by_hand(arrival, doer.id, end, now)
            .map(|(contact, events)| (contact, events.to_vec())),
    }
    .map_err(Error::rule)
}

/// Seals who it was and what was said.
async fn write(tx: &mut Tx, sealing: Sealing, new: &ByHand<'_>) -> Result<Vec<Event>, Error> {
    let contact = sealing.contact;
    let mut events = Vec::new();
    if !new.caller.is_empty() {
        let card = Json(new.caller.clone());
        let _ = field::put(tx, sealing, Name::SafeContact, 0, &card).await?;
        events.push(Event::SafeContactRecorded { contact });
    }
    if let Some(words) = new.narrative {
        let _ = field::add(tx, sealing, Name::Note, &Text::from(words.expose())).await?;
        let note = NoteId::from_uuid(tx.store().new_contact_id().uuid());
        events.push(Event::NoteWritten { contact, note });
    }
    Ok(events)
}
