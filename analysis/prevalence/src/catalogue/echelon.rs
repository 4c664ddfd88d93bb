//! The rank of 0/1 columns that come and go as on a stack, modulo a prime.
//!
//! Independence modulo a prime proves independence over the rationals. The converse fails for
//! finitely many primes, so a dependence found here is only a reason to ask exactly.

/// 2^31 - 1: products of two residues fit in 64 bits.
const PRIME: u64 = 2_147_483_647;

pub(super) struct Echelon {
    rows: usize,
    /// Reduced columns with a leading one each.
    columns: Vec<Option<(usize, Vec<u64>)>>,
    dependent: usize,
}

impl Echelon {
    pub(super) fn new(rows: usize) -> Self {
        Self { rows, columns: Vec::new(), dependent: 0 }
    }

    pub(super) fn push(&mut self, column: impl Iterator<Item = bool>) {
        let mut column: Vec<u64> = column.map(u64::from).collect();
        for (lead, earlier) in self.columns.iter().flatten() {
            let factor = column[*lead];
            if factor != 0 {
                for (entry, other) in column.iter_mut().zip(earlier) {
                    *entry = (*entry + (PRIME - factor) * other) % PRIME;
                }
            }
        }
        let reduced = (0..self.rows).find(|&row| column[row] != 0).map(|lead| {
            let scale = inverse(column[lead]);
            column.iter_mut().for_each(|entry| *entry = *entry * scale % PRIME);
            (lead, column)
        });
        self.dependent += usize::from(reduced.is_none());
        self.columns.push(reduced);
    }

    pub(super) fn pop(&mut self) {
        if let Some(None) = self.columns.pop() {
            self.dependent -= 1;
        }
    }

    pub(super) fn is_full_rank(&self) -> bool {
        self.dependent == 0
    }
}

/// By Fermat: `x^(p-2)`.
fn inverse(value: u64) -> u64 {
    let (mut result, mut base, mut exponent) = (1, value, PRIME - 2);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % PRIME;
        }
        base = base * base % PRIME;
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependent_column_is_noticed_and_forgotten() {
        let mut echelon = Echelon::new(3);
        echelon.push([true, true, false].into_iter());
        echelon.push([false, true, true].into_iter());
        assert!(echelon.is_full_rank());
        echelon.push([true, true, false].into_iter());
        assert!(!echelon.is_full_rank());
        echelon.pop();
        echelon.push([true, false, true].into_iter());
        assert!(echelon.is_full_rank());
        assert_eq!(inverse(7) * 7 % PRIME, 1);
    }
}
