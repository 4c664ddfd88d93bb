use casework::facts::{Edit, EditRefused, FactField, FactValue, Facts};

use super::Panel;
use crate::desk::sample_page;

fn set(edit: Edit, field: FactField, codes: &[&str]) -> Edit {
    edit.set(field, FactValue::parse(field, codes.iter().copied()).unwrap())
}

#[test]
fn every_fact_stands_in_exactly_one_block() {
    let panel = Panel::of(&sample_page("desk-title", "/desk"), &Facts::new(), &[]);
    let mut shown: Vec<_> =
        panel.blocks.iter().flat_map(|block| block.fields.iter().map(|field| field.code)).collect();
    shown.sort_unstable();
    let mut all = FactField::CODES.to_vec();
    all.sort_unstable();
    assert_eq!(shown, all);
}

#[test]
fn a_block_folds_to_one_line_once_something_is_known() {
    let edit = set(Edit::new(), FactField::AgeBand, &["15_17"]);
    let facts = Facts::new().apply(edit, 0).unwrap().facts;
    let panel = Panel::of(&sample_page("desk-title", "/desk"), &facts, &[]);
    let who = panel.blocks.iter().find(|block| block.name == "who").unwrap();
    assert_eq!((who.summary.as_str(), who.open), ("15 to 17", false));
    let needs = panel.blocks.iter().find(|block| block.name == "needs").unwrap();
    assert!(needs.open && needs.summary.is_empty());
}

#[test]
fn two_different_values_are_both_shown() {
    let theirs = set(Edit::new(), FactField::AgeBand, &["15_17"]);
    let facts = Facts::new().apply(theirs, 0).unwrap().facts;
    let mine = set(Edit::new(), FactField::AgeBand, &["18_20"]);
    let Err(EditRefused::Conflicts { conflicts, .. }) = facts.apply(mine, 0) else {
        panic!("the edits overlap");
    };
    let panel = Panel::of(&sample_page("desk-title", "/desk"), &facts, &conflicts);
    let who = panel.blocks.iter().find(|block| block.name == "who").unwrap();
    let both = who.fields.iter().find_map(|field| field.conflict.as_ref()).unwrap();
    assert!(who.open);
    assert_eq!((both.mine.as_str(), both.theirs.as_str()), ("18 to 20", "15 to 17"));
    assert_eq!(both.my_codes, ["18_20"]);
}
