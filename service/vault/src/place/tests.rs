//! Two places never look alike to the cipher.

use std::collections::HashSet;

use super::*;

/// Names that would run into each other if they were merely written one after the other.
const NAMES: [&str; 7] = ["", "a", "b", "ab", "ba", "a\0", "\0\0\0\u{1}a"];

#[test]
fn different_places_have_different_associated_data() {
    let mut seen = HashSet::new();
    let mut places = 0;
    for table in NAMES {
        for column in NAMES {
            for record in [0, 1, u128::MAX] {
                for version in [i64::MIN, -1, 0, 1, i64::MAX] {
                    let record = Uuid::from_u128(record);
                    places += 1;
                    seen.insert(Place { table, record, column, version }.associated_data());
                }
            }
        }
    }
    assert_eq!(seen.len(), places);
}
