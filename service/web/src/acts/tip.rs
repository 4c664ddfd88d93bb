//! What becomes of a tip: it is told, its receipt is made, its tipster comes back, staff follow it.
//!
//! A tip is stored before its receipt is made: deriving the receipt's keys takes a sixth of a second
//! of a core on purpose (`vault::receipt`), and nothing that somebody told may wait for that. Between the
//! two the form's own attempt opens the tip, for an hour ([`SESSION_LASTS`]).

use access::{Act, Look};
use casework::agency::AgencyKind;
use casework::contact::{Arrival, Channel, Contact, Danger, Lane};
use casework::conversation::Author;
use casework::event::Event;
use casework::facts::{FactField, FactValue};
use casework::id::{ContactId, TeamId};
use casework::member::Actor;
use casework::outcome::{CouldNotAct, TipStage};
use casework::text::MessageText;
use casework::time::{Span, Timestamp};
use std::collections::BTreeMap;
use store::contact::{Arrived, Arriving};
use store::message::{Draft, Line};
use store::tip::Returning;
use store::wake::Topic;
use store::{Error, Store, Tx, contact, facts, key, message, visitor};
use tip::fate::{Fate, FateRefused};
use tip::likeness::Decision;
use tip::lost::Comparison;
use vault::receipt::ReceiptKeys;
use vault::{Attempt, Keyring, PublicKey, ReaderId, RecordKey, SessionSecret, Text};

use super::member::Doer;
use super::wake;
use crate::compiled_here;

/// How long a browser shows a tip after its receipt was typed, or after it was told.
pub const SESSION_LASTS: Span = Span::from_hours(1);

/// A third party tells something.
#[derive(Debug)]
pub struct Telling<'a> {
    /// Whose queue it goes to.
    pub team: TeamId,
    /// The key of that team to seal to.
    pub team_key: PublicKey,
    /// What they said about danger.
    pub danger: Danger,
    /// The language that they read, as a code.
    pub language: &'a str,
    /// The form's attempt: however often it is sent, it makes one tip.
    pub attempt: &'a Attempt,
    /// What they told, part by part; at least one.
    pub parts: &'a [Text],
}

/// Stores a tip with its parts, and lets the holder of its attempt take the receipt for an hour. All
/// sealing is done before the writer's queue is entered. A repeated attempt gives the tip of the first.
///
/// # Errors
/// [`Error::Busy`] when the queue is full; [`Error::NotKept`] when nothing could be stored.
#[compiled_here]
pub async fn tell(store: &Store, new: &Telling<'_>) -> Result<ContactId, Error> {
    let (id, now, mut rng) = (store.new_contact_id(), store.now(), store.rng());
    let key = RecordKey::generate(&mut rng);
    let session = new.attempt.session_secret();
    let team = ReaderId(new.team.uuid());
    let for_team = key.wrap_for(team, &new.team_key, id.uuid(), &mut rng);
    let for_tipster = visitor::wrap(&session, &key, id);
    let mut drafts = new.parts.iter().map(|part| Draft::seal(part, &key.public(), now));
    let first = drafts.next();
    let rest: Vec<_> = drafts.collect();
    let arrival = Arrival {
        id,
        team: new.team,
        channel: Channel::WebForm,
        lane: Lane::Tip,
        danger: new.danger,
        received_at: now,
    };
    let (fresh, received) = Contact::receive(arrival);

    let ((), mut tx) = store.enter(&Actor::Nobody, Act::StartContact, new.team).await?;
    let attempt = new.attempt.dedup_key();
    let arriving = Arriving {
        contact: &fresh,
        attempt,
        public_key: key.public(),
        language: new.language,
        words: first,
    };
    let first = match contact::insert(&mut tx, arriving).await? {
        Arrived::Before(id) => return Ok(id),
        Arrived::New(first) => first,
    };
    key::grant(&mut tx, id.uuid(), team, key::Reader::Team, &for_team).await?;
    visitor::open(&mut tx, id, &session.lookup(), &for_tipster, SESSION_LASTS).await?;
    let mut events = vec![received];
    events.extend(first.and_then(|first| first.event(id, Author::Visitor)));
    for (number, draft) in (1..).zip(rest) {
        let token = part_token(attempt, number);
        let line = message::append(&mut tx, id, token, Line::Of(Author::Visitor), draft).await?;
        events.extend(line.event(id, Author::Visitor));
    }
    let (fate, event) = Fate::receive(id, now);
    store::tip::add_step(&mut tx, &fate).await?;
    events.push(event);
    tx.about("contact", id.uuid());
    tx.wake(Topic::Team(new.team));
    tx.commit_all(&events).await?;
    Ok(id)
}

/// The token of one part: the attempt's, told apart by the part's number.
fn part_token(mut attempt: [u8; 32], number: u8) -> [u8; 32] {
    attempt[31] ^= number;
    attempt
}

/// Makes a receipt the one that opens a tip: for whoever has told it just now, again if it did not
/// reach them, and for a member where the tip has none.
///
/// # Errors
/// [`Error::Rule`] when a member would replace a receipt that works.
#[compiled_here]
pub async fn give_receipt(
    store: &Store,
    actor: &Actor,
    keys: &Keyring,
    id: ContactId,
    receipt: &ReceiptKeys,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(actor, Act::GiveReceipt, id).await?;
    let has_one = store::tip::receipt_made(&mut tx, id).await?.is_some();
    if has_one && matches!(actor, Actor::Member(_)) {
        let text = "this tip has a receipt; compare facts before you give a new one";
        return Err(Error::Rule(text.into()));
    }
    if stored.contact.lane() != Lane::Tip {
        return Err(Error::Rule("only a tip has a receipt; move the contact to that lane".into()));
    }
    let secret = key::open(&mut tx, id.uuid(), keys).await?;
    store::tip::put_receipt(&mut tx, id, receipt, &secret).await?;
    let mut events = Vec::new();
    if store::tip::fate(&mut tx, id).await?.is_none() {
        let (fate, event) = Fate::receive(id, stored.contact.snapshot().received_at);
        store::tip::add_step(&mut tx, &fate).await?;
        events.push(event);
    }
    tx.commit_all(&events).await
}

/// Opens a session for somebody who typed a receipt; gives the secret for their cookie.
///
/// # Errors
/// If the database fails, or the receipt was replaced meanwhile.
#[compiled_here]
pub async fn come_back(store: &Store, back: &Returning) -> Result<SessionSecret, Error> {
    let (id, actor) = (back.contact, Actor::Tipster { contact: back.contact });
    let (_, mut tx) = store.enter(&actor, Act::ReturnToTip, id).await?;
    let key = RecordKey::from_secret(key::open(&mut tx, id.uuid(), &back.keys).await?);
    let session = SessionSecret::generate(&mut store.rng());
    let wrapped = visitor::wrap(&session, &key, id);
    visitor::open(&mut tx, id, &session.lookup(), &wrapped, SESSION_LASTS).await?;
    tx.commit(Event::TipsterReturned { contact: id }).await?;
    Ok(session)
}

/// Closes a tipster's session; the receipt still works.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn leave(store: &Store, id: ContactId, lookup: &[u8; 32]) -> Result<(), Error> {
    let actor = Actor::Tipster { contact: id };
    let (_, mut tx) = store.enter(&actor, Act::LeaveConversation, id).await?;
    visitor::close(&mut tx, id, lookup).await?;
    tx.commit_all(&[]).await
}

/// The tipster adds something: in whatever state the contact is, also after its end. Staff see it in
/// the list of open tips until somebody has answered.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn add(
    store: &Store,
    id: ContactId,
    attempt: &Attempt,
    words: &MessageText,
    danger_now: bool,
) -> Result<(), Error> {
    let actor = Actor::Tipster { contact: id };
    let (stored, mut tx) = store.enter(&actor, Act::WriteMessage, id).await?;
    let draft = Draft::seal(&Text::from(words.expose()), &stored.public_key, tx.now());
    let line = Line::Of(Author::Visitor);
    let done = message::append(&mut tx, id, attempt.dedup_key(), line, draft).await?;
    store::tip::note_heard(&mut tx, id).await?;
    let mut events: Vec<_> = done.event(id, Author::Visitor).into_iter().collect();
    let mut next = stored.contact.clone();
    // Danger that is known already, or said after the end, changes no state: the words tell it.
    if danger_now && let Ok((moved, event)) = next.clone().assess_danger(Danger::Now) {
        contact::save(&mut tx, &moved).await?;
        events.push(event);
        next = moved;
    }
    wake(&mut tx, &stored.contact, &next);
    tx.wake(Topic::Team(stored.contact.team()));
    tx.commit_all(&events).await
}

/// Writes to the tipster, who reads it when they come back.
///
/// # Errors
/// [`Error::Rule`] if the contact has no receipt: nobody could ever read it.
#[compiled_here]
pub async fn answer(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    attempt: &Attempt,
    words: &MessageText,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::AnswerTip, id).await?;
    if store::tip::receipt_made(&mut tx, id).await?.is_none() {
        return Err(Error::Rule("nobody holds a receipt of this tip; give one first".into()));
    }
    let author = Author::Member(doer.id);
    let draft = Draft::seal(&Text::from(words.expose()), &stored.public_key, tx.now());
    let done = message::append(&mut tx, id, attempt.dedup_key(), Line::Of(author), draft).await?;
    store::tip::note_answered(&mut tx, id).await?;
    contact::see(&mut tx, id, done.seq.number()).await?;
    wake(&mut tx, &stored.contact, &stored.contact);
    let events: Vec<_> = done.event(id, author).into_iter().collect();
    tx.commit_all(&events).await
}

/// A step that a member takes with a tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// Reads it.
    Read,
    /// Has given it to such an agency.
    Route(AgencyKind),
    /// Knows that such an agency did something.
    ActedOn(AgencyKind),
    /// Knows that nobody could act: such an agency, or nobody at all.
    CouldNotAct(Option<AgencyKind>, CouldNotAct),
    /// Closes it.
    Close,
}

/// Says what became of a tip. One that nobody has read yet is read by whoever moves it on.
///
/// # Errors
/// [`Error::Rule`] when the tip does not stand where this step begins; the text says what to do.
#[compiled_here]
pub async fn step(store: &Store, doer: &Doer, id: ContactId, to: Moving) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::MoveTip, id).await?;
    let Some(mut fate) = store::tip::fate(&mut tx, id).await? else {
        return Err(Error::Rule("this contact is no tip with a receipt; give one first".into()));
    };
    let mut events = Vec::new();
    if fate.stage() == TipStage::Received && to != Moving::Read {
        let (read, event) = fate.read(doer.id, tx.now()).map_err(Error::rule)?;
        store::tip::add_step(&mut tx, &read).await?;
        events.push(event);
        fate = read;
    }
    let (moved, event) = moved(fate, to, doer, tx.now()).map_err(Error::rule)?;
    store::tip::add_step(&mut tx, &moved).await?;
    events.push(event);
    if to == Moving::Close {
        store::tip::note_answered(&mut tx, id).await?;
    }
    wake(&mut tx, &stored.contact, &stored.contact);
    tx.commit_all(&events).await
}

fn moved(
    fate: Fate,
    to: Moving,
    doer: &Doer,
    now: Timestamp,
) -> Result<(Fate, Event), FateRefused> {
    match to {
        Moving::Read => fate.read(doer.id, now),
        Moving::Route(kind) => fate.route(kind, doer.id, now),
        Moving::ActedOn(kind) => fate.acted_on(kind, doer.id, now),
        Moving::CouldNotAct(agency, reason) => fate.could_not_act(agency, reason, doer.id, now),
        Moving::Close => fate.close(0, doer.id, now),
    }
}

/// A tip that somebody has just answered in the queue is being read. Nothing happens to another.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn begin_reading(store: &Store, doer: &Doer, id: ContactId) -> Result<(), Error> {
    let (stored, mut view) = store.look_on(&doer.actor, Look::OpenContact, id).await?;
    if stored.contact.lane() != Lane::Tip {
        return Ok(());
    }
    let fate = store::tip::fate(&mut view, id).await?;
    drop(view);
    if fate.is_none_or(|fate| fate.stage() != TipStage::Received) {
        return Ok(());
    }
    match step(store, doer, id, Moving::Read).await {
        // Somebody was faster, which is as good.
        Err(Error::Rule(_)) => Ok(()),
        other => other,
    }
}

/// Decides whether two tips tell of the same. Both stay as they are, side by side.
///
/// # Errors
/// [`Error::NotFound`] if the other is not one that the member may see.
#[compiled_here]
pub async fn link(
    store: &Store,
    doer: &Doer,
    (id, other): (ContactId, ContactId),
    same: bool,
) -> Result<(), Error> {
    store.look_on(&doer.actor, Look::SeeContact, other).await?;
    let (_, mut tx) = store.enter(&doer.actor, Act::LinkTips, id).await?;
    let mut decisions = store::tip::decisions(&mut tx, id).await?;
    let (pair, at) = ((id, other), tx.now());
    let event =
        if same { decisions.link(pair, doer.id, at) } else { decisions.part(pair, doer.id, at) };
    let event = event.map_err(Error::rule)?;
    store::tip::decide(&mut tx, pair, Decision { same, by: doer.id, at }).await?;
    tx.commit(event).await
}

/// What somebody who lost the receipt says, and whether the member believes them.
#[derive(Debug)]
pub struct Claim {
    /// The facts that they told, as codes.
    pub said: BTreeMap<FactField, FactValue>,
    /// The member stands for it that this is the same person.
    pub vouched: bool,
}

/// Gives somebody who lost the receipt a new one, which makes the old one worthless. A person decides:
/// facts can forbid it, and never give it.
///
/// # Errors
/// [`Error::Rule`] if too little agrees or nobody vouches.
#[compiled_here]
pub async fn replace_receipt(
    store: &Store,
    doer: &Doer,
    keys: &Keyring,
    id: ContactId,
    (claim, receipt): (&Claim, &ReceiptKeys),
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(&doer.actor, Act::ReplaceReceipt, id).await?;
    let recorded = facts::of_contact(&mut tx, id).await?;
    let compared = Comparison::of(&claim.said, &recorded);
    let (_, event) = compared.decide(id, claim.vouched.then_some(doer.id)).map_err(Error::rule)?;
    let secret = key::open(&mut tx, id.uuid(), keys).await?;
    store::tip::put_receipt(&mut tx, id, receipt, &secret).await?;
    tx.commit(event).await
}

/// Gives a tip that a member enters by hand its receipt and its first two steps: it was received, and
/// whoever enters it reads it.
///
/// # Errors
/// If the database fails.
pub(super) async fn begin_by_hand(
    tx: &mut Tx,
    doer: &Doer,
    (id, received_at): (ContactId, Timestamp),
    (receipt, key): (&ReceiptKeys, &RecordKey),
) -> Result<[Event; 2], Error> {
    store::tip::put_receipt(tx, id, receipt, key.secret()).await?;
    let (fate, received) = Fate::receive(id, received_at);
    store::tip::add_step(tx, &fate).await?;
    let (fate, read) = fate.read(doer.id, tx.now()).map_err(Error::rule)?;
    store::tip::add_step(tx, &fate).await?;
    Ok([received, read])
}
