//! How a victim is, over time, by their own lights. No justice event is in here, and none of this is
//! a condition of help.

use casework::time::Timestamp;

use crate::person::VictimId;

casework::codes! {
    /// A part of life.
    pub enum Domain in "wellbeing_domain" {
        /// Safe from harm.
        Safety = "safety",
        /// A place to live.
        Housing = "housing",
        /// Body and mind.
        Health = "health",
        /// School or work.
        Schooling = "schooling",
        /// What they want themself, in their own words elsewhere.
        OwnGoals = "own_goals",
    }
}

casework::codes! {
    /// How a part of life is.
    pub enum State in "wellbeing_state" {
        /// In danger or without anything.
        Crisis = "crisis",
        /// Hard, with some help.
        Fragile = "fragile",
        /// Steady.
        Stable = "stable",
        /// As they want it.
        AsWished = "as_wished",
        /// They do not want help with this now. It is asked again, and nothing is closed.
        DeclinedForNow = "declined_for_now",
        /// They went away and came back: that is a step forward.
        Returned = "returned",
        /// Not known.
        Unknown = "unknown",
    }
}

/// One look at one part of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Which part.
    pub domain: Domain,
    /// How it is.
    pub state: State,
    /// When.
    pub at: Timestamp,
}

/// How one victim is over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wellbeing {
    victim: VictimId,
    looks: Vec<Look>,
}

impl Wellbeing {
    /// Nothing known yet.
    #[must_use]
    pub const fn of(victim: VictimId) -> Self {
        Self { victim, looks: Vec::new() }
    }

    /// Adds a look; looks may come in late and stand in the order of their days.
    #[must_use]
    pub fn record(mut self, look: Look) -> Self {
        let at = self.looks.partition_point(|known| known.at <= look.at);
        self.looks.insert(at, look);
        self
    }

    /// Whose.
    #[must_use]
    pub const fn victim(&self) -> VictimId {
        self.victim
    }

    /// How a part of life is now; [`State::Unknown`] if nobody looked.
    #[must_use]
    pub fn now(&self, domain: Domain) -> State {
        let last = self.looks.iter().rev().find(|look| look.domain == domain);
        last.map_or(State::Unknown, |look| look.state)
    }

    /// How a part of life was over time, the oldest first.
    pub fn course(&self, domain: Domain) -> impl Iterator<Item = Look> + '_ {
        self.looks.iter().copied().filter(move |look| look.domain == domain)
    }
}

#[cfg(test)]
mod tests {
    use casework::id::PersonId;
    use casework::time::Span;

    use super::*;
    use crate::person::{Part, Person, VictimStatus};

    #[test]
    fn the_newest_day_counts_also_when_it_was_typed_in_first() {
        let start = Timestamp::from_seconds(1_800_000_000);
        let part = Part::Victim(VictimStatus::Possible);
        let person = Person { id: PersonId::new(start, [1; 10]), part, since: start };
        let look = |state, days| Look {
            domain: Domain::Housing,
            state,
            at: start + Span::from_days(days),
        };
        let course = Wellbeing::of(person.victim().unwrap())
            .record(look(State::Stable, 30))
            .record(look(State::Crisis, 0))
            .record(look(State::DeclinedForNow, 10));
        assert_eq!(course.now(Domain::Housing), State::Stable);
        assert_eq!(course.now(Domain::Health), State::Unknown);
        let states: Vec<_> = course.course(Domain::Housing).map(|look| look.state).collect();
        assert_eq!(states, [State::Crisis, State::DeclinedForNow, State::Stable]);
    }
}
