//! Intervals for a share that was counted.
//!
//! [`clopper_pearson`] is exact: it covers the true share at least as often as its level says, for
//! every sample size. That is why results use it. [`wilson`] is shorter and covers its level on
//! average; it is offered for display beside other people's figures.

use super::Counts;

/// A range of shares, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub lower: f64,
    /// Its upper end.
    pub upper: f64,
}

/// The exact two-sided interval of Clopper and Pearson (Biometrika 26, 1934, 404–413).
///
/// # Definition
/// With k found of n and α = 1 − `level`, the ends are the α/2 quantile of Beta(k, n − k + 1) and the
/// 1 − α/2 quantile of Beta(k + 1, n − k); 0 at k = 0 and 1 at k = n. A `level` outside 0 to 1 counts
/// as the nearer end. Quantiles are found by bisection to the last bit.
#[must_use]
pub fn clopper_pearson(counts: Counts, level: f64) -> Interval {
    let tail = (1.0 - level.clamp(0.0, 1.0)) / 2.0;
    let (k, n) = (f64::from(counts.found()), f64::from(counts.of()));
    let lower = if counts.found() == 0 { 0.0 } else { beta_quantile(k, n - k + 1.0, tail) };
    let all = counts.found() == counts.of();
    let upper = if all { 1.0 } else { beta_quantile(k + 1.0, n - k, 1.0 - tail) };
    Interval { lower, upper }
}

/// The 95 % interval of Wilson (Journal of the American Statistical Association 22, 1927, 209–212).
///
/// # Definition
/// The shares p with |k/n − p| ≤ z √(p (1 − p) / n), where z is the 0.975 quantile of the normal
/// distribution.
#[must_use]
pub fn wilson(counts: Counts) -> Interval {
    const Z: f64 = 1.959_963_984_540_054;
    let n = f64::from(counts.of());
    let share = f64::from(counts.found()) / n;
    let centre = share + Z * Z / (2.0 * n);
    let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Interval {
        lower: ((centre - spread) / scale).max(0.0),
        upper: ((centre + spread) / scale).min(1.0),
    }
}

/// The `p` quantile of the beta distribution with parameters `a`, `b` > 0.
fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if regularised_beta(middle, a, b) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The regularised incomplete beta function I_x(a, b) for 0 < x < 1.
///
/// By the continued fraction of DLMF 8.17.22, on the side of the mean where it converges fast.
fn regularised_beta(x: f64, a: f64, b: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - regularised_beta(1.0 - x, b, a);
    }
    let ln_front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    (ln_front.exp() / a * continued_fraction(x, a, b)).clamp(0.0, 1.0)
}

/// The value of the continued fraction, by the modified Lentz method.
fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const STEPS: u32 = 20_000;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + term * d);
            c = away_from_zero(1.0 + term / c);
            change = c * d;
            value *= change;
        }
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}

/// The logarithm of the gamma function for x > 0, by the Stirling series (DLMF 5.11.1) after moving
/// x up to where the series is exact to the last bits.
fn ln_gamma(x: f64) -> f64 {
    const SERIES: [f64; 7] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1_260.0,
        -1.0 / 1_680.0,
        1.0 / 1_188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
    ];
    let (mut x, mut shift) = (x, 0.0);
    while x < 12.0 {
        shift += x.ln();
        x += 1.0;
    }
    let mut correction = 0.0;
    let mut power = 1.0 / x;
    for term in SERIES {
        correction += term * power;
        power /= x * x;
    }
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + correction - shift
}
