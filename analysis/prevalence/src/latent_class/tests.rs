use super::*;
use crate::published;

fn short(chains: usize) -> LatentClass {
    LatentClass { burn_in: 1000, draws: 400, thinning: 10, chains, ..LatentClass::default() }
}

/// LCMCR 0.4.14 gives 48,000 or 142,000 persons for the Netherlands by seed, each looking settled.
/// Chains from spread starting points disagree, and the answer is refused.
#[test]
fn the_netherlands_are_refused_because_chains_disagree() {
    let draws = short(4).draw(&published::netherlands_5(), 5).unwrap();
    let convergence = draws.convergence;
    assert!(!convergence.is_settled(), "{convergence:?}");
    assert!(matches!(draws.settled(), Err(Refusal::Unsettled(_))));
}

/// One class only: the lists are independent, and the log-linear estimate is near the truth.
#[test]
fn independent_lists_are_recovered() {
    let mut stream = Stream::new(2, 0);
    let mut counts = [0_u64; 16];
    for _ in 0..4000 {
        let history = (0..4).filter(|_| stream.uniform() < 0.3).fold(0, |h, list| h | 1 << list);
        counts[history] += 1;
    }
    let lists = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
    let seen = (1..16).map(|history| (record::History(history), counts[history as usize]));
    let table = OverlapTable::new(lists, seen).unwrap();
    let draws = short(4).draw(&table, 1).unwrap();
    let (low, high) = (draws.quantile(0.005), draws.quantile(0.995));
    assert!(low < 4000.0 && 4000.0 < high, "{low} {high}");
}

#[test]
fn chains_that_disagree_are_refused_with_their_medians() {
    let apart: Vec<Vec<f64>> = [48_000.0, 142_000.0]
        .iter()
        .map(|centre| (0..400).map(|i| centre + f64::from(i * 37 % 101)).collect())
        .collect();
    let refusal = Draws::new(&apart).settled().unwrap_err().to_string();
    assert!(refusal.contains("R-hat") && refusal.contains("48"), "{refusal}");
}

#[test]
fn draws_repeat_with_the_seed() {
    let brief = LatentClass { burn_in: 50, draws: 20, thinning: 1, chains: 2, ..short(2) };
    let run = |seed| brief.draw(&published::uk_4(), seed).unwrap();
    assert!(run(1) == run(1));
    assert!(run(1) != run(2));
}
