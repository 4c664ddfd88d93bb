//! Lower bounds from how often people were seen.
//!
//! # Definition
//! With `f1` persons on exactly one list and `f2` on exactly two, the unseen are at least about
//! `f1² / (2 f2)` (Chao 1987, Biometrics 43); bias corrected `f1 (f1 - 1) / (2 (f2 + 1))`; with the
//! number of lists `L` taken into account, `(L - 1)/L · f1² / (2 f2)`. Zelterman's estimate is
//! `n / (1 - exp(-2 f2 / f1))` (Zelterman 1988, J. Statist. Planning Inference 18).
//!
//! # Assumptions
//! Persons differ in how easily they are seen, but for one person all lists are alike and
//! independent. Then the bound is below the truth on average; dependence between lists can push it
//! above.

use record::OverlapTable;
use serde::Serialize;

use crate::Refusal;
use crate::two_lists::log_interval;

/// Chao's bound and its relatives.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chao {
    /// Persons seen.
    pub identified: u64,
    /// Persons by number of lists.
    pub frequencies: Vec<u64>,
    /// Chao's lower bound; `None` if nobody is on exactly two lists.
    pub lower_bound: Option<f64>,
    /// The bias-corrected bound, finite always.
    pub bias_corrected: f64,
    /// The bound for a known number of lists.
    pub known_lists: Option<f64>,
    /// Zelterman's estimate.
    pub zelterman: Option<f64>,
    variance: Option<f64>,
}

impl Chao {
    /// The bounds for a table.
    ///
    /// # Errors
    /// [`Refusal::TooFewLists`] for one list, [`Refusal::NoOverlap`] if nobody is on two lists.
    ///
    /// ```
    /// use prevalence::{chao::Chao, published};
    /// let chao = Chao::new(&published::uk_5())?;
    /// assert_eq!(chao.lower_bound.map(f64::round), Some(17_617.0));
    /// # Ok::<(), prevalence::Refusal>(())
    /// ```
    pub fn new(table: &OverlapTable) -> Result<Self, Refusal> {
        let frequencies = table.by_number_of_lists();
        let lists = frequencies.len();
        if lists < 2 {
            return Err(Refusal::TooFewLists { method: "Chao's bound", needed: 2, found: lists });
        }
        let n = table.persons() as f64;
        let (f1, f2) = (frequencies[0] as f64, frequencies[1] as f64);
        if frequencies[1..].iter().all(|&count| count == 0) {
            return Err(Refusal::NoOverlap);
        }
        let unseen = (f2 > 0.0).then(|| f1 * f1 / (2.0 * f2));
        let ratio = f1 / f2;
        Ok(Self {
            identified: table.persons(),
            lower_bound: unseen.map(|unseen| n + unseen),
            bias_corrected: n + f1 * (f1 - 1.0) / (2.0 * (f2 + 1.0)),
            known_lists: unseen.map(|unseen| n + unseen * (lists as f64 - 1.0) / lists as f64),
            zelterman: (f2 > 0.0 && f1 > 0.0).then(|| n / -(-2.0 * f2 / f1).exp_m1()),
            variance: unseen
                .map(|_| f2 * (0.25 * ratio.powi(4) + ratio.powi(3) + 0.5 * ratio.powi(2))),
            frequencies,
        })
    }

    /// Limits of the lower bound, symmetric on the logarithm of the unseen (Chao 1987).
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let seen = self.identified as f64;
        log_interval(seen, self.lower_bound? - seen, self.variance?, level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{self, close};

    #[test]
    fn bounds_equal_the_reference() {
        let Some(results) = reference::results() else { return };
        for (name, expected) in results["datasets"].as_object().unwrap() {
            let chao = Chao::new(&reference::table(name)).unwrap();
            let number = |key: &str| expected[key].as_f64().unwrap();
            close(chao.lower_bound.unwrap(), number("chao"), 1e-12, name);
            close(chao.bias_corrected, number("chao_bias_corrected"), 1e-12, name);
            close(chao.known_lists.unwrap(), number("chao_t_occasions"), 1e-12, name);
            close(chao.zelterman.unwrap(), number("zelterman"), 1e-12, name);
        }
    }
}
