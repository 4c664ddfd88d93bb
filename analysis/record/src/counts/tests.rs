use proptest::prelude::*;

use super::*;

fn complaint(csv: &str) -> String {
    read("counts.csv", csv.as_bytes()).unwrap_err().to_string()
}

#[test]
fn a_table_is_read_with_a_mark_blanks_and_windows_lines() {
    let csv = "\u{feff}A, B ,count\r\n1,0,40\r\n\r\n0,1, 30\r\n1,1,6\r\n";
    let table = read("counts.csv", csv.as_bytes()).unwrap();
    assert_eq!(table.lists(), ["A", "B"]);
    assert_eq!(table.count(History(3)), 6);
}

#[test]
fn every_mistake_names_its_place_and_the_remedy() {
    let cases = [
        ("", "counts.csv, line 1: the file has no header"),
        ("A,B\n1,0\n", "counts.csv, line 1, column 2: no column is named `count`"),
        ("A,count,note\n1,4,x\n", "counts.csv, line 1, column 3: `note` stands after `count`"),
        ("A,B,count\n1,0,-4\n", "counts.csv, line 2, column 3: the count `-4` is negative"),
        ("A,B,count\n1,0,4.5\n", "counts.csv, line 2, column 3: the count `4.5` is not a whole"),
        ("A,B,count\n1,0,four\n", "counts.csv, line 2, column 3: the count `four` is not a number"),
        ("A,B,count\n1,0,\n", "counts.csv, line 2, column 3: the count `` is not a number"),
        ("A,B,count\n1,0,4\n1,0,5\n", "counts.csv, line 3: history 10 stands in line 2 already"),
        ("A,B,count\n1,0,4\n0,0,5\n", "counts.csv, line 3: the history is all zero"),
        ("A,age,count\n1,17,4\n", "counts.csv, line 2, column 2: column `age` holds `17`"),
        ("A,B,count\n1,0\n", "counts.csv, line 2: the line has 2 cells but the header has 3"),
        ("A,A,count\n1,0,4\n", "counts.csv, line 1, column 2: two lists are named `A`"),
        ("A,,count\n1,0,4\n", "counts.csv, line 1, column 2: list 2 has no name"),
        ("A,B,count\n1,0,4\n", "counts.csv, line 1: nobody is on list `B`"),
        ("count\n4\n", "counts.csv, line 2: the history is all zero"),
    ];
    for (csv, expected) in cases {
        let found = complaint(csv);
        assert!(found.starts_with(expected), "{found}\nexpected: {expected}");
    }
}

#[test]
fn the_line_is_that_of_the_editor_whatever_ends_it() {
    for ending in ["\n", "\r\n", "\r"] {
        let csv = ["A,B,count", "1,0,4", "", "0,1,x", ""].join(ending);
        assert!(complaint(&csv).starts_with("counts.csv, line 4, column 3: the count `x`"));
    }
}

#[test]
fn more_than_twenty_lists_are_refused() {
    let names: Vec<_> = (1..=21).map(|list| format!("L{list}")).collect();
    let found = complaint(&format!("{},count\n", names.join(",")));
    assert!(found.contains("21 lists, more than 20"), "{found}");
}

#[test]
fn bytes_that_are_no_text_are_refused_with_their_line() {
    let error = read("counts.csv", &b"A,B,count\n1,0,4\n\xff,1,2\n"[..]).unwrap_err();
    assert_eq!(error.place.line, 3);
    assert!(matches!(error.problem, Problem::Row(rows::Problem::Unreadable(_))));
}

proptest! {
    #[test]
    fn no_input_panics(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read("fuzz.csv", bytes.as_slice());
    }

    #[test]
    fn near_tables_never_panic(text in "[A-C01,\"\n\r;. -]{0,80}") {
        let csv = format!("A,B,count\n{text}");
        let _ = read("fuzz.csv", csv.as_bytes());
    }

    #[test]
    fn a_written_table_is_read_back(counts in prop::collection::vec(0_u64..1000, 7)) {
        let rows = counts.iter().zip(1_u32..).map(|(&n, bits)| (History(bits), n + 1));
        let lists = ["A", "B", "C"].map(str::to_owned).to_vec();
        let table = OverlapTable::new(lists, rows).unwrap();
        let mut csv = String::from("A,B,C,count\n");
        for (history, count) in table.histories() {
            let digits: Vec<_> = history.digits(3).chars().map(String::from).collect();
            csv.push_str(&format!("{},{count}\n", digits.join(",")));
        }
        prop_assert_eq!(read("counts.csv", csv.as_bytes()).unwrap(), table);
    }
}
