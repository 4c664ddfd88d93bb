//! What the public form asks of a third party: one sentence is enough, everything else is a choice.
//!
//! The form comes in [`Step`]s, one question a page, and works without script: what was told so far
//! travels in the form. No step but the first has to be answered, and each can be skipped. Nobody is
//! asked who they are.

use casework::contact::Danger;
use casework::text::{MessageText, TextRefused};

casework::codes! {
    /// One page of the form, in its order.
    pub enum Step in "tip_step" {
        /// What was seen or heard.
        What = "what",
        /// Whether somebody is in danger now.
        Danger = "danger",
        /// Where.
        Where = "where",
        /// When.
        When = "when",
        /// Who: the child, whoever harms them, numbers and names.
        Who = "who",
    }
}

impl Step {
    /// The step after this one; none after the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        Self::ALL.get(at + 1).copied()
    }
}

/// What the fields of the form hold; empty means skipped.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'f> {
    /// What was seen or heard.
    pub what: &'f str,
    /// Whether somebody is in danger now; the code of [`Danger`].
    pub danger: &'f str,
    /// Where.
    pub place: &'f str,
    /// When.
    pub time: &'f str,
    /// Who.
    pub who: &'f str,
}

/// A tip that was told: its parts as messages, each sealed by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is known about danger.
    pub danger: Danger,
    /// The parts that were filled, in the order of the form; the first is always there.
    pub parts: Vec<(Step, MessageText)>,
}

/// Why a form is not taken; nothing that was written is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TellingRefused {
    /// A part that cannot be taken as it stands.
    #[error("`{step}`: {why}")]
    Part {
        /// Which part.
        step: Step,
        /// What is wrong with it.
        why: TextRefused,
    },
}

impl Told {
    /// Reads the form.
    ///
    /// # Errors
    /// [`TellingRefused`] if nothing was told or a part is too long.
    pub fn parse(fields: Fields<'_>) -> Result<Self, TellingRefused> {
        let part = |step: Step, text: &str| match MessageText::parse(text) {
            Ok(text) => Ok(Some((step, text))),
            Err(TextRefused::Empty) if step != Step::What => Ok(None),
            Err(why) => Err(TellingRefused::Part { step, why }),
        };
        let parts = [
            part(Step::What, fields.what)?,
            part(Step::Where, fields.place)?,
            part(Step::When, fields.time)?,
            part(Step::Who, fields.who)?,
        ];
        // An answer that no page offers is as good as none: it never stops a tip.
        let danger = Danger::from_code(fields.danger).unwrap_or(Danger::Unknown);
        Ok(Self { danger, parts: parts.into_iter().flatten().collect() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_sentence_is_enough() {
        let told = Told::parse(Fields { what: "A girl cries.", ..Fields::default() }).unwrap();
        assert_eq!(told.danger, Danger::Unknown);
        assert_eq!(told.parts.len(), 1);
        let refused = Told::parse(Fields { who: "a man", what: "  ", ..Fields::default() });
        assert_eq!(
            refused.unwrap_err(),
            TellingRefused::Part { step: Step::What, why: TextRefused::Empty }
        );
    }

    #[test]
    fn the_steps_lead_to_the_end() {
        let mut steps = vec![Step::What];
        while let Some(next) = steps.last().and_then(|step| step.next()) {
            steps.push(next);
        }
        assert_eq!(steps, Step::ALL);
    }

    proptest! {
        #[test]
        fn whatever_is_skipped_a_sentence_is_taken(
            what in "[a-z]{1,30}",
            rest in prop::array::uniform3("[ a-z]{0,10}"),
            danger in "[a-z_]{0,10}",
        ) {
            let [place, time, who] = &rest;
            let told = Told::parse(Fields { what: &what, danger: &danger, place, time, who }).unwrap();
            let filled = rest.iter().filter(|text| !text.trim().is_empty()).count();
            prop_assert_eq!(told.parts.len(), 1 + filled);
            prop_assert_eq!(told.parts[0].1.expose(), what);
        }
    }
}
