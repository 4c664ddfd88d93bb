//! Cell-key perturbation: the same small change for the same people, however often they are counted.
//!
//! # Definition
//! Every record has a secret key; the keys of a cell's records add up, modulo 2³², to its cell key; a
//! table of probabilities turns count and cell key into a change (Fraser & Wooton 2005; Thompson,
//! Broadfoot & Elazar 2013). Averaging repeated publications therefore gains nothing: the same group
//! gets the same change each time, in every table.
//!
//! The probabilities have the greatest entropy of all with mean 0, the stated variance, changes of at
//! most `most`, and no result from 1 to `hidden` (Giessing 2016). A zero stays a zero, and no count
//! becomes negative.
//!
//! # Assumptions
//! It hides whether a small count is this or that, with a stated variance; it is not differentially
//! private, and margins no longer add up exactly.

use crate::cells::Cells;
use crate::dataset::Dataset;
use crate::source::Key;
use crate::variable::Variable;

/// How counts are changed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Perturbation {
    /// No change is larger.
    pub most: u32,
    /// No perturbed count lies from 1 to this.
    pub hidden: u32,
    /// The variance of changes.
    pub variance: f64,
}

impl Default for Perturbation {
    fn default() -> Self {
        Self { most: 8, hidden: 2, variance: 4.0 }
    }
}

/// The perturbation cannot be what was asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PerturbationRefused {
    /// Too little room or variance.
    #[error(
        "with changes of at most {most}, counts of 1 to {hidden} cannot be hidden at variance \
         {variance}; `most` must exceed `hidden`, and the variance lie below the square of `most`"
    )]
    Room {
        /// See [`Perturbation`].
        most: u32,
        /// See [`Perturbation`].
        hidden: u32,
        /// See [`Perturbation`].
        variance: f64,
    },
    /// Records without keys.
    #[error("cell keys need a column of opaque record keys; name it with `--record-key`")]
    NoKeys,
}

/// Changes with their cumulative probabilities, for counts from 0 up; the last serves all larger ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes(Vec<Vec<(i64, f64)>>);

impl Perturbation {
    /// The table of probabilities.
    ///
    /// # Errors
    /// [`PerturbationRefused::Room`] where none has the wished properties.
    pub fn changes(&self) -> Result<Changes, PerturbationRefused> {
        let Self { most, hidden, variance } = *self;
        let refused = PerturbationRefused::Room { most, hidden, variance };
        let room = most > hidden && variance > 0.0 && variance < f64::from(most).powi(2) / 2.0;
        if !room {
            return Err(refused);
        }
        let rows = (0..=most + hidden).map(|count| self.row(i64::from(count)));
        rows.collect::<Option<_>>().map(Changes).ok_or(refused)
    }

    fn row(&self, count: i64) -> Option<Vec<(i64, f64)>> {
        if count == 0 {
            return Some(vec![(0, 1.0)]);
        }
        let (most, hidden) = (i64::from(self.most), i64::from(self.hidden));
        let allowed: Vec<i64> = (-most..=most)
            .filter(|change| count + change == 0 || count + change > hidden)
            .collect();
        let below = allowed.iter().copied().filter(|&change| change <= 0).max()?;
        let above = allowed.iter().copied().filter(|&change| change >= 0).min()?;
        // With mean 0, the least variance lies on the two neighbours of no change.
        let least = -(below * above) as f64;
        let probabilities = if self.variance <= least * (1.0 + 1e-9) {
            let share = above as f64 / (above - below) as f64;
            vec![(below, share), (above, 1.0 - share)]
        } else {
            greatest_entropy(&allowed, self.variance)?
        };
        let mut sum = 0.0;
        let cumulated = probabilities.into_iter().map(|(change, probability)| {
            sum += probability;
            (change, sum)
        });
        Some(cumulated.collect())
    }
}

/// Probabilities `∝ exp(a·d + b·d²)` with mean 0 and this variance: damped Newton on the convex dual.
fn greatest_entropy(changes: &[i64], variance: f64) -> Option<Vec<(i64, f64)>> {
    let weights = |a: f64, b: f64| -> Vec<f64> {
        let logs: Vec<f64> = changes.iter().map(|&d| a * d as f64 + b * (d * d) as f64).collect();
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
        let total: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / total).collect()
    };
    let moments = |weights: &[f64]| -> [f64; 4] {
        let moment = |power: i32| {
            changes.iter().zip(weights).map(|(&d, w)| w * (d as f64).powi(power)).sum()
        };
        [moment(1), moment(2), moment(3), moment(4)]
    };
    let miss = |m: &[f64; 4]| m[0].powi(2) + (m[1] - variance).powi(2);
    let (mut a, mut b) = (0.0, -0.5 / variance);
    for _ in 0..200 {
        let m = moments(&weights(a, b));
        if miss(&m) < 1e-22 {
            break;
        }
        let (h11, h12, h22) = (m[1] - m[0] * m[0], m[2] - m[0] * m[1], m[3] - m[1] * m[1]);
        let determinant = h11 * h22 - h12 * h12;
        if determinant <= 0.0 {
            return None;
        }
        let (g1, g2) = (m[0], m[1] - variance);
        let step = [(h22 * g1 - h12 * g2) / determinant, (h11 * g2 - h12 * g1) / determinant];
        let mut damping = 1.0;
        while damping > 1e-9 {
            let next = moments(&weights(a - damping * step[0], b - damping * step[1]));
            if miss(&next) < miss(&m) {
                break;
            }
            damping *= 0.5;
        }
        a -= damping * step[0];
        b -= damping * step[1];
    }
    let found = weights(a, b);
    let m = moments(&found);
    (miss(&m) < 1e-12).then(|| changes.iter().copied().zip(found).collect())
}

impl Changes {
    /// The perturbed count of a cell with this key.
    #[must_use]
    pub fn perturbed(&self, count: u64, cell_key: u32) -> u64 {
        let row = usize::try_from(count).unwrap_or(usize::MAX).min(self.0.len() - 1);
        let share = f64::from(cell_key) / 2_f64.powi(32);
        let row = &self.0[row];
        let change = row.iter().find(|(_, cumulated)| share < *cumulated).or(row.last());
        change.map_or(count, |&(change, _)| count.saturating_add_signed(change))
    }
}

/// Perturbs every count.
///
/// # Errors
/// [`PerturbationRefused`] before anything is counted.
pub fn perturb(
    cells: &Cells,
    variables: &[Variable],
    data: &Dataset,
    perturbation: &Perturbation,
    key: &Key,
) -> Result<Vec<u64>, PerturbationRefused> {
    let changes = perturbation.changes()?;
    let records = data.keys().ok_or(PerturbationRefused::NoKeys)?;
    let records: Vec<f64> =
        records.iter().map(|record| f64::from(record_key(record, key))).collect();
    let counts = cells.tabulate(variables, data, |_| 1.0);
    // Sums of up to 2²⁰ keys of 32 bits are exact in 53 bits.
    let keys = cells.tabulate(variables, data, |record| records[record]);
    let pairs = counts.iter().zip(keys);
    Ok(pairs
        .map(|(&count, sum)| changes.perturbed(count as u64, (sum % 2_f64.powi(32)) as u32))
        .collect())
}

fn record_key(record: &str, key: &Key) -> u32 {
    let mark = key.mark(format!("record\n{record}").as_bytes());
    u32::from_be_bytes([mark[0], mark[1], mark[2], mark[3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn changes_have_the_stated_moments(hidden in 0_u32..4, more in 3_u32..8, variance in 0.5_f64..6.0) {
            let perturbation = Perturbation { most: hidden + more, hidden, variance };
            let Ok(changes) = perturbation.changes() else { return Ok(()) };
            for (count, row) in changes.0.iter().enumerate().skip(1) {
                let (mut before, mut mean, mut spread) = (0.0, 0.0, 0.0);
                for &(change, cumulated) in row {
                    let result = count as i64 + change;
                    prop_assert!(result == 0 || result > i64::from(hidden));
                    prop_assert!(change.unsigned_abs() <= u64::from(perturbation.most));
                    mean += (cumulated - before) * change as f64;
                    spread += (cumulated - before) * (change * change) as f64;
                    before = cumulated;
                }
                prop_assert!((before - 1.0).abs() < 1e-9);
                prop_assert!(mean.abs() < 1e-6, "count {}: mean {}", count, mean);
                // Small counts may need more variance to hide than was asked for.
                prop_assert!(spread >= variance - 1e-5, "count {}: {}", count, spread);
            }
            let last = changes.0.last().unwrap();
            let spread: f64 = last.iter().scan(0.0, |before, &(change, cumulated)| {
                let part = (cumulated - *before) * (change * change) as f64;
                *before = cumulated;
                Some(part)
            }).sum();
            prop_assert!((spread - variance).abs() < 1e-5);
        }
    }

    #[test]
    fn the_same_people_get_the_same_change_in_every_table() {
        let workload = crate::testing::workload(&[2, 2], &[&[0, 1], &[0]], 3);
        let rows = (0..40).map(|at| format!("c{},c{},{at}\n", at % 2, at / 2 % 2));
        let csv = "v0,v1,id\n".to_owned() + &rows.collect::<String>();
        let data = Dataset::read(&workload, "d.csv", csv.as_bytes(), Some("id")).unwrap();
        let key = Key::new([9; 32]);
        let all = Cells::new(&workload.variables, &workload.tables);
        let one = Cells::new(&workload.variables, &workload.tables[1..]);
        let perturbation = Perturbation::default();
        let of = |cells: &Cells| {
            let counts = perturb(cells, &workload.variables, &data, &perturbation, &key).unwrap();
            let keyed = (0..cells.len()).map(|cell| (cells.key(cell).clone(), counts[cell]));
            keyed.collect::<std::collections::BTreeMap<_, _>>()
        };
        let (all, one) = (of(&all), of(&one));
        assert!(one.iter().all(|(key, count)| all[key] == *count));
    }

    #[test]
    fn what_cannot_be_hidden_is_refused() {
        for (most, hidden, variance) in [(2, 2, 1.0), (8, 2, 0.0), (3, 2, 9.0), (8, 2, f64::NAN)] {
            let perturbation = Perturbation { most, hidden, variance };
            assert!(perturbation.changes().is_err(), "{perturbation:?}");
        }
    }
}
