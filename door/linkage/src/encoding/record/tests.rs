use super::*;

const SECRET: &[u8] = b"a secret of one project only, 32 bytes or more";
const HEADER: [&str; 7] = ["first_name", "surname", "dob", "sex", "postcode", "phone", "email"];

fn encoded(values: [&str; 7], salt: Salt<'_>) -> Vec<Option<Encoding>> {
    RecordEncoder::new(SECRET, &HEADER, salt).unwrap().encode(&values)
}

fn ana(dob: &str) -> Vec<Option<Encoding>> {
    let values = ["Ana", "Garcia", dob, "F", "93701", "+1 559 555 0101", "ana@mail.example"];
    encoded(values, Salt::Year("dob"))
}

#[test]
fn names_of_different_years_have_unrelated_encodings() {
    let (one, other) = (ana("2010-03-07"), ana("2011-03-07"));
    for name in [0, 1] {
        let likeness = one[name].unwrap().dice(&other[name].unwrap());
        assert!(likeness < 0.3, "chance agreement only: {likeness}");
    }
    assert_ne!(one[7], other[7], "the years differ");
    assert_eq!(one[3..7], other[3..7], "what tells no name is found without the year");
    assert_eq!(one[8..], other[8..], "and so are both names together");
}

#[test]
fn without_a_year_names_are_found_together_only() {
    let (dated, undated) = (ana("2010-03-07"), ana(""));
    assert_eq!(undated[..3], [None; 3]);
    assert_eq!(undated[7], None);
    assert!(dated[8].is_some() && dated[8..] == undated[8..]);
}

#[test]
fn tokens_find_exchanged_and_misspelt_names() {
    let of = |given, surname| {
        encoded([given, surname, "", "", "", "", ""], Salt::Year("dob"))[8..].to_vec()
    };
    let right = of("Marisol", "Garcia");
    assert_eq!(of("garcía", "MARISOL")[0], right[0]);
    assert_eq!(of("Marizol", "Garcia")[1], right[1]);
    assert_eq!(of("Marisol", "Garzia")[2], right[2]);
    assert!(of("Marisol", "Lopez").iter().zip(&right).all(|(a, b)| a != b));
    assert_eq!(of("Marisol", ""), [None; 3]);
}

#[test]
fn a_list_without_dates_must_say_that_it_is_not_salted() {
    let header = ["first_name", "surname", "phone"];
    let refused = RecordEncoder::new(SECRET, &header, Salt::Year("dob")).err();
    assert_eq!(refused, Some(NoSalt("dob".to_owned())));
    let mut plain = RecordEncoder::new(SECRET, &header, Salt::Nothing).unwrap();
    assert_eq!(plain.columns(), header);
    assert!(plain.encode(&["Ana", "Garcia", ""])[0].is_some());
    let salted = RecordEncoder::new(SECRET, &HEADER, Salt::Year("dob")).unwrap();
    assert_eq!(salted.columns().len(), HEADER.len() + 1 + TOKENS.len());
    assert_ne!(salted.schema(), plain.schema());
}

#[test]
fn numbers_and_addresses_agree_whole_or_not_at_all() {
    let of = |phone, email| {
        encoded(["Ana", "Garcia", "2010-03-07", "F", "", phone, email], Salt::Nothing)
    };
    let one = of("+1 (559) 555-0101", "ana@mail.example");
    assert_eq!(one[5], of("559 555 0101", "")[5]);
    let other = of("559 555 0102", "anna@mail.example");
    assert!(one[5].unwrap().dice(&other[5].unwrap()) < 0.3);
    assert!(one[6].unwrap().dice(&other[6].unwrap()) < 0.3);
}
