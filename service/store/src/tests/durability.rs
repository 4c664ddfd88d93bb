//! The writer's queue: what was kept is there, what was dropped is not, the chain has one end.

use std::collections::BTreeSet;

use casework::event::Event;
use casework::id::TeamId;
use casework::member::Actor;
use uuid::Uuid;
use vault::{KeyPair, Text};

use super::world::{MILLISECOND, World, ticking};
use crate::db::on;
use crate::subject::Installation;
use crate::team::{self, Team, TeamKind};
use crate::{Address, Error, Store};
use access::Act;

async fn found(store: &Store, number: u128) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::SetUp, Installation).await?;
    let team = of_number(store, number);
    team::insert(&mut tx, &team).await?;
    tx.commit(Event::TeamCreated { team: team.id }).await
}

fn of_number(store: &Store, number: u128) -> Team {
    let public = KeyPair::generate(&mut store.rng()).public();
    let id = TeamId::from_uuid(Uuid::from_u128(number));
    let name = Text::from("Night line");
    Team::new(id, TeamKind::Hotline, public, &name, &public, &mut store.rng())
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

/// Stores a team and gives up before it is kept.
async fn give_up(store: &Store, number: u128) -> Result<(), Error> {
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::SetUp, Installation).await?;
    team::insert(&mut tx, &of_number(store, number)).await
}

#[tokio::test]
async fn work_that_fails_in_a_batch_takes_nobody_elses_with_it() {
    for world in World::all().await {
        found(&world.store, 1).await.unwrap();
        let work = (2..=161_u128).map(|number| {
            let store = world.store.clone();
            tokio::spawn(async move {
                match number % 4 {
                    0 => found(&store, 1).await.expect_err("this id is taken"),
                    1 => return give_up(&store, number).await.map(|()| None),
                    _ => return found(&store, number).await.map(|()| Some(number)),
                };
                Ok(None)
            })
        });
        let work: Vec<_> = work.collect();
        // Some are torn away, wherever they are: they may be kept or not.
        for torn in work.iter().step_by(16) {
            tokio::task::yield_now().await;
            torn.abort();
        }
        let mut kept = BTreeSet::from([1]);
        let mut torn = 0;
        for one in work {
            match one.await {
                Ok(done) => kept.extend(done.unwrap()),
                Err(_) => torn += 1,
            }
        }
        let teams = world.store.teams().await.unwrap();
        let there: BTreeSet<u128> = teams.iter().map(|team| team.id.uuid().as_u128()).collect();
        assert!(kept.is_subset(&there), "acknowledged and lost: {:?}", &kept - &there);
        assert!(there.len() <= kept.len() + torn, "kept without a word: {:?}", &there - &kept);
        let head = world.store.verify_audit(None).await.unwrap().unwrap();
        assert_eq!(usize::try_from(head.seq).unwrap(), there.len());
        let mut conn = world.store.readers().acquire().await.unwrap();
        let (events, last): (i64, i64) = on!(&mut conn, c => {
            sqlx::query_as("SELECT count(*), max(seq) FROM events").fetch_one(&mut **c).await.unwrap()
        });
        assert_eq!((events, last), (head.seq, head.seq), "the log has no gap");
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
