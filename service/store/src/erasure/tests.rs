use std::collections::BTreeSet;
use std::io;

use access::Act;
use base64ct::{Base64, Encoding as _};
use case::retention::{
    Class, Erasing, HoldReason, Kept, Part, Periods, Reason, Subject, due as rule,
};
use casework::contact::{Arrival, Channel, Contact, Danger, Ending, Lane};
use casework::id::{ContactId, MemberId, TeamId};
use casework::member::Actor;
use casework::time::{Span, Timestamp};
use tokio::sync::mpsc;
use uuid::Uuid;
use vault::{KeyPair, Keyring};

use super::due::{self, After};
use super::keep;
use super::record::{self, Record};
use super::*;
use crate::db::{Conn, on};
use crate::subject::Installation;
use crate::tests::crowd::{self, Dice};
use crate::tests::sealed;
use crate::tests::talk::{Talk, talked};
use crate::tests::world::{MILLISECOND, World, ticking};
use crate::{View, backup, key};

async fn copied(store: &Store) -> Vec<Vec<u8>> {
    let (to, mut from) = mpsc::channel(4);
    let taking = tokio::spawn(async move {
        let mut pieces = Vec::new();
        while let Some(piece) = from.recv().await {
            pieces.push(piece);
        }
        pieces
    });
    store.copy_out(&[7; 32], "0.0.0", to).await.unwrap();
    taking.await.unwrap()
}

async fn restored(place: &crate::tests::world::Place, pieces: &[Vec<u8>]) -> Store {
    let (to, from) = mpsc::channel::<io::Result<Vec<u8>>>(4);
    let pieces = pieces.to_vec();
    tokio::spawn(async move {
        for piece in pieces {
            if to.send(Ok(piece)).await.is_err() {
                return;
            }
        }
    });
    backup::restore(&place.address, from).await.unwrap();
    Store::open(&place.address, ticking(MILLISECOND)).await.unwrap()
}

/// Every wrapped key and every ciphertext of a contact.
async fn secrets(store: &Store, contact: ContactId) -> Vec<Vec<u8>> {
    const ALL: [&str; 4] = [
        "SELECT wrapped FROM wrapped_keys WHERE record_id = $1",
        "SELECT body_sealed FROM messages WHERE contact_id = $1",
        "SELECT body_sealed FROM sealed_fields WHERE contact_id = $1",
        "SELECT answers_sealed FROM screenings WHERE contact_id = $1",
    ];
    let mut conn = store.readers().acquire().await.unwrap();
    let mut found = Vec::new();
    for text in ALL {
        let rows: Vec<(Vec<u8>,)> = on!(&mut conn, c => sqlx::query_as(text)
            .bind(contact.uuid()).fetch_all(&mut **c).await.unwrap());
        assert!(!rows.is_empty(), "{text}");
        found.extend(rows.into_iter().map(|(bytes,)| bytes));
    }
    found
}

/// Whether one of them is anywhere in these bytes, as it is or as a dump writes it.
fn holds_any(bytes: &[u8], secrets: &[Vec<u8>]) -> bool {
    secrets.iter().any(|secret| {
        let text = Base64::encode_string(secret);
        // The end of a ciphertext is enough to know it by, wherever a page cuts it.
        let forms = [&secret[secret.len() - 24..], &text.as_bytes()[8..40]];
        forms.iter().any(|form| bytes.windows(form.len()).any(|part| part == *form))
    })
}

async fn erase(store: &Store, talk: &Talk, contact: ContactId) -> Line {
    let act = Act::ReplayErasure;
    let ((), mut tx) = store.enter(&Actor::Machine, act, Installation).await.unwrap();
    let subject = Subject::Contact(contact);
    let at = tx.now();
    let kept = Kept { subject, class: Class::Contact, last_used_at: at, open: false };
    let (by, agreed_by) = (talk.members[0].0, Some(talk.members[1].0));
    let erasing = Erasing { kept, reason: Reason::PersonAsked, by, agreed_by, at, keys: 0 };
    let (event, line) = enter(&mut tx, erasing).await.unwrap();
    tx.commit(event).await.unwrap();
    assert!(store.scour().await.unwrap(), "nobody reads meanwhile");
    line
}

#[tokio::test]
async fn after_shredding_no_byte_of_the_database_its_log_or_a_new_dump_opens_the_content() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (gone, stays) = (talk.contacts[0].0, talk.contacts[1].0);
        let (lost, kept) = (secrets(store, gone).await, secrets(store, stays).await);
        let dump = copied(store).await.concat();
        assert!(holds_any(&dump, &lost) && holds_any(&dump, &kept), "the test can see them");

        let line = erase(store, &talk, gone).await;
        assert_eq!(line.keys, 1);
        let counts = line.counts();
        assert!(counts.contains(&(Part::Messages, 2)) && counts.contains(&(Part::Texts, 3)));
        let dump = copied(store).await.concat();
        assert!(!holds_any(&dump, &lost) && holds_any(&dump, &kept));
        let mut view = View::of(store.readers().acquire().await.unwrap(), store.now());
        let opened = key::open(&mut view, gone.uuid(), &Keyring::empty()).await;
        assert!(matches!(opened, Err(Error::Sealed(_))));
        drop(view);
        let mut conn = store.readers().acquire().await.unwrap();
        let is_file = matches!(conn, Conn::Sqlite(_));
        let (found,): (i64,) = on!(&mut conn, c => sqlx::query_as("SELECT count(*) FROM contacts")
            .fetch_one(&mut **c).await.unwrap());
        assert_eq!(found, 2, "that there was a contact is still counted");
        drop(conn);
        if is_file {
            let bytes = world.bytes();
            assert!(!holds_any(&bytes, &lost), "in the file or its log");
            assert!(holds_any(&bytes, &kept), "the test can see them");
        }
    }
}

#[tokio::test]
async fn an_older_backup_is_erased_again_before_it_serves() {
    for world in World::all().await {
        let store = &world.store;
        let talk = talked(store).await;
        let (gone, stays) = (talk.contacts[0].0, talk.contacts[1].0);
        let (lost, kept) = (secrets(store, gone).await, secrets(store, stays).await);
        let old = copied(store).await;
        erase(store, &talk, gone).await;
        let lines = store.erasures_after(0).await.unwrap();
        for to in World::empty().await {
            let back = restored(&to, &old).await;
            assert!(holds_any(&copied(&back).await.concat(), &lost), "it comes back");
            let mut forged = lines.clone();
            forged[0].id = stays.uuid();
            assert!(matches!(back.replay_erasures(&forged).await, Err(Error::Rule(_))));
            assert_eq!(back.replay_erasures(&lines).await.unwrap(), 1);
            let dump = copied(&back).await.concat();
            assert!(!holds_any(&dump, &lost) && holds_any(&dump, &kept));
            assert_eq!(back.replay_erasures(&lines).await.unwrap(), 0, "once is enough");
            assert_eq!(back.erasures_after(0).await.unwrap(), lines);
            assert!(back.verify_audit(None).await.unwrap().is_ok());
            // Another history from the same beginning is not this one's ledger.
            erase(&back, &talk, stays).await;
            let theirs = back.erasures_after(0).await.unwrap();
            assert!(verify(&theirs).is_ok());
            back.close().await;
            let place = World::empty().await.remove(0);
            let other = restored(&place, &old).await;
            erase(&other, &talk, stays).await;
            assert!(matches!(other.replay_erasures(&theirs).await, Err(Error::Rule(_))));
            other.close().await;
        }
    }
}

#[test]
fn a_ledger_that_was_changed_or_cut_in_the_middle_is_none() {
    let line = |entry, before| {
        let erased = Erased {
            entry,
            subject: Subject::Contact(ContactId::from_uuid(Uuid::from_u128(entry.into()))),
            class: Class::Contact,
            reason: Reason::PersonAsked,
            decided_by: MemberId::from_uuid(Uuid::from_u128(1)),
            agreed_by: None,
            at: Timestamp::from_seconds(1_800_000_000),
            keys: 2,
        };
        Line::of(&erased, &Counts::from([(Part::Keys, 2)]), before)
    };
    let first = line(1, ChainHash::GENESIS);
    let second = line(2, first.chain().unwrap());
    let whole = vec![first, second];
    assert_eq!(verify(&whole), Ok(()));
    let text = serde_json::to_string(&whole[1]).unwrap();
    assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), whole[1]);
    assert_eq!(verify(&whole[1..]), Err(LedgerBroken::Gap(1)));
    let changes: [fn(&mut Line); 5] = [
        |line| line.id = Uuid::nil(),
        |line| line.keys = 3,
        |line| line.reason = Reason::PeriodOver,
        |line| line.at += 1,
        |line| {
            line.counts.insert("messages".into(), 1);
        },
    ];
    for change in changes {
        let mut changed = whole.clone();
        change(&mut changed[0]);
        assert_eq!(verify(&changed), Err(LedgerBroken::Changed(1)));
    }
}

/// Sealed columns of what is not erased: accounts, teams, the directory.
const NOT_OF_A_RECORD: &[&str] = &[
    "teams.name_sealed",
    "members.name_sealed",
    "members.totp_sealed",
    "directory_entries.body_sealed",
    "review_seats.name_sealed",
    "review_seats.agency_sealed",
];

#[tokio::test]
async fn every_sealed_column_is_shredded_or_belongs_to_no_record() {
    for column in sealed::columns().await {
        let (table, name) = column.split_once('.').unwrap();
        let (row, set) = (format!("DELETE FROM {table} "), format!("UPDATE {table} SET {name} ="));
        let shredded =
            shred::STATEMENTS.iter().any(|(_, text)| text.contains(&row) || text.contains(&set));
        let other = NOT_OF_A_RECORD.contains(&&*column);
        assert!(shredded != other, "erasing a contact or a case has to destroy `{column}`");
    }
}

/// Contacts that ended at some time, in any lane.
async fn ended(store: &Store, team: TeamId, lead: MemberId, dice: &mut Dice, many: u128) {
    let key = KeyPair::generate(&mut store.rng()).public();
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::StartContact, team).await.unwrap();
    for number in 0..many {
        let days = i64::try_from(dice.below(400)).unwrap();
        let at = tx.now() - Span::from_days(days);
        let id = ContactId::from_uuid(Uuid::from_u128(7_000 + number));
        let (lane, danger) = (*dice.pick(Lane::ALL), Danger::Unknown);
        let arrival =
            Arrival { id, team, channel: Channel::WebForm, lane, danger, received_at: at };
        let (contact, _) = Contact::receive(arrival);
        let (contact, _) = contact.answer(lead, at).unwrap();
        let contact = match dice.below(4) {
            0 => contact,
            _ => contact.end(lead, Ending::Finished, at).unwrap().0,
        };
        let mut attempt = [9; 32];
        attempt[..16].copy_from_slice(id.uuid().as_bytes());
        crowd::insert(&mut tx, &contact, attempt, key).await;
        let last = "UPDATE contacts SET last_at = since WHERE id = $1";
        on!(tx.conn(), c => sqlx::query(last)
            .bind(id.uuid()).execute(&mut **c).await.map(drop).unwrap());
        if dice.below(5) == 0 {
            keep::hold(&mut tx, Record::Contact(id), HoldReason::Proceeding, lead).await.unwrap();
        }
    }
    tx.commit(casework::event::Event::SystemSetUp {}).await.unwrap();
}

#[tokio::test]
async fn what_is_due_is_what_the_rule_says() {
    for world in World::all().await {
        let store = &world.store;
        let crowd = crowd::gather(store).await;
        let (team, lead) = (crowd.teams[0], crowd.busiest().id);
        let mut dice = Dice::new(11);
        ended(store, team, lead, &mut dice, 150).await;
        let mut view = View::of(store.readers().acquire().await.unwrap(), store.now());
        let mut records = Vec::new();
        let mut holds = case::retention::Holds::default();
        for number in 0..150 {
            let record = Record::Contact(ContactId::from_uuid(Uuid::from_u128(7_000 + number)));
            records.push(record::stored(&mut view, record).await.unwrap().kept);
            for held in keep::holds_on(&mut view, record).await.unwrap() {
                holds.hold(record.subject(), held.by, held.at);
            }
        }
        for periods in [
            Periods::default(),
            Periods::default().keep(Class::Contact, 200),
            Periods::default().keep(Class::Tip, 100),
            Periods::default().keep(Class::Contact, 300).keep(Class::Tip, 30),
        ] {
            let now = store.now();
            let expected: BTreeSet<_> = rule(records.clone(), &periods, &holds, now)
                .into_iter()
                .map(|kept| kept.subject)
                .collect();
            let (mut found, mut after) = (BTreeSet::new(), After::START);
            loop {
                let page = due::contacts(&mut view, (team, lead), &periods, after, now).await;
                let page = page.unwrap();
                found.extend(page.iter().take(due::PAGE).map(|one| one.kept.subject));
                let Some(last) = page.get(due::PAGE - 1).filter(|_| page.len() > due::PAGE) else {
                    break;
                };
                after = After::parse(&last.after.to_text()).unwrap();
            }
            assert_eq!(found, expected);
        }
        let (periods, now) = (Periods::default().keep(Class::Contact, 1), store.now());
        let other = (crowd.teams[1], lead);
        let found = due::contacts(&mut view, other, &periods, After::START, now).await;
        assert!(found.unwrap().is_empty(), "of another team");
    }
}
