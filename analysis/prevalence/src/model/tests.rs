use proptest::prelude::*;

use super::*;

#[test]
fn the_notation_is_closed_under_subsets() {
    let model = Model::parse("[123,34]", 5).unwrap();
    let terms: Vec<u32> = model.terms().to_vec();
    assert_eq!(terms, [1, 2, 4, 8, 16, 0b11, 0b101, 0b110, 0b1100, 0b111]);
    assert_eq!(model.to_string(), "[123,34,5]");
    assert_eq!(model.parameters(), 11);
    assert_eq!(model.order(), 3);
}

#[test]
fn pairs_come_in_the_order_of_the_literature() {
    let pairs: Vec<u32> = Model::all_pairs(4).terms()[4..].to_vec();
    assert_eq!(pairs, [0b0011, 0b0101, 0b1001, 0b0110, 0b1010, 0b1100]);
}

#[test]
fn many_lists_are_separated_by_dots() {
    let model = Model::parse("[1.10,2.3]", 11).unwrap();
    assert!(model.to_string().starts_with("[1.10,2.3,4,"));
}

#[test]
fn mistakes_are_explained() {
    let complaint = |text: &str| Model::parse(text, 3).unwrap_err().to_string();
    assert!(complaint("12,3").contains("not in square brackets"));
    assert!(complaint("[1a]").contains("term `1a`"));
    assert_eq!(complaint("[14]"), "term `14` names list 4, but there are 3");
}

proptest! {
    #[test]
    fn a_written_model_is_read_back(generators in prop::collection::vec(1_u32..64, 0..6)) {
        let model = Model::generated(6, generators);
        prop_assert_eq!(Model::parse(&model.to_string(), 6), Ok(model));
    }

    #[test]
    fn no_text_panics(text in "\\[?[0-9.,;x]{0,12}\\]?", lists in 1_usize..20) {
        let _ = Model::parse(&text, lists);
    }
}
