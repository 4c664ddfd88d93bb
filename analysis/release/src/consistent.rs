//! Noisy tables that agree with each other and with what counts can be.
//!
//! # Definition
//! Of all tables that are nowhere negative and have equal margins wherever two share variables, the
//! ones nearest to what was measured, each table weighted by the inverse of its noise. Agreement is an
//! orthogonal projection: for each set of shared variables, from the smallest up, margins are averaged
//! by their precision and the difference is spread evenly (Hay et al. 2010; Qardaji, Yang & Li 2014).
//! Dykstra's algorithm (1983) joins it with the bound at zero. It is post-processing: it uses what
//! was measured and nothing else, so it costs no privacy.
//!
//! Cost: rounds × cells × sets of shared variables.

use std::collections::BTreeSet;

/// A table of codes (no margins) with noise of one variance on each cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// Its variables, rising.
    pub by: Vec<usize>,
    /// How many codes each has.
    pub sizes: Vec<usize>,
    /// One value for each combination; the last variable runs fastest.
    pub values: Vec<f64>,
    /// The variance of each value.
    pub variance: f64,
}

/// Dykstra rounds: the greatest disagreement then is far below one person.
const ROUNDS: usize = 200;

impl Measured {
    /// The margin over `of`, a part of its variables.
    #[must_use]
    pub fn margin(&self, of: &[usize]) -> Vec<f64> {
        let mut margin = vec![0.0; self.kept(of).iter().map(|&(size, _)| size).product()];
        for (value, place) in self.values.iter().zip(self.places(of)) {
            margin[place as usize] += value;
        }
        margin
    }

    /// For each variable of `of`: its size and its stride in this table.
    fn kept(&self, of: &[usize]) -> Vec<(usize, usize)> {
        let places = of.iter().filter_map(|variable| self.by.iter().position(|by| by == variable));
        places.map(|at| (self.sizes[at], self.sizes[at + 1..].iter().product())).collect()
    }

    /// Where each cell falls in the margin over `of`.
    fn places(&self, of: &[usize]) -> Vec<u32> {
        let kept = self.kept(of);
        let place =
            |at| kept.iter().fold(0, |place, &(size, stride)| place * size + at / stride % size);
        (0..self.values.len()).map(|at| place(at) as u32).collect()
    }
}

/// One set of shared variables: which tables share it, where their cells fall, and their weights.
struct Shared {
    cells: usize,
    tables: Vec<(usize, Vec<u32>, f64)>,
}

/// Makes tables agree and takes what is below zero away.
pub fn reconcile(tables: &mut [Measured]) {
    let shared = shared(tables);
    let mut corrections: Vec<Vec<f64>> =
        tables.iter().map(|table| vec![0.0; table.values.len()]).collect();
    for _ in 0..ROUNDS {
        agree(tables, &shared);
        let mut moved = 0.0_f64;
        for (table, corrections) in tables.iter_mut().zip(&mut corrections) {
            for (value, correction) in table.values.iter_mut().zip(corrections) {
                let wished = *value + *correction;
                let kept = wished.max(0.0);
                moved = moved.max((kept - *value).abs());
                *correction = wished - kept;
                *value = kept;
            }
        }
        if moved < 1e-4 {
            break;
        }
    }
    agree(tables, &shared);
    for value in tables.iter_mut().flat_map(|table| &mut table.values) {
        *value = value.max(0.0);
    }
}

fn agree(tables: &mut [Measured], shared: &[Shared]) {
    for Shared { cells, tables: among } in shared {
        let mut average = vec![0.0; *cells];
        let margins: Vec<Vec<f64>> = among
            .iter()
            .map(|(table, places, weight)| {
                let mut margin = vec![0.0; *cells];
                for (value, &place) in tables[*table].values.iter().zip(places) {
                    margin[place as usize] += value;
                }
                for (average, margin) in average.iter_mut().zip(&margin) {
                    *average += weight * margin;
                }
                margin
            })
            .collect();
        for ((table, places, _), margin) in among.iter().zip(margins) {
            let values = &mut tables[*table].values;
            let spread = *cells as f64 / values.len() as f64;
            for (value, &place) in values.iter_mut().zip(places) {
                *value += (average[place as usize] - margin[place as usize]) * spread;
            }
        }
    }
}

/// Every set of variables that is shared by two tables, and their intersections, the smallest first.
fn shared(tables: &[Measured]) -> Vec<Shared> {
    let mut sets: BTreeSet<Vec<usize>> = BTreeSet::new();
    let common = |a: &[usize], b: &[usize]| -> Vec<usize> {
        a.iter().copied().filter(|variable| b.contains(variable)).collect()
    };
    for (number, table) in tables.iter().enumerate() {
        for other in &tables[..number] {
            sets.insert(common(&table.by, &other.by));
        }
    }
    loop {
        let before = sets.len();
        let all: Vec<_> = sets.iter().cloned().collect();
        for (number, one) in all.iter().enumerate() {
            for other in &all[..number] {
                sets.insert(common(one, other));
            }
        }
        if sets.len() == before {
            break;
        }
    }
    let mut sets: Vec<_> = sets.into_iter().collect();
    sets.sort_by_key(Vec::len);
    sets.into_iter().map(|set| share(tables, &set)).collect()
}

fn share(tables: &[Measured], set: &[usize]) -> Shared {
    let with = |table: &Measured| set.iter().all(|variable| table.by.contains(variable));
    let among = tables.iter().enumerate().filter(|(_, table)| with(table));
    let mut cells = 1;
    let mut among: Vec<_> = among
        .map(|(number, table)| {
            cells = table.kept(set).iter().map(|&(size, _)| size).product();
            let others = table.values.len() as f64 / cells as f64;
            (number, table.places(set), 1.0 / (table.variance.max(1e-12) * others))
        })
        .collect();
    let total: f64 = among.iter().map(|(_, _, weight)| weight).sum();
    for (_, _, weight) in &mut among {
        *weight /= total;
    }
    Shared { cells, tables: among }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(by: &[usize], sizes: &[usize], values: &[f64], variance: f64) -> Measured {
        Measured { by: by.to_vec(), sizes: sizes.to_vec(), values: values.to_vec(), variance }
    }

    #[test]
    fn two_measurements_of_a_margin_are_averaged_by_their_precision() {
        // The margin of the first has variance 2 · 1 = 2, the second 6: weights 3/4 and 1/4.
        let mut tables = [
            table(&[0, 1], &[2, 2], &[10.0, 10.0, 30.0, 30.0], 1.0),
            table(&[0], &[2], &[28.0, 60.0], 6.0),
        ];
        reconcile(&mut tables);
        // 20 and 28 meet at 22, 60 and 60 stay; the totals' own average lies between.
        let margin = tables[0].margin(&[0]);
        for (found, expected) in margin.iter().zip([22.0, 60.0]) {
            assert!((found - expected).abs() < 1e-6, "{margin:?}");
        }
        assert!((tables[1].values[0] - 22.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn tables_agree_and_are_nowhere_negative(
            noise in prop::collection::vec(-4.0_f64..4.0, 6 + 8 + 12)
        ) {
            let mut tables = [
                table(&[0, 1], &[2, 3], &noise[..6], 1.0),
                table(&[1], &[3], &noise[6..9], 2.0),
                table(&[0, 2], &[2, 4], &noise[6..14], 0.5),
                table(&[1, 2], &[3, 4], &noise[14..26], 3.0),
            ];
            reconcile(&mut tables);
            prop_assert!(tables.iter().all(|table| table.values.iter().all(|&v| v >= 0.0)));
            for (one, other, set) in [(0, 1, vec![1]), (0, 2, vec![0]), (2, 3, vec![2]), (1, 3, vec![1])] {
                let (a, b) = (tables[one].margin(&set), tables[other].margin(&set));
                for (a, b) in a.iter().zip(&b) {
                    prop_assert!((a - b).abs() < 0.05, "{a} {b}");
                }
            }
        }

        #[test]
        fn consistent_counts_are_left_alone(counts in prop::collection::vec(0_u16..50, 24)) {
            let cube: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
            let whole = table(&[0, 1, 2], &[2, 3, 4], &cube, 1.0);
            let part = |by: &[usize], sizes: &[usize], variance| {
                table(by, sizes, &whole.margin(by), variance)
            };
            let mut tables =
                [part(&[0, 1], &[2, 3], 1.0), part(&[1, 2], &[3, 4], 4.0), part(&[0, 2], &[2, 4], 2.0)];
            let before = tables.clone();
            reconcile(&mut tables);
            for (after, before) in tables.iter().zip(&before) {
                for (a, b) in after.values.iter().zip(&before.values) {
                    prop_assert!((a - b).abs() < 1e-6);
                }
            }
        }
    }
}
