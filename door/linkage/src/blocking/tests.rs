use super::*;
use crate::dictionary::MISSING;
use crate::program::positions;
use crate::settings::Settings;
use crate::testing::{THREE, linker, noisy, rows};
use std::collections::BTreeSet;

fn pairs_of_plan(linker: &Linker, plan: &Plan) -> Vec<(Record, Record)> {
    let lists = plan.run(linker, |task, cache| {
        let mut pairs = Vec::new();
        plan.for_each(linker, task, cache, |of_task, made, _| {
            pairs.extend(positions(made).map(|i| of_task.records(i)));
        });
        pairs
    });
    lists.concat()
}

/// Every pair tried against every rule: what blocking must equal.
fn pairs_by_definition(linker: &Linker) -> BTreeSet<(Record, Record)> {
    let n = linker.table().len() as Record;
    let mut cache = linker.cache();
    let all = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
    all.filter(|&(a, b)| {
        let codes = |record| linker.rows().codes(record);
        let agrees = |&(left, right): &(usize, usize)| {
            codes(a)[left] == codes(b)[right] && codes(a)[left] != MISSING
        };
        let pair = linker.pair(a, b);
        linker.is_possible(a, b)
            && linker.rules().iter().any(|rule| {
                let filter = rule.filter.as_ref();
                rule.terms.iter().all(agrees)
                    && filter.is_none_or(|f| f.holds(&pair, &mut cache) == Some(true))
            })
    })
    .collect()
}

#[test]
fn each_pair_is_made_once_and_none_is_missed() {
    let data = noisy(60, 0.7, 1);
    let (first, second) = data.split_at(50);
    for settings in [
        THREE.to_owned(),
        THREE.replace("link_and_deduplicate", "link"),
        THREE.replace("[\"a\", \"b\", \"c\"]", "[\"l.a = r.b\", \"a, substr(b, 1, 6)\", \"c\"]"),
        THREE.replace("[\"a\", \"b\", \"c\"]", "[\"l.a = r.a and l.b <> r.b\", \"b\"]"),
    ] {
        let mut linker = linker(&settings, &[first, second]);
        let plan = Plan::new(&mut linker, 1_000);
        let made = pairs_of_plan(&linker, &plan);
        let once: BTreeSet<_> = made.iter().copied().collect();
        assert_eq!(once.len(), made.len(), "a pair was made twice: {settings}");
        assert_eq!(once, pairs_by_definition(&linker), "{settings}");
    }
}

#[test]
fn with_new_records_only_their_pairs_are_made() {
    let data = noisy(60, 0.7, 1);
    for settings in [THREE.to_owned(), THREE.replace("[\"a\", ", "[\"l.a = r.b\", ")] {
        let mut linker = linker(&settings, &[&data]);
        let fresh: Vec<bool> = (0..data.len()).map(|record| record % 5 == 0).collect();
        let plan = Plan::of_fresh(&mut linker, 1_000, fresh.clone());
        let made: BTreeSet<_> = pairs_of_plan(&linker, &plan).into_iter().collect();
        let is_new = |&(a, b): &(Record, Record)| fresh[a as usize] || fresh[b as usize];
        let all = pairs_by_definition(&linker);
        let expected: BTreeSet<_> = all.iter().copied().filter(is_new).collect();
        assert!(!expected.is_empty() && expected.len() < all.len());
        assert_eq!(made, expected, "{settings}");
    }
}

#[test]
fn costs_are_known_before_anything_is_compared() {
    let data = rows(&["x 1 1", "x 2 2", "x 3 3", "y 1 4", "- 5 5"]);
    let mut linker = linker(THREE, &[&data]);
    let plan = Plan::new(&mut linker, 1_000);
    let pairs: Vec<u64> = plan.costs.iter().map(|c| c.pairs).collect();
    assert_eq!(pairs, [3, 1, 0]);
    assert_eq!(plan.costs[0].largest, [3]);
}

#[test]
fn a_block_beyond_the_limit_is_left_out_and_said_so_but_other_rules_still_see_its_pairs() {
    let data = rows(&["x 1 1", "x 1 2", "x 3 3"]);
    let mut linker = linker(THREE, &[&data]);
    let plan = Plan::new(&mut linker, 2);
    assert_eq!((plan.costs[0].skipped_blocks, plan.costs[0].skipped_pairs), (1, 3));
    assert_eq!(pairs_of_plan(&linker, &plan), [(0, 1)], "by rule b");
}

#[test]
fn a_rule_without_equality_is_refused() {
    let settings =
        Settings::read(&THREE.replace("[\"a\", \"b\", \"c\"]", "[\"l.a <> r.a\"]")).unwrap();
    let data = rows(&["x 1 1"]);
    let table = crate::testing::table(&["a", "b", "c"], &[&data]);
    assert!(Linker::new(table, settings).is_err());
}
