//! The rule that needs no score: a child in a commercial sex act is a victim of sex trafficking.
//!
//! Under 22 USC 7102(11)(A), sex trafficking of a person "who has not attained 18 years of age" is
//! severe trafficking without any force, fraud, coercion or third party being shown. The rule is a
//! fact about the law. It stands apart from every screening score, is never a probability, and its
//! absence clears nobody.

use super::{Answer, FactField, Facts};
use crate::facts::list::CommercialSexAct;

/// What the rule says about these facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Under 18 and a commercial sex act: by statute a victim of sex trafficking.
    VictimOfSexTrafficking,
    /// The rule cannot speak, because these facts are not known. This clears nobody.
    CannotSay {
        /// What is not known.
        missing: Vec<FactField>,
    },
    /// The person is an adult, or no commercial sex act is known: this rule does not apply. Force,
    /// fraud or coercion may still make it trafficking, and other harm is still harm.
    DoesNotApply,
}

/// Applies the rule.
///
/// ```
/// use casework::facts::{Edit, FactField, FactValue, Facts, statute};
///
/// let edit = Edit::new()
///     .set(FactField::AgeBand, FactValue::parse(FactField::AgeBand, ["15_17"])?)
///     .set(FactField::CommercialSexAct, FactValue::parse(FactField::CommercialSexAct, ["yes"])?);
/// let facts = Facts::new().apply(edit, 0)?.facts;
/// assert_eq!(statute::finding(&facts), statute::Finding::VictimOfSexTrafficking);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn finding(facts: &Facts) -> Finding {
    let minor = facts.age_band().and_then(Answer::known).map(|band| band.is_minor());
    let act = facts.commercial_sex_act().and_then(Answer::known);
    match (minor, act) {
        (Some(true), Some(CommercialSexAct::Yes)) => Finding::VictimOfSexTrafficking,
        (Some(false), _) | (_, Some(CommercialSexAct::No)) => Finding::DoesNotApply,
        (minor, act) => {
            let mut missing = Vec::new();
            if minor.is_none() {
                missing.push(FactField::AgeBand);
            }
            if act.is_none() {
                missing.push(FactField::CommercialSexAct);
            }
            Finding::CannotSay { missing }
        }
    }
}
