//! A hotline's hours event by event: what the formulas leave out.
//!
//! Specialists answer calls one at a time and texts several at a time; a text takes longer the more
//! there are beside it. Contacts wait in one queue in order of arrival; who waits too long gives up.
//! With calls alone it is Erlang A, and agrees with it; with texts there is no formula.
//!
//! Cost: a logarithm of the events in progress for each contact.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};

use serde::Serialize;

use crate::erlang::Load;
use crate::random::{Uniform, exponential};

/// What is simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// How many specialists.
    pub specialists: u32,
    /// Calls; `None` for none.
    pub calls: Option<Load>,
    /// Texts and chats; `None` for none.
    pub texts: Option<Load>,
    /// The most texts at once for one specialist.
    pub texts_at_once: u32,
    /// How much longer a text takes for each other one beside it: 0.3 for three tenths.
    pub slower_by: f64,
    /// Mean seconds after which people give up; `None` if nobody does.
    pub patience: Option<f64>,
    /// Answered within so many seconds is in time.
    pub within: f64,
}

/// What came out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Observed {
    /// Contacts that were counted.
    pub contacts: u64,
    /// The share answered in time.
    pub in_time: Share,
    /// The share that gave up.
    pub abandoned: Share,
    /// The share not answered at once.
    pub delayed: Share,
}

/// A share with its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Share {
    /// Between 0 and 1.
    pub share: f64,
    /// By the spread of [`BATCHES`] stretches of time, which hardly depend on each other.
    pub error: f64,
}

/// Stretches of time for standard errors.
pub const BATCHES: usize = 40;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Call,
    Text,
}

#[derive(Clone, Copy, PartialEq)]
enum Event {
    Arrival(Kind),
    Done { specialist: u32, kind: Kind },
}

/// An event at its time; the earliest is the greatest, as a heap wants it.
#[derive(PartialEq)]
struct At(f64, Event);

impl Eq for At {}

impl Ord for At {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0)
    }
}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Waiting {
    kind: Kind,
    since: f64,
    gives_up: f64,
}

#[derive(Default, Clone, Copy)]
struct Busy {
    calls: u32,
    texts: u32,
}

struct Simulation<'a, 'b> {
    line: &'a Line,
    uniform: &'a mut Uniform<'b>,
    events: BinaryHeap<At>,
    queue: VecDeque<Waiting>,
    busy: Vec<Busy>,
    /// Per batch: contacts, in time, given up, delayed.
    tallies: Vec<[u64; 4]>,
    batch: usize,
}

/// Simulates until `contacts` have arrived, after a tenth as many to fill the line.
pub fn simulate(line: &Line, contacts: u64, uniform: &mut Uniform<'_>) -> Observed {
    let mut simulation = Simulation {
        line,
        uniform,
        events: BinaryHeap::new(),
        queue: VecDeque::new(),
        busy: vec![Busy::default(); line.specialists as usize],
        tallies: vec![[0; 4]; BATCHES],
        batch: BATCHES,
    };
    simulation.expect(Kind::Call, 0.0);
    simulation.expect(Kind::Text, 0.0);
    let warm_up = contacts / 10;
    let mut arrived = 0;
    while let Some(At(now, event)) = simulation.events.pop() {
        match event {
            Event::Arrival(kind) => {
                if arrived == warm_up + contacts {
                    break;
                }
                let counted = arrived.checked_sub(warm_up);
                simulation.batch =
                    counted.map_or(BATCHES, |n| ((n * BATCHES as u64) / contacts.max(1)) as usize);
                arrived += 1;
                simulation.expect(kind, now);
                simulation.arrive(kind, now);
            }
            Event::Done { specialist, kind } => simulation.finish(specialist, kind, now),
        }
    }
    simulation.observed()
}

impl Simulation<'_, '_> {
    fn load(&self, kind: Kind) -> Option<Load> {
        match kind {
            Kind::Call => self.line.calls,
            Kind::Text => self.line.texts,
        }
    }

    fn expect(&mut self, kind: Kind, now: f64) {
        if let Some(load) = self.load(kind) {
            let next = now + exponential(1.0 / load.arrivals(), self.uniform);
            self.events.push(At(next, Event::Arrival(kind)));
        }
    }

    fn arrive(&mut self, kind: Kind, now: f64) {
        self.count(0);
        let patience = self.line.patience;
        let gives_up = patience.map_or(f64::INFINITY, |mean| now + exponential(mean, self.uniform));
        self.queue.push_back(Waiting { kind, since: now, gives_up });
        self.serve(now);
        if self.queue.back().is_some_and(|waiting| waiting.since == now) {
            self.count(3);
        }
    }

    fn finish(&mut self, specialist: u32, kind: Kind, now: f64) {
        let busy = &mut self.busy[specialist as usize];
        match kind {
            Kind::Call => busy.calls -= 1,
            Kind::Text => busy.texts -= 1,
        }
        self.serve(now);
    }

    /// Answers whoever can be answered, in order of arrival; a text may pass a call that no specialist
    /// is free for, and the other way round.
    fn serve(&mut self, now: f64) {
        let before = self.queue.len();
        self.queue.retain(|waiting| waiting.gives_up > now);
        let gone = before - self.queue.len();
        for _ in 0..gone {
            self.count(2);
        }
        let mut refused = [false; 2];
        let mut at = 0;
        while at < self.queue.len() && refused != [true; 2] {
            let kind = self.queue[at].kind;
            let Some(specialist) = self.free_for(kind).filter(|_| !refused[kind as usize]) else {
                refused[kind as usize] = true;
                at += 1;
                continue;
            };
            let Some(waiting) = self.queue.remove(at) else { break };
            self.answer(&waiting, specialist, now);
        }
    }

    fn answer(&mut self, waiting: &Waiting, specialist: usize, now: f64) {
        let busy = &mut self.busy[specialist];
        let beside = match waiting.kind {
            Kind::Call => {
                busy.calls += 1;
                0
            }
            Kind::Text => {
                busy.texts += 1;
                busy.texts - 1
            }
        };
        let handling = self.load(waiting.kind).map_or(0.0, Load::handling);
        let slower = 1.0 + self.line.slower_by * f64::from(beside);
        let done = now + exponential(handling * slower, self.uniform);
        let event = Event::Done { specialist: specialist as u32, kind: waiting.kind };
        self.events.push(At(done, event));
        if now - waiting.since <= self.line.within {
            self.count(1);
        }
    }

    /// Who can take it: an idle specialist for a call, the one with fewest texts for a text.
    fn free_for(&self, kind: Kind) -> Option<usize> {
        let without_call = self.busy.iter().enumerate().filter(|(_, busy)| busy.calls == 0);
        let mut fitting = without_call.filter(|(_, busy)| match kind {
            Kind::Call => busy.texts == 0,
            Kind::Text => busy.texts < self.line.texts_at_once.max(1),
        });
        match kind {
            Kind::Call => fitting.next().map(|(number, _)| number),
            Kind::Text => fitting.min_by_key(|(_, busy)| busy.texts).map(|(number, _)| number),
        }
    }

    fn count(&mut self, what: usize) {
        if let Some(tally) = self.tallies.get_mut(self.batch) {
            tally[what] += 1;
        }
    }

    fn observed(&self) -> Observed {
        let share = |what: usize| {
            let shares: Vec<f64> = self
                .tallies
                .iter()
                .filter(|tally| tally[0] > 0)
                .map(|tally| tally[what] as f64 / tally[0] as f64)
                .collect();
            let n = shares.len().max(2) as f64;
            let mean = shares.iter().sum::<f64>() / n;
            let spread: f64 = shares.iter().map(|share| (share - mean).powi(2)).sum();
            Share { share: mean, error: (spread / (n - 1.0) / n).sqrt() }
        };
        Observed {
            contacts: self.tallies.iter().map(|tally| tally[0]).sum(),
            in_time: share(1),
            abandoned: share(2),
            delayed: share(3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::erlang::Waiting as Formula;

    /// SplitMix64 as a source of uniform numbers.
    fn uniform(mut state: u64) -> impl FnMut() -> f64 {
        move || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut bits = state;
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            (((bits ^ (bits >> 31)) >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
        }
    }

    fn calls(specialists: u32, offered: f64, patience: Option<f64>) -> Line {
        Line {
            specialists,
            calls: Load::new(offered / 600.0, 600.0).ok(),
            texts: None,
            texts_at_once: 1,
            slower_by: 0.0,
            patience,
            within: 20.0,
        }
    }

    #[test]
    fn calls_alone_are_erlang_a_and_c() {
        for (specialists, offered, patience) in
            [(12, 10.0, Some(120.0)), (5, 6.0, Some(300.0)), (30, 26.0, None)]
        {
            let line = calls(specialists, offered, patience);
            let load = line.calls.unwrap();
            let formula = match patience {
                Some(patience) => Formula::with_abandonment(load, specialists, patience).unwrap(),
                None => Formula::without_abandonment(load, specialists).unwrap(),
            };
            let seen = simulate(&line, 400_000, &mut uniform(7));
            for (seen, expected) in [
                (seen.in_time, formula.answered_within(20.0)),
                (seen.abandoned, formula.abandoned),
                (seen.delayed, formula.delayed),
            ] {
                // Four standard errors, and a little for shares that never vary.
                let off = (seen.share - expected).abs();
                assert!(
                    off <= 4.0 * seen.error + 1e-4,
                    "{specialists}: {seen:?} beside {expected}"
                );
            }
        }
    }

    #[test]
    fn several_texts_at_once_need_fewer_specialists() {
        let texts = |at_once, slower_by| Line {
            texts: Load::new(8.0 / 900.0, 900.0).ok(),
            calls: None,
            texts_at_once: at_once,
            slower_by,
            ..calls(6, 1.0, Some(180.0))
        };
        let one = simulate(&texts(1, 0.0), 40_000, &mut uniform(3));
        let three = simulate(&texts(3, 0.2), 40_000, &mut uniform(3));
        assert!(three.in_time.share > one.in_time.share + 0.2, "{one:?} {three:?}");
    }
}
