use proptest::prelude::*;

use super::*;

fn names(lists: usize) -> Vec<String> {
    (0..lists).map(|list| format!("list {}", list + 1)).collect()
}

fn small() -> OverlapTable {
    let counts = [(1, 40), (2, 30), (4, 20), (3, 6), (7, 2)];
    OverlapTable::new(names(3), counts.map(|(bits, count)| (History(bits), count))).unwrap()
}

#[test]
fn margins_are_sums_over_supersets() {
    let table = small();
    assert_eq!(table.persons(), 98);
    assert_eq!(table.size_of(0), 48);
    assert_eq!(table.on_all(History(0b011)), 8);
    assert_eq!(table.by_number_of_lists(), [90, 6, 2]);
    assert_eq!(table.empty_pairs(), []);
}

#[test]
fn dropping_a_list_loses_those_seen_only_there() {
    let table = small().without(1).unwrap();
    assert_eq!(table.lists(), ["list 1", "list 3"]);
    let counts: Vec<_> = table.histories().map(|(history, count)| (history.0, count)).collect();
    assert_eq!(counts, [(1, 46), (2, 20), (3, 2)]);
}

#[test]
fn merging_lists_keeps_everybody() {
    let table = small().merged(2, 0).unwrap();
    assert_eq!(table.lists(), ["list 1+list 3", "list 2"]);
    assert_eq!(table.persons(), 98);
    assert_eq!(table.size_of(0), 68);
}

#[test]
fn mergings_are_counted_by_stirling_numbers() {
    // S(6,3) + S(6,4) + S(6,5) = 90 + 65 + 15.
    assert_eq!([3, 4, 6].map(|lists| mergings(lists, 3).len()), [0, 6, 170]);
}

#[test]
fn grouping_two_lists_is_merging_them() {
    let table = small();
    assert_eq!(table.grouped(&[0, 1, 0]), table.merged(0, 2));
    assert_eq!(table.grouped(&[0, 0, 0]).unwrap().persons(), 98);
}

#[test]
fn an_empty_list_is_refused_by_name() {
    let error = OverlapTable::new(names(2), [(History(1), 5)]).unwrap_err();
    assert_eq!(error, BuildError::EmptyList("list 2".to_owned()));
}

#[test]
fn twenty_one_lists_are_too_many() {
    let error = OverlapTable::new(names(21), [(History(1), 5)]).unwrap_err();
    assert_eq!(error, BuildError::TooManyLists(21));
}

#[test]
fn counts_that_overflow_are_refused() {
    let error = OverlapTable::new(names(1), [(History(1), u64::MAX), (History(1), 2)]);
    assert_eq!(error, Err(BuildError::TooManyPersons));
}

proptest! {
    #[test]
    fn row_order_and_splitting_change_nothing(
        rows in prop::collection::vec((1_u32..16, 0_u64..50), 1..40)
    ) {
        let everybody = (0..4).map(|list| (History::only(list), 1));
        let rows: Vec<_> =
            rows.into_iter().map(|(bits, n)| (History(bits), n)).chain(everybody).collect();
        let split = rows.iter().rev().flat_map(|&(history, n)| [(history, n / 2), (history, n - n / 2)]);
        prop_assert_eq!(
            OverlapTable::new(names(4), rows.clone()),
            OverlapTable::new(names(4), split)
        );
    }
}
