use super::*;
use crate::cluster::Persons;
use crate::testing::{THREE, linker, rows};

fn persons_of(person: Vec<u32>, count: usize) -> Persons {
    Persons { person, count, confidence: vec![1.0; count], refused: 0, alarms: vec![] }
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
