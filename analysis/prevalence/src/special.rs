//! The few special functions that the estimators need.

use std::f64::consts::{PI, SQRT_2};
use std::sync::LazyLock;

static LN_FACTORIALS: LazyLock<Vec<f64>> =
    LazyLock::new(|| (0..4096).map(|n| libm::lgamma(f64::from(n) + 1.0)).collect());

/// `ln n!` for a whole number `n` of at least zero.
pub(crate) fn ln_factorial(n: f64) -> f64 {
    match LN_FACTORIALS.get(n as usize) {
        Some(&value) => value,
        None => libm::lgamma(n + 1.0),
    }
}

/// The standard normal distribution function.
pub(crate) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The standard normal quantile; `±∞` at 1 and 0.
///
/// A rational start (Abramowitz and Stegun 26.2.23, error below 4.5e-4) is polished by Halley
/// steps on [`normal_cdf`], which triple the number of right digits each.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if p.is_nan() || p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let tail = p.min(1.0 - p);
    let t = (-2.0 * tail.ln()).sqrt();
    let rational = (2.515517 + t * (0.802853 + t * 0.010328))
        / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    // The lower tail is polished: there the distribution function loses no digits.
    let mut z = rational - t;
    for _ in 0..3 {
        let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
        let newton = (normal_cdf(z) - tail) / density;
        z -= newton / (1.0 + 0.5 * z * newton);
    }
    if p <= 0.5 { z } else { -z }
}

/// The natural logarithm of the smaller Poisson tail, `min(P(X ≤ x), P(X ≥ x))`, for mean `mean`.
///
/// In logarithms, because on large tables the tails underflow and would all tie at zero. Returns
/// early with a value of at least `cutoff` when the tail cannot be below it.
pub(crate) fn ln_poisson_tail(x: f64, mean: f64, cutoff: f64) -> f64 {
    if mean <= 0.0 {
        return if x > 0.0 { f64::NEG_INFINITY } else { 0.0 };
    }
    let ln_mass = x * mean.ln() - mean - ln_factorial(x);
    if ln_mass >= cutoff {
        return ln_mass;
    }
    let near = ln_mass + if x < mean { below(x, mean) } else { above(x, mean) };
    // P(X ≤ x) + P(X ≥ x) = 1 + P(X = x): near the middle the other tail can be the smaller one.
    let other = (1.0 + ln_mass.exp() - near.exp()).ln();
    near.min(other)
}

/// `ln` of `P(X ≤ x) / P(X = x)`: terms fall from `x` down to zero.
fn below(x: f64, mean: f64) -> f64 {
    let (mut sum, mut term, mut k) = (1.0, 1.0, x);
    while k > 0.0 && term > sum * 1e-17 {
        term *= k / mean;
        sum += term;
        k -= 1.0;
    }
    f64::ln(sum)
}

/// `ln` of `P(X ≥ x) / P(X = x)`: terms fall from `x` upwards.
fn above(x: f64, mean: f64) -> f64 {
    let (mut sum, mut term, mut k) = (1.0, 1.0, x + 1.0);
    while term > sum * 1e-17 {
        term *= mean / k;
        sum += term;
        k += 1.0;
    }
    f64::ln(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_match_published_digits() {
        // Wichura, Algorithm AS 241, Applied Statistics 37 (1988), check values.
        assert!((normal_quantile(0.25) - -0.674_489_750_196_081_7).abs() < 1e-14);
        assert!((normal_quantile(0.001) - -3.090_232_306_167_813_5).abs() < 1e-13);
        assert!((normal_quantile(1e-20) - -9.262_340_089_798_408).abs() < 1e-12);
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    }

    #[test]
    fn poisson_tails_match_direct_sums() {
        for (x, mean) in [(0, 3.9), (3, 3.0), (2, 10.0), (25, 10.0), (1, 1.0), (100, 80.0)] {
            let mass = |k: i32| {
                let k = f64::from(k);
                (k * f64::ln(mean) - mean - libm::lgamma(k + 1.0)).exp()
            };
            let lower: f64 = (0..=x).map(mass).sum();
            let upper: f64 = (x..400).map(mass).sum();
            let found = ln_poisson_tail(f64::from(x), mean, 0.0);
            let expected = lower.min(upper).ln();
            assert!((found - expected).abs() < 1e-12, "{x} {mean}: {found} {expected}");
        }
    }

    #[test]
    fn far_tails_do_not_underflow_to_a_tie() {
        let (a, b) = (ln_poisson_tail(0.0, 2000.0, 0.0), ln_poisson_tail(1.0, 2000.0, 0.0));
        assert!((a - -2000.0).abs() < 1e-9 && b > a && b < -1900.0);
    }
}
