//! Limits of a share.

/// The value that a standard normal variable exceeds once in forty times.
const Z: f64 = 1.959_963_984_540_054;

/// Limits of a share of `above` in `below`, at 95 %; none of nothing.
///
/// # Definition
/// With p = above / below, n = below and z the normal quantile of 0.975:
/// (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). Wilson, "Probable inference, the law of succession, and
/// statistical inference", Journal of the American Statistical Association 22 (1927), 209–212; the third of
/// the seven methods that Newcombe compares (Statistics in Medicine 17 (1998), 857–872).
///
/// # Assumptions
/// Units are independent and alike, as draws are: the limits say how far chance alone could have moved the
/// share. They say nothing about units that nobody wrote down, and several requests of one person make them
/// too narrow.
#[must_use]
pub fn wilson(above: u64, below: u64) -> Option<[f64; 2]> {
    if below == 0 || above > below {
        return None;
    }
    let (n, square) = (below as f64, Z * Z);
    let share = above as f64 / n;
    let middle = share + square / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    let limit = |value: f64| (value / (1.0 + square / n)).clamp(0.0, 1.0);
    Some([limit(middle - half), limit(middle + half)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe 1998, table I, method 3.
    #[test]
    fn limits_are_those_that_were_published() {
        for (above, below, lower, upper) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let [found_lower, found_upper] = wilson(above, below).unwrap();
            assert!((found_lower - lower).abs() < 5e-5, "{above} of {below}: {found_lower}");
            assert!((found_upper - upper).abs() < 5e-5, "{above} of {below}: {found_upper}");
        }
    }

    #[test]
    fn a_share_and_what_is_left_have_mirrored_limits_and_nothing_has_none() {
        for below in 1..60 {
            for above in 0..=below {
                let [lower, upper] = wilson(above, below).unwrap();
                let [left_lower, left_upper] = wilson(below - above, below).unwrap();
                assert!((lower + left_upper - 1.0).abs() < 1e-12);
                assert!((upper + left_lower - 1.0).abs() < 1e-12);
                let share = above as f64 / below as f64;
                assert!(lower <= share + 1e-12 && share <= upper + 1e-12);
            }
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(2, 1), None);
    }
}
