use record::OverlapTable;
use serde_json::Value;

use super::*;
use crate::reference::{self, close};

/// Fully converged fits of another program (R's `glm` with polishing steps), 1e-6 relative; the
/// deviance of a perfect fit is zero up to 1e-9.
#[test]
fn fits_equal_converged_fits_of_another_program() {
    let Some(results) = reference::results() else { return };
    let fits = results["tight_fits"].as_array().unwrap();
    assert!(fits.len() > 10);
    for expected in fits {
        let name = expected["dataset"].as_str().unwrap();
        let cells = Cells::new(&reference::table(name));
        let model = Model::parse(expected["model"].as_str().unwrap(), cells.lists()).unwrap();
        let fit = Fit::new(&cells, &model).unwrap();
        check(expected, &fit, &format!("{name} {model}"));
    }
}

fn check(expected: &Value, fit: &Fit, what: &str) {
    let number = |key: &str| expected[key].as_f64().unwrap();
    close(fit.population, number("N"), 1e-9, what);
    close(fit.standard_error, number("se_log_dark"), 1e-8, what);
    close(fit.log_likelihood, number("loglik"), 1e-9, what);
    close(fit.aic, number("AIC"), 1e-9, what);
    close(fit.bic, number("BIC_n_cases"), 1e-9, what);
    assert!(
        (fit.deviance - number("deviance")).abs() < 1e-9 * (1.0 + number("deviance")),
        "{what}"
    );
    assert_eq!(fit.fitted_histories as f64, number("cells_fitted"), "{what}");
    let coefficients = expected["coef_by_capture_bitmask"].as_object().unwrap();
    assert_eq!(coefficients.len(), fit.coefficients.len());
    for &(term, value) in &fit.coefficients {
        let expected = coefficients[&term.to_string()].as_f64().unwrap();
        assert!((value - expected).abs() < 1e-7 * (1.0 + expected.abs()), "{what} {term}: {value}");
    }
    // One value alone is written without a list around it.
    let infinite = match &expected["neg_inf_bitmask"] {
        Value::Array(terms) => terms.clone(),
        Value::Null => Vec::new(),
        term => vec![term.clone()],
    };
    let mut infinite: Vec<u64> = infinite.iter().map(|term| term.as_u64().unwrap()).collect();
    let mut found: Vec<u64> = fit.minus_infinity.iter().map(|&term| u64::from(term)).collect();
    infinite.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, infinite, "{what}");
    let (lower, upper) = fit.asymptotic_interval(0.95);
    close(lower, expected["wald_lognormal_95"][0].as_f64().unwrap(), 1e-8, what);
    close(upper, expected["wald_lognormal_95"][1].as_f64().unwrap(), 1e-8, what);
}

/// Population and BIC of every valid model of three tables, as another program enumerates them.
#[test]
fn all_models_equal_another_program() {
    for (name, file) in [
        ("Ned_5", "msepkg_allmodels_Ned_5_maxorder3.csv.gz"),
        ("UKdat_5", "msepkg_allmodels_UKdat_5_maxorder3.csv.gz"),
    ] {
        let Some((_, lines)) = reference::lines(file) else { return };
        let cells = Cells::new(&reference::table(name));
        for line in lines {
            let model = Model::parse(&line[0], cells.lists()).unwrap();
            let fit = Fit::new(&cells, &model).unwrap();
            close(fit.population, line[1].parse().unwrap(), 1e-6, &line[0]);
            close(fit.bic, line[2].parse().unwrap(), 1e-6, &line[0]);
        }
    }
}

#[test]
fn scaling_counts_scales_the_estimate() {
    let table = crate::published::uk_5();
    let tenfold = OverlapTable::new(
        table.lists().to_vec(),
        table.histories().map(|(history, count)| (history, 10 * count)),
    )
    .unwrap();
    let model = Model::parse("[12,13,24,25,35,45]", 5).unwrap();
    let fit = |table: &OverlapTable| Fit::new(&Cells::new(table), &model).unwrap().population;
    close(fit(&tenfold), 10.0 * fit(&table), 1e-10, "tenfold");
}

#[test]
fn a_model_without_an_estimate_is_refused_with_the_reason() {
    let cells = Cells::new(&crate::published::artificial_3());
    // Rcapture 1.4-4 answers 1.39e13 here.
    let refusal = Fit::new(&cells, &Model::parse("[12,3]", 3).unwrap()).unwrap_err();
    assert!(refusal.to_string().contains("does not exist"), "{refusal}");
}
