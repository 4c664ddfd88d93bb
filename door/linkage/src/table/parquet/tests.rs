use super::super::TableBuilder;
use super::*;
use crate::output::{Cells, Format, write_table};
use proptest::prelude::*;

fn temporary(name: &str) -> std::path::PathBuf {
    let dir = std::env::temp_dir().join(format!("linkage-parquet-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir.join(format!("{name}-{:?}", std::thread::current().id()))
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(rows in prop::collection::vec("[a-zé]{0,5}", 1..200)) {
        let path = temporary("round");
        let ids: Vec<String> = (0..rows.len()).map(|i| i.to_string()).collect();
        let columns = [
            ("id", Cells::Text(ids.iter().map(String::as_str).collect())),
            ("name", Cells::Text(rows.iter().map(String::as_str).collect())),
        ];
        write_table(File::create(&path).unwrap(), Format::Parquet, &columns).unwrap();
        let mut builder = TableBuilder::default();
        let wanted = Wanted { id: Some("id".into()), ..Wanted::default() };
        read(&path, "list", &wanted, &mut builder).unwrap();
        let table = builder.build();
        let name = table.column("name").unwrap();
        for (i, row) in rows.iter().enumerate() {
            prop_assert_eq!(table.text(name, i as u32), row.as_str());
            prop_assert_eq!(table.id(i as u32), ids[i].as_str());
        }
    }

    #[test]
    fn no_bytes_whatever_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let path = temporary("noise");
        std::fs::write(&path, &bytes).unwrap();
        prop_assert!(read(&path, "list", &Wanted::default(), &mut TableBuilder::default()).is_err());
    }
}

#[test]
fn days_are_dates() {
    for (day, date) in
        [(0, "1970-01-01"), (11_016, "2000-02-29"), (-1, "1969-12-31"), (20_779, "2026-11-22")]
    {
        assert_eq!(date_of(day), date);
    }
}
