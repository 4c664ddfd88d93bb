use super::*;
use crate::blocking::Plan;
use crate::testing::{THREE, linker, noisy};

#[test]
fn expected_precision_falls_and_recall_rises_as_the_threshold_falls() {
    let mut linker = linker(THREE, &[&noisy(100, 0.8, 2)]);
    let plan = Plan::new(&mut linker, 1_000);
    let scorer = Scorer::new(&linker);
    let scored = scorer.edges(&plan, weight_of(0.01));
    let guards = Guards::default();
    let facts = Facts {
        linker: &linker,
        scorer: &scorer,
        scored: &scored,
        costs: &plan.costs,
        learned: None,
        persons: &persons(&linker, &scorer, &scored.edges, &guards),
        count: None,
        missed: &Missed::default(),
        guards: &guards,
    };
    let rows = expected(&facts);
    for pair in rows.windows(2) {
        assert!(pair[0].precision <= pair[1].precision && pair[0].recall >= pair[1].recall);
        assert!(pair[0].persons <= pair[1].persons + 2);
    }
    let page = page(&facts);
    assert!(!page.contains("value0"), "no value of a record is on the report");
    assert!(page.matches("<svg").count() == 4);
}
