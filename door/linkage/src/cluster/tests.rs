use super::*;
use crate::score::Scorer;
use crate::testing::{THREE, linker, rows};
use proptest::prelude::*;

fn grouped(persons: &Persons) -> Vec<u32> {
    persons.person.clone()
}

fn edge(left: Record, right: Record, weight: f64) -> Edge {
    Edge { left, right, weight }
}

#[test]
fn one_ambiguous_record_does_not_chain_two_persons() {
    // 0 and 1 are one person, 3 and 4 another; 2 lacks what tells them apart.
    let data = rows(&["ana 111 1", "ana 111 1", "ana 222 -", "ana 222 9", "ana 222 9"]);
    let linker = linker(THREE, &[&data]);
    let scorer = Scorer::new(&linker);
    let edges = [edge(0, 1, 9.0), edge(3, 4, 9.0), edge(2, 3, 5.0), edge(1, 2, 4.0)];
    let guarded = persons(&linker, &scorer, &edges, &Guards::default());
    assert_eq!(grouped(&guarded), [0, 0, 1, 1, 1]);
    assert_eq!(guarded.refused, 1);
    let chained = Guards { contradictions: false, ..Guards::default() };
    assert_eq!(persons(&linker, &scorer, &edges, &chained).count, 1);
}

#[test]
fn one_to_one_takes_the_best_record_of_each_list() {
    let (first, second) = (rows(&["x 1 1", "y 2 2"]), rows(&["x 1 1", "x 1 3"]));
    let linker = linker(THREE, &[&first, &second]);
    let scorer = Scorer::new(&linker);
    let edges = [edge(0, 2, 5.0), edge(0, 3, 4.0)];
    let guards = Guards { one_to_one: true, contradictions: false, ..Guards::default() };
    assert_eq!(grouped(&persons(&linker, &scorer, &edges, &guards)), [0, 1, 0, 2]);
}

proptest! {
    #[test]
    fn without_guards_persons_are_the_connected_components(
        links in prop::collection::vec((0_u32..12, 0_u32..12, -3.0_f64..3.0), 0..20)
    ) {
        let data: Vec<Vec<String>> = (0..12).map(|i| vec![i.to_string(); 3]).collect();
        let linker = linker(THREE, &[&data]);
        let scorer = Scorer::new(&linker);
        let edges: Vec<Edge> = links
            .iter()
            .filter(|(a, b, _)| a != b)
            .map(|&(a, b, w)| edge(a.min(b), a.max(b), w))
            .collect();
        let guards = Guards { contradictions: false, ..Guards::default() };
        let found = persons(&linker, &scorer, &edges, &guards);
        // By definition: spread each record's lowest reachable record until nothing changes.
        let mut lowest: Vec<u32> = (0..12).collect();
        for _ in 0..12 {
            for e in edges.iter().filter(|e| e.weight >= 0.0) {
                let low = lowest[e.left as usize].min(lowest[e.right as usize]);
                lowest[e.left as usize] = low;
                lowest[e.right as usize] = low;
            }
        }
        for a in 0..12 {
            for b in 0..12 {
                prop_assert_eq!(found.person[a] == found.person[b], lowest[a] == lowest[b]);
            }
        }
    }

    #[test]
    fn small_components_are_joined_as_large_ones_are(
        weights in prop::collection::vec(-6.0_f64..9.0, 15),
        n in 3_u32..6,
        coins in any::<u64>(),
    ) {
        let data: Vec<Vec<String>> = (0..n).map(|i| vec![i.to_string(); 3]).collect();
        let linker = linker(THREE, &[&data]);
        let scorer = Scorer::new(&linker);
        let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
        let mut edges: Vec<Edge> = pairs.zip(&weights).map(|((a, b), &w)| edge(a, b, w)).collect();
        edges.sort_unstable_by(|x, y| y.weight.total_cmp(&x.weight));
        for guards in [Guards::default(), Guards { contradictions: false, ..Guards::default() }] {
            let decide = |worth: f64, a: Record, b: Record| worth >= 0.0 || coins >> (5 * a + b) & 1 == 1;
            let mut bench = Bench::new(&linker, &scorer);
            bench.component.take(&edges, &guards);
            bench.joining.run(&bench.component, &guards, &mut bench.cache, decide);
            let expected: Vec<(Vec<Record>, f64)> = bench.joining.doubts().map(|(m, d)| (m.to_vec(), d)).collect();
            let mut small = Small::of(&edges, &guards, scorer.prior_weight()).unwrap();
            small.run(&edges, &guards, decide);
            let found: Vec<(Vec<Record>, f64)> = small.groups().map(|(m, d)| (m.collect(), d)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
