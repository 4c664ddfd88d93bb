use super::*;
use proptest::prelude::*;

#[test]
fn soundex_codes_are_those_of_the_national_archives() {
    let published = [
        ("Washington", "W252"),
        ("Lee", "L000"),
        ("Gutierrez", "G362"),
        ("Pfister", "P236"),
        ("Jackson", "J250"),
        ("Tymczak", "T522"),
        ("Ashcraft", "A261"),
    ];
    for (name, code) in published {
        assert_eq!(phonetic(name), code, "{name}");
    }
}

#[test]
fn days_agree_with_known_dates() {
    let day = |text| seconds(text, "%Y-%m-%d").map(|s| (s / 86_400.0) as i64);
    assert_eq!(day("1970-01-01"), Some(0));
    assert_eq!(day("2000-02-29"), Some(11_016));
    assert_eq!(day("1900-02-29"), None);
    assert_eq!(day("2026-11-22"), Some(20_779));
    assert_eq!(day("1969-12-31"), Some(-1));
    assert_eq!(seconds("20101301", "%Y%m%d"), None);
    assert_eq!(seconds("2010-01-02T03:04:05Z", "%Y-%m-%dT%H:%M:%SZ"), Some(1_262_401_445.0));
}

#[test]
fn swapped_days_and_estimated_dates_are_told() {
    assert!(day_month_swapped("2010-03-07", "2010-07-03"));
    assert!(!day_month_swapped("2010-03-03", "2010-03-03"));
    assert!(is_estimated("20100101") && !is_estimated("2010-01-10") && !is_estimated("2010"));
}

#[test]
fn double_surnames_share_a_word_and_particles_do_not_count() {
    assert!(shares_word("García Márquez", "GARCIA"));
    assert!(shares_word("Smith-Jones", "Jones"));
    assert!(!shares_word("de la Cruz", "de la Rosa"));
}

#[test]
fn folding_any_letter_twice_changes_nothing_more() {
    let unstable: Vec<char> = ('\0'..=char::MAX)
        .filter(|c| {
            let once = fold(&c.to_string());
            fold(&once) != once
        })
        .collect();
    assert_eq!(unstable, Vec::<char>::new());
    assert_eq!(fold("\u{1f110}"), "a", "a capital in brackets");
}

proptest! {
    #[test]
    fn no_text_makes_these_panic(a in ".{0,20}", b in ".{0,20}") {
        let _ = (phonetic(&a), shares_word(&a, &b), day_month_swapped(&a, &b), year(&a));
        let _ = (seconds(&a, "%Y-%m-%d"), seconds(&a, &b), date_parts(&a));
        prop_assert_eq!(is_short_form(&a, &b), is_short_form(&b, &a));
        prop_assert_eq!(fold(&fold(&a)), fold(&a));
    }
}
