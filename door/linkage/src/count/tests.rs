use super::*;
use crate::testing::{THREE, linker, noisy, rows};

fn edge(left: Record, right: Record, weight: f64) -> Edge {
    Edge { left, right, weight }
}

fn drawn(linker: &Linker, edges: &[Edge], counting: &Counting) -> Count {
    let scorer = Scorer::new(linker);
    count(linker, &scorer, edges, &Guards { contradictions: false, ..Guards::default() }, counting)
}

#[test]
fn certain_pairs_leave_no_doubt() {
    let (first, second) = (rows(&["x 1 1", "y 2 2"]), rows(&["x 1 1", "z 3 3"]));
    let linker = linker(THREE, &[&first, &second]);
    let count = drawn(&linker, &[edge(0, 2, 90.0)], &Counting::default());
    assert_eq!((count.persons.lower, count.persons.upper), (3.0, 3.0));
    let histories: Vec<(u64, f64)> =
        count.histories.iter().map(|(h, i)| (*h, i.estimate)).collect();
    assert_eq!(histories, [(1, 1.0), (2, 1.0), (3, 1.0)]);
    assert_eq!(count.shared[0][1].estimate, 1.0);
}

#[test]
fn even_chances_give_a_binomial_count() {
    let data = noisy(200, 1.0, 5);
    let linker = linker(THREE, &[&data]);
    let edges: Vec<Edge> = (0..200).map(|i| edge(2 * i, 2 * i + 1, 0.0)).collect();
    let counting = Counting { draws: 400, calibration: 0.0, ..Counting::default() };
    let persons = drawn(&linker, &edges, &counting).persons;
    // 400 − Binomial(200, 1/2): mean 300, standard deviation 7.07, 5 % and 95 % at ±11.6.
    assert!((persons.estimate - 300.0).abs() < 1.5, "{persons:?}");
    assert!(
        (persons.lower - 288.4).abs() < 3.0 && (persons.upper - 311.6).abs() < 3.0,
        "{persons:?}"
    );
}

#[test]
fn records_of_every_draw_add_up_to_a_partition() {
    let data = noisy(100, 0.8, 9);
    let (first, second) = data.split_at(90);
    let linker = linker(THREE, &[first, second]);
    let edges: Vec<Edge> = (0..199).map(|i| edge(i, i + 1, (i % 7) as f64 - 3.0)).collect();
    let count = drawn(&linker, &edges, &Counting { draws: 20, ..Counting::default() });
    for replicate in &count.replicates {
        let persons: u64 = replicate.iter().sum();
        assert!((1..=200).contains(&persons));
    }
    assert!(count.persons.estimate <= count.per_list.iter().map(|i| i.estimate).sum::<f64>());
}
