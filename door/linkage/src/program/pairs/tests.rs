use super::*;
use crate::linker::Linker;
use crate::random::Random;
use crate::settings::{Settings, preset};
use crate::testing::{THREE, linker, noisy, table};
use proptest::prelude::*;

const HEADER: [&str; 7] = ["first_name", "surname", "dob", "sex", "postcode", "phone", "email"];

/// By column: values that agree in every way that a level asks for, and missing ones.
const VALUES: [&[&str]; 7] = [
    &["ana", "anna", "Ruiz", "bill", "William", "liam", "Guadalupe", "lupe", ""],
    &["Ruiz", "de la O", "O-Ruiz", "garcia", "García", "garzia", "ana", ""],
    &[
        "2010-01-01",
        "2010-03-05",
        "2010-05-03",
        "2011-01-01",
        "2012-03-05",
        "2010-03-06",
        "spring",
        "",
    ],
    &["F", "M", ""],
    &["93701", "93702", "93799", "10001", ""],
    &["559-555-0101", "5595550102", "+1 5595550101", ""],
    &["ana@x.example", "anna@x.example", "ana@y.example", "bill@x.example", ""],
];

fn people(count: usize, seed: u64) -> Vec<Vec<String>> {
    let mut random = Random::new(seed, 0);
    let mut of = |values: &[&str]| values[random.below(values.len())].to_owned();
    (0..count).map(|_| VALUES.iter().map(|values| of(values)).collect()).collect()
}

/// Every pair compared with others and by itself, some pairs being left out.
fn compare_both_ways(linker: &Linker) {
    let records = linker.table().len() as Record;
    let all: Vec<_> = (0..records).flat_map(|a| (a + 1..records).map(move |b| (a, b))).collect();
    let (mut cache, mut random) = (linker.cache(), Random::new(7, 0));
    let mut seen = std::collections::HashSet::new();
    for records in all.chunks(TOGETHER) {
        let mut pairs = linker.pairs(records);
        let of = pairs.all() & random.bits();
        let vectors = linker.vectors(&mut pairs, of, &mut cache);
        for i in positions(of) {
            let (left, right) = pairs.records(i);
            assert_eq!(vectors[i], linker.vector(left, right, &mut cache), "{left} {right}");
            seen.insert(vectors[i]);
        }
    }
    assert!(seen.len() > 7, "pairs of several kinds are compared");
}

#[test]
fn pairs_compared_together_are_compared_as_each_by_itself() {
    let header = HEADER.map(str::to_owned);
    let lists = [people(90, 1), people(70, 2)];
    let table = table(&HEADER, &[&lists[0], &lists[1]]);
    compare_both_ways(&Linker::new(table, preset::people(&header).unwrap()).unwrap());
}

#[test]
fn negations_and_unknown_conditions_are_told_together_as_alone() {
    let data = noisy(40, 0.7, 3);
    let blank = |(i, mut row): (usize, Vec<String>)| {
        row[i % 3] = if i % 4 == 0 { String::new() } else { row[i % 3].clone() };
        row
    };
    let data: Vec<_> = data.into_iter().enumerate().map(blank).collect();
    for condition in [
        "not (c_l <> c_r and levenshtein(b_l, b_r) <= 2)",
        "not (c_l = c_r or a_l = b_r or jaro_winkler_similarity(a_l, a_r) >= 0.93)",
        "not (a_l is null or b_r is null) and levenshtein(a_l, 'value123') <= 2",
        "jaccard(a_l, c_r) > 0.8 or not (jaro_similarity(b_l, b_r) >= 0.9)",
    ] {
        let settings = THREE.replace("c_l = c_r", condition);
        assert!(Settings::read(&settings).is_ok(), "{condition}");
        compare_both_ways(&linker(&settings, &[&data]));
    }
}

proptest! {
    #[test]
    fn rows_of_bits_become_columns(words in prop::collection::vec(any::<u64>(), 64)) {
        let words: [u64; 64] = words.try_into().unwrap();
        let mut turned = words;
        transpose(&mut turned);
        for (i, word) in words.iter().enumerate() {
            for (j, column) in turned.iter().enumerate() {
                prop_assert_eq!(word >> j & 1, column >> i & 1);
            }
        }
    }
}
