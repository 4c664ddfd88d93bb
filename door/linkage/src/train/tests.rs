use super::*;
use crate::settings::Settings;
use crate::testing::{THREE, linker, noisy};

fn untrained() -> String {
    let mut settings = Settings::read(THREE).unwrap();
    settings.prior = None;
    settings.certain = vec!["a, b, c".to_owned()];
    for level in settings.comparisons.iter_mut().flat_map(|c| &mut c.levels) {
        (level.m, level.u) = (None, None);
    }
    serde_json::to_string(&settings).unwrap()
}

/// The mixture of two classes fitted by a few plain lines over every pattern of the table, `u` fixed:
/// written apart from the code it checks.
fn fitted_plainly(
    linker: &Linker,
    counts: &Counts,
    possible: f64,
    u: &[Vec<f64>],
) -> (f64, Vec<Vec<f64>>) {
    let mut prior = 0.001;
    let mut m: Vec<Vec<f64>> =
        vec![vec![0.0, 0.8, 0.2], vec![0.0, 0.7, 0.2, 0.1], vec![0.0, 0.9, 0.1]];
    for _ in 0..3_000 {
        let mut total = 0.0;
        let mut sums: Vec<Vec<f64>> = m.iter().map(|l| vec![0.0; l.len()]).collect();
        for &(vector, n) in counts {
            let level: Vec<usize> = (0..3).map(|c| linker.level(vector, c)).collect();
            let product = |p: &[Vec<f64>]| (0..3).map(|c| p[c][level[c]]).product::<f64>();
            let (same, other) = (prior * product(&m), (1.0 - prior) * product(u));
            let share = n as f64 * same / (same + other);
            total += share;
            (0..3).for_each(|c| sums[c][level[c]] += share);
        }
        prior = total / possible;
        for (c, of) in sums.iter().enumerate() {
            (0..of.len()).for_each(|l| m[c][l] = of[l] / total);
        }
    }
    (prior, m)
}

#[test]
fn expectation_maximisation_agrees_with_an_independent_one() {
    let mut settings = Settings::read(&untrained()).unwrap();
    let shares = [vec![0.0025, 0.9975], vec![0.0025, 0.07, 0.9275], vec![0.0025, 0.9975]];
    for (comparison, u) in settings.comparisons.iter_mut().zip(&shares) {
        for (level, &u) in comparison.levels[1..].iter_mut().zip(u) {
            (level.u, level.fix_u) = (Some(u), true);
        }
    }
    let data = noisy(300, 0.85, 11);
    let mut linker = linker(&serde_json::to_string(&settings).unwrap(), &[&data]);
    let plan = Plan::new(&mut linker, 10_000);
    let counts = Compared::new(&linker, &plan, 0).counts().clone();
    let training =
        Training { households: false, tolerance: 1e-12, rounds: 5_000, ..Training::default() };
    learn(&mut linker, &counts, &training);
    let fixed: Vec<Vec<f64>> = shares.iter().map(|s| [vec![1.0], s.clone()].concat()).collect();
    let (prior, m) = fitted_plainly(&linker, &counts, linker.possible_pairs(), &fixed);
    let settings = linker.settings();
    assert!((settings.prior.unwrap() / prior - 1.0).abs() < 2e-3);
    for (c, comparison) in settings.comparisons.iter().enumerate() {
        for (l, level) in comparison.levels.iter().enumerate().skip(1) {
            // A tenth of a pair is added to each level, out of about 300.
            assert!((level.m.unwrap() - m[c][l]).abs() < 2e-3, "{} {l}", comparison.name);
        }
    }
}

#[test]
fn training_finds_what_the_lists_were_made_with() {
    let data = noisy(1_000, 0.9, 4);
    let mut linker = linker(&untrained(), &[&data]);
    let plan = Plan::new(&mut linker, 10_000);
    let learned = train(&mut linker, &plan, &Training { households: false, ..Training::default() });
    assert!(learned.converged);
    let settings = linker.settings();
    // Both values of a pair survive with 0.81; otherwise they agree by one chance in 400.
    let m = settings.comparisons[0].levels[1].m.unwrap();
    assert!((m - (0.81 + 0.19 / 400.0)).abs() < 0.03, "{m}");
    let u = settings.comparisons[0].levels[1].u.unwrap();
    assert!((u - 0.0025).abs() < 0.0006, "{u}");
    let matches = settings.prior.unwrap() * linker.possible_pairs();
    assert!((matches - 1_000.0).abs() < 60.0, "{matches}");
}

#[test]
fn what_people_decided_moves_the_model_towards_it() {
    let data = noisy(300, 0.85, 11);
    let mut linker = linker(&untrained(), &[&data]);
    let plan = Plan::new(&mut linker, 10_000);
    let counts = Compared::new(&linker, &plan, 0).counts().clone();
    let training = Training { households: false, ..Training::default() };
    let mut matches = |decided: &[(Vector, bool)]| {
        learn_with(&mut linker, &counts, decided, &training).expected_matches
    };
    let untold = matches(&[]);
    // The commonest vector, decided fifty times: as one person, then as two.
    let &(vector, n) = counts.iter().max_by_key(|(_, n)| *n).unwrap();
    assert!(n >= 50);
    assert!(matches(&[(vector, true); 50]) > untold + 40.0);
    assert!(matches(&[(vector, false); 50]) < untold + 1.0);
}

#[test]
fn possible_pairs_are_right_for_more_than_two_lists() {
    let data = noisy(15, 1.0, 2);
    let lists = [&data[..4], &data[4..9], &data[9..30]];
    let across = linker(&THREE.replace("link_and_deduplicate", "link"), &lists);
    assert_eq!(across.possible_pairs(), f64::from(4 * 5 + 4 * 21 + 5 * 21));
    assert_eq!(linker(THREE, &lists).possible_pairs(), 435.0);
}

#[test]
fn chance_agreement_of_what_is_compared_within_a_group_is_that_within_it() {
    let settings = THREE.replacen("name = \"a\"", "name = \"a\"\n    within = \"c\"", 1).replacen(
        "a_l is null or a_r is null",
        "a_l is null or a_r is null or c_l <> c_r",
        1,
    );
    // Two groups of twenty, in each of them two values of ten.
    let row = |i: usize| vec![format!("v{}", i % 4), "b".to_owned(), format!("g{}", i % 2)];
    let data: Vec<Vec<String>> = (0..40).map(row).collect();
    let linker = linker(&settings, &[&data]);
    let equals = linker.share_of_equals(0).unwrap();
    assert_eq!((equals.share, equals.among_all), (180.0 / 380.0, 180.0 / 780.0));
    let plain = linker.share_of_equals(2).unwrap();
    assert_eq!(plain.share, plain.among_all);
}
