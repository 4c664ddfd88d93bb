//! Have simulated chains forgotten where they started?
//!
//! # Definition
//! Each chain is split in two, values are replaced by normal scores of their ranks, and split R-hat
//! compares the variance between the halves with that within; the bulk effective sample size
//! divides the number of draws by their autocorrelation time, summed over Geyer's initial positive
//! sequence (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021, Bayesian Analysis 16). Draws are
//! reported with R-hat at most 1.01 and at least 100 effective draws per chain (400 for four).

use serde::Serialize;

use crate::special::normal_quantile;

/// How well the chains agree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Convergence {
    /// Rank-normalised split R-hat; 1 at perfection.
    pub r_hat: f64,
    /// Bulk effective sample size.
    pub effective: f64,
    /// Chains.
    pub chains: usize,
    /// Draws per chain.
    pub draws: usize,
}

impl Convergence {
    /// Judges chains of equal length.
    #[must_use]
    pub fn of(chains: &[Vec<f64>]) -> Self {
        let draws = chains.first().map_or(0, Vec::len);
        let halves: Vec<&[f64]> = chains
            .iter()
            .flat_map(|chain| [&chain[..draws / 2], &chain[draws - draws / 2..]])
            .collect();
        let scores = normal_scores(&halves);
        let (r_hat, effective) = judge(&scores);
        Self { r_hat, effective, chains: chains.len(), draws }
    }

    /// Whether the draws may be reported.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.r_hat <= 1.01 && self.effective >= 100.0 * self.chains as f64
    }
}

/// Normal scores of the ranks over all chains; ties share their mean rank.
fn normal_scores(chains: &[&[f64]]) -> Vec<Vec<f64>> {
    let mut places: Vec<(f64, usize, usize)> = Vec::new();
    for (chain, draws) in chains.iter().enumerate() {
        places.extend(draws.iter().enumerate().map(|(draw, &value)| (value, chain, draw)));
    }
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total = places.len() as f64;
    let mut scores: Vec<Vec<f64>> = chains.iter().map(|draws| vec![0.0; draws.len()]).collect();
    let mut first = 0;
    while first < places.len() {
        let tied = places[first..].iter().take_while(|place| place.0 == places[first].0).count();
        let rank = first as f64 + (tied as f64 + 1.0) / 2.0;
        let score = normal_quantile((rank - 0.375) / (total + 0.25));
        for &(_, chain, draw) in &places[first..first + tied] {
            scores[chain][draw] = score;
        }
        first += tied;
    }
    scores
}

fn judge(chains: &[Vec<f64>]) -> (f64, f64) {
    let length = chains.first().map_or(0, Vec::len);
    if length < 4 {
        return (f64::INFINITY, 0.0);
    }
    let (count, n) = (chains.len() as f64, length as f64);
    let means: Vec<f64> = chains.iter().map(|chain| chain.iter().sum::<f64>() / n).collect();
    let grand = means.iter().sum::<f64>() / count;
    let between = means.iter().map(|mean| (mean - grand).powi(2)).sum::<f64>() / (count - 1.0);
    let covariance = |lag: usize| -> f64 {
        let one = |(chain, mean): (&Vec<f64>, &f64)| {
            let pairs = chain.iter().zip(&chain[lag..]);
            pairs.map(|(a, b)| (a - mean) * (b - mean)).sum::<f64>() / n
        };
        chains.iter().zip(&means).map(one).sum::<f64>() / count
    };
    let within = covariance(0) * n / (n - 1.0);
    if within <= 0.0 {
        // Nothing moved: agreement of frozen chains is no evidence.
        return (f64::INFINITY, 0.0);
    }
    let variance = within * (n - 1.0) / n + between;
    let correlation = |lag: usize| 1.0 - (within - covariance(lag) * n / (n - 1.0)) / variance;
    let (mut time, mut lag, mut previous) = (-1.0, 0, f64::INFINITY);
    while lag + 1 < length / 2 {
        let pair = (correlation(lag) + correlation(lag + 1)).min(previous);
        if pair <= 0.0 {
            break;
        }
        time += 2.0 * pair;
        previous = pair;
        lag += 2;
    }
    let draws = count * n;
    (
        (variance / within).sqrt(),
        (draws / f64::max(time, 1.0 / draws.log10())).min(draws * draws.log10()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    /// First-order autoregressive chains: the effective size is known, `n (1 - ρ)/(1 + ρ)`.
    #[test]
    fn the_effective_size_of_autoregression_is_found() {
        for rho in [0.0, 0.5, 0.9] {
            let chain = |number: u64| {
                let mut stream = Stream::new(4, number);
                let mut state = stream.normal();
                let step = f64::sqrt(1.0 - rho * rho);
                let draws = (0..5000).map(|_| {
                    state = rho * state + step * stream.normal();
                    state
                });
                draws.collect::<Vec<_>>()
            };
            let found = Convergence::of(&(0..4).map(chain).collect::<Vec<_>>());
            let expected = 20_000.0 * (1.0 - rho) / (1.0 + rho);
            assert!((found.effective / expected - 1.0).abs() < 0.2, "{rho}: {found:?}");
            assert!(found.r_hat < 1.01 && found.is_settled());
        }
    }

    #[test]
    fn chains_in_different_places_are_not_settled() {
        let chain = |centre: f64, number: u64| -> Vec<f64> {
            let mut stream = Stream::new(8, number);
            (0..1000).map(|_| centre + stream.normal()).collect()
        };
        let apart = Convergence::of(&[chain(0.0, 1), chain(0.0, 2), chain(5.0, 3)]);
        assert!(apart.r_hat > 1.5 && !apart.is_settled());
        assert!(!Convergence::of(&[vec![1.0; 100], vec![1.0; 100]]).is_settled());
        assert!(!Convergence::of(&[vec![1.0; 2]]).is_settled());
    }
}
