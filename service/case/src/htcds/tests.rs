mod cases;

use std::path::Path;

use proptest::prelude::*;

use super::*;

fn round(records: &[Record]) -> Vec<Record> {
    let mut text = Vec::new();
    write(records, &mut text).unwrap();
    read(text.as_slice()).unwrap()
}

/// Every field of the standard, with its kind and its codes, is one of ours, in its order.
#[test]
fn the_fields_are_those_of_the_standard() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/standards/htcds/fields.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: ../shared/standards/htcds is not here");
        return;
    };
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut ours = Field::ALL.iter();
    for row in rows.records() {
        let row = row.unwrap();
        let named = !row[3].is_empty() && !row[4].is_empty();
        if !named || row[1].starts_with("N/A") {
            continue;
        }
        let field = ours.next().unwrap_or_else(|| panic!("{}{} is not here", &row[3], &row[4]));
        assert_eq!(field.code(), format!("{}{}", &row[3], &row[4]));
        let (several, text) = (row[7].starts_with("Multiselect"), row[7].ends_with("Text"));
        let codes: Vec<&str> =
            row[9].lines().map(str::trim).filter(|code| !code.is_empty()).collect();
        match field.kind() {
            Kind::One(list) => assert_eq!((list, several), (codes.as_slice(), false), "{field}"),
            Kind::Several(list) | Kind::Open(list) => {
                assert_eq!((list, several), (codes.as_slice(), true), "{field}");
            }
            Kind::Date => assert_eq!(&row[7], "Date", "{field}"),
            Kind::Checkbox => assert_eq!(&row[7], "Checkbox", "{field}"),
            Kind::Lookup => assert!(row[7].starts_with("Lookup"), "{field}"),
            Kind::Text | Kind::LongText => assert!(text || row[7].is_empty(), "{field}"),
            Kind::Country | Kind::Countries | Kind::Language => {
                assert!(codes.is_empty() || codes[0].contains("ISO"), "{field}");
            }
            Kind::Number | Kind::Coordinate => {
                assert!(["Number", "Geolocation"].contains(&&row[7]), "{field}");
            }
        }
    }
    assert_eq!(ours.next(), None, "every field of ours is one of the standard");
    assert_eq!(Field::ALL.len(), 84);
}

#[test]
fn every_field_goes_out_and_comes_back_with_each_of_its_codes() {
    for field in Field::ALL {
        let cells: Vec<String> = match field.kind() {
            Kind::One(list) => list.iter().map(|code| (*code).to_owned()).collect(),
            Kind::Several(list) => vec![list[0].to_owned(), sorted(list)],
            Kind::Open(list) => vec![sorted(list), "ANewApp".to_owned()],
            Kind::Date => vec!["2009-02-28".to_owned()],
            Kind::Number => vec!["0".to_owned(), "16".to_owned()],
            Kind::Coordinate => vec!["-95.36980".to_owned(), "29".to_owned()],
            Kind::Checkbox => vec!["true".to_owned(), "false".to_owned()],
            Kind::Country => vec!["US".to_owned()],
            Kind::Countries => vec!["MX;US".to_owned()],
            Kind::Language => vec!["spa".to_owned(), "en".to_owned()],
            Kind::Text | Kind::LongText | Kind::Lookup => {
                vec![
                    "=1+1".to_owned(),
                    "'quoted'".to_owned(),
                    "two\nlines, \"and\" more".to_owned(),
                ]
            }
        };
        for cell in cells {
            let section = field.section();
            let owner = Record::new(Section::Person, "1", None);
            let of = section.belongs_to_another().then(|| "1".to_owned());
            let mut record = Record::new(section, "2", of);
            record.set(*field, Value::parse(*field, &cell).unwrap()).unwrap();
            let back = round(&[owner.clone(), record.clone()]);
            assert_eq!(back, [owner, record], "{field}: {cell}");
            assert_eq!(*back[1].value(*field).unwrap().to_cell(), cell, "{field}");
        }
    }
}

fn sorted(list: &[&str]) -> String {
    let mut codes = list.to_vec();
    codes.sort_unstable();
    codes.join(";")
}

#[test]
fn every_wrong_cell_is_named_and_nothing_is_taken() {
    let file = "section,id,of,prs_Birthdate,prs_Gender,vic_MethodsOfControl,favourite_colour\n\
                person,1,,2009-02-30,girl,,blue\n\
                person,1,,,,PhysicalThreats,\n\
                victim,2,7,,,PhysicalThreats;PhysicalThreats,\n\
                victim,3,,,,,\n\
                wizard,4,,,,,\n";
    let refused = read(file.as_bytes()).unwrap_err();
    let found: Vec<_> =
        refused.problems().iter().map(|problem| (problem.line, problem.column.as_str())).collect();
    assert_eq!(
        found,
        [
            (1, "favourite_colour"),
            (2, "prs_Birthdate"),
            (2, "prs_Gender"),
            (3, "vic_MethodsOfControl"),
            (4, "vic_MethodsOfControl"),
            (6, "section"),
            (3, "id"),
            (4, "of"),
            (5, "of"),
        ]
    );
    assert!(read("".as_bytes()).is_err(), "a file without columns is no file");
}

#[test]
fn no_problem_and_no_debug_text_tells_what_somebody_wrote() {
    let value = Value::parse(Field::PrsFirstName, "Alma").unwrap();
    assert!(!format!("{value:?}").contains("Alma"));
    let refused = read("section,id,prs_Birthdate\nperson,1,Alma was born in May\n".as_bytes());
    assert!(!format!("{}", refused.unwrap_err()).contains("Alma"));
}

fn value(field: Field) -> BoxedStrategy<Value> {
    let cell: BoxedStrategy<String> = match field.kind() {
        Kind::Text | Kind::LongText | Kind::Lookup => "[^\\x00]{1,20}".boxed(),
        Kind::Date => (1900..2100_i32, 1..13_u8, 1..29_u8)
            .prop_map(|(year, month, day)| format!("{year}-{month:02}-{day:02}"))
            .boxed(),
        Kind::Number => any::<u32>().prop_map(|number| number.to_string()).boxed(),
        Kind::Coordinate => (-179..180_i32, 0..99_999_u32)
            .prop_map(|(whole, part)| format!("{whole}.{part:05}"))
            .boxed(),
        Kind::Checkbox => any::<bool>().prop_map(|checked| checked.to_string()).boxed(),
        Kind::Country => "[A-Z]{2}".boxed(),
        Kind::Countries => "[A-M]{2};[N-Z]{2}".boxed(),
        Kind::Language => "[a-z]{2,3}".boxed(),
        Kind::One(list) => prop::sample::select(list.to_vec()).prop_map(str::to_owned).boxed(),
        Kind::Several(list) | Kind::Open(list) => {
            prop::sample::subsequence(list.to_vec(), 1..=list.len())
                .prop_map(|codes| codes.join(";"))
                .boxed()
        }
    };
    cell.prop_map(move |cell| Value::parse(field, &cell).unwrap()).boxed()
}

fn record(number: usize) -> impl Strategy<Value = Record> {
    prop::sample::select(Section::ALL.to_vec()).prop_flat_map(move |section| {
        let fields: Vec<Field> =
            Field::ALL.iter().copied().filter(|field| field.section() == section).collect();
        let most = fields.len();
        prop::sample::subsequence(fields, 0..=most).prop_flat_map(move |fields| {
            let values: Vec<_> = fields.iter().map(|field| value(*field)).collect();
            values.prop_map(move |values| {
                let of = section.belongs_to_another().then(|| "1".to_owned());
                let mut record = Record::new(section, number.to_string(), of);
                for (field, value) in fields.iter().zip(values) {
                    record.set(*field, value).unwrap();
                }
                record
            })
        })
    })
}

proptest! {
    #[test]
    fn what_goes_out_comes_back(records in (record(2), record(3), record(4))) {
        let all =
            [Record::new(Section::Person, "1", None), records.0, records.1, records.2];
        prop_assert_eq!(round(&all), all);
    }

    #[test]
    fn any_file_is_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        // Whatever it is, it is taken whole or refused with a place.
        if let Err(refused) = read(bytes.as_slice()) {
            prop_assert!(!refused.problems().is_empty());
        }
    }
}
