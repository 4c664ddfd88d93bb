use super::*;
use crate::cluster::Persons;
use crate::testing::{THREE, linker, rows};

fn persons_of(person: Vec<u32>, count: usize) -> Persons {
    Persons { person, count, confidence: vec![1.0; count], refused: 0, alarms: vec![] }
}

#[test]
fn an_increment_ends_as_a_run_over_everything() {
    use crate::blocking::Plan;
    use crate::cluster::{Guards, persons};
    use crate::score::Scorer;
    use crate::testing::noisy;
    let all = noisy(150, 0.8, 1);
    let name = |record: usize| ("list0".to_owned(), (record + 1).to_string());
    let earlier: Earlier = (0..250).map(|r| (name(r), format!("P{r}"))).collect();
    let mut linker = linker(THREE, &[&all]);
    let whole = Plan::new(&mut linker, 1_000);
    let scorer = Scorer::new(&linker);
    let mut expected = scorer.edges(&whole, -3.0).edges;
    let fresh = fresh_records(linker.table(), &earlier);
    assert_eq!(fresh.iter().filter(|&&f| f).count(), 50);

    // The earlier result knows the pairs of the first 250 records and one of a record that is gone.
    let ids: Vec<String> = (0..all.len()).map(|r| (r + 1).to_string()).collect();
    let id = |record: Record| ("list0", ids[record as usize].as_str());
    let known =
        expected.iter().filter(|e| e.right < 250).map(|e| (id(e.left), id(e.right), e.weight));
    let gone = std::iter::once((("list0", "1"), ("list0", "gone"), 9.0));
    let mut edges = earlier_edges(linker.table(), &fresh, known.chain(gone));
    assert!(edges.len() > 60);
    let plan = Plan::of_fresh(&mut linker, 1_000, fresh);
    let scorer = Scorer::new(&linker);
    let added = scorer.edges(&plan, -3.0);
    assert!(
        added.compared < whole.costs.last().unwrap().cumulative / 2,
        "most is not compared again"
    );
    edges.extend(added.edges);
    let order = |edges: &mut Vec<Edge>| edges.sort_by_key(|e| (e.left, e.right));
    order(&mut edges);
    order(&mut expected);
    assert_eq!(edges, expected);
    let of = |edges| persons(&linker, &scorer, edges, &Guards::default());
    assert_eq!(of(&edges), of(&expected));
}

#[test]
fn persons_keep_their_ids_and_new_ones_never_reuse_one() {
    let first = rows(&["a 1 1", "b 2 2", "c 3 3", "d 4 4"]);
    let linker = linker(THREE, &[&first]);
    let earlier: Earlier = [("1", "P7"), ("2", "P7"), ("3", "P9")]
        .into_iter()
        .map(|(record, name)| (("list0".to_owned(), record.to_owned()), name.to_owned()))
        .collect();
    let kept = name_persons(&linker, &persons_of(vec![0, 0, 1, 2], 3), &earlier);
    assert_eq!(kept.names, ["P7", "P9", "P10"]);
    let split = name_persons(&linker, &persons_of(vec![0, 1, 2, 2], 3), &earlier);
    assert_eq!(split.names, ["P7", "P10", "P9"]);
    let joined = name_persons(&linker, &persons_of(vec![0, 0, 0, 1], 2), &earlier);
    assert_eq!((joined.names, joined.kept), (vec!["P7".to_owned(), "P10".to_owned()], 1));
}
