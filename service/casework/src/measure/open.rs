//! What a tally remembers of a contact that has not ended.

use crate::time::{Span, Timestamp};

/// One contact while its fate is open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    /// Whether it was received in the period, and so counts for more than "waiting now".
    pub(super) counted: bool,
    /// Whether it came by a channel on which nobody waits at the other end.
    pub(super) form: bool,
    received: Timestamp,
    pub(super) first_answer: Option<Timestamp>,
    pub(super) now: Now,
    /// How long members were with it so far, without the talk that goes on now.
    pub(super) talked: Span,
}

/// What is happening to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Now {
    Waiting {
        since: Timestamp,
    },
    Talking {
        since: Timestamp,
    },
    /// The visitor is gone; `waited_since` if nobody was with them at that time.
    Lost {
        at: Timestamp,
        waited_since: Option<Timestamp>,
    },
    Ended {
        at: Timestamp,
        lost_waiting_at: Option<Timestamp>,
    },
}

impl Open {
    pub(super) fn new(received: Timestamp, counted: bool) -> Self {
        let now = Now::Waiting { since: received };
        Self { counted, form: false, received, first_answer: None, now, talked: Span::ZERO }
    }

    pub(super) fn form(received: Timestamp) -> Self {
        Self { form: true, ..Self::new(received, false) }
    }

    pub(super) fn answered(&mut self, at: Timestamp) {
        self.first_answer = self.first_answer.or(Some(at));
        self.now = Now::Talking { since: at };
    }

    pub(super) fn back_in_queue(&mut self, at: Timestamp) {
        self.stop_talking(at);
        self.now = Now::Waiting { since: at };
    }

    pub(super) fn lost(&mut self, at: Timestamp) {
        self.stop_talking(at);
        let waited_since = match self.now {
            Now::Waiting { since } => Some(since),
            _ => None,
        };
        self.now = Now::Lost { at, waited_since };
    }

    pub(super) fn resumed(&mut self, waits: bool, at: Timestamp) {
        self.now = match (waits, self.now) {
            (true, Now::Lost { waited_since: Some(since), .. }) => Now::Waiting { since },
            (true, _) => Now::Waiting { since: at },
            (false, _) => Now::Talking { since: at },
        };
    }

    pub(super) fn ended(&mut self, at: Timestamp) {
        self.stop_talking(at);
        let lost_waiting_at = match self.now {
            Now::Lost { at, waited_since: Some(_) } => Some(at),
            _ => None,
        };
        self.now = Now::Ended { at, lost_waiting_at };
    }

    /// Whether the visitor was lost before anybody answered, and has not come back.
    pub(super) fn abandoned(&self) -> bool {
        self.first_answer.is_none()
            && matches!(self.now, Now::Lost { .. } | Now::Ended { lost_waiting_at: Some(_), .. })
    }

    /// Whether nothing more will happen to it.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.now, Now::Ended { .. })
    }

    /// The wait to the first answer, or else to the loss, or else to `to`.
    pub(super) fn wait(&self, to: Timestamp) -> Span {
        let until = match (self.first_answer, self.now) {
            (Some(answer), _) => answer,
            (None, Now::Lost { at, .. }) => at,
            (None, Now::Ended { at, lost_waiting_at }) => lost_waiting_at.unwrap_or(at),
            (None, Now::Waiting { .. } | Now::Talking { .. }) => to,
        };
        (until - self.received).not_negative()
    }

    fn stop_talking(&mut self, at: Timestamp) {
        if let Now::Talking { since } = self.now {
            self.talked = self.talked + (at - since).not_negative();
        }
    }
}
