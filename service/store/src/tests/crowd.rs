//! Teams, members of every role and contacts in every state, drawn from a number.

use std::collections::BTreeSet;

use access::Act;
use casework::contact::{Arrival, Channel, Contact, Danger, Ending, Lane, Loss};
use casework::event::Event;
use casework::id::{ContactId, MemberId, TeamId};
use casework::member::{Actor, Member, MemberState, StaffRole};
use casework::time::{Span, Timestamp};
use uuid::Uuid;
use vault::{KeyPair, PublicKey, ReaderId, RecordKey, Text};

use crate::contact::{Arrived, Arriving};
use crate::db::on;
use crate::subject::Installation;
use crate::team::{self, Team, TeamKind};
use crate::tx::Reads as _;
use crate::{Store, Tx, contact, member};

/// Who works here.
pub(crate) struct Crowd {
    pub(crate) teams: Vec<TeamId>,
    pub(crate) members: Vec<Member>,
}

/// A small generator: the same number gives the same crowd on both engines.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `sides`.
    pub(crate) fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Three teams; for every set of roles one member of no team, of one and of two.
pub(crate) async fn gather(store: &Store) -> Crowd {
    let ((), mut tx) = store.enter(&Actor::Nobody, Act::SetUp, Installation).await.unwrap();
    let key = KeyPair::generate(&mut store.rng());
    let teams: Vec<_> = (1..=3).map(|n| TeamId::from_uuid(Uuid::from_u128(n))).collect();
    for id in &teams {
        let (public, name) = (key.public(), Text::from("Night line"));
        let new = Team::new(*id, TeamKind::Hotline, public, &name, &public, &mut store.rng());
        team::insert(&mut tx, &new).await.unwrap();
    }
    let mut members = Vec::new();
    for roles in role_sets() {
        for count in 0..=2 {
            let id = MemberId::from_uuid(Uuid::from_u128(1_000 + members.len() as u128));
            let own: BTreeSet<_> = teams.iter().copied().take(count).collect();
            join(&mut tx, id, &roles, &own, key.public()).await;
            members.push(Member { id, roles: roles.clone(), teams: own });
        }
    }
    tx.commit(Event::SystemSetUp {}).await.unwrap();
    Crowd { teams, members }
}

fn role_sets() -> Vec<BTreeSet<StaffRole>> {
    let one = StaffRole::ALL.iter().map(|role| BTreeSet::from([*role]));
    let with = |role| BTreeSet::from([StaffRole::Specialist, role]);
    let two = [StaffRole::Administrator, StaffRole::Analyst].map(with);
    one.chain(two).collect()
}

async fn join(
    tx: &mut Tx,
    id: MemberId,
    roles: &BTreeSet<StaffRole>,
    teams: &BTreeSet<TeamId>,
    public_key: PublicKey,
) {
    let mut login = [0; 32];
    login[..16].copy_from_slice(id.uuid().as_bytes());
    let name = Text::from("Member");
    let joining = member::Joining {
        id,
        login,
        roles: roles.clone(),
        state: MemberState::Active,
        public_key,
        name: &name,
        staff: public_key,
    };
    member::insert(tx, &joining).await.unwrap();
    let key = RecordKey::generate(&mut tx.rng());
    for team in teams {
        let wrapped = key.wrap_for(ReaderId(id.uuid()), &public_key, team.uuid(), &mut tx.rng());
        member::join_team(tx, id, *team, &wrapped).await.unwrap();
    }
}

impl Crowd {
    /// A specialist of two teams, who leads every other contact.
    pub(crate) fn busiest(&self) -> &Member {
        &self.members[2]
    }

    /// Contacts of all teams in all states, some received in the same moment, some led by members
    /// of other teams, some closed to somebody.
    pub(crate) async fn reach_out(&self, store: &Store, dice: &mut Dice, many: usize) {
        let now = store.now();
        let ((), mut tx) =
            store.enter(&Actor::Nobody, Act::StartContact, self.teams[0]).await.unwrap();
        let public_key = KeyPair::generate(&mut store.rng()).public();
        for number in 0..many {
            let minutes = i64::try_from(dice.below(many / 2 + 1)).unwrap();
            let at = now - Span::from_minutes(minutes);
            let contact = self.drawn(dice, at, number);
            let mut attempt = [0; 32];
            attempt[..16].copy_from_slice(contact.id().uuid().as_bytes());
            insert(&mut tx, &contact, attempt, public_key).await;
            if dice.below(5) == 0 {
                close(&mut tx, contact.id(), dice.pick(&self.members).id).await;
            }
        }
        tx.commit(Event::SystemSetUp {}).await.unwrap();
    }

    fn drawn(&self, dice: &mut Dice, at: Timestamp, number: usize) -> Contact {
        let arrival = Arrival {
            id: ContactId::from_uuid(Uuid::from_u128(u128::MAX / 3 + number as u128)),
            team: *dice.pick(&self.teams),
            channel: Channel::Chat,
            lane: *dice.pick(Lane::ALL),
            danger: *dice.pick(Danger::ALL),
            received_at: at,
        };
        let (contact, _) = Contact::receive(arrival);
        let anybody = dice.pick(&self.members).id;
        let lead = if dice.below(2) == 0 { self.busiest().id } else { anybody };
        let other = dice.pick(&self.members).id;
        let answered = |contact: Contact| contact.answer(lead, at).unwrap().0;
        let lost = |contact: Contact| contact.visitor_lost(Loss::ConnectionLost, at).unwrap().0;
        match dice.below(6) {
            0 => contact,
            1 => answered(contact),
            2 if lead != other => answered(contact).join(other).unwrap().0,
            2 | 3 => lost(contact),
            4 => lost(answered(contact)),
            _ => match answered(contact.clone()).end(lead, Ending::NoReply, at) {
                Ok((ended, _)) => ended,
                Err(_) => contact,
            },
        }
    }
}

/// Stores a contact without words.
pub(crate) async fn insert(tx: &mut Tx, contact: &Contact, attempt: [u8; 32], key: PublicKey) {
    let new = Arriving { contact, attempt, public_key: key, language: "en", words: None };
    assert!(matches!(contact::insert(tx, new).await, Ok(Arrived::New(None))));
}

async fn close(tx: &mut Tx, contact: ContactId, member: MemberId) {
    let text = "INSERT INTO closed_to (contact_id, member_id, since) VALUES ($1, $2, 0)";
    on!(tx.conn(), c => sqlx::query(text)
        .bind(contact.uuid()).bind(member.uuid()).execute(&mut **c).await.map(drop).unwrap());
}
