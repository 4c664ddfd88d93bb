//! Measures what one decision costs on this machine.
//!
//! `cargo run --release -p access --example decision_cost`

use std::time::Instant;

use access::{Access, Act, ContactResource, Resource};
use casework::contact::StateCode;
use casework::id::{ContactId, MemberId, TeamId};
use casework::member::{Actor, Member, StaffRole};
use casework::time::Timestamp;

const ROUNDS: usize = 20_000;

fn main() -> Result<(), access::PolicyError> {
    let started = Instant::now();
    let access = Access::load()?;
    println!("load and strict validation: {:?}", started.elapsed());

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
        participants: vec![me],
        closed_to: vec![],
        state: StateCode::Active,
    });
    let mut nanos: Vec<u128> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            let decision = access.decide(&actor, Act::WriteMessage, &contact);
            let cost = started.elapsed().as_nanos();
            assert!(decision.is_permitted());
            cost
        })
        .collect();
    nanos.sort_unstable();
    let at = |share: usize| nanos.get(ROUNDS * share / 100).copied().unwrap_or_default() / 1_000;
    println!("one decision: p50 {} µs, p99 {} µs over {ROUNDS}", at(50), at(99));
    Ok(())
}
