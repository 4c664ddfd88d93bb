//! Discrete Laplace and discrete Gaussian noise, drawn exactly.
//!
//! # Definition
//! The discrete Laplace with scale `t` gives `z` with probability proportional to `exp(−|z| / t)`, the
//! discrete Gaussian with variance parameter `s` (sigma squared) to `exp(−z² / 2s)`, for whole `z`.
//! Both are sampled after Canonne, Kamath & Steinke (*The Discrete Gaussian for Differential Privacy*,
//! NeurIPS 2020, algorithms 1 to 3), in whole numbers alone: no floating-point number is drawn, so
//! there is none whose last bits tell the secret (Mironov 2012).
//!
//! # Why not `opendp`
//! Its samplers are the same algorithms over big rationals. Without OpenSSL it draws from a generator
//! that its own source calls not secure, and its noise could not be bound to the ledger's key; it
//! would cost 57 CPU seconds a build. What is needed here is two short functions with exact tests.
//!
//! # Assumptions
//! The [`Source`]'s bits are as good as random to everybody without its key.

use crate::source::Source;

/// A positive fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    numerator: u64,
    denominator: u64,
}

/// Denominators of [`Fraction::near`].
const GRAIN: u64 = 1 << 12;

/// The largest scale, and with its square the largest variance, that is drawn.
pub const MOST: u64 = 1 << 20;

impl Fraction {
    /// The fraction with denominator 4096 next above or at `value`: noise is never less than asked.
    ///
    /// `None` unless `value` lies between 1/4096 and [`MOST`] squared.
    #[must_use]
    pub fn near(value: f64) -> Option<Self> {
        let numerator = (value * GRAIN as f64).ceil();
        let most = (MOST as f64).powi(2) * GRAIN as f64;
        let fits = value.is_finite() && numerator >= 1.0 && numerator <= most;
        fits.then_some(Self { numerator: numerator as u64, denominator: GRAIN })
    }

    /// Its value.
    #[must_use]
    pub fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
}

/// True with probability `exp(−a / b)`, exactly.
fn happens_exp(a: u128, b: u128, source: &mut Source) -> bool {
    // exp(−x) = exp(−1)^⌊x⌋ · exp(−fraction): each factor by algorithm 1.
    for _ in 0..a / b {
        if !happens_exp_fraction(1, 1, source) {
            return false;
        }
    }
    happens_exp_fraction(a % b, b, source)
}

/// Algorithm 1 for `a ≤ b`.
fn happens_exp_fraction(a: u128, b: u128, source: &mut Source) -> bool {
    let mut k = 1;
    while source.below(b * k) < a {
        k += 1;
    }
    k % 2 == 1
}

/// A discrete Laplace number with this scale.
///
/// Cost: about a dozen draws.
pub fn laplace(scale: Fraction, source: &mut Source) -> i64 {
    let (t, s) = (u128::from(scale.numerator), u128::from(scale.denominator));
    loop {
        // Algorithm 2: a geometric number with ratio exp(−1 / t), thinned to exp(−s / t).
        let low = source.below(t);
        if !happens_exp_fraction(low, t, source) {
            continue;
        }
        let mut high: u128 = 0;
        while happens_exp_fraction(1, 1, source) {
            high += 1;
        }
        let size = (low + t * high) / s;
        let is_negative = source.below(2) == 1;
        if is_negative && size == 0 {
            continue;
        }
        // Beyond 2⁶³ scales the geometric tail has probability 0 in any arithmetic.
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        return if is_negative { -size } else { size };
    }
}

/// A discrete Gaussian number with this sigma squared.
///
/// Cost: about two discrete Laplace numbers.
pub fn gaussian(variance: Fraction, source: &mut Source) -> i64 {
    let (n, d) = (u128::from(variance.numerator), u128::from(variance.denominator));
    let t = (n / d).isqrt() + 1;
    let scale = Fraction { numerator: u64::try_from(t).expect("a root is small"), denominator: 1 };
    loop {
        let drawn = laplace(scale, source);
        // Algorithm 3 accepts with exp(−(|y| − n / dt)² · d / 2n) = exp(−(|y|dt − n)² / 2ndt²).
        let offset = (u128::from(drawn.unsigned_abs()) * d * t).abs_diff(n);
        let accepted = match offset.checked_mul(offset) {
            Some(square) => happens_exp(square, 2 * n * d * t * t, source),
            // More than 2⁶⁰ of at most 2⁵³ scales away: its probability is below exp(−64).
            None => false,
        };
        if accepted {
            return drawn;
        }
    }
}

#[cfg(test)]
mod tests;
