//! What became of somebody two days and thirty days after they arrived at a service.
//!
//! Arriving is not the end: the loop closes when somebody has asked. Both questions fall due by time
//! alone; whoever asked the service owns them, and when nobody has asked for a while the supervisor
//! sees them too. What is recorded is a code, never what the person said.

use crate::code::codes;
use crate::time::{Span, Timestamp};

codes! {
    /// When is asked.
    pub enum Milestone in "milestone" {
        /// Two days after they arrived.
        TwoDays = "2_days",
        /// Thirty days after they arrived.
        ThirtyDays = "30_days",
    }
}

codes! {
    /// What became of them.
    pub enum FollowUpOutcome in "follow_up" {
        /// Still there, and helped.
        StillThere = "still_there",
        /// Somewhere else that is safe for them.
        MovedOn = "moved_on",
        /// They left, and nobody knows where to.
        Left = "left",
        /// Back with somebody who harms them, as far as is known.
        BackInDanger = "back_in_danger",
        /// Nobody could be asked.
        NotReached = "not_reached",
        /// They do not want to be asked.
        DoesNotWant = "does_not_want",
    }
}

impl Milestone {
    /// When it falls due.
    #[must_use]
    pub fn due_at(self, arrived_at: Timestamp) -> Timestamp {
        arrived_at
            + match self {
                Self::TwoDays => Span::from_days(2),
                Self::ThirtyDays => Span::from_days(30),
            }
    }

    /// From when on the supervisor sees that nobody has asked: a day late, or a week.
    #[must_use]
    pub fn escalates_at(self, arrived_at: Timestamp) -> Timestamp {
        self.due_at(arrived_at)
            + match self {
                Self::TwoDays => Span::from_days(1),
                Self::ThirtyDays => Span::from_days(7),
            }
    }

    /// The answer to the questions of a referral whose person arrived at `arrived_at`, of which
    /// those in `recorded` were asked: the first that is due at `now`, if one is.
    #[must_use]
    pub fn due(arrived_at: Timestamp, recorded: &[Self], now: Timestamp) -> Option<Self> {
        let open = |one: &&Self| !recorded.contains(one) && one.due_at(arrived_at) <= now;
        Self::ALL.iter().find(open).copied()
    }
}

/// Why an outcome was not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowUpRefused {
    /// They have not arrived.
    #[error("they have not arrived, so there is nothing to ask yet")]
    NotArrived,
    /// It is not due yet.
    #[error("it is too early to ask; this question falls due later")]
    TooEarly,
    /// It was recorded before.
    #[error("this was recorded already")]
    Recorded,
}

/// Whether the outcome at a milestone can be recorded at `now`.
///
/// # Errors
/// [`FollowUpRefused`], which says why not.
pub fn may_record(
    milestone: Milestone,
    arrived_at: Option<Timestamp>,
    recorded: &[Milestone],
    now: Timestamp,
) -> Result<(), FollowUpRefused> {
    let arrived_at = arrived_at.ok_or(FollowUpRefused::NotArrived)?;
    if recorded.contains(&milestone) {
        return Err(FollowUpRefused::Recorded);
    }
    if now < milestone.due_at(arrived_at) {
        return Err(FollowUpRefused::TooEarly);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(days: i64) -> Timestamp {
        Timestamp::EPOCH + Span::from_days(days)
    }

    #[test]
    fn the_questions_fall_due_one_after_the_other() {
        let due = |recorded: &[Milestone], now| Milestone::due(day(0), recorded, day(now));
        assert_eq!(due(&[], 1), None);
        assert_eq!(due(&[], 2), Some(Milestone::TwoDays));
        assert_eq!(due(&[Milestone::TwoDays], 29), None);
        assert_eq!(due(&[Milestone::TwoDays], 30), Some(Milestone::ThirtyDays));
        assert_eq!(due(&[], 31), Some(Milestone::TwoDays), "an older question is not forgotten");
        assert_eq!(due(Milestone::ALL, 99), None);
    }

    #[test]
    fn what_cannot_be_recorded_says_why() {
        let may = |arrived, recorded: &[Milestone], now| {
            may_record(Milestone::TwoDays, arrived, recorded, day(now))
        };
        assert_eq!(may(None, &[], 9), Err(FollowUpRefused::NotArrived));
        assert_eq!(may(Some(day(0)), &[], 1), Err(FollowUpRefused::TooEarly));
        let twice = may(Some(day(0)), &[Milestone::TwoDays], 9);
        assert_eq!(twice, Err(FollowUpRefused::Recorded));
        assert_eq!(may(Some(day(0)), &[Milestone::ThirtyDays], 2), Ok(()));
    }

    proptest! {
        #[test]
        fn what_is_due_can_be_recorded_and_then_is_due_no_more(
            arrived in 0..60_i64,
            now in 0..120_i64,
            two in any::<bool>(),
            thirty in any::<bool>(),
        ) {
            let mut recorded: Vec<_> = [(two, Milestone::TwoDays), (thirty, Milestone::ThirtyDays)]
                .into_iter()
                .filter_map(|(done, one)| done.then_some(one))
                .collect();
            let (arrived, now) = (day(arrived), day(now));
            while let Some(due) = Milestone::due(arrived, &recorded, now) {
                prop_assert_eq!(may_record(due, Some(arrived), &recorded, now), Ok(()));
                prop_assert!(due.escalates_at(arrived) > due.due_at(arrived));
                recorded.push(due);
            }
            for one in Milestone::ALL {
                prop_assert!(recorded.contains(one) || one.due_at(arrived) > now);
            }
        }
    }
}
