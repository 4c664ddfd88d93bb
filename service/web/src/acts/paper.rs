//! What staff write down about a contact: coded facts, the safe-contact card, notes.

use crate::compiled_here;
use access::Act;
use casework::event::Event;
use casework::facts::{Conflict, Edit, EditRefused};
use casework::id::{ContactId, NoteId};
use casework::text::NoteText;
use serde::{Deserialize, Serialize};
use store::field::{self, Name, Put, Sealing};
use store::{Error, Store, contact, facts, team};
use vault::{Json, Keyring, Text};

use super::member::Doer;
use super::wake;

/// How it is safe to reach somebody. Sealed as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SafeContact {
    /// What they call themself.
    pub name: String,
    /// The way, as a code of `safe_channel`, or nothing said.
    pub channel: String,
    /// A number.
    pub phone: String,
    /// An address.
    pub email: String,
    /// When, in words.
    pub hours: String,
    /// Whether a voice message may be left, as a code of `voicemail`, or nothing said.
    pub voicemail: String,
    /// The word by which they know that it is us.
    pub code_word: String,
    /// Anything else.
    pub instructions: String,
}

impl SafeContact {
    /// Nothing was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// A field is longer than anything that it can rightly hold.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        let over = |text: &str, most: usize| text.chars().count() > most;
        over(&self.name, 120)
            || over(&self.channel, 20)
            || over(&self.voicemail, 20)
            || over(&self.phone, 40)
            || over(&self.email, 254)
            || over(&self.hours, 200)
            || over(&self.code_word, 60)
            || over(&self.instructions, 1_000)
    }
}

/// What became of facts that were sent.
#[derive(Debug)]
pub enum Recorded {
    /// Everything is kept; the version that it made.
    Kept(u64),
    /// Somebody else changed some of it meanwhile: the rest is kept, these are to be chosen.
    Conflicts(Vec<Conflict>),
}

/// Records coded facts over the version that the writer saw. No edit is lost: what does not collide
/// is kept, what does is shown with both values. Danger that is recorded moves the contact's danger.
///
/// # Errors
/// [`Error::Rule`] when the page is of another contact's or a future version.
#[compiled_here]
pub async fn record(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    edit: Edit,
    base: u64,
) -> Result<Recorded, Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::EditFacts, id).await?;
    let danger = edit.danger();
    let before = facts::of_contact(&mut tx, id).await?;
    let (applied, conflicts) = match before.apply(edit, base) {
        Ok(applied) => (applied, Vec::new()),
        Err(EditRefused::Conflicts { merged, conflicts }) => (merged, conflicts),
        Err(other) => return Err(Error::rule(other)),
    };
    facts::save(&mut tx, id, &applied.facts).await?;
    let version = applied.facts.version();
    let mut events =
        vec![Event::FactsRecorded { contact: id, version, fields: applied.changed.clone() }];
    let mut next = stored.contact.clone();
    if let Some(danger) = danger
        && let Ok((moved, event)) = next.clone().assess_danger(danger)
    {
        contact::save(&mut tx, &moved).await?;
        events.push(event);
        next = moved;
    }
    events.extend(super::duty::oblige(&mut tx, &next, stored.last_at, &applied.facts).await?);
    wake(&mut tx, &stored.contact, &next);
    tx.commit_all(&events).await?;
    Ok(if conflicts.is_empty() { Recorded::Kept(version) } else { Recorded::Conflicts(conflicts) })
}

/// Writes the safe-contact card over the version that the writer saw, and indexes it, where its
/// team searches.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn keep_safe_contact(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    id: ContactId,
    (base, card): (i64, &SafeContact),
) -> Result<Put, Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::EditSafeContact, id).await?;
    let team = stored.contact.team();
    let sealing = Sealing { contact: id, to: stored.public_key, by: Some(doer.id) };
    let put = field::put(&mut tx, sealing, Name::SafeContact, base, &Json(card.clone())).await?;
    if let Put::Kept { .. } = put {
        if team::searches(&mut tx, team).await? {
            let tokens = super::search::tokens_of(card, keys, team)?;
            store::search::index(&mut tx, team, id, &tokens).await?;
        }
        tx.commit(Event::SafeContactRecorded { contact: id }).await?;
    }
    Ok(put)
}

/// Adds a note.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn note(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    words: &NoteText,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::WriteNote, id).await?;
    let sealing = Sealing { contact: id, to: stored.public_key, by: Some(doer.id) };
    let _ = field::add(&mut tx, sealing, Name::Note, &Text::from(words.expose())).await?;
    let note = NoteId::from_uuid(store.new_contact_id().uuid());
    tx.commit(Event::NoteWritten { contact: id, note }).await
}
