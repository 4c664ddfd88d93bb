use proptest::prelude::*;

use super::*;
use crate::dataset::Dataset;
use crate::testing::workload;
use crate::workload::{Dominance, Workload};

fn suppressed(workload: &Workload, data: &Dataset) -> (Cells, Vec<f64>, Suppression) {
    let cells = Cells::new(&workload.variables, &workload.tables);
    let counts = cells.tabulate(&workload.variables, data, |_| 1.0);
    let sensitive = sensitive_counts(&counts, workload.threshold);
    let suppression = Suppression::new(&cells, &counts, &sensitive).unwrap();
    (cells, counts, suppression)
}

#[test]
fn a_small_cell_takes_three_others_with_it() {
    let workload = workload(&[2, 2], &[&[0, 1]], 5);
    let counts = [(0, 0, 2), (0, 1, 10), (1, 0, 11), (1, 1, 7)];
    let mut columns = vec![Vec::new(), Vec::new()];
    for (row, column, count) in counts {
        columns[0].extend(std::iter::repeat_n(row, count));
        columns[1].extend(std::iter::repeat_n(column, count));
    }
    let (cells, counts, suppression) = suppressed(&workload, &Dataset::of_codes(columns));
    assert_eq!((suppression.protections().len(), suppression.complementary()), (1, 3));
    // The margins stay: the four cells within are the cheapest way.
    let margins = (0..cells.len()).filter(|&cell| cells.key(cell).len() < 2);
    assert!(margins.into_iter().all(|cell| !suppression.is_suppressed(cell)));
    suppression.verify(&cells, &counts).unwrap();
}

#[test]
fn a_group_is_protected_from_its_parts() {
    let text = r#"
        dataset = "d"
        period = "2026"
        unit = "one person"
        population = "nobody"
        threshold = 5
        [[variables]]
        name = "age"
        codes = ["a", "b", "c", "d"]
        groups = [{ name = "young", of = ["a", "b"] }]
        [[tables]]
        name = "ages"
        by = ["age"]
    "#;
    let workload = Workload::read(text).unwrap();
    let data = [0_u8; 2].into_iter().chain([1; 20]).chain([2; 30]).chain([3; 40]);
    let data = Dataset::of_codes(vec![data.collect()]);
    let (cells, counts, suppression) = suppressed(&workload, &data);
    // `a` = young − b: one of the other two has to go as well, and b is the cheaper choice.
    suppression.verify(&cells, &counts).unwrap();
    let published = suppression.publish(&counts);
    audit(&cells, &published, &counts, suppression.protections()).unwrap();
    assert_eq!(suppression.complementary(), 1);
}

#[test]
fn the_two_rules_for_sums_follow_their_definitions() {
    let dominance = Dominance { within: 0.1, largest: 2, share: 0.85 };
    // T = 100, x1 = 80, x2 = 15: p% misses 8 − 5 = 3; (2, 85 %) misses 95 / 0.85 − 100 = 11.76….
    let largest = [vec![80.0, 15.0], vec![30.0, 30.0], vec![4.0]];
    let found = sensitive_sums(&[100.0, 200.0, 4.0], &[20.0, 20.0, 1.0], &largest, 3, &dominance);
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), [0, 2]);
    assert!((found[&0].upper - (95.0 / 0.85 - 100.0)).abs() < 1e-9);
    assert_eq!(found[&2], Protection { lower: 4.0, upper: 4.0 });
}

#[test]
fn a_certificate_that_was_changed_is_refused() {
    let workload = workload(&[3, 3], &[&[0, 1]], 4);
    let rows: Vec<u8> = (0..60).map(|at| at % 3).collect();
    let columns: Vec<u8> = (0..60_u8).map(|at| if at == 0 { 2 } else { (at / 3) % 2 }).collect();
    let (cells, counts, mut suppression) =
        suppressed(&workload, &Dataset::of_codes(vec![rows, columns]));
    suppression.verify(&cells, &counts).unwrap();
    let (_, certificate) = suppression.certificates.iter_mut().next().unwrap();
    certificate.0[0].1 += 1.0;
    assert!(suppression.verify(&cells, &counts).is_err());
}

proptest! {
    #[test]
    fn no_attack_undoes_linked_tables(
        rows in prop::collection::vec((0_u8..3, 0_u8..3, 0_u8..3), 1..80),
        threshold in 2_u64..8,
    ) {
        let workload = workload(&[3, 3, 3], &[&[0, 1], &[1, 2], &[0, 2]], threshold);
        let data = Dataset::of_codes(vec![
            rows.iter().map(|row| row.0).collect(),
            rows.iter().map(|row| row.1).collect(),
            rows.iter().map(|row| row.2).collect(),
        ]);
        let (cells, counts, suppression) = suppressed(&workload, &data);
        prop_assert_eq!(suppression.verify(&cells, &counts), Ok(()));
        let published = suppression.publish(&counts);
        prop_assert_eq!(audit(&cells, &published, &counts, suppression.protections()), Ok(()));
    }
}
