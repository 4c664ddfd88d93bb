//! The day that is agreed, the code beside a link, and the guest who comes by it.

use std::sync::Arc;

use access::{Act, Look};
use casework::contact::{Arrival, Channel, Contact, Danger, Lane};
use casework::conversation::{Author, Speaker};
use casework::event::Event;
use casework::hand_off::HandOff;
use casework::id::{ContactId, OrganizationId, ReferralId, ServiceId};
use casework::member::Actor;
use casework::need::Need;
use casework::referral::{Referral, ReferralState, Request};
use casework::time::Span;
use tokio::sync::Barrier;
use uuid::Uuid;
use vault::{Attempt, KeyPair, SessionSecret, SpokenCode, Text};

use super::crowd::{self, Crowd, insert};
use super::world::World;
use crate::hand_off::{self, Words};
use crate::message::{self, Draft, Line};
use crate::referral::code::{self, MOST_TRIES, Tried};
use crate::referral::{self, After, Door, LINK_LASTS, Offering, Stored};
use crate::{Error, Store, contact, key};

fn organization() -> OrganizationId {
    OrganizationId::from_uuid(Uuid::from_u128(4))
}

/// A referral with its link and its code.
struct Asked {
    id: ReferralId,
    link: SessionSecret,
    code: SpokenCode,
}

impl Asked {
    fn partner(&self) -> Actor {
        Actor::Partner { organization: organization(), referral: self.id }
    }
}

/// A service is asked for one person, with a code beside the link.
async fn ask(store: &Store, crowd: &Crowd) -> Asked {
    let (team, contact) = (crowd.teams[0], ContactId::from_uuid(Uuid::from_u128(77)));
    let (arrived, event) = Contact::receive(Arrival {
        id: contact,
        team,
        channel: Channel::Chat,
        lane: Lane::Help,
        danger: Danger::Raised,
        received_at: store.now(),
    });
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::StartContact, team).await.unwrap();
    insert(&mut tx, &arrived, [7; 32], KeyPair::generate(&mut store.rng()).public()).await;
    tx.commit(event).await.unwrap();

    let asker = &crowd.members[1];
    let act = Act::OfferReferral;
    let (_, mut tx) = store.enter(&Actor::Member(asker.clone()), act, contact).await.unwrap();
    let (now, id) = (tx.now(), tx.referral_id());
    let place = (organization(), ServiceId::from_uuid(Uuid::from_u128(5)));
    let request = Request { need: Need::EmergencyShelter, age_band: None, gender: None };
    let until = now + Span::from_days(2);
    let (referral, event) = Referral::offer(id, contact, place, request, until, now).unwrap();
    let attempt = Attempt::generate(&mut store.rng());
    let (link, code) = (attempt.session_secret(), SpokenCode::of(&attempt));
    let new = Offering {
        referral: &referral,
        organization_name: "Harbor",
        service_name: "Beds",
        by: asker.id,
        link: &link,
        code: Some(&code),
        link_expires_at: now + LINK_LASTS,
    };
    referral::insert(&mut tx, &new).await.unwrap();
    tx.commit(event).await.unwrap();
    Asked { id, link, code }
}

async fn read(store: &Store, asked: &Asked) -> Stored {
    let subject = store.referral(asked.id);
    store.look(&asked.partner(), Look::SeeReferral, subject).await.unwrap().0
}

/// Changes the referral by one rule of `casework`.
async fn change(
    store: &Store,
    asked: &Asked,
    rule: impl FnOnce(Referral, casework::time::Timestamp) -> (Referral, Event),
) {
    let (act, subject) = (Act::AnswerReferral, store.referral(asked.id));
    let (stored, mut tx) = store.enter(&asked.partner(), act, subject).await.unwrap();
    let (next, event) = rule(stored.referral.clone(), tx.now());
    referral::save(&mut tx, &stored, &next).await.unwrap();
    tx.commit(event).await.unwrap();
}

async fn attempt(store: &Store, asked: &Asked, typed: &SpokenCode) -> Result<Tried, Error> {
    let (act, subject) = (Act::TrySpokenCode, store.referral(asked.id));
    let (stored, mut tx) = store.enter(&asked.partner(), act, subject).await?;
    let tried = code::attempt(&mut tx, &stored, &asked.link, typed).await?;
    tx.commit_all(&[]).await?;
    Ok(tried)
}

/// A code that is not the one.
fn wrong(asked: &Asked) -> SpokenCode {
    let right = asked.code.spoken().replace(' ', "");
    let other = if right == "000000" { "000001" } else { "000000" };
    SpokenCode::parse(other).unwrap()
}

#[tokio::test]
async fn an_agreed_day_is_kept_and_its_link_lives_as_long_after_it() {
    for world in World::all().await {
        let store = &world.store;
        let crowd = crowd::gather(store).await;
        let asked = ask(store, &crowd).await;
        change(store, &asked, |referral, now| referral.accept(now).unwrap()).await;
        let day = store.now() + Span::from_days(60);
        change(store, &asked, |referral, now| referral.schedule(day, now).unwrap()).await;
        let stored = read(store, &asked).await;
        assert_eq!(stored.referral.state(), ReferralState::Scheduled);
        assert_eq!(stored.referral.scheduled_for(), Some(day));
        assert_eq!(stored.link_expires_at, day + LINK_LASTS);

        let (team, me) = (crowd.teams[0], crowd.members[1].clone());
        let actor = Actor::Member(me.clone());
        let ((), mut view) = store.look(&actor, Look::ListContacts, team).await.unwrap();
        let open = referral::open_of_team(&mut view, team, (me.id, true), After::START, 10).await;
        assert_eq!(open.unwrap().len(), 1, "somebody is still to come");
        drop(view);
        change(store, &asked, |referral, now| referral.arrive(now).unwrap()).await;
        assert_eq!(read(store, &asked).await.referral.scheduled_for(), Some(day));
    }
}

#[tokio::test]
async fn link_and_code_open_what_the_link_alone_does_not() {
    for world in World::all().await {
        let store = &world.store;
        let crowd = crowd::gather(store).await;
        let asked = ask(store, &crowd).await;
        let behind = store.linked(&asked.link, None).await.unwrap().unwrap();
        assert!(matches!(behind, Door::Code { left: MOST_TRIES, .. }));
        // The link itself in place of what link and code give.
        let behind = store.linked(&asked.link, Some(&asked.link)).await.unwrap().unwrap();
        assert!(matches!(behind, Door::Code { .. }));

        let tried = attempt(store, &asked, &wrong(&asked)).await.unwrap();
        assert!(matches!(tried, Tried::Wrong(4)), "{tried:?}");
        let tried = attempt(store, &asked, &asked.code).await.unwrap();
        let Tried::Opened(both) = tried else { panic!("{tried:?}") };
        let behind = store.linked(&asked.link, Some(&both)).await.unwrap().unwrap();
        assert!(matches!(behind, Door::Open(_)));
        assert!(read(store, &asked).await.has_code());
    }
}

#[tokio::test]
async fn the_code_is_in_no_byte_of_the_database() {
    let world = World::sqlite().await;
    let crowd = crowd::gather(&world.store).await;
    let asked = ask(&world.store, &crowd).await;
    let _ = attempt(&world.store, &asked, &asked.code).await.unwrap();
    let spoken = asked.code.spoken();
    let plain = spoken.replace(' ', "");
    let link = asked.link.to_cookie();
    for word in [spoken.as_str(), &plain, link.as_str()] {
        let found = world.bytes().windows(word.len()).any(|part| part == word.as_bytes());
        assert!(!found, "{word}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_try_at_once_five_wrong_codes_close_the_link() {
    for world in World::all().await {
        let store = world.store.clone();
        let crowd = crowd::gather(&store).await;
        let asked = Arc::new(ask(&store, &crowd).await);
        let together = Arc::new(Barrier::new(32));
        let tries = (0..32).map(|_| {
            let (store, asked, together) = (store.clone(), asked.clone(), together.clone());
            tokio::spawn(async move {
                together.wait().await;
                attempt(&store, &asked, &wrong(&asked)).await
            })
        });
        let (mut wrong, mut shut, mut gone) = (0, 0, 0);
        for one in tries.collect::<Vec<_>>() {
            match one.await.unwrap() {
                Ok(Tried::Wrong(_)) => wrong += 1,
                Ok(Tried::Shut) => shut += 1,
                Err(Error::NotFound) => gone += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((wrong, shut, gone), (4, 1, 27));
        assert!(store.linked(&asked.link, None).await.unwrap().is_none(), "the link is closed");
        let both = asked.link.with_code(&asked.code);
        assert!(store.linked(&asked.link, Some(&both)).await.unwrap().is_none());
        assert!(attempt(&store, &asked, &asked.code).await.is_err(), "the right one as well");
        assert!(read(&store, &asked).await.is_shut());
        store.verify_audit(None).await.unwrap().unwrap();
    }
}

/// A transaction on the conversation; who may enter it the policies' own tests say.
async fn enter(store: &Store) -> (crate::contact::Stored, crate::Tx) {
    let contact = ContactId::from_uuid(Uuid::from_u128(77));
    store.enter(&Actor::Machine, Act::MarkVisitorLost, contact).await.unwrap()
}

/// Somebody says something; whether it was new.
async fn say(store: &Store, token: u8, words: &str) {
    let (stored, mut tx) = enter(store).await;
    let id = stored.contact.id();
    let draft = Draft::seal(&Text::from(words), &stored.public_key, tx.now());
    let line = Line::Of(Author::Visitor);
    let done = message::append(&mut tx, id, [token; 32], line, draft).await.unwrap();
    let words = Words { name: String::new(), text: words.to_owned() };
    hand_off::copy(&mut tx, stored.guest, &done, (Speaker::Visitor, None), words).await.unwrap();
    tx.commit_all(&[]).await.unwrap();
}

/// What the guest reads with what their link gives.
async fn heard(store: &Store, asked: &Asked) -> Result<Vec<String>, Error> {
    let both = asked.link.with_code(&asked.code);
    let Some(Door::Open(linked)) = store.linked(&asked.link, Some(&both)).await? else {
        return Err(Error::NotFound);
    };
    let subject = store.referral(asked.id);
    let (_, mut view) = store.look(&asked.partner(), Look::ReadAsGuest, subject).await?;
    let found = hand_off::of_referral(&mut view, asked.id).await?.ok_or(Error::NotFound)?;
    let id = found.hand_off.id();
    let key = key::open(&mut view, id.uuid(), &linked.keys).await?;
    let lines = hand_off::after(&mut view, id, 0, 10).await?;
    lines.iter().map(|line| Ok(line.open(&key)?.text.clone())).collect()
}

#[tokio::test]
async fn a_guest_reads_what_is_written_since_they_came_and_nothing_after_they_went() {
    for world in World::all().await {
        let store = &world.store;
        let crowd = crowd::gather(store).await;
        let asked = ask(store, &crowd).await;
        change(store, &asked, |referral, now| referral.accept(now).unwrap()).await;
        let member = crowd.members[1].id;
        let (stored, mut tx) = enter(store).await;
        let (talking, event) = stored.contact.clone().answer(member, tx.now()).unwrap();
        contact::save(&mut tx, &talking).await.unwrap();
        tx.commit(event).await.unwrap();
        say(store, 1, "before").await;

        let (stored, mut tx) = enter(store).await;
        let referral = referral::of_id(&mut tx, asked.id).await.unwrap();
        let both = (&stored.contact, &referral.referral);
        let (id, now) = (tx.hand_off_id(), tx.now());
        let (invited, event) = HandOff::invite(id, both, (member, true), now).unwrap();
        hand_off::insert(&mut tx, &invited, &referral).await.unwrap();
        tx.commit(event).await.unwrap();
        say(store, 2, "still before").await;
        assert_eq!(heard(store, &asked).await.unwrap(), Vec::<String>::new());

        let (stored, mut tx) = enter(store).await;
        let before = hand_off::of_contact(&mut tx, stored.contact.id()).await.unwrap().unwrap();
        let both = (&stored.contact, &referral.referral);
        let (here, event) = before.hand_off.clone().join(both, tx.now()).unwrap();
        hand_off::save(&mut tx, &before, &here).await.unwrap();
        tx.commit(event).await.unwrap();
        say(store, 3, "since").await;
        say(store, 3, "sent twice").await;
        assert_eq!(heard(store, &asked).await.unwrap(), ["since"]);

        let (stored, mut tx) = enter(store).await;
        let before = hand_off::of_contact(&mut tx, stored.contact.id()).await.unwrap().unwrap();
        let end = casework::hand_off::HandOffEnd::ByVisitor;
        let (gone, event) = before.hand_off.clone().end(end, tx.now()).unwrap();
        assert!(hand_off::save(&mut tx, &before, &gone).await.unwrap().is_none());
        tx.commit(event).await.unwrap();
        say(store, 4, "after").await;
        assert!(heard(store, &asked).await.is_err(), "the key is destroyed");
        let (stored, _) = enter(store).await;
        assert!(stored.guest.is_none());
    }
}
