//! Two lists: the oldest estimators, and the ones that assume most.
//!
//! # Definition
//! With `n1`, `n2` persons on the lists and `m` on both, Lincoln and Petersen's estimate is
//! `n1 n2 / m` and Chapman's, nearly unbiased and finite without overlap,
//! `(n1 + 1)(n2 + 1)/(m + 1) - 1` with variance
//! `(n1 + 1)(n2 + 1)(n1 - m)(n2 - m) / ((m + 1)² (m + 2))`
//! (Chapman 1951, Univ. Calif. Publ. Statist. 1; Seber 1970, Biometrics 26).
//!
//! # Assumptions
//! Those of [`crate::loglinear`], and that the two lists are independent, which two lists alone
//! can never show. Referrals from one agency to the other break it.

use record::{History, OverlapTable};
use serde::Serialize;

/// Two lists of a table and what they alone would say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The lists' names.
    pub lists: [String; 2],
    /// Persons on the first list.
    pub first: u64,
    /// Persons on the second list.
    pub second: u64,
    /// Persons on both.
    pub both: u64,
    /// Lincoln and Petersen's estimate; `None` without overlap.
    pub lincoln_petersen: Option<f64>,
    /// Chapman's estimate.
    pub chapman: f64,
    /// The variance of Chapman's estimate.
    pub chapman_variance: f64,
}

impl Pair {
    /// The pair of lists `a` and `b`, other lists ignored.
    ///
    /// ```
    /// use prevalence::{published, two_lists::Pair};
    /// let pair = Pair::of(&published::uk_5(), 0, 1);
    /// assert_eq!(pair.lincoln_petersen, Some(2961.0));
    /// assert_eq!(pair.chapman, 2839.0);
    /// ```
    #[must_use]
    pub fn of(table: &OverlapTable, a: usize, b: usize) -> Self {
        let (first, second) = (table.size_of(a), table.size_of(b));
        let both = table.on_all(History::only(a).with(b));
        let (n1, n2, m) = (first as f64, second as f64, both as f64);
        Self {
            lists: [table.lists()[a].clone(), table.lists()[b].clone()],
            first,
            second,
            both,
            lincoln_petersen: (both > 0).then(|| n1 * n2 / m),
            chapman: (n1 + 1.0) * (n2 + 1.0) / (m + 1.0) - 1.0,
            chapman_variance: (n1 + 1.0) * (n2 + 1.0) * (n1 - m) * (n2 - m)
                / ((m + 1.0).powi(2) * (m + 2.0)),
        }
    }

    /// All pairs of a table.
    #[must_use]
    pub fn all(table: &OverlapTable) -> Vec<Self> {
        record::overlap::pairs(table.lists().len()).map(|(a, b)| Self::of(table, a, b)).collect()
    }

    /// Limits that are symmetric on the logarithm of the unseen, from Chapman's variance; `None`
    /// where everybody on the smaller list is on the other too, and the variance is zero.
    #[must_use]
    pub fn interval(&self, level: f64) -> Option<(f64, f64)> {
        let seen = (self.first + self.second - self.both) as f64;
        log_interval(seen, self.chapman - seen, self.chapman_variance, level)
    }
}

/// `seen + unseen · C^±1`, `C = exp(z √ln(1 + variance / unseen²))` (Chao 1987, Biometrics 43).
pub(crate) fn log_interval(
    seen: f64,
    unseen: f64,
    variance: f64,
    level: f64,
) -> Option<(f64, f64)> {
    if unseen <= 0.0 || variance <= 0.0 {
        return None;
    }
    let z = crate::special::normal_quantile(0.5 + level / 2.0);
    let factor = (z * (variance / (unseen * unseen)).ln_1p().sqrt()).exp();
    Some((seen + unseen / factor, seen + unseen * factor))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{self, close};

    /// All pairs of five tables against independently computed values.
    #[test]
    fn pairs_equal_the_reference() {
        let Some(results) = reference::results() else { return };
        for (name, dataset) in results["datasets"].as_object().unwrap() {
            let pairs = Pair::all(&reference::table(name));
            let expected = dataset["pairs"].as_array().unwrap();
            assert_eq!(pairs.len(), expected.len());
            for (pair, expected) in pairs.iter().zip(expected) {
                assert_eq!(pair.lists[0], expected["lists"][0]);
                assert_eq!(pair.both, expected["m"].as_u64().unwrap());
                assert_eq!(pair.lincoln_petersen.is_some(), expected["LP"].is_number());
                close(pair.chapman, expected["chapman"].as_f64().unwrap(), 1e-12, name);
                let variance = expected["chapman_var"].as_f64().unwrap();
                close(pair.chapman_variance, variance, 1e-12, name);
            }
        }
    }

    #[test]
    fn an_interval_needs_somebody_unseen() {
        assert_eq!(log_interval(10.0, 0.0, 1.0, 0.95), None);
        let (lower, upper) = log_interval(10.0, 5.0, 4.0, 0.95).unwrap();
        assert!(10.0 < lower && lower < 15.0 && 15.0 < upper);
    }
}
