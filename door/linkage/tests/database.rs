//! A table of a database gives what the same rows in a file give.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use linkage::table::{ReadError, Table, TableBuilder, Wanted, header, read};
use sqlx::{AssertSqlSafe, Connection};
use std::path::{Path, PathBuf};

const CSV: &str = "id,First Name,born,height\n2,José,2011-02-03,120\n3,,2009-08-07,\n10,Ana,,131\n";

const TABLE: [&str; 2] = [
    "CREATE TABLE NAME (id INTEGER PRIMARY KEY, \"First Name\" TEXT, born TEXT, height INTEGER)",
    "INSERT INTO NAME VALUES (10, 'Ana', NULL, 131), (2, 'José', '2011-02-03', 120), \
     (3, '', '2009-08-07', NULL)",
];

fn table_at(place: &str) -> Result<Table, ReadError> {
    let wanted = Wanted { id: Some("id".to_owned()), ..Wanted::default() };
    let mut builder = TableBuilder::default();
    read(Path::new(place), "list", &wanted, &mut builder)?;
    Ok(builder.build())
}

/// Every record as its id and its values, in the order of ids.
fn values(table: &Table) -> Vec<Vec<String>> {
    let records = 0..table.len() as u32;
    let row = |r| {
        let texts = table.columns().iter().map(|c| table.text(c, r).to_owned());
        std::iter::once(table.id(r).to_owned()).chain(texts).collect()
    };
    let mut rows: Vec<Vec<String>> = records.map(row).collect();
    rows.sort();
    rows
}

fn scratch(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("linkage-database-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir.join(name)
}

fn expected() -> Vec<Vec<String>> {
    let path = scratch("list.csv");
    std::fs::write(&path, CSV).unwrap();
    values(&table_at(path.to_str().unwrap()).unwrap())
}

#[tokio::test]
async fn a_table_of_sqlite_is_read_as_a_file_is_and_never_written_to() {
    let path = scratch("county.db");
    drop(std::fs::remove_file(&path));
    let url = format!("sqlite:{}?mode=rwc", path.display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
    for statement in TABLE {
        let statement = AssertSqlSafe(statement.replace("NAME", "clients"));
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    let place = format!("sqlite:{}#clients", path.display());
    let read = std::thread::spawn(move || {
        let names = header(Path::new(&place)).unwrap();
        assert_eq!(names, ["id", "First Name", "born", "height"]);
        let missing = format!("{place}x");
        let refused = table_at(&missing).err().unwrap().to_string();
        assert!(refused.contains("no such table"), "{refused}");
        assert!(table_at("sqlite:/nowhere/at/all.db#clients").is_err());
        values(&table_at(&place).unwrap())
    });
    assert_eq!(read.join().unwrap(), expected());
}

#[tokio::test]
async fn a_table_of_postgresql_is_read_as_a_file_is() {
    let Ok(url) = std::env::var("DAYBREAK_TEST_POSTGRES") else {
        println!("skipped: DAYBREAK_TEST_POSTGRES names no server");
        return;
    };
    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
    let name = format!("linkage_clients_{}", std::process::id());
    for statement in TABLE {
        let statement = AssertSqlSafe(statement.replace("NAME", &name));
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    let place = format!("{url}#{name}");
    let read = std::thread::spawn(move || values(&table_at(&place).unwrap()));
    let read = read.join().unwrap();
    let drop_table = AssertSqlSafe(format!("DROP TABLE {name}"));
    sqlx::query(drop_table).execute(&mut connection).await.unwrap();
    assert_eq!(read, expected());
}
