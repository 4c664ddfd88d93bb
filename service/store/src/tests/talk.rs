//! A little of everything that is sealed: two teams, two members, two contacts with words and texts.

use std::collections::BTreeSet;

use access::Act;
use casework::contact::{Arrival, Channel, Contact, Danger, Lane};
use casework::conversation::Author;
use casework::event::Event;
use casework::id::{ContactId, MemberId, TeamId};
use casework::member::{Actor, MemberState, StaffRole};
use uuid::Uuid;
use vault::{KeyPair, PublicKey, ReaderId, RecordKey, SecretKey, Text};

use crate::contact::{Arrived, Arriving};
use crate::field::{Name, Sealing};
use crate::member::Joining;
use crate::message::{Draft, Line};
use crate::screening::{Beginning, Begun};
use crate::subject::Installation;
use crate::team::{Team, TeamKind};
use crate::{Error, Store, Tx, account, contact, field, key, member, message, screening, team};

/// What opens what was written.
pub(crate) struct Talk {
    pub(crate) staff: SecretKey,
    pub(crate) members: Vec<(MemberId, SecretKey)>,
    pub(crate) contacts: Vec<(ContactId, RecordKey)>,
}

/// Writes it.
pub(crate) async fn talked(store: &Store) -> Talk {
    let (staff, hotline) = (teams(store).await, TeamId::from_uuid(Uuid::from_u128(2)));
    let mut members = Vec::new();
    for number in 0..2 {
        members.push(join(store, &staff, number).await);
    }
    let mut contacts = Vec::new();
    for number in 0..2 {
        contacts.push(reach_out(store, hotline, number, members[0].0).await);
    }
    Talk { staff: staff.into_secret(), members, contacts }
}

/// The staff team (1) and a hotline team (2); gives the staff team's keys.
async fn teams(store: &Store) -> KeyPair {
    let staff = KeyPair::generate(&mut store.rng());
    for (number, kind) in [(1, TeamKind::Staff), (2, TeamKind::Hotline)] {
        let ((), mut tx) = store.enter(&Actor::Nobody, Act::SetUp, Installation).await.unwrap();
        let own = KeyPair::generate(&mut store.rng());
        let id = TeamId::from_uuid(Uuid::from_u128(number));
        let name = Text::from("a team");
        let row = Team::new(id, kind, own.public(), &name, &staff.public(), &mut store.rng());
        team::insert(&mut tx, &row).await.unwrap();
        tx.commit(Event::TeamCreated { team: id }).await.unwrap();
    }
    staff
}

async fn join(store: &Store, staff: &KeyPair, number: u8) -> (MemberId, SecretKey) {
    let own = KeyPair::generate(&mut store.rng());
    let id = MemberId::new(store.now(), [number; 10]);
    let act = Act::AcceptInvitation;
    let ((), mut tx) = store.enter(&Actor::Nobody, act, Installation).await.unwrap();
    let joining = Joining {
        id,
        login: [number; 32],
        roles: BTreeSet::from([StaffRole::Specialist]),
        state: MemberState::Active,
        public_key: own.public(),
        name: &Text::from("a member"),
        staff: staff.public(),
    };
    member::insert(&mut tx, &joining).await.unwrap();
    let code = Text::from("JBSWY3DPEHPK3PXP");
    account::put_code(&mut tx, id, &code, &own.public(), 1).await.unwrap();
    tx.commit(Event::MemberEnrolled { member: id, invitation: None }).await.unwrap();
    (id, own.into_secret())
}

/// Begins a screening of a contact, for the attempt of a number.
pub(crate) async fn begin_screening(
    tx: &mut Tx,
    (contact, to): (ContactId, PublicKey),
    by: MemberId,
    number: u8,
) -> Result<Begun, Error> {
    let id = tx.screening_id();
    let attempt = [number; 32];
    let (url, version) = ("https://instruments.example/one", "1");
    let answers = &Text::from("an answer");
    screening::begin(tx, &Beginning { id, contact, attempt, url, version, by, to, answers }).await
}

async fn reach_out(
    store: &Store,
    team: TeamId,
    number: u8,
    member: MemberId,
) -> (ContactId, RecordKey) {
    let (id, now) = (store.new_contact_id(), store.now());
    let own = RecordKey::generate(&mut store.rng());
    let arrival = Arrival {
        id,
        team,
        channel: Channel::Chat,
        lane: Lane::Help,
        danger: Danger::Unknown,
        received_at: now,
    };
    let (fresh, received) = Contact::receive(arrival);
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::StartContact, team).await.unwrap();
    let attempt = [number; 32];
    let arriving = Arriving {
        contact: &fresh,
        attempt,
        public_key: own.public(),
        language: "en",
        words: None,
    };
    assert!(matches!(contact::insert(&mut tx, arriving).await, Ok(Arrived::New(None))));
    let reader = KeyPair::generate(&mut store.rng());
    let to = ReaderId(team.uuid());
    let wrapped = own.wrap_for(to, &reader.public(), id.uuid(), &mut store.rng());
    key::grant(&mut tx, id.uuid(), to, key::Reader::Team, &wrapped).await.unwrap();
    for line in 0..2 {
        let draft = Draft::seal(&Text::from("some words"), &own.public(), now);
        let token = [number * 2 + line + 100; 32];
        let line = Line::Of(Author::Visitor);
        let _ = message::append(&mut tx, id, token, line, draft).await.unwrap();
    }
    let sealing = Sealing { contact: id, to: own.public(), by: None };
    for name in [Name::Note, Name::Note, Name::Phone] {
        let _ = field::add(&mut tx, sealing, name, &Text::from("a text")).await.unwrap();
    }
    let begun = begin_screening(&mut tx, (id, own.public()), member, number).await.unwrap();
    assert!(matches!(begun, Begun::New(_)));
    tx.commit(received).await.unwrap();
    (id, own)
}
