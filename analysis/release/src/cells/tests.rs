use proptest::prelude::*;

use super::*;
use crate::testing::workload;

#[test]
fn a_margin_is_one_cell_in_every_table() {
    let workload = workload(&[2, 3, 2], &[&[0, 1], &[1, 2]], 3);
    let cells = Cells::new(&workload.variables, &workload.tables);
    // 3 × 4 and 4 × 3 combinations, of which the four about the middle variable alone are shared.
    assert_eq!(cells.len(), 12 + 12 - 4);
    let data = Dataset::of_codes(vec![vec![0, 1, 1], vec![2, 2, 0], vec![0, 0, 1]]);
    let counts = cells.tabulate(&workload.variables, &data, |_| 1.0);
    let total = (0..cells.len()).find(|&cell| cells.key(cell).is_empty()).unwrap();
    assert_eq!(counts[total], 3.0);
    assert_eq!(cells.describe(&workload, total), "total");
}

#[test]
fn the_largest_contributors_of_a_subtotal_are_those_of_its_parts() {
    let workload = workload(&[3], &[&[0]], 3);
    let cells = Cells::new(&workload.variables, &workload.tables);
    let data = Dataset::of_codes(vec![vec![0, 0, 1, 2, 2]]);
    let largest = cells.largest(&workload.variables, &data, &[5.0, 1.0, 9.0, 2.0, 7.0], 2);
    let total = (0..cells.len()).find(|&cell| cells.key(cell).is_empty()).unwrap();
    assert_eq!(largest[total], [9.0, 7.0]);
}

/// The rank of some sums, by elimination in whole numbers modulo a prime.
fn rank(cells: &Cells, sums: &[usize]) -> usize {
    const PRIME: i64 = 1_000_003;
    let inverse = |of: i64| {
        let (mut power, mut base, mut exponent) = (1, of, PRIME - 2);
        while exponent > 0 {
            if exponent % 2 == 1 {
                power = power * base % PRIME;
            }
            base = base * base % PRIME;
            exponent /= 2;
        }
        power
    };
    let mut pivots: Vec<(usize, Vec<i64>)> = Vec::new();
    for &sum in sums {
        let Equation { parent, children } = &cells.equations()[sum];
        let mut row = vec![0; cells.len()];
        row[*parent] = PRIME - 1;
        children.iter().for_each(|&child| row[child] = 1);
        for (at, pivot) in &pivots {
            let factor = row[*at];
            for (cell, by) in row.iter_mut().zip(pivot) {
                *cell = (*cell + (PRIME - factor) * by) % PRIME;
            }
        }
        if let Some(at) = row.iter().position(|&cell| cell != 0) {
            let factor = inverse(row[at]);
            row.iter_mut().for_each(|cell| *cell = *cell * factor % PRIME);
            pivots.push((at, row));
        }
    }
    pivots.len()
}

#[test]
fn all_sums_follow_from_those_that_span() {
    let linked: [(&[usize], &[&[usize]]); 4] = [
        (&[2, 2, 2, 2, 2], &[&[0, 1, 2, 3, 4]]),
        (&[3, 4, 2], &[&[0, 1], &[1, 2], &[0, 2]]),
        (&[3, 2, 4], &[&[1, 2], &[0, 1, 2], &[0]]),
        (&[2, 3, 2, 2], &[&[0, 1, 2], &[1, 2, 3]]),
    ];
    for (codes, tables) in linked {
        let workload = workload(codes, tables, 3);
        let cells = Cells::new(&workload.variables, &workload.tables);
        let all: Vec<usize> = (0..cells.equations().len()).collect();
        let spanning = cells.spanning();
        assert_eq!(rank(&cells, spanning), rank(&cells, &all), "{tables:?}");
        if tables.len() == 1 {
            assert_eq!(spanning.len(), rank(&cells, &all), "{tables:?}");
        }
    }
}

proptest! {
    #[test]
    fn every_equation_holds_on_any_data(
        rows in prop::collection::vec((0_u8..3, 0_u8..4, 0_u8..2), 0..60)
    ) {
        let workload = workload(&[3, 4, 2], &[&[0, 1], &[1, 2], &[0, 1, 2]], 3);
        let cells = Cells::new(&workload.variables, &workload.tables);
        let data = Dataset::of_codes(vec![
            rows.iter().map(|row| row.0).collect(),
            rows.iter().map(|row| row.1).collect(),
            rows.iter().map(|row| row.2).collect(),
        ]);
        let counts = cells.tabulate(&workload.variables, &data, |_| 1.0);
        for Equation { parent, children } in cells.equations() {
            let sum: f64 = children.iter().map(|&child| counts[child]).sum();
            prop_assert_eq!(counts[*parent], sum);
        }
    }
}
