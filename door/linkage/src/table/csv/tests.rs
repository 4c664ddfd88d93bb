use super::super::{ReadError, Table, TableBuilder, Wanted};
use super::*;
use proptest::prelude::*;
use std::io::Write;

fn table_of(bytes: &[u8]) -> Result<Table, ReadError> {
    let dir = std::env::temp_dir().join(format!("linkage-csv-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join(format!("{:?}.csv", std::thread::current().id()));
    File::create(&path).unwrap().write_all(bytes).unwrap();
    let mut builder = TableBuilder::default();
    let wanted = Wanted { id: Some("id".into()), ..Wanted::default() };
    let outcome = read(&path, "list", &wanted, &mut builder);
    std::fs::remove_file(&path).unwrap();
    outcome.map(|()| builder.build())
}

#[test]
fn fields_are_trimmed_and_empty_ones_are_missing() {
    let table = table_of(b"\xef\xbb\xbfid;name;born\n7; Ana ;\n8;;2011-02-03\n").unwrap();
    let (name, born) = (table.column("name").unwrap(), table.column("BORN").unwrap());
    assert_eq!((table.text(name, 0), table.text(born, 0)), ("Ana", ""));
    assert_eq!((table.text(name, 1), table.text(born, 1)), ("", "2011-02-03"));
    assert_eq!(table.id(1), "8");
}

#[test]
fn a_ragged_row_is_named_by_its_line() {
    let error = table_of(b"id,name\n1,a\n2,b,c\n").err().unwrap();
    assert!(matches!(error, ReadError::Ragged { line: 3, fields: 3, expected: 2, .. }), "{error}");
}

#[test]
fn quotes_and_lone_carriage_returns_are_read_wherever_they_begin() {
    let rows = [
        "1,\"de la O, Ana\",x\n2,\"Ruiz\",\n3,Gil,z\n",
        "1,\"de la O, Ana\",x\r\n2,Ruiz,\r\n\r\n3,Gil,z",
        "1,\"de la O, Ana\",x\r2,Ruiz,\r3,Gil,z\r",
    ];
    for (before, rows) in ["", "0,a,b\n", "0,a,b\r\n\n"].iter().flat_map(|b| rows.map(|r| (b, r))) {
        let table = table_of(format!("id,name,sign\n{before}{rows}").as_bytes()).unwrap();
        let (name, sign) = (table.column("name").unwrap(), table.column("sign").unwrap());
        let first = table.len() as u32 - 3;
        let names = [0, 1, 2].map(|row| table.text(name, first + row));
        assert_eq!(names, ["de la O, Ana", "Ruiz", "Gil"], "{before:?} {rows:?}");
        assert_eq!([0, 1, 2].map(|row| table.text(sign, first + row)), ["x", "", "z"]);
    }
}

#[test]
fn lines_are_counted_on_behind_a_quote() {
    let error = table_of(b"id,name\n1,a\n2,\"b\nb\"\n3\n").err().unwrap();
    assert!(matches!(error, ReadError::Ragged { line: 5, fields: 1, .. }), "{error}");
    let error = table_of(b"id,name\n1,a\n2,\"b\"\n3,\xff\n").err().unwrap();
    assert!(matches!(error, ReadError::NotUtf8 { line: 4, .. }), "{error}");
}

#[test]
fn other_encodings_are_refused_with_their_line() {
    let error = table_of(b"id,name\n1,Jos\xe9\n").err().unwrap();
    assert!(matches!(error, ReadError::NotUtf8 { line: 2, .. }), "{error}");
}

#[test]
fn a_repeated_id_is_refused() {
    let error = table_of(b"id,name\n1,a\n1,b\n").err().unwrap();
    assert!(matches!(error, ReadError::DuplicateId { ref id, .. } if id == "1"), "{error}");
}

#[test]
fn an_absent_id_is_refused_and_an_absent_id_column_is_not() {
    assert!(matches!(table_of(b"id,name\n,a\n").err().unwrap(), ReadError::NoId { row: 1, .. }));
    assert_eq!(table_of(b"name\na\nb\n").unwrap().id(1), "2");
}

#[test]
fn no_rows_or_no_header_is_refused() {
    assert!(matches!(table_of(b"id,name\n").err().unwrap(), ReadError::Empty { .. }));
    assert!(matches!(table_of(b"").err().unwrap(), ReadError::Empty { .. }));
}

/// What all rules of CSV make of the rows.
fn by_definition(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(|f| f.trim().to_owned()).collect()).collect()
}

proptest! {
    #[test]
    fn every_file_is_read_by_the_rules(
        lines in prop::collection::vec("[ab]{0,3}(\"[ab,\n]{0,12}\")?,[a é]{0,9}(,a)?(\r|\r\n|\n)", 1..6)
    ) {
        let text = format!("name,born\n{}", lines.concat());
        let rows = by_definition(&text);
        match table_of(text.as_bytes()) {
            Ok(table) => {
                let of = |name: &str, row: usize| {
                    table.text(table.column(name).unwrap(), row as u32).to_owned()
                };
                let read: Vec<_> =
                    (0..table.len()).map(|row| vec![of("name", row), of("born", row)]).collect();
                prop_assert_eq!(read, rows);
            }
            Err(error) => {
                prop_assert!(matches!(error, ReadError::Ragged { .. }), "{}", error);
                prop_assert!(rows.iter().any(|row| row.len() != 2));
            }
        }
    }

    #[test]
    fn no_bytes_whatever_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(table) = table_of(&bytes) {
            prop_assert!(!table.is_empty());
            for column in table.columns() {
                prop_assert_eq!(column.codes.len(), table.len());
            }
        }
    }
}
