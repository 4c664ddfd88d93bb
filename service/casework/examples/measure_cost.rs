//! Measures what reading the event log costs on this machine.
//!
//! `cargo run --release -p casework --example measure_cost`

use std::time::Instant;

use casework::contact::{Arrival, Channel, Contact, Danger, Ending, Lane};
use casework::event::Logged;
use casework::id::{ContactId, MemberId, TeamId};
use casework::measure::{Measure, Period, Scope, Tally, Value};
use casework::time::{Span, Timestamp};

const CONTACTS: u32 = 1_000_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let member = MemberId::new(Timestamp::EPOCH, [1; 10]);
    let team = TeamId::new(Timestamp::EPOCH, [2; 10]);
    let mut tally = Tally::new(
        Period { from: Timestamp::EPOCH, to: Timestamp::from_micros(i64::MAX) },
        Scope::default(),
    );
    let mut events = 0_u64;
    let mut reading = std::time::Duration::ZERO;
    for number in 0..CONTACTS {
        let mut random = [0; 10];
        random[..4].copy_from_slice(&number.to_be_bytes());
        let received_at = Timestamp::from_seconds(i64::from(number));
        let (contact, received) = Contact::receive(Arrival {
            id: ContactId::new(received_at, random),
            team,
            channel: Channel::Chat,
            lane: Lane::Help,
            danger: Danger::Unknown,
            received_at,
        });
        let answer_at = received_at + Span::from_seconds(12);
        let end_at = answer_at + Span::from_minutes(19);
        let (contact, answered) = contact.answer(member, answer_at)?;
        let (_, ended) = contact.end(member, Ending::Finished, end_at)?;
        let log = [(received_at, received), (answer_at, answered), (end_at, ended)]
            .map(|(at, event)| Logged { at, event });
        let started = Instant::now();
        log.iter().for_each(|logged| tally.observe(logged));
        reading += started.elapsed();
        events += 3;
    }
    let measures = tally.finish();
    assert_eq!(measures.value(Measure::Answered), Value::Count(u64::from(CONTACTS)));
    let each = reading.as_nanos() / u128::from(events);
    println!("{events} events of {CONTACTS} contacts read in {reading:?}, {each} ns each");
    Ok(())
}
