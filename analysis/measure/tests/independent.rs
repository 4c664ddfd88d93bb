//! Every measure on a simulated county, counted again by SQL scripts that share nothing with the
//! program, agrees exactly; and what is shown is that count or nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::collections::BTreeMap;

use measure::period::Grain;
use measure::{Beds, Figures, Justice, JusticeMeasure, Measure, Period, Steps};
use measure::{course, figures, proceeding};
use simulation::hidden::{Hidden, generate};
use sqlx::{Connection, Row, SqliteConnection};

/// Measure, by what, which group, outcome.
type Place = (String, String, String, String);

type Counts = BTreeMap<Place, u64>;

const COUNTIES: [&str; 5] = ["north", "lake", "east", "harrow", "tiny"];

const YEAR: [&str; 2] = ["2026-01-01", "2027-01-01"];

fn county() -> String {
    let hidden = Hidden::county(1_500, 5);
    let mut out = format!("{}\n", simulation::course::HEADING).into_bytes();
    let person = |truth: simulation::hidden::Truth| {
        simulation::course::write(&mut out, &truth, &hidden.agencies, &COUNTIES, 4).unwrap();
    };
    generate(&hidden, 4, person, |_| {});
    String::from_utf8(out).unwrap()
}

fn exploiters() -> String {
    let mut csv = format!("{}\n", simulation::justice::HEADING);
    for exploiter in simulation::justice::exploiters(900, 4) {
        for row in exploiter.rows(&COUNTIES, 4) {
            csv += &format!("{row}\n");
        }
    }
    csv
}

/// Loads the rows into `table` as they are, and runs the script on them.
async fn by_sql(table: &str, csv: &str, script: &'static str, [since, until]: [&str; 2]) -> Counts {
    let mut sqlite = SqliteConnection::connect("sqlite::memory:").await.unwrap();
    let tables = "CREATE TABLE steps (person, agency, step, day, recorded, about, due, county,
                  age_band, gender);
                  CREATE INDEX of_person ON steps (person);
                  CREATE INDEX of_about ON steps (about);
                  CREATE TABLE justice (exploiter, part, step, day, recorded, county);
                  CREATE INDEX of_exploiter ON justice (exploiter);
                  CREATE TABLE beds (county, need, hour, free, maximum);
                  CREATE INDEX of_place ON beds (county, need);
                  CREATE TABLE period (since, until)";
    sqlx::raw_sql(tables).execute(&mut sqlite).await.unwrap();
    let insert = "INSERT INTO period VALUES ($1, $2)";
    sqlx::query(insert).bind(since).bind(until).execute(&mut sqlite).await.unwrap();
    let insert = match table {
        "steps" => "INSERT INTO steps VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        "beds" => "INSERT INTO beds VALUES ($1, $2, $3, $4, $5)",
        _ => "INSERT INTO justice VALUES ($1, $2, $3, $4, $5, $6)",
    };
    let mut load = sqlite.begin().await.unwrap();
    for line in csv.lines().skip(1) {
        let query = line.split(',').fold(sqlx::query(insert), |query, cell| query.bind(cell));
        query.execute(&mut *load).await.unwrap();
    }
    load.commit().await.unwrap();
    sqlx::raw_sql(script).execute(&mut sqlite).await.unwrap();
    let all = "SELECT measure, by_what, of_whom, outcome, units FROM figure";
    let rows = sqlx::query(all).fetch_all(&mut sqlite).await.unwrap();
    let place = |row: &sqlx::sqlite::SqliteRow| (row.get(0), row.get(1), row.get(2), row.get(3));
    rows.iter().map(|row| (place(row), row.get::<i64, _>(4) as u64)).collect()
}

async fn victims_by_sql(csv: &str, period: [&str; 2]) -> Counts {
    by_sql("steps", csv, include_str!("measures.sql"), period).await
}

async fn exploiters_by_sql(csv: &str, period: [&str; 2]) -> Counts {
    by_sql("justice", csv, include_str!("justice.sql"), period).await
}

async fn beds_by_sql(csv: &str, period: [&str; 2]) -> Counts {
    by_sql("beds", csv, include_str!("beds.sql"), period).await
}

fn count(counts: &mut Counts, measure: &str, groups: &[(&str, &str)], outcome: &str) {
    for (by, group) in groups {
        let [measure, by, group, outcome] = [measure, by, group, outcome].map(str::to_owned);
        *counts.entry((measure, by, group, outcome)).or_insert(0) += 1;
    }
}

fn victims_by_program(steps: &Steps, period: &Period) -> Counts {
    let mut counts = BTreeMap::new();
    for measure in Measure::ALL {
        for unit in course::units(measure, steps, period) {
            let age = unit.of.age_band.to_string();
            let gender = format!("{:?}", unit.of.gender);
            let groups = [
                ("", ""),
                ("agency", unit.of.agency.as_str()),
                ("county", unit.of.county.as_str()),
                ("age_band", age.as_str()),
                ("gender", gender.as_str()),
                ("month", &unit.day.to_string()[..7]),
            ];
            count(&mut counts, measure.code(), &groups, unit.outcome);
        }
    }
    counts
}

fn exploiters_by_program(justice: &Justice, period: &Period) -> Counts {
    let mut counts = BTreeMap::new();
    for measure in JusticeMeasure::ALL {
        for unit in proceeding::units(measure, justice, period) {
            let groups = [
                ("", ""),
                ("part", unit.of.part.code()),
                ("county", unit.of.county.as_str()),
                ("month", &unit.of.day.to_string()[..7]),
            ];
            count(&mut counts, measure.code(), &groups, unit.outcome);
        }
    }
    counts
}

fn beds_by_program(beds: &Beds, period: &Period) -> Counts {
    let mut counts = BTreeMap::new();
    for unit in beds.units(period) {
        let (need, county) = (unit.of.need.as_str(), unit.of.county.as_str());
        let groups = [
            ("", ""),
            ("need", need),
            ("county", county),
            ("time", unit.of.time()),
            ("need and county", &format!("{need}, {county}")),
            ("month", &unit.of.day().to_string()[..7]),
        ];
        count(&mut counts, "hours_without_place", &groups, unit.outcome);
    }
    counts
}

/// How many outcomes occur at all: without all of them, the agreement would say little.
fn occurring(counts: &Counts) -> usize {
    counts.keys().filter(|(_, by, ..)| by.is_empty()).count()
}

#[tokio::test]
async fn an_independent_script_counts_the_same() {
    let csv = county();
    let steps = Steps::read("steps.csv", csv.as_bytes()).unwrap();
    for [since, until] in [YEAR, ["2026-04-01", "2026-07-01"]] {
        let period = Period::new(since, until).unwrap();
        let expected = victims_by_sql(&csv, [since, until]).await;
        assert_eq!(victims_by_program(&steps, &period), expected);
        let outcomes = Measure::ALL.iter().map(|measure| measure.definition().outcomes.len());
        if until == YEAR[1] {
            assert_eq!(occurring(&expected), outcomes.sum::<usize>());
        }
    }
}

#[tokio::test]
async fn another_independent_script_counts_exploiters_the_same() {
    let csv = exploiters();
    let justice = Justice::read("justice.csv", csv.as_bytes()).unwrap();
    // Convictions take longer than a year, so all outcomes take a longer period to occur.
    let long = ["2026-01-01", "2027-02-01"];
    for [since, until] in [long, YEAR, ["2026-04-01", "2026-07-01"]] {
        let period = Period::new(since, until).unwrap();
        let expected = exploiters_by_sql(&csv, [since, until]).await;
        assert_eq!(exploiters_by_program(&justice, &period), expected);
        let measures = JusticeMeasure::ALL.iter();
        let outcomes = measures.map(|measure| measure.definition().outcomes.len());
        if until == long[1] {
            assert_eq!(occurring(&expected), outcomes.sum::<usize>());
        }
    }
}

/// What is shown is the count; how many cells are shown and how many withheld.
fn shown_is_counted(figures: &[Figures], expected: &Counts) -> (u32, u32) {
    let (mut shown, mut withheld) = (0, 0);
    for figures in figures {
        for table in &figures.tables {
            for row in &table.cells {
                if row.at.iter().any(|code| code == "total") {
                    continue;
                }
                let (by, group) = (table.by[1..].join(" and "), row.at[1..].join(", "));
                let place = (figures.measure.to_owned(), by, group, row.at[0].clone());
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
    (shown, withheld)
}

#[tokio::test]
async fn what_is_shown_is_the_count_and_what_is_small_is_not_shown() {
    let csv = county();
    let steps = Steps::read("steps.csv", csv.as_bytes()).unwrap();
    let period = Period::new(YEAR[0], YEAR[1]).unwrap();
    let expected = victims_by_sql(&csv, YEAR).await;
    let by_month = period.told_by(Grain::Month).unwrap();
    for (period, least) in [(period, 300), (by_month, 400)] {
        let figures = figures::all(&steps, &period, 11).unwrap();
        let (shown, withheld) = shown_is_counted(&figures, &expected);
        assert!(shown > least && withheld > 30, "{shown} {withheld}");
    }
}

#[tokio::test]
async fn of_exploiters_too() {
    let csv = exploiters();
    let justice = Justice::read("justice.csv", csv.as_bytes()).unwrap();
    let period = Period::new(YEAR[0], YEAR[1]).unwrap();
    let expected = exploiters_by_sql(&csv, YEAR).await;
    let by_month = period.told_by(Grain::Month).unwrap();
    for (period, least) in [(period, 60), (by_month, 100)] {
        let figures = figures::of_exploiters(&justice, &period, 11).unwrap();
        let (shown, withheld) = shown_is_counted(&figures, &expected);
        assert!(shown > least && withheld > 10, "{shown} {withheld}");
    }
}

#[tokio::test]
async fn hours_with_no_free_place_are_counted_the_same_and_shown() {
    let mut csv = format!("{}\n", simulation::beds::HEADING);
    for row in simulation::beds::rows(13, 4) {
        csv += &format!("{row}\n");
    }
    let beds = Beds::read("beds.csv", csv.as_bytes()).unwrap();
    let quarter = ["2026-01-01", "2026-04-01"];
    for [since, until] in [quarter, ["2026-02-03", "2026-02-20"]] {
        let period = Period::new(since, until).unwrap();
        let expected = beds_by_sql(&csv, [since, until]).await;
        assert_eq!(beds_by_program(&beds, &period), expected);
        assert_eq!(occurring(&expected), 3);
        assert!(!expected.keys().any(|(_, _, group, _)| group.contains("tiny")));
    }
    let expected = beds_by_sql(&csv, quarter).await;
    let period = Period::new(quarter[0], quarter[1]).unwrap();
    let by_month = period.told_by(Grain::Month).unwrap();
    for (period, least) in [(period, 40), (by_month, 45)] {
        let figures = figures::of_beds(&beds, &period, 11).unwrap();
        let (shown, _) = shown_is_counted(&figures, &expected);
        assert!(shown > least, "{shown}");
    }
}
