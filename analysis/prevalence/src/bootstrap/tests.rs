use super::*;
use crate::{Model, Stepwise, published};

#[test]
fn results_are_equal_bit_by_bit_on_any_number_of_threads() {
    let cells = Cells::new(&published::uk_5());
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let resampling = Resampling::multinomial(&cells);
        pool.install(|| Replicates::run(&Stepwise::default(), &resampling, 7, 0..300))
    };
    let bits =
        |run: Replicates| -> Vec<u64> { run.populations.iter().map(|x| x.to_bits()).collect() };
    assert_eq!(bits(run(1)), bits(run(2)));
}

#[test]
fn more_replicates_continue_the_same_sequence() {
    let resampling = Resampling::multinomial(&Cells::new(&published::uk_4()));
    let run = |range| Replicates::run(&Stepwise::default(), &resampling, 3, range).populations;
    let parts = [run(0..70), run(70..200)].concat();
    assert_eq!(parts, run(0..200));
}

#[test]
fn multinomial_replicates_keep_the_number_of_persons() {
    let cells = Cells::new(&published::uk_6());
    let resampling = Resampling::multinomial(&cells);
    let mut replicate = Cells::empty(6);
    let mut total = vec![0.0; 64];
    for number in 0..2000 {
        resampling.draw(&mut Stream::new(11, number), &mut replicate);
        assert_eq!(replicate.persons(), 2744.0);
        for (sum, count) in total.iter_mut().zip(replicate.counts()) {
            *sum += count / 2000.0;
        }
    }
    for (mean, &count) in total.iter().zip(cells.counts()) {
        assert!((mean - count).abs() <= 5.0 * (count / 2000.0).sqrt(), "{mean} {count}");
    }
}

#[test]
fn parametric_replicates_vary_the_number_of_persons() {
    let cells = Cells::new(&published::uk_5());
    let fit = Fit::new(&cells, &Model::parse("[12,13,24,25,35,45]", 5).unwrap()).unwrap();
    let resampling = Resampling::parametric(&fit);
    let mut replicate = Cells::empty(5);
    let persons = (0..400).map(|number| {
        resampling.draw(&mut Stream::new(5, number), &mut replicate);
        replicate.persons()
    });
    let mean = persons.sum::<f64>() / 400.0;
    let spread = (2744.0 * (1.0 - 2744.0 / fit.population) / 400.0_f64).sqrt();
    assert!((mean - 2744.0).abs() < 5.0 * spread, "{mean}");
}

#[test]
fn a_deletion_without_an_estimate_is_named() {
    let mut cells = Cells::empty(3);
    cells.refill([(1, 10.0), (2, 9.0), (4, 8.0), (3, 1.0)]);
    let error = acceleration(&Stepwise::default(), &cells).unwrap_err();
    assert_eq!(error.histories, [3]);
    assert!(error.to_string().contains("history 110"), "{error}");
}

#[test]
fn samples_without_overlap_count_as_failed() {
    let mut cells = Cells::empty(3);
    cells.refill([(1, 10.0), (2, 9.0), (4, 8.0), (3, 1.0)]);
    let resampling = Resampling::multinomial(&cells);
    let run = Replicates::run(&Stepwise::default(), &resampling, 1, 0..500);
    let share = run.failed() as f64 / 500.0;
    // The one overlapping person is not drawn in about 1/e of the samples.
    assert!((share - (27.0_f64 / 28.0).powi(28)).abs() < 0.1, "{share}");
    assert!(run.populations.iter().all(|&x| x == f64::INFINITY || x < 1e6));
}
