use case::htcds::Kind;
use proptest::prelude::*;

use super::*;

const RULES: &str = r#"
    k = 5
    keep = ["vic_MethodsOfControl", "vic_TypeOfExploitation", "cas_Status", "prs_MaritalStatus"]
    [[merge]]
    field = "prs_Gender"
    codes = ["TransgenderFeminine", "TransgenderMasculine"]
    to = "NonConforming"
    [counties]
    "Northfield" = "north"
"#;

fn records(cells: &[(Field, &str)]) -> [Record; 3] {
    let mut records = [
        Record::new(Section::Case, "planted-id-1", None),
        Record::new(Section::Person, "planted-id-2", None),
        Record::new(Section::Victim, "planted-id-3", Some("planted-id-2".to_owned())),
    ];
    for &(field, cell) in cells {
        let value = Value::parse(field, cell).unwrap();
        let of = records.iter_mut().find(|record| record.section() == field.section());
        of.unwrap().set(field, value).unwrap();
    }
    records
}

fn cells(records: &[Record; 3]) -> Vec<String> {
    let rules = Rules::read(RULES).unwrap();
    let coded = CodedCase::of(&rules, &records[0], &records[1], &records[2]);
    coded.cells().map(Cow::into_owned).collect()
}

#[test]
fn the_age_is_that_of_the_day_of_referral() {
    for (born, expected) in [
        ("2008-03-14", "18-24"),
        ("2008-03-15", "15-17"),
        ("2011-03-15", "12-14"),
        ("2014-03-15", "0-11"),
        ("2027-01-01", "unknown"),
        ("1850-01-01", "unknown"),
    ] {
        let found = cells(&records(&[
            (Field::CasIncomingReferralDate, "2026-03-14"),
            (Field::PrsBirthdate, born),
        ]));
        assert_eq!(found[2], expected, "{born}");
    }
    let told = cells(&records(&[(Field::VicAgeWhenTrafficked, "13")]));
    assert_eq!((told[0].as_str(), told[2].as_str()), ("unknown", "12-14"));
}

#[test]
fn codes_are_merged_and_sorted_and_missing_ones_unknown() {
    let found = cells(&records(&[
        (Field::PrsGender, "TransgenderMasculine"),
        (Field::VicMethodsOfControl, "TakesEarnings;DebtBondage"),
        (Field::PrsMailingCity, "Northfield"),
    ]));
    assert_eq!(found[1..4], ["north", "unknown", "NonConforming"]);
    assert_eq!(found[4..], ["DebtBondage;TakesEarnings", "unknown", "unknown", "unknown"]);
}

proptest! {
    /// Something that identifies is planted in every field that can hold a text, a date, a number, an
    /// open code or a place, and in every id: no cell holds any of it.
    #[test]
    fn planted_identifiers_never_leave(
        word in "[A-Z][a-z]{5,9}qz", number in 1_000_000_u32..9_999_999, day in 1_u32..28
    ) {
        let date = format!("2009-07-{day:02}");
        let planted = |field: Field| -> Option<String> {
            match field.kind() {
                Kind::Text | Kind::LongText | Kind::Lookup => Some(format!("{word} {number}")),
                Kind::Open(_) => Some(format!("{word}{number}")),
                Kind::Number => Some(number.to_string()),
                Kind::Date => Some(date.clone()),
                Kind::Coordinate => Some(format!("-95.{number}")),
                Kind::Country | Kind::Countries => Some("XQ".to_owned()),
                Kind::Language => Some("xqz".to_owned()),
                _ => None,
            }
        };
        let all: Vec<(Field, String)> = Field::ALL
            .iter()
            .filter(|field| matches!(field.section(), Section::Case | Section::Person | Section::Victim))
            .filter_map(|&field| Some((field, planted(field)?)))
            .collect();
        let all: Vec<(Field, &str)> = all.iter().map(|(field, cell)| (*field, cell.as_str())).collect();
        for cell in cells(&records(&all)) {
            for secret in [word.as_str(), &number.to_string(), &date, "planted", "XQ", "xqz"] {
                prop_assert!(!cell.contains(secret), "{cell}");
            }
        }
    }
}
