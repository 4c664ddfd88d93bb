//! Measures what one decision costs on this machine.
//!
//! `cargo run --release -p access --example decision_cost`

use std::time::Instant;

use access::{Access, Act, ContactResource, Resource};
use casework::contact::StateCode;
use casework::id::{ContactId, MemberId, TeamId};
use casework::member::{Actor, Member, StaffRole};
use casework::time::Timestamp;

const ROUNDS: usize = 200;

fn main() -> Result<(), access::PolicyError> {
    let started = Instant::now();
    let access = Access::load()?;
    println!("load and strict validation: {:?}", started.elapsed());

    // Each number of participants is a question of its own; the second time round all are known.
    for when in ["asked for the first time", "asked before"] {
        let mut nanos: Vec<u128> = (0..ROUNDS).map(|number| decide(&access, number)).collect();
        nanos.sort_unstable();
        let at = |share: usize| nanos.get(ROUNDS * share / 100).copied().unwrap_or_default();
        let (half, most) = (at(50) as f64 / 1e3, at(99) as f64 / 1e3);
        println!("{when}: p50 {half:.1} µs, p99 {most:.1} µs over {ROUNDS}");
    }
    Ok(())
}

/// How long one decision takes, in nanoseconds.
fn decide(access: &Access, participants: usize) -> u128 {
    let at = Timestamp::EPOCH;
    let team = TeamId::new(at, [1; 10]);
    let me = MemberId::new(at, [2; 10]);
    let actor = Actor::Member(Member {
        id: me,
        roles: [StaffRole::Specialist].into(),
        teams: (0..3).map(|byte| TeamId::new(at, [byte; 10])).collect(),
    });
    let contact = Resource::Contact(ContactResource {
        id: ContactId::new(at, [3; 10]),
        team,
        participants: vec![me; participants],
        closed_to: vec![],
        state: StateCode::Active,
    });
    let started = Instant::now();
    let decision = access.decide(&actor, Act::OfferReferral, &contact);
    let cost = started.elapsed().as_nanos();
    assert!(participants == 0 || decision.is_permitted());
    cost
}
