//! Which tips may tell of the same, so that a person can link them. Nothing is linked by itself.
//!
//! Two tips are compared by coded facts and by blind tokens: keyed hashes of telephone numbers, plates,
//! account names and of the whole text, which the crate `vault` makes. So neither the words nor the
//! numbers are needed, and a suggestion says by which facts it came about.
//!
//! [`suggest`] compares one tip with candidates that the store finds by token, or by county and time:
//! about ten set operations a candidate, and memory for [`MOST`] suggestions only, however many
//! candidates a flood brings.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use casework::event::Event;
use casework::facts::list::{Control, ExploiterKind, Relation, Venue};
use casework::facts::{Answer, CountyCode, Facts};
use casework::id::{ContactId, MemberId};
use casework::need::{AgeBand, Gender};
use casework::time::{Span, Timestamp};

/// The most suggestions that are shown for one tip.
pub const MOST: usize = 10;

/// How far apart the receipt of two tips may lie that resemble each other by facts alone.
pub const WINDOW: Span = Span::from_days(60);

/// How many facts have to agree where no number and no name does.
pub const FEWEST: usize = 3;

/// A keyed hash of something that identifies; equal hashes mean equal things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub [u8; 16]);

/// What of a tip is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traits {
    /// Which tip.
    pub contact: ContactId,
    /// When it was received.
    pub received_at: Timestamp,
    /// The whole text, letters and digits only.
    pub text: Option<Token>,
    /// Numbers, plates, account names.
    pub named: BTreeSet<Token>,
    /// Where help is needed.
    pub county: Option<CountyCode>,
    /// How old the child is.
    pub age_band: Option<AgeBand>,
    /// The child's gender.
    pub gender: Option<Gender>,
    /// Where it happens.
    pub venues: BTreeSet<Venue>,
    /// Who exploits.
    pub exploiters: BTreeSet<ExploiterKind>,
    /// How they know each other.
    pub relation: Option<Relation>,
    /// By what means the child is controlled.
    pub control: BTreeSet<Control>,
}

casework::codes! {
    /// In what two tips agree.
    pub enum Likeness in "tip_likeness" {
        /// The same words.
        SameText = "same_text",
        /// The same number, plate or account.
        SameName = "same_name",
        /// The same county.
        County = "county",
        /// The same age band.
        AgeBand = "age_band",
        /// The same gender.
        Gender = "gender",
        /// The same kind of place.
        Venue = "venue",
        /// The same kind of exploiter.
        Exploiter = "exploiter",
        /// The same relation.
        Relation = "relation",
        /// The same means of control.
        Control = "control",
    }
}

casework::codes! {
    /// How strongly a suggestion is meant.
    pub enum Strength in "tip_likeness_strength" {
        /// The same text, number or name.
        Strong = "strong",
        /// Several facts agree and none contradicts.
        Possible = "possible",
    }
}

/// Another tip that may tell of the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Suggestion {
    /// Which tip.
    pub other: ContactId,
    /// How strongly it is meant.
    pub strength: Strength,
    /// In what the two agree.
    pub because: BTreeSet<Likeness>,
}

/// What persons decided about pairs of tips.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions(BTreeMap<(ContactId, ContactId), Decision>);

/// One decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the two tell of the same.
    pub same: bool,
    /// Who decided.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
}

/// A pair of one tip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a tip cannot be linked with itself; choose another one")]
pub struct SameTip;

/// In what two tips agree and how strongly that speaks; none if nothing suggests that they are the
/// same. It does not matter which of the two comes first.
#[must_use]
pub fn compare(a: &Traits, b: &Traits) -> Option<(Strength, BTreeSet<Likeness>)> {
    if a.contact == b.contact {
        return None;
    }
    let because = agreements(a, b);
    let strong = because.contains(&Likeness::SameText) || because.contains(&Likeness::SameName);
    if strong {
        return Some((Strength::Strong, because));
    }
    let apart = if a.received_at > b.received_at {
        a.received_at - b.received_at
    } else {
        b.received_at - a.received_at
    };
    let near = apart <= WINDOW && because.contains(&Likeness::County);
    (near && because.len() >= FEWEST && !contradict(a, b)).then_some((Strength::Possible, because))
}

/// Suggests for `tip` at most [`MOST`] of `candidates`: the strong ones first, then those with most in
/// common, then the newest. Pairs that a person decided about are left out.
pub fn suggest<'t>(
    tip: &Traits,
    candidates: impl IntoIterator<Item = &'t Traits>,
    decided: &Decisions,
) -> Vec<Suggestion> {
    let mut best: Vec<Suggestion> = Vec::with_capacity(MOST + 1);
    for other in candidates {
        if decided.about(tip.contact, other.contact).is_some() {
            continue;
        }
        let Some((strength, because)) = compare(tip, other) else { continue };
        let suggestion = Suggestion { other: other.contact, strength, because };
        let at = best.partition_point(|kept| rank(kept) <= rank(&suggestion));
        best.insert(at, suggestion);
        best.truncate(MOST);
    }
    best
}

impl Traits {
    /// What the coded facts of a tip say; tokens are added by whoever can make them.
    #[must_use]
    pub fn of(contact: ContactId, received_at: Timestamp, facts: &Facts) -> Self {
        Self {
            contact,
            received_at,
            text: None,
            named: BTreeSet::new(),
            county: facts.county().and_then(Answer::known),
            age_band: facts.age_band().and_then(Answer::known),
            gender: facts.gender().and_then(Answer::known),
            venues: facts.venues().and_then(Answer::known).unwrap_or_default(),
            exploiters: facts.exploiters().and_then(Answer::known).unwrap_or_default(),
            relation: facts.relation().and_then(Answer::known),
            control: facts.control().and_then(Answer::known).unwrap_or_default(),
        }
    }
}

impl Decisions {
    /// A person decides that two tips tell of the same. Both stay as they are, side by side.
    ///
    /// # Errors
    /// [`SameTip`].
    pub fn link(
        &mut self,
        (a, b): (ContactId, ContactId),
        by: MemberId,
        at: Timestamp,
    ) -> Result<Event, SameTip> {
        self.decide((a, b), Decision { same: true, by, at })?;
        Ok(Event::TipsLinked { contact: a, other: b })
    }

    /// A person decides that two tips do not tell of the same, or parts what was linked.
    ///
    /// # Errors
    /// [`SameTip`].
    pub fn part(
        &mut self,
        (a, b): (ContactId, ContactId),
        by: MemberId,
        at: Timestamp,
    ) -> Result<Event, SameTip> {
        self.decide((a, b), Decision { same: false, by, at })?;
        Ok(Event::TipsUnlinked { contact: a, other: b })
    }

    /// What was decided about a pair, last.
    #[must_use]
    pub fn about(&self, a: ContactId, b: ContactId) -> Option<Decision> {
        self.0.get(&pair(a, b)).copied()
    }

    /// The tips that are linked with `tip`, each by a decision of its own: a link is not passed on.
    pub fn linked_with(&self, tip: ContactId) -> impl Iterator<Item = ContactId> + '_ {
        self.0.iter().filter(|(_, decision)| decision.same).filter_map(move |(&(a, b), _)| {
            match (a == tip, b == tip) {
                (true, _) => Some(b),
                (_, true) => Some(a),
                _ => None,
            }
        })
    }

    fn decide(
        &mut self,
        (a, b): (ContactId, ContactId),
        decision: Decision,
    ) -> Result<(), SameTip> {
        if a == b {
            return Err(SameTip);
        }
        self.0.insert(pair(a, b), decision);
        Ok(())
    }
}

fn pair(a: ContactId, b: ContactId) -> (ContactId, ContactId) {
    (a.min(b), a.max(b))
}

fn rank(suggestion: &Suggestion) -> (Strength, usize, std::cmp::Reverse<ContactId>) {
    let fewer = usize::MAX - suggestion.because.len();
    (suggestion.strength, fewer, std::cmp::Reverse(suggestion.other))
}

fn agreements(a: &Traits, b: &Traits) -> BTreeSet<Likeness> {
    let checks = [
        (Likeness::SameText, both(a.text.as_ref(), b.text.as_ref())),
        (Likeness::SameName, !a.named.is_disjoint(&b.named)),
        (Likeness::County, both(a.county.as_ref(), b.county.as_ref())),
        (Likeness::AgeBand, both(a.age_band.as_ref(), b.age_band.as_ref())),
        (Likeness::Gender, both(a.gender.as_ref(), b.gender.as_ref())),
        (Likeness::Venue, !a.venues.is_disjoint(&b.venues)),
        (Likeness::Exploiter, !a.exploiters.is_disjoint(&b.exploiters)),
        (Likeness::Relation, both(a.relation.as_ref(), b.relation.as_ref())),
        (Likeness::Control, !a.control.is_disjoint(&b.control)),
    ];
    checks.into_iter().filter(|(_, agree)| *agree).map(|(likeness, _)| likeness).collect()
}

fn both<T: PartialEq>(a: Option<&T>, b: Option<&T>) -> bool {
    a.is_some() && a == b
}

/// Whether a fact of one rules out that the other is about the same child: ages that do not meet, or
/// another gender. A witness may be wrong about either, so this never speaks against a number or a
/// name.
fn contradict(a: &Traits, b: &Traits) -> bool {
    let ages = match (a.age_band, b.age_band) {
        (Some(a), Some(b)) => {
            let ((from_a, to_a), (from_b, to_b)) = (a.years(), b.years());
            to_a.is_some_and(|to| to < from_b) || to_b.is_some_and(|to| to < from_a)
        }
        _ => false,
    };
    let genders = matches!((a.gender, b.gender), (Some(a), Some(b)) if a != b);
    ages || genders
}
