//! What happens to the values of a list once it is read: texts that mean "missing" become missing, and
//! dates take one form. Both look at each distinct value once.

use super::dates::{Order, order_of, read_date};
use super::{List, Table, Wanted};
use crate::dictionary::{Code, MISSING};
use std::collections::BTreeMap;

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
    let mut distinct: BTreeMap<Code, Code> =
        table.columns[column].codes[records.clone()].iter().map(|&code| (code, code)).collect();
    distinct.remove(&MISSING);
    let order: Order = order_of(distinct.keys().map(|&code| table.dictionary.text(code)));
    for (from, to) in &mut distinct {
        let text = table.dictionary.text(*from);
        if let Some(date) = read_date(text, order).filter(|date| date != text) {
            *to = table.dictionary.intern(&date);
        }
    }
    for code in &mut table.columns[column].codes[records] {
        *code = distinct.get(code).copied().unwrap_or(*code);
    }
}
