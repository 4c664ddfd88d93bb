use proptest::prelude::*;

use super::*;

fn counts(found: u32, of: u32) -> Counts {
    Counts::new(found, of, CountsFrom::Published).unwrap()
}

fn near(interval: Interval, lower: f64, upper: f64, tolerance: f64) {
    let apart = (interval.lower - lower).abs().max((interval.upper - upper).abs());
    assert!(apart <= tolerance, "{interval:?} is not {lower} to {upper}");
}

/// Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, methods 3 and 5, four places.
#[test]
fn intervals_are_those_of_newcombes_table() {
    for (found, of, wilson_ends, exact_ends) in [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ] {
        let counts = counts(found, of);
        near(wilson(counts), wilson_ends.0, wilson_ends.1, 0.000_05);
        near(clopper_pearson(counts, 0.95), exact_ends.0, exact_ends.1, 0.000_05);
    }
}

/// Greenbaum and others, Journal of Adolescent Health 63 (2018) 745–752, abstract: the counts that
/// follow from its percentages give its published intervals to the last digit, but for one: it prints
/// 61.11 where the exact end is 61.14 (and Wilson's 61.06).
#[test]
fn the_published_intervals_of_the_multi_site_study_come_out() {
    near(clopper_pearson(counts(76, 90), 0.95), 0.7528, 0.9123, 0.000_05);
    near(clopper_pearson(counts(414, 720), 0.95), 0.5380, 0.6114, 0.000_05);
}

#[test]
fn a_sensitivity_of_twelve_in_twelve_leaves_seventy_four_percent_possible() {
    // The lower end at k = n is (α/2)^(1/n) in closed form.
    near(clopper_pearson(counts(12, 12), 0.95), 0.025_f64.powf(1.0 / 12.0), 1.0, 1e-12);
}

#[test]
fn a_rate_whose_counts_give_another_percentage_is_refused() {
    let percent = |text| Percent::parse(text).unwrap();
    assert!(Rate::new(percent("84.44"), Some(counts(76, 90))).is_some());
    assert!(Rate::new(percent("84.44"), Some(counts(75, 90))).is_none());
    assert!(Rate::new(percent("73"), Some(counts(61, 83))).is_some());
    assert!(Counts::new(3, 2, CountsFrom::Published).is_none());
    assert!(Counts::new(0, 0, CountsFrom::Published).is_none());
    for bad in ["", "-1", "100.1", "1e1", "NaN", "inf"] {
        assert!(Percent::parse(bad).is_none(), "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_interval_holds_its_share_and_mirrors(of in 1_u32..3_000, part in 0.0..=1.0_f64) {
        let found = (f64::from(of) * part).round() as u32;
        let share = f64::from(found) / f64::from(of);
        for (interval, mirror) in [
            (wilson(counts(found, of)), wilson(counts(of - found, of))),
            (clopper_pearson(counts(found, of), 0.95), clopper_pearson(counts(of - found, of), 0.95)),
        ] {
            prop_assert!(interval.lower <= share + 1e-12 && share <= interval.upper + 1e-12);
            prop_assert!((0.0..=1.0).contains(&interval.lower) && interval.upper <= 1.0);
            prop_assert!((interval.lower + mirror.upper - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_higher_level_gives_a_wider_interval(of in 1_u32..500, part in 0.0..=1.0_f64) {
        let counts = counts((f64::from(of) * part).round() as u32, of);
        let (narrow, wide) = (clopper_pearson(counts, 0.8), clopper_pearson(counts, 0.99));
        prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
    }
}
