use super::*;
use std::collections::{HashMap, HashSet};

fn drawn(lists: &Lists, seed: u64) -> Vec<PersonRecord> {
    let mut rows = Vec::new();
    generate(lists, seed, |r| rows.push(r));
    rows
}

#[test]
fn the_same_seed_gives_the_same_lists() {
    let lists = Lists { persons: 300, ..Lists::default() };
    assert_eq!(drawn(&lists, 7), drawn(&lists, 7));
    assert_ne!(drawn(&lists, 7), drawn(&lists, 8));
}

#[test]
fn shares_are_what_was_asked_for() {
    let lists = Lists { persons: 40_000, ..Lists::default() };
    let rows = drawn(&lists, 3);
    let share = |f: &dyn Fn(&PersonRecord) -> bool| {
        rows.iter().filter(|r| f(r)).count() as f64 / rows.len() as f64
    };
    assert!((share(&|r| r.phone.is_empty()) - 0.30).abs() < 0.01);
    assert!((share(&|r| r.email.is_empty()) - 0.50).abs() < 0.01);
    assert!((share(&|r| r.dob.ends_with("-01-01")) - 0.03).abs() < 0.006);
    let mut members: HashMap<u32, HashSet<u32>> = HashMap::new();
    for r in &rows {
        members.entry(r.household).or_default().insert(r.person);
    }
    let with_sibling: usize = members.values().map(HashSet::len).filter(|&n| n > 1).sum();
    assert!((with_sibling as f64 / 40_000.0 - 0.10).abs() < 0.012, "{with_sibling}");
}

#[test]
fn without_trouble_a_person_is_written_the_same_everywhere() {
    let lists =
        Lists { persons: 500, trouble: 0.0, lists: 3, once_per_list: true, ..Lists::default() };
    let rows = drawn(&lists, 5);
    let mut first: HashMap<u32, &PersonRecord> = HashMap::new();
    let mut held = HashSet::new();
    for r in &rows {
        assert!(held.insert((r.person, r.list)), "once per list");
        let known = first.entry(r.person).or_insert(r);
        assert_eq!(
            (&known.first_name, &known.dob, &known.phone),
            (&r.first_name, &r.dob, &r.phone)
        );
    }
}

#[test]
fn the_csv_has_a_row_per_record() {
    let mut out = Vec::new();
    let count = write_csv(&Lists { persons: 20, ..Lists::default() }, 1, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count() as u64, count + 1);
    assert!(text.lines().all(|l| l.split(',').count() == 11));
}
