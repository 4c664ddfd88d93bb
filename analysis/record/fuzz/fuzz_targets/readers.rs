//! No bytes make a reader panic, and what is read is a sound table.

#![no_main]

use libfuzzer_sys::fuzz_target;
use record::linked::Linked;
use record::{Covariate, coded, counts};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(table) = counts::read("fuzz.csv", bytes) {
        assert!((0..table.lists().len()).all(|list| table.size_of(list) > 0));
        assert_eq!(table.by_number_of_lists().iter().sum::<u64>(), table.persons());
    }
    let _ = coded::read_linked("fuzz.csv", bytes, &[Covariate::AgeBand, Covariate::Area]);
    if let Ok(linked) = Linked::read("fuzz.csv", bytes, &["area"]) {
        let strata = linked.strata().map(|strata| strata.values().map(|t| t.persons()).sum::<u64>());
        let table = linked.table().map(|table| table.persons());
        assert!(table.is_err() || table == strata);
    }
});
