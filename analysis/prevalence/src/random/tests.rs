use super::*;

/// Known answers of the authors' Random123 library (`kat_vectors`, philox4x32 10).
#[test]
fn the_cipher_gives_the_authors_known_answers() {
    assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    assert_eq!(
        philox([u32::MAX; 4], [u32::MAX; 2]),
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
    );
    assert_eq!(
        philox([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]),
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
    );
}

/// Mean and variance within five standard errors over 200,000 draws.
fn has_moments(mean: f64, variance: f64, mut draw: impl FnMut() -> f64) {
    let draws: Vec<f64> = (0..200_000).map(|_| draw()).collect();
    let count = draws.len() as f64;
    let found = draws.iter().sum::<f64>() / count;
    assert!((found - mean).abs() < 5.0 * (variance / count).sqrt(), "mean {found}, not {mean}");
    let spread = draws.iter().map(|x| (x - found).powi(2)).sum::<f64>() / count;
    assert!((spread / variance - 1.0).abs() < 0.05, "variance {spread}, not {variance}");
}

#[test]
fn draws_have_the_moments_of_their_distributions() {
    let mut stream = Stream::new(1, 2);
    has_moments(0.5, 1.0 / 12.0, || stream.uniform());
    has_moments(0.0, 1.0, || stream.normal());
    has_moments(0.3, 0.3, || stream.gamma(0.3));
    has_moments(7.5, 7.5, || stream.gamma(7.5));
    has_moments(0.25, 0.25 * 0.75 / 9.0, || stream.beta(2.0, 6.0));
    has_moments(3.0, 3.0, || stream.poisson(3.0));
    has_moments(80.0, 80.0, || stream.poisson(80.0));
    for (trials, p) in [(5.0, 0.3), (40.0, 0.02), (2744.0, 0.33), (300.0, 0.9), (1e6, 0.2)] {
        has_moments(trials * p, trials * p * (1.0 - p), || stream.binomial(trials, p));
    }
}

/// Pearson's statistic of 100,000 draws against the exact binomial probabilities, on both sides of
/// the switch between algorithms; the bound is the 0.9999 quantile for the cells used.
#[test]
fn binomial_draws_follow_the_distribution() {
    for (trials, p, bound) in [(30.0, 0.3, 55.0), (60.0, 0.3, 65.0)] {
        let mut stream = Stream::new(9, 0);
        let mut counts = vec![0.0; trials as usize + 1];
        for _ in 0..100_000 {
            counts[stream.binomial(trials, p) as usize] += 1.0;
        }
        let mass = |k: f64| {
            let ways = ln_factorial(trials) - ln_factorial(k) - ln_factorial(trials - k);
            (ways + k * f64::ln(p) + (trials - k) * f64::ln(1.0 - p)).exp()
        };
        let statistic: f64 = counts
            .iter()
            .enumerate()
            .map(|(k, count)| (count, 100_000.0 * mass(k as f64)))
            .filter(|&(_, expected)| expected > 5.0)
            .map(|(count, expected)| (count - expected).powi(2) / expected)
            .sum();
        assert!(statistic < bound, "{trials} {p}: {statistic}");
    }
}

#[test]
fn streams_differ_and_repeat() {
    let numbers = |seed, stream| {
        let mut stream = Stream::new(seed, stream);
        [stream.uniform(), stream.uniform(), stream.uniform()]
    };
    assert_eq!(numbers(1, 5), numbers(1, 5));
    assert_ne!(numbers(1, 5), numbers(1, 6));
    assert_ne!(numbers(1, 5), numbers(2, 5));
}
