use super::*;
use proptest::prelude::*;

/// Conditions as Splink 5 writes them for its own comparison library.
const SPLINK: &[&str] = &[
    "(\"first_name_l\" IS NULL OR \"first_name_r\" IS NULL) AND (\"surname_l\" IS NULL OR \"surname_r\" IS NULL)",
    "\"first_name_l\" = \"surname_r\" AND \"first_name_r\" = \"surname_l\"",
    "(jaro_winkler_similarity(\"a_l\", \"a_r\") >= 0.92) AND (jaro_winkler_similarity(\"b_l\", \"b_r\") >= 0.92)",
    "try_strptime(\"dob_l\", '%Y-%m-%d') IS NULL OR try_strptime(\"dob_r\", '%Y-%m-%d') IS NULL",
    "ABS(EPOCH(try_strptime(\"dob_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"dob_r\", '%Y-%m-%d'))) <= 2629800.0",
    "substr(postcode_l,1,4)=substr(postcode_r,1,4)",
    "NULLIF(regexp_extract(\"email_l\", '^[^@]+', 0), '') = NULLIF(regexp_extract(\"email_r\", '^[^@]+', 0), '')",
    "cast(acos(case when (sin(radians(\"lat_l\"))) > 1 then 1 else 0 end) * 6371 as float) <= 10",
    "(l.\"first_name\" = r.\"first_name\") AND (SUBSTRING(l.surname, 1, 3) = SUBSTRING(r.surname, 1, 3))",
    "l.first_name = r.surname and l.surname = r.first_name",
];

#[test]
fn what_splink_writes_is_read_and_written_back_to_the_same_meaning() {
    for text in SPLINK {
        let parsed = parse(text).unwrap();
        assert_eq!(parse(&parsed.to_string()).unwrap(), parsed, "{text}");
    }
}

#[test]
fn sides_are_told_by_suffix_or_prefix() {
    let columns = parse("l.a = b_r and c = 1").unwrap().columns();
    let expected =
        [(Side::Left, "a".into()), (Side::Right, "b".into()), (Side::Own, "c".into())].into();
    assert_eq!(columns, expected);
}

#[test]
fn what_is_not_known_is_refused_with_its_place() {
    let error = parse("a_l = b_r and soundslike(a_l, a_r)").unwrap_err();
    assert!(error.reason.contains("soundslike"), "{error}");
    for text in ["", "a_l =", "(a_l", "'open", "levenshtein(a_l)", "a_l b_l", "1.2.3 = a", "x -> y"]
    {
        assert!(parse(text).is_err(), "{text}");
    }
    assert!(parse(&"(".repeat(5000)).is_err());
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_sequence_of_words_makes_the_parser_panic(
        words in prop::collection::vec(
            prop::sample::select(vec!["a_l", "(", ")", "and", "or", "not", "is", "null", "in", ",",
                "case", "when", "then", "else", "end", "=", "<=", "1", "'x'", "substr", "cast", "as",
                "float", "::", "||", "-", "between", "l", "."]), 0..20)
    ) {
        if let Ok(parsed) = parse(&words.join(" ")) {
            prop_assert_eq!(parse(&parsed.to_string()).unwrap(), parsed);
        }
    }
}
