//! Measures of the hotline, computed from the event log alone.
//!
//! A [`Tally`] reads the log once, in order, and holds no more than the contacts that have not ended
//! yet: a year of events needs no more memory than one night. Each [`Measure`] has a
//! [`Definition`], so that two agencies with the same log get the same number.
//!
//! # What is counted
//! - A contact belongs to the period in which its reception was **logged**. What is entered later
//!   with an earlier date never changes a figure that was published.
//! - Service levels count contacts that came in by themselves on a channel where somebody waits
//!   ([`Channel::waits_for_answer`]). Forms, e-mails and contacts entered by hand are counted apart.
//! - The **wait** runs from reception to the first answer, a lost connection in between included. If
//!   nobody answered, it runs to the moment the visitor was lost, or to the end of the period.
//! - A visitor who was lost while waiting, and by the end of the period has neither come back nor been
//!   answered, has **abandoned**. Under five seconds it is counted apart, as a probable mistake.
//! - **Handle time** is the time in which at least one member was with the contact; time back in the
//!   queue or after the connection was lost does not count.
//! - The log must be read from before the oldest contact that is still open, or "waiting now" cannot
//!   know of it. Events at or after the end of the period are ignored.
//!
//! # Cost
//! About 0.1 µs an event on one shared core (`cargo run --release -p casework --example
//! measure_cost`), so a year of a busy hotline is read in a second or two; the database is slower.
//!
//! ```
//! use casework::measure::{Measure, Period, Scope, Tally, Value};
//! use casework::time::{Span, Timestamp};
//!
//! let midnight = Timestamp::from_seconds(1_800_000_000);
//! let day = Period { from: midnight, to: midnight + Span::from_days(1) };
//! let measures = Tally::new(day, Scope::default()).finish();
//! assert_eq!(measures.value(Measure::Offered), Value::Count(0));
//! ```

mod definition;
mod open;

#[cfg(test)]
mod tests;

pub use definition::{Definition, Measure, Unit};

use std::collections::{BTreeSet, HashMap};

use crate::contact::{Channel, Lane};
use crate::event::{Event, Logged};
use crate::id::{ContactId, MemberId, TeamId};
use crate::time::{Span, Timestamp};
use open::{Now, Open};

/// Under this wait, an abandoned contact is counted apart as a probable mistake.
pub const SHORT: Span = Span::from_seconds(5);

/// A period: `from` belongs to it, `to` does not. Everything is stated as of `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it; for a live board, now.
    pub to: Timestamp,
}

/// Which contacts are counted; an empty field does not restrict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Scope {
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Only contacts received in this lane; a later move does not change the count.
    pub lane: Option<Lane>,
    /// Only contacts received by this team.
    pub team: Option<TeamId>,
}

/// Reads the event log once and adds up.
#[derive(Clone, Debug)]
pub struct Tally {
    period: Period,
    scope: Scope,
    open: HashMap<ContactId, Open>,
    on_shift: BTreeSet<MemberId>,
    sums: Hotline,
}

/// The measures of one period.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Hotline {
    /// See [`Measure::Offered`].
    pub offered: u64,
    /// See [`Measure::Blocked`].
    pub blocked: Share,
    /// See [`Measure::Answered`].
    pub answered: u64,
    /// See [`Measure::AnsweredWithin20s`].
    pub answered_within_20s: Share,
    /// See [`Measure::AnsweredWithin60s`].
    pub answered_within_60s: Share,
    /// See [`Measure::Abandoned`].
    pub abandoned: Share,
    /// See [`Measure::AbandonedShort`].
    pub abandoned_short: u64,
    /// See [`Measure::WaitingNow`].
    pub waiting_now: u64,
    /// See [`Measure::OldestWaiting`].
    pub oldest_waiting: Option<Span>,
    /// See [`Measure::LongestWait`].
    pub longest_wait: Option<Span>,
    /// See [`Measure::AverageSpeedOfAnswer`].
    pub average_speed_of_answer: Mean,
    /// See [`Measure::AverageHandleTime`].
    pub average_handle_time: Mean,
    /// See [`Measure::OnShift`].
    pub on_shift: u64,
    /// See [`Measure::EnteredByHand`].
    pub entered_by_hand: u64,
    /// See [`Measure::FormsReceived`].
    pub forms_received: u64,
    /// See [`Measure::FormsUnread`].
    pub forms_unread: u64,
    /// See [`Measure::OldestForm`].
    pub oldest_form: Option<Span>,
}

/// A part of a whole, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Share {
    /// How many of them.
    pub numerator: u64,
    /// Of how many.
    pub denominator: u64,
}

/// A mean that has not been divided yet, so that means of parts can be added up exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Mean {
    /// The sum.
    pub total: Span,
    /// Of how many.
    pub count: u64,
}

/// The value of one measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number of contacts or members.
    Count(u64),
    /// A part of a whole.
    Share(Share),
    /// A time; none if there was nothing to measure.
    Duration(Option<Span>),
    /// A mean time.
    Mean(Mean),
}

impl Tally {
    /// The names of the events that a tally counts; it passes over every other.
    pub const COUNTS: &'static [&'static str] = &[
        "ContactReceived",
        "ContactBlocked",
        "ContactAnswered",
        "ContactReturnedToQueue",
        "ContactBrokenOff",
        "ContactResumed",
        "ContactEnded",
        "ShiftStarted",
        "ShiftEnded",
    ];

    /// An empty tally of `period`.
    #[must_use]
    pub fn new(period: Period, scope: Scope) -> Self {
        Self {
            period,
            scope,
            open: HashMap::new(),
            on_shift: BTreeSet::new(),
            sums: Hotline::default(),
        }
    }

    /// Reads the next event; events must come in the order of the log. O(1).
    pub fn observe(&mut self, logged: &Logged) {
        let at = logged.at;
        if at >= self.period.to {
            return;
        }
        match &logged.event {
            Event::ContactReceived { .. } => self.received(at, &logged.event),
            Event::ContactBlocked { channel } => self.blocked(at, *channel),
            Event::ContactAnswered { contact, .. } => self.on(*contact, |open| open.answered(at)),
            Event::ContactReturnedToQueue { contact, .. } => {
                self.on(*contact, |open| open.back_in_queue(at));
            }
            Event::ContactBrokenOff { contact, .. } => self.on(*contact, |open| open.lost(at)),
            Event::ContactResumed { contact, waits } => {
                self.on(*contact, |open| open.resumed(*waits, at));
            }
            Event::ContactEnded { contact, .. } => {
                if let Some(mut open) = self.open.remove(contact) {
                    open.ended(at);
                    self.sums.settle(&open, at);
                }
            }
            Event::ShiftStarted { member, .. } => {
                self.on_shift.insert(*member);
            }
            Event::ShiftEnded { member } => {
                self.on_shift.remove(member);
            }
            _ => {}
        }
    }

    /// The measures as of the end of the period. O(open contacts).
    #[must_use]
    pub fn finish(self) -> Hotline {
        self.as_of(self.period.to)
    }

    /// The measures as of `to`, when every event before `to` and none after it has been read.
    ///
    /// A live board keeps one tally with an end in the far future, reads only what is new in the log
    /// and asks again; that costs O(new events + open contacts) a refresh.
    #[must_use]
    pub fn as_of(&self, to: Timestamp) -> Hotline {
        let mut sums = self.sums.clone();
        for open in self.open.values() {
            sums.settle(open, to);
        }
        sums.on_shift = self.on_shift.len() as u64;
        sums.blocked.denominator = sums.blocked.numerator + sums.offered;
        sums
    }

    fn received(&mut self, at: Timestamp, event: &Event) {
        let Event::ContactReceived {
            contact, team, channel, lane, received_at, entered_by, ..
        } = event
        else {
            return;
        };
        let wanted = self.scope.channel.is_none_or(|wanted| wanted == *channel)
            && self.scope.lane.is_none_or(|wanted| wanted == *lane)
            && self.scope.team.is_none_or(|wanted| wanted == *team);
        if !wanted {
            return;
        }
        let within = at >= self.period.from;
        let waits = channel.waits_for_answer();
        match (entered_by.is_some(), waits) {
            (true, _) => self.sums.entered_by_hand += u64::from(within),
            (false, false) => {
                self.sums.forms_received += u64::from(within);
                self.open.insert(*contact, Open::form(*received_at));
            }
            (false, true) => {
                self.sums.offered += u64::from(within);
                self.open.insert(*contact, Open::new(*received_at, within));
            }
        }
    }

    fn blocked(&mut self, at: Timestamp, channel: Channel) {
        let wanted = self.scope.channel.is_none_or(|wanted| wanted == channel)
            && self.scope.lane.is_none()
            && self.scope.team.is_none();
        if wanted && at >= self.period.from {
            self.sums.blocked.numerator += 1;
        }
    }

    fn on(&mut self, contact: ContactId, change: impl FnOnce(&mut Open)) {
        if let Some(open) = self.open.get_mut(&contact) {
            change(open);
        }
    }
}

impl Hotline {
    /// The value of one measure.
    #[must_use]
    pub const fn value(&self, measure: Measure) -> Value {
        match measure {
            Measure::Offered => Value::Count(self.offered),
            Measure::Blocked => Value::Share(self.blocked),
            Measure::Answered => Value::Count(self.answered),
            Measure::AnsweredWithin20s => Value::Share(self.answered_within_20s),
            Measure::AnsweredWithin60s => Value::Share(self.answered_within_60s),
            Measure::Abandoned => Value::Share(self.abandoned),
            Measure::AbandonedShort => Value::Count(self.abandoned_short),
            Measure::WaitingNow => Value::Count(self.waiting_now),
            Measure::OldestWaiting => Value::Duration(self.oldest_waiting),
            Measure::LongestWait => Value::Duration(self.longest_wait),
            Measure::AverageSpeedOfAnswer => Value::Mean(self.average_speed_of_answer),
            Measure::AverageHandleTime => Value::Mean(self.average_handle_time),
            Measure::OnShift => Value::Count(self.on_shift),
            Measure::EnteredByHand => Value::Count(self.entered_by_hand),
            Measure::FormsReceived => Value::Count(self.forms_received),
            Measure::FormsUnread => Value::Count(self.forms_unread),
            Measure::OldestForm => Value::Duration(self.oldest_form),
        }
    }

    /// Adds up a contact whose fate in this period is known.
    fn settle(&mut self, open: &Open, to: Timestamp) {
        match (open.now, open.form) {
            (Now::Waiting { since }, false) => {
                self.waiting_now += 1;
                longest(&mut self.oldest_waiting, to - since);
            }
            (Now::Waiting { since }, true) => {
                self.forms_unread += 1;
                longest(&mut self.oldest_form, to - since);
            }
            _ => {}
        }
        if !open.counted {
            return;
        }
        let wait = open.wait(to);
        let abandoned = open.abandoned();
        if abandoned && wait < SHORT {
            self.abandoned_short += 1;
            return;
        }
        longest(&mut self.longest_wait, wait);
        if open.first_answer.is_some() {
            self.answered += 1;
            self.average_speed_of_answer.add(wait);
        }
        if open.is_over() && open.first_answer.is_some() {
            self.average_handle_time.add(open.talked);
        }
        if abandoned || open.first_answer.is_some() {
            self.abandoned.denominator += 1;
            self.abandoned.numerator += u64::from(abandoned);
        }
        for (share, limit) in
            [(&mut self.answered_within_20s, 20), (&mut self.answered_within_60s, 60)]
        {
            let limit = Span::from_seconds(limit);
            let answered = open.first_answer.is_some();
            if answered || abandoned || wait > limit {
                share.denominator += 1;
                share.numerator += u64::from(answered && wait <= limit);
            }
        }
    }
}

impl Share {
    /// The share in per mille, rounded down; none of nothing.
    #[must_use]
    pub const fn per_mille(self) -> Option<u64> {
        self.numerator.saturating_mul(1_000).checked_div(self.denominator)
    }
}

impl Mean {
    /// The mean; none of nothing.
    #[must_use]
    pub fn mean(self) -> Option<Span> {
        let count = i64::try_from(self.count).ok()?;
        self.total.micros().checked_div(count).map(Span::from_micros)
    }

    fn add(&mut self, one: Span) {
        self.total = self.total + one;
        self.count += 1;
    }
}

fn longest(so_far: &mut Option<Span>, one: Span) {
    *so_far = (*so_far).max(Some(one));
}
