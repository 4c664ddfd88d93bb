use proptest::prelude::*;

use super::*;

/// Erlang C by its definition as a sum, in logarithms, instead of by Erlang B's recursion.
fn delayed_by_definition(n: u32, a: f64) -> f64 {
    let term = |k: u32| f64::from(k) * a.ln() - libm::lgamma(f64::from(k) + 1.0);
    let last = term(n) + (f64::from(n) / (f64::from(n) - a)).ln();
    let below: f64 = (0..n).map(|k| (term(k) - last).exp()).sum();
    1.0 / (1.0 + below)
}

/// Erlang A by the stationary distribution of the queue's length, instead of by the wait's density:
/// (delayed, abandoned, mean queue).
fn by_states(load: Load, n: u32, patience: f64) -> [f64; 3] {
    let (lambda, mu, theta) = (load.arrivals(), 1.0 / load.handling(), 1.0 / patience);
    let mut logs = vec![0.0_f64];
    for state in 1..2_000_000_u32 {
        let waiting = f64::from(state.saturating_sub(n));
        let leaving = f64::from(state.min(n)) * mu + waiting * theta;
        let next = logs[logs.len() - 1] + (lambda / leaving).ln();
        logs.push(next);
        let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if state > n && next < top - 60.0 {
            break;
        }
    }
    let top = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| (log - top).exp()).collect();
    let total: f64 = weights.iter().sum();
    let delayed: f64 = weights.iter().skip(n as usize).sum::<f64>() / total;
    let queue: f64 = weights
        .iter()
        .enumerate()
        .skip(n as usize)
        .map(|(k, w)| (k as f64 - f64::from(n)) * w)
        .sum::<f64>()
        / total;
    [delayed, theta * queue / lambda, queue]
}

/// Erlang B as printed in the standard tables (Parkinson, *Traffic engineering techniques*; the same in
/// every textbook): the offered load at which so many lines lose 1 %.
#[test]
fn the_printed_tables_of_erlang_b() {
    for (lines, offered) in
        [(1, 0.0101), (2, 0.153), (5, 1.361), (10, 4.461), (20, 12.03), (50, 37.90), (100, 84.06)]
    {
        let lost = blocked(lines, offered);
        // The tables give three or four figures of the load.
        assert!((lost - 0.01).abs() < 1e-4, "{lines}: {lost}");
    }
    // B(2, 1) = (1/2) / (1 + 1 + 1/2) = 1/5, B(3, 2) = (8/6) / (1 + 2 + 2 + 8/6) = 4/19.
    assert!((blocked(2, 1.0) - 0.2).abs() < 1e-15);
    assert!((blocked(3, 2.0) - 4.0 / 19.0).abs() < 1e-15);
}

/// Garnett, Mandelbaum & Reiman, *Designing a call center with impatient customers* (M&SOM 4, 2002),
/// table 1: 50 agents, 48 calls a minute, one minute each, patience two minutes. Printed figures:
/// with Erlang C wait 20.8 s, nine of ten below 58.1 s, 17 in the queue, 96 % busy; with Erlang A
/// 3.1 % give up, wait 3.7 s, nine of ten below 12.5 s (12.44 here), 3 in the queue, 93 % busy.
#[test]
fn the_published_comparison_of_c_and_a() {
    let load = Load::new(48.0 / 60.0, 60.0).unwrap();
    let c = Waiting::without_abandonment(load, 50).unwrap();
    assert!((c.mean_wait - 20.8).abs() < 0.05, "{c:?}");
    assert!((c.wait_of(0.9) - 58.1).abs() < 0.05, "{}", c.wait_of(0.9));
    assert_eq!((c.queue.round(), (c.occupancy * 100.0).round()), (17.0, 96.0));
    let a = Waiting::with_abandonment(load, 50, 120.0).unwrap();
    assert!((a.abandoned - 0.031).abs() < 0.0005, "{a:?}");
    assert!((a.mean_wait - 3.7).abs() < 0.05, "{a:?}");
    assert!((a.wait_of(0.9) - 12.5).abs() < 0.1, "{}", a.wait_of(0.9));
    assert_eq!((a.queue.round(), (a.occupancy * 100.0).round()), (3.0, 93.0));
}

#[test]
fn what_cannot_be_planned_is_refused() {
    assert!(Load::new(0.0, 1.0).is_err() && Load::new(1.0, f64::NAN).is_err());
    assert_eq!(Load::new(1e6, 1e6), Err(LoadRefused::TooLarge(1e12)));
    let load = Load::new(1.0, 10.0).unwrap();
    let refused = Waiting::without_abandonment(load, 10).unwrap_err();
    assert!(matches!(refused, LoadRefused::Overloaded { .. }));
    assert!(Waiting::with_abandonment(load, 0, 10.0).is_err());
    assert!(Waiting::with_abandonment(load, 10, 0.0).is_err());
}

proptest! {
    #[test]
    fn c_is_its_definition(n in 1_u32..400, share in 0.05_f64..0.995) {
        let a = f64::from(n) * share;
        let found = Waiting::without_abandonment(Load::new(a / 60.0, 60.0).unwrap(), n).unwrap();
        let expected = delayed_by_definition(n, a);
        prop_assert!((found.delayed - expected).abs() < 1e-9 * expected.max(1e-3), "{} {expected}", found.delayed);
    }

    #[test]
    fn a_is_the_stationary_queue(
        n in 1_u32..150, share in 0.2_f64..2.5, patience in 5.0_f64..2_000.0
    ) {
        let load = Load::new(f64::from(n) * share / 300.0, 300.0).unwrap();
        let found = Waiting::with_abandonment(load, n, patience).unwrap();
        let [delayed, abandoned, queue] = by_states(load, n, patience);
        prop_assert!((found.delayed - delayed).abs() < 1e-6, "{} {delayed}", found.delayed);
        prop_assert!((found.abandoned - abandoned).abs() < 1e-6, "{} {abandoned}", found.abandoned);
        prop_assert!((found.queue - queue).abs() < 1e-6 * queue.max(1.0), "{} {queue}", found.queue);
        // In the long run everybody is answered or gives up.
        let answered = found.answered_within(1e3 * patience.max(300.0));
        prop_assert!((answered + found.abandoned - 1.0).abs() < 1e-6);
    }

    #[test]
    fn endless_patience_is_erlang_c(n in 1_u32..60, share in 0.2_f64..0.9, t in 0.0_f64..200.0) {
        let load = Load::new(f64::from(n) * share / 300.0, 300.0).unwrap();
        let a = Waiting::with_abandonment(load, n, 1e9).unwrap();
        let c = Waiting::without_abandonment(load, n).unwrap();
        prop_assert!((a.delayed - c.delayed).abs() < 1e-5);
        prop_assert!((a.answered_within(t) - c.answered_within(t)).abs() < 1e-5);
    }
}
