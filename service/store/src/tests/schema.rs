//! Both engines have the same tables, and take every statement.

use std::collections::BTreeMap;

use sqlx::{Executor, SqlSafeStr as _};

use super::world::World;
use crate::db::{Conn, on};

/// Every statement of the crate. A module with statements that is missing here fails
/// `every_module_with_statements_is_listed`.
const MODULES: &[(&str, &[(&str, &str)])] = &[
    ("account", crate::account::STATEMENTS),
    ("audit", crate::audit::STATEMENTS),
    ("bed", crate::bed::STATEMENTS),
    ("bed::link", crate::bed::link::STATEMENTS),
    ("bed::list", crate::bed::list::STATEMENTS),
    ("bed::unmet", crate::bed::unmet::STATEMENTS),
    ("capacity", crate::capacity::STATEMENTS),
    ("case", crate::case::STATEMENTS),
    ("case::agenda", crate::case::agenda::STATEMENTS),
    ("case::link", crate::case::link::STATEMENTS),
    ("case::harm", crate::case::harm::STATEMENTS),
    ("case::joined", crate::case::joined::STATEMENTS),
    ("case::justice", crate::case::justice::STATEMENTS),
    ("case::list", crate::case::list::STATEMENTS),
    ("case::part", crate::case::part::STATEMENTS),
    ("case::people", crate::case::people::STATEMENTS),
    ("case::text", crate::case::text::STATEMENTS),
    ("case::wellbeing", crate::case::wellbeing::STATEMENTS),
    ("case::work", crate::case::work::STATEMENTS),
    ("coded", crate::coded::STATEMENTS),
    ("consent", crate::consent::STATEMENTS),
    ("contact", crate::contact::STATEMENTS),
    ("directory", crate::directory::STATEMENTS),
    ("directory::edit", crate::directory::edit::STATEMENTS),
    ("duty", crate::duty::STATEMENTS),
    ("duty::board", crate::duty::board::STATEMENTS),
    ("duty::known", crate::duty::known::STATEMENTS),
    ("duty::report", crate::duty::report::STATEMENTS),
    ("duty::rules", crate::duty::rules::STATEMENTS),
    ("erasure", crate::erasure::STATEMENTS),
    ("erasure::due", crate::erasure::due::STATEMENTS),
    ("erasure::keep", crate::erasure::keep::STATEMENTS),
    ("erasure::record", crate::erasure::record::STATEMENTS),
    ("erasure::shred", crate::erasure::shred::STATEMENTS),
    ("event", crate::event::STATEMENTS),
    ("facts", crate::facts::STATEMENTS),
    ("federal", crate::federal::STATEMENTS),
    ("field", crate::field::STATEMENTS),
    ("follow_up", crate::follow_up::STATEMENTS),
    ("glass", crate::glass::STATEMENTS),
    ("hand_off", crate::hand_off::STATEMENTS),
    ("instrument", crate::instrument::STATEMENTS),
    ("key", crate::key::STATEMENTS),
    ("list", crate::list::STATEMENTS),
    ("member", crate::member::STATEMENTS),
    ("message", crate::message::STATEMENTS),
    ("meter", crate::meter::STATEMENTS),
    ("oversight", crate::oversight::STATEMENTS),
    ("oversight::signed", crate::oversight::signed::STATEMENTS),
    ("passkey", crate::passkey::STATEMENTS),
    ("queue", crate::queue::STATEMENTS),
    ("referral", crate::referral::STATEMENTS),
    ("review", crate::review::STATEMENTS),
    ("review::minutes", crate::review::minutes::STATEMENTS),
    ("review::seat", crate::review::seat::STATEMENTS),
    ("screening", crate::screening::STATEMENTS),
    ("search", crate::search::STATEMENTS),
    ("session", crate::session::STATEMENTS),
    ("setting", crate::setting::STATEMENTS),
    ("step", crate::step::STATEMENTS),
    ("step::of", crate::step::of::STATEMENTS),
    ("team", crate::team::STATEMENTS),
    ("tip", crate::tip::STATEMENTS),
    ("tip::likely", crate::tip::likely::STATEMENTS),
    ("tip::open", crate::tip::open::STATEMENTS),
    ("visitor", crate::visitor::STATEMENTS),
    ("wake", crate::wake::STATEMENTS),
];

#[tokio::test]
async fn every_statement_is_taken_by_both_engines() {
    for world in World::all().await {
        let mut conn = world.store.readers().acquire().await.unwrap();
        for (module, statements) in MODULES {
            for (name, text) in *statements {
                let taken =
                    on!(&mut conn, c => (&mut **c).prepare(text.into_sql_str()).await.map(drop));
                taken
                    .unwrap_or_else(|error| panic!("{module}::{name} is refused: {error}\n{text}"));
            }
        }
    }
}

#[test]
fn every_module_with_statements_is_listed() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Some("rs") = path.extension().and_then(|e| e.to_str()) else { continue };
        let text = std::fs::read_to_string(&path).unwrap();
        let module = path.file_stem().unwrap().to_str().unwrap();
        if text.contains("\nstatements! {") {
            assert!(MODULES.iter().any(|(name, _)| *name == module), "`{module}` is not listed");
        }
        for literal in ["sqlx::query(\"", "sqlx::query_as(\"", "query_as::<_, _>(\""] {
            // `pg_notify` is the one statement that exists on one engine only.
            let rest = text.replace("sqlx::query(\"SELECT pg_notify('daybreak', unnest(", "");
            assert!(!rest.contains(literal), "`{module}` holds a statement outside `statements!`");
        }
    }
}

type Shape = BTreeMap<(String, String), (String, bool)>;

#[tokio::test]
async fn both_engines_have_the_same_tables() {
    let sqlite = World::sqlite().await;
    let Some(postgres) = World::postgres().await else { return };
    let ours = shape_sqlite(&sqlite).await;
    let theirs = shape_postgres(&postgres).await;
    assert_eq!(ours, theirs);
    assert!(ours.len() > 100, "only {} columns were found", ours.len());
}

async fn shape_sqlite(world: &World) -> Shape {
    let mut conn = world.store.readers().acquire().await.unwrap();
    let Conn::Sqlite(c) = &mut conn else { unreachable!("this world is on SQLite") };
    let rows: Vec<(String, String, String, i64, i64)> = sqlx::query_as(
        "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_schema t
         JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
    )
    .fetch_all(&mut **c)
    .await
    .unwrap();
    rows.into_iter()
        .map(|(table, column, kind, not_null, key)| {
            let kind = match kind.as_str() {
                "INTEGER" => "number",
                "TEXT" => "text",
                "BLOB" => "bytes",
                other => panic!("{table}.{column} is {other}"),
            };
            ((table, column), (kind.to_owned(), not_null == 1 || key > 0))
        })
        .collect()
}

async fn shape_postgres(world: &World) -> Shape {
    let mut conn = world.store.readers().acquire().await.unwrap();
    let Conn::Postgres(c) = &mut conn else { unreachable!("this world is on PostgreSQL") };
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable::text
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
    )
    .fetch_all(&mut **c)
    .await
    .unwrap();
    rows.into_iter()
        .map(|(table, column, kind, nullable)| {
            let kind = match kind.as_str() {
                "bigint" => "number",
                "text" => "text",
                "uuid" | "bytea" => "bytes",
                other => panic!("{table}.{column} is {other}"),
            };
            ((table, column), (kind.to_owned(), nullable == "NO"))
        })
        .collect()
}

#[test]
fn every_migration_file_is_run() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    for (engine, migrator) in
        [("sqlite", crate::migration::sqlite()), ("postgres", crate::migration::postgres())]
    {
        let mut files: Vec<String> = std::fs::read_dir(root.join(engine))
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        let mut run: Vec<String> =
            migrator.iter().map(|step| step.sql.as_str().to_owned()).collect();
        files.sort();
        run.sort();
        assert!(files == run, "a file of migrations/{engine} is not listed in migration.rs");
    }
}
