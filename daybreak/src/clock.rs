//! The one place that reads the system's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use casework::time::Timestamp;
use store::Clock;

/// The system's time.
#[expect(clippy::disallowed_methods, reason = "this is the edge that reads the clock")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// A moment as it sorts in a file's name: `20261122T214500Z`.
pub fn stamp(at: Timestamp) -> String {
    let utc = chrono::DateTime::from_timestamp_micros(at.micros()).unwrap_or_default();
    utc.format("%Y%m%dT%H%M%SZ").to_string()
}

/// The system's clock, for a store in service.
pub fn system() -> Clock {
    Box::new(now)
}

/// A clock that can be set: a demo tells its fictional weeks by it, then lets it go.
#[derive(Clone, Default)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    /// Sets the time.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.micros(), Ordering::Relaxed);
    }

    /// From now on the system's time.
    pub fn let_go(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// The clock of a store that follows these hands.
    pub fn clock(&self) -> Clock {
        let hands = self.clone();
        Box::new(move || match hands.0.load(Ordering::Relaxed) {
            0 => now(),
            set => Timestamp::from_micros(set),
        })
    }
}
