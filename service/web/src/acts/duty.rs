//! What the law obliges to: duties begin with the facts that are recorded, and end with a proof.
//!
//! A duty begins in the transaction that records the fact ([`oblige`]), so no restart can lose it. It
//! begins from facts alone: no score is known here. [`watch`] tells more people as time runs out.

use std::collections::BTreeMap;
use std::time::Duration;

use access::{Act, Look};
use casework::contact::Contact;
use casework::event::Event;
use casework::facts::{FactField, Facts};
use casework::id::{ContactId, DutyId, MemberId};
use casework::member::Actor;
use casework::outcome::NotRequired;
use casework::time::{Span, Timestamp};
use duty::board::{Step, steps};
use duty::duty::{Dispute, Duty};
use duty::obligation::obligations;
use duty::place::Place;
use duty::proof::{OralNumber, Proof, Way};
use duty::report::{Question, ReportRefused};
use duty::situation::{Fact, Situation, Subject};
use store::duty::known::{self, Known, Said};
use store::duty::report::{self, Body, Writing};
use store::duty::{self as duties, Stored, rules};
use store::wake::Topic;
use store::{Error, Store, Tx, contact, facts};

use super::member::Doer;
use crate::compiled_here;

/// What is told more than so long after a contact came in is no part of its first telling: its clock
/// runs from the last words before it was written down.
const FIRST_TELLING: Span = Span::from_hours(24);

/// When the information of a contact was received that is written down now.
fn heard(contact: &Contact, last_at: Timestamp) -> Timestamp {
    let times = contact.snapshot();
    if last_at - times.entered_at > FIRST_TELLING { last_at } else { times.received_at }
}

fn fact_of(field: FactField) -> Option<Fact> {
    match field {
        FactField::AgeBand => Some(Fact::Minor),
        FactField::CommercialSexAct => Some(Fact::CommercialSexAct),
        FactField::DangerNow => Some(Fact::DangerNow),
        FactField::LivingSituation => Some(Fact::InPublicCare),
        _ => None,
    }
}

/// What the rules look at, about the person of a contact.
#[must_use]
pub fn situation(contact: &Contact, last_at: Timestamp, facts: &Facts, known: &Known) -> Situation {
    let heard = heard(contact, last_at);
    let since = |field| fact_of(field).and_then(|fact| known.since(fact)).unwrap_or(heard);
    let subject = Subject::Contact(contact.id());
    known.tell(Situation::of_panel(subject, contact.lane(), facts, since))
}

/// Starts what the facts of a contact oblige to, and adds rules to what runs already.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub(super) async fn oblige(
    tx: &mut Tx,
    contact: &Contact,
    last_at: Timestamp,
    facts: &Facts,
) -> Result<Vec<Event>, Error> {
    let id = contact.id();
    let known = known::of_contact(tx, id).await?;
    if facts.is_empty() && known.said.is_empty() {
        return Ok(Vec::new());
    }
    let situation = situation(contact, last_at, facts, &known);
    known::note_panel(tx, id, &known, &situation).await?;
    let table = rules::table(tx).await?;
    let found = obligations(&table, &situation, &rules::house(tx).await?);
    let before = duties::of_contact(tx, id).await?;
    let all: Vec<Duty> = before.iter().map(|one| one.duty.clone()).collect();
    let steps = steps(&found, &all);
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    rules::keep(tx, &table).await?;
    let lead = contact.participants().map(|people| people.lead());
    let owner = lead.or(tx.actor().member_id());
    let mut events = Vec::new();
    let mut changed: BTreeMap<DutyId, Duty> = BTreeMap::new();
    for step in steps {
        match step {
            Step::Start(owed) => {
                let new = tx.duty_id();
                let (begun, event) = Duty::start(new, owed, contact.team(), owner, tx.now());
                duties::insert(tx, &begun).await?;
                events.push(event);
            }
            Step::Ground(which, ground) => {
                let stands = all.iter().find(|one| one.id() == which).cloned();
                let stands = changed.remove(&which).or(stands).ok_or(Error::Changed)?;
                let (next, event) = stands.ground(ground).map_err(Error::rule)?;
                changed.insert(which, next);
                events.push(event);
            }
        }
    }
    for (which, next) in &changed {
        let stood = before.iter().find(|one| one.duty.id() == *which).ok_or(Error::Changed)?;
        duties::save(tx, stood, next).await?;
    }
    tx.wake(Topic::Team(contact.team()));
    tx.wake(Topic::Contact(id));
    Ok(events)
}

/// What a step of a contact means for its duties: another lane binds other rules, an end is the last
/// look at the facts, and to another team they go along.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub(super) async fn follow(
    tx: &mut Tx,
    before: &contact::Stored,
    next: &Contact,
) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    if next.lane() != before.contact.lane() || next.is_ended() {
        let known = facts::of_contact(tx, next.id()).await?;
        events.extend(oblige(tx, next, before.last_at, &known).await?);
    }
    if next.team() != before.contact.team() {
        for stood in duties::of_contact(tx, next.id()).await? {
            if let (moved, Some(event)) = stood.duty.clone().follow(next.team()) {
                duties::save(tx, &stood, &moved).await?;
                events.push(event);
            }
        }
    }
    Ok(events)
}

/// What a member who leaves owned falls to its team, and its board says so.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub(super) async fn owner_left(tx: &mut Tx, member: MemberId) -> Result<Vec<Event>, Error> {
    let mut events = Vec::new();
    for stood in duties::open_of_owner(tx, member).await? {
        if let (next, Some(event)) = stood.duty.clone().member_left(member) {
            duties::save(tx, &stood, &next).await?;
            duties::note_left(tx, next.id(), member).await?;
            tx.wake(Topic::Team(next.team()));
            events.push(event);
        }
    }
    Ok(events)
}

/// Changes one duty by one rule, and wakes whoever shows it.
async fn change(
    store: &Store,
    actor: &Actor,
    act: Act,
    id: DutyId,
    rule: impl FnOnce(Duty, Timestamp) -> Result<(Duty, Event), duty::duty::DutyRefused>,
) -> Result<(), Error> {
    let (stood, tx) = store.enter(actor, act, id).await?;
    let (next, event) = rule(stood.duty.clone(), tx.now()).map_err(Error::rule)?;
    keep(tx, &stood, &next, event).await
}

async fn keep(mut tx: Tx, stood: &Stored, next: &Duty, event: Event) -> Result<(), Error> {
    duties::save(&mut tx, stood, next).await?;
    tx.wake(Topic::Team(next.team()));
    if let Some(contact) = stood.contact() {
        tx.wake(Topic::Contact(contact));
    }
    for owner in [stood.duty.owner(), next.owner()].into_iter().flatten() {
        tx.wake(Topic::Member(owner));
    }
    tx.commit(event).await
}

/// Gives a duty to a member of its team, or to the whole team.
///
/// # Errors
/// [`Error::Rule`] when it has ended; [`Error::NotFound`] when the member is not of its team.
#[compiled_here]
pub async fn hand(
    store: &Store,
    doer: &Doer,
    id: DutyId,
    to: Option<MemberId>,
) -> Result<(), Error> {
    let (stood, mut tx) = store.enter(&doer.actor, Act::HandDuty, id).await?;
    if let Some(to) = to {
        let of_team = store::member::of_team(&mut tx, stood.duty.team()).await?;
        if !of_team.contains(&to) {
            return Err(Error::NotFound);
        }
    }
    let (next, event) = stood.duty.clone().hand(to).map_err(Error::rule)?;
    keep(tx, &stood, &next, event).await
}

/// Records that the report was sent, with the number of an oral one sealed.
///
/// # Errors
/// [`Error::Rule`] when the proof cannot be right; the text says why.
#[compiled_here]
pub async fn send(store: &Store, doer: &Doer, id: DutyId, mut proof: Proof) -> Result<(), Error> {
    let (stood, mut tx) = store.enter(&doer.actor, Act::SendDuty, id).await?;
    // A form's clock has no seconds: the minute of the receipt is not before it.
    let received = stood.duty.received_at();
    if proof.sent_at < received && received - proof.sent_at < Span::from_minutes(1) {
        proof.sent_at = received;
    }
    let number = match &proof.number {
        OralNumber::Given(number) => Some(number.clone()),
        OralNumber::NotGiven | OralNumber::NotOral => None,
    };
    let (next, event) = stood.duty.clone().send(proof, tx.now()).map_err(Error::rule)?;
    if let (Some(number), Some(contact)) = (number, stood.contact()) {
        let key = duties::key_of(&mut tx, contact).await?;
        duties::keep_number(&mut tx, id, &number, &key).await?;
    }
    keep(tx, &stood, &next, event).await
}

/// Records that every open report about a contact was made by telephone just now, and that no number
/// was given: the demonstration tells its story so.
///
/// # Errors
/// As [`send`].
#[compiled_here]
pub async fn report_by_phone(store: &Store, doer: &Doer, contact: ContactId) -> Result<(), Error> {
    let (_, mut view) = store.look_on(&doer.actor, Look::SeeContact, contact).await?;
    let all = duties::of_contact(&mut view, contact).await?;
    drop(view);
    for one in all.iter().filter(|one| one.duty.is_open()) {
        let number = OralNumber::NotGiven;
        let proof = Proof { sent_at: store.now(), by: doer.id, way: Way::Phone, number };
        send(store, doer, one.duty.id(), proof).await?;
    }
    Ok(())
}

/// Says that no report has to be made; another member has to agree.
///
/// # Errors
/// [`Error::Rule`] when it has ended.
#[compiled_here]
pub async fn dispute(
    store: &Store,
    doer: &Doer,
    id: DutyId,
    reason: NotRequired,
) -> Result<(), Error> {
    let by = doer.id;
    change(store, &doer.actor, Act::DisputeDuty, id, |duty, at| {
        duty.dispute(Dispute { reason, by, at })
    })
    .await
}

/// Agrees that no report has to be made.
///
/// # Errors
/// [`Error::Rule`] when nobody said so, or it was this very member.
#[compiled_here]
pub async fn agree(store: &Store, doer: &Doer, id: DutyId) -> Result<(), Error> {
    let by = doer.id;
    change(store, &doer.actor, Act::DisputeDuty, id, |duty, at| duty.agree(by, at)).await
}

/// Holds that the report has to be made after all.
///
/// # Errors
/// [`Error::Rule`] when nobody doubted it.
#[compiled_here]
pub async fn uphold(store: &Store, doer: &Doer, id: DutyId) -> Result<(), Error> {
    change(store, &doer.actor, Act::DisputeDuty, id, |duty, _| duty.uphold()).await
}

/// What became of the words for a report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Prepared {
    /// They are kept.
    Kept,
    /// Nothing is kept: these have to be filled first, or marked as unknown.
    Missing(Vec<Question>),
}

/// Keeps what was written for a report, over the version that the writer saw; and finishes it, when
/// `finish` is set. Nothing is sent: a person does that.
///
/// # Errors
/// [`Error::Rule`] when the words are not taken; [`Error::Changed`] when somebody else wrote meanwhile.
#[compiled_here]
pub async fn prepare(
    store: &Store,
    doer: &Doer,
    id: DutyId,
    (base, words): (i64, Vec<(Question, Option<String>)>),
    finish: bool,
) -> Result<Prepared, Error> {
    let (stood, mut tx) = store.enter(&doer.actor, Act::PrepareReport, id).await?;
    let contact = stood.contact().ok_or(Error::NotFound)?;
    let known = facts::of_contact(&mut tx, contact).await?;
    let body = Body::new(&stood.duty, known, words);
    let draft = body.draft(&stood.duty).map_err(Error::rule)?;
    let mut events = Vec::new();
    if finish {
        match draft.finish(doer.id, tx.now()) {
            Ok((_, event)) => events.push(event),
            Err(ReportRefused::Missing(questions)) => return Ok(Prepared::Missing(questions)),
            Err(refused) => return Err(Error::rule(refused)),
        }
    }
    let key = duties::key_of(&mut tx, contact).await?;
    let writing = Writing { duty: id, base, by: doer.id, finished: finish };
    report::keep(&mut tx, &writing, body, &key).await?;
    tx.wake(Topic::Contact(contact));
    tx.commit_all(&events).await?;
    Ok(Prepared::Kept)
}

/// What a member says of a fact that the panel does not ask: it holds, it does not, or nobody knows.
pub type Answer = (Fact, Option<bool>);

/// Records facts for the rules beside the panel, and starts what they oblige to.
///
/// # Errors
/// [`Error::Rule`] when the time of receipt lies in the future.
#[compiled_here]
pub async fn tell(
    store: &Store,
    doer: &Doer,
    id: ContactId,
    answers: &[Answer],
    received_at: Option<Timestamp>,
) -> Result<(), Error> {
    let (stored, mut tx) = store.enter(&doer.actor, Act::EditFacts, id).await?;
    let received_at = received_at.unwrap_or_else(|| heard(&stored.contact, stored.last_at));
    if received_at > tx.now() {
        let text = "nobody can have told it later than now; correct the time";
        return Err(Error::Rule(text.into()));
    }
    let before = known::of_contact(&mut tx, id).await?;
    for &(fact, answer) in answers {
        let stands = before.said.iter().find(|said| said.fact == fact);
        match answer {
            None if stands.is_some() => known::forget(&mut tx, id, fact).await?,
            None => {}
            Some(holds) => {
                // Saying the same again never buys time.
                let same = stands.filter(|said| said.holds == holds);
                let received_at =
                    same.map_or(received_at, |said| said.received_at.min(received_at));
                let said = Said { fact, holds, received_at, by: doer.id };
                known::say(&mut tx, id, said).await?;
            }
        }
    }
    let panel = facts::of_contact(&mut tx, id).await?;
    let mut events = vec![Event::DutyFactRecorded { contact: id }];
    events.extend(oblige(&mut tx, &stored.contact, stored.last_at, &panel).await?);
    tx.wake(Topic::Contact(id));
    tx.commit_all(&events).await
}

/// Notes that more people have to be told, and wakes their desks.
///
/// # Errors
/// [`Error::Changed`] when somebody changed the duty meanwhile.
#[compiled_here]
pub async fn escalate(store: &Store, id: DutyId) -> Result<(), Error> {
    let (stood, tx) = store.enter(&Actor::Machine, Act::EscalateDuty, id).await?;
    let level = stood.duty.escalation(tx.now());
    match stood.duty.clone().escalate(level) {
        (next, Some(event)) => keep(tx, &stood, &next, event).await,
        (_, None) => Ok(()),
    }
}

/// Tells more people of every duty whose time runs out.
///
/// # Errors
/// If the database fails.
#[compiled_here]
pub async fn escalate_all(store: &Store) -> Result<(), Error> {
    for id in store.duties_to_escalate(store.now(), 100).await? {
        match escalate(store, id).await {
            // Another node was faster, or it was sent meanwhile.
            Ok(()) | Err(Error::Rule(_) | Error::Changed | Error::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Tells more people as time runs out, until the task is aborted.
#[compiled_here]
pub async fn watch(store: Store) {
    let mut beat = tokio::time::interval(Duration::from_secs(20));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        if let Err(error) = escalate_all(&store).await {
            tracing::warn!(%error, "duties could not be escalated; trying again");
        }
    }
}

/// The place that the panel tells, for rules of a state or county.
#[must_use]
pub fn place_of(facts: &Facts) -> Place {
    use casework::facts::Answer as Told;
    facts.county().and_then(Told::known).map_or_else(Place::unknown, Place::county)
}
