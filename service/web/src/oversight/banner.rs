//! The banner at the top of a record that was opened by break-glass: whose record it is sees who did it, why,
//! and until when. It stays until somebody has looked at the opening.

use case::break_glass::{Reason, State};
use casework::time::Timestamp;
use chrono_tz::Tz;
use store::glass::Stored;

use crate::line::moment;

/// One opening, as the banner tells it.
#[derive(Clone, Debug)]
pub struct Banner {
    /// For its address.
    pub id: String,
    /// Who, and when.
    pub said: String,
    /// Why.
    pub reason: Reason,
    /// Until when it is open; none once that is over.
    pub until: Option<String>,
}

impl Banner {
    /// The banner of one opening at `now`. `name` says who a member is.
    pub(crate) fn of(one: &Stored, name: &str, (zone, now): (Tz, Timestamp)) -> Self {
        let until = match one.glass.state() {
            State::Opened { until, .. } if now < *until => Some(moment(*until, zone, now)),
            _ => None,
        };
        Self {
            id: one.id.to_string(),
            said: format!("{} · {name}", moment(one.glass.asked_at(), zone, now)),
            reason: one.glass.reason(),
            until,
        }
    }

    pub(crate) fn sample(reason: Reason, until: Option<&str>) -> Self {
        Self {
            id: "g1".into(),
            said: "Nov 22, 03:12 · Sam O.".into(),
            reason,
            until: until.map(str::to_owned),
        }
    }
}
