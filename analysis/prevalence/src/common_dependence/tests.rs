use super::*;
use crate::random::Stream;
use crate::{Model, published};

/// Expected counts of persons whose pairs of lists all attract each other by `ratio`.
fn world(ratio: f64, persons: f64) -> (Cells, f64) {
    let chances = [0.3_f64, 0.2, 0.25, 0.15];
    let weight = |history: usize| {
        let on = history.count_ones() as i32;
        let odds: f64 = (0..4)
            .filter(|list| history >> list & 1 == 1)
            .map(|list| chances[list] / (1.0 - chances[list]))
            .product();
        odds * ratio.powi(on * (on - 1) / 2)
    };
    let total: f64 = (0..16).map(weight).sum();
    let mut cells = Cells::empty(4);
    cells.refill((1..16).map(|history| (history, persons * weight(history) / total)));
    (cells, persons)
}

/// On expected counts the likelihood is greatest at the truth, whatever the sample size.
#[test]
fn expected_counts_give_back_the_odds_ratio_and_the_population() {
    for ratio in [0.8, 1.0, 1.5] {
        let (cells, persons) = world(ratio, 5_000.0);
        let fit = Fit::new(&cells, &Model::independence(4)).unwrap();
        let found = CommonDependence::new(&cells, &fit, 0.95).unwrap();
        assert!((found.odds_ratio / ratio - 1.0).abs() < 1e-4, "{found:?}");
        assert!((found.population / persons - 1.0).abs() < 1e-4, "{found:?}");
        let (low, high) = (found.lowest.unwrap(), found.highest.unwrap());
        assert!(low < ratio && ratio < high);
        assert!(found.population_at_lowest.unwrap() < persons);
        assert!(found.population_at_highest.unwrap() > persons);
    }
}

#[test]
fn a_model_with_all_pairs_leaves_nothing_to_be_told() {
    let cells = Cells::new(&published::uk_4());
    let fit = Fit::new(&cells, &Model::all_pairs(4)).unwrap();
    assert_eq!(CommonDependence::new(&cells, &fit, 0.95), None);
}

#[test]
fn more_persons_exclude_more() {
    let width = |persons: f64| {
        let (cells, _) = world(1.2, persons);
        let fit = Fit::new(&cells, &Model::independence(4)).unwrap();
        let found = CommonDependence::new(&cells, &fit, 0.95).unwrap();
        (found.highest.unwrap() / found.lowest.unwrap()).ln()
    };
    // Limits shrink like the square root of the number of persons.
    assert!((width(4_000.0) / width(64_000.0) / 4.0 - 1.0).abs() < 0.1);
}

#[test]
fn random_tables_bring_no_nonsense() {
    for number in 0..200 {
        let mut stream = Stream::new(5, number);
        let mut cells = Cells::empty(4);
        cells.refill((1..16).map(|history| (history, (stream.gamma(0.3) * 20.0).floor())));
        let Ok(fit) = crate::Stepwise::default().fit(&cells) else { continue };
        if let Some(found) = CommonDependence::new(&cells, &fit, 0.95) {
            assert!(found.population.is_finite() && found.odds_ratio > 0.0, "{found:?}");
        }
    }
}
