//! What was indexed is found, by those who may see it, and every search is on record.

use std::collections::BTreeSet;

use access::{Act, Look};
use casework::event::Event;
use casework::member::{Actor, Member};
use vault::blind::{DialPlan, IndexKey};
use vault::{BlindToken, KeyPair};

use crate::db::on;
use crate::list::{Filter, Place, of_team};
use crate::tests::crowd::{Crowd, Dice, gather};
use crate::tests::world::World;
use crate::tx::Reads as _;
use crate::{Error, audit};

fn tokens(key: &IndexKey, name: &str, phone: &str) -> Vec<BlindToken> {
    let phone = key.phone(phone, &DialPlan::NORTH_AMERICA);
    key.name(name).into_iter().chain(phone).collect()
}

fn key() -> IndexKey {
    IndexKey::of_team(KeyPair::derive(&[7; 32]).secret())
}

async fn hits(world: &World, member: &Member, crowd: &Crowd, tokens: &[BlindToken]) -> usize {
    let actor = Actor::Member(member.clone());
    world.store.search(&actor, member.id, crowd.teams[0], tokens).await.unwrap().len()
}

#[tokio::test]
async fn a_name_is_found_in_any_spelling_and_only_with_all_its_words() {
    for world in World::all().await {
        let (crowd, key) = (gather(&world.store).await, key());
        crowd.reach_out(&world.store, &mut Dice::new(3), 60).await;
        let me = crowd.busiest();
        let actor = Actor::Member(me.clone());
        let team = crowd.teams[0];
        let ((), mut view) = world.store.look(&actor, Look::ListContacts, team).await.unwrap();
        let all = of_team(&mut view, team, me.id, Filter::default(), Place::START).await.unwrap();
        drop(view);
        let [first, second, ..] = &all.rows[..] else { panic!("the team has contacts") };
        for (row, name) in [(first, "Zoë O’Neill"), (second, "Zoe Lopez")] {
            let (_, mut tx) =
                world.store.enter(&Actor::Nobody, Act::StartContact, team).await.unwrap();
            let tokens = tokens(&key, name, "(555) 234-0142");
            super::index(&mut tx, team, row.id, &tokens).await.unwrap();
            tx.commit(Event::SafeContactRecorded { contact: row.id }).await.unwrap();
        }
        for (name, found) in
            [("zoe", 2), ("ZOE ONEILL", 1), ("lopez, zoé", 1), ("zoe smith", 0), ("zo", 0)]
        {
            assert_eq!(hits(&world, me, &crowd, &key.name(name)).await, found, "{name}");
        }
        let number = key.phone("+1 555 234 0142", &DialPlan::NORTH_AMERICA).unwrap();
        assert_eq!(hits(&world, me, &crowd, &[number]).await, 2);
        assert_eq!(hits(&world, me, &crowd, &[]).await, 0);
        // Another team has another key, so even the same name has other tokens.
        let other = IndexKey::of_team(KeyPair::derive(&[8; 32]).secret());
        assert_eq!(hits(&world, me, &crowd, &other.name("zoe")).await, 0);
    }
}

#[tokio::test]
async fn whoever_may_not_search_is_refused_and_every_search_is_on_record() {
    for world in World::all().await {
        let (crowd, key) = (gather(&world.store).await, key());
        let before = world.store.verify_audit(None).await.unwrap().unwrap().seq;
        let mut allowed = 0;
        for member in &crowd.members {
            let actor = Actor::Member(member.clone());
            let asked =
                world.store.search(&actor, member.id, crowd.teams[0], &key.name("zoe")).await;
            let roles: BTreeSet<_> = member.roles.iter().map(|role| role.code()).collect();
            let opens = !roles.contains("analyst") && !roles.contains("administrator");
            match asked {
                Ok(found) => assert!(opens && !member.teams.is_empty() && found.is_empty()),
                Err(Error::NotFound) => assert!(!opens || member.teams.is_empty()),
                Err(other) => panic!("{other}"),
            }
            allowed += i64::from(opens && !member.teams.is_empty());
        }
        let after = world.store.verify_audit(None).await.unwrap().unwrap().seq;
        assert_eq!(after - before, allowed, "one entry for each search");
        let me = crowd.busiest();
        let look = Look::ListContacts;
        let actor = Actor::Member(me.clone());
        let ((), mut view) = world.store.look(&actor, look, crowd.teams[0]).await.unwrap();
        let seen = audit::of_subject(&mut view, crowd.teams[0].uuid(), 100).await.unwrap();
        let searches = seen.iter().filter(|one| one.act == "SearchSealed").count();
        assert_eq!(i64::try_from(searches).unwrap(), allowed);
        let text = "SELECT count(*) FROM events WHERE kind = 'SealedSearched'";
        let (told,): (i64,) =
            on!(view.conn(), c => sqlx::query_as(text).fetch_one(&mut **c).await.unwrap());
        assert_eq!(told, allowed);
    }
}
