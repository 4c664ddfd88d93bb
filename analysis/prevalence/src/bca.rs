//! Limits from bootstrap replicates: percentile and BCa, each with what it rests on.
//!
//! # Definition
//! With `z0 = Φ⁻¹(#{θ* < θ} / B)` (ties count half) and acceleration `a`, the limit for level `α` is
//! the quantile of the replicates at `Φ(z0 + (z0 + z_α) / (1 - a (z0 + z_α)))` (Efron 1987, JASA
//! 82), with quantiles of type 8 (Hyndman & Fan 1996).
//!
//! The adjusted percentile can lie far out: at 1,000 replicates a published lower limit is often
//! simply the smallest replicate. A [`Limit`] therefore carries its percentile, the replicates
//! beyond it and its Monte-Carlo error, and is refused with fewer than [`ENOUGH_BEYOND`] beyond.

use serde::Serialize;

use crate::special::{normal_cdf, normal_quantile};

/// A limit rests on at least this many replicates beyond it.
pub const ENOUGH_BEYOND: f64 = 50.0;

/// Estimates that agree to this share are equal: replicates often repeat the table itself, and
/// rounding must not decide on which side they fall.
const TIE: f64 = 1e-10;

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Limit {
    /// Nominal level, such as 0.025.
    pub level: f64,
    /// The percentile of the replicates that was read off.
    pub percentile: f64,
    /// The value read off; `None` where the replicates beyond have no estimate.
    pub value: Option<f64>,
    /// Expected replicates beyond the limit.
    pub beyond: f64,
    /// Standard error of the value from the finite number of replicates.
    pub monte_carlo_error: Option<f64>,
}

impl Limit {
    /// Whether enough replicates lie beyond the limit to report it.
    #[must_use]
    pub fn is_supported(&self) -> bool {
        self.value.is_some() && self.beyond >= ENOUGH_BEYOND
    }
}

/// Why there is no BCa interval.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoInterval {
    /// No replicate.
    #[error("there is no replicate")]
    NoReplicate,
    /// All replicates on one side of the estimate.
    #[error("all replicates are {0} the estimate, so the bias correction is infinite")]
    OneSided(&'static str),
    /// No acceleration.
    #[error(transparent)]
    Deletions(#[from] crate::bootstrap::Deletions),
}

/// Replicates in order, with the corrections of BCa.
#[derive(Clone, Debug, PartialEq)]
pub struct Bca {
    /// The share of replicates below the estimate, ties half.
    pub below: f64,
    /// `z0`.
    pub bias_correction: f64,
    /// `a`.
    pub acceleration: f64,
}

impl Bca {
    /// The corrections for `estimate` among replicates in rising order.
    ///
    /// # Errors
    /// [`NoInterval`] without replicates or with all of them on one side.
    pub fn new(sorted: &[f64], estimate: f64, acceleration: f64) -> Result<Self, NoInterval> {
        if sorted.is_empty() {
            return Err(NoInterval::NoReplicate);
        }
        let first = sorted.partition_point(|&x| x < estimate - TIE * estimate.abs());
        let last = sorted.partition_point(|&x| x <= estimate + TIE * estimate.abs());
        let below = (first + last) as f64 / 2.0 / sorted.len() as f64;
        match below {
            0.0 => Err(NoInterval::OneSided("above")),
            1.0 => Err(NoInterval::OneSided("below")),
            _ => Ok(Self { below, bias_correction: normal_quantile(below), acceleration }),
        }
    }

    /// The percentile to read off for nominal `level`.
    #[must_use]
    pub fn percentile(&self, level: f64) -> f64 {
        let shifted = self.bias_correction + normal_quantile(level);
        let stretched = shifted / (1.0 - self.acceleration * shifted);
        normal_cdf(self.bias_correction + stretched)
    }

    /// The limit for nominal `level`.
    #[must_use]
    pub fn limit(&self, sorted: &[f64], level: f64) -> Limit {
        let percentile = self.percentile(level);
        // The bias correction is itself an average over the replicates; its error adds.
        let density = normal_density(self.bias_correction);
        let count = sorted.len() as f64;
        let nudge = 1e-5;
        let nudged = Self { bias_correction: self.bias_correction + nudge, ..*self };
        let slope = (nudged.percentile(level) - percentile) / nudge;
        let correction = slope * slope * self.below * (1.0 - self.below) / (density * density);
        limit(sorted, level, percentile, correction / count)
    }

    /// How many replicates make every limit at `levels` supported.
    #[must_use]
    pub fn needed(&self, levels: &[f64]) -> f64 {
        let tail = |&level: &f64| {
            let percentile = self.percentile(level);
            percentile.min(1.0 - percentile)
        };
        ENOUGH_BEYOND / levels.iter().map(tail).fold(0.5, f64::min)
    }
}

/// The plain percentile limit.
#[must_use]
pub fn percentile_limit(sorted: &[f64], level: f64) -> Limit {
    limit(sorted, level, level, 0.0)
}

fn limit(sorted: &[f64], level: f64, percentile: f64, extra_variance: f64) -> Limit {
    let count = sorted.len() as f64;
    let value = quantile(sorted, percentile);
    let spread = (percentile * (1.0 - percentile) / count + extra_variance).sqrt();
    let upper = quantile(sorted, (percentile + spread).min(1.0));
    let lower = quantile(sorted, (percentile - spread).max(0.0));
    let error = (upper - lower) / 2.0;
    Limit {
        level,
        percentile,
        value: Some(value).filter(|value| value.is_finite()),
        beyond: count * percentile.min(1.0 - percentile),
        monte_carlo_error: Some(error).filter(|error| error.is_finite()),
    }
}

/// The quantile of type 8 of values in rising order: approximately median unbiased.
fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let fuzz = 4.0 * f64::EPSILON;
    let position = (sorted.len() as f64 + 1.0 / 3.0) * p + 1.0 / 3.0;
    let whole = (position + fuzz).floor();
    let fraction = if (position - whole).abs() < fuzz { 0.0 } else { position - whole };
    let at = |rank: f64| sorted[(rank.max(1.0) as usize - 1).min(last)];
    let (low, high) = (at(whole), at(whole + 1.0));
    // Between two infinities there is nothing to interpolate.
    if fraction == 0.0 || low == high { low } else { low + fraction * (high - low) }
}

fn normal_density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt()
}

#[cfg(test)]
mod tests;
