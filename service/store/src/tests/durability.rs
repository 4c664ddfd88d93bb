//! The writer's queue: what was kept is there, what was dropped is not, the chain has one end.

use casework::event::Event;
use casework::id::TeamId;
use casework::member::Actor;
use uuid::Uuid;
use vault::{KeyPair, Text};

use super::world::{MILLISECOND, World, ticking};
use crate::subject::Installation;
use crate::team::{self, Team, TeamKind};
use crate::{Address, Error, Store};
use access::Act;

async fn found(store: &Store, number: u128) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::SetUp, Installation).await?;
    let key = KeyPair::generate(&mut store.rng());
    let id = TeamId::from_uuid(Uuid::from_u128(number));
    let name = Text::from("Night line");
    let public = key.public();
    let team = Team::new(id, TeamKind::Hotline, public, &name, &public, &mut store.rng());
    team::insert(&mut tx, &team).await?;
    tx.commit(Event::TeamCreated { team: id }).await
}

#[tokio::test]
async fn many_writers_share_one_chain_and_lose_nothing() {
    for world in World::all().await {
        let many = (1..=200).map(|number| {
            let store = world.store.clone();
            tokio::spawn(async move { found(&store, number).await })
        });
        for one in many.collect::<Vec<_>>() {
            one.await.unwrap().unwrap();
        }
        assert_eq!(world.store.teams().await.unwrap().len(), 200);
        let head = world.store.verify_audit(None).await.unwrap().unwrap();
        assert_eq!(head.seq, 200);
    }
}

#[tokio::test]
async fn work_that_is_dropped_or_refused_leaves_no_trace() {
    for world in World::all().await {
        found(&world.store, 1).await.unwrap();
        // Dropped before it was kept.
        let entered = world.store.enter(&Actor::Nobody, Act::SetUp, Installation).await;
        drop(entered);
        // Refused by the database: this id is taken.
        assert!(found(&world.store, 1).await.is_err());
        found(&world.store, 2).await.unwrap();
        let head = world.store.verify_audit(None).await.unwrap().unwrap();
        assert_eq!((head.seq, world.store.teams().await.unwrap().len()), (2, 2));
    }
}

#[tokio::test]
async fn a_batch_whose_last_waiter_gave_up_is_flushed_all_the_same() {
    for world in World::all().await {
        let writing = (1..=40).map(|number| {
            let store = world.store.clone();
            tokio::spawn(async move { found(&store, number).await })
        });
        let writing: Vec<_> = writing.collect();
        let giving_up = (0..40).map(|_| {
            let store = world.store.clone();
            tokio::spawn(async move {
                store.enter(&Actor::Nobody, Act::SetUp, Installation).await.map(drop)
            })
        });
        for one in giving_up.collect::<Vec<_>>() {
            one.abort();
        }
        for one in writing {
            one.await.unwrap().unwrap();
        }
        assert_eq!(world.store.verify_audit(None).await.unwrap().unwrap().seq, 40);
    }
}

#[tokio::test]
async fn only_a_fleeting_database_gathers_acts_and_all_of_them_are_kept() {
    for world in World::all().await {
        assert!(world.store.gather().is_none(), "nobody is answered before the flush");
    }
    let world = World::sqlite().await;
    let Address::Sqlite(path) = &world.address else { unreachable!("this world is on SQLite") };
    let fleeting = Address::Fleeting(path.with_extension("fleeting"));
    let store = Store::open(&fleeting, ticking(MILLISECOND)).await.unwrap();
    let gathering = store.gather().expect("the first to ask");
    assert!(store.gather().is_none(), "once at a time");
    for number in 1..=200 {
        found(&store, number).await.unwrap();
    }
    gathering.finish().await;
    assert_eq!(store.teams().await.unwrap().len(), 200);
    assert_eq!(store.verify_audit(None).await.unwrap().unwrap().seq, 200);
    found(&store, 201).await.unwrap();
    assert_eq!(store.teams().await.unwrap().len(), 201);
}
