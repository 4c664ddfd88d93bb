//! Fast random numbers for making rows. No privacy rests on them.
//!
//! Rows are made from tables that are protected already, so whoever guesses these numbers learns
//! nothing that the tables do not tell. The generator is xoshiro256++ (Blackman & Vigna 2021, ACM
//! Transactions on Mathematical Software 47), begun by the [`Source`] of the release: the same release
//! gives the same rows.

use crate::source::Source;

/// Numbers drawn by lot.
pub struct Lots([u64; 4]);

impl Lots {
    /// Begins with four numbers of a source.
    pub fn new(source: &mut Source) -> Self {
        let mut state = [0; 4].map(|_: u64| source.bits());
        // The generator stands still at nothing but zeros.
        state[0] |= 1;
        Self(state)
    }

    fn bits(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let drawn = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let shifted = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = d.rotate_left(45);
        drawn
    }

    /// A number from 0 to 1, 1 excluded.
    pub fn share(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number from 0 to `below`, `below` excluded; 0 where nothing is below.
    pub fn below(&mut self, below: usize) -> usize {
        ((u128::from(self.bits()) * below as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Key;

    /// The first numbers of the authors' program from the state 1, 2, 3, 4.
    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut lots = Lots([1, 2, 3, 4]);
        let first = [(); 4].map(|()| lots.bits());
        assert_eq!(first, [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386]);
    }

    #[test]
    fn every_number_below_is_as_likely() {
        let mut lots = Lots::new(&mut Source::new(&Key::new([1; 32]), b"lots"));
        let mut seen = [0_u32; 6];
        for _ in 0..60_000 {
            seen[lots.below(6)] += 1;
        }
        // Chi-squared with 5 degrees of freedom exceeds 25.7 once in 10,000.
        let chi: f64 = seen.iter().map(|&n| (f64::from(n) - 1e4).powi(2) / 1e4).sum();
        assert!(chi < 25.7, "{seen:?}");
    }
}
