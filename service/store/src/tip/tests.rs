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

#[tokio::test]
async fn the_list_of_open_tips_holds_what_waits_for_somebody_and_nothing_else() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let team = casework::id::TeamId::from_uuid(Uuid::from_u128(2));
        let contact = received(store, &talk, 0, &receipt(store)).await;
        let listed = async || {
            let conn = store.readers().acquire().await.unwrap();
            let mut view = crate::View::of(conn, store.now());
            open::of_team(&mut view, team, member(&talk), 10).await.unwrap()
        };
        // The other contact is no tip.
        let rows = listed().await;
        assert_eq!(rows.iter().map(|tip| tip.id).collect::<Vec<_>>(), [contact]);
        assert_eq!((rows[0].stage, rows[0].unanswered_since), (TipStage::Received, None));

        let actor = coordinator(&talk);
        let (_, mut tx) = store.enter(&actor, Act::MoveTip, contact).await.unwrap();
        let mut fate = fate(&mut tx, contact).await.unwrap().unwrap();
        let why = CouldNotAct::NotEnoughToFind;
        let me = member(&talk);
        for step in [
            Fate::read as fn(Fate, MemberId, Timestamp) -> Result<(Fate, Event), _>,
            |fate, by, at| fate.could_not_act(None, CouldNotAct::NotEnoughToFind, by, at),
            |fate, by, at| fate.close(0, by, at),
        ] {
            fate = step(fate, me, tx.now()).unwrap().0;
            add_step(&mut tx, &fate).await.unwrap();
        }
        let reason = Some(why);
        let to = TipStage::CouldNotAct;
        tx.commit(Event::TipMoved { contact, to, agency: None, reason }).await.unwrap();
        assert_eq!(listed().await, [], "a closed tip is done");

        // The tipster came back: it is open until somebody has answered.
        let back = Actor::Tipster { contact };
        let (_, mut tx) = store.enter(&back, Act::WriteMessage, contact).await.unwrap();
        note_heard(&mut tx, contact).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        let rows = listed().await;
        assert!(rows[0].stage == TipStage::Closed && rows[0].unanswered_since.is_some());
        let (_, mut tx) = store.enter(&actor, Act::AnswerTip, contact).await.unwrap();
        note_answered(&mut tx, contact).await.unwrap();
        tx.commit_all(&[]).await.unwrap();
        assert_eq!(listed().await, []);
    }
}

#[tokio::test]
async fn tips_that_share_a_token_are_found_whatever_their_facts() {
    use ::tip::likeness::{Likeness, Strength, Token, suggest};
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let team = casework::id::TeamId::from_uuid(Uuid::from_u128(2));
        let one = received(store, &talk, 0, &receipt(store)).await;
        let other = received(store, &talk, 1, &receipt(store)).await;
        let number = Token([9; 16]);
        let named = |token| likely::Tokens { text: None, named: [token].into() };
        store.note_tip_tokens(team, one, &named(number)).await.unwrap();
        store.note_tip_tokens(team, other, &named(Token([8; 16]))).await.unwrap();
        let found = async || {
            let conn = store.readers().acquire().await.unwrap();
            let mut view = crate::View::of(conn, store.now());
            // A window of the past: the two are found by the number or not at all.
            let past = (Timestamp::EPOCH, Timestamp::EPOCH);
            let place = (team, member(&talk));
            let found = likely::candidates(&mut view, place, one, past).await.unwrap();
            let (own, others) = found.unwrap();
            suggest(&own, &others, &decisions(&mut view, one).await.unwrap())
        };
        assert_eq!(found().await, []);
        store.note_tip_tokens(team, other, &named(number)).await.unwrap();
        let suggested = found().await;
        assert_eq!(suggested.len(), 1);
        assert_eq!((suggested[0].other, suggested[0].strength), (other, Strength::Strong));
        assert!(suggested[0].because.contains(&Likeness::SameName));
    }
}
