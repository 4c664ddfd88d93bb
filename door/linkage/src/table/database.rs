//! Tables of SQLite and PostgreSQL in: `sqlite:FILE#TABLE`, `postgres://USER@HOST/DATABASE#TABLE`.
//!
//! Every column is read as text, in the database's own words for numbers and dates, in one pass with one
//! row in memory; rows come in the order of the record id (of all columns, where there is none), so that
//! the same table gives the same result. SQLite is opened for reading only.

use super::{ReadError, TableBuilder, Wanted};
use futures_util::TryStreamExt;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ColumnIndex, Connection, Database, Decode, Executor, Row, Type};
use std::str::FromStr;

/// A table of a database, as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<'a> {
    url: &'a str,
    /// The table.
    pub table: &'a str,
}

impl<'a> Place<'a> {
    /// Reads `URL#TABLE`; `None` for what is no table of a database.
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let (url, table) = text.rsplit_once('#')?;
        let known = ["sqlite:", "postgres:", "postgresql:"].iter().any(|s| url.starts_with(s));
        (known && !table.is_empty()).then_some(Self { url, table })
    }

    /// The place without what only its owner may know.
    fn shown(&self) -> String {
        let scheme = self.url.split(':').next().unwrap_or_default();
        format!("{scheme} table {}", self.table)
    }

    fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite:")
    }
}

/// The column names of the table.
///
/// # Errors
/// [`ReadError::Malformed`] when the database cannot be reached or has no such table.
pub fn header(place: &Place<'_>) -> Result<Vec<String>, ReadError> {
    run(place, async {
        if place.is_sqlite() {
            names::<sqlx::Sqlite>(&mut sqlite(place).await?, NAMES_SQLITE, place).await
        } else {
            names::<sqlx::Postgres>(&mut postgres(place).await?, NAMES_POSTGRES, place).await
        }
    })
}

/// Adds the table to `builder` as the list `name`.
///
/// # Errors
/// [`ReadError`]; the builder must then be dropped.
pub fn read(
    place: &Place<'_>,
    name: &str,
    wanted: &Wanted,
    builder: &mut TableBuilder,
) -> Result<(), ReadError> {
    let header = header(place)?;
    let targets = builder.start(name, &header, wanted);
    for_each_row(place, &header, wanted, |number, row| {
        let fields = row.iter().map(|field| field.as_deref().unwrap_or_default());
        builder.push_row(name, number, &targets, fields, wanted)
    })?;
    builder.finish_list(&place.shown(), wanted)
}

/// Hands every row of the table, as texts in the order of `header`, to `visit`.
///
/// # Errors
/// [`ReadError`] of the database or of `visit`.
pub fn for_each_row(
    place: &Place<'_>,
    header: &[String],
    wanted: &Wanted,
    mut visit: impl FnMut(usize, &[Option<String>]) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let statement = select(place.table, header, wanted);
    run(place, async {
        if place.is_sqlite() {
            rows::<sqlx::Sqlite>(&mut sqlite(place).await?, statement, header.len(), &mut visit)
                .await
        } else {
            rows::<sqlx::Postgres>(&mut postgres(place).await?, statement, header.len(), &mut visit)
                .await
        }
    })
}

const NAMES_SQLITE: &str = "SELECT name FROM pragma_table_info($1) ORDER BY cid";
const NAMES_POSTGRES: &str = "
    SELECT column_name::text
    FROM information_schema.columns
    WHERE table_schema = ANY(current_schemas(false)) AND table_name = $1
    ORDER BY ordinal_position";

fn select(table: &str, header: &[String], wanted: &Wanted) -> String {
    let text = |name: &String| format!("CAST({} AS TEXT)", quoted(name));
    let texts: Vec<String> = header.iter().map(text).collect();
    let id = header.iter().find(|name| wanted.is_id(name));
    let order = id.map_or_else(|| texts.join(", "), text);
    format!("SELECT {} FROM {} ORDER BY {order}", texts.join(", "), quoted(table))
}

/// A name as SQL's quoted identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// What can go wrong between the database and the table.
enum Fault {
    Database(sqlx::Error),
    Reading(ReadError),
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// Waits for the database on this thread.
fn run<T>(place: &Place<'_>, work: impl Future<Output = Result<T, Fault>>) -> Result<T, ReadError> {
    let malformed =
        |reason: String| ReadError::Malformed { path: place.shown(), format: "a database", reason };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| malformed(e.to_string()))?;
    runtime.block_on(work).map_err(|fault| match fault {
        Fault::Reading(error) => error,
        Fault::Database(error) => malformed(error.to_string()),
    })
}

async fn sqlite(place: &Place<'_>) -> Result<sqlx::SqliteConnection, Fault> {
    let options = SqliteConnectOptions::from_str(place.url)?.read_only(true);
    Ok(sqlx::SqliteConnection::connect_with(&options).await?)
}

async fn postgres(place: &Place<'_>) -> Result<sqlx::PgConnection, Fault> {
    Ok(sqlx::PgConnection::connect(place.url).await?)
}

async fn names<D: Database>(
    connection: &mut D::Connection,
    statement: &'static str,
    place: &Place<'_>,
) -> Result<Vec<String>, Fault>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    for<'q> D::Arguments: sqlx::IntoArguments<D>,
    for<'q> String: sqlx::Encode<'q, D> + Type<D> + Decode<'q, D>,
    usize: ColumnIndex<D::Row>,
{
    let query = sqlx::query::<D>(statement).bind(place.table.to_owned());
    let found = query.fetch_all(connection).await?;
    let names: Vec<String> = found.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    if names.is_empty() {
        return Err(Fault::Reading(ReadError::Malformed {
            path: place.shown(),
            format: "a database",
            reason: "there is no such table".to_owned(),
        }));
    }
    Ok(names)
}

async fn rows<D: Database>(
    connection: &mut D::Connection,
    statement: String,
    columns: usize,
    visit: &mut impl FnMut(usize, &[Option<String>]) -> Result<(), ReadError>,
) -> Result<(), Fault>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    for<'q> D::Arguments: sqlx::IntoArguments<D>,
    for<'q> String: Type<D> + Decode<'q, D>,
    usize: ColumnIndex<D::Row>,
{
    // Names come from the database's own list of columns and are quoted.
    let mut found = sqlx::query::<D>(AssertSqlSafe(statement)).fetch(connection);
    let mut number = 0;
    while let Some(row) = found.try_next().await? {
        let texts: Vec<Option<String>> =
            (0..columns).map(|column| row.try_get(column)).collect::<Result<_, _>>()?;
        visit(number, &texts).map_err(Fault::Reading)?;
        number += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_from_files() {
        let place = Place::parse("sqlite:/tmp/a#b.db#clients").unwrap();
        assert_eq!((place.url, place.table), ("sqlite:/tmp/a#b.db", "clients"));
        assert!(Place::parse("postgres://user:secret@host/db#clients").is_some());
        assert!(!Place::parse("postgres://u:secret@host/db#t").unwrap().shown().contains("secret"));
        for file in ["list.csv", "list#1.csv", "sqlite:list.db", "sqlite:list.db#"] {
            assert!(Place::parse(file).is_none(), "{file}");
        }
    }

    #[test]
    fn names_are_quoted_whatever_they_hold() {
        let header = ["id".to_owned(), "a\"; DROP TABLE t; --".to_owned()];
        let wanted = Wanted { id: Some("ID".to_owned()), ..Wanted::default() };
        let expected = "SELECT CAST(\"id\" AS TEXT), CAST(\"a\"\"; DROP TABLE t; --\" AS TEXT) \
                        FROM \"t\" ORDER BY CAST(\"id\" AS TEXT)";
        assert_eq!(select("t", &header, &wanted), expected);
    }
}
