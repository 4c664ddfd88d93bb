//! What happens to the values of a list once it is read: texts that mean "missing" become missing, and
//! dates take one form. Both look at each distinct value once.

use super::dates::{Order, order_of, read_date};
use super::{List, Table, Wanted};
use crate::dictionary::{Code, MISSING};
use hashbrown::HashMap;

pub(super) fn clean(table: &mut Table, list: &List, wanted: &Wanted) {
    forget_missing(table, list, wanted);
    for number in 0..table.columns.len() {
        let name = &table.columns[number].name;
        if wanted.dates.iter().any(|d| d.eq_ignore_ascii_case(name)) {
            unify_dates(table, list, number);
        }
    }
}

fn forget_missing(table: &mut Table, list: &List, wanted: &Wanted) {
    let known = |text: &String| table.dictionary.find(text);
    let codes: Vec<Code> = wanted.missing.iter().filter_map(known).collect();
    if codes.is_empty() {
        return;
    }
    for column in table.columns.iter_mut().filter(|c| wanted.keeps(&c.name)) {
        for code in &mut column.codes[list.records.start as usize..] {
            if codes.contains(code) {
                *code = MISSING;
            }
        }
    }
}

fn unify_dates(table: &mut Table, list: &List, column: usize) {
    let records = list.records.start as usize..list.records.end as usize;
    let codes = &table.columns[column].codes[records.clone()];
    let mut unified: HashMap<Code, Code> = codes.iter().map(|&code| (code, code)).collect();
    unified.remove(&MISSING);
    // In the order of codes, so that new texts get theirs in the same order every time.
    let mut distinct: Vec<Code> = unified.keys().copied().collect();
    distinct.sort_unstable();
    let order: Order = order_of(distinct.iter().map(|&code| table.dictionary.text(code)));
    let mut is_changed = false;
    for from in distinct {
        let text = table.dictionary.text(from);
        if let Some(date) = read_date(text, order).filter(|date| date != text) {
            unified.insert(from, table.dictionary.intern(&date));
            is_changed = true;
        }
    }
    if is_changed {
        for code in &mut table.columns[column].codes[records] {
            *code = unified.get(code).copied().unwrap_or(*code);
        }
    }
}
