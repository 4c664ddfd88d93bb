//! How a victim is, over time, by their own lights. No justice event is in here, and none of this is
//! a condition of help.

use casework::id::PersonId;
use casework::time::Timestamp;

use crate::merge::People;
use crate::person::{Person, VictimId};

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

/// How the potential victims of a case are: one course for each who counts, with what was recorded under
/// any record of theirs. Looks at anybody else are in none of them.
#[must_use]
pub fn courses(people: &People, looks: &[(PersonId, Look)]) -> Vec<Wellbeing> {
    let of = |victim: VictimId| {
        let theirs = looks.iter().filter(|(who, _)| people.resolve(*who) == victim.person());
        theirs.fold(Wellbeing::of(victim), |course, (_, look)| course.record(*look))
    };
    people.iter().filter_map(Person::victim).map(of).collect()
}

#[cfg(test)]
mod tests {
    use casework::id::CaseId;
    use casework::time::Span;

    use super::*;
    use crate::person::{ExploiterRole, Part, VictimStatus};

    #[test]
    fn a_course_is_a_victims_and_nobody_elses() {
        let start = Timestamp::from_seconds(1_800_000_000);
        let mut people = People::of(CaseId::new(start, [9; 10]));
        let person =
            |number, part| Person { id: PersonId::new(start, [number; 10]), part, since: start };
        let youth = person(1, Part::Victim(VictimStatus::Possible));
        let buyer = person(2, Part::Exploiter(ExploiterRole::Buyer));
        let _ = (people.put(youth), people.put(buyer));
        let look = Look { domain: Domain::Safety, state: State::Returned, at: start };
        let courses = courses(&people, &[(youth.id, look), (buyer.id, look)]);
        assert_eq!(courses.len(), 1);
        assert_eq!(courses[0].victim(), youth.victim().unwrap());
        assert_eq!(courses[0].course(Domain::Safety).count(), 1);
    }

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
