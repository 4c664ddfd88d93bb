//! Rank, null space and feasibility in whole numbers: no rounding, so no wrong verdict.
//!
//! Elimination is fraction free (Bareiss; Edmonds for the simplex): every entry is a minor of the
//! input, so each division leaves no remainder. Entries of 0/1 incidence matrices stay tiny; an
//! overflow of 128 bits is reported, never wrapped.

/// A whole number grew beyond 128 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Overflow;

/// The rank of a matrix given by rows.
pub(super) fn rank(rows: &[Vec<i128>]) -> Result<usize, Overflow> {
    let mut rows = rows.to_vec();
    Ok(reduce(&mut rows)?.len())
}

/// A basis of `{d : rows · d = 0}` in whole numbers, each without a common factor.
pub(super) fn null_space(rows: &[Vec<i128>], columns: usize) -> Result<Vec<Vec<i128>>, Overflow> {
    let mut rows = rows.to_vec();
    let pivots = reduce(&mut rows)?;
    let is_free = |column: &usize| !pivots.contains(column);
    Ok((0..columns).filter(is_free).map(|free| direction(&rows, &pivots, free, columns)).collect())
}

/// The null vector that moves along free column `free`.
fn direction(rows: &[Vec<i128>], pivots: &[usize], free: usize, columns: usize) -> Vec<i128> {
    let mut vector = vec![0; columns];
    // After full reduction all pivots are equal to one common value.
    vector[free] = pivots.first().map_or(1, |&pivot| rows[0][pivot]);
    for (row, &pivot) in rows.iter().zip(pivots) {
        vector[pivot] = -row[free];
    }
    let divisor = vector.iter().fold(0, |divisor, &entry| greatest_common_divisor(divisor, entry));
    vector.iter().map(|entry| entry / divisor.max(1)).collect()
}

/// Gauss-Jordan elimination in place; returns the pivot column of each leading row.
fn reduce(rows: &mut [Vec<i128>]) -> Result<Vec<usize>, Overflow> {
    let columns = rows.first().map_or(0, Vec::len);
    let (mut pivots, mut previous) = (Vec::new(), 1_i128);
    for column in 0..columns {
        let top = pivots.len();
        let Some(found) = (top..rows.len()).find(|&row| rows[row][column] != 0) else { continue };
        rows.swap(top, found);
        eliminate(rows, top, column, previous)?;
        previous = rows[top][column];
        pivots.push(column);
    }
    Ok(pivots)
}

/// One fraction-free step: clears `column` from all rows but `top`.
fn eliminate(
    rows: &mut [Vec<i128>],
    top: usize,
    column: usize,
    previous: i128,
) -> Result<(), Overflow> {
    let leading = rows[top].clone();
    let pivot = leading[column];
    for (index, row) in rows.iter_mut().enumerate() {
        if index == top {
            continue;
        }
        let factor = row[column];
        if factor == 0 && pivot == previous {
            continue;
        }
        for (entry, lead) in row.iter_mut().zip(&leading) {
            let kept = entry.checked_mul(pivot).ok_or(Overflow)?;
            let taken = factor.checked_mul(*lead).ok_or(Overflow)?;
            *entry = kept.checked_sub(taken).ok_or(Overflow)? / previous;
        }
    }
    Ok(())
}

/// Whether some `w` with all entries positive has `Σ w_r · rows_r = 0`.
///
/// Phase one of the simplex method for `v ≥ 0`, `Bᵀ v = -Bᵀ 1` (so `w = 1 + v`), with Bland's rule
/// against cycling.
pub(super) fn positive_solution_exists(rows: &[Vec<i128>]) -> Result<bool, Overflow> {
    let mut tableau = Tableau::new(rows);
    while let Some(column) = tableau.entering() {
        let Some(row) = tableau.leaving(column)? else { break };
        tableau.pivot(row, column)?;
    }
    Ok(tableau.objective() == 0)
}

/// Equations with one artificial variable each; the last row is the objective.
struct Tableau {
    rows: Vec<Vec<i128>>,
    basis: Vec<usize>,
    denominator: i128,
    variables: usize,
}

impl Tableau {
    fn new(directions: &[Vec<i128>]) -> Self {
        let variables = directions.len();
        let equations = directions.first().map_or(0, Vec::len);
        let mut rows: Vec<Vec<i128>> = (0..equations)
            .map(|equation| {
                let total: i128 = directions.iter().map(|row| row[equation]).sum();
                let sign = if total > 0 { -1 } else { 1 };
                let coefficients = directions.iter().map(|row| sign * row[equation]);
                coefficients.chain([-sign * total]).collect()
            })
            .collect();
        // The artificial columns are not stored: they never re-enter.
        let objective = (0..=variables).map(|j| rows.iter().map(|row| row[j]).sum()).collect();
        rows.push(objective);
        let basis = (variables..variables + equations).collect();
        Self { rows, basis, denominator: 1, variables }
    }

    fn objective(&self) -> i128 {
        self.rows[self.rows.len() - 1][self.variables]
    }

    /// The first column that lowers the sum of the artificial variables.
    fn entering(&self) -> Option<usize> {
        let costs = &self.rows[self.rows.len() - 1];
        (0..self.variables).find(|&column| costs[column] > 0)
    }

    /// The row whose ratio of right side to entry is least, ties to the lowest basic variable.
    fn leaving(&self, column: usize) -> Result<Option<usize>, Overflow> {
        let mut best: Option<usize> = None;
        for row in 0..self.basis.len() {
            if self.rows[row][column] <= 0 {
                continue;
            }
            let better = match best {
                None => true,
                Some(other) => {
                    let cross = |a: usize, b: usize| {
                        self.rows[a][self.variables].checked_mul(self.rows[b][column])
                    };
                    let mine = cross(row, other).ok_or(Overflow)?;
                    let theirs = cross(other, row).ok_or(Overflow)?;
                    mine < theirs || mine == theirs && self.basis[row] < self.basis[other]
                }
            };
            if better {
                best = Some(row);
            }
        }
        Ok(best)
    }

    fn pivot(&mut self, row: usize, column: usize) -> Result<(), Overflow> {
        eliminate(&mut self.rows, row, column, self.denominator)?;
        self.denominator = self.rows[row][column];
        self.basis[row] = column;
        Ok(())
    }
}

fn greatest_common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_and_null_space_complement_each_other() {
        let rows = vec![vec![1, 1, 0, 1], vec![0, 1, 1, 1], vec![1, 2, 1, 2]];
        assert_eq!(rank(&rows), Ok(2));
        let basis = null_space(&rows, 4).unwrap();
        assert_eq!(basis.len(), 2);
        for direction in basis {
            for row in &rows {
                assert_eq!(row.iter().zip(&direction).map(|(a, b)| a * b).sum::<i128>(), 0);
            }
        }
    }

    #[test]
    fn positive_combinations_are_found_iff_they_exist() {
        assert_eq!(positive_solution_exists(&[vec![1], vec![-2]]), Ok(true));
        assert_eq!(positive_solution_exists(&[vec![1], vec![2]]), Ok(false));
        assert_eq!(positive_solution_exists(&[vec![1], vec![0]]), Ok(false));
        let triangle = [vec![1, 0], vec![0, 1], vec![-1, -1]];
        assert_eq!(positive_solution_exists(&triangle), Ok(true));
        let half_plane = [vec![1, 0], vec![-1, 0], vec![0, 1]];
        assert_eq!(positive_solution_exists(&half_plane), Ok(false));
    }

    #[test]
    fn overflow_is_reported() {
        let huge = i128::MAX / 2;
        assert_eq!(rank(&[vec![huge, 3], vec![5, huge]]), Err(Overflow));
    }
}
