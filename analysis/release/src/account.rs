//! What a release costs in privacy.
//!
//! # Definition
//! Costs are zero-concentrated (`ρ`-zCDP, Bun & Steinke 2016): those of several releases about the
//! same people add up. Neighbouring datasets differ by one record, added or taken away. A table in
//! which each record counts once, with discrete Gaussian noise of variance `s` on its cells, costs
//! `ρ = 1 / 2s`; with discrete Laplace noise of scale `t` it is `1/t`-differentially private, which is
//! `ρ = 1 / 2t²`.
//!
//! For people who know (ε, δ): `ρ` gives (ε, δ) with the least ε over α > 1 of
//! `ρα + ln(1 − 1/α) + (ln(1/δ) − ln α) / (α − 1)` (Canonne, Kamath & Steinke 2020, proposition 12).

/// A zero-concentrated privacy cost.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, PartialOrd, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct Rho(pub f64);

impl Rho {
    /// The cost of discrete Gaussian noise with this variance on counts.
    #[must_use]
    pub fn of_gaussian(variance: f64) -> Self {
        Self(0.5 / variance)
    }

    /// The cost of a pure ε (Bun & Steinke 2016, proposition 4).
    #[must_use]
    pub fn of_pure(epsilon: f64) -> Self {
        Self(epsilon * epsilon / 2.0)
    }

    /// The ε that this cost means at `delta`.
    ///
    /// ```
    /// use release::account::Rho;
    /// // The plain bound of Bun & Steinke, ρ + 2 √(ρ ln 1/δ), is never better.
    /// let plain = 0.02 + 2.0 * (0.02_f64 * 1e6_f64.ln()).sqrt();
    /// assert!(Rho(0.02).epsilon(1e-6) < plain);
    /// ```
    #[must_use]
    pub fn epsilon(self, delta: f64) -> f64 {
        if self.0 <= 0.0 {
            return 0.0;
        }
        let at = |log: f64| {
            let beyond = log.exp();
            let order = 1.0 + beyond;
            let slack = -(delta.ln() + order.ln()) / beyond;
            self.0 * order + (beyond / order).ln() + slack
        };
        // Smooth with one valley in the logarithm of α − 1: golden sections.
        let (mut low, mut high) = (-12.0, 16.0);
        let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
        for _ in 0..120 {
            let (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
            if at(left) < at(right) {
                high = right;
            } else {
                low = left;
            }
        }
        at(0.5 * (low + high)).max(0.0)
    }

    /// The largest cost that stays within ε at `delta`.
    #[must_use]
    pub fn within(epsilon: f64, delta: f64) -> Self {
        let (mut low, mut high) = (0.0, epsilon.max(1.0) * 64.0);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if Self(middle).epsilon(delta) <= epsilon {
                low = middle;
            } else {
                high = middle;
            }
        }
        Self(low)
    }
}

/// Divides `total` among tables.
///
/// Noise has variance `1 / 2ρ` in each of a table's `cells`; the sum of absolute errors over all
/// tables is least with shares proportional to `cells^(2/3)`, which `importance` multiplies. The
/// numbers of codes are in the workload, not in the data, so dividing tells nothing.
#[must_use]
pub fn divide(total: Rho, tables: &[(usize, Option<f64>)]) -> Vec<Rho> {
    let weight = |&(cells, importance): &(usize, Option<f64>)| {
        (cells as f64).powf(2.0 / 3.0) * importance.unwrap_or(1.0)
    };
    let all: f64 = tables.iter().map(weight).sum();
    tables.iter().map(|table| Rho(total.0 * weight(table) / all)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// An independent minimum on a fine grid of orders, and between bounds: never above the plain
    /// formula's 1.0 for ρ = 0.0197 at δ = 1/(n ln n), n = 20,000, and never below its half.
    #[test]
    fn conversion_agrees_with_a_grid_and_an_example() {
        let delta = 1.0 / (20_000.0 * 20_000_f64.ln());
        let grid = (1..4_000_000).map(|step| 1.0 + f64::from(step) * 1e-4);
        let on_grid = grid
            .map(|a| 0.0197 * a + (1.0 - 1.0 / a).ln() - (delta.ln() + a.ln()) / (a - 1.0))
            .fold(f64::INFINITY, f64::min);
        let found = Rho(0.0197).epsilon(delta);
        assert!((found - on_grid).abs() < 1e-6, "{found} {on_grid}");
        assert!(found < 1.0 && found > 0.5, "{found}");
    }

    proptest! {
        #[test]
        fn within_is_the_inverse(epsilon in 0.01_f64..20.0, exponent in 3.0_f64..12.0) {
            let delta = 10_f64.powf(-exponent);
            let rho = Rho::within(epsilon, delta);
            prop_assert!((rho.epsilon(delta) - epsilon).abs() < 1e-6);
        }

        #[test]
        fn shares_add_up(cells in prop::collection::vec(1_usize..10_000, 1..40)) {
            let tables: Vec<_> = cells.iter().map(|&cells| (cells, None)).collect();
            let sum: f64 = divide(Rho(0.5), &tables).iter().map(|rho| rho.0).sum();
            prop_assert!((sum - 0.5).abs() < 1e-12);
        }
    }
}
