//! From answers to a [`Reading`].

use super::{Band, Check, Method, Rule, Score};
use crate::answers::Answers;
use crate::form::{Certainty, about, certainty, effective};
use crate::questionnaire::{Condition, Item, Questionnaire};
use crate::value::{Points, Value};

/// What a score is now: a range of points and of bands.
///
/// There is no way from here to a decision. It says how many points the answers have; what that
/// means for whom is said by [`Meaning`](crate::Meaning).
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Reading {
    score: String,
    title: String,
    points: Option<(Points, Points)>,
    bands: Vec<Band>,
    /// The positions of the lowest and the highest band that are possible.
    possible: (usize, usize),
    cut_offs_confirmed: bool,
}

impl Reading {
    /// The id of the score.
    #[must_use]
    pub fn score(&self) -> &str {
        &self.score
    }

    /// The title of the score.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The least and the most points that are possible; [`None`] if the score has no points, or if
    /// its points were not entered yet.
    #[must_use]
    pub fn points(&self) -> Option<(Points, Points)> {
        self.points
    }

    /// The bands that are possible, lowest first; empty if the instrument has none.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        let (lowest, highest) = self.possible;
        self.bands.get(lowest..=highest).unwrap_or_default()
    }

    /// What is certain about reaching the band of this code, or a higher one: by a study's cut-off this
    /// is a positive score. [`None`] if there is no such band.
    #[must_use]
    pub fn reaches(&self, band: &str) -> Option<Certainty> {
        let rank = self.bands.iter().position(|known| known.code == band)?;
        let (lowest, highest) = self.possible;
        Some(match (lowest >= rank, highest >= rank) {
            (true, _) => Certainty::Certain,
            (false, true) => Certainty::Open,
            (false, false) => Certainty::Excluded,
        })
    }

    /// Whether open answers could still change the band.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.possible.0 != self.possible.1 || self.points.is_none_or(|(least, most)| least != most)
    }

    /// Whether the cut-offs were seen in a source of the publisher.
    #[must_use]
    pub fn cut_offs_confirmed(&self) -> bool {
        self.cut_offs_confirmed
    }
}

/// Reads all `scores` off `answers`. Linear in items, options and rules.
pub(crate) fn read(
    scores: &[Score],
    questionnaire: &Questionnaire,
    answers: &Answers,
) -> Vec<Reading> {
    let on_sheet = certainty(questionnaire, answers);
    let sheet = Sheet { questionnaire, answers, on_sheet };
    let mut readings: Vec<Reading> = Vec::with_capacity(scores.len());
    for score in scores {
        let reading = sheet.reading(score, &readings);
        readings.push(reading);
    }
    readings
}

struct Sheet<'a> {
    questionnaire: &'a Questionnaire,
    answers: &'a Answers,
    on_sheet: Vec<Certainty>,
}

impl Sheet<'_> {
    fn reading(&self, score: &Score, earlier: &[Reading]) -> Reading {
        let points = match &score.method {
            Method::Sum { of: None } => Some(self.sum(self.questionnaire.items().iter())),
            Method::Sum { of: Some(of) } => {
                Some(self.sum(of.iter().filter_map(|link_id| self.questionnaire.item(link_id))))
            }
            Method::Entered { item } => self.entered(item),
            Method::Rules { .. } => None,
        };
        let possible = match (&score.method, points) {
            (Method::Rules { rules }, _) => self.by_rules(score, rules, earlier),
            (_, Some((least, most))) => between(&score.bands, least, most),
            (_, None) => (0, score.bands.len().saturating_sub(1)),
        };
        Reading {
            score: score.id.clone(),
            title: score.title.clone(),
            points,
            bands: score.bands.clone(),
            possible,
            cut_offs_confirmed: score.cut_offs_confirmed,
        }
    }

    fn sum<'i>(&self, items: impl Iterator<Item = &'i Item>) -> (Points, Points) {
        items.fold((Points::ZERO, Points::ZERO), |(least, most), item| {
            let (low, high) = self.worth(item);
            (least.plus(low), most.plus(high))
        })
    }

    /// What an item is worth at least and at most.
    fn worth(&self, item: &Item) -> (Points, Points) {
        let on_sheet = self.certainty_of(item);
        let values = effective(item, self.answers);
        let mut weights = values.iter().filter_map(|value| item.weight(value)).peekable();
        let (low, high) = if on_sheet == Certainty::Excluded {
            return (Points::ZERO, Points::ZERO);
        } else if weights.peek().is_none() {
            // No answer, or one such as "prefers not to say" that the publisher gave no weight.
            possible(item)
        } else {
            let sum = weights.fold(Points::ZERO, Points::plus);
            (sum, sum)
        };
        match on_sheet {
            Certainty::Open => (low.min(Points::ZERO), high.max(Points::ZERO)),
            _ => (low, high),
        }
    }

    fn entered(&self, link_id: &crate::value::LinkId) -> Option<(Points, Points)> {
        let item = self.questionnaire.item(link_id)?;
        let points = match effective(item, self.answers) {
            [Value::Integer(number)] => Points::whole(i64::from(*number)),
            [Value::Decimal(number)] => Points::from_decimal(number),
            _ => None,
        };
        points.map(|points| (points, points))
    }

    fn by_rules(&self, score: &Score, rules: &[Rule], earlier: &[Reading]) -> (usize, usize) {
        let (mut lowest, mut highest) = (0, 0);
        for rule in rules {
            let rank = score.rank(&rule.gives).unwrap_or(0);
            let each = rule.checks.iter().map(|check| self.check(check, earlier));
            let (mut certain, mut possible) = (0, 0);
            for certainty in each {
                certain += usize::from(certainty == Certainty::Certain);
                possible += usize::from(certainty != Certainty::Excluded);
            }
            if certain >= rule.needs {
                lowest = lowest.max(rank);
            }
            if possible >= rule.needs {
                highest = highest.max(rank);
            }
        }
        (lowest, highest.max(lowest))
    }

    fn check(&self, check: &Check, earlier: &[Reading]) -> Certainty {
        match check {
            Check::Answer { question, test } => {
                let Some(item) = self.questionnaire.item(question) else {
                    return Certainty::Excluded;
                };
                let condition = Condition { question: question.clone(), test: test.clone() };
                about(&condition, item, self.certainty_of(item), self.answers)
            }
            Check::Score { score, reaches } => {
                let reading = earlier.iter().find(|reading| reading.score == *score);
                match reading.and_then(Reading::points) {
                    Some((least, _)) if least >= *reaches => Certainty::Certain,
                    Some((_, most)) if most < *reaches => Certainty::Excluded,
                    _ => Certainty::Open,
                }
            }
        }
    }

    fn certainty_of(&self, item: &Item) -> Certainty {
        let position = self.questionnaire.position(item.link_id());
        let known = position.and_then(|position| self.on_sheet.get(position));
        known.copied().unwrap_or(Certainty::Excluded)
    }
}

/// What an answer to `item` could be worth, at least and at most.
fn possible(item: &Item) -> (Points, Points) {
    let weights = || item.options().listed().iter().filter_map(|option| option.weight);
    if item.repeats() {
        let low = weights().filter(|w| *w < Points::ZERO).fold(Points::ZERO, Points::plus);
        let high = weights().filter(|w| *w > Points::ZERO).fold(Points::ZERO, Points::plus);
        return (low, high);
    }
    (weights().min().unwrap_or_default(), weights().max().unwrap_or_default())
}

/// The positions of the bands into which the least and the most points fall.
fn between(bands: &[Band], least: Points, most: Points) -> (usize, usize) {
    let reached = |points: Points| {
        bands.iter().rposition(|band| band.from.is_none_or(|from| from <= points)).unwrap_or(0)
    };
    (reached(least), reached(most))
}
