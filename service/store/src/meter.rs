//! What the store counts of itself: how much is written, how long it takes, and what failed.
//!
//! Labels are codes of the coded plane (a channel, a lane, who spoke). No name, no address and no id
//! is ever one: whoever reads the figures learns how busy the line is, and nothing about anybody.

use std::time::Duration;

use casework::event::Event;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::compiled_here;
use crate::db::{on, statements};
use crate::{Error, Store};

statements! {
    /// How many wait, and since when the one who waits longest.
    WAITING = "
        SELECT count(*), min(waiting_since) FROM contacts WHERE state = 'waiting'";
}

/// A label's name and its value, which is a code.
type Label = (&'static str, &'static str);

/// What the store counts.
#[derive(Clone, Debug)]
pub struct Meter {
    contacts: Family<[Label; 2], Counter>,
    messages: Family<[Label; 1], Counter>,
    durable: Histogram,
    flush: Histogram,
    batch: Histogram,
    busy: Counter,
    not_kept: Counter,
}

impl Default for Meter {
    fn default() -> Self {
        let seconds = || {
            let bounds =
                [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0];
            Histogram::new(bounds)
        };
        Self {
            contacts: Family::default(),
            messages: Family::default(),
            durable: seconds(),
            flush: seconds(),
            batch: Histogram::new([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0]),
            busy: Counter::default(),
            not_kept: Counter::default(),
        }
    }
}

impl Meter {
    /// Gives every figure to a registry, under names that begin with `daybreak_`.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("contacts", "Contacts that were received", self.contacts.clone());
        registry.register("messages", "Messages that were stored", self.messages.clone());
        registry.register_with_unit(
            "write",
            "From entering the writer's queue until the work is on disk",
            Unit::Seconds,
            self.durable.clone(),
        );
        registry.register_with_unit(
            "flush",
            "One flush of a batch to disk",
            Unit::Seconds,
            self.flush.clone(),
        );
        registry.register("batch", "Pieces of work that shared one flush", self.batch.clone());
        registry.register(
            "writes_refused",
            "Work that was refused because the writer's queue was full",
            self.busy.clone(),
        );
        registry.register(
            "writes_failed",
            "Work that could not be flushed to disk; nobody was told that it was kept",
            self.not_kept.clone(),
        );
    }

    pub(crate) fn kept(&self, events: &[Event]) {
        for event in events {
            match event {
                Event::ContactReceived { channel, lane, .. } => {
                    let labels = [("channel", channel.code()), ("lane", lane.code())];
                    self.contacts.get_or_create(&labels).inc();
                }
                Event::MessageSent { speaker, .. } => {
                    self.messages.get_or_create(&[("speaker", speaker.code())]).inc();
                }
                _ => {}
            }
        }
    }

    pub(crate) fn durable(&self, took: Duration) {
        self.durable.observe(took.as_secs_f64());
    }

    pub(crate) fn flushed(&self, took: Duration, works: usize, kept: bool) {
        self.flush.observe(took.as_secs_f64());
        // A batch has at most a few dozen.
        self.batch.observe(u32::try_from(works).map_or(f64::INFINITY, f64::from));
        if !kept {
            self.not_kept.inc_by(works as u64);
        }
    }

    pub(crate) fn busy(&self) {
        self.busy.inc();
    }
}

/// Who waits to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub people: i64,
    /// For how many seconds the one who waits longest.
    pub longest: i64,
}

impl Store {
    /// What the store counts.
    #[must_use]
    pub fn meter(&self) -> &Meter {
        self.writer().meter()
    }

    /// Who waits now. One statement by an index of those who wait.
    ///
    /// # Errors
    /// If the database fails.
    #[compiled_here]
    pub async fn waiting(&self) -> Result<Waiting, Error> {
        let mut conn = self.readers().acquire().await?;
        let (people, since): (i64, Option<i64>) =
            on!(&mut conn, c => sqlx::query_as(WAITING).fetch_one(&mut **c).await?);
        let longest = since.map_or(0, |since| (self.now().micros() - since).max(0) / 1_000_000);
        Ok(Waiting { people, longest })
    }
}
