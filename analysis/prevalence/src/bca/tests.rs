use super::*;
use crate::bootstrap::{Replicates, acceleration};
use crate::reference::{self, close};
use crate::{Cells, Stepwise};

/// BCa limits of two packages on their own replicates, 1e-6 relative; the replicates' estimates
/// are computed here, selection included.
#[test]
fn limits_equal_the_published_packages_on_their_replicates() {
    let Some(results) = reference::results() else { return };
    for (package, name, file) in [
        ("SparseMSE", "UKdat", "sparsemse_UKdat_seed1234_n1000.csv.gz"),
        ("SparseMSE", "UKdat_5", "sparsemse_UKdat_5_seed1234_n1000.csv.gz"),
        ("MultipleSystemsEstimation", "UKdat", "msepkg_stepwise_UKdat_seed1234_n1000.csv.gz"),
        ("MultipleSystemsEstimation", "UKdat_5", "msepkg_stepwise_UKdat_5_seed1234_n1000.csv.gz"),
        ("MultipleSystemsEstimation", "UKdat_4", "msepkg_stepwise_UKdat_4_seed1234_n1000.csv.gz"),
        ("MultipleSystemsEstimation", "Ned_5", "msepkg_stepwise_Ned_5_seed1234_n1000.csv.gz"),
    ] {
        let (header, lines) = reference::lines(file).unwrap();
        let cells = Cells::new(&reference::table(name));
        let tables = reference::replicate_tables(&header, &lines);
        let stepwise = Stepwise::default();
        let sorted = Replicates::of_tables(&stepwise, &tables).sorted();
        let estimate = stepwise.fit(&cells).unwrap().population;
        let a = acceleration(&stepwise, &cells).unwrap();
        let bca = Bca::new(&sorted, estimate, a).unwrap();
        let expected = results["measured"].as_array().unwrap().iter().find(|result| {
            let call = result["call"].as_str().unwrap_or("");
            result["pkg"] == package
                && result["dataset"] == name
                && result["nboot"] == 1000
                && !call.contains("bic")
        });
        let expected = expected.unwrap();
        close(bca.below, expected["frac_boot_below"].as_f64().unwrap(), 1e-12, name);
        close(a, expected["ahat"].as_f64().unwrap(), 1e-6, name);
        for (level, value) in expected["BCa"].as_object().unwrap() {
            let limit = bca.limit(&sorted, level.parse().unwrap());
            close(limit.value.unwrap(), value.as_f64().unwrap(), 1e-6, &format!("{name} {level}"));
        }
    }
}

#[test]
fn quantiles_of_type_8_match_their_definition() {
    // R: quantile(c(1, 2, 4, 8, 16), c(.1, .25, .5, .9), type = 8).
    let sorted = [1.0, 2.0, 4.0, 8.0, 16.0];
    for (p, expected) in [(0.1, 1.0), (0.25, 1.0 + 2.0 / 3.0), (0.5, 4.0), (0.9, 16.0)] {
        assert!((quantile(&sorted, p) - expected).abs() < 1e-12, "{p}");
    }
}

#[test]
fn ties_count_half_whatever_the_rounding() {
    let sorted = [90.0, 100.0 * (1.0 - 1e-14), 100.0, 100.0 * (1.0 + 1e-14), 120.0, 130.0];
    assert_eq!(Bca::new(&sorted, 100.0, 0.0).unwrap().below, 2.5 / 6.0);
}

#[test]
fn one_sided_replicates_are_refused_not_nan() {
    assert_eq!(Bca::new(&[5.0, 6.0], 4.0, 0.0), Err(NoInterval::OneSided("above")));
    assert_eq!(Bca::new(&[5.0, 6.0], 7.0, 0.0), Err(NoInterval::OneSided("below")));
    assert_eq!(Bca::new(&[], 7.0, 0.0), Err(NoInterval::NoReplicate));
}

#[test]
fn a_limit_among_failed_replicates_has_no_value() {
    let mut sorted: Vec<f64> = (0..96).map(f64::from).collect();
    sorted.extend([f64::INFINITY; 4]);
    let limit = percentile_limit(&sorted, 0.975);
    assert_eq!(limit.value, None);
    assert_eq!(limit.monte_carlo_error, None);
    assert!(!limit.is_supported());
    assert!(percentile_limit(&sorted, 0.5).value.is_some());
}

#[test]
fn without_bias_or_skew_bca_is_the_percentile() {
    let sorted: Vec<f64> = (1..=1000).map(f64::from).collect();
    let bca = Bca::new(&sorted, 500.5, 0.0).unwrap();
    let (found, plain) = (bca.limit(&sorted, 0.025), percentile_limit(&sorted, 0.025));
    assert!((found.value.unwrap() - plain.value.unwrap()).abs() < 1e-9);
    assert!((bca.needed(&[0.025, 0.975]) - 2000.0).abs() < 1e-6);
}
