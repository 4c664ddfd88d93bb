//! Sums over subsets and supersets of lists, all at once.
//!
//! For a hierarchical log-linear model every entry of the information matrix is a superset sum of
//! the fitted means, and every linear predictor a subset sum of the coefficients. Both transforms
//! cost `L · 2^L / 2` additions, so no design matrix is ever formed.

/// Replaces `values[s]` by the sum of `values[t]` over all subsets `t` of `s`.
///
/// `values.len()` is a power of two.
pub(crate) fn over_subsets(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (with, without) in with.iter_mut().zip(without) {
                *with += *without;
            }
        }
        half *= 2;
    }
}

/// Replaces `values[s]` by the sum of `values[t]` over all supersets `t` of `s`.
///
/// `values.len()` is a power of two.
pub(crate) fn over_supersets(values: &mut [f64]) {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_exact_mut(2 * half) {
            let (without, with) = block.split_at_mut(half);
            for (without, with) in without.iter_mut().zip(with) {
                *without += *with;
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transforms_equal_the_sums_of_their_definition() {
        let values: Vec<f64> = (0..32).map(|i| f64::from(i * i % 7)).collect();
        let (mut below, mut above) = (values.clone(), values.clone());
        over_subsets(&mut below);
        over_supersets(&mut above);
        for set in 0..32_usize {
            let sum = |keep: &dyn Fn(usize) -> bool| -> f64 {
                (0..32).filter(|&t| keep(t)).map(|t| values[t]).sum()
            };
            assert_eq!(below[set], sum(&|t| t & set == t));
            assert_eq!(above[set], sum(&|t| t & set == set));
        }
    }
}
