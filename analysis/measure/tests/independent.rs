//! Every measure on a simulated county, counted again by an SQL script that shares nothing with the
//! program, agrees exactly; and what is shown is that count or nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::collections::BTreeMap;

use measure::course::units;
use measure::figures::GROUPS;
use measure::{Measure, Period, Steps, figures};
use simulation::hidden::{Hidden, generate};
use sqlx::{Connection, Row, SqliteConnection};

/// Measure, by what, which group, outcome.
type Place = (String, String, String, String);

const COUNTIES: [&str; 5] = ["north", "lake", "east", "harrow", "tiny"];

fn county() -> String {
    let hidden = Hidden::county(1_500, 5);
    let mut out = format!("{}\n", simulation::course::HEADING).into_bytes();
    let person = |truth: simulation::hidden::Truth| {
        simulation::course::write(&mut out, &truth, &hidden.agencies, &COUNTIES, 4).unwrap();
    };
    generate(&hidden, 4, person, |_| {});
    String::from_utf8(out).unwrap()
}

async fn by_sql(csv: &str, since: &str, until: &str) -> BTreeMap<Place, u64> {
    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let tables = "CREATE TABLE steps (person, agency, step, day, recorded, about, due, county,
                  age_band, gender);
                  CREATE INDEX of_person ON steps (person);
                  CREATE INDEX of_about ON steps (about);
                  CREATE TABLE period (since, until)";
    sqlx::raw_sql(tables).execute(&mut sqlite).await.unwrap();
    let insert = "INSERT INTO period VALUES ($1, $2)";
    sqlx::query(insert).bind(since).bind(until).execute(&mut sqlite).await.unwrap();
    let mut load = sqlite.begin().await.unwrap();
    for line in csv.lines().skip(1) {
        let insert = "INSERT INTO steps VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let query = line.split(',').fold(sqlx::query(insert), |query, cell| query.bind(cell));
        query.execute(&mut *load).await.unwrap();
    }
    load.commit().await.unwrap();
    sqlx::raw_sql(include_str!("measures.sql")).execute(&mut sqlite).await.unwrap();
    let all = "SELECT measure, by_what, of_whom, outcome, units FROM figure";
    let rows = sqlx::query(all).fetch_all(&mut sqlite).await.unwrap();
    let place = |row: &sqlx::sqlite::SqliteRow| (row.get(0), row.get(1), row.get(2), row.get(3));
    rows.iter().map(|row| (place(row), row.get::<i64, _>(4) as u64)).collect()
}

fn by_program(steps: &Steps, period: &Period) -> BTreeMap<Place, u64> {
    let mut counts = BTreeMap::new();
    for measure in Measure::ALL {
        for unit in units(measure, steps, period) {
            let age = unit.of.age_band.to_string();
            let gender = format!("{:?}", unit.of.gender);
            let groups = [
                ("", ""),
                ("agency", unit.of.agency.as_str()),
                ("county", unit.of.county.as_str()),
                ("age_band", age.as_str()),
                ("gender", gender.as_str()),
            ];
            for (by, group) in groups {
                let place = [measure.code(), by, group, unit.outcome].map(str::to_owned);
                let [measure, by, group, outcome] = place;
                *counts.entry((measure, by, group, outcome)).or_insert(0) += 1;
            }
        }
    }
    counts
}

#[tokio::test]
async fn an_independent_script_counts_the_same() {
    let csv = county();
    let steps = Steps::read("steps.csv", csv.as_bytes()).unwrap();
    for (since, until) in [("2026-01-01", "2027-01-01"), ("2026-04-01", "2026-07-01")] {
        let period = Period::new(since, until).unwrap();
        let expected = by_sql(&csv, since, until).await;
        let found = by_program(&steps, &period);
        assert_eq!(found, expected);
        // Every outcome of every measure occurs in the year, or the agreement would say little.
        let outcomes = Measure::ALL.iter().map(|measure| measure.definition().outcomes.len());
        let occurring = expected.keys().filter(|(_, by, ..)| by.is_empty()).count();
        if until == "2027-01-01" {
            assert_eq!(occurring, outcomes.sum::<usize>());
        }
    }
}

#[tokio::test]
async fn what_is_shown_is_the_count_and_what_is_small_is_not_shown() {
    let csv = county();
    let steps = Steps::read("steps.csv", csv.as_bytes()).unwrap();
    let period = Period::new("2026-01-01", "2027-01-01").unwrap();
    let expected = by_sql(&csv, "2026-01-01", "2027-01-01").await;
    let (mut shown, mut withheld) = (0, 0);
    for figures in figures::all(&steps, &period, 11).unwrap() {
        for (table, by) in figures.tables.iter().zip(std::iter::once("").chain(GROUPS)) {
            for row in &table.cells {
                let (outcome, group) = (&row.at[0], row.at.get(1).map_or("", String::as_str));
                if outcome == "total" || group == "total" {
                    continue;
                }
                let measure = figures.measure.code().to_owned();
                let place = (measure, by.to_owned(), group.to_owned(), outcome.clone());
                let count = expected.get(&place).copied().unwrap_or_default();
                match row.value {
                    Some(value) => {
                        assert_eq!(value, count as f64, "{place:?}");
                        assert!(count == 0 || count >= figures.threshold, "{place:?}: {count}");
                        shown += 1;
                    }
                    None => withheld += 1,
                }
            }
        }
    }
    assert!(shown > 300 && withheld > 30, "{shown} {withheld}");
}
