//! How far a release is from the truth, and whether it tells who was in the data.
//!
//! Both look at true records, so what they find is for the analyst's eyes; what is printed on a
//! private release is the error that its noise is expected to make
//! ([`statement`](crate::statement)), which tells nothing about anybody.

use serde::Serialize;

use crate::dataset::Dataset;
use crate::private::count;
use crate::workload::Workload;

/// One table's error.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quality {
    /// Which table.
    pub table: String,
    /// How many variables it has.
    pub variables: usize,
    /// The sum of absolute errors of cells that count at least the threshold, over the sum of their
    /// counts.
    pub weighted: f64,
    /// Cells of at least the threshold in the release and of nobody in truth.
    pub fabricated: usize,
    /// Cells of at least the threshold in truth and of nobody in the release.
    pub lost: usize,
    /// Cells of at least the threshold in truth.
    pub cells: usize,
}

/// Compares released rows with the true ones, table by table, over codes.
#[must_use]
pub fn compare(
    workload: &Workload,
    truth: &Dataset,
    released: &Dataset,
    threshold: u64,
) -> Vec<Quality> {
    let tables =
        workload.tables.iter().map(|spec| count(&workload.variables, released, &spec.by).values);
    compare_tables(workload, truth, tables, threshold)
}

/// Compares released tables with the true ones, over codes.
#[must_use]
pub fn compare_tables(
    workload: &Workload,
    truth: &Dataset,
    released: impl IntoIterator<Item = Vec<f64>>,
    threshold: u64,
) -> Vec<Quality> {
    let threshold = threshold as f64;
    let pairs = workload.tables.iter().zip(released);
    let qualities = pairs.map(|(spec, released)| {
        let truth = count(&workload.variables, truth, &spec.by).values;
        let (mut error, mut mass) = (0.0, 0.0);
        let (mut fabricated, mut lost, mut cells) = (0, 0, 0);
        for (&truth, &released) in truth.iter().zip(&released) {
            if truth >= threshold {
                error += (truth - released).abs();
                mass += truth;
                cells += 1;
                lost += usize::from(released < 0.5);
            }
            fabricated += usize::from(truth == 0.0 && released >= threshold);
        }
        Quality {
            table: spec.name.clone(),
            variables: spec.by.len(),
            weighted: if mass > 0.0 { error / mass } else { 0.0 },
            fabricated,
            lost,
            cells,
        }
    });
    qualities.collect()
}

/// How well an attacker tells people of the data from others by their nearest released row: the area
/// under the curve, one half for a guess and 1 for certainty.
///
/// `members` were in the data, `others` come from the same population and were not. Distance is the
/// number of variables that differ.
///
/// Cost: people asked about × rows × variables.
#[must_use]
pub fn membership_inference(
    released: &Dataset,
    members: &Dataset,
    others: &Dataset,
    variables: usize,
) -> f64 {
    let nearest = |people: &Dataset| -> Vec<usize> {
        (0..people.len())
            .map(|person| {
                let distance = |row: usize| {
                    (0..variables)
                        .filter(|&v| released.column(v)[row] != people.column(v)[person])
                        .count()
                };
                (0..released.len()).map(distance).min().unwrap_or(variables)
            })
            .collect()
    };
    let (members, others) = (nearest(members), nearest(others));
    let mut wins = 0.0;
    for member in &members {
        for other in &others {
            wins += match member.cmp(other) {
                std::cmp::Ordering::Less => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Greater => 0.0,
            };
        }
    }
    wins / (members.len() * others.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::workload;

    #[test]
    fn errors_fabrications_and_losses_are_told_apart() {
        let workload = workload(&[3], &[&[0]], 3);
        let codes = |counts: [usize; 3]| {
            let each = |code: usize| std::iter::repeat_n(code as u8, counts[code]);
            Dataset::of_codes(vec![(0..3).flat_map(each).collect()])
        };
        let found = compare(&workload, &codes([10, 6, 0]), &codes([12, 0, 5]), 3);
        assert_eq!(found[0].weighted, (2.0 + 6.0) / 16.0);
        assert_eq!((found[0].fabricated, found[0].lost, found[0].cells), (1, 1, 2));
    }

    #[test]
    fn copies_are_found_out_and_strangers_are_not() {
        let members = Dataset::of_codes(vec![(0..20).collect(), (0..20).collect()]);
        let others = Dataset::of_codes(vec![(20..40).collect(), (20..40).collect()]);
        assert_eq!(membership_inference(&members, &members, &others, 2), 1.0);
        let far = Dataset::of_codes(vec![vec![200; 4], vec![200; 4]]);
        assert_eq!(membership_inference(&far, &members, &others, 2), 0.5);
    }
}
