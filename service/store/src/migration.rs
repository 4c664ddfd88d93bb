//! The steps that bring a database up to date, one list for both engines.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// What has landed here never changes: a new table is a new pair of files.
macro_rules! steps {
    ($engine:literal) => {
        steps!($engine: "0001_ground", "0002_directory", "0003_desk", "0004_tips",
            "0006_open_tips", "0007_waiting", "0008_beds", "0009_screenings", "0010_duties",
            "0011_cases", "0012_oversight", "0013_outcomes", "0014_referrals", "0015_agency_links",
            "0016_hand_offs", "0017_access_reviews")
    };
    ($engine:literal: $($file:literal),+) => {
        [$(($file, include_str!(concat!("../migrations/", $engine, "/", $file, ".sql")))),+]
    };
}

/// The steps for the embedded engine.
pub(crate) fn sqlite() -> Migrator {
    migrator(&steps!("sqlite"))
}

/// The steps for the server.
pub(crate) fn postgres() -> Migrator {
    migrator(&steps!("postgres"))
}

fn migrator(steps: &[(&'static str, &'static str)]) -> Migrator {
    let step = |&(file, text): &(&'static str, &'static str)| {
        let (number, name) = file.split_once('_').expect("a file is named NUMBER_NAME");
        Migration::new(
            number.parse().expect("a file's name begins with its number"),
            name.replace('_', " ").into(),
            MigrationType::Simple,
            text.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(steps.iter().map(step).collect())
}
