use super::*;
use crate::source::Key;

fn source(purpose: &str) -> Source {
    Source::new(&Key::new([42; 32]), purpose.as_bytes())
}

/// Chi-squared of draws beside `weight`, cells pooled so that each expects ten; returned in standard
/// deviations above its mean.
fn excess(draws: &[i64], weight: impl Fn(i64) -> f64) -> f64 {
    let bound = draws.iter().map(|z| z.unsigned_abs()).max().unwrap_or(0) as i64 * 4 + 100;
    let total: f64 = (-bound..=bound).map(&weight).sum();
    let (mut chi, mut cells) = (0.0, 0_u32);
    let (mut pooled, mut seen) = (0.0, 0.0);
    let mut counts = std::collections::BTreeMap::new();
    for draw in draws {
        *counts.entry(*draw).or_insert(0_u32) += 1;
    }
    for z in -bound..=bound {
        pooled += weight(z) / total * draws.len() as f64;
        seen += f64::from(counts.get(&z).copied().unwrap_or_default());
        if pooled >= 10.0 {
            chi += (seen - pooled).powi(2) / pooled;
            cells += 1;
            (pooled, seen) = (0.0, 0.0);
        }
    }
    let freedom = f64::from(cells - 1);
    (chi - freedom) / (2.0 * freedom).sqrt()
}

#[test]
fn laplace_numbers_follow_their_distribution() {
    for scale in [0.3, 1.0, 4.75, 40.0] {
        let scale = Fraction::near(scale).unwrap();
        let mut source = source("laplace");
        let draws: Vec<_> = (0..30_000).map(|_| laplace(scale, &mut source)).collect();
        let excess = excess(&draws, |z| (-(z.abs() as f64) / scale.value()).exp());
        assert!(excess.abs() < 4.5, "scale {scale:?}: {excess}");
    }
}

#[test]
fn gaussian_numbers_follow_their_distribution() {
    for variance in [0.2, 1.0, 7.3, 900.0] {
        let variance = Fraction::near(variance).unwrap();
        let mut source = source("gaussian");
        let draws: Vec<_> = (0..30_000).map(|_| gaussian(variance, &mut source)).collect();
        let excess = excess(&draws, |z| (-(z as f64).powi(2) / (2.0 * variance.value())).exp());
        assert!(excess.abs() < 4.5, "variance {variance:?}: {excess}");
    }
}

/// The claim itself, on neighbouring counts: no outcome's odds change by more than `exp(1 / t)`.
/// Frequencies are compared with a bound of five standard errors of the logarithm of their ratio.
#[test]
fn laplace_keeps_its_epsilon_on_neighbouring_counts() {
    let (scale, epsilon) = (Fraction::near(2.0).unwrap(), 0.5);
    let outcomes = |count: i64, purpose: &str| {
        let mut source = source(purpose);
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..100_000 {
            *seen.entry(count + laplace(scale, &mut source)).or_insert(0_u32) += 1;
        }
        seen
    };
    let (one, other) = (outcomes(100, "one"), outcomes(101, "other"));
    let mut greatest: f64 = 0.0;
    for (outcome, &a) in &one {
        let Some(&b) = other.get(outcome).filter(|&&b| b >= 300 && a >= 300) else { continue };
        let (a, b) = (f64::from(a), f64::from(b));
        let error = (1.0 / a + 1.0 / b).sqrt();
        let loss = (a / b).ln().abs();
        greatest = greatest.max(loss);
        assert!(loss <= epsilon + 5.0 * error, "outcome {outcome}: {loss}");
    }
    // The bound is met, not merely kept: no more noise than needed.
    assert!(greatest > 0.4, "{greatest}");
}

/// Exactly, from the distribution that the sampler was shown to follow: every Rényi divergence of
/// neighbouring counts is at most `α ρ` with `ρ = 1 / 2s` (Bun & Steinke 2016, proposition 6; Canonne,
/// Kamath & Steinke 2020, theorem 4).
#[test]
fn the_discrete_gaussian_keeps_its_rho_exactly() {
    for variance in [0.5, 2.0, 30.0] {
        let weight = |z: f64| (-z * z / (2.0 * variance)).exp();
        let bound = 60.0 * f64::sqrt(variance);
        let integers = || (-bound as i64..=bound as i64).map(|z| z as f64);
        let total: f64 = integers().map(weight).sum();
        for order in [1.5, 2.0, 4.0, 16.0] {
            let moment: f64 = integers()
                .map(|z| {
                    let (log_p, log_q) =
                        (-z * z / (2.0 * variance), -(z - 1.0).powi(2) / (2.0 * variance));
                    (order * log_p + (1.0 - order) * log_q).exp() / total
                })
                .sum();
            let divergence = moment.ln() / (order - 1.0);
            let claimed = order / (2.0 * variance);
            assert!(divergence <= claimed + 1e-9, "{variance} {order}: {divergence} > {claimed}");
        }
    }
}

#[test]
fn a_fraction_is_never_less_than_asked() {
    for value in [0.001, 0.3, 1.0, 1e6] {
        let fraction = Fraction::near(value).unwrap();
        assert!(fraction.value() >= value && fraction.value() < value + 1.0 / 2048.0);
    }
    assert_eq!([0.0, -1.0, f64::NAN, 1e13].map(Fraction::near), [None; 4]);
}
