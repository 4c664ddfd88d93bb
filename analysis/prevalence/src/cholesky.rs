//! Cholesky factors of small information matrices, deterministic and without allocation.

/// A symmetric positive definite matrix of side `side`, upper triangle by rows, and in its place
/// its factor `U` with `Uᵀ U` the matrix.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cholesky {
    side: usize,
    entries: Vec<f64>,
}

/// A pivot below this share of its diagonal entry says that a column depends on the others.
const PIVOT_FLOOR: f64 = 1e-13;

impl Cholesky {
    /// Takes the upper triangle from `entry(row, column)` with `row ≤ column` and factors it.
    ///
    /// Returns whether the matrix is positive definite beyond rounding. Costs about `side³ / 6`
    /// multiplications.
    pub(crate) fn factor(
        &mut self,
        side: usize,
        mut entry: impl FnMut(usize, usize) -> f64,
    ) -> bool {
        self.side = side;
        self.entries.resize(side * side, 0.0);
        for (row, entries) in self.entries.chunks_exact_mut(side).enumerate() {
            for (column, slot) in entries.iter_mut().enumerate().skip(row) {
                *slot = entry(row, column);
            }
        }
        (0..side).all(|pivot| self.eliminate(pivot, entry(pivot, pivot)))
    }

    fn eliminate(&mut self, pivot: usize, diagonal: f64) -> bool {
        let side = self.side;
        let (done, below) = self.entries.split_at_mut((pivot + 1) * side);
        let leading = &mut done[pivot * side + pivot..];
        if leading[0] <= PIVOT_FLOOR * diagonal || leading[0].is_nan() {
            return false;
        }
        let scale = 1.0 / leading[0].sqrt();
        for entry in leading.iter_mut() {
            *entry *= scale;
        }
        for (offset, row) in below.chunks_exact_mut(side).enumerate() {
            let tail = &leading[offset + 1..];
            let factor = tail[0];
            for (entry, lead) in row[pivot + 1 + offset..].iter_mut().zip(tail) {
                *entry -= factor * lead;
            }
        }
        true
    }

    /// Solves for `vector` in place.
    pub(crate) fn solve(&self, vector: &mut [f64]) {
        let side = self.side;
        for row in 0..side {
            let factors = &self.entries[row * side + row..(row + 1) * side];
            let value = vector[row] / factors[0];
            vector[row] = value;
            for (target, factor) in vector[row + 1..].iter_mut().zip(&factors[1..]) {
                *target -= value * factor;
            }
        }
        self.solve_upper(vector);
    }

    /// Solves `U x = vector` in place; with standard normal `vector` this draws from the normal
    /// distribution whose precision matrix was factored.
    pub(crate) fn solve_upper(&self, vector: &mut [f64]) {
        let side = self.side;
        for row in (0..side).rev() {
            let factors = &self.entries[row * side + row..(row + 1) * side];
            let known: f64 = factors[1..].iter().zip(&vector[row + 1..]).map(|(f, x)| f * x).sum();
            vector[row] = (vector[row] - known) / factors[0];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_solves_the_equations() {
        let matrix = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        let mut cholesky = Cholesky::default();
        assert!(cholesky.factor(3, |i, j| matrix[i][j]));
        let mut x = [1.0, -2.0, 0.5];
        cholesky.solve(&mut x);
        for (row, right) in matrix.iter().zip([1.0, -2.0, 0.5]) {
            let left: f64 = row.iter().zip(&x).map(|(a, b)| a * b).sum();
            assert!((left - right).abs() < 1e-14);
        }
    }

    #[test]
    fn dependent_columns_are_noticed() {
        let mut cholesky = Cholesky::default();
        assert!(!cholesky.factor(2, |_, _| 1.0));
        assert!(!cholesky.factor(1, |_, _| f64::NAN));
    }
}
