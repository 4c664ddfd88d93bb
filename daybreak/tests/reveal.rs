//! The commands about numbers, as other programs call them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn daybreak(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_daybreak")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn folder(name: &str) -> PathBuf {
    let name = format!("daybreak-numbers-{}-{name}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// 822 contacts an hour of 1,129 seconds are 257.8 specialists' work at any moment. Erlang's formula
/// C asks for 284, so that 95 in 100 are answered in 20 seconds when nobody gives up.
#[test]
fn a_plan_names_the_specialists_of_a_service_level() {
    let asked = ["plan", "staff", "--arrivals", "822", "--handling", "1129", "--json", "-"];
    let answer = daybreak(&asked);
    assert_eq!(answer.status.code(), Some(0), "{}", text(&answer.stderr));
    let answer: serde_json::Value = serde_json::from_slice(&answer.stdout).unwrap();
    assert_eq!(answer["specialists"], 284);
}

#[test]
fn no_command_about_numbers_opens_a_database_of_the_service() {
    let folder = folder("door");
    let database = folder.join("daybreak.db");
    let address = format!("sqlite:{}", database.display());
    let made = daybreak(&["user", "list", "--database", &address]);
    assert!(database.exists(), "{}", text(&made.stderr));
    let (database, out) = (path(&database), folder.join("out"));
    let commands: [&[&str]; 7] = [
        &["estimate", database],
        &["extract", database, "--rules", database, "--out", path(&out)],
        &["release", "tables", database, "--workload", database, "--out", path(&out)],
        &["release", "crosswalk", database, "--out", path(&out)],
        &["plan", "beds", database],
        &["study", "run", database, "--out", path(&out)],
        &["outcomes", database, "--from", "2026-01-01", "--to", "2027-01-01"],
    ];
    for command in commands {
        let answer = daybreak(command);
        assert_eq!(answer.status.code(), Some(1), "{command:?}: {}", text(&answer.stderr));
        let said = text(&answer.stderr);
        assert!(said.contains("`") && said.contains("is a database"), "{command:?}: {said}");
    }
    assert!(!out.exists());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_county_is_studied_from_its_lists_to_its_tables() {
    let folder = folder("county");
    let made = ["simulate", "--out", path(&folder), "--people", "900", "--lists", "4", "--quiet"];
    assert_eq!(daybreak(&made).status.code(), Some(0));
    let (study, out) = (folder.join("study.toml"), folder.join("out"));
    let done = daybreak(&["study", "run", path(&study), "--out", path(&out), "--quiet"]);
    assert!([Some(0), Some(3)].contains(&done.status.code()), "{}", text(&done.stderr));
    for file in ["report.html", "manifest.json", "prevalence.json"] {
        assert!(out.join(file).exists(), "{file} was not written");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
