//! What a table says against the assumptions, told from what chance alone would show.
//!
//! A verdict is *fragile* also where a table is too small to tell, and small is what nearly every county
//! is. So the contradictions are told apart: findings that would be rare if the assumptions held.
//!
//! # Definition
//! - Without one of `L` lists the estimate differs by more than `z` standard errors, `z` the normal quantile
//!   of `(1 + 0.95^(1/L)) / 2` (Šidák 1967, JASA 62). The standard error is that of the estimate without the list, with the
//!   spread between linkages; under the model the difference has a smaller one (Hausman 1978,
//!   Econometrica 46), so the rule is on the careful side.
//! - The limits of one dependence common to all lists do not hold "none".
//! - The model does not fit at one in a hundred.
//!
//! # Assumptions
//! Whoever can be on no list contradicts nothing: the table is exactly that of the others.

use prevalence::Answer;

use crate::combine::normal_quantile;

/// A model that fits worse than one in a hundred by chance does not fit.
const MISFIT: f64 = 0.01;

/// The contradictions of an answer, as sentences; `between` is the spread of the logarithm of the estimate
/// between linkages.
#[must_use]
pub fn found(answer: &Answer, between: f64, level: f64) -> Vec<String> {
    let (Some(checks), Some(population)) = (&answer.checks, answer.population) else {
        return Vec::new();
    };
    let mut against = Vec::new();
    let lists = checks.without_list.len();
    if lists > 2 {
        let z = normal_quantile(0.5 + 0.5 * level.powf(1.0 / lists as f64));
        for row in &checks.without_list {
            let (Some(without), Some(spread)) = (row.population, row.spread) else { continue };
            let difference = (without / population).ln().abs();
            if difference > z * spread.hypot(between) {
                against.push(format!(
                    "without {} it would be {without:.0}: more than chance explains",
                    row.list
                ));
            }
        }
    }
    let apart = checks.common_dependence.filter(|common| {
        common.lowest.is_some_and(|lowest| lowest > 1.0)
            || common.highest.is_some_and(|highest| highest < 1.0)
    });
    if let Some(common) = apart {
        against.push(format!(
            "a dependence common to all lists fits better than none (odds ratio {:.2}), as when people \
             differ in how easily they are seen; it would then be {:.0}",
            common.odds_ratio, common.population
        ));
    }
    if checks.fit_p_value.is_some_and(|p| p < MISFIT) {
        against.push("the model does not fit the table".to_owned());
    }
    against
}
