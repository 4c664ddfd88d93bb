use super::*;
use crate::blocking::Plan;
use crate::settings::Settings;
use crate::testing::{THREE, linker, noisy, rows};

#[test]
fn the_weight_is_the_sum_that_the_model_defines() {
    let data = rows(&["x 100 1", "x 101 -"]);
    let linker = linker(THREE, &[&data]);
    let scorer = Scorer::new(&linker);
    let weight = scorer.compare(0, 1, &mut linker.cache());
    let by_hand = (0.01_f64 / 0.99).log2() + (0.9_f64 / 0.05).log2() + (0.1_f64 / 0.06).log2();
    assert!((weight - by_hand).abs() < 1e-12);
    let told: f64 =
        scorer.explain(0, 1, &mut linker.cache()).iter().map(|e| e.weight + e.rarity).sum();
    assert!((told - weight).abs() < 1e-12, "the explanation adds up");
}

#[test]
fn agreement_on_a_rare_value_weighs_more() {
    let rare = THREE.replace("u = 0.05 }", "u = 0.05, frequency = { column = \"a\" } }");
    let data = rows(&["x 1 1", "x 2 2", "y 3 3", "y 4 4", "y 5 5", "y 6 6", "z 7 7", "z 8 8"]);
    let linker = linker(&rare, &[&data]);
    let scorer = Scorer::new(&linker);
    let mut cache = linker.cache();
    let (x, y) = (scorer.compare(0, 1, &mut cache), scorer.compare(2, 3, &mut cache));
    assert!((x - y - 1.0).abs() < 1e-12, "half as frequent is one bit more");
}

#[test]
fn with_households_the_weight_is_the_posterior_odds_over_both_others() {
    let three = THREE
        .replace("prior = 0.01", "prior = 0.01\nhousehold_prior = 0.02")
        .replace("u = 0.05 }", "u = 0.05, h = 0.5 }")
        .replace("u = 0.95 }", "u = 0.95, h = 0.5 }");
    let data = rows(&["x 100 1", "x 100 -"]);
    let linker = linker(&three, &[&data]);
    let weight = Scorer::new(&linker).compare(0, 1, &mut linker.cache());
    let (person, household, unrelated) =
        (0.01 * 0.9 * 0.8, 0.02 * 0.5 * 0.04, 0.97 * 0.05 * 0.04_f64);
    assert!((weight - (person / (household + unrelated)).log2()).abs() < 1e-9);
}

#[test]
fn a_forbidden_pair_is_never_an_edge() {
    let never = THREE.replace("prior = 0.01", "prior = 0.01\nnever = [\"c_l <> c_r\"]");
    let data = rows(&["x 100 1", "x 100 2", "x 100 1"]);
    let mut linker = linker(&never, &[&data]);
    let plan = Plan::new(&mut linker, 100);
    let scored = Scorer::new(&linker).edges(&plan, -100.0);
    let pairs: Vec<_> = scored.edges.iter().map(|e| (e.left, e.right)).collect();
    assert_eq!(pairs, [(0, 2)]);
}

#[test]
fn one_thread_and_four_give_the_same_bits() {
    let data = noisy(400, 0.8, 3);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let untrained = THREE.replace("prior = 0.01", "");
            let untrained = Settings::read(&untrained).unwrap();
            let mut linker =
                linker(&serde_json::to_string(&forgotten(untrained)).unwrap(), &[&data]);
            let plan = Plan::new(&mut linker, 1_000);
            crate::train::train(&mut linker, &plan, &Default::default());
            let scored = Scorer::new(&linker).edges(&plan, -10.0);
            scored.edges.iter().map(|e| (e.left, e.right, e.weight.to_bits())).collect::<Vec<_>>()
        })
    };
    assert_eq!(run(1), run(4));
}

fn forgotten(mut settings: Settings) -> Settings {
    for level in settings.comparisons.iter_mut().flat_map(|c| &mut c.levels) {
        (level.m, level.u) = (None, None);
    }
    settings
}
