use proptest::prelude::*;

use super::*;
use crate::bundled;
use crate::study::{CountsFrom, Percent};

fn study(sensitivity: (u32, u32), specificity: (u32, u32)) -> Study {
    let rate = |(found, of): (u32, u32)| {
        let percent = 100.0 * f64::from(found) / f64::from(of);
        let counts = Counts::new(found, of, CountsFrom::Published);
        Rate::new(Percent::parse(&format!("{percent:.9}")).unwrap(), counts)
    };
    Study {
        sensitivity: rate(sensitivity),
        specificity: rate(specificity),
        population: "youths".into(),
        looked_for: "are affected".into(),
        ..Study::default()
    }
}

fn at(percent: f64) -> Prevalence {
    Prevalence::percent(percent).unwrap()
}

fn percent(predictive: Option<Predictive>) -> String {
    format!("{:.1}", 100.0 * predictive.unwrap().value)
}

/// The acceptance figures of the product; the last PPV and NPV are also the study's own.
#[test]
fn sscst_predicts_as_published() {
    let sheet = bundled::sscst();
    for (prevalence, ppv, npv) in
        [(1.0, "2.0", "99.7"), (5.0, "9.5", "98.6"), (11.1, "19.9", "96.7")]
    {
        let meaning = Meaning::of(&sheet.studies()[0], at(prevalence)).unwrap();
        assert_eq!(percent(meaning.positive()), ppv, "at {prevalence} %");
        assert_eq!(percent(meaning.negative()), npv, "at {prevalence} %");
    }
}

/// Hurst and others, Pediatrics 147(3), 2021, abstract: PPV 20.2 %, NPV 96.1 % at 26 of 212.
/// Greenbaum and others 2018, abstract: PPV 51 %, NPV 97 % at 25 of 108.
#[test]
fn the_predictive_values_of_other_studies_come_out_at_their_own_prevalence() {
    let sheet = bundled::sscst();
    let tablet = Meaning::of(&sheet.studies()[1], at(100.0 * 26.0 / 212.0)).unwrap();
    assert_eq!(
        (percent(tablet.positive()), percent(tablet.negative())),
        ("20.2".into(), "96.1".into())
    );
    let first = Meaning::of(&sheet.studies()[2], at(100.0 * 25.0 / 108.0)).unwrap();
    assert_eq!(format!("{:.0}", 100.0 * first.positive().unwrap().value), "51");
    assert_eq!(format!("{:.0}", 100.0 * first.negative().unwrap().value), "97");
}

#[test]
fn qyit_and_raft_predict_as_computed_from_their_published_rates() {
    for (sheet, expected) in
        [(bundled::qyit(), [3.6, 16.3, 31.5]), (bundled::raft(), [2.5, 11.9, 24.3])]
    {
        for (prevalence, ppv) in [1.0, 5.0, 11.1].into_iter().zip(expected) {
            let meaning = Meaning::of(&sheet.studies()[0], at(prevalence)).unwrap();
            // The published percentages are rounded; the counts behind them move the last digit.
            let value = 100.0 * meaning.positive().unwrap().value;
            assert!((value - ppv).abs() <= 0.1, "{} at {prevalence} %: {value}", sheet.title());
        }
    }
}

#[test]
fn a_negative_never_reads_as_certain_when_twelve_were_found_of_twelve() {
    let meaning = Meaning::of(&bundled::raft().studies()[0], at(1.4)).unwrap();
    let negative = meaning.negative().unwrap();
    assert!((negative.value - 1.0).abs() < 1e-12);
    assert!(negative.interval.unwrap().lower < 0.995);
    let sentence = meaning.sentences().pop().unwrap();
    assert!(sentence.contains("interval 0 to 0.8"), "{sentence}");
}

#[test]
fn the_sentences_speak_of_a_hundred_young_people_and_of_nobody() {
    let meaning = Meaning::of(&bundled::sscst().studies()[0], at(11.1)).unwrap();
    let text = meaning.sentences().join("\n");
    assert!(text.contains("teen clinics with a positive score, about 20 (95 % interval 17 to 23)"));
    assert!(text.contains("also positive for about 38 who are not"), "{text}");
    assert!(!text.contains("probab") && !text.contains("this child"), "{text}");
}

#[test]
fn without_counts_there_is_a_value_and_no_interval() {
    let mut study = study((8, 10), (6, 10));
    study.specificity = Rate::new(Percent::parse("60").unwrap(), None);
    let meaning = Meaning::of(&study, at(5.0)).unwrap();
    assert!(meaning.positive().unwrap().interval.is_none());
    assert!(meaning.sentences().iter().any(|s| s.contains("counts are not known")));
    study.specificity = None;
    assert!(Meaning::of(&study, at(5.0)).is_none());
}

#[test]
fn a_prevalence_of_nothing_or_all_says_nothing() {
    for bad in [0.0, 100.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Prevalence::percent(bad), Err(NotAPrevalence));
    }
}

/// How often the interval of the PPV holds the true PPV, summed over every possible study.
fn coverage(affected: u32, others: u32, s: f64, c: f64, prevalence: f64) -> f64 {
    let binomial = |n: u32, p: f64| -> Vec<f64> {
        let mut chances = vec![(1.0 - p).powi(n as i32)];
        for k in 1..=n {
            let last = chances[k as usize - 1];
            chances.push(last * f64::from(n - k + 1) / f64::from(k) * p / (1.0 - p));
        }
        chances
    };
    let truth = positive_value(prevalence, s, c).unwrap();
    let mut covered = 0.0;
    for (found, chance) in binomial(affected, s).into_iter().enumerate() {
        for (passed, other_chance) in binomial(others, c).into_iter().enumerate() {
            let study = study((found as u32, affected), (passed as u32, others));
            let meaning = Meaning::of(&study, at(100.0 * prevalence)).unwrap();
            let interval = meaning.positive().and_then(|positive| positive.interval);
            // Nobody positive in the study: no value is given, and nothing is claimed.
            let holds = interval.is_none_or(|i| i.lower <= truth && truth <= i.upper);
            covered += if holds { chance * other_chance } else { 0.0 };
        }
    }
    covered
}

#[test]
fn the_interval_covers_at_least_its_level_in_every_world_tried() {
    for (s, c) in [(0.92, 0.73), (0.84, 0.57), (0.98, 0.9)] {
        for prevalence in [0.01, 0.3] {
            let covered = coverage(8, 15, s, c, prevalence);
            assert!(covered >= 0.95, "{s} {c} {prevalence}: {covered}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn predictive_values_lie_in_their_intervals_and_a_hundred_is_a_hundred(
        affected in 1_u32..300, others in 1_u32..300, part in (0.0..=1.0_f64, 0.0..=1.0_f64),
        prevalence in 0.001..99.9_f64,
    ) {
        let found = (f64::from(affected) * part.0) as u32;
        let passed = (f64::from(others) * part.1) as u32;
        let meaning = Meaning::of(&study((found, affected), (passed, others)), at(prevalence)).unwrap();
        for predictive in [meaning.positive(), meaning.negative()].into_iter().flatten() {
            let interval = predictive.interval.unwrap();
            prop_assert!(interval.lower <= predictive.value && predictive.value <= interval.upper);
            prop_assert!(0.0 <= interval.lower && interval.upper <= 1.0);
        }
        let split = meaning.of_hundred();
        let sum = split.found + split.missed + split.false_alarms + split.others;
        prop_assert!((sum - 100.0).abs() < 1e-9);
        let sentences = meaning.sentences();
        prop_assert!(sentences.iter().all(|sentence| !sentence.contains("NaN")));
    }

    #[test]
    fn rarer_means_more_false_alarms_among_the_positive(low in 0.1..50.0_f64, more in 0.1..49.0_f64) {
        let study = study((76, 90), (414, 720));
        let value = |percent| Meaning::of(&study, at(percent)).unwrap().positive().unwrap().value;
        prop_assert!(value(low) < value(low + more));
    }
}
