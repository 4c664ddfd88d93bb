use super::*;
use crate::published;

fn assess(table: &OverlapTable, question: &Question, plan: &Plan) -> Answer {
    let mut assessment = Assessment::begin(table, question, &Progress::default()).unwrap();
    assessment.resample(plan, &Progress::default());
    assessment.conclude()
}

#[test]
fn the_five_uk_lists_are_fragile_because_the_method_decides() {
    let answer = assess(&published::uk_5(), &Question::default(), &Plan::Exactly(400));
    assert_eq!(answer.verdict.grade, Grade::Fragile);
    let populations: Vec<f64> = answer
        .choices
        .iter()
        .filter(|choice| choice.defensible)
        .filter_map(|choice| choice.population)
        .collect();
    let low = populations.iter().copied().fold(f64::INFINITY, f64::min);
    let high = populations.iter().copied().fold(0.0, f64::max);
    assert_eq!((low.round(), high.round()), (5_552.0, 25_311.0));
}

#[test]
fn too_few_replicates_withhold_the_limit_and_say_so() {
    let answer = assess(&published::uk_6(), &Question::default(), &Plan::Exactly(1000));
    let bca = &answer.intervals[0];
    assert_eq!((bca.method, bca.lower), ("BCa bootstrap", None));
    assert!(bca.note.as_ref().unwrap().contains("fewer than 50"), "{bca:?}");
    let limits = bca.limits.as_ref().unwrap();
    assert!(limits[0].beyond < 5.0 && limits[0].value.is_some());
}

#[test]
fn replicates_are_raised_until_the_limits_are_supported() {
    let plan = Plan::UntilSupported(1_000_000);
    let answer = assess(&published::uk_4(), &Question::default(), &plan);
    let bca = &answer.intervals[0];
    assert!(bca.lower.is_some() && bca.upper.is_some(), "{bca:?}");
    assert!(bca.limits.as_ref().unwrap().iter().all(|limit| limit.beyond >= 50.0));
    assert!(answer.bootstrap.unwrap().replicates > 1000);
}

#[test]
fn an_answer_has_the_keys_of_the_contract() {
    let mut answer = assess(&published::artificial_3(), &Question::default(), &Plan::Exactly(200));
    answer.tell();
    let json = serde_json::to_value(&answer).unwrap();
    for key in [
        "population",
        "identified",
        "method",
        "model",
        "coefficients",
        "deviance",
        "df",
        "aic",
        "bic",
        "existence",
        "intervals",
        "bootstrap",
        "diagnostics",
        "verdict",
    ] {
        assert!(!json[key].is_null(), "{key}");
    }
    assert_eq!(json["existence"], "exists");
    assert!(json["coefficients"]["(Intercept)"].is_number());
    assert!(json["bootstrap"]["failed"].is_number());
    assert_eq!(json["verdict"]["grade"], "fragile");
}

#[test]
fn one_list_is_refused() {
    let table = OverlapTable::new(vec!["A".to_owned()], [(record::History(1), 5)]).unwrap();
    let refusal =
        Assessment::begin(&table, &Question::default(), &Progress::default()).err().unwrap();
    assert!(refusal.to_string().contains("at least 2 lists"));
}

#[test]
fn a_stopped_bootstrap_gives_what_is_done() {
    let (table, question) = (published::uk_4(), Question::default());
    let mut assessment = Assessment::begin(&table, &question, &Progress::default()).unwrap();
    let progress = Progress::default();
    progress.stop();
    assessment.resample(&Plan::Exactly(1000), &progress);
    let answer = assessment.conclude();
    assert_eq!(answer.bootstrap.unwrap().replicates, 0);
    assert!(answer.population.is_some());
}
