//! What is written in different ways is found as the same, and different things are not.

use proptest::prelude::*;

use super::*;
use crate::keys::KeyPair;
use crate::testing::{SeededRng, hex};

fn index() -> IndexKey {
    IndexKey::from_bytes(Zeroizing::new(std::array::from_fn(|at| at as u8)))
}

fn phone(number: &str) -> Option<BlindToken> {
    index().phone(number, &DialPlan::NORTH_AMERICA)
}

/// HMAC-SHA-256 by Python's `hmac`, cut to 16 bytes. Stored tokens are found by these values, so
/// they must never change.
#[test]
fn tokens_stay_what_they_are() {
    let token = |digits: &str| BlindToken(hex(digits).try_into().unwrap());
    let mut name =
        [token("e75f771828def24016424198b49dee49"), token("4d5f1770d9170b7a12e6874f397610db")];
    name.sort();
    assert_eq!(index().name("Zoë O’Neill"), name);
    assert_eq!(phone("(503) 555-0123"), Some(token("6c721ce6cbb2ab311513e6207731fac4")));
    assert_eq!(index().email(" Ana@Example.org "), Some(token("92a252082d0e364d04d62ddb3916c196")));
    assert_eq!(index().text("A girl cries."), Some(token("c9457add3579ab5673adaefba2d37514")));
    assert_eq!(index().mark("abc-1234"), Some(token("05db6587657586eb76fd66a7dc6ad34e")));
}

#[test]
fn a_name_is_found_however_it_was_typed() {
    for (one, other) in [
        ("Zoë O'Neill", "ZOE ONEILL"),
        ("O´Neill", "O`Neill"),
        ("O’Neill", "oneill"),
        ("José María", "maria jose"),
        ("Ana-María", "Ana Maria"),
        ("Łukasz", "lukasz"),
        ("Søren Weiß", "SOREN WEISS"),
        ("İpek", "ipek"),
        ("ＭＡＲＩＡ", "maria"),
        ("Nguyễn Thị", "nguyen thi"),
        ("Μαρία", "ΜΑΡΙΑ"),
        ("Νίκος", "ΝΙΚΟΣ"),
        ("Мария", "МАРИЯ"),
        ("مُحَمَّد", "محمد"),
        ("김 민지", "김  민지"),
        ("ガ", "ｶﾞ"),
        ("  Ana,  Lu. ", "lu ana ana"),
    ] {
        assert_eq!(index().name(one), index().name(other), "{one} and {other}");
        assert!(!index().name(one).is_empty());
    }
}

#[test]
fn different_names_have_different_tokens() {
    assert_ne!(index().name("Ana"), index().name("Anna"));
    assert_ne!(index().name("Ana Lu"), index().name("AnaLu"));
    assert_ne!(index().name("मीना"), index().name("मन"));
    assert_ne!(index().name("ガ"), index().name("カ"));
    assert_eq!(index().name("मीना").len(), 1);
    assert_eq!(index().name(" -?! "), []);
}

#[test]
fn a_number_is_found_however_it_was_typed() {
    let expected = phone("+1 503 555 0123");
    assert!(expected.is_some());
    for number in [
        "503-555-0123",
        "(503) 555 0123",
        "1-503-555-0123",
        "15035550123",
        "011 1 503 555 0123",
        "00 1 503 555 0123",
        "503.555.0123 ext. 4",
        "503 555 0123 x4",
        "tel:+1-503-555-0123",
        "+1 (503) 555‑0123",
        "٥٠٣٥٥٥٠١٢٣",
    ] {
        assert_eq!(phone(number), expected, "{number}");
    }
    assert_eq!(phone("+52 55 1234 5678"), phone("011 52 55 1234 5678"));
    assert_eq!(phone("+44 (0)20 7946 0958"), phone("+44 20 7946 0958"));
    assert_ne!(phone("503 555 0124"), expected);
}

#[test]
fn what_is_no_number_has_no_token() {
    for number in [
        "",
        "call me",
        "555-0123",
        "911",
        "+1",
        "503 555 012",
        "+1234567890123456",
        "1-1",
        "+0123456789",
    ] {
        assert_eq!(phone(number), None, "{number}");
    }
}

#[test]
fn another_country_dials_otherwise() {
    let germany = DialPlan {
        country: "49".into(),
        international: "00".into(),
        trunk: "0".into(),
        digits: None,
    };
    let german = |number| index().phone(number, &germany);
    assert!(german("030 123456").is_some());
    assert_eq!(german("030 123456"), german("+49 30 123456"));
    assert_eq!(german("00 1 503 555 0123"), phone("503 555 0123"));
}

#[test]
fn kinds_and_teams_are_kept_apart() {
    let token = |kind| index().token(kind, "same");
    assert_ne!(token(Kind::Name), token(Kind::Phone));
    assert_ne!(token(Kind::Phone), token(Kind::Email));
    let rng = &mut SeededRng::new(1);
    let team = || IndexKey::of_team(KeyPair::generate(&mut SeededRng::new(2)).secret());
    let other = IndexKey::of_team(KeyPair::generate(rng).secret());
    assert_eq!(team().name("Ana"), team().name("Ana"));
    assert_ne!(team().name("Ana"), other.name("Ana"));
}

#[test]
fn what_is_no_address_has_no_token() {
    for address in ["", "ana", "@example.org", "ana@", "a@b@c", "a b@c.org"] {
        assert_eq!(index().email(address), None, "{address}");
    }
}

#[test]
fn texts_and_marks_are_compared_by_letters_and_digits_only() {
    assert_eq!(index().text("A girl cries!"), index().text("a  GIRL, cries"));
    assert_eq!(index().mark("ABC 1234"), index().mark("abc-1234"));
    assert_ne!(index().mark("abc1234"), index().text("abc1234"));
    assert_eq!(index().text(" . "), None);
}

proptest! {
    #[test]
    fn any_text_is_indexed_without_harm(text in "\\PC{0,40}") {
        let tokens = index().name(&text);
        prop_assert!(tokens.is_sorted());
        let email = index().email(&text);
        prop_assert!(email.is_none() || text.contains(['@', '﹫', '＠']));
        let digits = text.chars().filter(|letter| letter.is_numeric()).count();
        prop_assert!(phone(&text).is_none() || digits >= 7);
    }

    /// Case never matters, in any script that has it.
    #[test]
    fn case_makes_no_difference(name in "[A-Za-zÀ-ÖØ-öø-ſΑ-ΡΣ-Ωα-ωА-я ]{0,20}") {
        let upper: String = name.to_uppercase();
        prop_assert_eq!(index().name(&upper.to_lowercase()), index().name(&upper));
    }
}
