//! What a sheet gives: readings of its scores, with for whom they hold and what is missing.
//!
//! An [`Outcome`] cannot be turned into an act. It is not a decision, it has no "negative", and the
//! crates that can report, refer or close do not know this crate: `casework`, where duties and
//! transitions are decided, is below it, and the compiler forbids the way back.
//!
//! ```compile_fail
//! fn clears(outcome: &screening::Outcome) -> bool {
//!     outcome.is_negative() // there is no such question
//! }
//! ```
//! ```compile_fail
//! fn decides(outcome: screening::Outcome) -> bool {
//!     outcome.into() // and no way to a yes or no
//! }
//! ```

use casework::need::AgeBand;

use crate::answers::{AbsentReason, Answers, Given};
use crate::form::Form;
use crate::instrument::{Ages, Completion, Instrument, InstrumentKey, InstrumentKind, Wording};
use crate::meaning::{Meaning, Prevalence};
use crate::score::{self, Reading};
use crate::value::LinkId;

/// What is known about the age of the person, in completed years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KnownAge {
    /// This age, or an age within this range.
    Within(Ages),
    /// Nothing.
    Unknown,
}

impl KnownAge {
    /// What an age band says.
    #[must_use]
    pub fn band(band: AgeBand) -> Self {
        let (low, high) = band.years();
        Ages::new(low, high.unwrap_or(Ages::OLDEST)).map_or(Self::Unknown, Self::Within)
    }

    /// Exactly this age; an impossible one counts as unknown.
    #[must_use]
    pub fn years(years: u8) -> Self {
        Ages::new(years, years).map_or(Self::Unknown, Self::Within)
    }
}

/// What to do where an instrument was never tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutsideValidation {
    /// Give no result.
    Refuse,
    /// Give one that carries the label for ever.
    Label,
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutcomeRefused {
    /// A conversation guide, or a questionnaire without weights.
    #[error("`{title}` has no score; it helps a conversation")]
    NoScore {
        /// The instrument.
        title: String,
    },
    /// The person's age is outside the ages studied.
    #[error("`{title}` was studied at ages {ages}; score it only with that label")]
    OutsideAges {
        /// The instrument.
        title: String,
        /// The ages studied.
        ages: Ages,
    },
    /// The person's age is not known, or not closely enough.
    #[error(
        "`{title}` was studied at ages {ages} and the age is not known closely enough; ask, or score it with that label"
    )]
    AgeUnknown {
        /// The instrument.
        title: String,
        /// The ages studied.
        ages: Ages,
    },
}

/// For whom a result holds. A label once given stays with the result.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// The age is outside the ages studied.
    OutsideAges {
        /// The ages studied.
        studied: Ages,
    },
    /// The age is not known, or not closely enough to say whether it is among those studied.
    AgeUnknown {
        /// The ages studied.
        studied: Ages,
    },
    /// Nobody states at which ages the instrument was studied.
    AgesNotStated,
    /// It was filled in in another way than it was studied.
    OtherCompletion {
        /// The way it was filled in.
        used: Completion,
    },
    /// The words are ours and not those that were studied.
    OtherWording,
    /// The cut-offs were not seen in a source of the publisher.
    CutOffsNotConfirmed,
    /// No study with sensitivity and specificity is known.
    NoStudy,
}

/// How many of the questions on the sheet have no answer, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Missing {
    /// The questions that are shown.
    pub questions: usize,
    /// "Prefers not to say".
    pub declined: usize,
    /// "Does not know".
    pub does_not_know: usize,
    /// Not asked, or not yet.
    pub not_asked: usize,
}

/// What a sheet gives.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Outcome {
    instrument: InstrumentKey,
    readings: Vec<Reading>,
    doubts: Vec<Doubt>,
    missing: Missing,
    facts_stated: Vec<LinkId>,
    cautions: Vec<String>,
}

impl Outcome {
    /// Reads `answers` off as `instrument` says.
    ///
    /// # Errors
    /// [`OutcomeRefused`] if there is nothing to score, or if the person's age is outside the ages
    /// studied or unknown and `outside` does not ask for a label.
    pub fn read(
        instrument: &Instrument,
        answers: &Answers,
        completion: Completion,
        age: KnownAge,
        outside: OutsideValidation,
    ) -> Result<Self, OutcomeRefused> {
        if instrument.scores().is_empty() {
            return Err(OutcomeRefused::NoScore { title: instrument.title().to_owned() });
        }
        let age_doubt = age_doubt(instrument, age);
        if outside == OutsideValidation::Refuse {
            let title = || instrument.title().to_owned();
            match age_doubt {
                Some(Doubt::OutsideAges { studied: ages }) => {
                    return Err(OutcomeRefused::OutsideAges { title: title(), ages });
                }
                Some(Doubt::AgeUnknown { studied: ages }) => {
                    return Err(OutcomeRefused::AgeUnknown { title: title(), ages });
                }
                _ => {}
            }
        }
        let mut doubts: Vec<Doubt> = age_doubt.into_iter().collect();
        doubts.extend(other_doubts(instrument, completion));
        Ok(Self {
            instrument: instrument.key().clone(),
            readings: score::read(instrument.scores(), instrument.questionnaire(), answers),
            doubts,
            missing: missing(instrument, answers),
            facts_stated: facts_stated(instrument, answers),
            cautions: instrument.cautions().to_vec(),
        })
    }

    /// With which instrument, in which version.
    pub fn instrument(&self) -> &InstrumentKey {
        &self.instrument
    }

    /// One reading for each score.
    pub fn readings(&self) -> &[Reading] {
        &self.readings
    }

    /// Why it may not hold for this person.
    pub fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// What is missing.
    pub fn missing(&self) -> Missing {
        self.missing
    }

    /// The questions about a commercial sex act that were answered "yes". They state a fact for the
    /// specialist to record with the age; the rule about it is `casework::facts::statute`, and no
    /// score has a part in it.
    pub fn facts_stated(&self) -> &[LinkId] {
        &self.facts_stated
    }

    /// What the instrument's publisher or Daybreak wants known before it is used.
    pub fn cautions(&self) -> &[String] {
        &self.cautions
    }

    /// What the readings mean at `prevalence`, one for each study of `instrument` that can say it.
    pub fn meanings(&self, instrument: &Instrument, prevalence: Prevalence) -> Vec<Meaning> {
        let studies = instrument
            .studies()
            .iter()
            .filter(|study| self.readings.iter().any(|reading| reading.score() == study.score));
        studies.filter_map(|study| Meaning::of(study, prevalence)).collect()
    }
}

/// The code system of Daybreak's own marks on items.
pub const MARK_SYSTEM: &str = "https://github.com/daybreak-project/daybreak/fhir/CodeSystem/mark";

/// The mark of a question whose "yes" states a commercial sex act.
pub const COMMERCIAL_SEX_ACT: &str = "commercial-sex-act";

/// The questions marked [`COMMERCIAL_SEX_ACT`] that were answered "yes".
#[must_use]
pub fn facts_stated(instrument: &Instrument, answers: &Answers) -> Vec<LinkId> {
    let questionnaire = instrument.questionnaire();
    let marked = |item: &&crate::Item| item.has_code(MARK_SYSTEM, COMMERCIAL_SEX_ACT);
    let yes = |item: &&crate::Item| answers.values(item.link_id()).iter().any(crate::Value::is_yes);
    let items = questionnaire.items().iter().filter(marked).filter(yes);
    items.map(|item| item.link_id().clone()).collect()
}

fn age_doubt(instrument: &Instrument, age: KnownAge) -> Option<Doubt> {
    let Some(studied) = instrument.population().ages else { return Some(Doubt::AgesNotStated) };
    match age {
        KnownAge::Unknown => Some(Doubt::AgeUnknown { studied }),
        KnownAge::Within(ages) if studied.contain(ages) => None,
        KnownAge::Within(ages) if studied.meet(ages) => Some(Doubt::AgeUnknown { studied }),
        KnownAge::Within(_) => Some(Doubt::OutsideAges { studied }),
    }
}

fn other_doubts(instrument: &Instrument, used: Completion) -> impl Iterator<Item = Doubt> {
    let ways = &instrument.population().completion;
    let other_way = !ways.is_empty() && !ways.contains(&used);
    let other_words = instrument.kind() == InstrumentKind::ScoreSheet
        && instrument.wording() == Wording::ObtainFromPublisher;
    let unconfirmed = instrument.scores().iter().any(|score| !score.cut_offs_confirmed());
    let studied = |study: &crate::Study| study.sensitivity.is_some() && study.specificity.is_some();
    let no_study = !instrument.studies().iter().any(studied);
    [
        other_way.then_some(Doubt::OtherCompletion { used }),
        other_words.then_some(Doubt::OtherWording),
        unconfirmed.then_some(Doubt::CutOffsNotConfirmed),
        no_study.then_some(Doubt::NoStudy),
    ]
    .into_iter()
    .flatten()
}

fn missing(instrument: &Instrument, answers: &Answers) -> Missing {
    let mut missing = Missing::default();
    for field in Form::new(instrument.questionnaire(), answers).fields() {
        if !field.is_enabled() || !field.item().kind().is_question() {
            continue;
        }
        missing.questions += 1;
        match field.given() {
            Some(Given::Values(_)) => {}
            Some(Given::Absent(AbsentReason::Declined)) => missing.declined += 1,
            Some(Given::Absent(AbsentReason::DoesNotKnow)) => missing.does_not_know += 1,
            Some(Given::Absent(AbsentReason::NotAsked)) | None => missing.not_asked += 1,
        }
    }
    missing
}
