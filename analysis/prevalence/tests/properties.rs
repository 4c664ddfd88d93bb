//! What must hold on every table: invariances, and no table that brings the engine to nonsense.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use prevalence::assessment::{Answer, Grade, Method, Plan};
use prevalence::catalogue::Progress;
use prevalence::{
    Assessment, Cells, Criterion, Fit, Model, Question, Refusal, Selection, Stepwise,
};
use proptest::prelude::*;
use record::{BuildError, History, OverlapTable};

fn table(lists: usize, counts: &[u64]) -> Option<OverlapTable> {
    let names = (1..=lists).map(|list| format!("list {list}")).collect();
    let rows = (1_u32..).zip(counts).map(|(bits, &count)| (History(bits), count));
    OverlapTable::new(names, rows).ok()
}

/// Counts as they occur: many zeros, few persons, some thousands, and beyond all reason.
fn count() -> impl Strategy<Value = u64> {
    prop_oneof![
        4 => Just(0_u64),
        4 => 1_u64..4,
        4 => 4_u64..60,
        2 => 60_u64..5_000,
        1 => 1_000_000_u64..100_000_000,
    ]
}

fn any_table(lists: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = OverlapTable> {
    let counts = |lists: usize| (Just(lists), prop::collection::vec(count(), (1 << lists) - 1));
    lists
        .prop_flat_map(counts)
        .prop_filter_map("a list is empty", |(lists, counts)| table(lists, &counts))
}

/// A table without extremes, on which rounding cannot decide a selection.
fn usual_table(lists: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = OverlapTable> {
    let usual = prop_oneof![1 => Just(0_u64), 3 => 1_u64..6, 4 => 6_u64..200];
    let counts =
        move |lists: usize| (Just(lists), prop::collection::vec(usual.clone(), (1 << lists) - 1));
    lists
        .prop_flat_map(counts)
        .prop_filter_map("a list is empty", |(lists, counts)| table(lists, &counts))
}

fn any_method() -> impl Strategy<Value = Method> {
    prop_oneof![
        Just(Method::Stepwise { threshold: 0.02 }),
        Just(Method::Best(Criterion::Bic)),
        Just(Method::Best(Criterion::Aic)),
        Just(Method::Downhill),
    ]
}

fn relabelled(table: &OverlapTable, order: &[usize]) -> OverlapTable {
    let names = order.iter().map(|&list| table.lists()[list].clone()).collect();
    let moved = |history: History| {
        let places = order.iter().enumerate().filter(|&(_, &list)| history.is_on(list));
        places.fold(History::UNSEEN, |moved, (place, _)| moved.with(place))
    };
    let rows: Vec<_> = table.histories().map(|(history, n)| (moved(history), n)).collect();
    OverlapTable::new(names, rows).unwrap()
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * a.abs().max(b.abs())
}

/// So many cases in the suite; `PROPTEST_CASES` asks for more.
fn at_most(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

fn assess(table: &OverlapTable, method: Method) -> Result<Answer, Refusal> {
    let question = Question { method, ..Question::default() };
    let progress = Progress::default();
    let mut assessment = Assessment::begin(table, &question, &progress)?;
    assessment.resample(&Plan::Exactly(60), &progress);
    let mut answer = assessment.conclude();
    answer.tell();
    Ok(answer)
}

/// Whether every number of an answer is one: finite, and no fewer persons than were seen.
fn is_sound(answer: &Answer) -> Result<(), String> {
    let seen = answer.identified as f64;
    let possible = |what: &str, value: Option<f64>| match value {
        Some(value) if !value.is_finite() || value < seen * (1.0 - 1e-9) => {
            Err(format!("{what} is {value} but {seen} were seen"))
        }
        _ => Ok(()),
    };
    possible("population", answer.population)?;
    for interval in &answer.intervals {
        possible(interval.method, interval.lower)?;
        possible(interval.method, interval.upper)?;
        if let (Some(lower), Some(upper)) = (interval.lower, interval.upper)
            && lower > upper
        {
            return Err(format!("{} limits {lower} and {upper} cross", interval.method));
        }
    }
    for choice in &answer.choices {
        possible(&choice.method, choice.population)?;
    }
    for ranked in answer.near_best.iter().flat_map(|near| &near.models) {
        possible("near best", Some(ranked.population))?;
    }
    let fields = [answer.deviance, answer.aic, answer.bic, answer.standard_error];
    if fields.into_iter().flatten().any(|value| !value.is_finite()) {
        return Err(format!("not finite: {fields:?}"));
    }
    if let Some((name, value)) = answer.coefficients.iter().find(|(_, b)| !b.is_finite()) {
        return Err(format!("coefficient {name} is {value}"));
    }
    if answer.verdict.grade != Grade::Usable && answer.verdict.because.is_empty() {
        return Err("a verdict without a reason".to_owned());
    }
    Ok(())
}

proptest! {
    #![proptest_config(at_most(6))]

    #[test]
    fn no_table_brings_a_method_to_nonsense(table in any_table(2..=4), method in any_method()) {
        if let Ok(answer) = assess(&table, method) {
            prop_assert_eq!(is_sound(&answer), Ok(()));
        }
    }

    #[test]
    fn answers_are_equal_bit_by_bit_on_one_and_two_threads(
        table in any_table(3..=3), method in any_method()
    ) {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let answer = pool.install(|| assess(&table, method.clone()));
            answer.map(|answer| serde_json::to_string(&answer).unwrap())
        };
        prop_assert_eq!(on(1), on(2));
    }

    #[test]
    fn permuted_and_split_rows_give_the_same_answer(table in usual_table(3..=4)) {
        let rows: Vec<_> = table.histories().collect();
        let halves = |&(history, n): &(History, u64)| [(history, n / 3), (history, n - n / 3)];
        let split: Vec<_> = rows.iter().rev().flat_map(halves).collect();
        let again = OverlapTable::new(table.lists().to_vec(), split).unwrap();
        let method = Method::Stepwise { threshold: 0.02 };
        prop_assert_eq!(assess(&table, method.clone()), assess(&again, method));
    }
}

proptest! {
    #![proptest_config(at_most(1))]

    #[test]
    fn nor_does_one_of_five_or_six_lists(table in any_table(5..=6), method in any_method()) {
        if let Ok(answer) = assess(&table, method) {
            prop_assert_eq!(is_sound(&answer), Ok(()));
        }
    }
}

proptest! {
    #![proptest_config(at_most(32))]

    #[test]
    fn relabelling_the_lists_changes_no_model_estimate(
        table in usual_table(3..=5), seed in any::<u64>(), pairs in any::<u32>()
    ) {
        let lists = table.lists().len();
        let mut order: Vec<usize> = (0..lists).collect();
        order.rotate_left(seed as usize % lists);
        order.swap(0, seed as usize / 7 % lists);
        let every = Model::all_pairs(lists).terms()[lists..].to_vec();
        let chosen = every.iter().enumerate().filter(|(i, _)| pairs >> (i % 32) & 1 == 1);
        let model = Model::generated(lists, chosen.map(|(_, &term)| term));
        let moved = Model::generated(lists, model.terms().iter().map(|term| {
            order.iter().enumerate().filter(|&(_, &list)| term >> list & 1 == 1)
                .fold(0, |moved, (place, _)| moved | 1 << place)
        }));
        let here = Fit::new(&Cells::new(&table), &model);
        let there = Fit::new(&Cells::new(&relabelled(&table, &order)), &moved);
        match (here, there) {
            (Ok(here), Ok(there)) => {
                prop_assert!(near(here.population, there.population, 1e-8));
                prop_assert!(near(here.deviance, there.deviance, 1e-6) || here.deviance < 1e-6);
            }
            (Err(here), Err(there)) => {
                let code = |refusal: Refusal| match refusal {
                    Refusal::Existence { verdict, .. } => Some(verdict),
                    _ => None,
                };
                prop_assert_eq!(code(here), code(there));
            }
            (here, there) => prop_assert!(false, "{here:?} against {there:?}"),
        }
    }

    #[test]
    fn relabelling_the_lists_changes_no_best_model(table in usual_table(3..=5), seed in any::<u64>()) {
        let lists = table.lists().len();
        let mut order: Vec<usize> = (0..lists).collect();
        order.rotate_left(seed as usize % lists);
        let best = |table: &OverlapTable| {
            let cells = Cells::new(table);
            let found = Selection::best(&cells, 2, Criterion::Bic, &Progress::default())?;
            found.fit(&cells)
        };
        match (best(&table), best(&relabelled(&table, &order))) {
            (Ok(here), Ok(there)) => prop_assert!(near(here.bic, there.bic, 1e-9)),
            (here, there) => prop_assert_eq!(here.is_err(), there.is_err()),
        }
    }

    #[test]
    fn scaling_all_counts_scales_the_estimate(table in usual_table(3..=5), factor in 2_u64..50) {
        let rows: Vec<_> = table.histories().map(|(history, n)| (history, n * factor)).collect();
        let scaled = OverlapTable::new(table.lists().to_vec(), rows).unwrap();
        let model = Model::independence(table.lists().len());
        let (one, many) = (
            Fit::new(&Cells::new(&table), &model), Fit::new(&Cells::new(&scaled), &model)
        );
        if let (Ok(one), Ok(many)) = (&one, &many) {
            prop_assert!(near(one.population * factor as f64, many.population, 1e-9));
        } else {
            prop_assert_eq!(one.is_err(), many.is_err());
        }
    }
}

#[test]
fn an_empty_list_is_refused_by_name() {
    let names = ["police", "shelter", "hotline"].map(str::to_owned).to_vec();
    let error = OverlapTable::new(names, [(History(1), 9), (History(3), 2)]).unwrap_err();
    assert_eq!(error, BuildError::EmptyList("hotline".to_owned()));
}

#[test]
fn stepwise_is_unmoved_by_the_order_of_lists_where_nothing_ties() {
    let table = prevalence::published::uk_5();
    let fit = |table: &OverlapTable| Stepwise::default().fit(&Cells::new(table)).unwrap();
    let expected = fit(&table).population;
    for shift in 1..5 {
        let mut order: Vec<usize> = (0..5).collect();
        order.rotate_left(shift);
        assert!(near(fit(&relabelled(&table, &order)).population, expected, 1e-9));
    }
}
