//! A prepared report: what a person will send, filled from coded facts and from words they choose.
//!
//! [`Draft::begin`] takes over the coded facts. Everything that identifies somebody is written in by
//! a person, question by question, and nothing is asked that this kind of report does not ask
//! ([`Question::asked_in`]). [`Draft::finish`] makes a [`Report`], which never changes again and can
//! be written as JSON ([`Report::to_json`]) and CSV ([`Report::to_csv`]). Daybreak sends nothing.
//!
//! Both texts hold what identifies a child: they are made for the person who sends them, overwritten
//! in memory when dropped, and belong in no log.

mod form;
mod written;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use casework::agency::AgencyKind;
use casework::event::Event;
use casework::facts::{FactValue, Facts};
use casework::id::MemberId;
use casework::text::{NoteText, TextRefused};
use casework::time::Timestamp;

use crate::duty::Duty;

pub use form::{Question, ReportKind};
pub use written::ReadBackRefused;

/// What stands behind a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// Codes of a fact's own list; never empty.
    Coded(Vec<String>),
    /// Words.
    Written(NoteText),
    /// Nobody knows.
    Unknown,
    /// The person prefers not to say.
    PrefersNotToSay,
}

/// A report that is being prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    kind: ReportKind,
    duty: Duty,
    given: BTreeMap<Question, Given>,
}

/// A report that is ready to be sent by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    kind: ReportKind,
    duty: Duty,
    given: BTreeMap<Question, Given>,
    prepared_by: MemberId,
    prepared_at: Timestamp,
}

/// Why a question was not filled or a report not finished.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportRefused {
    /// No prepared report goes to such an agency.
    #[error("there is no prepared report to `{0}`; write to them yourself")]
    NoKind(AgencyKind),
    /// The report does not ask that.
    #[error("a report of kind `{kind}` does not ask `{question}`; leave it out")]
    NotAsked {
        /// Which kind.
        kind: ReportKind,
        /// What was filled.
        question: Question,
    },
    /// The answer comes from the coded facts.
    #[error("`{0}` is taken from the facts; change it there")]
    FromFacts(Question),
    /// The words were not taken.
    #[error(transparent)]
    Text(#[from] TextRefused),
    /// Something has to be said, if only that it is not known.
    #[error("fill these, or mark them as unknown: {}", .0.iter().map(|q| q.code()).collect::<Vec<_>>().join(", "))]
    Missing(Vec<Question>),
}

impl Draft {
    /// Begins the report that `duty` asks for, with what the coded `facts` say.
    ///
    /// # Errors
    /// [`ReportRefused::NoKind`] if no prepared report goes to the duty's recipient.
    pub fn begin(duty: &Duty, facts: &Facts) -> Result<Self, ReportRefused> {
        let recipient = duty.recipient();
        let kind = ReportKind::to(recipient).ok_or(ReportRefused::NoKind(recipient))?;
        let coded = |question: Question| {
            let value = facts.value(question.fact()?)?;
            Some((question, Given::of(value)))
        };
        let asked = Question::ALL.iter().copied().filter(|question| question.asked_in(kind));
        Ok(Self { kind, duty: duty.clone(), given: asked.filter_map(coded).collect() })
    }

    /// Writes the answer to a question in words.
    ///
    /// # Errors
    /// [`ReportRefused`] if the report does not ask it, it comes from the facts, or the words were
    /// not taken.
    pub fn write(mut self, question: Question, words: &str) -> Result<Self, ReportRefused> {
        self.check(question)?;
        self.given.insert(question, Given::Written(NoteText::parse(words)?));
        Ok(self)
    }

    /// Says that nobody knows.
    ///
    /// # Errors
    /// As [`Draft::write`].
    pub fn unknown(mut self, question: Question) -> Result<Self, ReportRefused> {
        self.check(question)?;
        self.given.insert(question, Given::Unknown);
        Ok(self)
    }

    /// What the report asks, in the order of the form.
    pub fn asked(&self) -> impl Iterator<Item = Question> + use<> {
        let kind = self.kind;
        Question::ALL.iter().copied().filter(move |question| question.asked_in(kind))
    }

    /// What is filled so far.
    #[must_use]
    pub const fn given(&self) -> &BTreeMap<Question, Given> {
        &self.given
    }

    /// What still has to be filled or marked as unknown.
    #[must_use]
    pub fn missing(&self) -> Vec<Question> {
        let open = |question: &Question| {
            question.has_to_be_answered(self.kind) && !self.given.contains_key(question)
        };
        Question::ALL.iter().copied().filter(open).collect()
    }

    /// Finishes the report.
    ///
    /// # Errors
    /// [`ReportRefused::Missing`] with what still has to be filled.
    pub fn finish(self, by: MemberId, at: Timestamp) -> Result<(Report, Event), ReportRefused> {
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(ReportRefused::Missing(missing));
        }
        let event = Event::ReportPrepared { duty: self.duty.id() };
        let Self { kind, duty, given } = self;
        Ok((Report { kind, duty, given, prepared_by: by, prepared_at: at }, event))
    }

    fn check(&self, question: Question) -> Result<(), ReportRefused> {
        if !question.asked_in(self.kind) {
            return Err(ReportRefused::NotAsked { kind: self.kind, question });
        }
        match question.fact() {
            Some(_) if self.given.contains_key(&question) => {
                Err(ReportRefused::FromFacts(question))
            }
            _ => Ok(()),
        }
    }
}

impl Report {
    /// Which kind of report it is.
    #[must_use]
    pub const fn kind(&self) -> ReportKind {
        self.kind
    }

    /// The duty that it answers, with the rules and facts behind it.
    #[must_use]
    pub const fn duty(&self) -> &Duty {
        &self.duty
    }

    /// Every question that is answered, in the order of the form.
    pub fn given(&self) -> impl Iterator<Item = (Question, &Given)> {
        self.given.iter().map(|(&question, given)| (question, given))
    }

    /// Who prepared it.
    #[must_use]
    pub const fn prepared_by(&self) -> MemberId {
        self.prepared_by
    }

    /// When.
    #[must_use]
    pub const fn prepared_at(&self) -> Timestamp {
        self.prepared_at
    }
}

impl Given {
    fn of(value: &FactValue) -> Self {
        match value {
            FactValue::Unknown => Self::Unknown,
            FactValue::PrefersNotToSay => Self::PrefersNotToSay,
            FactValue::Codes(_) | FactValue::County(_) => {
                Self::Coded(value.codes().into_iter().map(str::to_owned).collect())
            }
        }
    }
}
