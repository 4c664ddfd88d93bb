//! Estimates of drawn linkages, and limits that hold their spread too.
//!
//! # Definition
//! On the logarithm of the population, the variance of an estimate is the mean of the variances given
//! each linkage plus the variance between linkages (the law of total variance; Rubin 1987 for multiple
//! imputation). The limits given the draw in the middle lie `a` below and `b` above its estimate, on
//! that scale; with the draws' standard deviation `s` and the normal quantile `z` of the level they
//! become `√(a² + z² s²)` below and `√(b² + z² s²)` above the draws' median.
//!
//! # Assumptions
//! The draws have the probabilities that the linkage model says; a systematic error that every draw
//! shares (a name that no list spells alike) is not in them.

use prevalence::{Cells, Stepwise};
use record::OverlapTable;
use serde::Serialize;

/// The estimates of drawn linkages.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Draws {
    /// Those that exist, in the order of the draws.
    pub estimates: Vec<f64>,
    /// How many draws have none.
    pub without: usize,
}

/// The estimate of every drawn table by stepwise selection; none where there is none.
#[must_use]
pub fn estimates(tables: &[OverlapTable]) -> Vec<Option<f64>> {
    let estimate = |table: &OverlapTable| {
        let fit = Stepwise::default().fit(&Cells::new(table)).ok()?;
        fit.population.is_finite().then_some(fit.population)
    };
    tables.iter().map(estimate).collect()
}

/// Which draw has the middle estimate; of an even number the lower of the two.
#[must_use]
pub fn middle(estimates: &[Option<f64>]) -> Option<usize> {
    let mut sorted: Vec<(f64, usize)> =
        estimates.iter().enumerate().filter_map(|(draw, found)| Some(((*found)?, draw))).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let half = sorted.len().checked_sub(1)? / 2;
    Some(sorted[half].1)
}

impl Draws {
    /// Of the estimates of each draw.
    #[must_use]
    pub fn of(estimates: &[Option<f64>]) -> Self {
        let found: Vec<f64> = estimates.iter().copied().flatten().collect();
        Self { without: estimates.len() - found.len(), estimates: found }
    }

    /// The middle estimate.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let mut sorted = self.estimates.clone();
        sorted.sort_by(f64::total_cmp);
        let half = sorted.len() / 2;
        match sorted.len() {
            0 => None,
            n if n % 2 == 1 => Some(sorted[half]),
            _ => Some(0.5 * (sorted[half - 1] + sorted[half])),
        }
    }

    /// The standard deviation of the logarithms; 0 for fewer than two.
    #[must_use]
    pub fn spread(&self) -> f64 {
        let n = self.estimates.len() as f64;
        if n < 2.0 {
            return 0.0;
        }
        let mean = self.estimates.iter().map(|estimate| estimate.ln()).sum::<f64>() / n;
        let squares: f64 = self.estimates.iter().map(|e| (e.ln() - mean).powi(2)).sum();
        (squares / (n - 1.0)).sqrt()
    }

    /// Limits with the spread of the draws in them; `limits` are those given the draw that
    /// `population` is estimated from.
    #[must_use]
    pub fn widen(&self, population: f64, limits: [f64; 2], level: f64) -> [f64; 2] {
        let Some(centre) = self.median() else { return limits };
        let between = normal_quantile(0.5 + 0.5 * level) * self.spread();
        let distance = |limit: f64| (limit.ln() - population.ln()).hypot(between);
        [centre * (-distance(limits[0])).exp(), centre * distance(limits[1]).exp()]
    }
}

/// The standard normal quantile (Acklam's rational approximation; error below 1.2e-9 of its value).
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -39.696_830_286_653_76,
        220.946_098_424_520_5,
        -275.928_510_446_968_7,
        138.357_751_867_269,
        -30.664_798_066_147_16,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -54.476_098_798_224_06,
        161.585_836_858_040_9,
        -155.698_979_859_886_6,
        66.801_311_887_719_72,
        -13.280_681_552_885_72,
    ];
    const C: [f64; 6] = [
        -0.007_784_894_002_430_293,
        -0.322_396_458_041_136_5,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] = [
        0.007_784_695_709_041_462,
        0.322_467_129_070_039_8,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
    ];
    let poly = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |p: f64| {
        let q = (-2.0 * p.ln()).sqrt();
        poly(&C, q) / (poly(&D, q) * q + 1.0)
    };
    if p < 0.024_25 {
        tail(p)
    } else if p > 1.0 - 0.024_25 {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        poly(&A, r) * q / (poly(&B, r) * r + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (p, z) in
            [(0.5, 0.0), (0.975, 1.959_963_985), (0.995, 2.575_829_304), (0.001, -3.090_232_306)]
        {
            assert!((normal_quantile(p) - z).abs() < 1e-8, "{p}");
        }
    }

    #[test]
    fn both_uncertainties_are_in_the_limits() {
        let draws = Draws { estimates: vec![900.0, 1000.0, 1100.0], without: 0 };
        let spread = draws.spread();
        assert!((spread - 0.100_4).abs() < 1e-3, "{spread}");
        // Of equal sizes, both make the distance √2 as large.
        let z = normal_quantile(0.975);
        let limits = [1000.0 * (-z * spread).exp(), 1000.0 * (z * spread).exp()];
        let [lower, upper] = draws.widen(1000.0, limits, 0.95);
        let far = 2.0_f64.sqrt() * z * spread;
        assert!((lower / 1000.0 - (-far).exp()).abs() < 1e-9);
        assert!((upper / 1000.0 - far.exp()).abs() < 1e-9);
    }

    #[test]
    fn the_middle_draw_is_one_of_those_with_an_estimate() {
        assert_eq!(middle(&[Some(7.0), None, Some(5.0), Some(6.0)]), Some(3));
        assert_eq!(middle(&[Some(7.0), Some(5.0)]), Some(1));
        assert_eq!(middle(&[None]), None);
        let draws = Draws::of(&[Some(7.0), None]);
        assert_eq!(draws, Draws { estimates: vec![7.0], without: 1 });
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        let none = Draws::default();
        assert_eq!((none.median(), none.spread()), (None, 0.0));
        assert_eq!(none.widen(10.0, [5.0, 20.0], 0.95), [5.0, 20.0]);
    }
}
