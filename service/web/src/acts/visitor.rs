//! What the person who reached out does.

use crate::compiled_here;
use access::{Act, Look};
use casework::contact::{Arrival, Channel, Contact, Danger, Lane, Loss};
use casework::conversation::{Admission, Author, Speaker, SystemNotice, admit};
use casework::event::Event;
use casework::id::{ContactId, TeamId};
use casework::member::Actor;
use casework::shift::ShiftState;
use casework::text::MessageText;
use casework::time::Span;
use store::contact::{Arrived, Arriving, Stored};
use store::hand_off::{self, Words};
use store::message::{Draft, Line};
use store::wake::Topic;
use store::{Error, Store, Tx, contact, field, key, member, message, visitor};
use vault::{Attempt, Json, PublicKey, ReaderId, RecordKey, Text};

use super::paper::SafeContact;
use super::{change, finish, wake};

/// How long a visitor's browser can show its own conversation without being used.
pub const SESSION_LASTS: Span = Span::from_hours(12);

/// A person reaching out by one of the public pages.
#[derive(Debug)]
pub struct ReachOut<'a> {
    /// Whose queue it goes to.
    pub team: TeamId,
    /// The key of that team to seal to.
    pub team_key: PublicKey,
    /// By which page.
    pub channel: Channel,
    /// Which door they chose.
    pub lane: Lane,
    /// What they said about danger.
    pub danger: Danger,
    /// The language that they read, as a code.
    pub language: &'a str,
    /// The form's attempt: however often it is sent, it makes one contact with one session.
    pub attempt: &'a Attempt,
    /// Their first words.
    pub words: &'a MessageText,
    /// Whether they stay to talk, so that their browser gets a session.
    pub stays: bool,
    /// How it is safe to reach them, if they said.
    pub reach: Option<Json<SafeContact>>,
}

/// Stores a contact with its first words, and opens a session for the browser that sent it.
///
/// All sealing (about 0.4 ms of arithmetic) is done before the writer's queue is entered, so nobody
/// else waits for it. A repeated attempt gives the contact of the first.
///
/// # Errors
/// [`Error::Busy`] when the queue is full; [`Error::NotKept`] when nothing could be stored.
#[compiled_here]
pub async fn reach_out(store: &Store, new: &ReachOut<'_>) -> Result<ContactId, Error> {
    let now = store.now();
    let id = store.new_contact_id();
    let mut rng = store.rng();
    let key = RecordKey::generate(&mut rng);
    let session = new.attempt.session_secret();
    let team = ReaderId(new.team.uuid());
    let for_team = key.wrap_for(team, &new.team_key, id.uuid(), &mut rng);
    let for_visitor = new.stays.then(|| visitor::wrap(&session, &key, id));
    let draft = Draft::seal(&Text::from(new.words.expose()), &key.public(), now);
    let arrival = Arrival {
        id,
        team: new.team,
        channel: new.channel,
        lane: new.lane,
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
        words: Some(draft),
    };
    let first = match contact::insert(&mut tx, arriving).await? {
        Arrived::Before(id) => return Ok(id),
        Arrived::New(first) => first,
    };
    key::grant(&mut tx, id.uuid(), team, key::Reader::Team, &for_team).await?;
    if let Some(wrapped) = &for_visitor {
        visitor::open(&mut tx, id, &session.lookup(), wrapped, SESSION_LASTS).await?;
    }
    if let Some(reach) = &new.reach {
        let sealing = field::Sealing { contact: id, to: key.public(), by: None };
        let _ = field::put(&mut tx, sealing, field::Name::SafeContact, 0, reach).await?;
    }
    tx.about("contact", id.uuid());
    tx.wake(Topic::Team(fresh.team()));
    let wrote = first.and_then(|first| first.event(id, Author::Visitor));
    let events: Vec<Event> = std::iter::once(received).chain(wrote).collect();
    tx.commit_all(&events).await?;
    Ok(id)
}

/// Adds words to their own conversation. Somebody who was lost is back by writing.
///
/// # Errors
/// [`Error::Rule`] when the conversation is over; the text says what to do.
#[compiled_here]
pub async fn say(
    store: &Store,
    actor: &Actor,
    id: ContactId,
    attempt: &Attempt,
    words: &MessageText,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(actor, Act::WriteMessage, id).await?;
    let mut events = Vec::new();
    let admission = admit(&stored.contact, Author::Visitor).map_err(Error::rule)?;
    if admission == Admission::ResumeThenStore {
        let on_shift = lead_on_shift(&mut tx, &stored).await?;
        let returned = stored.contact.clone().visitor_returned(on_shift, tx.now());
        let (next, resumed) = returned.map_err(Error::rule)?;
        contact::save(&mut tx, &next).await?;
        events.push(resumed);
        events.push(message::notice(&mut tx, &stored, SystemNotice::Resumed, None).await?);
        wake(&mut tx, &stored.contact, &next);
    }
    let draft = Draft::seal(&Text::from(words.expose()), &stored.public_key, tx.now());
    let line = Line::Of(Author::Visitor);
    let done = message::append(&mut tx, id, attempt.dedup_key(), line, draft).await?;
    let said = Words { name: String::new(), text: words.expose().to_owned() };
    hand_off::copy(&mut tx, stored.guest, &done, (Speaker::Visitor, None), said).await?;
    events.extend(done.event(id, Author::Visitor));
    wake(&mut tx, &stored.contact, &stored.contact);
    tx.commit_all(&events).await
}

/// Somebody who was lost has opened their conversation again: it goes on. Nothing happens otherwise.
///
/// Nearly nobody was lost, so a reader looks first and the writer's queue is left to those who write.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn return_if_lost(store: &Store, actor: &Actor, id: ContactId) -> Result<(), Error> {
    let (seen, _) = store.look_on(actor, Look::ReadConversation, id).await?;
    if !is_lost(&seen) {
        return Ok(());
    }
    let (stored, mut tx) = store.enter(actor, Act::WriteMessage, id).await?;
    // Another page of theirs may have been faster.
    if !is_lost(&stored) {
        return Ok(());
    }
    contact::hear(&mut tx, id).await?;
    let lead_on_shift = lead_on_shift(&mut tx, &stored).await?;
    finish(tx, &stored, Some((SystemNotice::Resumed, None)), |contact, now| {
        contact.visitor_returned(lead_on_shift, now)
    })
    .await
    .map(drop)
}

fn is_lost(stored: &Stored) -> bool {
    admit(&stored.contact, Author::Visitor) == Ok(Admission::ResumeThenStore)
}

/// The visitor's browser has not been heard of for a while.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn lose(store: &Store, id: ContactId) -> Result<(), Error> {
    let notice = Some((SystemNotice::BrokenOff, None));
    change(store, &Actor::Machine, Act::MarkVisitorLost, id, notice, |contact, now| {
        contact.visitor_lost(Loss::ConnectionLost, now)
    })
    .await
    .map(drop)
}

async fn lead_on_shift(tx: &mut Tx, stored: &Stored) -> Result<bool, Error> {
    match stored.contact.participants() {
        Some(people) => Ok(member::of_id(tx, people.lead()).await?.shift.state != ShiftState::Off),
        None => Ok(false),
    }
}

/// Ends their conversation themselves, or leaves the queue.
///
/// # Errors
/// [`Error::Rule`] when it is over already.
#[compiled_here]
pub async fn finish_talk(store: &Store, actor: &Actor, id: ContactId) -> Result<(), Error> {
    change(
        store,
        actor,
        Act::LeaveConversation,
        id,
        Some((SystemNotice::Ended, None)),
        |contact, now| {
            if contact.participants().is_some() {
                contact.visitor_finished(now)
            } else {
                contact.visitor_lost(Loss::LeftQueue, now)
            }
        },
    )
    .await
    .map(drop)
}

/// Leaves without a trace on this device: the session and its key are gone, the contact is kept.
///
/// # Errors
/// If the database fails; the cookie is taken away by the answer all the same.
#[compiled_here]
pub async fn quick_exit(
    store: &Store,
    actor: &Actor,
    id: ContactId,
    lookup: &[u8; 32],
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(actor, Act::LeaveConversation, id).await?;
    visitor::close(&mut tx, id, lookup).await?;
    let lost = stored.contact.clone().visitor_lost(Loss::QuickExit, tx.now());
    match lost {
        Ok(_) => {
            let notice = Some((SystemNotice::BrokenOff, None));
            finish(tx, &stored, notice, |contact, now| contact.visitor_lost(Loss::QuickExit, now))
                .await
                .map(drop)
        }
        // Over already, or a form that nobody waits at: only the session goes.
        Err(_) => tx.commit_all(&[]).await,
    }
}

/// Says that there is danger now.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn raise_danger(store: &Store, actor: &Actor, id: ContactId) -> Result<(), Error> {
    let (stored, tx) = store.enter(actor, Act::RaiseDanger, id).await?;
    if stored.contact.danger() == Danger::Now {
        return Ok(());
    }
    finish(tx, &stored, None, |contact, _| contact.assess_danger(Danger::Now)).await.map(drop)
}

/// Two answers after the end, tied to nothing. The session closes, so they are given once.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn answer_survey(
    store: &Store,
    actor: &Actor,
    id: ContactId,
    lookup: &[u8; 32],
    (heard, knows_next_step): (Option<u8>, Option<u8>),
) -> Result<(), Error> {
    let (_, mut tx) = store.enter(actor, Act::AnswerSurvey, id).await?;
    visitor::close(&mut tx, id, lookup).await?;
    // The audit entry must not tie the answers to the conversation.
    tx.about_nothing();
    tx.commit(Event::SurveyAnswered { heard, knows_next_step }).await
}

/// The topic of a conversation's stream.
#[must_use]
pub fn topic(id: ContactId) -> Topic {
    Topic::Contact(id)
}
