use super::*;
use crate::testing::workload;

fn data(ones: usize, twos: usize) -> Dataset {
    let column = |code: u8| std::iter::repeat_n(code, ones).chain(std::iter::repeat_n(1, twos));
    Dataset::of_codes(vec![column(0).collect(), column(0).collect()])
}

#[test]
fn the_same_question_gets_the_same_answer_and_another_its_own() {
    let workload = workload(&[2, 2], &[&[0, 1], &[0]], 3);
    let key = Key::new([5; 32]);
    let ask = |purpose| {
        measure(&workload, &data(40, 60), Mechanism::Gaussian(Rho(0.1)), &key, purpose).unwrap()
    };
    assert_eq!(ask("a"), ask("a"));
    assert_ne!(ask("a"), ask("b"));
}

/// The whole release on neighbouring data, one person more or less: the odds of each outcome of the
/// person's cell change by at most exp(ε), within five standard errors.
#[test]
fn a_whole_release_keeps_its_epsilon_on_neighbours() {
    let workload = workload(&[2, 2], &[&[0, 1], &[0]], 3);
    let epsilon = 1.0;
    let outcomes = |data: &Dataset, salt: u8| {
        let mut seen = std::collections::BTreeMap::new();
        for run in 0..15_000_u32 {
            let mut bytes = [salt; 32];
            bytes[..4].copy_from_slice(&run.to_be_bytes());
            let key = Key::new(bytes);
            let tables = draw(&workload, data, Mechanism::Laplace(epsilon), &key, "t").unwrap();
            // Both tables hold the person: the pair of outcomes, coarsened to be frequent.
            let coarse = |value: f64| (value / 2.0).floor() as i64;
            *seen
                .entry((coarse(tables[0].values[0]), coarse(tables[1].values[0])))
                .or_insert(0_u32) += 1;
        }
        seen
    };
    let (one, other) = (outcomes(&data(20, 20), 1), outcomes(&data(21, 20), 2));
    let mut looked_at = 0;
    for (outcome, &a) in &one {
        let Some(&b) = other.get(outcome).filter(|&&b| a >= 60 && b >= 60) else { continue };
        let (a, b) = (f64::from(a), f64::from(b));
        let error = (1.0 / a + 1.0 / b).sqrt();
        assert!((a / b).ln().abs() <= epsilon + 5.0 * error, "{outcome:?}: {a} {b}");
        looked_at += 1;
    }
    assert!(looked_at > 20, "{looked_at}");
}

#[test]
fn the_cost_is_what_the_noise_has() {
    let workload = workload(&[2, 3], &[&[0, 1], &[0]], 3);
    let key = Key::new([5; 32]);
    let tables = draw(&workload, &data(4, 6), Mechanism::Gaussian(Rho(0.1)), &key, "t").unwrap();
    let spent: f64 = tables.iter().map(|table| Rho::of_gaussian(table.variance).0).sum();
    // Fractions are rounded up, so never more is spent than charged.
    assert!(spent <= 0.1 && spent > 0.0999, "{spent}");
    let laplace = Mechanism::Laplace(1.0);
    let tables = draw(&workload, &data(4, 6), laplace, &key, "t").unwrap();
    let pure: f64 = tables.iter().map(|table| (2.0 / table.variance).sqrt()).sum();
    assert!(pure <= 1.0 + 1e-12 && pure > 0.999, "{pure}");
    assert!(laplace.cost(&workload).0 <= Rho::of_pure(1.0).0);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let workload = workload(&[2, 2], &[&[0, 1]], 3);
    let key = Key::new([5; 32]);
    for mechanism in [
        Mechanism::Gaussian(Rho(0.0)),
        Mechanism::Gaussian(Rho(1e-20)),
        Mechanism::Gaussian(Rho(f64::NAN)),
        Mechanism::Laplace(-1.0),
        Mechanism::Laplace(1e-9),
    ] {
        let refused = draw(&workload, &data(1, 1), mechanism, &key, "t");
        assert!(matches!(refused, Err(MechanismRefused::Budget(_))), "{mechanism:?}");
    }
}
