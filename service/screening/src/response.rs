//! A filled-in questionnaire as data: FHIR R4 `QuestionnaireResponse`.
//!
//! [`Response::read`] and [`Response::write`] give back what came in, element by element, as a
//! [`Questionnaire`] does. [`Response::answers`] takes the answers out, checked against the
//! questionnaire. A [`Screening`](crate::Screening) that was imported and goes on keeps everything in
//! its response that is not an answer.

mod read;
mod write;

#[cfg(test)]
mod tests;

use casework::time::Timestamp;

use crate::answers::{AbsentReason, AnswerRefused, Answers, Given};
use crate::element::{ResourceRefused, Unread};
use crate::instrument::{Completion, InstrumentKey};
use crate::json::{Json, Object};
use crate::questionnaire::Questionnaire;
use crate::value::{LinkId, Value};

/// Extension of FHIR that says why a value is absent.
const ABSENT: &str = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";

/// A response that was read or written.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    source: Json,
    questionnaire: Option<String>,
    status: ResponseStatus,
    completion: Option<Completion>,
    sittings: Vec<SittingNote>,
    paused: Option<String>,
    entries: Vec<Entry>,
    unread: Vec<Unread>,
}

/// How far a response is (FHIR R4 `questionnaire-answers-status`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResponseStatus {
    /// More answers may follow.
    InProgress,
    /// Finished.
    Completed,
    /// Finished, and changed afterwards.
    Amended,
    /// Should never have been.
    EnteredInError,
    /// Given up before it was finished.
    Stopped,
}

impl ResponseStatus {
    const CODES: [(&'static str, Self); 5] = [
        ("in-progress", Self::InProgress),
        ("completed", Self::Completed),
        ("amended", Self::Amended),
        ("entered-in-error", Self::EnteredInError),
        ("stopped", Self::Stopped),
    ];

    /// The FHIR code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Amended => "amended",
            Self::EnteredInError => "entered-in-error",
            Self::Stopped => "stopped",
        }
    }
}

/// One sitting as it stands in a response: identifiers as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SittingNote {
    pub(crate) contact: String,
    pub(crate) member: String,
    pub(crate) began: Timestamp,
}

/// What a response says beside its answers.
pub(crate) struct Cover<'a> {
    pub(crate) instrument: &'a InstrumentKey,
    pub(crate) status: ResponseStatus,
    pub(crate) authored: Timestamp,
    pub(crate) completion: Completion,
    pub(crate) sittings: Vec<SittingNote>,
    pub(crate) paused: Option<&'a str>,
    /// In which sitting an item was answered.
    pub(crate) answered_in: &'a dyn Fn(&LinkId) -> Option<usize>,
}

/// One item of a response.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) link_id: LinkId,
    pub(crate) sitting: Option<usize>,
    values: Vec<(Value, Json)>,
    absent: Option<AbsentReason>,
    /// Members of the item that are neither answers nor ours.
    kept: Object,
    kept_extensions: Vec<Json>,
}

impl Response {
    /// Reads a FHIR R4 `QuestionnaireResponse` in JSON.
    ///
    /// # Errors
    /// [`ResourceRefused`] names the element and what to do, never an answer. Any bytes may be given.
    pub fn read(bytes: &[u8]) -> Result<Self, ResourceRefused> {
        read::response(Json::read(bytes)?)
    }

    /// The resource in JSON, with all elements that it came with.
    #[must_use]
    pub fn write(&self) -> String {
        self.source.write()
    }

    /// The canonical address of its questionnaire, with `|version` if it says so.
    #[must_use]
    pub fn questionnaire(&self) -> Option<&str> {
        self.questionnaire.as_deref()
    }

    /// How far it is.
    #[must_use]
    pub fn status(&self) -> ResponseStatus {
        self.status
    }

    /// How it was filled in, if Daybreak wrote it.
    #[must_use]
    pub fn completion(&self) -> Option<Completion> {
        self.completion
    }

    /// The elements that are kept without being understood.
    #[must_use]
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The answers, checked against `questionnaire`.
    ///
    /// # Errors
    /// Every answer that the questionnaire does not take, each by its item. None is left out in
    /// silence: with one error there are no answers.
    pub fn answers(&self, questionnaire: &Questionnaire) -> Result<Answers, Vec<AnswerRefused>> {
        let mut answers = Answers::none();
        let mut refused = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for entry in &self.entries {
            let link_id = &entry.link_id;
            if questionnaire.item(link_id).is_none() {
                refused.push(AnswerRefused::UnknownItem { link_id: link_id.to_string() });
            } else if !seen.insert(link_id) {
                refused.push(AnswerRefused::Twice { link_id: link_id.to_string() });
            } else if let Some(given) = entry.given() {
                refused.extend(answers.record(questionnaire, link_id, given).err());
            }
        }
        if refused.is_empty() { Ok(answers) } else { Err(refused) }
    }

    /// Writes `answers` as a response; with `base`, everything in it that is not an answer stays.
    ///
    /// Only the narrative (`text`) of the base goes: it tells the old answers.
    pub(crate) fn of(
        questionnaire: &Questionnaire,
        answers: &Answers,
        cover: &Cover<'_>,
        base: Option<&Self>,
    ) -> Self {
        write::response(questionnaire, answers, cover, base)
    }

    pub(crate) fn sittings(&self) -> &[SittingNote] {
        &self.sittings
    }

    pub(crate) fn paused(&self) -> Option<&str> {
        self.paused.as_deref()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

impl Entry {
    fn given(&self) -> Option<Given> {
        if self.values.is_empty() {
            return self.absent.map(Given::Absent);
        }
        Some(Given::Values(self.values.iter().map(|(value, _)| value.clone()).collect()))
    }
}

/// Answers are never printed.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Response with {} items", self.entries.len())
    }
}
