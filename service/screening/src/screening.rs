//! One screening of one person, from its first question to its end, over as many contacts as it takes.
//!
//! ```text
//! begin ──▶ Open ──pause──▶ Paused
//!            │ ▲              │ │
//!            │ └──sit_down────┘ └──finish──▶ Finished
//!            └───────────────finish────────────▲
//! ```
//! A screening that breaks off is kept with every answer and can be taken up in a later contact, by
//! somebody else. Finishing asks for nothing: whoever wants to stop may stop. A finished screening does
//! not change; to screen again is another screening.
//!
//! All of it, answers included, is written as one FHIR `QuestionnaireResponse` by
//! [`Screening::response`]. That text identifies and must be sealed; [`Screening::id`],
//! [`Screening::instrument`] and [`Screening::state`] are codes and may stand beside it.

mod revision;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use casework::id::{ContactId, MemberId, ScreeningId};
use casework::time::Timestamp;

use crate::answers::{AnswerRefused, Answers, Given};
use crate::form::Form;
use crate::instrument::{Completion, Instrument, InstrumentKey};
use crate::outcome::{KnownAge, Outcome, OutcomeRefused, OutsideValidation};
use crate::response::{Cover, Response, ResponseStatus, SittingNote};
use crate::value::LinkId;

pub use revision::{Change, Conflict, Revision, Seen};

/// One screening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screening {
    id: ScreeningId,
    instrument: InstrumentKey,
    completion: Completion,
    state: ScreeningState,
    sittings: Vec<Sitting>,
    answers: Answers,
    answered_in: BTreeMap<LinkId, usize>,
    /// The response it was read from; what is in it and is not an answer stays.
    base: Option<Response>,
}

/// One time of working on a screening, within one contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// In which contact.
    pub contact: ContactId,
    /// Who asked or helped.
    pub member: MemberId,
    /// Since when.
    pub began: Timestamp,
}

/// Where a screening stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreeningState {
    /// Being worked on.
    Open,
    /// Waiting to be taken up again.
    Paused(PauseReason),
    /// Done.
    Finished,
}

/// Why a screening rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PauseReason {
    /// The person wanted to stop.
    PersonWanted,
    /// Somebody could see or hear them.
    NotSafe,
    /// The contact ended.
    ContactEnded,
    /// Something else was more urgent.
    OtherNeedFirst,
}

impl PauseReason {
    /// Every reason, in the order in which a page lists them.
    pub const ALL: [Self; 4] =
        [Self::PersonWanted, Self::NotSafe, Self::ContactEnded, Self::OtherNeedFirst];

    /// The code under which it is stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PersonWanted => "person-wanted",
            Self::NotSafe => "not-safe",
            Self::ContactEnded => "contact-ended",
            Self::OtherNeedFirst => "other-need-first",
        }
    }

    /// The reason of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// Why a screening does not go on as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScreeningRefused {
    /// The instrument may not be filled in in this way.
    #[error("`{title}` is not made to be filled in this way; see how it may be")]
    Completion {
        /// The instrument.
        title: String,
    },
    /// It is over.
    #[error("this screening is finished; begin another one")]
    Finished,
    /// It rests.
    #[error("this screening rests; take it up again first")]
    Resting,
    /// Another instrument than the one it was begun with.
    #[error("this screening was begun with `{begun}`, not with `{given}`")]
    OtherInstrument {
        /// The instrument it was begun with.
        begun: String,
        /// The instrument that was given.
        given: String,
    },
    /// An answer that the instrument does not take.
    #[error(transparent)]
    Answer(#[from] AnswerRefused),
}

/// Why a response is not taken as a screening.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// It belongs to another questionnaire, or to another version.
    #[error("the response names another questionnaire than `{expected}`")]
    OtherQuestionnaire {
        /// What was expected.
        expected: String,
    },
    /// It says that it should never have been.
    #[error("the response is marked as entered in error")]
    EnteredInError,
    /// Answers that the questionnaire does not take.
    #[error("{} of its answers do not fit; the first: {}", refused.len(), first(refused))]
    Answers {
        /// Each of them.
        refused: Vec<AnswerRefused>,
    },
    /// A sitting that cannot be read.
    #[error("sitting {number} of the response cannot be read")]
    Sitting {
        /// Which, counted from 1.
        number: usize,
    },
}

impl Screening {
    /// Begins a screening with `instrument` in a contact.
    ///
    /// # Errors
    /// [`ScreeningRefused::Completion`] if the instrument says how it may be filled in, and not so.
    pub fn begin(
        id: ScreeningId,
        instrument: &Instrument,
        completion: Completion,
        sitting: Sitting,
    ) -> Result<Self, ScreeningRefused> {
        let ways = &instrument.population().completion;
        if !ways.is_empty() && !ways.contains(&completion) {
            return Err(ScreeningRefused::Completion { title: instrument.title().to_owned() });
        }
        Ok(Self {
            id,
            instrument: instrument.key().clone(),
            completion,
            state: ScreeningState::Open,
            sittings: vec![sitting],
            answers: Answers::none(),
            answered_in: BTreeMap::new(),
            base: None,
        })
    }

    /// Keeps what was answered to one item, or why it has no answer.
    ///
    /// # Errors
    /// [`ScreeningRefused`] if it is finished or rests, if `instrument` is another one, or if the item
    /// does not take the answer.
    pub fn record(
        mut self,
        instrument: &Instrument,
        link_id: &LinkId,
        given: Given,
    ) -> Result<Self, ScreeningRefused> {
        self.must_be_open()?;
        self.must_be_of(instrument)?;
        self.answers.record(instrument.questionnaire(), link_id, given)?;
        self.answered_in.insert(link_id.clone(), self.sittings.len().saturating_sub(1));
        Ok(self)
    }

    /// Takes back what was answered to one item: the person may change their mind.
    ///
    /// # Errors
    /// [`ScreeningRefused`] if it is finished or rests.
    pub fn withdraw(mut self, link_id: &LinkId) -> Result<Self, ScreeningRefused> {
        self.must_be_open()?;
        self.answers.withdraw(link_id);
        self.answered_in.remove(link_id);
        Ok(self)
    }

    /// Lets it rest with all its answers.
    ///
    /// # Errors
    /// [`ScreeningRefused`] if it is finished or rests already.
    pub fn pause(mut self, why: PauseReason) -> Result<Self, ScreeningRefused> {
        self.must_be_open()?;
        self.state = ScreeningState::Paused(why);
        Ok(self)
    }

    /// Takes it up again, in the same contact or a later one, also from somebody's hand.
    ///
    /// # Errors
    /// [`ScreeningRefused::Finished`] if it is finished.
    pub fn sit_down(mut self, sitting: Sitting) -> Result<Self, ScreeningRefused> {
        if self.state == ScreeningState::Finished {
            return Err(ScreeningRefused::Finished);
        }
        self.state = ScreeningState::Open;
        self.sittings.push(sitting);
        Ok(self)
    }

    /// Ends it, complete or not.
    ///
    /// # Errors
    /// [`ScreeningRefused::Finished`] if it is finished already.
    pub fn finish(mut self) -> Result<Self, ScreeningRefused> {
        if self.state == ScreeningState::Finished {
            return Err(ScreeningRefused::Finished);
        }
        self.state = ScreeningState::Finished;
        Ok(self)
    }

    /// The sheet to show now.
    #[must_use]
    pub fn form<'a>(&'a self, instrument: &'a Instrument) -> Form<'a> {
        Form::new(instrument.questionnaire(), &self.answers)
    }

    /// What its answers give so far; it can be asked at any time, and changes nothing.
    ///
    /// # Errors
    /// [`OutcomeRefused`] as [`Outcome::read`].
    pub fn outcome(
        &self,
        instrument: &Instrument,
        age: KnownAge,
        outside: OutsideValidation,
    ) -> Result<Outcome, OutcomeRefused> {
        Outcome::read(instrument, &self.answers, self.completion, age, outside)
    }

    /// All of it as a FHIR `QuestionnaireResponse`: to be sealed, or exported with consent.
    #[must_use]
    pub fn response(&self, instrument: &Instrument, authored: Timestamp) -> Response {
        let (status, paused) = match self.state {
            ScreeningState::Open => (ResponseStatus::InProgress, None),
            ScreeningState::Paused(why) => (ResponseStatus::InProgress, Some(why.code())),
            ScreeningState::Finished => (ResponseStatus::Completed, None),
        };
        let note = |sitting: &Sitting| SittingNote {
            contact: sitting.contact.to_string(),
            member: sitting.member.to_string(),
            began: sitting.began,
        };
        let cover = Cover {
            instrument: &self.instrument,
            status,
            authored,
            completion: self.completion,
            sittings: self.sittings.iter().map(note).collect(),
            paused,
            answered_in: &|link_id| self.answered_in.get(link_id).copied(),
        };
        Response::of(instrument.questionnaire(), &self.answers, &cover, self.base.as_ref())
    }

    /// Reads a screening from a response: one of ours, or one that another system began or finished.
    ///
    /// A response that does not say how it was filled in counts as completed by the professional.
    ///
    /// # Errors
    /// [`ImportRefused`] names what does not fit; then nothing is taken.
    pub fn import(
        id: ScreeningId,
        instrument: &Instrument,
        response: Response,
    ) -> Result<Self, ImportRefused> {
        let expected = instrument.key().to_string();
        let named = response.questionnaire();
        if named.is_some_and(|named| named != expected && named != instrument.key().url) {
            return Err(ImportRefused::OtherQuestionnaire { expected });
        }
        let paused = response.paused().and_then(PauseReason::from_code);
        let state = match (response.status(), paused) {
            (ResponseStatus::EnteredInError, _) => return Err(ImportRefused::EnteredInError),
            (ResponseStatus::InProgress, Some(why)) => ScreeningState::Paused(why),
            (ResponseStatus::InProgress, None) => ScreeningState::Open,
            (ResponseStatus::Stopped, _) => ScreeningState::Paused(PauseReason::PersonWanted),
            (ResponseStatus::Completed | ResponseStatus::Amended, _) => ScreeningState::Finished,
        };
        let answers = response.answers(instrument.questionnaire());
        let answers = answers.map_err(|refused| ImportRefused::Answers { refused })?;
        let sittings = sittings(&response)?;
        let answered =
            response.entries().iter().filter(|entry| answers.of(&entry.link_id).is_some());
        let answered_in = answered
            .filter_map(|entry| Some((entry.link_id.clone(), entry.sitting?)))
            .filter(|(_, sitting)| *sitting < sittings.len())
            .collect();
        Ok(Self {
            id,
            instrument: instrument.key().clone(),
            completion: response.completion().unwrap_or(Completion::ByProfessional),
            state,
            sittings,
            answers,
            answered_in,
            base: Some(response),
        })
    }

    /// Its identifier.
    #[must_use]
    pub fn id(&self) -> ScreeningId {
        self.id
    }

    /// The instrument it was begun with.
    #[must_use]
    pub fn instrument(&self) -> &InstrumentKey {
        &self.instrument
    }

    /// How it is filled in.
    #[must_use]
    pub fn completion(&self) -> Completion {
        self.completion
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> ScreeningState {
        self.state
    }

    /// The sittings, in their order; none for a response of another system.
    #[must_use]
    pub fn sittings(&self) -> &[Sitting] {
        &self.sittings
    }

    /// The answers so far.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// In which sitting an item was answered, counted from 0.
    #[must_use]
    pub fn answered_in(&self, link_id: &LinkId) -> Option<usize> {
        self.answered_in.get(link_id).copied()
    }

    fn must_be_open(&self) -> Result<(), ScreeningRefused> {
        match self.state {
            ScreeningState::Open => Ok(()),
            ScreeningState::Paused(_) => Err(ScreeningRefused::Resting),
            ScreeningState::Finished => Err(ScreeningRefused::Finished),
        }
    }

    fn must_be_of(&self, instrument: &Instrument) -> Result<(), ScreeningRefused> {
        if self.instrument == *instrument.key() {
            return Ok(());
        }
        let (begun, given) = (self.instrument.to_string(), instrument.key().to_string());
        Err(ScreeningRefused::OtherInstrument { begun, given })
    }
}

fn sittings(response: &Response) -> Result<Vec<Sitting>, ImportRefused> {
    let read = |(n, note): (usize, &SittingNote)| {
        let sitting = (|| {
            Some(Sitting {
                contact: note.contact.parse().ok()?,
                member: note.member.parse().ok()?,
                began: note.began,
            })
        })();
        sitting.ok_or(ImportRefused::Sitting { number: n + 1 })
    };
    response.sittings().iter().enumerate().map(read).collect()
}

fn first(refused: &[AnswerRefused]) -> String {
    refused.first().map(ToString::to_string).unwrap_or_default()
}
