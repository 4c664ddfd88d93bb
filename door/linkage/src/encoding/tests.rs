use super::*;
use proptest::prelude::*;

const SECRET: &[u8] = b"a secret of one project only, 32 bytes or more";

#[test]
fn keys_of_fields_and_projects_are_unrelated() {
    let encode =
        |secret: &[u8], field| Encoder::new(secret, field, Kind::Name).encode("garcia").unwrap();
    let base = encode(SECRET, "surname");
    assert_eq!(base, encode(SECRET, "surname"));
    for other in [encode(SECRET, "given"), encode(b"another secret of another project", "surname")]
    {
        assert!(base.dice(&other) < 0.3, "chance agreement only");
    }
}

#[test]
fn near_values_are_near_and_others_are_not() {
    let mut names = Encoder::new(SECRET, "surname", Kind::Name);
    let mut dice = |a, b| names.encode(a).unwrap().dice(&names.encode(b).unwrap());
    assert!(dice("Martínez", "martinez") > 0.999);
    assert!(dice("martinez", "martines") > 0.7);
    assert!(dice("martinez", "johnson") < 0.3);
    let mut dates = Encoder::new(SECRET, "born", Kind::Date);
    let mut dice = |a, b| dates.encode(a).unwrap().dice(&dates.encode(b).unwrap());
    assert!(dice("2010-03-07", "20100307") > 0.999);
    assert!(dice("2010-03-07", "2010-03-08") > 0.6);
    assert!(dice("2010-03-07", "1987-11-22") < 0.3);
}

#[test]
fn a_sign_is_no_digit_of_an_encoding() {
    let digits = "0123456789abcdef".repeat(BITS / 64);
    assert_eq!(Encoding::from_hex(&digits).unwrap().to_hex(), digits);
    assert_eq!(Encoding::from_hex(&digits.replacen('0', "+", 1)), None);
}

#[test]
fn short_lists_are_refused() {
    let list = |n| crate::table::List { name: "shelter".to_owned(), records: 0..n };
    assert!(PurposeLock::default().check(&[list(100)]).is_ok());
    let error = PurposeLock::default().check(&[list(5000), list(1)]).unwrap_err();
    assert_eq!((error.records, error.least), (1, 100));
}

#[test]
fn lists_encoded_in_different_ways_are_refused() {
    use crate::testing::{rows, table};
    let of = |schemas: [&str; 2]| {
        let lists = schemas.map(|s| rows(&[s, s]));
        table(&["schema"], &[&lists[0], &lists[1]])
    };
    assert_eq!(shared_schema(&of([SCHEMA, SCHEMA])), Ok(SCHEMA));
    for schemas in [[SCHEMA, "daybreak-encoding-0"], ["other", "other"]] {
        assert!(matches!(shared_schema(&of(schemas)), Err(SchemaError::Differs { .. })));
    }
    assert_eq!(shared_schema(&table(&["a"], &[&rows(&["x"])])), Err(SchemaError::Missing));
}

proptest! {
    #[test]
    fn hexadecimal_comes_back_and_dice_is_symmetric(a in "[a-z]{1,12}", b in "[a-z]{1,12}") {
        let mut names = Encoder::new(SECRET, "surname", Kind::Name);
        let (a, b) = (names.encode(&a).unwrap(), names.encode(&b).unwrap());
        prop_assert_eq!(Encoding::from_hex(&a.to_hex()), Some(a));
        prop_assert_eq!(a.dice(&b), b.dice(&a));
        prop_assert!((dice_of_hex(&a.to_hex(), &b.to_hex()) - a.dice(&b)).abs() < 1e-15);
    }

    #[test]
    fn pairs_counted_as_alike_are_those_whose_coefficient_says_so(
        texts in prop::collection::vec("[a-d]{1,40}", 2..40),
        extra in prop::collection::vec(any::<[u64; WORDS]>(), 0..4),
        least in 0.05_f64..1.0,
    ) {
        let mut names = Encoder::new(SECRET, "surname", Kind::Name);
        let mut encodings: Vec<Encoding> =
            texts.iter().filter_map(|text| names.encode(text)).collect();
        encodings.extend(extra.into_iter().map(Encoding));
        let (left, right) = encodings.split_at(encodings.len() / 2);
        let by_one = |a: &Encoding| right.iter().filter(|b| a.dice(b) >= least).count() as u64;
        let expected: u64 = left.iter().map(by_one).sum();
        prop_assert_eq!(count_alike(left, right, least).alike, expected);
    }

    #[test]
    fn the_bound_itself_counts(a in "[a-z]{1,12}", b in "[a-z]{1,12}") {
        let mut names = Encoder::new(SECRET, "surname", Kind::Name);
        let (a, b) = (names.encode(&a).unwrap(), names.encode(&b).unwrap());
        let least = a.dice(&b);
        prop_assert_eq!(count_alike(&[a], &[b], least - 1e-9).alike, 1);
        prop_assert_eq!(count_alike(&[a], &[b], least + 1e-9).alike, 0);
    }

    #[test]
    fn no_text_is_taken_for_an_encoding(text in ".{0,300}") {
        if let Some(encoding) = Encoding::from_hex(&text) {
            prop_assert_eq!(encoding.to_hex(), text.to_lowercase());
        }
    }
}
