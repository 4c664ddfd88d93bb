//! Scores: from answers to points and from points to a band, with what is still open kept open.
//!
//! A question without an answer could still be worth anything that its options are worth. So a score
//! is a range, from what it is at least to what it can still become, and so is the band. "Prefers not
//! to say" never counts as "no": it leaves the range wide, and the page says so.
//!
//! The range is sound: no set of answers to the open questions gives a score outside it. It can be
//! wider than needed where two open questions exclude each other by their conditions.

mod evaluate;

#[cfg(test)]
mod tests;

use crate::questionnaire::{Questionnaire, Test};
use crate::value::{LinkId, Points};

pub use evaluate::Reading;
pub(crate) use evaluate::read;

/// How the answers of an instrument become a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    id: String,
    title: String,
    method: Method,
    bands: Vec<Band>,
    cut_offs_confirmed: bool,
}

/// How points or bands are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// The sum of the weights of the answers.
    Sum {
        /// Of these items; [`None`]: of all that have weights.
        of: Option<Vec<LinkId>>,
    },
    /// The number that was entered, as computed by the publisher's own tool.
    Entered {
        /// Where it was entered.
        item: LinkId,
    },
    /// The highest band that a rule gives; the lowest if none does. It has no points.
    Rules {
        /// The rules, in no particular order.
        rules: Vec<Rule>,
    },
}

/// One part of the scale. Which band a score falls into says nothing by itself: see
/// [`Meaning`](crate::Meaning).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Its stable code.
    pub code: String,
    /// Its words.
    pub label: String,
    /// The points from which it begins; [`None`] for the lowest band and for rules.
    pub from: Option<Points>,
    /// Whether the publisher calls a score in it positive.
    pub flagged: bool,
}

/// One rule: so many conditions must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code of the band that it gives.
    pub gives: String,
    /// How many of the conditions must hold, from 1 to all.
    pub needs: usize,
    /// The conditions.
    pub checks: Vec<Check>,
}

/// One condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// About the answers to an item.
    Answer {
        /// The item.
        question: LinkId,
        /// What must hold of its answers.
        test: Test,
    },
    /// About another score.
    Score {
        /// Its id; it stands before this one.
        score: String,
        /// The points that it must reach.
        reaches: Points,
    },
}

impl Score {
    /// A score; [`None`] if two bands share a code or the cut-offs do not rise.
    #[must_use]
    pub fn new(
        id: String,
        title: String,
        method: Method,
        bands: Vec<Band>,
        cut_offs_confirmed: bool,
    ) -> Option<Self> {
        let different =
            (1..bands.len()).all(|n| bands[..n].iter().all(|b| b.code != bands[n].code));
        let by_rules = matches!(method, Method::Rules { .. });
        let rising = by_rules || bands.is_sorted_by(|low, high| low.from < high.from);
        (different && rising).then_some(Self { id, title, method, bands, cut_offs_confirmed })
    }

    /// The sum of all weights, for a questionnaire that has weights and does not say how to score.
    pub(crate) fn implied(questionnaire: &Questionnaire) -> Option<Self> {
        let weighted = questionnaire.items().iter().any(crate::questionnaire::Item::is_weighted);
        let method = Method::Sum { of: None };
        weighted.then(|| Self::new("sum".into(), "Sum".into(), method, Vec::new(), true)).flatten()
    }

    /// Its id within the instrument.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// How it is computed.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Its bands, lowest first.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// Whether the cut-offs were seen in a source of the publisher.
    #[must_use]
    pub fn cut_offs_confirmed(&self) -> bool {
        self.cut_offs_confirmed
    }

    /// Where the band of this code stands, lowest first.
    pub(crate) fn rank(&self, code: &str) -> Option<usize> {
        self.bands.iter().position(|band| band.code == code)
    }

    pub(crate) fn items(&self) -> impl Iterator<Item = &LinkId> {
        let (listed, entered, rules) = match &self.method {
            Method::Sum { of } => (of.as_deref().unwrap_or_default(), None, &[][..]),
            Method::Entered { item } => (&[][..], Some(item), &[][..]),
            Method::Rules { rules } => (&[][..], None, rules.as_slice()),
        };
        let asked = rules.iter().flat_map(|rule| &rule.checks).filter_map(|check| match check {
            Check::Answer { question, .. } => Some(question),
            Check::Score { .. } => None,
        });
        listed.iter().chain(entered).chain(asked)
    }

    pub(crate) fn scores(&self) -> impl Iterator<Item = &str> {
        self.rules().iter().flat_map(|rule| &rule.checks).filter_map(|check| match check {
            Check::Score { score, .. } => Some(score.as_str()),
            Check::Answer { .. } => None,
        })
    }

    pub(crate) fn given_bands(&self) -> impl Iterator<Item = &str> {
        self.rules().iter().map(|rule| rule.gives.as_str())
    }

    fn rules(&self) -> &[Rule] {
        if let Method::Rules { rules } = &self.method { rules } else { &[] }
    }
}
