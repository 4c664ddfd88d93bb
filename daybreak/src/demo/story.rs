//! The fictional weeks, told through the acts of the pages, moment by moment.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use anyhow::{Result, anyhow};
use casework::contact::{Channel, Loss};
use casework::facts::Edit;
use casework::id::ContactId;
use casework::member::Actor;
use casework::text::MessageText;
use casework::time::{Span, Timestamp};
use simulation::contacts::{Course, SimulatedContact, Speaker};
use store::Store;
use store::team::{Team, TeamKind};
use vault::{Attempt, SessionSecret};
use web::App;
use web::acts::visitor::{ReachOut, reach_out};
use web::acts::{duty, member, paper, visitor};

use super::Person;
use crate::clock::Hands;

/// One thing that happens to one simulated contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    ReachOut,
    Answer,
    Say(usize),
    Record,
    Leave,
    End,
}

/// How long somebody waits on whom nobody could answer.
const PATIENCE: Span = Span::from_minutes(4);

/// Everything that is known of a contact while the story runs.
struct Thread {
    id: ContactId,
    lookup: [u8; 32],
    /// Who answered: a number of the staff.
    by: Option<usize>,
}

/// Somebody who was helped, and by whom: a number of the staff.
pub(super) struct Helped {
    pub(super) contact: ContactId,
    pub(super) by: usize,
}

/// Tells what came before `now`, one act after the other, as it happened: about 1,000 a week.
/// Gives who was helped, the latest first.
pub(super) async fn tell(
    store: &Store,
    hands: &Hands,
    all: &[SimulatedContact],
    staff: &[Person],
    now: Timestamp,
) -> Result<Vec<Helped>> {
    let teams: Vec<Team> =
        store.teams().await?.into_iter().filter(|team| team.kind == TeamKind::Hotline).collect();
    let mut moments = BinaryHeap::new();
    for (number, contact) in all.iter().enumerate() {
        for (at, step) in steps(contact) {
            if at <= now {
                moments.push(Reverse((at, number, step)));
            }
        }
    }
    let mut threads = BTreeMap::new();
    while let Some(Reverse((at, number, step))) = moments.pop() {
        hands.set(at);
        let contact = &all[number];
        let team = teams.get(contact.team).ok_or_else(|| anyhow!("the county lacks a team"))?;
        let done = act(store, staff, contact, team, step, threads.get_mut(&number)).await;
        match done {
            Ok(Some(thread)) => {
                threads.insert(number, thread);
            }
            // Everybody's hands were full: nobody waits for days, so they give up.
            Err(store::Error::Rule(_) | store::Error::NotFound) if step == Step::Answer => {
                let tired = at + PATIENCE;
                if tired <= now {
                    moments.push(Reverse((tired, number, Step::Leave)));
                }
            }
            Ok(None) | Err(store::Error::Rule(_) | store::Error::NotFound) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let helped = threads
        .into_values()
        .rev()
        .filter_map(|thread| thread.by.map(|by| Helped { contact: thread.id, by }));
    Ok(helped.collect())
}

fn steps(contact: &SimulatedContact) -> Vec<(Timestamp, Step)> {
    let start = contact.received_at;
    let mut steps = vec![(start, Step::ReachOut)];
    let said = contact.messages.iter().enumerate().skip(1);
    steps.extend(said.map(|(place, message)| (message.at, Step::Say(place))));
    match contact.course {
        Course::Waiting => {}
        Course::Abandoned { after, .. } => steps.push((start + after, Step::Leave)),
        Course::Ongoing { after, .. } => {
            steps.push((start + after, Step::Answer));
            steps.push((start + after, Step::Record));
        }
        Course::Ended { after, lasted, .. } => {
            steps.push((start + after, Step::Answer));
            steps.push((start + after + lasted, Step::Record));
            steps.push((start + after + lasted, Step::End));
        }
    }
    steps
}

async fn act(
    store: &Store,
    staff: &[Person],
    contact: &SimulatedContact,
    team: &Team,
    step: Step,
    thread: Option<&mut Thread>,
) -> Result<Option<Thread>, store::Error> {
    if step == Step::ReachOut {
        return begin(store, contact, team).await.map(Some);
    }
    let Some(thread) = thread else { return Ok(None) };
    let visitor = Actor::Visitor { contact: thread.id };
    let attempt = Attempt::generate(&mut store.rng());
    let who = thread.by.and_then(|by| staff.get(by));
    match (step, who) {
        (Step::Answer, _) => {
            if let Course::Ongoing { by, .. } | Course::Ended { by, .. } = contact.course {
                thread.by = Some(answer(store, staff, by, thread.id).await?);
            }
        }
        (Step::Say(place), who) => {
            let message = contact.messages[place];
            let words = MessageText::parse(message.text).map_err(store::Error::rule)?;
            match (message.speaker, who) {
                (Speaker::Visitor, _) => {
                    visitor::say(store, &visitor, thread.id, &attempt, &words).await?;
                }
                (_, Some(who)) => {
                    member::say(store, &who.doer, thread.id, &attempt, &words).await?;
                }
                (_, None) => {}
            }
        }
        (Step::Record, Some(who)) if !contact.facts.is_empty() => {
            let edit = contact
                .facts
                .iter()
                .fold(Edit::new(), |edit, (field, value)| edit.set(*field, value.clone()));
            let _ = paper::record(store, &who.doer, thread.id, edit, 0).await?;
        }
        (Step::End, Some(who)) => {
            if let Course::Ended { ending, .. } = contact.course {
                member::end(store, &who.doer, thread.id, ending).await?;
                // What the law obliged to was told by telephone; for whoever is still there, it waits.
                duty::report_by_phone(store, &who.doer, thread.id).await?;
            }
        }
        (Step::Leave, _) => leave(store, &visitor, contact, thread).await?,
        _ => {}
    }
    Ok(None)
}

/// Whoever is meant to answers; where their hands are full, the next colleague of the team who has
/// a place free. Gives who it was.
async fn answer(
    store: &Store,
    staff: &[Person],
    meant: usize,
    id: ContactId,
) -> Result<usize, store::Error> {
    let mut refused = store::Error::NotFound;
    for by in std::iter::once(meant).chain(0..staff.len()) {
        let Some(who) = staff.get(by) else { continue };
        match member::accept(store, &who.doer, id).await {
            Ok(_) => return Ok(by),
            Err(error @ (store::Error::Rule(_) | store::Error::NotFound)) => refused = error,
            Err(other) => return Err(other),
        }
    }
    Err(refused)
}

async fn begin(
    store: &Store,
    contact: &SimulatedContact,
    team: &Team,
) -> Result<Thread, store::Error> {
    let attempt = Attempt::generate(&mut store.rng());
    let first = contact.messages.first().map_or("A call; see the notes.", |message| message.text);
    let words = MessageText::parse(first).map_err(store::Error::rule)?;
    let new = ReachOut {
        team: team.id,
        team_key: team.public_key,
        channel: contact.channel,
        lane: contact.lane,
        danger: contact.danger,
        language: contact.language,
        attempt: &attempt,
        words: &words,
        stays: contact.channel == Channel::Chat,
        reach: None,
    };
    let id = reach_out(store, &new).await?;
    let session: SessionSecret = attempt.session_secret();
    Ok(Thread { id, lookup: session.lookup(), by: None })
}

async fn leave(
    store: &Store,
    visitor: &Actor,
    contact: &SimulatedContact,
    thread: &Thread,
) -> Result<(), store::Error> {
    match contact.course {
        // Only a browser is known to be gone, and has a button to leave at once; other channels say
        // that they end.
        Course::Abandoned { loss, .. } if contact.channel == Channel::Chat => match loss {
            Loss::ConnectionLost => visitor::lose(store, thread.id).await,
            Loss::QuickExit => visitor::quick_exit(store, visitor, thread.id, &thread.lookup).await,
            Loss::LeftQueue => visitor::finish_talk(store, visitor, thread.id).await,
        },
        _ => visitor::finish_talk(store, visitor, thread.id).await,
    }
}

/// A simulated visitor who reaches out and answers what a specialist writes.
pub(super) async fn visit(app: App, seed: u64) {
    if let Err(error) = talk(&app, seed).await {
        tracing::warn!(%error, "the simulated visitor stopped");
    }
}

async fn talk(app: &App, seed: u64) -> Result<()> {
    use simulation::visitor::{Tongue, Visitor};
    use store::message;

    let mut person = Visitor::new(seed, Tongue::English);
    let store = app.store();
    let team = app.front_team(casework::contact::Lane::Help).await.map_err(|e| anyhow!("{e}"))?;
    let attempt = Attempt::generate(&mut store.rng());
    let words = MessageText::parse(&person.opens().text)?;
    let new = ReachOut {
        team: team.id,
        team_key: team.public_key,
        channel: Channel::Chat,
        lane: casework::contact::Lane::Help,
        danger: casework::contact::Danger::Unknown,
        language: "en",
        attempt: &attempt,
        words: &words,
        stays: true,
        reach: None,
    };
    let id = reach_out(store, &new).await?;
    let _here = app.presence().enter(id);
    let actor = Actor::Visitor { contact: id };
    let visiting = store.visiting(&attempt.session_secret()).await?;
    let visiting = visiting.ok_or_else(|| anyhow!("the session is not there"))?;
    let mut news = store.bus().listen(visitor::topic(id));
    let mut seen = 0;
    loop {
        news.next().await;
        let look = access::Look::ReadConversation;
        let (stored, mut view) = store.look_on(&actor, look, id).await?;
        if stored.contact.is_ended() {
            return Ok(());
        }
        let key = store::key::open(&mut view, id.uuid(), &visiting.keys).await?;
        let lines = message::after(&mut view, &stored, seen, 100).await?;
        drop(view);
        for line in lines {
            seen = line.seq.number();
            if line.author.member().is_none() {
                continue;
            }
            let said = line.open(&key)?;
            for answer in person.answers(said.expose()) {
                let words = MessageText::parse(&answer.text)?;
                let attempt = Attempt::generate(&mut store.rng());
                visitor::say(store, &actor, id, &attempt, &words).await?;
            }
        }
    }
}
