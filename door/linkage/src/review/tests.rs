use super::*;
use crate::testing::{THREE, linker, rows};

const HEADER: &str = "left_list,left,right_list,right,same,reviewer\n";

#[test]
fn decisions_on_which_reviewers_agree_decide_their_pair() {
    let linker = linker(THREE, &[&rows(&["x 1 1", "x 1 2", "x 1 3"])]);
    let mut decisions = Decisions::default();
    let text = format!(
        "{HEADER}list0,1,list0,2,1,ann\nlist0,1,list0,3,1,ann\nlist0,3,list0,1,0,bea\nlist0,2,list0,1,1,bea\n"
    );
    decisions.add(&text, &linker).unwrap();
    let mut edges = vec![Edge { left: 0, right: 2, weight: 1.5 }];
    decisions.apply(&mut edges);
    assert_eq!(
        edges,
        [Edge { left: 0, right: 2, weight: 1.5 }, Edge { left: 0, right: 1, weight: DECIDED }]
    );
}

#[test]
fn kappa_is_that_of_the_textbook_table() {
    // Two raters on 50 cases, 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa 0.4.
    let agreement = agreement_of(("a".into(), "b".into()), [15.0, 10.0, 5.0, 20.0]);
    assert!((agreement.share - 0.7).abs() < 1e-12);
    assert!((agreement.kappa.unwrap() - 0.4).abs() < 1e-12);
}

#[test]
fn an_unknown_record_is_named_and_nothing_is_kept() {
    let linker = linker(THREE, &[&rows(&["x 1 1"])]);
    let mut decisions = Decisions::default();
    let text = format!("{HEADER}list0,1,list0,99,1,ann\n");
    assert!(matches!(decisions.add(&text, &linker), Err(DecisionError::NoRecord { row: 1, .. })));
    assert!(decisions.is_empty() && decisions.add("nonsense\n1\n", &linker).is_err());
}

#[test]
fn values_on_the_page_cannot_become_markup() {
    let linker = linker(THREE, &[&rows(&["<script> \"1\" 1", "<script> 2 1"])]);
    let edge = Edge { left: 0, right: 1, weight: 0.1 };
    let page = page(&linker, &Scorer::new(&linker), &sample::least_certain(&[edge], 5));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<td><script>"));
}
