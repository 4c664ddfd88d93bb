use super::*;
use crate::problem::{Fault, Gravity};

const ORGANIZATION: &str = "id,name,description\n\
    7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10,Harbor,Helps\n";
const SERVICE: &str = "id,organization_id,name,status\n\
    11111111-1111-4111-8111-111111111111,7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10,Beds,active\n";

fn take(files: &[(&str, &[u8])], mode: Mode) -> Result<Import, Problems> {
    let files: Vec<File<'_>> = files.iter().map(|(name, bytes)| File { name, bytes }).collect();
    import(&files, mode)
}

/// The problems of a strict import of `files` beside a sound organisation and service.
fn problems(name: &str, bytes: &[u8]) -> Vec<String> {
    let files: [(&str, &[u8]); 3] = [
        ("organizations.csv", ORGANIZATION.as_bytes()),
        ("services.csv", SERVICE.as_bytes()),
        (name, bytes),
    ];
    let problems = match take(&files, Mode::Strict) {
        Ok(taken) => taken.problems,
        Err(problems) => problems,
    };
    problems.list().iter().map(ToString::to_string).collect()
}

fn only(name: &str, bytes: &[u8]) -> String {
    let all = problems(name, bytes);
    let [problem] = &all[..] else { panic!("one problem: {all:?}") };
    problem.clone()
}

const PHONES: &str = "id,service_id,number,extension\n";
const SERVICE_ID: &str = "11111111-1111-4111-8111-111111111111";

#[test]
fn a_wrong_cell_is_told_with_line_column_and_what_to_do() {
    let rows = format!("{PHONES}22222222-2222-4222-8222-222222222222,x7,555,1\n");
    assert_eq!(
        only("phones.csv", rows.as_bytes()),
        "phones.csv, line 2, column 2 (`service_id`): found `x7`, expected a UUID such as \
         3f7b145d-84af-42d7-8fae-eaca714b02b2"
    );
}

#[test]
fn a_line_number_counts_line_breaks_within_cells_and_of_windows() {
    let rows = format!(
        "id,service_id,number,description\r\n\
         22222222-2222-4222-8222-222222222222,{SERVICE_ID},555,\"one\r\ntwo\r\nthree\"\r\n\
         \r\n\
         33333333-3333-4333-8333-333333333333,{SERVICE_ID},,x\r\n\
         44444444,{SERVICE_ID},1,x\r\n"
    );
    let all = problems("phones.csv", rows.as_bytes());
    assert!(all[0].starts_with("phones.csv, line 6 (`number`): empty"), "{all:?}");
    assert!(all[1].starts_with("phones.csv, line 7, column 1 (`id`): found `44444444`"), "{all:?}");
}

#[test]
fn a_ragged_row_is_refused() {
    let rows = format!("{PHONES}22222222-2222-4222-8222-222222222222,{SERVICE_ID},555, ext 1, x\n");
    let problem = only("phones.csv", rows.as_bytes());
    assert!(
        problem.starts_with("phones.csv, line 2: the row has 5 cells, the heading 4"),
        "{problem}"
    );
}

#[test]
fn an_identifier_of_two_rows_is_refused() {
    let row = format!("22222222-2222-4222-8222-222222222222,{SERVICE_ID},555,\n");
    let problem = only("phones.csv", format!("{PHONES}{row}{row}").as_bytes());
    assert!(problem.starts_with("phones.csv, line 3, column 1 (`id`): `22222222"), "{problem}");
}

#[test]
fn a_link_to_nothing_is_refused_strictly_and_kept_leniently() {
    let rows = format!("{PHONES}22222222-2222-4222-8222-222222222222,{},555,\n", uuid::Uuid::nil());
    let problem = only("phones.csv", rows.as_bytes());
    assert!(problem.contains("is not the identifier of any row of `service`"), "{problem}");
    let taken = take(&[("phones.csv", rows.as_bytes())], Mode::Lenient).unwrap();
    assert_eq!(taken.directory.loose.phones.len(), 1);
    assert_eq!((taken.problems.refused(), taken.problems.noted()), (0, 1));
}

#[test]
fn a_row_that_belongs_to_nothing_is_told() {
    let rows = "id,number\n22222222-2222-4222-8222-222222222222,555\n";
    let problem = only("phones.csv", rows.as_bytes());
    assert!(
        problem.contains("belongs to nothing: fill one of location_id, service_id"),
        "{problem}"
    );
}

#[test]
fn other_encodings_are_named() {
    let latin = b"id,name,description\n7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a11,Caf\xe9,x\n";
    let problem = only("programs.csv", latin);
    assert!(problem.starts_with("programs.csv, line 2, column 41: "), "{problem}");
    assert!(problem.contains("Windows-1252"), "{problem}");
    let problem = only("programs.csv", b"\xff\xfei\x00d\x00");
    assert!(problem.contains("UTF-16"), "{problem}");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_heading() {
    let marked = format!("\u{feff}{ORGANIZATION}");
    let taken = take(&[("organizations.csv", marked.as_bytes())], Mode::Strict).unwrap();
    assert_eq!(taken.directory.organizations.len(), 1);
    let marked = format!(
        "\u{feff}{}",
        r#"{"id":"7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10","name":"A","status":"active"}"#
    );
    let taken = take(&[("a.json", marked.as_bytes())], Mode::Strict).unwrap();
    assert_eq!(taken.directory.services.len(), 1);
}

#[test]
fn headings_are_checked() {
    assert!(only("phones.csv", b"number\n555\n").contains("no column `id`"));
    assert!(only("phones.csv", b"id,number,Number\nx,1,2\n").contains("column `number` twice"));
    assert!(only("notes.csv", b"id\n1\n").contains("no table of HSDS 3.1 has this name"));
    let rows = format!("id,service_id\n22222222-2222-4222-8222-222222222222,{SERVICE_ID}\n");
    let capacity = only("service_capacity.csv", rows.as_bytes());
    assert!(capacity.contains("no column `available`"), "{capacity}");
}

#[test]
fn a_descriptor_can_give_files_other_names() {
    let descriptor = br#"{"resources": [{"name": "organization", "path": "data/agencies.csv"}]}"#;
    let files: [(&str, &[u8]); 2] =
        [("pkg/datapackage.json", descriptor), ("pkg/data/agencies.csv", ORGANIZATION.as_bytes())];
    let taken = take(&files, Mode::Strict).unwrap();
    assert_eq!(taken.directory.organizations.len(), 1);
}

#[test]
fn more_free_than_there_are_is_noted_and_kept() {
    let rows = format!(
        "id,service_id,available,maximum,updated\n\
         22222222-2222-4222-8222-222222222222,{SERVICE_ID},12,10,2026-01-01T00:00:00Z\n"
    );
    let problem = only("service_capacity.csv", rows.as_bytes());
    assert!(
        problem.starts_with("service_capacity.csv, line 2, column 3 (`available`): 12 free of 10"),
        "{problem}"
    );
}

#[test]
fn a_cell_as_long_as_a_book_is_refused() {
    let rows = format!(
        "{PHONES}22222222-2222-4222-8222-222222222222,{SERVICE_ID},{},\n",
        "5".repeat(2 << 20)
    );
    let problem = only("phones.csv", rows.as_bytes());
    assert!(
        problem.starts_with("phones.csv, line 2, column 3 (`number`): 2097152 bytes long"),
        "{problem}"
    );
}

#[test]
fn nesting_without_end_is_refused() {
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let id = "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10";
    let deep = format!(r#"{{"id":"{id}","name":"A","status":"active","x":{open}1{close}}}"#);
    for name in ["deep.json", "deep.ndjson"] {
        let problems = take(&[(name, deep.as_bytes())], Mode::Lenient).unwrap().problems;
        assert_eq!(problems.list()[0].fault, Fault::TooDeep { limit: 128 }, "{problems}");
    }
    let deep = "[".repeat(100_000);
    assert!(take(&[("deep.json", deep.as_bytes())], Mode::Strict).is_err());
}

#[test]
fn broken_json_is_told_with_its_place() {
    let problem = only("broken.json", b"[\n  {\"id\": 1,\n   \"status\" \"active\"}\n]");
    assert_eq!(problem, "broken.json, line 3, column 13: expected `:`");
}

#[test]
fn a_wrong_document_of_many_is_told_with_its_own_line() {
    let good = r#"{"id":"7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10","name":"A","status":"active"}"#;
    let wrong = r#"{"id":"11111111-1111-4111-8111-111111111112","name":"B","status":"active","minimum_age":"ten"}"#;
    let page = format!("{{\"total_items\": 2,\n \"contents\": [\n{good},\n   {wrong}\n]}}");
    let strict = take(&[("page.json", page.as_bytes())], Mode::Strict).unwrap_err();
    assert_eq!(
        strict.list()[0].to_string(),
        "page.json, line 4, column 92 (`minimum_age`): found `ten`, expected a number such as 12 or 12.5"
    );
    let lenient = take(&[("page.json", page.as_bytes())], Mode::Lenient).unwrap();
    assert_eq!(lenient.directory.services.len(), 1);
    let lines = format!("{good}\n\n{wrong}\n");
    let strict = take(&[("all.ndjson", lines.as_bytes())], Mode::Strict).unwrap_err();
    assert!(strict.list()[0].to_string().starts_with("all.ndjson, line 3, column 89"), "{strict}");
}

#[test]
fn leniently_only_the_wrong_rows_of_a_document_are_left_out() {
    let document = r#"{
      "id": "7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10", "name": "A", "status": "active",
      "phones": [
        {"id": "no", "number": "1"},
        {"id": "11111111-1111-4111-8111-111111111111", "number": "2"},
        {"id": "11111111-1111-4111-8111-111111111112"},
        {"id": "11111111-1111-4111-8111-111111111113", "number": "4",
         "languages": [{"id": "also no"}]}
      ]}"#;
    let taken = take(&[("a.json", document.as_bytes())], Mode::Lenient).unwrap();
    let told: Vec<String> = taken.problems.list().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].starts_with("a.json, line 4, column 16 (`phones[0].id`): found `no`"),
        "{told:?}"
    );
    assert!(
        told[1].contains("line 6")
            && told[1].contains("`phones[2]")
            && told[1].contains("missing field `number`"),
        "{told:?}"
    );
    assert!(
        told[2].starts_with("a.json, line 8, column 31 (`phones[3].languages[0].id`)"),
        "{told:?}"
    );
    let service = taken.directory.services.iter().next().unwrap();
    let numbers: Vec<&str> = service.phones.iter().map(|phone| phone.number.as_str()).collect();
    assert_eq!(numbers, ["2", "4"]);
}

#[test]
fn what_no_one_can_tell_is_refused_by_its_properties() {
    let problem = only("root.json", br#"{"openapi_url": "x", "profile": "y"}"#);
    assert!(
        problem.contains("cannot tell what this object is (its properties: openapi_url, profile)"),
        "{problem}"
    );
    let all = problems("list.json", b"[1,\n  2]");
    assert!(all[0].starts_with("list.json, line 1, column 2: invalid type"), "{all:?}");
    assert!(all[1].starts_with("list.json, line 2, column 3: invalid type"), "{all:?}");
}

#[test]
fn one_organization_described_twice_must_be_described_alike() {
    let service = |id: &str, name: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","name":"S","status":"active","organization":{{"id":"7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10","name":"{name}","description":"d"{more}}}}}"#
        )
    };
    let a = "11111111-1111-4111-8111-111111111111";
    let b = "22222222-2222-4222-8222-222222222222";
    let lines = [service(a, "Harbor", ""), service(b, "Harbor", r#","email":"a@harbor.example""#)]
        .join("\n");
    let taken = take(&[("all.ndjson", lines.as_bytes())], Mode::Strict).unwrap();
    let organization = taken.directory.organizations.iter().next().unwrap();
    assert_eq!(organization.email.as_deref(), Some("a@harbor.example"));
    let lines = [service(a, "Harbor", ""), service(b, "Harbour", "")].join("\n");
    let problems = take(&[("all.ndjson", lines.as_bytes())], Mode::Strict).unwrap_err();
    assert!(problems.list()[0].to_string().contains("differ in `name`"), "{problems}");
}

#[test]
fn unknown_properties_and_columns_are_kept() {
    let rows = "id,name,description,Opening Notes,x\n\
        7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10,Harbor,Helps,ring twice,\n";
    let taken = take(&[("organizations.csv", rows.as_bytes())], Mode::Strict).unwrap();
    let organization = taken.directory.organizations.iter().next().unwrap();
    assert_eq!(organization.extra.len(), 1);
    assert_eq!(organization.extra["opening notes"], "ring twice");
}

#[test]
fn an_import_of_garbage_tells_the_first_thousand_and_counts_all() {
    let mut rows = PHONES.to_owned();
    for _ in 0..5_000 {
        rows.push_str("x,y,z,\n");
    }
    let problems = take(&[("phones.csv", rows.as_bytes())], Mode::Strict).unwrap_err();
    assert_eq!(problems.list().len(), Problems::LIMIT);
    assert_eq!(problems.refused(), 5_000);
    assert_eq!(problems.unlisted(), 4_000);
    assert!(problems.list().iter().all(|problem| problem.gravity == Gravity::Refused));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_bytes_make_it_stop(bytes in proptest::collection::vec(any::<u8>(), 0..200), name in 0..4_usize) {
            let name = ["phones.csv", "a.json", "a.ndjson", "datapackage.json"][name];
            for mode in [Mode::Strict, Mode::Lenient] {
                let _ = take(&[(name, &bytes)], mode);
            }
        }

        /// Cuts and changed bytes in a sound document: it is taken, or something is told.
        #[test]
        fn a_damaged_document_is_taken_or_told(cut in 0..600_usize, at in 0..600_usize, byte in any::<u8>()) {
            let mut bytes = br#"[{"id":"7b1d3c1e-8a52-4bb5-9d8c-0f2b6b2f6a10","name":"A","status":"active",
                "phones":[{"id":"11111111-1111-4111-8111-111111111113","number":"4","languages":[{"id":"11111111-1111-4111-8111-111111111115"}]}],
                "capacities":[{"id":"11111111-1111-4111-8111-111111111116","available":1,"updated":"2026-01-01T00:00:00Z","unit":{"id":"11111111-1111-4111-8111-111111111117","name":"bed"}}]}]"#.to_vec();
            if let Some(there) = bytes.get_mut(at) {
                *there = byte;
            }
            bytes.truncate(cut);
            let taken = take(&[("a.json", &bytes)], Mode::Lenient).unwrap();
            // An empty list is a list.
            let is_empty = bytes.trim_ascii() == b"[]";
            prop_assert!(
                taken.directory.services.len() == 1 || taken.problems.refused() > 0 || is_empty
            );
        }
    }
}
