//! The board's running tally and the whole log, read again, give the same figures.

use access::Act;
use casework::contact::{Arrival, Channel, Contact, Danger, Ending, Lane, Loss};
use casework::event::Event;
use casework::id::{ContactId, MemberId, TeamId};
use casework::measure::{Measure, Period, Scope, Tally, Value};
use casework::member::Actor;
use casework::shift::{Shift, ShiftState};
use casework::time::Timestamp;
use uuid::Uuid;
use vault::KeyPair;

use super::{Live, recompute};
use crate::subject::Installation;
use crate::tests::crowd::{self, Crowd, Dice, gather};
use crate::tests::world::World;
use crate::{Store, contact, member};
use access::Look;

/// A night at the hotline, drawn from a number.
struct Night<'a> {
    store: &'a Store,
    crowd: &'a Crowd,
    dice: Dice,
    contacts: Vec<Contact>,
    shifts: Vec<MemberId>,
}

impl Night<'_> {
    async fn step(&mut self) {
        match self.dice.below(8) {
            0 | 1 => self.reach_out().await,
            2 => self.shift().await,
            _ => self.change().await,
        }
    }

    async fn reach_out(&mut self) {
        let (store, team) = (self.store, *self.dice.pick(&self.crowd.teams[..2]));
        let (_, mut tx) = store.enter(&Actor::Nobody, Act::StartContact, team).await.unwrap();
        let arrival = Arrival {
            id: ContactId::from_uuid(Uuid::from_u128(7_000 + self.contacts.len() as u128)),
            team,
            channel: *self.dice.pick(&[Channel::Chat, Channel::Phone, Channel::WebForm]),
            lane: *self.dice.pick(Lane::ALL),
            danger: Danger::Unknown,
            received_at: tx.now(),
        };
        let (contact, event) = match self.dice.below(4) {
            0 => Contact::enter_by_hand(arrival, self.crowd.members[1].id, tx.now()).unwrap(),
            _ => Contact::receive(arrival),
        };
        let mut attempt = [0; 32];
        attempt[..16].copy_from_slice(contact.id().uuid().as_bytes());
        let key = KeyPair::derive(&[1; 32]).public();
        crowd::insert(&mut tx, &contact, attempt, key).await;
        tx.commit(event).await.unwrap();
        self.contacts.push(contact);
    }

    async fn shift(&mut self) {
        let member = self.dice.pick(&self.crowd.members).id;
        let (_, mut tx) =
            self.store.enter(&Actor::Nobody, Act::StartContact, self.crowd.teams[0]).await.unwrap();
        let on = self.shifts.iter().position(|one| *one == member);
        let (state, event) = match on {
            Some(place) => {
                self.shifts.remove(place);
                (ShiftState::Off, Event::ShiftEnded { member })
            }
            None => {
                self.shifts.push(member);
                (ShiftState::On, Event::ShiftStarted { member, places: 4 })
            }
        };
        let shift = Shift { member, state, places: 4, since: tx.now() };
        member::save_shift(&mut tx, &shift).await.unwrap();
        tx.commit(event).await.unwrap();
    }

    async fn change(&mut self) {
        if self.contacts.is_empty() {
            return;
        }
        // The latest few: old ones are left open, as they are in life.
        let place = self.contacts.len() - 1 - self.dice.below(self.contacts.len().min(6));
        let before = self.contacts[place].clone();
        let me = before.participants().map_or(self.crowd.members[1].id, |all| all.lead());
        let (_, mut tx) =
            self.store.enter(&Actor::Nobody, Act::StartContact, self.crowd.teams[0]).await.unwrap();
        let now = tx.now();
        let other = *self.dice.pick(&self.crowd.teams[..2]);
        let changed = match self.dice.below(6) {
            0 | 1 => before.answer(me, now),
            2 => before.visitor_lost(Loss::ConnectionLost, now),
            3 => before.visitor_returned(self.dice.below(2) == 0, now),
            4 => before.return_to_queue(me, other, now),
            _ => before.end(me, Ending::Finished, now),
        };
        let Ok((after, event)) = changed else { return };
        contact::save(&mut tx, &after).await.unwrap();
        tx.commit(event).await.unwrap();
        self.contacts[place] = after;
    }

    /// The figures of `live` and those of the whole log are the same.
    async fn compare(&self, live: &mut Live, team: Option<TeamId>) -> u64 {
        let scope = Scope { team, ..Scope::default() };
        let look = Look::SeeMeasures;
        let (_, mut view) = self.store.look(&Actor::Machine, look, Installation).await.unwrap();
        let now = self.store.now();
        let running = live.as_of(&mut view, now).await.unwrap();
        let period = Period { from: live.from(), to: now };
        let whole = recompute(self.store, &Actor::Machine, period, scope).await.unwrap();
        assert_eq!(running, whole);
        match whole.value(Measure::Answered) {
            Value::Count(count) => count,
            _ => unreachable!("it is a count"),
        }
    }
}

async fn started(store: &Store, from: Timestamp, team: Option<TeamId>) -> Live {
    let look = Look::SeeMeasures;
    let (_, mut view) = store.look(&Actor::Machine, look, Installation).await.unwrap();
    Live::start(&mut view, from, Scope { team, ..Scope::default() }).await.unwrap()
}

#[tokio::test]
async fn the_board_and_the_whole_log_agree_at_every_moment() {
    for world in World::all_with_seconds(3).await {
        let crowd = gather(&world.store).await;
        let dice = Dice::new(11);
        let (contacts, shifts) = (Vec::new(), Vec::new());
        let mut night = Night { store: &world.store, crowd: &crowd, dice, contacts, shifts };
        for _ in 0..120 {
            night.step().await;
        }
        // A period that begins with contacts open and members on shift.
        let from = world.store.now();
        for _ in 0..60 {
            night.step().await;
        }
        let scopes = [None, Some(crowd.teams[0]), Some(crowd.teams[1])];
        let mut boards = Vec::new();
        for team in scopes {
            boards.push((team, started(&world.store, from, team).await));
        }
        let mut answered = 0;
        for _ in 0..40 {
            night.step().await;
            night.step().await;
            for (team, live) in &mut boards {
                answered = answered.max(night.compare(live, *team).await);
            }
        }
        assert!(answered > 5, "only {answered} contacts were answered");
        // One that starts now has the same figures as one that has run for hours.
        for team in scopes {
            night.compare(&mut started(&world.store, from, team).await, team).await;
        }
    }
}

#[test]
fn the_log_is_read_for_every_event_that_counts() {
    for name in Tally::COUNTS {
        assert!(crate::event::COUNTED.contains(&format!("'{name}'")), "{name} is not read");
    }
}
