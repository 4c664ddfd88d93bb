use super::*;
use crate::reference::{self, close};

#[test]
fn the_numbers_of_decomposable_graphs_are_the_known_ones() {
    // OEIS A058862.
    let counts: Vec<usize> = (2..=6).map(|n| Graph::all_decomposable(n).len()).collect();
    assert_eq!(counts, [2, 8, 61, 822, 18_154]);
}

/// dga 2.0.2 with several priors and grids: mean, quantiles, mode and graph probabilities.
#[test]
fn posteriors_equal_dga() {
    let Some(results) = reference::results() else { return };
    let runs = results["measured"].as_array().unwrap().iter().filter(|run| run["pkg"] == "dga");
    let mut checked = 0;
    for run in runs {
        let number = |key: &str| run[key].as_f64().unwrap();
        let name = run["dataset"].as_str().unwrap();
        let table = reference::table(name);
        let multiple = (number("Nmissing_max") / table.persons() as f64).round() as u64;
        let mut graphical = Graphical::with_grid(&table, number("grid_n") as usize, multiple);
        graphical.prior_weight = number("delta");
        assert_eq!(graphical.grid.len() as f64, number("grid_n"));
        let posterior = graphical.posterior(&table).unwrap();
        let what = format!("{name} {}", run["call"]);
        close(posterior.mean, number("mean"), 1e-9, &what);
        assert_eq!(posterior.quantile(0.5), number("median"), "{what}");
        assert_eq!(posterior.quantile(0.025), number("q025"), "{what}");
        assert_eq!(posterior.quantile(0.975), number("q975"), "{what}");
        assert_eq!(posterior.mode, number("mode"), "{what}");
        for (found, expected) in posterior.best.iter().zip(run["top5"].as_array().unwrap()) {
            let probability = expected["prob"].as_f64().unwrap();
            assert!((found.1 - probability).abs() < 1e-9, "{what} {found:?} {expected}");
        }
        checked += 1;
    }
    assert!(checked >= 16, "{checked}");
}

#[test]
fn a_large_prior_on_a_sparse_table_shows_at_the_boundary_of_the_seen() {
    let table = crate::published::uk_5();
    let mut graphical = Graphical::with_grid(&table, 1000, 30);
    graphical.prior_weight = 0.5;
    // dga's own example prior: 99.9 % on the saturated graph and n + 1 persons.
    let posterior = graphical.posterior(&table).unwrap();
    assert_eq!(posterior.quantile(0.5), 2745.0);
}
