use super::*;
use crate::account::Rho;
use crate::private::{Mechanism, measure};
use crate::quality::compare;
use crate::source::Key;
use crate::testing::workload;

/// Three variables in a chain: the second follows the first, the third the second.
fn chained(rows: usize) -> Dataset {
    let mut source = Source::new(&Key::new([1; 32]), b"data");
    let mut columns = vec![Vec::new(); 3];
    for _ in 0..rows {
        let first = source.below(4) as u8;
        let follow = |code: u8, source: &mut Source| {
            if source.share() < 0.8 { code } else { source.below(4) as u8 }
        };
        let second = follow(first, &mut source);
        let third = follow(second, &mut source);
        for (column, code) in columns.iter_mut().zip([first, second, third]) {
            column.push(code);
        }
    }
    Dataset::of_codes(columns)
}

#[test]
fn rows_have_the_tables_that_they_were_made_from() {
    let workload = workload(&[4, 4, 4], &[&[0, 1], &[1, 2], &[0, 2]], 11);
    let data = chained(4_000);
    let key = Key::new([2; 32]);
    let tables = measure(&workload, &data, Mechanism::Gaussian(Rho(1.0)), &key, "t").unwrap();
    let targets = Targets::private(&workload, tables).unwrap();
    let rows = targets.rows(&mut Source::new(&key, b"rows")).unwrap();
    assert!(rows.len().abs_diff(4_000) < 60, "{}", rows.len());
    for quality in compare(&workload, &data, &rows, 11) {
        assert!(quality.weighted < 0.03, "{quality:?}");
    }
}

#[test]
fn k_anonymous_rows_hold_no_combination_of_fewer_than_k_people() {
    let workload = workload(&[4, 4, 4], &[&[0, 1], &[1, 2], &[0, 2]], 11);
    let data = chained(400);
    let targets = Targets::k_anonymous(&workload, &data, 11).unwrap();
    let rows = targets.rows(&mut Source::new(&Key::new([2; 32]), b"rows")).unwrap();
    for spec in &workload.tables {
        let truth = count(&workload.variables, &data, &spec.by);
        let made = count(&workload.variables, &rows, &spec.by);
        for (truth, made) in truth.values.iter().zip(&made.values) {
            assert!(*made == 0.0 || *truth >= 11.0, "{truth} {made}");
        }
    }
}

#[test]
fn nobody_and_nothing_are_refused() {
    let workload = workload(&[2, 2], &[&[0]], 3);
    let data = Dataset::of_codes(vec![vec![0, 1], vec![0, 1]]);
    let refused = Targets::k_anonymous(&workload, &data, 3).unwrap_err();
    assert_eq!(refused, TargetsRefused::NoTable("v1".to_owned()));
    let workload = crate::testing::workload(&[2, 2], &[&[0, 1]], 3);
    let refused = Targets::k_anonymous(&workload, &data, 3).unwrap_err();
    assert_eq!(refused, TargetsRefused::Nobody);
}
