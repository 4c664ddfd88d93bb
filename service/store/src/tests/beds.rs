//! One bed and very many who ask for it.

use std::sync::Arc;

use access::{Act, Look};
use casework::bed::{BedQuestion, BedReply, BedRequest, BedRequestState, OtherAnswer};
use casework::contact::{Arrival, Channel, Contact, Danger, Lane};
use casework::event::Event;
use casework::id::{BedRequestId, ContactId, OrganizationId, ServiceId};
use casework::measure::Period;
use casework::member::Actor;
use casework::need::Need;
use casework::referral::DeclineReason;
use casework::time::Span;
use casework::unmet::Counts;
use tokio::sync::Barrier;
use uuid::Uuid;
use vault::KeyPair;

use super::crowd::{self, Crowd, insert};
use super::world::World;
use crate::bed::{Asked, list};
use crate::capacity::{self, Capacity};
use crate::subject::{self, Beds};
use crate::{Error, Store, bed};

/// Who asks at the same time.
const SPECIALISTS: u128 = 64;
/// How often the last bed is asked for, where `DAYBREAK_BED_ROUNDS` says nothing else. A thousand
/// take some minutes in a build without optimisation.
const ROUNDS: usize = 40;
const LASTS: Span = Span::from_minutes(30);

pub(crate) fn service() -> ServiceId {
    ServiceId::from_uuid(Uuid::from_u128(5))
}

pub(crate) fn shelter() -> Actor {
    Actor::Shelter { service: service() }
}

/// One bed is free.
pub(crate) async fn one_bed(store: &Store) {
    let act = Act::UpdateCapacity;
    let ((), mut tx) = store.enter(&shelter(), act, Beds(service())).await.unwrap();
    let said = Capacity {
        id: Uuid::from_u128(6),
        available: Some(1),
        maximum: Some(4),
        updated_at: tx.now(),
        noted_at: tx.now(),
        previous: None,
        held: 0,
    };
    capacity::put(&mut tx, service(), &said).await.unwrap();
    tx.commit(Event::CapacityUpdated { service: service(), available: 1 }).await.unwrap();
}

/// Somebody asks this service for a bed, in a contact of their own.
pub(crate) async fn ask(store: &Store, crowd: &Crowd, number: u128) -> BedRequestId {
    let team = crowd.teams[0];
    let id = ContactId::from_uuid(Uuid::from_u128(10_000 + number));
    let (arrived, event) = Contact::receive(Arrival {
        id,
        team,
        channel: Channel::Chat,
        lane: Lane::Help,
        danger: Danger::Raised,
        received_at: store.now(),
    });
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::StartContact, team).await.unwrap();
    let mut attempt = [0; 32];
    attempt[..16].copy_from_slice(&number.to_be_bytes());
    insert(&mut tx, &arrived, attempt, KeyPair::generate(&mut store.rng()).public()).await;
    tx.commit(event).await.unwrap();

    let asker = Actor::Member(crowd.members[1].clone());
    let (_, mut tx) = store.enter(&asker, Act::AskForBed, id).await.unwrap();
    let (now, request) = (tx.now(), tx.bed_request_id());
    let question = BedQuestion {
        need: Need::EmergencyShelter,
        age_band: None,
        gender: None,
        county: None,
        danger: Danger::Raised,
    };
    let times = (now, now + Span::from_days(300));
    let (asked, event) = BedRequest::ask(request, id, question, &[service()], times).unwrap();
    let services = [Asked {
        service: service(),
        organization: OrganizationId::from_uuid(Uuid::from_u128(4)),
        organization_name: "Harbor".into(),
        service_name: "Beds".into(),
        phone: None,
    }];
    let by = (crowd.members[1].id, &attempt);
    bed::insert(&mut tx, &asked, &services, by).await.unwrap();
    tx.commit(event).await.unwrap();
    request
}

/// The service says yes to one of them; whether a bed is kept.
pub(crate) async fn yes(store: &Store, request: BedRequestId) -> Result<(), Error> {
    let act = Act::AnswerBedRequest;
    let ((), mut tx) = store.enter(&shelter(), act, Beds(service())).await?;
    let stored = bed::of_id(&mut tx, request).await?;
    let (stored, mut events) = bed::settled(&mut tx, stored).await?;
    let now = tx.now();
    let beds = capacity::of_service(&mut tx, service(), now).await?;
    let place = beds[0].places().free_place().map_err(Error::rule)?;
    let hold = (tx.hold_id(), LASTS);
    let said = stored.request.clone().say_yes(service(), place, hold, now);
    let (next, more) = said.map_err(Error::rule)?;
    bed::save(&mut tx, &stored, &next).await?;
    events.extend(more);
    tx.commit_all(&events).await
}

/// Takes the bed without asking the rule whether one is free: the statement alone has to refuse.
async fn grab(store: &Store, request: BedRequestId) -> Result<(), Error> {
    let act = Act::AnswerBedRequest;
    let ((), mut tx) = store.enter(&shelter(), act, Beds(service())).await?;
    let stored = bed::of_id(&mut tx, request).await?;
    let now = tx.now();
    let beds = capacity::of_service(&mut tx, service(), now).await?;
    let blind = casework::bed::Places { held: 0, ..beds[0].places() };
    let place = blind.free_place().map_err(Error::rule)?;
    let hold = (tx.hold_id(), LASTS);
    let said = stored.request.clone().say_yes(service(), place, hold, now);
    let (next, events) = said.map_err(Error::rule)?;
    bed::save(&mut tx, &stored, &next).await?;
    tx.commit_all(&events).await
}

async fn give_back(store: &Store, request: BedRequestId) {
    let act = Act::AnswerBedRequest;
    let ((), mut tx) = store.enter(&shelter(), act, Beds(service())).await.unwrap();
    let stored = bed::of_id(&mut tx, request).await.unwrap();
    let now = tx.now();
    let (next, events) = stored.request.clone().release(Some(service()), now).unwrap();
    bed::save(&mut tx, &stored, &next).await.unwrap();
    tx.commit_all(&events).await.unwrap();
}

/// What the count says: free beds that nobody holds, and those that are held.
async fn count(store: &Store) -> (Option<u32>, u32) {
    let look = store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
    let ((), mut view) = look.unwrap();
    let now = view.now();
    let beds = capacity::of_service(&mut view, service(), now).await.unwrap();
    (beds[0].places().free(), beds[0].held)
}

async fn state(store: &Store, request: BedRequestId) -> BedRequestState {
    let look = store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await;
    let ((), mut view) = look.unwrap();
    bed::of_id(&mut view, request).await.unwrap().request.state()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_ask_for_the_last_bed_one_gets_it_each_time() {
    let rounds = std::env::var("DAYBREAK_BED_ROUNDS").ok().and_then(|text| text.parse().ok());
    for world in World::all().await {
        let store = world.store.clone();
        let crowd = crowd::gather(&store).await;
        one_bed(&store).await;
        let mut requests = Vec::new();
        for number in 0..SPECIALISTS {
            requests.push(ask(&store, &crowd, number).await);
        }
        for round in 0..rounds.unwrap_or(ROUNDS) {
            let together = Arc::new(Barrier::new(requests.len()));
            let tries = requests.iter().map(|&request| {
                let (store, together) = (store.clone(), together.clone());
                tokio::spawn(async move {
                    together.wait().await;
                    (request, yes(&store, request).await)
                })
            });
            let mut winners = Vec::new();
            for one in tries.collect::<Vec<_>>() {
                match one.await.unwrap() {
                    (request, Ok(())) => winners.push(request),
                    (_, Err(Error::Rule(_))) => {}
                    (_, Err(other)) => panic!("round {round}: {other}"),
                }
            }
            assert_eq!(winners.len(), 1, "round {round}: the last bed is held once");
            assert_eq!(count(&store).await, (Some(0), 1), "round {round}");
            give_back(&store, winners[0]).await;
            assert_eq!(count(&store).await, (Some(1), 0), "round {round}: nothing is lost");
        }
        for request in requests {
            assert_eq!(state(&store, request).await, BedRequestState::Open, "nobody is stuck");
        }
        store.verify_audit(None).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn the_statement_alone_refuses_a_second_hold() {
    for world in World::all().await {
        let store = &world.store;
        let crowd = crowd::gather(store).await;
        one_bed(store).await;
        let (first, second) = (ask(store, &crowd, 1).await, ask(store, &crowd, 2).await);
        grab(store, first).await.unwrap();
        let refused = grab(store, second).await.unwrap_err();
        assert!(refused.to_string().starts_with("no bed is free"), "{refused}");
        assert_eq!(state(store, second).await, BedRequestState::Open, "nothing of it is kept");
    }
}

#[tokio::test]
async fn a_hold_that_ran_out_counts_no_more_before_anybody_notices() {
    // The clock moves on by ten minutes each time it is read.
    for world in World::all_with_seconds(600).await {
        let store = &world.store;
        let crowd = crowd::gather(store).await;
        one_bed(store).await;
        let (first, second) = (ask(store, &crowd, 1).await, ask(store, &crowd, 2).await);
        yes(store, first).await.unwrap();
        while count(store).await.1 > 0 {}
        assert_eq!(count(store).await, (Some(1), 0));
        assert_eq!(state(store, first).await, BedRequestState::Held, "nobody has noticed");
        yes(store, second).await.unwrap();
        // The first is noticed with the next act on it, and can be held again later.
        while count(store).await.1 > 0 {}
        yes(store, first).await.unwrap();
        let due = store.due_beds(store.now() + Span::from_days(1), 10).await.unwrap();
        assert_eq!(due, [second, first]);
    }
}

/// The service says that it has no place free.
async fn full(store: &Store, request: BedRequestId) {
    let act = Act::AnswerBedRequest;
    let ((), mut tx) = store.enter(&shelter(), act, Beds(service())).await.unwrap();
    let stored = bed::of_id(&mut tx, request).await.unwrap();
    let (now, no) = (tx.now(), OtherAnswer::No(DeclineReason::Full));
    let (next, events) = stored.request.clone().say_other(service(), no, now).unwrap();
    bed::save(&mut tx, &stored, &next).await.unwrap();
    // Over a version that is not the last one, nothing is stored.
    let late = bed::save(&mut tx, &stored, &next).await;
    assert!(matches!(late, Err(Error::Changed)));
    tx.commit_all(&events).await.unwrap();
}

#[tokio::test]
async fn every_list_tells_the_same_of_a_request() {
    for world in World::all().await {
        let store = &world.store;
        let crowd = crowd::gather(store).await;
        one_bed(store).await;
        let (first, second) = (ask(store, &crowd, 1).await, ask(store, &crowd, 2).await);
        yes(store, first).await.unwrap();
        full(store, second).await;

        let asker = &crowd.members[1];
        let look = Look::ListContacts;
        let actor = Actor::Member(asker.clone());
        let ((), mut view) = store.look(&actor, look, crowd.teams[0]).await.unwrap();
        let now = view.now();
        let contact = ContactId::from_uuid(Uuid::from_u128(10_001));
        let of_contact = list::of_contact(&mut view, contact, 5).await.unwrap();
        let whole = bed::of_id(&mut view, first).await.unwrap();
        assert_eq!(of_contact.len(), 1);
        assert_eq!(of_contact[0].request, whole.request);
        assert_eq!(of_contact[0].services, whole.services);

        let seen = list::of_service(&mut view, service(), now, 5).await.unwrap();
        assert_eq!(seen.iter().map(|one| one.request).collect::<Vec<_>>(), [first, second]);
        assert!(seen[0].holds(now) && !seen[0].waits(now) && !seen[0].given);
        assert!(seen[1].waits(now) && seen[1].reply == Some(BedReply::No));
        assert_eq!(seen[0].question, *whole.request.question());

        let of_team = |team, me, mine| async move {
            let ((), mut view) =
                store.look(&Actor::Machine, Look::SeeDirectory, subject::Directory).await.unwrap();
            let since = now - Span::from_days(1);
            list::of_team(&mut view, team, (me, mine), since, 9).await.unwrap()
        };
        let pending = of_team(crowd.teams[0], asker.id, true).await;
        assert_eq!(pending.len(), 2);
        assert!(!pending[0].exhausted && pending[1].exhausted);
        assert!(of_team(crowd.teams[1], asker.id, false).await.is_empty());
        assert!(of_team(crowd.teams[0], crowd.members[2].id, true).await.is_empty());

        let period = Period { from: now - Span::from_days(1), to: now + Span::from_days(1) };
        let unmet = bed::unmet::count(store, &Actor::Machine, period).await.unwrap();
        let counts = Counts { asked: 2, full: 1, ..Counts::default() };
        assert_eq!(unmet.total(), counts);
        let before = Period { from: now - Span::from_days(2), to: now - Span::from_days(1) };
        let none = bed::unmet::count(store, &Actor::Machine, before).await.unwrap();
        assert!(none.groups().is_empty());
        let refused = bed::unmet::count(store, &shelter(), period).await;
        assert!(matches!(refused, Err(Error::NotFound)));
    }
}
