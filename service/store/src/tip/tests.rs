use access::Act;
use casework::agency::AgencyKind;
use casework::event::Event;
use casework::id::ContactId;
use casework::member::{Actor, Member, StaffRole};
use casework::outcome::TipStage;
use tip::fate::Fate;
use tip::likeness::Decision;
use vault::receipt::{Receipt, ReceiptKeys};

use super::*;
use crate::tests::talk::{Talk, talked};
use crate::tests::world::World;

/// Drawn and derived once for each name: the derivation is slow on purpose.
fn receipt(store: &Store) -> ReceiptKeys {
    Receipt::generate(&mut store.rng()).keys(&[7; 16])
}

/// A member of the hotline team who coordinates.
fn coordinator(talk: &Talk) -> Actor {
    let hotline = casework::id::TeamId::from_uuid(Uuid::from_u128(2));
    let id = talk.members[0].0;
    Actor::Member(Member { id, roles: [StaffRole::Coordinator].into(), teams: [hotline].into() })
}

fn member(talk: &Talk) -> MemberId {
    talk.members[0].0
}

async fn received(store: &Store, talk: &Talk, which: usize, keys: &ReceiptKeys) -> ContactId {
    let (contact, own) = &talk.contacts[which];
    let team = casework::id::TeamId::from_uuid(Uuid::from_u128(2));
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::StartContact, team).await.unwrap();
    let (fate, event) = Fate::receive(*contact, tx.now());
    put_receipt(&mut tx, *contact, keys, own.secret()).await.unwrap();
    add_step(&mut tx, &fate).await.unwrap();
    tx.commit(event).await.unwrap();
    *contact
}

async fn fate_of(store: &Store, contact: ContactId) -> Option<Fate> {
    let mut conn = crate::View::of(store.readers().acquire().await.unwrap(), store.now());
    fate(&mut conn, contact).await.unwrap()
}

#[tokio::test]
async fn a_receipt_opens_its_own_tip_and_no_other() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (mine, other) = (receipt(store), receipt(store));
        let contact = received(store, &talk, 0, &mine).await;
        received(store, &talk, 1, &other).await;
        let back = store.returning(&mine).await.unwrap().unwrap();
        assert_eq!(back.contact, contact);
        let mut view = crate::View::of(store.readers().acquire().await.unwrap(), store.now());
        let opened = key::open(&mut view, contact.uuid(), &back.keys).await.unwrap();
        assert_eq!(opened.public(), talk.contacts[0].1.public());
        let stranger = store.returning(&other).await.unwrap().unwrap();
        assert!(key::open(&mut view, contact.uuid(), &stranger.keys).await.is_err());
        let unknown = receipt(store);
        assert!(store.returning(&unknown).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_new_receipt_makes_the_lost_one_worthless() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (lost, fresh) = (receipt(store), receipt(store));
        let contact = received(store, &talk, 0, &lost).await;
        let found = store.returning(&lost).await.unwrap().unwrap();
        let actor = coordinator(&talk);
        let (_, mut tx) = store.enter(&actor, Act::ReplaceReceipt, contact).await.unwrap();
        put_receipt(&mut tx, contact, &fresh, talk.contacts[0].1.secret()).await.unwrap();
        tx.commit(Event::ReceiptReplaced { contact }).await.unwrap();
        assert!(store.returning(&lost).await.unwrap().is_none());
        let mut view = crate::View::of(store.readers().acquire().await.unwrap(), store.now());
        assert!(key::open(&mut view, contact.uuid(), &found.keys).await.is_err());
        let back = store.returning(&fresh).await.unwrap().unwrap();
        assert!(key::open(&mut view, contact.uuid(), &back.keys).await.is_ok());
    }
}

#[tokio::test]
async fn a_tip_is_followed_to_its_end_and_two_members_never_overwrite_each_other() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let contact = received(store, &talk, 0, &receipt(store)).await;
        assert_eq!(fate_of(store, talk.contacts[1].0).await, None, "no tip without a receipt");
        let actor = coordinator(&talk);
        let read = fate_of(store, contact).await.unwrap();
        let (_, mut tx) = store.enter(&actor, Act::MoveTip, contact).await.unwrap();
        let (moved, event) = read.clone().read(member(&talk), tx.now()).unwrap();
        add_step(&mut tx, &moved).await.unwrap();
        tx.commit(event).await.unwrap();
        // Somebody else had the same page open.
        let (_, mut tx) = store.enter(&actor, Act::MoveTip, contact).await.unwrap();
        let (late, _) = read.read(member(&talk), tx.now()).unwrap();
        assert!(add_step(&mut tx, &late).await.is_err());
        drop(tx);
        let (_, mut tx) = store.enter(&actor, Act::MoveTip, contact).await.unwrap();
        let police = AgencyKind::LawEnforcement;
        let (moved, event) = moved.route(police, member(&talk), tx.now()).unwrap();
        add_step(&mut tx, &moved).await.unwrap();
        tx.commit(event).await.unwrap();
        let stored = fate_of(store, contact).await.unwrap();
        assert_eq!(stored, moved);
        let stages: Vec<_> = stored.shown().map(|line| line.stage).collect();
        assert_eq!(stages, [TipStage::Received, TipStage::BeingRead, TipStage::Routed]);
    }
}

#[tokio::test]
async fn what_was_decided_about_two_tips_is_found_from_either_and_can_change() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (a, b) = (talk.contacts[0].0, talk.contacts[1].0);
        let actor = coordinator(&talk);
        for (pair, same) in [((b, a), true), ((a, b), false)] {
            let (_, mut tx) = store.enter(&actor, Act::LinkTips, a).await.unwrap();
            let decision = Decision { same, by: member(&talk), at: tx.now() };
            decide(&mut tx, pair, decision).await.unwrap();
            tx.commit(Event::TipsLinked { contact: a, other: b }).await.unwrap();
            let mut view = crate::View::of(store.readers().acquire().await.unwrap(), store.now());
            for tip in [a, b] {
                let found = decisions(&mut view, tip).await.unwrap();
                assert_eq!(found.about(a, b), Some(decision));
                assert_eq!(found.linked_with(tip).count(), usize::from(same));
            }
        }
    }
}
