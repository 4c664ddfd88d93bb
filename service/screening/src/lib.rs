//! What an answer sheet says about a young person, and what it does not say.
//!
//! Most young people who are exploited meet a nurse, an officer or a hotline and are not recognised.
//! A screening instrument helps to ask. It is a weak test: of 100 with a positive score most are
//! often not affected, and some with a low score are. So this crate computes scores and, with each of
//! them, what it means where it is used, for whom it was tried, and what is missing.
//!
//! The modules in the order in which a screening goes: a [`questionnaire`] (FHIR R4) with what is
//! known about it is an [`instrument`]; some come with the program ([`bundled`]); a [`screening`] is
//! worked on over one or several contacts; its sheet is a [`form`] to show and [`answers`] to keep; a
//! [`score`] reads points off the answers; the [`outcome`] says for whom that holds, and the
//! [`meaning`] what it means among 100 such young people, from a [`study`]. A [`response`] carries all
//! of it in and out as FHIR.
//!
//! # Why a crate of its own
//! `casework` holds the rules that report, refer and close. It lies below this crate and cannot name
//! it: no duty, no transition and no consent can take a score as its reason, because the compiler
//! refuses the circle. What a person reads off an [`Outcome`] they record themselves.
//!
//! # Invariants
//! - An [`Outcome`] reports nothing and clears nobody: it has no yes and no no.
//! - "Prefers not to say" is never "no": a score is a range as long as a weighted question is open.
//! - Outside the ages studied there is no result, or one with a label that cannot be taken off.
//! - What a resource brought is written back, or the resource is refused by the name of the element.
//! - No bytes make a reader panic; depth, size and number of items are bounded.
//! - Answers are never printed: their `Debug` shows the type's name.
//!
//! # Example
//! ```
//! use screening::{Answers, Completion, Given, KnownAge, Outcome, OutsideValidation, Prevalence};
//!
//! let sheet = screening::bundled::sscst();
//! let mut answers = Answers::none();
//! for item in sheet.questionnaire().items().iter().filter(|item| item.is_weighted()).take(2) {
//!     let yes = item.options().listed()[0].value.clone();
//!     answers.record(sheet.questionnaire(), item.link_id(), Given::Values(vec![yes]))?;
//! }
//! let outcome = Outcome::read(
//!     &sheet, &answers, Completion::ReadAloud, KnownAge::years(15), OutsideValidation::Refuse,
//! )?;
//! // Two of six are answered: the score lies between 2 and 6.
//! let (least, most) = outcome.readings()[0].points().unwrap();
//! assert_eq!((least.to_string(), most.to_string()), ("2".into(), "6".into()));
//! // Where 1 in 100 is affected, 98 of 100 positive scores are false.
//! let meaning = &outcome.meanings(&sheet, Prevalence::percent(1.0)?)[0];
//! assert_eq!(format!("{:.1}", 100.0 * meaning.positive().unwrap().value), "2.0");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod answers;
pub mod bundled;
mod element;
pub mod form;
mod instant;
pub mod instrument;
mod json;
pub mod meaning;
pub mod outcome;
pub mod questionnaire;
pub mod response;
pub mod score;
pub mod screening;
pub mod study;
pub mod value;
mod value_set;

pub use answers::{AbsentReason, AnswerRefused, Answers, Given};
pub use element::{ResourceRefused, Unread};
pub use form::{Certainty, Field, Form};
pub use instrument::{Ages, Completion, Instrument, InstrumentKey, InstrumentKind, Wording};
pub use json::{JsonRefused, MAX_BYTES, MAX_DEPTH};
pub use meaning::{Meaning, NEVER_MEANS, Prevalence, STATUTORY_RULE};
pub use outcome::{Doubt, KnownAge, Missing, Outcome, OutcomeRefused, OutsideValidation};
pub use questionnaire::{Item, ItemKind, Questionnaire};
pub use response::{Response, ResponseStatus};
pub use score::{Band, Reading, Score};
pub use screening::{
    Change, Conflict, ImportRefused, PauseReason, Revision, Screening, ScreeningRefused,
    ScreeningState, Seen, Sitting,
};
pub use study::Study;
pub use value::{Coding, LinkId, Points, Value};
