//! Two records of one person: suggested by blind tokens, merged after two members looked, and parted
//! again if that was wrong.
//!
//! A merge changes neither record. It is a pointer from one to the other, so undoing it gives back
//! exactly what was there. A potential victim and an alleged exploiter are never merged, and the record of
//! either is kept when it meets somebody else's: nobody stops being a victim, or slips out of the
//! exploiters, by a merge.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use casework::event::Event;
use casework::id::{CaseId, MemberId, PersonId};
use casework::time::Timestamp;

use crate::person::{Part, PartRefused, Person};

/// A keyed hash of a name, a number or a birth date; equal hashes mean equal things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub [u8; 16]);

/// The people of one case, with every merge that was proposed, made or undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    case: CaseId,
    people: BTreeMap<PersonId, Person>,
    merges: Vec<Merge>,
}

/// One merge: `merged` is said to be the same person as `kept`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The record that is kept.
    pub kept: PersonId,
    /// The record that becomes part of it.
    pub merged: PersonId,
    /// Who proposed it.
    pub proposed_by: MemberId,
    /// Who looked and agreed, and when; none while it is only proposed.
    pub agreed: Option<(MemberId, Timestamp)>,
    /// Who parted them again, and when.
    pub undone: Option<(MemberId, Timestamp)>,
}

/// Why people are not merged or parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefused {
    /// No such person in this case.
    #[error("this person is not in the case; look again at the list")]
    Unknown,
    /// One record twice.
    #[error("these are the same record; choose another one")]
    SameRecord,
    /// Part of another record already.
    #[error("one of the two is merged already; part them first")]
    MergedAlready,
    /// A victim and an exploiter.
    #[error("a potential victim and an alleged exploiter are not merged; correct the part first")]
    VictimAndExploiter,
    /// A victim or an exploiter would count as somebody else.
    #[error(
        "a potential victim's or an alleged exploiter's record is the one to keep; turn it round"
    )]
    WrongWay,
    /// The same member twice.
    #[error("another member has to look before two records are merged")]
    SameMember,
    /// No such merge.
    #[error("nobody has proposed or made this merge; propose it first")]
    NoSuchMerge,
}

impl People {
    /// Nobody yet.
    #[must_use]
    pub const fn of(case: CaseId) -> Self {
        Self { case, people: BTreeMap::new(), merges: Vec::new() }
    }

    /// The people and merges that these rows make, as stored.
    #[must_use]
    pub fn restore(
        case: CaseId,
        people: impl IntoIterator<Item = Person>,
        merges: impl IntoIterator<Item = Merge>,
    ) -> Self {
        let people = people.into_iter().map(|person| (person.id, person)).collect();
        Self { case, people, merges: merges.into_iter().collect() }
    }

    /// Adds a person, or takes over a changed one.
    pub fn put(&mut self, person: Person) -> Event {
        self.people.insert(person.id, person);
        Event::PersonAdded { case: self.case, person: person.id }
    }

    /// The person with the part that they turned out to have, when more is known.
    ///
    /// # Errors
    /// [`PartRefused`] as [`Person::turns_out`], asked of every record that counts as this person; and
    /// when this record counts under another one.
    pub fn turns_out(&self, id: PersonId, part: Part) -> Option<Result<Person, PartRefused>> {
        let person = self.people.get(&id)?;
        if person.part == part {
            return Some(Ok(*person));
        }
        if self.resolve(id) != id {
            return Some(Err(PartRefused::CountsElsewhere));
        }
        let same = self.same_as(id).map(|one| one.turns_out(part));
        let refused = same.filter_map(Result::err).next();
        Some(refused.map_or_else(|| person.turns_out(part), Err))
    }

    /// A member proposes that two records are one person. Nothing is merged by this.
    ///
    /// # Errors
    /// [`MergeRefused`].
    pub fn propose(
        &mut self,
        kept: PersonId,
        merged: PersonId,
        by: MemberId,
    ) -> Result<(), MergeRefused> {
        self.check(kept, merged)?;
        self.merges.retain(|merge| !(merge.is_open() && merge.is(kept, merged)));
        self.merges.push(Merge { kept, merged, proposed_by: by, agreed: None, undone: None });
        Ok(())
    }

    /// Another member looked and agrees: from now on the two count as one.
    ///
    /// # Errors
    /// [`MergeRefused`].
    pub fn agree(
        &mut self,
        kept: PersonId,
        merged: PersonId,
        by: MemberId,
        at: Timestamp,
    ) -> Result<Event, MergeRefused> {
        self.check(kept, merged)?;
        let open = |merge: &&mut Merge| merge.is_open() && merge.is(kept, merged);
        let merge = self.merges.iter_mut().find(open).ok_or(MergeRefused::NoSuchMerge)?;
        if merge.proposed_by == by {
            return Err(MergeRefused::SameMember);
        }
        merge.agreed = Some((by, at));
        Ok(Event::PeopleMerged { case: self.case, kept, merged })
    }

    /// Parts what was merged; both records stand as they did.
    ///
    /// # Errors
    /// [`MergeRefused::NoSuchMerge`].
    pub fn undo(
        &mut self,
        kept: PersonId,
        merged: PersonId,
        by: MemberId,
        at: Timestamp,
    ) -> Result<Event, MergeRefused> {
        let made = |merge: &&mut Merge| merge.holds() && merge.is(kept, merged);
        let merge = self.merges.iter_mut().find(made).ok_or(MergeRefused::NoSuchMerge)?;
        merge.undone = Some((by, at));
        Ok(Event::MergeUndone { case: self.case, kept, merged })
    }

    fn check(&self, kept: PersonId, merged: PersonId) -> Result<(), MergeRefused> {
        let (Some(one), Some(other)) = (self.people.get(&kept), self.people.get(&merged)) else {
            return Err(MergeRefused::Unknown);
        };
        if kept == merged {
            return Err(MergeRefused::SameRecord);
        }
        // A record that others were merged into may take more; one that is merged may not, nor be
        // merged away while others point to it: so a pointer never leads to another pointer.
        let taken =
            self.merges.iter().filter(|merge| merge.holds()).any(|merge| {
                merge.merged == kept || merge.merged == merged || merge.kept == merged
            });
        if taken {
            return Err(MergeRefused::MergedAlready);
        }
        let parts = (one.part, other.part);
        match parts {
            (Part::Victim(_), Part::Exploiter(_)) | (Part::Exploiter(_), Part::Victim(_)) => {
                Err(MergeRefused::VictimAndExploiter)
            }
            (Part::Other(_), Part::Victim(_) | Part::Exploiter(_)) => Err(MergeRefused::WrongWay),
            _ => Ok(()),
        }
    }
}

impl People {
    /// The record under which a person counts: the one they were merged into, or their own.
    #[must_use]
    pub fn resolve(&self, person: PersonId) -> PersonId {
        let into = self.merges.iter().find(|merge| merge.holds() && merge.merged == person);
        into.map_or(person, |merge| merge.kept)
    }

    /// Every record that counts as this person, their own among them.
    pub fn same_as(&self, person: PersonId) -> impl Iterator<Item = &Person> {
        let whose = self.resolve(person);
        self.people.values().filter(move |one| self.resolve(one.id) == whose)
    }

    /// A person by their own record.
    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }

    /// Everybody who counts, each once.
    pub fn iter(&self) -> impl Iterator<Item = &Person> {
        self.people.values().filter(|person| self.resolve(person.id) == person.id)
    }

    /// Every record, merged or not.
    pub fn records(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Every merge that was proposed, made or undone, in that order.
    #[must_use]
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }
}

impl Merge {
    /// Whether it counts now.
    #[must_use]
    pub const fn holds(&self) -> bool {
        self.agreed.is_some() && self.undone.is_none()
    }

    const fn is_open(&self) -> bool {
        self.agreed.is_none() && self.undone.is_none()
    }

    fn is(&self, kept: PersonId, merged: PersonId) -> bool {
        (self.kept, self.merged) == (kept, merged)
    }
}

/// Pairs of people who share at least `least` tokens, those with most in common first; of each pair the
/// record to keep, then the other. Pairs that could not be merged are left out.
///
/// Each token costs the square of the people who share it, so tokens that many people share ("no
/// name given") should not be made.
#[must_use]
pub fn suggest(
    people: &People,
    tokens: &BTreeMap<PersonId, BTreeSet<Token>>,
    least: usize,
) -> Vec<(PersonId, PersonId, usize)> {
    let mut holders: BTreeMap<Token, Vec<PersonId>> = BTreeMap::new();
    for (person, tokens) in tokens {
        for token in tokens {
            holders.entry(*token).or_default().push(*person);
        }
    }
    let mut common: BTreeMap<(PersonId, PersonId), usize> = BTreeMap::new();
    for people in holders.values() {
        for (at, one) in people.iter().enumerate() {
            for other in &people[at + 1..] {
                *common.entry((*one, *other)).or_default() += 1;
            }
        }
    }
    let way_round = |one: PersonId, other: PersonId| {
        [(one, other), (other, one)].into_iter().find(|pair| people.check(pair.0, pair.1).is_ok())
    };
    let mut pairs: Vec<_> = common
        .into_iter()
        .filter(|(_, shared)| *shared >= least)
        .filter_map(|((one, other), shared)| {
            way_round(one, other).map(|(kept, merged)| (kept, merged, shared))
        })
        .collect();
    pairs.sort_by_key(|(one, other, shared)| (std::cmp::Reverse(*shared), *one, *other));
    pairs
}
