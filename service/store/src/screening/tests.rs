use access::Act;
use casework::event::Event;
use casework::member::Actor;

use super::*;
use crate::subject::Installation;
use crate::tests::talk::{Talk, begin_screening, talked};
use crate::tests::world::World;
use crate::{Store, View, instrument};

async fn view(store: &Store) -> View {
    View::of(store.readers().acquire().await.unwrap(), store.now())
}

/// A transaction without asking the policies what it is for: they are tested elsewhere.
async fn writing(store: &Store) -> Tx {
    let act = Act::ImportInstrument;
    store.enter(&Actor::Machine, act, Installation).await.unwrap().1
}

#[tokio::test]
async fn a_screening_is_kept_with_every_change_and_opens_with_the_contacts_key_only() {
    for world in World::all().await {
        let Talk { contacts, .. } = talked(&world.store).await;
        let ((contact, key), (other, foreign)) = (&contacts[0], &contacts[1]);
        let heads = of_contact(&mut view(&world.store).await, *contact, 10).await.unwrap();
        let [head] = heads.as_slice() else { panic!("{heads:?}") };
        assert_eq!((head.state, head.edition, head.finished_at), (State::Open, 1, None));

        let mut tx = writing(&world.store).await;
        let stored = load(&mut tx, *contact, head.id).await.unwrap();
        let answers = Text::from("what was said");
        save(&mut tx, &stored.head, State::Finished, (key.public(), &answers)).await.unwrap();
        tx.commit(Event::ScreeningFinished { contact: *contact, screening: head.id })
            .await
            .unwrap();
        let now = load(&mut view(&world.store).await, *contact, head.id).await.unwrap();
        assert_eq!((now.head.state, now.head.edition), (State::Finished, 2));
        assert_eq!(now.head.finished_at, Some(now.head.changed_at));
        assert_eq!(now.open(key.secret()).unwrap().expose(), "what was said");
        assert!(now.open(foreign.secret()).is_err());

        // Who loaded it before does not overwrite what came after, and no contact shows another's.
        let mut tx = writing(&world.store).await;
        let late = save(&mut tx, &stored.head, State::Open, (key.public(), &answers)).await;
        assert!(matches!(late, Err(Error::Changed)));
        let elsewhere = load(&mut tx, *other, head.id).await;
        assert!(matches!(elsewhere, Err(Error::NotFound)));
    }
}

#[tokio::test]
async fn an_attempt_begins_one_screening() {
    for world in World::all().await {
        let Talk { contacts, members, .. } = talked(&world.store).await;
        let ((contact, key), (other, _)) = (&contacts[0], &contacts[1]);
        let mut tx = writing(&world.store).await;
        let by = members[0].0;
        let again = begin_screening(&mut tx, (*contact, key.public()), by, 0).await.unwrap();
        assert!(matches!(again, Begun::Before(_)), "{again:?}");
        let foreign = begin_screening(&mut tx, (*other, key.public()), by, 0).await;
        assert!(matches!(foreign, Err(Error::NotFound)));
        let new = begin_screening(&mut tx, (*contact, key.public()), by, 9).await.unwrap();
        assert!(matches!(new, Begun::New(_)));
    }
}

#[tokio::test]
async fn a_loaded_version_is_never_overwritten() {
    for world in World::all().await {
        let mut tx = writing(&world.store).await;
        assert!(instrument::insert(&mut tx, "https://a.example", "1", "{}").await.unwrap());
        assert!(!instrument::insert(&mut tx, "https://a.example", "1", "{}").await.unwrap());
        let other = instrument::insert(&mut tx, "https://a.example", "1", "[]").await;
        assert!(matches!(other, Err(Error::Already)));
        assert!(instrument::insert(&mut tx, "https://a.example", "2", "[]").await.unwrap());
        let kept = instrument::of_key(&mut tx, "https://a.example", "1").await.unwrap().unwrap();
        assert_eq!(kept.body, "{}");
        assert_eq!(instrument::latest(&mut tx, 1).await.unwrap().len(), 1);
        assert!(instrument::of_key(&mut tx, "https://b.example", "1").await.unwrap().is_none());
    }
}
