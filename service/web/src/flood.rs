//! Keeps the line open under a flood of fake contacts.
//!
//! A stranger must never be able to close the line for others, so nothing here refuses: as long as
//! few reach out, everybody is let in at once. When many do (or many from one place), each new
//! contact costs a [`Toll`]: the page solves a small proof of work by itself, or, without script, the
//! person waits some seconds and sends again; what they wrote stays. **Whoever says that somebody is
//! in danger is always let in at once.**
//!
//! A toll is a message authentication code over the contact's idempotency key and the time from
//! which waiting has paid it, under the installation's key: any node checks it, none keeps it, and it
//! opens one contact. Counting is in memory, by hashed place, for an hour; cost: one hash and one
//! look into a map of at most 50,000 places.

use std::collections::HashMap;

use casework::contact::Danger;
use casework::time::{Span, Timestamp};
use sha2::{Digest, Sha256};
use vault::rand_core::CryptoRng;

use crate::account::secret::InstanceKey;
use crate::place::{Hour, Mark};

#[cfg(test)]
mod tests;

/// From how many new contacts on each one costs a toll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From everywhere, in a minute.
    pub a_minute: u32,
    /// From one place, in an hour. A shelter or a school is one place.
    pub a_place_an_hour: u32,
}

impl Default for Limits {
    /// 60 a minute are far above what the busiest line of a state sees; 20 an hour from one place
    /// are a class that tries it out.
    fn default() -> Self {
        Self { a_minute: 60, a_place_an_hour: 20 }
    }
}

/// Zero bits at the beginning of the hash that a proof needs: 65,536 tries in the mean, about a
/// second on a phone of 2015.
pub const BITS: u32 = 16;
/// The shortest and the longest wait without script, in seconds.
const WAITS: (i64, i64) = (15, 60);
/// How long a paid toll stays good.
const GOOD: Span = Span::from_hours(2);
/// The most places that are remembered; with more, all are forgotten and counting begins anew.
const MOST: usize = 50_000;
const MINUTE: Span = Span::from_minutes(1);
const HOUR: Span = Span::from_hours(1);

/// What a new contact costs under a flood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toll {
    /// What the proof is made for: hex.
    pub ticket: String,
    /// From when waiting has paid it: microseconds since 1970.
    pub ready: i64,
    /// How long that is from now, in seconds, at least 1.
    pub seconds: i64,
}

impl Toll {
    /// One to look at.
    pub(crate) fn sample() -> Self {
        Self { ticket: "5e1f".into(), ready: 1_795_032_000_000_000, seconds: 15 }
    }
}

/// What a form says of the toll that it was shown; empty where it was shown none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Paid<'a> {
    /// The toll's [`Toll::ticket`].
    pub ticket: &'a str,
    /// The toll's [`Toll::ready`].
    pub ready: &'a str,
    /// What the script found.
    pub proof: &'a str,
}

/// Who reaches out, as far as a flood is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Where from; empty if that is not known.
    pub place: &'a str,
    /// How dangerous it is, as they say.
    pub danger: Danger,
    /// The contact's idempotency key.
    pub attempt: [u8; 32],
    /// What the form says of the toll.
    pub paid: Paid<'a>,
}

/// Whether a new contact may be opened now.
#[must_use]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Admission {
    /// At once.
    Open,
    /// For a toll; the contact is not lost, its words go back into the form.
    Costs(Toll),
}

/// The new contacts of the last hour.
#[derive(Debug, Default)]
pub struct Flood {
    hour: Hour,
    everywhere: Stream,
    places: HashMap<Mark, Place>,
}

#[derive(Debug, Default)]
struct Place {
    stream: Stream,
    asked: u32,
}

impl Flood {
    /// Lets a new contact in, or says what it costs. Only who is let in is counted.
    pub fn admit(
        &mut self,
        arrival: &Arrival<'_>,
        limits: Limits,
        key: &InstanceKey,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Admission {
        if self.hour.turns(self.places.len() >= MOST, now, rng) {
            self.places.clear();
        }
        let place = (!arrival.place.is_empty()).then(|| {
            let mark = self.hour.mark(arrival.place, b"");
            self.places.entry(mark).or_default()
        });
        let calm = self.everywhere.is_free(limits.a_minute, MINUTE, now)
            && place
                .as_ref()
                .is_none_or(|from| from.stream.is_free(limits.a_place_an_hour, HOUR, now));
        if !calm && arrival.danger != Danger::Now {
            let shown = shown(arrival, key, now);
            if !shown.is_some_and(|ready| is_paid(arrival, ready, now)) {
                let before = place.map_or(0, |from| {
                    from.asked = from.asked.saturating_add(1);
                    from.asked - 1
                });
                let wait = (WAITS.0 << before.min(3)).min(WAITS.1);
                // A toll stays the same when the form is sent too early.
                let ready = shown.unwrap_or(now + Span::from_seconds(wait));
                return Admission::Costs(toll(arrival, ready, key, now));
            }
        }
        self.everywhere.count(limits.a_minute, MINUTE, now);
        if let Some(from) = place {
            from.stream.count(limits.a_place_an_hour, HOUR, now);
        }
        Admission::Open
    }
}

/// A steady stream with a burst: the generic cell rate algorithm, which keeps one time only
/// (ITU-T I.371, annex A).
#[derive(Clone, Copy, Debug, Default)]
struct Stream {
    due: Option<Timestamp>,
}

impl Stream {
    /// Whether one more is within so many in the span.
    fn is_free(self, most: u32, span: Span, now: Timestamp) -> bool {
        self.due.is_none_or(|due| due.since(now).micros() + each(most, span) <= span.micros())
    }

    fn count(&mut self, most: u32, span: Span, now: Timestamp) {
        let from = self.due.map_or(now, |due| due.max(now));
        // Never more than two spans ahead, so that the line is free soon after a flood.
        let latest = now + Span::from_micros(2 * span.micros());
        self.due = Some((from + Span::from_micros(each(most, span))).min(latest));
    }
}

fn each(most: u32, span: Span) -> i64 {
    span.micros() / i64::from(most.max(1))
}

fn toll(arrival: &Arrival<'_>, ready: Timestamp, key: &InstanceKey, now: Timestamp) -> Toll {
    Toll {
        ticket: key.ticket(&arrival.attempt, ready),
        ready: ready.micros(),
        seconds: ready.since(now).seconds().max(1),
    }
}

/// From when waiting pays the toll that the form was shown, if it is one of ours for this contact
/// and still good.
fn shown(arrival: &Arrival<'_>, key: &InstanceKey, now: Timestamp) -> Option<Timestamp> {
    let ready = Timestamp::from_micros(arrival.paid.ready.parse().ok()?);
    let ours = key.is_ticket(&arrival.attempt, ready, arrival.paid.ticket);
    (ours && now.since(ready) < GOOD).then_some(ready)
}

fn is_paid(arrival: &Arrival<'_>, ready: Timestamp, now: Timestamp) -> bool {
    now >= ready || proves(arrival.paid.ticket, arrival.paid.proof)
}

/// Whether the SHA-256 hash of `ticket:proof` begins with [`BITS`] zero bits.
#[must_use]
pub fn proves(ticket: &str, proof: &str) -> bool {
    let hash = Sha256::digest(format!("{ticket}:{proof}"));
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).leading_zeros() >= BITS
}
